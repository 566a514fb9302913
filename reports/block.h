/*
 * block - what stands on a sheet besides tables: texts, facts, statements,
 * cells for persons, the legend, the index
 */
#ifndef REPORTS_BLOCK_H
#define REPORTS_BLOCK_H

#include "reports/writer.h"

/* Any block but a table, below what p holds already.  0, or -1 said. */
int block_write(struct writer *w, const struct template_block *b, struct page *p);

/* A paragraph, over as many rows as it needs; indent in columns. */
void block_paragraph(struct page *p, const char *s, enum book_style style);

#endif
