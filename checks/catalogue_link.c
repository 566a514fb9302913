#include "checks/catalogue_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/say.h"

static int
fail_at(const char *file, unsigned long line, const char *expected, const char *found)
{
	return say_error("%s:%lu: expected %s, found %.60s", file, line, expected, found);
}

static struct catalogue_method *
method_named(const struct catalogue_loose *l, const char *name, enum catalogue_kind kind)
{
	for (size_t i = 0; i < l->method_count; i++)
		if (l->methods[i].kind == kind && strcmp(l->methods[i].name, name) == 0)
			return &l->methods[i];
	return NULL;
}

static int
by_method_and_date(const void *a, const void *b)
{
	const struct catalogue_loose_row *x = a, *y = b;
	int k = x->kind < y->kind ? -1 : x->kind > y->kind;

	if (k == 0)
		k = strcmp(x->method, y->method);
	if (k == 0)
		k = x->row.from < y->row.from ? -1 : x->row.from > y->row.from;
	return k;
}

static bool
overlap(int64_t until, int64_t next)
{
	return until == INSTANT_NONE || until > next;
}

static int
link_rows(struct catalogue *c, const char *file, struct catalogue_loose *l)
{
	struct catalogue_row *rows = arena_array(c->arena, l->row_count + 1, sizeof *rows);

	if (!rows)
		return -1;
	qsort(l->rows, l->row_count, sizeof *l->rows, by_method_and_date);
	for (size_t i = 0; i < l->row_count; i++) {
		const struct catalogue_loose_row *d = &l->rows[i];
		struct catalogue_method *m = method_named(l, d->method, d->kind);

		if (!m)
			return fail_at(file, d->line, "a method that has a record", d->method);
		rows[i] = d->row;
		if (!m->row_count)
			m->rows = &rows[i];
		else if (overlap(rows[i - 1].until, rows[i].from))
			return fail_at(file, d->line, "rows that do not overlap", d->method);
		m->row_count++;
	}
	for (size_t i = 0; i < l->method_count; i++)
		if (!l->methods[i].row_count)
			return say_error(
			    "%s: expected a dated row of %s, found none", file, l->methods[i].name);
	return 0;
}

/* The table has one row a method, for all its kinds of names. */
static int
link_adn(const char *file, struct catalogue_loose *l)
{
	for (size_t i = 0; i < l->adn_count; i++) {
		const struct catalogue_loose_adn *d = &l->adn[i];
		bool any = false;

		for (size_t j = 0; j < l->method_count; j++) {
			struct catalogue_method *m = &l->methods[j];

			if (strcmp(m->name, d->method) != 0)
				continue;
			if (m->adn)
				return fail_at(file, d->line, "one row a method", d->method);
			m->adn = &d->adn;
			any = true;
		}
		if (!any)
			return fail_at(file, d->line, "a method that has a record", d->method);
	}
	return 0;
}

/* Section numbers and labels are one dictionary. */
static int
link_keys(struct catalogue *c, const char *file, const struct catalogue_loose *l)
{
	struct catalogue_key *keys =
	    arena_array(c->arena, l->method_count + l->label_count + 1, sizeof *keys);
	size_t n = 0;

	if (!keys)
		return -1;
	for (size_t i = 0; i < l->method_count; i++, n++) {
		char fold[CATALOGUE_WORD];

		if (catalogue_fold(l->methods[i].name, fold) < 0)
			return say_error(
			    "%s: expected a name of less than %d characters, found %.60s", file,
			    CATALOGUE_WORD, l->methods[i].name);
		keys[n].text = arena_string(c->arena, fold, strlen(fold));
		keys[n].kind = l->methods[i].kind;
		keys[n].method = &l->methods[i];
		if (!keys[n].text)
			return -1;
	}
	for (size_t i = 0; i < l->label_count; i++, n++) {
		keys[n].text = l->labels[i].text;
		keys[n].kind = l->labels[i].kind;
		keys[n].method = method_named(l, l->labels[i].method, l->labels[i].kind);
		if (!keys[n].method)
			return fail_at(file, l->labels[i].line, "a method that has a record",
			    l->labels[i].method);
	}
	qsort(keys, n, sizeof *keys, catalogue_compare_keys);
	for (size_t i = 1; i < n; i++)
		if (catalogue_compare_keys(&keys[i - 1], &keys[i]) == 0)
			return say_error("%s: expected each name of a method once, found %s twice",
			    file, keys[i].text);
	c->keys = keys;
	c->key_count = n;
	return 0;
}

static int
by_name_and_date(const void *a, const void *b)
{
	const struct catalogue_limit *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static int
link_limits(struct catalogue *c, const char *file, struct catalogue_loose *l)
{
	size_t i = 0;

	qsort(l->limits, l->limit_count, sizeof *l->limits, by_name_and_date);
	for (int n = 0; n < CATALOGUE_NAMES; n++) {
		c->limit_first[n] = i;
		for (; i < l->limit_count && l->limits[i].name == (enum catalogue_name)n; i++)
			if (i > c->limit_first[n] &&
			    overlap(l->limits[i - 1].until, l->limits[i].from))
				return say_error(
				    "%s: expected figures that do not overlap, found %s twice",
				    file, catalogue_names[n]);
	}
	c->limit_first[CATALOGUE_NAMES] = i;
	c->limits = l->limits;
	return 0;
}

static int
by_instant(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int
link_dates(struct catalogue *c, const struct catalogue_loose *l)
{
	int64_t *d = arena_array(
	    c->arena, 6 * l->row_count + 4 * l->adn_count + 2 * l->limit_count + 1, sizeof *d);
	size_t n = 0;

	if (!d)
		return -1;
	for (size_t i = 0; i < l->row_count; i++) {
		const struct catalogue_row *r = &l->rows[i].row;

		d[n++] = r->from;
		d[n++] = r->until;
		d[n++] = r->reuse_until;
		d[n++] = r->should_not_from;
		d[n++] = r->wildcard_until;
		d[n++] = r->subdomains_until;
	}
	for (size_t i = 0; i < l->adn_count; i++) {
		d[n++] = l->adn[i].adn.base_only_from;
		d[n++] = l->adn[i].adn.cname_until;
		d[n++] = l->adn[i].adn.optional_from;
		d[n++] = l->adn[i].adn.mandatory_from;
	}
	for (size_t i = 0; i < l->limit_count; i++) {
		d[n++] = l->limits[i].from;
		d[n++] = l->limits[i].until;
	}
	qsort(d, n, sizeof *d, by_instant);
	c->dates = d;
	for (size_t i = 0; i < n; i++)
		if (d[i] != INSTANT_NONE && (!c->date_count || d[c->date_count - 1] != d[i]))
			d[c->date_count++] = d[i];
	return 0;
}

int
catalogue_link(struct catalogue *c, const char *file, struct catalogue_loose *l)
{
	if (link_keys(c, file, l) < 0 || link_rows(c, file, l) < 0 || link_adn(file, l) < 0 ||
	    link_limits(c, file, l) < 0 || link_dates(c, l) < 0)
		return -1;
	c->methods = l->methods;
	c->method_count = l->method_count;
	return 0;
}
