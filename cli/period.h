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

/*
 * The object of freeze, population and draw (PROMISE): label, from, until,
 * population, digest, commitment, strata; with draw, where it is drawn: seed,
 * nonce, nonce_source, verifiable, sample (null where not drawn).  NULL said.
 */
json_t *period_json(struct ledger *l, const struct population *p, bool draw);

/* The same in words on stdout: N, cut-off, strata with n.  0 or -1 said. */
int period_print(struct ledger *l, const struct population *p);

/* A digest as a JSON string. */
json_t *period_hex(const uint8_t hash[32]);

/* An instant as a JSON string; null for INSTANT_NONE. */
json_t *period_time(int64_t t);

#endif
