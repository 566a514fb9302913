/*
 * Limits, sizes and power for random inputs over the whole range: populations
 * to 10^10, every sample and count, confidence from 0.5 to 1 - 1e-12.  No NaN,
 * no hang, monotone where it must be.  RANDOM_INPUTS says how many (default
 * 2,000); the slowest call is printed.
 */
#include "tests/unit/cmocka_all.h"

#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <math.h>
#include <time.h>

#include "sampler/bounds.h"
#include "sampler/hyper.h"
#include "sampler/power.h"
#include "sampler/sizes.h"
#include "sampler/strata.h"
#include "sampler/stream.h"

struct slowest {
	double ms;
	char what[160];
};

struct input {
	uint64_t N, n, x;
	double risk;
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
clock_it(struct slowest *s, double since, const char *what, const struct input *i)
{
	double ms = now_ms() - since;

	if (ms <= s->ms)
		return;
	s->ms = ms;
	snprintf(s->what, sizeof s->what, "%s N=%" PRIu64 " n=%" PRIu64 " x=%" PRIu64 " risk=%.3g",
	    what, i->N, i->n, i->x, i->risk);
}

/* 0..most, each magnitude as likely as another, the ends often. */
static uint64_t
upto(gsl_rng *r, uint64_t most)
{
	double u = gsl_rng_uniform(r);
	uint64_t v;

	if (u < 0.05)
		return 0;
	if (u < 0.1)
		return most;
	v = (uint64_t)exp(gsl_rng_uniform(r) * log((double)most + 1));
	if (v > most)
		v = most;
	return u < 0.6 ? v : u < 0.75 ? most - v : (uint64_t)(gsl_rng_uniform(r) * (double)most);
}

static struct input
random_input(gsl_rng *r)
{
	struct input i;

	i.N = upto(r, 10000000000 - 1) + 1;
	i.n = upto(r, i.N);
	i.x = upto(r, i.n);
	i.risk = exp(log(1e-12) + gsl_rng_uniform(r) * (log(0.5) - log(1e-12)));
	return i;
}

static void
try_limits(const struct input *i, struct slowest *slow)
{
	double start = now_ms();
	uint64_t low = bounds_lower(i->N, i->n, i->x, i->risk), high, other;

	clock_it(slow, start, "lower limit", i);
	start = now_ms();
	high = bounds_upper(i->N, i->n, i->x, i->risk);
	clock_it(slow, start, "upper limit", i);
	assert_true(i->x <= low && low <= high && high <= i->N - i->n + i->x);
	if (i->x < i->n) { /* one exception more: not lower */
		assert_true(bounds_upper(i->N, i->n, i->x + 1, i->risk) >= high);
		assert_true(bounds_lower(i->N, i->n, i->x + 1, i->risk) >= low);
	}
	other = bounds_upper(i->N, i->n, i->x, i->risk / 2); /* more confidence: not narrower */
	assert_true(other >= high);
	if (i->n < i->N) { /* one sound certificate more: not higher */
		assert_true(bounds_upper(i->N, i->n + 1, i->x, i->risk) <= high);
	}
}

static void
try_rates(const struct input *i, struct slowest *slow)
{
	double start = now_ms(), low, high;

	assert_int_equal(bounds_rate_lower(i->n, i->x, i->risk, &low), 0);
	assert_int_equal(bounds_rate_upper(i->n, i->x, i->risk, &high), 0);
	clock_it(slow, start, "process rate", i);
	assert_true(low >= 0 && high <= 1 && low <= high); /* false for a NaN */
	if (i->n > 0) {
		double seen = (double)i->x / (double)i->n;

		assert_true(low <= seen * (1 + 1e-12) && high >= seen * (1 - 1e-12));
	}
}

static void
try_tails(gsl_rng *r, const struct input *i, struct slowest *slow)
{
	struct hyper h = { i->N, upto(r, i->N), i->n };
	double start = now_ms();
	double p = hyper_at_most(&h, i->x), q = hyper_above(&h, i->x), power;

	clock_it(slow, start, "tails", i);
	assert_true(p >= 0 && p <= 1 && q >= 0 && q <= 1 && fabs(p + q - 1) < 1e-9);
	if (i->x > 0)
		assert_true(hyper_at_most(&h, i->x - 1) <= p * (1 + 1e-9));
	assert_false(isnan(hyper_log_at_most(&h, i->x)));
	power = power_detection(i->N, i->n, h.marked);
	assert_true(power >= 0 && power <= 1);
	if (h.marked < i->N)
		assert_true(power_detection(i->N, i->n, h.marked + 1) >= power * (1 - 1e-9));
}

static void
try_sizes(gsl_rng *r, const struct input *i, struct slowest *slow)
{
	uint64_t K = upto(r, i->N - 1) + 1, c = upto(r, K - 1), n, more;
	double start = now_ms();

	assert_int_equal(sizes_attribute(i->N, K, c, i->risk, &n), 0);
	clock_it(slow, start, "attribute size", i);
	assert_true(n > c && n <= i->N);
	assert_int_equal(sizes_attribute(i->N, K, c, i->risk / 2, &more), 0);
	assert_true(more >= n);
	assert_int_equal(
	    sizes_margin(i->N, gsl_rng_uniform(r), 1e-6 + gsl_rng_uniform(r) / 2, i->risk, &n), 0);
	assert_true(n >= 1 && n <= i->N);
}

static void
try_strata(gsl_rng *r, double risk, struct slowest *slow)
{
	struct stratum s[3];
	uint64_t low, high, sum = 0, most = 0;
	struct input whole = { .risk = risk };
	double start;

	for (int k = 0; k < 3; k++) {
		struct input i = random_input(r);

		s[k] = (struct stratum){ i.N, i.n, i.x < 100000 ? i.x : i.x % 100000 };
		sum += s[k].exceptions;
		most += i.N - i.n + s[k].exceptions;
		whole.N += i.N, whole.n += i.n, whole.x += s[k].exceptions;
	}
	start = now_ms();
	assert_int_equal(strata_upper(s, 3, STRATA_AUTO, risk, &high), 0);
	assert_int_equal(strata_lower(s, 3, STRATA_AUTO, risk, &low), 0);
	clock_it(slow, start, "three strata", &whole);
	assert_true(sum <= low && low <= high && high <= most);
}

static void
random_inputs(void **state)
{
	const char *text = getenv("RANDOM_INPUTS");
	long count = text ? strtol(text, NULL, 10) : 2000;
	gsl_rng *r = gsl_rng_alloc(stream_type());
	struct slowest slow = { 0 }, slow_strata = { 0 };
	double start = now_ms();

	(void)state;
	assert_non_null(r);
	gsl_rng_set(r, 8);
	for (long k = 0; k < count; k++) {
		struct input i = random_input(r);

		try_limits(&i, &slow);
		try_rates(&i, &slow);
		try_tails(r, &i, &slow);
		try_sizes(r, &i, &slow);
		if (k % 100 == 0)
			try_strata(r, i.risk, &slow_strata);
	}
	gsl_rng_free(r);
	print_message("# %ld random inputs in %.1f s\n", count, (now_ms() - start) / 1000);
	print_message("# slowest: %.2f ms, %s\n", slow.ms, slow.what);
	print_message("# slowest with strata: %.2f ms, %s\n", slow_strata.ms, slow_strata.what);
	assert_true(count > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_inputs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
