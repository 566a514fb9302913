#include <stdio.h>

#include "base/instant.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "ledger/ledger.h"

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *ca = NULL, *ccadb_id = NULL;
	const struct opt opts[] = { { "--ca", OPT_TEXT, &ca },
		{ "--ccadb-id", OPT_TEXT, &ccadb_id }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct ledger_birth birth;
	char at[INSTANT_TEXT];
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!ca)
		return cli_usage(cli, "expected --ca NAME, found none");
	status = cli_text(cli, "--ca", ca);
	if (status == CLI_DONE)
		status = cli_text(cli, "--ccadb-id", ccadb_id);
	if (status != CLI_DONE)
		return status;
	birth = (struct ledger_birth){ ca, ccadb_id, cli->now, cli->actor,
		"selfaudit " SELFAUDIT_VERSION };
	if (ledger_create(cli->ledger_path, &birth) != 0)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(
		    json_pack("{s:s, s:s, s:s?, s:s}", "ledger", cli->ledger_path, "ca", ca,
			"ccadb_id", ccadb_id, "created_at", instant_format(cli->now, at)),
		    CLI_DONE);
	printf("%s is the ledger of %s\n", cli->ledger_path, ca);
	return cli_flush(CLI_DONE);
}

const struct command cmd_init = {
	.name = "init",
	.synopsis = "init --ca NAME [--ccadb-id ID]",
	.summary = "make the ledger of a CA owner",
	.help = "    --ca NAME      the CA owner, as it will stand in commitments\n"
		"    --ccadb-id ID  its unique id in CCADB\n",
	.run = run,
};
