/*
 * wendell - Wendell and Schmee's exact limits for a few small strata
 *
 * "Exact inference for proportions from a stratified finite population", JASA
 * 91 (1996): p(K) is the largest P(T <= t) over all ways to share K out, T the
 * stratified estimate of the total.  Tighter than Fisher's combination, and
 * found by trying every way, so for two or three small strata only.
 */
#ifndef SAMPLER_WENDELL_H
#define SAMPLER_WENDELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sampler/strata.h"

#define WENDELL_STRATA 4 /* at most */

/*
 * wendell_p - the largest P(T <= t), or P(T >= t) if above, at K = affected
 *
 * Only allocations that agree with the data count: x_s <= K_s <= N_s - n_s + x_s.
 * 0 and *p (0 where there is no such allocation); 1 silently, *p untouched,
 * where there are too many strata or too many ways to try; -1 said, no memory.
 */
int wendell_p(const struct stratum *strata, size_t count, uint64_t affected, bool above, double *p);

/*
 * wendell_upper, wendell_lower - one-sided limits
 *
 * The largest (smallest) K with p(K) > risk.  Results as wendell_p.
 */
int wendell_upper(const struct stratum *strata, size_t count, double risk, uint64_t *limit);
int wendell_lower(const struct stratum *strata, size_t count, double risk, uint64_t *limit);

/*
 * The lower limit as the authors' own program computes it, for comparison: it
 * takes 1 - max P(T < t), which is the smallest P(T >= t) and not the largest,
 * and so excludes more than the risk allows (their example: 8 for 5).
 */
int wendell_lower_published(
    const struct stratum *strata, size_t count, double risk, uint64_t *limit);

#endif
