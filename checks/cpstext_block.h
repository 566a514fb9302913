/*
 * cpstext_block - a practice statement as headings, paragraphs, items, cells
 *
 * Markdown as such documents use it: ATX and setext headings, bold or plain
 * numbered headings, lists, pipe tables (with lists inside a cell), HTML
 * tables, front matter, fenced text; and plain text as pdftotext writes it.
 * Marks of emphasis, links, anchors and tags are gone from the text; addresses
 * too, because their anchors hold section numbers.
 */
#ifndef CHECKS_CPSTEXT_BLOCK_H
#define CHECKS_CPSTEXT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "checks/cpstext_line.h"

#define CPSTEXT_NONE ((size_t)-1)

enum cpstext_block_kind { CPSTEXT_HEADING, CPSTEXT_PARA, CPSTEXT_ITEM, CPSTEXT_CELL };

struct cpstext_block {
	enum cpstext_block_kind kind;
	const char *text; /* one line of UTF-8 */
	const char *low;  /* the same in lower case, byte for byte */
	size_t len;
	int line;		     /* of its first character, from 1 */
	int level;		     /* heading: depth from 1; item: column of its marker */
	char number[CPSTEXT_NUMBER]; /* heading: "3.2.2.4.7", "" where it has none */
	size_t title;		     /* heading: where its title begins in text */
	char marker;		     /* item: '-' bullet, '1' number, 'a' letter */
	int ordinal;		     /* item: 1 for "1." and "(a)", 0 for a bullet */
	size_t section;	     /* the heading it stands under; heading: its parent; or CPSTEXT_NONE */
	int table, row, col; /* cell, and item in a cell: from 1; 0 outside tables */
	bool header;	     /* in a header row */

	size_t offset, mark, marks; /* into the text and the line marks of the whole */
};

struct cpstext_mark {
	size_t offset; /* in the block's text */
	int line;
};

struct cpstext_pair { /* of the front matter */
	char key[32]; /* lower case */
	size_t value; /* offset into front_text */
	int line;
};

struct cpstext_blocks {
	struct cpstext_block *v;
	size_t n, cap;
	struct cpstext_mark *marks;
	size_t mark_n, mark_cap;
	struct cpstext_pair front[16];
	size_t front_n;
	struct text text, low, front_text;
	bool failed; /* memory ran out */
};

/* Reads folded text (checks/cpstext_fold.h).  0; -1 said when memory ran out, *b
 * then to be freed as well. */
int cpstext_block_read(const char *s, size_t len, struct cpstext_blocks *b);
void cpstext_block_free(struct cpstext_blocks *b);

/* The line of a byte of a block's text. */
int cpstext_block_line(const struct cpstext_blocks *b, size_t block, size_t offset);

/* The value of a front matter key, or NULL; *line may be NULL. */
const char *cpstext_block_front(const struct cpstext_blocks *b, const char *key, int *line);

#endif
