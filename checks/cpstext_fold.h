/*
 * cpstext_fold - any bytes to plain lines of text
 *
 * Practice statements come out of word processors.  What looks like one
 * character must compare as one: dashes, quotes, spaces, full-width digits,
 * section signs, and words written with Cyrillic or Greek look-alikes of Latin
 * letters.  Nothing here knows Markdown.
 */
#ifndef CHECKS_CPSTEXT_FOLD_H
#define CHECKS_CPSTEXT_FOLD_H

#include <stddef.h>

#include "base/text.h"

/*
 * cpstext_fold - UTF-8 or UTF-16 (by its byte order mark) as clean UTF-8
 *
 * The number of line ends stays what it was, so lines can be counted in the
 * result.  CR LF and CR become LF, a form feed too; other control characters a
 * space; bytes that are no UTF-8 are read as Windows-1252.  A bullet at the
 * start of a line becomes "* ", a section sign "section ".
 */
void cpstext_fold(const void *bytes, size_t len, struct text *out);

/* ASCII, Latin-1 and Latin Extended-A letters to lower case, in place; the
 * length stays what it was, so offsets hold in both. */
void cpstext_fold_lower(char *s, size_t len);

#endif
