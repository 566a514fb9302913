/* Each attribute over the periods: limits of its rate, and whether there is a trend. */
#include <math.h>
#include <string.h>

#include "cli/stating.h"
#include "ledger/db.h"
#include "sampler/trend.h"

struct period {
	int64_t population_id, run_id;
	struct stratum *strata;		/* x is filled in rule by rule */
	size_t count;
	uint64_t population, sample;
};

struct table {
	struct period *periods;
	size_t count;
	struct statement_rule *rules;
	struct trend_period *tests;	/* of the rule at hand */
	struct query *failing;
	size_t rule_count, cell_count;
};

static int
load_periods(struct stating *s, struct table *t)
{
	struct stating_judged *of;

	if (stating_periods(s, &of, &t->count) != 0)
		return -1;
	t->periods = arena_array(s->arena, t->count + 1, sizeof *t->periods);
	t->tests = arena_array(s->arena, t->count + 1, sizeof *t->tests);
	if (!t->periods || !t->tests)
		return -1;
	for (size_t i = 0; i < t->count; i++) {
		struct period *p = &t->periods[i];

		*p = (struct period){ .population_id = of[i].population_id, .run_id = of[i].run_id };
		if (stating_strata(s, p->population_id, p->run_id, &p->strata, &p->count) != 0)
			return -1;
		for (size_t k = 0; k < p->count; k++) {
			p->population += p->strata[k].population;
			p->sample += p->strata[k].sample;
		}
	}
	return 0;
}

static int
load_rules(struct stating *s, struct table *t)
{
	int64_t n = 0;
	bool failed = false;
	struct query *q;
	int more;

	if (db_one_int(s->l, "SELECT count(DISTINCT rule) FROM trend_by_rule WHERE from_at <= ?1",
		DB(db_int(s->p->from)), &n) < 0)
		return -1;
	t->rules = arena_array(s->arena, (size_t)n + 1, sizeof *t->rules);
	s->out.rule_periods =
	    arena_array(s->arena, (size_t)n * t->count + 1, sizeof(struct statement_rule_period));
	if (!t->rules || !s->out.rule_periods)
		return -1;
	q = db_query(s->l, "SELECT rule, max(severity = 'MUST') FROM trend_by_rule WHERE from_at <= ?1"
	    " GROUP BY rule ORDER BY rule",
	    DB(db_int(s->p->from)));
	while ((more = db_step(q)) > 0)
		t->rules[t->rule_count++] = (struct statement_rule){
			.rule = stating_keep(s, db_col_text(q, 0), &failed),
			.severity = db_col_int(q, 1) ? "MUST" : "SHOULD" };
	return failed ? -1 : more;
}

/* x of each stratum by a rule; 1, 0 where the run did not test it, -1 said. */
static int
count_failing(struct stating *s, struct table *t, const char *rule, struct period *p)
{
	int64_t all = -1;	/* over the strata; -1: not tested */
	int more = db_one_int(s->l,
	    "SELECT CASE WHEN nt = 0 THEN fail + missing + error ELSE -1 END FROM run_rule"
	    " WHERE run_id = ?1 AND rule = ?2",
	    DB(db_int(p->run_id), db_text(rule)), &all);

	if (more <= 0 || all < 0)
		return more < 0 ? -1 : 0;
	for (size_t k = 0; k < p->count; k++)
		p->strata[k].exceptions = 0;
	if (all == 0)	/* as of most rules: nothing to look for */
		return 1;
	if (db_bind(t->failing, DB(db_int(p->population_id), db_int(p->run_id), db_text(rule))) != 0)
		return -1;
	while ((more = db_step(t->failing)) > 0)
		if ((size_t)db_col_int(t->failing, 0) < p->count)
			p->strata[db_col_int(t->failing, 0)].exceptions =
			    (uint64_t)db_col_int(t->failing, 1);
	return more < 0 ? -1 : 1;
}

static int
state_cell(struct table *t, const char *rule, struct period *p, struct statement_rule_period *cell)
{
	uint64_t lower, upper;

	*cell = (struct statement_rule_period){ .population_id = p->population_id, .rule = rule,
		.sample = p->sample, .lower_rate = NAN, .upper_rate = NAN };
	for (size_t k = 0; k < p->count; k++)
		cell->failing += p->strata[k].exceptions;
	t->cell_count++;
	if (p->population == 0)
		return 0;
	if (strata_lower(p->strata, p->count, STRATA_AUTO, 0.025, &lower) != 0 ||
	    strata_upper(p->strata, p->count, STRATA_AUTO, 0.025, &upper) != 0)
		return -1;
	cell->lower_rate = (double)lower / (double)p->population;
	cell->upper_rate = (double)upper / (double)p->population;
	return 0;
}

static int
state_rule(struct stating *s, struct table *t, struct statement_rule_period *cells,
    struct statement_rule *r)
{
	struct trend_test test;
	double rising;

	for (size_t i = 0; i < t->count; i++) {
		struct statement_rule_period *cell = &cells[t->cell_count];
		int tested = count_failing(s, t, r->rule, &t->periods[i]);

		if (tested < 0 || (tested > 0 && state_cell(t, r->rule, &t->periods[i], cell) != 0))
			return -1;
		if (tested == 0)
			continue;
		t->tests[r->periods++] = (struct trend_period){ cell->sample, cell->failing };
		r->sample += cell->sample;
		r->failing += cell->failing;
	}
	test = trend_cochran_armitage(t->tests, r->periods);
	r->chi2 = r->p = r->exact = r->adjusted = NAN;
	if (!test.defined)
		return 0;
	r->chi2 = test.chi2;
	r->p = test.p;
	r->direction = test.direction;
	return trend_exact(t->tests, r->periods, &r->exact, &rising) < 0 ? -1 : 0;
}

/* Holm over all attributes that can be tested; the exact p where there is one. */
static int
adjust(struct stating *s, struct table *t)
{
	static const char rests[] =
	    "Limits: certificates that fail an attribute, among all that were judged; periods in which it was not "
	    "tested are left out.";
	double *p = arena_array(s->arena, t->rule_count + 1, sizeof *p);
	double *adjusted = arena_array(s->arena, t->rule_count + 1, sizeof *adjusted);
	struct statement_rule *least = NULL;
	size_t n = 0;

	if (!p || !adjusted)
		return -1;
	for (size_t i = 0; i < t->rule_count; i++)
		if (isfinite(t->rules[i].p))
			p[n++] = isfinite(t->rules[i].exact) ? t->rules[i].exact : t->rules[i].p;
	if (n == 0)
		return stating_say(s, "trend", NULL,
		    "Attribute by attribute there is nothing to test: none failed, or in one period only.");
	if (trend_holm(p, n, adjusted) != 0)
		return -1;
	n = 0;
	for (size_t i = 0; i < t->rule_count; i++)
		if (isfinite(t->rules[i].p)) {
			struct statement_rule *r = &t->rules[i];

			r->adjusted = adjusted[n++];
			if (strcmp(r->severity, "MUST") == 0 && (!least || r->adjusted < least->adjusted))
				least = r;
		}
	if (!least)
		return 0;
	return stating_say(s, "trend", rests,
	    "Of the MUST attributes that failed anywhere, the most marked trend is that of %s, %s: p = %.3g by "
	    "Holm's method for the %zu attributes tested, %s than chance explains at 5%% (sheet Trend tests).",
	    least->rule, least->direction > 0 ? "rising" : least->direction < 0 ? "falling" : "level",
	    least->adjusted, n, least->adjusted < 0.05 ? "more" : "no more");
}

int
stating_rules(struct stating *s)
{
	struct table t = { 0 };
	struct statement_rule_period *cells;
	int status = -1;

	if (load_periods(s, &t) != 0)
		return -1;
	if (t.count == 0)
		return 0;
	t.failing = db_prepare(s->l,
	    "SELECT x.stratum, count(DISTINCT q.cert_id) FROM run_rule AS k JOIN bad_reason AS q"
	    "  ON q.run_id = k.run_id AND q.rule_ord = k.ord"
	    " JOIN sample AS x ON x.population_id = ?1 AND x.cert_id = q.cert_id"
	    " WHERE k.run_id = ?2 AND k.rule = ?3 AND NOT EXISTS (SELECT 1 FROM extension AS e"
	    "  WHERE e.id = x.extension_id AND e.kind = 'judgement') GROUP BY x.stratum");
	if (!t.failing || load_rules(s, &t) != 0)
		goto out;
	cells = s->out.rule_periods;
	for (size_t i = 0; i < t.rule_count; i++)
		if (state_rule(s, &t, cells, &t.rules[i]) != 0)
			goto out;
	s->out.rule_period_count = t.cell_count;
	s->out.rules = t.rules;
	s->out.rule_count = t.rule_count;
	status = t.count < 2 ? 0 : adjust(s, &t);
out:
	db_release(t.failing);
	return status;
}
