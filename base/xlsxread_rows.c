#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/xlsxread_part.h"

#define ROW_MAX (4u << 20)
#define ROWS 1048576u
#define COLUMNS 16384

struct rows {
	struct xlsxread *x;
	const char *member;
	int (*each)(void *ctx, const struct xlsxread_row *row);
	void *ctx;

	bool in_row, in_cell, in_value;
	bool formula;		/* the cell has one */
	int phonetic;
	uint32_t row;
	int col;		/* of the cell under way, or the last one; -1 none yet */
	char type[12];		/* its t attribute */
	struct text texts;	/* of the row's own cells, NUL between */
	size_t begin;		/* of the cell's text */
	struct xlsxread_cell *cells;
	size_t *offset;		/* of a cell's text in texts; SIZE_MAX: it is shared */
	size_t count, cap;
};

/* "AB12" -> 27; -1 where that is no column. */
static int
column_of(const char *ref)
{
	int col = 0;

	for (; *ref >= 'A' && *ref <= 'Z'; ref++) {
		col = col * 26 + (*ref - 'A' + 1);
		if (col > COLUMNS)
			return -1;
	}
	return col - 1;
}

static int
begin_row(struct rows *r, const char **atts)
{
	const char *ref = xlsxread_xml_att(atts, "r");
	unsigned long n = ref ? strtoul(ref, NULL, 10) : (unsigned long)r->row + 1;

	if (r->in_row || n <= r->row || n > ROWS)
		return xlsxread_xml_refuse(r->x->path, r->member, "rows out of order");
	r->row = (uint32_t)n;
	r->in_row = true;
	r->col = -1;
	r->count = 0;
	text_clear(&r->texts);
	return 0;
}

static int
begin_cell(struct rows *r, const char **atts)
{
	const char *ref = xlsxread_xml_att(atts, "r"), *type = xlsxread_xml_att(atts, "t");
	int col = ref ? column_of(ref) : r->col + 1;

	if (!r->in_row || r->in_cell || col <= r->col || col >= COLUMNS)
		return xlsxread_xml_refuse(r->x->path, r->member, "cells out of order");
	r->col = col;
	r->in_cell = true;
	r->formula = false;
	r->begin = r->texts.len;
	snprintf(r->type, sizeof r->type, "%s", type ? type : "");
	return 0;
}

static int
row_start(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	struct rows *r = ctx;

	(void)xml;
	if (strcmp(name, "row") == 0)
		return begin_row(r, atts);
	if (strcmp(name, "c") == 0)
		return begin_cell(r, atts);
	if (strcmp(name, "rPh") == 0)
		r->phonetic++;
	else if (r->in_cell) {
		r->in_value = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && r->phonetic == 0);
		r->formula = r->formula || strcmp(name, "f") == 0;
	}
	return 0;
}

static int
row_chars(void *ctx, const char *s, size_t len)
{
	struct rows *r = ctx;

	if (!r->in_value)
		return 0;
	if (r->texts.len + len - r->begin > XLSXREAD_CELL_MAX || r->texts.len + len > ROW_MAX)
		return xlsxread_xml_refuse(r->x->path, r->member, "more text in a row than it may have");
	text_addn(&r->texts, s, len);
	return text_failed(&r->texts) ? -1 : 0;
}

static int
add_cell(struct rows *r, const struct xlsxread_cell *c, size_t offset)
{
	if (r->count == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 64;
		struct xlsxread_cell *cells = realloc(r->cells, cap * sizeof *cells);
		size_t *offsets = cells ? realloc(r->offset, cap * sizeof *offsets) : NULL;

		if (cells)
			r->cells = cells;
		if (!offsets)
			return say_nomem(r->x->path);
		r->offset = offsets;
		r->cap = cap;
	}
	r->cells[r->count] = *c;
	r->offset[r->count++] = offset;
	return 0;
}

static int
end_shared(struct rows *r, struct xlsxread_cell *c)
{
	char *end;
	unsigned long i = strtoul(r->texts.s + r->begin, &end, 10);

	if (*end || end == r->texts.s + r->begin || i >= r->x->string_count)
		return xlsxread_xml_refuse(r->x->path, r->member, "a shared string that there is not");
	c->text = r->x->strings.s + r->x->string[i];
	r->texts.len = r->begin;
	return *c->text ? add_cell(r, c, SIZE_MAX) : 0;
}

static int
end_cell(struct rows *r)
{
	struct xlsxread_cell c = { .col = r->col, .kind = XLSXREAD_TEXT };
	char *s, *end;

	r->in_cell = r->in_value = false;
	/* an empty text is a value; of another type nothing is: written by who does not calculate */
	if (r->formula && r->texts.len == r->begin && strcmp(r->type, "str") != 0) {
		snprintf(r->type, sizeof r->type, "e");
		text_add(&r->texts, XLSXREAD_UNCALCULATED);
	}
	if (r->texts.len == r->begin)
		return 0;
	text_addc(&r->texts, '\0');
	if (text_failed(&r->texts))
		return -1;
	s = r->texts.s + r->begin;
	if (strcmp(r->type, "s") == 0)
		return end_shared(r, &c);
	if (strcmp(r->type, "b") == 0) {
		c.kind = XLSXREAD_BOOL;
		c.number = strcmp(s, "0") != 0;
		r->texts.len = r->begin;
		text_add(&r->texts, c.number != 0 ? "TRUE" : "FALSE");
		text_addc(&r->texts, '\0');
	} else if (strcmp(r->type, "e") == 0)
		c.kind = XLSXREAD_ERROR;
	else if (!*r->type || strcmp(r->type, "n") == 0) {
		c.kind = XLSXREAD_NUMBER;
		c.number = strtod(s, &end);
		if (*end || end == s || !isfinite(c.number))
			return xlsxread_xml_refuse(r->x->path, r->member, "a number that is none");
	} else if (strcmp(r->type, "str") == 0 || strcmp(r->type, "inlineStr") == 0)
		xlsxread_xml_decode(s);
	return text_failed(&r->texts) ? -1 : add_cell(r, &c, r->begin);
}

static int
end_row(struct rows *r)
{
	r->in_row = false;
	for (size_t i = 0; i < r->count; i++)
		if (r->offset[i] != SIZE_MAX)
			r->cells[i].text = r->texts.s + r->offset[i];
	return r->count == 0 ?
	    0 :
	    r->each(r->ctx, &(struct xlsxread_row){ r->row, r->count, r->cells });
}

static int
row_end(void *ctx, const char *name)
{
	struct rows *r = ctx;

	if (strcmp(name, "row") == 0)
		return end_row(r);
	if (strcmp(name, "c") == 0)
		return end_cell(r);
	if (strcmp(name, "rPh") == 0)
		r->phonetic--;
	r->in_value = false;
	return 0;
}

int
xlsxread_rows(struct xlsxread *x, size_t i,
    int (*each)(void *ctx, const struct xlsxread_row *row), void *ctx)
{
	struct rows r = { .x = x, .member = x->sheets[i].part, .each = each, .ctx = ctx };
	const struct xlsxread_handlers h = { row_start, row_end, row_chars, &r };
	int status = *r.member ? xlsxread_xml_read(x->package, x->path, r.member, &h) : 1;

	if (status == 1 && r.row == 0)
		status = xlsxread_xml_refuse(x->path, x->sheets[i].name, "no rows of that sheet");
	text_free(&r.texts);
	free(r.cells);
	free(r.offset);
	return status;
}
