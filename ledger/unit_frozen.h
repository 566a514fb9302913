/*
 * unit_frozen - the times of issuance that units were frozen with
 *
 * Of the populations that stand; a unit is in one at most.
 */
#ifndef LEDGER_UNIT_FROZEN_H
#define LEDGER_UNIT_FROZEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/unit.h"

struct ledger;
struct unit_frozen;

/* in_order: units come by ascending row of cert, so the populations are read in one sweep.  NULL said. */
struct unit_frozen *unit_frozen_new(struct ledger *l, bool in_order);
void unit_frozen_free(struct unit_frozen *f); /* NULL is fine */

/*
 * Sets issued_at and issued_source of the unit of certificate row cert_id where one was frozen:
 * led by that row, by its other half in row partner (0 none), or by the serial that was given
 * before the certificate came (superseded).  0, or -1 said.
 */
int unit_frozen_set(struct unit_frozen *f, struct unit *u, int64_t cert_id, int64_t partner,
    bool superseded);

#endif
