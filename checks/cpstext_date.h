/*
 * cpstext_date - dates and version numbers as authors write them
 *
 * "2021-06-08", "2006/03/25", "08 Oct 2019", "14 Dec. 2005", "May 29, 2026",
 * "March 15th, 2026", "11-April-2026", "15. 08. 2024", "12/19/2025".  A date
 * of which the day cannot be told from the month (01/02/2025) is none, nor is
 * one with a two-digit year or without a day.
 */
#ifndef CHECKS_CPSTEXT_DATE_H
#define CHECKS_CPSTEXT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpstext_date {
	size_t start, end; /* in the text */
	int64_t at;	   /* 00:00:00Z of it */
};

/* The first date at or after "from" of lower-case text.  False: none. */
bool cpstext_date_find(const char *low, size_t len, size_t from, struct cpstext_date *d);

/* "01/02/2025" at the start of a text, with the order of day and month known from elsewhere. */
bool cpstext_date_slashes(const char *low, size_t len, bool days_lead, int64_t *at);

/* Something that stands where a date will stand: "X Y, Z", "[date]", "TBD", "X-December-2024". */
bool cpstext_date_placeholder(const char *low, size_t len);

/*
 * cpstext_date_version - "5.0.3" of "Version 5.0.3", "v5.0.3", "5.0.3"
 *
 * labelled: only a number after a word for version counts.  Stores it in out
 * ("" never) and returns true.
 */
bool cpstext_date_version(const char *low, size_t len, bool labelled, char out[32]);

/* Dotted numbers by value: 5.10 is after 5.9. */
int cpstext_date_version_cmp(const char *a, const char *b);

#endif
