/* The ledger's file: who may read it, what may be changed in it, what a failure leaves. */
#include "tests/unit/cmocka_all.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/rowsum.h"
#include "tests/unit/said.h"

static char dir[] = "/tmp/selfaudit-db-XXXXXX";
static char path[64], wal[80];

static const struct ledger_birth birth = { "Example CA", NULL, 1790000000, "tester",
	"selfaudit test" };

static int
make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/l.db", dir);
	snprintf(wal, sizeof wal, "%s-wal", path);
	return ledger_create(path, &birth);
}

static int
remove_dir(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char file[100];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof file, "%s%s", path, ends[i]);
		unlink(file);
	}
	return rmdir(dir);
}

static void
test_mode(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	struct stat st;

	(void)state;
	assert_non_null(l);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(db_begin(l), 0);
	assert_int_equal(db_exec(l, "INSERT INTO method (text) VALUES ('x')", DB_NONE), 0);
	assert_int_equal(db_commit(l), 0);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	ledger_close(l);
}

static void
test_created_once(void **state)
{
	struct said said;
	struct stat before, after;

	(void)state;
	assert_int_equal(stat(path, &before), 0);
	said_begin(&said);
	assert_int_equal(ledger_create(path, &birth), -1);
	assert_non_null(strstr(said_end(&said), "expected to make a new file"));
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void
test_name_refused(void **state)
{
	struct ledger_birth b = birth;
	struct said said;
	char other[80];

	(void)state;
	snprintf(other, sizeof other, "%s/other.db", dir);
	b.ca = "two\nlines";
	said_begin(&said);
	assert_int_equal(ledger_create(other, &b), -1);
	assert_non_null(strstr(said_end(&said), "found byte 0x0a"));
	assert_int_not_equal(access(other, F_OK), 0);
}

/* Every table refuses UPDATE and DELETE, and REPLACE, which deletes in silence. */
static void
test_frozen(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	struct query *q;
	struct said said;
	int tables = 0;

	(void)state;
	assert_non_null(l);
	assert_int_equal(db_exec(l, "INSERT INTO method (text) VALUES ('http-01')", DB_NONE), 0);
	said_begin(&said);
	assert_int_equal(db_exec(l, "UPDATE method SET text = 'dns-01'", DB_NONE), -1);
	assert_int_equal(db_exec(l, "DELETE FROM method", DB_NONE), -1);
	assert_int_equal(
	    db_exec(l, "INSERT OR REPLACE INTO method (text) VALUES ('http-01')", DB_NONE), -1);
	assert_non_null(strstr(said_end(&said), "facts are frozen"));
	q = db_query(l,
	    "SELECT t.name, (SELECT count(*) FROM sqlite_schema g WHERE g.type = 'trigger'"
	    " AND g.tbl_name = t.name) FROM sqlite_schema t WHERE t.type = 'table'",
	    DB_NONE);
	while (db_step(q) > 0) {
		assert_int_equal(db_col_int(q, 1), 2);
		tables++;
	}
	assert_true(tables > 25);
	ledger_close(l);
}

static void
test_foreign_keys(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	struct said said;

	(void)state;
	said_begin(&said);
	assert_int_equal(
	    db_exec(l, "INSERT INTO reject VALUES (?1, 1, 'a:1', 'r', 'x')", DB(db_int(99))), -1);
	assert_non_null(strstr(said_end(&said), "FOREIGN KEY"));
	ledger_close(l);
}

static void
test_rollback_names_place(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	struct said said;
	int64_t n = -1;

	(void)state;
	assert_int_equal(db_begin(l), 0);
	assert_int_equal(db_exec(l, "INSERT INTO method (text) VALUES ('lost')", DB_NONE), 0);
	said_begin(&said);
	assert_int_equal(db_exec(l, "INSERT INTO method (text) VALUES ('lost')", DB_NONE), -1);
	assert_non_null(strstr(said_end(&said), "transaction of tests/unit/test_db.c:"));
	db_rollback(l);
	assert_false(db_in_transaction(l));
	assert_int_equal(
	    db_one_int(l, "SELECT count(*) FROM method WHERE text = 'lost'", DB_NONE, &n), 1);
	assert_int_equal(n, 0);
	ledger_close(l);
}

/* A reader sees the ledger as it was while a writer is in the middle. */
static void
test_reader_beside_writer(void **state)
{
	struct ledger *w = ledger_open(path, LEDGER_WRITE), *r;
	struct said said;
	int64_t before = -1, during = -1;

	(void)state;
	assert_int_equal(db_one_int(w, "SELECT count(*) FROM method", DB_NONE, &before), 1);
	assert_int_equal(db_begin(w), 0);
	assert_int_equal(db_exec(w, "INSERT INTO method (text) VALUES ('unseen')", DB_NONE), 0);
	r = ledger_open(path, LEDGER_READ);
	assert_non_null(r);
	assert_false(db_writable(r));
	assert_int_equal(db_one_int(r, "SELECT count(*) FROM method", DB_NONE, &during), 1);
	assert_int_equal(during, before);
	said_begin(&said);
	assert_int_equal(db_exec(r, "INSERT INTO method (text) VALUES ('no')", DB_NONE), -1);
	assert_non_null(strstr(said_end(&said), "readonly"));
	db_rollback(w);
	ledger_close(r);
	ledger_close(w);
}

/* Views made from another text are made anew by a writer, for itself alone by a reader. */
static void
test_views_renewed(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	int64_t n;

	(void)state;
	assert_int_equal(db_script(l, "DROP VIEW views_sha256; CREATE VIEW views_sha256 AS SELECT"
				      " 'old' AS sha256; DROP VIEW imports;"
				      "CREATE VIEW stale AS SELECT 1 AS one"),
	    0);
	ledger_close(l);

	l = ledger_open(path, LEDGER_READ);
	assert_non_null(l);
	assert_int_equal(db_one_int(l, "SELECT count(*) FROM imports", DB_NONE, &n), 1);
	assert_int_equal(db_one_int(l, "SELECT one FROM stale", DB_NONE, &n), 1);
	ledger_close(l);

	l = ledger_open(path, LEDGER_WRITE);
	assert_non_null(l);
	assert_int_equal(db_one_int(l, "SELECT count(*) FROM imports", DB_NONE, &n), 1);
	assert_int_equal(
	    db_one_int(l, "SELECT count(*) FROM sqlite_schema WHERE name = 'stale'", DB_NONE, &n),
	    1);
	assert_int_equal(n, 0);
	ledger_close(l);
}

static void
test_foreign_file(void **state)
{
	struct said said;
	char other[80];
	FILE *f;

	(void)state;
	snprintf(other, sizeof other, "%s/other.db", dir);
	f = fopen(other, "w");
	fputs("this is no database, but it is long enough to look like one to somebody\n", f);
	for (int i = 0; i < 100; i++)
		fputs("0123456789\n", f);
	fclose(f);
	said_begin(&said);
	assert_null(ledger_open(other, LEDGER_READ));
	assert_non_null(strstr(said_end(&said), "is no selfaudit ledger: expected one that init made, found text"));
	assert_int_equal(truncate(other, 0), 0);
	said_begin(&said);
	assert_null(ledger_open(other, LEDGER_WRITE));
	assert_non_null(strstr(said_end(&said), "is no selfaudit ledger: expected one that init made, found an empty file"));
	unlink(other);
	said_begin(&said);
	assert_null(ledger_open(other, LEDGER_WRITE));
	assert_non_null(strstr(said_end(&said), "selfaudit init"));
}

/* Sets a header field of the ledger, opens it, sets it back; what was said. */
static const char *
open_with(const char *field, const char *value, const char *back)
{
	static struct said said;
	struct ledger *l = db_connect(path, DB_ACCESS_WRITE);
	char sql[80];
	int lines = 0;

	assert_non_null(l);
	snprintf(sql, sizeof sql, "PRAGMA %s=%s", field, value);
	assert_int_equal(db_script(l, sql), 0);
	said_begin(&said);
	for (int mode = LEDGER_READ; mode <= LEDGER_WRITE; mode++)
		assert_null(ledger_open(path, (enum ledger_mode)mode));
	snprintf(sql, sizeof sql, "PRAGMA %s=%s", field, back);
	assert_int_equal(db_script(l, sql), 0);
	db_close(l);
	said_end(&said);
	for (const char *p = said.text; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 2); /* one each */
	return said.text;
}

/* What another program, or another version of this one, made is refused in one line each time. */
static void
test_other_version(void **state)
{
	struct ledger *l;
	const char *said;

	(void)state;
	said = open_with("user_version", "2", "1");
	assert_non_null(strstr(said, "expected version 1, found 2, made by a newer selfaudit\n"));
	said = open_with("user_version", "0", "1");
	assert_non_null(strstr(said, "expected version 1, found 0, which none has\n"));
	said = open_with("application_id", "-1", "0x53416c67");
	assert_non_null(strstr(said, "is no selfaudit ledger: expected one that init made, found a database of another program\n"));
	l = ledger_open(path, LEDGER_WRITE);
	assert_non_null(l);
	ledger_close(l);
}

/* The same statement may be asked while it is being stepped; values come back as bound. */
static void
test_values(void **state)
{
	static const char sql[] = "SELECT ?1, ?2, ?3, ?4, ?5 UNION ALL SELECT 1, 2, 3, 4, 5";
	struct ledger *l = ledger_open(path, LEDGER_READ);
	uint8_t hash[32], found[32];
	size_t len;
	struct query *a, *b;

	(void)state;
	memset(hash, 7, sizeof hash);
	a = db_query(l, sql,
	    DB(db_int(-5), db_text("a"), db_stated(""), db_hash(hash), db_at(INSTANT_NONE)));
	assert_int_equal(db_step(a), 1);
	b = db_query(
	    l, sql, DB(db_blob("", 0), db_real(0.5), db_count(-1), db_null(), db_text(NULL)));
	assert_ptr_not_equal(a, b);
	assert_int_equal(db_step(b), 1);
	assert_int_equal(db_col_int(a, 0), -5);
	assert_string_equal(db_col_text(a, 1), "a");
	assert_true(db_col_null(a, 2));
	assert_true(db_col_hash(a, 3, found));
	assert_int_equal(found[31], 7);
	assert_true(db_col_at(a, 4) == INSTANT_NONE);
	assert_non_null(db_col_blob(b, 0, &len));
	assert_int_equal(len, 0);
	assert_true(db_col_real(b, 1) == 0.5);
	assert_int_equal(db_col_count_or(b, 2, -1), -1);
	assert_string_equal(db_col_text(b, 4), "");
	assert_false(db_col_hash(b, 3, found));
	assert_int_equal(db_step(b), 1);
	assert_int_equal(db_step(b), 0);
	db_reset(a);
	ledger_close(l);
}

/* FIPS 180-4 example: SHA-256("abc") = ba7816bf 8f01cfea ... f20015ad */
static void
test_sha256(void **state)
{
	struct ledger *l = ledger_open(path, LEDGER_READ);
	struct query *q = db_query(l, "SELECT lower(hex(sha256('abc'))), sha256(NULL)", DB_NONE);

	(void)state;
	assert_int_equal(db_step(q), 1);
	assert_string_equal(
	    db_col_text(q, 0), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(db_col_null(q, 1));
	db_reset(q);
	ledger_close(l);
}

/*
 * Rows as SQL literals: the sums are sha256sum of what sqlite3 3.40's .mode quote
 * prints for the same query, the second without its first column.
 */
static void
test_rowsum(void **state)
{
	static const char sql[] =
	    "SELECT NULL, 0, -9223372036854775807 - 1, '', 'it''s', '''', 'a''''b''', '\xc3\xa9,x',"
	    " x'', x'00ff27', zeroblob(64), CAST(zeroblob(63) || 'AB' AS BLOB), zeroblob(129)"
	    " UNION ALL SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 'a', NULL, 13";
	static const char *const sums[] = {
		"2 d3b3d6fe5d50ca34b5e6506b31f0ece917182e11fdb93696694bef2eea6cca0c",
		"2 22928368ab74e155f931d608ed46d8ecbe5731cb76213467fb503f6aa52dfa6b",
	};
	struct ledger *l = ledger_open(path, LEDGER_READ);
	struct rowsum s = { 0 };
	char found[ROWSUM_TEXT];

	(void)state;
	assert_non_null(l);
	for (int from = 0; from < 2; from++) {
		struct query *q = db_query(l, sql, DB_NONE);

		assert_int_equal(rowsum_begin(&s), 0);
		while (db_step(q) > 0)
			assert_int_equal(rowsum_row(&s, q, from), 0);
		rowsum_end(&s, found);
		assert_string_equal(found, sums[from]);
	}
	for (int rows = 1; rows >= 0; rows--) { /* printf '1\n' | sha256sum */
		struct query *q = db_query(l, "SELECT 1 WHERE ?1", DB(db_int(rows)));

		assert_int_equal(rowsum_begin(&s), 0);
		while (db_step(q) > 0)
			assert_int_equal(rowsum_row(&s, q, 0), 0);
		rowsum_end(&s, found);
		assert_string_equal(found, rows == 0 ? "" :
		    "1 4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865");
	}
	rowsum_free(&s);
	ledger_close(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mode),
		cmocka_unit_test(test_created_once),
		cmocka_unit_test(test_name_refused),
		cmocka_unit_test(test_frozen),
		cmocka_unit_test(test_foreign_keys),
		cmocka_unit_test(test_rollback_names_place),
		cmocka_unit_test(test_reader_beside_writer),
		cmocka_unit_test(test_views_renewed),
		cmocka_unit_test(test_foreign_file),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_rowsum),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
