#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/say.h"
#include "base/text.h"

#define HEADER_LOOK ((size_t)1 << 16)

struct csv {
	struct input *in;
	char separator;		/* '\0': to be found */
	bool started;		/* the byte order mark was looked for */
	bool broken_line;	/* the rest of a line is to be passed over */
	uint64_t line;		/* of the next byte */
	size_t expected;	/* cells; 0: any number */

	size_t done;		/* bytes of the window the last record used */
	size_t count;
	struct csv_cell *cells;	/* CSV_CELLS_MAX of them */
	char reason[200];
};

/* What a look at the window came to. */
enum look {
	LOOK_MORE,		/* the record does not end in it */
	LOOK_ROW,
	LOOK_BROKEN		/* quotes that cannot be: reason is set */
};

/* Where the cells of a record lie. */
struct scan {
	struct csv *c;
	char *p, *end;		/* what is still to be read */
	bool last;		/* nothing follows end */
	bool quoted;		/* a cell was: it may hold line ends */
};

struct csv *
csv_new(struct input *in, char separator)
{
	struct csv *c = calloc(1, sizeof *c);

	if (c)
		c->cells = malloc(CSV_CELLS_MAX * sizeof *c->cells);
	if (!c || !c->cells) {
		csv_free(c);
		say_nomem(input_name(in));
		return NULL;
	}
	c->in = in;
	c->separator = separator;
	c->line = 1;
	return c;
}

void
csv_free(struct csv *c)
{
	if (!c)
		return;
	free(c->cells);
	free(c);
}

void
csv_expect(struct csv *c, size_t count)
{
	c->expected = count;
}

static void
add_cell(struct csv *c, const char *s, size_t len, bool doubled)
{
	if (c->count < CSV_CELLS_MAX)
		c->cells[c->count] = (struct csv_cell){ s, len, doubled };
	c->count++;
}

/* After a cell at s->p: 1 another cell follows, 0 the record ends, -1 what
 * stands there cannot, 2 the window ends. */
static int
after_cell(struct scan *s)
{
	if (s->p == s->end)
		return s->last ? 0 : 2;
	if (*s->p == s->c->separator) {
		s->p++;
		return 1;
	}
	if (*s->p == '\n') {
		s->p++;
		return 0;
	}
	if (*s->p != '\r')
		return -1;
	if (s->p + 1 == s->end)
		return s->last ? -1 : 2;
	if (s->p[1] != '\n')
		return -1;
	s->p += 2;
	return 0;
}

/* As after_cell; an unquoted cell that begins at s->p. */
static int
bare_cell(struct scan *s)
{
	char *start = s->p, separator = s->c->separator;

	for (; s->p < s->end; s->p++)
		if (*s->p == separator || *s->p == '\n' || *s->p == '\r' || *s->p == '"')
			break;
	add_cell(s->c, start, (size_t)(s->p - start), false);
	return after_cell(s);
}

/* As after_cell; s->p is at an opening quote. */
static int
quoted_cell(struct scan *s)
{
	char *start = ++s->p;
	bool doubled = false;

	s->quoted = true;
	for (;;) {
		char *quote = memchr(s->p, '"', (size_t)(s->end - s->p));

		if (!quote)
			return 2;
		s->p = quote + 1;
		if (s->p == s->end && !s->last)
			return 2;
		if (s->p == s->end || *s->p != '"') {
			add_cell(s->c, start, (size_t)(quote - start), doubled);
			return after_cell(s);
		}
		doubled = true;
		s->p++;
	}
}

static enum look
broken(struct csv *c, const struct scan *s)
{
	unsigned char found = s->p < s->end ? (unsigned char)*s->p : '\r';

	if (found == '\r')
		snprintf(c->reason, sizeof c->reason,
		    "expected a line end, found a carriage return without line feed");
	else if (found == '"')
		snprintf(c->reason, sizeof c->reason,
		    "expected a quoted cell or none, found a quote inside a bare one (cell %zu)",
		    c->count);
	else
		snprintf(c->reason, sizeof c->reason,
		    "expected the end of cell %zu after its closing quote, found byte 0x%02x",
		    c->count, found);
	return LOOK_BROKEN;
}

/* Finds the cells of the record that the window begins with. */
static enum look
look(struct scan *s)
{
	struct csv *c = s->c;
	char *start = s->p;
	int next = 1;

	c->count = 0;
	while (next == 1) {
		/* at the very end after a separator: one more, empty cell */
		if (s->p < s->end && *s->p == '"')
			next = quoted_cell(s);
		else
			next = bare_cell(s);
	}
	if (next == -1)
		return broken(c, s);
	if (next == 2 && s->last) {
		snprintf(c->reason, sizeof c->reason,
		    "expected a closing quote for cell %zu, found the end of the file",
		    c->count + 1);
		return LOOK_BROKEN;
	}
	if (next == 2)
		return LOOK_MORE;
	c->done = (size_t)(s->p - start);
	return LOOK_ROW;
}

static uint64_t
line_ends(const char *p, size_t n)
{
	const char *end = p + n;
	uint64_t lines = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		lines++;
		p++;
	}
	return lines;
}

/* Makes the cells C strings, in place; the window is not looked at again. */
static void
finish_cells(struct csv *c)
{
	size_t i, j, n;

	for (i = 0; i < c->count; i++) {
		struct csv_cell *cell = &c->cells[i];
		/* the window is ours to change; const is for those we lend it to */
		char *s = (char *)(uintptr_t)cell->s;

		if (cell->doubled) {
			for (j = n = 0; j < cell->len; j++) {
				s[n++] = s[j];
				j += s[j] == '"';
			}
			cell->len = n;
		}
		s[cell->len] = '\0';
	}
}

/* The whole record is in the window: is it one? */
static int
judge(struct csv *c, const char *window, uint64_t lines)
{
	size_t good = text_utf8(window, c->done);
	char where[64] = "";

	if (lines > 1)
		snprintf(where, sizeof where, " (lines %llu to %llu)", (unsigned long long)c->line,
		    (unsigned long long)(c->line + lines - 1));
	if (good < c->done)
		snprintf(c->reason, sizeof c->reason, "expected UTF-8 text, found %s 0x%02x%s",
		    window[good] ? "byte" : "NUL", (unsigned char)window[good], where);
	else if (c->count > CSV_CELLS_MAX)
		snprintf(c->reason, sizeof c->reason, "expected at most %u cells, found %zu%s",
		    CSV_CELLS_MAX, c->count, where);
	else if (c->expected && c->count != c->expected)
		snprintf(c->reason, sizeof c->reason, "expected %zu cells, found %zu%s",
		    c->expected, c->count, where);
	else
		return CSV_ROW;
	return CSV_BAD;
}

/* Passes over the rest of a line: 1 done, 0 the input ends, -1 said. */
static int
pass_line(struct csv *c)
{
	for (;;) {
		size_t n;
		char *w = input_window(c->in, &n), *nl = n ? memchr(w, '\n', n) : NULL;
		int rc;

		if (nl) {
			input_skip(c->in, (size_t)(nl - w) + 1);
			c->line++;
			c->broken_line = false;
			return 1;
		}
		input_skip(c->in, n);
		rc = input_more(c->in, CSV_RECORD_MAX);
		if (rc <= 0)
			return rc;
	}
}

/* Spreadsheets write the separator of their country. */
static char
shown_separator(const char *p, size_t n)
{
	static const char known[] = ",;\t";
	size_t seen[sizeof known - 1] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < n && (quoted || p[i] != '\n'); i++) {
		const char *k = p[i] && !quoted ? strchr(known, p[i]) : NULL;

		if (p[i] == '"')
			quoted = !quoted;
		else if (k)
			seen[k - known]++;
	}
	for (size_t i = 1; i < sizeof seen / sizeof *seen; i++)
		if (seen[i] > seen[best])
			best = i;
	return known[best];
}

/* The first line, or as much of a long one as shows its columns. */
static int
find_separator(struct csv *c)
{
	size_t n;
	const char *w = input_window(c->in, &n);
	int rc = 1;

	while (rc == 1 && n < HEADER_LOOK && !(n && memchr(w, '\n', n))) {
		rc = input_more(c->in, HEADER_LOOK);
		w = input_window(c->in, &n);
	}
	if (rc < 0)
		return -1;
	c->separator = shown_separator(w, n);
	return 1;
}

/* A byte order mark and empty lines: 1 a record follows, 0 the input ends, -1 said. */
static int
pass_nothing(struct csv *c)
{
	for (;;) {
		size_t n;
		char *w = input_window(c->in, &n);
		size_t need = c->started ? 2 : 3;
		int rc;

		if (n < need) {
			rc = input_more(c->in, CSV_RECORD_MAX);
			if (rc < 0)
				return -1;
			if (rc > 0)
				continue;
		}
		if (!c->started) {
			c->started = true;
			if (n >= 3 && memcmp(w, "\xef\xbb\xbf", 3) == 0)
				input_skip(c->in, 3);
			continue;
		}
		if (n == 0)
			return 0;
		if (w[0] != '\n' && !(n >= 2 && w[0] == '\r' && w[1] == '\n'))
			return 1;
		input_skip(c->in, w[0] == '\n' ? 1 : 2);
		c->line++;
	}
}

/* Doubling before the next look keeps long records linear, whatever a pipe
 * delivers at a time.  As input_more. */
static int
lengthen(struct csv *c, size_t wanted)
{
	size_t n;
	int rc = input_more(c->in, CSV_RECORD_MAX);

	while (rc == 1 && (input_window(c->in, &n), n < wanted)) {
		int more = input_more(c->in, CSV_RECORD_MAX);

		if (more != 1)
			return more < 0 ? -1 : 1;
	}
	return rc;
}

/* Looks at the window and makes it longer until it holds the record. */
static int
find_record(struct csv *c, enum look *found, bool *quoted)
{
	bool last = false;

	for (;;) {
		struct scan s = { .c = c, .last = last };
		size_t n;
		int rc;

		s.p = input_window(c->in, &n);
		s.end = s.p + n;
		*found = look(&s);
		*quoted = s.quoted;
		if (*found != LOOK_MORE)
			return 0;
		rc = lengthen(c, 2 * n);
		if (rc < 0)
			return -1;
		last = rc == 0;
		if (rc == 2) {
			snprintf(c->reason, sizeof c->reason,
			    "expected a record of at most %u bytes, found more", CSV_RECORD_MAX);
			*found = LOOK_BROKEN;
			return 0;
		}
	}
}

int
csv_next(struct csv *c, struct csv_row *row)
{
	enum look found;
	uint64_t lines = 1;
	char *window;
	bool quoted;
	size_t n;
	int rc;

	input_skip(c->in, c->done);
	c->done = 0;
	rc = c->broken_line ? pass_line(c) : 1;
	if (rc == 1)
		rc = pass_nothing(c);
	if (rc == 1 && !c->separator)
		rc = find_separator(c);
	if (rc <= 0)
		return rc;
	if (find_record(c, &found, &quoted))
		return -1;
	*row = (struct csv_row){ .line = c->line, .reason = c->reason };
	if (found == LOOK_BROKEN) {
		c->broken_line = true;
		return CSV_BAD;
	}
	window = input_window(c->in, &n);
	if (quoted)	/* the last line of a file may lack its end */
		lines = line_ends(window, c->done) + (window[c->done - 1] != '\n');
	rc = judge(c, window, lines);
	c->line += lines;
	if (rc == CSV_ROW) {
		finish_cells(c);
		row->count = c->count;
		row->cell = c->cells;
		row->reason = NULL;
	}
	return rc;
}
