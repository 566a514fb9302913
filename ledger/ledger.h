/*
 * ledger - the store of record: one SQLite file for one CA owner
 *
 * Facts are append-only: every table has triggers that refuse UPDATE and DELETE
 * ("facts are frozen"); what can be computed is a view.  How to ask it: ledger/db.h.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdint.h>

struct ledger;
struct text;

#define LEDGER_APPLICATION_ID 0x53416c67 /* "SAlg", in the file's header */

/*
 * The version of schema.sql, in the file's header.  1 is the first: there is no older ledger
 * to open.  A change of schema.sql after a release raises it, and ledger_open then brings a
 * ledger of the version before to it, in one transaction and by additions alone (CREATE TABLE,
 * ADD COLUMN): rows are never rewritten.  One of a newer version is refused, also for reading:
 * it may state what this program would not see.  A change of views.sql needs no version.
 */
#define LEDGER_USER_VERSION 1

enum ledger_mode {
	LEDGER_READ, /* works beside a writer, and on a medium that cannot be written */
	LEDGER_WRITE
};

/* What the one row of table ledger states. */
struct ledger_birth {
	const char *ca;	      /* name of the CA owner, as it will stand in commitments */
	const char *ccadb_id; /* or NULL */
	int64_t at;
	const char *by;
	const char *program; /* program and version */
};

/*
 * Makes a ledger where no file is (O_EXCL, mode 0600, also of -wal and -shm).
 * Control characters and an empty name are refused in ca.  0, or -1 said; what was
 * made half is removed.
 */
int ledger_create(const char *path, const struct ledger_birth *birth);

/*
 * Opens one after a look at its application id and version.  Views are made anew
 * where views.sql differs from the text they were made from; a reader makes them for
 * itself alone then (TEMP).  NULL said.
 */
struct ledger *ledger_open(const char *path, enum ledger_mode mode);
void ledger_close(struct ledger *l); /* NULL is fine */

/*
 * Tables, indexes and triggers as this program makes them, and its views where the ledger
 * has those of this version: 0; 1 *why names the first that is another; -1 said.
 */
int ledger_shape(struct ledger *l, struct text *why);

#endif
