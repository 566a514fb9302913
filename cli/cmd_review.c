#include <string.h>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/review.h"

static const struct {
	const char *name;
	int (*run)(struct cli *cli, int argc, char **argv);
} subcommands[] = {
	{ "assign", review_assign_run },
	{ "sheet", review_sheet_run },
	{ "import", review_import_run },
	{ "status", review_status_run },
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
		return cli_usage(cli, "expected assign, sheet, import or status, found %s", argv[1]);
	if (argc > 1 && !cli_options(cli, argc, argv, none, &args, &status))
		return status;
	return cli_usage(cli, "expected assign, sheet, import or status, found none");
}

const struct command cmd_review = {
	.name = "review",
	.synopsis = "review assign LABEL --reviewers FILE [--times N] [--attributes FILE]\n"
		    "review sheet LABEL -o DIR\n"
		    "review import FILE.xlsx...\n"
		    "review status LABEL",
	.summary = "share the sample out to persons, take their marks back",
	.help = "    --reviewers FILE   names one a line, or CSV name,role; nobody who prepared the sample\n"
		"    --times N          each certificate to N of them, default 1\n"
		"    --attributes FILE  what is tested by hand, else templates/review.yaml\n"
		"    -o DIR             a workbook for each reviewer\n"
		"\n"
		"Who gets what follows from the draw's seed.  sheet replaces no workbook.  import reads those\n"
		"filled in, and opens a finding for each attribute with a mark that fails; the same file\n"
		"again changes nothing, unless another sheet of the reviewer came between.  Exit status 1:\n"
		"rows rejected (not shared out to the reviewer, signed by somebody else), not signed, without\n"
		"a mark or evidence, dated outside draw and now, edited; marks that fail, changed, or differ\n"
		"between reviewers; a tester who prepared the sample.  status: 1 while something is open or\n"
		"in doubt.\n",
	.run = run,
};
