#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/crosscheck.h"
#include "cli/membership.h"
#include "cli/outcomes.h"
#include "cli/period.h"
#include "cli/rowcheck.h"
#include "cli/sealed.h"
#include "cli/unbundle.h"
#include "cli/verifying.h"
#include "ledger/db.h"
#include "ledger/ledger.h"

static int
show(const struct cli *cli, const struct verifying *v, int rc)
{
	int status = rc == 0 ? CLI_DONE : CLI_ATTENTION;
	size_t i;
	json_t *step;

	if (cli->json)
		return cli_json(json_pack("{s:s, s:b, s:s?, s:O}", "label", v->p.label, "verified",
				    rc == 0, "difference", v->difference.s, "steps", v->steps),
		    status);
	json_array_foreach(v->steps, i, step)
		printf("%-12s %s\n", json_string_value(json_object_get(step, "step")),
		    json_string_value(json_object_get(step, "result")));
	if (rc == 0)
		printf("%s%s: everything re-derived, nothing differs\n", v->p.label,
		    v->p.voided ? " (withdrawn)" : "");
	else
		printf("%s: first difference: %s\n", v->p.label, text_str(&v->difference));
	return cli_flush(status);
}

static int
verify(const struct cli *cli, struct ledger *l, const char *label)
{
	static int (*const steps[])(struct verifying *) = { verifying_chain, sealed_verify,
		crosscheck_verify, verifying_commitment,
		verifying_population, membership_verify,
		verifying_draw, outcomes_verify,
		rowcheck_verify };
	struct verifying v = { .cli = cli, .l = l, .steps = json_array() };
	int rc = -1, status = CLI_ERROR;

	if (db_begin_read(l) == 0 && period_find_any(l, label, &v.p) == 0) {
		rc = 0;
		for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == 0; i++)
			rc = steps[i](&v);
		if (rc < 0 && rowcheck_verify(&v) == 1)	/* a step that could not even read: here is why */
			rc = 1;
		if (rc >= 0)
			status = show(cli, &v, rc);
	}
	db_rollback(l);
	text_free(&v.difference);
	json_decref(v.steps);
	return status;
}

static int
verify_bundle(const struct cli *cli, const char *dir, const char *ca)
{
	static int (*const steps[])(struct unbundle *) = { unbundle_manifest, unbundle_seals,
		unbundle_description, unbundle_commitment, unbundle_history, unbundle_sample,
		unbundle_outcomes };
	struct unbundle u;
	int rc = unbundle_open(&u, dir, ca), status = CLI_ERROR;

	for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == 0; i++)
		rc = steps[i](&u);
	if (rc >= 0)
		status = show(cli, &u.v, rc);
	unbundle_close(&u);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *dir = NULL, *ca = NULL;
	const struct opt opts[] = { { "--bundle", OPT_TEXT, &dir }, { "--ca", OPT_TEXT, &ca },
		{ NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 1 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if ((args.count == 1) == (dir != NULL) || (ca && !dir))
		return cli_usage(cli, "expected LABEL, or --bundle DIR, found %s",
		    args.count == 1 ? "both" : "neither");
	if (dir)
		return verify_bundle(cli, dir, ca);
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = verify(cli, l, args.items[0]);
	ledger_close(l);
	return status;
}

const struct command cmd_verify = {
	.name = "verify",
	.synopsis = "verify LABEL\n"
		    "verify --bundle DIR [--ca FILE]",
	.summary = "re-derive digests, commitment, seed, sample and outcomes",
	.help = "    --bundle DIR  a bundle instead of the ledger: files, signature, time stamp, commitment,\n"
		"                  history, population, sample, certificates, counts of outcomes\n"
		"    --ca FILE     PEM certificates that must vouch for signer and time-stamp authority\n"
		"\n"
		"Without --bundle also every row of every table against the digests the history states, whatever\n"
		"the period.  Exit status 1 and the first difference where something is not as recorded.\n"
		"\n"
		"A history cut off at its end holds in itself: keep the hash of the last event elsewhere, or\n"
		"have it time-stamped (seal).\n",
	.run = run,
};
