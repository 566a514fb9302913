/* reporting - the quarter's workbook, written from what the rooms know together */
#ifndef CLI_REPORTING_H
#define CLI_REPORTING_H

#include <stdint.h>

#include "cli/cli.h"
#include "ledger/population.h"
#include "reports/report.h"

struct ledger;

/*
 * Writes the workbook of a population and run (0 none) to path, within the caller's
 * transaction; template NULL: the compiled-in one.  0 and *out; -1 said.
 */
int reporting_write(const struct cli *cli, struct ledger *l, const struct population *p, int64_t run,
    const char *path, const char *template, struct report_result *out);

#endif
