/*
 * book - a workbook under construction, and its styles
 *
 * libxlsxwriter in constant-memory mode: rows go to temporary files as they
 * are written, so a sheet of a million rows needs no more memory than a short one,
 * and each sheet is filled from its first row to its last.  Its zip dates are
 * fixed and the creation time is given, so the same input gives the same bytes.
 */
#ifndef REPORTS_BOOK_H
#define REPORTS_BOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <xlsxwriter.h>

#include "base/text.h"

enum book_style {
	BOOK_PLAIN,
	BOOK_TITLE,		/* of a sheet */
	BOOK_HEADING,		/* of a block */
	BOOK_LABEL,
	BOOK_NOTE,		/* small, grey */
	BOOK_MONO,		/* hashes, commands, the commitment */
	BOOK_HEAD,		/* header row of a table */
	BOOK_HEAD_RIGHT,	/* of a column of numbers */
	BOOK_TEXT,		/* cells of tables, with a hair line around */
	BOOK_TEXT_RIGHT,	/* a word among numbers */
	BOOK_HASH,
	BOOK_INT,
	BOOK_NUMBER,		/* two decimals */
	BOOK_RATE,		/* per cent */
	BOOK_P,			/* a probability, four decimals, or its power of ten */
	BOOK_TIME,		/* yyyy-mm-dd hh:mm:ss, UTC */
	BOOK_DATE,
	BOOK_TOTAL,		/* label of a total row */
	BOOK_TOTAL_INT,
	BOOK_PERSON,		/* unlocked, to be filled in by a person */
	BOOK_PERSON_WRAP,	/* the same, for several lines */
	BOOK_PERSON_DATE,
	BOOK_LINK,
	BOOK_GOOD, BOOK_BAD, BOOK_DOUBT, BOOK_FAINT,	/* colours beside words */
	BOOK_STYLES
};

struct book {
	lxw_workbook *wb;
	lxw_format *styles[BOOK_STYLES];
	const char *path;
	uint32_t rows_max;	/* of a sheet */
	struct text clean;	/* scratch of page_text */
	bool failed;		/* said */
};

struct book_about {
	const char *title, *company;	/* document properties, UTF-8 */
	int64_t created;		/* instant */
	uint32_t rows_max;		/* 0: Excel's 1,048,576 */
};

/*
 * book_open - begins a workbook that book_close will write to path
 *
 * Temporary files live in the folder of path and have no name there.  0, or -1 said.
 */
int book_open(struct book *b, const char *path, const struct book_about *about);

/* Writes the file and frees everything; 0, or -1 said. */
int book_close(struct book *b);

/* Frees everything; no file is written.  Does nothing on a zeroed or closed book. */
void book_abandon(struct book *b);

bool book_wraps(enum book_style style);	/* does a cell of the style break its text into lines? */
double book_size(enum book_style style);	/* of its letters, points */

/* Notes a failure of libxlsxwriter once, with its own sentence; returns 0, or -1. */
int book_took(struct book *b, lxw_error e);

#endif
