/* selfaudit size - how many certificates to draw */
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/figures.h"
#include "sampler/hyper.h"
#include "sampler/sizes.h"

/* What was asked; texts as given, then their values. */
struct question {
	const char *population_text, *rate_text, *tolerable_text, *affected_text, *allowed_text;
	const char *margin_text, *expected_text, *confidence_text;
	uint64_t population, affected, allowed;
	struct rational rate, tolerable, margin, expected;
	struct confidence confidence;
};

struct answer {
	uint64_t floor, discovery, margin, sample;
};

/* The combinations of options that mean something. */
static int
check_options(const struct cli *cli, const struct question *q)
{
	if (!q->population_text)
		return cli_usage(cli, "expected --population N, found none");
	if (q->tolerable_text && q->affected_text)
		return cli_usage(cli, "expected --tolerable-rate or --affected, found both");
	if (q->allowed_text && !q->tolerable_text && !q->affected_text)
		return cli_usage(
		    cli, "--allowed: expected --tolerable-rate or --affected with it, found none");
	if (!q->margin_text != !q->expected_text)
		return cli_usage(cli, "expected --margin and --expected together, found one");
	return CLI_DONE;
}

static int
read_affected(const struct cli *cli, struct question *q)
{
	if (q->tolerable_text) {
		if (figures_rate(cli, "--tolerable-rate", q->tolerable_text, &q->tolerable))
			return CLI_ERROR;
		if (q->tolerable.num == 0)
			return cli_usage(cli, "--tolerable-rate: expected more than 0, found %s",
			    q->tolerable_text);
		q->affected = rational_ceil_of(&q->tolerable, q->population);
	} else if (q->affected_text) {
		if (figures_count(cli, "--affected", q->affected_text, &q->affected))
			return CLI_ERROR;
		if (q->affected == 0 || q->affected > q->population)
			return cli_usage(cli, "--affected: expected 1 to %" PRIu64 ", found %s",
			    q->population, q->affected_text);
	} else {
		return CLI_DONE;
	}
	if (q->allowed_text && figures_count(cli, "--allowed", q->allowed_text, &q->allowed))
		return CLI_ERROR;
	if (q->population > 0 && q->allowed >= q->affected)
		return cli_usage(cli,
		    "--allowed: expected fewer than the %" PRIu64
		    " that must be noticed, found %" PRIu64,
		    q->affected, q->allowed);
	return CLI_DONE;
}

static int
read_question(struct cli *cli, int argc, char **argv, struct question *q, int *status)
{
	const struct opt opts[] = {
		{ "--population", OPT_TEXT, &q->population_text },
		{ "--rate", OPT_TEXT, &q->rate_text },
		{ "--tolerable-rate", OPT_TEXT, &q->tolerable_text },
		{ "--affected", OPT_TEXT, &q->affected_text },
		{ "--allowed", OPT_TEXT, &q->allowed_text },
		{ "--margin", OPT_TEXT, &q->margin_text },
		{ "--expected", OPT_TEXT, &q->expected_text },
		{ "--confidence", OPT_TEXT, &q->confidence_text },
		{ NULL, OPT_FLAG, NULL },
	};
	struct opt_args args = { .min = 0, .max = 0 };

	if (!cli_options(cli, argc, argv, opts, &args, status))
		return -1;
	*status = CLI_ERROR;
	q->rate = (struct rational){ 3, 100 };
	if (check_options(cli, q) ||
	    figures_count(cli, "--population", q->population_text, &q->population) ||
	    (q->rate_text && figures_rate(cli, "--rate", q->rate_text, &q->rate)) ||
	    figures_confidence(cli, q->confidence_text, &q->confidence) || read_affected(cli, q))
		return -1;
	if (!q->margin_text)
		return 0;
	if (figures_rate(cli, "--margin", q->margin_text, &q->margin) ||
	    figures_rate(cli, "--expected", q->expected_text, &q->expected))
		return -1;
	if (q->margin.num == 0)
		return cli_usage(cli, "--margin: expected more than 0, found %s", q->margin_text),
		       -1;
	return 0;
}

static int
compute(const struct question *q, struct answer *a)
{
	a->floor = a->sample = sizes_floor(q->population, &q->rate, 1);
	if (q->affected > 0 && sizes_attribute(q->population, q->affected, q->allowed,
				   q->confidence.risk, &a->discovery) != 0)
		return -1;
	if (q->margin_text && sizes_margin(q->population, rational_double(&q->expected),
				  rational_double(&q->margin), q->confidence.risk, &a->margin) != 0)
		return -1;
	if (a->discovery > a->sample)
		a->sample = a->discovery;
	if (a->margin > a->sample)
		a->sample = a->margin;
	return 0;
}

static void
print_discovery(const struct question *q, const struct answer *a)
{
	struct hyper h = { q->population, q->affected, a->discovery };
	char n[32], k[32], reached[32], c[32];

	printf("  discovery  %s: if %s or more of them fail", figures_grouped(a->discovery, n),
	    figures_grouped(q->affected, k));
	if (q->tolerable_text)
		printf(" (%s)", q->tolerable_text);
	if (q->allowed == 0)
		printf(", at least one\n             is drawn");
	else
		printf(", more than %s\n             are drawn", figures_grouped(q->allowed, c));
	printf(" with a probability of %s or more (%s, exact hypergeometric).\n",
	    q->confidence.text, figures_percent(hyper_above(&h, q->allowed), reached));
}

static void
print_answer(const struct question *q, const struct answer *a)
{
	char n[32], s[32], f[32], r[64], m[32];

	printf("Of %s %s, draw %s.\n\n", figures_grouped(q->population, n),
	    figures_noun(q->population), figures_grouped(a->sample, s));
	if (q->population == 0) {
		puts("  A period in which nothing was issued is reported as such.");
		return;
	}
	printf("  floor      %s: the greater of one and %s of them%s.\n",
	    figures_grouped(a->floor, f), figures_exact(&q->rate, r),
	    q->rate.num * 100 == q->rate.den * 3 ? " (BR 8.7)" : "");
	if (q->affected > 0)
		print_discovery(q, a);
	if (q->margin_text)
		printf("  margin     %s: an estimate within +- %s at %s confidence, where %s is\n"
		       "             expected (Cochran, with finite population correction).\n",
		    figures_grouped(a->margin, m), q->margin_text, q->confidence.text,
		    q->expected_text);
	if (a->sample == q->population)
		puts("\n  This is a census: every certificate is examined.");
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct question q = { 0 };
	struct answer a = { 0 };
	int status;

	if (read_question(cli, argc, argv, &q, &status) != 0)
		return status;
	if (compute(&q, &a) != 0)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(
		    json_pack("{s:I, s:I, s:o, s:o, s:I}", "population", (json_int_t)q.population,
			"floor", (json_int_t)a.floor, "discovery",
			q.tolerable_text || q.affected_text ? json_integer((json_int_t)a.discovery)
							    : json_null(),
			"margin", q.margin_text ? json_integer((json_int_t)a.margin) : json_null(),
			"sample", (json_int_t)a.sample),
		    CLI_DONE);
	print_answer(&q, &a);
	return cli_flush(CLI_DONE);
}

const struct command cmd_size = {
	.name = "size",
	.synopsis = "size --population N [--rate R] [--tolerable-rate P | --affected K] "
		    "[--allowed X] [--margin E --expected P] [--confidence C]",
	.summary = "how many certificates to draw",
	.help =
	    "    --population N      certificates in the period\n"
	    "    --rate R            the least share drawn, default 3% (BR 8.7)\n"
	    "    --tolerable-rate P  a share of failures that must be noticed\n"
	    "    --affected K        the same as a number of certificates\n"
	    "    --allowed X         failures in the sample that still go unnoticed, default 0\n"
	    "    --margin E          estimate the rate within +- E ...\n"
	    "    --expected P        ... where P is what one expects\n"
	    "    --confidence C      default 95%\n"
	    "    --json              population, floor, discovery, margin, sample\n"
	    "\nRates are exact: 3%, 0.03 and 3/100 are the same.  The largest size is the sample.\n"
	    "Discovery sizes are exact hypergeometric, for populations to 2^53.\n",
	.run = run,
};
