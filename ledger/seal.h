/*
 * seal - time stamps over the history
 *
 * The text, UTF-8, each line ended by LF:
 *
 *	selfaudit seal v1
 *	ca: <name>
 *	event: <id> <hash of that event>
 *	commitment: <SHA-256 of the newest commitment, void or not>, or -
 *
 * As the history is a chain, a stamp over it is one over every event before.
 */
#ifndef LEDGER_SEAL_H
#define LEDGER_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct ledger;

/* The text for the ledger as it is, appended to out, and the newest event.  0; -1 said: no event yet. */
int seal_text(struct ledger *l, struct text *out, int64_t *event_id);

struct seal {
	int64_t at;
	const char *by, *text;
	int64_t event_id;
	uint8_t sha256[32];
};

/* Within the caller's transaction, with its event "seal".  0 and *id, or -1 said. */
int seal_write(struct ledger *l, const struct seal *s, int64_t *id);

/* The newest seal of that hash: 1 and *id, 0 none, -1 said. */
int seal_find(struct ledger *l, const uint8_t sha256[32], int64_t *id);

struct seal_stamp {
	int64_t seal_id, at;
	const char *by;
	const void *tsr;
	size_t len;
	int64_t stamped_at;
	const char *authority;
};

/* The same with its event "seal-stamp".  0 or -1 said. */
int seal_write_stamp(struct ledger *l, const struct seal_stamp *s);

#endif
