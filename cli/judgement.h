/*
 * judgement - the plan's additional sample, by weight, outside every bound
 */
#ifndef CLI_JUDGEMENT_H
#define CLI_JUDGEMENT_H

#include "cli/cli.h"
#include "ledger/population.h"

struct ledger;

/* Its items carry this stratum: it is none of the commitment's. */
#define JUDGEMENT_STRATUM (-1)

/*
 * Draws the judgement sample that the plan asks for, among what the draw left:
 * the smallest ticket / weight (sequential Poisson, sampler/draw.h), the weight
 * that of the first row that matches, else 1.  Nothing where the plan asks for
 * none.  In the caller's transaction, after the draw.  0 or -1 said.
 */
int judgement_draw(const struct cli *cli, struct ledger *l, const struct population *p);

#endif
