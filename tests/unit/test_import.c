/* Imports as the ledger sees them: classes, units, claims; whatever the order. */
#include "tests/unit/cert_made.h"

#include <unistd.h>

#include "base/digest.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/import_class.h"
#include "ledger/ledger.h"
#include "tests/unit/said.h"

static char dir[40], path[64];
static struct ledger *l;

static int
setup(void **state)
{
	static const struct ledger_birth birth = { "Example CA", NULL, 1790000000, "t", "test" };

	(void)state;
	snprintf(dir, sizeof dir, "/tmp/selfaudit-imp-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/l.db", dir);
	return ledger_create(path, &birth) == 0 && (l = ledger_open(path, LEDGER_WRITE)) ? 0 : -1;
}

static int
teardown(void **state)
{
	static const char *const files[] = { "l.db", "l.db-wal", "l.db-shm", "f" };

	(void)state;
	ledger_close(l);
	for (size_t i = 0; i < 4; i++) {
		char file[80];

		snprintf(file, sizeof file, "%s/%s", dir, files[i]);
		unlink(file);
	}
	return rmdir(dir);
}

/* Imports len bytes as a file of that kind. */
static struct import_result
take(enum import_kind kind, const void *data, size_t len)
{
	const struct import_options o = { .extracted_at = INSTANT_NONE,
		.expected = -1,
		.by = "t",
		.program = "test",
		.now = 1790000001 };
	struct import_result r;
	char file[80];
	FILE *f;

	snprintf(file, sizeof file, "%s/f", dir);
	f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	fclose(f);
	assert_int_equal(import_file(l, kind, file, &o, &r), 0);
	import_result_free(&r);
	return r;
}

static struct import_result
take_text(enum import_kind kind, const char *text)
{
	return take(kind, text, strlen(text));
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;

	assert_true(db_one_int(l, sql, DB_NONE, &n) >= 0);
	return n;
}

/* ---- classes ---- */

static void
test_class(void **state)
{
	const char *server[] = { CERT_OID_SERVER_AUTH }, *client[] = { CERT_OID_CLIENT_AUTH },
		   *any[] = { CERT_OID_ANY_EKU }, *ocsp[] = { CERT_OID_OCSP_SIGNING },
		   *mail[] = { CERT_OID_CLIENT_AUTH, CERT_OID_EMAIL_PROTECTION },
		   *code[] = { CERT_OID_CODE_SIGNING };
	struct cert_name dns = { .kind = NAME_DNS }, email = { .kind = NAME_EMAIL };
	const struct {
		struct cert c;
		const char *class;
	} cases[] = {
		{ { .is_ca = true, .has_eku = true, .eku = server, .eku_count = 1 }, "ca" },
		{ { .has_eku = true, .eku = server, .eku_count = 1 }, "tls" },
		{ { .names = &dns, .name_count = 1 },
		    "tls" }, /* RFC 5280 4.2.1.12: no EKU, any purpose */
		{ { .reserved_policies = 1 }, "tls" },
		{ { .names = &email, .name_count = 1 }, "other" },
		{ { .has_eku = true, .eku = any, .eku_count = 1 }, "tls" },
		{ { .has_eku = true, .bad_eku = true, .names = &dns, .name_count = 1 }, "tls" },
		{ { .has_eku = true,
		      .eku = client,
		      .eku_count = 1,
		      .names = &dns,
		      .name_count = 1 },
		    "other" },
		{ { .has_eku = true, .eku = ocsp, .eku_count = 1 }, "ocsp" },
		{ { .has_eku = true, .eku = mail, .eku_count = 2 }, "smime" },
		{ { .has_eku = true, .eku = code, .eku_count = 1 }, "codesigning" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(import_class_of(&cases[i].c), cases[i].class);
}

/* ---- units ---- */

/* Precertificates carry the poison; content is told apart by the SAN's one name. */
static const char *san_name;
static bool poisoned;

static void
put_extensions(struct text *t)
{
	struct text san = { 0 };
	size_t at = build_open(&san, DER_SEQUENCE);

	build_string(&san, 0x82, san_name);
	build_close(&san, at);
	extension(t, "2.5.29.17", false, san.s, san.len);
	text_free(&san);
	if (poisoned)
		extension(t, "1.3.6.1.4.1.11129.2.4.3", true, "\x05\x00", 2);
}

/* "p a": a precertificate of name a.example, "f b": a final certificate; all of one serial. */
static void
take_cert(const char *what)
{
	struct text der = { 0 };
	char san[20];

	poisoned = what[0] == 'p';
	snprintf(san, sizeof san, "%c.example", what[2]);
	san_name = san;
	make(&der, &(struct made){ .extensions = put_extensions });
	take(IMPORT_CERTS, der.s, der.len);
	text_free(&der);
}

/* Pairs as "ab cc": precertificate's name, final's name, sorted. */
static const char *
pairs(void)
{
	static char out[100];
	size_t n = 0;
	struct query *q = db_query(l,
	    "SELECT substr(a.name, 1, 1) || substr(b.name, 1, 1) AS pair FROM pair AS p"
	    " JOIN cert_name AS a ON a.cert_id = p.precert_id"
	    " JOIN cert_name AS b ON b.cert_id = p.final_id ORDER BY pair",
	    DB_NONE);

	out[0] = '\0';
	while (db_step(q) > 0)
		n += (size_t)snprintf(
		    out + n, sizeof out - n, "%s%s", n ? " " : "", db_col_text(q, 0));
	return out;
}

/* All orders of a set of imports: equal content first, then the others, each once. */
static void
check_orders(const char *const *what, size_t n, const char *expected)
{
	size_t order[4] = { 0 }, count = 1;

	for (size_t i = 2; i <= n; i++)
		count *= i;
	for (size_t k = 0; k < count; k++) {
		size_t rest = k, left[4] = { 0, 1, 2, 3 }, size = n;

		for (size_t i = 0; i < n; i++) {
			size_t at = rest % size;

			rest /= size;
			order[i] = left[at];
			memmove(left + at, left + at + 1, (size - at - 1) * sizeof *left);
			size--;
		}
		assert_int_equal(setup(NULL), 0);
		for (size_t i = 0; i < n; i++)
			take_cert(what[order[i]]);
		assert_string_equal(pairs(), expected);
		assert_int_equal(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
		teardown(NULL);
	}
}

static void
test_pairs(void **state)
{
	static const char *const one[] = { "p a", "f a" };
	static const char *const other[] = { "p a", "f b" };
	static const char *const two[] = { "p a", "p b", "f b", "f a" };
	static const char *const late[] = { "p a", "p b", "f b" };
	static const char *const mixed[] = { "p a", "p b", "f b", "f c" };

	(void)state;
	check_orders(one, 2, "aa");
	check_orders(other, 2, "ab"); /* a unit all the same; that they differ is for a rule */
	check_orders(two, 4, "aa bb");
	check_orders(late, 3, "bb");
	check_orders(mixed, 4, "ac bb");
}

/* A pair whose precertificate is in a population stays, a better match or not. */
static void
test_frozen_pair(void **state)
{
	(void)state;
	assert_int_equal(setup(NULL), 0);
	take_cert("p a");
	take_cert("f b");
	assert_string_equal(pairs(), "ab");
	assert_int_equal(
	    db_script(l,
		"INSERT INTO population (id, label, from_at, until_at, frozen_at, frozen_by,"
		" count, digest, commitment, commitment_sha256, import_id, inventory, program)"
		" VALUES (1, 'Q', 0, 1, 1, 't', 1, zeroblob(32), '', zeroblob(32), 1, 0, 't');"
		"INSERT INTO population_unit SELECT 1, c.sha256, c.id, 0, c.not_before, 3 FROM cert AS c"
		" JOIN pair AS p ON p.final_id = c.id"),
	    0);
	take_cert("p b");
	take_cert("f a");
	assert_string_equal(pairs(), "ab ba");
	teardown(NULL);
}

/* ---- claims ---- */

static void
test_claims(void **state)
{
	struct text der = { 0 }, csv = { 0 };
	struct import_result r;
	char hex[4096];

	(void)state;
	assert_int_equal(setup(NULL), 0);
	san_name = "a.example";
	poisoned = false;
	make(&der, &(struct made){ .extensions = put_extensions });
	digest_hex(der.s, der.len, hex);
	text_addf(&csv, "der,issued_at,account\n%s,2026-01-02T00:00:00Z,x\n", hex);
	r = take(IMPORT_CERTS, csv.s, csv.len);
	assert_int_equal(r.new, 1);
	/* the same again in another file states nothing new */
	text_addc(&csv, '\n');
	r = take(IMPORT_CERTS, csv.s, csv.len);
	assert_int_equal(r.known, 1);
	assert_int_equal(number("SELECT count(*) FROM cert_claim"), 0);
	/* another time is a claim, and a contradiction to be seen */
	text_clear(&csv);
	text_addf(&csv, "der,issued_at,account\n%s,2026-01-03T00:00:00Z,x\n", hex);
	take(IMPORT_CERTS, csv.s, csv.len);
	assert_int_equal(
	    number("SELECT issued_at FROM cert_claim"), 1767398400); /* date -d ... +%s */
	assert_int_equal(number("SELECT count(*) FROM remark WHERE kind = 'contradiction'"), 1);
	text_free(&der);
	text_free(&csv);
	teardown(NULL);
}

/* ---- imports as such ---- */

static void
test_repeated(void **state)
{
	static const char csv[] = "certificate,authz_id\naa,1\n";
	struct import_result r;

	(void)state;
	assert_int_equal(setup(NULL), 0);
	r = take_text(IMPORT_LINKS, csv);
	assert_false(r.repeated);
	assert_int_equal(r.new, 1);
	r = take_text(IMPORT_LINKS, csv);
	assert_true(r.repeated);
	assert_int_equal(r.known, 1);
	assert_int_equal(number("SELECT count(*) FROM import"), 1);
	/* of another kind it is another import */
	r = take_text(IMPORT_REVOCATIONS, "serial,revoked_at\n");
	assert_false(r.repeated);
	assert_int_equal(r.read, 0);
	teardown(NULL);
}

/* An older register file that comes back counts again; the newest again does not. */
static void
test_register_returns(void **state)
{
	static const char first[] = "versions:\n  - version: '1'\n    effective_from: 2021-01-01\n"
				    "    methods: [3.2.2.4.7]\n    confirmed_by: a\n";
	static const char second[] = "versions:\n  - version: '2'\n    effective_from: 2022-01-01\n"
				     "    methods: [3.2.2.4.7]\n    confirmed_by: a\n";

	(void)state;
	assert_int_equal(setup(NULL), 0);
	assert_false(take_text(IMPORT_CPS, first).repeated);
	assert_false(take_text(IMPORT_CPS, second).repeated);
	assert_true(take_text(IMPORT_CPS, second).repeated);
	assert_false(take_text(IMPORT_CPS, first).repeated);
	assert_int_equal(number("SELECT count(*) FROM cps_file"), 3);
	teardown(NULL);
}

/* What fails leaves the ledger as it was, and says one line. */
static void
test_failed(void **state)
{
	const struct import_options o = {
		.extracted_at = INSTANT_NONE, .expected = -1, .by = "t", .program = "t"
	};
	struct import_result r;
	struct said said;
	const char *text;

	(void)state;
	assert_int_equal(setup(NULL), 0);
	take_text(IMPORT_LINKS, "certificate,authz_id\naa,1\n");
	said_begin(&said);
	assert_int_equal(
	    import_file(l, IMPORT_VALIDATIONS, path, &o, &r), -1); /* the ledger itself */
	text = said_end(&said);
	assert_non_null(strchr(text, '\n'));
	assert_null(strchr(strchr(text, '\n') + 1, '\n'));
	assert_int_equal(number("SELECT count(*) FROM import"), 1);
	assert_int_equal(
	    number("SELECT count(*) FROM sqlite_temp_schema WHERE name LIKE 'import%'"), 0);
	assert_int_equal(take_text(IMPORT_LINKS, "certificate,authz_id\nbb,1\n").new, 1);
	teardown(NULL);
}

/* A list of CAs: CCADB's columns, with other owners' rows left out where ours are there. */
static void
test_ccadb(void **state)
{
	static const char csv[] =
	    "CA Owner,Certificate Name,Certificate Record Type,SHA-256 Fingerprint,"
	    "Subject Key Identifier,TLS Capable,TLS EV Capable,Technically Constrained,"
	    "Valid To (GMT),JSON Array of Partitioned CRLs\n"
	    "Example CA,One,Intermediate Certificate,"
	    "AA00000000000000000000000000000000000000000000000000000000000001,"
	    "oBEKI6Nql1qmvMqhUopyz4eX3Gw=,True,False,True,2030.01.31,"
	    "\"[\"\"http://c.example/1.crl\"\", \"\"http:\\/\\/c.example/2.crl\"\"]\"\n"
	    "Example CA,Mail,Intermediate Certificate,"
	    "AA00000000000000000000000000000000000000000000000000000000000002,,False,False,,,\n"
	    "Another CA,Theirs,Intermediate Certificate,"
	    "AA00000000000000000000000000000000000000000000000000000000000003,,True,True,,,\n";
	struct import_result r;

	(void)state;
	assert_int_equal(setup(NULL), 0);
	r = take_text(IMPORT_CAS, csv);
	assert_int_equal(r.read, 3);
	assert_int_equal(r.new, 2);
	assert_int_equal(
	    number("SELECT count(*) FROM ca WHERE scope = 'tls' AND technically_constrained"
		   " AND crl_urls = 'http://c.example/1.crl http://c.example/2.crl'"),
	    1);
	assert_int_equal(
	    number("SELECT count(*) FROM ca WHERE scope = 'out' AND reason = 'not TLS capable'"),
	    1);
	/* base64 -d | xxd -p of the key id; the end of 2030-01-31 */
	assert_int_equal(
	    number("SELECT count(*) FROM ca WHERE hex(key_id) ="
		   " 'A0110A23A36A975AA6BCCAA1528A72CF8797DC6C' AND valid_until = 1896134400"),
	    1);
	teardown(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_class),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_frozen_pair),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_repeated),
		cmocka_unit_test(test_register_returns),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_ccadb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
