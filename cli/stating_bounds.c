#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "cli/figures.h"
#include "cli/growing.h"
#include "cli/stating.h"
#include "ledger/db.h"
#include "sampler/draw.h"
#include "sampler/selftest.h"

static const char rests[] =
    "Limits: this is about the certificates frozen, by the attributes tested; not about what was never "
    "exported, nor about attributes not tested. The sample counts certificates; those that share a "
    "validation fail together.";
static const char chances[] =
    "Limits: the chance before the draw, however the certificates are spread over the strata; a cause "
    "that no attribute looks for is not seen at all.";

static struct stratum
sum_of(const struct stratum *strata, size_t count)
{
	struct stratum t = { 0 };

	for (size_t i = 0; i < count; i++) {
		t.population += strata[i].population;
		t.sample += strata[i].sample;
		t.exceptions += strata[i].exceptions;
	}
	return t;
}

static enum strata_method
method_of(const struct plan *p)
{
	static const enum strata_method methods[] = { [PLAN_BOUND_AUTO] = STRATA_AUTO,
		[PLAN_BOUND_ZERO] = STRATA_ZERO, [PLAN_BOUND_FISHER] = STRATA_FISHER,
		[PLAN_BOUND_BONFERRONI] = STRATA_BONFERRONI };

	return methods[p->bound];
}

/* The plan's 1 - confidence, from its exact form. */
static double
risk_of(const struct plan *p)
{
	const struct rational r = { p->confidence.den - p->confidence.num, p->confidence.den };

	return rational_double(&r);
}

static int
fill_bound(struct stating *s, const char *scope, const struct stratum *strata, size_t count,
    struct statement_bound *b)
{
	const struct stratum t = sum_of(strata, count);
	enum strata_method method = strata_method_for(strata, count, method_of(s->plan));
	const struct strata_estimate e = strata_estimate(strata, count);
	double risk = risk_of(s->plan);

	/* the plan fixed "zero" and something failed: Stark's combination is what is left */
	if (method == STRATA_ZERO && t.exceptions > 0)
		method = STRATA_FISHER;
	*b = (struct statement_bound){ .scope = scope, .certificates = t.population,
		.sample = t.sample, .exceptions = t.exceptions,
		.confidence = rational_double(&s->plan->confidence),
		.has_estimate = e.has_total, .estimate = e.total, .has_error = e.has_error,
		.standard_error = e.standard_error, .method = strata_method_name(method) };
	return strata_lower(strata, count, method, risk / 2, &b->lower) == 0 &&
		strata_upper(strata, count, method, risk / 2, &b->upper) == 0 &&
		strata_upper(strata, count, method, risk, &b->upper_one_sided) == 0 ?
	    0 :
	    -1;
}

/* How the strata were put together, so that a reader can do it again. */
static int
say_combination(struct stating *s, const struct stratum *strata, size_t count, const char *method)
{
	size_t open = 0, whole = 0;

	for (size_t i = 0; i < count; i++) {
		open += strata[i].sample > 0 && strata[i].sample < strata[i].population;
		whole += strata[i].population > 0 && strata[i].sample == strata[i].population;
	}
	if (open < 2)
		return 0;
	if (whole > 0 && stating_say(s, "combination", NULL, "Strata drawn whole: %zu; what failed "
		"there is added to the limits, and is no part of the combination.", whole) != 0)
		return -1;
	if (strcmp(method, strata_method_name(STRATA_FISHER)) == 0)
		return stating_say(s, "combination", NULL,
		    "Fisher's method over %zu strata: K is excluded where, however K is shared out over "
		    "them, -2 times the sum of log P(X <= x) is above the quantile of chi-square with %zu "
		    "degrees of freedom (P(X >= x) for the lower limit).", open, 2 * open);
	if (strcmp(method, strata_method_name(STRATA_BONFERRONI)) == 0)
		return stating_say(s, "combination", NULL, "Bonferroni's method over %zu strata: the sum "
		    "of their limits, each at 1/%zu of the risk.", open, open);
	return stating_say(s, "combination", NULL, "Nothing failed in %zu strata: K is excluded where, "
	    "however K is shared out over them, the product of P(X = 0) is at most the risk.", open);
}

/* Did the sample grow by the plan's rule after it was judged? */
static int
was_enlarged(const struct stating *s, bool *enlarged)
{
	int64_t n = 0;

	if (db_one_int(s->l, "SELECT count(*) FROM extension WHERE population_id = ?1 AND kind = 'plan'",
		DB(db_int(s->p->id)), &n) < 0)
		return -1;
	*enlarged = n > 0;
	return 0;
}

static int
say_limits(struct stating *s, const struct statement_bound *b)
{
	char big[32], up[32], lo[32], hi[32], rate[32], confidence[64];
	bool enlarged;

	if (was_enlarged(s, &enlarged) != 0)
		return -1;
	return stating_say(s, "bounds", rests,
	    "%sith %s confidence at most %s of the %s certificates (%s) have an exception (one-sided); "
	    "two-sided, between %s and %s. Exact hypergeometric limits.",
	    enlarged ? "The sample was enlarged by the plan's rule after it was judged: the statement that stands "
		       "is the p-value of that rule. Had this size been fixed beforehand: w" : "W",
	    figures_exact(&s->plan->confidence, confidence), figures_grouped(b->upper_one_sided, up),
	    figures_grouped(b->certificates, big),
	    figures_percent((double)b->upper_one_sided / (double)b->certificates, rate),
	    figures_grouped(b->lower, lo), figures_grouped(b->upper, hi));
}

static int
say_bound(struct stating *s, const struct statement_bound *b)
{
	char n[32], big[32], x[32];

	figures_grouped(b->sample, n);
	figures_grouped(b->certificates, big);
	figures_grouped(b->exceptions, x);
	if (b->certificates == 0)
		return stating_say(s, "bounds", NULL,
		    "No certificate was issued in the period: there was nothing to draw.");
	if (b->sample == b->certificates)
		return stating_say(s, "bounds", rests,
		    "All %s certificates were judged, %s with an exception: a census, nothing is inferred.",
		    big, x);
	if (stating_say(s, "bounds", NULL,
		"%s of the %s certificates drawn from %s %s an exception.", x, n, big,
		b->exceptions == 1 ? "has" : "have") != 0)
		return -1;
	return say_limits(s, b);
}

static int
state_bounds(struct stating *s, const struct stratum *strata, size_t count)
{
	struct population_stratum *names = NULL;
	struct statement_bound *b = arena_array(s->arena, count + 1, sizeof *b);
	size_t name_count = 0;
	bool failed = false;
	int status = -1;

	if (!b || population_strata(s->l, s->p->id, &names, &name_count) != 0)
		goto out;
	if (fill_bound(s, "all strata", strata, count, &b[0]) != 0)
		goto out;
	for (size_t i = 0; count > 1 && i < count; i++)
		if (fill_bound(s, stating_keep(s, names[i].name, &failed), &strata[i], 1,
			&b[i + 1]) != 0)
			goto out;
	s->out.bounds = b;
	s->out.bound_count = count > 1 ? count + 1 : 1;
	if (failed || say_bound(s, &b[0]) != 0 || say_combination(s, strata, count, b[0].method) != 0)
		goto out;
	status = 0;
out:
	population_free_strata(names, name_count);
	return status;
}

static int
state_power(struct stating *s, const struct stratum *strata, size_t count)
{
	static const uint64_t sizes[] = { 1, 10, 100, 1000, 10000 };
	struct statement_power *p = arena_array(s->arena, 5, sizeof *p);
	const struct stratum t = sum_of(strata, count);
	char k[32], chance[32];

	if (!p)
		return -1;
	for (size_t i = 0; i < 5 && sizes[i] <= t.population; i++) {
		p[i].affected = sizes[i];
		if (strata_detection(strata, count, sizes[i], &p[i].detection) != 0 ||
		    stating_say(s, "power", NULL,
			"A cause that touches %s of the certificates shows with a chance of %s%s.",
			figures_grouped(sizes[i], k), p[i].detection > 0.9999 ? "" : "at least ",
			figures_chance(p[i].detection, sizes[i] > t.population - t.sample, chance)) != 0)
			return -1;
		s->out.power_count++;
	}
	s->out.power = p;
	if (s->out.power_count > 0)
		s->said[s->said_count - 1].limits = chances;
	return 0;
}

/* ---- the plan's rule by which the sample grows ---- */

static int
state_expansion(struct stating *s)
{
	static const char limits[] =
	    "Limits: the p-value holds wherever one stops, in the order of the tickets; once a sample was "
	    "enlarged, the limits above are those of a sample of that size, and the p-value is the "
	    "statement that stands.";
	static const char causes[] =
	    "Limits: certificates that share a cause fail together; what such a cause touches is counted, "
	    "not inferred.";
	struct growing g;
	char words[700];
	int status = growing_measure(&g, s->l, s->p, s->run_id);

	if (status == 0 && g.given) {
		growing_words(&g, s->p->label, words);
		status = stating_say(s, "expansion", limits, "%s", words);
	}
	for (size_t i = 0; i < g.cause_count && status == 0; i++) {
		growing_cause_words(&g, i, words);
		status = stating_say(
		    s, "expansion", i + 1 == g.cause_count ? causes : NULL, "%s", words);
	}
	growing_free(&g);
	return status;
}

static int
state_advice(struct stating *s, const struct stratum *strata, size_t count)
{
	static const char limits[] =
	    "Limits: an average of what the sample shows, not a count; sheet Population extension counts "
	    "what each cause touches.";
	const struct strata_estimate e = strata_estimate(strata, count);

	if (sum_of(strata, count).exceptions == 0 || !e.has_total)
		return 0;
	return stating_say(s, "expansion", limits,
	    "Exceptions were found: about %.0f %s of the population %s to be expected with one.", e.total,
	    figures_noun((uint64_t)(e.total + 0.5)), e.total + 0.5 < 2 ? "is" : "are");
}

/* ---- do the tickets look like chance ---- */

static int
feed_ticket(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	(void)stratum;
	return draw_feed(ctx, fingerprint, cert_id);
}

static int
say_test(struct stating *s, const char *what, const struct selftest *t)
{
	static const char limits[] =
	    "Limits: a draw is fair by its construction; this shows that nothing is broken, and one test in "
	    "a thousand falls below 0.001 by chance.";

	if (!t->defined)
		return stating_say(s, "draw", NULL, "%s: too few tickets.", what);
	return stating_say(s, "draw", limits, "%s: statistic %.4g%s, p = %.3g; %s.", what,
	    t->statistic, t->degrees ? " (chi-square)" : "", t->p,
	    t->p < 0.001 ? "unusual, look into it" : "nothing unusual");
}

static int
state_draw(struct stating *s)
{
	struct draw *d;
	const struct draw_item *items;
	struct selftest chi2, ks;
	size_t n;
	int status = -1;

	if (!s->p->drawn || s->p->count == 0)
		return 0;
	d = draw_new(s->p->seed, s->p->count < 1000 ? s->p->count : 1000);
	if (!d || population_each(s->l, s->p->id, -1, feed_ticket, d) != 0)
		goto out;
	items = draw_result(d, &n);
	chi2 = selftest_chi2(draw_spread(d));
	ks = selftest_ks(items, n);
	if (say_test(s, "First bytes of the tickets of all certificates, against equal counts", &chi2) ==
		0 &&
	    say_test(s, "The smallest tickets, at most 1,000, against the uniform distribution", &ks) == 0)
		status = 0;
out:
	draw_free(d);
	return status;
}

int
stating_bounds(struct stating *s)
{
	struct stratum *strata;
	size_t count;

	if (!s->p->drawn)
		return 0;
	if (stating_strata(s, s->p->id, s->run_id, &strata, &count) != 0 ||
	    state_draw(s) != 0 || state_power(s, strata, count) != 0)
		return -1;
	if (s->run_id == 0)
		return 0;
	if (state_bounds(s, strata, count) != 0 || state_advice(s, strata, count) != 0)
		return -1;
	return state_expansion(s);
}
