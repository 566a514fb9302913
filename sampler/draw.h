/*
 * draw - the sample of one stratum, as a fold
 *
 * Feed every unit of the stratum once, in any order; what remains are the n
 * with the smallest tickets (sampler/ticket.h), a tie going to the smaller
 * fingerprint.  A heap of n is held, never the population: O(log n) for a unit
 * that enters, one hash and one comparison for the others.  A larger n
 * contains the smaller one, shards merge by feeding one's items to the other,
 * and n >= N is a census.
 *
 * With weights it is Ohlsson's sequential Poisson sampling (Survey Methodology
 * 24, 1998): the n smallest ticket / weight, compared in exact integers.  Such
 * a sample is a judgement sample and stands outside all bounds.
 */
#ifndef SAMPLER_DRAW_H
#define SAMPLER_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "sampler/ticket.h"

struct draw;

struct draw_item {
	uint8_t ticket[TICKET_LEN];
	uint8_t fingerprint[TICKET_LEN];
	int64_t id;	 /* the caller's, not looked at */
	uint64_t weight; /* 1 in a statistical sample */
};

/* A draw of at most n units (0 is fine).  NULL when memory ran out, said. */
struct draw *draw_new(const uint8_t seed[TICKET_LEN], uint64_t n);
void draw_free(struct draw *d); /* NULL is fine */

/* One unit.  0, or -1 said when memory ran out. */
int draw_feed(struct draw *d, const uint8_t fingerprint[TICKET_LEN], int64_t id);

/* One unit with a weight; weight 0 never enters.  A draw is fed in one way only. */
int draw_feed_weighted(
    struct draw *d, const uint8_t fingerprint[TICKET_LEN], int64_t id, uint64_t weight);

uint64_t draw_fed(const struct draw *d); /* units seen so far, those of weight 0 too */

/* How many tickets so far began with each byte, for sampler/selftest.h; none where n is 0. */
const uint64_t *draw_spread(const struct draw *d); /* [256], borrowed */

/*
 * draw_result - the sample, in the order of its tickets
 *
 * Borrowed until the next call on d; *count is min(n, units with a weight).
 * The draw may be fed on.
 */
const struct draw_item *draw_result(struct draw *d, size_t *count);

/* The order of a draw: negative, 0, positive as a comes before b. */
int draw_order(const struct draw_item *a, const struct draw_item *b);

#endif
