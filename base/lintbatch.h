/*
 * lintbatch - what one linter said of one certificate, collected until it is whole
 *
 * Part of base/lintfile.h: the readers of its formats write into one struct
 * lintbatch.  Functions return 0, or -1 when the sink ended the reading or
 * memory ran out (said).
 */
#ifndef BASE_LINTBATCH_H
#define BASE_LINTBATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lintrow.h"

struct lintbatch_item;

struct lintbatch {
	const struct lintfile_hint *hint;	/* never NULL */
	const struct lintfile_sink *sink;
	size_t line;		/* of the record at hand, for rejects */
	bool any;		/* a record was used, or refused */

	uint8_t sha256[32];
	char tool[64];		/* "" where no batch is open */
	char version[64];
	bool tainted;		/* something in it was refused: it cannot say "nothing found" */
	struct lintbatch_item *items;
	size_t count, cap;
};

int lintbatch_reject(struct lintbatch *b, const char *reason);

/* Opens one; what an open one held is forgotten.  NULL or "" tool: the hint's, else fallback. */
void lintbatch_begin(struct lintbatch *b, const uint8_t *sha256, const char *tool,
    const char *version, const char *fallback);

/* A finding with its severity as a word; a foreign word, or no code, is a reject. */
int lintbatch_add(struct lintbatch *b, const char *severity, const char *code, const char *detail);

/* Hands the open one out, row by row, and closes it; nothing where none is open. */
int lintbatch_end(struct lintbatch *b);
void lintbatch_free(struct lintbatch *b);

#endif
