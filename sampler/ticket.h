/*
 * ticket - seed and tickets of a draw, to be re-performed with sha256sum
 *
 *   seed   = SHA-256("selfaudit draw v1" LF, commitment's SHA-256 in hex LF, nonce LF)
 *   ticket = SHA-256(seed, 32 bytes || fingerprint, 32 bytes)
 *
 * All 256 bits of a ticket count.  The seed is a string of bytes and never a
 * number: seeds that went through a number were rounded on the way.  The
 * algorithm's version is in the hashed text; a change is a new version.
 */
#ifndef SAMPLER_TICKET_H
#define SAMPLER_TICKET_H

#include <stdint.h>

#define TICKET_LEN 32 /* bytes of a seed, a ticket, a fingerprint */

struct digest;

/*
 * ticket_seed - the seed of a draw
 *
 *   commitment   SHA-256 of the commitment's bytes
 *   nonce        UTF-8 text, not empty, without control characters
 *
 * 0 and seed; -1 said (a nonce that is not such text, no memory).
 */
int ticket_seed(const uint8_t commitment[TICKET_LEN], const char *nonce, uint8_t seed[TICKET_LEN]);

/* The ticket of one unit, on the caller's reused context; cannot fail. */
void ticket_of(struct digest *d, const uint8_t seed[TICKET_LEN],
    const uint8_t fingerprint[TICKET_LEN], uint8_t ticket[TICKET_LEN]);

/*
 * ticket_text_fault - why a text may not stand in a commitment or be a nonce
 *
 * NULL for UTF-8 (RFC 3629) without control characters (C0, DEL, C1) and not
 * empty; else the reason as a static phrase, "a control character".
 */
const char *ticket_text_fault(const char *s);

#endif
