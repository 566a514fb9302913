#include "base/text.h"
#include "cli/cli.h"
#include "cli/period.h"
#include "ledger/ledger.h"


static int
print_fingerprint(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	(void)cert_id, (void)stratum;
	period_list_item(ctx, fingerprint);
	return 0;
}

static int
print_list(const struct cli *cli, struct ledger *l, const struct population *p, const char *stratum)
{
	struct period_lister lister = { .json = cli->json };

	if (period_list_begin(&lister, l, p, stratum) != 0 ||
	    population_each(l, p->id, lister.stratum, print_fingerprint, &lister) != 0)
		return CLI_ERROR;
	period_list_end(&lister);
	return cli_flush(CLI_DONE);
}

static int
show(const struct cli *cli, struct ledger *l, const struct population *p, bool bytes)
{
	struct text commitment = { 0 };
	int rc;

	if (bytes) {
		rc = population_commitment(l, p->id, &commitment);
		if (rc == 0)
			fwrite(commitment.s, 1, commitment.len, stdout);
		text_free(&commitment);
		return rc == 0 ? cli_flush(CLI_DONE) : CLI_ERROR;
	}
	if (cli->json) {
		json_t *object = period_json(l, p, false);

		return object ? cli_json(object, CLI_DONE) : CLI_ERROR;
	}
	return period_print(l, p) == 0 ? cli_flush(CLI_DONE) : CLI_ERROR;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	bool list = false, commitment = false;
	const char *stratum = NULL;
	const struct opt opts[] = { { "--list", OPT_FLAG, &list },
		{ "--stratum", OPT_TEXT, &stratum },
		{ "--commitment", OPT_FLAG, &commitment }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct population p;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (commitment && (list || cli->json))
		return cli_usage(cli, "--commitment: expected alone, found beside --list or --json");
	if (stratum && !list)
		return cli_usage(cli, "--stratum: expected with --list, found without");
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	if (period_find(l, args.items[0], &p) != 0)
		status = CLI_ERROR;
	else
		status = list ? print_list(cli, l, &p, stratum) : show(cli, l, &p, commitment);
	ledger_close(l);
	return status;
}

const struct command cmd_population = {
	.name = "population",
	.synopsis = "population LABEL [--list [--stratum NAME] | --commitment]",
	.summary = "show a frozen population",
	.help = "    --list        the fingerprints, ascending, one a line\n"
		"    --stratum NAME  only those of one stratum of the commitment\n"
		"    --commitment  the bytes of the commitment\n"
		"    --json        label, from, until, population, digest, commitment, strata\n",
	.run = run,
};
