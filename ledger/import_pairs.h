/*
 * import_pairs - which rows of cert are one unit
 *
 * A precertificate and the final certificate of the same issuer and serial; a
 * serial without certificate and the certificate that came for it.  The result
 * does not depend on the order of imports: a group that grew is paired anew, but
 * for pairs of which one side is in a population that stands.
 */
#ifndef LEDGER_IMPORT_PAIRS_H
#define LEDGER_IMPORT_PAIRS_H

struct import;

/* Kind of the remark on a group that is more than one unit. */
#define IMPORT_PAIRS_SAME_SERIAL "same serial"

/* For the serials in temp.import_serial.  0 or -1 said. */
int import_pairs_make(struct import *im);

#endif
