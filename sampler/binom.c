#include "sampler/binom.h"

#include <assert.h>
#include <math.h>

#include "sampler/loader.h"

#define NEGLIGIBLE 1e-21 /* as in hyper.c */

static double
log_term(uint64_t n, double p, uint64_t x)
{
	double log_pmf = loader_log_term(n, x, p, 1 - p, fma(-(double)n, p, (double)x));

	assert(isfinite(log_pmf));
	return log_pmf;
}

/* log of the terms at and below x; x is not above the mean. */
static double
log_lower(uint64_t n, double p, uint64_t x)
{
	double odds = (1 - p) / p, a = (double)x, b = (double)(n - x);
	double term = 1, sum = 1;

	for (; a > 0 && term > sum * NEGLIGIBLE; a--, b++) {
		term *= a / (b + 1) * odds;
		sum += term;
	}
	return fmin(0, log_term(n, p, x) + log(sum));
}

/* log of the terms at and above x; x is above the mean. */
static double
log_upper(uint64_t n, double p, uint64_t x)
{
	double odds = p / (1 - p), a = (double)x, b = (double)(n - x);
	double term = 1, sum = 1;

	for (; b > 0 && term > sum * NEGLIGIBLE; a++, b--) {
		term *= b / (a + 1) * odds;
		sum += term;
	}
	return fmin(0, log_term(n, p, x) + log(sum));
}

double
binom_log_at_most(uint64_t n, double p, uint64_t x)
{
	assert(n <= LOADER_MAX && p > 0 && p < 1);
	if (x >= n)
		return 0;
	if ((double)x > (double)n * p)
		return log1p(-exp(log_upper(n, p, x + 1)));
	return log_lower(n, p, x);
}

double
binom_log_at_least(uint64_t n, double p, uint64_t x)
{
	assert(n <= LOADER_MAX && p > 0 && p < 1);
	if (x == 0)
		return 0;
	if (x > n)
		return -INFINITY;
	if ((double)x > (double)n * p)
		return log_upper(n, p, x);
	return log1p(-exp(log_lower(n, p, x - 1)));
}
