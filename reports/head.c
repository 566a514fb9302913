#include "reports/head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"

/* Characters across a page that can still be read: a wider sheet takes several. */
#define PAGE_A4 265
#define PAGE_A3 375

/* Header and footer texts: "&" begins a code there, 255 bytes are the limit. */
static void
add_quoted(struct text *out, const char *s, size_t room)
{
	size_t n = strlen(s) < room ? strlen(s) : room;

	for (n = text_utf8(s, n); n > 0; n--, s++) {
		if (*s == '&')
			text_addc(out, '&');
		if ((unsigned char)*s >= 0x20)
			text_addc(out, *s);
	}
}

static void
set_margin_texts(struct writer *w, const struct template_sheet *s, struct page *p)
{
	const char *label = writer_here(w, "label"), *ca = writer_here(w, "ca");
	struct text t = { 0 };

	text_add(&t, "&L&8 ");
	add_quoted(&t, *w->tmpl->firm ? w->tmpl->firm : ca ? ca : "", 60);
	text_add(&t, "&C&8 ");
	add_quoted(&t, s->title, 60);
	text_add(&t, "&R&8 ");
	add_quoted(&t, label ? label : "", 60);
	if (!text_failed(&t))
		book_took(p->book, worksheet_set_header(p->ws, t.s));
	text_clear(&t);
	text_addf(&t, "&L&8 Work paper ");
	add_quoted(&t, s->ref, 20);
	text_add(&t, "&C&8 ");
	add_quoted(&t, writer_here(w, "program") ? writer_here(w, "program") : "", 40);
	if (w->run_id)
		text_addf(&t, ", run %lld", (long long)w->run_id);
	text_add(&t, "&R&8 Page &P of &N");
	if (!text_failed(&t))
		book_took(p->book, worksheet_set_footer(p->ws, t.s));
	text_free(&t);
}

static enum template_paper
paper_of(const struct writer *w, const struct template_sheet *s)
{
	return s->wide ? TEMPLATE_A3 : w->tmpl->paper;
}

static uint16_t
pages_across(const struct writer *w, const struct template_sheet *s, const struct page *p)
{
	double room = paper_of(w, s) == TEMPLATE_A3 ? PAGE_A3 : PAGE_A4;

	return (uint16_t)(p->width <= room ? 1 : p->width / room + 1);
}

/* Fitted to the width, the height of a page in points of the sheet: landscape, less the margins. */
static double
printed_points(const struct writer *w, const struct template_sheet *s, const struct page *p,
    uint16_t across)
{
	static const struct {
		double wide, high;
	} papers[] = { [TEMPLATE_A4] = { 842, 595 }, [TEMPLATE_A3] = { 1191, 842 },
		[TEMPLATE_LETTER] = { 792, 612 } };
	enum template_paper paper = paper_of(w, s);
	double room = (papers[paper].wide - 0.8 * 72) * across;
	int columns = p->print_col >= 0 ? p->print_col + 1 : p->columns;
	double wide = p->width * 5.25 + columns * 3.75; /* seven pixels a digit, five a cell */

	/* less the header that is repeated, and what readers round */
	return (papers[paper].high - 1.2 * 72) * 0.92 * (wide > room ? wide / room : 1);
}

static void
set_up(struct writer *w, const struct template_sheet *s, struct page *p)
{
	static const uint8_t papers[] = { [TEMPLATE_A4] = 9, [TEMPLATE_A3] = 8, [TEMPLATE_LETTER] = 1 };
	lxw_protection allowed = { .format_columns = 1, .format_rows = 1, .format_cells = 1,
		.sort = 1, .autofilter = 1 };
	uint16_t across = pages_across(w, s, p);

	worksheet_set_landscape(p->ws);
	worksheet_set_paper(p->ws, papers[paper_of(w, s)]);
	worksheet_set_margins(p->ws, 0.4, 0.4, 0.6, 0.6);
	worksheet_fit_to_pages(p->ws, across, 0);
	p->paper = printed_points(w, s, p, across);
	p->keyed = across > 1;
	if (p->keyed)
		worksheet_repeat_columns(p->ws, 0, 0);
	worksheet_gridlines(p->ws, LXW_HIDE_ALL_GRIDLINES);
	worksheet_protect(p->ws, NULL, &allowed);
	set_margin_texts(w, s, p);
}

/* By the main table, or the last one; then by the sheet's own list. */
static void
set_widths(const struct writer *w, const struct template_sheet *s, struct page *p)
{
	const struct template_block *b = NULL;

	for (size_t i = 0; i < s->block_count; i++)
		if (s->blocks[i].kind == BLOCK_TABLE && (!b || !b->main))
			b = &s->blocks[i];
	if (s->widths) {
		for (const struct yml_node *n = s->widths->first; n; n = n->next)
			page_add_width(p, strtod(n->text, NULL));
		return;
	}
	for (size_t i = 0; b && i < b->column_count; i++) {
		size_t times;

		writer_spread(w, b->columns[i].kind, &times);
		while (times-- > 0)
			page_add_width(p, b->columns[i].width);
		if (b->print && b->columns[i].from && strcmp(b->print, b->columns[i].from) == 0)
			page_print_end(p);
	}
}

static void
head_line(struct page *p, const char *label, const char *value)
{
	page_text(p, p->keyed, label, BOOK_LABEL);
	page_text(p, p->keyed + 1, value ? value : "not stated", BOOK_PLAIN);
	page_next(p);
}

/* The first column from col on with so much room. */
static int
roomy(const struct page *p, int col, double width)
{
	for (int i = col; i < p->columns && i < PAGE_COLUMNS; i++)
		if (p->widths[i] >= width)
			return i;
	return col;
}

static void
sign_line(struct page *p, const char *label)
{
	int name = roomy(p, p->keyed + 1, 16), date = roomy(p, name + 2, 11);

	page_text(p, p->keyed, label, BOOK_LABEL);
	page_blank(p, name, BOOK_PERSON);
	page_text(p, date - 1, "Date", BOOK_LABEL);
	page_blank(p, date, BOOK_PERSON_DATE);
	page_next(p);
}

/* A first column that stands on each of several pages side by side holds keys only: this keeps out of it. */
static void
write_head(struct writer *w, const struct template_sheet *s, int part, struct page *p)
{
	struct text t = { 0 };
	int col = p->keyed;

	text_add(&t, s->title);
	if (part > 1)
		text_addf(&t, " (part %d)", part);
	page_text(p, col, text_str(&t), BOOK_TITLE);
	page_next(p);
	head_line(p, "Work paper", s->ref);
	head_line(p, "CA owner", writer_here(w, "ca"));
	head_line(p, "Period", writer_here(w, "period"));
	head_line(p, "Run", writer_here(w, "run"));
	sign_line(p, "Prepared by");
	sign_line(p, "Reviewed by");
	if (*s->about) {
		text_clear(&t);
		writer_expand(w, s->about, &t);
		page_text(p, col, text_str(&t), BOOK_NOTE);
		page_next(p);
	}
	page_next(p);
	if (text_failed(&t))
		p->book->failed = true;
	text_free(&t);
}

static int
note_sheet(struct writer *w, const struct template_sheet *s, const struct page *p)
{
	struct writer_sheet *grown = realloc(w->sheets, (w->sheet_count + 1) * sizeof *grown);

	if (!grown)
		return say_nomem("report");
	w->sheets = grown;
	grown[w->sheet_count].sheet = s;
	grown[w->sheet_count].name = strdup(p->name);
	if (!grown[w->sheet_count].name)
		return say_nomem("report");
	w->sheet_count++;
	return 0;
}

/* "Test matrix (2)"; the base gives way where 31 characters are not enough. */
static void
name_part(const char *base, int part, char out[PAGE_NAME])
{
	char suffix[16] = "";
	size_t n = 0, chars = 0, room;

	if (part > 1)
		snprintf(suffix, sizeof suffix, " (%d)", part);
	room = LXW_SHEETNAME_MAX - strlen(suffix);
	for (; base[n] && n < PAGE_NAME - sizeof suffix; n++) {
		chars += ((unsigned char)base[n] & 0xc0) != 0x80;
		if (chars > room)
			break;
	}
	snprintf(out, PAGE_NAME, "%.*s%s", (int)n, base, suffix);
}

int
head_open(struct writer *w, const struct template_sheet *s, int part, struct page *p)
{
	char name[PAGE_NAME];

	name_part(s->name, part, name);
	if (page_open(p, &w->book, name) != 0 || note_sheet(w, s, p) != 0)
		return -1;
	set_widths(w, s, p);
	set_up(w, s, p);
	write_head(w, s, part, p);
	return w->book.failed ? -1 : 0;
}
