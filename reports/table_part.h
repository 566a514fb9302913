/* table_part - a table while it is written: shared by table.c and table_cell.c */
#ifndef REPORTS_TABLE_PART_H
#define REPORTS_TABLE_PART_H

#include "reports/writer.h"

struct query;

struct table_column {
	const struct template_column *t;
	int select;		/* place in the query, -1 none */
	int select_also;
	int col;		/* first column on the sheet */
	struct tally_column *figure;	/* NULL: the table has no id */
	double sum;
};

struct table_part {
	struct writer *w;
	const struct template_block *b;
	struct table_column *columns;
	size_t count;
	uint32_t first, last;	/* rows of the data on the sheet, where known */
};

/* Columns and their places.  The caller frees t->columns.  0, or -1 said. */
int table_prepare(struct table_part *t);

/* The query of its rows; *n: the highest parameter.  0, or -1 said. */
int table_query(struct table_part *t, struct text *sql, int *n);

/* Asks it: ?1 the population, ?2 the run. */
struct query *table_ask(struct writer *w, const char *sql, int n);

/* Do numbers stand in such a column? */
bool table_cell_numeric(enum column_kind kind);

/* One cell, or the cells of all attributes, of the row the query stands on. */
void table_cell(struct table_part *t, struct table_column *c, struct query *q, struct page *p);

/* The letter of a rule's outcome in the row: of the name, else of the certificate as a whole. */
char table_cell_code(const struct table_column *c, struct query *q, size_t rule);

#endif
