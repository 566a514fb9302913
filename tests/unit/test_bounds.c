/*
 * Tails, exact limits, power and sizes.  Numbers marked mpmath were computed
 * with 40 to 60 digits from the definition (log gamma, sums of terms); the
 * others are published, the table named beside them.
 */
#include "tests/unit/near.h"

#include "sampler/binom.h"
#include "sampler/bounds.h"
#include "sampler/hyper.h"
#include "sampler/power.h"
#include "sampler/sizes.h"

static void
tails(void **state)
{
	/* mpmath, 60 digits */
	static const struct {
		uint64_t N, K, n, x;
		double at_most, above;
	} t[] = {
		{ 10, 3, 4, 1, 0.66666666666666667, 0.33333333333333333 },
		{ 100, 5, 95, 2, 0.00059938220836600807, 0.99940061779163399 },
		{ 1000, 50, 57, 0, 0.049236839027350959, 0.95076316097264904 },
		{ 1000000, 20, 999990, 15, 4.6881634614380053e-22, 1.0 },
		{ 10000000, 100, 300000, 0, 0.047551779931494505, 0.9524482200685055 },
		{ 1000000000, 300, 3000, 0, 0.9991004033953097, 0.00089959660469030009 },
		{ 1000000000, 1000000, 30000000, 29500, 0.0016592014920968369,
		    0.99834079850790316 },
		{ 4294967296, 100, 128849019, 1, 0.19462211620404441, 0.80537788379595559 },
		{ 5000000000, 5000000, 150000000, 149500, 0.09502262297614324,
		    0.90497737702385676 },
		{ 10000000000, 1, 1, 0, 0.9999999999, 1.0e-10 },
		{ 10000000000, 9999999995, 9999999993, 9999999988, 0.9999999965, 3.4999999958e-9 },
		{ 10000000000, 5000000000, 5000000000, 2500010000, 0.65542910698263703,
		    0.34457089301736297 },
		{ 10000000000, 3000000000, 1000000, 301000, 0.98547592243853868,
		    0.014524077561461321 },
		{ 10000000000, 7, 300000000, 6, 0.99999999997813, 2.1869998515027039e-11 },
		{ 9007199254740992, 1000000, 1000000000, 0, 0.89491878429282013,
		    0.10508121570717987 },
		{ 9007199254740992, 4503599627370496, 10000, 5100, 0.9777871004770187,
		    0.022212899522981299 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct hyper h = { t[i].N, t[i].K, t[i].n };

		assert_near(hyper_at_most(&h, t[i].x), t[i].at_most, 1e-11);
		assert_near(hyper_above(&h, t[i].x), t[i].above, 1e-11);
		assert_near(exp(hyper_log_at_most(&h, t[i].x)), t[i].at_most, 1e-11);
	}
}

/* Every tail of every small population, against products of exact integers. */
static void
small_tails(void **state)
{
	static uint64_t c[41][41];

	(void)state;
	for (int n = 0; n <= 40; n++)
		for (int k = 0; k <= n; k++)
			c[n][k] = k == 0 || k == n ? 1 : c[n - 1][k - 1] + c[n - 1][k];
	for (uint64_t N = 0; N <= 24; N++)
		for (uint64_t K = 0; K <= N; K++)
			for (uint64_t n = 0; n <= N; n++) {
				struct hyper h = { N, K, n };
				double sum = 0, all = (double)c[N][n];

				for (uint64_t x = 0; x <= n; x++) {
					if (x <= K && n - x <= N - K)
						sum += (double)(c[K][x] * c[N - K][n - x]);
					assert_near(hyper_at_most(&h, x), sum / all, 1e-13);
					assert_near(hyper_above(&h, x), (all - sum) / all, 1e-13);
				}
			}
}

static void
step_is_a_difference(void **state)
{
	(void)state;
	for (uint64_t K = 3; K < 60; K++)
		for (uint64_t x = 0; x <= 3; x++) {
			struct hyper h = { 100, K, 30 }, next = { 100, K + 1, 30 };
			double d = hyper_log_at_most(&h, x) - hyper_log_at_most(&next, x);

			assert_true(fabs(hyper_step(&h, x) - d) < 1e-12 * (1 + d));
		}
	/* every small population: nothing to lose is 0, everything INFINITY */
	for (uint64_t N = 1; N <= 12; N++)
		for (uint64_t K = 0; K < N; K++)
			for (uint64_t n = 0; n <= N; n++)
				for (uint64_t x = 0; x <= n; x++) {
					struct hyper h = { N, K, n }, next = { N, K + 1, n };
					double p = hyper_at_most(&h, x);
					double q = hyper_at_most(&next, x), step;

					if (p == 0)
						continue; /* of no use to anyone */
					step = hyper_step(&h, x);
					if (q == 0 || p == q)
						assert_true(step == (q == 0 ? INFINITY : 0));
					else
						assert_true(fabs(step - log(p / q)) < 1e-12);
				}
}

static void
published_limits(void **state)
{
	/* RAT-STATS: companion manual (HHS OIG, rev. 5/2010) pp. 2-2, 4-26, 4-30, and the
	 * comparison of its versions 2010 and 2017; two-sided */
	static const struct {
		uint64_t N, n, x;
		double risk;
		uint64_t lower, upper;
	} t[] = {
		{ 2131341220, 20000, 20, 0.10, 1412716, 3096347 },
		{ 2131341220, 20000, 20, 0.05, 1302103, 3290782 },
		{ 10000, 666, 133, 0.05, 1710, 2310 },
		{ 10000, 300, 60, 0.05, 1569, 2490 },
		{ 10000, 400, 82, 0.10, 1729, 2403 },
		{ 150, 100, 97, 0.10, 142, 147 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(bounds_lower(t[i].N, t[i].n, t[i].x, t[i].risk / 2), t[i].lower);
		assert_int_equal(bounds_upper(t[i].N, t[i].n, t[i].x, t[i].risk / 2), t[i].upper);
	}
}

static void
large_limits(void **state)
{
	/* mpmath, one-sided at the risk given */
	static const struct {
		uint64_t N, n, x;
		double risk;
		uint64_t lower, upper;
	} t[] = {
		{ 10000000000, 300000000, 5, 0.05, 67, 347 },
		{ 10000000000, 1000000, 3000, 0.025, 28937565, 31091380 },
		{ 10000000000, 1000000, 3000, 1e-12, 26312153, 34019629 },
		{ 4294967296, 100000, 0, 0.1, 0, 98892 },
		{ 10000000000, 9000000000, 100, 0.005, 103, 121 },
		{ 10000000000, 500000, 250000, 0.025, 4986131342, 5013868658 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(bounds_lower(t[i].N, t[i].n, t[i].x, t[i].risk), t[i].lower);
		assert_int_equal(bounds_upper(t[i].N, t[i].n, t[i].x, t[i].risk), t[i].upper);
	}
}

static void
edges(void **state)
{
	(void)state;
	/* a census is the count, nothing sampled is everything */
	assert_int_equal(bounds_upper(100, 100, 3, 0.05), 3);
	assert_int_equal(bounds_lower(100, 100, 3, 0.05), 3);
	assert_int_equal(bounds_upper(100, 0, 0, 0.05), 100);
	assert_int_equal(bounds_lower(100, 0, 0, 0.05), 0);
	assert_int_equal(bounds_upper(0, 0, 0, 0.05), 0);
	/* P(X = 0 | K = 1) = 1 - n/N is the risk exactly: excluded */
	assert_int_equal(bounds_upper(100, 95, 0, 0.05), 0);
	assert_int_equal(bounds_upper(40, 38, 0, 0.05), 0);
	assert_int_equal(bounds_upper(100, 94, 0, 0.05), 1);
	assert_int_equal(bounds_upper(10, 9, 0, 1 - 0.9), 0);
}

/* The definition, tried out: the largest (smallest) K that is not excluded. */
static void
limits_by_definition(void **state)
{
	(void)state;
	for (uint64_t N = 1; N <= 30; N++)
		for (uint64_t n = 0; n <= N; n++)
			for (uint64_t x = 0; x <= n; x++) {
				uint64_t low = UINT64_MAX, high = 0;

				for (uint64_t K = x; K <= N - n + x; K++) {
					struct hyper h = { N, K, n };

					if (hyper_at_most(&h, x) > 0.05 * (1 + 1e-12))
						high = K;
					if (low == UINT64_MAX &&
					    (x == 0 || hyper_above(&h, x - 1) > 0.05 * (1 + 1e-12)))
						low = K;
				}
				assert_int_equal(bounds_upper(N, n, x, 0.05), high);
				assert_int_equal(bounds_lower(N, n, x, 0.05), low);
			}
}

static void
process_rate(void **state)
{
	/* mpmath: roots of the binomial tails; n = 310 is where GSL's inverse beta first fails */
	static const struct {
		uint64_t n, x;
		double risk, lower, upper;
	} t[] = {
		{ 310, 5, 0.05, 0.0063762638804480642, 0.033612175496267838 },
		{ 166, 2, 0.1, 0.0032082230758705653, 0.03174268656480208 },
		{ 30000000, 15000000, 0.025, 0.49982106392618182, 0.50017893607381818 },
		{ 1000000000, 10000, 0.05, 9.836085912079604e-6, 1.016605929203635e-5 },
		{ 10000000000, 2, 1e-12, 1.4142142291109044e-16, 3.4052374135502719e-9 },
		{ 1000, 999, 0.05, 0.99526500642450022, 0.99994870802109098 },
	};
	double lower, upper;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(bounds_rate_lower(t[i].n, t[i].x, t[i].risk, &lower), 0);
		assert_int_equal(bounds_rate_upper(t[i].n, t[i].x, t[i].risk, &upper), 0);
		assert_near(lower, t[i].lower, 1e-12);
		assert_near(upper, t[i].upper, 1e-12);
	}
	/* closed forms */
	bounds_rate_upper(59, 0, 0.05, &upper);
	assert_near(upper, 1 - pow(0.05, 1.0 / 59), 1e-14);
	bounds_rate_lower(59, 59, 0.05, &lower);
	assert_near(lower, pow(0.05, 1.0 / 59), 1e-14);
	/* one of n: P(X >= 1) = 1 - (1 - p)^n; all but one is its mirror */
	bounds_rate_lower(59, 1, 0.05, &lower);
	assert_near(lower, 1 - pow(0.95, 1.0 / 59), 1e-12);
	bounds_rate_upper(59, 58, 0.05, &upper);
	assert_near(upper, pow(0.95, 1.0 / 59), 1e-12);
	bounds_rate_upper(59, 59, 0.05, &upper);
	bounds_rate_lower(59, 0, 0.05, &lower);
	assert_true(lower == 0 && upper == 1);
	bounds_rate_upper(0, 0, 0.05, &upper);
	bounds_rate_lower(0, 0, 0.05, &lower);
	assert_true(lower == 0 && upper == 1);
}

/* AICPA Audit Sampling guide (2017), Appendix A, tables A-1 and A-3 (5% risk). */
static void
auditors_tables(void **state)
{
	static const struct {
		uint64_t percent, n;
	} size[] = { { 2, 149 }, { 3, 99 }, { 4, 74 }, { 5, 59 }, { 7, 42 }, { 8, 36 },
		{ 15, 19 } };
	static const struct {
		uint64_t n, x;
		double percent; /* rounded up to a tenth */
	} limit[] = { { 20, 1, 21.7 }, { 60, 1, 7.7 }, { 100, 5, 10.3 }, { 200, 4, 4.6 },
		{ 300, 0, 1.0 } };

	(void)state;
	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		struct rational rate = { size[i].percent, 100 };
		uint64_t n;

		assert_int_equal(sizes_binomial(&rate, 0, 0.05, &n), 0);
		assert_int_equal(n, size[i].n);
	}
	for (size_t i = 0; i < sizeof limit / sizeof *limit; i++) {
		double rate;

		assert_int_equal(bounds_rate_upper(limit[i].n, limit[i].x, 0.05, &rate), 0);
		assert_near(ceil(1000 * rate) / 10, limit[i].percent, 1e-9);
	}
}

static void
br_floor(void **state)
{
	static const struct rational three = { 3, 100 }, six = { 6, 100 };

	(void)state;
	/* BR 8.7: "the greater of one certificate or at least three percent" */
	assert_int_equal(sizes_floor(0, &three, 1), 0);
	assert_int_equal(sizes_floor(1, &three, 1), 1);
	assert_int_equal(sizes_floor(33, &three, 1), 1);
	assert_int_equal(sizes_floor(34, &three, 1), 2);
	assert_int_equal(sizes_floor(100, &three, 1), 3);
	assert_int_equal(sizes_floor(101, &three, 1), 4);
	assert_int_equal(sizes_floor(4294967297, &three, 1), 128849019);
	assert_int_equal(sizes_floor(100, &six, 1), 6);
	assert_int_equal(sizes_floor(3, &three, 5), 3);
	assert_int_equal(sizes_floor(60, &three, 5), 5);
}

static void
attribute_sizes(void **state)
{
	/* 100, 6: C(94, 32) / C(100, 32) < 10%; tables that made ceil(0.06 * 100) of 7 print 28.
	 * 1200, 60: Touw and Hoogduin (2011) p. 123.  500: DCAA EZ-Quant.  Others mpmath. */
	static const struct {
		uint64_t N, K, c;
		double risk;
		uint64_t n;
	} t[] = {
		{ 100, 6, 0, 0.1, 32 },
		{ 1200, 60, 0, 0.1, 45 },
		{ 500, 10, 0, 0.05, 129 },
		{ 369922, 370, 0, 0.05, 2982 },
		{ 10000000000, 1000, 0, 0.05, 29912494 },
		{ 10000000000, 10000000, 3, 0.01, 10042 },
		{ 1, 1, 0, 0.05, 1 },
		{ 100, 1, 0, 0.05, 95 },
	};
	uint64_t n = 7;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(sizes_attribute(t[i].N, t[i].K, t[i].c, t[i].risk, &n), 0);
		assert_int_equal(n, t[i].n);
	}
	n = 7;
	assert_int_equal(sizes_attribute(100, 3, 3, 0.05, &n), -1);
	assert_int_equal(n, 7);
}

static void
margin_sizes(void **state)
{
	uint64_t n;

	(void)state;
	/* z^2 0.02 0.98 / 0.01^2 = 752.93; over 1 + 751.93/5000: 654.50 (mpmath) */
	assert_int_equal(sizes_margin(5000, 0.02, 0.01, 0.05, &n), 0);
	assert_int_equal(n, 655);
	assert_int_equal(sizes_margin(5000, 0, 0.01, 0.05, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(sizes_margin(0, 0.5, 0.01, 0.05, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(sizes_margin(1, 0.5, 0.01, 0.05, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(sizes_margin(50, 0.5, 1e-300, 0.05, &n), 0);
	assert_int_equal(n, 50);
	/* where the 1 of n0 - 1 decides: 96.0365 / (1 + 95.0365 / 50) = 33.108, and
	 * 34.5731 / (1 + 33.5731 / 100) = 25.883 (mpmath) */
	assert_int_equal(sizes_margin(50, 0.5, 0.1, 0.05, &n), 0);
	assert_int_equal(n, 34);
	assert_int_equal(sizes_margin(100, 0.1, 0.1, 0.05, &n), 0);
	assert_int_equal(n, 26);
	/* RAT-STATS companion manual p. 4-25: 666 for an exact interval of 6% */
	assert_int_equal(sizes_width(10000, 0.2, 0.06, 0.05), 666);
}

/* Every sample of small populations tried, from the first on, widths in hundredths. */
static void
width_sizes_of_small_populations(void **state)
{
	static const unsigned rates[] = { 0, 5, 10, 25, 50 }, widths[] = { 5, 10, 20, 30, 50 };

	(void)state;
	for (uint64_t N = 1; N <= 60; N++)
		for (size_t r = 0; r < 5; r++)
			for (size_t w = 0; w < 5; w++) {
				uint64_t n = 0, x, spread;

				do {
					n++;
					x = (n * rates[r] + 50) / 100;
					spread = bounds_upper(N, n, x, 0.025) -
					    bounds_lower(N, n, x, 0.025);
				} while (100 * spread > widths[w] * N);
				assert_int_equal(sizes_width(N, rates[r] / 100.0,
						     widths[w] / 100.0, 0.05), n);
			}
}

static void
power_of_a_sample(void **state)
{
	(void)state;
	/* 1 - C(4975,150)/C(5000,150), R's phyper */
	assert_near(power_detection(5000, 150, 25), 0.5338939221416, 1e-12);
	assert_near(power_detection(10000000000, 1, 1), 1e-10, 1e-14);
	assert_true(power_detection(100, 0, 5) == 0);
	assert_true(power_detection(100, 5, 0) == 0);
	assert_true(power_detection(100, 96, 5) == 1);
	assert_int_equal(power_visible(1000000, 30000, 0.95), 99);
	assert_true(power_detection(1000000, 30000, 99) >= 0.95);
	assert_true(power_detection(1000000, 30000, 98) < 0.95);
	assert_int_equal(power_visible(10, 0, 0.95), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails),
		cmocka_unit_test(small_tails),
		cmocka_unit_test(step_is_a_difference),
		cmocka_unit_test(published_limits),
		cmocka_unit_test(large_limits),
		cmocka_unit_test(edges),
		cmocka_unit_test(limits_by_definition),
		cmocka_unit_test(process_rate),
		cmocka_unit_test(auditors_tables),
		cmocka_unit_test(br_floor),
		cmocka_unit_test(attribute_sizes),
		cmocka_unit_test(margin_sizes),
		cmocka_unit_test(width_sizes_of_small_populations),
		cmocka_unit_test(power_of_a_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
