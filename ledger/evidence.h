/*
 * evidence - the validations that speak of one unit, and of which of its names
 *
 * The lookups behind unit_cursor: by certificate, serial, authorization and
 * account, each skipped where the ledger has none of its kind.
 */
#ifndef LEDGER_EVIDENCE_H
#define LEDGER_EVIDENCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/unit.h"

struct ledger;
struct evidence;

/* as_of and selection as in struct unit_cursor_query.  NULL said. */
struct evidence *evidence_new(struct ledger *l, int64_t as_of, int64_t selection);
void evidence_free(struct evidence *e); /* NULL is fine */

/*
 * evidence_attach - finds and shares out the validations of u
 *
 *   u       names, hashes, serial, account are there; validations and others are set
 *   arena   owns all that is set
 *   claim   the earliest issued_at that a validation of this certificate or
 *           serial claims, INSTANT_NONE where none does
 *
 * 0 or -1 said.
 */
int evidence_attach(struct evidence *e, struct unit *u, struct arena *arena, int64_t *claim);

#endif
