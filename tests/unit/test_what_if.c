/*
 * The what-if day: every limit, permission and first day of the BRs is looked up on it,
 * whatever the dates of the certificate; its own CPS, ages and orders stay what they were.
 * Truth: the dates of the BRs, beside the cases; each case is asked twice, by its own dates
 * and as if the day were another.
 */
#include "tests/unit/fixture_cert.h"

#define V w.f.v[0]

/* By the certificate's own dates, and by those of that day. */
#define BOTH(rule, own, day, then, ...)                                                            \
	do {                                                                                       \
		CASE(rule, own, __VA_ARGS__);                                                      \
		CASE(rule, then, __VA_ARGS__; w.c.rules_on = fixture_at(day));                     \
	} while (0)

static void
name_is(struct world *w, const char *text, const char *method)
{
	w->f.u.name_count = 0;
	w->f.used = 0;
	w->f.names[0].validation_count = 0;
	fixture_validate(&w->f, fixture_name(&w->f, text), method, w->f.u.issued_at - 3600);
}

static void
done(struct world *w, const char *method, const char *validated, const char *issued)
{
	w->f.v[0].method = method;
	w->f.v[0].validated_at = w->f.v[0].caa_checked_at = fixture_at(validated);
	world_issue(w, issued);
}

static void
methods(void **state)
{
	struct covered covered[COVERED] = { 0 };

	/* SC-090 */
	BOTH("dcv.method_at_validation", 'P', "2028-03-15", 'F', V.method = "3.2.2.4.4");
	BOTH("dcv.retired_reuse", 'P', "2028-03-15", 'F', V.method = "3.2.2.4.4");
	BOTH("dcv.retired_reuse", 'P', "2028-03-14", 'P', V.method = "3.2.2.4.4");
	BOTH("dcv.method_discouraged", 'N', "2026-03-15", 'F', done(&w, "3.2.2.4.4", "2026-03-14", "2026-03-14"));
	/* SC-45 */
	BOTH("dcv.wildcard", 'P', "2021-12-01", 'F', name_is(&w, "*.selfaudit.dev", "");
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-11-30"));
	BOTH("dcv.subdomain", 'P', "2021-12-01", 'F', V.adn = "selfaudit.dev";
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-11-30"));
	/* SC-101 */
	BOTH("dcv.adn", 'P', "2026-11-15", 'F', done(&w, "3.2.2.4.12", "2026-11-14", "2026-11-14"));
	BOTH("dcv.adn", 'P', "2026-11-15", 'F', V.adn = "other.example.net"; V.adn_derivation = "cname:other.example.net";
	     done(&w, "3.2.2.4.21", "2026-11-14", "2026-11-14"));
	BOTH("dcv.adn", 'P', "2026-11-15", 'P', V.adn = "other.example.net"; V.adn_derivation = "cname:other.example.net";
	     done(&w, "3.2.2.4.7", "2026-11-14", "2026-11-14"));
	/* Ballot 215 */
	BOTH("dcv.delegated", 'N', "2017-11-05", 'F', V.delegated_party = "RA";
	     done(&w, "3.2.2.4.7", "2017-11-04", "2017-11-04"));
	/* SC-099 */
	BOTH("record.complete", 'N', "2026-07-15", 'M', V.adn_derivation = "prune";
	     done(&w, "3.2.2.4.7", "2026-07-14", "2026-07-14"));
	BOTH("record.br_version", 'N', "2026-05-18", 'M', done(&w, "3.2.2.4.7", "2026-05-19", "2026-05-19"));
}

/* An organization's data, or item A of EV, of that day. */
static void
older_data(struct world *w, enum unit_type type, const char *of)
{
	bool ev = type == UNIT_TYPE_EV;

	world_type(w, type);
	fixture_other(&w->f, ev ? VALIDATION_EV : VALIDATION_IDENTITY, ev ? 'A' : 0, fixture_at(of));
}

static void
ages(void **state)
{
	struct covered covered[COVERED] = { 0 };

	/* SC-081v3: 200 days to 2027-03-14, 100 after; validity 200, 100, 47 */
	BOTH("dcv.reuse_age", 'P', "2027-03-15", 'F', done(&w, "3.2.2.4.7", "2026-06-20", "2026-11-20"));
	BOTH("dcv.reuse_age", 'F', "2026-03-14", 'P', done(&w, "3.2.2.4.7", "2026-02-20", "2026-11-20"));
	BOTH("validity.period", 'P', "2029-03-15", 'F', );
	BOTH("validity.period", 'F', "2026-03-14", 'P', w.f.u.not_after = w.f.u.not_before + 398 * INSTANT_DAY - 1);
	BOTH("validity.preferred", 'P', "2029-03-15", 'F', );
	BOTH("identity.age", 'P', "2026-03-15", 'F', world_issue(&w, "2026-03-14");
	     older_data(&w, UNIT_TYPE_OV, "2025-02-01")); /* 406 days; 825 to 398 */
	BOTH("identity.ev_age", 'P', "2021-06-01", 'F', older_data(&w, UNIT_TYPE_EV, "2025-10-19")); /* 397 days, 13 months and one */
	/* 3.2.2.5.1: 30 days or the reuse period, 200 and 100 days */
	BOTH("evidence.random_age", 'P', "2027-03-15", 'F', name_is(&w, "8.8.8.8", "3.2.2.5.1");
	     V.random_created_at = V.validated_at - 150 * INSTANT_DAY);
	/* 7.1.6.4 (2020-09-30), the profiles of 2.0.0 */
	BOTH("policy.reserved_oid", 'N', "2020-09-30", 'F', world_issue(&w, "2020-09-29"); w.f.u.policy_oids = "1.2.3");
	BOTH("policy.reserved_oid", 'P', "2023-09-15", 'F', world_issue(&w, "2023-09-14");
	     w.f.u.policy_oids = "2.23.140.1.2.1 2.23.140.1.2.2");
	BOTH("profile.not_before", 'N', "2023-09-15", 'F', world_issue(&w, "2023-09-14"); w.f.u.not_before -= 172801);
	/* SC-063: 10 days to 2026-03-14, 7 after */
	BOTH("extension.crldp", 'P', "2026-03-15", 'F', world_issue(&w, "2026-03-14"); w.x.has_crldp = false;
	     w.f.u.not_after = w.f.u.not_before + 10 * INSTANT_DAY - 1);
	BOTH("san.underscore", 'N', "2019-05-01", 'F', world_issue(&w, "2019-04-30"); world_name(&w, NAME_DNS, "a_b.dev"));
	/* SC-54 */
	BOTH("onion.v3", 'P', "2022-04-23", 'F', world_issue(&w, "2022-04-22"); world_type(&w, UNIT_TYPE_EV);
	     world_name(&w, NAME_DNS, "expyuzz4wqqyqhjn.onion"));
	BOTH("caa.checked", 'M', "2022-04-23", 'A', world_issue(&w, "2022-04-22"); name_is(&w, "a.onion", "B.2.b"));
}

/* Seen by so many remotes, the validation and CAA. */
static void
seen(struct world *w, const char *at, int ok, int total)
{
	done(w, "3.2.2.4.7", at, at);
	w->f.v[0].perspectives_ok = w->f.v[0].caa_perspectives_ok = ok;
	w->f.v[0].perspectives_total = w->f.v[0].caa_perspectives_total = total;
	w->f.v[0].rirs = w->f.v[0].caa_rirs = "ARIN";
}

static void
checks(void **state)
{
	static const char *const ours[] = { "ca.example" };
	struct covered covered[COVERED] = { 0 };

	/* BR 3.2.2.9 */
	BOTH("mpic.perspectives", 'P', "2026-12-15", 'F', seen(&w, "2026-11-20", 4, 4));
	BOTH("mpic.caa_perspectives", 'P', "2026-12-15", 'F', seen(&w, "2026-11-20", 4, 4));
	BOTH("mpic.perspectives_wanted", 'F', "2025-03-15", 'N', seen(&w, "2025-03-14", 1, 1));
	BOTH("mpic.quorum", 'N', "2025-09-15", 'F', seen(&w, "2025-09-14", 0, 2));
	BOTH("mpic.caa_quorum", 'N', "2025-09-15", 'F', seen(&w, "2025-09-14", 0, 2));
	BOTH("mpic.regions", 'N', "2026-03-15", 'F', seen(&w, "2026-03-14", 2, 2));
	BOTH("mpic.caa_regions", 'N', "2026-03-15", 'F', seen(&w, "2026-03-14", 2, 2));
	/* SC-098: SHOULD from 2026-06-16, MUST from 2027-03-15 */
	BOTH("caa.parameters", 'N', "2027-03-15", 'F', seen(&w, "2026-11-20", 4, 4); w.c.caa_domains = ours;
	     w.c.caa_domain_count = 1; V.caa_result = "issue \"ca.example; validationmethods=http-01\"");
	BOTH("caa.parameters_wanted", 'F', "2027-03-15", 'N', seen(&w, "2026-11-20", 4, 4); w.c.caa_domains = ours;
	     w.c.caa_domain_count = 1; V.caa_result = "issue \"ca.example; validationmethods=http-01\"");
	BOTH("caa.not_delegated", 'N', "2026-03-15", 'F', seen(&w, "2026-03-14", 4, 4); V.delegated_party = "RA");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods),
		cmocka_unit_test(ages),
		cmocka_unit_test(checks),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
