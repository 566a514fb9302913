/*
 * stage - a population before it is one: every unit with the stratum that the
 * caller gave it, sorted and digested in the ledger's temporary space
 *
 * Within one transaction: stage_begin, stage_add for every unit, stage_digest,
 * then stage_write turns it into a frozen population.  Memory does not grow
 * with the units.
 */
#ifndef LEDGER_STAGE_H
#define LEDGER_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/population.h"

int stage_begin(struct ledger *l);

struct stage_unit {
	uint8_t fingerprint[32];
	int64_t cert_id;		/* of the certificate that leads it */
	int64_t stratum;		/* 0, 1, ... as the caller numbers them */
	int64_t issued_at;		/* INSTANT_NONE: not known */
	int issued_source;		/* enum issued_source */
};

int stage_add(struct ledger *l, const struct stage_unit *u);

/*
 * Digests over the fingerprints sorted ascending: all, and of each of count
 * strata (digests + 32 * stratum).  0, or -1 said.
 */
int stage_digest(struct ledger *l, size_t count, uint8_t all[32], uint8_t *digests);

/*
 * The first unit whose time of issuance, or its source, is staged otherwise than a
 * population has it frozen.  1 and both, 0 none, -1 said.
 */
int stage_compare(struct ledger *l, int64_t population_id, struct stage_unit *staged,
    struct stage_unit *frozen);

struct stage_out {
	const char *reason;
	uint64_t count;
};

struct stage_population {
	const char *label;
	int64_t supplements;		/* 0 none */
	int64_t from, until, at;
	const char *by, *program;
	uint64_t count;
	uint8_t digest[32];
	const struct text *commitment;
	uint8_t commitment_sha256[32];
	const uint8_t *previous;	/* 32 bytes, or NULL */
	const void *plan;		/* bytes, or NULL */
	size_t plan_len;
	const uint8_t *plan_sha256;	/* or NULL */
	const char *nonce_source;	/* or NULL */
	int64_t import_id;
	bool inventory;
	int64_t expected;		/* -1 not stated */
	const struct population_stratum *strata;	/* in the commitment's order */
	const size_t *place;		/* staged stratum -> index in strata */
	size_t stratum_count;
	const struct stage_out *out;	/* what was left out, by reason */
	size_t out_count;
};

/* Writes the population and moves what was staged into it.  0 and *id, or -1 said. */
int stage_write(struct ledger *l, const struct stage_population *p, int64_t *id);

#endif
