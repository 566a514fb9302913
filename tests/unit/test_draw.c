/*
 * Seed, tickets, stream and draw.  Known answers come from an independent
 * engine, Python's hashlib and big integers; sha256sum gives the same, e.g.
 * printf 'selfaudit draw v1\n%s\n%s\n' COMMITMENT NONCE | sha256sum.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "sampler/draw.h"
#include "sampler/stream.h"
#include "sampler/ticket.h"

#define SEED "fa5f45c549454c85461534e4b7c8548847dd9828f8cd7a31ce9b5230799cdaf4"
#define FINGERPRINT "03d66dd08835c1ca3f128cceacd1f31ac94163096b20f445ae84285bc0832d72"
#define TICKET "0393bdb436aa871a0491fc5edb1d0cf4cdc7dec2fbed8bc2a4f7ce1ffaf20092"

static void
unhex(const char *hex, uint8_t out[32])
{
	assert_int_equal(digest_unhex(hex, out, 32), 0);
}

static void
fingerprint_of(int i, uint8_t out[32])
{
	char name[32];
	int len = snprintf(name, sizeof name, "unit %d", i);

	assert_int_equal(digest_sha256(name, (size_t)len, out), 0);
}

static void
seed_known_answer(void **state)
{
	uint8_t commitment[32], seed[32], want[32];

	(void)state;
	assert_int_equal(digest_sha256("commitment", 10, commitment), 0);
	assert_int_equal(ticket_seed(commitment, "drand 12345, Z\xc3\xbcrich", seed), 0);
	unhex(SEED, want);
	assert_memory_equal(seed, want, 32);
}

static void
nonce_is_text(void **state)
{
	static const char *const bad[] = { "", "a\nb", "a\x7f", "\xc2\x85", "\xff", "\xc0\xaf",
		"\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80" };
	static const char *const good[] = { "0", "-", "\xf0\x9f\x98\x8a", "\xc2\xa0",
		"\xef\xbf\xbd" };
	uint8_t commitment[32] = { 0 }, seed[32] = { 7 };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(ticket_seed(commitment, bad[i], seed), -1);
		assert_int_equal(seed[0], 7);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(ticket_text_fault(good[i]));
}

static void
ticket_known_answer(void **state)
{
	uint8_t seed[32], fp[32], want[32], got[32];
	struct digest *d = digest_new();

	(void)state;
	unhex(SEED, seed);
	unhex(FINGERPRINT, fp);
	unhex(TICKET, want);
	ticket_of(d, seed, fp, got);
	assert_memory_equal(got, want, 32);
	digest_free(d);
}

static void
stream_known_answer(void **state)
{
	static const uint64_t ticket_words[4] = { 0x0393bdb436aa871a, 0x0491fc5edb1d0cf4,
		0xcdc7dec2fbed8bc2, 0xa4f7ce1ffaf20092 };
	uint8_t seed[32], fp[32];
	gsl_rng *r, *copy;

	(void)state;
	unhex(SEED, seed);
	unhex(FINGERPRINT, fp);
	r = stream_new(seed, fp);
	assert_non_null(r);
	for (int i = 0; i < 4; i++)
		assert_true(gsl_rng_get(r) == ticket_words[i]);
	/* SHA-256(seed || fingerprint || 0000000000000001), then ...02 */
	assert_true(gsl_rng_get(r) == 0x2eb2a38bc6af79b4);
	copy = gsl_rng_clone(r);
	for (int i = 0; i < 3; i++)
		gsl_rng_get(r);
	assert_true(gsl_rng_get(r) == 0x0e805b58eae10bad);
	/* state is plain data: a copy goes on where it was taken */
	assert_true(gsl_rng_get(copy) == 0x0352508e7ae2d4a6);
	stream_restart(r, seed, fp);
	assert_true(gsl_rng_uniform(r) == 0.013973099229284358);
	assert_false(stream_failed(r));
	/* SHA-256 of 56 zero bytes and 4357 as 8 bytes */
	gsl_rng_set(r, 4357);
	assert_true(gsl_rng_get(r) == 0x8793bc882fd7e6cc);
	gsl_rng_free(copy);
	gsl_rng_free(r);
}

static void
stream_serves_gsl(void **state)
{
	gsl_rng *r = gsl_rng_alloc(stream_type());
	double sum = 0, chi2 = 0;
	int bins[100] = { 0 };

	(void)state;
	assert_non_null(r);
	for (int i = 0; i < 100000; i++)
		bins[gsl_rng_uniform_int(r, 100)]++;
	for (int i = 0; i < 100; i++)
		chi2 += (bins[i] - 1000.0) * (bins[i] - 1000.0) / 1000.0;
	assert_true(gsl_cdf_chisq_Q(chi2, 99) > 1e-4);
	for (int i = 0; i < 10000; i++)
		sum += gsl_ran_gaussian(r, 1);
	assert_true(sum > -400 && sum < 400); /* 4 standard deviations */
	gsl_rng_free(r);
}

static void
feed_units(struct draw *d, int from, int to, int step)
{
	for (int i = from; i != to; i += step) {
		uint8_t fp[32];

		fingerprint_of(i, fp);
		assert_int_equal(draw_feed(d, fp, i), 0);
	}
}

static void
draw_known_answer(void **state)
{
	static const int64_t want[] = { 70, 128, 97, 161, 106, 66, 89, 102, 158, 94, 144, 50 };
	uint8_t seed[32];

	(void)state;
	unhex(SEED, seed);
	for (size_t n = 0; n <= 12; n++) {
		struct draw *up = draw_new(seed, n), *down = draw_new(seed, n);
		const struct draw_item *a, *b;
		size_t count;

		feed_units(up, 0, 200, 1);
		feed_units(down, 199, -1, -1);
		a = draw_result(up, &count);
		assert_int_equal(count, n);
		b = draw_result(down, &count);
		assert_int_equal(count, n);
		assert_int_equal(draw_fed(up), 200);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(a[i].id, want[i]);
			assert_int_equal(b[i].id, want[i]);
		}
		draw_free(up);
		draw_free(down);
	}
}

static void
draw_goes_on_after_a_result(void **state)
{
	uint8_t seed[32];

	(void)state;
	unhex(SEED, seed);
	for (size_t n = 1; n <= 20; n++) {
		struct draw *d = draw_new(seed, n), *whole = draw_new(seed, n);
		const struct draw_item *a, *b;
		size_t count, all;

		for (int from = 0; from < 200; from += 10) {
			feed_units(d, from, from + 10, 1);
			draw_result(d, &count);
			assert_int_equal(count, from == 0 && n > 10 ? 10 : n);
		}
		feed_units(whole, 0, 200, 1);
		a = draw_result(d, &count);
		b = draw_result(whole, &all);
		assert_int_equal(count, all);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(a[i].id, b[i].id);
		draw_free(d);
		draw_free(whole);
	}
}

static void
shards_merge(void **state)
{
	uint8_t seed[32];
	struct draw *whole, *left, *right;
	const struct draw_item *a, *b, *more;
	size_t count, more_count;

	(void)state;
	unhex(SEED, seed);
	whole = draw_new(seed, 30);
	left = draw_new(seed, 30);
	right = draw_new(seed, 30);
	feed_units(whole, 0, 200, 1);
	feed_units(left, 0, 111, 1);
	feed_units(right, 111, 200, 1);
	more = draw_result(right, &more_count);
	for (size_t i = 0; i < more_count; i++)
		assert_int_equal(draw_feed(left, more[i].fingerprint, more[i].id), 0);
	a = draw_result(whole, &count);
	b = draw_result(left, &more_count);
	assert_int_equal(count, more_count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].id, b[i].id);
	draw_free(whole);
	draw_free(left);
	draw_free(right);
}

static void
census_holds_all(void **state)
{
	uint8_t seed[32];
	struct draw *d;
	size_t count;

	(void)state;
	unhex(SEED, seed);
	d = draw_new(seed, UINT64_MAX);
	draw_result(d, &count);
	assert_int_equal(count, 0);
	feed_units(d, 0, 200, 1);
	draw_result(d, &count);
	assert_int_equal(count, 200);
	draw_free(d);
}

static void
ties_go_to_the_smaller_fingerprint(void **state)
{
	struct draw_item a = { .weight = 1, .id = 2 }, b = { .weight = 1, .id = 1 };

	(void)state;
	assert_true(draw_order(&a, &b) > 0);
	a.fingerprint[31] = 1;
	assert_true(draw_order(&a, &b) > 0);
	b.ticket[31] = 1; /* the last of 256 bits counts */
	assert_true(draw_order(&a, &b) < 0);
	/* 2t / 2 = t / 1, and 2t+1 / 2 > t / 1 */
	a.ticket[0] = 0x80, a.weight = 2;
	b = (struct draw_item){ .weight = 1 };
	b.ticket[0] = 0x40;
	b.fingerprint[0] = 9;
	assert_true(draw_order(&a, &b) < 0);
	a.ticket[31] = 1;
	assert_true(draw_order(&a, &b) > 0);
}

static uint64_t
put(struct draw_item *item, int at, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		item->ticket[at + i] = (uint8_t)v;
	return item->weight;
}

/* Eight bytes of a ticket, wherever they stand, times a weight: 128 bits hold it. */
static void
weights_compare_exactly(void **state)
{
	uint64_t r = 88172645463325252u, v[4], tied = 0;

	(void)state;
	for (unsigned round = 0; round < 50000; round++) {
		struct draw_item a = { .weight = 1 }, b = { .fingerprint = { 1 } };
		unsigned __int128 left, right;
		int at = (int)(round % 25), c;

		for (int i = 0; i < 4; i++) {
			r ^= r << 13, r ^= r >> 7, r ^= r << 17;
			v[i] = r >> (r >> 59) | 1;
		}
		if (round % 2 == 0) { /* k t / k w beside t / w, one bit off now and then */
			uint64_t k = 2 + v[3] % 14;

			v[0] >>= 4, v[1] = (v[1] >> 4) + 1;
			v[2] = k * v[0] + (v[3] >> 9) % 3 - 1, v[3] = k * v[1];
		}
		a.weight = v[1], b.weight = v[3];
		left = (unsigned __int128)v[0] * put(&b, at, v[2]);
		right = (unsigned __int128)v[2] * put(&a, at, v[0]);
		c = draw_order(&a, &b);
		tied += left == right;
		/* of a tie the smaller fingerprint is the first */
		assert_int_equal(c < 0, left <= right);
		assert_int_equal(draw_order(&b, &a) < 0, left > right);
	}
	assert_true(tied > 1000);
}

/* weights 1 + (i mod 7)(10^12 + i); order by Python's fractions.Fraction */
static void
weighted_known_answer(void **state)
{
	static const int64_t want[] = { 97, 128, 89, 102, 66, 106, 158, 144, 131, 94, 124, 125 };
	const struct draw_item *a;
	uint8_t seed[32];
	struct draw *d;
	size_t count;

	(void)state;
	unhex(SEED, seed);
	d = draw_new(seed, 12);
	for (int i = 0; i < 200; i++) {
		uint8_t fp[32];

		fingerprint_of(i, fp);
		assert_int_equal(draw_feed_weighted(d, fp, i,
				     1 + (uint64_t)(i % 7) * (1000000000000 + (uint64_t)i)),
		    0);
	}
	assert_int_equal(draw_feed_weighted(d, seed, -1, 0), 0);
	a = draw_result(d, &count);
	assert_int_equal(count, 12);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].id, want[i]);
	draw_free(d);
}

#define UNITS 20
#define PICKED 7
#define SEEDS 10000

/*
 * Over R seeds every certificate is drawn n/N of the time and every pair
 * n(n-1)/N(N-1).  Both as chi-square tests of the right covariance.  Singles:
 * sum d_i^2 / (R f(1-f)) * (N-1)/N has N-1 degrees, the counts sum to n R.
 * Pairs: what is left of d_ij after the singles' part, (r_i + r_j)/(N-2) with
 * r_i = sum_j d_ij, lies in the third eigenspace of the Johnson scheme J(N,2);
 * there each direction has variance R (c2 - 2 c1 + c0), c_k the covariance of
 * two pairs that share k units, and there are N(N-3)/2 directions.
 */
static double
chi2_single(unsigned count[UNITS])
{
	double f = (double)PICKED / UNITS, e = SEEDS * f, sum = 0;

	for (int i = 0; i < UNITS; i++)
		sum += (count[i] - e) * (count[i] - e) / (e * (1 - f));
	return sum * (UNITS - 1) / UNITS;
}

static double
chi2_pair(unsigned count[UNITS][UNITS])
{
	const double N = UNITS, n = PICKED;
	const double g2 = n * (n - 1) / (N * (N - 1)), g3 = g2 * (n - 2) / (N - 2);
	const double g4 = g3 * (n - 3) / (N - 3);
	const double lambda = g2 * (1 - g2) - 2 * (g3 - g2 * g2) + g4 - g2 * g2;
	double row[UNITS] = { 0 }, sum = 0;

	for (int i = 0; i < UNITS; i++)
		for (int j = 0; j < UNITS; j++)
			if (i != j)
				row[i] += count[i][j] - SEEDS * g2;
	for (int i = 0; i < UNITS; i++)
		for (int j = 0; j < i; j++) {
			double d = count[i][j] - SEEDS * g2 - (row[i] + row[j]) / (N - 2);

			sum += d * d / (SEEDS * lambda);
		}
	return sum;
}

static void
inclusion_is_uniform(void **state)
{
	static unsigned single[UNITS], pair[UNITS][UNITS];
	const int pair_df = UNITS * (UNITS - 3) / 2;
	uint8_t fps[UNITS][32];
	double p1, p2;

	(void)state;
	for (int i = 0; i < UNITS; i++)
		fingerprint_of(i, fps[i]);
	for (uint32_t s = 0; s < SEEDS; s++) {
		const uint8_t number[4] = { s >> 24, s >> 16 & 255, s >> 8 & 255, s & 255 };
		const struct draw_item *a;
		uint8_t seed[32];
		struct draw *d;
		size_t count;

		assert_int_equal(digest_sha256(number, sizeof number, seed), 0);
		d = draw_new(seed, PICKED);
		for (int i = 0; i < UNITS; i++)
			assert_int_equal(draw_feed(d, fps[i], i), 0);
		a = draw_result(d, &count);
		for (size_t i = 0; i < count; i++) {
			single[a[i].id]++;
			for (size_t j = 0; j < count; j++)
				pair[a[i].id][a[j].id]++;
		}
		draw_free(d);
	}
	p1 = gsl_cdf_chisq_Q(chi2_single(single), UNITS - 1);
	p2 = gsl_cdf_chisq_Q(chi2_pair(pair), pair_df);
	print_message("# inclusion over %d seeds: chi-square %.2f on %d, p = %.4f\n", SEEDS,
	    chi2_single(single), UNITS - 1, p1);
	print_message(
	    "# joint inclusion: chi-square %.2f on %d, p = %.4f\n", chi2_pair(pair), pair_df, p2);
	assert_true(p1 > 1e-4 && p1 < 1 - 1e-4);
	assert_true(p2 > 1e-4 && p2 < 1 - 1e-4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seed_known_answer),
		cmocka_unit_test(nonce_is_text),
		cmocka_unit_test(ticket_known_answer),
		cmocka_unit_test(stream_known_answer),
		cmocka_unit_test(stream_serves_gsl),
		cmocka_unit_test(draw_known_answer),
		cmocka_unit_test(draw_goes_on_after_a_result),
		cmocka_unit_test(shards_merge),
		cmocka_unit_test(census_holds_all),
		cmocka_unit_test(ties_go_to_the_smaller_fingerprint),
		cmocka_unit_test(weights_compare_exactly),
		cmocka_unit_test(weighted_known_answer),
		cmocka_unit_test(inclusion_is_uniform),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
