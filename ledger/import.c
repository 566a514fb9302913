#include "ledger/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/importmap.h"
#include "base/say.h"
#include "ledger/import_event.h"
#include "ledger/intake.h"

static const struct {
	const char *name;
	const struct import_steps *steps;
} kinds[IMPORT_KINDS] = {
	[IMPORT_CAS] = { "cas", &import_cas_steps },
	[IMPORT_CERTS] = { "certs", &import_certs_steps },
	[IMPORT_VALIDATIONS] = { "validations", &import_validations_steps },
	[IMPORT_LINKS] = { "links", &import_links_steps },
	[IMPORT_CRL] = { "crl", &import_crl_steps },
	[IMPORT_REVOCATIONS] = { "revocations", &import_revocations_steps },
	[IMPORT_LINT] = { "lint", &import_lint_steps },
	[IMPORT_WEAK_KEYS] = { "weak-keys", &import_keys_weak_steps },
	[IMPORT_BLOCKED_KEYS] = { "blocked-keys", &import_keys_blocked_steps },
	[IMPORT_CPS] = { "cps", &import_cps_steps },
	[IMPORT_RECONCILE] = { "reconcile", &import_reconcile_steps },
	[IMPORT_REVIEW] = { "review", &import_review_steps },
};

const char *
import_kind_name(enum import_kind kind)
{
	return kinds[kind].name;
}

int
import_newest(struct ledger *l, int64_t *id)
{
	*id = 0;
	return db_one_int(l, "SELECT max(id) FROM import", DB_NONE, id) < 0 ? -1 : 0;
}

/* ---- staging ---- */

static int
open_staging(struct import *im, const struct import_steps *steps)
{
	if (db_script(im->l,
		"CREATE TEMP TABLE import_reject (ord INTEGER PRIMARY KEY, place TEXT,"
		" reason TEXT, record TEXT);"
		"CREATE TEMP TABLE import_remark (ord INTEGER PRIMARY KEY, place TEXT,"
		" kind TEXT, text TEXT);"
		"CREATE TEMP TABLE import_file (id INTEGER PRIMARY KEY, path TEXT, line TEXT)") !=
		0 ||
	    db_script(im->l, steps->tables) != 0)
		return -1;
	im->add_reject =
	    db_prepare(im->l, "INSERT INTO temp.import_reject VALUES (?1, ?2, ?3, ?4)");
	im->add_remark =
	    db_prepare(im->l, "INSERT INTO temp.import_remark VALUES (?1, ?2, ?3, ?4)");
	return im->add_reject && im->add_remark ? 0 : -1;
}

struct walk {
	struct import *im;
	const struct import_steps *steps;
};

/* What a reader left unread is part of the file all the same. */
static int
drain(struct input *in)
{
	size_t len;
	int more;

	do {
		(void)input_window(in, &len);
		input_skip(in, len);
		more = input_more(in, 1u << 16);
	} while (more > 0);
	return more;
}

/* The line of a folder's file for the folder's hash: its path from there. */
static int
add_line(struct import *im, const char *path)
{
	struct text line = { 0 };
	char hex[DIGEST_HEX];
	int status = -1;

	path += strlen(im->path);
	path += strspn(path, "/");
	text_addf(&line, "%s  %s\n", digest_hex(im->r->sha256, DIGEST_LEN, hex), path);
	if (!text_failed(&line))
		status = db_exec(im->l, "UPDATE temp.import_file SET line = ?1 WHERE id = ?2",
		    DB(db_text(text_str(&line)), db_int(im->file_id)));
	text_free(&line);
	return status;
}

/* Reads the file, where it looks like one of its kind; else it is refused: a reject in a folder. */
static int
read_file(struct import *im, const struct import_steps *steps, struct input *in)
{
	struct sniff s = { 0 };
	unsigned takes = steps->takes | (im->folder ? steps->beside : 0);
	char reason[200];

	if (takes && sniff_input(in, im->o->map != NULL, &s) != 0)
		return -1;
	if ((s.is & takes) || !takes)
		return steps->stage(im, in);
	snprintf(reason, sizeof reason, "expected %s, found %s", steps->wants, s.what);
	if (!im->folder)
		return say_error("%s: %s", input_name(in), reason);
	im->r->read++;
	return intake_reject(im, 0, reason, NULL);
}

static int
stage_file(const char *path, void *arg)
{
	struct walk *w = arg;
	struct import *im = w->im;
	struct input *in = input_open(path);
	int status = -1;

	im->file = path;
	if (!in || input_hash(in) != 0 ||
	    db_exec(im->l, "INSERT INTO temp.import_file (path) VALUES (?1)", DB(db_text(path))) !=
		0)
		goto out;
	im->file_id = db_last_id(im->l);
	if (read_file(im, w->steps, in) != 0 || drain(in) != 0)
		goto out;
	im->bytes += input_bytes(in);
	input_digest(in, im->r->sha256);
	status = im->folder ? add_line(im, path) : 0;
out:
	im->file = im->path;
	input_close(in);
	return status;
}

/* Over its sorted lines "<sha256 hex>  <path>" LF, as "sha256sum * | sort | sha256sum" has it. */
static int
hash_folder(struct import *im)
{
	struct digest *d = digest_new();
	struct query *q;
	int more, lines = 0;

	if (!d)
		return -1;
	digest_begin(d);
	q = db_query(im->l, "SELECT line FROM temp.import_file ORDER BY line", DB_NONE);
	for (; (more = db_step(q)) > 0; lines++) {
		const char *line = db_col_text(q, 0);

		digest_add(d, line, strlen(line));
	}
	digest_end(d, im->r->sha256);
	digest_free(d);
	if (more == 0 && lines == 0)
		return say_error("%s: expected files to import, found none", im->path);
	return more;
}

static int
stage(struct import *im, const struct import_steps *steps)
{
	struct walk w = { im, steps };

	if (db_begin_read(im->l) != 0)
		return -1;
	if (input_walk(im->path, stage_file, &w) != 0 || (im->folder && hash_folder(im) != 0)) {
		db_rollback(im->l);
		return -1;
	}
	im->r->bytes = im->bytes;
	if (text_failed(&im->r->unknown_columns) || text_failed(&im->r->shown)) {
		db_rollback(im->l);
		return -1;
	}
	return db_commit(im->l);
}

/* ---- merging ---- */

/* What the import that is here already says of itself. */
static int
load_repeated(struct import *im)
{
	struct import_result *r = im->r;
	struct query *q = db_query(
	    im->l, "SELECT read, rejected, bytes FROM import WHERE id = ?1", DB(db_int(r->id)));

	if (db_step(q) <= 0)
		return -1;
	r->read = (uint64_t)db_col_int(q, 0);
	r->rejected = (uint64_t)db_col_int(q, 1);
	r->bytes = (uint64_t)db_col_int(q, 2);
	r->known = r->read - r->rejected;
	r->new = 0;
	r->repeated = true;
	db_reset(q);
	return 1;
}

/*
 * 1 where these bytes, read by this map, are here already; 0; -1 said.  Of the
 * register's files the newest of a document counts: an older one comes back.
 */
static int
find_repeated(struct import *im, enum import_kind kind)
{
	int found = kinds[kind].steps->again ? 0 :
	    db_one_int(im->l,
	    "SELECT max(i.id) FROM import AS i WHERE i.kind = ?1 AND i.sha256 = ?2"
	    " AND i.map_sha256 IS ?3 AND NOT EXISTS (SELECT 1 FROM cps_file AS f JOIN cps_file AS n"
	    " ON n.document = f.document AND n.import_id > f.import_id WHERE f.import_id = i.id)",
	    DB(db_text(kinds[kind].name), db_hash(im->r->sha256), db_hash(im->o->map_sha256)),
	    &im->r->id);

	return found > 0 ? load_repeated(im) : found;
}

static int
write_row(struct import *im, enum import_kind kind)
{
	const struct import_options *o = im->o;
	const struct import_result *r = im->r;
	struct text zone = { 0 }, file = { 0 }, map_file = { 0 };
	const char *source = o->source;
	int status = -1;

	text_add_utf8(&file, im->path); /* a name may be any bytes */
	if (text_failed(&file))
		goto out;
	if (o->map) {
		text_add_utf8(&map_file, o->map_file);
		importmap_describe(o->map, &zone);
		if (!source)
			source = importmap_source(o->map);
		if (text_failed(&zone) || text_failed(&map_file))
			goto out;
	}
	status = db_exec(im->l,
	    "INSERT INTO import (kind, file, sha256, bytes, imported_at, imported_by, program,"
	    " source, query_text, extracted_by, extracted_at, zone, map_file, map_sha256, expected,"
	    " read, new, known, rejected, unknown_columns, evidence, id)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
	    " ?18, ?19, ?20, ?21, ?22)",
	    DB(db_text(kinds[kind].name), db_text(text_str(&file)), db_hash(r->sha256),
		db_int((int64_t)r->bytes), db_int(o->now), db_text(o->by), db_text(o->program),
		db_stated(source), db_stated(o->query_text), db_stated(o->extracted_by),
		db_at(o->extracted_at), db_stated(text_str(&zone)), db_stated(text_str(&map_file)),
		db_hash(o->map_sha256), db_count(o->expected), db_int((int64_t)r->read),
		db_int((int64_t)r->new), db_int((int64_t)r->known), db_int((int64_t)r->rejected),
		db_stated(text_str(&r->unknown_columns)), db_int(im->evidence), db_int(im->id)));
out:
	text_free(&zone);
	text_free(&file);
	text_free(&map_file);
	return status;
}

/* The facts, and the row that says where they are from; 1: a repeat. */
static int
write_facts(struct import *im, const struct import_steps *steps, enum import_kind kind)
{
	int repeated;

	if (import_newest(im->l, &im->id) != 0)
		return -1;
	im->r->id = ++im->id;
	if (!steps->count)
		return steps->merge(im) == 0 ? write_row(im, kind) : -1;
	if (steps->count(im) != 0)
		return -1;
	repeated = steps->rereads && im->r->new == 0 ? find_repeated(im, kind) : 0;
	if (repeated != 0)
		return repeated;
	return write_row(im, kind) == 0 ? steps->merge(im) : -1;
}

/* 0 merged or repeated; -1 said, rolled back. */
static int
merge_once(struct import *im, const struct import_steps *steps, enum import_kind kind)
{
	int found;

	if (db_begin(im->l) != 0)
		return -1;
	found = steps->rereads ? 0 : find_repeated(im, kind);
	if (found == 0)
		found = write_facts(im, steps, kind);
	if (found != 0) {
		db_rollback(im->l);
		return found > 0 ? 0 : -1;
	}
	if (db_exec(im->l,
		"INSERT INTO reject SELECT ?1, ord, place, reason, record FROM temp.import_reject",
		DB(db_int(im->id))) != 0 ||
	    db_exec(im->l,
		"INSERT INTO remark SELECT ?1, ord, place, kind, text FROM temp.import_remark",
		DB(db_int(im->id))) != 0 ||
	    import_event_add(im->l, im->id) != 0) {
		db_rollback(im->l);
		return -1;
	}
	return db_commit(im->l);
}

static int
merge(struct import *im, const struct import_steps *steps, enum import_kind kind)
{
	int status;

	if (db_hold_references(im->l, steps->count != NULL) != 0)
		return -1;
	status = merge_once(im, steps, kind);
	return db_hold_references(im->l, true) == 0 ? status : -1;
}

/* Hashing alone is fast: a file of a size that was imported before is hashed first. */
static int
is_repeated(struct import *im, enum import_kind kind, const struct stat *st)
{
	int64_t n;
	int found = kinds[kind].steps->rereads ? 0 :
	    db_one_int(im->l, "SELECT 1 FROM import WHERE kind = ?1 AND bytes = ?2",
	    DB(db_text(kinds[kind].name), db_int((int64_t)st->st_size)), &n);

	if (found <= 0)
		return found;
	if (digest_file(im->path, im->r->sha256, &im->r->bytes) != 0)
		return -1;
	return find_repeated(im, kind);
}

int
import_file(struct ledger *l, enum import_kind kind, const char *path,
    const struct import_options *o, struct import_result *r)
{
	const struct import_steps *steps = kinds[kind].steps;
	struct import im = { .l = l, .o = o, .r = r, .path = path, .file = path, .total = -1 };
	bool input = strcmp(path, "-") == 0;
	struct stat st = { 0 };
	int status = -1, known = 0;

	memset(r, 0, sizeof *r);
	if (!input && stat(path, &st) != 0)
		return say_error("%s: expected a file or folder, found: %s", path, strerror(errno));
	im.folder = !input && S_ISDIR(st.st_mode);
	if (!input && S_ISREG(st.st_mode)) {
		im.total = st.st_size;
		known = is_repeated(&im, kind, &st);
	}
	if (known != 0)
		return known > 0 ? 0 : -1;
	if (open_staging(&im, steps) == 0 && (!steps->begin || steps->begin(&im) == 0) &&
	    stage(&im, steps) == 0)
		status = merge(&im, steps, kind);
	if (steps->end)
		steps->end(&im);
	db_release(im.add_reject);
	db_release(im.add_remark);
	if (db_clear_temporary(l) != 0)
		status = -1;
	r->unexpected = o->expected >= 0 && !r->repeated && (uint64_t)o->expected != r->read;
	if (status != 0)
		import_result_free(r);
	return status;
}

void
import_result_free(struct import_result *r)
{
	text_free(&r->unknown_columns);
	text_free(&r->shown);
}
