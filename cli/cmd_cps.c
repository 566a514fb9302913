#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/cps.h"
#include "base/instant.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/cps_problems.h"
#include "cli/cps_extract.h"
#include "cli/cps_coverage.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

struct action_args {
	const struct opt_args *args;
	const char *document, *catalogue;	/* NULL: not given */
};

/* ---- add ---- */

/* Versions that the document's file before stated and this one does not: they are gone from the
 * register, and that is seldom meant.  How many, or -1 said. */
static int
dropped_versions(struct ledger *l, int64_t import_id)
{
	int n = 0, more;
	struct query *q = db_query(l,
	    "WITH now AS (SELECT document FROM cps_file WHERE import_id = ?1),"
	    " before AS (SELECT max(f.import_id) AS id FROM cps_file f, now"
	    "  WHERE f.document = now.document AND f.import_id < ?1)"
	    " SELECT now.document, v.version FROM now, before JOIN cps_version v"
	    "  ON v.import_id = before.id WHERE NOT EXISTS (SELECT 1 FROM cps_version w"
	    "  WHERE w.import_id = ?1 AND w.version = v.version) ORDER BY v.ord",
	    DB(db_int(import_id)));

	while ((more = db_step(q)) > 0) {
		say_error("%s: expected version %s, which the file before stated, found it dropped; a file "
			  "replaces the one before, so it states every version",
		    db_col_text(q, 0), db_col_text(q, 1));
		n++;
	}
	return more < 0 ? -1 : n;
}

static json_t *
added_json(struct ledger *l, const struct import_result *r)
{
	struct query *q = db_query(l,
	    "SELECT f.document, v.version FROM cps_file AS f LEFT JOIN cps_version AS v"
	    " ON v.import_id = f.import_id WHERE f.import_id = ?1 ORDER BY v.ord",
	    DB(db_int(r->id)));
	json_t *versions = json_array(), *document = NULL;
	int more;

	while ((more = db_step(q)) > 0) {
		if (!document)
			document = json_string(db_col_text(q, 0));
		if (!db_col_null(q, 1))
			json_array_append_new(versions, json_string(db_col_text(q, 1)));
	}
	if (more < 0) {
		json_decref(versions);
		json_decref(document);
		return NULL;
	}
	return json_pack("{s:I, s:b, s:o, s:o}", "import", (json_int_t)r->id, "repeated",
	    r->repeated, "document", document, "versions", versions);
}

/* An unknown method would permit nothing, and nobody would notice. */
static int
check_methods(const struct catalogue *c, const char *file, const struct cps_methods *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct cps_method *one = &m->item[i];

		if (!catalogue_find_any(c, one->method))
			return say_error("%s:%d:%d: expected a method of the Baseline Requirements, found %s"
					 " (the nearest known: %s)",
			    file, one->line, one->column, one->method,
			    catalogue_nearest(c, one->method));
	}
	return 0;
}

static int
accept(void *catalogue, const char *file, const struct cps_document *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (check_methods(catalogue, file, &d->version[i].methods) != 0 ||
		    check_methods(catalogue, file, &d->version[i].wildcard_methods) != 0 ||
		    check_methods(catalogue, file, &d->version[i].ip_methods) != 0)
			return -1;
	return 0;
}

static int
add(struct cli *cli, const struct action_args *a)
{
	const struct opt_args *args = a->args;
	struct catalogue *catalogue = catalogue_read(a->catalogue);
	const struct import_options o = { .extracted_at = INSTANT_NONE,
		.accept_cps = accept,
		.ctx = catalogue,
		.expected = -1,
		.by = cli->actor,
		.program = "selfaudit " SELFAUDIT_VERSION,
		.now = cli->now };
	struct ledger *l = catalogue ? ledger_open(cli->ledger_path, LEDGER_WRITE) : NULL;
	json_t *all = json_array();
	int status = l ? CLI_DONE : CLI_ERROR, dropped, attention = 0;

	for (int i = 1; i < args->count && status == CLI_DONE; i++) {
		struct import_result r;
		json_t *one;

		if (import_file(l, IMPORT_CPS, args->items[i], &o, &r) != 0) {
			status = CLI_ERROR;
			break;
		}
		one = added_json(l, &r);
		if (!one)
			status = CLI_ERROR;
		else if (!cli->json)
			printf("%s: %s, %zu version%s, %s %lld\n", args->items[i],
			    json_string_value(json_object_get(one, "document")),
			    json_array_size(json_object_get(one, "versions")),
			    text_s(json_array_size(json_object_get(one, "versions"))),
			    r.repeated ? "nothing changed since import" : "import",
			    (long long)r.id);
		json_array_append_new(all, one);
		dropped = r.repeated ? 0 : dropped_versions(l, r.id);
		if (dropped < 0)
			status = CLI_ERROR;
		attention += dropped > 0;
		import_result_free(&r);
	}
	ledger_close(l);
	catalogue_free(catalogue);
	if (status == CLI_DONE && attention)
		status = CLI_ATTENTION;
	if (status != CLI_ERROR && cli->json)
		return cli_json(json_pack("{s:o}", "files", all), status);
	json_decref(all);
	return status != CLI_ERROR ? cli_flush(status) : status;
}

/* ---- list, show ---- */

/* Of each document the newest file. */
#define VERSIONS                                                                                  \
	"SELECT v.document, v.version, v.kind, v.title, v.applies_to, v.effective_from,"          \
	" v.published_at, v.effective_until, v.in_force_from, v.in_force_until, v.withdrawn,"     \
	" v.methods, v.wildcard_methods, v.ip_methods, v.limits, v.source, v.sha256, v.evidence," \
	" v.notes, v.confirmed_by, v.confirmed_at, v.import_id FROM cps_version AS v"             \
	" WHERE NOT EXISTS (SELECT 1 FROM cps_file AS f JOIN cps_file AS n"                       \
	" ON n.document = f.document AND n.import_id > f.import_id"                               \
	" WHERE f.import_id = v.import_id)"
#define ORDER " ORDER BY v.document, ifnull(v.in_force_from, v.effective_from), v.ord"

enum column_kind { WORDS, TIME, FLAG, LIST, NUMBER };

static const struct {
	const char *name;
	enum column_kind kind;
} columns[] = { { "document", WORDS }, { "version", WORDS }, { "kind", WORDS }, { "title", WORDS },
	{ "applies_to", WORDS }, { "effective_from", TIME }, { "published_at", TIME },
	{ "effective_until", TIME }, { "in_force_from", TIME }, { "in_force_until", TIME },
	{ "withdrawn", FLAG }, { "methods", LIST }, { "wildcard_methods", LIST },
	{ "ip_methods", LIST }, { "limits", WORDS }, { "source", WORDS }, { "sha256", WORDS },
	{ "evidence", WORDS }, { "notes", WORDS }, { "confirmed_by", WORDS },
	{ "confirmed_at", TIME }, { "import", NUMBER } };

#define COLUMNS (sizeof columns / sizeof *columns)
enum { IN_FORCE_FROM = 8, IN_FORCE_UNTIL = 9, WITHDRAWN = 10, METHODS = 11 };

static json_t *
list_json(const char *words)
{
	json_t *list = json_array();

	while (*words) {
		size_t n = strcspn(words, " ");

		json_array_append_new(list, json_stringn(words, n));
		words += n + (words[n] == ' ');
	}
	return list;
}

static json_t *
version_json(struct query *q)
{
	json_t *v = json_object();
	char at[INSTANT_TEXT];

	for (size_t i = 0; i < COLUMNS; i++) {
		int c = (int)i;
		json_t *value;

		if (db_col_null(q, c))
			value = json_null();
		else if (columns[i].kind == TIME)
			value = json_string(instant_format(db_col_int(q, c), at));
		else if (columns[i].kind == FLAG)
			value = json_boolean(db_col_int(q, c));
		else if (columns[i].kind == NUMBER)
			value = json_integer(db_col_int(q, c));
		else
			value = columns[i].kind == LIST ? list_json(db_col_text(q, c))
							: json_string(db_col_text(q, c));
		json_object_set_new(v, columns[i].name, value);
	}
	return v;
}

static void
print_line(struct query *q)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	printf("%-16s %-10s %-7s ", db_col_text(q, 0), db_col_text(q, 1), db_col_text(q, 2));
	if (db_col_int(q, WITHDRAWN))
		printf("%-45s", "withdrawn");
	else
		printf("%-20s to %-20s ", instant_format(db_col_at(q, IN_FORCE_FROM), from),
		    db_col_null(q, IN_FORCE_UNTIL)
			? "open"
			: instant_format(db_col_at(q, IN_FORCE_UNTIL), until));
	printf(" %s\n", db_col_null(q, METHODS) ? "methods not stated" : db_col_text(q, METHODS));
}

static void
print_version(struct query *q)
{
	char at[INSTANT_TEXT];

	for (size_t i = 0; i < COLUMNS; i++) {
		int c = (int)i;

		if (columns[i].kind == FLAG ? !db_col_int(q, c) : db_col_null(q, c))
			continue;
		printf("%-16s %s\n", columns[i].name,
		    columns[i].kind == TIME   ? instant_format(db_col_int(q, c), at)
		    : columns[i].kind == FLAG ? "yes"
		    : *db_col_text(q, c)      ? db_col_text(q, c)
					      : "none");
	}
}

/* All rows of q by print, where there is one, or into *all as JSON.  0 or -1 said. */
static int
take_rows(struct query *q, void (*print)(struct query *q), json_t **all)
{
	size_t found = 0;
	int more;

	*all = json_array();
	for (; (more = db_step(q)) > 0; found++) {
		if (!print)
			json_array_append_new(*all, version_json(q));
		else if (found > 0 && print == print_version)
			putchar('\n');
		if (print)
			print(q);
	}
	return more;
}

static int
list(struct cli *cli, const struct action_args *a)
{
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_READ);
	json_t *versions = NULL, *problems = NULL;
	int status = CLI_ERROR;

	(void)a;
	if (!l || take_rows(db_query(l, VERSIONS ORDER, DB_NONE), cli->json ? NULL : print_line,
		      &versions) != 0 ||
	    !(problems = cps_problems(l)))
		goto out;
	status = json_array_size(problems) ? CLI_ATTENTION : CLI_DONE;
	for (size_t i = 0; !cli->json && i < json_array_size(problems); i++)
		puts(json_string_value(json_array_get(problems, i)));
	if (cli->json)
		status = cli_json(json_pack("{s:O, s:O}", "versions", versions, "problems", problems),
		    status);
	else
		status = cli_flush(status);
out:
	json_decref(versions);
	json_decref(problems);
	ledger_close(l);
	return status;
}

static int
show(struct cli *cli, const struct action_args *a)
{
	const struct opt_args *args = a->args;
	const char *document = args->count > 2 ? args->items[1] : NULL;
	const char *version = args->items[args->count - 1];
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_READ);
	int64_t found = 0;
	json_t *all = NULL;
	int status = CLI_ERROR;

	if (!l)
		return CLI_ERROR;
	if (db_one_int(l,
		"SELECT count(*) FROM cps_version WHERE version = ?1 AND document = ifnull(?2, "
		"document)",
		DB(db_text(version), db_text(document)), &found) < 0)
		goto out;
	if (found == 0) {
		say_error("cps show: expected a version of the register, found %s%s%s",
		    document ? document : "", document ? " " : "", version);
		goto out;
	}
	if (take_rows(db_query(l,
			  VERSIONS " AND v.version = ?1 AND v.document = ifnull(?2, v.document)" ORDER,
			  DB(db_text(version), db_text(document))),
		cli->json ? NULL : print_version, &all) != 0)
		goto out;
	status = cli->json ? cli_json(json_pack("{s:O}", "versions", all), CLI_DONE) :
			     cli_flush(CLI_DONE);
out:
	json_decref(all);
	ledger_close(l);
	return status;
}

/* ---- extract ---- */

static int
extract(struct cli *cli, const struct action_args *a)
{
	int status = cli_text(cli, "--document", a->document);

	return status == CLI_DONE ? cps_extract_file(cli, a->args->items[1], a->document) : status;
}

/* ---- coverage ---- */

static int
coverage(struct cli *cli, const struct action_args *a)
{
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_READ);
	int status = l ? cps_coverage(cli, l) : CLI_ERROR;

	(void)a;
	ledger_close(l);
	return status;
}

/* ---- the command ---- */

static const struct action {
	const char *name;
	int min, max;
	const char *wants;
	int (*run)(struct cli *cli, const struct action_args *a);
} actions[] = {
	{ "add", 1, INT_MAX, "one FILE or more", add },
	{ "list", 0, 0, "no argument", list },
	{ "show", 1, 2, "[DOCUMENT] VERSION", show },
	{ "extract", 1, 1, "one FILE", extract },
	{ "coverage", 0, 0, "no argument", coverage },
};

static int
run_action(struct cli *cli, const struct action *action, const struct action_args *a)
{
	int found = a->args->count - 1;

	if (found < action->min || found > action->max)
		return cli_usage(cli, "%s: expected %s, found %d", action->name, action->wants, found);
	if (a->document && action->run != extract)
		return cli_usage(cli, "--document: expected it with extract, found %s", action->name);
	if (a->catalogue && action->run != add)
		return cli_usage(cli, "--catalogue: expected it with add, found %s", action->name);
	return action->run(cli, a);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct opt_args args = { .min = 1, .max = -1 };
	struct action_args a = { .args = &args };
	const struct opt opts[] = { { "--document", OPT_TEXT, &a.document },
		{ "--catalogue", OPT_TEXT, &a.catalogue }, { NULL, OPT_FLAG, NULL } };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, args.items[0]) == 0)
			return run_action(cli, &actions[i], &a);
	return cli_usage(cli, "expected add, list, show, extract or coverage, found %s", args.items[0]);
}

const struct command cmd_cps = {
	.name = "cps",
	.synopsis = "cps add FILE... [--catalogue FILE]\ncps list\ncps show [DOCUMENT] VERSION\n"
		    "cps extract FILE [--document NAME]\ncps coverage",
	.summary = "keep the register of CP and CPS versions",
	.help = "    add       a document of the register, YAML; of a document the newest file counts\n"
		"    list      the versions and when each was in force; gaps and overlaps (status 1)\n"
		"    show      all that the register states of a version\n"
		"    extract   propose an entry from the text of a CPS: Markdown, plain text, PDF\n"
		"    coverage  methods used under each version, over the whole ledger; status 1\n"
		"              where one is not permitted, or the register has a gap or an overlap\n"
		"\n"
		"    --document NAME   the document's name in the register (default: out of its title)\n"
		"    --catalogue FILE  dated tables that know the methods, in place of those compiled in\n",
	.run = run,
};
