/*
 * rowcheck - a step of verify: every row of the ledger as it was written
 *
 * The history states a digest of the rows that each act wrote (ledger/rows.h).  What it leaves
 * out follows from others: DER from its fingerprint, serials from certificates, a catalogue
 * from its hash.  And tables, triggers and views are those of this program.
 */
#ifndef CLI_ROWCHECK_H
#define CLI_ROWCHECK_H

#include "cli/verifying.h"

/* As the steps of cli/verifying.h; looks at the whole ledger.  Best last: others name more. */
int rowcheck_verify(struct verifying *v);

#endif
