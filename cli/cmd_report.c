/* selfaudit report - the quarter's workbook */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "cli/commands.h"
#include "cli/period.h"
#include "cli/reporting.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/run.h"

struct asked {
	const char *label, *path, *run, *template;
};

/* The run asked for, else the official one: 1 and *id, 0 none yet, -1 said. */
static int
find_run(const struct asked *a, struct ledger *l, const struct population *p, int64_t *id)
{
	uint64_t n;
	int64_t of = 0;
	int got;

	if (!a->run)
		return run_official(l, p->id, id);
	if (cli_count(a->run, &n) != 0)
		return say_error("--run: expected a number, found %s", a->run);
	got = db_one_int(l, "SELECT population_id FROM run WHERE id = ?1", DB(db_int((int64_t)n)), &of);
	if (got < 0)
		return -1;
	if (of != p->id)
		return say_error("--run: expected a run over %s, found %s", p->label, a->run);
	*id = (int64_t)n;
	return 1;
}

static int
show(const struct cli *cli, const struct asked *a, int64_t run, const struct report_result *r)
{
	char hex[DIGEST_HEX], rest[DIGEST_HEX], beside[DIGEST_HEX];

	digest_hex(r->sha256, DIGEST_LEN, hex);
	digest_hex(r->rest_sha256, DIGEST_LEN, rest);
	digest_hex(r->beside_sha256, DIGEST_LEN, beside);
	if (cli->json)
		return cli_json(json_pack("{s:s, s:s, s:s, s:I, s:o, s:I, s:o, s:o, s:I, s:o, s:o, s:I}", "label",
				    a->label, "file", a->path, "sha256", hex, "bytes",
				    (json_int_t)r->bytes, "run",
				    run ? json_integer((json_int_t)run) : json_null(), "sheets",
				    (json_int_t)r->sheets, "matrix_file",
				    r->rest_rows ? json_string(r->rest_path) : json_null(),
				    "matrix_sha256", r->rest_rows ? json_string(rest) : json_null(),
				    "matrix_rows", (json_int_t)r->rest_rows, "differences_file",
				    r->beside_rows ? json_string(r->beside_path) : json_null(),
				    "differences_sha256", r->beside_rows ? json_string(beside) : json_null(),
				    "differences_rows", (json_int_t)r->beside_rows),
		    CLI_DONE);
	printf("%s  %s\n", hex, a->path);
	if (r->rest_rows)
		printf("%s  %s\n", rest, r->rest_path);
	if (r->beside_rows)
		printf("%s  %s\n", beside, r->beside_path);
	if (!run)
		cli_note(cli, "%s: no check over the sample yet, the sheets say so", a->label);
	return cli_flush(CLI_DONE);
}

static int
write_it(const struct cli *cli, const struct asked *a, struct ledger *l)
{
	struct population p;
	struct report_result result;
	int64_t run = 0;
	int status = CLI_ERROR;

	if (db_begin_read(l) == 0 && period_find(l, a->label, &p) == 0 &&
	    find_run(a, l, &p, &run) >= 0 &&
	    reporting_write(cli, l, &p, run, a->path, a->template, &result) == 0)
		status = show(cli, a, run, &result);
	db_rollback(l);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct asked a = { 0 };
	const struct opt opts[] = { { "-o", OPT_TEXT, &a.path }, { "--run", OPT_TEXT, &a.run },
		{ "--template", OPT_TEXT, &a.template }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!a.path)
		return cli_usage(cli, "expected -o FILE.xlsx, found none");
	a.label = args.items[0];
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = write_it(cli, &a, l);
	ledger_close(l);
	return status;
}

const struct command cmd_report = {
	.name = "report",
	.synopsis = "report LABEL -o FILE.xlsx [--run ID] [--template FILE]",
	.summary = "write the quarter's workbook",
	.help = "    -o FILE          the workbook; rows the plan keeps off its Test matrix go to\n"
		"                     FILE-matrix.csv beside it, differences from other lists that\n"
		"                     are too many for a sheet to FILE-reconciliations.csv\n"
		"    --run ID         a run other than the one that stands for the period\n"
		"    --template FILE  other sheets, columns and texts (templates/workbook.yaml)\n"
		"\nPrints the SHA-256 of what it wrote.  The same ledger gives the same bytes.\n",
	.run = run,
};
