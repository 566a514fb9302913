/*
 * touching - what the causes of all findings touch in the whole ledger
 *
 * As cli/affected.h, for every finding in one pass.
 */
#ifndef CLI_TOUCHING_H
#define CLI_TOUCHING_H

#include <stdint.h>

#include "cli/cli.h"
#include "reports/statements.h"

struct ledger;

struct touching {
	struct statement_affected *list;	/* by number of the finding */
	size_t count;
};

/*
 * Counts for every finding, as of an instant, and lists the certificates of those that the
 * run met or that are not closed; 0 and *out, to be freed, or -1 said.  Findings of rules
 * that this program no longer has are left out.
 */
int touching_find(const struct cli *cli, struct ledger *l, int64_t run_id, int64_t as_of,
    struct touching *out);
void touching_free(struct touching *t);

#endif
