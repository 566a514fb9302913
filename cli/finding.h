/*
 * finding - the subcommands of `finding` that read the register
 */
#ifndef CLI_FINDING_H
#define CLI_FINDING_H

#include <stdint.h>

#include "cli/cli.h"

struct ledger;

/* argv[0] is the subcommand; enum cli_status. */
int finding_list(struct cli *cli, int argc, char **argv);
int finding_show(struct cli *cli, int argc, char **argv);
int finding_affected(struct cli *cli, int argc, char **argv);

struct affected_query;
struct where;

/* The texts of a cause; an affected_query borrows them. */
struct finding_cause_texts {
	char rule[200], value[200], document[200], where[4096];
};

/*
 * Sets the part of a query that says which cause: rule, value and document, or
 * the expression of one added by a person.  0 or -1 said.
 */
int finding_load_cause(struct ledger *l, int64_t id, struct finding_cause_texts *texts,
    struct affected_query *q, struct where *where);

/* The number of a finding that is there: 0 and *id, or -1 said. */
int finding_number(struct ledger *l, const char *text, int64_t *id);

#endif
