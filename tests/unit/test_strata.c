/*
 * Allocation and combined statements.  "By hand" is exact rational arithmetic
 * over every way to share K out (Python's fractions).
 */
#include "tests/unit/near.h"

#include "sampler/allocation.h"
#include "sampler/bounds.h"
#include "sampler/ciprop.h"
#include "sampler/power.h"
#include "sampler/strata.h"
#include "sampler/wendell.h"

static void
expect_shares(struct allocation *a, size_t count, uint64_t target, const uint64_t *want)
{
	allocation_share(a, count, target);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].sample, want[i]);
}

static void
shares(void **state)
{
	/* ties go to the first */
	struct allocation even[] = { { .population = 100, .least = 3, .weight = 1 },
		{ .population = 100, .least = 3, .weight = 1 },
		{ .population = 100, .least = 3, .weight = 1 } };
	/* a cap closes and leaves more to a stratum that had closed at its floor */
	struct allocation capped[] = { { .population = 10, .least = 1, .weight = 1000 },
		{ .population = 1000, .least = 30, .weight = 10 },
		{ .population = 500, .least = 15, .weight = 1 } };
	struct allocation certain[] = { { .population = 20, .least = 1, .weight = 400 },
		{ .population = 30, .least = 1, .weight = 300 },
		{ .population = 1000, .least = 30, .weight = 1 },
		{ .population = 7, .least = 7, .weight = 1 } };
	struct allocation none[] = { { .population = 0 }, { .population = 50, .least = 2 },
		{ .population = 100, .least = 3 } };
	/* 0.6, 0.6 and 1.8: the largest remainder first, then the earlier tie */
	struct allocation small[] = { { .population = 1 }, { .population = 1 },
		{ .population = 3 } };

	(void)state;
	expect_shares(small, 3, 3, (uint64_t[]){ 1, 0, 2 });
	expect_shares(even, 3, 200, (uint64_t[]){ 67, 67, 66 });
	expect_shares(even, 3, 1000, (uint64_t[]){ 100, 100, 100 });
	expect_shares(even, 3, 0, (uint64_t[]){ 3, 3, 3 });
	expect_shares(capped, 3, 100, (uint64_t[]){ 10, 75, 15 });
	expect_shares(certain, 4, 90, (uint64_t[]){ 20, 30, 33, 7 });
	/* weights all 0: in proportion to the populations */
	expect_shares(none, 3, 30, (uint64_t[]){ 0, 10, 20 });
	assert_int_equal(allocation_share(none, 0, 5), 0);
}

/* No stratum and no total below 3%, sums exact, whatever comes. */
static void
shares_hold_their_promises(void **state)
{
	uint64_t r = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct allocation a[8] = { { 0 } };
		size_t count = 1 + (size_t)round % 8;
		uint64_t N = 0, target, sum;

		for (size_t i = 0; i < count; i++) {
			r ^= r << 13, r ^= r >> 7, r ^= r << 17;
			a[i].population = r % (UINT64_C(1) << (r >> 59));
			a[i].weight = (r >> 20) % (UINT64_C(1) << (r >> 58));
			a[i].least = (3 * a[i].population + 99) / 100;
			N += a[i].population;
		}
		target = r % (N + N / 10 + 1);
		sum = allocation_share(a, count, target); /* asserts floors, caps and the sum */
		assert_true(100 * (unsigned __int128)sum >= 3 * (unsigned __int128)N);
		assert_true(sum == N || sum >= target);
	}
}

static void
neyman_weights(void **state)
{
	static const struct rational s[] = { { 1, 10 }, { 1, 5 }, { 1, 2 } };
	static const struct rational huge[] = { { 1, 18446744073709551557u }, { 1, 3 }, { 1, 5 } };
	struct allocation a[] = { { .population = 500, .least = 15 },
		{ .population = 300, .least = 9 }, { .population = 200, .least = 6 } };
	static const struct rational whole[] = { { 1, 1 }, { 1, 1 } };
	struct allocation half[] = { { .population = UINT64_C(1) << 62 },
		{ .population = UINT64_C(1) << 62 } };
	struct rational p = { 1, 10 }, floor = { 1, 100 }, zero = { 0, 1 }, d;

	(void)state;
	assert_int_equal(allocation_weights(a, 3, s), 0);
	assert_int_equal(a[0].weight, 500);
	assert_int_equal(a[1].weight, 600);
	assert_int_equal(a[2].weight, 1000);
	/* 150 * 500/2100 = 35.7, 42.86, 71.4 */
	expect_shares(a, 3, 150, (uint64_t[]){ 36, 43, 71 });
	assert_int_equal(allocation_weights(a, 3, huge), -1);
	/* 2^62 twice is 2^63, one too many */
	assert_int_equal(allocation_weights(half, 2, whole), -1);
	half[1].population--;
	assert_int_equal(allocation_weights(half, 2, whole), 0);
	d = allocation_deviation(&p, &floor); /* sqrt(0.09) */
	assert_true(d.num == 3 && d.den == 10);
	d = allocation_deviation(&zero, &floor); /* sqrt(0.0099) = 0.0994987... */
	assert_near(rational_double(&d), 0.099498, 1e-12);
}

static void
combined_limits(void **state)
{
	static const struct stratum a[] = { { 30, 5, 0 }, { 20, 4, 0 }, { 12, 6, 0 } };
	static const struct stratum b[] = { { 30, 5, 1 }, { 20, 4, 0 }, { 12, 6, 0 } };
	static const struct stratum c[] = { { 25, 5, 1 }, { 25, 5, 1 } };
	static const struct stratum d[] = { { 40, 10, 2 }, { 15, 5, 1 }, { 9, 3, 0 } };
	static const struct {
		const struct stratum *s;
		size_t count;
		enum strata_method method;
		uint64_t at5, at10;
	} t[] = {
		/* by hand */
		{ a, 3, STRATA_ZERO, 13, 10 },
		{ b, 3, STRATA_FISHER, 29, 26 },
		{ c, 2, STRATA_FISHER, 28, 25 },
		{ d, 3, STRATA_FISHER, 29, 27 },
	};
	uint64_t limit;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		assert_int_equal(strata_upper(t[i].s, t[i].count, STRATA_AUTO, 0.05, &limit), 0);
		assert_int_equal(limit, t[i].at5);
		assert_int_equal(strata_upper(t[i].s, t[i].count, t[i].method, 0.1, &limit), 0);
		assert_int_equal(limit, t[i].at10);
	}
	assert_int_equal(strata_lower(a, 3, STRATA_AUTO, 0.05, &limit), 0);
	assert_int_equal(limit, 0);
}

static uint64_t
choose(uint64_t n, uint64_t k)
{
	uint64_t c = k <= n;

	for (uint64_t i = 0; i < k && k <= n; i++)
		c = c * (n - i) / (i + 1);
	return c;
}

/* How many of the possible samples hold from `from` to `to` of the marked ones. */
static uint64_t
samples(const struct stratum *s, uint64_t marked, uint64_t from, uint64_t to)
{
	uint64_t sum = 0;

	for (uint64_t x = from; x <= to; x++)
		sum += choose(marked, x) * choose(s->population - marked, s->sample - x);
	return sum;
}

/* The most samples, over all ways to share K out, with x_s at most (at least) as found. */
static void
most_samples(const struct stratum s[3], bool above, uint64_t most[16])
{
	uint64_t k[3];

	memset(most, 0, 16 * sizeof *most);
	for (k[0] = 0; k[0] <= s[0].population; k[0]++)
		for (k[1] = 0; k[1] <= s[1].population; k[1]++)
			for (k[2] = 0; k[2] <= s[2].population; k[2]++) {
				uint64_t *m = &most[k[0] + k[1] + k[2]], product = 1;

				for (size_t i = 0; i < 3; i++)
					product *= samples(&s[i], k[i], above ? s[i].exceptions : 0,
					    above ? s[i].sample : s[i].exceptions);
				if (product > *m)
					*m = product;
			}
}

/* Fisher's p of S tails with that product: the chi-square tail at -2 log is this sum. */
static double
fisher_p(double product, unsigned varying)
{
	double l = -log(product), term = product, sum = varying > 0 ? 0 : product;

	for (unsigned j = 0; j < varying && product > 0; j++) {
		sum += term;
		term *= l / (j + 1);
	}
	return sum;
}

static void
compare_with_all_samples(const struct stratum s[3])
{
	uint64_t below[16], above[16], all = 1, N = 0, low = 0, high = 0, limit;
	uint64_t sum_low = 0, sum_high = 0, clean = 0, failed = 0;
	unsigned varying = 0;

	for (size_t i = 0; i < 3; i++) {
		all *= choose(s[i].population, s[i].sample);
		N += s[i].population;
		failed += s[i].exceptions;
		varying += s[i].sample > 0 && s[i].sample < s[i].population;
	}
	most_samples(s, false, below);
	most_samples(s, true, above);
	for (uint64_t K = 0; K <= N; K++) {
		if (fisher_p((double)below[K] / (double)all, varying) > 0.05 * (1 + 1e-12))
			high = K;
		if (20 * below[K] > all)
			clean = K;
		if (fisher_p((double)above[N - K] / (double)all, varying) > 0.05 * (1 + 1e-12))
			low = N - K;
	}
	for (size_t i = 0; i < 3; i++) {
		uint64_t total = choose(s[i].population, s[i].sample), x = s[i].exceptions;
		uint64_t share = 20 * (varying > 1 ? varying : 1), up = 0, down = 0;

		for (uint64_t k = 0; k <= s[i].population; k++) {
			if (share * samples(&s[i], k, 0, x) > total)
				up = k;
			if (share * samples(&s[i], s[i].population - k, x, s[i].sample) > total)
				down = s[i].population - k;
		}
		sum_high += up;
		sum_low += down;
	}
	assert_int_equal(strata_upper(s, 3, STRATA_FISHER, 0.05, &limit), 0);
	assert_int_equal(limit, high);
	assert_int_equal(strata_lower(s, 3, STRATA_FISHER, 0.05, &limit), 0);
	assert_int_equal(limit, low);
	assert_int_equal(strata_upper(s, 3, STRATA_BONFERRONI, 0.05, &limit), 0);
	assert_int_equal(limit, sum_high);
	assert_int_equal(strata_lower(s, 3, STRATA_BONFERRONI, 0.05, &limit), 0);
	assert_int_equal(limit, sum_low);
	if (failed > 0)
		return;
	assert_int_equal(strata_upper(s, 3, STRATA_ZERO, 0.05, &limit), 0);
	assert_int_equal(limit, clean);
	for (uint64_t K = 0; K <= N; K++) {
		double chance, hidden = (double)below[K] / (double)all;

		assert_int_equal(strata_detection(s, 3, K, &chance), 0);
		assert_true(fabs(chance - (1 - hidden)) < 1e-13);
	}
}

/* Strata of 6, 5 and 4 with whatever sample and result: every sample is counted. */
static void
combined_limits_of_all_samples(void **state)
{
	struct stratum s[3] = { { .population = 6 }, { .population = 5 }, { .population = 4 } };

	(void)state;
	for (unsigned round = 0; round < 7 * 7 * 6 * 6 * 5 * 5; round++) {
		unsigned rest = round;
		bool possible = true;

		for (size_t i = 0; i < 3; i++) {
			unsigned base = (unsigned)s[i].population + 1;

			s[i].sample = rest % base;
			s[i].exceptions = rest / base % base;
			rest /= base * base;
			possible = possible && s[i].exceptions <= s[i].sample;
		}
		if (possible)
			compare_with_all_samples(s);
	}
}

static void
one_stratum_is_no_stratum(void **state)
{
	static const struct stratum s[] = { { 12345, 371, 4 }, { 1000000000, 30000000, 0 },
		{ 100, 95, 0 }, { 5000, 150, 150 }, { 10, 10, 3 }, { 10, 0, 0 } };
	uint64_t low, high;

	(void)state;
	for (size_t i = 0; i < sizeof s / sizeof *s; i++)
		for (int m = STRATA_AUTO; m <= STRATA_BONFERRONI; m++) {
			if (m == STRATA_ZERO && s[i].exceptions > 0)
				continue;
			assert_int_equal(strata_upper(&s[i], 1, m, 0.05, &high), 0);
			assert_int_equal(strata_lower(&s[i], 1, m, 0.05, &low), 0);
			assert_int_equal(high,
			    bounds_upper(s[i].population, s[i].sample, s[i].exceptions, 0.05));
			assert_int_equal(
			    low, bounds_lower(s[i].population, s[i].sample, s[i].exceptions, 0.05));
		}
}

static void
certain_strata_cost_nothing(void **state)
{
	/* a census, an empty and an unsampled stratum beside one that varies */
	static const struct stratum s[] = { { 500, 75, 2 }, { 40, 40, 3 }, { 0, 0, 0 },
		{ 9, 0, 0 } };
	uint64_t limit;

	(void)state;
	for (int m = STRATA_FISHER; m <= STRATA_BONFERRONI; m++) {
		assert_int_equal(strata_upper(s, 4, m, 0.05, &limit), 0);
		assert_int_equal(limit, bounds_upper(500, 75, 2, 0.05) + 3 + 9);
		assert_int_equal(strata_lower(s, 4, m, 0.05, &limit), 0);
		assert_int_equal(limit, bounds_lower(500, 75, 2, 0.05) + 3);
	}
}

static void
large_strata(void **state)
{
	/* twins: the clean limit of two equal halves is close to that of the whole */
	static const struct stratum s[] = { { 5000000000, 150000000, 0 },
		{ 5000000000, 150000000, 0 } };
	static const struct stratum t[] = { { 10000000000, 1000, 0 }, { 9000000000, 900, 1 },
		{ 8000000000, 700000000, 123456 } };
	uint64_t limit, lower;

	(void)state;
	assert_int_equal(strata_upper(s, 2, STRATA_ZERO, 0.05, &limit), 0);
	assert_int_equal(limit, bounds_upper(10000000000, 300000000, 0, 0.05));
	assert_int_equal(strata_upper(t, 3, STRATA_AUTO, 0.05, &limit), 0);
	assert_int_equal(strata_lower(t, 3, STRATA_AUTO, 0.05, &lower), 0);
	assert_true(lower >= 123457 && lower < limit && limit < 2000000000);
}

static void
estimates(void **state)
{
	/* RAT-STATS companion manual p. 4-26: 19.97% with standard error 1.498% */
	static const struct stratum one[] = { { 10000, 666, 133 } };
	static const struct stratum lone[] = { { 500, 75, 2 }, { 10, 1, 0 } };
	static const struct stratum unseen[] = { { 500, 75, 2 }, { 10, 0, 0 } };
	static const struct stratum census[] = { { 500, 75, 2 }, { 1, 1, 1 }, { 0, 0, 0 } };
	static const struct stratum half[] = { { 500, 75, 2 }, { 2, 1, 0 } };
	static const struct stratum missed[] = { { 500, 75, 2 }, { 1, 0, 0 } };
	static const struct stratum pair[] = { { 10, 2, 1 } };
	struct strata_estimate e = strata_estimate(one, 1);

	(void)state;
	assert_true(e.has_total && e.has_error);
	assert_near(e.total, 10000 * 133.0 / 666, 1e-14);
	assert_near(e.standard_error, 149.8, 5e-4);
	e = strata_estimate(lone, 2);
	assert_true(e.has_total && !e.has_error);
	e = strata_estimate(unseen, 2);
	assert_true(!e.has_total && !e.has_error);
	e = strata_estimate(half, 2);
	assert_true(e.has_total && !e.has_error);
	e = strata_estimate(missed, 2);
	assert_true(!e.has_total && !e.has_error);
	/* 10 (10 - 2) (1/2) (1/2) / (2 - 1) = 20 */
	e = strata_estimate(pair, 1);
	assert_near(e.standard_error, sqrt(20), 1e-14);
	/* an empty stratum takes nothing away */
	e = strata_estimate(census, 3);
	assert_true(e.has_total && e.has_error);
	assert_near(e.total, 500 * 2.0 / 75 + 1, 1e-14);
}

static void
detection(void **state)
{
	static const struct stratum s[] = { { 1000, 30, 0 }, { 1000, 100, 7 }, { 50, 0, 0 } };
	double p;

	(void)state;
	assert_int_equal(strata_detection(s, 1, 10, &p), 0);
	assert_near(p, power_detection(1000, 30, 10), 1e-12);
	/* where the fewest are drawn, it hides best */
	assert_int_equal(strata_detection(s, 2, 10, &p), 0);
	assert_near(p, power_detection(1000, 30, 10), 1e-12);
	assert_int_equal(strata_detection(s, 3, 50, &p), 0);
	assert_true(p == 0);
	assert_int_equal(strata_detection(s, 3, 2050, &p), 0);
	assert_near(p, 1, 1e-15);
}

static void
wendell_and_schmee(void **state)
{
	/* the example of their program: (500,300,200), (75,50,25), (2,1,0) */
	static const struct stratum s[] = { { 500, 75, 2 }, { 300, 50, 1 }, { 200, 25, 0 } };
	static const struct stratum large[] = { { 500000, 75000, 200 }, { 300, 50, 1 } };
	static const struct stratum one[] = { { 60, 12, 2 } };
	uint64_t low, high;
	double p;

	(void)state;
	assert_int_equal(wendell_p(s, 3, 50, false, &p), 0);
	assert_near(p, 0.02767569, 2e-7);
	assert_int_equal(wendell_upper(s, 3, 0.025, &high), 0);
	assert_int_equal(high, 50);
	assert_int_equal(wendell_lower_published(s, 3, 0.025, &low), 0);
	assert_int_equal(low, 8);
	/* the largest P(T >= t) excludes less than their smallest does */
	assert_int_equal(wendell_lower(s, 3, 0.025, &low), 0);
	assert_true(low < 8 && low >= 3);
	assert_int_equal(wendell_p(s, 3, low - 1, true, &p), 0);
	assert_true(p <= 0.025);
	assert_int_equal(wendell_p(s, 3, low, true, &p), 0);
	assert_true(p > 0.025);
	assert_int_equal(wendell_upper(large, 2, 0.05, &high), 1);
	assert_int_equal(wendell_upper(one, 1, 0.05, &high), 0);
	assert_int_equal(high, bounds_upper(60, 12, 2, 0.05));
	assert_int_equal(wendell_lower(one, 1, 0.05, &low), 0);
	assert_int_equal(low, bounds_lower(60, 12, 2, 0.05));
}

/* 95%: logit by mpmath (R's svyciprop iterates and differs by 3e-8), beta by R's survey 4.1-1. */
static void
approximate_intervals(void **state)
{
	static const struct stratum s[] = { { 500, 75, 2 }, { 300, 50, 1 }, { 200, 25, 0 } };
	static const struct stratum clean[] = { { 500, 75, 0 } };
	double low, high;

	(void)state;
	assert_int_equal(ciprop_logit(s, 3, 0.05, &low, &high), 0);
	assert_near(low, 0.0067454810398859352, 1e-12);
	assert_near(high, 0.054131379142980086, 1e-12);
	assert_int_equal(ciprop_beta(s, 3, 0.05, &low, &high), 0);
	assert_near(low, 0.00469610658877571, 1e-9);
	assert_near(high, 0.0516349937819486, 1e-9);
	assert_int_equal(ciprop_beta(clean, 1, 0.05, &low, &high), 1);
	assert_int_equal(ciprop_logit(clean, 1, 0.05, &low, &high), 1);
}

static void
method_names(void **state)
{
	enum strata_method m = STRATA_AUTO;

	(void)state;
	for (int i = STRATA_AUTO; i <= STRATA_BONFERRONI; i++) {
		assert_int_equal(strata_method_of(strata_method_name(i), &m), 0);
		assert_int_equal(m, i);
	}
	assert_int_equal(strata_method_of("normal", &m), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares),
		cmocka_unit_test(shares_hold_their_promises),
		cmocka_unit_test(neyman_weights),
		cmocka_unit_test(combined_limits),
		cmocka_unit_test(combined_limits_of_all_samples),
		cmocka_unit_test(one_stratum_is_no_stratum),
		cmocka_unit_test(certain_strata_cost_nothing),
		cmocka_unit_test(large_strata),
		cmocka_unit_test(estimates),
		cmocka_unit_test(detection),
		cmocka_unit_test(wendell_and_schmee),
		cmocka_unit_test(approximate_intervals),
		cmocka_unit_test(method_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
