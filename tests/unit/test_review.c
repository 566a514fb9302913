/* Names of reviewers and the form of what they test: the grammar of the headers, by hand. */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>

#include "cli/review_form.h"
#include "cli/review_people.h"
#include "tests/unit/said.h"

static char path[64];

static void
put(const char *text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
test_people(void **state)
{
	struct review_people p;

	(void)state;
	put("name,role\r\n zoe , lead\n\n\"Doe, Jane\"\nabe,\n");
	assert_int_equal(review_people_read(path, &p), 0);
	assert_int_equal(p.count, 3);
	assert_string_equal(p.list[0].name, "Doe, Jane");
	assert_string_equal(p.list[0].role, "");
	assert_string_equal(p.list[1].name, "abe");
	assert_string_equal(p.list[2].name, "zoe");
	assert_string_equal(p.list[2].role, "lead");
	review_people_free(&p);
}

static void
test_people_faults(void **state)
{
	static const char *const cases[][2] = {
		{ "", "expected names of reviewers, found none" },
		{ "name\n", "expected names of reviewers, found none" },
		{ "a\nb\na\n", "expected each name once, found a twice" },
		{ "a\n , x\n", ":2: expected a name, found" },
		{ "a\x01\n", ":1: expected a name, found a control character" },
		{ "\"a\n", ":1: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct review_people p;
		struct said s;

		put(cases[i][0]);
		said_begin(&s);
		assert_int_equal(review_people_read(path, &p), -1);
		if (!strstr(said_end(&s), cases[i][1]))
			fail_msg("case %zu: said '%s'", i, s.text);
		review_people_free(&p);
	}
}

static void
test_form(void **state)
{
	struct review_form f;

	(void)state;
	assert_int_equal(review_form_read(NULL, &f), 0);
	assert_true(f.count >= 1 && f.count <= REVIEW_ATTRIBUTES_MAX);
	assert_string_equal(f.list[0].id, "A");
	review_form_free(&f);
	put("attributes:\n  - {id: X1, title: t, requirement: r}\n");
	assert_int_equal(review_form_read(path, &f), 0);
	assert_int_equal(f.count, 1);
	assert_string_equal(f.list[0].requirement, "r");
	review_form_free(&f);
}

static void
test_form_faults(void **state)
{
	static const char *const cases[][2] = {
		{ "attributes: []\n", "expected attributes, found none" },
		{ "other: 1\n", ":1:" },
		{ "attributes:\n  - {id: A, title: t}\n", ":2:" },
		{ "attributes:\n  - {id: A-1, title: t, requirement: r}\n", "letters and digits" },
		{ "attributes:\n  - {id: Date, title: t, requirement: r}\n", "no other column" },
		{ "attributes:\n  - {id: A, title: t, requirement: r}\n  - {id: A, title: t, requirement: r}\n",
		    "expected each id once" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct review_form f;
		struct said s;

		put(cases[i][0]);
		said_begin(&s);
		assert_int_equal(review_form_read(path, &f), -1);
		if (!strstr(said_end(&s), cases[i][1]))
			fail_msg("case %zu: said '%s'", i, s.text);
		review_form_free(&f);
	}
}

static int
setup(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/test_review.%ld", (long)getpid());
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_people_faults),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_form_faults),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
