/*
 * rest - rows that the plan keeps off a sheet, as a CSV file beside the workbook
 *
 * RFC 4180, UTF-8, LF; the columns and words of the sheet, times as RFC 3339.  A
 * cell that a spreadsheet would take for a formula has a ' before it.
 */
#ifndef REPORTS_REST_H
#define REPORTS_REST_H

#include "base/outfile.h"
#include "reports/writer.h"

struct rest {
	struct outfile *file;	/* to be committed, or abandoned, by the caller */
	uint64_t rows;
	uint8_t sha256[32];	/* of its bytes */
};

/* Writes the rows of block b that w->matrix names, or all where w->beside is set, under a temporary name.  0, or -1 said. */
int rest_write(struct writer *w, const struct template_block *b, const char *path,
    struct rest *out);

#endif
