/* Units as the cursor reads them: which row leads, when it was issued, which validations speak of
 * it. */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>

#include "base/digest.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/population.h"
#include "ledger/unit_cursor.h"

static char dir[] = "/tmp/selfaudit-unit-XXXXXX";
static char path[64];
static struct ledger *l;

static void
remove_ledger(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char file[100];

	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof file, "%s%s", path, ends[i]);
		unlink(file);
	}
}

/* A fresh ledger with three imports and two issuers. */
static int
setup(void **state)
{
	static const struct ledger_birth birth = { "Example CA", NULL, 1790000000, "t", "test" };

	(void)state;
	snprintf(dir, sizeof dir, "/tmp/selfaudit-unit-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/l.db", dir);
	if (ledger_create(path, &birth) != 0 || !(l = ledger_open(path, LEDGER_WRITE)))
		return -1;
	for (int i = 1; i <= 3; i++)
		if (db_exec(l,
			"INSERT INTO import (id, kind, file, sha256, bytes, imported_at, "
			"imported_by,"
			" program, read, new, known, rejected) VALUES (?1, 'certs', 'f', "
			"zeroblob(32), 0,"
			" 0, 't', 't', 0, 0, 0, 0)",
			DB(db_int(i))) != 0)
			return -1;
	return db_script(l, "INSERT INTO issuer VALUES (1, x'3001', x'aa', 'CN=CA 1', 'Org 1');"
			    "INSERT INTO issuer VALUES (2, x'3002', x'bb', 'CN=CA 2', 'Org 2');"
			    "INSERT INTO method VALUES (1, 'http-01'), (2, 'dns-01')");
}

static int
teardown(void **state)
{
	(void)state;
	ledger_close(l);
	remove_ledger();
	return rmdir(dir);
}

static void
hash_of(const char *text, uint8_t out[32])
{
	assert_int_equal(digest_sha256(text, strlen(text), out), 0);
}

struct row {
	int64_t id, import_id;
	int form;
	const char *text; /* its fingerprint is the hash of this */
	int64_t issuer_id;
	const char *serial, *names, *account; /* names with spaces between */
	int64_t not_before, sct_at, issued_at;
};

/* ID, IMPORT, FORM, TEXT, ISSUER, SERIAL, NAMES, then what else is stated, by name */
#define ROW(i, import, f, t, issuer, s, n, ...) \
	(&(struct row){ .id = i,                \
	    .import_id = import,                \
	    .form = f,                          \
	    .text = t,                          \
	    .issuer_id = issuer,                \
	    .serial = s,                        \
	    .names = n,                         \
	    __VA_ARGS__ })

static void
add_cert(const struct row *r)
{
	uint8_t sha256[32];
	const char *p = r->names ? r->names : "";

	hash_of(r->text, sha256);
	assert_int_equal(
	    db_exec(l,
		"INSERT INTO cert (id, sha256, import_id, form, class, issuer_id, serial,"
		" subject, type, not_before, not_after, sct_at, policy_oids, key_type,"
		" sig_alg, issued_at, account) VALUES (?1, ?2, ?3, ?4, 'tls', ?5, ?6, '', 1,"
		" ?7, ?7 + 86400, ?8, '', '', '', ?9, ?10)",
		DB(db_int(r->id), db_hash(sha256), db_int(r->import_id), db_int(r->form),
		    db_int(r->issuer_id), db_text(r->serial), db_int(r->not_before),
		    r->sct_at ? db_int(r->sct_at) : db_null(),
		    r->issued_at ? db_int(r->issued_at) : db_null(), db_text(r->account))),
	    0);
	assert_int_equal(
	    db_exec(l, "INSERT INTO serial VALUES (?1, ?2, ?3, ?4)",
		DB(db_text(r->serial), db_int(r->issuer_id), db_int(r->id), db_int(r->form))),
	    0);
	for (int ord = 0; *p; ord++) {
		char name[100];
		size_t n = strcspn(p, " ");

		snprintf(name, sizeof name, "%.*s", (int)n, p);
		assert_int_equal(db_exec(l, "INSERT INTO cert_name VALUES (?1, ?2, ?3, ?4)",
				     DB(db_int(r->id), db_int(ord),
					 db_int(name[0] <= '9' && name[0] >= '0'), db_text(name))),
		    0);
		p += n + (p[n] == ' ');
	}
}

struct proof {
	int ref_kind;
	const char *ref; /* of ref_kind 0 the text whose hash it is */
	const char *name, *adn;
	int kind;
	int64_t import_id, issued_at;
	const char *id; /* its hash is the hash of this */
};

static void
add_validation(const struct proof *p)
{
	uint8_t ref[32], hash[32];

	hash_of(p->ref, ref);
	hash_of(p->id, hash);
	assert_int_equal(
	    db_exec(l,
		"INSERT INTO validation (ref_kind, ref, name, adn, validated_at, method_id,"
		" hash, import_id, kind, issued_at, evidence)"
		" VALUES (?1, ?2, ?3, ?4, 1000, 1, ?5, ?6, ?7, ?8, ?9)",
		DB(db_int(p->ref_kind),
		    p->ref_kind == 0 ? db_hash(ref) : db_blob(p->ref, strlen(p->ref)),
		    db_text(p->name ? p->name : ""), db_text(p->adn ? p->adn : ""), db_hash(hash),
		    db_int(p->import_id ? p->import_id : 1), db_int(p->kind),
		    p->issued_at ? db_int(p->issued_at) : db_null(), db_text(p->id))),
	    0);
}

/* The unit led by a row, as text: state, names each with the ids of their validations, others. */
static const char *
show(const struct unit *u)
{
	static char out[2000];
	static const char *const states[] = { "final", "precert", "serial", "unreadable" };
	size_t n = (size_t)snprintf(out, sizeof out, "%s", states[u->state]);

	for (size_t i = 0; i < u->name_count; i++) {
		n += (size_t)snprintf(out + n, sizeof out - n, " %s[", u->names[i].text);
		for (size_t k = 0; k < u->names[i].validation_count; k++)
			n += (size_t)snprintf(out + n, sizeof out - n, "%s%s%s", k ? "," : "",
			    u->names[i].validations[k]->evidence,
			    u->names[i].validations[k]->after_selection ? "!" : "");
		n += (size_t)snprintf(out + n, sizeof out - n, "]");
	}
	n += (size_t)snprintf(out + n, sizeof out - n, " others[");
	for (size_t k = 0; k < u->other_count; k++)
		n += (size_t)snprintf(
		    out + n, sizeof out - n, "%s%s", k ? "," : "", u->others[k]->evidence);
	snprintf(out + n, sizeof out - n, "]");
	return out;
}

/* Reads the one unit of a query and checks its picture. */
static void
check_one(const struct unit_cursor_query *q, const char *expected)
{
	struct unit_cursor *c = unit_cursor_open(l, q);
	const struct unit *u;

	assert_non_null(c);
	assert_int_equal(unit_cursor_next(c, &u), 1);
	assert_string_equal(show(u), expected);
	assert_int_equal(unit_cursor_next(c, &u), 0);
	unit_cursor_close(c);
}

static void
check_row(int64_t id, const char *expected)
{
	check_one(&(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = id }, expected);
}

/* The leading rows in the order of the cursor, "1 3 4". */
static void
check_leads(int64_t as_of, const char *expected)
{
	struct unit_cursor *c = unit_cursor_open(
	    l, &(struct unit_cursor_query){ .scope = UNIT_CURSOR_LEDGER, .as_of = as_of });
	const struct unit *u;
	char out[200] = "";
	size_t n = 0;

	assert_non_null(c);
	while (unit_cursor_next(c, &u) > 0)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%d", n ? " " : "", (int)u->id);
	unit_cursor_close(c);
	assert_string_equal(out, expected);
}

static void
test_leads(void **state)
{
	(void)state;
	add_cert(ROW(1, 1, 0, "final", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(2, 1, 1, "its precert", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(3, 1, 1, "lone precert", 1, "bb", "b.example", .account = NULL));
	add_cert(ROW(4, 1, 2, "serial", 2, "cc", "", .account = NULL));
	add_cert(ROW(5, 2, 0, "late final", 1, "bb", "b.example", .account = NULL));
	add_cert(ROW(6, 3, 0, "of the serial", 1, "cc", "c.example", .account = NULL));
	db_script(l, "INSERT INTO pair VALUES (2, 1, 1); INSERT INTO pair VALUES (3, 5, 2);"
		     "INSERT INTO superseded VALUES (4, 6, 3)");
	check_leads(1, "1 3 4");
	check_leads(2, "1 4 5");
	check_leads(0, "1 5 6");
	check_row(1, "final a.example[] others[]");
	check_row(
	    3, "final b.example[] others[]"); /* frozen first, it would lead, now with its final */
	check_row(4, "final c.example[] others[]");
	check_one(&(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = 3, .as_of = 1 },
	    "precert b.example[] others[]");
	check_one(&(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = 4, .as_of = 1 },
	    "serial others[]");
}

static void
check_issued(int64_t id, int64_t at, enum issued_source source)
{
	struct unit_cursor *c = unit_cursor_open(
	    l, &(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = id });
	const struct unit *u;
	int64_t skew = source == ISSUED_NOT_BEFORE ? 48 * 3600 : 0; /* BR 7.1.2.7 */

	assert_non_null(c);
	assert_int_equal(unit_cursor_next(c, &u), 1);
	assert_int_equal(u->issued_at, at);
	assert_int_equal(u->issued_source, source);
	assert_int_equal(u->issued_min, at - skew);
	assert_int_equal(u->issued_max, at + skew);
	unit_cursor_close(c);
}

/* Export before claim before SCT before notBefore; among equals the earliest, on both sides of a
 * pair. */
static void
test_issued(void **state)
{
	(void)state;
	add_cert(ROW(1, 1, 0, "a", 1, "a1", "a.example", .account = NULL, .not_before = 5000,
	    .sct_at = 0, .issued_at = 0));
	check_issued(1, 5000, ISSUED_NOT_BEFORE);
	add_cert(ROW(2, 1, 0, "b", 1, "b1", "b.example", .account = NULL, .not_before = 5000,
	    .sct_at = 4900, .issued_at = 0));
	check_issued(2, 4900, ISSUED_SCT);
	db_script(l, "INSERT INTO cert_claim (cert_id, import_id, sct_at) VALUES (2, 2, 4800)");
	check_issued(2, 4800, ISSUED_SCT);
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "b", .name = "b.example", .issued_at = 4700, .id = "v1" });
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "b", .name = "b.example", .issued_at = 4600, .id = "v2" });
	add_validation(&(struct proof){
	    .ref_kind = 1, .ref = "b1", .name = "b.example", .issued_at = 4650, .id = "v3" });
	check_issued(2, 4600, ISSUED_CLAIM);
	db_script(l, "INSERT INTO cert_claim (cert_id, import_id, issued_at) VALUES (2, 3, 4750)");
	check_issued(2, 4750, ISSUED_EXPORT);
	add_cert(ROW(3, 1, 1, "b's precert", 1, "b1", "b.example", .account = NULL,
	    .not_before = 5000, .sct_at = 0, .issued_at = 4740));
	db_script(l, "INSERT INTO pair VALUES (3, 2, 1)");
	check_issued(2, 4740, ISSUED_EXPORT);
}

/* Each kind of reference, and names with and without "*.". */
static void
test_references(void **state)
{
	(void)state;
	add_cert(ROW(1, 1, 0, "final", 1, "aa",
	    "example.com *.example.com www.sub.example.com 192.0.2.1", .account = "acct"));
	add_cert(ROW(2, 1, 1, "precert", 1, "aa", "example.com", .account = NULL));
	add_cert(ROW(3, 1, 0, "twin", 1, "ee", "twin.example", .account = NULL));
	add_cert(ROW(4, 1, 0, "other twin", 2, "ee", "twin.example", .account = NULL));
	db_script(l, "INSERT INTO pair VALUES (2, 1, 1)");
	add_validation(
	    &(struct proof){ .ref_kind = 0, .ref = "final", .name = "example.com", .id = "sha" });
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "precert", .name = "*.example.com", .id = "presha" });
	add_validation(&(struct proof){
	    .ref_kind = 1, .ref = "aa", .name = NULL, .adn = "sub.example.com", .id = "serial" });
	add_validation(&(struct proof){
	    .ref_kind = 1, .ref = "ee", .name = "twin.example", .id = "ambiguous" });
	add_validation(
	    &(struct proof){ .ref_kind = 2, .ref = "77", .name = "192.0.2.1", .id = "authz" });
	add_validation(&(struct proof){
	    .ref_kind = 2, .ref = "78", .name = NULL, .adn = "example.com", .id = "named-authz" });
	add_validation(
	    &(struct proof){ .ref_kind = 2, .ref = "79", .name = "example.com", .id = "unlinked" });
	add_validation(&(struct proof){
	    .ref_kind = 3, .ref = "acct", .name = NULL, .adn = "example.com", .id = "account" });
	add_validation(&(struct proof){
	    .ref_kind = 3, .ref = "acct", .name = "www.sub.example.com", .id = "account-name" });
	add_validation(&(struct proof){
	    .ref_kind = 3, .ref = "acct", .name = "elsewhere.example", .id = "account-else" });
	add_validation(&(struct proof){
	    .ref_kind = 4, .ref = "acct", .name = "Example Inc", .kind = 1, .id = "identity" });
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "final", .name = "stranger.example", .id = "stranger" });
	db_exec(l,
	    "INSERT INTO link VALUES (0, (SELECT sha256 FROM cert WHERE id = 1), '77', '', 1)",
	    DB_NONE);
	db_exec(
	    l, "INSERT INTO link VALUES (1, CAST('aa' AS BLOB), '78', 'example.com', 1)", DB_NONE);
	/* the order within a name is that of the hashes: sha presha named-authz ... computed below
	 */
	struct unit_cursor *c = unit_cursor_open(
	    l, &(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = 1 });
	const struct unit *u;
	static const char *const expected[4][6] = {
		{ "sha", "presha", "named-authz", "account" },
		{ "sha", "presha", "named-authz", "account" },
		{ "serial", "account", "account-name" },
		{ "authz" },
	};

	assert_int_equal(unit_cursor_next(c, &u), 1);
	assert_int_equal(u->name_count, 4);
	for (size_t i = 0; i < 4; i++) {
		size_t wanted = 0;

		while (wanted < 6 && expected[i][wanted])
			wanted++;
		assert_int_equal(u->names[i].validation_count, wanted);
		for (size_t w = 0; w < wanted; w++) {
			bool found = false;

			for (size_t k = 0; k < u->names[i].validation_count; k++)
				found = found || strcmp(u->names[i].validations[k]->evidence,
						     expected[i][w]) == 0;
			assert_true(found);
		}
		for (size_t k = 1; k < u->names[i].validation_count; k++)
			assert_true(memcmp(u->names[i].validations[k - 1]->hash,
					u->names[i].validations[k]->hash, 32) < 0);
	}
	assert_int_equal(u->other_count, 2); /* identity, stranger */
	unit_cursor_close(c);
	check_row(3, "final twin.example[] others[]");
}

/* What came later is invisible as of then, and marked when it came after the selection. */
static void
test_time(void **state)
{
	const struct unit_cursor_query then = {
		.scope = UNIT_CURSOR_ONE, .cert_id = 1, .as_of = 1
	};
	const struct unit_cursor_query marked = {
		.scope = UNIT_CURSOR_ONE, .cert_id = 1, .selection = 2
	};

	(void)state;
	add_cert(ROW(1, 1, 0, "final", 1, "aa", "a.example", .account = NULL));
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "final", .name = "a.example", .import_id = 1, .id = "early" });
	add_validation(&(struct proof){
	    .ref_kind = 0, .ref = "final", .name = "a.example", .import_id = 3, .id = "late" });
	check_one(&then, "final a.example[early] others[]");
	/* SHA-256("early") = f408..., SHA-256("late") = 0890...: sha256sum says so */
	check_one(&marked, "final a.example[late!,early] others[]");
}

/*
 * Against SQL: however rows and hashes are ordered, every validation by
 * certificate is found, and none twice.
 */
static void
test_sweep(void **state)
{
	struct unit_cursor *c;
	const struct unit *u;
	uint64_t x = 88172645463325252u;
	int64_t found = 0, expected = 0;

	(void)state;
	assert_int_equal(db_begin(l), 0);
	for (int i = 1; i <= 400; i++) {
		char text[24], serial[24], id[24];

		snprintf(text, sizeof text, "cert %d", i);
		snprintf(serial, sizeof serial, "%x", i);
		add_cert(ROW(i, 1, 0, text, 1, serial, "a.example", .account = NULL));
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		for (unsigned k = 0; k < x % 4; k++) {
			snprintf(id, sizeof id, "v %d %u", i, k);
			add_validation(&(struct proof){
			    .ref_kind = 0, .ref = text, .name = "a.example", .id = id });
		}
	}
	for (int i = 0; i < 200; i++) { /* of certificates that are not there */
		char text[24], id[24];

		snprintf(text, sizeof text, "absent %d", i);
		snprintf(id, sizeof id, "absent v %d", i);
		add_validation(
		    &(struct proof){ .ref_kind = 0, .ref = text, .name = "a.example", .id = id });
	}
	assert_int_equal(db_commit(l), 0);
	for (int scope = 0; scope < 2; scope++) {
		found = 0;
		c = unit_cursor_open(l, &(struct unit_cursor_query){ .scope = UNIT_CURSOR_LEDGER });
		while (unit_cursor_next(c, &u) > 0) {
			int64_t n = 0;

			assert_int_equal(
			    db_one_int(l,
				"SELECT count(*) FROM validation WHERE ref_kind = 0 AND ref = ?1",
				DB(db_hash(u->fingerprint)), &n),
			    1);
			assert_int_equal(u->names[0].validation_count, n);
			found += n;
		}
		unit_cursor_close(c);
	}
	assert_int_equal(
	    db_one_int(l, "SELECT count(*) FROM validation AS v JOIN cert AS c ON c.sha256 = v.ref",
		DB_NONE, &expected),
	    1);
	assert_int_equal(found, expected);
	assert_true(expected > 300);
}

static void
check_same_serial(int64_t id, int64_t as_of, int expected)
{
	struct unit_cursor *c = unit_cursor_open(l,
	    &(struct unit_cursor_query){
		.scope = UNIT_CURSOR_ONE, .cert_id = id, .as_of = as_of });
	const struct unit *u;

	assert_non_null(c);
	assert_int_equal(unit_cursor_next(c, &u), 1);
	assert_int_equal(u->same_serial, expected);
	unit_cursor_close(c);
}

/* Units, not rows, are counted: a precertificate and its final certificate are one. */
static void
test_same_serial(void **state)
{
	(void)state;
	add_cert(ROW(1, 1, 0, "first", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(2, 1, 1, "its precert", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(3, 1, 0, "of another CA", 2, "aa", "a.example", .account = NULL));
	add_cert(ROW(4, 2, 0, "second", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(5, 3, 1, "precert of neither", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(6, 1, 0, "unlike", 1, "bb", "b.example", .account = NULL));
	db_script(l, "INSERT INTO pair VALUES (2, 1, 1);"
		     "INSERT INTO remark VALUES (2, 1, 'f', 'same serial', '')");
	check_same_serial(1, 1, 0);
	check_same_serial(1, 2, 1);
	check_same_serial(1, 3, 2);
	check_same_serial(4, 0, 2);
	check_same_serial(5, 0, 2);
	check_same_serial(3, 0, 0);
	check_same_serial(6, 0, 0);
}

/* A pair in a population that stands is kept, one in none may be made anew. */
static void
test_frozen_pair(void **state)
{
	(void)state;
	add_cert(ROW(1, 1, 0, "final", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(2, 1, 1, "precert", 1, "aa", "a.example", .account = NULL));
	db_script(l, "INSERT INTO pair VALUES (2, 1, 1)");
	assert_int_equal(db_exec(l, "DELETE FROM pair", DB_NONE), 0);
	db_script(l,
	    "INSERT INTO pair VALUES (2, 1, 1);"
	    "INSERT INTO population (id, label, from_at, until_at, frozen_at, frozen_by, count, "
	    "digest,"
	    " commitment, commitment_sha256, import_id, inventory, program)"
	    " VALUES (1, 'Q', 0, 1, 1, 't', 1, zeroblob(32), '', zeroblob(32), 1, 0, 't');"
	    "INSERT INTO population_unit SELECT 1, sha256, 2, 0, 5000, 1 FROM cert WHERE id = 2");
	assert_int_equal(db_exec(l, "DELETE FROM pair WHERE precert_id = 99", DB_NONE), 0);
	assert_int_equal(freopen("/dev/null", "w", stderr) != NULL, 1);
	assert_int_equal(db_exec(l, "DELETE FROM pair", DB_NONE), -1);
	db_script(l, "INSERT INTO population_void VALUES (1, 1, 't', 'wrong')");
	assert_int_equal(db_exec(l, "DELETE FROM pair", DB_NONE), 0);
	db_script(l, "INSERT INTO pair VALUES (2, 1, 1)");
	/* in the population the precertificate leads, with its fingerprint */
	check_one(
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_POPULATION, .population_id = 1 },
	    "final a.example[] others[]");
}

static void
check_time(const struct unit_cursor_query *q, int64_t at, enum issued_source source)
{
	struct unit_cursor *c = unit_cursor_open(l, q);
	const struct unit *u;

	assert_non_null(c);
	assert_int_equal(unit_cursor_next(c, &u), 1);
	assert_int_equal(u->issued_at, at);
	assert_int_equal(u->issued_source, source);
	assert_int_equal(u->issued_max - u->issued_min, source == ISSUED_NOT_BEFORE ? 96 * 3600 : 0);
	unit_cursor_close(c);
}

/* What was frozen holds, whatever is stated later; a freeze and a verification derive. */
static void
test_frozen_time(void **state)
{
	static const enum unit_cursor_scope scopes[] = { UNIT_CURSOR_LEDGER, UNIT_CURSOR_ONE };
	struct unit_cursor_query q = { .cert_id = 1, .population_id = 1 };

	(void)state;
	add_cert(ROW(1, 1, 0, "final", 1, "aa", "a.example", .account = NULL));
	add_cert(ROW(2, 1, 1, "precert", 1, "aa", "a.example", .account = NULL));
	db_script(l,
	    "INSERT INTO pair VALUES (2, 1, 1);"
	    "INSERT INTO population (id, label, from_at, until_at, frozen_at, frozen_by, count, digest,"
	    " commitment, commitment_sha256, import_id, inventory, program)"
	    " VALUES (1, 'Q', 0, 1, 1, 't', 1, zeroblob(32), '', zeroblob(32), 1, 0, 't');"
	    "INSERT INTO population_unit SELECT 1, sha256, 2, 0, 5000, 2 FROM cert WHERE id = 2;"
	    "INSERT INTO cert_claim (cert_id, import_id, issued_at) VALUES (1, 2, 4000)");
	q.scope = UNIT_CURSOR_POPULATION;
	check_time(&q, 5000, ISSUED_SCT);
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		q.scope = scopes[i];
		q.derive = false;
		check_time(&q, 5000, ISSUED_SCT);
		q.derive = true;
		check_time(&q, 4000, ISSUED_EXPORT);
	}
	/* withdrawn, it binds nobody but who asks for that very population */
	db_script(l, "INSERT INTO population_void VALUES (1, 1, 't', 'wrong')");
	q.derive = false;
	check_time(&q, 4000, ISSUED_EXPORT);
	q.scope = UNIT_CURSOR_POPULATION;
	check_time(&q, 5000, ISSUED_SCT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_leads, setup, teardown),
		cmocka_unit_test_setup_teardown(test_issued, setup, teardown),
		cmocka_unit_test_setup_teardown(test_references, setup, teardown),
		cmocka_unit_test_setup_teardown(test_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sweep, setup, teardown),
		cmocka_unit_test_setup_teardown(test_same_serial, setup, teardown),
		cmocka_unit_test_setup_teardown(test_frozen_pair, setup, teardown),
		cmocka_unit_test_setup_teardown(test_frozen_time, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
