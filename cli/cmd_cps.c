#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/cps_problems.h"
#include "cli/cps_extract.h"
#include "cli/cps_coverage.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

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

static int
add(struct cli *cli, const struct opt_args *args)
{
	const struct import_options o = { .extracted_at = INSTANT_NONE,
		.expected = -1,
		.by = cli->actor,
		.program = "selfaudit " SELFAUDIT_VERSION,
		.now = cli->now };
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_WRITE);
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
			    json_array_size(json_object_get(one, "versions")) == 1 ? "" : "s",
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
list(struct cli *cli, const struct opt_args *args)
{
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_READ);
	json_t *versions = NULL, *problems = NULL;
	int status = CLI_ERROR;

	(void)args;
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
show(struct cli *cli, const struct opt_args *args)
{
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
extract(struct cli *cli, const struct opt_args *args)
{
	return cps_extract_file(cli, args->items[1]);
}

/* ---- coverage ---- */

static int
coverage(struct cli *cli, const struct opt_args *args)
{
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_READ);
	int status = l ? cps_coverage(cli, l) : CLI_ERROR;

	(void)args;
	ledger_close(l);
	return status;
}

/* ---- the command ---- */

static const struct {
	const char *name;
	int min, max;
	int (*run)(struct cli *cli, const struct opt_args *args);
} actions[] = {
	{ "add", 2, -1, add },
	{ "list", 1, 1, list },
	{ "show", 2, 3, show },
	{ "extract", 2, 2, extract },
	{ "coverage", 1, 1, coverage },
};

static int
run(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = -1 };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (strcmp(actions[i].name, args.items[0]) != 0)
			continue;
		if (args.count < actions[i].min ||
		    (actions[i].max >= 0 && args.count > actions[i].max))
			return cli_usage(cli, "%s: expected %s, found %d arguments",
			    actions[i].name,
			    actions[i].min == 2 ? "FILE, or [DOCUMENT] VERSION" : "no argument",
			    args.count - 1);
		return actions[i].run(cli, &args);
	}
	return cli_usage(cli, "expected add, list, show, extract or coverage, found %s", args.items[0]);
}

const struct command cmd_cps = {
	.name = "cps",
	.synopsis = "cps add FILE...\ncps list\ncps show [DOCUMENT] VERSION\ncps extract FILE\n"
		    "cps coverage",
	.summary = "keep the register of CP and CPS versions",
	.help = "    add       a document of the register, YAML; of a document the newest file counts\n"
		"    list      the versions and when each was in force; gaps and overlaps (status 1)\n"
		"    show      all that the register states of a version\n"
		"    extract   propose an entry from the text of a CPS: Markdown, plain text, PDF\n"
		"    coverage  methods used under each version, over the whole ledger; status 1\n"
		"              where one is not permitted, or the register has a gap or an overlap\n",
	.run = run,
};
