#include "tests/unit/cmocka_all.h"

#include "checks/catalogue_read.h"
#include "checks/check.h"
#include "tests/unit/fixture.h"
#include "tests/unit/said.h"

#define T 1751328000 /* 2025-07-01 */

static struct catalogue *catalogue;

static struct check_context
context(unsigned evidence)
{
	return (struct check_context){
		.catalogue = catalogue, .evidence = evidence, .rules_on = INSTANT_NONE
	};
}

static int
setup(void **state)
{
	(void)state;
	catalogue = catalogue_read(NULL);
	return catalogue ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

static void
names_of_every_kind(void **state)
{
	struct fixture f;
	const char *const ids[] = { "dcv.name_validated" };
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct check *k = check_new(&c, ids, 1);
	struct verdict v = { 0 };

	(void)state;
	fixture_simple(&f, "a.example", "3.2.2.4.7", T, T);
	fixture_name(&f, "b.example");
	fixture_name(&f, "c@example")->kind = NAME_EMAIL;
	assert_non_null(k);
	assert_int_equal(check_unit(k, &f.u, &v), 0);
	assert_string_equal(verdict_codes(&v, VERDICT_CERTIFICATE), "-");
	assert_string_equal(verdict_codes(&v, 0), "P");
	assert_string_equal(verdict_codes(&v, 1), "M");
	assert_string_equal(verdict_codes(&v, 2), "A");
	assert_string_equal(v.worst, "M");
	assert_true(v.exception);
	assert_int_equal(v.why_count, 1);
	assert_true(verdict_has_cause(&v, 0, "", NULL));
	assert_false(verdict_has_cause(&v, 0, "x", NULL));
	assert_ptr_equal(v.chosen[0], &f.v[0]);
	check_free(k);

	c = context(0);
	k = check_new(&c, ids, 1);
	assert_int_equal(check_unit(k, &f.u, &v), 0);
	assert_string_equal(v.worst, "T");
	assert_false(v.exception);
	check_free(k);
	verdict_free(&v);
}

static void
what_cannot_be_looked_at(void **state)
{
	struct unit u = { .state = UNIT_UNREADABLE };
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct check *k = check_new(&c, NULL, 0);
	struct verdict v = { 0 };

	(void)state;
	assert_int_equal(check_unit(k, &u, &v), 0);
	assert_int_equal(strspn(verdict_codes(&v, VERDICT_CERTIFICATE), "E"), check_rule_count(k));
	assert_int_equal(v.why_count, 1);
	assert_string_equal(check_rule(k, v.whys[0].rule)->id, "record.certificate");
	u.state = UNIT_SERIAL_ONLY;
	assert_int_equal(check_unit(k, &u, &v), 0);
	assert_int_equal(strspn(v.worst, "M"), check_rule_count(k));
	assert_true(v.exception);
	check_free(k);
	verdict_free(&v);
}

static void
refuses_ids(void **state)
{
	static const char *const unknown[] = { "dcv.nothing" };
	static const char *const twice[] = { "dcv.name_validated", "dcv.name_validated" };
	struct check_context c = context(0);
	struct said said;

	(void)state;
	said_begin(&said);
	assert_null(check_new(&c, unknown, 1));
	assert_non_null(strstr(said_end(&said), "dcv.nothing"));
	said_begin(&said);
	assert_null(check_new(&c, twice, 2));
	assert_non_null(strstr(said_end(&said), "twice"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_every_kind),
		cmocka_unit_test(what_cannot_be_looked_at),
		cmocka_unit_test(refuses_ids),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
