#include "cli/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/finding.h"
#include "ledger/run.h"

struct cause {
	char *rule, *value, *document, *title;
	int64_t certificates;
};

/* The finding of a cause, and what meeting it did. */
struct met {
	int64_t id;
	bool is_new, repeat, reopened;
};

static void
free_causes(struct cause *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].rule);
		free(list[i].value);
		free(list[i].document);
		free(list[i].title);
	}
	free(list);
}

/* The causes of a run: rule + value + document, of MUST rules. */
static int
causes(struct ledger *l, int64_t run, struct cause **out, size_t *count)
{
	struct cause *list = NULL;
	size_t n = 0;
	int more;
	struct query *q = db_query(l,
	    "SELECT k.rule, r.value, r.document, k.title, count(DISTINCT r.cert_id)"
	    " FROM reason r JOIN run_rule k ON k.run_id = r.run_id AND k.ord = r.rule_ord"
	    " WHERE r.run_id = ?1 AND k.severity = 'MUST'"
	    " AND r.outcome IN ('fail', 'missing', 'error')"
	    " GROUP BY k.rule, r.value, r.document ORDER BY k.rule, r.value, r.document",
	    DB(db_int(run)));

	while ((more = db_step(q)) > 0) {
		struct cause *grown = realloc(list, (n + 1) * sizeof *list);

		if (!grown)
			goto nomem;
		list = grown;
		list[n] = (struct cause){ .rule = strdup(db_col_text(q, 0)),
			.value = strdup(db_col_text(q, 1)), .document = strdup(db_col_text(q, 2)),
			.title = strdup(db_col_text(q, 3)), .certificates = db_col_int(q, 4) };
		n++;
		if (!list[n - 1].rule || !list[n - 1].value || !list[n - 1].document ||
		    !list[n - 1].title)
			goto nomem;
	}
	if (more < 0) {
		free_causes(list, n);
		return -1;
	}
	*out = list;
	*count = n;
	return 0;
nomem:
	db_reset(q);
	free_causes(list, n);
	return say_nomem("findings");
}

static int
note_seen(const struct cli *cli, struct ledger *l, int64_t id, const char *body)
{
	char subject[24];

	snprintf(subject, sizeof subject, "%lld", (long long)id);
	return event_add(l,
	    &(struct event){ .at = cli->now, .actor = cli->actor, .kind = "finding-seen",
		.subject = subject, .body = body });
}

static void
set_open(json_t *body)
{
	json_object_set_new(body, "status", json_string("open"));
	json_object_set_new(body, "reopened", json_string("yes"));
	json_object_set_new(body, "reason", json_string("met again in a later period"));
	json_object_set_new(body, "due", json_null());
}

/*
 * Seen in a later period than ever before it is a repeat: an occurrence with clocks
 * of its own (finding_occurrences, views.sql); and what was closed is open again.  A
 * second look at an old period changes nothing of the state.
 */
static int
note_again(const struct cli *cli, struct ledger *l, const struct run *r, json_t *body, struct met *m)
{
	int64_t id = m->id, later = 0, closed = 0;
	char *text;
	int rc;

	if (db_one_int(l,
		"SELECT (SELECT until_at FROM population WHERE id = ?2) > max(p.until_at)"
		" FROM finding_fact f JOIN run n ON n.id = f.value JOIN population p"
		" ON p.id = n.population_id WHERE f.finding = ?1 AND f.key = 'run'",
		DB(db_int(id), db_int(r->population_id)), &later) < 0 ||
	    db_one_int(l,
		"SELECT status IN ('resolved', 'verified', 'not an issue') FROM findings WHERE id = ?1",
		DB(db_int(id)), &closed) < 0)
		return -1;
	m->repeat = later != 0;
	m->reopened = later && closed;
	if (m->repeat)
		json_object_set_new(body, "repeat", json_string("yes"));
	if (m->reopened)
		set_open(body);
	text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	rc = text ? note_seen(cli, l, id, text) : say_nomem("findings");
	free(text);
	return rc;
}

static int
record(const struct cli *cli, struct ledger *l, const struct run *r, const char *label,
    const struct cause *c, struct met *m)
{
	const struct finding_cause cause = { c->rule, c->value, c->document };
	struct text title = { 0 };
	json_t *body = json_pack("{s:I, s:s, s:I}", "certificates", (json_int_t)c->certificates,
	    "period", label, "run", (json_int_t)r->id);
	char *text = body ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	int got = text ? finding_of_cause(l, &cause, &m->id) : say_nomem("findings");

	m->is_new = got == 0;
	if (got > 0)
		got = note_again(cli, l, r, body, m);
	else if (got == 0) {
		text_addf(&title, FINDING_NOT_MET "%s%s%s%s%s%s", c->title, *c->value ? ": " : "", c->value,
		    *c->document ? " (" : "", c->document, *c->document ? ")" : "");
		got = finding_open(l,
		    &(struct finding_new){ .cause = cause, .source = "check",
			.title = text_str(&title), .run_id = r->id, .at = cli->now,
			.by = cli->actor },
		    text, &m->id);
		text_free(&title);
	}
	json_decref(body);
	free(text);
	return got < 0 ? -1 : 0;
}

int
register_return(const struct cli *cli, struct ledger *l, const struct run *r, const char *label,
    const struct register_returned *f)
{
	json_t *body = json_pack("{s:I, s:s, s:I, s:s, s:s}", "certificates",
	    (json_int_t)f->certificates, "period", label, "run", (json_int_t)r->id, "scope",
	    "population", "repeat", "yes");
	char *text;
	int rc;

	if (!body)
		return say_nomem("findings");
	set_open(body);
	text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	rc = text ? note_seen(cli, l, f->finding, text) : say_nomem("findings");
	free(text);
	json_decref(body);
	return rc;
}

json_t *
register_update(const struct cli *cli, struct ledger *l, const struct run *r, const char *label)
{
	json_t *list = json_array();
	struct cause *all = NULL;
	size_t count = 0;

	if (causes(l, r->id, &all, &count) != 0)
		goto fail;
	for (size_t i = 0; i < count; i++) {
		struct met m = { 0 };

		if (record(cli, l, r, label, &all[i], &m) != 0)
			goto fail;
		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s, s:s, s:I, s:b, s:b, s:b}", "id", (json_int_t)m.id,
			"rule", all[i].rule, "cause", all[i].value, "document", all[i].document,
			"certificates", (json_int_t)all[i].certificates, "new", m.is_new, "repeat",
			m.repeat, "reopened", m.reopened));
	}
	free_causes(all, count);
	return list;
fail:
	free_causes(all, count);
	json_decref(list);
	return NULL;
}

void
register_print(const json_t *findings)
{
	size_t i;
	json_t *f;

	json_array_foreach(findings, i, f)
	{
		const char *cause = json_string_value(json_object_get(f, "cause"));
		const char *document = json_string_value(json_object_get(f, "document"));

		printf("finding %lld%s: %s%s%s%s%s, %lld certificate%s\n",
		    (long long)json_integer_value(json_object_get(f, "id")),
		    json_is_true(json_object_get(f, "new"))	 ? " (new)" :
			json_is_true(json_object_get(f, "reopened")) ? " (repeat, open again)" :
			json_is_true(json_object_get(f, "repeat"))	 ? " (repeat)" :
								       "",
		    json_string_value(json_object_get(f, "rule")), *cause ? ", " : "", cause,
		    *document ? ", " : "", document,
		    (long long)json_integer_value(json_object_get(f, "certificates")),
		    text_s((uint64_t)json_integer_value(json_object_get(f, "certificates"))));
	}
}
