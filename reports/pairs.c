#include "reports/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"

/* Columns of a block: label, how it comes about where any row says so, value. */
static int
value_col(const struct template_block *b)
{
	for (size_t i = 0; i < b->column_count; i++)
		if (b->columns[i].note)
			return 2;
	return 1;
}

/* What a row came to, for those below that divide. */
struct fact {
	const char *id;
	uint32_t row;
	double value;
};

static void
write_value(const struct template_column *c, const char *value, struct page *p, int col)
{
	int64_t t;

	if (!value) {
		page_text(p, col, *c->empty ? c->empty : "not stated", BOOK_TEXT);
		return;
	}
	switch (c->kind) {
	case COLUMN_TIME:
	case COLUMN_DATE:
		if (instant_parse_any(value, &t, NULL) == 0) {
			page_time(p, col, t, c->kind == COLUMN_TIME ? BOOK_TIME : BOOK_DATE);
			return;
		}
		break;
	case COLUMN_INT: page_number(p, col, strtod(value, NULL), BOOK_INT); return;
	case COLUMN_RATE: page_number(p, col, strtod(value, NULL), BOOK_RATE); return;
	case COLUMN_NUMBER: page_number(p, col, strtod(value, NULL), BOOK_INT); return;
	case COLUMN_HASH: page_text(p, col, value, BOOK_HASH); return;
	default: break;
	}
	page_text(p, col, value, BOOK_TEXT);
}

static const struct fact *
find(const struct fact *facts, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].id && strcmp(facts[i].id, id) == 0)
			return &facts[i];
	return NULL;
}

static int
write_quotient(const struct template_column *c, const struct fact *facts, size_t count,
    struct page *p, int col)
{
	const struct fact *a = find(facts, count, c->divide->first->text);
	const struct fact *b = find(facts, count, c->divide->first->next->text);
	struct text f = { 0 }, over = { 0 };
	const char *cell;

	if (!a || !b)
		return yml_say(c->divide, "expected ids of facts above, found %s", c->divide->first->text);
	page_cell(&over, b->row, col, false);
	cell = text_str(&over);
	text_addf(&f, "=IF(%s=0,\"n/a\",", cell);
	page_cell(&f, a->row, col, false);
	text_addf(&f, "/%s)", cell);
	if (text_failed(&f) || text_failed(&over))
		p->book->failed = true;
	else if (b->value != 0)
		page_formula(p, col, f.s, a->value / b->value, BOOK_RATE);
	else
		page_formula_text(p, col, f.s, "n/a", BOOK_TEXT_RIGHT);
	text_free(&f);
	text_free(&over);
	return 0;
}

/* A figure of another table; a table that is not in this workbook has none. */
static int
write_figure(struct writer *w, const struct template_column *c, struct fact *fact, struct page *p,
    int col)
{
	const char *key = c->sum ? c->sum : c->rows ? c->rows : c->count;
	const struct tally_column *g = tally_find(w->tally, key);
	struct text f = { 0 };

	if (!g) {
		page_text(p, col, "the sheet is not part of this workbook", BOOK_TEXT);
		return 0;
	}
	fact->value = c->sum ? tally_sum(g, &f) :
	    c->rows	     ? tally_height(g, &f) :
			       tally_count(g, c->is, &f);
	if (text_failed(&f))
		p->book->failed = true;
	else
		page_formula(p, col, f.s, fact->value, BOOK_INT);
	text_free(&f);
	return 0;
}

int
pairs_write(struct writer *w, const struct template_block *b, struct page *p)
{
	struct fact *facts = calloc(b->column_count, sizeof *facts);
	int status = 0, col = value_col(b);

	if (!facts && b->column_count > 0)
		return say_nomem("report");
	if (col > 1) {
		page_text(p, 0, "Figure", BOOK_HEAD);
		page_text(p, 1, "How it comes about", BOOK_HEAD);
		page_text(p, 2, "Value", BOOK_HEAD_RIGHT);
		page_next(p);
	}
	for (size_t i = 0; i < b->column_count && status == 0; i++) {
		const struct template_column *c = &b->columns[i];

		facts[i].id = c->id;
		facts[i].row = p->row;
		page_text(p, 0, c->title, col > 1 ? BOOK_TEXT : BOOK_LABEL);
		if (col > 1)
			page_text(p, 1, c->note ? c->note : "", BOOK_TEXT);
		if (c->divide)
			status = write_quotient(c, facts, i, p, col);
		else if (c->sum || c->rows || c->count)
			status = write_figure(w, c, &facts[i], p, col);
		else if (c->kind == COLUMN_BLANK)
			page_blank(p, col, BOOK_PERSON_WRAP);
		else
			write_value(c, c->from ? writer_here(w, c->from) : NULL, p, col);
		page_next(p);
	}
	free(facts);
	return status;
}
