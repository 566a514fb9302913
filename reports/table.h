/*
 * table - the rows of a view as a table of a sheet
 *
 * Header, rows, totals; where a sheet is full it goes on on another, with its
 * own head.  The main table of a sheet has its header frozen, filtered and repeated
 * on every printed page.
 */
#ifndef REPORTS_TABLE_H
#define REPORTS_TABLE_H

#include "reports/writer.h"

/* Writes block b of sheet s at p, which is another sheet afterwards where the table went on.  0, or -1 said. */
int table_write(struct writer *w, const struct template_sheet *s, const struct template_block *b,
    struct page *p);

/* Appends " WHERE population_id = ?1 ..." as the view has those columns and the block wants it.
 * *n: how many parameters.  0, or -1 said: no such view, or a column of the block is not in it. */
int table_where(struct writer *w, const struct template_block *b, struct text *sql, int *n);

#endif
