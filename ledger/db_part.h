/*
 * db_part - what the files behind ledger/db.h share
 *
 * Not for anyone outside ledger/db*.c: only they know SQLite's handles.
 */
#ifndef LEDGER_DB_PART_H
#define LEDGER_DB_PART_H

#include <sqlite3.h>
#include <stdbool.h>

#include "ledger/db.h"

struct query {
	struct ledger *l;
	sqlite3_stmt *stmt;
	struct query *next; /* of the ledger's */
	bool busy;	    /* handed out */
	bool kept;	    /* by db_prepare: stays the caller's when done */
};

struct ledger {
	sqlite3 *db;
	char *path;
	struct query *queries;
	const char *begun_file; /* where the open transaction began, or NULL */
	int begun_line;
};

#endif
