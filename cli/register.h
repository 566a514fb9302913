/*
 * register - the findings register: what a run adds to it
 */
#ifndef CLI_REGISTER_H
#define CLI_REGISTER_H

#include <jansson.h>

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

#endif
