/*
 * extend - more of a sample than the plan's first step
 */
#ifndef CLI_EXTEND_H
#define CLI_EXTEND_H

#include <stdint.h>

#include "cli/cli.h"

struct ledger;

/*
 * draw LABEL --extend N: the next N tickets, shared out over the strata in
 * proportion to what is left of each.  By the plan where it states an expansion
 * and the official run found exceptions: then the sequential p-value holds
 * (Stark's ALPHA, sampler/expansion.h).  Else a judgement sample, kept apart
 * from all bounds.  enum cli_status.
 */
int extend_run(const struct cli *cli, struct ledger *l, const char *label, uint64_t add);

#endif
