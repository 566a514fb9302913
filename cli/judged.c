#include "cli/judged.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/say.h"
#include "cli/facts.h"
#include "ledger/db.h"

static char *
keep(struct judged *g, const char *s)
{
	return arena_string(g->memory, s ? s : "", s ? strlen(s) : 0);
}

static bool
whole_row(const struct judged_row *r)
{
	return r->rule && r->clause && r->title && r->severity;
}

/* ---- as a run recorded it ---- */

/* The run that stands for the newest period in whose sample the unit is: 1, 0 none, -1 said. */
static int
find_run(struct ledger *l, struct judged *g, const struct unit *u)
{
	struct query *q = db_query(l,
	    "SELECT o.run_id, p.label, coalesce(t.name, 'judgement') || '/' || (s.ord + 1) FROM sample AS s"
	    " JOIN population AS p ON p.id = s.population_id"
	    " JOIN official_run AS o ON o.population_id = s.population_id"
	    " LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum"
	    " WHERE s.cert_id = ?1 AND NOT EXISTS (SELECT 1 FROM population_void AS v"
	    "  WHERE v.population_id = p.id)"
	    " AND EXISTS (SELECT 1 FROM result AS r WHERE r.run_id = o.run_id AND r.cert_id = ?1)"
	    " ORDER BY p.until_at DESC, s.stratum DESC LIMIT 1",
	    DB(db_int(u->id)));
	int more = db_step(q);

	if (more <= 0)
		return more;
	g->run = db_col_int(q, 0);
	g->period = keep(g, db_col_text(q, 1));
	g->sample_no = keep(g, db_col_text(q, 2));
	db_reset(q);
	return g->period && g->sample_no ? 1 : -1;
}

static const char recorded_sql[] =
    "SELECT k.rule, k.version, k.clause, k.title, k.severity, r.name_ord, substr(r.codes, k.ord + 1, 1),"
    " coalesce(q.reason, ''), coalesce(q.value, ''), coalesce(q.document, ''), coalesce(q.remark, ''),"
    " r.validation FROM result AS r JOIN run_rule AS k ON k.run_id = r.run_id"
    " LEFT JOIN reason AS q ON q.run_id = r.run_id AND q.cert_id = r.cert_id AND q.name_ord = r.name_ord"
    "  AND q.rule_ord = k.ord"
    " WHERE r.run_id = ?1 AND r.cert_id = ?2 AND r.name_ord < ?3"
    " AND substr(r.codes, k.ord + 1, 1) <> '-' ORDER BY r.name_ord, k.ord";

static int
note_relied_on(struct judged *g, struct query *q, long name)
{
	size_t len;
	const void *hash = db_col_blob(q, 11, &len);
	uint8_t *copy;

	if (name < 0 || !hash || len != 32 || g->relied_on[name])
		return 0;
	copy = (uint8_t *)arena_string(g->memory, hash, 32);
	g->relied_on[name] = copy;
	return copy ? 0 : -1;
}

static int
take_recorded(struct judged *g, struct query *q, struct judged_row *row)
{
	*row = (struct judged_row){ .rule = keep(g, db_col_text(q, 0)),
		.version = (int)db_col_int(q, 1), .clause = keep(g, db_col_text(q, 2)),
		.title = keep(g, db_col_text(q, 3)), .severity = keep(g, db_col_text(q, 4)),
		.name = (long)db_col_int(q, 5), .outcome = outcome_of_code(*db_col_text(q, 6)),
		.reason = keep(g, db_col_text(q, 7)), .value = keep(g, db_col_text(q, 8)),
		.document = keep(g, db_col_text(q, 9)), .remark = keep(g, db_col_text(q, 10)) };
	return whole_row(row) ? note_relied_on(g, q, row->name) : -1;
}

static int
load_recorded(struct ledger *l, struct judged *g, const struct unit *u)
{
	int64_t rows = 0;
	struct query *q;
	int more;

	if (db_one_int(l,
		"SELECT (SELECT count(*) FROM run_rule WHERE run_id = ?1) *"
		" (SELECT count(*) FROM result WHERE run_id = ?1 AND cert_id = ?2)",
		DB(db_int(g->run), db_int(u->id)), &rows) < 0)
		return -1;
	g->rows = arena_array(g->memory, (size_t)rows + 1, sizeof *g->rows);
	if (!g->rows)
		return -1;
	q = db_query(l, recorded_sql,
	    DB(db_int(g->run), db_int(u->id), db_int((int64_t)u->name_count)));
	while ((more = db_step(q)) > 0)
		if (take_recorded(g, q, &g->rows[g->count++]) != 0) {
			db_reset(q);
			return -1;
		}
	return more;
}

/* ---- judged now ---- */

static const struct verdict_why *
why_of(const struct verdict *v, size_t rule, long name)
{
	for (size_t i = 0; i < v->why_count; i++)
		if (v->whys[i].rule == rule && v->whys[i].name == name)
			return &v->whys[i];
	return NULL;
}

static int
take_now(struct judged *g, const struct rule *r, const struct verdict_why *w, struct judged_row *row)
{
	*row = (struct judged_row){ .rule = keep(g, r->id), .version = r->version,
		.clause = keep(g, r->clause), .title = keep(g, r->title),
		.severity = r->severity == SEVERITY_MUST ? "MUST" : "SHOULD",
		.reason = w ? keep(g, w->why.reason) : "", .value = w ? keep(g, w->why.value) : "",
		.document = w ? keep(g, w->why.document) : "", .remark = w ? keep(g, w->why.remark) : "" };
	return whole_row(row) ? 0 : -1;
}

static int
load_now(struct judging *j, struct judged *g, const struct unit *u)
{
	size_t rules = check_rule_count(j->check);
	struct verdict v = { 0 };
	int rc = check_unit(j->check, u, &v);

	g->rows = arena_array(g->memory, rules * (u->name_count + 1) + 1, sizeof *g->rows);
	if (!g->rows)
		rc = -1;
	for (long name = -1; rc == 0 && name < (long)u->name_count; name++) {
		const char *codes = verdict_codes(&v, name);

		if (name >= 0 && v.chosen[name]) {
			g->relied_on[name] =
			    (uint8_t *)arena_string(g->memory, v.chosen[name]->hash, 32);
			rc = g->relied_on[name] ? 0 : -1;
		}
		for (size_t i = 0; rc == 0 && i < rules; i++) {
			struct judged_row *row = &g->rows[g->count];

			if (codes[i] == '-')
				continue;
			rc = take_now(g, check_rule(j->check, i), why_of(&v, i, name), row);
			row->name = name;
			row->outcome = outcome_of_code(codes[i]);
			g->count++;
		}
	}
	verdict_free(&v);
	return rc;
}

static const char *
verdict_words(const struct judged *g)
{
	bool exception = false, observation = false;

	for (size_t i = 0; i < g->count; i++)
		if (outcome_is_exception(g->rows[i].outcome)) {
			if (strcmp(g->rows[i].severity, "MUST") == 0)
				exception = true;
			else
				observation = true;
		}
	return exception ? "exception" : observation ? "observation" : "no exception";
}

int
judged_load(struct facts *facts, struct judging *j, const struct unit *u, struct judged *out)
{
	struct judged *g = out;
	char why[300];
	bool unknown;
	int got;

	*g = (struct judged){ .period = "", .sample_no = "", .memory = arena_new() };
	if (!g->memory)
		return -1;
	g->relied_on = arena_array(g->memory, u->name_count + 1, sizeof *g->relied_on);
	if (!g->relied_on)
		return -1;
	got = find_run(facts->l, g, u);
	if (got == 0) {
		g->left_out = facts_out_of_scope(facts, u, why, &unknown);
		g->left_out = g->left_out ? keep(g, g->left_out) : NULL;
	}
	if (got < 0 || (got > 0 ? load_recorded(facts->l, g, u) : g->left_out ? 0 : load_now(j, g, u)) != 0)
		return -1;
	g->verdict = g->left_out ? "out of scope" : verdict_words(g);
	return 0;
}

void
judged_free(struct judged *g)
{
	arena_free(g->memory);
	*g = (struct judged){ 0 };
}
