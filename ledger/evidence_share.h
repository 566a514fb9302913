/*
 * evidence_share - which validation speaks of which name
 *
 * A validation with a name speaks of that name, with or without "*." on either
 * side; one with an adn alone of every name at or under it.  Identity and EV data
 * speak of no name.  Sorted, so that thousands of names and validations meet in
 * no more than their number times its logarithm.
 */
#ifndef LEDGER_EVIDENCE_SHARE_H
#define LEDGER_EVIDENCE_SHARE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/unit.h"

/* Sets the validations of each name of u, and u's others, in the order of found.  All that is set
 * lies in the arena, found's texts stay where they are.  0 or -1 said. */
int evidence_share(
    const struct validation *found, size_t count, struct unit *u, struct arena *arena);

#endif
