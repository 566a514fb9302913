/*
 * bounds - exact confidence limits
 *
 * The number of exceptions among the certificates frozen: K is excluded at
 * risk a when P(X <= x | N, K, n) <= a (upper limit) or P(X >= x | N, K, n)
 * <= a (lower limit); Katz 1953, Buonaccorsi 1987, RAT-STATS.  Two-sided limits
 * take a / 2 on each side.  An exact tie counts as excluded, whatever the
 * last bits of libm say: a is widened by 1e-12 of itself.
 *
 * The rate of the process that issues certificates is another quantity and has
 * another name here: Clopper and Pearson 1934, without finite population
 * correction.  GSL's inverse beta fails or hangs for it in half of the cases.
 */
#ifndef SAMPLER_BOUNDS_H
#define SAMPLER_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a probability p is at or below the risk, ties included. */
bool bounds_excluded(double p, double risk);

/*
 * bounds_upper, bounds_lower - one-sided limits on the exceptions among N
 *
 *   population  N <= LOADER_MAX
 *   sample      n <= N
 *   exceptions  x <= n
 *   risk        0 < risk < 1: one minus the confidence
 *
 * x <= lower <= upper <= N - n + x; a census gives x, no sample at all 0 and N.
 * At most 54 tail sums.  Cannot fail.
 */
uint64_t bounds_upper(uint64_t population, uint64_t sample, uint64_t exceptions, double risk);
uint64_t bounds_lower(uint64_t population, uint64_t sample, uint64_t exceptions, double risk);

/*
 * bounds_rate_upper, bounds_rate_lower - one-sided Clopper-Pearson limits
 *
 *   sample      n <= LOADER_MAX
 *   exceptions  x <= n
 *   risk        0 < risk < 1
 *
 * 0 and *rate in [0, 1], to about 1e-14; 1 and 0 without a sample.  -1 said
 * when memory ran out.
 */
int bounds_rate_upper(uint64_t sample, uint64_t exceptions, double risk, double *rate);
int bounds_rate_lower(uint64_t sample, uint64_t exceptions, double risk, double *rate);

#endif
