/*
 * cell - what may stand in a cell of a spreadsheet
 *
 * Every text of a sheet comes through here.  What a reader could not see, or
 * would see as something else, is shown as an escape instead: bytes that are no
 * UTF-8 as \xNN, control characters as \xNN or \uNNNN, characters that turn the
 * direction of a line or have no width, and code points that are no characters,
 * as \uNNNN.  A literal _xHHHH_ is guarded, because spreadsheets decode it
 * (ECMA-376 part 1, 22.9.2.19).  A text that begins like a formula stays a text.
 */
#ifndef REPORTS_CELL_H
#define REPORTS_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define CELL_MAX 32767		/* UTF-16 units in a cell, Excel's limit */

/*
 * cell_clean - replaces what out holds by the text as it may stand in a cell
 *
 *   s, len   any bytes
 *   lines    keep LF as a line end (CR LF too); else it is a control character
 *
 * A text longer than CELL_MAX ends in " [cut: N bytes in all]".
 */
void cell_clean(struct text *out, const char *s, size_t len, bool lines);

/*
 * cell_wrap - breaks a paragraph into lines of at most width characters
 *
 * At spaces where there are any, else inside the word.  Calls each(ctx, line, len)
 * for every line; an empty paragraph is one empty line.  s is UTF-8.
 */
void cell_wrap(const char *s, size_t width, void (*each)(void *ctx, const char *line, size_t len),
    void *ctx);

/* Characters (code points) of a UTF-8 text. */
size_t cell_length(const char *s);

#endif
