#include "tests/unit/cmocka_all.h"

#include "base/importmap.h"
#include "base/record.h"
#include "base/text.h"
#include "tests/unit/said.h"

enum { NAME, METHOD, AT, RIRS, COLUMNS };
static const char *const columns[COLUMNS] = { "name", "method", "validated_at", "rirs" };

/* Every record on a line, the unknown columns on the last. */
static void
dump(const char *bytes, const char *map, struct text *out)
{
	struct input *in = input_memory("t", bytes, strlen(bytes));
	struct importmap *m = map ? importmap_parse("m.yaml", map, strlen(map)) : NULL;
	struct record_reader *r = record_open(in, columns, COLUMNS, m);
	const struct record *rec;
	const char *name;
	int rc;

	assert_non_null(r);
	while ((rc = record_next(r, &rec)) > 0) {
		text_addf(out, "%llu", (unsigned long long)rec->line);
		if (rc == RECORD_BAD)
			text_addf(out, "! %s", rec->reason);
		for (size_t i = 0; rc == RECORD_OK && i < COLUMNS; i++)
			text_addf(out, "|%s", rec->value[i]);
		text_addc(out, '\n');
	}
	assert_int_equal(rc, RECORD_END);
	text_add(out, "has");
	for (size_t i = 0; i < COLUMNS; i++)
		if (record_has(r, i))
			text_addf(out, " %s", columns[i]);
	text_add(out, " unknown");
	for (size_t i = 0; (name = record_unknown(r, i)); i++)
		text_addf(out, " %s", name);
	record_close(r);
	importmap_free(m);
	input_close(in);
}

static void
reads(const char *bytes, const char *map, const char *truth)
{
	struct text out = { 0 };

	dump(bytes, map, &out);
	assert_string_equal(text_str(&out), truth);
	text_free(&out);
}

static void
csv_and_json_are_alike(void **state)
{
	static const char truth[] = "2|a.example|http-01||ARIN RIPE\n3|b.example|||\n"
				    "has name method rirs unknown extra other";

	(void)state;
	reads("extra,rirs,method,name,other\n1,ARIN RIPE,http-01,a.example,x\n,,,b.example,\n",
	    NULL, truth);
	reads("\n{\"extra\":1,\"rirs\":[\"ARIN\",\"RIPE\"],\"method\":\"http-01\",\"name\":\"a."
	      "example\","
	      "\"other\":\"x\"}\n{\"name\":\"b.example\",\"rirs\":null}\n",
	    NULL, truth);
}

static void
bad_records_go_on(void **state)
{
	(void)state;
	reads("name,method\na\nb,c\n\"d\n", NULL,
	    "2! expected 2 cells, found 1\n3|b|c||\n"
	    "4! expected a closing quote for cell 1, found the end of the file\n"
	    "has name method unknown");
	reads("{\"name\":{\"a\":1}}\n{\"name\":[[1]]}\n{\"name\":\"a\"}\n", NULL,
	    "1||||\n2! expected text, a number or a list of these, found a list of lists or "
	    "objects "
	    "in name\n3|a|||\nhas name unknown name.a");
	reads("{\"a.b\":1,\"a\":{\"b\":2}}\n{\"a\":{\"b\":3}}", "columns: {name: a.b}",
	    "1! expected one value, found several in a.b\n2|3|||\nhas name unknown");
}

static void
maps_are_applied(void **state)
{
	(void)state;
	reads("FQDN;CH;AT;name;id\na.example;0;2021-05-21 15:14:00;x;1\nb.example;9;never;y;2\n",
	    "separator: ;\nignore: [id]\ncolumns:\n  name: FQDN\n"
	    "  method: {from: CH, values: {0: http-01}}\n"
	    "  validated_at: {from: AT, format: \"%Y-%m-%d %H:%M:%S\", zone: UTC}\n"
	    "  rirs: {constant: RIPE}\n",
	    "2|a.example|http-01|2021-05-21T15:14:00Z|RIPE\n"
	    "3! AT: expected a time as %Y-%m-%d %H:%M:%S, found never\n"
	    "has name method validated_at rirs unknown name");
	/* one source may feed two columns */
	reads("a\nx\n", "columns: {name: a, method: a}", "2|x|x||\nhas name method unknown");
}

static void
a_cell_can_be_several_records(void **state)
{
	(void)state;
	reads("n,m,at\na b,1 2,T\nc,3,\n,,T\nd e,4,\n",
	    "columns: {name: {from: n, each: ' '}, method: {from: m, each: ' ', values: {2: two}}, "
	    "validated_at: at}",
	    "2|a|1|T|\n2|b|two|T|\n3|c|3||\n4|||T|\n"
	    "5! expected as many parts in each column that the map divides, found different "
	    "numbers\n"
	    "has name method validated_at unknown");
	reads("n,m\nx,0A06038E029EA705\ny,07\nz,\n",
	    "columns: {name: n, method: {from: m, protobuf: hex, each: ' '}}",
	    "2|x|3||\n2|x|270||\n2|x|86942||\n"
	    "3! m: expected a protobuf message of numbers, found something else\n4|z|||\n"
	    "has name method unknown");
	reads("{\"at\":\"T\",\"ids\":[{\"v\":\"a\"},{\"v\":\"b\",\"m\":\"x\"}]}\n",
	    "rows: ids\ncolumns: {name: ids.v, method: ids.m, validated_at: at}",
	    "1|a||T|\n1|b|x|T|\nhas name method validated_at unknown");
}

static void
refused(const char *bytes, const char *map, const char *line)
{
	struct input *in = input_memory("t", bytes, strlen(bytes));
	struct importmap *m = map ? importmap_parse("m.yaml", map, strlen(map)) : NULL;
	struct said said;
	char expected[256];

	said_begin(&said);
	assert_null(record_open(in, columns, COLUMNS, m));
	said_end(&said);
	snprintf(expected, sizeof expected, "selfaudit: %s\n", line);
	assert_string_equal(said.text, expected);
	importmap_free(m);
	input_close(in);
}

static void
headers_are_checked(void **state)
{
	(void)state;
	refused("", NULL, "t: expected a header line, found an empty file");
	refused("\na,\"b\n", NULL,
	    "t:2: expected a header line, found a bad one: expected a closing quote for cell 2, "
	    "found "
	    "the end of the file");
	refused("name,x,name\n", NULL, "t:1: expected the column name once, found it twice");
	refused(
	    "name,x,x\n", "columns: {method: y}", "m.yaml:1:19: expected a column of t, found y");
	refused("x\n", "columns: {methd: x}",
	    "m.yaml:1:11: expected one of name, method, validated_at, rirs, found methd");
}

/* Spreadsheets of most of Europe write semicolons; the header's own commas are quoted. */
static void
the_header_shows_the_separator(void **state)
{
	(void)state;
	reads("name;method;x\na,b;m;1\n", NULL, "2|a,b|m||\nhas name method unknown x");
	reads("\xef\xbb\xbf\"name\"\tmethod\na\t\"m\t2\"\n", NULL, "2|a|m\t2||\nhas name method unknown");
	reads("\"a;b;c\",name\n1,n\n", NULL, "2|n|||\nhas name unknown a;b;c");
	reads("name\na;b\n", NULL, "2|a;b|||\nhas name unknown");
	reads("x;name\n1;n\n", "columns: {method: x}", "2|n|1||\nhas name method unknown");
	/* what the map names holds, whatever the header looks like */
	reads("a;b|c\n1|2\n", "separator: '|'\ncolumns: {name: 'a;b'}", "2|1|||\nhas name unknown c");
}

static void
entries_of_a_list_are_counted(void **state)
{
	static const char bytes[] = "[{\"name\":\"a\"},{\"name\":[[1]]},{\"name\":\"c\"}]";
	struct input *in = input_memory("t", bytes, sizeof bytes - 1);
	struct record_reader *r = record_open(in, columns, COLUMNS, NULL);
	const struct record *rec;

	(void)state;
	for (uint64_t i = 1; i <= 3; i++) {
		assert_int_equal(record_next(r, &rec), i == 2 ? RECORD_BAD : RECORD_OK);
		assert_int_equal(rec->entry, i);
		assert_int_equal(rec->line, 1);
	}
	assert_int_equal(record_next(r, &rec), RECORD_END);
	record_close(r);
	input_close(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_and_json_are_alike),
		cmocka_unit_test(bad_records_go_on),
		cmocka_unit_test(maps_are_applied),
		cmocka_unit_test(a_cell_can_be_several_records),
		cmocka_unit_test(headers_are_checked),
		cmocka_unit_test(the_header_shows_the_separator),
		cmocka_unit_test(entries_of_a_list_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
