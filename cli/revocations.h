/*
 * revocations - `finding revocations`: the affected certificates against CRLs,
 * the CA's own list, and the deadline of BR 4.9.1.1
 */
#ifndef CLI_REVOCATIONS_H
#define CLI_REVOCATIONS_H

#include "cli/cli.h"

/* argv[0] is the subcommand; enum cli_status. */
int revocations_run(struct cli *cli, int argc, char **argv);

#endif
