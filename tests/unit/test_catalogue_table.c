/*
 * The catalogue's own figures against the texts, copied out by hand: the BR sections and
 * ballots that stand beside the rows.  The rows of methods are tested in test_dcv_table.
 */
#include "tests/unit/fixture.h"

#include "checks/catalogue.h"
#include "checks/catalogue_read.h"

static const struct catalogue *
read_it(void **state)
{
	return *(const struct catalogue **)*state;
}

/* From that day on; value 0: no such rule any more. */
static const struct {
	enum catalogue_name name;
	const char *from;
	int value;
	enum catalogue_unit unit;
	bool must;
} limits[] = {
	/* BR 4.2.1: Ballots 193 and 197, SC-42, SC-081v3 */
	{ CATALOGUE_REUSE_DOMAIN, "2012-07-01", 39, CATALOGUE_MONTHS, true },
	{ CATALOGUE_REUSE_DOMAIN, "2018-03-01", 825, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_DOMAIN, "2021-10-01", 398, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_DOMAIN, "2026-03-15", 200, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_DOMAIN, "2027-03-15", 100, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_DOMAIN, "2029-03-15", 10, CATALOGUE_DAYS, true },
	/* EVG 11.14.3 F, 1.7.6, 2.0.4 */
	{ CATALOGUE_REUSE_DOMAIN_EV, "2012-07-01", 13, CATALOGUE_MONTHS, true },
	{ CATALOGUE_REUSE_DOMAIN_EV, "2021-06-02", 398, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_DOMAIN_EV, "2026-08-13", 0, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_IDENTITY, "2012-07-01", 39, CATALOGUE_MONTHS, true },
	{ CATALOGUE_REUSE_IDENTITY, "2018-03-01", 825, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_IDENTITY, "2026-03-15", 398, CATALOGUE_DAYS, true },
	{ CATALOGUE_REUSE_EV, "2012-07-01", 13, CATALOGUE_MONTHS, true },
	{ CATALOGUE_REUSE_EV, "2021-06-02", 398, CATALOGUE_DAYS, true },
	/* BR 3.2.2.9 */
	{ CATALOGUE_REUSE_CAA_MPIC, "2024-09-06", 398, CATALOGUE_DAYS, true },
	/* BR 6.3.2 */
	{ CATALOGUE_VALIDITY, "2012-07-01", 60, CATALOGUE_MONTHS, true },
	{ CATALOGUE_VALIDITY, "2015-04-01", 39, CATALOGUE_MONTHS, true },
	{ CATALOGUE_VALIDITY, "2018-03-01", 825, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY, "2020-09-01", 398, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY, "2026-03-15", 200, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY, "2027-03-15", 100, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY, "2029-03-15", 47, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY_SHOULD, "2020-09-01", 397, CATALOGUE_DAYS, false },
	{ CATALOGUE_VALIDITY_SHOULD, "2026-03-15", 199, CATALOGUE_DAYS, false },
	{ CATALOGUE_VALIDITY_SHOULD, "2027-03-15", 99, CATALOGUE_DAYS, false },
	{ CATALOGUE_VALIDITY_SHOULD, "2029-03-15", 46, CATALOGUE_DAYS, false },
	/* EVG 9.4, Appendix F */
	{ CATALOGUE_VALIDITY_EV, "2012-07-01", 27, CATALOGUE_MONTHS, true },
	{ CATALOGUE_VALIDITY_EV, "2018-03-01", 825, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY_EV, "2020-09-01", 0, CATALOGUE_DAYS, true },
	{ CATALOGUE_VALIDITY_ONION, "2015-02-18", 15, CATALOGUE_MONTHS, true },
	{ CATALOGUE_VALIDITY_ONION, "2020-03-27", 0, CATALOGUE_MONTHS, true },
	/* BR 1.6.1 (SC-063) */
	{ CATALOGUE_SHORT_LIVED, "2024-03-15", 864000, CATALOGUE_SECONDS, true },
	{ CATALOGUE_SHORT_LIVED, "2026-03-15", 604800, CATALOGUE_SECONDS, true },
	/* BR 3.2.2.9 (SC-067) */
	{ CATALOGUE_MPIC_REMOTE, "2024-09-15", 2, CATALOGUE_COUNT, false },
	{ CATALOGUE_MPIC_REMOTE, "2025-03-15", 2, CATALOGUE_COUNT, true },
	{ CATALOGUE_MPIC_REMOTE, "2026-03-15", 3, CATALOGUE_COUNT, true },
	{ CATALOGUE_MPIC_REMOTE, "2026-06-15", 4, CATALOGUE_COUNT, true },
	{ CATALOGUE_MPIC_REMOTE, "2026-12-15", 5, CATALOGUE_COUNT, true },
	{ CATALOGUE_MPIC_QUORUM, "2025-09-15", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_MPIC_REGIONS, "2026-03-15", 2, CATALOGUE_COUNT, true },
	/* BR 3.2.2.8 (Ballot 187): 8 hours; 4.2.2.1.2 (SC-098) */
	{ CATALOGUE_CAA_SECONDS, "2017-09-08", 8 * 3600, CATALOGUE_SECONDS, true },
	{ CATALOGUE_CAA_PARAMETERS, "2026-06-16", 1, CATALOGUE_COUNT, false },
	{ CATALOGUE_CAA_PARAMETERS, "2027-03-15", 1, CATALOGUE_COUNT, true },
	/* BR 1.3.2: Ballots 204, 190, 215 */
	{ CATALOGUE_DELEGATION_BANNED, "2017-08-11", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_DELEGATION_BANNED, "2017-10-19", 0, CATALOGUE_COUNT, true },
	{ CATALOGUE_DELEGATION_BANNED, "2017-11-05", 1, CATALOGUE_COUNT, true },
	/* BR 3.2.2.4, 3.2.2.5 "after July 31, 2019", 5.4.1(2)(2): Ballot 190, SC-7, SC-099 */
	{ CATALOGUE_LOG_BR_VERSION_DNS, "2017-10-19", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_LOG_BR_VERSION_DNS, "2026-05-19", 0, CATALOGUE_COUNT, true },
	{ CATALOGUE_LOG_BR_VERSION_IP, "2019-08-01", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_LOG_BR_VERSION_IP, "2026-05-19", 0, CATALOGUE_COUNT, true },
	{ CATALOGUE_LOG_FIELDS, "2026-07-15", 1, CATALOGUE_COUNT, true },
	/* BR 7.1.6.4 (SC-31), the profiles of SC-62: 48 hours */
	{ CATALOGUE_POLICY_AT_LEAST, "2020-09-30", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_POLICY_AT_LEAST, "2023-09-15", 0, CATALOGUE_COUNT, true },
	{ CATALOGUE_POLICY_EXACTLY, "2023-09-15", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_NOT_BEFORE_SKEW, "2023-09-15", 48 * 3600, CATALOGUE_SECONDS, true },
	{ CATALOGUE_DV_SUBJECT_FIELDS, "2023-09-15", 1, CATALOGUE_COUNT, true },
	/* BR 6.1.1.3 (SC-073), 4.3.1.2 (SC-075), 2.3 */
	{ CATALOGUE_WEAK_KEY, "2024-11-15", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_LINT, "2024-09-15", 1, CATALOGUE_COUNT, false },
	{ CATALOGUE_LINT, "2025-03-15", 1, CATALOGUE_COUNT, true },
	{ CATALOGUE_CPS_UPDATE, "2012-07-01", 366, CATALOGUE_DAYS, true },
};
#define LIMITS (sizeof limits / sizeof *limits)

/* The i-th row holds at t; LIMITS: none does. */
static void
expect_limit(const struct catalogue *c, enum catalogue_name name, int64_t t, size_t i)
{
	const struct catalogue_limit *l = catalogue_limit_at(c, name, t);

	if (i == LIMITS || limits[i].value == 0) {
		if (l)
			fail_msg("%s: expected none, found %s", catalogue_names[name], l->text);
		return;
	}
	if (!l || l->value != limits[i].value || l->unit != limits[i].unit || l->must != limits[i].must)
		fail_msg("%s: expected %d at %s, found another", catalogue_names[name], limits[i].value,
		    limits[i].from);
}

static void
figures_by_their_days(void **state)
{
	const struct catalogue *c = read_it(state);
	bool known[CATALOGUE_NAMES] = { false };

	for (size_t i = 0; i < LIMITS; i++) {
		int64_t t = fixture_at(limits[i].from);
		bool first = i == 0 || limits[i - 1].name != limits[i].name;

		known[limits[i].name] = true;
		expect_limit(c, limits[i].name, t - 1, first ? LIMITS : i - 1);
		expect_limit(c, limits[i].name, t, i);
		if (i + 1 == LIMITS || limits[i + 1].name != limits[i].name)
			expect_limit(c, limits[i].name, t + 3650 * INSTANT_DAY, i);
	}
	for (int n = 0; n < CATALOGUE_NAMES; n++)
		assert_true(known[n]);
}

/* The table of BR 3.2.2.4 (SC-101v2): wildcard, prune, CNAME, onion. */
static void
names_by_methods(void **state)
{
	static const struct {
		const char *method;
		bool wildcard, prune, cname, onion;
	} table[] = {
		{ "3.2.2.4.4", true, true, true, false },    { "3.2.2.4.7", true, true, true, false },
		{ "3.2.2.4.12", true, true, false, false },  { "3.2.2.4.13", true, true, true, false },
		{ "3.2.2.4.14", true, true, true, false },   { "3.2.2.4.16", true, true, true, false },
		{ "3.2.2.4.17", true, true, true, false },   { "3.2.2.4.18", false, false, false, true },
		{ "3.2.2.4.19", false, false, false, true }, { "3.2.2.4.20", false, false, false, true },
		{ "3.2.2.4.21", true, true, false, false },  { "3.2.2.4.22", true, true, false, false },
		{ "B.2.b", true, true, false, true },
	};
	const struct catalogue *c = read_it(state);
	int64_t mandatory = fixture_at("2026-11-15"), optional = fixture_at("2026-08-06");

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct catalogue_method *m = catalogue_find_any(c, table[i].method);
		bool registrar = !strcmp(table[i].method, "3.2.2.4.12");
		bool persistent = !strcmp(table[i].method, "3.2.2.4.22");

		assert_non_null(m);
		assert_non_null(m->adn);
		assert_int_equal(m->adn->wildcard, table[i].wildcard);
		assert_int_equal(m->adn->prune, table[i].prune);
		assert_int_equal(m->adn->cname, table[i].cname);
		assert_int_equal(m->adn->onion, table[i].onion);
		assert_true(m->adn->mandatory_from == mandatory && m->adn->optional_from == optional);
		/* .12: the Base Domain Name itself; .22: no CNAME from its beginning (SC-088v3) */
		assert_true(m->adn->base_only_from == (registrar ? mandatory : INSTANT_NONE));
		assert_true(m->adn->cname_until == (persistent ? fixture_at("2025-11-10") : INSTANT_NONE));
	}
	for (size_t i = 0; i < c->method_count; i++)
		if (c->methods[i].kind == CATALOGUE_IP)
			assert_null(c->methods[i].adn);
}

/* Each method's section: age of value or token, own limit of reuse, MPIC, SHOULD NOT (SC-090). */
static void
methods_have_their_own(void **state)
{
	static const struct {
		const char *method;
		enum catalogue_kind kind;
		int random_days;
		enum catalogue_random random;
		int reuse_days;
		enum catalogue_mpic mpic;
		bool discouraged;
	} table[] = {
		{ "3.2.2.4.2", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.4", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, true },
		{ "3.2.2.4.6", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_REUSE, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.7", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_APPLICANT, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.8", CATALOGUE_DNS, 0, CATALOGUE_RANDOM_NONE, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.12", CATALOGUE_DNS, 0, CATALOGUE_RANDOM_NONE, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.13", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_YES, true },
		{ "3.2.2.4.14", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_YES, true },
		{ "3.2.2.4.15", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.16", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_YES, true },
		{ "3.2.2.4.17", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_YES, true },
		{ "3.2.2.4.18", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.19", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_TOKEN, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.20", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_TOKEN, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.21", CATALOGUE_DNS, 30, CATALOGUE_RANDOM_TOKEN, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.4.22", CATALOGUE_DNS, 0, CATALOGUE_RANDOM_NONE, 10, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.5.1", CATALOGUE_IP, 30, CATALOGUE_RANDOM_REUSE, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.5.2", CATALOGUE_IP, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, true },
		{ "3.2.2.5.3", CATALOGUE_IP, 0, CATALOGUE_RANDOM_NONE, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.5.5", CATALOGUE_IP, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, true },
		{ "3.2.2.5.6", CATALOGUE_IP, 0, CATALOGUE_RANDOM_NONE, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.5.7", CATALOGUE_IP, 0, CATALOGUE_RANDOM_NONE, 0, CATALOGUE_MPIC_YES, false },
		{ "3.2.2.5.8", CATALOGUE_IP, 0, CATALOGUE_RANDOM_NONE, 10, CATALOGUE_MPIC_REFERENCE, false },
		/* "Except for Onion Domain Names" */
		{ "3.2.2.4.6", CATALOGUE_ONION, 30, CATALOGUE_RANDOM_REUSE, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.18", CATALOGUE_ONION, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.19", CATALOGUE_ONION, 30, CATALOGUE_RANDOM_TOKEN, 0, CATALOGUE_MPIC_NO, false },
		{ "3.2.2.4.20", CATALOGUE_ONION, 30, CATALOGUE_RANDOM_TOKEN, 0, CATALOGUE_MPIC_NO, false },
		{ "B.2.b", CATALOGUE_ONION, 30, CATALOGUE_RANDOM_PLAIN, 0, CATALOGUE_MPIC_NO, false },
	};
	const struct catalogue *c = read_it(state);
	int64_t sc090 = fixture_at("2026-03-15"), sc067 = fixture_at("2025-03-15");

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct catalogue_method *m = catalogue_find(c, table[i].method, table[i].kind);
		const struct catalogue_row *last, *before;

		assert_non_null(m);
		last = &m->rows[m->row_count - 1];
		before = catalogue_row_at(m, sc067 - 1);
		if (m->random_days != table[i].random_days || m->random != table[i].random)
			fail_msg("%s: another age of the random value", m->name);
		if (m->reuse_days != table[i].reuse_days)
			fail_msg("%s: another limit of reuse", m->name);
		if (last->mpic != table[i].mpic || (before && before->mpic != CATALOGUE_MPIC_NO))
			fail_msg("%s: MPIC otherwise", m->name);
		if (last->should_not_from != (table[i].discouraged ? sc090 : INSTANT_NONE))
			fail_msg("%s: discouraged otherwise", m->name);
	}
}

/* BR 4.9.1.1 and 7.2.2: 1 keyCompromise, 4 superseded. */
static void
reasons_have_their_hours(void **state)
{
	static const struct {
		const char *number;
		int hours, crl_reason;
	} table[] = { { "4", 24, 1 }, { "5", 24, 4 }, { "12", 120, 4 }, { "13", 120, 4 } };
	const struct catalogue *c = read_it(state);

	assert_int_equal(c->reason_count, sizeof table / sizeof *table);
	for (size_t i = 0; i < c->reason_count; i++) {
		assert_string_equal(c->reasons[i].number, table[i].number);
		assert_int_equal(c->reasons[i].hours, table[i].hours);
		assert_int_equal(c->reasons[i].crl_reason, table[i].crl_reason);
	}
}

static int
setup(void **state)
{
	struct catalogue **c = malloc(sizeof *c);

	if (!c || !(*c = catalogue_read(NULL)))
		return -1;
	*state = c;
	return 0;
}

static int
teardown(void **state)
{
	struct catalogue **c = *state;

	catalogue_free(*c);
	free(c);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_by_their_days),
		cmocka_unit_test(names_by_methods),
		cmocka_unit_test(methods_have_their_own),
		cmocka_unit_test(reasons_have_their_hours),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
