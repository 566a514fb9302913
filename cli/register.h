/*
 * register - the findings register: what a run adds to it
 */
#ifndef CLI_REGISTER_H
#define CLI_REGISTER_H

#include <jansson.h>
#include <stdint.h>

#include "cli/cli.h"

struct ledger;
struct run;

/*
 * register_update - one finding for each cause of the run's exceptions
 *
 * New causes open a finding; a known one is noted as seen in this period.
 * Within the caller's transaction.  [{id, rule, cause, document, certificates, new, repeat,
 * reopened}]: repeat in a period later than any before, reopened where it was closed.  NULL said.
 */
json_t *register_update(const struct cli *cli, struct ledger *l, const struct run *r,
    const char *label);

/* The same in words on stdout. */
void register_print(const json_t *findings);

/* A closed finding whose cause the whole of a later period has. */
struct register_returned {
	int64_t finding;
	uint64_t certificates;
};

/* Opens it again: the event of a repeat.  0 or -1 said. */
int register_return(const struct cli *cli, struct ledger *l, const struct run *r, const char *label,
    const struct register_returned *f);

#endif
