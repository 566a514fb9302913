/*
 * commitment - the bytes that fix a population, its plan and its randomness
 *
 * Published before the nonce exists, it makes the draw verifiable.  The text
 * is a promise to the byte (version 1), UTF-8, every line ended by LF:
 *
 *	selfaudit commitment v1
 *	ca: <name>
 *	period: <label>
 *	from: <YYYY-MM-DDTHH:MM:SSZ>
 *	until: <YYYY-MM-DDTHH:MM:SSZ>
 *	population: <N> <digest>
 *	stratum: <name> <N> <n> <digest>	a line a stratum, sorted by name, bytewise
 *	expansion: tolerable_rate=<a/b> risk_limit=<a/b>, or -
 *	nonce: <where the randomness will come from>, or -
 *	plan: <SHA-256 of the plan's bytes>, or -
 *	register: <SHA-256 over the sorted SHA-256s of the CPS register files>, or -
 *	previous: <SHA-256 of the ledger's previous commitment>, or -
 *
 * A digest is SHA-256 over the fingerprints, ascending, as 32 bytes each.
 */
#ifndef SAMPLER_COMMITMENT_H
#define SAMPLER_COMMITMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rational.h"
#include "base/text.h"

struct commitment_stratum {
	const char *name;    /* [A-Za-z0-9._-]+, unique */
	uint64_t population; /* N of the stratum */
	uint64_t sample;     /* n <= N */
	uint8_t digest[32];
};

struct commitment {
	const char *ca, *period; /* UTF-8 without control characters, not empty */
	int64_t from, until;	 /* instants, from < until */
	uint64_t population;	 /* the sum of the strata's */
	uint8_t digest[32];
	const struct commitment_stratum *strata; /* in any order */
	size_t stratum_count;
	bool has_expansion;
	struct rational tolerable_rate, risk_limit; /* each in (0, 1) */
	const char *nonce;			    /* text, NULL where no source is committed */
	const uint8_t *plan;			    /* 32 bytes each; NULL where there is none */
	const uint8_t *register_digest;
	const uint8_t *previous;
};

/*
 * commitment_write - appends the commitment's bytes to out
 *
 * 0; -1 said and out unchanged where a field does not hold what is stated
 * above: control characters, bytes that are not UTF-8, a stratum's name, a
 * nonce that reads "-", strata that do not add up.
 */
int commitment_write(const struct commitment *c, struct text *out);

/*
 * commitment_parse - a commitment from its bytes, as the auditor holds them
 *
 * Strict: what it reads, written again by commitment_write, is the same bytes.
 * The caller frees it with commitment_free (and frees nothing else by that).
 * NULL said, "file:line: expected, found", for anything else; data may hold
 * any bytes.
 */
struct commitment *commitment_parse(const char *file, const void *data, size_t len);
void commitment_free(struct commitment *c); /* NULL is fine */

/* Whether name matches [A-Za-z0-9._-]+. */
bool commitment_name_ok(const char *name);

/*
 * commitment_split_name - "<base>.<h>", h the first 16 hex of SHA-256 of key
 *
 * The name of one part of a split stratum.  0 and appended to out; -1 said.
 */
int commitment_split_name(const char *base, const void *key, size_t key_len, struct text *out);

#endif
