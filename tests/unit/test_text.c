#include "tests/unit/cmocka_all.h"

#include "base/text.h"

static void
empty_is_valid(void **state)
{
	struct text t = { 0 };

	(void)state;
	assert_string_equal(text_str(&t), "");
	text_add(&t, "");
	assert_int_equal(t.len, 0);
	assert_string_equal(text_str(&t), "");
	text_free(&t);
	text_free(&t);
}

static void
grows_and_keeps_nul(void **state)
{
	struct text t = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_addf(&t, "%04d,", i);
	assert_int_equal(t.len, 50000);
	assert_memory_equal(t.s + 49995, "9999,", 6);
	text_clear(&t);
	assert_string_equal(text_str(&t), "");
	text_addn(&t, "a\0b", 3);
	text_addc(&t, 'c');
	assert_int_equal(t.len, 4);
	assert_memory_equal(t.s, "a\0bc", 5);
	assert_false(text_failed(&t));
	text_free(&t);
	assert_null(t.s);
}

static void
controls_are_tamed(void **state)
{
	/* C0, DEL, C1 (U+009B) go; U+00E9 and U+00A0, which share their first octet, stay */
	char s[] = "a\x1b[2J\x7f\xc2\x9b\xc2\xa0\xc3\xa9\n";

	(void)state;
	assert_int_equal(text_control("abc", 3), 3);
	assert_int_equal(text_control(s, strlen(s)), 1);
	assert_int_equal(text_control("\xc2\xa0\xc2\x85", 4), 2);
	assert_string_equal(text_tame(s), "a?[2J??\xc2\xa0\xc3\xa9?");
}

/* The textbook's pairs: kitten and sitting 3, saturday and sunday 3. */
static void
distance(void **state)
{
	char longer[TEXT_DISTANCE_MAX + 2];

	(void)state;
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(text_distance("kitten", "sitting"), 3);
	assert_int_equal(text_distance("saturday", "sunday"), 3);
	assert_int_equal(text_distance("", "abc"), 3);
	assert_int_equal(text_distance("abc", ""), 3);
	assert_int_equal(text_distance("", ""), 0);
	assert_int_equal(text_distance("3.2.2.4.7", "3.2.2.4.7"), 0);
	assert_int_equal(text_distance(longer + 1, ""), TEXT_DISTANCE_MAX);
	assert_true(text_distance(longer, "") == SIZE_MAX && text_distance("", longer) == SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance),
		cmocka_unit_test(empty_is_valid),
		cmocka_unit_test(grows_and_keeps_nul),
		cmocka_unit_test(controls_are_tamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
