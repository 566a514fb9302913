/*
 * clocks - every deadline of the findings register, the next first
 *
 * From the instant the CA became aware (set by a person, until then detection):
 * revocation 24 hours or 5 days (BR 4.9.1.1), "if confirmed" while the finding
 * is unconfirmed; preliminary report 72 hours, full report 14 days, a reply
 * 7 days after a question (CCADB Incident Reporting Guidelines 3.2).  Besides,
 * the owner's due date and those of action items.
 */
#ifndef CLI_CLOCKS_H
#define CLI_CLOCKS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ledger;

/*
 * [{finding, deadline, what, owner, past, remark}], deadlines not met yet,
 * ascending.  *past is set where one lies before now.  NULL said.
 */
json_t *clocks_list(struct ledger *l, int64_t now, bool *past);

/* The same in words on stdout. */
void clocks_print(const json_t *list, int64_t now);

/* When the CA became aware, and the revocation deadline of a finding: INSTANT_NONE where its
 * class has none.  0 or -1 said. */
int clocks_revocation(struct ledger *l, int64_t finding, int64_t *aware, int64_t *deadline);

#endif
