#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/timestamp.h"
#include "cli/sealed.h"
#include "cli/unbundle.h"
#include "ledger/event.h"

#define SEAL_MAX (1u << 20)
#define SEALS 100000

/* What a seal says of the history. */
struct sealed_event {
	int64_t id;
	uint8_t hash[32], text[32];	/* of the event, of the seal's text */
	bool found;
};

struct chain {
	uint8_t hash[32];	/* of the event before */
	int64_t id;
	struct sealed_event *seals;
	size_t seal_count, stamps;
};

enum { ID, AT, ACTOR, KIND, SUBJECT, BODY, PREV, HASH, COLUMNS };

/* Is this the freeze, or the draw, that the bundle is of? */
static void
take_notice(struct unbundle *u, const char *const *value)
{
	bool freeze = strcmp(value[KIND], "freeze") == 0, draw = strcmp(value[KIND], "draw") == 0;
	json_t *body;
	const char *text;
	uint8_t hash[32];

	if ((!freeze && !draw) || strcmp(value[SUBJECT], u->v.p.label) != 0)
		return;
	body = json_loads(value[BODY], JSON_REJECT_DUPLICATES, NULL);
	text = json_string_value(json_object_get(body, freeze ? "commitment" : "seed"));
	if (text && digest_unhex(text, hash, 32) == 0) {
		if (freeze)
			u->frozen_event = memcmp(hash, u->commitment_sha256, 32) == 0;
		else {
			u->drawn_event = u->frozen_event;
			memcpy(u->drawn_seed, hash, 32);
		}
	}
	json_decref(body);
}

static int
each(struct unbundle *u, const char *const *value, uint64_t line, void *ctx)
{
	struct chain *c = ctx;
	struct event e = { .actor = value[ACTOR], .kind = value[KIND], .subject = value[SUBJECT],
		.body = value[BODY] };
	uint8_t prev[32], stated[32], hash[32];
	char number[24];

	(void)line;
	snprintf(number, sizeof number, "%lld", (long long)++c->id);
	if (strcmp(value[ID], number) != 0)
		return verifying_differs(&u->v, "events.jsonl: expected event %s, found %s", number, value[ID]);
	if (digest_unhex(value[PREV], prev, 32) != 0 || digest_unhex(value[HASH], stated, 32) != 0 ||
	    instant_parse(value[AT], &e.at) != 0)
		return verifying_differs(&u->v, "events.jsonl: event %s: expected hashes and a time", number);
	if (memcmp(prev, c->hash, 32) != 0)
		return verifying_differs(&u->v,
		    "events.jsonl: event %s does not hold the hash of the one before it", number);
	if (event_hash(prev, c->id, &e, hash) != 0)
		return -1;
	if (memcmp(hash, stated, 32) != 0)
		return verifying_differs(&u->v, "events.jsonl: event %s is not the one that was written", number);
	memcpy(c->hash, hash, 32);
	for (size_t i = 0; i < c->seal_count; i++)
		if (c->seals[i].id == c->id)
			c->seals[i].found = memcmp(c->seals[i].hash, hash, 32) == 0;
	take_notice(u, value);
	return 0;
}

/* ---- seals ---- */

static int
read_stamp(struct unbundle *u, struct chain *c, const char *name, const uint8_t text[32])
{
	struct text why = { 0 };
	struct timestamp t;
	char *der;
	size_t len;
	int rc;

	if (!unbundle_has(u, name))
		return 0;
	if (input_slurp(unbundle_path(u, name), SEAL_MAX, &der, &len) != 0)
		return -1;
	rc = timestamp_read(der, len, text, u->ca, &t, &why);
	if (rc == 1)
		verifying_differs(&u->v, "%s: %s", name, text_str(&why));
	c->stamps += rc == 0;
	free(der);
	text_free(&why);
	return rc;
}

static int
read_seals(struct unbundle *u, struct chain *c)
{
	int rc = 0;

	for (int n = 1; n < SEALS && rc == 0; n++) {
		struct sealed_event *grown, *s;
		char name[64], *text;
		size_t len;

		snprintf(name, sizeof name, "seals/%04d.txt", n);
		if (!unbundle_has(u, name))
			break;
		grown = realloc(c->seals, (c->seal_count + 1) * sizeof *grown);
		if (!grown)
			return say_nomem("verify");
		c->seals = grown;
		s = &grown[c->seal_count++];
		s->found = false;
		if (input_slurp(unbundle_path(u, name), SEAL_MAX, &text, &len) != 0)
			return -1;
		if (sealed_parse(text, &s->id, s->hash) != 0)
			rc = verifying_differs(&u->v, "%s: expected a seal, found other bytes", name);
		else
			rc = digest_sha256(text, len, s->text);
		free(text);
		snprintf(name, sizeof name, "seals/%04d.tsr", n);
		if (rc == 0)
			rc = read_stamp(u, c, name, s->text);
	}
	return rc;
}

static int
check_seals(struct unbundle *u, const struct chain *c)
{
	for (size_t i = 0; i < c->seal_count; i++)
		if (!c->seals[i].found)
			return verifying_differs(&u->v, "seals/%04zu.txt: expected an event of the history, found another",
			    i + 1);
	if (c->seal_count)
		verifying_note(&u->v, "seals", "%zu over the history, %zu with a time stamp", c->seal_count, c->stamps);
	return 0;
}

int
unbundle_history(struct unbundle *u)
{
	static const char *const columns[COLUMNS] = { "id", "at", "actor", "kind", "subject", "body", "prev",
		"hash" };
	struct chain c = { .id = 0 };
	json_int_t id = json_integer_value(json_object_get(json_object_get(u->description, "history"), "id"));
	const char *head = unbundle_says(u, "history", "hash");
	char hex[DIGEST_HEX];
	int rc = read_seals(u, &c);

	if (rc == 0)
		rc = unbundle_each(u, &(struct unbundle_table){ "events.jsonl", columns, COLUMNS }, each, &c);
	if (rc == 0)
		rc = check_seals(u, &c);
	free(c.seals);
	if (rc != 0)
		return rc;
	if (c.id != id || !head || strcmp(head, digest_hex(c.hash, 32, hex)) != 0)
		return verifying_differs(&u->v, "events.jsonl: expected event %lld, which bundle.json names, as the last",
		    (long long)id);
	if (!u->frozen_event)
		return verifying_differs(&u->v, "events.jsonl: expected the freeze of %s with this commitment, found none",
		    u->v.p.label);
	verifying_note(&u->v, "history", "%lld events, each holds the hash of the one before; the last is %s",
	    (long long)c.id, hex);
	return 0;
}
