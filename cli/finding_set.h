/*
 * finding_set - the subcommands of `finding` that write to the register
 *
 * Nothing is edited: each adds an event, and what stands is folded from them.
 */
#ifndef CLI_FINDING_SET_H
#define CLI_FINDING_SET_H

#include "cli/cli.h"

/* argv[0] is the subcommand; enum cli_status. */
int finding_set_add(struct cli *cli, int argc, char **argv);
int finding_set_run(struct cli *cli, int argc, char **argv);
int finding_set_note(struct cli *cli, int argc, char **argv);

#endif
