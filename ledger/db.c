#include "ledger/db.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "ledger/db_part.h"

#define BUSY_MS 30000
#define CACHE_KIB 32768	 /* also what a sort holds before it writes to a file */
#define TEMP_PAGE 16384 /* temporary tables are written and read from end to end */

static int
say_sqlite(const struct ledger *l, const char *what)
{
	char where[160] = "";

	if (l->begun_file)
		snprintf(
		    where, sizeof where, " (transaction of %s:%d)", l->begun_file, l->begun_line);
	return say_error("ledger: %s: expected to %s, found: %s%s", l->path, what,
	    l->db ? sqlite3_errmsg(l->db) : "no memory", where);
}

/* ---- statements ---- */

struct db_value
db_text(const char *s)
{
	return (struct db_value){
		.kind = s ? DB_KIND_TEXT : DB_KIND_NULL, .p = s, .len = s ? strlen(s) : 0
	};
}

struct db_value
db_stated(const char *s)
{
	return db_text(s && *s ? s : NULL);
}

static struct query *
prepare(struct ledger *l, const char *sql)
{
	struct query *q = calloc(1, sizeof *q);

	if (!q) {
		say_nomem("ledger");
		return NULL;
	}
	if (sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL) !=
	    SQLITE_OK) {
		say_sqlite(l, "prepare a statement");
		free(q);
		return NULL;
	}
	assert(q->stmt);
	q->l = l;
	q->next = l->queries;
	l->queries = q;
	return q;
}

/* Moves a statement to the front: the busiest are found first. */
static struct query *
find_idle(struct ledger *l, const char *sql)
{
	for (struct query **p = &l->queries; *p; p = &(*p)->next) {
		struct query *q = *p;

		if (q->busy || strcmp(sqlite3_sql(q->stmt), sql) != 0)
			continue;
		*p = q->next;
		q->next = l->queries;
		l->queries = q;
		return q;
	}
	return NULL;
}

static int
bind_one(sqlite3_stmt *s, int i, const struct db_value *v)
{
	switch (v->kind) {
	case DB_KIND_INT: return sqlite3_bind_int64(s, i, v->i);
	case DB_KIND_REAL: return sqlite3_bind_double(s, i, v->d);
	case DB_KIND_TEXT:
		return sqlite3_bind_text64(s, i, v->p, v->len, SQLITE_STATIC, SQLITE_UTF8);
	case DB_KIND_BLOB:
		if (v->len == 0)
			return sqlite3_bind_zeroblob(s, i, 0);
		return sqlite3_bind_blob64(s, i, v->p, v->len, SQLITE_STATIC);
	case DB_KIND_NULL:
	case DB_KIND_END: break;
	}
	return sqlite3_bind_null(s, i);
}

static int
bind_all(struct query *q, const struct db_value *v)
{
	int n = 0;

	for (; v && v->kind != DB_KIND_END; v++)
		if (bind_one(q->stmt, ++n, v) != SQLITE_OK)
			return say_sqlite(q->l, "bind a value");
	assert(n == sqlite3_bind_parameter_count(q->stmt));
	return 0;
}

/* Back to the ledger, or, where the caller keeps it, ready for the next use. */
static void
give_back(struct query *q)
{
	sqlite3_reset(q->stmt);
	if (!q->kept)
		q->busy = false;
}

struct query *
db_query(struct ledger *l, const char *sql, const struct db_value *values)
{
	struct query *q = find_idle(l, sql);

	if (!q)
		q = prepare(l, sql);
	if (!q)
		return NULL;
	q->busy = true;
	q->kept = false;
	if (bind_all(q, values) == 0)
		return q;
	give_back(q);
	return NULL;
}

int
db_step(struct query *q)
{
	int rc;

	if (!q)
		return -1;
	assert(q->busy);
	rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		say_sqlite(q->l, sqlite3_stmt_readonly(q->stmt) ? "read" : "write");
	give_back(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

void
db_reset(struct query *q)
{
	if (q)
		give_back(q);
}

struct query *
db_prepare(struct ledger *l, const char *sql)
{
	struct query *q = find_idle(l, sql);

	if (!q)
		q = prepare(l, sql);
	if (q)
		q->busy = q->kept = true;
	return q;
}

int
db_bind(struct query *q, const struct db_value *values)
{
	if (!q)
		return -1;
	sqlite3_reset(q->stmt);
	return bind_all(q, values);
}

int
db_run(struct query *q, const struct db_value *values)
{
	int more;

	if (db_bind(q, values) != 0)
		return -1;
	more = db_step(q);
	assert(more <= 0);
	return more;
}

void
db_release(struct query *q)
{
	if (!q)
		return;
	sqlite3_clear_bindings(q->stmt);
	q->kept = false;
	give_back(q);
}

int
db_exec(struct ledger *l, const char *sql, const struct db_value *values)
{
	struct query *q = db_query(l, sql, values);
	int more = db_step(q);

	assert(more <= 0);
	return more;
}

int
db_script(struct ledger *l, const char *sql)
{
	return sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : say_sqlite(l, "write");
}

int
db_hold_references(struct ledger *l, bool hold)
{
	assert(!l->begun_file);
	return db_script(l, hold ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
}

int
db_clear_temporary(struct ledger *l)
{
	assert(!l->begun_file);
	/* a change of where it lives closes and forgets the temporary database */
	return db_script(l, "PRAGMA temp_store=DEFAULT; PRAGMA temp_store=FILE");
}

int
db_one_int(struct ledger *l, const char *sql, const struct db_value *values, int64_t *out)
{
	struct query *q = db_query(l, sql, values);
	int more = db_step(q);

	if (more <= 0)
		return more;
	more = db_col_null(q, 0) ? 0 : 1;
	if (more)
		*out = db_col_int(q, 0);
	db_reset(q);
	return more;
}

int
db_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

int64_t
db_last_id(struct ledger *l)
{
	return sqlite3_last_insert_rowid(l->db);
}

int64_t
db_changes(struct ledger *l)
{
	return sqlite3_changes64(l->db);
}

/* ---- transactions ---- */

static int
begin(struct ledger *l, const char *sql, const char *file, int line)
{
	assert(!l->begun_file);
	if (db_exec(l, sql, DB_NONE) != 0)
		return -1;
	l->begun_file = file;
	l->begun_line = line;
	return 0;
}

int
db_begin_at(struct ledger *l, const char *file, int line)
{
	return begin(l, "BEGIN IMMEDIATE", file, line);
}

int
db_begin_read_at(struct ledger *l, const char *file, int line)
{
	return begin(l, "BEGIN", file, line);
}

int
db_commit(struct ledger *l)
{
	assert(l->begun_file);
	if (db_exec(l, "COMMIT", DB_NONE) != 0) {
		db_rollback(l);
		return -1;
	}
	l->begun_file = NULL;
	return 0;
}

void
db_rollback(struct ledger *l)
{
	if (!l || !l->begun_file)
		return;
	for (struct query *q = l->queries; q; q = q->next)
		sqlite3_reset(q->stmt);
	if (!sqlite3_get_autocommit(l->db))
		sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
	l->begun_file = NULL;
}

bool
db_in_transaction(const struct ledger *l)
{
	return l->begun_file != NULL;
}

const char *
db_path(const struct ledger *l)
{
	return l->path;
}

/* ---- the connection ---- */

/* sha256(X): for statements of the program; of text its bytes, NULL of NULL. */
static void
sql_sha256(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	uint8_t hash[DIGEST_LEN];
	const void *p = sqlite3_value_blob(argv[0]);

	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	if (digest_sha256(p ? p : "", (size_t)sqlite3_value_bytes(argv[0]), hash) != 0)
		sqlite3_result_error_nomem(ctx);
	else
		sqlite3_result_blob(ctx, hash, sizeof hash, SQLITE_TRANSIENT);
}

void
db_close(struct ledger *l)
{
	struct query *next;

	if (!l)
		return;
	db_rollback(l);
	for (struct query *q = l->queries; q; q = next) {
		next = q->next;
		sqlite3_finalize(q->stmt);
		free(q);
	}
	sqlite3_close(l->db);
	free(l->path);
	free(l);
}

/* path as a URI, whatever stands in it */
static struct text
immutable_uri(const char *path)
{
	struct text t = { 0 };

	text_add(&t, "file:");
	for (; *path; path++) {
		if (strchr("?#%", *path))
			text_addf(&t, "%%%02x", (unsigned char)*path);
		else
			text_addc(&t, *path);
	}
	text_add(&t, "?immutable=1");
	return t;
}

static int
open_file(struct ledger *l, enum db_access access)
{
	const int flags = access == DB_ACCESS_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	struct text uri = { 0 };
	int rc;

	if (access == DB_ACCESS_IMMUTABLE)
		uri = immutable_uri(l->path);
	rc = sqlite3_open_v2(uri.s ? uri.s : l->path, &l->db,
	    flags | SQLITE_OPEN_NOMUTEX | (uri.s ? SQLITE_OPEN_URI : 0), NULL);
	text_free(&uri);
	return rc == SQLITE_OK ? 0 : say_sqlite(l, "open");
}

struct ledger *
db_connect(const char *path, enum db_access access)
{
	const int fn = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	struct ledger *l = calloc(1, sizeof *l);
	char pragmas[256];

	if (!l || !(l->path = strdup(path))) {
		say_nomem("ledger");
		goto fail;
	}
	if (open_file(l, access) != 0)
		goto fail;
	sqlite3_extended_result_codes(l->db, 1);
	sqlite3_busy_timeout(l->db, BUSY_MS);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_create_function_v2(l->db, "sha256", 1, fn, NULL, sql_sha256, NULL, NULL, NULL);
	snprintf(pragmas, sizeof pragmas,
	    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA synchronous=FULL;"
	    "PRAGMA temp_store=FILE; PRAGMA temp.page_size=%d; PRAGMA cache_size=-%d;"
	    "PRAGMA cell_size_check=ON",
	    TEMP_PAGE, CACHE_KIB);
	if (db_script(l, pragmas) != 0)
		goto fail;
	return l;
fail:
	db_close(l);
	return NULL;
}

bool
db_writable(const struct ledger *l)
{
	return sqlite3_db_readonly(l->db, "main") == 0;
}
