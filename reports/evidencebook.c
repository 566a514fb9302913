#include "reports/evidencebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/package.h"
#include "base/say.h"
#include "reports/page.h"

#define PAGE_A3 375	/* characters across a page that can still be read */

struct column {
	const char *title;
	double width;
	enum book_style style;
};

static const struct column request[EVIDENCEBOOK_R_COLUMNS] = {
	[EVIDENCEBOOK_LINE] = { "Line", 8, BOOK_INT },
	[EVIDENCEBOOK_ASKED] = { "Asked for", 70, BOOK_TEXT },
	[EVIDENCEBOOK_FOUND] = { "Certificates found", 12, BOOK_INT },
	[EVIDENCEBOOK_ANSWERS] = { "Which are, on the sheet Certificates", 70, BOOK_TEXT },
	[EVIDENCEBOOK_UNKNOWN] = { "Unknown, or asked before", 50, BOOK_TEXT } };

static const struct column certificates[EVIDENCEBOOK_COLUMNS] = {
	[EVIDENCEBOOK_SHA256] = { "SHA-256", 34, BOOK_HASH },
	[EVIDENCEBOOK_SERIAL] = { "Serial", 20, BOOK_HASH },
	[EVIDENCEBOOK_ISSUER] = { "Issuer", 30, BOOK_TEXT },
	[EVIDENCEBOOK_SUBJECT] = { "Subject", 30, BOOK_TEXT },
	[EVIDENCEBOOK_TYPE] = { "Type", 6, BOOK_TEXT },
	[EVIDENCEBOOK_ISSUED] = { "Issued (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_ISSUED_SOURCE] = { "Issued as told by", 14, BOOK_TEXT },
	[EVIDENCEBOOK_NOT_BEFORE] = { "notBefore (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_NOT_AFTER] = { "notAfter (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_REVOKED] = { "Revoked (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_NAME] = { "Name", 30, BOOK_TEXT },
	[EVIDENCEBOOK_METHOD] = { "Method as recorded", 14, BOOK_TEXT },
	[EVIDENCEBOOK_SECTION] = { "BR section", 12, BOOK_TEXT },
	[EVIDENCEBOOK_ADN] = { "ADN", 26, BOOK_TEXT },
	[EVIDENCEBOOK_VALIDATED] = { "Validated (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_BR_VERSION] = { "BR version recorded", 10, BOOK_TEXT },
	[EVIDENCEBOOK_RANDOM_CREATED] = { "Random value made (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_RANDOM_USED] = { "Random value used (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_MPIC] = { "MPIC", 8, BOOK_TEXT },
	[EVIDENCEBOOK_CAA_AT] = { "CAA checked (UTC)", 20, BOOK_TIME },
	[EVIDENCEBOOK_CAA] = { "CAA result", 14, BOOK_TEXT },
	[EVIDENCEBOOK_EVIDENCE] = { "Evidence", 24, BOOK_TEXT },
	[EVIDENCEBOOK_CPS] = { "CPS in force", 18, BOOK_TEXT },
	[EVIDENCEBOOK_BASIS] = { "Outcomes of", 26, BOOK_TEXT },
	[EVIDENCEBOOK_VERDICT] = { "Verdict of the certificate", 13, BOOK_TEXT },
	[EVIDENCEBOOK_NOT_PASSED] = { "Not passed", 60, BOOK_TEXT },
	[EVIDENCEBOOK_NOT_TESTED] = { "Not tested", 40, BOOK_TEXT },
};

static const struct column outcomes[EVIDENCEBOOK_O_COLUMNS] = {
	[EVIDENCEBOOK_O_SHA256] = { "SHA-256", 34, BOOK_HASH },
	[EVIDENCEBOOK_O_NAME] = { "Name", 30, BOOK_TEXT },
	[EVIDENCEBOOK_O_RULE] = { "Rule", 28, BOOK_TEXT },
	[EVIDENCEBOOK_O_VERSION] = { "Version", 8, BOOK_INT },
	[EVIDENCEBOOK_O_CLAUSE] = { "Requirement", 30, BOOK_TEXT },
	[EVIDENCEBOOK_O_SEVERITY] = { "Severity", 9, BOOK_TEXT },
	[EVIDENCEBOOK_O_OUTCOME] = { "Outcome", 16, BOOK_TEXT },
	[EVIDENCEBOOK_O_REASON] = { "Expected, found", 60, BOOK_TEXT },
	[EVIDENCEBOOK_O_REMARK] = { "Remark", 40, BOOK_TEXT },
	[EVIDENCEBOOK_O_BASIS] = { "Outcomes of", 26, BOOK_TEXT },
};

static const struct {
	const char *name, *title;
	const struct column *columns;
	int count;
	int coloured;		/* column of words with colours beside them, -1 none */
} sheets[EVIDENCEBOOK_SHEETS] = {
	{ "Request", "Evidence on request", request, EVIDENCEBOOK_R_COLUMNS, -1 },
	{ "Certificates", "Certificates asked for, a row a name", certificates, EVIDENCEBOOK_COLUMNS,
	    EVIDENCEBOOK_VERDICT },
	{ "Outcomes", "Outcomes, a row a certificate, name and rule", outcomes, EVIDENCEBOOK_O_COLUMNS,
	    EVIDENCEBOOK_O_OUTCOME },
};

struct evidencebook {
	struct book book;
	const char *path;
	struct page pages[EVIDENCEBOOK_SHEETS];
	uint32_t first[EVIDENCEBOOK_SHEETS];	/* row of the first record */
	int part[EVIDENCEBOOK_SHEETS];
};

static int
begin_sheet(struct evidencebook *b, int i, const char *const *lines, size_t line_count)
{
	struct page *p = &b->pages[i];
	char name[64];
	uint16_t across;

	if (++b->part[i] == 1)
		snprintf(name, sizeof name, "%s", sheets[i].name);
	else
		snprintf(name, sizeof name, "%s (%d)", sheets[i].name, b->part[i]);
	if (page_open(p, &b->book, name) != 0)
		return -1;
	for (int c = 0; c < sheets[i].count; c++)
		page_add_width(p, sheets[i].columns[c].width);
	across = (uint16_t)(p->width / PAGE_A3 + 1);
	worksheet_set_landscape(p->ws);
	worksheet_set_paper(p->ws, 8);	/* A3 */
	worksheet_set_margins(p->ws, 0.4, 0.4, 0.6, 0.6);
	worksheet_fit_to_pages(p->ws, across, 0);
	if (across > 1)
		worksheet_repeat_columns(p->ws, 0, 0);
	worksheet_set_footer(p->ws, "&L&8 &A&R&8 Page &P of &N");
	page_text(p, 0, sheets[i].title, BOOK_TITLE);
	page_next(p);
	for (size_t k = 0; k < line_count; k++) {
		page_text(p, 0, lines[k], BOOK_PLAIN);
		page_next(p);
	}
	page_next(p);
	for (int c = 0; c < sheets[i].count; c++)
		page_text(p, c, sheets[i].columns[c].title, BOOK_HEAD);
	page_next(p);
	b->first[i] = p->row;
	book_took(&b->book, worksheet_repeat_rows(p->ws, p->row - 1, p->row - 1));
	worksheet_freeze_panes(p->ws, p->row, 1);
	return b->book.failed ? -1 : 0;
}

/* Colours beside the words of an outcome or a verdict. */
static void
colour(struct evidencebook *b, int i)
{
	static const struct {
		const char *word;
		enum book_style style;
	} words[] = { { "\"pass\"", BOOK_GOOD }, { "\"no exception\"", BOOK_GOOD }, { "\"fail\"", BOOK_BAD },
		{ "\"exception\"", BOOK_BAD }, { "\"error\"", BOOK_BAD }, { "\"missing evidence\"", BOOK_BAD },
		{ "\"observation\"", BOOK_DOUBT }, { "\"not tested\"", BOOK_DOUBT }, { "\"n/a\"", BOOK_FAINT },
		{ "\"not in effect\"", BOOK_FAINT }, { "\"out of scope\"", BOOK_FAINT } };
	lxw_col_t col = (lxw_col_t)sheets[i].coloured;

	for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
		lxw_conditional_format f = { .type = LXW_CONDITIONAL_TYPE_CELL,
			.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
			.value_string = (char *)words[k].word, .format = b->book.styles[words[k].style] };

		book_took(&b->book, worksheet_conditional_format_range(b->pages[i].ws, b->first[i], col,
		    b->pages[i].row - 1, col, &f));
	}
}

static void
end_sheet(struct evidencebook *b, int i)
{
	struct page *p = &b->pages[i];

	if (!p->ws || p->row == b->first[i])
		return;
	book_took(&b->book, worksheet_autofilter(p->ws, b->first[i] - 1, 0, p->row - 1,
	    (lxw_col_t)(sheets[i].count - 1)));
	if (sheets[i].coloured >= 0)
		colour(b, i);
}

struct evidencebook *
evidencebook_open(const char *path, int64_t at, const char *const *lines, size_t line_count)
{
	const struct book_about about = { .title = "Evidence on request", .created = at };
	struct evidencebook *b = calloc(1, sizeof *b);

	if (!b) {
		say_nomem(path);
		return NULL;
	}
	b->path = path;
	if (book_open(&b->book, path, &about) == 0 && begin_sheet(b, 0, lines, line_count) == 0 &&
	    begin_sheet(b, 1, NULL, 0) == 0 && begin_sheet(b, 2, NULL, 0) == 0)
		return b;
	evidencebook_abandon(b);
	return NULL;
}

/* A number or a date where the column holds such, and the text is one. */
static void
put_cell(struct page *p, int col, const char *text, enum book_style style)
{
	int64_t at;
	char *end;
	double v;

	if (style == BOOK_TIME && instant_parse(text, &at) == 0) {
		page_time(p, col, at, style);
		return;
	}
	v = style == BOOK_INT ? strtod(text, &end) : 0;
	if (style == BOOK_INT && end != text && !*end)
		page_number(p, col, v, style);
	else
		page_text(p, col, text, style == BOOK_INT || style == BOOK_TIME ? BOOK_TEXT : style);
}

int
evidencebook_row(struct evidencebook *b, enum evidencebook_sheet sheet, const char *const *cells)
{
	struct page *p = &b->pages[sheet];
	int i = (int)sheet;

	if (p->row >= b->book.rows_max) {
		end_sheet(b, i);
		if (begin_sheet(b, i, NULL, 0) != 0)
			return -1;
	}
	for (int c = 0; c < sheets[i].count; c++) {
		if (cells[c])
			put_cell(p, c, cells[c], sheets[i].columns[c].style);
		else
			page_blank(p, c, sheets[i].columns[c].style);
	}
	page_next(p);
	return b->book.failed ? -1 : 0;
}

int
evidencebook_close(struct evidencebook *b)
{
	int status;

	for (int i = 0; i < EVIDENCEBOOK_SHEETS; i++)
		end_sheet(b, i);
	status = book_close(&b->book);
	if (status == 0)
		status = package_check(b->path);
	free(b);
	return status;
}

void
evidencebook_abandon(struct evidencebook *b)
{
	if (!b)
		return;
	book_abandon(&b->book);
	free(b);
}
