/*
 * Workbooks read back: one that libxlsxwriter wrote, and parts by hand as other
 * programs write them (ECMA-376 part 1, 18.3 and 18.4).
 */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include "base/instant.h"
#include "base/text.h"
#include "base/xlsxread.h"
#include "tests/unit/said.h"
#include "tests/unit/zip_made.h"

static char path[64];

static int
setup(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/test_xlsxread.%ld.xlsx", (long)getpid());
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

/* "3: 0=one 2=#4.5;" for a row with a text in A3 and a number in C3 */
static int
write_row(void *ctx, const struct xlsxread_row *row)
{
	static const char marks[] = { [XLSXREAD_TEXT] = '=', [XLSXREAD_NUMBER] = '#',
		[XLSXREAD_BOOL] = '?', [XLSXREAD_ERROR] = '!' };

	text_addf(ctx, "%u:", (unsigned)row->row);
	for (size_t i = 0; i < row->count; i++)
		text_addf(ctx, " %d%c%s", row->cells[i].col, marks[row->cells[i].kind],
		    row->cells[i].text);
	text_add(ctx, ";");
	return 0;
}

static void
test_written(void **state)
{
	lxw_workbook *wb = workbook_new(path);
	lxw_worksheet *one = workbook_add_worksheet(wb, "Review"), *two = workbook_add_worksheet(wb, "R & D");
	lxw_datetime date = { 2026, 10, 5, 13, 30, 1.0 };
	struct xlsxread *x;
	struct text out = { 0 };

	(void)state;
	worksheet_write_string(one, 0, 0, "one", NULL);
	worksheet_write_number(one, 0, 2, 4.5, NULL);
	worksheet_write_boolean(one, 4, 1, 1, NULL);
	worksheet_write_string(one, 5, 0, "<b>&amp;\xe2\x82\xac\nline", NULL);
	worksheet_write_datetime(one, 6, 16383, &date, NULL);
	worksheet_write_formula_str(one, 7, 0, "=A1&\"x\"", NULL, "onex");
	worksheet_write_string(two, 0, 0, "one", NULL);
	assert_int_equal(workbook_close(wb), LXW_NO_ERROR);

	x = xlsxread_open(path);
	assert_non_null(x);
	assert_int_equal(xlsxread_sheets(x), 2);
	assert_string_equal(xlsxread_sheet(x, 0), "Review");
	assert_string_equal(xlsxread_sheet(x, 1), "R & D");
	assert_int_equal(xlsxread_rows(x, 0, write_row, &out), 0);
	assert_string_equal(text_str(&out),
	    "1: 0=one 2#4.5;5: 1?TRUE;6: 0=<b>&amp;\xe2\x82\xac\nline;7: 16383#46300.56251157408;8: 0=onex;");
	text_clear(&out);
	assert_int_equal(xlsxread_rows(x, 1, write_row, &out), 0);
	assert_string_equal(text_str(&out), "1: 0=one;");
	assert_int_equal(xlsxread_rows(x, 1, write_row, &out), 0); /* and again */
	xlsxread_close(x);
	text_free(&out);
}

/* 2026-10-05T13:30:01Z is 1791207001; 46300.5625... is what Excel shows for it, whose day 25569 is
 * 1970-01-01; 1904 systems count 1,462 days less. */
static void
test_time(void **state)
{
	struct xlsxread *x = xlsxread_open(path);

	(void)state;
	assert_non_null(x);
	assert_int_equal(xlsxread_time(x, 46300.562511574077), 1791207001);
	assert_int_equal(xlsxread_time(x, 46300), 1791158400);
	assert_int_equal(xlsxread_time(x, 61), -2203891200);
	assert_int_equal(xlsxread_time(x, 60.9), INSTANT_NONE);
	assert_int_equal(xlsxread_time(x, -1), INSTANT_NONE);
	assert_int_equal(xlsxread_time(x, 3e6), INSTANT_NONE);
	xlsxread_close(x);
}

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOC "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS(body) "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" body "</Relationships>"
#define REL(id, type, target) "<Relationship Id='" id "' Type='" DOC "/" type "' Target='" target "'/>"

static const char root_rels[] = RELS(REL("r1", "officeDocument", "/book/main.xml"));
static const char book_rels[] =
    RELS(REL("r1", "worksheet", "sheets/a.xml") REL("r2", "sharedStrings", "../strings.xml"));
static const char book[] = "<x:workbook xmlns:x='" MAIN "' xmlns:r='" DOC "'><x:workbookPr date1904='1'/><x:sheets>"
			   "<x:sheet name='S' sheetId='1' r:id='r1'/></x:sheets></x:workbook>";
static const char strings[] = "<sst xmlns='" MAIN "'><si><t>plain</t></si><si><r><t>ri</t></r><r><t xml:space='preserve'>ch </t></r>"
			      "<rPh sb='0' eb='1'><t>no</t></rPh></si><si><t>_x0041__x000a__x0007__x005F_x0041_</t></si><si/></sst>";

static int
made(const char *sheet, const char *shared)
{
	const struct zip_member members[] = { { "_rels/.rels", root_rels }, { "book/main.xml", book },
		{ "book/_rels/main.xml.rels", book_rels }, { "book/sheets/a.xml", sheet },
		{ "strings.xml", shared }, { NULL, NULL } };

	return zip_made(path, members);
}

#define SHEET(rows) "<worksheet xmlns='" MAIN "'><sheetData>" rows "</sheetData></worksheet>"

/* Prefixes, parts at other places, rich and phonetic text, inline strings, cells without a place. */
static void
test_foreign(void **state)
{
	struct xlsxread *x;
	struct text out = { 0 };

	(void)state;
	assert_int_equal(
	    made(SHEET("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c r='D1' t='s'><v>2</v></c><c t='s'><v>3</v></c></row>"
		       "<row r='7'><c r='B7' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r><rPh><t>no</t></rPh></is></c>"
		       "<c t='str'><f>1+1</f><v>two</v></c><c t='e'><v>#N/A</v></c><c><v/></c><c t='n'><v>1E3</v></c></row><row/>"),
		strings),
	    0);
	x = xlsxread_open(path);
	assert_non_null(x);
	assert_int_equal(xlsxread_rows(x, 0, write_row, &out), 0);
	assert_string_equal(text_str(&out),
	    "1: 0=plain 1=rich  3=A\n_x0007__x0041_;7: 1=inline 2=two 3!#N/A 5#1E3;");
	assert_int_equal(xlsxread_time(x, 0), -2082844800); /* 1904-01-01 */
	xlsxread_close(x);
	text_free(&out);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *sheet, *strings, *what;
	} cases[] = {
		{ "<worksheet><sheetData><row>", strings, "expected XML" },
		{ "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", strings, "a document type" },
		{ SHEET("<row r='3'/><row r='2'><c><v>1</v></c></row>"), strings, "rows out of order" },
		{ SHEET("<row r='1048577'/>"), strings, "rows out of order" },
		{ SHEET("<row r='-1'/>"), strings, "rows out of order" },
		{ SHEET("<row><c r='B1'/><c r='A1'/></row>"), strings, "cells out of order" },
		{ SHEET("<row><c r='XFE1'/></row>"), strings, "cells out of order" },
		{ SHEET("<row><c r='1'/></row>"), strings, "cells out of order" },
		{ SHEET("<c/>"), strings, "cells out of order" },
		{ SHEET("<row><c t='s'><v>4</v></c></row>"), strings, "a shared string that there is not" },
		{ SHEET("<row><c t='s'><v>-1</v></c></row>"), strings, "a shared string that there is not" },
		{ SHEET("<row><c><v>1x</v></c></row>"), strings, "a number that is none" },
		{ SHEET("<row><c><v>1e999</v></c></row>"), strings, "a number that is none" },
		{ SHEET(""), "<!DOCTYPE a><sst/>", "a document type" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text out = { 0 };
		struct xlsxread *x;
		struct said s;

		assert_int_equal(made(cases[i].sheet, cases[i].strings), 0);
		said_begin(&s);
		x = xlsxread_open(path);
		if (x)
			assert_int_equal(xlsxread_rows(x, 0, write_row, &out), -1);
		xlsxread_close(x);
		text_free(&out);
		if (!strstr(said_end(&s), cases[i].what))
			fail_msg("case %zu: said '%s'", i, s.text);
	}
}

static int
second_row(void *ctx, const struct xlsxread_row *row)
{
	(void)ctx;
	return row->row == 2 ? 7 : 0;
}

static void
test_ended(void **state)
{
	struct xlsxread *x;

	(void)state;
	assert_int_equal(made(SHEET("<row><c><v>1</v></c></row><row><c><v>1</v></c></row>"), strings), 0);
	x = xlsxread_open(path);
	assert_non_null(x);
	assert_int_equal(xlsxread_rows(x, 0, second_row, NULL), 7);
	xlsxread_close(x);
}

/* Deeper than 64 levels, a cell longer than 131,068 bytes. */
static void
test_bounds(void **state)
{
	struct text sheet = { 0 }, out = { 0 };
	struct xlsxread *x;
	struct said s;

	(void)state;
	for (int i = 0; i < 70; i++)
		text_add(&sheet, "<a>");
	for (int i = 0; i < 70; i++)
		text_add(&sheet, "</a>");
	assert_int_equal(made(text_str(&sheet), strings), 0);
	said_begin(&s);
	x = xlsxread_open(path);
	assert_int_equal(xlsxread_rows(x, 0, write_row, &out), -1);
	assert_non_null(strstr(said_end(&s), "too deep"));
	xlsxread_close(x);

	text_clear(&sheet);
	text_add(&sheet, "<worksheet xmlns='" MAIN "'><sheetData><row><c t='str'><v>");
	for (int i = 0; i < 131069; i++)
		text_addc(&sheet, 'x');
	text_add(&sheet, "</v></c></row></sheetData></worksheet>");
	assert_int_equal(made(text_str(&sheet), strings), 0);
	said_begin(&s);
	x = xlsxread_open(path);
	assert_int_equal(xlsxread_rows(x, 0, write_row, &out), -1);
	assert_non_null(strstr(said_end(&s), "more text in a row"));
	xlsxread_close(x);
	text_free(&sheet);
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_ended),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
