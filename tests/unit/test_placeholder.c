/* Templates with names: the grammar is stated in cli/placeholder.h, the texts here are worked out by hand. */
#include "tests/unit/cmocka_all.h"

#include "cli/finding_key.h"
#include "cli/markdown.h"
#include "cli/placeholder.h"
#include "tests/unit/said.h"

static enum placeholder_value
value(void *ctx, const char *name, struct text *out)
{
	(void)ctx;
	if (strcmp(name, "count") == 0) {
		text_add(out, "1200");
		return PLACEHOLDER_VALUE;
	}
	if (strcmp(name, "empty") == 0)
		return PLACEHOLDER_NONE;
	if (strcmp(name, "broken") == 0)
		return PLACEHOLDER_FAILED;
	return PLACEHOLDER_UNKNOWN;
}

static int
fill(const char *template, struct text *out, size_t *unwritten)
{
	const struct placeholder_source s = { value, NULL };

	text_clear(out);
	*unwritten = 0;
	return placeholder_fill("t.md", template, strlen(template), &s, out, unwritten);
}

static void
test_fill(void **state)
{
	static const struct {
		const char *template, *want;
		size_t unwritten;
	} cases[] = {
		{ "", "", 0 },
		{ "no names { } }}\n", "no names { } }}\n", 0 },
		{ "a {{count}} b {{count|hint}}{{count=other}}", "a 1200 b 12001200", 0 },
		{ "{{empty}} {{empty|what, and why}}", "[TO BE WRITTEN: empty] [TO BE WRITTEN: what, and why]", 2 },
		{ "{{empty=N/A}}|{{empty=}}|", "N/A||", 0 },
		{ "{{! a remark with a {{name}} in it }}\nx{{!}}y", "xy", 0 },
		{ "{{empty=a=b|c}}", "a=b|c", 0 },
	};
	struct text out = { 0 };
	size_t unwritten;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(fill(cases[i].template, &out, &unwritten), 0);
		assert_string_equal(text_str(&out), cases[i].want);
		assert_int_equal(unwritten, cases[i].unwritten);
	}
	text_free(&out);
}

static void
test_faults(void **state)
{
	static const char *const cases[][2] = {
		{ "one\ntwo {{nothing}}", "t.md:2: expected a name it knows, found {{nothing}}" },
		{ "one\n\nthree {{count", "t.md:3: expected }} after {{, found the end" },
		{ "{{}}", "t.md:1: expected a name in {{ }}" },
		{ "{{|hint}}", "t.md:1: expected a name in {{ }}" },
	};
	struct text out = { 0 };
	size_t unwritten;
	struct said s;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		said_begin(&s);
		assert_int_equal(fill(cases[i][0], &out, &unwritten), -1);
		assert_non_null(strstr(said_end(&s), cases[i][1]));
	}
	assert_int_equal(fill("{{broken}}", &out, &unwritten), -1);
	text_free(&out);
}

static void
test_markdown(void **state)
{
	struct text out = { 0 };

	(void)state;
	markdown_text(&out, "CN=a_b|<i>\\,[x](y)\n`");
	assert_string_equal(text_str(&out), "CN=a\\_b\\|\\<i\\>\\\\,\\[x\\](y) \\`");
	text_clear(&out);
	markdown_code(&out, "a``b");
	assert_string_equal(text_str(&out), "```a``b```");
	text_clear(&out);
	markdown_code(&out, "`a");
	assert_string_equal(text_str(&out), "`` `a ``");
	text_clear(&out);
	markdown_cell(&out, "[bug](x) | y\nz");
	assert_string_equal(text_str(&out), "[bug](x) \\| y z");
	text_free(&out);
}

static void
test_keys(void **state)
{
	(void)state;
	assert_true(finding_key_known("timeline.12.event"));
	assert_true(finding_key_known("related.1.bug"));
	assert_true(finding_key_known("cause.99.title"));
	assert_false(finding_key_known("cause.100.title"));
	assert_false(finding_key_known("cause.0.title"));
	assert_false(finding_key_known("total"));
	assert_null(finding_key_fault("disclosure", "Audit"));
	assert_non_null(finding_key_fault("disclosure", "audit"));
	assert_non_null(finding_key_fault("timeline.1.at", "yesterday"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
