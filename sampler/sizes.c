#include "sampler/sizes.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "base/say.h"
#include "sampler/binom.h"
#include "sampler/bounds.h"
#include "sampler/hyper.h"
#include "sampler/loader.h"

uint64_t
sizes_floor(uint64_t population, const struct rational *rate, uint64_t minimum)
{
	uint64_t n = rational_ceil_of(rate, population);

	if (minimum > population)
		minimum = population;
	return n > minimum ? n : minimum;
}

int
sizes_attribute(
    uint64_t population, uint64_t affected, uint64_t allowed, double risk, uint64_t *size)
{
	struct hyper h = { .population = population, .marked = affected };
	uint64_t small = allowed, enough = population;

	assert(affected > 0 && affected <= population && risk > 0 && risk < 1);
	if (affected <= allowed)
		return -1;
	/* c items cannot show more than c failures; all N do */
	while (enough - small > 1) {
		h.sample = small + (enough - small) / 2;
		if (bounds_excluded(hyper_at_most(&h, allowed), risk))
			enough = h.sample;
		else
			small = h.sample;
	}
	*size = enough;
	return 0;
}

int
sizes_margin(uint64_t population, double expected, double margin, double risk, uint64_t *size)
{
	double z, n0, n;

	assert(expected >= 0 && expected <= 1 && margin > 0 && risk > 0 && risk < 1);
	gsl_set_error_handler_off();
	z = gsl_cdf_ugaussian_Qinv(risk / 2);
	if (!isfinite(z))
		return say_error(
		    "margin size: expected a normal quantile for %g, found none", risk / 2);
	if (population == 0) {
		*size = 0;
		return 0;
	}
	n0 = z * z * expected * (1 - expected) / (margin * margin);
	n = ceil(n0 / (1 + (n0 - 1) / (double)population));
	if (n < 1)
		n = 1;
	*size = n < (double)population ? (uint64_t)n : population; /* n0 may be infinite */
	return 0;
}

static int
narrow_enough(uint64_t population, uint64_t n, double expected, double width, double risk)
{
	uint64_t x = (uint64_t)llround((double)n * expected);
	uint64_t lower = bounds_lower(population, n, x, risk / 2);
	uint64_t upper = bounds_upper(population, n, x, risk / 2);

	return (double)(upper - lower) <= width * (double)population * (1 + 1e-12);
}

uint64_t
sizes_width(uint64_t population, double expected, double width, double risk)
{
	uint64_t small = 0, enough = population, back;

	assert(expected >= 0 && expected <= 1 && width > 0 && risk > 0 && risk < 1);
	while (enough - small > 1) {
		uint64_t n = small + (enough - small) / 2;

		if (narrow_enough(population, n, expected, width, risk))
			enough = n;
		else
			small = n;
	}
	back = expected * 2000 < 1 ? 4000 : (uint64_t)(2 / expected) + 1;
	small = enough > back ? enough - back : 1;
	for (; small < enough; small++)
		if (narrow_enough(population, small, expected, width, risk))
			return small;
	return enough;
}

/* P(X <= c) after n trials, c < n; NaN where GSL failed. */
static double
binomial_tail(uint64_t n, double rate, uint64_t allowed)
{
	return exp(binom_log_at_most(n, rate, allowed));
}

static double
poisson_tail(uint64_t n, double rate, uint64_t allowed)
{
	return gsl_cdf_gamma_Q((double)n * rate, (double)allowed + 1, 1);
}

static int
smallest(double (*tail)(uint64_t n, double rate, uint64_t allowed), const struct rational *rate,
    uint64_t allowed, double risk, uint64_t *size)
{
	double r = rational_double(rate);
	uint64_t small = allowed, enough = allowed + 1;
	double p;

	assert(r > 0 && r < 1 && risk > 0 && risk < 1 && allowed < LOADER_MAX);
	gsl_set_error_handler_off();
	while ((p = tail(enough, r, allowed)) > 0 && !bounds_excluded(p, risk)) {
		if (enough > LOADER_MAX / 2)
			return say_error("sample size: expected at most 2^53, found more");
		small = enough;
		enough *= 2;
	}
	while (isfinite(p) && enough - small > 1) {
		uint64_t n = small + (enough - small) / 2;

		p = tail(n, r, allowed);
		if (bounds_excluded(p, risk))
			enough = n;
		else
			small = n;
	}
	if (!isfinite(p))
		return say_error("sample size: expected a probability, found none");
	*size = enough;
	return 0;
}

int
sizes_binomial(const struct rational *rate, uint64_t allowed, double risk, uint64_t *size)
{
	return smallest(binomial_tail, rate, allowed, risk, size);
}

int
sizes_poisson(const struct rational *rate, uint64_t allowed, double risk, uint64_t *size)
{
	return smallest(poisson_tail, rate, allowed, risk, size);
}
