/*
 * selection - what BR 8.7 asks of a population and its sample, asked of the ledger
 *
 * Where the rules about sampling (checks/sampling.h, S1 to S6) meet the frozen
 * rows; nothing is stored, so freeze, draw and report say the same.
 */
#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include <jansson.h>

#include "base/arena.h"
#include "checks/sampling.h"
#include "cli/cli.h"
#include "ledger/population.h"

struct ledger;

struct selection {
	struct arena *arena;		/* owns what the results name */
	struct sampling_result *results;
	size_t count, cap;
};

/* again: also do the draw again.  0, or -1 said; to be freed in either case. */
int selection_judge(struct selection *s, struct ledger *l, const struct population *p, bool again);
void selection_free(struct selection *s);

/* [{id, title, clause, severity, outcome, part, reason}], every rule and part.  NULL said. */
json_t *selection_json(const struct selection *s);

/* One line a rule, and one for each part that is not met: notes on stderr, or on stdout. */
void selection_note(const struct cli *cli, const struct selection *s);
void selection_print(const struct selection *s);

#endif
