#include "sampler/strata.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "sampler/bounds.h"
#include "sampler/hyper.h"

static const char *const method_names[] = {
	[STRATA_AUTO] = "auto",
	[STRATA_ZERO] = "zero",
	[STRATA_FISHER] = "fisher",
	[STRATA_BONFERRONI] = "bonferroni",
};

const char *
strata_method_name(enum strata_method m)
{
	return method_names[m];
}

int
strata_method_of(const char *name, enum strata_method *m)
{
	for (int i = STRATA_AUTO; i <= STRATA_BONFERRONI; i++)
		if (strcmp(name, method_names[i]) == 0) {
			*m = (enum strata_method)i;
			return 0;
		}
	return -1;
}

enum strata_method
strata_method_for(const struct stratum *strata, size_t count, enum strata_method m)
{
	if (m != STRATA_AUTO)
		return m;
	for (size_t i = 0; i < count; i++)
		if (strata[i].exceptions > 0)
			return STRATA_FISHER;
	return STRATA_ZERO;
}

/* A stratum while K is being shared out: K_s is `low` at a price that is still
 * affordable and `high` at one that is not. */
struct part {
	struct hyper h;
	uint64_t x, most, low, high, mid;
};

/* How far to go: while the sum of logs stays above log_limit, and to at most `total`. */
struct goal {
	double log_limit;
	uint64_t total;
};

static double
step(const struct part *p, uint64_t marked)
{
	struct hyper h = p->h;

	if (marked >= p->most)
		return INFINITY;
	h.marked = marked;
	return hyper_step(&h, p->x);
}

static double
log_tail(const struct part *p, uint64_t marked)
{
	struct hyper h = p->h;

	h.marked = marked;
	return hyper_log_at_most(&h, p->x);
}

/* The largest K_s within [low, high] all of whose steps cost at most price. */
static uint64_t
affordable(const struct part *p, double price)
{
	uint64_t in = p->low, out = p->high + 1;

	while (out - in > 1) {
		uint64_t k = in + (out - in) / 2;

		if (step(p, k - 1) <= price)
			in = k;
		else
			out = k;
	}
	return in;
}

/* Whether what the price buys is beyond the goal; leaves the purchase in mid. */
static bool
beyond(struct part *parts, size_t count, double price, const struct goal *goal)
{
	uint64_t total = 0;
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		parts[i].mid = affordable(&parts[i], price);
		total += parts[i].mid;
		sum += log_tail(&parts[i], parts[i].mid);
	}
	return total > goal->total || !(sum > goal->log_limit);
}

static uint64_t
gap(const struct part *parts, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += parts[i].high - parts[i].low;
	return sum;
}

/* Narrows low and high by bisection on the price until few certificates lie between. */
static void
bracket(struct part *parts, size_t count, const struct goal *goal)
{
	double cheap = 0, dear = INFINITY;

	for (int i = 0; i < 1100 && gap(parts, count) > 2 * count; i++) {
		double price =
		    isinf(dear) ? (cheap > 0 ? 16 * cheap : 1e-12) : cheap + (dear - cheap) / 2;
		bool over = beyond(parts, count, price, goal);

		if (price <= cheap || price >= dear)
			break;
		for (size_t j = 0; j < count; j++) {
			if (over)
				parts[j].high = parts[j].mid;
			else
				parts[j].low = parts[j].mid;
		}
		if (over)
			dear = price;
		else
			cheap = price;
	}
}

/* From low on, the cheapest certificate each time, as far as the goal allows. */
static uint64_t
finish(struct part *parts, size_t count, const struct goal *goal, double *log_p)
{
	uint64_t total = 0;
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		total += parts[i].low;
		sum += log_tail(&parts[i], parts[i].low);
	}
	while (total < goal->total) {
		struct part *best = NULL;
		double least = INFINITY;

		for (size_t i = 0; i < count; i++) {
			double cost = step(&parts[i], parts[i].low);

			if (cost < least) {
				least = cost;
				best = &parts[i];
			}
		}
		if (best == NULL || !(sum - least > goal->log_limit))
			break;
		best->low++;
		sum -= least;
		total++;
	}
	*log_p = sum;
	return total;
}

/*
 * The most marked certificates the goal allows over the sampled strata, *log_p
 * the sum of logs there.  Unsampled strata are the caller's: they cost nothing.
 */
static int
share_out(const struct stratum *strata, size_t count, const struct goal *goal, uint64_t *total,
    double *log_p)
{
	struct part *parts = calloc(count + 1, sizeof *parts);
	size_t used = 0;

	if (parts == NULL)
		return say_nomem("strata");
	for (size_t i = 0; i < count; i++) {
		const struct stratum *s = &strata[i];

		if (s->sample == 0)
			continue;
		parts[used].h.population = s->population;
		parts[used].h.sample = s->sample;
		parts[used].x = parts[used].low = s->exceptions;
		parts[used].most = parts[used].high = s->population - s->sample + s->exceptions;
		used++;
	}
	bracket(parts, used, goal);
	*total = finish(parts, used, goal, log_p);
	free(parts);
	return 0;
}

static bool
varies(const struct stratum *s)
{
	return s->sample > 0 && s->sample < s->population;
}

static size_t
count_varying(const struct stratum *strata, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += varies(&strata[i]);
	return n;
}

static uint64_t
unsampled(const struct stratum *strata, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (strata[i].sample == 0)
			sum += strata[i].population;
	return sum;
}

/*
 * The sum of logs at which Fisher's p is the risk: minus half the chi-square
 * quantile.  By bisection on the tail, which GSL gets right; its inverse does
 * not always converge.
 */
static int
fisher_limit(size_t varying, double risk, double *log_limit)
{
	double low = 0, high = 2.0 * (double)varying + 2;

	gsl_set_error_handler_off();
	while (gsl_cdf_chisq_Q(high, 2.0 * (double)varying) > risk)
		high *= 2;
	for (int i = 0; i < 200; i++) {
		double c = low + (high - low) / 2, p = gsl_cdf_chisq_Q(c, 2.0 * (double)varying);

		if (!isfinite(p))
			return say_error("strata: expected a chi-square tail at %g, found none", c);
		if (c <= low || c >= high)
			break;
		if (p > risk)
			low = c;
		else
			high = c;
	}
	*log_limit = -high / 2;
	return 0;
}

static uint64_t
bonferroni(const struct stratum *strata, size_t count, double risk,
    uint64_t (*bound)(uint64_t, uint64_t, uint64_t, double))
{
	size_t varying = count_varying(strata, count);
	uint64_t sum = 0;

	if (varying > 1)
		risk /= (double)varying;
	for (size_t i = 0; i < count; i++)
		sum += bound(strata[i].population, strata[i].sample, strata[i].exceptions, risk);
	return sum;
}

int
strata_upper(const struct stratum *strata, size_t count, enum strata_method method, double risk,
    uint64_t *limit)
{
	struct goal goal = { .log_limit = log(risk) + 1e-12, .total = UINT64_MAX };
	uint64_t total;
	double log_p;

	assert(risk > 0 && risk < 1);
	method = strata_method_for(strata, count, method);
	if (method == STRATA_BONFERRONI) {
		*limit = bonferroni(strata, count, risk, bounds_upper);
		return 0;
	}
	if (method == STRATA_FISHER) {
		if (count_varying(strata, count) > 0 &&
		    fisher_limit(
			count_varying(strata, count), risk * (1 + 1e-12), &goal.log_limit) != 0)
			return -1;
	} else {
		assert(strata_method_for(strata, count, STRATA_AUTO) == STRATA_ZERO);
	}
	if (share_out(strata, count, &goal, &total, &log_p) != 0)
		return -1;
	*limit = total + unsampled(strata, count);
	return 0;
}

/* Failing and sound certificates with their parts exchanged. */
static struct stratum *
mirror(const struct stratum *strata, size_t count, uint64_t *population)
{
	struct stratum *m = calloc(count + 1, sizeof *m);

	if (m == NULL) {
		say_nomem("strata");
		return NULL;
	}
	*population = 0;
	for (size_t i = 0; i < count; i++) {
		m[i] = strata[i];
		m[i].exceptions = strata[i].sample - strata[i].exceptions;
		*population += strata[i].population;
	}
	return m;
}

int
strata_lower(const struct stratum *strata, size_t count, enum strata_method method, double risk,
    uint64_t *limit)
{
	struct stratum *sound;
	uint64_t population, upper;
	int rc;

	method = strata_method_for(strata, count, method);
	if (method == STRATA_ZERO || method == STRATA_BONFERRONI) {
		*limit = bonferroni(strata, count, risk, bounds_lower);
		return 0;
	}
	sound = mirror(strata, count, &population);
	if (sound == NULL)
		return -1;
	rc = strata_upper(sound, count, method, risk, &upper);
	if (rc == 0)
		*limit = population - upper;
	free(sound);
	return rc;
}

struct strata_estimate
strata_estimate(const struct stratum *strata, size_t count)
{
	struct strata_estimate e = { .has_total = true, .has_error = true };
	double variance = 0;

	for (size_t i = 0; i < count; i++) {
		double N = (double)strata[i].population, n = (double)strata[i].sample;
		double p = n > 0 ? (double)strata[i].exceptions / n : 0;

		if (N > 0 && n == 0)
			e.has_total = e.has_error = false;
		else if (n == 1 && N > 1)
			e.has_error = false;
		e.total += N * p;
		if (n > 1)
			variance += N * (N - n) * p * (1 - p) / (n - 1);
	}
	e.standard_error = sqrt(variance);
	return e;
}

int
strata_detection(const struct stratum *strata, size_t count, uint64_t affected, double *chance)
{
	struct goal goal = { .log_limit = -INFINITY };
	struct stratum *clean;
	uint64_t population, hidden = unsampled(strata, count), total;
	double log_p = 0;
	int rc = 0;

	clean = mirror(strata, count, &population);
	if (clean == NULL)
		return -1;
	assert(affected <= population);
	for (size_t i = 0; i < count; i++)
		clean[i].exceptions = 0;
	goal.total = affected > hidden ? affected - hidden : 0;
	rc = share_out(clean, count, &goal, &total, &log_p);
	if (rc == 0)
		*chance = total < goal.total ? 1 : -expm1(log_p);
	free(clean);
	return rc;
}
