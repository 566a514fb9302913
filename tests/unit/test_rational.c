#include "tests/unit/cmocka_all.h"

#include "base/rational.h"

static void
reads_every_form_exactly(void **state)
{
	static const struct {
		const char *text;
		uint64_t num, den;
	} ok[] = {
		{ "3%", 3, 100 }, { "0.5%", 1, 200 }, { "0.03", 3, 100 }, { ".03", 3, 100 },
		{ "3/100", 3, 100 }, { "6/200", 3, 100 }, { "1", 1, 1 }, { "0", 0, 1 },
		{ "0/7", 0, 1 }, { "100%", 1, 1 }, { "0.50000000000000000000000000", 1, 2 },
		{ "1/33", 1, 33 }, { "99.99999999%", 9999999999, 10000000000 },
		{ "18446744073709551615", UINT64_MAX, 1 },
		{ "1/18446744073709551615", 1, UINT64_MAX },
	};
	static const char *const bad[] = { "", "%", ".", "3.", "3%%", "-3%", "+3%", "3 %", " 3%",
		"3/", "/3", "3/0", "0/0", "1e-3", "3/100%", "1/2/3", "0x1", "3,5%",
		"18446744073709551616", "1/18446744073709551616", "0.00000000000000000000001",
		"99999999999999999999999999999999999999999999999999", "nan", "1.2.3" };
	struct rational r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ok / sizeof ok[0]; i++) {
		assert_int_equal(rational_parse(ok[i].text, &r), 0);
		assert_true(r.num == ok[i].num && r.den == ok[i].den);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		r.num = 42;
		assert_int_equal(rational_parse(bad[i], &r), -1);
		assert_int_equal(r.num, 42);
	}
}

static void
ceiling_is_exact(void **state)
{
	struct rational r;

	(void)state;
	rational_parse("6%", &r);
	/* in doubles ceil(0.06 * 100) is 7: 0.06 lies above 6/100 */
	assert_int_equal(rational_ceil_of(&r, 100), 6);
	assert_int_equal(rational_ceil_of(&r, 101), 7);
	rational_parse("3%", &r);
	assert_int_equal(rational_ceil_of(&r, 0), 0);
	assert_int_equal(rational_ceil_of(&r, 1), 1);
	/* python3: -(-3 * (2**64 - 1) // 100) */
	assert_true(rational_ceil_of(&r, UINT64_MAX) == UINT64_C(553402322211286549));
	rational_parse("2", &r);
	assert_true(rational_ceil_of(&r, UINT64_MAX) == UINT64_MAX);
	rational_parse("1/18446744073709551615", &r);
	assert_int_equal(rational_ceil_of(&r, UINT64_MAX), 1);
}

static void
orders_and_prints(void **state)
{
	struct rational a, b;
	char out[48];

	(void)state;
	rational_parse("18446744073709551614/18446744073709551615", &a);
	rational_parse("1", &b);
	assert_int_equal(rational_cmp(&a, &b), -1);
	assert_int_equal(rational_cmp(&b, &a), 1);
	assert_int_equal(rational_cmp(&a, &a), 0);
	assert_string_equal(rational_format(&a, out), "18446744073709551614/18446744073709551615");
	rational_parse("0.5%", &a);
	assert_string_equal(rational_format(&a, out), "1/200");
	assert_true(rational_double(&a) == 0.005);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_form_exactly),
		cmocka_unit_test(ceiling_is_exact),
		cmocka_unit_test(orders_and_prints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
