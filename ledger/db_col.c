#include <sqlite3.h>
#include <string.h>

#include "ledger/db.h"
#include "ledger/db_part.h"

int64_t
db_col_int(struct query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i);
}

double
db_col_real(struct query *q, int i)
{
	return sqlite3_column_double(q->stmt, i);
}

int64_t
db_col_count_or(struct query *q, int i, int64_t none)
{
	return db_col_null(q, i) ? none : db_col_int(q, i);
}

int64_t
db_col_at(struct query *q, int i)
{
	return db_col_count_or(q, i, INSTANT_NONE);
}

const char *
db_col_text(struct query *q, int i)
{
	const unsigned char *s = sqlite3_column_text(q->stmt, i);

	return s ? (const char *)s : "";
}

const void *
db_col_blob(struct query *q, int i, size_t *len)
{
	const void *p = sqlite3_column_blob(q->stmt, i);

	*len = (size_t)sqlite3_column_bytes(q->stmt, i);
	return p || db_col_null(q, i) ? p : "";
}

bool
db_col_hash(struct query *q, int i, uint8_t out[32])
{
	size_t len;
	const void *p = db_col_blob(q, i, &len);

	memset(out, 0, 32);
	if (!p || len != 32)
		return false;
	memcpy(out, p, 32);
	return true;
}

bool
db_col_null(struct query *q, int i)
{
	return sqlite3_column_type(q->stmt, i) == SQLITE_NULL;
}

const char *
db_col_name(struct query *q, int i)
{
	return sqlite3_column_name(q->stmt, i);
}

enum db_kind
db_col_kind(struct query *q, int i)
{
	switch (sqlite3_column_type(q->stmt, i)) {
	case SQLITE_INTEGER: return DB_KIND_INT;
	case SQLITE_FLOAT: return DB_KIND_REAL;
	case SQLITE_TEXT: return DB_KIND_TEXT;
	case SQLITE_BLOB: return DB_KIND_BLOB;
	default: return DB_KIND_NULL;
	}
}
