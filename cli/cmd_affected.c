#include "cli/affected.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/split.h"
#include "ledger/ledger.h"

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *expression = NULL, *as_of = NULL;
	struct affected_query q = { 0 };
	const struct opt opts[] = { { "--where", OPT_TEXT, &expression }, { "-o", OPT_TEXT, &q.file },
		{ "--crtsh", OPT_TEXT, &q.crtsh }, { "--all", OPT_FLAG, &q.all },
		{ "--as-of", OPT_TEXT, &as_of }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct affected a;
	struct split split;
	struct where where;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!expression)
		return cli_usage(cli, "expected --where EXPR, found none");
	if (affected_as_of(cli, as_of, &q.as_of) != 0)
		return cli_usage(cli, "--as-of: expected a date or an RFC 3339 time, found %s", as_of);
	if (where_parse(expression, &where) != 0)
		return CLI_ERROR;
	q.where = &where;
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	q.split = &split;
	status = split_begin(&split, l) == 0 && affected_find(cli, l, &q, &a) == 0 ?
	    affected_show(cli, &q, &a) :
	    CLI_ERROR;
	split_end(&split);
	ledger_close(l);
	return status;
}

const struct command cmd_affected = {
	.name = "affected",
	.synopsis = "affected --where EXPR [-o FILE.csv] [--crtsh FILE.txt] [--all] [--as-of T]",
	.summary = "find the certificates of the whole ledger that an expression means",
	.help = "    --where EXPR  terms with spaces between, all must hold: method=M issued>=T\n"
		"                  issued<T issuer=X type=T name~SUFFIX key_sha256=H\n"
		"    -o FILE.csv   the list an incident report carries (CCADB, 11 columns)\n"
		"    --crtsh FILE  addresses at crt.sh, one a line: will do from 10,000 certificates on\n"
		"    --all         into the lists also what is not valid at --as-of\n"
		"    --as-of T     the instant of \"valid\" and \"revoked\", default now\n",
	.run = run,
};
