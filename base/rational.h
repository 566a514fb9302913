/*
 * rational - exact rates
 *
 * A rate is never a double: ceil(0.06 * 100) is 7 in floating point, and a
 * table of sample sizes that was printed for years was wrong by one for it.
 */
#ifndef BASE_RATIONAL_H
#define BASE_RATIONAL_H

#include <stddef.h>
#include <stdint.h>

struct rational {
	uint64_t num, den;	/* lowest terms, den > 0 */
};

/*
 * Reads "3%", "0.5%", "0.03", ".03", "3/100", "1", each exactly; no sign, no
 * exponent, no space.  Rates above 1 are read too: whether one makes sense is
 * the caller's to say.
 * 0 and *r in lowest terms; -1 silently where it is not a rate or its terms do not fit.
 */
int rational_parse(const char *s, struct rational *r);

/* "num/den" into out; returns out. */
char *rational_format(const struct rational *r, char out[48]);

/* The smallest integer >= n * r, exact in 128 bits; UINT64_MAX where it does not fit. */
uint64_t rational_ceil_of(const struct rational *r, uint64_t n);

/* -1, 0, 1 as a < b, a = b, a > b. */
int rational_cmp(const struct rational *a, const struct rational *b);

double rational_double(const struct rational *r);

#endif
