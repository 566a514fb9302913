/*
 * verifying - re-derive what a ledger states of a period, name the first difference
 */
#ifndef CLI_VERIFYING_H
#define CLI_VERIFYING_H

#include "base/text.h"
#include "cli/cli.h"
#include "ledger/population.h"

struct ledger;

struct verifying {
	const struct cli *cli;
	struct ledger *l;
	struct population p;
	struct text difference;		/* the first one, "" while there is none */
	json_t *steps;			/* [{step, result}] in words */
};

/*
 * Each step: 0 nothing differs (or the step has nothing to look at), 1 v->difference
 * says what does, -1 said.
 */
int verifying_chain(struct verifying *v);	/* history */
int verifying_population(struct verifying *v);	/* fingerprints against DER, digests */
int verifying_commitment(struct verifying *v);	/* bytes from the rows, hash, predecessor */
int verifying_draw(struct verifying *v);	/* seed, tickets, sample and extensions */

/* For the steps: notes a result in words. */
void verifying_note(struct verifying *v, const char *step, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Records the difference; returns 1. */
int verifying_differs(struct verifying *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
