/*
 * cpstext_line - what kind of line this is
 */
#ifndef CHECKS_CPSTEXT_LINE_H
#define CHECKS_CPSTEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define CPSTEXT_NUMBER 32 /* bytes of a section number with NUL */

struct cpstext_line_marker {
	char type;   /* '-' bullet, '1' number, 'a' letter or roman number */
	int ordinal; /* 0 for a bullet */
	int indent;  /* column of the marker */
	size_t end;  /* where the text begins */
};

bool cpstext_line_blank(const char *s, size_t n);

/* Three or more characters, all of them of set (blanks aside); with '|' in set one '-' suffices. */
bool cpstext_line_rule(const char *s, size_t n, const char *set);

/* A row of a pipe table: begins with '|', or holds one inside a table. */
bool cpstext_line_pipe(const char *s, size_t n, bool inside);

/* "- ", "* ", "1. ", "1) ", "(a) ", "iv. ", "[2] ", each also in bold. */
bool cpstext_line_marker(const char *s, size_t n, struct cpstext_line_marker *m);

/* A line of a table of contents: dots that lead to a page number. */
bool cpstext_line_contents(const char *s, size_t n);

/* Cleaned prose that is a numbered heading: "3.2.2.4.7 DNS Change". */
bool cpstext_line_heading(const char *s, size_t n);
/* ... whose title is broken off ("... Postal Mail to"). */
bool cpstext_line_goes_on(const char *s, size_t n);

/* The section number that begins a heading ("" where none) and where its title begins. */
void cpstext_line_number(const char *s, size_t n, char number[CPSTEXT_NUMBER], size_t *title);

#endif
