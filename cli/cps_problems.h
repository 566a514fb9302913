/*
 * cps_problems - gaps, overlaps and stale versions of the CPS register
 *
 * Judged between the first version and the ledger's last issuance or cut-off,
 * never against today: a register has to cover the time that is audited.
 */
#ifndef CLI_CPS_PROBLEMS_H
#define CLI_CPS_PROBLEMS_H

#include <jansson.h>

struct ledger;

/* A list of lines, empty where there is nothing to report; the caller's.  NULL said. */
json_t *cps_problems(struct ledger *l);

#endif
