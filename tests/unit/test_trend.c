/*
 * Trend tests, charts, the growing sample and the look at the tickets.  "By
 * hand": exact rational enumeration (Python's fractions).
 */
#include "tests/unit/near.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "base/digest.h"
#include "sampler/chart.h"
#include "sampler/draw.h"
#include "sampler/expansion.h"
#include "sampler/selftest.h"
#include "sampler/stream.h"
#include "sampler/trend.h"

#define P(n, x)                              \
	{                                    \
		.sample = n, .exceptions = x \
	}

static void
cochran_armitage(void **state)
{
	/* R's ?prop.trend.test, smokers by groups of patients: X-squared 8.2249, p 0.004132 */
	static const struct trend_period smokers[] = { P(86, 83), P(93, 90), P(136, 129),
		P(82, 70) };
	static const struct trend_period none[] = { P(100, 0), P(100, 0) };
	static const struct trend_period all[] = { P(100, 100), P(50, 50) };
	static const struct trend_period level[] = { P(100, 3), P(100, 3) };
	static const struct trend_period up[] = { P(100, 0), P(0, 0), P(100, 3) };
	struct trend_test t = trend_cochran_armitage(smokers, 4);

	(void)state;
	assert_true(t.defined && t.direction == -1);
	assert_near(t.chi2, 8.224922285197662, 1e-12);
	assert_near(t.p, 0.004132, 2e-4);
	assert_false(trend_cochran_armitage(none, 2).defined);
	assert_false(trend_cochran_armitage(all, 2).defined);
	assert_false(trend_cochran_armitage(smokers, 1).defined);
	assert_false(trend_cochran_armitage(NULL, 0).defined);
	t = trend_cochran_armitage(level, 2);
	assert_true(t.defined && t.direction == 0 && t.chi2 == 0 && t.p == 1);
	assert_true(trend_cochran_armitage(up, 3).direction == 1);
}

static void
exact_trend(void **state)
{
	static const struct trend_period four[] = { P(50, 0), P(60, 2), P(40, 1), P(55, 4) };
	static const struct trend_period fall[] = { P(20, 3), P(30, 0), P(10, 1) };
	static const struct trend_period tiny[] = { P(9, 2), P(9, 1) };
	static const struct trend_period many[] = { P(90000, 2000), P(90000, 1000) };
	static const struct trend_period none[] = { P(9, 0), P(9, 0) };
	double two = 7, up = 7;

	(void)state;
	assert_int_equal(trend_exact(four, 4, &two, &up), 0); /* by hand */
	assert_near(two, 0.06196192552688212, 1e-12);
	assert_near(up, 0.04220165106552434, 1e-12);
	assert_int_equal(trend_exact(fall, 3, &two, &up), 0);
	assert_near(two, 0.46444574323007987, 1e-12);
	assert_near(up, 0.9199298655756867, 1e-12);
	assert_int_equal(trend_exact(tiny, 2, &two, &up), 0);
	assert_near(two, 1, 1e-12);
	assert_near(up, 0.8970588235294118, 1e-12);
	two = up = 7;
	assert_int_equal(trend_exact(many, 2, &two, &up), 1);
	assert_int_equal(trend_exact(none, 2, &two, &up), 1);
	assert_int_equal(trend_exact(four, 1, &two, &up), 1);
	assert_true(two == 7 && up == 7);
}

static void
fisher(void **state)
{
	static const struct {
		struct trend_period a, b;
		double two, worse;
	} t[] = {
		/* R's ?fisher.test: Convictions, two-sided 0.0005367, one-sided 0.0004652 */
		{ P(17, 2), P(13, 10), 0.0005367241191434358, 0.00046518094336290503 },
		/* TeaTasting, two-sided 0.4857 */
		{ P(4, 3), P(4, 1), 0.4857142857142857, 0.9857142857142858 },
		{ P(12, 10), P(15, 2), 0.0004352313007582896, 0.9999895880431618 },
		{ P(100, 7), P(100, 7), 1, 0.6085962952125992 },
		{ P(0, 0), P(9, 3), 1, 1 },
		{ P(10, 5), P(40, 0), 0.00011893749174045196, 1 },
		{ P(0, 0), P(0, 0), 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		double two, worse;

		trend_fisher(&t[i].a, &t[i].b, &two, &worse);
		assert_near(two, t[i].two, 1e-12);
		assert_near(worse, t[i].worse, 1e-12);
	}
}

static void
holm(void **state)
{
	/* R: p.adjust(c(.02, .001, .5, .02), "holm") */
	static const double p[] = { 0.02, 0.001, 0.5, 0.02 };
	static const double want[] = { 0.06, 0.004, 0.5, 0.06 };
	double got[4];

	(void)state;
	assert_int_equal(trend_holm(p, 4, got), 0);
	for (int i = 0; i < 4; i++)
		assert_near(got[i], want[i], 1e-14);
	assert_int_equal(trend_holm(p, 0, got), 0);
}

static void
charts(void **state)
{
	static const struct trend_period s[] = { P(1000, 4), P(1200, 1), P(900, 0), P(1100, 7),
		P(50, 3) };
	static const double sums[] = { 1.8359574386665547, 0.2391063650664207, 0, 4.619553182533211,
		7.511351054466538 };
	static const struct trend_period clean[] = { P(10, 0), P(10, 0) };
	double centre = chart_centre(s, 5), sigma = chart_sigma_z(s, 5), cusum[5];

	(void)state;
	/* by hand from the formulas, Python floats */
	assert_near(centre, 0.0035294117647058825, 1e-14);
	assert_near(sigma, 2.3393191985342554, 1e-13);
	assert_near(chart_p(centre, 50).upper, 0.028689934476171693, 1e-13);
	assert_true(chart_p(centre, 50).lower == 0);
	assert_near(chart_laney(centre, sigma, 1100).upper, 0.01607808481161396, 1e-13);
	chart_cusum(s, 5, 0.001, 0.004, cusum);
	for (int i = 0; i < 5; i++)
		assert_near(cusum[i], sums[i], 1e-12);
	assert_near(chart_cusum_limit(0.001, 0.004, 0.05), 2.1609640474436813, 1e-13);
	assert_true(isnan(chart_sigma_z(clean, 2)));
	assert_true(isnan(chart_sigma_z(s, 1)));
	assert_true(chart_centre(NULL, 0) == 0);
}

static uint64_t
choose(uint64_t n, uint64_t k)
{
	uint64_t c = k <= n;

	for (uint64_t i = 0; i < k && k <= n; i++)
		c = c * (n - i) / (i + 1);
	return c;
}

/* N (S - E), an integer. */
static int64_t
off_centre(const struct trend_period t[3], const uint64_t x[3])
{
	int64_t n = 0, ns = 0, sum = 0, s = 0;

	for (int i = 0; i < 3; i++) {
		n += (int64_t)t[i].sample;
		ns += (i + 1) * (int64_t)t[i].sample;
		sum += (int64_t)x[i];
		s += (i + 1) * (int64_t)x[i];
	}
	return s * n - sum * ns;
}

static void
compare_with_all_tables(const struct trend_period t[3])
{
	uint64_t seen_x[3] = { t[0].exceptions, t[1].exceptions, t[2].exceptions }, x[3];
	uint64_t total = seen_x[0] + seen_x[1] + seen_x[2];
	uint64_t n = t[0].sample + t[1].sample + t[2].sample, all = choose(n, total);
	uint64_t far = 0, rising = 0, unlikely = 0, worse = 0;
	uint64_t two = seen_x[0] + seen_x[1];
	uint64_t seen = choose(t[0].sample, seen_x[0]) * choose(t[1].sample, seen_x[1]);
	int64_t d, seen_d = off_centre(t, seen_x);
	double p, q;

	for (x[0] = 0; x[0] <= t[0].sample; x[0]++)
		for (x[1] = 0; x[1] <= t[1].sample; x[1]++) {
			uint64_t tables = choose(t[0].sample, x[0]) * choose(t[1].sample, x[1]);

			if (x[0] + x[1] == two) {
				unlikely += tables <= seen ? tables : 0;
				worse += x[1] >= seen_x[1] ? tables : 0;
			}
			if (x[0] + x[1] > total)
				continue;
			x[2] = total - x[0] - x[1];
			tables *= choose(t[2].sample, x[2]);
			d = off_centre(t, x);
			far += (d < 0 ? -d : d) >= (seen_d < 0 ? -seen_d : seen_d) ? tables : 0;
			rising += d >= seen_d ? tables : 0;
		}
	if (total == 0 || total == n) {
		assert_int_equal(trend_exact(t, 3, &p, &q), 1);
		assert_false(trend_cochran_armitage(t, 3).defined);
	} else {
		assert_int_equal(trend_exact(t, 3, &p, &q), 0);
		assert_near(p, (double)far / (double)all, 1e-12);
		assert_near(q, (double)rising / (double)all, 1e-12);
	}
	all = choose(t[0].sample + t[1].sample, two);
	trend_fisher(&t[0], &t[1], &p, &q);
	assert_near(p, (double)unlikely / (double)all, 1e-12);
	assert_near(q, (double)worse / (double)all, 1e-12);
}

/* Three periods of up to four certificates: every table with the same margins is counted. */
static void
small_tables(void **state)
{
	struct trend_period t[3];

	(void)state;
	for (unsigned round = 0; round < 25 * 25 * 25; round++) {
		unsigned rest = round;
		bool possible = true;

		for (int i = 0; i < 3; i++, rest /= 25) {
			t[i] = (struct trend_period){ rest % 5, rest / 5 % 5 };
			possible = possible && t[i].exceptions <= t[i].sample;
		}
		if (possible)
			compare_with_all_tables(t);
	}
}

static void
run_expansion(struct expansion *e, int sound, int bad, int more)
{
	for (int i = 0; i < sound; i++)
		expansion_feed(e, true);
	for (int i = 0; i < bad; i++)
		expansion_feed(e, false);
	for (int i = 0; i < more; i++)
		expansion_feed(e, true);
}

static void
alpha(void **state)
{
	static const struct rational r20 = { 1, 20 }, r10 = { 1, 10 };
	struct expansion e;

	(void)state;
	expansion_start(&e, 1000, &r20, 0.99);
	assert_true(expansion_p(&e) == 1);
	run_expansion(&e, 30, 1, 150); /* by hand */
	assert_near(expansion_p(&e), 0.0013812399329961548, 1e-11);
	expansion_start(&e, 200, &r10, 0.98);
	run_expansion(&e, 10, 1, 20);
	run_expansion(&e, 0, 1, 60);
	assert_near(expansion_p(&e), 0.0013292976882422391, 1e-11);
	/* eta 1, nothing fails: C(950, 57) / C(1000, 57) */
	expansion_start(&e, 1000, &r20, 1);
	run_expansion(&e, 57, 0, 0);
	assert_near(expansion_p(&e), 0.04923683902735095, 1e-12);
	assert_int_equal(expansion_more(&e, 0.05), 0);
	assert_int_equal(expansion_more(&e, 0.04), 4);
	/* with eta 1 one exception ends all hope, but what was reached stands */
	run_expansion(&e, 0, 1, 500);
	assert_near(expansion_p(&e), 0.04923683902735095, 1e-12);
	/* a census that finds fewer than tolerated is certainty */
	expansion_start(&e, 200, &r10, 0.98);
	run_expansion(&e, 181, 0, 0);
	assert_true(expansion_p(&e) < 1e-9);
	/* and one that finds more rejects nothing */
	expansion_start(&e, 200, &r10, 0.98);
	run_expansion(&e, 0, 21, 179);
	assert_true(expansion_p(&e) == 1);
	assert_int_equal(expansion_more(&e, 0.05), 0);
	expansion_start(&e, 200, &r10, 0.98);
	run_expansion(&e, 0, 20, 0);
	assert_int_equal(expansion_more(&e, 1e-300), 180);
}

/*
 * A tenth of 7 is 0.7: at least one has to fail, and the seventh sound one
 * refutes that for certain.  Before it p is the product of (6.3 - j)/(7 - j)
 * over 0.99, j < 6, by hand.
 */
static void
alpha_of_a_census(void **state)
{
	static const struct rational r10 = { 1, 10 }, r2 = { 1, 2 };
	struct expansion e;
	double p = 1;

	(void)state;
	expansion_start(&e, 7, &r10, 0.99);
	for (int j = 0; j < 6; j++)
		p *= (6.3 - j) / (7 - j) / 0.99;
	run_expansion(&e, 6, 0, 0);
	assert_near(expansion_p(&e), p, 1e-12);
	assert_int_equal(expansion_more(&e, 0.05), 1);
	run_expansion(&e, 1, 0, 0);
	assert_true(expansion_p(&e) == 0);
	expansion_start(&e, 7, &r10, 0.99);
	run_expansion(&e, 3, 1, 3);
	assert_true(expansion_p(&e) > 0.5);
	/* 6 of 11 sound leave fewer than half, also where eta 1 had given up */
	expansion_start(&e, 11, &r2, 1);
	run_expansion(&e, 0, 3, 5);
	assert_true(expansion_p(&e) == 1);
	assert_int_equal(expansion_more(&e, 0.05), 1);
	run_expansion(&e, 1, 0, 0);
	assert_true(expansion_p(&e) == 0);
	assert_near(expansion_eta(&r10), 0.99, 1e-15);
}

/* Every order of the fewest failures the hypothesis allows: P(p <= a) <= a for each a. */
static void
alpha_in_every_order(void **state)
{
	static const struct rational rates[] = { { 3, 20 }, { 1, 5 }, { 1, 3 }, { 1, 100 } };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (unsigned N = 3; N <= 12; N++) {
			unsigned K = (unsigned)rational_ceil_of(&rates[i], N);
			double p[1024];
			size_t orders = 0;

			for (unsigned bits = 0; bits < 1U << N; bits++) {
				struct expansion e;

				if ((unsigned)__builtin_popcount(bits) != K)
					continue;
				expansion_start(&e, N, &rates[i], expansion_eta(&rates[i]));
				for (unsigned j = 0; j < N; j++)
					expansion_feed(&e, (bits >> j & 1) == 0);
				p[orders++] = expansion_p(&e);
			}
			for (size_t a = 0; a < orders; a++) {
				size_t below = 0;

				for (size_t j = 0; j < orders; j++)
					below += p[j] <= p[a];
				assert_true((double)below <= p[a] * (double)orders * (1 + 1e-9));
			}
		}
}

/* Whenever one stops: with the rate at the limit, p gets to 5% in at most 5% of samples. */
static void
alpha_keeps_its_risk(void **state)
{
	static const struct rational r = { 1, 10 };
	gsl_rng *rng = gsl_rng_alloc(stream_type());
	int rejected = 0;

	(void)state;
	gsl_rng_set(rng, 20260930);
	for (int run = 0; run < 20000; run++) {
		unsigned bad = 10, left = 100;
		struct expansion e;

		expansion_start(&e, 100, &r, expansion_eta(&r));
		for (; left > 0; left--) {
			bool fails = gsl_rng_uniform_int(rng, left) < bad;

			bad -= fails;
			expansion_feed(&e, !fails);
		}
		rejected += expansion_p(&e) <= 0.05;
	}
	gsl_rng_free(rng);
	/* 1,000 expected at most, standard deviation 31 */
	assert_true(rejected > 0 && rejected < 1100);
}

static void
kaplan(void **state)
{
	/* SHANGRLA's own tests of kaplan_wald and kaplan_markov */
	static const double ones[] = { 1, 1, 1, 1, 1, 0 };

	(void)state;
	assert_near(expansion_kaplan_wald(ones, 5, 0.5, 0), 0.03125, 1e-14);
	assert_near(expansion_kaplan_markov(ones, 6, 0.5, 0.1), 0.048282842081079885, 1e-12);
	assert_true(expansion_kaplan_wald(ones, 0, 0.5, 0) == 1);
	assert_true(expansion_kaplan_markov(ones, 0, 0.5, 0.1) == 1);
	/* 0.9 * 1 / 0.5 + 0.1 = 1.9, five times; then 0.1 */
	assert_near(expansion_kaplan_wald(ones, 6, 0.5, 0.1), pow(1.9, -5), 1e-14);
}

static void
tickets_look_like_chance(void **state)
{
	const struct draw_item *items;
	struct selftest chi2, ks;
	uint8_t seed[32], fp[32];
	struct draw *d;
	size_t count;

	(void)state;
	assert_int_equal(digest_sha256("seed", 4, seed), 0);
	d = draw_new(seed, 500);
	for (uint32_t i = 0; i < 20000; i++) {
		char text[16];
		int len = snprintf(text, sizeof text, "unit %u", i);

		assert_int_equal(digest_sha256(text, (size_t)len, fp), 0);
		assert_int_equal(draw_feed(d, fp, i), 0);
	}
	items = draw_result(d, &count);
	chi2 = selftest_chi2(draw_spread(d));
	ks = selftest_ks(items, count);
	assert_true(chi2.defined && chi2.degrees == 255 && chi2.p > 1e-4 && chi2.p < 1 - 1e-4);
	assert_true(ks.defined && ks.p > 1e-4 && ks.statistic > 0 && ks.statistic < 0.1);
	draw_free(d);
}

static void
tickets_that_are_not_chance(void **state)
{
	struct draw_item items[40] = { { .weight = 1 } };
	uint64_t counts[256] = { 0 };
	struct selftest t;

	(void)state;
	for (int i = 0; i < 40; i++)
		items[i].ticket[0] = (uint8_t)(i < 38 ? i / 4 : 255);
	t = selftest_ks(items, 40);
	assert_true(t.defined && t.p < 1e-6);
	for (int i = 0; i < 256; i++)
		counts[i] = i < 128 ? 12 : 8;
	t = selftest_chi2(counts);
	/* 256 classes of 10: 256 * 4 / 10 */
	assert_true(t.defined && t.degrees == 255);
	assert_near(t.statistic, 102.4, 1e-12);
	for (int i = 0; i < 256; i++)
		counts[i] = i < 128 ? 1 : 0;
	t = selftest_chi2(counts);
	/* 128 tickets: 16 classes of 8; eight have 16, eight none */
	assert_true(t.degrees == 15 && t.p < 1e-10);
	assert_near(t.statistic, 128, 1e-12);
	memset(counts, 0, sizeof counts);
	counts[3] = 9;
	assert_false(selftest_chi2(counts).defined);
	assert_false(selftest_ks(items, 5).defined);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cochran_armitage),
		cmocka_unit_test(exact_trend),
		cmocka_unit_test(fisher),
		cmocka_unit_test(holm),
		cmocka_unit_test(charts),
		cmocka_unit_test(small_tables),
		cmocka_unit_test(alpha),
		cmocka_unit_test(alpha_of_a_census),
		cmocka_unit_test(alpha_in_every_order),
		cmocka_unit_test(alpha_keeps_its_risk),
		cmocka_unit_test(kaplan),
		cmocka_unit_test(tickets_look_like_chance),
		cmocka_unit_test(tickets_that_are_not_chance),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
