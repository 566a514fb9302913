/*
 * floor - what SQLite alone costs on this machine, now: rows of certificates,
 * DER and two names each, appended bare in one transaction of a WAL database
 * with synchronous=FULL, nothing decoded, nothing sorted, one unique index.
 *
 * floor FILE ROWS DER_BYTES; prints rows a second.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NAMES 2

static uint64_t state = UINT64_C(88172645463325252);

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
must(sqlite3 *db, int ok)
{
	if (ok)
		return;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
	exit(2);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	must(db, sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
	return s;
}

static void
run(sqlite3 *db, sqlite3_stmt *s)
{
	must(db, sqlite3_step(s) == SQLITE_DONE);
	sqlite3_reset(s);
}

int
main(int argc, char **argv)
{
	static const char schema[] =
	    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "PRAGMA cache_size=-131072;"
	    "CREATE TABLE cert (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, serial TEXT,"
	    " subject TEXT, not_before INTEGER, not_after INTEGER, spki BLOB) STRICT;"
	    "CREATE UNIQUE INDEX cert_sha256 ON cert (sha256);"
	    "CREATE TABLE cert_der (id INTEGER PRIMARY KEY, der BLOB NOT NULL) STRICT;"
	    "CREATE TABLE cert_name (id INTEGER, ord INTEGER, name TEXT, PRIMARY KEY (id, ord))"
	    " STRICT, WITHOUT ROWID; BEGIN IMMEDIATE";
	long rows = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	int len = argc == 4 ? (int)strtol(argv[3], NULL, 10) : 0;
	sqlite3 *db = NULL;
	sqlite3_stmt *cert, *der, *name;
	uint8_t *bytes = malloc((size_t)len + 32);
	double begun;

	if (rows <= 0 || len < 64 || !bytes || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return fprintf(stderr, "usage: floor FILE ROWS DER_BYTES\n"), 2;
	for (int i = 0; i < len; i++)
		bytes[i] = (uint8_t)next();
	begun = now();
	must(db, sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK);
	cert = prepare(db, "INSERT INTO cert VALUES (?1, ?2, ?3, ?4, 1, 2, ?2)");
	der = prepare(db, "INSERT INTO cert_der VALUES (?1, ?2)");
	name = prepare(db, "INSERT INTO cert_name VALUES (?1, ?2, ?3)");
	for (long i = 1; i <= rows; i++) {
		uint64_t hash[4] = { next(), next(), next(), next() };
		char text[64];

		memcpy(bytes + 16, hash, 8);
		snprintf(text, sizeof text, "%016llx", (unsigned long long)hash[1]);
		sqlite3_bind_int64(cert, 1, i);
		sqlite3_bind_blob(cert, 2, hash, 32, SQLITE_STATIC);
		sqlite3_bind_text(cert, 3, text, -1, SQLITE_STATIC);
		sqlite3_bind_text(cert, 4, "CN=host.example.com", -1, SQLITE_STATIC);
		run(db, cert);
		sqlite3_bind_int64(der, 1, i);
		sqlite3_bind_blob(der, 2, bytes, len, SQLITE_STATIC);
		run(db, der);
		for (int k = 0; k < NAMES; k++) {
			snprintf(text, sizeof text, "%shost%ld.example.com", k ? "www." : "", i);
			sqlite3_bind_int64(name, 1, i);
			sqlite3_bind_int(name, 2, k);
			sqlite3_bind_text(name, 3, text, -1, SQLITE_STATIC);
			run(db, name);
		}
	}
	sqlite3_finalize(cert);
	sqlite3_finalize(der);
	sqlite3_finalize(name);
	must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
	must(db, sqlite3_close(db) == SQLITE_OK);
	printf("%.0f\n", (double)rows / (now() - begun));
	free(bytes);
	return 0;
}
