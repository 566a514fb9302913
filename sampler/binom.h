/*
 * binom - binomial tails, for the process behind the certificates
 *
 * The same method as hyper.h.  GSL's gsl_cdf_binomial_P is NaN at n = 3e7,
 * p = 1/2 (its continued fraction is cut off), and its terms lose digits with
 * large n.
 */
#ifndef SAMPLER_BINOM_H
#define SAMPLER_BINOM_H

#include <stdint.h>

/* log P(X <= x) and log P(X >= x), X binomial (n, p); n <= LOADER_MAX, 0 < p < 1. */
double binom_log_at_most(uint64_t n, double p, uint64_t x);
double binom_log_at_least(uint64_t n, double p, uint64_t x);

#endif
