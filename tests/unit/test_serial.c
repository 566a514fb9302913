#include "tests/unit/cmocka_all.h"

#include "base/serial.h"

static void
normalised(void **state)
{
	static const struct {
		const char *in, *out; /* NULL: refused */
	} cases[] = {
		{ "00AB", "ab" },
		{ "0x0AB", "ab" },
		{ "0:0a:BC", "abc" },
		{ " 0A bc", "abc" },
		{ "0", "0" },
		{ "000", "0" },
		{ "-01", "-1" },
		{ "-0", "0" },
		{ "", NULL },
		{ "-", NULL },
		{ "12g", NULL },
		{ ":", NULL },
		{ "1234567890abcdef", NULL },
		{ "123456789abcdef", "123456789abcdef" },
		{ "0x", NULL },
		{ "1\n", NULL },
	};
	char out[16];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(
		    serial_normalise(cases[i].in, out, sizeof out), cases[i].out != NULL ? 0 : -1);
		if (cases[i].out != NULL)
			assert_string_equal(out, cases[i].out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(normalised) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
