#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "cli/bundle.h"
#include "cli/bundle_readme.h"
#include "cli/rowjson.h"
#include "ledger/db.h"

/* ---- files kept byte for byte ---- */

/* One blob or text of a query's first row; no file where there is no row, or NULL. */
static int
write_value(struct bundle *b, const char *file, const char *sql, int64_t id)
{
	struct query *q = db_query(b->l, sql, DB(db_int(id)));
	int more = db_step(q), rc = 0;
	size_t len;

	if (more <= 0)
		return more;
	if (!db_col_null(q, 0)) {
		const void *p = db_col_blob(q, 0, &len);

		rc = outdir_write(b->o, file, p, len);
	}
	db_reset(q);
	return rc;
}

static int
write_commitments(struct bundle *b)
{
	struct query *q = db_query(b->l,
	    "SELECT CAST(commitment AS BLOB) FROM population WHERE id <= ?1 ORDER BY id", DB(db_int(b->p.id)));
	int more, n = 0;

	while ((more = db_step(q)) > 0) {
		char name[64];
		size_t len;
		const void *p = db_col_blob(q, 0, &len);

		snprintf(name, sizeof name, "commitments/%04d.txt", ++n);
		if (outdir_write(b->o, name, p, len) != 0) {
			db_reset(q);
			return -1;
		}
	}
	return more;
}

/* cps/12-tls-cps.yaml: number of the import, and the document as a file may be called. */
static void
name_document(int64_t number, const char *document, char out[128])
{
	size_t n = (size_t)snprintf(out, 128, "cps/%lld-", (long long)number);

	for (; *document && n < 100; document++)
		out[n++] = isalnum((unsigned char)*document) || strchr("._-", *document) ? *document : '-';
	snprintf(out + n, 128 - n, ".yaml");
}

/* The files, and cps.csv, which says which of them the commitment's register line is over. */
static int
write_documents(struct bundle *b)
{
	struct query *q = db_query(b->l,
	    "SELECT f.import_id, f.document, f.yaml, i.sha256, f.import_id <= ?1 FROM cps_file AS f"
	    " JOIN import AS i ON i.id = f.import_id ORDER BY f.import_id",
	    DB(db_int(b->p.import_id)));
	FILE *f = q ? outdir_file(b->o, "cps.csv") : NULL;
	int more = -1;

	if (f)
		fputs("file,sha256,added_before_freeze\n", f);
	while (f && (more = db_step(q)) > 0) {
		char name[128], hex[DIGEST_HEX];
		uint8_t hash[32];
		size_t len;
		const void *p = db_col_blob(q, 2, &len);

		name_document(db_col_int(q, 0), db_col_text(q, 1), name);
		db_col_hash(q, 3, hash);
		fprintf(f, "%s,%s,%s\n", name, digest_hex(hash, 32, hex), db_col_int(q, 4) ? "yes" : "no");
		if (outdir_write(b->o, name, p, len) != 0) {
			more = -1;
			break;
		}
	}
	if (more != 0)
		db_reset(q);
	return outdir_close(b->o, f) == 0 && more == 0 ? 0 : -1;
}

/* ---- the population ---- */

struct listing {
	FILE *f;
	const struct population_stratum *strata;
	size_t count;
};

static int
list_unit(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	struct listing *x = ctx;
	char hex[DIGEST_HEX];

	(void)cert_id;
	if (stratum < 0 || (size_t)stratum >= x->count)
		return say_error("bundle: expected a unit of one of its strata, found %lld", (long long)stratum);
	fprintf(x->f, "%s %s\n", digest_hex(fingerprint, 32, hex), x->strata[stratum].name);
	return 0;
}

static int
write_population(struct bundle *b)
{
	struct population_stratum *strata = NULL;
	struct listing x = { 0 };
	int rc = -1;

	if (population_strata(b->l, b->p.id, &strata, &x.count) != 0)
		return -1;
	x.strata = strata;
	x.f = outdir_file(b->o, "population.txt");
	if (x.f)
		rc = population_each(b->l, b->p.id, -1, list_unit, &x);
	if (outdir_close(b->o, x.f) != 0)
		rc = -1;
	population_free_strata(strata, x.count);
	return rc;
}

/* ---- the history, and seals ---- */

static int
write_events(struct bundle *b)
{
	struct query *q = db_query(b->l,
	    "SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at, actor, kind, subject, body,"
	    " lower(hex(prev)) AS prev, lower(hex(hash)) AS hash FROM event ORDER BY id", DB_NONE);
	FILE *f = q ? outdir_file(b->o, "events.jsonl") : NULL;
	int more = -1;

	while (f && (more = db_step(q)) > 0) {
		json_t *row = rowjson_of(q);

		if (!row) {
			more = -1;
			break;
		}
		json_dumpf(row, f, JSON_COMPACT);
		fputc('\n', f);
		json_decref(row);
	}
	if (more != 0)
		db_reset(q);
	return outdir_close(b->o, f) == 0 && more == 0 ? 0 : -1;
}

/* seals/0001.txt and the newest stamp of it, seals/0001.tsr. */
static int
write_seals(struct bundle *b)
{
	struct query *q = db_query(b->l,
	    "SELECT s.id, CAST(s.text AS BLOB), (SELECT tsr FROM seal_stamp WHERE seal_id = s.id"
	    " ORDER BY id DESC LIMIT 1) FROM seal AS s ORDER BY s.id", DB_NONE);
	int more;

	while ((more = db_step(q)) > 0)
		for (int i = 1; i <= 2; i++) {
			char name[64];
			size_t len;
			const void *p = db_col_blob(q, i, &len);

			snprintf(name, sizeof name, "seals/%04lld.%s", (long long)db_col_int(q, 0),
			    i == 1 ? "txt" : "tsr");
			if (p && outdir_write(b->o, name, p, len) != 0) {
				db_reset(q);
				return -1;
			}
		}
	return more;
}

int
bundle_text_write(struct bundle *b)
{
	return outdir_write(b->o, "README.txt", bundle_readme, strlen(bundle_readme)) == 0 &&
		write_value(b, "commitment.txt",
		    "SELECT CAST(commitment AS BLOB) FROM population WHERE id = ?1", b->p.id) == 0 &&
		write_value(b, "plan.yaml", "SELECT CAST(plan AS BLOB) FROM population WHERE id = ?1",
		    b->p.id) == 0 &&
		write_value(b, "catalogue.csv",
		    "SELECT CAST(c.text AS BLOB) FROM run AS r JOIN catalogue AS c"
		    " ON c.sha256 = r.catalogue_sha256 WHERE r.id = ?1", b->run) == 0 &&
		write_commitments(b) == 0 && write_documents(b) == 0 && write_population(b) == 0 &&
		write_seals(b) == 0 ?
	    write_events(b) :
	    -1;
}
