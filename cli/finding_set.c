#include "cli/finding_set.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/person.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/families.h"
#include "cli/affected.h"
#include "cli/finding.h"
#include "cli/finding_close.h"
#include "cli/finding_key.h"
#include "cli/where.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/finding.h"
#include "ledger/ledger.h"

static int
add_event(const struct cli *cli, struct ledger *l, const char *kind, int64_t id,
    const json_t *body)
{
	char subject[24];
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	int rc;

	if (!text)
		return say_nomem("finding");
	snprintf(subject, sizeof subject, "%lld", (long long)id);
	rc = event_add(l,
	    &(struct event){ .at = cli->now, .actor = cli->actor, .kind = kind, .subject = subject,
		.body = text });
	free(text);
	return rc;
}

/* Names are kept tidy: base/person.h. */
static json_t *
person_json(const char *name)
{
	char *copy = strdup(name);
	json_t *value = copy && *person_tidy(copy) ? json_string(copy) : NULL;

	free(copy);
	return value;
}

/* KEY=VALUE arguments as an object; -1 after a usage line. */
static json_t *
parse_pairs(const struct cli *cli, char **items, int count)
{
	json_t *body = json_object();

	for (int i = 0; i < count; i++) {
		const char *equals = strchr(items[i], '='), *fault;
		char key[64];
		json_t *value;

		if (!equals || equals == items[i] || equals - items[i] >= (int)sizeof key) {
			cli_usage(cli, "expected KEY=VALUE, found %s", items[i]);
			goto fail;
		}
		snprintf(key, sizeof key, "%.*s", (int)(equals - items[i]), items[i]);
		if (!finding_key_known(key)) {
			cli_usage(cli, "expected a key that selfaudit(1) lists, found %s", key);
			goto fail;
		}
		fault = finding_key_fault(key, equals + 1);
		if (!fault && json_object_get(body, key))
			fault = "expected each key once";
		if (fault) {
			cli_usage(cli, "%s: %s, found %s", key, fault, equals + 1);
			goto fail;
		}
		value = strcmp(key, "owner") == 0 ? person_json(equals + 1) : json_string(equals + 1);
		if (!value || text_control(equals, strlen(equals)) < strlen(equals)) {
			json_decref(value);
			cli_usage(cli, "%s: expected one line of UTF-8, found other bytes", key);
			goto fail;
		}
		json_object_set_new(body, key, value);
	}
	return body;
fail:
	json_decref(body);
	return NULL;
}

static int
done(const struct cli *cli, int64_t id, const char *words)
{
	if (cli->json)
		return cli_json(json_pack("{s:I}", "id", (json_int_t)id), CLI_DONE);
	printf("finding %lld: %s\n", (long long)id, words);
	return cli_flush(CLI_DONE);
}

int
finding_set_run(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 2, .max = -1 };
	struct ledger *l = NULL;
	json_t *body;
	int64_t id;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	body = parse_pairs(cli, args.items + 1, args.count - 1);
	status = CLI_ERROR;
	if (!body)
		goto out;
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (l && db_begin(l) == 0 && finding_number(l, args.items[0], &id) == 0 &&
	    finding_close_check(cli, l, id, body) == 0 &&
	    add_event(cli, l, "finding-set", id, body) == 0 && db_commit(l) == 0)
		status = done(cli, id, "set");
out:
	if (l)
		db_rollback(l);
	json_decref(body);
	ledger_close(l);
	return status;
}

int
finding_set_note(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 2, .max = 2 };
	struct ledger *l;
	json_t *body;
	int64_t id;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	body = json_pack("{s:s}", "text", args.items[1]);
	if (!body || !*args.items[1]) {
		json_decref(body);
		return cli_usage(cli, "expected a text in UTF-8, found none");
	}
	status = CLI_ERROR;
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (l && db_begin(l) == 0 && finding_number(l, args.items[0], &id) == 0 &&
	    add_event(cli, l, "finding-note", id, body) == 0 && db_commit(l) == 0)
		status = done(cli, id, "noted");
	if (l)
		db_rollback(l);
	json_decref(body);
	ledger_close(l);
	return status;
}

static int
added(const struct cli *cli, int64_t id, const struct affected *a, bool known)
{
	if (cli->json)
		return cli_json(json_pack("{s:I, s:I, s:b}", "id", (json_int_t)id, "certificates",
				    (json_int_t)a->count, "known_rule", known),
		    CLI_DONE);
	printf("finding %lld: added, %llu certificate%s of the ledger\n", (long long)id,
	    (unsigned long long)a->count, text_s(a->count));
	return cli_flush(CLI_DONE);
}

/* A rule of the program brings its severity and its deadline; how many certificates the expression
 * means is kept as of now. */
static int
add(const struct cli *cli, struct ledger *l, const struct finding_new *f, const struct affected *a)
{
	static const char *const classes[] = { "none", "24h", "5d" };
	const struct rule *r = families_rule(f->cause.rule);
	json_t *body = json_pack("{s:s, s:I}", "where", f->where, "certificates", (json_int_t)a->count);
	char *text;
	int64_t id;
	int status = CLI_ERROR;

	if (r) {
		json_object_set_new(body, "severity",
		    json_string(r->severity == SEVERITY_MUST ? "MUST" : "SHOULD"));
		json_object_set_new(body, "revocation", json_string(classes[r->revocation]));
	} else {
		cli_note(cli, "finding: %s is no rule of this program (the nearest is %s): kept as your own text",
		    f->cause.rule, families_nearest(f->cause.rule));
	}
	text = body ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	if (!text)
		say_error("finding: expected texts in UTF-8, found other bytes");
	else if (db_begin(l) == 0 && finding_open(l, f, text, &id) == 0 && db_commit(l) == 0)
		status = added(cli, id, a, r != NULL);
	db_rollback(l);
	json_decref(body);
	free(text);
	return status;
}

int
finding_set_add(struct cli *cli, int argc, char **argv)
{
	struct finding_new f = { .cause = { NULL, "", "" }, .source = "added", .at = cli->now };
	const struct opt opts[] = { { "--rule", OPT_TEXT, &f.cause.rule },
		{ "--title", OPT_TEXT, &f.title }, { "--where", OPT_TEXT, &f.where },
		{ NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct affected_query q = { .as_of = cli->now };
	struct affected a;
	struct where where;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!f.cause.rule || !f.title || !f.where)
		return cli_usage(cli, "add: expected --rule, --title and --where, found no %s",
		    !f.cause.rule ? "--rule" : !f.title ? "--title" : "--where");
	if (cli_text(cli, "--rule", f.cause.rule) != CLI_DONE || cli_text(cli, "--title", f.title) != CLI_DONE)
		return CLI_ERROR;
	if (where_parse(f.where, &where) != 0)
		return CLI_ERROR;
	f.by = cli->actor;
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!l)
		return CLI_ERROR;
	q.where = &where;
	status = CLI_ERROR;
	if (affected_find(cli, l, &q, &a) == 0) {
		affected_unknown(cli, &where, &a);
		status = add(cli, l, &f, &a);
	}
	ledger_close(l);
	return status;
}
