#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/lintfile.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/lint.h"
#include "cli/ccadb.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/period.h"
#include "cli/progress.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/unit_cursor.h"

#define SECONDS 60	/* for one certificate */

struct linting {
	struct cli *cli;
	struct ledger *l;
	struct population p;
	bool census;
	struct lint_job job;
	char version[64];
	struct outfile *out;
	struct text line;
	uint64_t certificates, findings, unlinted;
	bool refused;		/* the one at hand */
};

static int
put_row(void *arg, const struct lint_row *r)
{
	struct linting *t = arg;
	char hex[DIGEST_HEX];
	const char *const cells[] = { digest_hex(r->sha256, DIGEST_LEN, hex), r->tool, r->version, r->code,
		lintfile_level(r->level), r->detail };

	text_clear(&t->line);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (i)
			text_addc(&t->line, ',');
		ccadb_cell(&t->line, cells[i]);
	}
	text_addc(&t->line, '\n');
	if (text_failed(&t->line))
		return -1;
	t->findings += *r->code != '\0';
	fputs(text_str(&t->line), outfile_stream(t->out));
	return 0;
}

static int
put_reject(void *arg, const char *place, const char *reason)
{
	struct linting *t = arg;

	t->refused = true;
	cli_note(t->cli, "%s: %s", place, reason);
	return 0;
}

static int
lint_unit(struct linting *t, const struct unit *u)
{
	const struct lintfile_sink sink = { .arg = t, .row = put_row, .reject = put_reject };

	t->certificates++;
	t->refused = !u->der;
	t->job.der = u->der;
	t->job.len = u->der_len;
	if (u->der && lint_run(&t->job, &sink) != 0)
		return -1;
	t->unlinted += t->refused;
	return 0;
}

static int
pump(struct linting *t)
{
	const struct unit_cursor_query q = {
		.scope = t->census ? UNIT_CURSOR_POPULATION : UNIT_CURSOR_SAMPLE,
		.population_id = t->p.id,
		.der = true,
	};
	struct unit_cursor *units = unit_cursor_open(t->l, &q);
	struct progress progress;
	const struct unit *u;
	int more = -1;

	fputs("sha256,tool,version,code,level,detail\n", outfile_stream(t->out));
	progress_begin(&progress, t->cli, "lint", t->census ? t->p.count : 0);
	if (units)
		while ((more = unit_cursor_next(units, &u)) > 0) {
			if (lint_unit(t, u) != 0) {
				more = -1;
				break;
			}
			progress_step(&progress, t->certificates);
		}
	progress_end(&progress);
	unit_cursor_close(units);
	return more;
}

static int
show(const struct linting *t, const char *path)
{
	int status = t->unlinted ? CLI_ATTENTION : CLI_DONE;

	if (t->cli->json)
		return cli_json(json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:s}", "label", t->p.label, "tool",
				    t->job.tool->name, "version", t->version, "certificates",
				    (json_int_t)t->certificates, "findings", (json_int_t)t->findings, "unlinted",
				    (json_int_t)t->unlinted, "file", path),
		    status);
	printf("%s %s: %llu certificate%s, %llu finding%s, %llu not linted\n%s: take it in with import lint\n",
	    t->job.tool->name, t->version, (unsigned long long)t->certificates,
	    text_s(t->certificates), (unsigned long long)t->findings, text_s(t->findings),
	    (unsigned long long)t->unlinted, path);
	return cli_flush(status);
}

static int
lint(struct linting *t, const char *label, const char *path)
{
	int status = CLI_ERROR;

	t->l = ledger_open(t->cli->ledger_path, LEDGER_READ);
	if (!t->l || db_begin_read(t->l) != 0 || period_find(t->l, label, &t->p) != 0)
		goto out;
	if (!t->census && !t->p.drawn) {
		say_error("%s: expected a population that is drawn, found it not drawn yet", label);
		goto out;
	}
	if (lint_version(t->job.tool, t->job.program, t->version, sizeof t->version) != 0)
		goto out;
	t->job.version = t->version;
	t->out = outfile_open(path, 0644);
	if (!t->out || pump(t) != 0)
		goto out;
	if (outfile_commit(t->out) == 0)
		status = show(t, path);
	t->out = NULL;
out:
	outfile_abandon(t->out);
	if (t->l)
		db_rollback(t->l);
	ledger_close(t->l);
	text_free(&t->line);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct linting t = { .cli = cli, .job = { .seconds = SECONDS } };
	const char *tool = NULL, *path = NULL, *seconds = NULL;
	const struct opt opts[] = { { "--tool", OPT_TEXT, &tool }, { "--program", OPT_TEXT, &t.job.program },
		{ "--seconds", OPT_TEXT, &seconds }, { "--census", OPT_FLAG, &t.census },
		{ "-o", OPT_TEXT, &path }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	uint64_t n = SECONDS;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	t.job.tool = tool ? lint_tool(tool) : NULL;
	if (!t.job.tool)
		return cli_usage(cli, "--tool: expected zlint, pkilint or x509lint, found %s",
		    tool ? tool : "none");
	if (!path)
		return cli_usage(cli, "-o: expected a file to write, found none");
	if (seconds && (cli_count(seconds, &n) != 0 || n < 1 || n > 86400))
		return cli_usage(cli, "--seconds: expected 1 to 86400, found %s", seconds);
	t.job.seconds = (int)n;
	return lint(&t, args.items[0], path);
}

const struct command cmd_lint = {
	.name = "lint",
	.synopsis = "lint LABEL --tool zlint|pkilint|x509lint -o FILE.csv [--program PATH] [--seconds N]"
		    " [--census]",
	.summary = "run a linter over the sample of a population",
	.help = "    --tool NAME      zlint, pkilint (lint_cabf_serverauth_cert) or x509lint\n"
		"    -o FILE.csv      what it said, for import lint\n"
		"    --program PATH   the tool, where it is not in PATH by its own name\n"
		"    --seconds N      for one certificate (60)\n"
		"    --census         the whole population instead of its sample\n"
		"\n"
		"    Exit 1: a certificate could not be linted.\n",
	.run = run,
};
