#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/importmap.h"
#include "base/input.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/reconcile.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

#define SMALL_FILE_MAX (1u << 20) /* a map, a query: written by people */

/* ---- what is printed ---- */

static void
print_result(const char *kind, const char *file, const struct import_result *r)
{
	printf("%s %s: ", kind, file);
	if (r->repeated) {
		printf("is import %lld already, nothing changed", (long long)r->id);
		if (r->rejected)
			printf("; rejected then: %llu", (unsigned long long)r->rejected);
		putchar('\n');
		return;
	}
	printf("import %lld\n", (long long)r->id);
	printf("  read %llu, new %llu, known %llu, rejected %llu", (unsigned long long)r->read,
	    (unsigned long long)r->new, (unsigned long long)r->known,
	    (unsigned long long)r->rejected);
	if (r->pending)
		printf(", pending %llu (no certificate yet)", (unsigned long long)r->pending);
	putchar('\n');
	for (size_t i = 0; i < r->note_count; i++)
		if (r->notes[i].count)
			printf(
			    "  %s %llu\n", r->notes[i].what, (unsigned long long)r->notes[i].count);
	if (r->unknown_columns.len)
		printf("  unknown columns, kept out: %s\n", text_str(&r->unknown_columns));
	for (const char *p = text_str(&r->shown); *p;) {
		size_t n = strcspn(p, "\n");

		printf("  rejected %.*s\n", (int)n, p);
		p += n + 1;
	}
	if (r->rejected > r->shown_count)
		printf("  rejected ... and %llu more, all kept in the ledger\n",
		    (unsigned long long)(r->rejected - r->shown_count));
}

/* The first remarks of an import, with their places. */
static int
print_remarks(struct ledger *l, const struct import_result *r)
{
	struct query *q = db_query(l,
	    "SELECT place, text FROM remark WHERE import_id = ?1 ORDER BY ord LIMIT 5",
	    DB(db_int(r->id)));
	int more;
	uint64_t shown = 0;

	while ((more = db_step(q)) > 0) {
		printf("  remark %s: %s\n", db_col_text(q, 0), db_col_text(q, 1));
		shown++;
	}
	if (more == 0 && r->remarks > shown)
		printf("  remark ... and %llu more, all kept in the ledger\n",
		    (unsigned long long)(r->remarks - shown));
	return more;
}

static json_t *
columns_json(const struct import_result *r)
{
	json_t *list = json_array();

	for (const char *p = text_str(&r->unknown_columns); *p;) {
		size_t n = strcspn(p, ",");

		json_array_append_new(list, json_stringn(p, n));
		p += n + (p[n] == ',');
	}
	return list;
}

static json_t *
result_json(const char *file, const struct import_result *r)
{
	json_t *notes = json_object();
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < r->note_count; i++)
		json_object_set_new(
		    notes, r->notes[i].what, json_integer((json_int_t)r->notes[i].count));
	return json_pack("{s:I, s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "id",
	    (json_int_t)r->id, "file", file, "sha256", digest_hex(r->sha256, DIGEST_LEN, hex),
	    "repeated", r->repeated, "bytes", (json_int_t)r->bytes, "read", (json_int_t)r->read,
	    "new", (json_int_t)r->new, "known", (json_int_t)r->known, "rejected",
	    (json_int_t)r->rejected, "pending", (json_int_t)r->pending, "remarks",
	    (json_int_t)r->remarks, "unknown_columns", columns_json(r), "counts", notes);
}

/* ---- the command ---- */

struct request {
	const struct cli *cli;
	enum import_kind kind;
	struct import_options o;
	uint8_t map_sha256[DIGEST_LEN];
	const char *file; /* at hand */
	struct progress progress;
	bool in_progress;
	json_t *imports;
	uint64_t totals[6]; /* read, new, known, rejected, pending, remarks */
	uint64_t repeated;  /* files that were here already: they need no attention again */
	json_t *reconciled; /* keys of a reconciliation; NULL where it is none */
	struct import_range range;
	bool attention;
};

static void
show_progress(void *ctx, uint64_t bytes, int64_t total)
{
	struct request *q = ctx;

	if (!q->in_progress)
		progress_begin(&q->progress, q->cli, q->file, total > 0 ? (uint64_t)total : 0);
	q->in_progress = true;
	progress_step(&q->progress, bytes);
}

static uint64_t
count_of(const struct import_result *r, const char *what)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].what, what) == 0)
			return r->notes[i].count;
	return 0;
}

static int
reconcile(const struct cli *cli, struct ledger *l, struct request *q, const struct import_result *r)
{
	q->attention = q->attention || reconcile_differs(r);
	if (!cli->json)
		return reconcile_print(l, r);
	q->reconciled = json_object();
	return reconcile_json(l, r, q->reconciled);
}

static int
import_one(struct cli *cli, struct ledger *l, struct request *q, const char *file)
{
	struct import_result r;
	const uint64_t *const parts[] = { &r.read, &r.new, &r.known, &r.rejected, &r.pending,
		&r.remarks };
	int status;

	q->file = file;
	q->in_progress = false;
	status = import_file(l, q->kind, file, &q->o, &r);
	if (q->in_progress)
		progress_end(&q->progress);
	if (status != 0)
		return -1;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		q->totals[i] += *parts[i];
	q->repeated += r.repeated;
	q->attention =
	    q->attention ||
	    (!r.repeated && (r.rejected > 0 || r.unexpected || count_of(&r, "unreadable") > 0));
	if (cli->json)
		json_array_append_new(q->imports, result_json(file, &r));
	else
		print_result(import_kind_name(q->kind), file, &r);
	if (q->kind == IMPORT_RECONCILE && reconcile(cli, l, q, &r) != 0) {
		import_result_free(&r);
		return -1;
	}
	if (!cli->json && !r.repeated && r.remarks && print_remarks(l, &r) != 0) {
		import_result_free(&r);
		return -1;
	}
	if (r.unexpected)
		say_error("import %s: %s: expected %lld rows, found %llu",
		    import_kind_name(q->kind), file, (long long)q->o.expected,
		    (unsigned long long)r.read);
	import_result_free(&r);
	return 0;
}

static int
import_all(struct cli *cli, struct request *q, char **files, int count)
{
	struct ledger *l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	int status = l ? 0 : -1;
	json_t *object;

	q->imports = json_array();
	for (int i = 0; i < count && status == 0; i++)
		status = import_one(cli, l, q, files[i]);
	ledger_close(l);
	if (status != 0) {
		json_decref(q->imports);
		json_decref(q->reconciled);
		return CLI_ERROR;
	}
	status = q->attention ? CLI_ATTENTION : CLI_DONE;
	if (!cli->json) {
		json_decref(q->imports);
		return cli_flush(status);
	}
	object = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "kind",
	    import_kind_name(q->kind), "read", (json_int_t)q->totals[0], "new",
	    (json_int_t)q->totals[1], "known", (json_int_t)q->totals[2], "rejected",
	    (json_int_t)q->totals[3], "pending", (json_int_t)q->totals[4], "remarks",
	    (json_int_t)q->totals[5], "repeated", (json_int_t)q->repeated, "imports", q->imports);
	if (q->reconciled)
		json_object_update(object, q->reconciled);
	json_decref(q->reconciled);
	return cli_json(object, status);
}

struct words {
	const char *map, *query_file, *extracted_at, *expect_rows, *from, *until, *number, *reason;
};

static int
read_map(struct request *q, const char *file, struct importmap **map)
{
	char *bytes = NULL;
	size_t len;
	int status = -1;

	if (input_slurp(file, SMALL_FILE_MAX, &bytes, &len) != 0)
		return -1;
	*map = importmap_parse(file, bytes, len);
	if (*map)
		status = digest_sha256(bytes, len, q->map_sha256);
	q->o.map = *map;
	q->o.map_file = file;
	q->o.map_sha256 = q->map_sha256;
	free(bytes);
	return status;
}

/* Ends of a stretch of time that a reconciliation is about. */
static int
read_range(const struct cli *cli, const struct words *w, struct request *q)
{
	q->range = (struct import_range){ INSTANT_NONE, INSTANT_NONE };
	if (q->kind != IMPORT_RECONCILE)
		return cli_usage(cli, "--from, --until: expected them with reconcile, found %s",
		    import_kind_name(q->kind));
	if (w->from && instant_parse_any(w->from, &q->range.from, NULL) != 0)
		return cli_usage(cli, "--from: expected an RFC 3339 time or a date, found %s", w->from);
	if (w->until && instant_parse_any(w->until, &q->range.until, NULL) != 0)
		return cli_usage(cli, "--until: expected an RFC 3339 time or a date, found %s", w->until);
	if (w->from && w->until && q->range.from >= q->range.until)
		return cli_usage(cli, "--from, --until: expected a stretch that ends after it begins, found %s to %s",
		    w->from, w->until);
	q->o.range = &q->range;
	return CLI_DONE;
}

/* The options that need a look at a file, a time or a number. */
static int
read_words(const struct cli *cli, const struct words *w, struct request *q, struct importmap **map,
    char **query)
{
	uint64_t n;

	if (cli_text(cli, "--source", q->o.source) != CLI_DONE ||
	    cli_text(cli, "--extracted-by", q->o.extracted_by) != CLI_DONE)
		return CLI_ERROR;
	if (w->expect_rows) {
		if (cli_count(w->expect_rows, &n) != 0)
			return cli_usage(
			    cli, "--expect-rows: expected a count, found %s", w->expect_rows);
		q->o.expected = (int64_t)n;
	}
	if (w->extracted_at && instant_parse_any(w->extracted_at, &q->o.extracted_at, NULL) != 0)
		return cli_usage(cli,
		    "--extracted-at: expected an RFC 3339 time or a date, found %s",
		    w->extracted_at);
	if (w->query_file && input_slurp(w->query_file, SMALL_FILE_MAX, query, NULL) != 0)
		return CLI_ERROR;
	if (*query && (*query)[text_utf8(*query, strlen(*query))])
		return cli_usage(cli, "--query-file: expected UTF-8 text, found other bytes in %s",
		    w->query_file);
	q->o.query_text = *query;
	if ((w->from || w->until) && read_range(cli, w, q) != CLI_DONE)
		return CLI_ERROR;
	if (w->map && read_map(q, w->map, map) != 0)
		return CLI_ERROR;
	return CLI_DONE;
}

/* The kinds of `import`; the register of the CPS has a command of its own. */
static bool
find_kind(const char *name, enum import_kind *kind)
{
	for (int k = 0; k < IMPORT_KINDS; k++)
		if (k != IMPORT_CPS && k != IMPORT_REVIEW && strcmp(import_kind_name((enum import_kind)k), name) == 0) {
			*kind = (enum import_kind)k;
			return true;
		}
	return false;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct words w = { 0 };
	struct request q = { .cli = cli,
		.o = { .extracted_at = INSTANT_NONE,
		    .expected = -1,
		    .program = "selfaudit " SELFAUDIT_VERSION,
		    .now = cli->now,
		    .progress = show_progress } };
	const struct opt opts[] = { { "--map", OPT_TEXT, &w.map },
		{ "--source", OPT_TEXT, &q.o.source }, { "--query-file", OPT_TEXT, &w.query_file },
		{ "--extracted-by", OPT_TEXT, &q.o.extracted_by },
		{ "--extracted-at", OPT_TEXT, &w.extracted_at },
		{ "--expect-rows", OPT_TEXT, &w.expect_rows }, { "--from", OPT_TEXT, &w.from },
		{ "--until", OPT_TEXT, &w.until }, { "--void", OPT_TEXT, &w.number },
		{ "--reason", OPT_TEXT, &w.reason }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = -1 };
	struct importmap *map = NULL;
	char *query = NULL;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!find_kind(args.items[0], &q.kind))
		return cli_usage(cli,
		    "expected cas, certs, validations, links, crl, revocations, lint, weak-keys,"
		    " blocked-keys or reconcile, found %s",
		    args.items[0]);
	if (w.number || w.reason)
		return q.kind == IMPORT_RECONCILE && args.count == 1 && w.number ?
		    reconcile_void(cli, w.number, w.reason) :
		    cli_usage(cli, "expected reconcile --void N --reason TEXT and nothing else");
	if (args.count < 2)
		return cli_usage(cli, "expected FILE after %s, found none", args.items[0]);
	if ((w.expect_rows || q.kind == IMPORT_RECONCILE) && args.count > 2)
		return cli_usage(cli, "%s: expected one FILE with it, found %d",
		    w.expect_rows ? "--expect-rows" : "reconcile", args.count - 1);
	q.o.ctx = &q;
	q.o.by = cli->actor;
	status = read_words(cli, &w, &q, &map, &query);
	if (status == CLI_DONE)
		status = import_all(cli, &q, args.items + 1, args.count - 1);
	importmap_free(map);
	free(query);
	return status;
}

const struct command cmd_import = {
	.name = "import",
	.synopsis = "import cas|certs|validations|links|crl|revocations|lint|weak-keys|blocked-keys FILE... [--map MAP]"
		    " [--source TEXT] [--query-file F] [--extracted-by N] [--extracted-at T]"
		    " [--expect-rows N]\n"
		    "import reconcile FILE [--from T] [--until T] [--map MAP] [--source TEXT] [--query-file F]"
		    " [--extracted-by N] [--extracted-at T]\n"
		    "import reconcile --void N --reason TEXT",
	.summary = "take files of the CA into the ledger",
	.help = "    FILE               a file, a folder (walked), or - for standard input\n"
		"    --map MAP          how the export's columns become the import's (YAML)\n"
		"    --source TEXT      system that the export came from\n"
		"    --query-file F     the query behind it\n"
		"    --extracted-by N   who extracted it\n"
		"    --extracted-at T   when\n"
		"    --expect-rows N    how many records it must hold\n"
		"\n"
		"    cas          inventory of issuing CAs: CCADB CSV, PEM, DER, YAML\n"
		"    certs        PEM, DER, CT get-entries JSON, CSV with der\n"
		"    validations  CSV or JSON Lines\n"
		"    links        certificate,authz_id[,name]\n"
		"    crl          DER or PEM; its signature against the certificates of the inventory\n"
		"    revocations  serial,revoked_at,reason[,issuer]\n"
		"    lint         output of zlint, pkilint, pkimetal, x509lint\n"
		"    weak-keys    hashes of Debian weak keys, one a line\n"
		"    blocked-keys hashes of keys reported as compromised\n"
		"    reconcile    another list, compared with the ledger: what is in one and not in the other;\n"
		"                 crt.sh CSV or JSON, CT get-entries JSON, PEM, a register of serials\n"
		"                 (columns sha256, serial, issuer, not_before)\n"
		"    --from T, --until T   of a reconciliation: notBefore after T, and not after T\n"
		"    --void N --reason TEXT  withdraw the comparison of import N: it stays visible and never counts\n"
		"\n"
		"    Exit 1: a record was rejected or cannot be read, the count differs, a reconciliation\n"
		"    has differences.  A file that is here already changes nothing: exit 0; --json has\n"
		"    \"repeated\", and the counts of then.\n",
	.run = run,
};
