/*
 * period - a frozen population as commands show it
 */
#ifndef CLI_PERIOD_H
#define CLI_PERIOD_H

#include <jansson.h>
#include <stdbool.h>

#include "ledger/population.h"

struct ledger;

/* The population of a label that can be worked on: 0; or -1 said: no such label, or void. */
int period_find(struct ledger *l, const char *label, struct population *p);

/* The same, void or not. */
int period_find_any(struct ledger *l, const char *label, struct population *p);

/*
 * The object of freeze, population and draw (PROMISE): label, from, until,
 * population, digest, commitment, strata; with draw, where it is drawn: seed,
 * nonce, nonce_source, verifiable, sample (null where not drawn).  NULL said.
 */
json_t *period_json(struct ledger *l, const struct population *p, bool draw);

/* The same in words on stdout: N, cut-off, strata with n.  0 or -1 said. */
int period_print(struct ledger *l, const struct population *p);

/* A list of fingerprints on stdout: one a line, or as {label, stratum, fingerprints}. */
struct period_lister {
	bool json;
	int64_t stratum;		/* -1: all of the commitment's */
	uint64_t count;
};

/*
 * Begins: stratum is a name of the commitment's, NULL for all, "judgement" for
 * the weighted sample beside the draw.  0, or -1 said.
 */
int period_list_begin(struct period_lister *p, struct ledger *l, const struct population *of,
    const char *stratum);
void period_list_item(struct period_lister *p, const uint8_t fingerprint[32]);
void period_list_end(struct period_lister *p);

/* A digest as a JSON string. */
json_t *period_hex(const uint8_t hash[32]);

/* An instant as a JSON string; null for INSTANT_NONE. */
json_t *period_time(int64_t t);

#endif
