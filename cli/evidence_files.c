#include "cli/evidence_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/cps.h"
#include "base/digest.h"
#include "base/say.h"
#include "cli/ccadb.h"
#include "cli/fields.h"
#include "cli/period.h"
#include "cli/rowjson.h"
#include "ledger/db.h"

const char *
evidence_files_word(enum outcome o)
{
	switch (o) {
	case OUTCOME_NA: return "n/a";
	case OUTCOME_NE: return "not in effect";
	case OUTCOME_MISSING: return "missing evidence";
	case OUTCOME_NT: return "not tested";
	default: return outcome_name(o);
	}
}

static int
write_text(struct outdir *o, const char *folder, const char *name, const char *s, size_t len)
{
	struct text path = { 0 };
	int rc;

	text_addf(&path, "%s/%s", folder, name);
	rc = text_failed(&path) ? -1 : outdir_write(o, path.s, s, len);
	text_free(&path);
	return rc;
}

/* Drops the reference. */
static int
write_json(struct outdir *o, const char *folder, const char *name, json_t *value)
{
	char *s = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
	struct text t = { 0 };
	int rc = -1;

	if (!s)
		say_nomem("evidence");
	else {
		text_addf(&t, "%s\n", s);
		rc = text_failed(&t) ? -1 : write_text(o, folder, name, t.s, t.len);
	}
	text_free(&t);
	free(s);
	json_decref(value);
	return rc;
}

/* ---- validations ---- */

static json_t *
validation(const struct validation *v, const uint8_t *relied_on)
{
	json_t *o = fields_json(v);

	if (o && relied_on && memcmp(v->hash, relied_on, 32) == 0)
		json_object_set_new(o, "outcomes_are_of_this_one", json_true());
	return o;
}

static json_t *
validations(const struct unit *u, const struct judged *g)
{
	json_t *names = json_array(), *others = json_array();
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < u->name_count; i++) {
		json_t *list = json_array();

		for (size_t k = 0; k < u->names[i].validation_count; k++)
			json_array_append_new(list, validation(u->names[i].validations[k], g->relied_on[i]));
		json_array_append_new(names,
		    json_pack("{s:s, s:o}", "name", u->names[i].text, "validations", list));
	}
	for (size_t k = 0; k < u->other_count; k++)
		json_array_append_new(others, validation(u->others[k], NULL));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "certificate",
	    digest_hex(u->fingerprint, 32, hex), "serial", u->serial, "account", u->account, "ra", u->ra,
	    "names", names, "of_no_one_name", others);
}

/* ---- outcomes ---- */

static const char *
name_of(const struct unit *u, const struct judged_row *r)
{
	return r->name < 0 ? "whole certificate" : u->names[r->name].text;
}

static json_t *
outcomes(const struct unit *u, const struct judged *g)
{
	json_t *rows = json_array();
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < g->count; i++) {
		const struct judged_row *r = &g->rows[i];

		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s}", "name", name_of(u, r), "rule",
			r->rule, "version", r->version, "clause", r->clause, "severity", r->severity,
			"outcome", outcome_name(r->outcome), "reason", r->reason, "remark", r->remark));
	}
	return json_pack("{s:s, s:o, s:s, s:s, s:s, s:o}", "certificate",
	    digest_hex(u->fingerprint, 32, hex), "run",
	    g->run ? json_integer((json_int_t)g->run) : json_null(), "period", g->period, "sample_no",
	    g->sample_no, "verdict", g->verdict, "outcomes", rows);
}

static int
write_outcomes_csv(struct outdir *o, const char *folder, const struct unit *u, const struct judged *g)
{
	struct text t = { 0 };
	int rc;

	text_add(&t, "name,rule,version,clause,severity,outcome,reason,remark\n");
	for (size_t i = 0; i < g->count; i++) {
		const struct judged_row *r = &g->rows[i];

		ccadb_cell(&t, name_of(u, r));
		text_addf(&t, ",%s,%d,", r->rule, r->version);
		ccadb_cell(&t, r->clause);
		text_addf(&t, ",%s,%s,", r->severity, outcome_name(r->outcome));
		ccadb_cell(&t, r->reason);
		text_addc(&t, ',');
		ccadb_cell(&t, r->remark);
		text_addc(&t, '\n');
	}
	rc = text_failed(&t) ? -1 : write_text(o, folder, "outcomes.csv", t.s, t.len);
	text_free(&t);
	return rc;
}

/* ---- CPS ---- */

void
evidence_files_cps(const struct judging *j, const struct unit *u, struct text *out)
{
	bool any = false;

	for (size_t i = 0; j->cps && i < j->cps->count; i++) {
		const struct cps_document *d = j->cps->document[i];
		struct cps_force f;

		if (!cps_scope_covers(d, u) || u->issued_at == INSTANT_NONE)
			continue;
		cps_force_at(d, u->issued_at, &f);
		text_addf(out, "%s%s %s", any ? ", " : "", d->document,
		    f.version ? f.version->version : "(no version)");
		any = true;
	}
}

/* A document that covers the unit: its register file, and what it states of the version in force. */
static int
write_document(struct outdir *o, const char *folder, const struct judging *j, const struct unit *u,
    const struct cps_document *d, json_t *list)
{
	struct query *q = db_query(j->l,
	    "SELECT f.import_id, f.yaml FROM cps_file AS f WHERE f.document = ?1 AND f.import_id <= ?2"
	    " ORDER BY f.import_id DESC LIMIT 1",
	    DB(db_text(d->document), db_int(j->as_of)));
	struct text name = { 0 };
	struct cps_force f;
	int64_t import;
	size_t len;
	const void *yaml;
	json_t *row;
	int rc = -1;

	cps_force_at(d, u->issued_at, &f);
	if (db_step(q) <= 0)
		return -1;
	import = db_col_int(q, 0);
	yaml = db_col_blob(q, 1, &len);
	text_add(&name, "cps/");
	for (const char *p = d->document; *p; p++)
		text_addc(&name, strchr("/\\:", *p) || (unsigned char)*p < 0x20 ? '-' : *p);
	text_add(&name, ".yaml");
	if (!text_failed(&name))
		rc = write_text(o, folder, name.s, yaml, len);
	text_free(&name);
	db_reset(q);
	if (rc != 0)
		return -1;
	q = db_query(j->l, "SELECT * FROM cps_versions WHERE import_id = ?1 AND version = ?2",
	    DB(db_int(import), db_text(f.version ? f.version->version : "")));
	row = db_step(q) > 0 ? rowjson_of(q) : json_null();
	db_reset(q);
	return json_array_append_new(list,
	    json_pack("{s:s, s:i, s:b, s:o}", "document", d->document, "versions_in_force", (int)f.count,
		"unsure", f.unsure, "version", row)) == 0 ?
	    0 :
	    say_nomem("evidence");
}

static int
write_cps(struct outdir *o, const char *folder, const struct judging *j, const struct unit *u)
{
	json_t *list = json_array();

	for (size_t i = 0; j->cps && i < j->cps->count; i++)
		if (cps_scope_covers(j->cps->document[i], u) && u->issued_at != INSTANT_NONE &&
		    write_document(o, folder, j, u, j->cps->document[i], list) != 0) {
			json_decref(list);
			return -1;
		}
	return write_json(o, folder, "cps.json",
	    json_pack("{s:o, s:o}", "issued_at", period_time(u->issued_at), "documents", list));
}

int
evidence_files_write(struct outdir *o, const char *folder, const struct judging *j,
    const struct unit *u, const struct judged *g)
{
	bool precert = u->state == UNIT_PRECERT_ONLY;

	if (u->der && write_text(o, folder, precert ? "precertificate.der" : "certificate.der",
		(const char *)u->der, u->der_len) != 0)
		return -1;
	if (u->precert_der && write_text(o, folder, "precertificate.der", (const char *)u->precert_der,
		u->precert_der_len) != 0)
		return -1;
	return write_json(o, folder, "validations.json", validations(u, g)) == 0 &&
		write_json(o, folder, "outcomes.json", outcomes(u, g)) == 0 &&
		write_outcomes_csv(o, folder, u, g) == 0 ?
	    write_cps(o, folder, j, u) :
	    -1;
}
