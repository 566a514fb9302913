/*
 * strata - one statement about a population that was sampled in strata
 *
 * All limits are counts of exceptions in the whole population.  The method is
 * fixed in the plan, before there are data:
 *
 *   zero        nothing failed anywhere: K is excluded when the largest
 *               product of P(X_s = 0 | K_s) over all ways to share K out is at
 *               most the risk.  Exact, nothing lost to the number of strata.
 *   fisher      Stark's combination: the largest sum of log P(X_s <= x_s | K_s)
 *               against chi-square with 2 S degrees of freedom; conservative.
 *   bonferroni  the sum of each stratum's limit at risk / S.
 *
 * The largest sum is found by equal marginal cost: log P(X <= x | K) is concave
 * in K, so taking the cheapest next certificate each time is optimal, and
 * bisection on that price takes them a billion at a time.
 * S counts the strata that are neither empty, unsampled nor a census.
 */
#ifndef SAMPLER_STRATA_H
#define SAMPLER_STRATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stratum {
	uint64_t population, sample, exceptions; /* x <= n <= N; N together <= LOADER_MAX */
};

enum strata_method { STRATA_AUTO, STRATA_ZERO, STRATA_FISHER, STRATA_BONFERRONI };

const char *strata_method_name(enum strata_method m);
/* The method of a name.  0 or -1, silently. */
int strata_method_of(const char *name, enum strata_method *m);

/* AUTO resolved: zero where nothing failed, fisher otherwise; others as they are. */
enum strata_method strata_method_for(
    const struct stratum *strata, size_t count, enum strata_method m);

/*
 * strata_upper, strata_lower - one-sided combined limits
 *
 *   method  zero only where no exception was found; AUTO as above
 *   risk    0 < risk < 1; for two-sided limits half of it on each side
 *
 * sum of x <= lower <= upper <= N - n + x.  0 and *limit; -1 said where memory
 * ran out or GSL failed.
 */
int strata_upper(const struct stratum *strata, size_t count, enum strata_method method, double risk,
    uint64_t *limit);
int strata_lower(const struct stratum *strata, size_t count, enum strata_method method, double risk,
    uint64_t *limit);

struct strata_estimate {
	bool has_total;	       /* every stratum that is not empty has a sample */
	double total;	       /* sum N_s x_s / n_s */
	bool has_error;	       /* no stratum has n_s = 1 < N_s */
	double standard_error; /* of the total */
};

/*
 * strata_estimate - stratified estimate with its standard error
 *
 * var = sum N_s^2 (1 - n_s/N_s) p_s (1 - p_s) / (n_s - 1).  A standard error of 0
 * from samples without exceptions is not certainty, and with fewer than five
 * exceptions a stratum no normal interval is to be made from it.
 */
struct strata_estimate strata_estimate(const struct stratum *strata, size_t count);

/*
 * strata_detection - the least chance that `affected` certificates show
 *
 * However they are spread over the strata: 1 - the largest product of
 * P(X_s = 0 | K_s).  affected <= N.  0 and *chance; -1 said, no memory.
 */
int strata_detection(const struct stratum *strata, size_t count, uint64_t affected, double *chance);

#endif
