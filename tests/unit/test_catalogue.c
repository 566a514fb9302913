#include "tests/unit/cmocka_all.h"

#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "tests/unit/said.h"

static struct catalogue *c;

static int
setup(void **state)
{
	(void)state;
	c = catalogue_read(NULL);
	return c ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	catalogue_free(c);
	return 0;
}

static int64_t
at(const char *date)
{
	int64_t t;

	assert_int_equal(instant_parse_any(date, &t, NULL), 0);
	return t;
}

static const char *
found(const char *text, enum catalogue_kind kind)
{
	const struct catalogue_method *m = catalogue_find(c, text, kind);

	return m ? m->name : "";
}

static void
methods_by_their_names(void **state)
{
	(void)state;
	assert_string_equal(found("3.2.2.4.19", CATALOGUE_DNS), "3.2.2.4.19");
	assert_string_equal(found("  BR 3.2.2.4.7\t", CATALOGUE_DNS), "3.2.2.4.7");
	assert_string_equal(found("TLS BR section 3.2.2.4.20", CATALOGUE_DNS), "3.2.2.4.20");
	assert_string_equal(found("\xc2\xa7 3.2.2.4.18", CATALOGUE_DNS), "3.2.2.4.18");
	assert_string_equal(found("HTTP-01", CATALOGUE_DNS), "3.2.2.4.19");
	assert_string_equal(found("http-01", CATALOGUE_IP), "3.2.2.5.6");
	assert_string_equal(found("http-01", CATALOGUE_ONION), "3.2.2.4.19");
	assert_string_equal(found("dns-01", CATALOGUE_DNS), "3.2.2.4.7");
	assert_string_equal(found("ACME tls-alpn-01", CATALOGUE_IP), "3.2.2.5.7");
	assert_string_equal(found("dns-account-01", CATALOGUE_DNS), "3.2.2.4.21");
	assert_string_equal(found("dns-persist-01", CATALOGUE_DNS), "3.2.2.4.22");
	assert_string_equal(found("Appendix B.2.b", CATALOGUE_ONION), "B.2.b");
	assert_string_equal(found("3.2.2.5(1-4)", CATALOGUE_IP), "3.2.2.5(1-4)");
	assert_int_equal(c->method_count, 22 + 9 + 5);
}

/* A text that is nearly a method is none: it must never count as a validation. */
static void
nothing_is_guessed(void **state)
{
	static const char *const texts[] = { "", " ", "3.2.2.4", "3.2.2.4.", "3.2.2.4.0",
		"3.2.2.4.23", "3.2.2.4.019", "3.2.2.4.1 9", "3.2.2.4.19.",
		"3.2.2.4.19 or 3.2.2.4.7", "http01", "http-02", "dns", "BR", "method",
		"3.2.2.4.19-http-01", "\xc2\xa7",
		"BR BR BR BR BR BR BR BR BR BR BR BR BR BR BR 3.2.2.4.19", "19", ".19" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_null(catalogue_find_any(c, texts[i]));
	assert_null(catalogue_find(c, "dns-01", CATALOGUE_IP));
	assert_null(catalogue_find(c, "dns-01", CATALOGUE_ONION));
	assert_null(catalogue_find(c, "3.2.2.4.7", CATALOGUE_IP));
	assert_null(catalogue_find(c, "3.2.2.5.1", CATALOGUE_DNS));
	assert_non_null(catalogue_find_any(c, "3.2.2.5.1"));
}

/* BR 4.2.1: the limit goes by issuance; days are 86,400 s, months calendar months. */
static void
limits_by_date(void **state)
{
	const struct catalogue_limit *l;

	(void)state;
	l = catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, at("2026-03-15") - 1);
	assert_int_equal(l->value, 398);
	l = catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, at("2026-03-15"));
	assert_int_equal(l->value, 200);
	assert_string_equal(l->text, "200 days");
	assert_true(catalogue_within(l, 0, 200 * 86400));
	assert_false(catalogue_within(l, 0, 200 * 86400 + 1));
	l = catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, at("2018-02-28"));
	assert_string_equal(l->text, "39 months");
	assert_true(catalogue_within(l, at("2014-11-30"), at("2018-02-28")));
	assert_false(catalogue_within(l, at("2014-11-30"), at("2018-02-28") + 1));
	assert_null(catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, at("2012-06-30")));
}

/* The general limit ends the reuse of a retired method before the text does:
 * .3 was last used on 2019-05-31; 825 days later is 2021-09-02. */
static void
reuse_ends_by_age(void **state)
{
	const struct catalogue_method *m = catalogue_find(c, "3.2.2.4.3", CATALOGUE_DNS);

	(void)state;
	assert_true(catalogue_reusable(c, m, at("2021-09-02")));
	assert_false(catalogue_reusable(c, m, at("2021-09-03")));
	m = catalogue_find(c, "3.2.2.4.8", CATALOGUE_DNS);
	assert_true(catalogue_reusable(c, m, at("2026-03-15") - 1));
	assert_false(catalogue_reusable(c, m, at("2026-03-15")));
	m = catalogue_find(c, "3.2.2.4.19", CATALOGUE_DNS);
	assert_false(catalogue_reusable(c, m, at("2020-03-02")));
	assert_true(catalogue_reusable(c, m, at("2020-03-03")));
}

/* BR 1.7.4 was in force from 2021-04-05 until 1.7.5 on 2021-06-02. */
static void
versions_in_force(void **state)
{
	const struct catalogue_version *v = catalogue_version_named(c, "BR 1.7.4");

	(void)state;
	assert_non_null(v);
	assert_false(catalogue_version_fits(c, v, at("2021-04-05") - 1));
	assert_true(catalogue_version_fits(c, v, at("2021-04-05")));
	assert_true(catalogue_version_fits(c, v, at("2021-06-02") - 1));
	assert_false(catalogue_version_fits(c, v, at("2021-06-02")));
	assert_non_null(catalogue_version_named(c, "v2.0.7 "));
	assert_null(catalogue_version_named(c, "2.0"));
	assert_null(catalogue_version_named(c, "9.9.9"));
}

#define HEAD "catalogue,1,2026-11-24,test\n"
#define M "method,3.2.2.4.1,dns,T,,,none,,BR\n"
#define D "dated,3.2.2.4.1,dns,2020-01-01,2021-01-01,,,yes,,yes,,no,,BR\n"

static void
refuse(const char *text, const char *why)
{
	struct catalogue *bad;
	struct said said;
	const char *line;

	said_begin(&said);
	bad = catalogue_read_memory("t.csv", text, strlen(text));
	line = said_end(&said);
	if (bad || !strstr(line, why) || !strstr(line, "t.csv"))
		fail_msg("expected a refusal with '%s', found %s", why, line);
}

static void
refuses_what_it_does_not_know(void **state)
{
	struct catalogue *good = catalogue_read_memory("t.csv", HEAD M D, strlen(HEAD M D));

	(void)state;
	assert_non_null(good);
	catalogue_free(good);
	refuse("", "record 'catalogue'");
	refuse("catalogue,2,2026-11-24,test\n", "format 1");
	refuse(HEAD "rule,1\n", "t.csv:2: expected a kind of record");
	refuse(HEAD "method,3.2.2.4.1,dns\n", "expected 9 cells");
	refuse(HEAD M, "dated row");
	refuse(HEAD D, "has a record");
	refuse(HEAD M D D, "t.csv:4: expected rows that do not overlap");
	refuse(HEAD M M D, "each name of a method once");
	refuse(HEAD M "dated,3.2.2.4.1,dns,2020-13-01,,,,yes,,yes,,no,,BR\n", "date");
	refuse(
	    HEAD M "dated,3.2.2.4.1,dns,2020-01-01,2020-01-01,,,yes,,yes,,no,,BR\n", "later date");
	refuse(HEAD M "dated,3.2.2.4.1,dns,2020-01-01,,,,perhaps,,yes,,no,,BR\n", "no, yes");
	refuse(HEAD M "dated,3.2.2.4.1,mail,2020-01-01,,,,yes,,yes,,no,,BR\n", "dns, ip or onion");
	refuse(HEAD M "dated,3.2.2.4.1,dns,2020-01-01,,,,yes,,yes,,no,,\n", "a source");
	refuse(HEAD M D "limit,reuse,2020-01-01,,3,days,MUST,,BR\n", "name of a figure");
	refuse(HEAD M D "limit,validity,2020-01-01,,3x,days,MUST,,BR\n", "a number");
	refuse(HEAD M D "limit,validity,2020-01-01,,3,days,MUST,,BR\n"
			"limit,validity,2020-02-01,,3,days,MUST,,BR\n",
	    "overlap");
	refuse(HEAD M D "label,http-01,dns,3.2.2.4.9\n", "has a record");
	refuse(
	    HEAD M D "adn,3.2.2.4.9,yes,yes,yes,no,,,2026-08-06,2026-11-15,BR\n", "has a record");
	refuse(HEAD M D "x,\"y\n", "t.csv:4: expected a record");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods_by_their_names),
		cmocka_unit_test(nothing_is_guessed),
		cmocka_unit_test(limits_by_date),
		cmocka_unit_test(reuse_ends_by_age),
		cmocka_unit_test(versions_in_force),
		cmocka_unit_test(refuses_what_it_does_not_know),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
