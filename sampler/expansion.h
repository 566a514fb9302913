/*
 * expansion - how a sample grows when exceptions appear, without losing its p
 *
 * A test martingale (Stark, "ALPHA", 2023) of the hypothesis "at least the
 * tolerable rate of the certificates fails", fed certificate by certificate in
 * the order of their tickets.  Its p-value is valid at whatever point one
 * stops, so the sample may be enlarged until the p-value is at the risk limit
 * or everything has been looked at.  While nothing fails and eta is 1, it is
 * the hypergeometric P(X = 0 | K): the clean case costs nothing.  It is 0 once
 * more sound certificates were seen than the hypothesis allows, so a census
 * decides.
 *
 * Several strata: one test each, and the period passes when each passes.  For
 * that intersection-union test the largest p is valid as it stands.
 */
#ifndef SAMPLER_EXPANSION_H
#define SAMPLER_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rational.h"

/* Plain data; start with expansion_start. */
struct expansion {
	uint64_t population, seen, sound;
	uint64_t sound_most;	/* N (1 - rate) rounded down: the hypothesis allows no more */
	double sound_tolerated; /* N (1 - rate): fewer sound ones are not tolerated */
	double eta;
	double log_t, log_t_max; /* of the martingale: now and at most */
};

/*
 * expansion_start - begin the test
 *
 *   population  N > 0
 *   rate        the tolerable rate r, 0 < r < 1
 *   eta         the share of sound certificates one expects, 1 - r < eta <= 1;
 *               with 1 a single exception ends all hope but certainty
 */
void expansion_start(
    struct expansion *e, uint64_t population, const struct rational *rate, double eta);

/* The eta used where the plan states none: 1 - r / 10. */
double expansion_eta(const struct rational *rate);

/* One certificate more, in the order of the tickets; at most N of them. */
void expansion_feed(struct expansion *e, bool sound);

/* The p-value so far: the smallest over all points one could have stopped at. */
double expansion_p(const struct expansion *e);

/*
 * expansion_more - how many more certificates, if all of them are sound
 *
 * The least number that brings p to the risk limit; 0 where it is there
 * already.  N - seen, a census, where no smaller number does.  Takes about
 * ln(1 / risk_limit) / rate steps.
 */
uint64_t expansion_more(const struct expansion *e, double risk_limit);

/*
 * Kaplan-Wald and Kaplan-Markov p-values for values x[i] >= 0 of a sample with
 * replacement, hypothesis mean <= t, t > 0, 0 <= g < 1 (Stark's SHANGRLA):
 * 1 / max over prefixes of prod ((1-g) x/t + g), prod ((x+g)/(t+g)).
 */
double expansion_kaplan_wald(const double *x, size_t count, double t, double g);
double expansion_kaplan_markov(const double *x, size_t count, double t, double g);

#endif
