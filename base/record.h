/*
 * record - what an importer reads, whatever the file's format
 *
 * The importer names its columns; the reader finds them in a CSV header or in
 * the objects of JSON Lines, sends them through an import map where there is
 * one, and gives one record after another with the values by the importer's
 * own column numbers.  Columns nobody asked for are listed once and kept out.
 *
 * Bad records are values with a line and a reason; reading goes on after them.
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"

struct importmap;
struct record_reader;

struct record {
	uint64_t line;			/* on which it begins, from 1 */
	uint64_t entry;			/* of a JSON list: which object, from 1; else 0 */
	const char *const *value;	/* one a column; "" where empty or absent */
	const char *reason;		/* of a bad record */
};

enum record_result { RECORD_END, RECORD_OK, RECORD_BAD };

/*
 * record_open - the records of an input, which the caller keeps and closes
 *
 *   columns   the importer's names, count of them; they outlive the reader
 *   map       an import map, which outlives the reader, or NULL
 *
 * An input whose first character is "{" is JSON Lines, "[" a list of such
 * objects, all else CSV with a header line, which shows its separator where the map
 * does not name one.  NULL said: no header, a wanted column twice, a map that names
 * a column which this import, or the header, does not have.
 */
struct record_reader *record_open(struct input *in, const char *const columns[], size_t count,
    const struct importmap *map);
void record_close(struct record_reader *r);	/* NULL is fine */

/* The next record: an enum record_result, *rec borrowed until the next call; -1 said. */
int record_next(struct record_reader *r, const struct record **rec);

/* Does the input have that column, in its header or so far?  A constant counts. */
bool record_has(const struct record_reader *r, size_t column);

/* JSON, whose columns are those of its objects: with none it has none. */
bool record_is_json(const struct record_reader *r);

/* The i-th column that nobody asked for, by name, as met so far (at most 1000), NULL
 * behind the last. */
const char *record_unknown(const struct record_reader *r, size_t i);

#endif
