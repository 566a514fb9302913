/*
 * page - a sheet of the workbook while it is filled, row by row
 *
 * Cells of a row may come in any order of columns, rows only downwards.  All
 * texts are cleaned (reports/cell.h); none becomes a formula or a link.
 * Failures are noted in the book.
 */
#ifndef REPORTS_PAGE_H
#define REPORTS_PAGE_H

#include <stdint.h>

#include "base/instant.h"
#include "reports/book.h"

#define PAGE_NAME 128	/* bytes of a sheet's name: 31 characters, with NUL */
#define PAGE_COLUMNS 512	/* whose widths are known */
#define PAGE_BREAKS 32		/* stated, a sheet */

struct page {
	struct book *book;
	lxw_worksheet *ws;
	char name[PAGE_NAME];
	uint32_t row;		/* where the next cells go, from 0 */
	int columns;		/* with a width of their own */
	int print_col;		/* the last that is printed, -1: all */
	bool keyed;		/* the first column stands on each of several pages side by side */
	float widths[PAGE_COLUMNS];	/* characters */
	double width;		/* of all that are printed */
	double height;		/* that this row needs, points; 0: the usual */
	double paper;		/* points of the sheet on one printed page; 0 not known */
	double used;		/* of them since the last stated break */
	uint32_t breaks[PAGE_BREAKS + 1];	/* rows that begin a printed page, 0 ends them */
	size_t break_count;
};

/* A new sheet after the others.  Characters a name may not have become "-"; 31 characters are kept. */
int page_open(struct page *p, struct book *b, const char *name);

/* The width of the next column. */
void page_add_width(struct page *p, double width);

void page_text(struct page *p, int col, const char *s, enum book_style style);
/* Any bytes; lines: line ends are kept, else shown. */
void page_bytes(struct page *p, int col, const char *s, size_t len, bool lines,
    enum book_style style);
void page_number(struct page *p, int col, double v, enum book_style style);
/* A real date; text where a spreadsheet has none (before 1900-03-01, after 9999). INSTANT_NONE: blank. */
void page_time(struct page *p, int col, int64_t t, enum book_style style);
void page_blank(struct page *p, int col, enum book_style style);
/* The program's own formulas, with the value they have. */
void page_formula(struct page *p, int col, const char *formula, double v, enum book_style style);
void page_formula_text(struct page *p, int col, const char *formula, const char *v,
    enum book_style style);
/* To the top of another sheet of this workbook. */
void page_link(struct page *p, int col, const char *sheet, const char *text);
/* To the next row; this one becomes as high as its texts need. */
void page_next(struct page *p);
/* Over rows that a picture covers. */
void page_skip(struct page *p, uint32_t rows);
/*
 * What follows is so high, points, and is to be printed on one page if it can.  Readers with other
 * fonts break elsewhere: only on the first page after a stated break is it known where one stands;
 * anywhere else a page is begun where it must.
 */
void page_keep(struct page *p, double points, bool must);
/* Columns added from now on are not printed. */
void page_print_end(struct page *p);
/* States breaks and what is printed; once, when the sheet is filled. */
void page_close(struct page *p);
/* At least so high, points. */
void page_height(struct page *p, double points);

/* The number a spreadsheet has for an instant: days since 1899-12-30. */
double page_serial(int64_t t);

/* 'Sheet''s name'! as it stands in formulas, appended to out. */
void page_quote(struct text *out, const char *name);

/* "K12", and "$K$12" where fixed: appended to out. */
void page_cell(struct text *out, uint32_t row, int col, bool fixed);

#endif
