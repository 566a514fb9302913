/*
 * review - the subcommands of `review`: the human part of the audit
 */
#ifndef CLI_REVIEW_H
#define CLI_REVIEW_H

#include "cli/cli.h"

/* argv[0] is the subcommand; enum cli_status. */
int review_assign_run(struct cli *cli, int argc, char **argv);
int review_sheet_run(struct cli *cli, int argc, char **argv);
int review_import_run(struct cli *cli, int argc, char **argv);
int review_status_run(struct cli *cli, int argc, char **argv);

#endif
