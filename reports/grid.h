/*
 * grid - a view folded into rows and columns: methods by period
 *
 * {rows: label, columns: method, value: names}: a row for each value of one column, in
 * the view's order, a column for each value of another, sorted; what is not
 * there is 0.  At most GRID_COLUMNS columns, the rest is summed as "others".
 */
#ifndef REPORTS_GRID_H
#define REPORTS_GRID_H

#include "reports/writer.h"

#define GRID_COLUMNS 20

/* 0, or -1 said. */
int grid_write(struct writer *w, const struct template_block *b, struct page *p);

#endif
