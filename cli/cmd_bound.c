/* selfaudit bound - what a sample says about everything it was drawn from */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/figures.h"
#include "sampler/bounds.h"
#include "sampler/ciprop.h"
#include "sampler/loader.h"
#include "sampler/strata.h"

struct question {
	const char *population_text, *sample_text, *exceptions_text, *method_text;
	const char *confidence_text;
	struct opt_list stratum_texts;
	struct stratum *strata; /* one where --stratum was not used */
	size_t count;
	struct stratum sum;
	bool process; /* no population: the rate of the process */
	bool stratified;
	enum strata_method method;
	struct confidence confidence;
};

/* Counts of certificates, or rates of the process. */
struct answer {
	uint64_t lower, upper, one_sided;
	double lower_rate, upper_rate, one_sided_rate;
	struct strata_estimate estimate;
	struct interval {
		bool has;
		double lower, upper;
	} logit, beta; /* as R's survey package has them, for comparison */
};

static int
check_stratum(const struct cli *cli, const struct stratum *s)
{
	if (s->sample > s->population)
		return cli_usage(cli, "expected a sample of at most %" PRIu64 ", found %" PRIu64,
		    s->population, s->sample);
	if (s->exceptions > s->sample)
		return cli_usage(cli, "expected at most %" PRIu64 " exceptions, found %" PRIu64,
		    s->sample, s->exceptions);
	return CLI_DONE;
}

/* "N:n:x" */
static int
read_stratum(const struct cli *cli, const char *text, struct stratum *s)
{
	uint64_t *const fields[] = { &s->population, &s->sample, &s->exceptions };
	const char *p = text;

	for (int i = 0; i < 3; i++) {
		size_t len = strcspn(p, ":");
		char field[32];

		if (len >= sizeof field || (i < 2) != (p[len] == ':'))
			return cli_usage(cli, "--stratum: expected N:n:x, found %s", text);
		memcpy(field, p, len);
		field[len] = '\0';
		if (figures_count(cli, "--stratum", field, fields[i]))
			return CLI_ERROR;
		p += len + 1;
	}
	return check_stratum(cli, s);
}

static int
read_strata(const struct cli *cli, struct question *q)
{
	if (q->population_text || q->sample_text || q->exceptions_text)
		return cli_usage(
		    cli, "expected --stratum or --population, --sample, --exceptions, found both");
	q->stratified = true;
	q->count = q->stratum_texts.count;
	q->strata = calloc(q->count, sizeof *q->strata);
	if (!q->strata)
		return say_nomem("strata"), CLI_ERROR;
	for (size_t i = 0; i < q->count; i++) {
		if (read_stratum(cli, q->stratum_texts.items[i], &q->strata[i]))
			return CLI_ERROR;
		q->sum.population += q->strata[i].population;
		q->sum.sample += q->strata[i].sample;
		q->sum.exceptions += q->strata[i].exceptions;
		if (q->sum.population > LOADER_MAX)
			return cli_usage(
			    cli, "--stratum: expected populations up to 2^53 together, found more");
	}
	if (q->method_text && strata_method_of(q->method_text, &q->method) != 0)
		return cli_usage(cli,
		    "--method: expected auto, zero, fisher or bonferroni, found %s",
		    q->method_text);
	if (q->method == STRATA_ZERO && q->sum.exceptions > 0)
		return cli_usage(cli, "--method zero: expected no exceptions, found %" PRIu64,
		    q->sum.exceptions);
	q->method = strata_method_for(q->strata, q->count, q->method);
	return CLI_DONE;
}

static int
read_one(const struct cli *cli, struct question *q)
{
	if (!q->sample_text || !q->exceptions_text)
		return cli_usage(cli, "expected --sample n and --exceptions x, found %s",
		    q->sample_text || q->exceptions_text ? "one of them" : "neither");
	if (q->method_text)
		return cli_usage(cli, "--method: expected --stratum with it, found none");
	q->process = !q->population_text;
	q->count = 1;
	q->strata = calloc(1, sizeof *q->strata);
	if (!q->strata)
		return say_nomem("strata"), CLI_ERROR;
	if (figures_count(cli, "--sample", q->sample_text, &q->strata->sample) ||
	    figures_count(cli, "--exceptions", q->exceptions_text, &q->strata->exceptions))
		return CLI_ERROR;
	q->strata->population = q->strata->sample;
	if (!q->process &&
	    figures_count(cli, "--population", q->population_text, &q->strata->population))
		return CLI_ERROR;
	q->sum = *q->strata;
	return check_stratum(cli, q->strata);
}

static int
compute_process(const struct question *q, struct answer *a)
{
	uint64_t n = q->sum.sample, x = q->sum.exceptions;
	double risk = q->confidence.risk;

	if (bounds_rate_lower(n, x, risk / 2, &a->lower_rate) != 0 ||
	    bounds_rate_upper(n, x, risk / 2, &a->upper_rate) != 0 ||
	    bounds_rate_upper(n, x, risk, &a->one_sided_rate) != 0)
		return -1;
	return 0;
}

/* 0, or -1 said; an interval that is not defined is none. */
static int
compare(const struct question *q, struct answer *a)
{
	int logit = ciprop_logit(q->strata, q->count, q->confidence.risk, &a->logit.lower, &a->logit.upper);
	int beta = logit < 0 ? -1 :
	    ciprop_beta(q->strata, q->count, q->confidence.risk, &a->beta.lower, &a->beta.upper);

	a->logit.has = logit == 0;
	a->beta.has = beta == 0;
	return beta < 0 ? -1 : 0;
}

static int
compute(const struct question *q, struct answer *a)
{
	uint64_t N = q->sum.population, n = q->sum.sample, x = q->sum.exceptions;
	double risk = q->confidence.risk;

	if (q->process)
		return compute_process(q, a);
	a->estimate = strata_estimate(q->strata, q->count);
	if (q->stratified) {
		if (strata_lower(q->strata, q->count, q->method, risk / 2, &a->lower) != 0 ||
		    strata_upper(q->strata, q->count, q->method, risk / 2, &a->upper) != 0 ||
		    strata_upper(q->strata, q->count, q->method, risk, &a->one_sided) != 0 ||
		    compare(q, a) != 0)
			return -1;
	} else {
		a->lower = bounds_lower(N, n, x, risk / 2);
		a->upper = bounds_upper(N, n, x, risk / 2);
		a->one_sided = bounds_upper(N, n, x, risk);
	}
	if (N > 0) {
		a->lower_rate = (double)a->lower / (double)N;
		a->upper_rate = (double)a->upper / (double)N;
		a->one_sided_rate = (double)a->one_sided / (double)N;
	}
	return 0;
}

static json_t *
count_json(bool defined, uint64_t n)
{
	return defined ? json_integer((json_int_t)n) : json_null();
}

static json_t *
number_json(bool defined, double v)
{
	return defined ? json_real(v) : json_null();
}

static json_t *
interval_json(const struct interval *i)
{
	return i->has ? json_pack("[f, f]", i->lower, i->upper) : json_null();
}

static json_t *
answer_json(const struct question *q, const struct answer *a)
{
	bool counts = !q->process, rates = q->process || q->sum.population > 0;
	json_t *o = json_pack("{s:o, s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "population",
	    count_json(counts, q->sum.population), "sample", (json_int_t)q->sum.sample,
	    "exceptions", (json_int_t)q->sum.exceptions, "confidence", q->confidence.value, "lower",
	    count_json(counts, a->lower), "upper", count_json(counts, a->upper), "upper_one_sided",
	    count_json(counts, a->one_sided), "lower_rate", number_json(rates, a->lower_rate),
	    "upper_rate", number_json(rates, a->upper_rate), "upper_one_sided_rate",
	    number_json(rates, a->one_sided_rate));

	if (o && q->stratified &&
	    json_object_update_new(
		o, json_pack("{s:o, s:o, s:s, s:{s:o, s:o}}", "estimate",
		       number_json(a->estimate.has_total, a->estimate.total), "standard_error",
		       number_json(a->estimate.has_error, a->estimate.standard_error), "method",
		       strata_method_name(q->method), "svyciprop", "logit", interval_json(&a->logit),
		       "beta", interval_json(&a->beta))) != 0) {
		json_decref(o);
		return NULL;
	}
	return o;
}

static void
print_process(const struct question *q, const struct answer *a)
{
	char n[32], x[32], low[32], high[32], one[32];

	printf("Of %s %s examined, %s failed.\n\n", figures_grouped(q->sum.sample, n),
	    figures_noun(q->sum.sample), figures_grouped(q->sum.exceptions, x));
	printf("With %s confidence the process that issued them fails in %s to %s of cases,\n"
	       "and (one-sided) in at most %s.  These are Clopper-Pearson limits: they speak of\n"
	       "the process, without end, and not of a population of certificates; for that give\n"
	       "--population.\n",
	    q->confidence.text, figures_percent(a->lower_rate, low),
	    figures_percent(a->upper_rate, high), figures_percent(a->one_sided_rate, one));
}

static void
print_estimate(const struct strata_estimate *e)
{
	if (!e->has_total)
		puts("No estimate: a stratum that has certificates has no sample.");
	else if (!e->has_error)
		printf(
		    "Estimate: %.1f; its standard error is undefined, as a stratum has a sample\n"
		    "of one.\n",
		    e->total);
	else
		printf("Estimate: %.1f, standard error %.1f (not to be read as a normal interval\n"
		       "where exceptions are few; 0 is not certainty).\n",
		    e->total, e->standard_error);
}

static void
print_comparison(const struct answer *a)
{
	char low[32], high[32];

	if (a->logit.has)
		printf("Approximate, for comparison with R's svyciprop: logit %s to %s",
		    figures_percent(a->logit.lower, low), figures_percent(a->logit.upper, high));
	if (a->logit.has && a->beta.has)
		printf(",\nbeta %s to %s", figures_percent(a->beta.lower, low), figures_percent(a->beta.upper, high));
	if (a->logit.has)
		puts(".");
}

static const char *
method_words(const struct question *q)
{
	if (!q->stratified)
		return "exact hypergeometric";
	switch (q->method) {
	case STRATA_ZERO: return "exact, largest probability of finding nothing in any stratum";
	case STRATA_FISHER:
		return "strata combined by Fisher's method, least favourable allocation";
	default: return "sum of the strata's own limits (Bonferroni)";
	}
}

static void
print_answer(const struct question *q, const struct answer *a)
{
	char N[32], n[32], x[32], low[32], high[32], one[32], unseen[32];
	char r1[32], r2[32], r3[32];

	printf("Of %s %s, %s were examined", figures_grouped(q->sum.population, N),
	    figures_noun(q->sum.population), figures_grouped(q->sum.sample, n));
	if (q->stratified)
		printf(" in %zu %s", q->count, q->count == 1 ? "stratum" : "strata");
	printf(" and %s failed.\n\n", figures_grouped(q->sum.exceptions, x));
	if (q->sum.sample == q->sum.population) {
		printf("All were examined: exactly %s fail.\n", x);
		return;
	}
	printf("With %s confidence between %s and %s of all fail (%s to %s).\n", q->confidence.text,
	    figures_grouped(a->lower, low), figures_grouped(a->upper, high),
	    figures_percent(a->lower_rate, r1), figures_percent(a->upper_rate, r2));
	printf("With %s confidence at most %s fail (%s, one-sided), %s besides those seen.\n",
	    q->confidence.text, figures_grouped(a->one_sided, one),
	    figures_percent(a->one_sided_rate, r3),
	    figures_grouped(a->one_sided - q->sum.exceptions, unseen));
	printf("Limits: %s.\n", method_words(q));
	print_estimate(&a->estimate);
	print_comparison(a);
	figures_print_limits();
}

static int
answer(struct cli *cli, struct question *q)
{
	struct answer a = { 0 };

	if (figures_confidence(cli, q->confidence_text, &q->confidence) ||
	    (q->stratum_texts.count > 0 ? read_strata(cli, q) : read_one(cli, q)) ||
	    compute(q, &a) != 0)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(answer_json(q, &a), CLI_DONE);
	if (q->process)
		print_process(q, &a);
	else
		print_answer(q, &a);
	return cli_flush(CLI_DONE);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct question q = { 0 };
	const struct opt opts[] = {
		{ "--population", OPT_TEXT, &q.population_text },
		{ "--sample", OPT_TEXT, &q.sample_text },
		{ "--exceptions", OPT_TEXT, &q.exceptions_text },
		{ "--stratum", OPT_LIST, &q.stratum_texts },
		{ "--method", OPT_TEXT, &q.method_text },
		{ "--confidence", OPT_TEXT, &q.confidence_text },
		{ NULL, OPT_FLAG, NULL },
	};
	struct opt_args args = { .min = 0, .max = 0 };
	int status;

	if (cli_options(cli, argc, argv, opts, &args, &status))
		status = answer(cli, &q);
	cli_list_free(&q.stratum_texts);
	free(q.strata);
	return status;
}

const struct command cmd_bound = {
	.name = "bound",
	.synopsis = "bound --population N --sample n --exceptions x [--confidence C]\n"
		    "bound --sample n --exceptions x [--confidence C]\n"
		    "bound --stratum N:n:x ... [--method auto|zero|fisher|bonferroni] "
		    "[--confidence C]",
	.summary = "what a sample says about everything it was drawn from",
	.help =
	    "    --population N   certificates in the period; without it: the process rate\n"
	    "                     (Clopper-Pearson)\n"
	    "    --sample n       certificates drawn\n"
	    "    --exceptions x   of them, with fail, missing or error on a MUST rule\n"
	    "    --stratum N:n:x  the same for one stratum; any number of times\n"
	    "    --method M       how strata combine: zero where nothing failed, else fisher;\n"
	    "                     auto (default) chooses so; fix it before there are data\n"
	    "    --confidence C   default 95%; two-sided limits take half the risk on each side\n"
	    "    --json           population, sample, exceptions, confidence, lower, upper,\n"
	    "                     upper_one_sided, lower_rate, upper_rate, upper_one_sided_rate;\n"
	    "                     with strata also estimate, standard_error, method, svyciprop\n"
	    "\nLimits are exact hypergeometric counts of failing certificates: K is excluded when\n"
	    "the chance of a result so extreme is at most the risk.  A census gives the count.\n",
	.run = run,
};
