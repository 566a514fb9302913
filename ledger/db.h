/*
 * db - what every room of SQL in the ledger shares: statements, transactions
 *
 * Statements are prepared once a ledger and handed out again, so that callers
 * read like sentences:
 *
 *	q = db_query(l, "SELECT id, name FROM issuer WHERE org = ?1", DB(db_text(org)));
 *	while ((more = db_step(q)) > 0)
 *		use(db_col_int(q, 0), db_col_text(q, 1));
 *	if (more < 0)
 *		goto out;
 *
 * Whatever fails says so once, "ledger: PATH: expected, found", and returns -1
 * or NULL; db_step(NULL) is -1 in silence, so a failed db_query needs no
 * check of its own.  SQL comes from the program alone, values are always bound.
 */
#ifndef LEDGER_DB_H
#define LEDGER_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"

struct ledger; /* an open ledger; opened by ledger_open (ledger/ledger.h) */
struct query;  /* a prepared statement of it */

/* How to reach the file. */
enum db_access {
	DB_ACCESS_READ,
	DB_ACCESS_WRITE,
	DB_ACCESS_IMMUTABLE /* a medium nobody can write: no locks, no -shm */
};

/*
 * A bare connection to a file that is there: ledger_open is what callers want.
 * Foreign keys, recursive triggers, synchronous=FULL, defensive mode, no trust in
 * functions the schema names; temporary tables in files, 32 MiB of cache, 30 s of
 * patience with another writer.  sha256(X) is there for SQL.  NULL said.
 */
struct ledger *db_connect(const char *path, enum db_access access);
void db_close(struct ledger *l); /* rolls back what is open; NULL is fine */
const char *db_path(const struct ledger *l);
bool db_writable(const struct ledger *l);

/* Values to bind, in the order ?1, ?2, ... */
enum db_kind { DB_KIND_END, DB_KIND_NULL, DB_KIND_INT, DB_KIND_REAL, DB_KIND_TEXT, DB_KIND_BLOB };

struct db_value {
	enum db_kind kind;
	int64_t i;
	double d;
	const void *p; /* must live until the statement is stepped, reset or bound anew */
	size_t len;
};

#define DB(...)                             \
	(const struct db_value[])           \
	{                                   \
		__VA_ARGS__,                \
		{                           \
			.kind = DB_KIND_END \
		}                           \
	}
#define DB_NONE NULL

static inline struct db_value
db_null(void)
{
	return (struct db_value){ .kind = DB_KIND_NULL };
}

static inline struct db_value
db_int(int64_t i)
{
	return (struct db_value){ .kind = DB_KIND_INT, .i = i };
}

static inline struct db_value
db_real(double d)
{
	return (struct db_value){ .kind = DB_KIND_REAL, .d = d };
}

/* INSTANT_NONE is NULL. */
static inline struct db_value
db_at(int64_t t)
{
	return t == INSTANT_NONE ? db_null() : db_int(t);
}

/* A count or code whose -1 means "not stated": NULL. */
static inline struct db_value
db_count(int64_t n)
{
	return n == -1 ? db_null() : db_int(n);
}

/* NULL is NULL, "" is "". */
struct db_value db_text(const char *s);

/* "" is NULL too: "not stated". */
struct db_value db_stated(const char *s);

/* len bytes; p NULL is NULL, len 0 the empty blob. */
static inline struct db_value
db_blob(const void *p, size_t len)
{
	return (struct db_value){ .kind = p ? DB_KIND_BLOB : DB_KIND_NULL, .p = p, .len = len };
}

/* A SHA-256; NULL is NULL. */
static inline struct db_value
db_hash(const uint8_t *p)
{
	return db_blob(p, 32);
}

/*
 * A statement for one use: bound, to be stepped.  It goes back to the ledger
 * when db_step returns 0 or -1, or by db_reset.  The same text may be asked
 * again while an earlier use of it is still being stepped.
 */
struct query *db_query(struct ledger *l, const char *sql, const struct db_value *values);
int db_step(struct query *q);	/* 1 a row, 0 done, -1 said */
void db_reset(struct query *q); /* NULL is fine */

/* A statement the caller keeps, for hot loops: db_bind, then db_step until it
 * returns 0 (it stays the caller's), or db_run.  Freed by db_release or db_close. */
struct query *db_prepare(struct ledger *l, const char *sql);
int db_bind(struct query *q, const struct db_value *values); /* resets it first; 0 or -1 said */
int db_run(struct query *q, const struct db_value *values);  /* no rows wanted: 0 or -1 said */
void db_release(struct query *q);			     /* NULL is fine */

/* Once, no rows wanted.  0 or -1 said. */
int db_exec(struct ledger *l, const char *sql, const struct db_value *values);

/* Several statements, no values: for the program's own SQL.  0 or -1 said. */
int db_script(struct ledger *l, const char *sql);

/*
 * Removes all that is temporary, tables and views, outside a transaction.  At once: to
 * drop a table is to read it whole, and a staged import has the size of its file.
 * 0 or -1 said.
 */
int db_clear_temporary(struct ledger *l);

/*
 * Are references held against their tables while rows are written?  They are, but for a stretch
 * outside of which they are again: to be called outside a transaction.  0 or -1 said.
 */
int db_hold_references(struct ledger *l, bool hold);

/* First column of the first row.  1 and *out; 0 no row, or NULL; -1 said. */
int db_one_int(struct ledger *l, const char *sql, const struct db_value *values, int64_t *out);

/* Columns of the row stepped to, from 0; pointers live until the next step. */
int64_t db_col_int(struct query *q, int i); /* NULL is 0 */
double db_col_real(struct query *q, int i);
int64_t db_col_at(struct query *q, int i);		       /* NULL is INSTANT_NONE */
int64_t db_col_count_or(struct query *q, int i, int64_t none); /* NULL is none */
const char *db_col_text(struct query *q, int i);	       /* NULL is "" */
const void *db_col_blob(struct query *q, int i, size_t *len);  /* NULL is NULL, 0 */
bool db_col_hash(struct query *q, int i, uint8_t out[32]);     /* false, out zeroed: not 32 bytes */
bool db_col_null(struct query *q, int i);
/* For sheets over views: how many columns, their names, the value's kind. */
int db_columns(struct query *q);
const char *db_col_name(struct query *q, int i);
enum db_kind db_col_kind(struct query *q, int i);

int64_t db_last_id(struct ledger *l); /* rowid of the last insert */
int64_t db_changes(struct ledger *l); /* rows the last statement changed */

/*
 * One transaction at a time, writers first (BEGIN IMMEDIATE); it remembers
 * where it began.  To begin a second is a bug.  db_rollback is silent and does
 * nothing where none is open, so that it may stand at "out:".
 */
#define db_begin(l) db_begin_at((l), __FILE__, __LINE__)
/* A reader's view of one instant (BEGIN): several queries see the same ledger. */
#define db_begin_read(l) db_begin_read_at((l), __FILE__, __LINE__)
int db_begin_at(struct ledger *l, const char *file, int line);
int db_begin_read_at(struct ledger *l, const char *file, int line);
int db_commit(struct ledger *l); /* 0; or -1 said, rolled back */
void db_rollback(struct ledger *l);
bool db_in_transaction(const struct ledger *l);

#endif
