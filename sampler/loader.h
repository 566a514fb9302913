/*
 * loader - binomial terms to full precision, for any count below 2^53
 *
 * C. Loader, "Fast and accurate computation of binomial probabilities"
 * (2000): Stirling's formula with its error term, and the deviance instead of
 * a difference of large logarithms.  GSL 2.7 forms ln C(n, k) from three
 * lgammas, which at 10^9 has lost ten of sixteen digits, and its counts are
 * 32 bits wide.
 */
#ifndef SAMPLER_LOADER_H
#define SAMPLER_LOADER_H

#include <stdint.h>

#define LOADER_MAX (UINT64_C(1) << 53) /* counts are exact as doubles up to here */

/*
 * loader_log_term - log of C(n, x) p^x q^(n-x)
 *
 *   n, x   0 <= x <= n <= LOADER_MAX
 *   p, q   0 < p, q < 1, p + q = 1, each to full precision
 *   d      x - n p, computed by the caller as exactly as it can: most of the
 *          result's precision is decided here
 */
double loader_log_term(uint64_t n, uint64_t x, double p, double q, double d);

#endif
