/*
 * jsonl - JSON Lines: one object a line, as names and texts
 *
 * An input that begins with "[" is one list of objects instead, on as many lines as
 * it likes; it is read object by object all the same, and after one that is not closed,
 * is too long, or is no object, no further.
 *
 * Parsed by jansson; duplicate names are refused.  What an importer compares
 * and stores is text, so a number keeps the digits it was written with (a
 * serial has more than a double holds), true and false are these words, null
 * is empty, an array of such values is joined with spaces and a nested object
 * becomes names with dots ("Summary.quorumResult").
 *
 * Bad lines are values with a line number and a reason, as in csv.h.  Bounds:
 * a line or object of at most 4 MiB, nesting of names at most 8.
 */
#ifndef BASE_JSONL_H
#define BASE_JSONL_H

#include <stddef.h>
#include <stdint.h>

#include "base/input.h"

#define JSONL_LINE_MAX (4u << 20)	/* bytes */
#define JSONL_DEPTH_MAX 8

struct jsonl_member {
	const char *name;
	const char *value;	/* NULL where it is no text: an array of arrays or objects */
};

struct jsonl_row {
	uint64_t line;
	uint64_t entry;		/* in a list, from 1; 0: one object a line */
	size_t count;
	const struct jsonl_member *member;	/* in file order; until the next call */
	const char *reason;			/* of a bad line */
};

enum jsonl_result { JSONL_END, JSONL_ROW, JSONL_BAD };

struct jsonl;

/*
 * Reads in, which the caller keeps and closes.  rows, or NULL: the dotted name
 * of an array each of whose elements is a row of its own, beside the members
 * that the line has outside it.  NULL said.
 */
struct jsonl *jsonl_new(struct input *in, const char *rows);
void jsonl_free(struct jsonl *j);	/* NULL is fine */

/* An enum jsonl_result, *row written unless JSONL_END; -1 said. */
int jsonl_next(struct jsonl *j, struct jsonl_row *row);

#endif
