#include "cli/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/cms.h"
#include "base/digest.h"
#include "base/input.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/timestamp.h"
#include "cli/apart.h"
#include "cli/fields.h"
#include "cli/manifest.h"
#include "cli/period.h"
#include "cli/reporting.h"
#include "cli/rowjson.h"
#include "ledger/db.h"
#include "ledger/run.h"

#define REPORT_MAX (512u << 20)

/* ---- bundle.json ---- */

static json_t *
redacted_fields(const struct redact *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fields_count() && i < REDACT_FIELDS; i++)
		if (r->on[i])
			json_array_append_new(list, json_string(fields_name(i)));
	if (r->account)
		json_array_append_new(list, json_string("account"));
	return list;
}

/* One row as an object, null where there is none. */
static json_t *
one_row(struct ledger *l, const char *sql, int64_t id)
{
	struct query *q = db_query(l, sql, DB(db_int(id)));
	int more = db_step(q);
	json_t *o = more > 0 ? rowjson_of(q) : more == 0 ? json_null() : NULL;

	if (more > 0)
		db_reset(q);
	return o;
}

/* The run as an object, null where there is none: what only a judgement sample brought in is told apart. */
static json_t *
describe_run(const struct bundle *b)
{
	json_t *run = one_row(b->l,
	    "SELECT id, by, program, started_at, finished_at, certificates, exceptions,"
	    " lower(hex(catalogue_sha256)) AS catalogue, import_id AS imports_up_to FROM run WHERE id = ?1",
	    b->run);
	int64_t at = json_integer_value(json_object_get(run, "started_at"));
	struct apart apart = { 0 };

	if (json_is_object(run) &&
	    (apart_load(&apart, b->l, b->p.id, at) != 0 || apart_tally(&apart, b->l, b->run) != 0 ||
		json_object_set_new(run, "judgement",
		    json_pack("{s:I, s:I}", "certificates", (json_int_t)apart.certificates, "exceptions",
			(json_int_t)apart.exceptions)) != 0)) {
		json_decref(run);
		run = NULL;
	}
	apart_free(&apart);
	return run;
}

static json_t *
describe(const struct bundle *b)
{
	json_t *period = period_json(b->l, &b->p, true);
	json_t *owner = one_row(b->l, "SELECT ca, ccadb_id FROM ledger WHERE ?1 IS NOT NULL", 0);
	json_t *run = describe_run(b);
	json_t *head = one_row(b->l,
	    "SELECT id, lower(hex(hash)) AS hash FROM event WHERE ?1 IS NOT NULL ORDER BY id DESC LIMIT 1", 0);

	if (!period || !owner || !run || !head) {
		json_decref(period);
		json_decref(owner);
		json_decref(run);
		json_decref(head);
		return NULL;
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "format", BUNDLE_FORMAT, "program",
	    "selfaudit " SELFAUDIT_VERSION, "owner", owner, "period", period, "run", run, "history", head,
	    "redacted", redacted_fields(&b->redact));
}

static int
write_description(struct bundle *b)
{
	json_t *o = describe(b);
	char *s = o ? json_dumps(o, JSON_INDENT(2)) : NULL;
	struct text t = { 0 };
	int rc = -1;

	if (s) {
		text_addf(&t, "%s\n", s);
		rc = text_failed(&t) ? -1 : outdir_write(b->o, "bundle.json", t.s, t.len);
	}
	text_free(&t);
	free(s);
	json_decref(o);
	return rc;
}

/* ---- the workbook ---- */

static int
write_report(struct bundle *b, const struct bundle_request *r)
{
	struct report_result result;
	struct text path = { 0 };
	char *bytes = NULL;
	size_t len;
	int rc = -1;

	if (r->no_report)
		return 0;
	if (r->report) {
		if (input_slurp(r->report, REPORT_MAX, &bytes, &len) == 0)
			rc = outdir_write(b->o, "report.xlsx", bytes, len);
		free(bytes);
		return rc;
	}
	if (b->redact.count > 0) {
		cli_note(b->cli, "%s: no workbook in a redacted bundle, it could show what is redacted (--report)",
		    b->p.label);
		return 0;
	}
	manifest_path(&path, outdir_path(b->o), "report.xlsx");
	if (!text_failed(&path))
		rc = reporting_write(b->cli, b->l, &b->p, b->run, path.s, NULL, &result);
	text_free(&path);
	return rc;
}

/* ---- manifest, signature, query ---- */

static int
sign(struct bundle *b, const struct bundle_request *r)
{
	struct text path = { 0 }, der = { 0 };
	int rc = -1;

	manifest_path(&path, outdir_path(b->o), MANIFEST_FILE);
	if (!text_failed(&path) && cms_sign(path.s, r->key, r->cert, &der) == 0)
		rc = outdir_write(b->o, MANIFEST_SIGNATURE, der.s, der.len);
	text_free(&path);
	text_free(&der);
	return rc;
}

static int
write_manifest(struct bundle *b, const struct bundle_request *r, struct bundle_result *out)
{
	struct text lines = { 0 }, query = { 0 };
	int rc = -1;

	if (manifest_of(outdir_path(b->o), &lines) != 0 ||
	    outdir_write(b->o, MANIFEST_FILE, lines.s, lines.len) != 0 ||
	    digest_sha256(lines.s, lines.len, out->manifest) != 0)
		goto out;
	for (size_t i = 0; i < lines.len; i++)
		out->files += lines.s[i] == '\n';
	if ((r->key && sign(b, r) != 0) || timestamp_query(out->manifest, &query) != 0 ||
	    outdir_write(b->o, MANIFEST_QUERY, query.s, query.len) != 0)
		goto out;
	text_clear(&lines);
	if (manifest_sums(outdir_path(b->o), &lines) == 0)
		rc = outdir_write(b->o, MANIFEST_SUMS, lines.s, lines.len);
out:
	text_free(&lines);
	text_free(&query);
	return rc;
}

/* The salt stays with the CA, beside the folder: it is there before the folder is. */
static int
write_salt(const struct bundle *b, const char *dir)
{
	struct text path = { 0 };
	struct outfile *f;
	char hex[DIGEST_HEX];
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	text_addn(&path, dir, len);
	text_add(&path, ".salt");
	f = text_failed(&path) ? NULL : outfile_open(text_str(&path), 0600);
	text_free(&path);
	if (!f)
		return -1;
	fprintf(outfile_stream(f), "%s\n", digest_hex(b->redact.salt, sizeof b->redact.salt, hex));
	return outfile_commit(f);
}

static int
write_all(struct bundle *b, const struct bundle_request *r, struct bundle_result *out)
{
	int64_t newest = 0;

	if (run_official(b->l, b->p.id, &b->run) < 0)
		return -1;
	if (b->run && db_one_int(b->l, "SELECT import_id FROM run WHERE id = ?1", DB(db_int(b->run)), &newest) < 0)
		return -1;
	b->as_of = newest;
	if (bundle_text_write(b) != 0 || bundle_table_write(b) != 0 || bundle_unit_write(b) != 0 ||
	    write_description(b) != 0 || write_report(b, r) != 0 || write_manifest(b, r, out) != 0)
		return -1;
	return b->redact.count > 0 ? write_salt(b, r->dir) : 0;
}

int
bundle_write(const struct cli *cli, struct ledger *l, const struct bundle_request *r,
    struct bundle_result *out)
{
	struct bundle b = { .cli = cli, .l = l };
	struct bundle_result result = { .is_signed = r->key != NULL };
	int rc = -1;

	if (redact_begin(&b.redact, r->redact) != 0 || db_begin_read(l) != 0 ||
	    period_find(l, r->label, &b.p) != 0)
		goto out;
	b.o = outdir_open(r->dir);
	if (!b.o || write_all(&b, r, &result) != 0)
		goto out;
	result.redacted = b.redact.count > 0;
	rc = outdir_commit(b.o);
	b.o = NULL;
	if (rc == 0)
		*out = result;
out:
	outdir_abandon(b.o);
	db_rollback(l);
	redact_end(&b.redact);
	return rc;
}
