/*
 * The ledger: certificates and validations imported, units read, units judged.
 *
 *	bench_ledger FOLDER-OF-THE-GENERATOR SCRATCH-FOLDER
 */
#include <sqlite3.h>
#include <unistd.h>

#include "base/cert.h"
#include "base/digest.h"
#include "base/text.h"
#include "checks/check.h"
#include "cli/judging.h"
#include "ledger/import.h"
#include "ledger/ledger.h"
#include "ledger/unit_cursor.h"
#include "tests/bench/certs.h"

struct bench {
	const char *from;	      /* of the generator */
	char bare[512], filled[512]; /* databases: bare loops, the program's own */
	struct certs certs;
	char **names; /* certificate by certificate */
	size_t *end;  /* of certificate i: names before end[i] */
	uint8_t *hashes;
	uint64_t validations;
	unsigned seen; /* so that nothing read is left out by a compiler */
};

/* ---- databases ---- */

static void
remove_db(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char file[600];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(file, sizeof file, "%s%s", path, ends[i]);
		unlink(file);
	}
}

static sqlite3 *
bare_open(const char *path, const char *sql)
{
	sqlite3 *db;

	remove_db(path);
	bench_need(sqlite3_open(path, &db) == SQLITE_OK &&
		       sqlite3_exec(db,
			   "PRAGMA page_size=8192; PRAGMA journal_mode=WAL;"
			   "PRAGMA synchronous=FULL; PRAGMA cache_size=-32768",
			   NULL, NULL, NULL) == SQLITE_OK &&
		       sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
	    "a database");
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	bench_need(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK, "a statement");
	return s;
}

static void
run(sqlite3_stmt *s)
{
	bench_need(sqlite3_step(s) == SQLITE_DONE, "a row written");
	sqlite3_reset(s);
}

static void
ledger_new(const char *path)
{
	const struct ledger_birth birth = { "Bench CA", NULL, 0, "bench", "bench" };

	remove_db(path);
	bench_need(ledger_create(path, &birth) == 0, "a ledger");
}

static uint64_t
import(const char *path, enum import_kind kind, const char *folder, const char *name)
{
	const struct import_options options = {
		.extracted_at = INSTANT_NONE, .expected = -1, .by = "bench", .program = "bench"
	};
	struct ledger *l = ledger_open(path, LEDGER_WRITE);
	struct import_result result;
	char file[512];
	uint64_t n;

	snprintf(file, sizeof file, "%s/%s", folder, name);
	bench_need(l && import_file(l, kind, file, &options, &result) == 0, "an import");
	n = result.new;
	import_result_free(&result);
	ledger_close(l);
	return n;
}

/* ---- certificates ---- */

static void
decode(struct bench *b)
{
	struct cert *c = cert_new();
	size_t n = 0, cap = 0;

	b->end = calloc(b->certs.count, sizeof *b->end);
	b->hashes = malloc(b->certs.count * DIGEST_LEN);
	bench_need(c && b->end && b->hashes, "memory");
	for (size_t i = 0; i < b->certs.count; i++) {
		const struct certs_one *one = &b->certs.one[i];

		bench_need(cert_decode(c, one->der, one->len) == 0 &&
			       digest_sha256(one->der, one->len, b->hashes + i * DIGEST_LEN) == 0,
		    "a certificate");
		for (size_t k = 0; k < c->name_count; k++) {
			if (n == cap) {
				cap = cap ? 2 * cap : 1024;
				b->names = realloc(b->names, cap * sizeof *b->names);
				bench_need(b->names, "memory");
			}
			b->names[n] = strdup(c->names[k].text);
			bench_need(b->names[n++], "memory");
		}
		b->end[i] = n;
	}
	cert_free(c);
}

/* Out of memory, decoded and hashed beforehand: rows alone. */
static void
write_bare(void *ctx)
{
	struct bench *b = ctx;
	sqlite3 *db = bare_open(b->bare,
	    "CREATE TABLE cert (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE);"
	    "CREATE TABLE der (id INTEGER PRIMARY KEY, der BLOB NOT NULL);"
	    "CREATE TABLE name (id INTEGER NOT NULL, ord INTEGER NOT NULL, name TEXT NOT NULL,"
	    " PRIMARY KEY (id, ord)) WITHOUT ROWID; BEGIN");
	sqlite3_stmt *cert = prepare(db, "INSERT INTO cert VALUES (?1, ?2)"),
		     *der = prepare(db, "INSERT INTO der VALUES (?1, ?2)"),
		     *name = prepare(db, "INSERT INTO name VALUES (?1, ?2, ?3)");

	for (size_t i = 0, k = 0; i < b->certs.count; i++) {
		const struct certs_one *one = &b->certs.one[i];

		sqlite3_bind_int64(cert, 1, (sqlite3_int64)i);
		sqlite3_bind_blob(
		    cert, 2, b->hashes + i * DIGEST_LEN, DIGEST_LEN, SQLITE_STATIC);
		run(cert);
		sqlite3_bind_int64(der, 1, (sqlite3_int64)i);
		sqlite3_bind_blob64(der, 2, one->der, one->len, SQLITE_STATIC);
		run(der);
		for (int ord = 0; k < b->end[i]; k++, ord++) {
			sqlite3_bind_int64(name, 1, (sqlite3_int64)i);
			sqlite3_bind_int(name, 2, ord);
			sqlite3_bind_text(name, 3, b->names[k], -1, SQLITE_STATIC);
			run(name);
		}
	}
	sqlite3_finalize(cert);
	sqlite3_finalize(der);
	sqlite3_finalize(name);
	bench_need(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "a commit");
	sqlite3_close(db);
}

static void
import_certs(void *ctx)
{
	struct bench *b = ctx;

	ledger_new(b->filled);
	bench_need(import(b->filled, IMPORT_CERTS, b->from, "certs.pem") == b->certs.count,
	    "all certificates");
}

/* ---- validations ---- */

static void
import_validations(void *ctx)
{
	struct bench *b = ctx;

	ledger_new(b->filled);
	b->validations = import(b->filled, IMPORT_VALIDATIONS, b->from, "validations.csv");
}

/* The table of the import before, row by row into an empty one. */
static void
copy_bare(void *ctx)
{
	struct bench *b = ctx;
	sqlite3 *db = bare_open(b->bare, "");
	sqlite3_stmt *s = prepare(db, "ATTACH ?1 AS filled");

	sqlite3_bind_text(s, 1, b->filled, -1, SQLITE_STATIC);
	run(s);
	sqlite3_finalize(s);
	s = prepare(db, "SELECT sql FROM filled.sqlite_schema WHERE name = 'validation'");
	bench_need(sqlite3_step(s) == SQLITE_ROW &&
		       sqlite3_exec(db, (const char *)sqlite3_column_text(s, 0), NULL, NULL,
			   NULL) == SQLITE_OK,
	    "the table");
	sqlite3_finalize(s);
	/* the order by columns keeps SQLite from copying pages as they are */
	bench_need(sqlite3_exec(db,
		       "INSERT INTO main.validation SELECT * FROM filled.validation"
		       " ORDER BY ref_kind, ref",
		       NULL, NULL, NULL) == SQLITE_OK,
	    "a copy");
	sqlite3_close(db);
}

/* ---- units ---- */

static void
take_row(struct bench *b, sqlite3_stmt *s)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const unsigned char *text = sqlite3_column_text(s, i);

		b->seen += text ? *text : 0;
	}
}

/* Three scans in the order of their tables, put side by side by their keys. */
static void
scan_bare(void *ctx)
{
	struct bench *b = ctx;
	sqlite3 *db;
	sqlite3_stmt *cert, *name, *validation;
	size_t n = 0;
	int more_names, more_validations;

	bench_need(sqlite3_open(b->filled, &db) == SQLITE_OK, "a database");
	cert = prepare(db, "SELECT id, sha256, serial, subject, type, not_before, not_after FROM"
			   " cert ORDER BY id");
	name = prepare(db, "SELECT cert_id, kind, name FROM cert_name ORDER BY cert_id, ord");
	validation = prepare(db,
	    "SELECT ref, name, adn, method_id, validated_at FROM validation ORDER BY ref_kind, ref");
	more_names = sqlite3_step(name);
	more_validations = sqlite3_step(validation);
	for (; sqlite3_step(cert) == SQLITE_ROW; n++) {
		const void *sha256 = sqlite3_column_blob(cert, 1);

		while (more_names == SQLITE_ROW &&
		    sqlite3_column_int64(name, 0) == sqlite3_column_int64(cert, 0)) {
			take_row(b, name);
			more_names = sqlite3_step(name);
		}
		while (more_validations == SQLITE_ROW &&
		    memcmp(sqlite3_column_blob(validation, 0), sha256, DIGEST_LEN) <= 0) {
			take_row(b, validation);
			more_validations = sqlite3_step(validation);
		}
		take_row(b, cert);
	}
	sqlite3_finalize(cert);
	sqlite3_finalize(name);
	sqlite3_finalize(validation);
	sqlite3_close(db);
	bench_need(n == b->certs.count, "all certificates");
}

static void
pump(struct bench *b, bool judged)
{
	struct ledger *l = ledger_open(b->filled, LEDGER_READ);
	struct unit_cursor_query q = { .scope = UNIT_CURSOR_LEDGER, .der = judged };
	struct judging j = { 0 };
	struct verdict v = { 0 };
	struct unit_cursor *c;
	const struct unit *u;
	size_t n = 0;

	bench_need(l, "a ledger");
	bench_need(judging_open(&j, l, &(struct judging_query){ .rules_on = INSTANT_NONE }) == 0,
	    "the rules");
	c = unit_cursor_open(l, &q);
	bench_need(c, "a cursor");
	for (; unit_cursor_next(c, &u) > 0; n++)
		bench_need(!judged || check_unit(j.check, u, &v) == 0, "a verdict");
	bench_need(n == b->certs.count, "all certificates");
	unit_cursor_close(c);
	verdict_free(&v);
	judging_close(&j);
	ledger_close(l);
}

static void
read_units(void *ctx)
{
	pump(ctx, false);
}

static void
judge_units(void *ctx)
{
	pump(ctx, true);
}

int
main(int argc, char **argv)
{
	struct bench b = { 0 };
	char pem[512];

	bench_need(argc == 3, "two arguments");
	b.from = argv[1];
	snprintf(pem, sizeof pem, "%s/certs.pem", argv[1]);
	snprintf(b.bare, sizeof b.bare, "%s/bare.db", argv[2]);
	snprintf(b.filled, sizeof b.filled, "%s/filled.db", argv[2]);
	b.certs = certs_load(pem);
	decode(&b);
	import_validations(&b);
	bench_compare("validations imported", import_validations, "copied bare from table to table",
	    copy_bare, b.validations, &b);
	bench_compare("certificates imported", import_certs,
	    "written bare: hash, DER, names, one index", write_bare, b.certs.count, &b);
	import(b.filled, IMPORT_VALIDATIONS, b.from, "validations.csv");
	import(b.filled, IMPORT_CPS, b.from, "tls-cps.yaml");
	bench_compare("certificates read with their evidence", read_units,
	    "three bare scans side by side", scan_bare, b.certs.count, &b);
	bench_compare("certificates judged by every rule", judge_units,
	    "three bare scans side by side", scan_bare, b.certs.count, &b);
	remove_db(b.bare);
	remove_db(b.filled);
	certs_free(&b.certs);
	for (size_t i = 0; b.names && i < b.end[b.certs.count - 1]; i++)
		free(b.names[i]);
	free(b.names);
	free(b.end);
	free(b.hashes);
	return 0;
}
