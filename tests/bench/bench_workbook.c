/*
 * Rows of a sheet, twelve cells each, against the same texts in a bare loop over
 * libxlsxwriter in the same mode.
 *
 *	bench_workbook SCRATCH-FOLDER
 */
#include <unistd.h>
#include <xlsxwriter.h>

#include "reports/page.h"
#include "tests/bench/bench.h"

#define ROWS 100000
#define TEXTS 10

struct bench {
	char *folder;
	char path[512];
};

static const char *
text(char buf[64], int row, int col)
{
	snprintf(buf, 64, "host%d-%d.example.com", row, col);
	return buf;
}

static void
sheet(void *ctx)
{
	struct bench *b = ctx;
	const struct book_about about = { .title = "Bench", .company = "Bench", .created = 0 };
	struct book book = { 0 };
	struct page page = { 0 };
	char buf[64];

	bench_need(book_open(&book, b->path, &about) == 0 && page_open(&page, &book, "Bench") == 0,
	    "a workbook");
	for (int row = 0; row < ROWS; row++) {
		for (int col = 0; col < TEXTS; col++)
			page_text(&page, col, text(buf, row, col), BOOK_TEXT);
		page_number(&page, TEXTS, row, BOOK_INT);
		page_time(&page, TEXTS + 1, 1600000000 + row, BOOK_TIME);
		page_next(&page);
	}
	bench_need(book_close(&book) == 0, "a workbook");
}

static void
bare(void *ctx)
{
	struct bench *b = ctx;
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = b->folder };
	lxw_workbook *wb = workbook_new_opt(b->path, &options);
	lxw_worksheet *ws = workbook_add_worksheet(wb, "Bench");
	lxw_format *format = workbook_add_format(wb), *time = workbook_add_format(wb);
	char buf[64];

	format_set_border(format, LXW_BORDER_HAIR);
	format_set_num_format(time, "yyyy-mm-dd hh:mm:ss");
	for (int row = 0; row < ROWS; row++) {
		for (int col = 0; col < TEXTS; col++)
			worksheet_write_string(ws, (lxw_row_t)row, (lxw_col_t)col,
			    text(buf, row, col), format);
		worksheet_write_number(ws, (lxw_row_t)row, TEXTS, row, format);
		worksheet_write_number(ws, (lxw_row_t)row, TEXTS + 1, 44000.0 + row, time);
	}
	bench_need(workbook_close(wb) == LXW_NO_ERROR, "a workbook");
}

int
main(int argc, char **argv)
{
	struct bench b;

	bench_need(argc == 2, "an argument");
	b.folder = argv[1];
	snprintf(b.path, sizeof b.path, "%s/bench.xlsx", argv[1]);
	bench_compare(
	    "rows of a workbook", sheet, "written bare with libxlsxwriter", bare, ROWS, &b);
	unlink(b.path);
	return 0;
}
