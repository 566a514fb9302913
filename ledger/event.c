#include "ledger/event.h"

#include <stdbool.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"
#include "ledger/rows.h"

/* A line end inside a field would let two histories hash alike. */
static bool
one_line_each(const struct event *e)
{
	return !strchr(e->actor, '\n') && !strchr(e->kind, '\n') && !strchr(e->subject, '\n') &&
	    !strchr(e->body, '\n');
}

int
event_hash(const uint8_t prev[32], int64_t id, const struct event *e, uint8_t out[32])
{
	char hex[DIGEST_HEX], at[INSTANT_TEXT];
	struct text t = { 0 };
	int rc;

	text_addf(&t, "%s\n%lld\n%s\n%s\n%s\n%s\n%s\n", digest_hex(prev, 32, hex), (long long)id,
	    instant_format(e->at, at), e->actor, e->kind, e->subject, e->body);
	rc = text_failed(&t) ? -1 : digest_sha256(t.s, t.len, out);
	text_free(&t);
	return rc;
}

static int
append(struct ledger *l, const struct event *e)
{
	uint8_t prev[32] = { 0 }, hash[32];
	int64_t id = 1;
	struct query *q;
	int more;

	if (!one_line_each(e))
		return say_error("event %s: expected texts of one line, found a line end", e->kind);
	q = db_query(l, "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1", DB_NONE);
	more = db_step(q);
	if (more < 0)
		return -1;
	if (more > 0) {
		id = db_col_int(q, 0) + 1;
		db_col_hash(q, 1, prev);
		db_reset(q);
	}
	if (event_hash(prev, id, e, hash) != 0)
		return -1;
	return db_exec(l,
	    "INSERT INTO event (id, at, actor, kind, subject, body, prev, hash)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	    DB(db_int(id), db_int(e->at), db_text(e->actor), db_text(e->kind),
		db_text(e->subject), db_text(e->body), db_hash(prev), db_hash(hash)));
}

int
event_add(struct ledger *l, const struct event *e)
{
	struct event whole = *e;
	struct text body = { 0 };
	int rc = rows_body(l, e->kind, e->subject, e->body, &body);

	whole.body = text_str(&body);
	if (rc == 0)
		rc = append(l, &whole);
	text_free(&body);
	return rc;
}

int
event_verify(struct ledger *l, int64_t *bad)
{
	uint8_t prev[32] = { 0 }, stored_prev[32], stored[32], hash[32];
	int64_t expected = 1;
	int more;
	struct query *q = db_query(l,
	    "SELECT id, at, actor, kind, subject, body, prev, hash FROM event ORDER BY id",
	    DB_NONE);

	while ((more = db_step(q)) > 0) {
		const struct event e = { .at = db_col_at(q, 1), .actor = db_col_text(q, 2),
			.kind = db_col_text(q, 3), .subject = db_col_text(q, 4),
			.body = db_col_text(q, 5) };
		int64_t id = db_col_int(q, 0);

		if (event_hash(prev, id, &e, hash) != 0)
			return -1;
		if (id != expected || !one_line_each(&e) || !db_col_hash(q, 6, stored_prev) ||
		    !db_col_hash(q, 7, stored) || memcmp(stored_prev, prev, 32) != 0 ||
		    memcmp(stored, hash, 32) != 0) {
			*bad = id;
			db_reset(q);
			return 1;
		}
		memcpy(prev, stored, 32);
		expected++;
	}
	return more;
}

int
event_newest(struct ledger *l, int64_t *at)
{
	int64_t t = INSTANT_NONE;
	int got = db_one_int(l, "SELECT max(at) FROM event", DB_NONE, &t);

	if (got < 0)
		return -1;
	*at = t;
	return 0;
}
