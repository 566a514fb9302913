#include "tests/unit/cmocka_all.h"

#include "base/jsonl.h"
#include "base/text.h"

/* Everything that is read, one row a line: "LINE|name=value|..." or "LINE! reason". */
static void
dump(const void *bytes, size_t len, const char *rows, struct text *out)
{
	struct input *in = input_memory("t.jsonl", bytes, len);
	struct jsonl *j = jsonl_new(in, rows);
	struct jsonl_row row;
	int rc;

	assert_non_null(in);
	assert_non_null(j);
	while ((rc = jsonl_next(j, &row)) > 0) {
		text_addf(out, "%llu", (unsigned long long)row.line);
		if (rc == JSONL_BAD)
			text_addf(out, "! %s", row.reason);
		for (size_t i = 0; rc == JSONL_ROW && i < row.count; i++)
			text_addf(out, "|%s=%s", row.member[i].name,
			    row.member[i].value ? row.member[i].value : "(NULL)");
		text_addc(out, '\n');
	}
	assert_int_equal(rc, JSONL_END);
	assert_int_equal(jsonl_next(j, &row), JSONL_END);
	jsonl_free(j);
	input_close(in);
}

static void
reads(const char *bytes, const char *rows, const char *truth)
{
	struct text out = { 0 };

	dump(bytes, strlen(bytes), rows, &out);
	assert_string_equal(text_str(&out), truth);
	text_free(&out);
}

static void
values_are_text(void **state)
{
	(void)state;
	reads("{\"a\":\"x\",\"b\":true,\"c\":null,\"d\":[\"p\",1,null,false]}\n", NULL,
	    "1|a=x|b=true|c=|d=p 1 false\n");
	/* digits stay: 2^200 has 61, a double 17 */
	reads("{\"s\":1606938044258990275541962092341162602522202993782792835301376,"
	      "\"r\":0.10,\"e\":-1.5E+3,\"z\":0 , \"t\" : -0\t}",
	    NULL,
	    "1|s=1606938044258990275541962092341162602522202993782792835301376|r=0.10|e=-1.5E+3"
	    "|z=0|t=-0\n");
	/* digits inside strings and names are no numbers */
	reads("{\"1\":\"2, 3\",\"a\\\"4\":\"\\\\\"}", NULL, "1|1=2, 3|a\"4=\\\n");
	reads("{\"m\":{\"q\":\"3/4\",\"r\":[\"ARIN\",\"RIPE\"]},\"n\":[[1]],\"o\":[{}],\"p\":{}}",
	    NULL, "1|m.q=3/4|m.r=ARIN RIPE|n=(NULL)|o=(NULL)\n");
	reads("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}", NULL,
	    "1|a.a.a.a.a.a.a.a.a=1\n");
	reads("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}", NULL,
	    "1|a.a.a.a.a.a.a.a.a=(NULL)\n");
}

static void
lines_and_ends(void **state)
{
	(void)state;
	reads("", NULL, "");
	reads("\n \n", NULL, "");
	reads("\xef\xbb\xbf{\"a\":1}\r\n\r\n{\"a\":2}", NULL, "1|a=1\n3|a=2\n");
}

static void
bad_lines_have_a_place(void **state)
{
	(void)state;
	reads("{\"a\":1}\n{\"a\":1,\"a\":2}\n{\"a\":3}\n", NULL,
	    "1|a=1\n2! expected a JSON object, found duplicate object key near '\"a\"'\n3|a=3\n");
	reads("1\n\"x\"\n{\"a\":\"\xff\"}\n", NULL,
	    "1! expected a JSON object, found '[' or '{' expected near '1'\n"
	    "2! expected a JSON object, found '[' or '{' expected near '\"x\"'\n"
	    "3! expected a JSON object, found unable to decode byte 0xff near '\"'\n");
	reads("{\"a\":\"\\u0000\"}", NULL,
	    "1! expected a JSON object, found \\u0000 is not allowed without JSON_ALLOW_NUL near "
	    "'\"\\u0000\"'\n");
}

static void
one_list_of_objects(void **state)
{
	(void)state;
	reads("[{\"a\":1},{\"a\":\"]}\"}]", NULL, "1|a=1\n1|a=]}\n");
	reads("\xef\xbb\xbf [\n {\"a\": [1,\n2],\n \"n\": 12345678901234567890\n},\n\n{\"a\":\"\\\"}\"}\n] \n", NULL,
	    "2|a=1 2|n=12345678901234567890\n7|a=\"}\n");
	reads("[]", NULL, "");
	reads("[ ]\n", NULL, "");
	/* one that does not parse has its place, and the next is read */
	reads("[{\"a\":},\n{\"a\":2}]", NULL,
	    "1! expected a JSON object, found unexpected token near '}'\n2|a=2\n");
	/* what cannot be read on */
	reads("[{\"a\":1},\n7,{\"a\":2}]", NULL, "1|a=1\n2! expected objects in the list, found another JSON value\n");
	reads("[{\"a\":1}", NULL, "1|a=1\n1! expected the end of the list, found the end of the input\n");
	reads("[{\"a\":1},{\"a\"", NULL, "1|a=1\n1! expected an object of at most 4 MiB, found it not closed\n");
	reads("[{\"a\":1}]\nx", NULL, "1|a=1\n1! expected the end of the input, found more behind the list\n");
}

/* What is no number of RFC 8259 does not become one by being quoted. */
static void
no_number_is_made_up(void **state)
{
	static const char *const bad[] = { "01", "1.", ".5", "1.2.3", "--1", "+1", "1e", "1e+", "-",
		"0x10", "1 2", "NaN", "a1", "1a", "\"y\"1", "tru1", "-01" };
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct text out = { 0 };

		snprintf(line, sizeof line, "{\"x\":%s}", bad[i]);
		dump(line, strlen(line), NULL, &out);
		if (strncmp(text_str(&out), "1! ", 3) != 0)
			fail_msg("%s: %s", line, text_str(&out));
		text_free(&out);
	}
	reads("{1:2}", NULL, "1! expected a JSON object, found string or '}' expected near '1'\n");
}

static void
rows_of_a_line(void **state)
{
	(void)state;
	reads(
	    "{\"s\":\"0a\",\"ids\":[{\"v\":\"a.example\",\"m\":\"http-01\"},{\"v\":\"b.example\"}],"
	    "\"t\":1}\n"
	    "{\"s\":\"0b\",\"ids\":[\"c.example\"]}\n"
	    "{\"s\":\"0c\",\"ids\":[]}\n"
	    "{\"s\":\"0d\"}\n",
	    "ids",
	    "1|s=0a|ids.v=a.example|ids.m=http-01|t=1\n"
	    "1|s=0a|ids.v=b.example|t=1\n"
	    "2|s=0b|ids=c.example\n"
	    "3! expected a list with elements in the rows' column, found none\n"
	    "4! expected a list with elements in the rows' column, found no such column\n");
	reads("{\"o\":{\"ids\":[1,2]}}", "o.ids", "1|o.ids=1\n1|o.ids=2\n");
	reads("{\"ids\":\"x\"}", "ids",
	    "1! expected a list with elements in the rows' column, found none\n");
}

static void
long_lines_are_refused(void **state)
{
	size_t big = JSONL_LINE_MAX + 1, len = 8 + big + 8;
	struct text out = { 0 };
	char *s = malloc(len);

	(void)state;
	assert_non_null(s);
	memset(s, '[', len);
	memcpy(s, "{\"a\":1}\n", 8);
	memcpy(s + 8 + big, "\n{\"b\":2}", 8);
	dump(s, len, NULL, &out);
	assert_string_equal(text_str(&out),
	    "1|a=1\n2! expected a line of at most 4 MiB, found more\n3|b=2\n");
	text_clear(&out);
	/* as deep as a line can be: refused by the parser, no stack is eaten */
	s[8 + big / 2] = '\n';
	dump(s, 8 + big / 2, NULL, &out);
	assert_non_null(strstr(text_str(&out), "2! expected a JSON object, found"));
	text_free(&out);
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_text),
		cmocka_unit_test(lines_and_ends),
		cmocka_unit_test(bad_lines_have_a_place),
		cmocka_unit_test(one_list_of_objects),
		cmocka_unit_test(no_number_is_made_up),
		cmocka_unit_test(rows_of_a_line),
		cmocka_unit_test(long_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
