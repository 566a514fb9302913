/*
 * tally - where the columns of tables came to stand, and what they add up to
 *
 * So that totals on the cover are formulas over the tables themselves, with the
 * value they have; and charts know their ranges.
 */
#ifndef REPORTS_TALLY_H
#define REPORTS_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct tally;
struct tally_column;		/* one column of one table */

struct tally *tally_new(void);	/* NULL said */
void tally_free(struct tally *f);	/* NULL is fine */

/* The column of a table, made where it was not there; in the order made.  NULL said. */
struct tally_column *tally_add(struct tally *f, const char *table, const char *column,
    const char *title);

/* "table.column", or NULL. */
struct tally_column *tally_find(struct tally *f, const char *key);

/* The i-th column of a table, or NULL. */
struct tally_column *tally_at(struct tally *f, const char *table, size_t i);

/* Rows first..last of a sheet hold it; a table that goes on has several such parts. */
int tally_part(struct tally_column *g, const char *sheet, int col, uint32_t first, uint32_t last);

void tally_number(struct tally_column *g, double v);	/* one cell's value */
int tally_word(struct tally_column *g, const char *word);	/* one cell's word */

const char *tally_title(const struct tally_column *g);
uint64_t tally_rows(const struct tally_column *g);

/* =SUM(...), =ROWS(...), =COUNTIF(..., "word") over all parts; "=0" where there are none.  The value is returned. */
double tally_sum(const struct tally_column *g, struct text *formula);
double tally_height(const struct tally_column *g, struct text *formula);
double tally_count(const struct tally_column *g, const char *word, struct text *formula);

/* The range of the first part, for a chart: "='Sheet'!$A$2:$A$9".  -1 where there is none. */
int tally_range(const struct tally_column *g, struct text *out);

#endif
