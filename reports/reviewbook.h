/*
 * reviewbook - the workbook that one reviewer fills in
 *
 * A row a certificate and name shared out to that person, with what the ledger
 * says of it; a column an attribute to be tested by hand, with its marks to choose
 * from; evidence, comment, tester, date.  What was marked before stands in it.
 * ledger/review.h states the layout that import reads back.
 */
#ifndef REPORTS_REVIEWBOOK_H
#define REPORTS_REVIEWBOOK_H

#include <stdint.h>

struct ledger;

struct reviewbook_request {
	const char *path;
	int64_t population_id;
	const char *reviewer;
	int64_t at;		/* of the document's properties */
	const char *program;	/* program and version */
};

struct reviewbook_result {
	uint64_t rows;
	uint8_t sha256[32];	/* of the file */
};

/* Once before the books of a population: what its run (0: none) relied on.  0 or -1 said. */
int reviewbook_begin(struct ledger *l, int64_t population_id, int64_t run_id);

/* 0 and *out; -1 said, no file written or changed. */
int reviewbook_write(struct ledger *l, const struct reviewbook_request *r,
    struct reviewbook_result *out);

#endif
