#include "reports/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "reports/page.h"

#define WORDS_MAX 24	/* different words counted in a column */

struct part {
	char *sheet;
	int col;
	uint32_t first, last;
	struct part *next;
};

struct word {
	char *word;
	uint64_t count;
};

struct tally_column {
	char *table, *column, *title;
	struct part *parts, **end;
	double sum;
	uint64_t rows;
	struct word words[WORDS_MAX];
	size_t word_count;
	struct tally_column *next;
};

struct tally {
	struct tally_column *first, **end;
};

struct tally *
tally_new(void)
{
	struct tally *f = calloc(1, sizeof *f);

	if (f)
		f->end = &f->first;
	else
		say_nomem("tally");
	return f;
}

static void
free_figure(struct tally_column *g)
{
	for (struct part *p = g->parts, *next; p; p = next) {
		next = p->next;
		free(p->sheet);
		free(p);
	}
	for (size_t i = 0; i < g->word_count; i++)
		free(g->words[i].word);
	free(g->table);
	free(g->column);
	free(g->title);
	free(g);
}

void
tally_free(struct tally *f)
{
	if (!f)
		return;
	for (struct tally_column *g = f->first, *next; g; g = next) {
		next = g->next;
		free_figure(g);
	}
	free(f);
}

static struct tally_column *
find(struct tally *f, const char *table, size_t table_len, const char *column)
{
	for (struct tally_column *g = f->first; g; g = g->next)
		if (strlen(g->table) == table_len && strncmp(g->table, table, table_len) == 0 &&
		    strcmp(g->column, column) == 0)
			return g;
	return NULL;
}

struct tally_column *
tally_add(struct tally *f, const char *table, const char *column, const char *title)
{
	struct tally_column *g = find(f, table, strlen(table), column);

	if (g)
		return g;
	g = calloc(1, sizeof *g);
	if (!g || !(g->table = strdup(table)) || !(g->column = strdup(column)) ||
	    !(g->title = strdup(title))) {
		if (g)
			free_figure(g);
		say_nomem("tally");
		return NULL;
	}
	g->end = &g->parts;
	*f->end = g;
	f->end = &g->next;
	return g;
}

struct tally_column *
tally_find(struct tally *f, const char *key)
{
	const char *dot = strchr(key, '.');

	return dot ? find(f, key, (size_t)(dot - key), dot + 1) : NULL;
}

struct tally_column *
tally_at(struct tally *f, const char *table, size_t i)
{
	for (struct tally_column *g = f->first; g; g = g->next)
		if (strcmp(g->table, table) == 0 && i-- == 0)
			return g;
	return NULL;
}

int
tally_part(struct tally_column *g, const char *sheet, int col, uint32_t first, uint32_t last)
{
	struct part *p = calloc(1, sizeof *p);

	if (!p || !(p->sheet = strdup(sheet))) {
		free(p);
		return say_nomem("tally");
	}
	p->col = col;
	p->first = first;
	p->last = last;
	g->rows += last - first + 1;
	*g->end = p;
	g->end = &p->next;
	return 0;
}

void
tally_number(struct tally_column *g, double v)
{
	g->sum += v;
}

int
tally_word(struct tally_column *g, const char *word)
{
	for (size_t i = 0; i < g->word_count; i++)
		if (strcmp(g->words[i].word, word) == 0)
			return g->words[i].count++, 0;
	if (g->word_count == WORDS_MAX)
		return 0;
	g->words[g->word_count].word = strdup(word);
	if (!g->words[g->word_count].word)
		return say_nomem("tally");
	g->words[g->word_count++].count = 1;
	return 0;
}

const char *
tally_title(const struct tally_column *g)
{
	return g->title;
}

uint64_t
tally_rows(const struct tally_column *g)
{
	return g->rows;
}

static void
add_range(const struct part *p, struct text *out)
{
	page_quote(out, p->sheet);
	page_cell(out, p->first, p->col, true);
	text_addc(out, ':');
	page_cell(out, p->last, p->col, true);
}

double
tally_sum(const struct tally_column *g, struct text *formula)
{
	if (!g->parts)
		return text_add(formula, "=0"), 0;
	text_add(formula, "=SUM(");
	for (const struct part *p = g->parts; p; p = p->next) {
		add_range(p, formula);
		text_add(formula, p->next ? "," : ")");
	}
	return g->sum;
}

static void
add_each(const struct tally_column *g, const char *function, const char *rest, struct text *formula)
{
	text_addc(formula, '=');
	for (const struct part *p = g->parts; p; p = p->next) {
		text_addf(formula, "%s(", function);
		add_range(p, formula);
		text_addf(formula, "%s)%s", rest, p->next ? "+" : "");
	}
	if (!g->parts)
		text_addc(formula, '0');
}

double
tally_height(const struct tally_column *g, struct text *formula)
{
	add_each(g, "ROWS", "", formula);
	return (double)g->rows;
}

double
tally_count(const struct tally_column *g, const char *word, struct text *formula)
{
	struct text rest = { 0 };
	uint64_t count = 0;

	text_addf(&rest, ",\"%s\"", word);
	add_each(g, "COUNTIF", text_str(&rest), formula);
	text_free(&rest);
	for (size_t i = 0; i < g->word_count; i++)
		if (strcmp(g->words[i].word, word) == 0)
			count = g->words[i].count;
	return (double)count;
}

int
tally_range(const struct tally_column *g, struct text *out)
{
	if (!g->parts)
		return -1;
	text_addc(out, '=');
	add_range(g->parts, out);
	return 0;
}
