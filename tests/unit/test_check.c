#include "tests/unit/cmocka_all.h"

#include "base/text.h"
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
	assert_string_equal(v.whys[0].why.value, "unreadable");
	assert_int_equal(strncmp(v.whys[0].why.reason, "expected a certificate, found ", 30), 0);
	assert_true(v.exception && v.observation);
	u.state = UNIT_SERIAL_ONLY;
	assert_int_equal(check_unit(k, &u, &v), 0);
	assert_int_equal(v.whys[0].outcome, OUTCOME_MISSING);
	assert_string_equal(v.whys[0].why.value, "no certificate");
	/* missing, but for what no import carries: that is not tested, whatever the unit */
	assert_int_equal(strspn(v.worst, "MT"), check_rule_count(k));
	assert_int_equal(v.worst[check_find(k, "record.certificate")], 'M');
	assert_int_equal(v.worst[check_find(k, "lint.clean")], 'T');
	assert_true(v.exception);
	check_free(k);
	verdict_free(&v);
}

/* An exception is of MUST rules, the rest are observations. */
static void
must_and_should(void **state)
{
	static const struct {
		const char *rule;
		bool exception, observation;
	} cases[] = { { "dcv.name_validated", true, false }, { "dcv.leftover", false, true } };
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct verdict v = { 0 };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (int absent = 0; absent < 2; absent++) {
			struct check *k = check_new(&c, &cases[i].rule, 1);

			assert_non_null(k);
			fixture_begin(&f, T);
			fixture_name(&f, "a.example");
			fixture_other(&f, VALIDATION_DOMAIN, 0, T);
			f.u.state = absent ? UNIT_UNREADABLE : UNIT_FINAL;
			assert_int_equal(check_unit(k, &f.u, &v), 0);
			assert_int_equal(v.exception, cases[i].exception);
			assert_int_equal(v.observation, cases[i].observation);
			check_free(k);
		}
	verdict_free(&v);
}

/* Without a validation each rule that would look at one is missing, the reason told once a name; an
 * e-mail address is asked for none. */
static void
without_validations(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct check *k = check_new(&c, NULL, 0);
	struct verdict v = { 0 };
	struct fixture f;
	int told[3] = { 0 };

	(void)state;
	fixture_begin(&f, T);
	fixture_name(&f, "a.example");
	fixture_name(&f, "b.example");
	fixture_name(&f, "c@example")->kind = NAME_EMAIL;
	assert_int_equal(check_unit(k, &f.u, &v), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(verdict_codes(&v, i)[check_find(k, "dcv.method_known")], i < 2 ? 'M' : 'A');
		assert_int_equal(verdict_codes(&v, i)[check_find(k, "dcv.before_issuance")], i < 2 ? 'M' : 'A');
		assert_int_equal(verdict_codes(&v, i)[check_find(k, "cps.method_at_issuance")], i < 2 ? 'T' : 'A');
	}
	for (size_t i = 0; i < v.why_count; i++)
		if (v.whys[i].name >= 0) {
			assert_int_equal(v.whys[i].outcome, OUTCOME_MISSING);
			assert_non_null(strstr(v.whys[i].why.reason, "expected a validation of "));
			told[v.whys[i].name]++;
		}
	assert_int_equal(told[0], 1);
	assert_int_equal(told[1], 1);
	assert_int_equal(told[2], 0);
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

/* Judges f by the rules named, all where there are none. */
static struct check *
judged(const struct check_context *c, const struct fixture *f, struct verdict *v, const char *rule)
{
	struct check *k = check_new(c, &rule, rule ? 1 : 0);

	assert_non_null(k);
	assert_int_equal(check_unit(k, &f->u, v), 0);
	return k;
}

static char
letter(const struct check *k, const struct verdict *v, const char *rule)
{
	return v->worst[check_find(k, rule)];
}

/* A name with .19 for a wildcard, which fails, and .7, which passes, passes. */
static void
one_good_validation_is_enough(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct verdict v = { 0 };
	struct check *k;
	struct fixture f;

	(void)state;
	fixture_simple(&f, "*.example.com", "3.2.2.4.7", T - 500, T);
	fixture_validate(&f, &f.names[0], "3.2.2.4.19", T - 100);
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.wildcard"), 'P');
	assert_ptr_equal(v.chosen[0], &f.v[0]);
	check_free(k);

	/* the rule alone is asked about the same choice */
	k = judged(&c, &f, &v, "dcv.wildcard");
	assert_string_equal(v.worst, "P");
	check_free(k);

	/* the CA says which one it relied on */
	f.v[1].relied_on = true;
	k = judged(&c, &f, &v, "dcv.wildcard");
	assert_string_equal(v.worst, "F");
	assert_true(verdict_has_cause(&v, 0, "3.2.2.4.19", ""));
	assert_ptr_equal(v.chosen[0], &f.v[1]);
	check_free(k);
	verdict_free(&v);
}

/* One fails dcv (wildcard), the other two MUST rules of records: dcv and cps decide. */
static void
domain_validation_chooses_first(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION | EVIDENCE_BR_VERSION);
	const int64_t t = 1619827200; /* 2021-05-01: the BR version had to be recorded */
	struct verdict v = { 0 };
	struct check *k;
	struct fixture f;

	(void)state;
	fixture_simple(&f, "*.example.com", "3.2.2.4.7", t - 500, t);
	f.v[0].name = "*.example.com";
	fixture_validate(&f, &f.names[0], "3.2.2.4.20", t - 100)->br_version = "1.7.4";
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.wildcard"), 'P');
	assert_int_equal(letter(k, &v, "record.br_version"), 'M');
	check_free(k);
	verdict_free(&v);
}

static void
then_the_latest_then_the_smallest_hash(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct verdict v = { 0 };
	struct fixture f;

	(void)state;
	fixture_simple(&f, "example.com", "3.2.2.4.7", T - 500, T);
	fixture_validate(&f, &f.names[0], "3.2.2.4.4", T - 100);
	fixture_validate(&f, &f.names[0], "3.2.2.4.18", T - 100);
	f.v[1].hash[0] = 7;
	f.v[2].hash[0] = 6;
	check_free(judged(&c, &f, &v, NULL));
	assert_ptr_equal(v.chosen[0], &f.v[2]);
	f.v[2].hash[0] = 8;
	check_free(judged(&c, &f, &v, NULL));
	assert_ptr_equal(v.chosen[0], &f.v[1]);
	/* an unknown method never counts before a known one, however late */
	f.v[1].method = f.v[2].method = "manual";
	check_free(judged(&c, &f, &v, NULL));
	assert_ptr_equal(v.chosen[0], &f.v[0]);
	verdict_free(&v);
}

/* BR 7.1.2.7: notBefore lies within 48 hours of signing. */
static void
an_interval_must_agree_with_itself(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	const int64_t limit = 1773532800; /* 2026-03-15: 398 days become 200 */
	struct verdict v = { 0 };
	struct check *k;
	struct fixture f;

	(void)state;
	fixture_simple(&f, "example.com", "3.2.2.4.7", limit - 300 * INSTANT_DAY, limit - INSTANT_DAY);
	f.u.issued_min = f.u.issued_at - 2 * INSTANT_DAY;
	f.u.issued_max = f.u.issued_at + 2 * INSTANT_DAY;
	f.u.issued_source = ISSUED_NOT_BEFORE;
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.reuse_age"), 'M');
	assert_int_equal(letter(k, &v, "validity.period"), 'P');
	assert_int_equal(letter(k, &v, "policy.reserved_oid"), 'P');
	assert_true(verdict_has_cause(&v, (size_t)check_find(k, "dcv.reuse_age"), "issuance time", ""));
	check_free(k);

	f.u.issued_max = limit - 1;
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.reuse_age"), 'P');
	check_free(k);

	/* validated an hour after notBefore, as where notBefore is set back: perhaps before issuance */
	fixture_simple(&f, "example.com", "3.2.2.4.7", T + 3600, T);
	f.u.issued_min = T - 2 * INSTANT_DAY;
	f.u.issued_max = T + 2 * INSTANT_DAY;
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.before_issuance"), 'M');
	check_free(k);

	/* all rules that change within the interval change for the better or not at all: the
	 * reserved identifier is required from 2020-09-30 and is there */
	fixture_simple(&f, "example.com", "3.2.2.4.7", 1601424000 - 86400 * 30, 1601424000);
	f.u.issued_min = f.u.issued_at - 2 * INSTANT_DAY;
	f.u.issued_max = f.u.issued_at + 2 * INSTANT_DAY;
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "policy.reserved_oid"), 'P');
	f.u.policy_oids = "";
	assert_int_equal(check_unit(k, &f.u, &v), 0);
	assert_int_equal(letter(k, &v, "policy.reserved_oid"), 'M');
	check_free(k);
	verdict_free(&v);
}

/* Next March's limits on a certificate of today: dates move, ages do not. */
static void
what_if(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	const int64_t t = 1795564800; /* 2026-11-25 */
	struct verdict v = { 0 };
	struct check *k;
	struct fixture f;

	(void)state;
	fixture_simple(&f, "example.com", "3.2.2.4.16", t - 150 * INSTANT_DAY, t);
	f.u.not_after = t + 120 * INSTANT_DAY - 1;
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.reuse_age"), 'P');
	assert_int_equal(letter(k, &v, "validity.period"), 'P');
	assert_int_equal(letter(k, &v, "dcv.retired_reuse"), 'P');
	assert_int_equal(letter(k, &v, "dcv.method_at_validation"), 'P');
	check_free(k);
	c.rules_on = 1805068800; /* 2027-03-15 */
	k = judged(&c, &f, &v, NULL);
	assert_int_equal(letter(k, &v, "dcv.reuse_age"), 'F');
	assert_int_equal(letter(k, &v, "validity.period"), 'F');
	assert_int_equal(letter(k, &v, "dcv.retired_reuse"), 'F');
	assert_int_equal(letter(k, &v, "dcv.method_at_validation"), 'F');
	assert_int_equal(letter(k, &v, "dcv.before_issuance"), 'P');
	check_free(k);
	verdict_free(&v);
}

static void
says_what_rests_on_a_reading(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct verdict v = { 0 };
	struct check *k;
	struct fixture f;

	(void)state;
	/* onion names by .19 before BR 1.7.8 named it */
	fixture_simple(&f, "example.onion", "3.2.2.4.19", 1609459200, 1609459200 + 3600);
	k = judged(&c, &f, &v, "dcv.method_at_validation");
	assert_string_equal(v.worst, "P");
	assert_int_equal(v.why_count, 1);
	assert_int_equal(v.whys[0].outcome, OUTCOME_PASS);
	assert_non_null(strstr(v.whys[0].why.remark, "newer versions"));
	assert_false(verdict_has_cause(&v, 0, NULL, NULL));
	check_free(k);

	/* evidence that came after the draw */
	fixture_simple(&f, "example.com", "manual", T - 500, T);
	f.v[0].after_selection = true;
	k = judged(&c, &f, &v, "dcv.method_known");
	assert_string_equal(v.whys[0].why.remark, "obtained after selection");
	check_free(k);
	verdict_free(&v);
}

/* Bytes of a record are shown, cut, never inside a character, and never trusted. */
static void
long_values_are_cut(void **state)
{
	struct check_context c = context(EVIDENCE_VALIDATION);
	struct verdict v = { 0 };
	char text[600];
	struct fixture f;

	(void)state;
	for (size_t i = 0; i + 4 < sizeof text; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 4);
	fixture_simple(&f, "example.com", text, T - 500, T);
	check_free(judged(&c, &f, &v, "dcv.method_known"));
	assert_string_equal(v.worst, "F");
	assert_int_equal(strlen(v.whys[0].why.value) % 3, 0);
	assert_true(strlen(v.whys[0].why.value) > 100);
	assert_int_equal(text_utf8(v.whys[0].why.reason, strlen(v.whys[0].why.reason)),
	    strlen(v.whys[0].why.reason));
	verdict_free(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_every_kind),
		cmocka_unit_test(what_cannot_be_looked_at),
		cmocka_unit_test(must_and_should),
		cmocka_unit_test(without_validations),
		cmocka_unit_test(refuses_ids),
		cmocka_unit_test(one_good_validation_is_enough),
		cmocka_unit_test(domain_validation_chooses_first),
		cmocka_unit_test(then_the_latest_then_the_smallest_hash),
		cmocka_unit_test(an_interval_must_agree_with_itself),
		cmocka_unit_test(what_if),
		cmocka_unit_test(says_what_rests_on_a_reading),
		cmocka_unit_test(long_values_are_cut),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
