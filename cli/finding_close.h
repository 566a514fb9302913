/*
 * finding_close - what may not be set of a finding by just anyone, or at all
 *
 *   verified, not an issue	a reason, an owner, and someone who has not owned the finding since
 *			its newest occurrence began; another owner is not named in the same act
 *   revocation	(a class that gives more time, or none)  the same
 *   aware_at, severity, revocation	a reason
 *   revoked_at		records that show every affected certificate revoked by then, or without
 *			need of it (cli/standing.h)
 *   times of what happened	not in the future
 *
 * Persons are compared as base/person.h does.
 */
#ifndef CLI_FINDING_CLOSE_H
#define CLI_FINDING_CLOSE_H

#include <jansson.h>
#include <stdint.h>

#include "cli/cli.h"

struct ledger;

/* May body, KEY: VALUE, be set of the finding?  0, or -1 said. */
int finding_close_check(const struct cli *cli, struct ledger *l, int64_t id, const json_t *body);

#endif
