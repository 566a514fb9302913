/*
 * sizes - how many certificates to draw
 *
 * Rates are exact rationals: a tolerable 6% of 100 is 6 certificates and not
 * 7, which a product in floating point makes of it.  Counts up to LOADER_MAX.
 */
#ifndef SAMPLER_SIZES_H
#define SAMPLER_SIZES_H

#include <stdint.h>

#include "base/rational.h"

/*
 * sizes_floor - the sample the Baseline Requirements ask for (BR 8.7)
 *
 *   population  N
 *   rate        0 <= rate <= 1; BR 8.7: 3/100, or 6/100 where an RA did the due diligence of EV
 *   minimum     at least so many, as far as there are so many; BR 8.7: 1
 *
 * 0 for a nil period, else max(min(minimum, N), ceil(rate N)).
 */
uint64_t sizes_floor(uint64_t population, const struct rational *rate, uint64_t minimum);

/*
 * sizes_attribute - the smallest sample whose result would show too many failures
 *
 *   population  N > 0
 *   affected    K, 0 < K <= N: failing certificates that must be noticed
 *   allowed     c: the sample may hold so many failures and still be accepted
 *   risk        0 < risk < 1
 *
 * The smallest n with P(X <= c | N, K, n) <= risk, exact hypergeometric; with
 * c = 0 the discovery size.  0 and *size; -1 silently where K <= c, when no
 * sample can show it.
 */
int sizes_attribute(
    uint64_t population, uint64_t affected, uint64_t allowed, double risk, uint64_t *size);

/*
 * sizes_margin - size for an estimate within +- margin
 *
 *   expected    p, the rate foreseen, 0 <= p <= 1
 *   margin      e, half the width of the interval, 0 < e < 1
 *
 * Cochran, Sampling Techniques (1977) 4.4: n0 = z^2 p (1-p) / e^2, with finite
 * population correction ceil(n0 / (1 + (n0 - 1) / N)); at least 1.
 * 0 and *size; -1 said where the normal quantile failed.
 */
int sizes_margin(uint64_t population, double expected, double margin, double risk, uint64_t *size);

/*
 * sizes_width - size by the width of the exact two-sided interval (RAT-STATS)
 *
 * The first n, from the widest interval on, whose limits for x = round(n p)
 * are at most width * N apart.  Rounding makes the width rise and fall with
 * period 1/p, so the search scans two periods below the point bisection finds.
 */
uint64_t sizes_width(uint64_t population, double expected, double width, double risk);

/*
 * sizes_binomial, sizes_poisson - sizes without a finite population
 *
 * The smallest n with P(X <= c) <= risk for X binomial (n, rate) or Poisson
 * (n rate); 0 < rate < 1.  0 and *size; -1 said where GSL failed or the size
 * would pass LOADER_MAX.
 */
int sizes_binomial(const struct rational *rate, uint64_t allowed, double risk, uint64_t *size);
int sizes_poisson(const struct rational *rate, uint64_t allowed, double risk, uint64_t *size);

#endif
