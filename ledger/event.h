/*
 * event - the history: a hash chain of who did what and when
 *
 * hash = SHA-256 over the lines, each with LF: the previous hash in hex (64
 * zeros for the first), id, time as YYYY-MM-DDTHH:MM:SSZ, actor, kind, subject,
 * body.  No field holds a line end.  Anyone re-computes it with sqlite3 and sha256sum.
 */
#ifndef LEDGER_EVENT_H
#define LEDGER_EVENT_H

#include <stdint.h>

struct ledger;

struct event {
	int64_t at;		/* instant */
	const char *actor;	/* as stated by the user */
	const char *kind;	/* "freeze", "draw", "finding-set", ... */
	const char *subject;	/* a population's label, a finding's number */
	const char *body;	/* a JSON object as text, keys sorted; "{}" for none */
};

/* The hash of an event whose predecessor's is prev, as stated above.  0 or -1 said. */
int event_hash(const uint8_t prev[32], int64_t id, const struct event *e, uint8_t out[32]);

/*
 * Appends to the chain, within the caller's transaction, after the rows it tells of were
 * written: their digests go into the body (ledger/rows.h).  0 or -1 said.
 */
int event_add(struct ledger *l, const struct event *e);

/*
 * event_verify - recomputes the whole chain
 *
 * 0: sound.  1: *bad is the id of the first event whose id, predecessor or
 * hash is not what it must be.  -1 said.
 */
int event_verify(struct ledger *l, int64_t *bad);

/* Time of the newest event, INSTANT_NONE where there is none ("as of"); 0 or -1 said. */
int event_newest(struct ledger *l, int64_t *at);

#endif
