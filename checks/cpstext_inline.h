/*
 * cpstext_inline - what a piece of Markdown or HTML says, without its marks
 */
#ifndef CHECKS_CPSTEXT_INLINE_H
#define CHECKS_CPSTEXT_INLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct cpstext_tag {
	char name[12]; /* lower case, "" for what is no tag */
	bool closing;
	size_t start, end; /* from '<' to after '>' */
};

/* Appends the text of s to *out: runs of white space become one space. */
void cpstext_inline(const char *s, size_t len, struct text *out);

/* The first tag at or after "from" that ends or begins a piece of text (p, li, td, h1,
 * ...), where all is true any tag.  False: none. */
bool cpstext_inline_tag(const char *s, size_t len, size_t from, bool all, struct cpstext_tag *tag);

/* Removes comments, and moves the line ends out of tags, so that each tag is on one line
 * and line numbers hold. */
void cpstext_inline_flatten(const char *s, size_t len, struct text *out);

#endif
