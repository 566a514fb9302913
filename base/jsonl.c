#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonl_part.h"
#include "base/say.h"

struct jsonl *
jsonl_new(struct input *in, const char *rows)
{
	struct jsonl *j = calloc(1, sizeof *j);

	if (!j) {
		say_nomem(input_name(in));
		return NULL;
	}
	j->arena = arena_new();
	if (!j->arena) {
		free(j);
		return NULL;
	}
	j->in = in;
	j->rows = rows;
	j->line = 1;
	return j;
}

void
jsonl_free(struct jsonl *j)
{
	if (!j)
		return;
	json_decref(j->root);
	text_free(&j->quoted);
	text_free(&j->name);
	text_free(&j->value);
	arena_free(j->arena);
	free(j->members);
	free(j);
}

/* RFC 8259 section 6: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static size_t
number_length(const char *s, const char *end)
{
	const char *p = s, *digits;

	p += p < end && *p == '-';
	digits = p;
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (p == digits || (*digits == '0' && p - digits > 1))
		return 0;
	if (p < end && *p == '.') {
		digits = ++p;
		while (p < end && *p >= '0' && *p <= '9')
			p++;
		if (p == digits)
			return 0;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		digits = p;
		while (p < end && *p >= '0' && *p <= '9')
			p++;
		if (p == digits)
			return 0;
	}
	return (size_t)(p - s);
}

size_t
jsonl_string_length(const char *s, const char *end)
{
	const char *p = s + 1;

	while (p < end && *p != '"')
		p += *p == '\\' && p + 1 < end ? 2 : 1;
	return (size_t)(p - s) + (p < end);
}

/*
 * jansson makes doubles of numbers and refuses long ones; as strings they keep
 * their digits.  Only a number where a value ends is quoted: what is no JSON
 * stays none.
 */
static void
quote_numbers(struct jsonl *j, const char *s, size_t len)
{
	const char *end = s + len, *p = s, *kept = s;

	text_clear(&j->quoted);
	while (p < end) {
		size_t n = 0;
		const char *after;

		if (*p == '"') {
			p += jsonl_string_length(p, end);
			continue;
		}
		if (*p == '-' || (*p >= '0' && *p <= '9'))
			n = number_length(p, end);
		if (n == 0) {
			p++;
			continue;
		}
		for (after = p + n; after < end && *after && strchr(" \t\r\n", *after); after++)
			;
		text_addn(&j->quoted, kept, (size_t)(p - kept));
		if (after < end && (*after == ',' || *after == ']' || *after == '}')) {
			text_addc(&j->quoted, '"');
			text_addn(&j->quoted, p, n);
			text_addc(&j->quoted, '"');
		} else {
			text_addn(&j->quoted, p, n);
		}
		p += n;
		kept = p;
	}
	text_addn(&j->quoted, kept, (size_t)(end - kept));
}

/* The text of a scalar, "" for null; NULL for an array or object. */
static const char *
scalar(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		return json_string_value(v);
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		return "";
	default:
		return NULL;	/* numbers were quoted: only arrays and objects are left */
	}
}

/* Joined with spaces, null left out; NULL where an element is no scalar. */
static const char *
joined(struct jsonl *j, const json_t *array)
{
	size_t i;

	text_clear(&j->value);
	for (i = 0; i < json_array_size(array); i++) {
		const char *s = scalar(json_array_get(array, i));

		if (!s)
			return NULL;
		if (*s && j->value.len)
			text_addc(&j->value, ' ');
		text_add(&j->value, s);
	}
	return text_str(&j->value);
}

static int
add_member(struct jsonl *j, const char *value)
{
	struct jsonl_member *m;

	if (j->count == j->cap) {
		size_t cap = j->cap ? 2 * j->cap : 64;

		m = realloc(j->members, cap * sizeof *m);
		if (!m)
			return say_nomem(input_name(j->in));
		j->members = m;
		j->cap = cap;
	}
	m = &j->members[j->count++];
	m->name = arena_string(j->arena, text_str(&j->name), j->name.len);
	m->value = value ? arena_string(j->arena, value, strlen(value)) : NULL;
	return m->name && (m->value || !value) ? 0 : -1;
}

/* v under the name in j->name, and what is below it. */
static int
flatten(struct jsonl *j, json_t *v, int depth)
{
	size_t len = j->name.len;
	const char *key;
	json_t *below;
	int rc = 0;

	if (json_is_array(v) && j->rows && depth && strcmp(text_str(&j->name), j->rows) == 0)
		v = json_array_get(v, j->element);
	if (json_is_array(v))
		return add_member(j, joined(j, v));
	if (!json_is_object(v))
		return add_member(j, scalar(v));
	if (depth > JSONL_DEPTH_MAX)
		return add_member(j, NULL);
	json_object_foreach(v, key, below) {
		if (len)
			text_addc(&j->name, '.');
		text_add(&j->name, key);
		rc = text_failed(&j->name) || flatten(j, below, depth + 1) ? -1 : 0;
		if (rc)
			break;
		j->name.len = len;
		j->name.s[len] = '\0';
	}
	return rc;
}

/* What the dotted name leads to, or NULL. */
static json_t *
lookup(struct jsonl *j, const char *dotted)
{
	json_t *v = j->root;

	while (v && *dotted) {
		size_t n = strcspn(dotted, ".");

		text_clear(&j->name);
		text_addn(&j->name, dotted, n);
		v = json_object_get(v, text_str(&j->name));
		dotted += n + (dotted[n] == '.');
	}
	return v;
}

int
jsonl_bad(struct jsonl *j, struct jsonl_row *row, const char *expected, const char *found)
{
	snprintf(j->reason, sizeof j->reason, "expected %s, found %s", expected, found);
	/* the parser quotes what it found, and may cut it inside a character */
	row->reason = text_whole(j->reason);
	return JSONL_BAD;
}

/* Makes j->root of a line.  JSONL_ROW, JSONL_BAD, -1. */
static int
parse(struct jsonl *j, struct jsonl_row *row, const char *s, size_t len)
{
	json_error_t e;
	json_t *array;

	quote_numbers(j, s, len);
	if (text_failed(&j->quoted))
		return -1;
	j->root = json_loadb(text_str(&j->quoted), j->quoted.len, JSON_REJECT_DUPLICATES, &e);
	if (!j->root && json_error_code(&e) == json_error_out_of_memory)
		return say_nomem(input_name(j->in));
	if (!j->root)
		return jsonl_bad(j, row, "a JSON object", e.text);
	j->element = 0;
	j->elements = 1;
	if (json_is_object(j->root) && !j->rows)
		return JSONL_ROW;
	if (!json_is_object(j->root)) {
		jsonl_bad(j, row, "a JSON object", "another JSON value");
	} else {
		array = lookup(j, j->rows);
		j->elements = json_array_size(array);
		if (j->elements)
			return JSONL_ROW;
		jsonl_bad(j, row, "a list with elements in the rows' column",
		    array ? "none" : "no such column");
	}
	json_decref(j->root);
	j->root = NULL;
	return JSONL_BAD;
}

/* Passes over the rest of a line: 1 done, 0 the input ends, -1 said. */
static int
pass_line(struct jsonl *j)
{
	for (;;) {
		size_t n;
		char *w = input_window(j->in, &n), *nl = n ? memchr(w, '\n', n) : NULL;
		int rc;

		if (nl) {
			input_skip(j->in, (size_t)(nl - w) + 1);
			j->line++;
			j->broken_line = false;
			return 1;
		}
		input_skip(j->in, n);
		rc = input_more(j->in, JSONL_LINE_MAX);
		if (rc <= 0)
			return rc;
	}
}

/* The next line, its end not counted in *len.  1; 0 the input ends; 2 too long; -1 said. */
static int
next_line(struct jsonl *j, char **line, size_t *len)
{
	size_t n, looked = 0;
	int rc = 1;

	for (;;) {
		char *w = input_window(j->in, &n), *nl = NULL;

		if (n > looked)
			nl = memchr(w + looked, '\n', n - looked);
		if (nl || (rc == 0 && n)) {
			*line = w;
			*len = nl ? (size_t)(nl - w) : n;
			j->done = *len + (nl != NULL);
			return 1;
		}
		if (rc != 1)
			return rc;
		looked = n;
		rc = input_more(j->in, JSONL_LINE_MAX);
	}
}

static bool
is_blank(const char *s, size_t len)
{
	while (len && (*s == ' ' || *s == '\t' || *s == '\r')) {
		s++;
		len--;
	}
	return len == 0;
}

static int
next_of_list(struct jsonl *j, struct jsonl_row *row)
{
	char *s = NULL;
	size_t len = 0;
	int rc;

	if (j->done) {
		jsonl_list_skip(j, j->done);
		j->done = 0;
	}
	rc = jsonl_list_object(j, row, &s, &len);
	if (rc != 1)
		return rc == 3 ? JSONL_BAD : rc;
	j->done = len;
	*row = (struct jsonl_row){ .line = j->line, .entry = j->entry };
	return parse(j, row, s, len);
}

/* As jsonl_next; reads on until a line has rows to give. */
static int
next_root(struct jsonl *j, struct jsonl_row *row)
{
	if (!j->started && jsonl_list_look(j) != 0)
		return -1;
	if (j->list)
		return next_of_list(j, row);
	for (;;) {
		char *s = NULL;
		size_t len = 0;
		int rc;

		rc = j->broken_line ? pass_line(j) : 1;
		if (rc <= 0)
			return rc;
		if (j->done) {
			input_skip(j->in, j->done);
			j->done = 0;
			j->line++;
		}
		rc = next_line(j, &s, &len);
		if (rc <= 0)
			return rc;
		*row = (struct jsonl_row){ .line = j->line, .entry = j->entry };
		if (rc == 2) {
			j->broken_line = true;
			return jsonl_bad(j, row, "a line of at most 4 MiB", "more");
		}
		if (!is_blank(s, len))
			return parse(j, row, s, len);
	}
}

int
jsonl_next(struct jsonl *j, struct jsonl_row *row)
{
	int rc = JSONL_ROW;

	if (!j->root)
		rc = next_root(j, row);
	if (rc != JSONL_ROW)
		return rc;
	arena_reset(j->arena);
	j->count = 0;
	text_clear(&j->name);
	text_clear(&j->value);
	if (flatten(j, j->root, 0) || text_failed(&j->value))
		return -1;
	if (++j->element == j->elements) {
		json_decref(j->root);
		j->root = NULL;
	}
	*row = (struct jsonl_row){ j->line, j->entry, j->count, j->members, NULL };
	return JSONL_ROW;
}
