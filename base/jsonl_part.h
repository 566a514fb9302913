/*
 * jsonl_part - what the files of jsonl share.  Not for anyone outside base/jsonl*.c.
 */
#ifndef BASE_JSONL_PART_H
#define BASE_JSONL_PART_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/jsonl.h"
#include "base/text.h"

struct jsonl {
	struct input *in;
	const char *rows;
	bool started;		/* the byte order mark was looked for */
	bool list;		/* the input is one list of objects */
	bool ended;		/* the list was closed, or cannot be read on */
	bool broken_line;	/* the rest of a line is to be passed over */
	uint64_t line;		/* of the window's first byte */
	uint64_t entry;		/* of a list: objects so far */
	size_t done;		/* bytes of the window the last line used */

	json_t *root;		/* of the line whose rows are being given out */
	size_t element, elements;

	struct text quoted;	/* the line with its numbers as strings */
	struct text name, value;
	struct arena *arena;	/* of one row */
	struct jsonl_member *members;
	size_t count, cap;
	char reason[240];
};

/* The length of the string at s, quotes included; up to end if it is not closed. */
size_t jsonl_string_length(const char *s, const char *end);

/* A bad record; returns JSONL_BAD. */
int jsonl_bad(struct jsonl *j, struct jsonl_row *row, const char *expected, const char *found);

/* An input that is one list of objects (base/jsonl_list.c). */

/* Is it one?  Its bracket is passed over.  0, -1 said. */
int jsonl_list_look(struct jsonl *j);

/* Drops n bytes of the window, its lines counted. */
void jsonl_list_skip(struct jsonl *j, size_t n);

/* The next object: 1, it begins the window; 0 the list has ended; 3 its reason stands in row;
 * -1 said. */
int jsonl_list_object(struct jsonl *j, struct jsonl_row *row, char **object, size_t *len);

#endif
