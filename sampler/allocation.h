/*
 * allocation - a sample shared out over strata
 *
 * In proportion to weights, inside a floor and a cap for each stratum, by
 * largest remainder, in integers throughout.  The weight is N_s for a
 * proportional allocation and N_s S_s for Neyman's (Cochran 1977, 5.5), S_s
 * the standard deviation foreseen.  Where the floors alone exceed the target,
 * the target grows to their sum.
 */
#ifndef SAMPLER_ALLOCATION_H
#define SAMPLER_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/rational.h"

struct allocation {
	uint64_t population; /* N_s, the cap */
	uint64_t least;	     /* the floor, at most N_s; N_s makes it a certainty stratum */
	uint64_t weight;     /* 0 takes no more than the floor, as long as others can */
	uint64_t sample;     /* out: n_s, least <= n_s <= population */
	int state;	     /* scratch */
};

/*
 * allocation_share - fills in every sample
 *
 * Afterwards the samples add up to min(max(target, sum of floors), sum of
 * populations).  Ties of the remainder go to the earlier stratum, so the order
 * of the strata is part of the input; sort them by name.
 * Returns the sum.  Sums of populations and of weights stay below 2^63 each.
 */
uint64_t allocation_share(struct allocation *strata, size_t count, uint64_t target);

/*
 * allocation_weights - Neyman's weights N_s S_s as integers
 *
 * Exact S_s, one a stratum; all are scaled by the least common multiple of
 * their denominators.  0, or -1 silently where the weights' sum does not fit
 * 63 bits.
 */
int allocation_weights(struct allocation *strata, size_t count, const struct rational *deviation);

/*
 * allocation_deviation - S = sqrt(p (1 - p)) as a multiple of 10^-6, rounded down
 *
 * A p below floor counts as floor, so that a stratum which was clean is not
 * starved; above one half it counts as one half.
 */
struct rational allocation_deviation(const struct rational *p, const struct rational *floor);

#endif
