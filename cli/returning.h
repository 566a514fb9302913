/*
 * returning - closed findings whose cause a new period has, in its sample or not
 *
 * The sample shows a rare cause by luck only.  So a check of a period later than those
 * that met a closed finding asks every certificate of the period about its cause.  New
 * are certificates issued after the closing, and those issued before that are not revoked.
 */
#ifndef CLI_RETURNING_H
#define CLI_RETURNING_H

#include <jansson.h>

#include "cli/cli.h"

struct ledger;
struct run;

/*
 * After the findings of the run's sample were taken up: opens each closed finding with new
 * certificates again, an occurrence with its own clocks.  [{id, rule, cause, document,
 * certificates}]; NULL said.
 */
json_t *returning_find(const struct cli *cli, struct ledger *l, const struct run *r, const char *label);

/* The same in words on stdout. */
void returning_print(const json_t *list, const char *label);

#endif
