/*
 * figures - where the columns of tables came to stand, and what they add up to
 *
 * So that totals on the cover are formulas over the tables themselves, with the
 * value they have; and charts know their ranges.
 */
#ifndef REPORTS_FIGURES_H
#define REPORTS_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct figures;
struct figure;		/* one column of one table */

struct figures *figures_new(void);	/* NULL said */
void figures_free(struct figures *f);	/* NULL is fine */

/* The column of a table, made where it was not there; in the order made.  NULL said. */
struct figure *figures_add(struct figures *f, const char *table, const char *column,
    const char *title);

/* "table.column", or NULL. */
struct figure *figures_find(struct figures *f, const char *key);

/* The i-th column of a table, or NULL. */
struct figure *figures_at(struct figures *f, const char *table, size_t i);

/* Rows first..last of a sheet hold it; a table that goes on has several such parts. */
int figures_part(struct figure *g, const char *sheet, int col, uint32_t first, uint32_t last);

void figures_number(struct figure *g, double v);	/* one cell's value */
int figures_word(struct figure *g, const char *word);	/* one cell's word */

const char *figures_title(const struct figure *g);
uint64_t figures_rows(const struct figure *g);

/* =SUM(...), =ROWS(...), =COUNTIF(..., "word") over all parts; "=0" where there are none.  The value is returned. */
double figures_sum(const struct figure *g, struct text *formula);
double figures_height(const struct figure *g, struct text *formula);
double figures_count(const struct figure *g, const char *word, struct text *formula);

/* The range of the first part, for a chart: "='Sheet'!$A$2:$A$9".  -1 where there is none. */
int figures_range(const struct figure *g, struct text *out);

#endif
