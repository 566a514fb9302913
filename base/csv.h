/*
 * csv - comma-separated values (RFC 4180), one record after another
 *
 * UTF-8 with or without byte order mark; CRLF or LF; quoted cells hold
 * separators, line ends and doubled quotes; empty lines are passed over.  A
 * bad record is a value, not a failure: it has a line and a reason, and
 * reading goes on.  After a broken quote it goes on at the next line of the
 * file, so that one stray quote does not swallow what follows; nothing is
 * lost without being counted.
 *
 * Bounds: a record of at most 16 MiB, 4096 cells; longer ones are bad records
 * whose bytes are passed over without being kept.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"

#define CSV_RECORD_MAX (16u << 20)	/* bytes, quotes and line end included */
#define CSV_CELLS_MAX 4096u

struct csv_cell {
	const char *s;		/* NUL-terminated UTF-8 without NUL inside */
	size_t len;
	bool doubled;		/* csv's own note: quotes are still doubled */
};

struct csv_row {
	uint64_t line;		/* on which the record begins, from 1 */
	size_t count;
	const struct csv_cell *cell;	/* borrowed until the next csv_next */
	const char *reason;	/* of a bad record; borrowed likewise */
};

enum csv_result { CSV_END, CSV_ROW, CSV_BAD };

struct csv;

/*
 * Reads in, which the caller keeps and closes.  separator is "," or another ASCII
 * character that exports use; '\0': what the first line shows, of comma, semicolon and
 * tab the one that stands most often outside quotes, a comma where none does.  NULL said.
 */
struct csv *csv_new(struct input *in, char separator);
void csv_free(struct csv *c);	/* NULL is fine */

/* From now on a record that has not exactly count cells is a bad one. */
void csv_expect(struct csv *c, size_t count);

/* The next record.  An enum csv_result, *row written unless CSV_END; -1 said. */
int csv_next(struct csv *c, struct csv_row *row);

#endif
