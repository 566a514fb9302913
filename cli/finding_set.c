#include "cli/finding_set.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/person.h"
#include "base/say.h"
#include "base/text.h"
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
add(const struct cli *cli, struct ledger *l, const struct finding_new *f)
{
	json_t *body = json_pack("{s:s}", "where", f->where);
	char *text = body ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	int64_t id;
	int status = CLI_ERROR;

	if (!text)
		say_error("finding: expected texts in UTF-8, found other bytes");
	else if (db_begin(l) == 0 && finding_open(l, f, text, &id) == 0 && db_commit(l) == 0)
		status = done(cli, id, "added");
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
	struct where where;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!f.cause.rule || !f.title || !f.where || !*f.cause.rule || !*f.title)
		return cli_usage(cli, "expected --rule ID --title T --where EXPR, found less");
	if (where_parse(f.where, &where) != 0)
		return CLI_ERROR;
	f.by = cli->actor;
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!l)
		return CLI_ERROR;
	status = add(cli, l, &f);
	ledger_close(l);
	return status;
}
