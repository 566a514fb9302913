#include "reports/page.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "reports/cell.h"

#define FIRST_DAY (-2203891200LL)	/* 1900-03-01: before it Excel counts a day that never was */
#define HEIGHT_MAX 409.0		/* points, Excel's limit */
#define LAST_SECOND 253402300799LL	/* 9999-12-31T23:59:59Z */

int
page_open(struct page *p, struct book *b, const char *name)
{
	size_t chars = 0, n = 0;

	*p = (struct page){ .book = b, .print_col = -1 };
	for (; name[n] && n < sizeof p->name - 5; n++) {
		chars += ((unsigned char)name[n] & 0xc0) != 0x80;
		if (chars > LXW_SHEETNAME_MAX)
			break;
		p->name[n] = strchr("[]:*?/\\", name[n]) ? '-' : name[n];
	}
	p->name[n] = '\0';
	p->ws = workbook_add_worksheet(b->wb, p->name);
	if (p->ws)
		return 0;
	b->failed = true;
	return say_error("%s: expected a name for a sheet that is not taken, found %s", b->path,
	    p->name);
}

void
page_add_width(struct page *p, double width)
{
	book_took(p->book, worksheet_set_column(p->ws, (lxw_col_t)p->columns,
	    (lxw_col_t)p->columns, width, NULL));
	if (p->columns < PAGE_COLUMNS)
		p->widths[p->columns] = (float)width;
	p->columns++;
	if (p->print_col < 0)
		p->width += width;
}

void
page_print_end(struct page *p)
{
	p->print_col = p->columns - 1;
}

void
page_height(struct page *p, double points)
{
	if (points > p->height)
		p->height = points;
}

static void
count_line(void *ctx, const char *line, size_t len)
{
	(void)line;
	(void)len;
	++*(int *)ctx;
}

/* Readers differ in whether they fit rows to wrapped texts, so the height is stated. */
static void
fit(struct page *p, int col, const char *s, enum book_style style)
{
	double size = book_size(style), width = col < p->columns && col < PAGE_COLUMNS ? p->widths[col] : 9;
	int lines = 0;

	if (!book_wraps(style)) {
		if (size > 12)
			page_height(p, size * 1.45);
		return;
	}
	/* a column's unit is a digit at 11 points; small type gets more of them in */
	width = style == BOOK_HASH ? width * 1.06 : width * 10.2 / size;
	for (const char *end; *s || lines == 0; s = *end ? end + 1 : end) {
		struct text line = { 0 };

		end = s + strcspn(s, "\n");
		text_addn(&line, s, (size_t)(end - s));
		cell_wrap(text_str(&line), width < 1 ? 1 : (size_t)width, count_line, &lines);
		text_free(&line);
	}
	if (lines > 1)
		page_height(p, lines * size * 1.32 + 2.5);
}

void
page_bytes(struct page *p, int col, const char *s, size_t len, bool lines, enum book_style style)
{
	struct text *t = &p->book->clean;

	cell_clean(t, s, len, lines);
	fit(p, col, text_str(t), style);
	book_took(p->book, worksheet_write_string(p->ws, p->row, (lxw_col_t)col, text_str(t),
	    p->book->styles[style]));
}

void
page_text(struct page *p, int col, const char *s, enum book_style style)
{
	page_bytes(p, col, s, strlen(s), false, style);
}

void
page_number(struct page *p, int col, double v, enum book_style style)
{
	book_took(p->book,
	    worksheet_write_number(p->ws, p->row, (lxw_col_t)col, v, p->book->styles[style]));
}

double
page_serial(int64_t t)
{
	return 25569.0 + (double)t / INSTANT_DAY;
}

void
page_time(struct page *p, int col, int64_t t, enum book_style style)
{
	char text[INSTANT_TEXT];

	if (t == INSTANT_NONE)
		page_blank(p, col, style);
	else if (t < FIRST_DAY || t > LAST_SECOND)
		page_text(p, col, instant_format(t, text), style);
	else
		page_number(p, col, page_serial(t), style);
}

void
page_blank(struct page *p, int col, enum book_style style)
{
	book_took(p->book,
	    worksheet_write_blank(p->ws, p->row, (lxw_col_t)col, p->book->styles[style]));
}

void
page_formula(struct page *p, int col, const char *formula, double v, enum book_style style)
{
	book_took(p->book, worksheet_write_formula_num(p->ws, p->row, (lxw_col_t)col, formula,
	    p->book->styles[style], v));
}

void
page_formula_text(struct page *p, int col, const char *formula, const char *v,
    enum book_style style)
{
	struct text *t = &p->book->clean;

	cell_clean(t, v, strlen(v), false);
	book_took(p->book, worksheet_write_formula_str(p->ws, p->row, (lxw_col_t)col, formula,
	    p->book->styles[style], text_str(t)));
}

void
page_link(struct page *p, int col, const char *sheet, const char *text)
{
	struct text url = { 0 };

	text_add(&url, "internal:");
	page_quote(&url, sheet);
	text_add(&url, "A1");
	cell_clean(&p->book->clean, text, strlen(text), false);
	if (text_failed(&url))
		p->book->failed = true;
	else
		book_took(p->book, worksheet_write_url_opt(p->ws, p->row, (lxw_col_t)col, url.s,
		    p->book->styles[BOOK_LINK], text_str(&p->book->clean), NULL));
	text_free(&url);
}

#define ROW_POINTS 15.0	/* of a row that states no height */

void
page_skip(struct page *p, uint32_t rows)
{
	p->row += rows;
	p->used += rows * ROW_POINTS;
}

void
page_keep(struct page *p, double points, bool must)
{
	if (p->paper <= 0 || p->used + points <= p->paper || p->break_count == PAGE_BREAKS || p->row == 0)
		return;
	if (p->used > p->paper && !must)
		return;
	p->breaks[p->break_count++] = p->row;
	p->used = 0;
}

void
page_close(struct page *p)
{
	if (p->print_col >= 0 && p->row > 0)
		book_took(p->book, worksheet_print_area(p->ws, 0, 0, p->row - 1, (lxw_col_t)p->print_col));
	if (p->break_count > 0)
		book_took(p->book, worksheet_set_h_pagebreaks(p->ws, p->breaks));
}

void
page_next(struct page *p)
{
	p->used += p->height > ROW_POINTS ? p->height : ROW_POINTS;
	if (p->height > ROW_POINTS)
		book_took(p->book, worksheet_set_row(p->ws, p->row,
		    p->height < HEIGHT_MAX ? p->height : HEIGHT_MAX, NULL));
	p->height = 0;
	p->row++;
}

void
page_quote(struct text *out, const char *name)
{
	text_addc(out, '\'');
	for (; *name; name++) {
		if (*name == '\'')
			text_addc(out, '\'');
		text_addc(out, *name);
	}
	text_add(out, "'!");
}

void
page_cell(struct text *out, uint32_t row, int col, bool fixed)
{
	char cell[LXW_MAX_CELL_NAME_LENGTH];

	if (fixed)
		lxw_rowcol_to_cell_abs(cell, row, (lxw_col_t)col, 1, 1);
	else
		lxw_rowcol_to_cell(cell, row, (lxw_col_t)col);
	text_add(out, cell);
}
