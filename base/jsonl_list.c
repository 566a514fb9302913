#include <string.h>

#include "base/jsonl_part.h"

void
jsonl_list_skip(struct jsonl *j, size_t n)
{
	size_t len;
	const char *w = input_window(j->in, &len);

	for (size_t i = 0; i < n; i++)
		j->line += w[i] == '\n';
	input_skip(j->in, n);
}

/* Passes over blanks, and commas where asked.  1 something else stands there, *c; 0 the input ends; -1 said. */
static int
next_mark(struct jsonl *j, bool commas, char *c)
{
	for (;;) {
		size_t n, i = 0;
		const char *w = input_window(j->in, &n);
		int rc;

		while (i < n && (strchr(" \t\r\n", w[i]) ? w[i] != '\0' : commas && w[i] == ','))
			i++;
		if (i < n) {
			*c = w[i];
			jsonl_list_skip(j, i);
			return 1;
		}
		jsonl_list_skip(j, n);
		rc = input_more(j->in, JSONL_LINE_MAX);
		if (rc <= 0)
			return rc;
	}
}

/* How far an object that begins the window goes: its length, 0 where it goes on behind it. */
static size_t
object_length(const char *w, size_t n)
{
	size_t depth = 0;

	for (size_t i = 0; i < n; i++) {
		if (w[i] == '"') {
			i += jsonl_string_length(w + i, w + n) - 1;
			continue;
		}
		depth += w[i] == '{' || w[i] == '[';
		if ((w[i] == '}' || w[i] == ']') && --depth == 0)
			return i + 1;
	}
	return 0;
}

int
jsonl_list_object(struct jsonl *j, struct jsonl_row *row, char **object, size_t *len)
{
	char c;
	int rc = j->ended ? 0 : next_mark(j, true, &c);
	size_t n, looked = 0;

	if (rc < 0 || (rc == 0 && j->ended))
		return rc;
	j->entry += rc > 0 && c != ']';
	*row = (struct jsonl_row){ .line = j->line, .entry = j->entry };
	j->ended = rc == 0 || c != '{';
	if (rc == 0)
		return jsonl_bad(j, row, "the end of the list", "the end of the input"), 3;
	if (c == ']') {
		jsonl_list_skip(j, 1);
		rc = next_mark(j, false, &c);
		return rc <= 0 ? rc : (jsonl_bad(j, row, "the end of the input", "more behind the list"), 3);
	}
	if (c != '{')
		return jsonl_bad(j, row, "objects in the list", "another JSON value"), 3;
	for (;;) {
		*object = input_window(j->in, &n);
		/* what was looked at is looked at again only when the window has doubled */
		if (n >= 2 * looked) {
			*len = object_length(*object, n);
			looked = n;
			if (*len > 0)
				return 1;
		}
		rc = input_more(j->in, JSONL_LINE_MAX);
		if (rc < 0)
			return -1;
		if (rc == 1)
			continue;
		*object = input_window(j->in, &n);
		*len = object_length(*object, n);
		if (*len > 0)
			return 1;
		j->ended = true;
		return jsonl_bad(j, row, "an object of at most 4 MiB", rc == 2 ? "more" : "it not closed"), 3;
	}
}

int
jsonl_list_look(struct jsonl *j)
{
	size_t n;
	char *w = input_window(j->in, &n), c = '\0';
	int rc = 1;

	while (n < 4 && rc == 1) {
		rc = input_more(j->in, JSONL_LINE_MAX);
		w = input_window(j->in, &n);
	}
	if (rc < 0)
		return -1;
	if (n >= 3 && memcmp(w, "\xef\xbb\xbf", 3) == 0)
		input_skip(j->in, 3);
	w = input_window(j->in, &n);
	for (size_t i = 0; i < n && c == '\0'; i++)
		if (!strchr(" \t\r\n", w[i]))
			c = w[i];
	j->started = true;
	j->list = c == '[';
	if (!j->list)
		return 0;
	rc = next_mark(j, false, &c);
	if (rc > 0)
		jsonl_list_skip(j, 1);
	return rc < 0 ? -1 : 0;
}
