#include "cli/selection.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/facts.h"
#include "cli/verifying.h"
#include "ledger/db.h"
#include "sampler/plan.h"

struct gathering {
	struct selection *s;
	struct ledger *l;
	const struct population *p;
	struct sampling_facts f;
	struct sampling_part *parts;
	struct sampling_issuer *issuers;
	size_t part_cap, issuer_cap;
};

/* ---- results ---- */

static int
keep(void *arg, const struct sampling_result *r)
{
	struct selection *s = arg;

	if (s->count == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 32;
		struct sampling_result *grown = realloc(s->results, cap * sizeof *grown);

		if (!grown)
			return say_nomem("sampling");
		s->results = grown;
		s->cap = cap;
	}
	s->results[s->count++] = *r;
	return 0;
}

static const char *
copy(struct gathering *g, const char *text)
{
	return arena_string(g->s->arena, text, strlen(text));
}

/* ---- parts ---- */

static int
add_part(struct gathering *g, const struct sampling_part *p)
{
	if (g->f.part_count == g->part_cap) {
		size_t cap = g->part_cap ? 2 * g->part_cap : 16;
		struct sampling_part *grown = realloc(g->parts, cap * sizeof *grown);

		if (!grown)
			return say_nomem("sampling");
		g->parts = grown;
		g->part_cap = cap;
	}
	g->parts[g->f.part_count] = *p;
	g->parts[g->f.part_count].name = copy(g, p->name);
	return g->parts[g->f.part_count++].name ? 0 : -1;
}

/* The stratum of the plan that a name comes from, split or not; NULL: one the freeze added. */
static const struct plan_stratum *
planned(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->stratum_count; i++) {
		const struct plan_stratum *s = &plan->strata[i];
		size_t n = strlen(s->name);

		if (strncmp(s->name, name, n) == 0 &&
		    (s->split ? name[n] == '.' && strlen(name + n) == 17 : !name[n]))
			return s;
	}
	return NULL;
}

static bool
asks(const struct plan_stratum *s, enum plan_key key, const char *value)
{
	for (size_t i = 0; i < s->where.condition_count; i++) {
		const struct plan_condition *c = &s->where.conditions[i];

		if (c->key == key)
			return !value || (c->value_count == 1 && strcmp(c->values[0], value) == 0);
	}
	return false;
}

static enum sampling_kind
kind_of(const struct plan *plan, const struct population_stratum *s)
{
	const struct plan_stratum *of = planned(plan, s->name);

	if (!of)
		return strcmp(s->name, "ev") == 0	 ? SAMPLING_EV :
		    strncmp(s->name, "dtp.", 4) == 0  ? SAMPLING_DELEGATED :
		    strncmp(s->name, "tcsc.", 5) == 0 ? SAMPLING_CONSTRAINED :
							SAMPLING_OTHER;
	if ((of->split && of->by == PLAN_DELEGATED_PARTY && !strstr(s->meaning, "(none)")) ||
	    asks(of, PLAN_DELEGATED_PARTY, NULL))
		return SAMPLING_DELEGATED;
	return asks(of, PLAN_TYPE, "ev") ? SAMPLING_EV : SAMPLING_OTHER;
}

/* By stratum: all there is before the draw; after it only what its units do not tell. */
static int
add_strata(struct gathering *g, const struct plan *plan)
{
	struct population_stratum *strata;
	size_t count;
	int status = population_strata(g->l, g->p->id, &strata, &count);

	if (status != 0)
		return -1;
	for (size_t i = 0; i < count && status == 0; i++) {
		enum sampling_kind kind = kind_of(plan, &strata[i]);

		g->f.sample += g->p->drawn ? 0 : strata[i].sample;
		if (g->p->drawn ? kind == SAMPLING_DELEGATED : kind != SAMPLING_OTHER)
			status = add_part(g,
			    &(struct sampling_part){ .kind = kind, .name = strata[i].name,
				.population = strata[i].count, .sample = strata[i].sample });
	}
	population_free_strata(strata, count);
	return status;
}

/* EV and technically constrained sub-CAs, from the units drawn and not drawn. */
static int
add_units(struct gathering *g)
{
	struct query *q = db_query(g->l,
	    "WITH drawn AS (SELECT s.cert_id FROM sample AS s LEFT JOIN extension AS e"
	    "  ON e.id = s.extension_id WHERE s.population_id = ?1 AND coalesce(e.kind, '') <> 'judgement'),"
	    " cell AS MATERIALIZED (SELECT c.issuer_id, c.type, max(c.ra <> '') AS ra, count(*) AS units,"
	    "  sum(u.cert_id IN (SELECT cert_id FROM drawn)) AS drawn FROM population_unit AS u"
	    "  JOIN cert AS c ON c.id = u.cert_id WHERE u.population_id = ?1 GROUP BY 1, 2)"
	    " SELECT CASE ra WHEN 1 THEN ?3 ELSE ?2 END, 'EV', sum(units), sum(drawn)"
	    "  FROM (SELECT max(ra) AS ra, sum(units) AS units, sum(drawn) AS drawn FROM cell WHERE type = 4)"
	    "  WHERE units > 0"
	    " UNION ALL SELECT ?4, a.subject, sum(x.units), sum(x.drawn) FROM cell AS x"
	    "  JOIN issuer_ca AS k ON k.issuer_id = x.issuer_id JOIN ca AS a ON a.id = k.ca_id"
	    "  WHERE a.technically_constrained GROUP BY a.id ORDER BY 1, 2",
	    DB(db_int(g->p->id), db_int(SAMPLING_EV), db_int(SAMPLING_EV_RA),
		db_int(SAMPLING_CONSTRAINED)));
	int more;

	while ((more = db_step(q)) > 0)
		if (add_part(g,
			&(struct sampling_part){ .kind = (enum sampling_kind)db_col_int(q, 0),
			    .name = db_col_text(q, 1), .population = (uint64_t)db_col_int(q, 2),
			    .sample = (uint64_t)db_col_int(q, 3) }) != 0) {
			db_reset(q);
			return -1;
		}
	return more;
}

static int
gather_parts(struct gathering *g)
{
	struct text text = { 0 };
	struct plan *plan = NULL;
	int status = -1;
	int64_t n = 0;

	if (population_plan(g->l, g->p->id, &text) == 0)
		plan = plan_parse("plan", text.s, text.len);
	if (plan && add_strata(g, plan) == 0)
		status = 0;
	if (status == 0 && g->p->drawn) {
		status = db_one_int(g->l,
			     "SELECT count(*) FROM sample AS s LEFT JOIN extension AS e ON e.id ="
			     " s.extension_id WHERE s.population_id = ?1 AND coalesce(e.kind, '') <> 'judgement'",
			     DB(db_int(g->p->id)), &n) > 0 ?
		    add_units(g) :
		    -1;
		g->f.sample = (uint64_t)n;
	}
	plan_free(plan);
	text_free(&text);
	return status;
}

/* ---- issuers ---- */

/* A CA stated after the freeze was not looked for by it. */
static const char issuers_sql[] =
    "SELECT a.subject, 1, a.scope <> 'out', EXISTS (SELECT 1 FROM ca AS f WHERE f.import_id <= ?2"
    "  AND (f.id = a.id OR f.sha256 = a.sha256)), 0 FROM ca_now AS a"
    " UNION ALL SELECT i.name, 0, 0, 0, count(*) FROM cert AS c JOIN issuer AS i ON i.id = c.issuer_id"
    "  WHERE ?3 AND c.class = 'tls' AND c.import_id <= ?2"
    "  AND coalesce(c.issued_at, c.sct_at, c.not_before) > ?4"
    "  AND coalesce(c.issued_at, c.sct_at, c.not_before) <= ?5"
    "  AND NOT EXISTS (SELECT 1 FROM pair AS p WHERE p.precert_id = c.id)"
    "  AND c.issuer_id IN (SELECT issuer_id FROM issuer_ca WHERE ca_id IS NULL)"
    "  GROUP BY i.id ORDER BY 2 DESC, 1";

static int
gather_issuers(struct gathering *g)
{
	int64_t unknown = 0;
	struct query *q;
	int more;

	if (db_one_int(g->l, "SELECT inventory FROM population WHERE id = ?1", DB(db_int(g->p->id)),
		&unknown) < 0)
		return -1;
	g->f.inventory = unknown != 0;
	unknown = 0;
	if (!g->f.inventory)
		return 0;
	if (db_one_int(g->l,
		"SELECT count FROM population_out WHERE population_id = ?1 AND reason = '" FACTS_UNKNOWN_ISSUER "'",
		DB(db_int(g->p->id)), &unknown) < 0)
		return -1;
	q = db_query(g->l, issuers_sql,
	    DB(db_int(g->p->id), db_int(g->p->import_id), db_int(unknown > 0), db_int(g->p->from),
		db_int(g->p->until)));
	while ((more = db_step(q)) > 0) {
		if (g->f.issuer_count == g->issuer_cap) {
			size_t cap = g->issuer_cap ? 2 * g->issuer_cap : 16;
			struct sampling_issuer *grown = realloc(g->issuers, cap * sizeof *grown);

			if (!grown) {
				db_reset(q);
				return say_nomem("sampling");
			}
			g->issuers = grown;
			g->issuer_cap = cap;
		}
		g->issuers[g->f.issuer_count++] = (struct sampling_issuer){
			.name = copy(g, db_col_text(q, 0)), .in_inventory = db_col_int(q, 1) != 0,
			.in_scope = db_col_int(q, 2) != 0, .counted = db_col_int(q, 3) != 0,
			.issued = (uint64_t)db_col_int(q, 4) };
		if (!g->issuers[g->f.issuer_count - 1].name) {
			db_reset(q);
			return -1;
		}
	}
	return more;
}

/* ---- the rest ---- */

static int
gather_times(struct gathering *g)
{
	struct query *q = db_query(g->l,
	    "SELECT p.until_at, d.drawn_at FROM population AS p LEFT JOIN draw AS d"
	    " ON d.population_id = p.id WHERE p.id < ?1 AND p.supplements IS NULL AND NOT EXISTS"
	    " (SELECT 1 FROM population_void AS v WHERE v.population_id = p.id)"
	    " ORDER BY p.id DESC LIMIT 1",
	    DB(db_int(g->p->id)));
	int more;

	g->f.from = g->p->from;
	g->f.until = g->p->until;
	g->f.drawn_at = g->p->drawn ? g->p->drawn_at : INSTANT_NONE;
	g->f.previous_until = g->f.previous_drawn_at = INSTANT_NONE;
	g->f.supplement = g->p->supplements != 0;
	g->f.verifiable = g->p->drawn && g->p->verifiable;
	while ((more = db_step(q)) > 0) {
		g->f.previous_until = db_col_int(q, 0);
		g->f.previous_drawn_at = db_col_at(q, 1);
	}
	return more;
}

/* Which comparisons count is said by view comparisons. */
static int
gather_differences(struct gathering *g)
{
	struct query *q = db_query(g->l,
	    "SELECT lists, ledger_only, list_only, other, unread FROM compared WHERE population_id = ?1",
	    DB(db_int(g->p->id)));
	int more;

	while ((more = db_step(q)) > 0) {
		g->f.reconciled = db_col_int(q, 0) > 0;
		g->f.only_ledger = (uint64_t)db_col_int(q, 1);
		g->f.only_list = (uint64_t)db_col_int(q, 2);
		g->f.other = (uint64_t)db_col_int(q, 3);
		g->f.unread = (uint64_t)db_col_int(q, 4);
	}
	return more;
}

static int
draw_again(struct gathering *g)
{
	struct verifying v = { .l = g->l, .p = *g->p, .steps = json_array() };
	int differs = v.steps ? verifying_draw(&v) : say_nomem("sampling");

	g->f.reperformed = differs >= 0;
	g->f.same = differs == 0;
	text_free(&v.difference);
	json_decref(v.steps);
	return differs < 0 ? -1 : 0;
}

int
selection_judge(struct selection *s, struct ledger *l, const struct population *p, bool again)
{
	struct gathering g = { .s = s, .l = l, .p = p };
	int status = -1;

	*s = (struct selection){ .arena = arena_new() };
	g.f.population = p->count;
	if (s->arena && gather_times(&g) == 0 && gather_parts(&g) == 0 && gather_issuers(&g) == 0 &&
	    gather_differences(&g) == 0 && (!again || !p->drawn || draw_again(&g) == 0)) {
		g.f.parts = g.parts;
		g.f.issuers = g.issuers;
		status = sampling_judge(&g.f, keep, s);
	}
	free(g.parts);
	free(g.issuers);
	return status;
}

void
selection_free(struct selection *s)
{
	free(s->results);
	arena_free(s->arena);
	*s = (struct selection){ 0 };
}

/* ---- showing ---- */

json_t *
selection_json(const struct selection *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->count; i++) {
		const struct sampling_result *r = &s->results[i];

		if (json_array_append_new(list,
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", r->id, "title",
			    r->title, "clause", r->clause, "severity",
			    r->severity == SEVERITY_MUST ? "MUST" : "SHOULD", "outcome",
			    outcome_name(r->outcome), "part", r->part, "reason", r->reason)) != 0) {
			json_decref(list);
			say_nomem("json");
			return NULL;
		}
	}
	return list;
}

/* One line for what is not met or not tested; one for a rule that all its parts meet. */
static void
each_line(const struct selection *s, void (*line)(const struct cli *, const char *),
    const struct cli *cli)
{
	char text[700];
	size_t end;

	for (size_t i = 0; i < s->count; i = end) {
		bool quiet = true, met = false;

		for (end = i; end < s->count && strcmp(s->results[end].id, s->results[i].id) == 0; end++) {
			const struct sampling_result *r = &s->results[end];

			met = met || r->outcome == OUTCOME_PASS;
			if (r->outcome == OUTCOME_PASS || r->outcome == OUTCOME_NA)
				continue;
			quiet = false;
			snprintf(text, sizeof text, "%-20s %-10s  %s%s%s", r->id,
			    r->outcome == OUTCOME_NT	     ? "not tested" :
				r->severity == SEVERITY_MUST ? "not met" :
							       "observed",
			    r->part, *r->part ? ": " : "", r->reason);
			line(cli, text);
		}
		if (quiet && met) {
			snprintf(text, sizeof text, "%-20s %-10s  %s", s->results[i].id, "met",
			    s->results[i].title);
			line(cli, text);
		}
	}
}

static void
note_line(const struct cli *cli, const char *text)
{
	cli_note(cli, "  %s", text);
}

static void
print_line(const struct cli *cli, const char *text)
{
	(void)cli;
	puts(text);
}

void
selection_note(const struct cli *cli, const struct selection *s)
{
	each_line(s, note_line, cli);
}

void
selection_print(const struct selection *s)
{
	each_line(s, print_line, NULL);
}
