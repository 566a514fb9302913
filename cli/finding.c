#include "cli/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/affected.h"
#include "cli/clocks.h"
#include "cli/split.h"
#include "ledger/db.h"
#include "ledger/ledger.h"

int
finding_number(struct ledger *l, const char *text, int64_t *id)
{
	uint64_t n;
	int64_t found;
	int got = -1;

	if (cli_count(text, &n) != 0)
		return say_error("finding: expected a number, found %s", text);
	got = db_one_int(l, "SELECT id FROM finding WHERE id = ?1", DB(db_int((int64_t)n)), &found);
	if (got == 0)
		return say_error("finding: expected one that is there, found %s", text);
	if (got > 0)
		*id = found;
	return got < 0 ? -1 : 0;
}

static json_t *
text_or_null(struct query *q, int i)
{
	return db_col_null(q, i) ? json_null() : json_string(db_col_text(q, i));
}

static json_t *
count_or_null(struct query *q, int i)
{
	return db_col_null(q, i) ? json_null() : json_integer((json_int_t)db_col_int(q, i));
}

static const char list_sql[] =
    "SELECT f.id, f.rule, coalesce(f.value, ''), coalesce(f.document, ''), f.title, f.status,"
    " f.owner, f.due, f.severity, f.clause, f.source, f.detected_at, f.aware_at, f.repeat,"
    " coalesce((SELECT certificates FROM run_findings r WHERE r.finding = f.id"
    "  ORDER BY run_id DESC LIMIT 1), (SELECT value FROM finding_now n WHERE n.finding = f.id"
    "  AND n.key = 'certificates' AND f.source <> 'check'), 0), f.closed_at,"
    " coalesce(coalesce(f.closed_at, ?2) > f.due_at, 0), CASE WHEN f.where_text IS NULL THEN"
    " coalesce((SELECT certificates FROM run_findings r WHERE r.finding = f.id ORDER BY run_id DESC LIMIT 1),"
    " (SELECT value FROM finding_now n WHERE n.finding = f.id AND n.key = 'certificates')) END,"
    " CASE WHEN f.where_text IS NOT NULL THEN (SELECT value FROM finding_now n WHERE n.finding = f.id"
    "  AND n.key = 'certificates') END FROM findings f "
    "WHERE (?1 = 0 OR f.id = ?1) ORDER BY f.id";

static json_t *
row_json(struct query *q)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:I, s:o, s:b, s:o, s:o}",
	    "id", (json_int_t)db_col_int(q, 0), "rule", db_col_text(q, 1), "cause",
	    db_col_text(q, 2), "document", db_col_text(q, 3), "title", db_col_text(q, 4), "status",
	    db_col_text(q, 5), "owner", text_or_null(q, 6), "due", text_or_null(q, 7), "severity",
	    text_or_null(q, 8), "clause", text_or_null(q, 9), "source", db_col_text(q, 10),
	    "detected_at", text_or_null(q, 11), "aware_at", text_or_null(q, 12), "repeat",
	    strcmp(db_col_text(q, 13), "yes") == 0, "certificates", (json_int_t)db_col_int(q, 14),
	    "closed_at", text_or_null(q, 15), "late", db_col_int(q, 16) != 0,
	    "sample", count_or_null(q, 17), "ledger", count_or_null(q, 18));
}

/* The title without the cause at its end, which the line above it has. */
static void
print_title(const char *title, const char *cause)
{
	size_t n = strlen(title), tail = strlen(cause);
	char *s = strdup(title);

	if (s && tail && n > tail + 2 && strcmp(title + n - tail, cause) == 0 &&
	    strncmp(title + n - tail - 2, ": ", 2) == 0)
		s[n - tail - 2] = '\0';
	cli_wrap(5, s ? s : title);
	free(s);
}

static void
row_print(struct query *q)
{
	const char *value = db_col_text(q, 2), *document = db_col_text(q, 3);
	struct text cause = { 0 };

	text_addf(&cause, "%s%s%s%s%s", value, *value && *document ? " " : "",
	    *document ? "(" : "", document, *document ? ")" : "");
	printf("%-4lld %-12s %6s %6s  %s%s%s\n", (long long)db_col_int(q, 0), db_col_text(q, 5),
	    db_col_null(q, 17) ? "-" : db_col_text(q, 17), db_col_null(q, 18) ? "-" : db_col_text(q, 18),
	    db_col_text(q, 1), cause.len ? ": " : "", text_str(&cause));
	print_title(db_col_text(q, 4), text_str(&cause));
	printf("     owner %s, due %s%s%s\n", db_col_null(q, 6) ? "-" : db_col_text(q, 6),
	    db_col_null(q, 7) ? "-" : db_col_text(q, 7), db_col_int(q, 16) ? ", late" : "",
	    strcmp(db_col_text(q, 13), "yes") == 0 ? ", repeat" : "");
	text_free(&cause);
}

static int
list(const struct cli *cli, struct ledger *l)
{
	char at[INSTANT_TEXT];
	json_t *findings = json_array();
	struct query *q = db_query(l, list_sql, DB(db_int(0), db_text(instant_format(cli->now, at))));
	int more;

	if (!cli->json)
		printf("%-4s %-12s %6s %6s  %s\n", "id", "status", "sample", "ledger", "rule: cause");
	while ((more = db_step(q)) > 0) {
		if (cli->json)
			json_array_append_new(findings, row_json(q));
		else
			row_print(q);
	}
	if (more < 0) {
		json_decref(findings);
		return CLI_ERROR;
	}
	if (cli->json)
		return cli_json(json_pack("{s:o}", "findings", findings), CLI_DONE);
	json_decref(findings);
	return cli_flush(CLI_DONE);
}

static int
list_due(const struct cli *cli, struct ledger *l)
{
	bool past;
	json_t *rows = clocks_list(cli, l, &past);
	int status = past ? CLI_ATTENTION : CLI_DONE;

	if (!rows)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(json_pack("{s:o}", "deadlines", rows), status);
	clocks_print(rows, cli->now);
	json_decref(rows);
	return cli_flush(status);
}

int
finding_list(struct cli *cli, int argc, char **argv)
{
	bool due = false;
	const struct opt opts[] = { { "--due", OPT_FLAG, &due }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = due ? list_due(cli, l) : list(cli, l);
	ledger_close(l);
	return status;
}

static json_t *
history(struct ledger *l, int64_t id)
{
	json_t *events = json_array();
	struct query *q = db_query(l,
	    "SELECT at, actor, kind, body FROM finding_events WHERE finding = ?1 ORDER BY event_id",
	    DB(db_int(id)));
	int more;

	while ((more = db_step(q)) > 0) {
		json_t *body = json_loads(db_col_text(q, 3), 0, NULL);

		json_array_append_new(events,
		    json_pack("{s:s, s:s, s:s, s:o}", "at", db_col_text(q, 0), "actor",
			db_col_text(q, 1), "kind", db_col_text(q, 2), "body",
			body ? body : json_null()));
	}
	if (more < 0) {
		json_decref(events);
		return NULL;
	}
	return events;
}

/* What an event says, a key a line. */
static void
print_body(json_t *body)
{
	const char *key;
	json_t *value;

	json_object_foreach(body, key, value)
	{
		char *s = json_is_string(value) ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		struct text line = { 0 };

		text_addf(&line, "%s: %s", key, s ? s : json_is_string(value) ? json_string_value(value) : "");
		cli_wrap(9, text_str(&line));
		text_free(&line);
		free(s);
	}
}

/* What the newest run that met it said of one certificate, as an example. */
static int
print_example(struct ledger *l, int64_t id)
{
	struct query *q = db_query(l,
	    "SELECT r.reason FROM finding AS f JOIN run_rule AS k ON k.rule = f.rule"
	    " JOIN bad_reason AS r ON r.run_id = k.run_id AND r.rule_ord = k.ord"
	    "  AND r.value = f.value AND r.document = f.document"
	    " WHERE f.id = ?1 AND f.source = 'check' ORDER BY k.run_id DESC LIMIT 1",
	    DB(db_int(id)));
	int more = db_step(q);

	if (more > 0) {
		struct text line = { 0 };

		text_addf(&line, "for example: %s", db_col_text(q, 0));
		cli_wrap(5, text_str(&line));
		text_free(&line);
		db_reset(q);
	}
	return more < 0 ? -1 : 0;
}

static int
show(const struct cli *cli, struct ledger *l, int64_t id)
{
	char at[INSTANT_TEXT];
	struct query *q = db_query(l, list_sql, DB(db_int(id), db_text(instant_format(cli->now, at))));
	json_t *row, *events, *e;
	size_t i;

	if (db_step(q) <= 0)
		return CLI_ERROR;
	row = row_json(q);
	if (!cli->json)
		row_print(q);
	db_reset(q);
	events = cli->json || print_example(l, id) == 0 ? history(l, id) : NULL;
	if (!row || !events) {
		json_decref(row);
		json_decref(events);
		return CLI_ERROR;
	}
	json_object_set_new(row, "history", events);
	if (cli->json)
		return cli_json(row, CLI_DONE);
	json_array_foreach(events, i, e)
	{
		printf("     %s  %s  %s\n", json_string_value(json_object_get(e, "at")),
		    json_string_value(json_object_get(e, "kind")),
		    json_string_value(json_object_get(e, "actor")));
		print_body(json_object_get(e, "body"));
	}
	json_decref(row);
	return cli_flush(CLI_DONE);
}

int
finding_show(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct ledger *l;
	int64_t id;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = finding_number(l, args.items[0], &id) == 0 ? show(cli, l, id) : CLI_ERROR;
	ledger_close(l);
	return status;
}

int
finding_load_cause(struct ledger *l, int64_t id, struct finding_cause_texts *texts,
    struct affected_query *q, struct where *where)
{
	struct query *row = db_query(l,
	    "SELECT rule, value, document, coalesce(where_text, ''), source = 'review' FROM finding WHERE id = ?1",
	    DB(db_int(id)));

	if (db_step(row) <= 0)
		return -1;
	snprintf(texts->rule, sizeof texts->rule, "%s", db_col_text(row, 0));
	snprintf(texts->value, sizeof texts->value, "%s", db_col_text(row, 1));
	snprintf(texts->document, sizeof texts->document, "%s", db_col_text(row, 2));
	snprintf(texts->where, sizeof texts->where, "%s", db_col_text(row, 3));
	q->by_hand = db_col_int(row, 4) ? id : 0;
	db_reset(row);
	q->rule = texts->rule;
	q->value = texts->value;
	q->document = texts->document;
	if (*texts->where) {
		if (where_parse(texts->where, where) != 0)
			return -1;
		q->where = where;
	}
	return 0;
}

static int
affected(const struct cli *cli, struct ledger *l, const char *number, struct affected_query *q)
{
	struct finding_cause_texts texts;
	struct affected a;
	struct standing standing = { 0 };
	struct split split;
	struct where where;
	int64_t id;
	int status = CLI_ERROR;

	q->split = &split;
	q->standing = &standing;
	if (split_begin(&split, l) == 0 && finding_number(l, number, &id) == 0 &&
	    finding_load_cause(l, id, &texts, q, &where) == 0 &&
	    standing_load(&standing, l, id, q->as_of) == 0 && affected_find(cli, l, q, &a) == 0)
		status = affected_show(cli, q, &a);
	standing_free(&standing);
	split_end(&split);
	return status;
}

int
finding_affected(struct cli *cli, int argc, char **argv)
{
	const char *as_of = NULL;
	struct affected_query q = { 0 };
	const struct opt opts[] = { { "-o", OPT_TEXT, &q.file }, { "--crtsh", OPT_TEXT, &q.crtsh },
		{ "--all", OPT_FLAG, &q.all }, { "--as-of", OPT_TEXT, &as_of },
		{ NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (affected_as_of(cli, as_of, &q.as_of) != 0)
		return cli_usage(cli, "--as-of: expected a date or an RFC 3339 time, found %s", as_of);
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = affected(cli, l, args.items[0], &q);
	ledger_close(l);
	return status;
}
