#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "cli/figures.h"
#include "cli/stating.h"
#include "ledger/db.h"
#include "sampler/chart.h"
#include "sampler/trend.h"

static const char limits[] =
    "Limits: each period is a sample of its own; the tests compare certificates with an exception among those "
    "judged (x / n), and ignore that populations are finite. Where strata are drawn at different rates x / n is "
    "not the rate in the population: the estimate is. Attributes and their versions may differ from run to run.";

struct periods {
	struct stating_judged *of;
	struct trend_period *test;
	struct statement_period *out;
	size_t count;
};

static int
load(struct stating *s, struct periods *p)
{
	if (stating_periods(s, &p->of, &p->count) != 0)
		return -1;
	p->test = arena_array(s->arena, p->count + 1, sizeof *p->test);
	p->out = arena_array(s->arena, p->count + 1, sizeof *p->out);
	if (!p->test || !p->out)
		return -1;
	for (size_t i = 0; i < p->count; i++) {
		p->out[i].population_id = p->of[i].population_id;
		p->test[i].sample = p->of[i].sample;
		p->test[i].exceptions = p->of[i].exceptions;
	}
	return 0;
}

/* Estimate of the rate among the certificates frozen, and exact two-sided limits of it. */
static int
state_rate(struct stating *s, const struct stating_judged *of, struct statement_period *out)
{
	struct strata_estimate e;
	struct stratum *strata;
	uint64_t all = 0, lower, upper;
	size_t count;

	if (stating_strata(s, of->population_id, of->run_id, &strata, &count) != 0 ||
	    strata_lower(strata, count, STRATA_AUTO, 0.025, &lower) != 0 ||
	    strata_upper(strata, count, STRATA_AUTO, 0.025, &upper) != 0)
		return -1;
	e = strata_estimate(strata, count);
	for (size_t k = 0; k < count; k++)
		all += strata[k].population;
	out->estimate_rate = all && e.has_total ? e.total / (double)all : NAN;
	out->lower_rate = all ? (double)lower / (double)all : 0;
	out->upper_rate = all ? (double)upper / (double)all : 0;
	return 0;
}

/* ---- charts ---- */

static void
chart(struct periods *p, double centre, double sigma_z)
{
	for (size_t i = 0; i < p->count; i++) {
		struct statement_period *out = &p->out[i];
		uint64_t n = p->test[i].sample;
		struct chart_limits l = { 0, 1 }, laney = { NAN, NAN };

		if (n > 0)
			l = chart_p(centre, n);
		if (n > 0 && isfinite(sigma_z))
			laney = chart_laney(centre, sigma_z, n);
		out->chart_centre = centre;
		out->chart_lower = l.lower;
		out->chart_upper = l.upper;
		out->laney_lower = laney.lower;
		out->laney_upper = laney.upper;
		out->cusum = out->cusum_limit = NAN;
	}
}

static int
say_chart(struct stating *s, const struct periods *p, double sigma_z)
{
	size_t out = 0, out_laney = 0;

	for (size_t i = 0; i < p->count; i++) {
		double rate = p->test[i].sample ?
		    (double)p->test[i].exceptions / (double)p->test[i].sample :
		    p->out[i].chart_centre;

		out += rate < p->out[i].chart_lower || rate > p->out[i].chart_upper;
		out_laney += rate < p->out[i].laney_lower || rate > p->out[i].laney_upper;
	}
	if (!isfinite(sigma_z))
		return stating_say(s, "trend", NULL,
		    "p-chart, three standard deviations: %zu of %zu periods outside.", out, p->count);
	return stating_say(s, "trend", NULL,
	    "p-chart, three standard deviations: %zu of %zu periods outside. The rates spread %.3g times as "
	    "much as chance alone lets them (Laney's factor); by limits so adjusted %zu outside.",
	    out, p->count, sigma_z, out_laney);
}

/* The rate a CUSUM takes for good: one of the plan's, else that of all periods. */
static double
accepted_rate(const struct stating *s, double centre, const char **whose)
{
	*whose = "the plan's tolerable rate";
	if (s->plan->expansion.given)
		return rational_double(&s->plan->expansion.tolerable_rate);
	if (s->plan->discovery.given)
		return rational_double(&s->plan->discovery.tolerable_rate);
	*whose = "the rate of all periods together";
	return centre;
}

static int
state_cusum(struct stating *s, struct periods *p, double centre)
{
	const double risk = 0.01;
	const char *whose, *crossed = NULL;
	double accepted = accepted_rate(s, centre, &whose), limit;
	double *sums = arena_array(s->arena, p->count + 1, sizeof *sums);
	char a[32], b[32];

	if (!sums)
		return -1;
	if (!(accepted > 0) || 2 * accepted >= 1)
		return 0;
	limit = chart_cusum_limit(accepted, 2 * accepted, risk);
	chart_cusum(p->test, p->count, accepted, 2 * accepted, sums);
	for (size_t i = 0; i < p->count; i++) {
		p->out[i].cusum = sums[i];
		p->out[i].cusum_limit = limit;
		if (!crossed && sums[i] > limit)
			crossed = p->of[i].label;
	}
	return stating_say(s, "trend", NULL,
	    "Poisson CUSUM for rare exceptions, a rate of %s (%s) against twice as much (%s): %s%s the decision "
	    "limit of %.3g (passed by chance in at most 1%% of such sums).",
	    figures_percent(accepted, a), whose, figures_percent(2 * accepted, b),
	    crossed ? crossed : "no period", crossed ? " is the first that passes" : " passes", limit);
}

/* ---- tests ---- */

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
		stating_say(s, "trend", NULL,
		    "The same question, exactly: p = %.3g (two-sided); the one to quote where few "
		    "exceptions are expected a period.",
		    two_sided);
}

/* Every period against the one before it; Holm's p is for the lot. */
static int
state_pairs(struct stating *s, const struct periods *p)
{
	size_t n = p->count - 1, least = 0;
	struct statement_pair *pairs = arena_array(s->arena, n, sizeof *pairs);
	double *raw = arena_array(s->arena, n, sizeof *raw);
	double *adjusted = arena_array(s->arena, n, sizeof *adjusted);

	if (!pairs || !raw || !adjusted)
		return -1;
	for (size_t i = 0; i < n; i++) {
		trend_fisher(&p->test[i], &p->test[i + 1], &raw[i], &pairs[i].worse);
		pairs[i].earlier = p->of[i].label;
		pairs[i].later = p->of[i + 1].label;
		pairs[i].p = raw[i];
		if (raw[i] < raw[least])
			least = i;
	}
	if (trend_holm(raw, n, adjusted) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		pairs[i].adjusted = adjusted[i];
	s->out.pairs = pairs;
	s->out.pair_count = n;
	if (stating_say(s, "trend", n > 1 ? NULL : limits,
		"%s against %s: Fisher's exact test p = %.3g (two-sided), p = %.3g that the later is no worse.",
		pairs[n - 1].later, pairs[n - 1].earlier, pairs[n - 1].p, pairs[n - 1].worse) != 0)
		return -1;
	return n == 1 ? 0 :
		stating_say(s, "trend", limits,
		    "Of the %zu steps from one period to the next the most marked is %s to %s: p = %.3g by "
		    "Holm's method for all of them, %s than chance explains at 5%%.",
		    n, pairs[least].earlier, pairs[least].later, adjusted[least],
		    adjusted[least] < 0.05 ? "more" : "no more");
}

int
stating_trend(struct stating *s)
{
	struct periods p = { 0 };
	double centre, sigma_z;

	if (load(s, &p) != 0)
		return -1;
	centre = chart_centre(p.test, p.count);
	sigma_z = chart_sigma_z(p.test, p.count);
	for (size_t i = 0; i < p.count; i++)
		if (state_rate(s, &p.of[i], &p.out[i]) != 0)
			return -1;
	chart(&p, centre, sigma_z);
	s->out.periods = p.out;
	s->out.period_count = p.count;
	if (p.count < 2)
		return 0;
	return say_linear(s, &p) == 0 && say_chart(s, &p, sigma_z) == 0 &&
		state_cusum(s, &p, centre) == 0 && state_pairs(s, &p) == 0 ?
	    0 :
	    -1;
}
