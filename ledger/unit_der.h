/*
 * unit_der - the bytes of a unit's certificates, and the one that leads decoded
 */
#ifndef LEDGER_UNIT_DER_H
#define LEDGER_UNIT_DER_H

#include <stdint.h>

#include "base/unit.h"

struct ledger;
struct unit_der;

struct unit_der *unit_der_new(struct ledger *l); /* NULL said */
void unit_der_free(struct unit_der *d);		 /* NULL is fine */

/*
 * Rows of cert, 0 where there is none: fills der, precert_der and cert of the unit, which
 * live until the next call.  0, or -1 said.
 */
int unit_der_read(struct unit_der *d, struct unit *u, int64_t final, int64_t precert);

#endif
