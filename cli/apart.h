/*
 * apart - the certificates that only a judgement sample brought in: judged like
 * the others, and outside the x of all statistics
 */
#ifndef CLI_APART_H
#define CLI_APART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;

struct apart {
	int64_t *ids;			/* rows of leading certificates, ascending */
	size_t count;
	uint64_t certificates, exceptions;	/* tallies of the caller */
};

/* Of a population, as its sample stood at an instant.  0, or -1 said. */
int apart_load(struct apart *a, struct ledger *l, int64_t population_id, int64_t at);
/* Fills the tallies with what a run judged of them.  0, or -1 said. */
int apart_tally(struct apart *a, struct ledger *l, int64_t run_id);
void apart_free(struct apart *a);
bool apart_has(const struct apart *a, int64_t cert_id);

#endif
