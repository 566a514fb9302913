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

/* The number of a finding that is there: 0 and *id, or -1 said. */
int finding_number(struct ledger *l, const char *text, int64_t *id);

#endif
