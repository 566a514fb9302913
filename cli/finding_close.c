#include "cli/finding_close.h"

#include <string.h>

#include "base/instant.h"
#include "base/person.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/affected.h"
#include "cli/finding.h"
#include "cli/standing.h"
#include "ledger/db.h"

static const char *
text_of(const json_t *body, const char *key)
{
	return json_string_value(json_object_get(body, key));
}

/* Things that have happened cannot lie ahead. */
static int
check_times(const struct cli *cli, const json_t *body)
{
	static const char *const past[] = { "aware_at", "revoked_at", "preliminary_at", "reported_at",
		"question_at", "reply_at" };

	for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
		const char *text = text_of(body, past[i]);
		int64_t at;

		if (text && instant_parse_any(text, &at, NULL) == 0 && at > cli->now)
			return say_error("%s: expected a time that has passed, found %s", past[i], text);
	}
	return 0;
}

/* What moves or stops a clock, or closes for good, is not set without saying why. */
static int
check_reason(int64_t id, const json_t *body, const char *closing)
{
	static const char *const weighty[] = { "aware_at", "severity", "revocation" };
	const char *what = closing;

	for (size_t i = 0; i < sizeof weighty / sizeof *weighty && !what; i++)
		what = text_of(body, weighty[i]) ? weighty[i] : NULL;
	if (what && !text_of(body, "reason"))
		return say_error("finding %lld: expected reason=TEXT beside %s, found none",
		    (long long)id, what);
	return 0;
}

/* Does the class give more time than the one that stands?  1, 0, -1 said. */
static int
gives_time(struct ledger *l, int64_t id, const char *class)
{
	int64_t now = 0;
	int days = strcmp(class, "24h") == 0 ? 1 : strcmp(class, "5d") == 0 ? 5 : 1000;

	if (db_one_int(l, "SELECT coalesce(revocation_days, 1000) FROM findings WHERE id = ?1",
		DB(db_int(id)), &now) < 0)
		return -1;
	return days > now;
}

/* Owner or not: who may not, since the newest occurrence began, and what they are. */
static const char concerned_sql[] =
    "WITH b AS (SELECT max(event_id) AS start FROM finding_begin WHERE finding = ?1)"
    " SELECT owner, 'the owner' FROM findings WHERE id = ?1 AND owner IS NOT NULL"
    " UNION ALL SELECT f.value, 'one who has owned it' FROM finding_fact AS f, b WHERE f.finding = ?1"
    " AND f.key = 'owner' AND f.event_id >= coalesce((SELECT max(o.event_id) FROM finding_fact AS o"
    "  WHERE o.finding = ?1 AND o.key = 'owner' AND o.event_id <= b.start), 0)";

/* Another person than those it concerns. */
static int
check_person(const struct cli *cli, struct ledger *l, int64_t id, const char *owner, const char *what)
{
	struct query *q = db_query(l, concerned_sql, DB(db_int(id)));
	bool owned = false, renamed = false;
	char whose[40] = "";
	int more;

	if (owner && person_same(owner, cli->actor))
		snprintf(whose, sizeof whose, "the owner");
	while ((more = db_step(q)) > 0) {
		if (strcmp(db_col_text(q, 1), "the owner") == 0) {
			owned = true;
			renamed = owner && !person_same(owner, db_col_text(q, 0));
		}
		if (!*whose && person_same(db_col_text(q, 0), cli->actor))
			snprintf(whose, sizeof whose, "%s", db_col_text(q, 1));
	}
	if (more < 0)
		return -1;
	if (!owned && !owner)
		return say_error("finding %lld: expected an owner before %s, found none", (long long)id, what);
	if (*whose)
		return say_error("finding %lld: expected someone other than %s, found %s", (long long)id,
		    whose, cli->actor);
	if (renamed)
		return say_error("finding %lld: expected an owner named before %s, found one named with it",
		    (long long)id, what);
	return 0;
}

/* A date counts to its end. */
static int64_t
end_of(const char *text)
{
	int64_t at = INSTANT_NONE;

	instant_parse_any(text, &at, NULL);
	return strlen(text) == 10 ? at + INSTANT_DAY - 1 : at;
}

/* At that instant every affected certificate was revoked, or expired, or needs no revocation. */
static int
check_revoked(const struct cli *cli, struct ledger *l, int64_t id, const char *text)
{
	int64_t at = end_of(text) < cli->now ? end_of(text) : cli->now;
	struct standing s = { 0 };
	struct affected_query q = { .as_of = at, .standing = &s };
	struct finding_cause_texts cause;
	struct affected a;
	struct where where;
	int rc = -1;

	if (standing_load(&s, l, id, at) == 0 && finding_load_cause(l, id, &cause, &q, &where) == 0 &&
	    affected_find(cli, l, &q, &a) == 0) {
		struct standing_count n = standing_total(&s);
		unsigned long long open = standing_open(&n);

		rc = open == 0 ? 0 :
				 say_error("finding %lld: revoked_at: expected records of every revocation by then, found "
					   "%llu valid certificate%s not revoked (import crl, import revocations)",
				     (long long)id, open, text_s(open));
	}
	standing_free(&s);
	return rc;
}

int
finding_close_check(const struct cli *cli, struct ledger *l, int64_t id, const json_t *body)
{
	const char *status = text_of(body, "status"), *class = text_of(body, "revocation");
	const char *revoked = text_of(body, "revoked_at");
	const char *closing = status &&
		(strcmp(status, "verified") == 0 || strcmp(status, "not an issue") == 0) ?
	    status :
	    NULL;
	int more_time = class ? gives_time(l, id, class) : 0;

	if (more_time < 0 || check_reason(id, body, closing) != 0 || check_times(cli, body) != 0)
		return -1;
	if ((closing || more_time) &&
	    check_person(cli, l, id, text_of(body, "owner"), closing ? closing : "a clock stops") != 0)
		return -1;
	return revoked ? check_revoked(cli, l, id, revoked) : 0;
}
