/* selfaudit trend - whether exceptions become more or fewer over periods */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/input.h"
#include "base/say.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/figures.h"
#include "sampler/bounds.h"
#include "sampler/chart.h"
#include "sampler/loader.h"
#include "sampler/trend.h"

enum column { PERIOD, SAMPLE, EXCEPTIONS, POPULATION, COLUMNS };

static const char *const column_names[COLUMNS] = { "period", "sample", "exceptions", "population" };

struct series {
	struct trend_period *periods;
	struct label {
		char *text;
		bool has_population;
		uint64_t population;
	} * labels;
	size_t count, cap;
	uint64_t sample; /* of all periods */
};

/* What is said of them; NaN where it is undefined. */
struct answer {
	struct trend_test armitage;
	bool has_exact, has_fisher;
	double exact, rising, fisher, worse;
	double centre, sigma_z;
};

static void
series_free(struct series *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->labels[i].text);
	free(s->labels);
	free(s->periods);
}

static int
grow(struct series *s)
{
	size_t cap = s->cap ? 2 * s->cap : 16;
	struct trend_period *periods = realloc(s->periods, cap * sizeof *periods);
	struct label *labels;

	if (!periods)
		return say_nomem("trend");
	s->periods = periods;
	labels = realloc(s->labels, cap * sizeof *labels);
	if (!labels)
		return say_nomem("trend");
	s->labels = labels;
	s->cap = cap;
	return 0;
}

/* Where each column stands; -1 said where one is missing or twice. */
static int
read_header(const char *file, const struct csv_row *row, long at[COLUMNS])
{
	for (int c = 0; c < COLUMNS; c++)
		at[c] = -1;
	for (size_t i = 0; i < row->count; i++)
		for (int c = 0; c < COLUMNS; c++)
			if (strcmp(row->cell[i].s, column_names[c]) == 0) {
				if (at[c] >= 0)
					return say_error(
					    "%s:%" PRIu64
					    ": expected column %s once, found it twice",
					    file, row->line, column_names[c]);
				at[c] = (long)i;
			}
	for (int c = 0; c < POPULATION; c++)
		if (at[c] < 0)
			return say_error(
			    "%s:%" PRIu64
			    ": expected columns period, sample, exceptions and perhaps population, "
			    "found no %s",
			    file, row->line, column_names[c]);
	return 0;
}

static int
read_number(
    const char *file, const struct csv_row *row, enum column c, const char *text, uint64_t *n)
{
	if (cli_count(text, n) != 0 || *n > LOADER_MAX)
		return say_error("%s:%" PRIu64
				 ": expected %s as a whole number up to 2^53, found %s",
		    file, row->line, column_names[c], *text ? text : "nothing");
	return 0;
}

static int
read_row(const char *file, const struct csv_row *row, const long at[COLUMNS], struct series *s)
{
	const char *cells[COLUMNS] = { "", "", "", "" };
	struct label label = { 0 };
	struct trend_period p;

	for (int c = 0; c < COLUMNS; c++)
		if (at[c] >= 0 && (size_t)at[c] < row->count)
			cells[c] = row->cell[at[c]].s;
	label.has_population = *cells[POPULATION] != '\0';
	if (read_number(file, row, SAMPLE, cells[SAMPLE], &p.sample) != 0 ||
	    read_number(file, row, EXCEPTIONS, cells[EXCEPTIONS], &p.exceptions) != 0 ||
	    (label.has_population &&
		read_number(file, row, POPULATION, cells[POPULATION], &label.population) != 0))
		return -1;
	if (p.exceptions > p.sample || (label.has_population && p.sample > label.population))
		return say_error("%s:%" PRIu64 ": expected exceptions within the sample within the "
				 "population, found %s, %s, %s",
		    file, row->line, cells[EXCEPTIONS], cells[SAMPLE],
		    label.has_population ? cells[POPULATION] : "-");
	if (p.sample > LOADER_MAX - s->sample)
		return say_error("%s:%" PRIu64 ": expected samples up to 2^53 together, found more",
		    file, row->line);
	if (s->count == s->cap && grow(s) != 0)
		return -1;
	label.text = strdup(cells[PERIOD]);
	if (!label.text)
		return say_nomem("trend");
	s->sample += p.sample;
	s->periods[s->count] = p;
	s->labels[s->count++] = label;
	return 0;
}

static int
read_rows(struct csv *csv, const char *file, struct series *s)
{
	long at[COLUMNS];
	struct csv_row row;
	bool header = true;
	int got;

	while ((got = csv_next(csv, &row)) != CSV_END) {
		if (got == CSV_BAD)
			return say_error("%s:%" PRIu64 ": %s", file, row.line, row.reason);
		if (got < 0 ||
		    (header ? read_header(file, &row, at) : read_row(file, &row, at, s)) != 0)
			return -1;
		header = false;
	}
	if (s->count == 0)
		return say_error("%s: expected a header and one row a period, found none", file);
	return 0;
}

static int
read_series(const char *path, struct series *s)
{
	struct input *in = input_open(path);
	struct csv *csv = in ? csv_new(in, '\0') : NULL;
	int rc = csv ? read_rows(csv, input_name(in), s) : -1;

	csv_free(csv);
	input_close(in);
	return rc;
}

static int
compute(const struct series *s, struct answer *a)
{
	int exact = trend_exact(s->periods, s->count, &a->exact, &a->rising);

	if (exact < 0)
		return -1;
	a->has_exact = exact == 0;
	a->armitage = trend_cochran_armitage(s->periods, s->count);
	a->has_fisher = s->count >= 2;
	if (a->has_fisher)
		trend_fisher(
		    &s->periods[s->count - 2], &s->periods[s->count - 1], &a->fisher, &a->worse);
	a->centre = chart_centre(s->periods, s->count);
	a->sigma_z = chart_sigma_z(s->periods, s->count);
	return 0;
}

static const char *
direction_of(const struct answer *a)
{
	return a->armitage.direction > 0   ? "rising"
	       : a->armitage.direction < 0 ? "falling"
					   : "level";
}

static json_t *
number_json(bool defined, double v)
{
	return defined ? json_real(v) : json_null();
}

/* One period: what was read, its rate, and the p-chart's limits for its sample. */
static json_t *
period_json(const struct series *s, const struct answer *a, size_t i)
{
	const struct trend_period *p = &s->periods[i];
	bool sampled = p->sample > 0;
	struct chart_limits l = { 0 };

	if (sampled)
		l = chart_p(a->centre, p->sample);
	return json_pack("{s:s, s:I, s:I, s:o, s:o, s:o, s:o}", "period", s->labels[i].text,
	    "sample", (json_int_t)p->sample, "exceptions", (json_int_t)p->exceptions, "population",
	    s->labels[i].has_population ? json_integer((json_int_t)s->labels[i].population)
					: json_null(),
	    "rate", number_json(sampled, sampled ? (double)p->exceptions / (double)p->sample : 0),
	    "lower_limit", number_json(sampled, l.lower), "upper_limit",
	    number_json(sampled, l.upper));
}

static json_t *
answer_json(const struct series *s, const struct answer *a)
{
	bool defined = a->armitage.defined;
	json_t *rows = json_array();

	for (size_t i = 0; rows && i < s->count; i++)
		if (json_array_append_new(rows, period_json(s, a, i)) != 0) {
			json_decref(rows);
			rows = NULL;
		}
	return json_pack("{s:{s:o, s:o}, s:o, s:o, s:o, s:f, s:o, s:o}", "cochran_armitage", "chi2",
	    number_json(defined, a->armitage.chi2), "p", number_json(defined, a->armitage.p),
	    "exact_p", number_json(a->has_exact, a->exact), "fisher_p",
	    number_json(a->has_fisher, a->fisher), "direction",
	    defined ? json_string(direction_of(a)) : json_null(), "centre", a->centre, "sigma_z",
	    number_json(isfinite(a->sigma_z), a->sigma_z), "periods", rows);
}

static void
print_row(const struct series *s, const struct answer *a, size_t i)
{
	const struct trend_period *p = &s->periods[i];
	char n[32], x[32], rate[32], upper[32];
	struct chart_limits l;

	printf("  %-16s %14s %10s", s->labels[i].text, figures_grouped(p->sample, n),
	    figures_grouped(p->exceptions, x));
	if (p->sample == 0) {
		puts("          -            -");
		return;
	}
	l = chart_p(a->centre, p->sample);
	printf(" %10s %12s", figures_percent((double)p->exceptions / (double)p->sample, rate),
	    figures_percent(l.upper, upper));
	if ((double)p->exceptions / (double)p->sample > l.upper)
		printf("  above the limit");
	else if ((double)p->exceptions / (double)p->sample < l.lower)
		printf("  below the limit");
	putchar('\n');
}

static void
print_answer(const struct series *s, const struct answer *a)
{
	char centre[32];

	printf("  %-16s %14s %10s %10s %12s\n", "period", "sample", "exceptions", "rate",
	    "upper limit");
	for (size_t i = 0; i < s->count; i++)
		print_row(s, a, i);
	printf("\nCentre line %s; limits of the p-chart, three standard deviations.\n",
	    figures_percent(a->centre, centre));
	if (isfinite(a->sigma_z))
		printf("Laney's factor %.3f (1: as much spread as chance gives).\n", a->sigma_z);
	if (!a->armitage.defined) {
		puts("No test of a trend: there are no exceptions, nothing else, or one period.");
	} else {
		printf("Trend over %zu periods: %s; Cochran-Armitage chi-square %.4g, p = %.4g",
		    s->count, direction_of(a), a->armitage.chi2, a->armitage.p);
		if (a->has_exact)
			printf("; exact p = %.4g", a->exact);
		puts(" (two-sided).");
		if (a->has_exact)
			puts("Where few exceptions are expected a period, the exact p is the one "
			     "to quote.");
	}
	if (a->has_fisher)
		printf("%s against %s: Fisher's exact p = %.4g (two-sided), %.4g (one-sided: the "
		       "later is worse).\n",
		    s->labels[s->count - 1].text, s->labels[s->count - 2].text, a->fisher,
		    a->worse);
	puts("\nEach period is a sample of its own.  The tests leave aside that populations are\n"
	     "finite, which makes them conservative; after two censuses compare the counts.");
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct series s = { 0 };
	struct answer a = { 0 };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (read_series(args.items[0], &s) != 0 || compute(&s, &a) != 0) {
		status = CLI_ERROR;
	} else if (cli->json) {
		status = cli_json(answer_json(&s, &a), CLI_DONE);
	} else {
		print_answer(&s, &a);
		status = cli_flush(CLI_DONE);
	}
	series_free(&s);
	return status;
}

const struct command cmd_trend = {
	.name = "trend",
	.synopsis = "trend FILE.csv",
	.summary = "whether exceptions become more or fewer over periods",
	.help =
	    "    FILE.csv  columns period,sample,exceptions and perhaps population; rows in the\n"
	    "              order of the periods, labels are free text; \"-\" is standard input\n"
	    "    --json    cochran_armitage{chi2,p}, exact_p, fisher_p (the last two periods),\n"
	    "              direction (rising, falling, level), centre, sigma_z, periods\n"
	    "\nCochran-Armitage with scores 1, 2, 3...; the exact version where exceptions are "
	    "few\n"
	    "(null elsewhere).  p-values are two-sided.\n",
	.run = run,
};
