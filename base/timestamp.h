/*
 * timestamp - time-stamp queries and responses (RFC 3161), by OpenSSL
 *
 * The query goes to an authority by other means ("curl --data-binary @FILE.tsq");
 * what comes back is read here.  "openssl ts -verify" says the same.
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The query for a SHA-256, with a random nonce, asking for the authority's certificate; DER
 * appended to out.  0 or -1 said. */
int timestamp_query(const uint8_t sha256[32], struct text *out);

struct timestamp {
	uint8_t sha256[32];	/* what was stamped */
	int64_t at;		/* when, by the authority's clock */
	char authority[512];	/* subject of its certificate, RFC 2253; "" where it carries none */
};

/*
 * timestamp_read - what a response states
 *
 *   sha256  what it must be a stamp of; NULL: anything
 *   ca      certificates to trust, PEM; NULL: whether the authority is to be trusted is not
 *           asked, only whether the token is signed by the certificate it carries
 *
 * 0 and *out; 1 it does not hold, why appended to why; -1 said.
 */
int timestamp_read(const void *der, size_t len, const uint8_t *sha256, const char *ca,
    struct timestamp *out, struct text *why);

#endif
