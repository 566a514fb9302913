#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/importmap.h"
#include "base/jsonl.h"
#include "base/record.h"
#include "base/say.h"
#include "base/text.h"
#include "base/yml.h"

#define UNKNOWN_MAX 1000

/* A column of the importer. */
struct target {
	const struct importmap_column *how;	/* NULL: as it stands */
	const char *source;			/* the input's name for it; NULL: a constant */
	bool present;				/* was met */
	size_t cell;				/* CSV: which one */
	const char *raw;			/* this row's, NULL where absent */
	struct text unpacked;			/* of a packed cell; raw points into it then */
	struct text text;			/* converted */
};

struct record_reader {
	struct input *in;
	const struct importmap *map;
	struct csv *csv;			/* one of these two */
	struct jsonl *jsonl;
	size_t count;
	struct target *target;
	struct target **by_source;		/* sorted by name, those with a source */
	size_t sourced;

	size_t part, parts;			/* of the row that is being given out */
	struct text cut;			/* one part */
	struct record record;
	const char **value;
	char reason[400];

	struct arena *names;
	const char *unknown[UNKNOWN_MAX];
	size_t unknown_count;
};

static int
by_source(const void *a, const void *b)
{
	return strcmp((*(struct target *const *)a)->source, (*(struct target *const *)b)->source);
}

/* The first of the targets fed by a source; more may follow it. */
static size_t
find_source(const struct record_reader *r, const char *name)
{
	size_t low = 0, high = r->sourced;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(r->by_source[mid]->source, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
feeds(const struct record_reader *r, size_t i, const char *name)
{
	return i < r->sourced && strcmp(r->by_source[i]->source, name) == 0;
}

/* Notes a column that nobody asked for, once, in the order of the names. */
static int
note_unknown(struct record_reader *r, const char *name)
{
	size_t low = 0, high = r->unknown_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(r->unknown[mid], name);

		if (c == 0)
			return 0;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (r->unknown_count == UNKNOWN_MAX || (r->map && importmap_ignores(r->map, name)))
		return 0;
	name = arena_string(r->names, name, strlen(name));
	if (!name)
		return -1;
	memmove(r->unknown + low + 1, r->unknown + low,
	    (r->unknown_count - low) * sizeof *r->unknown);
	r->unknown[low] = name;
	r->unknown_count++;
	return 0;
}

static int
apply_map(struct record_reader *r, const char *const columns[])
{
	size_t i, j;

	for (i = 0; i < importmap_count(r->map); i++) {
		const struct importmap_column *c = importmap_column(r->map, i);

		for (j = 0; j < r->count && strcmp(columns[j], c->target); j++)
			;
		if (j == r->count)
			return importmap_say_target(r->map, i, columns, r->count);
		r->target[j].how = c;
		r->target[j].source = c->from;
		r->target[j].present = c->constant != NULL;
	}
	return 0;
}

static int
read_header(struct record_reader *r)
{
	struct csv_row row;
	int rc = csv_next(r->csv, &row);
	size_t i, s;

	if (rc < 0)
		return -1;
	if (rc == CSV_END)
		return say_error("%s: expected a header line, found an empty file",
		    input_name(r->in));
	if (rc == CSV_BAD)
		return say_error("%s:%llu: expected a header line, found a bad one: %s",
		    input_name(r->in), (unsigned long long)row.line, row.reason);
	for (i = 0; i < row.count; i++) {
		const char *name = row.cell[i].s;

		s = find_source(r, name);
		if (!feeds(r, s, name) && note_unknown(r, name))
			return -1;
		if (feeds(r, s, name) && r->by_source[s]->present)
			return say_error("%s:%llu: expected the column %s once, found it twice",
			    input_name(r->in), (unsigned long long)row.line, name);
		for (; feeds(r, s, name); s++) {
			r->by_source[s]->present = true;
			r->by_source[s]->cell = i;
		}
	}
	for (i = 0; i < r->sourced; i++)
		if (r->by_source[i]->how && !r->by_source[i]->present)
			return yml_say(r->by_source[i]->how->at,
			    "expected a column of %s, found %s", input_name(r->in),
			    r->by_source[i]->source);
	csv_expect(r->csv, row.count);
	return 0;
}

/* 1 JSON Lines, 0 CSV, -1 said. */
static int
is_json(struct input *in)
{
	size_t n, i = 0;
	const char *w = input_window(in, &n);

	while (n < 4096) {
		int rc = input_more(in, 4096);

		if (rc < 0)
			return -1;
		w = input_window(in, &n);
		if (rc != 1)
			break;
	}
	if (n >= 3 && memcmp(w, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < n && strchr(" \t\r\n", w[i]) && w[i])
		i++;
	return i < n && (w[i] == '{' || w[i] == '[');
}

static int
begin(struct record_reader *r, const char *const columns[])
{
	size_t i;
	int json;

	for (i = 0; i < r->count; i++)
		r->target[i].source = columns[i];
	if (r->map && apply_map(r, columns))
		return -1;
	for (i = 0; i < r->count; i++)
		if (r->target[i].source)
			r->by_source[r->sourced++] = &r->target[i];
	qsort(r->by_source, r->sourced, sizeof *r->by_source, by_source);
	json = is_json(r->in);
	if (json < 0)
		return -1;
	if (json) {
		r->jsonl = jsonl_new(r->in, r->map ? importmap_rows(r->map) : NULL);
		return r->jsonl ? 0 : -1;
	}
	r->csv = csv_new(r->in, r->map ? importmap_separator(r->map) : '\0');
	return r->csv ? read_header(r) : -1;
}

struct record_reader *
record_open(struct input *in, const char *const columns[], size_t count,
    const struct importmap *map)
{
	struct record_reader *r = calloc(1, sizeof *r);

	assert(count > 0);
	if (!r) {
		say_nomem(input_name(in));
		return NULL;
	}
	r->in = in;
	r->map = map;
	r->count = count;
	r->target = calloc(count, sizeof *r->target);
	r->by_source = calloc(count, sizeof *r->by_source);
	r->value = calloc(count, sizeof *r->value);
	r->names = arena_new();
	if (!r->target || !r->by_source || !r->value) {
		say_nomem(input_name(in));
		goto fail;
	}
	if (!r->names || begin(r, columns))
		goto fail;
	r->record.value = r->value;
	return r;
fail:
	record_close(r);
	return NULL;
}

void
record_close(struct record_reader *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; r->target && i < r->count; i++) {
		text_free(&r->target[i].unpacked);
		text_free(&r->target[i].text);
	}
	text_free(&r->cut);
	free(r->target);
	free(r->by_source);
	free(r->value);
	arena_free(r->names);
	csv_free(r->csv);
	jsonl_free(r->jsonl);
	free(r);
}

static int
bad(struct record_reader *r, const char *reason)
{
	r->record.reason = reason == r->reason ? text_whole(r->reason) : reason;
	return RECORD_BAD;
}

static int
next_csv_row(struct record_reader *r)
{
	struct csv_row row;
	int rc = csv_next(r->csv, &row);
	size_t i;

	if (rc <= 0)
		return rc;
	r->record.line = row.line;
	if (rc == CSV_BAD)
		return bad(r, row.reason);
	for (i = 0; i < r->count; i++)
		if (r->target[i].source && r->target[i].present)
			r->target[i].raw = row.cell[r->target[i].cell].s;
	return RECORD_OK;
}

static int
next_jsonl_row(struct record_reader *r)
{
	struct jsonl_row row;
	int rc = jsonl_next(r->jsonl, &row);
	size_t i, s;

	if (rc <= 0)
		return rc;
	r->record.line = row.line;
	r->record.entry = row.entry;
	if (rc == JSONL_BAD)
		return bad(r, row.reason);
	for (i = 0; i < r->count; i++)
		r->target[i].raw = NULL;
	for (i = 0; i < row.count; i++) {
		const struct jsonl_member *m = &row.member[i];

		s = find_source(r, m->name);
		if (!feeds(r, s, m->name) && note_unknown(r, m->name))
			return -1;
		if (feeds(r, s, m->name) && (!m->value || r->by_source[s]->raw)) {
			snprintf(r->reason, sizeof r->reason, "expected %s, found %s in %s",
			    m->value ? "one value" : "text, a number or a list of these",
			    m->value ? "several" : "a list of lists or objects",
			    r->by_source[s]->source);
			return bad(r, r->reason);
		}
		for (; feeds(r, s, m->name); s++) {
			r->by_source[s]->present = true;
			r->by_source[s]->raw = m->value;
		}
	}
	return RECORD_OK;
}

/* Cells that hold a packed list become that list: RECORD_OK, RECORD_BAD, -1. */
static int
unpack(struct record_reader *r)
{
	size_t i;
	int rc;

	for (i = 0; i < r->count; i++) {
		struct target *t = &r->target[i];

		if (!t->how || !t->how->unpack || !t->raw)
			continue;
		text_clear(&t->unpacked);
		rc = importmap_unpack(t->how, t->raw, &t->unpacked);
		if (rc < 0)
			return -1;
		if (rc > 0) {
			snprintf(r->reason, sizeof r->reason,
			    "%s: expected a protobuf message of numbers, found something else",
			    t->source);
			return bad(r, r->reason);
		}
		t->raw = text_str(&t->unpacked);
	}
	return RECORD_OK;
}

/* Part i of a cell, or how many there are; parts that are empty do not count. */
static size_t
cut(struct text *out, const char *cell, const char *separator, size_t i)
{
	size_t step = strlen(separator), seen = 0;

	while (cell) {
		const char *next = strstr(cell, separator);
		size_t len = next ? (size_t)(next - cell) : strlen(cell);

		if (len && seen++ == i && out)
			text_addn(out, cell, len);
		cell = next ? next + step : NULL;
	}
	return seen;
}

/* How many records the row is: 0 where its columns disagree. */
static size_t
count_parts(const struct record_reader *r)
{
	size_t i, n, parts = 0;
	bool any = false;

	for (i = 0; i < r->count; i++) {
		const struct target *t = &r->target[i];

		if (!t->how || !t->how->each)
			continue;
		n = t->raw ? cut(NULL, t->raw, t->how->each, SIZE_MAX) : 0;
		if (any && n != parts)
			return 0;
		any = true;
		parts = n;
	}
	return parts ? parts : 1;
}

/* The value of one column: 0, 1 bad, -1 said. */
static int
convert(struct record_reader *r, size_t i)
{
	char reason[IMPORTMAP_REASON];
	struct target *t = &r->target[i];
	const char *raw = t->raw ? t->raw : "";
	int rc;

	if (!t->how || t->how->constant) {
		r->value[i] = t->how ? t->how->constant : raw;
		return 0;
	}
	if (t->how->each) {
		text_clear(&r->cut);
		cut(&r->cut, raw, t->how->each, r->part);
		raw = text_str(&r->cut);
	}
	text_clear(&t->text);
	rc = text_failed(&r->cut) ? -1 : importmap_convert(t->how, raw, &t->text, reason);
	r->value[i] = text_str(&t->text);
	if (rc == 1)
		snprintf(r->reason, sizeof r->reason, "%s: %s", t->source, reason);
	return rc;
}

int
record_next(struct record_reader *r, const struct record **rec)
{
	int rc = RECORD_OK;
	size_t i;

	*rec = &r->record;
	r->record.reason = NULL;
	if (r->part + 1 < r->parts) {
		r->part++;
	} else {
		rc = r->csv ? next_csv_row(r) : next_jsonl_row(r);
		if (rc == RECORD_OK)
			rc = unpack(r);
		r->part = 0;
		r->parts = rc == RECORD_OK ? count_parts(r) : 1;
	}
	if (rc != RECORD_OK)
		return rc;
	if (r->parts == 0)
		return bad(r, "expected as many parts in each column that the map divides, found "
			      "different numbers");
	for (i = 0; i < r->count; i++) {
		rc = convert(r, i);
		if (rc)
			return rc < 0 ? -1 : bad(r, r->reason);
	}
	return RECORD_OK;
}

bool
record_is_json(const struct record_reader *r)
{
	return r->jsonl != NULL;
}

bool
record_has(const struct record_reader *r, size_t column)
{
	return r->target[column].present;
}

const char *
record_unknown(const struct record_reader *r, size_t i)
{
	return i < r->unknown_count ? r->unknown[i] : NULL;
}
