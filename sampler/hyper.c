#include "sampler/hyper.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "sampler/loader.h"

/* A term below this share of the sum ends it: ten standard deviations away,
 * what is left is at most some ten thousand times as much. */
#define NEGLIGIBLE 1e-21

uint64_t
hyper_least(const struct hyper *h)
{
	uint64_t unmarked = h->population - h->marked;

	return h->sample > unmarked ? h->sample - unmarked : 0;
}

uint64_t
hyper_most(const struct hyper *h)
{
	return h->sample < h->marked ? h->sample : h->marked;
}

/* x - K n / N from the exact integer numerator: x N - K n. */
static double
deviation(const struct hyper *h, uint64_t x)
{
	__int128 e = (__int128)x * h->population - (__int128)h->marked * h->sample;

	return (double)e / (double)h->population;
}

/* Whether x lies above the mean, exactly. */
static bool
above_mean(const struct hyper *h, uint64_t x)
{
	return (unsigned __int128)x * h->population > (unsigned __int128)h->marked * h->sample;
}

double
hyper_log_pmf(const struct hyper *h, uint64_t x)
{
	uint64_t N = h->population, K = h->marked, n = h->sample;
	double p, q, d, log_pmf;

	assert(N <= LOADER_MAX && K <= N && n <= N);
	if (x < hyper_least(h) || x > hyper_most(h))
		return -INFINITY;
	if (hyper_least(h) == hyper_most(h))
		return 0;
	/* C(K,x) C(N-K,n-x) / C(N,n) as three binomial terms of p = n/N */
	p = (double)n / (double)N;
	q = (double)(N - n) / (double)N;
	d = deviation(h, x);
	log_pmf = loader_log_term(K, x, p, q, d) + loader_log_term(N - K, n - x, p, q, -d) -
		  loader_log_term(N, n, p, q, 0);
	assert(isfinite(log_pmf));
	return log_pmf;
}

/* Terms at and below x, in units of the one at x; x is not above the mean. */
static double
sum_down(const struct hyper *h, uint64_t x)
{
	uint64_t least = hyper_least(h);
	double a = (double)x, b = (double)(h->marked - x), c = (double)(h->sample - x);
	double d = (double)(h->population - h->marked + x) - (double)h->sample;
	double term = 1, sum = 1;

	for (; x > least; x--, a--, b++, c++, d--) {
		term *= a * d / ((b + 1) * (c + 1));
		sum += term;
		if (term < sum * NEGLIGIBLE)
			break;
	}
	return sum;
}

/* Terms at and above x, in units of the one at x; x is above the mean. */
static double
sum_up(const struct hyper *h, uint64_t x)
{
	uint64_t most = hyper_most(h);
	double a = (double)x, b = (double)(h->marked - x), c = (double)(h->sample - x);
	double d = (double)(h->population - h->marked + x) - (double)h->sample;
	double term = 1, sum = 1;

	for (; x < most; x++, a++, b--, c--, d++) {
		term *= b * c / ((a + 1) * (d + 1));
		sum += term;
		if (term < sum * NEGLIGIBLE)
			break;
	}
	return sum;
}

static double
log_lower(const struct hyper *h, uint64_t x)
{
	return fmin(0, hyper_log_pmf(h, x) + log(sum_down(h, x)));
}

static double
log_upper(const struct hyper *h, uint64_t x)
{
	return fmin(0, hyper_log_pmf(h, x) + log(sum_up(h, x)));
}

double
hyper_at_most(const struct hyper *h, uint64_t x)
{
	if (x < hyper_least(h))
		return 0;
	if (x >= hyper_most(h))
		return 1;
	return above_mean(h, x) ? -expm1(log_upper(h, x + 1)) : exp(log_lower(h, x));
}

double
hyper_above(const struct hyper *h, uint64_t x)
{
	if (x < hyper_least(h))
		return 1;
	if (x >= hyper_most(h))
		return 0;
	return above_mean(h, x + 1) ? exp(log_upper(h, x + 1)) : -expm1(log_lower(h, x));
}

double
hyper_log_at_most(const struct hyper *h, uint64_t x)
{
	if (x < hyper_least(h))
		return -INFINITY;
	if (x >= hyper_most(h))
		return 0;
	return above_mean(h, x) ? log1p(-exp(log_upper(h, x + 1))) : log_lower(h, x);
}

double
hyper_step(const struct hyper *h, uint64_t x)
{
	double share;

	assert(h->marked < h->population);
	if (x >= h->sample)
		return 0;
	if (h->marked + 1 > h->population - h->sample + x)
		return INFINITY;
	if (x >= h->marked + 1)
		return 0; /* P is 1 before and after */
	share = (double)(h->sample - x) / (double)(h->population - h->marked);
	if (above_mean(h, x))
		share *= exp(hyper_log_pmf(h, x) - hyper_log_at_most(h, x));
	else
		share /= sum_down(h, x);
	return -log1p(-share);
}
