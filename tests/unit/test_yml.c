#include "tests/unit/cmocka_all.h"

#include "base/yml.h"
#include "tests/unit/said.h"

static struct yml *
parse(const char *s)
{
	return yml_parse("t.yaml", s, strlen(s));
}

/* Refused, with exactly this line. */
static void
refused(const char *s, const char *line)
{
	struct said said;
	struct yml *y;
	char expected[512];

	said_begin(&said);
	y = parse(s);
	said_end(&said);
	assert_null(y);
	snprintf(expected, sizeof expected, "selfaudit: %s\n", line);
	assert_string_equal(said.text, expected);
}

static void
keeps_text_and_places(void **state)
{
	struct yml *y = parse("\xef\xbb\xbftitle: A\n"
			       "versions:\n"
			       "  - version: 5.10\n"
			       "    from: 2021-03-01\n"
			       "    on: no\n"
			       "  - version: \"5.2\"\n"
			       "list: [a, 'b', {c: d}]\n"
			       "none: []\n"
			       "null: ~\n"
			       "empty:\n"
			       "quoted: \"\"\n"
			       "block: |\n"
			       "  one\n"
			       "  two\n");
	const struct yml_node *root, *n;
	const char *s;

	(void)state;
	assert_non_null(y);
	root = yml_root(y);
	assert_int_equal(root->kind, YML_MAP);
	assert_int_equal(root->count, 8);
	n = yml_get(root, "versions");
	assert_int_equal(n->kind, YML_LIST);
	assert_int_equal(n->count, 2);
	assert_int_equal(n->key_line, 2);
	assert_int_equal(n->key_column, 1);
	n = n->first;
	assert_int_equal(n->line, 3);
	assert_int_equal(n->column, 5);
	assert_string_equal(yml_get(n, "version")->text, "5.10");
	assert_string_equal(yml_get(n, "from")->text, "2021-03-01");
	assert_string_equal(yml_get(n, "on")->text, "no");
	assert_int_equal(yml_get(n, "on")->line, 5);
	assert_int_equal(yml_get(n, "on")->column, 9);
	assert_string_equal(yml_get(n->next, "version")->text, "5.2");
	assert_true(yml_get(n->next, "version")->quoted);
	assert_null(n->next->next);
	n = yml_get(root, "list");
	assert_int_equal(n->count, 3);
	assert_string_equal(n->first->next->text, "b");
	assert_string_equal(yml_get(n->first->next->next, "c")->text, "d");
	assert_int_equal(yml_get(root, "none")->count, 0);
	assert_true(yml_is_null(yml_get(root, "null")));
	assert_true(yml_is_null(yml_get(root, "empty")));
	assert_false(yml_is_null(yml_get(root, "quoted")));
	assert_int_equal(yml_text(root, "block", &s), 1);
	assert_string_equal(s, "one\ntwo\n");
	assert_null(yml_get(root, "absent"));
	assert_null(yml_get(NULL, "absent"));
	assert_null(yml_get(n, "absent"));
	yml_free(y);
	yml_free(NULL);
}

static void
refuses_with_a_place(void **state)
{
	char deep[200];

	(void)state;
	refused("a: 1\nb: 2\na: 3\n",
	    "t.yaml:3:1: expected each key once, found a again (line 1)");
	refused("x: {b: 1, a: 2, b: 3}\n",
	    "t.yaml:1:17: expected each key once, found b again (line 1)");
	refused("a: &x 1\n", "t.yaml:1:4: expected a value, found an anchor");
	refused("a: [1, *x]\n", "t.yaml:1:8: expected a value, found an alias");
	refused("a: !!binary QQ==\n", "t.yaml:1:4: expected a value, found a tag");
	refused("? [a]\n: 1\n", "t.yaml:1:3: expected a plain key, found something else");
	refused("a: 1\n---\nb: 2\n", "t.yaml:2:1: expected one document, found a second one");
	refused("", "t.yaml: expected a YAML document, found none");
	refused("# only a comment\n", "t.yaml: expected a YAML document, found none");
	refused("a: \"x\\0y\"\n", "t.yaml:1:4: expected text, found a NUL character in it");
	refused("\"x\\0y\": 1\n", "t.yaml:1:1: expected text, found a NUL character in it");
	refused("a: b: c\n",
	    "t.yaml:1:5: expected YAML, found: mapping values are not allowed in this context");
	refused("a: \xff\n",
	    "t.yaml: expected UTF-8 text, found invalid leading UTF-8 octet at byte 3");
	memset(deep, '[', 100);
	memset(deep + 100, ']', 99);
	deep[199] = '\0';
	refused(deep, "t.yaml:1:33: expected a depth of at most 32, found more");
}

/* A billion laughs need aliases; what is left is sheer size. */
static void
is_bounded(void **state)
{
	size_t len = YML_BYTES_MAX + 1;
	char *big = malloc(len);
	struct said said;

	(void)state;
	assert_non_null(big);
	memset(big, ' ', len);
	said_begin(&said);
	assert_null(yml_parse("t.yaml", big, len));
	said_end(&said);
	assert_string_equal(said.text,
	    "selfaudit: t.yaml: expected at most 16777216 bytes, found 16777217\n");
	for (size_t i = 1; i + 1 < len; i += 2)
		memcpy(big + i, "x,", 2);
	big[0] = '[';
	said_begin(&said);
	assert_null(yml_parse("t.yaml", big, len - 1));
	said_end(&said);
	if (!strstr(said.text, "expected at most a million values, found more"))
		fail_msg("%s", said.text);
	free(big);
}

static void
checks_keys(void **state)
{
	static const char *const keys[] = { "method", "until", NULL };
	struct yml *y = parse("- {method: a, until: b}\n- {method: a, untl: b}\n- text\n-\n");
	const struct yml_node *n = yml_root(y)->first;
	struct said said;

	(void)state;
	assert_int_equal(yml_check_keys(n, "a method", keys), 0);
	n = n->next;
	said_begin(&said);
	assert_int_equal(yml_check_keys(n, "a method", keys), -1);
	said_end(&said);
	assert_string_equal(said.text,
	    "selfaudit: t.yaml:2:15: expected one of method, until in a method, found untl\n");
	n = n->next;
	said_begin(&said);
	assert_int_equal(yml_check_keys(n, "a method", keys), -1);
	assert_int_equal(yml_check_keys(n->next, "a method", keys), -1);
	said_end(&said);
	assert_string_equal(said.text,
	    "selfaudit: t.yaml:3:3: expected a map for a method, found text\n"
	    "selfaudit: t.yaml:4:2: expected a map for a method, found nothing\n");
	yml_free(y);
}

static void
reads_typed_entries(void **state)
{
	struct yml *y =
	    parse("n: 42\nm: -7\nbig: 99999999999999999999\nword: x\nyes: yes\nno: false\n"
		  "date: 2021-05-21\ntime: 2021-05-21T15:14:00Z\nbad: 2021-05-21T15:14:00\n"
		  "list: [a]\nmap: {a: b}\nnull:\nempty: ''\n");
	const struct yml_node *r = yml_root(y), *n = NULL;
	const char *s = "untouched";
	int64_t v = 5;
	bool b = false, date = false;
	struct said said;

	(void)state;
	assert_int_equal(yml_int(r, "n", 0, 100, &v), 1);
	assert_int_equal(v, 42);
	assert_int_equal(yml_int(r, "m", -10, 0, &v), 1);
	assert_int_equal(v, -7);
	assert_int_equal(yml_int(r, "absent", 0, 100, &v), 0);
	assert_int_equal(yml_bool(r, "yes", &b), 1);
	assert_true(b);
	assert_int_equal(yml_bool(r, "no", &b), 1);
	assert_false(b);
	assert_int_equal(yml_instant(r, "date", &v, &date), 1);
	assert_true(date && v == 1621555200);	/* date -u -d 2021-05-21 +%s */
	assert_int_equal(yml_instant(r, "time", &v, &date), 1);
	assert_true(!date && v == 1621555200 + 15 * 3600 + 14 * 60);
	assert_int_equal(yml_list(r, "list", &n), 1);
	assert_string_equal(n->first->text, "a");
	assert_int_equal(yml_map(r, "map", &n), 1);
	assert_int_equal(yml_need_text(r, "word", &s), 0);
	assert_string_equal(s, "x");

	said_begin(&said);
	assert_int_equal(yml_int(r, "big", 0, 100, &v), -1);
	assert_int_equal(yml_int(r, "n", 0, 41, &v), -1);
	assert_int_equal(yml_int(r, "word", 0, 41, &v), -1);
	assert_int_equal(yml_bool(r, "word", &b), -1);
	assert_int_equal(yml_instant(r, "bad", &v, &date), -1);
	assert_int_equal(yml_list(r, "map", &n), -1);
	assert_int_equal(yml_text(r, "list", &s), -1);
	assert_int_equal(yml_text(r, "null", &s), -1);
	assert_int_equal(yml_need_text(r, "empty", &s), -1);
	assert_int_equal(yml_need_text(r, "absent", &s), -1);
	said_end(&said);
	assert_string_equal(s, "x");
	assert_string_equal(said.text,
	    "selfaudit: t.yaml:3:6: expected a whole number for big, found 99999999999999999999\n"
	    "selfaudit: t.yaml:1:4: expected n from 0 to 41, found 42\n"
	    "selfaudit: t.yaml:4:7: expected a whole number for word, found x\n"
	    "selfaudit: t.yaml:4:7: expected true or false for word, found x\n"
	    "selfaudit: t.yaml:9:6: expected YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ for bad, found "
	    "2021-05-21T15:14:00\n"
	    "selfaudit: t.yaml:11:6: expected a list for map, found a map\n"
	    "selfaudit: t.yaml:10:7: expected text for list, found a list\n"
	    "selfaudit: t.yaml:12:6: expected text for null, found nothing\n"
	    "selfaudit: t.yaml:13:8: expected text for empty, found it empty\n"
	    "selfaudit: t.yaml:1:1: expected the key absent, found none\n");
	yml_free(y);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_text_and_places),
		cmocka_unit_test(refuses_with_a_place),
		cmocka_unit_test(is_bounded),
		cmocka_unit_test(checks_keys),
		cmocka_unit_test(reads_typed_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
