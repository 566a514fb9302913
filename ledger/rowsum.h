/*
 * rowsum - a digest over rows as `sqlite3 -quote` prints them
 *
 * A row is its cells as SQL literals (NULL, 12, 'text' with '' for ', X'hex'), commas
 * between, LF behind.
 */
#ifndef LEDGER_ROWSUM_H
#define LEDGER_ROWSUM_H

#include <stdint.h>

#include "base/text.h"

struct digest;
struct query;

#define ROWSUM_TEXT 96

/* Zero-initialised is valid; begun anew it may be used again. */
struct rowsum {
	struct digest *d;
	int64_t rows;
	struct text line;	/* scratch */
};

int rowsum_begin(struct rowsum *s);	/* 0 or -1 said */
void rowsum_free(struct rowsum *s);	/* back to zero */

/* The row stepped to, its columns from `from` on.  0 or -1 said. */
int rowsum_row(struct rowsum *s, struct query *q, int from);

/* "<rows> <SHA-256 in hex>", "" where there was no row; to be begun anew. */
void rowsum_end(struct rowsum *s, char out[ROWSUM_TEXT]);

#endif
