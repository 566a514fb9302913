/* selfaudit power - what a sample would have seen */
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/figures.h"
#include "sampler/power.h"

struct question {
	const char *population_text, *sample_text, *rate_text, *affected_text;
	uint64_t population, sample, affected;
	struct rational rate;
};

static int
check(const struct cli *cli, struct question *q)
{
	if (!q->population_text || !q->sample_text)
		return cli_usage(cli, "expected --population N and --sample n, found %s",
		    q->population_text || q->sample_text ? "one of them" : "neither");
	if (!q->rate_text == !q->affected_text)
		return cli_usage(cli, "expected --rate or --affected, found %s",
		    q->rate_text ? "both" : "neither");
	if (figures_count(cli, "--population", q->population_text, &q->population) ||
	    figures_count(cli, "--sample", q->sample_text, &q->sample))
		return CLI_ERROR;
	if (q->sample > q->population)
		return cli_usage(cli, "--sample: expected at most %" PRIu64 ", found %" PRIu64,
		    q->population, q->sample);
	if (q->rate_text) {
		if (figures_rate(cli, "--rate", q->rate_text, &q->rate))
			return CLI_ERROR;
		q->affected = rational_ceil_of(&q->rate, q->population);
	} else if (figures_count(cli, "--affected", q->affected_text, &q->affected)) {
		return CLI_ERROR;
	}
	if (q->affected > q->population)
		return cli_usage(cli, "--affected: expected at most %" PRIu64 ", found %" PRIu64,
		    q->population, q->affected);
	return CLI_DONE;
}

static void
print_answer(const struct question *q)
{
	uint64_t visible = power_visible(q->population, q->sample, 0.95);
	uint64_t never = q->population - q->sample;	/* so many may all be outside the sample */
	char k[32], N[32], n[32], p[32];

	printf("A cause that touches %s of %s %s", figures_grouped(q->affected, k),
	    figures_grouped(q->population, N), figures_noun(q->population));
	if (q->rate_text)
		printf(" (%s)", q->rate_text);
	printf(" is seen in a simple\nrandom sample of %s with a probability of %s.\n",
	    figures_grouped(q->sample, n),
	    figures_chance(power_detection(q->population, q->sample, q->affected),
		q->affected > never, p));
	puts("\n  affected  seen with");
	for (uint64_t affected = 1; affected <= 1000 && affected <= q->population; affected *= 10)
		printf("  %8s  %s\n", figures_grouped(affected, k),
		    figures_chance(power_detection(q->population, q->sample, affected),
			affected > never, p));
	if (visible > 0)
		printf("\nSeen with 95%%: a cause that touches %s or more.\n",
		    figures_grouped(visible, k));
	figures_print_limits();
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct question q = { 0 };
	const struct opt opts[] = {
		{ "--population", OPT_TEXT, &q.population_text },
		{ "--sample", OPT_TEXT, &q.sample_text },
		{ "--rate", OPT_TEXT, &q.rate_text },
		{ "--affected", OPT_TEXT, &q.affected_text },
		{ NULL, OPT_FLAG, NULL },
	};
	struct opt_args args = { .min = 0, .max = 0 };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (check(cli, &q) != CLI_DONE)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(
		    json_pack("{s:I, s:I, s:I, s:f}", "population", (json_int_t)q.population,
			"sample", (json_int_t)q.sample, "affected", (json_int_t)q.affected,
			"detection", power_detection(q.population, q.sample, q.affected)),
		    CLI_DONE);
	print_answer(&q);
	return cli_flush(CLI_DONE);
}

const struct command cmd_power = {
	.name = "power",
	.synopsis = "power --population N --sample n (--rate P | --affected K)",
	.summary = "what a sample would have seen",
	.help = "    --population N  certificates in the period\n"
		"    --sample n      certificates drawn\n"
		"    --affected K    certificates the cause touches\n"
		"    --rate P        the same as a share, rounded up\n"
		"    --json          population, sample, affected, detection\n"
		"\nThe exact probability (hypergeometric) that at least one of the affected\n"
		"certificates is in the sample.\n",
	.run = run,
};
