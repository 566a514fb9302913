#include "checks/catalogue_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/input.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/catalogue_link.h"
#include "checks/data.h"

#define FILE_MAX (4u << 20)   /* bytes of a catalogue */
#define NUMBER_MAX 1000000000 /* of a figure */

struct reader {
	struct catalogue *c;
	const char *file;
	struct catalogue_loose loose;
	struct catalogue_version *versions;
	struct catalogue_event *events;
	struct catalogue_reason *reasons;
	const struct csv_row *row; /* the record at hand */
	bool bad;		   /* it was complained about */
	bool header;		   /* the record "catalogue" was there */
};

static void
complain(struct reader *r, size_t i, const char *expected)
{
	if (!r->bad)
		say_error("%s:%lu: expected %s, found %.60s", r->file, (unsigned long)r->row->line,
		    expected, r->row->cell[i].s);
	r->bad = true;
}

static const char *
keep(struct reader *r, size_t i)
{
	const char *s = arena_string(r->c->arena, r->row->cell[i].s, r->row->cell[i].len);

	r->bad |= !s;
	return s;
}

static const char *
keep_or_null(struct reader *r, size_t i)
{
	return r->row->cell[i].len ? keep(r, i) : NULL;
}

static const char *
keep_text(struct reader *r, size_t i, const char *what)
{
	if (!r->row->cell[i].len)
		complain(r, i, what);
	return keep(r, i);
}

/* An empty cell is an open end. */
static int64_t
date_or_none(struct reader *r, size_t i)
{
	int64_t t = INSTANT_NONE;

	if (r->row->cell[i].len && instant_parse_date(r->row->cell[i].s, &t) < 0)
		complain(r, i, "a date YYYY-MM-DD or nothing");
	return t;
}

static int64_t
date(struct reader *r, size_t i)
{
	int64_t t = INSTANT_NONE;

	if (instant_parse_date(r->row->cell[i].s, &t) < 0)
		complain(r, i, "a date YYYY-MM-DD");
	return t;
}

static int
number(struct reader *r, size_t i)
{
	char *end = NULL;
	long v = strtol(r->row->cell[i].s, &end, 10);

	if (!r->row->cell[i].len)
		return 0;
	if (*end || v < 0 || v > NUMBER_MAX)
		complain(r, i, "a number or nothing");
	return (int)v;
}

/* The place of a word in a list; complains when it is not there. */
static int
word(struct reader *r, size_t i, const char *const *list, size_t n, const char *expected)
{
	for (size_t w = 0; w < n; w++)
		if (strcmp(list[w], r->row->cell[i].s) == 0)
			return (int)w;
	complain(r, i, expected);
	return 0;
}

static bool
yes(struct reader *r, size_t i)
{
	static const char *const list[] = { "no", "yes" };

	return word(r, i, list, 2, "yes or no") == 1;
}

static enum catalogue_kind
kind(struct reader *r, size_t i)
{
	int k = catalogue_kind_named(r->row->cell[i].s);

	if (k < 0)
		complain(r, i, "dns, ip or onion");
	return k < 0 ? CATALOGUE_DNS : (enum catalogue_kind)k;
}

static enum catalogue_allow
allow(struct reader *r, size_t i)
{
	static const char *const list[] = { "no", "yes", "silent", "na" };

	return (enum catalogue_allow)word(r, i, list, 4, "no, yes, silent or na");
}

static void
check_order(struct reader *r, size_t i, int64_t from, int64_t until)
{
	if (until != INSTANT_NONE && until <= from)
		complain(r, i, "a later date than from");
}

static void
read_header(struct reader *r)
{
	if (strcmp(r->row->cell[1].s, "1") != 0)
		complain(r, 1, "format 1");
	r->c->as_of = date(r, 2);
	r->c->scope = keep(r, 3);
	r->header = true;
}

static void
read_label(struct reader *r)
{
	char fold[CATALOGUE_WORD];
	struct catalogue_loose_label *l = &r->loose.labels[r->loose.label_count++];

	if (catalogue_fold(r->row->cell[1].s, fold) < 0)
		complain(r, 1, "a label of less than 40 characters");
	else
		l->text = arena_string(r->c->arena, fold, strlen(fold));
	r->bad |= !l->text;
	l->kind = kind(r, 2);
	l->method = keep(r, 3);
	l->line = (unsigned long)r->row->line;
}

static void
read_method(struct reader *r)
{
	static const char *const random[] = { "none", "plain", "token", "reuse", "applicant" };
	struct catalogue_method *m = &r->loose.methods[r->loose.method_count++];

	m->name = keep_text(r, 1, "the name of a method");
	m->kind = kind(r, 2);
	m->title = keep(r, 3);
	m->reuse_days = number(r, 4);
	m->random_days = number(r, 5);
	m->random = (enum catalogue_random)word(r, 6, random, 5, "none, plain, token, reuse or applicant");
	m->interpretation = keep_or_null(r, 7);
	m->source = keep_text(r, 8, "a source");
}

static void
read_dated(struct reader *r)
{
	static const char *const mpic[] = { "no", "yes", "reference" };
	struct catalogue_loose_row *d = &r->loose.rows[r->loose.row_count++];
	struct catalogue_row *w = &d->row;

	d->method = keep(r, 1);
	d->kind = kind(r, 2);
	d->line = (unsigned long)r->row->line;
	w->from = date(r, 3);
	w->until = date_or_none(r, 4);
	check_order(r, 4, w->from, w->until);
	w->reuse_until = date_or_none(r, 5);
	w->should_not_from = date_or_none(r, 6);
	w->wildcard = allow(r, 7);
	w->wildcard_until = date_or_none(r, 8);
	w->subdomains = allow(r, 9);
	w->subdomains_until = date_or_none(r, 10);
	w->mpic = (enum catalogue_mpic)word(r, 11, mpic, 3, "no, yes or reference");
	w->interpretation = keep_or_null(r, 12);
	w->source = keep_text(r, 13, "a source");
}

static void
read_adn(struct reader *r)
{
	struct catalogue_loose_adn *d = &r->loose.adn[r->loose.adn_count++];
	struct catalogue_adn *a = &d->adn;

	d->method = keep(r, 1);
	d->line = (unsigned long)r->row->line;
	a->wildcard = yes(r, 2);
	a->prune = yes(r, 3);
	a->cname = yes(r, 4);
	a->onion = yes(r, 5);
	a->base_only_from = date_or_none(r, 6);
	a->cname_until = date_or_none(r, 7);
	a->optional_from = date(r, 8);
	a->mandatory_from = date(r, 9);
	a->source = keep_text(r, 10, "a source");
}

static void
read_limit(struct reader *r)
{
	static const char *const units[] = { "days", "months", "seconds", "count" };
	static const char *const levels[] = { "SHOULD", "MUST" };
	struct catalogue_limit *l = &r->loose.limits[r->loose.limit_count++];
	char text[48];
	int n;

	l->name = (enum catalogue_name)word(
	    r, 1, catalogue_names, CATALOGUE_NAMES, "the name of a figure");
	l->from = date(r, 2);
	l->until = date_or_none(r, 3);
	check_order(r, 3, l->from, l->until);
	l->value = number(r, 4);
	l->unit = (enum catalogue_unit)word(r, 5, units, 4, "days, months, seconds or count");
	l->must = word(r, 6, levels, 2, "MUST or SHOULD") == 1;
	l->interpretation = keep_or_null(r, 7);
	l->source = keep_text(r, 8, "a source");
	n = snprintf(text, sizeof text, "%lld%s%s", (long long)l->value,
	    l->unit == CATALOGUE_COUNT ? "" : " ",
	    l->unit == CATALOGUE_COUNT ? "" : units[l->unit]);
	l->text = arena_string(r->c->arena, text, (size_t)n);
	r->bad |= !l->text;
}

static void
read_version(struct reader *r)
{
	struct catalogue_version *v = &r->versions[r->c->version_count++];

	v->number = keep_text(r, 1, "a version");
	v->ballots = keep(r, 2);
	v->adopted = date(r, 3);
	v->effective = date(r, 4);
	v->published = date_or_none(r, 5);
}

static void
read_horizon(struct reader *r)
{
	struct catalogue_event *e = &r->events[r->c->event_count++];

	e->at = date(r, 1);
	e->text = keep_text(r, 2, "a text");
	e->source = keep_text(r, 3, "a source");
}

static void
read_revocation(struct reader *r)
{
	struct catalogue_reason *e = &r->reasons[r->c->reason_count++];

	e->number = keep_text(r, 1, "a reason");
	e->hours = number(r, 2);
	e->crl_reason = number(r, 3);
	e->text = keep_text(r, 4, "a text");
	date(r, 5);
	e->source = keep_text(r, 7, "a source");
}

static const struct record {
	const char *name;
	size_t cells;
	void (*read)(struct reader *r);
} records[] = {
	{ "catalogue", 4, read_header },
	{ "label", 4, read_label },
	{ "method", 9, read_method },
	{ "dated", 14, read_dated },
	{ "adn", 11, read_adn },
	{ "limit", 9, read_limit },
	{ "version", 6, read_version },
	{ "horizon", 4, read_horizon },
	{ "revocation", 8, read_revocation },
};

static int
read_record(struct reader *r)
{
	const struct csv_row *row = r->row;

	if (row->cell[0].s[0] == '#')
		return 0;
	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		const struct record *d = &records[i];

		if (strcmp(d->name, row->cell[0].s) != 0)
			continue;
		if (row->count != d->cells)
			return say_error("%s:%lu: expected %zu cells, found %zu", r->file,
			    (unsigned long)row->line, d->cells, row->count);
		d->read(r);
		return r->bad ? -1 : 0;
	}
	return say_error("%s:%lu: expected a kind of record, found %.60s", r->file,
	    (unsigned long)row->line, row->cell[0].s);
}

static int
read_records(struct reader *r, struct csv *csv)
{
	struct csv_row row;
	int got;

	while ((got = csv_next(csv, &row)) == CSV_ROW) {
		r->row = &row;
		if (read_record(r) < 0)
			return -1;
	}
	if (got == CSV_BAD)
		return say_error("%s:%lu: expected a record, found %s", r->file,
		    (unsigned long)row.line, row.reason);
	if (got < 0)
		return -1;
	if (!r->header)
		return say_error("%s: expected a record 'catalogue', found none", r->file);
	return 0;
}

/* Every array as long as the file has lines: one line is at most one record. */
static int
reserve(struct reader *r, const char *data, size_t len)
{
	struct arena *a = r->c->arena;
	struct catalogue_loose *l = &r->loose;
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += data[i] == '\n' || data[i] == '\r';
	l->methods = arena_array(a, n, sizeof *l->methods);
	l->rows = arena_array(a, n, sizeof *l->rows);
	l->adn = arena_array(a, n, sizeof *l->adn);
	l->labels = arena_array(a, n, sizeof *l->labels);
	l->limits = arena_array(a, n, sizeof *l->limits);
	r->versions = arena_array(a, n, sizeof *r->versions);
	r->events = arena_array(a, n, sizeof *r->events);
	r->reasons = arena_array(a, n, sizeof *r->reasons);
	return l->methods && l->rows && l->adn && l->labels && l->limits && r->versions &&
		       r->events && r->reasons
		   ? 0
		   : -1;
}

static int
read_all(struct reader *r, const char *data, size_t len)
{
	struct input *in = NULL;
	struct csv *csv = NULL;
	int rc = -1;

	if (!(r->c->arena = arena_new()) || reserve(r, data, len) < 0)
		return -1;
	r->c->bytes = arena_string(r->c->arena, data, len);
	r->c->len = len;
	if (!r->c->bytes)
		return -1;
	if (!(in = input_memory(r->file, r->c->bytes, len)) || !(csv = csv_new(in, ',')))
		goto out;
	if (read_records(r, csv) < 0)
		goto out;
	r->c->versions = r->versions;
	r->c->events = r->events;
	r->c->reasons = r->reasons;
	rc = catalogue_link(r->c, r->file, &r->loose);
out:
	csv_free(csv);
	input_close(in);
	return rc;
}

struct catalogue *
catalogue_read_memory(const char *name, const void *data, size_t len)
{
	struct reader r = { .file = name };

	if (len > FILE_MAX)
		return say_error("%s: expected at most %u bytes, found %zu", name, FILE_MAX, len),
		       NULL;
	r.c = calloc(1, sizeof *r.c);
	if (!r.c)
		return say_nomem("catalogue"), NULL;
	if (read_all(&r, data, len) < 0) {
		catalogue_free(r.c);
		return NULL;
	}
	return r.c;
}

struct catalogue *
catalogue_read(const char *path)
{
	struct catalogue *c;
	char *data = NULL;
	size_t len;

	if (!path) {
		const char *builtin = data_catalogue(&len);

		return catalogue_read_memory("catalogue.csv", builtin, len);
	}
	if (input_slurp(path, FILE_MAX, &data, &len) < 0)
		return NULL;
	c = catalogue_read_memory(path, data, len);
	free(data);
	return c;
}
