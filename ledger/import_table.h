/*
 * import_table - the loop of every import that reads a table (CSV, JSON Lines)
 */
#ifndef LEDGER_IMPORT_TABLE_H
#define LEDGER_IMPORT_TABLE_H

#include "ledger/intake.h"

struct import_table_row {
	uint64_t line;
	const char *const *value; /* one a column; "" where not stated */
	struct text reason;	  /* the callee's, where it returns 1 */
};

struct import_table {
	const char *const *columns; /* static names */
	size_t count;
	size_t needed; /* the first ones, without which it is another table */
	/* 0 where it took the row, 1 where the row is a reject for row->reason, -1 said */
	int (*each)(struct import *im, struct import_table_row *row);
	size_t any; /* of that many first ones at least one; 0: of all */
};

/* Reads in, row by row.  0 or -1 said, also where a needed column is nowhere. */
int import_table_read(struct import *im, struct input *in, const struct import_table *t);

/* row->reason "COLUMN: expected WHAT, found VALUE"; returns 1. */
int import_table_bad(
    struct import_table_row *row, const char *column, const char *what, const char *found);

/* "" is INSTANT_NONE; 0, or 1 as import_table_bad: no RFC 3339 time with a zone. */
int import_table_time(
    struct import_table_row *row, const char *column, const char *value, int64_t *out);

/* What a cell "certificate" refers to: 64 hex digits are a SHA-256, fewer a serial. */
struct import_table_ref {
	int kind;	/* 0 SHA-256, 1 serial: ref_kind of the tables */
	char text[128]; /* lower-case hex, serial without leading zeros */
	uint8_t sha256[32];
};

/* 0, or 1 as import_table_bad. */
int import_table_certificate(
    struct import_table_row *row, const char *value, struct import_table_ref *ref);
struct db_value import_table_ref_value(const struct import_table_ref *ref);

#endif
