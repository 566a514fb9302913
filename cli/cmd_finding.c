#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/finding.h"
#include "cli/finding_set.h"
#include "cli/incident.h"
#include "cli/revocations.h"

static const struct {
	const char *name;
	int (*run)(struct cli *cli, int argc, char **argv);
} subcommands[] = {
	{ "list", finding_list },
	{ "show", finding_show },
	{ "add", finding_set_add },
	{ "set", finding_set_run },
	{ "note", finding_set_note },
	{ "affected", finding_affected },
	{ "revocations", revocations_run },
	{ "incident", incident_run },
};

static int
run(struct cli *cli, int argc, char **argv)
{
	struct opt_args args = { .min = 1, .max = 1 };
	const struct opt none[] = { { NULL, OPT_FLAG, NULL } };
	int status;

	for (size_t i = 0; argc > 1 && i < sizeof subcommands / sizeof *subcommands; i++)
		if (strcmp(argv[1], subcommands[i].name) == 0)
			return subcommands[i].run(cli, argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-')
		return cli_usage(cli, "expected a subcommand it knows, found %s", argv[1]);
	if (argc > 1 && !cli_options(cli, argc, argv, none, &args, &status))
		return status;
	return cli_usage(cli, "expected list, show, add, set, note, affected, revocations or incident, found none");
}

const struct command cmd_finding = {
	.name = "finding",
	.synopsis = "finding list [--due]\n"
		    "finding show ID\n"
		    "finding add --rule ID --title T --where EXPR\n"
		    "finding set ID KEY=VALUE...\n"
		    "finding note ID TEXT\n"
		    "finding affected ID [-o FILE.csv] [--crtsh FILE.txt] [--all] [--as-of T]\n"
		    "finding revocations ID [--as-of T]\n"
		    "finding incident ID [--preliminary] [--template FILE] [-o FILE.md] [--as-of T]",
	.summary = "the findings register",
	.help = "    --due         deadlines only, the next first; exit status 1 when one is past.  Certificates\n"
		"                  not revoked are counted in the whole ledger\n"
		"    KEY=VALUE     status, owner, due, aware_at, ... (selfaudit(1) lists the keys)\n"
		"    --rule ID     a rule (selfaudit rules), whose severity and deadline count, or a text of your own\n"
		"    --where EXPR  as in affected: a cause that no check found; counted when added\n"
		"    -o FILE.csv   the list an incident report carries (CCADB, 11 columns)\n"
		"    --crtsh FILE  addresses at crt.sh, one a line: will do from 10,000 certificates on\n"
		"    --all         into the lists also what is not valid at --as-of\n"
		"    --as-of T     the instant of \"valid\" and \"revoked\", default now\n"
		"    --preliminary     the report due after 72 hours instead of the full one\n"
		"    --template FILE   another text than templates/incident.md\n"
		"    -o FILE.md        the incident report (CCADB 3.2); without it on standard output\n",
	.run = run,
};
