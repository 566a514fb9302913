/* What may stand in a cell: ECMA-376 part 1 22.9.2.19 (_xHHHH_), Excel's limit of 32,767 units. */
#include "tests/unit/cmocka_all.h"

#include "reports/cell.h"

static void
clean_is(const char *in, size_t len, bool lines, const char *expected)
{
	struct text t = { 0 };

	cell_clean(&t, in, len, lines);
	assert_string_equal(text_str(&t), expected);
	assert_int_equal(text_utf8(text_str(&t), t.len), t.len);
	text_free(&t);
}

static void
test_visible(void **state)
{
	(void)state;
	clean_is("plain", 5, false, "plain");
	clean_is("", 0, false, "");
	clean_is("=cmd|'/c calc'!A0", 17, false, "=cmd|'/c calc'!A0");
	clean_is("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x92", 14, false, "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x92");
	clean_is("a\0b", 3, false, "a\\x00b");
	clean_is("a\tb\r\nc\x7f", 7, false, "a\\x09b\\x0D\\x0Ac\\x7F");
	clean_is("a\r\nb\nc", 6, true, "a\nb\nc");
	clean_is("\xff\xc3", 2, false, "\\xFF\\xC3");
	clean_is("\xed\xa0\x80", 3, false, "\\xED\\xA0\\x80"); /* a surrogate */
	clean_is("\xc0\xaf", 2, false, "\\xC0\\xAF");	     /* overlong */
	clean_is("x\xe2\x80\xaegpj", 7, false, "x\\u202Egpj"); /* right-to-left override */
	clean_is("\xef\xbf\xbf", 3, false, "\\uFFFF");
	clean_is("\xc2\x85", 2, false, "\\u0085");
	clean_is("_x0041_", 7, false, "_x005F_x0041_");
	clean_is("_x004_", 6, false, "_x004_");
}

static void
test_cut(void **state)
{
	static char big[100000];
	struct text t = { 0 };

	(void)state;
	memset(big, 'x', sizeof big);
	cell_clean(&t, big, CELL_MAX, false);
	assert_int_equal(t.len, CELL_MAX);
	cell_clean(&t, big, CELL_MAX + 1, false);
	assert_true(t.len <= CELL_MAX);
	assert_non_null(strstr(t.s, " [cut: 32768 bytes in all]"));
	/* a character outside the BMP is two units: 16,384 of them are one too many */
	for (size_t i = 0; i + 4 <= sizeof big; i += 4)
		memcpy(big + i, "\xf0\x9f\x94\x92", 4);
	cell_clean(&t, big, 4 * 16383, false);
	assert_int_equal(t.len, 4 * 16383);
	cell_clean(&t, big, 4 * 16384, false);
	assert_non_null(strstr(t.s, " [cut: 65536 bytes in all]"));
	assert_int_equal(text_utf8(t.s, t.len), t.len);
	text_free(&t);
}

static void
join(void *ctx, const char *line, size_t len)
{
	text_addn(ctx, line, len);
	text_addc(ctx, '|');
}

static void
wrap_is(const char *in, size_t width, const char *expected)
{
	struct text t = { 0 };

	cell_wrap(in, width, join, &t);
	assert_string_equal(text_str(&t), expected);
	text_free(&t);
}

static void
test_wrap(void **state)
{
	(void)state;
	wrap_is("", 10, "|");
	wrap_is("one two three", 7, "one two|three|");
	wrap_is("one two three", 6, "one|two|three|");
	wrap_is("abcdefgh ij", 4, "abcd|efgh|ij|");
	wrap_is("\xc3\xa9\xc3\xa9\xc3\xa9 x", 3, "\xc3\xa9\xc3\xa9\xc3\xa9|x|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_visible),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
