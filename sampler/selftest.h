/*
 * selftest - do the tickets of a draw look like chance
 *
 * A draw is fair by its construction; this shows the auditor that nothing is
 * broken.  Two looks: the first bytes of all tickets of the population against
 * equal counts (chi-square), and the tickets drawn against the uniform
 * distribution below the last one (Kolmogorov-Smirnov): given the n-th
 * smallest of uniform numbers, those before it are uniform below it.
 */
#ifndef SAMPLER_SELFTEST_H
#define SAMPLER_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sampler/draw.h"

struct selftest {
	bool defined;	  /* false: too few tickets (chi-square needs 10, KS 5) */
	double statistic; /* chi-square, or the largest distance D */
	unsigned degrees; /* of freedom; 0 for Kolmogorov-Smirnov */
	double p;
};

/*
 * selftest_chi2 - from the counts of tickets by first byte (draw_spread)
 *
 * Neighbouring bytes are joined, by powers of two, until five or more are
 * expected in each class.
 */
struct selftest selftest_chi2(const uint64_t counts[256]);

/* selftest_ks - from a sample in the order of its tickets, statistical, not weighted. */
struct selftest selftest_ks(const struct draw_item *items, size_t count);

#endif
