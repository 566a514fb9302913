/*
 * clocks - every deadline of the findings register, the next first
 *
 * Of each occurrence of a finding (view finding_occurrences) from the instant the CA
 * became aware of it: revocation 24 hours or 5 days (BR 4.9.1.1); preliminary report
 * 72 hours, full report 14 days (CCADB Incident Reporting Guidelines 3.2).  A clock of
 * revocation is met when the records show no certificate of the occurrence that still
 * needs revocation, one of a report when its time of filing is set; neither by the
 * status of the finding, but for "not an issue".  "If confirmed" while the finding is
 * unconfirmed.  Besides, a reply 7 days after a question, the owner's due date, and
 * those of action items.
 */
#ifndef CLI_CLOCKS_H
#define CLI_CLOCKS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

struct ledger;

/*
 * [{finding, period, deadline, what, owner, past, remark, not_revoked}], deadlines not met yet,
 * ascending.  period is null where the finding has one occurrence, not_revoked where it is no
 * clock of revocation or the certificates cannot be counted.  *past is set where one lies before
 * now.  The certificates are counted in one pass over the ledger.  NULL said.
 */
json_t *clocks_list(const struct cli *cli, struct ledger *l, bool *past);

/* The same in words on stdout. */
void clocks_print(const json_t *list, int64_t now);

#endif
