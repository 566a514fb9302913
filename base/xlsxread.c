#include "base/xlsxread.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "base/xlsxread_xml.h"

#define SHARED_MAX (64u << 20)
#define CELL_MAX (32767u * 4)
#define ROW_MAX (4u << 20)
#define ROWS 1048576u
#define COLUMNS 16384
#define SHEETS 1000
#define TARGET_MAX PACKAGE_NAME_MAX

struct sheet {
	char *name, *id;
	char part[TARGET_MAX];
};

struct xlsxread {
	char *path;
	struct package *package;
	char workbook[TARGET_MAX], shared[TARGET_MAX]; /* parts; "" where there is none */
	struct sheet *sheets;
	size_t sheet_count;
	bool since_1904;
	struct text strings; /* the shared ones, NUL between */
	size_t *string;	     /* where each begins */
	size_t string_count, string_cap;
};

/* ---- relationships ---- */

struct relations {
	struct xlsxread *x;
	const char *from; /* the part whose relationships these are */
};

/* A target as the relationships of a part state it: "/xl/a.xml", "a.xml", "../a.xml". */
static int
resolve(const char *from, const char *target, char out[TARGET_MAX])
{
	const char *slash = strrchr(from, '/');
	size_t len = *target == '/' || !slash ? 0 : (size_t)(slash - from) + 1;

	target += *target == '/';
	memcpy(out, from, len);
	while (strncmp(target, "../", 3) == 0 && len > 0) {
		for (len--; len > 0 && out[len - 1] != '/';)
			len--;
		target += 3;
	}
	if (len + strlen(target) >= TARGET_MAX)
		return -1;
	snprintf(out + len, TARGET_MAX - len, "%s", target);
	return 0;
}

static bool
ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static int
relation(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	const struct relations *r = ctx;
	const char *id = xlsxread_xml_att(atts, "Id"), *type = xlsxread_xml_att(atts, "Type");
	const char *target = xlsxread_xml_att(atts, "Target");
	char part[TARGET_MAX];

	(void)xml;
	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    resolve(r->from, target, part) != 0)
		return 0;
	if (ends_in(type, "/officeDocument") && !*r->x->workbook)
		memcpy(r->x->workbook, part, sizeof part);
	else if (ends_in(type, "/sharedStrings"))
		memcpy(r->x->shared, part, sizeof part);
	else if (ends_in(type, "/worksheet"))
		for (size_t i = 0; i < r->x->sheet_count; i++)
			if (strcmp(r->x->sheets[i].id, id) == 0)
				memcpy(r->x->sheets[i].part, part, sizeof part);
	return 0;
}

static int
nothing(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return 0;
}

static int
read_relations(struct xlsxread *x, const char *from)
{
	struct relations r = { x, from };
	const struct xlsxread_handlers h = { relation, nothing, NULL, &r };
	const char *slash = strrchr(from, '/');
	struct text member = { 0 };
	int status;

	text_addn(&member, from, slash ? (size_t)(slash - from) + 1 : 0);
	text_addf(&member, "_rels/%s.rels", slash ? slash + 1 : from);
	status = text_failed(&member) ? -1 : xlsxread_xml_read(x->package, x->path, text_str(&member), &h);
	text_free(&member);
	return status > 0 ? xlsxread_xml_refuse(x->path, "_rels", "no relationships of its parts") : status;
}

/* ---- names of sheets ---- */

static int
sheet(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	struct xlsxread *x = ctx;
	const char *title = xlsxread_xml_att(atts, "name"), *id = xlsxread_xml_att(atts, "id");
	const char *since = xlsxread_xml_att(atts, "date1904");
	struct sheet *grown;

	(void)xml;
	if (strcmp(name, "workbookPr") == 0 && since)
		x->since_1904 = strcmp(since, "1") == 0 || strcmp(since, "true") == 0;
	if (strcmp(name, "sheet") != 0 || !title || !id)
		return 0;
	if (x->sheet_count == SHEETS)
		return xlsxread_xml_refuse(x->path, x->workbook, "more than 1000 sheets");
	grown = realloc(x->sheets, (x->sheet_count + 1) * sizeof *grown);
	if (!grown)
		return say_nomem(x->path);
	x->sheets = grown;
	grown[x->sheet_count] = (struct sheet){ .name = strdup(title), .id = strdup(id) };
	x->sheet_count++;
	return grown[x->sheet_count - 1].name && grown[x->sheet_count - 1].id ? 0 : say_nomem(x->path);
}

/* ---- strings ---- */

/* The hex digits of _xHHHH_, or -1. */
static long
escaped(const char *s)
{
	long v = 0;

	if (s[0] != '_' || s[1] != 'x')
		return -1;
	for (int i = 2; i < 6; i++) {
		int c = (unsigned char)s[i];

		if (!isxdigit(c))
			return -1;
		v = v * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return s[6] == '_' ? v : -1;
}

/* _xHHHH_ stands for a character (ECMA-376 part 1, 22.9.2.19); those no text may hold stay escaped. */
static void
decode(char *s)
{
	char *out = s;

	while (*s) {
		long c = escaped(s);

		if (c < 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f ||
		    (c >= 0xd800 && c <= 0xdfff) || c >= 0xfffe) {
			*out++ = *s++;
			continue;
		}
		s += 7;
		if (c < 0x80)
			*out++ = (char)c;
		else if (c < 0x800) {
			*out++ = (char)(0xc0 | c >> 6);
			*out++ = (char)(0x80 | (c & 0x3f));
		} else {
			*out++ = (char)(0xe0 | c >> 12);
			*out++ = (char)(0x80 | (c >> 6 & 0x3f));
			*out++ = (char)(0x80 | (c & 0x3f));
		}
	}
	*out = '\0';
}

struct strings {
	struct xlsxread *x;
	bool in_item, in_text;
	int phonetic; /* depth of <rPh>: how a text is read aloud, no part of it */
	size_t begin;
};

static int
string_start(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	struct strings *s = ctx;

	(void)xml;
	(void)atts;
	if (strcmp(name, "si") == 0) {
		s->in_item = true;
		s->begin = s->x->strings.len;
	} else if (strcmp(name, "rPh") == 0)
		s->phonetic++;
	else if (strcmp(name, "t") == 0)
		s->in_text = s->in_item && s->phonetic == 0;
	return 0;
}

static int
string_chars(void *ctx, const char *p, size_t len)
{
	struct strings *s = ctx;
	struct xlsxread *x = s->x;

	if (!s->in_text)
		return 0;
	if (x->strings.len + len > SHARED_MAX || x->strings.len + len - s->begin > CELL_MAX)
		return xlsxread_xml_refuse(x->path, x->shared, "longer strings than it may have");
	text_addn(&x->strings, p, len);
	return text_failed(&x->strings) ? -1 : 0;
}

static int
string_end(void *ctx, const char *name)
{
	struct strings *s = ctx;
	struct xlsxread *x = s->x;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		s->phonetic--;
	if (strcmp(name, "si") != 0 || !s->in_item)
		return 0;
	if (x->string_count == x->string_cap) {
		size_t cap = x->string_cap ? 2 * x->string_cap : 1024;
		size_t *grown = realloc(x->string, cap * sizeof *grown);

		if (!grown)
			return say_nomem(x->path);
		x->string = grown;
		x->string_cap = cap;
	}
	s->in_item = false;
	text_addc(&x->strings, '\0');
	if (text_failed(&x->strings) || x->strings.len > SHARED_MAX)
		return xlsxread_xml_refuse(x->path, x->shared, "more strings than it may have");
	decode(x->strings.s + s->begin);
	x->string[x->string_count++] = s->begin;
	return 0;
}

/* ---- opening ---- */

static int
read_frame(struct xlsxread *x)
{
	const struct xlsxread_handlers sheets = { sheet, nothing, NULL, x };
	struct strings s = { .x = x };
	const struct xlsxread_handlers strings = { string_start, string_end, string_chars, &s };
	int status;

	if (read_relations(x, "") != 0)
		return -1;
	if (!*x->workbook)
		return xlsxread_xml_refuse(x->path, "_rels/.rels", "no workbook");
	status = xlsxread_xml_read(x->package, x->path, x->workbook, &sheets);
	if (status > 0)
		return xlsxread_xml_refuse(x->path, x->workbook, "no such member");
	if (status != 0 || read_relations(x, x->workbook) != 0)
		return -1;
	if (!*x->shared)
		return 0;
	status = xlsxread_xml_read(x->package, x->path, x->shared, &strings);
	return status > 0 ? xlsxread_xml_refuse(x->path, x->shared, "no such member") : status;
}

struct xlsxread *
xlsxread_open(const char *path)
{
	struct xlsxread *x = calloc(1, sizeof *x);

	if (!x || !(x->path = strdup(path))) {
		free(x);
		say_nomem(path);
		return NULL;
	}
	x->package = package_open(path);
	if (x->package && read_frame(x) == 0)
		return x;
	xlsxread_close(x);
	return NULL;
}

void
xlsxread_close(struct xlsxread *x)
{
	if (!x)
		return;
	package_close(x->package);
	for (size_t i = 0; i < x->sheet_count; i++) {
		free(x->sheets[i].name);
		free(x->sheets[i].id);
	}
	free(x->sheets);
	text_free(&x->strings);
	free(x->string);
	free(x->path);
	free(x);
}

size_t
xlsxread_sheets(const struct xlsxread *x)
{
	return x->sheet_count;
}

const char *
xlsxread_sheet(const struct xlsxread *x, size_t i)
{
	return x->sheets[i].name;
}

/* ---- rows ---- */

struct rows {
	struct xlsxread *x;
	const char *member;
	int (*each)(void *ctx, const struct xlsxread_row *row);
	void *ctx;

	bool in_row, in_cell, in_value;
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
	else if (r->in_cell)
		r->in_value = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && r->phonetic == 0);
	return 0;
}

static int
row_chars(void *ctx, const char *s, size_t len)
{
	struct rows *r = ctx;

	if (!r->in_value)
		return 0;
	if (r->texts.len + len - r->begin > CELL_MAX || r->texts.len + len > ROW_MAX)
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
		decode(s);
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

const struct xlsxread_cell *
xlsxread_cell(const struct xlsxread_row *row, int col)
{
	for (size_t i = 0; i < row->count && row->cells[i].col <= col; i++)
		if (row->cells[i].col == col)
			return &row->cells[i];
	return NULL;
}

int64_t
xlsxread_time(const struct xlsxread *x, double number)
{
	double day = x->since_1904 ? 24107 : 25569; /* that 1970-01-01 is */

	if (number < (x->since_1904 ? 0 : 61) || number >= (x->since_1904 ? 2957004 : 2958466))
		return INSTANT_NONE;
	return (int64_t)floor((number - day) * INSTANT_DAY + 0.5);
}
