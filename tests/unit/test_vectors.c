/*
 * A table of known answers from R, published tables and other programs
 * (statistics-vectors.csv), where it lies beside the project; every case that
 * names something we compute must agree, and the count is printed.
 */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/vectors.h"
#include "tests/unit/vectors_draw.h"

#include "base/csv.h"
#include "sampler/allocation.h"
#include "sampler/bounds.h"
#include "sampler/chart.h"
#include "sampler/ciprop.h"
#include "sampler/draw.h"
#include "sampler/expansion.h"
#include "sampler/hyper.h"
#include "sampler/power.h"
#include "sampler/sizes.h"
#include "sampler/strata.h"
#include "sampler/trend.h"
#include "sampler/wendell.h"

#define MANY 64

static bool
says(const struct vector *v, const char *word)
{
	return strstr(v->name, word) != NULL;
}

static int
allocation(struct vector *v)
{
	static double N[VECTOR_LIST];
	double out[MANY];
	struct allocation a[MANY] = { { 0 } };
	struct rational deviation[MANY];
	size_t count = vector_list(v, "N", N);
	char text[500], *p = text;

	for (size_t i = 0; i < count; i++) {
		struct rational rate = { 3, 100 };

		a[i].population = a[i].weight = (uint64_t)N[i];
		a[i].least = sizes_floor(a[i].population, &rate, vector_count(v, "m"));
	}
	if (vector_text(v, "S", text, sizeof text)) {
		for (size_t i = 0; i < count; i++) {
			char one[64];

			snprintf(one, sizeof one, "%.*s", (int)strcspn(p, ","), p);
			p += strcspn(p, ",") + 1;
			assert_int_equal(rational_parse(one, &deviation[i]), 0);
		}
		assert_int_equal(allocation_weights(a, count, deviation), 0);
	}
	allocation_share(a, count, vector_count(v, "target"));
	for (size_t i = 0; i < count; i++)
		out[i] = (double)a[i].sample;
	return vector_is_list(v, out, count);
}

static int
clopper_two(struct vector *v)
{
	double low, high, risk = vector_risk(v) / 2;

	if (bounds_rate_lower(vector_count(v, "n"), vector_count(v, "x"), risk, &low) != 0 ||
	    bounds_rate_upper(vector_count(v, "n"), vector_count(v, "x"), risk, &high) != 0)
		return VECTOR_FAILS;
	return vector_is_pair(v, low, high);
}

static int
clopper_one(struct vector *v)
{
	bool upper = strcmp(v->category, "bound.cp.upper") == 0;
	double rate;

	if ((upper ? bounds_rate_upper : bounds_rate_lower)(
		vector_count(v, "n"), vector_count(v, "x"), vector_risk(v), &rate) != 0)
		return VECTOR_FAILS;
	return vector_is_reported(v, rate, rate);
}

static int
hyper_one(struct vector *v)
{
	bool lower = strcmp(v->category, "bound.hyper.lower") == 0;
	uint64_t N = vector_count(v, "N");
	uint64_t k = (lower ? bounds_lower : bounds_upper)(
	    N, vector_count(v, "n"), vector_count(v, "x"), vector_risk(v));

	return vector_is_reported(v, (double)k, (double)k / (double)N);
}

static int
hyper_two(struct vector *v)
{
	uint64_t N = vector_count(v, "N"), n = vector_count(v, "n"), x = vector_count(v, "x");

	return vector_is_pair(v, (double)bounds_lower(N, n, x, vector_risk(v) / 2),
	    (double)bounds_upper(N, n, x, vector_risk(v) / 2));
}

static int
floor_size(struct vector *v)
{
	struct rational rate = { 3, 100 };
	bool mozilla = strcmp(v->category, "br.min.mozilla83") == 0;

	return vector_is(v, (double)sizes_floor(vector_count(v, "N"), &rate, mozilla ? 5 : 1));
}

/* Periods from x and n (or x1, n1, x2, n2). */
static size_t
periods_of(const struct vector *v, struct trend_period *p)
{
	static double x[VECTOR_LIST], n[VECTOR_LIST];
	size_t count = vector_list(v, "x", x);

	if (count == 0) {
		p[0] = (struct trend_period){ vector_count(v, "n1"), vector_count(v, "x1") };
		p[1] = (struct trend_period){ vector_count(v, "n2"), vector_count(v, "x2") };
		return 2;
	}
	assert_true(vector_list(v, "n", n) == count && count <= MANY);
	for (size_t i = 0; i < count; i++)
		p[i] = (struct trend_period){ (uint64_t)n[i], (uint64_t)x[i] };
	return count;
}

static int
cusum(struct vector *v)
{
	struct trend_period p[MANY] = { { 0 } };
	size_t count = periods_of(v, p);
	double s[MANY];

	chart_cusum(p, count, vector_number(v, "lambda0"), vector_number(v, "lambda1"), s);
	return vector_is_list(v, s, count);
}

static int
fisher(struct vector *v)
{
	struct trend_period p[MANY] = { { 0 } };
	double two, worse;

	periods_of(v, p);
	trend_fisher(&p[0], &p[1], &two, &worse);
	return vector_is(v, says(v, "one-sided") ? worse : two);
}

static int
holm(struct vector *v)
{
	double p[VECTOR_LIST] = { 0 }, adjusted[VECTOR_LIST];
	size_t count = vector_list(v, "p", p);

	assert_int_equal(trend_holm(p, count, adjusted), 0);
	return vector_is_list(v, adjusted, count);
}

static int
tail(struct vector *v)
{
	struct hyper h = { vector_count(v, "N"), vector_count(v, "K"), vector_count(v, "n") };
	bool above = strcmp(v->category, "hyper.sf") == 0;
	uint64_t x = vector_count(v, "x");

	if (strcmp(v->category, "hyper.pmf") == 0)
		return vector_is(v, exp(hyper_log_pmf(&h, x)));
	return vector_is(v, above ? hyper_above(&h, x) : hyper_at_most(&h, x));
}

/* K: as given, or the ceiling of the rate. */
static uint64_t
affected_of(const struct vector *v, const char *key)
{
	struct rational rate = vector_rate(v, "rate");

	return rate.num > 0 ? rational_ceil_of(&rate, vector_count(v, "N")) : vector_count(v, key);
}

static int
tolerable(struct vector *v)
{
	return vector_is(v, (double)affected_of(v, "K_tol"));
}

static int
attribute(struct vector *v)
{
	uint64_t n;

	if (sizes_attribute(vector_count(v, "N"), affected_of(v, "K_tol"), vector_count(v, "c"),
		vector_risk(v), &n) != 0)
		return VECTOR_FAILS;
	return vector_is(v, (double)n);
}

static int
unbounded(struct vector *v)
{
	struct rational rate = vector_rate(v, "rate");
	bool poisson = strcmp(v->category, "n.poisson") == 0;
	uint64_t n;

	if ((poisson ? sizes_poisson : sizes_binomial)(
		&rate, vector_count(v, "c"), vector_risk(v), &n) != 0)
		return VECTOR_FAILS;
	return vector_is(v, (double)n);
}

static int
margin(struct vector *v)
{
	uint64_t n;

	if (sizes_margin(vector_count(v, "N"), vector_number(v, "p"), vector_number(v, "e"),
		vector_risk(v), &n) != 0)
		return VECTOR_FAILS;
	return vector_is(v, (double)n);
}

static int
width(struct vector *v)
{
	return vector_is(v, (double)sizes_width(vector_count(v, "N"), vector_number(v, "p"),
				vector_number(v, "width"), vector_risk(v)));
}

static int
chart(struct vector *v)
{
	struct trend_period p[MANY] = { { 0 } };
	size_t count = periods_of(v, p), at = 0;
	double centre = chart_centre(p, count), sigma = chart_sigma_z(p, count);
	struct chart_limits l;

	if (says(v, "centre line"))
		return vector_is(v, centre);
	if (says(v, "sigma_z"))
		return vector_is(v, sigma);
	if (sscanf(v->name, "%*s quarter %zu", &at) != 1 || at < 1 || at > count)
		return VECTOR_UNKNOWN;
	l = strcmp(v->category, "laney") == 0 ? chart_laney(centre, sigma, p[at - 1].sample)
					      : chart_p(centre, p[at - 1].sample);
	return vector_is(v, v->name[0] == 'U' ? l.upper : l.lower);
}

static int
power(struct vector *v)
{
	return vector_is(
	    v, power_detection(vector_count(v, "N"), vector_count(v, "n"), affected_of(v, "K")));
}

static int
sequential(struct vector *v)
{
	bool identity = strcmp(v->category, "seq.identity") == 0;
	struct rational rate = vector_rate(v, "rate");
	static double x[VECTOR_LIST];
	double eta = identity ? 1 : vector_number(v, "eta");
	size_t count = vector_list(v, "x", x);
	uint64_t N = vector_count(v, "N");
	struct expansion e;

	if (identity)
		rate = (struct rational){ vector_count(v, "K"), N };
	expansion_start(&e, N, &rate, eta);
	for (uint64_t i = 0; identity && i < vector_count(v, "n"); i++)
		expansion_feed(&e, true);
	for (size_t i = 0; i < count; i++)
		expansion_feed(&e, x[i] > 0);
	return vector_is(v, expansion_p(&e));
}

static int
kaplan(struct vector *v)
{
	static double x[VECTOR_LIST];
	double t = vector_number(v, "t"), g = vector_number(v, "g");
	size_t count = vector_list(v, "x", x);

	if (strcmp(v->category, "seq.kaplan_wald") == 0)
		return vector_is(v, expansion_kaplan_wald(x, count, t, g));
	return vector_is(v, expansion_kaplan_markov(x, count, t, g));
}

static size_t
strata_of(const struct vector *v, struct stratum *s)
{
	static double N[VECTOR_LIST], n[VECTOR_LIST], x[VECTOR_LIST];
	size_t count = vector_list(v, "N", N);

	assert_true(
	    count <= MANY && vector_list(v, "n", n) == count && vector_list(v, "x", x) == count);
	for (size_t i = 0; i < count; i++)
		s[i] = (struct stratum){ (uint64_t)N[i], (uint64_t)n[i], (uint64_t)x[i] };
	return count;
}

static int
interval(struct vector *v)
{
	struct stratum s[MANY];
	size_t count = strata_of(v, s);
	double low, high;

	if ((says(v, "logit") ? ciprop_logit : ciprop_beta)(s, count, vector_risk(v), &low, &high))
		return VECTOR_FAILS;
	return vector_is_pair(v, low, high);
}

static int
estimate(struct vector *v)
{
	struct stratum s[MANY];
	size_t count = strata_of(v, s);
	struct strata_estimate e = strata_estimate(s, count);
	double N = 0;

	for (size_t i = 0; i < count; i++)
		N += (double)s[i].population;
	if (strcmp(v->category, "estimate.se") == 0)
		return vector_is(v, e.standard_error / N * 100);
	if (says(v, "svytotal"))
		N = 1;
	return vector_is(v, (says(v, "SE") ? e.standard_error : e.total) / N);
}

static int
combined(struct vector *v)
{
	const char *name = strrchr(v->category, '.') + 1;
	enum strata_method method = STRATA_BONFERRONI;
	struct stratum s[MANY];
	size_t count = strata_of(v, s);
	uint64_t limit;

	if (strcmp(name, "bonf") != 0 && strata_method_of(name, &method) != 0)
		return VECTOR_UNKNOWN;
	if (strata_upper(s, count, method, vector_risk(v), &limit) != 0)
		return VECTOR_FAILS;
	return vector_is(v, (double)limit);
}

static int
wendell(struct vector *v)
{
	struct stratum s[MANY];
	size_t count = strata_of(v, s);
	double p, risk = vector_risk(v);
	uint64_t low, high;

	if (says(v, "max p"))
		return wendell_p(s, count, vector_count(v, "M"), false, &p) == 0 && vector_is(v, p);
	if (says(v, "one-sided"))
		return wendell_upper(s, count, risk, &high) == 0 && vector_is(v, (double)high);
	return wendell_upper(s, count, risk / 2, &high) == 0 &&
	       wendell_lower_published(s, count, risk / 2, &low) == 0 &&
	       vector_is_pair(v, (double)low, (double)high);
}

static int
armitage(struct vector *v)
{
	struct trend_period p[MANY] = { { 0 } };
	size_t count = periods_of(v, p);
	struct trend_test t = trend_cochran_armitage(p, count);
	double two, rising;

	if (strcmp(v->category, "trend.ca.exact") == 0) {
		if (trend_exact(p, count, &two, &rising) != 0)
			return VECTOR_FAILS;
		return vector_is(v, says(v, "one-sided") ? rising : two);
	}
	return t.defined && vector_is(v, says(v, "chi2") ? t.chi2 : t.p);
}

/* The first row whose prefix a category has decides. */
static const struct {
	const char *prefix;
	int (*run)(struct vector *v);
} table[] = {
	{ "alloc.", allocation },
	{ "bound.cp.two", clopper_two },
	{ "bound.cp.", clopper_one },
	{ "bound.hyper.two", hyper_two },
	{ "bound.hyper.", hyper_one },
	{ "br.min", floor_size },
	{ "cusum", cusum },
	{ "draw.commit", commit },
	{ "draw.property", nested },
	{ "draw.stratified", stratified },
	{ "draw.ticket", ticket },
	{ "draw.rivest.sampler", rivest_numbers },
	{ "draw.rivest.ticket", rivest_fraction },
	{ "draw.rivest", rivest_sample },
	{ "estimate.se", estimate },
	{ "fisher", fisher },
	{ "holm", holm },
	{ "hyper.", tail },
	{ "ktol", tolerable },
	{ "laney", chart },
	{ "n.attribute", attribute },
	{ "n.discovery", attribute },
	{ "n.binomial", unbounded },
	{ "n.poisson", unbounded },
	{ "n.margin", margin },
	{ "n.width", width },
	{ "pchart", chart },
	{ "power", power },
	{ "seq.alpha", sequential },
	{ "seq.identity", sequential },
	{ "seq.kaplan", kaplan },
	{ "strat.ciprop", interval },
	{ "strat.estimate", estimate },
	{ "strat.upper.ws", wendell },
	{ "strat.upper.", combined },
	{ "trend.ca", armitage },
};

static int
run(struct vector *v)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(v->category, table[i].prefix, strlen(table[i].prefix)) == 0)
			return table[i].run(v);
	return VECTOR_UNKNOWN;
}

static void
copy(char *out, size_t cap, const struct csv_row *row, size_t cell)
{
	snprintf(out, cap, "%s", cell < row->count ? row->cell[cell].s : "");
}

static void
known_answers(void **state)
{
	const char *folder = getenv("SHARED_DATA");
	unsigned all = 0, passed = 0, failed = 0;
	struct csv_row row;
	struct input *in;
	struct csv *csv;
	char path[500];
	FILE *f;

	(void)state;
	snprintf(
	    path, sizeof path, "%s/statistics-vectors.csv", folder ? folder : "../shared/data");
	f = fopen(path, "r");
	if (!f) {
		print_message("# no %s: its cases are not run\n", path);
		skip();
	}
	fclose(f);
	in = input_open(path);
	csv = csv_new(in, ',');
	assert_non_null(csv);
	assert_int_equal(csv_next(csv, &row), CSV_ROW); /* the header */
	while (csv_next(csv, &row) == CSV_ROW) {
		static struct vector v;
		int result;

		memset(&v, 0, sizeof v);
		copy(v.id, sizeof v.id, &row, 0);
		copy(v.category, sizeof v.category, &row, 2);
		copy(v.name, sizeof v.name, &row, 3);
		copy(v.inputs, sizeof v.inputs, &row, 4);
		copy(v.expected, sizeof v.expected, &row, 5);
		copy(v.tolerance, sizeof v.tolerance, &row, 6);
		result = run(&v);
		all++;
		passed += result == VECTOR_PASSES;
		failed += result == VECTOR_FAILS;
		if (result != VECTOR_PASSES)
			print_message("# %s %s (%s): expected %s, %s %s\n", v.id, v.category,
			    v.inputs, v.expected,
			    result == VECTOR_UNKNOWN ? "not computed" : "found", v.found);
	}
	csv_free(csv);
	input_close(in);
	print_message("# known answers: %u of %u agree, %u not computed\n", passed, all,
	    all - passed - failed);
	assert_int_equal(failed, 0);
	assert_true(passed > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
