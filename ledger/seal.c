#include "ledger/seal.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/event.h"

int
seal_text(struct ledger *l, struct text *out, int64_t *event_id)
{
	struct query *q = db_query(l,
	    "SELECT l.ca, e.id, lower(hex(e.hash)), (SELECT lower(hex(commitment_sha256)) FROM population"
	    " ORDER BY id DESC LIMIT 1) FROM ledger AS l JOIN event AS e ORDER BY e.id DESC LIMIT 1",
	    DB_NONE);
	int more = db_step(q);

	if (more < 0)
		return -1;
	if (more == 0)
		return say_error("seal: expected a history, found no event yet");
	*event_id = db_col_int(q, 1);
	text_addf(out, "selfaudit seal v1\nca: %s\nevent: %lld %s\ncommitment: %s\n", db_col_text(q, 0),
	    (long long)*event_id, db_col_text(q, 2), db_col_null(q, 3) ? "-" : db_col_text(q, 3));
	db_reset(q);
	return text_failed(out) ? -1 : 0;
}

static int
add_event(struct ledger *l, int64_t at, const char *by, const char *kind, int64_t id, const char *body)
{
	char subject[24];

	snprintf(subject, sizeof subject, "%lld", (long long)id);
	return event_add(l,
	    &(struct event){ .at = at, .actor = by, .kind = kind, .subject = subject, .body = body });
}

int
seal_write(struct ledger *l, const struct seal *s, int64_t *id)
{
	char hex[DIGEST_HEX], body[160];

	if (db_exec(l, "INSERT INTO seal (at, by, event_id, text, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
		DB(db_int(s->at), db_text(s->by), db_int(s->event_id), db_text(s->text),
		    db_hash(s->sha256))) != 0)
		return -1;
	*id = db_last_id(l);
	snprintf(body, sizeof body, "{\"event\":%lld,\"sha256\":\"%s\"}", (long long)s->event_id,
	    digest_hex(s->sha256, 32, hex));
	return add_event(l, s->at, s->by, "seal", *id, body);
}

int
seal_find(struct ledger *l, const uint8_t sha256[32], int64_t *id)
{
	return db_one_int(l, "SELECT max(id) FROM seal WHERE sha256 = ?1", DB(db_hash(sha256)), id);
}

int
seal_write_stamp(struct ledger *l, const struct seal_stamp *s)
{
	char hex[DIGEST_HEX], at[INSTANT_TEXT], body[200];
	uint8_t hash[32];

	if (digest_sha256(s->tsr, s->len, hash) != 0 ||
	    db_exec(l,
		"INSERT INTO seal_stamp (seal_id, at, by, tsr, stamped_at, authority)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		DB(db_int(s->seal_id), db_int(s->at), db_text(s->by), db_blob(s->tsr, s->len),
		    db_int(s->stamped_at), db_text(s->authority))) != 0)
		return -1;
	snprintf(body, sizeof body, "{\"sha256\":\"%s\",\"stamped_at\":\"%s\"}", digest_hex(hash, 32, hex),
	    instant_format(s->stamped_at, at));
	return add_event(l, s->at, s->by, "seal-stamp", s->seal_id, body);
}
