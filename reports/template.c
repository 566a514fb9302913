#include "reports/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"

static const char *const kind_names[COLUMN_KINDS] = {
	[COLUMN_TEXT] = "text", [COLUMN_HASH] = "hash", [COLUMN_INT] = "int",
	[COLUMN_NUMBER] = "number", [COLUMN_RATE] = "rate", [COLUMN_P] = "p", [COLUMN_TIME] = "time",
	[COLUMN_DATE] = "date", [COLUMN_WORD] = "word", [COLUMN_LINES] = "lines",
	[COLUMN_OUTCOMES] = "outcomes", [COLUMN_MARKS] = "marks",
	[COLUMN_BLANK] = "blank", [COLUMN_CHOICE] = "choice",
};

static const char *const block_names[BLOCK_KINDS] = {
	[BLOCK_TEXT] = "text", [BLOCK_FACTS] = "facts", [BLOCK_TABLE] = "table",
	[BLOCK_GRID] = "grid", [BLOCK_LINES] = "lines", [BLOCK_STATEMENTS] = "statements",
	[BLOCK_SIGNOFF] = "signoff", [BLOCK_ANSWER] = "answer", [BLOCK_MARKS] = "marks",
	[BLOCK_INDEX] = "index", [BLOCK_CHART] = "chart",
};

/* Names of views and columns end up in SQL. */
static bool
is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static int
get_name(const struct yml_node *map, const char *key, const char **out)
{
	int got = yml_text(map, key, out);

	if (got == 1 && !is_name(*out))
		return yml_say(yml_get(map, key), "expected a name of a-z, 0-9 and _, found %s", *out);
	return got < 0 ? -1 : 0;
}

static int
get_kind(const struct yml_node *map, enum column_kind *kind)
{
	const char *s = NULL;
	int got = yml_text(map, "kind", &s);

	if (got <= 0)
		return got;
	for (int k = 0; k < COLUMN_KINDS; k++)
		if (strcmp(s, kind_names[k]) == 0)
			return *kind = (enum column_kind)k, 0;
	return yml_say(yml_get(map, "kind"), "expected a kind of cell (text, int, time, ...), found %s",
	    s);
}

static int
get_list(const struct yml_node *map, const char *key, const struct yml_node **out)
{
	int got = yml_list(map, key, out);

	if (got <= 0)
		return got;
	for (const struct yml_node *n = (*out)->first; n; n = n->next)
		if (yml_want(n, YML_TEXT, key) != 0)
			return -1;
	return 0;
}

static int
parse_column(const struct yml_node *n, struct template_column *c)
{
	static const char *const keys[] = { "from", "title", "kind", "width", "formula", "empty",
		"total", "also", "choices", "id", "note", "sum", "rows", "count", "is", "divide", NULL };
	const char *width = NULL;
	char *end;

	*c = (struct template_column){ .empty = "", .width = 12, .at = n };
	if (yml_check_keys(n, "a column", keys) != 0 || get_name(n, "from", &c->from) != 0 ||
	    get_kind(n, &c->kind) != 0 || yml_text(n, "title", &c->title) < 0 ||
	    yml_text(n, "width", &width) < 0 || yml_text(n, "formula", &c->formula) < 0 ||
	    yml_text(n, "empty", &c->empty) < 0 || yml_bool(n, "total", &c->total) < 0 ||
	    get_name(n, "also", &c->also) != 0 || get_list(n, "choices", &c->choices) != 0 ||
	    get_name(n, "id", &c->id) != 0 || yml_text(n, "note", &c->note) < 0 ||
	    yml_text(n, "sum", &c->sum) < 0 ||
	    yml_text(n, "rows", &c->rows) < 0 || yml_text(n, "count", &c->count) < 0 ||
	    yml_text(n, "is", &c->is) < 0 || get_list(n, "divide", &c->divide) != 0)
		return -1;
	if (!c->title && c->kind != COLUMN_OUTCOMES && c->kind != COLUMN_MARKS)
		return yml_say(n, "expected a title in a column, found none");
	if (width) {
		c->width = strtod(width, &end);
		if (*end || c->width < 1 || c->width > 255)
			return yml_say(yml_get(n, "width"), "expected a width of 1 to 255, found %s",
			    width);
	}
	if (c->formula && c->formula[0] != '=')
		return yml_say(yml_get(n, "formula"), "expected a formula that begins with =, found %s",
		    c->formula);
	if (!!c->count != !!c->is)
		return yml_say(n, "expected count and is together, found one of them");
	if (c->divide && c->divide->count != 2)
		return yml_say(c->divide, "expected two ids, found %zu", c->divide->count);
	return 0;
}

static int
parse_columns(const struct yml_node *list, struct template_block *b)
{
	if (yml_want(list, YML_LIST, "a list of columns") != 0)
		return -1;
	b->columns = calloc(list->count + 1, sizeof *b->columns);
	if (!b->columns)
		return say_nomem("template");
	for (const struct yml_node *n = list->first; n; n = n->next)
		if (parse_column(n, &b->columns[b->column_count++]) != 0)
			return -1;
	return 0;
}

/* What the value of a block's own key must look like. */
static int
check_value(struct template_block *b)
{
	const struct yml_node *n = b->node;

	switch (b->kind) {
	case BLOCK_FACTS:
	case BLOCK_TABLE: return parse_columns(n, b);
	case BLOCK_TEXT:
	case BLOCK_SIGNOFF:
		if (yml_want(n, YML_LIST, "a list of texts") != 0)
			return -1;
		for (n = n->first; n; n = n->next)
			if (yml_want(n, YML_TEXT, "a text") != 0)
				return -1;
		return 0;
	case BLOCK_GRID:
		return yml_want(n, YML_MAP, "rows, columns, value");
	default: return yml_want(n, YML_TEXT, "a text");
	}
}

static int
parse_block(const struct yml_node *n, struct template_block *b)
{
	const char *keys[BLOCK_KINDS + 15] = { "heading", "view", "id", "empty", "of", "categories",
		"order", "series", "all", "main", "matrix", "beside",
		"print", "dashed" };
	int found = 0;

	for (int k = 0, i = 14; k < BLOCK_KINDS; k++)
		keys[i++] = block_names[k];
	*b = (struct template_block){ .empty = "nothing to show", .at = n };
	if (yml_want(n, YML_MAP, "a block") != 0 || yml_check_keys(n, "a block", keys) != 0)
		return -1;
	for (int k = 0; k < BLOCK_KINDS; k++) {
		const struct yml_node *v = yml_get(n, block_names[k]);

		if (v) {
			b->kind = (enum block_kind)k;
			b->node = v;
			found++;
		}
	}
	if (found != 1)
		return yml_say(n, "expected one of text, facts, table, grid, ... in a block, found %d",
		    found);
	if (yml_text(n, "heading", &b->heading) < 0 || get_name(n, "view", &b->view) != 0 ||
	    get_name(n, "id", &b->id) != 0 || yml_text(n, "empty", &b->empty) < 0 ||
	    get_name(n, "of", &b->of) != 0 || get_name(n, "categories", &b->categories) != 0 ||
	    get_list(n, "order", &b->order) != 0 || get_list(n, "series", &b->series) != 0 ||
	    get_list(n, "dashed", &b->dashed) != 0 || get_name(n, "print", &b->print) != 0 ||
	    get_name(n, "beside", &b->beside) != 0 ||
	    yml_bool(n, "all", &b->all) < 0 || yml_bool(n, "main", &b->main) < 0 ||
	    yml_bool(n, "matrix", &b->matrix) < 0 || check_value(b) != 0)
		return -1;
	if ((b->kind == BLOCK_TABLE || b->kind == BLOCK_GRID) && !b->view)
		return yml_say(n, "expected a view, found none");
	for (const struct yml_node *o = b->order ? b->order->first : NULL; o; o = o->next)
		if (!is_name(o->text))
			return yml_say(o, "expected the name of a column, found %s", o->text);
	if (b->kind == BLOCK_CHART && (!b->of || !b->categories))
		return yml_say(n, "expected of and categories with a chart, found them not");
	return 0;
}

static int
parse_sheet(const struct yml_node *n, struct template_sheet *s)
{
	static const char *const keys[] = { "name", "ref", "title", "about", "widths", "late", "wide",
		"blocks", NULL };
	const struct yml_node *blocks = NULL;

	*s = (struct template_sheet){ .ref = "", .about = "" };
	if (yml_want(n, YML_MAP, "a sheet") != 0 || yml_check_keys(n, "a sheet", keys) != 0 ||
	    yml_need_text(n, "name", &s->name) != 0 || yml_need_text(n, "title", &s->title) != 0 ||
	    yml_text(n, "ref", &s->ref) < 0 || yml_text(n, "about", &s->about) < 0 ||
	    get_list(n, "widths", &s->widths) != 0 || yml_bool(n, "late", &s->late) < 0 ||
	    yml_bool(n, "wide", &s->wide) < 0 || yml_list(n, "blocks", &blocks) < 0)
		return -1;
	if (!blocks)
		return yml_say(n, "expected blocks in the sheet %s, found none", s->name);
	s->blocks = calloc(blocks->count + 1, sizeof *s->blocks);
	if (!s->blocks)
		return say_nomem("template");
	for (const struct yml_node *b = blocks->first; b; b = b->next)
		if (parse_block(b, &s->blocks[s->block_count++]) != 0)
			return -1;
	return 0;
}

static int
parse_marks(const struct yml_node *root, struct template *t)
{
	const struct yml_node *marks = NULL;

	if (yml_map(root, "marks", &marks) < 0)
		return -1;
	if (!marks)
		return 0;
	t->marks = calloc(marks->count + 1, sizeof *t->marks);
	if (!t->marks)
		return say_nomem("template");
	for (const struct yml_node *n = marks->first; n; n = n->next) {
		if (yml_want(n, YML_TEXT, "the meaning of a mark") != 0)
			return -1;
		t->marks[t->mark_count++] = (struct template_mark){ n->key, n->text };
	}
	return 0;
}

static int
parse_paper(const struct yml_node *root, enum template_paper *paper)
{
	static const char *const names[] = { "a4", "a3", "letter" };
	const char *s = NULL;
	int got = yml_text(root, "paper", &s);

	if (got <= 0)
		return got;
	for (int i = 0; i < 3; i++)
		if (strcmp(s, names[i]) == 0)
			return *paper = (enum template_paper)i, 0;
	return yml_say(yml_get(root, "paper"), "expected a4, a3 or letter, found %s", s);
}

static int
parse_root(const struct yml_node *root, struct template *t)
{
	static const char *const keys[] = { "firm", "paper", "marks", "sheets", NULL };
	const struct yml_node *sheets = NULL;

	if (yml_want(root, YML_MAP, "a template") != 0 ||
	    yml_check_keys(root, "a template", keys) != 0 || yml_text(root, "firm", &t->firm) < 0 ||
	    parse_paper(root, &t->paper) != 0 || parse_marks(root, t) != 0 ||
	    yml_list(root, "sheets", &sheets) < 0)
		return -1;
	if (!sheets || sheets->count == 0)
		return yml_say(root, "expected sheets, found none");
	t->sheets = calloc(sheets->count, sizeof *t->sheets);
	if (!t->sheets)
		return say_nomem("template");
	for (const struct yml_node *n = sheets->first; n; n = n->next)
		if (parse_sheet(n, &t->sheets[t->sheet_count++]) != 0)
			return -1;
	return 0;
}

struct template *
template_parse(const char *file, const void *data, size_t len)
{
	struct template *t = calloc(1, sizeof *t);

	if (!t) {
		say_nomem("template");
		return NULL;
	}
	t->firm = "";
	t->tree = yml_parse(file, data, len);
	if (t->tree && parse_root(yml_root(t->tree), t) == 0)
		return t;
	template_free(t);
	return NULL;
}

void
template_free(struct template *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->sheet_count; i++) {
		for (size_t k = 0; k < t->sheets[i].block_count; k++)
			free(t->sheets[i].blocks[k].columns);
		free(t->sheets[i].blocks);
	}
	free(t->sheets);
	free(t->marks);
	yml_free(t->tree);
	free(t);
}
