/*
 * Two published samplers of others, written here on base/digest so that their
 * known answers reach our hashing and our idea of a ticket: R. Rivest's
 * consistent_sampler (used by Arlo) and his sampler.py (used by ColoradoRLA).
 */
#ifndef TESTS_UNIT_RIVEST_H
#define TESTS_UNIT_RIVEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

#define RIVEST_DIGITS 80

struct rivest_ticket {
	char fraction[2 + RIVEST_DIGITS + 80]; /* "0.ddd", compared as text */
	char id[64];
};

/* SHA-256 as a decimal number of at least 64 digits, digits reversed. */
static inline void
rivest_uniform(const char *text, char *digits)
{
	uint8_t sum[32];
	size_t n = 0;

	digest_sha256(text, strlen(text), sum);
	for (;;) {
		unsigned carry = 0, any = 0;

		for (int i = 0; i < 32; i++) {
			unsigned v = carry << 8 | sum[i];

			sum[i] = (uint8_t)(v / 10);
			carry = v % 10;
			any |= sum[i];
		}
		digits[n++] = (char)('0' + carry);
		if (!any)
			break;
	}
	while (n < 64)
		digits[n++] = '0';
	digits[n] = '\0';
}

static inline void
rivest_first(const char *id, const char *seed, struct rivest_ticket *t)
{
	char text[256], hex[DIGEST_HEX];
	uint8_t sum[32];

	digest_sha256(seed, strlen(seed), sum);
	snprintf(t->id, sizeof t->id, "%s", id);
	snprintf(text, sizeof text, "%s%s", digest_hex(sum, 32, hex), id);
	memcpy(t->fraction, "0.", 2);
	rivest_uniform(text, t->fraction + 2);
}

/* A larger fraction: the leading nines stay, the rest is drawn until it is larger. */
static inline void
rivest_next(struct rivest_ticket *t)
{
	char old[sizeof t->fraction], text[sizeof t->fraction + 16];
	size_t nines = 2;

	memcpy(old, t->fraction, sizeof old);
	while (old[nines] == '9')
		nines++;
	for (int i = 1;; i++) {
		snprintf(text, sizeof text, "%s:%d", old, i);
		rivest_uniform(text, t->fraction + nines);
		if (strcmp(t->fraction, old) > 0)
			return;
	}
}

static inline size_t
rivest_least(const struct rivest_ticket *t, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++)
		if (strcmp(t[i].fraction, t[best].fraction) < 0)
			best = i;
	return best;
}

/* The i-th number of sampler.py: min + SHA-256(seed,i) mod (max - min + 1). */
static inline unsigned
rivest_number(const char *seed, unsigned i, unsigned min, unsigned max)
{
	char text[256];
	uint8_t sum[32];
	uint64_t rest = 0;

	snprintf(text, sizeof text, "%s,%u", seed, i);
	digest_sha256(text, strlen(text), sum);
	for (int b = 0; b < 32; b++)
		rest = (rest << 8 | sum[b]) % (max - min + 1);
	return min + (unsigned)rest;
}

#endif
