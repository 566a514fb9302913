/*
 * stream - a random stream of its own for each unit, as a GSL generator
 *
 * Block 0 is the unit's ticket; block k >= 1 is SHA-256(seed || fingerprint ||
 * k as 8 bytes big-endian).  A block is four words of 64 bits, big-endian; a
 * double is (word >> 11) * 2^-53, in [0, 1).  Any GSL distribution works on
 * it: reviewer assignment, bootstrap and simulation repeat bit for bit.  GSL's
 * own generators take no part, none has a seed wider than 32 bits.
 *
 * The state is plain data, so gsl_rng_memcpy and gsl_rng_clone are copies.  A
 * block is one call of SHA-256; should that ever fail for lack of memory, the
 * stream turns "failed", gives zeros, and stream_failed() says so.
 */
#ifndef SAMPLER_STREAM_H
#define SAMPLER_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * For gsl_rng_alloc by those who know; the plain `set` of GSL, 64 bits wide,
 * means the all-zero seed and the number as fingerprint, big-endian.
 */
const gsl_rng_type *stream_type(void);

/*
 * stream_new - the stream of one unit under one seed
 *
 * Free with gsl_rng_free.  NULL when memory ran out, said.
 */
gsl_rng *stream_new(const uint8_t seed[32], const uint8_t fingerprint[32]);

/* Points an existing stream at another unit, at the start of block 0. */
void stream_restart(gsl_rng *r, const uint8_t seed[32], const uint8_t fingerprint[32]);

/* Whether a block could not be computed; everything drawn since is void. */
bool stream_failed(const gsl_rng *r);

#endif
