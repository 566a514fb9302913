#include "cli/byhand.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/finding.h"

/* An attribute that fails in a period. */
struct cause {
	int64_t population_id, certificates, run_id;	/* run_id 0: no run stands for the period */
	char rule[80];
	struct text label, title, requirement;
};

struct met {
	int64_t id;
	bool is_new, repeat, reopened;
};

static const char causes_sql[] =
    "SELECT p.id, count(DISTINCT m.cert_id), coalesce((SELECT o.run_id FROM official_run AS o"
    "  WHERE o.population_id = p.id), 0), 'review.' || a.id, p.label, a.title, a.requirement"
    " FROM review_now AS m JOIN population AS p ON p.id = m.population_id"
    " JOIN review_attribute AS a ON a.population_id = m.population_id AND a.id = m.attribute"
    " WHERE m.mark = 'fail' AND NOT EXISTS (SELECT 1 FROM population_void AS v WHERE v.population_id = p.id)"
    " GROUP BY p.id, a.ord ORDER BY p.until_at, p.id, a.ord";

static void
read_cause(struct query *q, struct cause *c)
{
	c->population_id = db_col_int(q, 0);
	c->certificates = db_col_int(q, 1);
	c->run_id = db_col_int(q, 2);
	snprintf(c->rule, sizeof c->rule, "%s", db_col_text(q, 3));
	text_clear(&c->label);
	text_clear(&c->title);
	text_clear(&c->requirement);
	text_add(&c->label, db_col_text(q, 4));
	text_addf(&c->title, "not met, by hand: %s", db_col_text(q, 5));	/* as view review_fails has it */
	text_add(&c->requirement, db_col_text(q, 6));
}

static json_t *
body_of(const struct cause *c)
{
	json_t *body = json_pack("{s:I, s:s, s:s}", "certificates", (json_int_t)c->certificates, "period",
	    text_str(&c->label), "requirement", text_str(&c->requirement));

	if (body && c->run_id)
		json_object_set_new(body, "run", json_integer((json_int_t)c->run_id));
	return body;
}

static int
find(struct ledger *l, const struct cause *c, int64_t *id)
{
	return db_one_int(l, "SELECT id FROM finding WHERE source = 'review' AND rule = ?1 AND title = ?2",
	    DB(db_text(c->rule), db_text(text_str(&c->title))), id);
}

/* What the newest event about the finding in that period counted; -1 none, -2 said. */
static int64_t
counted(struct ledger *l, int64_t id, const struct cause *c)
{
	int64_t n = -1;

	return db_one_int(l,
	    "SELECT x.value FROM finding_fact AS x JOIN finding_fact AS p ON p.event_id = x.event_id"
	    " WHERE x.finding = ?1 AND x.key = 'certificates' AND p.key = 'period' AND p.value = ?2"
	    " ORDER BY x.event_id DESC LIMIT 1",
	    DB(db_int(id), db_text(text_str(&c->label))), &n) < 0 ? -2 : n;
}

/* Met in a later period than ever before, a repeat; and open again where it was closed. */
static int
note_later(struct ledger *l, const struct cause *c, json_t *body, struct met *m)
{
	int64_t later = 0, closed = 0;

	if (db_one_int(l,
		"SELECT (SELECT until_at FROM population WHERE id = ?2) > max(p.until_at) FROM finding_fact AS f"
		" JOIN population AS p ON p.label = f.value WHERE f.finding = ?1 AND f.key = 'period'",
		DB(db_int(m->id), db_int(c->population_id)), &later) < 0 ||
	    db_one_int(l, "SELECT closed_at IS NOT NULL FROM findings WHERE id = ?1", DB(db_int(m->id)), &closed) < 0)
		return -1;
	m->repeat = later != 0;
	m->reopened = later && closed;
	if (m->repeat)
		json_object_set_new(body, "repeat", json_string("yes"));
	if (m->reopened) {
		json_object_set_new(body, "status", json_string("open"));
		json_object_set_new(body, "reopened", json_string("yes"));
		json_object_set_new(body, "reason", json_string("met again in a later period"));
		json_object_set_new(body, "due", json_null());
	}
	return 0;
}

static int
write_met(const struct cli *cli, struct ledger *l, const struct cause *c, json_t *body, struct met *m)
{
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT), subject[24];
	int rc;

	snprintf(subject, sizeof subject, "%lld", (long long)m->id);
	if (!text)
		rc = say_nomem("findings");
	else if (m->is_new)
		rc = finding_open(l,
		    &(struct finding_new){ .cause = { c->rule, "", "" }, .source = "review",
			.title = text_str(&c->title), .run_id = c->run_id, .at = cli->now, .by = cli->actor },
		    text, &m->id);
	else
		rc = event_add(l,
		    &(struct event){ .at = cli->now, .actor = cli->actor, .kind = "finding-seen",
			.subject = subject, .body = text });
	free(text);
	return rc;
}

/* 1 taken up, 0 nothing new, -1 said. */
static int
take(const struct cli *cli, struct ledger *l, const struct cause *c, struct met *m)
{
	int found = find(l, c, &m->id);
	int64_t before = found > 0 ? counted(l, m->id, c) : -1;
	json_t *body;
	int rc = 0;

	if (found < 0 || before == -2)
		return -1;
	if (before == c->certificates)
		return 0;
	body = body_of(c);
	if (!body)
		return say_nomem("findings");
	m->is_new = found == 0;
	if (!m->is_new && before < 0)
		rc = note_later(l, c, body, m);
	if (rc == 0)
		rc = write_met(cli, l, c, body, m);
	json_decref(body);
	return rc == 0 ? 1 : -1;
}

static int
take_all(const struct cli *cli, struct ledger *l, struct cause *c, json_t *list)
{
	struct query *q = db_query(l, causes_sql, DB_NONE);
	int more;

	while ((more = db_step(q)) > 0) {
		struct met m = { 0 };
		int taken;

		read_cause(q, c);
		taken = text_failed(&c->label) || text_failed(&c->title) || text_failed(&c->requirement) ?
		    -1 :
		    take(cli, l, c, &m);
		if (taken < 0) {
			db_reset(q);
			return -1;
		}
		if (taken)
			json_array_append_new(list,
			    json_pack("{s:I, s:s, s:s, s:s, s:I, s:b, s:b, s:b}", "id", (json_int_t)m.id,
				"rule", c->rule, "title", text_str(&c->title), "period",
				text_str(&c->label), "certificates", (json_int_t)c->certificates, "new",
				m.is_new, "repeat", m.repeat, "reopened", m.reopened));
	}
	return more;
}

json_t *
byhand_update(const struct cli *cli, struct ledger *l)
{
	json_t *list = json_array();
	struct cause c = { 0 };
	int rc = list && db_begin(l) == 0 ? take_all(cli, l, &c, list) : -1;

	if (rc == 0)
		rc = db_commit(l);
	db_rollback(l);
	text_free(&c.label);
	text_free(&c.title);
	text_free(&c.requirement);
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

void
byhand_print(const json_t *list)
{
	size_t i;
	json_t *f;

	json_array_foreach(list, i, f)
		printf("finding %lld%s: %s, %lld certificate%s of %s marked fail\n",
		    (long long)json_integer_value(json_object_get(f, "id")),
		    json_is_true(json_object_get(f, "new"))	 ? " (new)" :
			json_is_true(json_object_get(f, "reopened")) ? " (repeat, open again)" :
			json_is_true(json_object_get(f, "repeat"))	 ? " (repeat)" :
								       "",
		    json_string_value(json_object_get(f, "rule")),
		    (long long)json_integer_value(json_object_get(f, "certificates")),
		    text_s((uint64_t)json_integer_value(json_object_get(f, "certificates"))),
		    json_string_value(json_object_get(f, "period")));
}
