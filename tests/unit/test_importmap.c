#include "tests/unit/cmocka_all.h"

#include "base/importmap.h"
#include "base/input.h"
#include "base/record.h"
#include "tests/unit/said.h"

static struct importmap *
parse(const char *s)
{
	return importmap_parse("m.yaml", s, strlen(s));
}

/* What one column makes of a cell, "! reason" for a bad one. */
static void
makes(const char *column, const char *cell, const char *truth)
{
	char yaml[400], reason[IMPORTMAP_REASON];
	struct importmap *m;
	struct text out = { 0 };
	int rc;

	snprintf(yaml, sizeof yaml, "columns: {x: %s}\n", column);
	m = parse(yaml);
	assert_non_null(m);
	rc = importmap_convert(importmap_column(m, 0), cell, &out, reason);
	if (rc == 1) {
		text_clear(&out);
		text_addf(&out, "! %s", reason);
	}
	if (strcmp(text_str(&out), truth))
		fail_msg("%s of '%s': '%s', not '%s'", column, cell, text_str(&out), truth);
	text_free(&out);
	importmap_free(m);
}

static void
refused(const char *yaml, const char *line)
{
	struct said said;
	struct importmap *m;
	char expected[512];

	said_begin(&said);
	m = parse(yaml);
	said_end(&said);
	assert_null(m);
	snprintf(expected, sizeof expected, "selfaudit: m.yaml:%s\n", line);
	assert_string_equal(said.text, expected);
}

static void
numbers(void **state)
{
	(void)state;
	makes("{number: decimal}", "0", "0");
	makes("{number: decimal}", "00255", "ff");
	/* python3: hex(2**159 - 1) */
	makes("{number: decimal}", "730750818665451459101842416358141509827966271487",
	    "7fffffffffffffffffffffffffffffffffffffff");
	makes("{number: decimal}", "-1", "! expected a decimal number, found -1");
	makes("{number: decimal}", "1.0", "! expected a decimal number, found 1.0");
	makes("{number: decimal}", "", "");
	makes("{number: hex}", "00:AB:cd", "abcd");
	makes("{number: hex}", "0x00Ff", "ff");
	makes("{number: hex}", "0X9a", "9a");
	makes("{number: hex}", "0x9-0 aFA", "90afa");
	makes("{number: hex}", "1X9a", "! expected a hex number, found 1X9a");
	makes("{number: hex}", "00000000000000000000000000000000002a", "2a");
	makes("{number: hex}", "00", "0");
	makes("{number: hex}", "12g", "! expected a hex number, found 12g");
	makes("{number: hex}", ":", "! expected a hex number, found :");
	makes("{number: base64}", "AP8=", "ff");
	makes("{bytes: base64}", "AP8", "00ff");
	makes("{bytes: base64}", "-_8", "fbff");
	makes("{bytes: base64}", "A", "! expected base64, found A");
	makes("{bytes: hex}", "00 AB", "00ab");
	makes("{bytes: hex}", "00A", "! expected hex of whole bytes, found 00A");
}

static void
times(void **state)
{
	(void)state;
	makes("{format: \"%Y-%m-%d %H:%M:%S\", zone: \"+02:00\"}", "2021-05-21 17:14:00",
	    "2021-05-21T15:14:00Z");
	makes("{format: epoch}", "1621610040", "2021-05-21T15:14:00Z");
	makes("{format: epoch_ms}", "1621610040123", "2021-05-21T15:14:00Z");
	makes("{format: epoch}", "", "");
	makes("{format: \"%Y-%m-%d %H:%M:%S\", zone: UTC}", "2021-05-21",
	    "! expected a time as %Y-%m-%d %H:%M:%S, found 2021-05-21");
}

static void
values_and_lists(void **state)
{
	(void)state;
	makes("{values: {0: http-01, 1: dns-01}}", "1", "dns-01");
	makes("{values: {0: http-01}}", "7", "7");
	makes("{values: {0: http-01}, otherwise: reject}", "7",
	    "! expected a value that the import map lists, found 7");
	makes("{values: {0: http-01}, otherwise: reject}", "", "");
	makes("{values: {'': unknown}}", "", "unknown");
	makes("{values: {never: ''}, format: epoch}", "never", "");
	makes("{values: {start: 0}, format: epoch}", "start", "1970-01-01T00:00:00Z");
	makes("{list: \",\"}", "ARIN, RIPE,,APNIC", "ARIN RIPE APNIC");
	makes("{list: \",\"}", "", "");
	makes("{list: \"; \", values: {a: ARIN}}", "a; b; a", "ARIN b ARIN");
	makes("{list: \",\", strip: \"{}\"}", "{ARIN,RIPE}", "ARIN RIPE");
	makes("{list: \",\", strip: \"[]\\\"\"}", "[\"ARIN\",\"RIPE\"]", "ARIN RIPE");
	makes("{list: \",\", values: {x: ''}}", "x,a,x", "a");
	makes("{strip: ' '}", "  a b ", "a b");
	makes("other", "as it stands", "as it stands");
}

/* What unpacking makes of a cell, NULL: refused. */
static void
unpacks(const char *packing, const char *cell, const char *truth)
{
	char yaml[200];
	struct importmap *m;
	struct text out = { 0 };
	int rc;

	snprintf(yaml, sizeof yaml, "columns: {x: {protobuf: %s}}", packing);
	m = parse(yaml);
	assert_non_null(m);
	rc = importmap_unpack(importmap_column(m, 0), cell, &out);
	assert_int_equal(rc, truth == NULL);
	if (truth)
		assert_string_equal(text_str(&out), truth);
	text_free(&out);
	importmap_free(m);
}

static void
packed_lists(void **state)
{
	(void)state;
	/* protobuf.dev, Encoding: 150 is 96 01; field 6 packed 3, 270, 86942 is 32 06 03 8e 02 9e
	 * a7 05, here as field 1 */
	unpacks("hex", "0a06038e029ea705", "3 270 86942");
	unpacks("hex", "0x0A06038E029EA705", "3 270 86942");
	unpacks("hex", "\\x08960108960a", "150 1302");
	unpacks("base64", "CgYDjgKepwU=", "3 270 86942");
	unpacks("hex", "0affffffffffffffffff01", NULL);
	unpacks("hex", "08ffffffffffffffffff01", "18446744073709551615");
	unpacks("hex", "08ffffffffffffffffff02", NULL);
	unpacks("hex", "", "");
	unpacks("hex", "0a00", "");
	unpacks("hex", "0a0603", NULL);
	unpacks("hex", "0a0196", NULL);
	unpacks("hex", "1001", NULL);
	unpacks("hex", "0a0", NULL);
	unpacks("base64", "?", NULL);
}

static void
describes_itself(void **state)
{
	struct importmap *m =
	    parse("source: the database\nseparator: ';'\nrows: ids\nignore: [id]\n"
		  "columns:\n"
		  "  name: {from: fqdn, each: ' '}\n"
		  "  kind: {constant: domain}\n"
		  "  certificate: {from: serial, number: decimal}\n"
		  "  validated_at: {from: at, format: \"%Y\", zone: UTC}\n"
		  "  method: {values: {0: http-01}, otherwise: reject}\n"
		  "  rirs: {from: regions, list: \",\"}\n");
	struct text out = { 0 };

	(void)state;
	assert_non_null(m);
	assert_string_equal(importmap_source(m), "the database");
	assert_string_equal(importmap_rows(m), "ids");
	assert_int_equal(importmap_separator(m), ';');
	assert_true(importmap_ignores(m, "id"));
	assert_false(importmap_ignores(m, "fqdn"));
	assert_int_equal(importmap_count(m), 6);
	assert_string_equal(importmap_column(m, 4)->from, "method");
	importmap_describe(m, &out);
	assert_string_equal(text_str(&out),
	    "name: from fqdn, a record for each part between \" \"\n"
	    "kind: always domain\n"
	    "certificate: from serial, decimal number\n"
	    "validated_at: from at, time %Y in UTC\n"
	    "method: from method, \"0\" means \"http-01\", anything else is rejected\n"
	    "rirs: from regions, list between \",\"\n");
	text_free(&out);
	importmap_free(m);
	importmap_free(NULL);
}

static void
refuses_with_a_place(void **state)
{
	(void)state;
	refused("columns: {x: {form: y}}",
	    "1:15: expected one of from, constant, protobuf, each, strip, values, "
	    "otherwise, format, zone, number, bytes, list in a column, "
	    "found form");
	refused("columns: {x: {format: '%Y'}}",
	    "1:14: expected a zone beside a format without one, found none");
	refused("columns: {x: {format: '%Y', zone: CET}}",
	    "1:35: expected UTC or +HH:MM as zone, found CET");
	refused("columns: {x: {format: '%y'}}",
	    "1:23: expected the fields %Y %m %b %d %H %I %p %M %S %f %z %Z, found %y");
	refused("columns: {x: {format: '%'}}",
	    "1:23: expected the fields %Y %m %b %d %H %I %p %M %S %f %z %Z, found %");
	refused("columns: {x: {zone: UTC}}", "1:14: expected a format beside the zone, found none");
	refused(
	    "columns: {x: {number: octal}}", "1:23: expected decimal, hex or base64, found octal");
	refused("columns: {x: {number: hex, bytes: hex}}",
	    "1:14: expected one of format, number, bytes, found several");
	refused("columns: {x: {constant: a, from: b}}",
	    "1:14: expected nothing beside constant, found more");
	refused("columns: {x: {otherwise: reject}}",
	    "1:14: expected values beside otherwise, found none");
	refused("columns: {x: {each: ''}}", "1:14: expected a separator, found an empty one");
	refused("columns: {x: {values: {a: [b]}}}",
	    "1:27: expected text for the value a, found more");
	refused("columns: {x: }", "1:14: expected text for the name of a column, found nothing");
	refused("separator: ab", "1:12: expected one of , ; | or a tab as separator, found ab");
	refused("ignore: [[a]]", "1:10: expected text for a column to ignore, found a list");
	refused("[a]", "1:1: expected a map for an import map, found a list");
}

/* The maps that the project ships are maps. */
static void
templates_parse(void **state)
{
	static const char *const files[] = { "templates/map-example.yaml",
		"templates/map-boulder-validations.yaml", "templates/map-boulder-certs.yaml",
		"templates/map-boulder-log.yaml", "templates/map-boulder-links.yaml" };

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct importmap *m;
		char *bytes;
		size_t len;

		assert_int_equal(input_slurp(files[i], 100000, &bytes, &len), 0);
		m = importmap_parse(files[i], bytes, len);
		assert_non_null(m);
		assert_true(importmap_count(m) >= 2);
		importmap_free(m);
		free(bytes);
	}
}

/* The example map on the export that its comment shows. */
static void
example_reads_its_example(void **state)
{
	static const char export[] = "SERIAL_NO;FQDN;DCV_TYPE;DCV_TIME;REGIONS;QUORUM;INTERNAL_ID\n"
				     "85968058271978839505040;www.example.com;FILE;14.07.2026 "
				     "16:02:11;\"ARIN,RIPE\";3/4;17\n";
	static const char *const columns[] = { "certificate", "name", "method", "validated_at",
		"rirs", "kind" };
	/* python3: hex(85968058271978839505040) */
	static const char *const truth[] = { "12345678901234567890", "www.example.com",
		"3.2.2.4.18", "2026-07-14T14:02:11Z", "ARIN RIPE", "domain" };
	struct input *in = input_memory("export", export, sizeof export - 1);
	struct importmap *m;
	struct record_reader *r;
	const struct record *rec;
	char *bytes;
	size_t len;

	(void)state;
	assert_int_equal(input_slurp("templates/map-example.yaml", 100000, &bytes, &len), 0);
	m = importmap_parse("map", bytes, len);
	r = record_open(in, columns, 6, m);
	assert_non_null(r);
	assert_int_equal(record_next(r, &rec), RECORD_OK);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(rec->value[i], truth[i]);
	assert_int_equal(record_next(r, &rec), RECORD_END);
	assert_null(record_unknown(r, 0));
	record_close(r);
	importmap_free(m);
	input_close(in);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(times),
		cmocka_unit_test(values_and_lists),
		cmocka_unit_test(packed_lists),
		cmocka_unit_test(describes_itself),
		cmocka_unit_test(refuses_with_a_place),
		cmocka_unit_test(templates_parse),
		cmocka_unit_test(example_reads_its_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
