/*
 * membership - a step of verify: who was in scope and issued in the period,
 * gathered again from what the ledger held at the freeze
 */
#ifndef CLI_MEMBERSHIP_H
#define CLI_MEMBERSHIP_H

#include "cli/verifying.h"

/* As the steps of cli/verifying.h: population, strata and sample sizes are what a freeze of the
 * same imports, inventory and plan gives. */
int membership_verify(struct verifying *v);

#endif
