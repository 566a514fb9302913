#include "cli/clocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "cli/causes.h"
#include "cli/standing.h"
#include "ledger/db.h"

#define HOUR 3600

/* One finding while its clocks are listed. */
struct watched {
	const struct standing *standing;
	int64_t due, question, reply;
	char owner[200];
	bool counted;		/* its certificates can be counted */
};

struct clock {
	int64_t at;
	json_t *row;
};

struct clocks {
	struct clock *list;
	size_t count;
	struct standing *standings;	/* of every finding */
	size_t standing_count;
	struct causes causes;	/* of those whose certificates are counted */
	int64_t now;
	bool past, failed;
};

static int64_t
time_of(struct query *q, int i)
{
	int64_t t;

	return instant_parse_any(db_col_text(q, i), &t, NULL) == 0 ? t : INSTANT_NONE;
}

/* What a row says besides its deadline. */
struct said {
	const char *what, *remark;
	const char *period;	/* NULL: the only occurrence */
	int64_t not_revoked;	/* -1 does not apply */
};

static void
add(struct clocks *c, const struct watched *w, int64_t at, const struct said *s)
{
	struct clock *grown = realloc(c->list, (c->count + 1) * sizeof *grown);
	char text[INSTANT_TEXT];

	if (!grown) {
		c->failed = true;
		return;
	}
	c->list = grown;
	c->list[c->count++] = (struct clock){ at,
		json_pack("{s:I, s:s?, s:s, s:s, s:s?, s:b, s:s, s:o}", "finding",
		    (json_int_t)w->standing->finding, "period", s->period, "deadline",
		    instant_format(at, text), "what", s->what, "owner", *w->owner ? w->owner : NULL,
		    "past", at < c->now, "remark", s->remark ? s->remark : "", "not_revoked",
		    s->not_revoked < 0 ? json_null() : json_integer(s->not_revoked)) };
	c->past = c->past || at < c->now;
}

static void
add_occurrence(struct clocks *c, const struct watched *w, const struct standing_occurrence *o)
{
	struct said s = { .remark = w->standing->confirmed ? "" : "if confirmed",
		.period = w->standing->count > 1 ? o->period : NULL, .not_revoked = -1 };

	if (o->deadline != INSTANT_NONE && (!w->counted || standing_open(&o->n))) {
		s.what = w->standing->within == INSTANT_DAY ? "revocation, 24 hours (BR 4.9.1.1)" :
							     "revocation, 5 days (BR 4.9.1.1)";
		s.not_revoked = w->counted ? (int64_t)standing_open(&o->n) : -1;
		add(c, w, o->deadline, &s);
		s.not_revoked = -1;
	}
	if (o->reported != INSTANT_NONE)
		return;
	s.what = "preliminary report, 72 hours (CCADB IRG 3.2)";
	if (o->preliminary == INSTANT_NONE)
		add(c, w, o->aware + 72 * HOUR, &s);
	s.what = "full report, 14 days (CCADB IRG 3.2)";
	add(c, w, o->aware + 14 * INSTANT_DAY, &s);
}

static void
add_clocks(struct clocks *c, const struct watched *w)
{
	if (w->due != INSTANT_NONE && !w->standing->closed)
		add(c, w, w->due, &(struct said){ .what = "due date", .not_revoked = -1 });
	for (size_t i = 0; i < w->standing->count && !w->standing->dismissed; i++)
		add_occurrence(c, w, &w->standing->list[i]);
	if (w->question != INSTANT_NONE && (w->reply == INSTANT_NONE || w->reply < w->question))
		add(c, w, w->question + 7 * INSTANT_DAY,
		    &(struct said){ .what = "reply in the bug, 7 days (CCADB IRG 3.2)", .not_revoked = -1 });
}

/* What has expired needs no revocation: no clock waits for it. */
static bool
is_expired(void *ctx, const struct unit *u)
{
	const struct clocks *c = ctx;

	return u->not_after != INSTANT_NONE && u->not_after < c->now;
}

static int
count_one(void *ctx, size_t i, const struct unit *u, const struct catalogue *catalogue)
{
	struct clocks *c = ctx;
	enum standing_place place;

	standing_add(standing_of(c->standings, c->standing_count, c->causes.list[i].finding), catalogue,
	    u, &place);
	return 0;
}

/* The certificates of findings with a clock of revocation, in one pass. */
static int
count_certificates(struct clocks *c, const struct cli *cli, struct ledger *l)
{
	const struct causes_walk walk = { .skip = is_expired, .take = count_one, .ctx = c };

	return causes_load(&c->causes, l,
		   "s.revocation_days IS NOT NULL AND s.status <> 'not an issue'", 0) != 0 ?
	    -1 :
	    causes_each(cli, l, &c->causes, &walk);
}

static bool
is_counted(const struct clocks *c, int64_t finding)
{
	for (size_t i = 0; i < c->causes.count; i++)
		if (c->causes.list[i].finding == finding)
			return true;
	return false;
}

#define FACT(key) "(SELECT value FROM finding_now n WHERE n.finding = f.id AND n.key = '" key "')"

static int
add_findings(struct clocks *c, struct ledger *l)
{
	struct query *q = db_query(l,
	    "SELECT f.id, f.due_at, " FACT("question_at") ", " FACT("reply_at") ", coalesce(f.owner, '')"
	    " FROM findings f ORDER BY f.id",
	    DB_NONE);
	int more;

	while ((more = db_step(q)) > 0) {
		int64_t id = db_col_int(q, 0);
		struct watched w = { .standing = standing_of(c->standings, c->standing_count, id),
			.due = time_of(q, 1), .question = time_of(q, 2), .reply = time_of(q, 3),
			.counted = is_counted(c, id) };

		snprintf(w.owner, sizeof w.owner, "%s", db_col_text(q, 4));
		if (w.standing)
			add_clocks(c, &w);
	}
	return more;
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
		const struct standing of = { .finding = db_col_int(q, 0) };
		struct watched w = { .standing = &of };
		int64_t at = time_of(q, 1);
		char what[300];

		snprintf(w.owner, sizeof w.owner, "%s", db_col_text(q, 2));
		snprintf(what, sizeof what, "action item: %s", db_col_text(q, 3));
		if (at != INSTANT_NONE)
			add(c, &w, at, &(struct said){ .what = what, .not_revoked = -1 });
	}
	return more;
}

static int
compare(const void *a, const void *b)
{
	const struct clock *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static json_t *
sorted(struct clocks *c)
{
	json_t *rows = json_array();

	if (c->count)
		qsort(c->list, c->count, sizeof *c->list, compare);
	for (size_t i = 0; i < c->count; i++)
		json_array_append(rows, c->list[i].row);
	return rows;
}

json_t *
clocks_list(const struct cli *cli, struct ledger *l, bool *past)
{
	struct clocks c = { .now = cli->now };
	json_t *rows = NULL;

	if (standing_load_all(&c.standings, &c.standing_count, l, c.now) == 0 &&
	    count_certificates(&c, cli, l) == 0 && add_findings(&c, l) == 0 && add_actions(&c, l) == 0 &&
	    !c.failed)
		rows = sorted(&c);
	if (c.failed)
		say_nomem("clocks");
	for (size_t i = 0; i < c.count; i++)
		json_decref(c.list[i].row);
	standing_free_all(c.standings, c.standing_count);
	free(c.list);
	causes_free(&c.causes);
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
		const char *period = json_string_value(json_object_get(row, "period"));
		const json_t *open = json_object_get(row, "not_revoked");
		int n = plain_length(what);
		char left[40];
		int64_t t = now;

		instant_parse(at, &t);
		if (t < now)
			snprintf(left, sizeof left, "PAST");
		else if (t - now < 48 * HOUR)
			snprintf(left, sizeof left, "in %lld h", (long long)((t - now) / HOUR));
		else
			snprintf(left, sizeof left, "in %lld d", (long long)((t - now) / INSTANT_DAY));
		printf("%-20s  %-9s %7lld  %.*s%*s %s%s", at, left,
		    (long long)json_integer_value(json_object_get(row, "finding")), n, what,
		    n < 28 ? 28 - n : 0, "", owner ? owner : "-", mark ? " *" : "");
		if (period)
			printf("; %s", period);
		if (json_is_integer(open))
			printf("; %lld not revoked", (long long)json_integer_value(open));
		putchar('\n');
		unconfirmed = unconfirmed || mark;
	}
	if (unconfirmed)
		puts("* if the finding is confirmed (finding set ID status=open)");
}
