#include <string.h>

#include "base/say.h"
#include "cli/figures.h"
#include "cli/stating.h"
#include "ledger/db.h"
#include "sampler/chart.h"
#include "sampler/trend.h"

static const char limits[] =
    "Limits: each period is a sample of its own; the tests compare rates of certificates with an exception "
    "and ignore that populations are finite. Attributes and their versions may differ from run to run.";

struct periods {
	struct trend_period *test;
	struct statement_period *out;
	char (*labels)[64];
	size_t count;
};

/* The periods that were judged, in their order. */
static int
load(struct stating *s, struct periods *p)
{
	int64_t n = 0;
	struct query *q;
	int more;

	if (db_one_int(s->l, "SELECT count(*) FROM trend WHERE run_id IS NOT NULL", DB_NONE, &n) < 0)
		return -1;
	p->test = arena_array(s->arena, (size_t)n + 1, sizeof *p->test);
	p->out = arena_array(s->arena, (size_t)n + 1, sizeof *p->out);
	p->labels = arena_array(s->arena, (size_t)n + 1, sizeof *p->labels);
	if (!p->test || !p->out || !p->labels)
		return -1;
	q = db_query(s->l,
	    "SELECT population_id, label, sample, exceptions FROM trend WHERE run_id IS NOT NULL"
	    " ORDER BY from_at, population_id",
	    DB_NONE);
	while ((more = db_step(q)) > 0) {
		p->out[p->count].population_id = db_col_int(q, 0);
		snprintf(p->labels[p->count], sizeof *p->labels, "%s", db_col_text(q, 1));
		p->test[p->count].sample = (uint64_t)db_col_int(q, 2);
		p->test[p->count++].exceptions = (uint64_t)db_col_int(q, 3);
	}
	return more;
}

/* Exact two-sided limits on the rate among the certificates frozen, and the p-chart. */
static int
limit(struct stating *s, struct periods *p, size_t i, double centre)
{
	struct statement_period *out = &p->out[i];
	struct stratum *strata;
	uint64_t all = 0, lower, upper;
	size_t count;
	int64_t run = 0;
	struct chart_limits chart = { 0, 1 };

	if (db_one_int(s->l, "SELECT run_id FROM official_run WHERE population_id = ?1",
		DB(db_int(out->population_id)), &run) < 0 ||
	    stating_strata(s, out->population_id, run, &strata, &count) != 0 ||
	    strata_lower(strata, count, STRATA_AUTO, 0.025, &lower) != 0 ||
	    strata_upper(strata, count, STRATA_AUTO, 0.025, &upper) != 0)
		return -1;
	for (size_t k = 0; k < count; k++)
		all += strata[k].population;
	out->lower_rate = all ? (double)lower / (double)all : 0;
	out->upper_rate = all ? (double)upper / (double)all : 0;
	if (p->test[i].sample > 0)
		chart = chart_p(centre, p->test[i].sample);
	out->chart_centre = centre;
	out->chart_lower = chart.lower;
	out->chart_upper = chart.upper;
	return 0;
}

static int
say_linear(struct stating *s, const struct periods *p)
{
	const struct trend_test t = trend_cochran_armitage(p->test, p->count);
	double two_sided, rising;
	int got;

	if (!t.defined)
		return stating_say(s, "trend", limits,
		    "%zu periods: no exceptions, or nothing but exceptions; there is no trend to test.",
		    p->count);
	if (stating_say(s, "trend", NULL,
		"Over %zu periods the rate %s: Cochran-Armitage chi-square %.4g, p = %.3g (two-sided), "
		"%s than chance explains at 5%%.",
		p->count, t.direction > 0 ? "rises" : t.direction < 0 ? "falls" : "is level", t.chi2,
		t.p, t.p < 0.05 ? "more" : "no more") != 0)
		return -1;
	got = trend_exact(p->test, p->count, &two_sided, &rising);
	if (got < 0)
		return -1;
	return got > 0 ? 0 :
		stating_say(s, "trend", NULL, "The same question, exactly: p = %.3g (two-sided).",
		    two_sided);
}

static int
say_last_two(struct stating *s, const struct periods *p)
{
	size_t n = p->count;
	double two_sided, worse;

	trend_fisher(&p->test[n - 2], &p->test[n - 1], &two_sided, &worse);
	return stating_say(s, "trend", limits,
	    "%s against %s: Fisher's exact test p = %.3g (two-sided), p = %.3g that the later is no worse.",
	    p->labels[n - 1], p->labels[n - 2], two_sided, worse);
}

int
stating_trend(struct stating *s)
{
	struct periods p = { 0 };
	double centre;

	if (load(s, &p) != 0)
		return -1;
	centre = chart_centre(p.test, p.count);
	for (size_t i = 0; i < p.count; i++)
		if (limit(s, &p, i, centre) != 0)
			return -1;
	s->out.periods = p.out;
	s->out.period_count = p.count;
	if (p.count < 2)
		return 0;
	return say_linear(s, &p) == 0 && say_last_two(s, &p) == 0 ? 0 : -1;
}
