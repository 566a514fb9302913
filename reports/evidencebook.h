/*
 * evidencebook - the workbook that answers an auditor's own selection
 *
 * Sheets: Request (what was asked, what of it is unknown), Certificates (a row a
 * certificate and name), Outcomes (a row a certificate, name and rule).  The
 * caller gives texts in the order of the columns, times as instant_format writes
 * them, which become dates, as counts become numbers; NULL is an empty cell.  A table
 * too long for a sheet goes on on another.
 */
#ifndef REPORTS_EVIDENCEBOOK_H
#define REPORTS_EVIDENCEBOOK_H

#include <stddef.h>
#include <stdint.h>

enum evidencebook_sheet { EVIDENCEBOOK_REQUEST, EVIDENCEBOOK_CERTIFICATES, EVIDENCEBOOK_OUTCOMES,
	EVIDENCEBOOK_SHEETS };

/* Columns of Request: line, asked for, certificates found, which they are, unknown because. */
enum { EVIDENCEBOOK_LINE, EVIDENCEBOOK_ASKED, EVIDENCEBOOK_FOUND, EVIDENCEBOOK_ANSWERS, EVIDENCEBOOK_UNKNOWN,
	EVIDENCEBOOK_R_COLUMNS };

/* Columns of Certificates. */
enum evidencebook_column { EVIDENCEBOOK_SHA256, EVIDENCEBOOK_SERIAL, EVIDENCEBOOK_ISSUER,
	EVIDENCEBOOK_SUBJECT, EVIDENCEBOOK_TYPE, EVIDENCEBOOK_ISSUED, EVIDENCEBOOK_ISSUED_SOURCE,
	EVIDENCEBOOK_NOT_BEFORE, EVIDENCEBOOK_NOT_AFTER, EVIDENCEBOOK_REVOKED, EVIDENCEBOOK_NAME,
	EVIDENCEBOOK_METHOD, EVIDENCEBOOK_SECTION, EVIDENCEBOOK_ADN, EVIDENCEBOOK_VALIDATED,
	EVIDENCEBOOK_BR_VERSION, EVIDENCEBOOK_RANDOM_CREATED, EVIDENCEBOOK_RANDOM_USED,
	EVIDENCEBOOK_MPIC, EVIDENCEBOOK_CAA_AT, EVIDENCEBOOK_CAA, EVIDENCEBOOK_EVIDENCE,
	EVIDENCEBOOK_CPS, EVIDENCEBOOK_BASIS, EVIDENCEBOOK_VERDICT, EVIDENCEBOOK_NOT_PASSED,
	EVIDENCEBOOK_NOT_TESTED, EVIDENCEBOOK_COLUMNS };

/* Columns of Outcomes. */
enum { EVIDENCEBOOK_O_SHA256, EVIDENCEBOOK_O_NAME, EVIDENCEBOOK_O_RULE, EVIDENCEBOOK_O_VERSION,
	EVIDENCEBOOK_O_CLAUSE, EVIDENCEBOOK_O_SEVERITY, EVIDENCEBOOK_O_OUTCOME, EVIDENCEBOOK_O_REASON,
	EVIDENCEBOOK_O_REMARK, EVIDENCEBOOK_O_BASIS, EVIDENCEBOOK_O_COLUMNS };

struct evidencebook;

/* path is written as it stands, and borrowed: give a temporary name; lines stand above the first
 * table; at is of the document's properties.  NULL said. */
struct evidencebook *evidencebook_open(const char *path, int64_t at, const char *const *lines,
    size_t line_count);

/* The next row of a sheet; sheets may be filled side by side.  0 or -1 said. */
int evidencebook_row(struct evidencebook *b, enum evidencebook_sheet sheet, const char *const *cells);

int evidencebook_close(struct evidencebook *b);	/* writes it and frees b: 0 or -1 said */
void evidencebook_abandon(struct evidencebook *b);	/* NULL is fine */

#endif
