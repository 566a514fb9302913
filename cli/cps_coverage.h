/*
 * cps_coverage - which methods were used under which version of the CPS
 *
 * For each document of the register a matrix of method and version: whether the
 * version permits the method, how many validations of the ledger were made
 * while it was in force, and how many names with such a validation are in
 * certificates issued while it was in force (or, where only the version of the
 * validation permits the method, under that one).  Over the whole ledger, every
 * period.  It shows use; whether a name passes by another validation is for check.
 */
#ifndef CLI_CPS_COVERAGE_H
#define CLI_CPS_COVERAGE_H

#include "cli/cli.h"

struct ledger;

/*
 * Prints it, as JSON with --json; returns enum cli_status: CLI_ATTENTION where a
 * method was used that no version permits, or the register has a gap, an
 * overlap or a stale version between its first version and the ledger's last
 * issuance.
 */
int cps_coverage(const struct cli *cli, struct ledger *l);

#endif
