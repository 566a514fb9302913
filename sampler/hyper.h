/*
 * hyper - the hypergeometric distribution for populations to 2^53
 *
 * X is the number of marked certificates in a simple random sample without
 * replacement.  Terms by Loader's method, tails by the ratio of neighbouring
 * terms, summed away from the mean, so that a small tail is never the
 * difference of two numbers near one.  Relative error about 1e-14; a tail
 * that near the mean has millions of terms takes as many steps, at most some
 * ten standard deviations.
 */
#ifndef SAMPLER_HYPER_H
#define SAMPLER_HYPER_H

#include <stdint.h>

struct hyper {
	uint64_t population; /* N <= LOADER_MAX */
	uint64_t marked;     /* K <= N */
	uint64_t sample;     /* n <= N */
};

/* The support: max(0, n - (N - K)) and min(n, K). */
uint64_t hyper_least(const struct hyper *h);
uint64_t hyper_most(const struct hyper *h);

/* log P(X = x); -INFINITY outside the support. */
double hyper_log_pmf(const struct hyper *h, uint64_t x);

/* P(X <= x) and P(X > x), any x; each to full relative precision. */
double hyper_at_most(const struct hyper *h, uint64_t x);
double hyper_above(const struct hyper *h, uint64_t x);

/* log P(X <= x), also where P itself underflows; -INFINITY below the support. */
double hyper_log_at_most(const struct hyper *h, uint64_t x);

/*
 * hyper_step - log P(X <= x | K) - log P(X <= x | K + 1), K = h->marked < N
 *
 * What one more marked certificate costs.  P falls by P(X = x) (n - x) / (N - K):
 * the new one is in the sample and x were there already.  So no two nearly
 * equal tails are subtracted.  INFINITY where P(X <= x | K + 1) is 0.
 */
double hyper_step(const struct hyper *h, uint64_t x);

#endif
