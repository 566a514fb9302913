/* The workbook's template: what it takes, and what it complains of and where. */
#include "tests/unit/cmocka_all.h"

#include "reports/data.h"
#include "reports/template.h"
#include "tests/unit/said.h"

static struct template *
parse(const char *yaml)
{
	return template_parse("t.yaml", yaml, strlen(yaml));
}

static void
test_compiled_in(void **state)
{
	struct template *t = parse(data_workbook);
	size_t blank = 0;

	(void)state;
	assert_non_null(t);
	assert_true(t->sheet_count >= 14);
	assert_string_equal(t->sheets[0].name, "Cover");
	assert_true(t->sheets[0].late);
	for (size_t i = 0; i < t->sheet_count; i++) {
		assert_true(strlen(t->sheets[i].name) <= 31); /* Excel's limit */
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(t->sheets[i].name, t->sheets[k].name);
		for (size_t b = 0; b < t->sheets[i].block_count; b++)
			for (size_t c = 0; c < t->sheets[i].blocks[b].column_count; c++)
				blank += t->sheets[i].blocks[b].columns[c].kind == COLUMN_BLANK;
	}
	assert_true(blank > 0); /* there is room for persons */
	template_free(t);
}

static void
refuses(const char *yaml, const char *place, const char *found)
{
	struct said said;
	const char *text;

	said_begin(&said);
	assert_null(parse(yaml));
	text = said_end(&said);
	assert_non_null(strstr(text, place));
	assert_non_null(strstr(text, found));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
}

#define SHEET "sheets:\n- name: A\n  title: A\n  blocks:\n"

static void
test_faults(void **state)
{
	(void)state;
	refuses("", "t.yaml:", "none");
	refuses("firm: x\n", "t.yaml:1:1", "sheets");
	refuses("sheet: []\n", "t.yaml:1:1", "sheet");
	refuses("paper: a5\n" SHEET "  - text: [a]\n", "t.yaml:1:8", "a5");
	refuses(SHEET "  - text: [a]\n    table: []\n", "t.yaml:5:5", "found 2");
	refuses(SHEET "  - heading: x\n", "t.yaml:5:5", "found 0");
	refuses(SHEET "  - table: [{from: a, title: A}]\n", "t.yaml:5:5", "view");
	refuses(SHEET "  - table: [{from: a, title: A}]\n    view: a; DROP TABLE x\n", "t.yaml:6:11", "DROP");
	refuses(SHEET "  - table: [{from: 'a\"', title: A}]\n    view: a\n", "t.yaml:5:", "a\"");
	refuses(SHEET "  - table: [{from: a}]\n    view: a\n", "t.yaml:5:", "title");
	refuses(SHEET "  - table: [{from: a, title: A, kind: blob}]\n    view: a\n", "t.yaml:5:", "blob");
	refuses(SHEET "  - table: [{from: a, title: A, width: 0}]\n    view: a\n", "t.yaml:5:", "found 0");
	refuses(SHEET "  - table: [{from: a, title: A, formula: 1+1}]\n    view: a\n", "t.yaml:5:", "1+1");
	refuses(SHEET "  - facts: [{title: A, count: a.b}]\n", "t.yaml:5:", "count and is");
	refuses(SHEET "  - chart: line\n", "t.yaml:5:5", "categories");
	refuses(SHEET "  - text: [{a: b}]\n", "t.yaml:5:", "a text");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compiled_in),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
