/*
 * byhand - findings of what persons marked as failing
 *
 * One an attribute and what it asks, over all periods: rule review.ATTRIBUTE, source
 * "review".  Met in a later period it is a repeat, and open again where it was closed,
 * as a cause that a check meets.
 */
#ifndef CLI_BYHAND_H
#define CLI_BYHAND_H

#include <jansson.h>

#include "cli/cli.h"

struct ledger;

/*
 * Takes up the marks that stand, in a transaction of its own; what is in the register
 * already stays.  [{id, rule, title, period, certificates, new, repeat, reopened}]; NULL said.
 */
json_t *byhand_update(const struct cli *cli, struct ledger *l);

/* The same in words on stdout. */
void byhand_print(const json_t *list);

#endif
