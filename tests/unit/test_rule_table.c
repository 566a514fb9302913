/*
 * What each rule says of itself: how binding it is, how long a CA then has to revoke, by
 * which instant it is in effect, from when and until when, and what it cannot do without.
 *
 * Truth, read by hand: the Baseline Requirements' table of versions (1.2.1) and of dates
 * (1.2.2), their sections as named beside the rows, and 4.9.1.1 for the hours: reason 5 (24)
 * for what a validation, CAA or MPIC lacks, 4 for weak keys, 12 (120) for the rest.  The
 * first BRs took effect on 2012-07-01.
 */
#include "tests/unit/cmocka_all.h"

#include "checks/families.h"

static const struct {
	const char *id;
	bool must;
	int hours; /* to revoke; 0 none */
	enum rule_date by;
	const char *from, *until;
	unsigned needs; /* not tested where no import carries it */
} table[] = {
	{ "record.certificate", true, 0, RULE_ALWAYS, "", "", EVIDENCE_NONE },
	{ "record.serial_unique", true, 120, RULE_ALWAYS, "", "", EVIDENCE_NONE },
	/* BR 3.2.2.4 from 1.5.2 (2017-10-19) to 2.2.7 (2026-05-19), 5.4.1 after; 4.9.1.1(5) */
	{ "record.complete", true, 24, RULE_BY_VALIDATION, "2017-10-19", "", EVIDENCE_NONE },
	{ "record.br_version", true, 0, RULE_BY_VALIDATION, "2017-10-19", "2026-05-19", EVIDENCE_BR_VERSION },
	{ "record.br_version_right", false, 0, RULE_BY_VALIDATION, "2017-10-19", "2026-05-19", EVIDENCE_BR_VERSION },
	/* BR 3.2.2.4, 4.2.1; a validation that cannot be relied upon is reason 5, 24 hours */
	{ "dcv.name_validated", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_VALIDATION },
	{ "dcv.wildcard", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_NONE },
	{ "dcv.subdomain", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_NONE },
	{ "dcv.adn", true, 24, RULE_BY_VALIDATION, "", "", EVIDENCE_NONE },
	{ "dcv.wildcard_suffix", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_NONE },
	{ "dcv.leftover", false, 0, RULE_ALWAYS, "", "", EVIDENCE_VALIDATION },
	{ "dcv.method_known", true, 24, RULE_ALWAYS, "", "", EVIDENCE_NONE },
	{ "dcv.kind", true, 24, RULE_BY_VALIDATION, "", "", EVIDENCE_NONE },
	{ "dcv.method_at_validation", true, 24, RULE_BY_VALIDATION, "", "", EVIDENCE_NONE },
	{ "dcv.method_discouraged", false, 0, RULE_BY_VALIDATION, "2026-03-15", "", EVIDENCE_NONE },
	{ "dcv.retired_reuse", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_NONE },
	{ "dcv.before_issuance", true, 24, RULE_BY_ISSUANCE, "", "", EVIDENCE_NONE },
	{ "dcv.delegated", true, 24, RULE_BY_VALIDATION, "2017-08-11", "", EVIDENCE_DELEGATED },
	{ "dcv.registrar", true, 24, RULE_BY_VALIDATION, "", "", EVIDENCE_NONE },
	{ "dcv.reuse_age", true, 24, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "identity.age", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_IDENTITY },
	{ "identity.ev_age", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_EV },
	/* the CPS is reason 12, five days */
	{ "cps.one_version", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.method_at_issuance", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.method_at_validation", false, 0, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.reuse_days", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.random_value_days", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.max_validity", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.key_types", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.policy_oids", true, 120, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.updated", false, 0, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	{ "cps.confirmed", false, 0, RULE_BY_ISSUANCE, "", "", EVIDENCE_CPS },
	/* BR 6.3.2; 1.7.1 7.1.6.4 */
	{ "validity.period", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "validity.preferred", false, 0, RULE_BY_ISSUANCE, "2020-09-01", "", EVIDENCE_NONE },
	{ "policy.reserved_oid", true, 120, RULE_BY_ISSUANCE, "2020-09-30", "", EVIDENCE_NONE },
	/* Ballot 187; BR 1.3.2; SC-098 */
	{ "caa.checked", true, 24, RULE_BY_ISSUANCE, "2017-09-08", "", EVIDENCE_CAA },
	{ "caa.permits", true, 24, RULE_BY_ISSUANCE, "2017-09-08", "", EVIDENCE_CAA },
	{ "caa.not_delegated", true, 24, RULE_BY_ISSUANCE, "2026-03-15", "", EVIDENCE_CAA },
	{ "caa.parameters", true, 24, RULE_BY_CAA_CHECK, "2027-03-15", "", EVIDENCE_CAA },
	{ "caa.parameters_wanted", false, 24, RULE_BY_CAA_CHECK, "2026-06-16", "2027-03-15", EVIDENCE_CAA },
	/* the table of BR 3.2.2.9 (SC-067) */
	{ "mpic.perspectives", true, 24, RULE_BY_DCV_CHECK, "2025-03-15", "", EVIDENCE_MPIC },
	{ "mpic.perspectives_wanted", false, 0, RULE_BY_DCV_CHECK, "2024-09-15", "2025-03-15", EVIDENCE_MPIC },
	{ "mpic.quorum", true, 24, RULE_BY_DCV_CHECK, "2025-09-15", "", EVIDENCE_MPIC },
	{ "mpic.regions", true, 24, RULE_BY_DCV_CHECK, "2026-03-15", "", EVIDENCE_MPIC },
	{ "mpic.caa_perspectives", true, 24, RULE_BY_CAA_CHECK, "2025-03-15", "", EVIDENCE_CAA_MPIC },
	{ "mpic.caa_perspectives_wanted", false, 0, RULE_BY_CAA_CHECK, "2024-09-15", "2025-03-15", EVIDENCE_CAA_MPIC },
	{ "mpic.caa_quorum", true, 24, RULE_BY_CAA_CHECK, "2025-09-15", "", EVIDENCE_CAA_MPIC },
	{ "mpic.caa_regions", true, 24, RULE_BY_CAA_CHECK, "2026-03-15", "", EVIDENCE_CAA_MPIC },
	/* 1.3.8, SC-25, 1.5.2, SC-088, SC-44 */
	{ "evidence.random_age", true, 24, RULE_BY_VALIDATION, "2016-08-05", "", EVIDENCE_RANDOM_TIME },
	{ "evidence.token_age", true, 24, RULE_BY_VALIDATION, "2020-03-03", "", EVIDENCE_NONE },
	{ "evidence.random_entropy", true, 24, RULE_BY_VALIDATION, "2016-08-05", "", EVIDENCE_RANDOM },
	{ "evidence.random_unique", true, 24, RULE_BY_ISSUANCE, "2016-08-05", "", EVIDENCE_RANDOM },
	{ "evidence.recipient", true, 24, RULE_BY_VALIDATION, "2016-08-05", "", EVIDENCE_RECIPIENT },
	{ "evidence.dns_record", true, 24, RULE_BY_VALIDATION, "2017-10-19", "", EVIDENCE_DNS_RECORD },
	{ "evidence.persistent", true, 24, RULE_BY_VALIDATION, "2025-11-10", "", EVIDENCE_DNS_RECORD },
	{ "evidence.redirects", true, 24, RULE_BY_VALIDATION, "2021-07-01", "", EVIDENCE_REDIRECTS },
	/* BR 6.1.5; SC-31 (2020-08-20); the table of BR 1.2.2 for 6.1.6; SC-073 */
	{ "key.type", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "key.dsa", true, 120, RULE_BY_ISSUANCE, "2020-08-20", "", EVIDENCE_NONE },
	{ "key.size", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "key.modulus_bits", true, 120, RULE_BY_ISSUANCE, "2020-08-20", "", EVIDENCE_NONE },
	{ "key.exponent", true, 120, RULE_BY_ISSUANCE, "2013-01-01", "", EVIDENCE_NONE },
	{ "key.exponent_range", false, 0, RULE_BY_ISSUANCE, "2013-01-01", "", EVIDENCE_NONE },
	{ "key.small_factors", false, 0, RULE_BY_ISSUANCE, "2013-01-01", "", EVIDENCE_NONE },
	{ "key.curve", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "key.point", false, 0, RULE_BY_ISSUANCE, "2013-01-01", "", EVIDENCE_NONE },
	{ "key.algorithm_bytes", true, 120, RULE_BY_ISSUANCE, "2020-08-20", "", EVIDENCE_NONE },
	{ "key.fermat", true, 24, RULE_BY_REQUEST, "2024-11-15", "", EVIDENCE_NONE },
	{ "key.roca", true, 24, RULE_BY_REQUEST, "2024-11-15", "", EVIDENCE_NONE },
	{ "key.debian", true, 24, RULE_BY_REQUEST, "2012-07-01", "", EVIDENCE_KEY_LIST },
	{ "key.blocklist", true, 24, RULE_ALWAYS, "", "", EVIDENCE_KEY_LIST },
	/* RFC 5280; the table of BR 1.2.2; SC-31; SC-62 (2023-09-15) */
	{ "profile.version", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.encoding", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.serial", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.serial_entropy", true, 120, RULE_BY_ISSUANCE, "2016-09-30", "", EVIDENCE_NONE },
	{ "profile.serial_short", false, 0, RULE_BY_ISSUANCE, "2016-09-30", "", EVIDENCE_NONE },
	{ "profile.sha1", true, 120, RULE_BY_ISSUANCE, "2016-01-01", "", EVIDENCE_NONE },
	{ "profile.signature_algorithm", true, 120, RULE_BY_ISSUANCE, "2020-08-20", "", EVIDENCE_NONE },
	{ "profile.signature_same", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.dates", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.not_before", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "profile.unique_id", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.extension_once", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.extension_unknown", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "profile.extension_critical", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "profile.extension_other", false, 0, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	/* SC-62; SC-63 (2024-03-15); SC-104 (2026-10-04); Chrome 1.8 */
	{ "extension.basic_constraints", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.key_usage_ca", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.key_usage", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.key_usage_sound", false, 0, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.eku", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.eku_server", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.eku_other", false, 0, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.eku_only_server", false, 0, RULE_BY_ISSUANCE, "2027-03-15", "", EVIDENCE_NONE },
	{ "extension.aki", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.aki_alone", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.ski", false, 0, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.aia", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "2026-10-04", EVIDENCE_NONE },
	{ "extension.aia_wanted", false, 0, RULE_BY_ISSUANCE, "2026-10-04", "", EVIDENCE_NONE },
	{ "extension.ocsp", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "2024-03-15", EVIDENCE_NONE },
	{ "extension.ca_issuers", false, 0, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.aia_content", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.crldp", true, 120, RULE_BY_ISSUANCE, "2024-03-15", "", EVIDENCE_NONE },
	{ "extension.crldp_http", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.crldp_content", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.policies", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "extension.any_policy", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "extension.qualifiers", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	/* BR 7.1.6.1; SC-62; SC-47 (2022-09-01) */
	{ "subject.dv_identity", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.dv_only", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.ov", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.ov_person", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.iv", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.iv_person", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.ev", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.ev_category", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.ev_other", true, 120, RULE_BY_ISSUANCE, "2019-04-16", "", EVIDENCE_NONE },
	{ "subject.ou", true, 120, RULE_BY_ISSUANCE, "2022-09-01", "", EVIDENCE_NONE },
	{ "subject.other", false, 0, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.length", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.encoding", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.order", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.single", true, 120, RULE_BY_ISSUANCE, "2023-09-15", "", EVIDENCE_NONE },
	{ "subject.metadata", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "subject.country", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	/* the table of BR 1.2.2; SC-12, SC-48, SC-086, SC-27 */
	{ "san.present", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.types", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.cn", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.cn_exact", true, 120, RULE_BY_ISSUANCE, "2021-10-01", "", EVIDENCE_NONE },
	{ "san.duplicate", false, 0, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.ev_wildcard", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.ev_ip", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.dns_syntax", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.underscore", true, 120, RULE_BY_ISSUANCE, "2019-05-01", "", EVIDENCE_NONE },
	{ "san.ldh", true, 120, RULE_BY_ISSUANCE, "2021-10-01", "", EVIDENCE_NONE },
	{ "san.internal", true, 120, RULE_BY_ISSUANCE, "2015-11-01", "", EVIDENCE_NONE },
	{ "san.reverse_zone", true, 120, RULE_BY_ISSUANCE, "2026-03-15", "", EVIDENCE_NONE },
	{ "san.reserved_domain", false, 0, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "san.wildcard_place", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "ip.length", true, 120, RULE_BY_ISSUANCE, "2012-07-01", "", EVIDENCE_NONE },
	{ "ip.reserved", true, 120, RULE_BY_ISSUANCE, "2015-11-01", "", EVIDENCE_NONE },
	{ "onion.v3", true, 120, RULE_BY_ISSUANCE, "2020-03-27", "", EVIDENCE_NONE },
	/* SC-075; RFC 6962 is of June 2013 */
	{ "lint.clean", false, 0, RULE_BY_ISSUANCE, "2025-03-15", "", EVIDENCE_LINT },
	{ "precert.match", true, 120, RULE_BY_ISSUANCE, "2013-06-01", "", EVIDENCE_NONE },
};

static int
hours(enum revocation r)
{
	return r == REVOCATION_24H ? 24 : r == REVOCATION_5D ? 120 : 0;
}

static void
rules_are_as_the_table_has_them(void **state)
{
	size_t i = 0;

	(void)state;
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++, i++) {
			if (i == sizeof table / sizeof *table || strcmp(r->id, table[i].id))
				fail_msg("expected %s in row %zu of the table, found another", r->id, i);
			if ((r->severity == SEVERITY_MUST) != table[i].must)
				fail_msg("%s: another severity", r->id);
			if (hours(r->revocation) != table[i].hours)
				fail_msg("%s: other hours", r->id);
			if (r->date != table[i].by)
				fail_msg("%s: in effect by another instant", r->id);
			if (r->needs != table[i].needs)
				fail_msg("%s: needs other evidence", r->id);
			if (strcmp(r->effective ? r->effective : "", table[i].from))
				fail_msg("%s: another first day", r->id);
			if (strcmp(r->until ? r->until : "", table[i].until))
				fail_msg("%s: another end", r->id);
		}
	assert_int_equal(i, sizeof table / sizeof *table);
}

/* An explanation names its clause. */
static void
every_rule_names_its_source(void **state)
{
	(void)state;
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++) {
			assert_true(r->version >= 1);
			assert_non_null(r->title);
			assert_non_null(r->clause);
			if (strncmp(r->clause, "BR ", 3) && strncmp(r->clause, "EVG ", 4) &&
			    strncmp(r->clause, "RFC ", 4) && strncmp(r->clause, "Chrome ", 7))
				fail_msg("%s: expected a clause, found %s", r->id, r->clause);
			assert_int_equal(strncmp(r->id, r->family, strlen(r->family)), 0);
		}
}

/* Can others repeat a rule?  Truth, by what its requirement speaks of: dcv, identity, mpic and the
 * records of methods of validations (but where a wildcard stands, which the name shows), cps of
 * practice statements besides, caa of CAA checks; profiles, keys and names of certificates. */
static void
a_rule_says_what_it_reads(void **state)
{
	const unsigned v = RULE_INPUT_VALIDATION, cps = RULE_INPUT_CPS, caa = RULE_INPUT_CAA;
	const struct {
		const char *id;
		unsigned inputs;
	} single[] = {
		{ "record.certificate", RULE_INPUT_CA }, { "record.serial_unique", RULE_INPUT_CA },
		{ "profile.not_before", RULE_INPUT_CA }, { "dcv.wildcard_suffix", 0 },
		{ "dcv.reuse_age", v }, { "dcv.name_validated", v }, { "record.complete", v },
		{ "cps.method_at_issuance", v | cps }, { "cps.reuse_days", v | cps },
		{ "cps.max_validity", cps }, { "cps.key_types", cps }, { "cps.policy_oids", cps },
		{ "caa.checked", caa }, { "caa.permits", caa }, { "mpic.quorum", v },
		{ "mpic.caa_quorum", caa }, { "identity.age", v }, { "identity.ev_age", v },
		{ "evidence.random_age", v }, { "evidence.recipient", v }, { "key.debian", 0 },
		{ "key.roca", 0 }, { "lint.clean", 0 }, { "precert.match", 0 }, { "validity.period", 0 },
	};
	static const char *const alone[] = { "extension.", "subject.", "san.", "ip.", "onion.", "key.", NULL };
	size_t found = 0;

	(void)state;
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++) {
			for (size_t i = 0; i < sizeof single / sizeof *single; i++)
				if (strcmp(single[i].id, r->id) == 0) {
					found++;
					if (rule_inputs(r) != single[i].inputs)
						fail_msg("%s: expected inputs %u, found %u", r->id,
						    single[i].inputs, rule_inputs(r));
				}
			for (size_t i = 0; alone[i]; i++)
				if (strncmp(r->id, alone[i], strlen(alone[i])) == 0 && rule_inputs(r))
					fail_msg("%s: expected the certificate alone", r->id);
			if (strncmp(r->id, "cps.", 4) == 0 && !(rule_inputs(r) & cps))
				fail_msg("%s: expected the practice statements", r->id);
		}
	assert_int_equal(found, sizeof single / sizeof *single);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_as_the_table_has_them),
		cmocka_unit_test(every_rule_names_its_source),
		cmocka_unit_test(a_rule_says_what_it_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
