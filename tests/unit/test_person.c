/* Which names are one person; by the header, by hand. */
#include "tests/unit/cmocka_all.h"

#include "base/person.h"

static void
test_tidy(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "   ", "" },
		{ "ana", "ana" },
		{ " Ana \t de\r\n Vries \n", "Ana de Vries" },
		{ "\xc2\xa0" "Ana\xc2\xa0 \xc2\xa0" "B\xc2\xa0", "Ana B" },
		{ "\xc3\x84nne", "\xc3\x84nne" },
		{ "a\xc2", "a\xc2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char s[64];

		snprintf(s, sizeof s, "%s", cases[i][0]);
		assert_string_equal(person_tidy(s), cases[i][1]);
	}
}

static void
test_same(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "ana", "ANA", true },
		{ "Ana  de Vries", " ana DE\tvries ", true },
		{ "ana", "anna", false },
		{ "ana", "an", false },
		{ "ana b", "anab", false },
		{ "", "  ", true },
		{ "", "a", false },
		{ "a b", "a\xc2\xa0" "b", true },
		{ "[", "{", false },	/* beside the letters in ASCII */
		{ "@", "`", false },
		{ "\xc3\xa4", "\xc3\x84", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(person_same(cases[i].a, cases[i].b), cases[i].same);
		assert_int_equal(person_same(cases[i].b, cases[i].a), cases[i].same);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tidy),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
