/* incident - the subcommand of `finding` that writes an incident report */
#ifndef CLI_INCIDENT_H
#define CLI_INCIDENT_H

#include "cli/cli.h"

/* argv[0] is the subcommand; enum cli_status. */
int incident_run(struct cli *cli, int argc, char **argv);

#endif
