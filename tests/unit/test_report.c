/* The workbook of a small ledger: written whole or not, the same twice, cut where a sheet ends. */
#include "tests/unit/cmocka_all.h"

#include <sys/stat.h>

#include "base/digest.h"
#include "base/text.h"
#include "base/package.h"
#include "reports/report.h"
#include "tests/unit/ledger_fixture.h"
#include "tests/unit/said.h"

static char dir[] = "/tmp/selfaudit-report-XXXXXX";
static char db[80], out[80], rest[80];
static struct ledger *ledger;

static int
make(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(db, sizeof db, "%s/l.db", dir);
	snprintf(out, sizeof out, "%s/out.xlsx", dir);
	snprintf(rest, sizeof rest, "%s/out-matrix.csv", dir);
	ledger = ledger_fixture(db);
	return ledger ? 0 : -1;
}

static int
unmake(void **state)
{
	(void)state;
	ledger_close(ledger);
	unlink(db);
	unlink(out);
	unlink(rest);
	return rmdir(dir); /* fails where anything else was left */
}

static int
write_workbook(const struct report_request *change, struct report_result *result)
{
	static const struct statements none = { .said_count = 0 };
	struct report_request r = *change;
	int status;

	r.path = r.path ? r.path : out;
	r.population_id = 1;
	r.program = "selfaudit test";
	r.statements = r.statements ? r.statements : &none;
	assert_int_equal(db_begin_read(ledger), 0);
	status = report_write(ledger, &r, result);
	db_rollback(ledger);
	return status;
}

/* A member of the workbook as text. */
static int
collect(void *ctx, const void *data, size_t len)
{
	text_addn(ctx, data, len);
	return 0;
}

static void
member(const char *name, struct text *t)
{
	struct package *p = package_open(out);
	size_t i = 0;

	assert_non_null(p);
	while (i < package_count(p) && strcmp(package_name(p, i), name) != 0)
		i++;
	assert_true(i < package_count(p));
	text_clear(t);
	assert_int_equal(package_read(p, i, 10000000, collect, t), 0);
	package_close(p);
}

static size_t
count(const struct text *t, const char *what)
{
	size_t n = 0;

	for (const char *s = text_str(t); (s = strstr(s, what)); s++)
		n++;
	return n;
}

/* xl/worksheets/sheetN.xml of the sheet of that name. */
static void
sheet(const char *name, struct text *t)
{
	char attribute[128], path[64];
	const char *at;

	member("xl/workbook.xml", t);
	snprintf(attribute, sizeof attribute, "name=\"%s\" sheetId=\"", name);
	at = strstr(text_str(t), attribute);
	assert_non_null(at);
	snprintf(path, sizeof path, "xl/worksheets/sheet%ld.xml",
	    strtol(at + strlen(attribute), NULL, 10));
	member(path, t);
}

static void
test_same_twice(void **state)
{
	struct report_result a, b;
	struct stat st;
	uint8_t hash[32];

	(void)state;
	assert_int_equal(write_workbook(&(struct report_request){ .run_id = 1 }, &a), 0);
	assert_int_equal(stat(out, &st), 0);
	assert_int_equal((uint64_t)st.st_size, a.bytes);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(digest_file(out, hash, NULL), 0);
	assert_memory_equal(hash, a.sha256, 32);
	assert_int_equal(write_workbook(&(struct report_request){ .run_id = 1 }, &b), 0);
	assert_memory_equal(a.sha256, b.sha256, 32);
	assert_int_equal(a.rest_rows, 0);
	assert_int_equal(access(rest, F_OK), -1);
}

/* The fixture: 12 certificates of two names; one fail, one missing record. */
static void
test_matrix(void **state)
{
	struct text t = { 0 };
	struct report_result r;

	(void)state;
	assert_int_equal(write_workbook(&(struct report_request){ .run_id = 1 }, &r), 0);
	sheet("Test matrix", &t);
	assert_int_equal(count(&t, ">fail<"), 1);
	assert_int_equal(count(&t, ">missing evidence<"), 1);
	assert_int_equal(count(&t, ">not tested<"), 24);
	assert_int_equal(count(&t, ">pass<"), 24 * 3 - 2); /* two rules of names, one of the certificate */
	assert_int_equal(count(&t, ">exception<"), 4);	   /* two certificates, two rows each */
	assert_int_equal(count(&t, ">no exception<"), 20);
	assert_int_equal(count(&t, "Test matrix (part"), 0);
	sheet("Sample", &t);
	assert_int_equal(count(&t, ">=cmd|"), 1); /* a subject that looks like a formula */
	assert_int_equal(count(&t, "<f>=cmd"), 0);
	assert_int_equal(count(&t, "<f>cmd"), 0);
	text_free(&t);
}

/* 24 rows do not fit on sheets of 24 rows: head, header, rows. */
static void
test_goes_on(void **state)
{
	struct text t = { 0 };
	struct report_result r;
	size_t rows = 0;

	(void)state;
	assert_int_equal(
	    write_workbook(&(struct report_request){ .run_id = 1, .rows_max = 24 }, &r), 0);
	member("xl/workbook.xml", &t);
	assert_int_equal(count(&t, "name=\"Test matrix (2)\""), 1);
	for (int i = 1; i < 9; i++) {
		char name[32];

		snprintf(name, sizeof name, i == 1 ? "Test matrix" : "Test matrix (%d)", i);
		member("xl/workbook.xml", &t);
		if (!strstr(t.s, name))
			break;
		sheet(name, &t);
		rows += count(&t, ">not tested<");
		assert_true(count(&t, "<row ") <= 24);
		assert_int_equal(count(&t, ">Sample no.<"), 1);
	}
	assert_int_equal(rows, 24);
	text_free(&t);
}

static void
test_rest(void **state)
{
	const struct statements exceptions = { .matrix = STATEMENTS_MATRIX_EXCEPTIONS };
	const struct statements five = { .matrix = STATEMENTS_MATRIX_ROWS, .matrix_rows = 5 };
	struct text t = { 0 };
	struct report_result r;
	char hex[DIGEST_HEX];
	uint8_t hash[32];

	(void)state;
	assert_int_equal(
	    write_workbook(&(struct report_request){ .run_id = 1, .statements = &exceptions }, &r), 0);
	assert_int_equal(r.rest_rows, 20);
	assert_string_equal(r.rest_path, rest);
	assert_int_equal(digest_file(rest, hash, NULL), 0);
	assert_memory_equal(hash, r.rest_sha256, 32);
	sheet("Test matrix", &t);
	assert_int_equal(count(&t, ">exception<"), 4);
	assert_int_equal(count(&t, ">no exception<"), 0);
	assert_int_equal(count(&t, digest_hex(hash, 32, hex)), 1);
	unlink(rest);
	assert_int_equal(
	    write_workbook(&(struct report_request){ .run_id = 1, .statements = &five }, &r), 0);
	assert_int_equal(r.rest_rows, 19);
	sheet("Test matrix", &t);
	assert_int_equal(count(&t, ">exception<") + count(&t, ">no exception<"), 5);
	unlink(rest);
	text_free(&t);
}

static void
test_no_run(void **state)
{
	struct text t = { 0 };
	struct report_result r;

	(void)state;
	assert_int_equal(write_workbook(&(struct report_request){ .run_id = 0 }, &r), 0);
	sheet("Cover", &t);
	assert_true(count(&t, "no check over the sample yet") > 0);
	sheet("Test attributes", &t);
	assert_int_equal(count(&t, "No run: nothing was tested yet."), 1);
	sheet("Sample", &t);
	assert_int_equal(count(&t, ">not judged<"), 12);
	text_free(&t);
}

static void
test_failures(void **state)
{
	static const char no_view[] =
	    "sheets: [{name: A, title: A, blocks: [{view: nosuch, table: [{from: a, title: A}]}]}]";
	static const char no_column[] =
	    "sheets: [{name: A, title: A, blocks: [{view: runs, table: [{from: nosuch, title: A}]}]}]";
	static const char twice[] =
	    "sheets: [{name: A, title: A, blocks: [{text: [a]}]}, {name: a, title: A, blocks: [{text: [a]}]}]";
	struct report_request r = { .run_id = 1, .template_file = "t.yaml" };
	struct report_result result;
	struct said said;

	(void)state;
	unlink(out);
	said_begin(&said);
	r.template_data = no_view;
	r.template_len = strlen(no_view);
	assert_int_equal(write_workbook(&r, &result), -1);
	r.template_data = no_column;
	r.template_len = strlen(no_column);
	assert_int_equal(write_workbook(&r, &result), -1);
	r.template_data = twice;
	r.template_len = strlen(twice);
	assert_int_equal(write_workbook(&r, &result), -1);
	r.template_file = NULL;
	r.path = "/nonexistent/out.xlsx";
	assert_int_equal(write_workbook(&r, &result), -1);
	said_end(&said);
	assert_non_null(strstr(said.text, "found nosuch"));
	assert_non_null(strstr(said.text, "/nonexistent/out.xlsx"));
	assert_int_equal(access(out, F_OK), -1);
}

/* Bytes cut off, or changed, anywhere in a package are noticed. */
static void
test_damage(void **state)
{
	struct report_result r;
	static char bytes[2000000];
	struct said said;
	size_t len;
	FILE *f;

	(void)state;
	assert_int_equal(write_workbook(&(struct report_request){ .run_id = 1 }, &r), 0);
	assert_int_equal(package_check(out), 0);
	f = fopen(out, "rb");
	assert_non_null(f);
	len = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	said_begin(&said);
	for (size_t cut = 0; cut < len; cut += 1 + len / 40) {
		f = fopen(out, "wb");
		assert_non_null(f);
		fwrite(bytes, 1, cut, f);
		fclose(f);
		assert_int_equal(package_check(out), -1);
	}
	said_end(&said);
	for (size_t at = 100; at + 30 < len; at += 1 + len / 40) {
		bytes[at] ^= 0x10;
		f = fopen(out, "wb");
		assert_non_null(f);
		fwrite(bytes, 1, len, f);
		fclose(f);
		bytes[at] ^= 0x10;
		said_begin(&said);
		package_check(out); /* no crash; a byte between members may be of no account */
		said_end(&said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_twice),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_no_run),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
