#include "reports/table_part.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/db.h"

/* The column of this table that a formula names. */
static const struct table_column *
named(const struct table_part *t, const char *name, size_t len)
{
	for (size_t i = 0; i < t->count; i++) {
		const char *from = t->columns[i].t->from;

		if (from && strlen(from) == len && strncmp(from, name, len) == 0)
			return &t->columns[i];
	}
	return NULL;
}

/* [name] is the cell of this row, [name:all] the column; anything else stands as it is. */
static void
expand(const struct table_part *t, const char *formula, uint32_t row, struct text *out)
{
	while (*formula) {
		const char *end = *formula == '[' ? strchr(formula, ']') : NULL;
		size_t len = end ? (size_t)(end - formula - 1) : 0;
		bool all = len > 4 && strncmp(end - 4, ":all", 4) == 0;
		const struct table_column *c = end ? named(t, formula + 1, all ? len - 4 : len) : NULL;

		if (!c) {
			text_addc(out, *formula++);
			continue;
		}
		if (all) {
			page_cell(out, t->first, c->col, true);
			text_addc(out, ':');
			page_cell(out, t->last, c->col, true);
		} else {
			page_cell(out, row, c->col, false);
		}
		formula = end + 1;
	}
}

static enum book_style
style_of(enum column_kind kind)
{
	switch (kind) {
	case COLUMN_HASH: return BOOK_HASH;
	case COLUMN_INT: return BOOK_INT;
	case COLUMN_NUMBER: return BOOK_NUMBER;
	case COLUMN_RATE: return BOOK_RATE;
	case COLUMN_P: return BOOK_P;
	case COLUMN_TIME: return BOOK_TIME;
	case COLUMN_DATE: return BOOK_DATE;
	case COLUMN_BLANK:
	case COLUMN_CHOICE: return BOOK_PERSON;
	case COLUMN_LINES: return BOOK_TEXT;
	default: return BOOK_TEXT;
	}
}

bool
table_cell_numeric(enum column_kind kind)
{
	return kind == COLUMN_INT || kind == COLUMN_NUMBER || kind == COLUMN_RATE || kind == COLUMN_P;
}

/* Of a word in such a column. */
static enum book_style
word_style(enum column_kind kind)
{
	return table_cell_numeric(kind) ? BOOK_TEXT_RIGHT : BOOK_TEXT;
}

/* The value as a number of the sheet; false where it is none. */
static bool
number_of(enum column_kind kind, struct query *q, int i, double *v)
{
	int64_t t;

	if (table_cell_numeric(kind)) {
		*v = db_col_real(q, i);
		return db_col_kind(q, i) == DB_KIND_INT || db_col_kind(q, i) == DB_KIND_REAL;
	}
	if ((kind == COLUMN_TIME || kind == COLUMN_DATE) &&
	    instant_parse_any(db_col_text(q, i), &t, NULL) == 0) {
		*v = page_serial(t);
		return true;
	}
	return false;
}

static void
add_number(struct table_column *c, double v)
{
	c->sum += v;
	if (c->figure)
		tally_number(c->figure, v);
}

static void
formula_cell(struct table_part *t, struct table_column *c, struct query *q, struct page *p)
{
	enum book_style style = style_of(c->t->kind);
	struct text f = { 0 };
	double v;

	expand(t, c->t->formula, p->row, &f);
	if (text_failed(&f))
		p->book->failed = true;
	else if (number_of(c->t->kind, q, c->select, &v)) {
		page_formula(p, c->col, f.s, v, style);
		add_number(c, v);
	} else
		page_formula_text(p, c->col, f.s, db_col_text(q, c->select), word_style(c->t->kind));
	text_free(&f);
}

static void
word_cell(struct table_column *c, const char *word, int col, struct page *p)
{
	page_text(p, col, word, BOOK_TEXT);
	if (c->figure && tally_word(c->figure, word) != 0)
		p->book->failed = true;
}

static char
letter_at(struct query *q, int i, size_t rule)
{
	size_t len;
	const char *s = i >= 0 ? db_col_blob(q, i, &len) : NULL;

	return s && rule < len ? s[rule] : '-';
}

char
table_cell_code(const struct table_column *c, struct query *q, size_t rule)
{
	char code = letter_at(q, c->select, rule);

	return code == '-' ? letter_at(q, c->select_also, rule) : code;
}

static void
outcome_cells(struct table_part *t, struct table_column *c, struct query *q, struct page *p)
{
	size_t times;
	const struct writer_rule *list = writer_spread(t->w, c->t->kind, &times);

	for (size_t i = 0; i < times; i++)
		page_text(p, c->col + (int)i, writer_word(table_cell_code(c, q, list[i].ord)), BOOK_TEXT);
}

static void
value_cell(struct table_column *c, struct query *q, struct page *p)
{
	enum book_style style = style_of(c->t->kind);
	const char *s = db_col_text(q, c->select);
	int64_t at;
	double v;
	size_t len;

	if (c->t->kind == COLUMN_TIME || c->t->kind == COLUMN_DATE) {
		if (instant_parse_any(s, &at, NULL) == 0)
			page_time(p, c->col, at, style);
		else
			page_text(p, c->col, s, BOOK_TEXT);
		return;
	}
	if (number_of(c->t->kind, q, c->select, &v)) {
		page_number(p, c->col, v, style);
		add_number(c, v);
		return;
	}
	if (c->t->kind == COLUMN_WORD) {
		word_cell(c, s, c->col, p);
		return;
	}
	s = db_col_blob(q, c->select, &len);
	page_bytes(p, c->col, s, len, c->t->kind == COLUMN_LINES,
	    table_cell_numeric(c->t->kind) ? BOOK_TEXT_RIGHT : style);
}

void
table_cell(struct table_part *t, struct table_column *c, struct query *q, struct page *p)
{
	if (c->t->kind == COLUMN_BLANK || c->t->kind == COLUMN_CHOICE)
		page_blank(p, c->col, BOOK_PERSON);
	else if (c->t->kind == COLUMN_OUTCOMES || c->t->kind == COLUMN_MARKS)
		outcome_cells(t, c, q, p);
	else if (db_col_null(q, c->select)) {
		if (*c->t->empty)
			page_text(p, c->col, c->t->empty, word_style(c->t->kind));
		else
			page_blank(p, c->col, BOOK_TEXT);
	} else if (c->t->formula)
		formula_cell(t, c, q, p);
	else
		value_cell(c, q, p);
}
