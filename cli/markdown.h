/*
 * markdown - texts from elsewhere inside a Markdown document
 */
#ifndef CLI_MARKDOWN_H
#define CLI_MARKDOWN_H

#include "base/text.h"

/* As it reads: what Markdown or HTML would take for a mark is escaped, line ends become blanks. */
void markdown_text(struct text *out, const char *s);

/* Between backquotes, as many as it needs (CommonMark 6.1). */
void markdown_code(struct text *out, const char *s);

/* A person's Markdown in a cell of a table: only what would end the cell is escaped. */
void markdown_cell(struct text *out, const char *s);

#endif
