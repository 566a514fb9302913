/*
 * person - names of persons, as command lines, lists and sheets state them
 *
 * Two names are one person where they differ by blanks at their ends, by the length of the
 * blanks within, or by the case of A to Z; other letters count as they are written.  Names are
 * tidied before they are kept, so that SQL asks the same by lower(a) = lower(b).
 */
#ifndef BASE_PERSON_H
#define BASE_PERSON_H

#include <stdbool.h>

/* Takes the blanks from both ends and makes one space of each run within (space, tab, line
 * ends, U+00A0), in place.  Returns s. */
char *person_tidy(char *s);

bool person_same(const char *a, const char *b);	/* tidied or not */

#endif
