/* Truth: how the moduli were made, see moduli.h. */
#include "tests/unit/cmocka_all.h"

#include "base/digest.h"
#include "checks/weakkey.h"
#include "tests/unit/moduli.h"

static size_t
bytes(const char *hex, uint8_t out[600])
{
	size_t len = strlen(hex) / 2;

	assert_true(len <= 600);
	assert_int_equal(digest_unhex(hex, out, len), 0);
	return len;
}

static void
finds_roca(void **state)
{
	static const struct {
		const char *hex;
		bool weak;
	} cases[] = { { roca_512, true },  { roca_1024, true }, { roca_2048, true }, { plain, false },
		      { fermat_1, false }, { mixed, false },	{ "00", false },     { "01", true } };
	uint8_t n[600];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t len = bytes(cases[i].hex, n);

		assert_int_equal(weakkey_roca(n, len), cases[i].weak);
		if (!cases[i].weak || len < 2)
			continue;
		n[len - 1] += 2; /* still odd, no longer the product */
		assert_false(weakkey_roca(n, len));
	}
}

static void
finds_close_primes(void **state)
{
	uint8_t n[600];

	(void)state;
	assert_int_equal(weakkey_fermat(n, bytes(fermat_1, n), 100), 1);
	assert_int_equal(weakkey_fermat(n, bytes(fermat_100, n), 100), 100);
	assert_int_equal(weakkey_fermat(n, bytes(fermat_100, n), 99), 0);
	assert_int_equal(weakkey_fermat(n, bytes(fermat_101, n), 100), 0);
	assert_int_equal(weakkey_fermat(n, bytes(fermat_101, n), 101), 101);
	assert_int_equal(weakkey_fermat(n, bytes(square, n), 100), 1);
	assert_int_equal(weakkey_fermat(n, bytes(plain, n), 100), 0);
	assert_int_equal(weakkey_fermat(n, bytes(roca_2048, n), 100), 0);
	assert_int_equal(weakkey_fermat(n, bytes("00", n), 100), 0);
	assert_int_equal(weakkey_fermat(n, bytes("0002", n), 100), 0);
	/* 5959 = 59 * 101: 78^2, 79^2, 80^2 = 5959 + 21^2: the third */
	assert_int_equal(weakkey_fermat(n, bytes("1747", n), 100), 3);
	assert_int_equal(weakkey_fermat(n, 0, 100), 0);
}

static void
finds_small_factors_and_powers(void **state)
{
	uint8_t n[600];

	(void)state;
	assert_int_equal(weakkey_small_factor(n, bytes(plain, n)), 0);
	assert_int_equal(weakkey_small_factor(n, bytes("08acbb", n)), 751); /* 751 * 757 */
	assert_int_equal(weakkey_small_factor(n, bytes("08ca4d", n)), 0);   /* 757 * 761 */
	assert_int_equal(weakkey_small_factor(n, bytes("10", n)), 2);

	assert_int_equal(weakkey_power(n, bytes(plain, n)), 0);
	assert_int_equal(weakkey_power(n, bytes(fermat_1, n)), 0);
	assert_int_equal(weakkey_power(n, bytes(square, n)), 2);
	assert_int_equal(weakkey_power(n, bytes(cube, n)), 3);
	assert_int_equal(weakkey_power(n, bytes("cdf111a92c07", n)), 5); /* 743^5 */
	assert_int_equal(weakkey_power(n, bytes("03", n)), 0);
	assert_int_equal(weakkey_power(n, bytes("0000", n)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_roca),
		cmocka_unit_test(finds_close_primes),
		cmocka_unit_test(finds_small_factors_and_powers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
