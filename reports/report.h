/*
 * report - the workbook of one population and run
 *
 * A sheet is a view and an entry of the template: templates/workbook.yaml is
 * compiled in, another may be given.  The same ledger, statements and template
 * give the same bytes; "as of" is the newest event of the ledger.  The file is there
 * whole or not at all.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "reports/statements.h"

struct ledger;

struct report_request {
	const char *path;		/* of the workbook */
	int64_t population_id;
	int64_t run_id;			/* 0: none yet */
	const char *program;		/* program and version that writes */
	const char *template_file;	/* its name in messages; NULL: the compiled-in one */
	const void *template_data;
	size_t template_len;
	const struct statements *statements;
	uint32_t rows_max;		/* rows of a sheet; 0: Excel's limit */
};

struct report_result {
	uint8_t sha256[32];		/* of the workbook */
	uint64_t bytes;
	size_t sheets;
	uint64_t rest_rows;		/* rows of the Test matrix in a file of their own; 0: no such file */
	char rest_path[1024];
	uint8_t rest_sha256[32];
	uint64_t beside_rows;		/* likewise rows of the sheet with a list too long to print */
	char beside_path[1024];
	uint8_t beside_sha256[32];
};

/*
 * report_write - writes it
 *
 * Within the caller's transaction (db_begin_read), so that statements and every
 * sheet see the ledger of one instant.  It makes temporary tables and views, which
 * go when the caller rolls back.  0 and *out; -1 said, no file written or changed.
 */
int report_write(struct ledger *l, const struct report_request *r, struct report_result *out);

#endif
