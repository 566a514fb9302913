/* reconcile - what `import reconcile` tells beside what every import does */
#ifndef CLI_RECONCILE_H
#define CLI_RECONCILE_H

#include <jansson.h>
#include <stdbool.h>

#include "cli/cli.h"
#include "ledger/import_request.h"

struct ledger;

bool reconcile_differs(const struct import_result *r);

/* Sets both, ledger_only, list_only, other, apart and differences (the first ones) in object.  0 or -1 said. */
int reconcile_json(struct ledger *l, const struct import_result *r, json_t *object);

/* The first differences on stdout.  0 or -1 said. */
int reconcile_print(struct ledger *l, const struct import_result *r);

/* Withdraws the comparison of the import of that number: an exit status. */
int reconcile_void(const struct cli *cli, const char *number, const char *reason);

#endif
