/*
 * ccadb - the list of affected certificates that an incident report carries
 *
 * CCADB Incident Reporting Guidelines 3.2: eleven columns in this order, own
 * columns only to the right, what does not apply is N/A.
 */
#ifndef CLI_CCADB_H
#define CLI_CCADB_H

#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "base/unit.h"

#define CCADB_COLUMNS 11

/* The header line, with LF. */
extern const char ccadb_header[];

/*
 * Appends the row of a unit, with LF.  "Is revoked?": Yes; N/A, expired; Planned and, past
 * that instant, Delayed, without a date; where planned is INSTANT_NONE No, which is not among CCADB's words:
 * such a list is not for filing yet.
 */
void ccadb_row(struct text *out, const struct unit *u, int64_t as_of, int64_t planned);

/* A cell of a CSV: quoted where it must be; one that a spreadsheet would run as a formula gets a
 * leading apostrophe. */
void ccadb_cell(struct text *out, const char *s);

/* "keyCompromise", ...: the name of a CRLReason; "unspecified" for others. */
const char *ccadb_reason(int reason);

#endif
