/*
 * crosscheck - a step of verify: what the ledger states against its history
 *
 * The chain of events proves itself but for its end: that imports, freezes, draws, voids, checks
 * and findings each have their event, and events their rows, shows what was taken
 * off the end, and rows that were changed, added or removed.
 */
#ifndef CLI_CROSSCHECK_H
#define CLI_CROSSCHECK_H

#include "cli/verifying.h"

/* As the steps of cli/verifying.h; looks at the whole ledger. */
int crosscheck_verify(struct verifying *v);

#endif
