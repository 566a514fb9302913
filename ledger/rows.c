#include "ledger/rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"
#include "ledger/rowsum.h"

/* Populations an event is about: ?1 its subject, ?2 its body. */
#define FROZEN                                                                          \
	"(SELECT id FROM population WHERE label = ?1 AND lower(hex(commitment_sha256))" \
	" = json_extract(?2, '$.commitment'))"
#define DRAWN                                                                      \
	"(SELECT d.population_id FROM draw AS d JOIN population AS p ON p.id = d.population_id" \
	" WHERE p.label = ?1)"
#define RUN "CAST(json_extract(?2, '$.run') AS INTEGER)"
#define NUMBER "CAST(?1 AS INTEGER)"

/* Rows of an act by its event. */
static const struct act {
	const char *kind, *table, *sql;
	bool growing;	/* all rows of the subject so far: its newest event counts */
} acts[] = {
	{ "freeze", "ledger", "SELECT * FROM ledger WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL", true },
	{ "freeze", "population", "SELECT * FROM population WHERE id = " FROZEN, false },
	{ "freeze", "population_out", "SELECT * FROM population_out WHERE population_id = " FROZEN " ORDER BY reason",
	    false },
	{ "freeze", "population_unit",
	    "SELECT * FROM population_unit WHERE population_id = " FROZEN " ORDER BY fingerprint", false },
	{ "freeze", "stratum", "SELECT * FROM stratum WHERE population_id = " FROZEN " ORDER BY ord", false },
	{ "void", "population_void", "SELECT * FROM population_void WHERE population_id = " FROZEN, false },
	{ "comparison-void", "comparison_void",
	    "SELECT * FROM comparison_void WHERE import_id = " NUMBER " AND ?2 IS NOT NULL", false },
	{ "draw", "draw", "SELECT * FROM draw WHERE population_id = " DRAWN " AND ?2 IS NOT NULL", false },
	{ "draw", "extension",
	    "SELECT * FROM extension WHERE id IN (SELECT extension_id FROM sample WHERE population_id = " DRAWN
	    " AND stratum < 0) AND ?2 IS NOT NULL", false },
	{ "draw", "sample",
	    "SELECT * FROM sample WHERE population_id = " DRAWN " AND (extension_id IS NULL OR stratum < 0)"
	    " AND ?2 IS NOT NULL ORDER BY stratum, ord", false },
	{ "draw-extend", "extension",
	    "SELECT * FROM extension WHERE population_id = " DRAWN " AND id = json_extract(?2, '$.extension')", false },
	{ "draw-extend", "sample",
	    "SELECT * FROM sample WHERE population_id = " DRAWN " AND extension_id = json_extract(?2, '$.extension')"
	    " ORDER BY stratum, ord", false },
	{ "check", "pass_remark",
	    "SELECT * FROM pass_remark WHERE run_id = " RUN " AND ?1 IS NOT NULL ORDER BY cert_id, name_ord, rule_ord",
	    false },
	{ "check", "reason",
	    "SELECT * FROM reason WHERE run_id = " RUN " AND ?1 IS NOT NULL ORDER BY cert_id, name_ord, rule_ord", false },
	{ "check", "result",
	    "SELECT * FROM result WHERE run_id = " RUN " AND ?1 IS NOT NULL ORDER BY cert_id, name_ord", false },
	{ "check", "run", "SELECT * FROM run WHERE id = " RUN " AND ?1 IS NOT NULL", false },
	{ "check", "run_rule", "SELECT * FROM run_rule WHERE run_id = " RUN " AND ?1 IS NOT NULL ORDER BY ord", false },
	{ "finding-open", "finding", "SELECT * FROM finding WHERE id = " NUMBER " AND ?2 IS NOT NULL", false },
	{ "review-assign", "review_assignment",
	    "SELECT * FROM review_assignment WHERE population_id = " DRAWN " AND ?2 IS NOT NULL"
	    " ORDER BY stratum, ord, reviewer", true },
	{ "review-assign", "review_attribute",
	    "SELECT * FROM review_attribute WHERE population_id = " DRAWN " AND ?2 IS NOT NULL ORDER BY ord", true },
	{ "seal", "seal", "SELECT * FROM seal WHERE id = " NUMBER " AND ?2 IS NOT NULL", false },
	{ "seal-stamp", "seal_stamp",
	    "SELECT * FROM seal_stamp WHERE seal_id = " NUMBER
	    " AND lower(hex(sha256(tsr))) = json_extract(?2, '$.sha256') ORDER BY id", false },
};
#define ACTS (sizeof acts / sizeof *acts)

/* Rows that an import brought: the import's id, then the cells. */
static const struct brought {
	const char *table, *kinds, *sql;
	bool newest_first;	/* what one import brought lies together: no need to read on */
} brought[] = {
	{ "ca", "cas", "SELECT import_id, ca.* FROM ca ORDER BY id", false },
	{ "cert", "certs",
	    "SELECT c.import_id, c.*, i.dn, i.key_id, i.name, i.org FROM cert AS c LEFT JOIN issuer AS i"
	    " ON i.id = c.issuer_id ORDER BY c.id DESC", true },
	{ "cert_claim", "certs", "SELECT import_id, q.* FROM cert_claim AS q ORDER BY cert_id, import_id", false },
	{ "cert_name", "certs",
	    "SELECT c.import_id, n.* FROM cert_name AS n LEFT JOIN cert AS c ON c.id = n.cert_id"
	    " ORDER BY n.cert_id DESC, n.ord DESC", true },
	{ "comparison", "reconcile", "SELECT import_id, q.* FROM comparison AS q ORDER BY import_id", false },
	{ "cps_file", "cps", "SELECT import_id, q.* FROM cps_file AS q ORDER BY import_id", false },
	{ "cps_version", "cps", "SELECT import_id, q.* FROM cps_version AS q ORDER BY import_id, ord", false },
	{ "crl", "crl",
	    "SELECT q.import_id, q.*, i.dn, i.key_id FROM crl AS q LEFT JOIN issuer AS i ON i.id = q.issuer_id"
	    " ORDER BY q.import_id, q.ord", false },
	{ "key_hash", "weak-keys blocked-keys", "SELECT import_id, q.* FROM key_hash AS q ORDER BY list, hash", false },
	{ "link", "links", "SELECT import_id, q.* FROM link AS q ORDER BY ref_kind, ref, authz_id, name", false },
	{ "lint", "lint", "SELECT import_id, q.* FROM lint AS q ORDER BY sha256, tool, tool_version, code", false },
	{ "reconcile", "reconcile", "SELECT import_id, q.* FROM reconcile AS q ORDER BY import_id, ord", false },
	{ "reject", "*", "SELECT import_id, q.* FROM reject AS q ORDER BY import_id, ord", false },
	{ "remark", "*", "SELECT import_id, q.* FROM remark AS q ORDER BY import_id, ord", false },
	{ "review_mark", "review",
	    "SELECT import_id, q.* FROM review_mark AS q"
	    " ORDER BY population_id, cert_id, name_ord, attribute, reviewer, import_id", false },
	{ "revocation", "certs crl revocations",
	    "SELECT q.import_id, q.*, i.dn, i.key_id FROM revocation AS q LEFT JOIN issuer AS i ON i.id = q.issuer_id"
	    " ORDER BY q.serial, q.issuer_id, q.source, q.revoked_at, q.reason, q.seen_at", false },
	{ "validation", "validations",
	    "SELECT v.import_id, v.*, m.text FROM validation AS v LEFT JOIN method AS m ON m.id = v.method_id"
	    " ORDER BY v.ref_kind, v.ref, v.name, v.adn, v.validated_at, v.method_id, v.hash", false },
};
#define BROUGHT (sizeof brought / sizeof *brought)

static int
sum_act(struct ledger *l, const struct act *a, struct rowsum *s, const char *subject, const char *body)
{
	struct query *q = db_query(l, a->sql, DB(db_text(subject), db_text(body)));
	int more;

	if (rowsum_begin(s) != 0) {
		db_reset(q);
		return -1;
	}
	while ((more = db_step(q)) > 0)
		if (rowsum_row(s, q, 0) != 0) {
			db_reset(q);
			return -1;
		}
	return more;
}

/* ---- writing ---- */

static int
sum_brought(struct ledger *l, const struct brought *b, struct rowsum *s, int64_t import)
{
	struct query *q = db_query(l, b->sql, DB_NONE);
	int more, rc = 0;

	if (rowsum_begin(s) != 0)
		rc = -1;
	while (rc == 0 && (more = db_step(q)) > 0) {
		if (db_col_int(q, 0) == import)
			rc = rowsum_row(s, q, 1);
		else if (b->newest_first)
			break;
	}
	if (rc != 0 || more > 0)
		db_reset(q);
	return rc == 0 && more < 0 ? -1 : rc;
}

static bool
brings(const struct brought *b, const char *kind)
{
	const char *p = strstr(b->kinds, kind);
	size_t n = strlen(kind);

	return *b->kinds == '*' || (p && (p == b->kinds || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '));
}

static void
add_member(struct text *out, const char *table, const char *value, bool *any)
{
	if (*value)
		text_addf(out, "%s\"%s\":\"%s\"", *any ? "," : "", table, value);
	*any = *any || *value;
}

static int
add_brought(struct ledger *l, int64_t import, struct rowsum *s, struct text *out)
{
	char kind[32] = "", value[ROWSUM_TEXT];
	bool any = false;
	struct query *q = db_query(l, "SELECT kind FROM import WHERE id = ?1", DB(db_int(import)));

	if (db_step(q) <= 0)
		return -1;
	snprintf(kind, sizeof kind, "%s", db_col_text(q, 0));
	db_reset(q);
	for (size_t i = 0; i < BROUGHT; i++) {
		if (!brings(&brought[i], kind))
			continue;
		if (sum_brought(l, &brought[i], s, import) != 0)
			return -1;
		rowsum_end(s, value);
		add_member(out, brought[i].table, value, &any);
	}
	return 0;
}

static bool
writes(const char *kind)
{
	if (strcmp(kind, "import") == 0)
		return true;
	for (size_t i = 0; i < ACTS; i++)
		if (strcmp(acts[i].kind, kind) == 0)
			return true;
	return false;
}

int
rows_body(struct ledger *l, const char *kind, const char *subject, const char *body, struct text *out)
{
	size_t len = strlen(body);
	struct rowsum s = { 0 };
	char value[ROWSUM_TEXT];
	bool any = false;
	int rc = 0;

	text_clear(out);
	if (!writes(kind)) {
		text_add(out, body);
		return text_failed(out) ? -1 : 0;
	}
	if (len < 2 || body[len - 1] != '}')
		return say_error("event %s: expected an object as its body, found %s", kind, body);
	text_addn(out, body, len - 1);
	text_add(out, len > 2 ? ",\"rows\":{" : "\"rows\":{");
	if (strcmp(kind, "import") == 0)
		rc = add_brought(l, strtoll(subject, NULL, 10), &s, out);
	for (size_t i = 0; i < ACTS && rc == 0; i++) {
		if (strcmp(acts[i].kind, kind) != 0)
			continue;
		rc = sum_act(l, &acts[i], &s, subject, body);
		if (rc == 0) {
			rowsum_end(&s, value);
			add_member(out, acts[i].table, value, &any);
		}
	}
	text_add(out, "}}");
	rowsum_free(&s);
	return rc == 0 && text_failed(out) ? -1 : rc;
}

/* ---- verifying ---- */

struct verifying {
	struct ledger *l;
	struct text *why;
	int64_t tables;		/* digests that hold */
	int64_t counted[ACTS];	/* rows by act */
	int64_t max;		/* newest import */
	struct rowsum *sums;	/* by import */
	char *known;		/* by import: 1 where an event tells of it */
};

/* What a body states of a table, "" nothing; false: it is no such body. */
static int
stated(struct ledger *l, const char *body, const char *table, char out[ROWSUM_TEXT])
{
	struct query *q = db_query(l, "SELECT json_extract(?1, '$.rows.' || ?2) WHERE json_valid(?1)",
	    DB(db_text(body), db_text(table)));
	int more = db_step(q);

	out[0] = '\0';
	if (more > 0) {
		snprintf(out, ROWSUM_TEXT, "%s", db_col_text(q, 0));
		db_reset(q);
	}
	return more < 0 ? -1 : 0;
}

static int
differs(struct verifying *v, const char *table, const char *what, const char *found, const char *expected)
{
	text_addf(v->why, "table %s: %s: expected rows of %s, found %s", table, what,
	    *expected ? expected : "none", *found ? found : "none");
	return text_failed(v->why) ? -1 : 1;
}

static int
compare(struct verifying *v, const char *table, const char *body, const char *found, const char *what)
{
	char expected[ROWSUM_TEXT];

	if (stated(v->l, body, table, expected) != 0)
		return -1;
	if (strcmp(expected, found) != 0)
		return differs(v, table, what, found, expected);
	v->tables += *found != '\0';
	return 0;
}

/* Is a later event of its kind and subject there?  1, 0; -1 said. */
static int
is_outgrown(struct ledger *l, int64_t id, const char *kind, const char *subject)
{
	int64_t one;

	return db_one_int(l, "SELECT 1 FROM event WHERE kind = ?1 AND subject = ?2 AND id > ?3 LIMIT 1",
	    DB(db_text(kind), db_text(subject), db_int(id)), &one);
}

static int
verify_event(struct verifying *v, struct query *q, struct rowsum *s)
{
	const char *kind = db_col_text(q, 1), *subject = db_col_text(q, 2), *body = db_col_text(q, 3);
	char found[ROWSUM_TEXT], what[128];
	int rc = 0;

	snprintf(what, sizeof what, "event %lld (%.32s)", (long long)db_col_int(q, 0), kind);
	for (size_t i = 0; i < ACTS && rc == 0; i++) {
		if (strcmp(acts[i].kind, kind) != 0)
			continue;
		if (acts[i].growing) {
			rc = is_outgrown(v->l, db_col_int(q, 0), kind, subject);
			if (rc != 0) {
				rc = rc > 0 ? 0 : -1;
				continue;
			}
		}
		rc = sum_act(v->l, &acts[i], s, subject, body);
		if (rc == 0) {
			v->counted[i] += s->rows;
			rowsum_end(s, found);
			rc = compare(v, acts[i].table, body, found, what);
		}
	}
	return rc;
}

static int
verify_acts(struct verifying *v)
{
	struct query *q = db_query(v->l, "SELECT id, kind, subject, body FROM event ORDER BY id", DB_NONE);
	struct rowsum s = { 0 };
	int more = -1, rc = 0;

	while (rc == 0 && (more = db_step(q)) > 0)
		rc = verify_event(v, q, &s);
	if (rc != 0)
		db_reset(q);
	rowsum_free(&s);
	return rc != 0 ? rc : more;
}

/* No act wrote more rows than the events tell of. */
static int
verify_counts(struct verifying *v)
{
	for (size_t i = 0; i < ACTS; i++) {
		int64_t told = 0, there = 0;
		bool first = strcmp(acts[i].table, "ledger") != 0;
		char sql[96];

		for (size_t k = 0; k < ACTS; k++)
			if (strcmp(acts[k].table, acts[i].table) == 0) {
				told += v->counted[k];
				first = first && k >= i;
			}
		if (!first)
			continue;
		snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", acts[i].table);
		if (db_one_int(v->l, sql, DB_NONE, &there) < 0)
			return -1;
		if (there != told) {
			text_addf(v->why, "table %s: expected %lld rows, of which events tell, found %lld",
			    acts[i].table, (long long)told, (long long)there);
			return text_failed(v->why) ? -1 : 1;
		}
	}
	return 0;
}

/* All imports of a table in one pass: a digest for each. */
static int
sum_imports(struct verifying *v, const struct brought *b)
{
	struct query *q = db_query(v->l, b->sql, DB_NONE);
	int more = -1, rc = 0;

	for (int64_t i = 1; i <= v->max; i++)
		if (v->sums[i].d && rowsum_begin(&v->sums[i]) != 0)
			rc = -1;
	while (rc == 0 && (more = db_step(q)) > 0) {
		int64_t import = db_col_int(q, 0);
		struct rowsum *s;

		if (import < 1 || import > v->max || !v->known[import]) {
			text_addf(v->why, "table %s: a row of import %lld, of which no event tells", b->table,
			    (long long)import);
			rc = 1;
			break;
		}
		s = &v->sums[import];
		if ((!s->d && rowsum_begin(s) != 0) || rowsum_row(s, q, 1) != 0)
			rc = -1;
	}
	if (rc != 0)
		db_reset(q);
	return rc != 0 ? rc : more;
}

static int
compare_imports(struct verifying *v, const struct brought *b)
{
	struct query *q = db_query(v->l, "SELECT subject, body FROM event WHERE kind = 'import' ORDER BY id", DB_NONE);
	int more = -1, rc = 0;

	while (rc == 0 && (more = db_step(q)) > 0) {
		int64_t import = strtoll(db_col_text(q, 0), NULL, 10);
		char found[ROWSUM_TEXT] = "", what[64];

		if (import > 0 && import <= v->max && v->sums[import].d)
			rowsum_end(&v->sums[import], found);
		snprintf(what, sizeof what, "import %lld", (long long)import);
		rc = compare(v, b->table, db_col_text(q, 1), found, what);
	}
	if (rc != 0)
		db_reset(q);
	return rc != 0 ? rc : more;
}

static int
know_imports(struct verifying *v)
{
	struct query *q;
	int more;

	if (db_one_int(v->l, "SELECT max(CAST(subject AS INTEGER)) FROM event WHERE kind = 'import'", DB_NONE,
		&v->max) < 0)
		return -1;
	v->sums = calloc((size_t)v->max + 1, sizeof *v->sums);
	v->known = calloc((size_t)v->max + 1, 1);
	if (!v->sums || !v->known)
		return say_nomem("verify");
	q = db_query(v->l, "SELECT CAST(subject AS INTEGER) FROM event WHERE kind = 'import'", DB_NONE);
	while ((more = db_step(q)) > 0)
		if (db_col_int(q, 0) > 0)
			v->known[db_col_int(q, 0)] = 1;
	return more;
}

int
rows_verify(struct ledger *l, int64_t *tables, struct text *why)
{
	struct verifying v = { .l = l, .why = why };
	int rc = verify_acts(&v);

	if (rc == 0)
		rc = verify_counts(&v);
	if (rc == 0)
		rc = know_imports(&v);
	for (size_t i = 0; i < BROUGHT && rc == 0; i++) {
		rc = sum_imports(&v, &brought[i]);
		if (rc == 0)
			rc = compare_imports(&v, &brought[i]);
	}
	for (int64_t i = 0; v.sums && i <= v.max; i++)
		rowsum_free(&v.sums[i]);
	free(v.sums);
	free(v.known);
	if (rc == 0)
		*tables = v.tables;
	return rc;
}
