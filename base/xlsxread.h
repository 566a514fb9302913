/*
 * xlsxread - the rows of a workbook that came back from a person
 *
 * Office Open XML (ECMA-376, transitional and strict) as spreadsheet programs
 * write it: shared and inline strings, numbers, booleans, the values of formulas.
 * Formats are not read: a date is a number, which xlsxread_time turns into an
 * instant.  XML by expat; document types and entities of one's own are refused.
 *
 * Bounds: an unpacked member 256 MiB, shared strings 64 MiB, a cell 131,068 bytes
 * (32,767 characters), a row 4 MiB, 1,048,576 rows, 16,384 columns, 64 levels.
 */
#ifndef BASE_XLSXREAD_H
#define BASE_XLSXREAD_H

#include <stddef.h>
#include <stdint.h>

struct xlsxread;

enum xlsxread_kind { XLSXREAD_TEXT, XLSXREAD_NUMBER, XLSXREAD_BOOL, XLSXREAD_ERROR };

/* A formula that nobody calculated reads so, as an error: it is not blank. */
#define XLSXREAD_UNCALCULATED "a formula without a value"

struct xlsxread_cell {
	int col;		/* from 0 */
	enum xlsxread_kind kind;
	const char *text;	/* UTF-8 without NUL; of a number its digits, "TRUE", "FALSE", "#N/A" */
	double number;		/* of a number; 1 and 0 of a boolean */
};

struct xlsxread_row {
	uint32_t row;		/* from 1, as people count */
	size_t count;		/* cells with a value, by ascending column */
	const struct xlsxread_cell *cells;
};

/* Reads names of sheets and shared strings.  NULL said. */
struct xlsxread *xlsxread_open(const char *path);
void xlsxread_close(struct xlsxread *x);	/* NULL is fine */

size_t xlsxread_sheets(const struct xlsxread *x);
const char *xlsxread_sheet(const struct xlsxread *x, size_t i);	/* its name */

/*
 * Calls each for the rows of sheet i that hold a value, from the first down; cells live for
 * the call.  What each returns other than 0 ends the reading and is returned; 0; -1 said.
 */
int xlsxread_rows(struct xlsxread *x, size_t i,
    int (*each)(void *ctx, const struct xlsxread_row *row), void *ctx);

/* The cell of a column, or NULL where it holds no value. */
const struct xlsxread_cell *xlsxread_cell(const struct xlsxread_row *row, int col);

/* The instant that a number stands for, by the workbook's date system, to the second;
 * INSTANT_NONE where it is no day from 1900-03-01 (or 1904-01-01) to 9999-12-31. */
int64_t xlsxread_time(const struct xlsxread *x, double number);

#endif
