#include "base/text.h"
#include "cli/cli.h"
#include "cli/period.h"
#include "ledger/ledger.h"

#include "base/digest.h"

static int
print_fingerprint(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	char hex[DIGEST_HEX];

	(void)ctx, (void)cert_id, (void)stratum;
	puts(digest_hex(fingerprint, 32, hex));
	return 0;
}

static int
show(const struct cli *cli, struct ledger *l, const struct population *p, bool list, bool bytes)
{
	struct text commitment = { 0 };
	int rc;

	if (list)
		return population_each(l, p->id, -1, print_fingerprint, NULL) == 0 ?
		    cli_flush(CLI_DONE) :
		    CLI_ERROR;
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
	const struct opt opts[] = { { "--list", OPT_FLAG, &list },
		{ "--commitment", OPT_FLAG, &commitment }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct population p;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (list + commitment + cli->json > 1)
		return cli_usage(cli, "expected one of --list, --commitment, --json, found several");
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = period_find(l, args.items[0], &p) == 0 ? show(cli, l, &p, list, commitment) :
							  CLI_ERROR;
	ledger_close(l);
	return status;
}

const struct command cmd_population = {
	.name = "population",
	.synopsis = "population LABEL [--list | --commitment]",
	.summary = "show a frozen population",
	.help = "    --list        the fingerprints, ascending, one a line\n"
		"    --commitment  the bytes of the commitment\n"
		"    --json        label, from, until, population, digest, commitment, strata\n",
	.run = run,
};
