/*
 * import_event - imports in the history: one event each, written with it
 *
 * Kind "import", subject the import's id, its actor and time; the body states every
 * other column of its row but what is NULL, texts of any length by their SHA-256.
 */
#ifndef LEDGER_IMPORT_EVENT_H
#define LEDGER_IMPORT_EVENT_H

#include <stdint.h>

struct ledger;
struct text;

/* The event of an import, within the transaction that writes its row.  0 or -1 said. */
int import_event_add(struct ledger *l, int64_t id);

/*
 * import_event_verify - imports against their events, both ways
 *
 * 0 each import is what its event states, and each such event has its import; 1 *why names
 * the first that is not so; -1 said.  What the imports brought is held by ledger/rows.h.
 */
int import_event_verify(struct ledger *l, struct text *why);

#endif
