#include "cli/clocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "ledger/db.h"

#define HOUR 3600

/* The facts of one finding that its clocks go by. */
struct facts {
	int64_t id, aware, due, revoked, preliminary, reported, question, reply;
	int64_t revocation;		/* seconds, 0 none */
	char owner[200];
	bool confirmed, closed;
};

struct clock {
	int64_t at;
	json_t *row;
};

struct clocks {
	struct clock *list;
	size_t count;
	int64_t now;
	bool past, failed;
};

static int64_t
time_of(struct query *q, int i)
{
	int64_t t;

	return instant_parse_any(db_col_text(q, i), &t, NULL) == 0 ? t : INSTANT_NONE;
}

static void
add(struct clocks *c, const struct facts *f, int64_t at, const char *what, const char *remark)
{
	struct clock *grown = realloc(c->list, (c->count + 1) * sizeof *grown);
	char text[INSTANT_TEXT];

	if (!grown) {
		c->failed = true;
		return;
	}
	c->list = grown;
	c->list[c->count++] = (struct clock){ at,
		json_pack("{s:I, s:s, s:s, s:s?, s:b, s:s}", "finding", (json_int_t)f->id,
		    "deadline", instant_format(at, text), "what", what, "owner",
		    *f->owner ? f->owner : NULL, "past", at < c->now, "remark", remark) };
	c->past = c->past || at < c->now;
}

static void
add_clocks(struct clocks *c, const struct facts *f)
{
	const char *remark = f->confirmed ? "" : "if confirmed";

	if (f->due != INSTANT_NONE && !f->closed)
		add(c, f, f->due, "due date", "");
	if (f->revocation && f->revoked == INSTANT_NONE && !f->closed)
		add(c, f, f->aware + f->revocation,
		    f->revocation == INSTANT_DAY ? "revocation, 24 hours (BR 4.9.1.1)" :
						   "revocation, 5 days (BR 4.9.1.1)",
		    remark);
	if (f->reported == INSTANT_NONE && !f->closed) {
		if (f->preliminary == INSTANT_NONE)
			add(c, f, f->aware + 72 * HOUR, "preliminary report, 72 hours (CCADB IRG 3.2)",
			    remark);
		add(c, f, f->aware + 14 * INSTANT_DAY, "full report, 14 days (CCADB IRG 3.2)", remark);
	}
	if (f->question != INSTANT_NONE && (f->reply == INSTANT_NONE || f->reply < f->question))
		add(c, f, f->question + 7 * INSTANT_DAY, "reply in the bug, 7 days (CCADB IRG 3.2)", "");
}

#define FACT(key) "(SELECT value FROM finding_now n WHERE n.finding = f.id AND n.key = '" key "')"

static const char facts_sql[] =
    "SELECT f.id, f.aware_at, f.due_at, " FACT("revoked_at") ", " FACT("preliminary_at") ", " FACT(
	"reported_at") ", " FACT("question_at") ", " FACT("reply_at") ", f.owner, f.status,"
    " coalesce(" FACT("revocation") ", CASE f.revocation_days WHEN 1 THEN '24h' WHEN 5 THEN '5d'"
    " ELSE 'none' END) FROM findings f WHERE (?1 = 0 OR f.id = ?1) ORDER BY f.id";

static void
read_facts(struct query *q, struct facts *f)
{
	const char *status = db_col_text(q, 9), *class = db_col_text(q, 10);

	*f = (struct facts){ .id = db_col_int(q, 0), .aware = time_of(q, 1), .due = time_of(q, 2),
		.revoked = time_of(q, 3), .preliminary = time_of(q, 4), .reported = time_of(q, 5),
		.question = time_of(q, 6), .reply = time_of(q, 7) };
	snprintf(f->owner, sizeof f->owner, "%s", db_col_text(q, 8));
	f->confirmed = strcmp(status, "unconfirmed") != 0;
	f->closed = strcmp(status, "resolved") == 0 || strcmp(status, "verified") == 0 ||
	    strcmp(status, "not an issue") == 0;
	f->revocation = strcmp(class, "24h") == 0 ? INSTANT_DAY :
	    strcmp(class, "5d") == 0		  ? 5 * INSTANT_DAY :
						    0;
}

/* Due dates of action items that are not complete. */
static int
add_actions(struct clocks *c, struct ledger *l)
{
	struct query *q = db_query(l,
	    "SELECT d.finding, CASE length(d.value) WHEN 10 THEN d.value || 'T23:59:59Z' ELSE d.value END,"
	    " f.owner, i.value FROM finding_now d"
	    " JOIN findings f ON f.id = d.finding"
	    " LEFT JOIN finding_now i ON i.finding = d.finding"
	    "  AND i.key = replace(d.key, '.due', '.item')"
	    " LEFT JOIN finding_now s ON s.finding = d.finding"
	    "  AND s.key = replace(d.key, '.due', '.status')"
	    " WHERE d.key LIKE 'action.%.due' AND coalesce(s.value, '') <> 'Complete'",
	    DB_NONE);
	int more;

	while ((more = db_step(q)) > 0) {
		struct facts f = { .id = db_col_int(q, 0) };
		int64_t at = time_of(q, 1);
		char what[300];

		snprintf(f.owner, sizeof f.owner, "%s", db_col_text(q, 2));
		snprintf(what, sizeof what, "action item: %s", db_col_text(q, 3));
		if (at != INSTANT_NONE)
			add(c, &f, at, what, "");
	}
	return more;
}

static int
compare(const void *a, const void *b)
{
	const struct clock *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

json_t *
clocks_list(struct ledger *l, int64_t now, bool *past)
{
	struct clocks c = { .now = now };
	struct query *q = db_query(l, facts_sql, DB(db_int(0)));
	json_t *rows = NULL;
	struct facts f;
	int more;

	while ((more = db_step(q)) > 0) {
		read_facts(q, &f);
		add_clocks(&c, &f);
	}
	if (more == 0)
		more = add_actions(&c, l);
	if (more == 0 && !c.failed) {
		if (c.count)
			qsort(c.list, c.count, sizeof *c.list, compare);
		rows = json_array();
	}
	for (size_t i = 0; i < c.count; i++) {
		if (rows)
			json_array_append(rows, c.list[i].row);
		json_decref(c.list[i].row);
	}
	free(c.list);
	if (c.failed)
		say_nomem("clocks");
	*past = c.past;
	return rows;
}

/* Without the clause behind it, which --json and the workbook have. */
static int
plain_length(const char *what)
{
	const char *clause = strstr(what, " (BR ");

	if (!clause)
		clause = strstr(what, " (CCADB ");
	return clause ? (int)(clause - what) : (int)strlen(what);
}

void
clocks_print(const json_t *list, int64_t now)
{
	bool unconfirmed = false;
	size_t i;
	json_t *row;

	printf("%-20s  %-9s %7s  %-28s %s\n", "deadline", "", "finding", "what", "owner");
	json_array_foreach(list, i, row)
	{
		const char *at = json_string_value(json_object_get(row, "deadline"));
		const char *what = json_string_value(json_object_get(row, "what"));
		const char *owner = json_string_value(json_object_get(row, "owner"));
		bool mark = *json_string_value(json_object_get(row, "remark"));
		int n = plain_length(what);
		char left[40];
		int64_t t = now;

		instant_parse(at, &t);
		if (t < now)
			snprintf(left, sizeof left, "PAST");
		else
			snprintf(left, sizeof left, "in %lld h", (long long)((t - now) / HOUR));
		printf("%-20s  %-9s %7lld  %.*s%*s %s%s\n", at, left,
		    (long long)json_integer_value(json_object_get(row, "finding")), n, what,
		    n < 28 ? 28 - n : 0, "", owner ? owner : "-", mark ? " *" : "");
		unconfirmed = unconfirmed || mark;
	}
	if (unconfirmed)
		puts("* if the finding is confirmed (finding set ID status=open)");
}

int
clocks_revocation(struct ledger *l, int64_t finding, int64_t *aware, int64_t *deadline)
{
	struct query *q = db_query(l, facts_sql, DB(db_int(finding)));
	struct facts f;

	if (db_step(q) <= 0)
		return say_error("finding %lld: expected one that is there, found none",
		    (long long)finding);
	read_facts(q, &f);
	db_reset(q);
	*aware = f.aware;
	*deadline = f.revocation ? f.aware + f.revocation : INSTANT_NONE;
	return 0;
}
