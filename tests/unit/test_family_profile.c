/* Truth: BR 7.1.2.7 and 7.1.3 of 2.2.6 and 2.3.0, RFC 5280; DER written by hand. */
#include "tests/unit/fixture_cert.h"

#define PSS_HEAD "304106092a864886f70d01010a3034a00f300d06096086480165030402"
#define PSS_MID "0500a11c301a06092a864886f70d010108300d06096086480165030402"
#define PSS_TAIL "0500a2030201"

static void
profile(void **state)
{
	/* BR 7.1.3.2.1 and .2 give the octets; the others differ from them in what the remark says */
	static const struct {
		const char *hex;
		char outcome;
	} signed_by[] = { { "300d06092a864886f70d01010b0500", 'P' }, { "300d06092a864886f70d01010c0500", 'P' },
		{ "300d06092a864886f70d01010d0500", 'P' }, { "300a06082a8648ce3d040302", 'P' },
		{ "300a06082a8648ce3d040303", 'P' }, { "300a06082a8648ce3d040304", 'P' },
		{ PSS_HEAD "01" PSS_MID "01" PSS_TAIL "20", 'P' }, { PSS_HEAD "02" PSS_MID "02" PSS_TAIL "30", 'P' },
		{ PSS_HEAD "03" PSS_MID "03" PSS_TAIL "40", 'P' },
		{ PSS_HEAD "01" PSS_MID "01" PSS_TAIL "30", 'F' }, /* a longer salt */
		{ PSS_HEAD "01" PSS_MID "02" PSS_TAIL "20", 'F' }, /* two hashes */
		{ "300d06092a864886f70d01010a3000", 'F' },	   /* PSS by its defaults, SHA-1 */
		{ "300b06092a864886f70d01010b", 'F' },		   /* no NULL */
		{ "300c06082a8648ce3d0403020500", 'F' },	   /* NULL */
		{ "300d06092a864886f70d0101050500", 'F' },	   /* SHA-1 */
		{ "300d06092a864886f70d01010e0500", 'F' },	   /* SHA-224 */
		{ "300506032b6570", 'F' }, { "", 'F' } };	   /* Ed25519, nothing */
	static const struct {
		const char *oid;
		bool critical;
	} listed[] = { { "1.3.6.1.5.5.7.1.1", false }, { "2.5.29.35", false }, { "2.5.29.32", false },
		{ "2.5.29.37", false }, { "2.5.29.15", true }, { "2.5.29.19", true }, { "2.5.29.31", false },
		{ "1.3.6.1.4.1.11129.2.4.2", false }, { "1.3.6.1.4.1.11129.2.4.3", true }, { "2.5.29.14", false } };
	/* issuerAltName, policyMappings, policyConstraints, freshestCRL, inhibitAnyPolicy, TLS feature,
	 * qcStatements, cabfOrganizationIdentifier */
	static const char *const others[] = { "2.5.29.18", "2.5.29.33", "2.5.29.36", "2.5.29.46", "2.5.29.54",
		"1.3.6.1.5.5.7.1.24", "1.3.6.1.5.5.7.1.3", "2.23.140.3.1" };
	struct covered covered[COVERED] = { 0 };

	CASE("profile.version", 'P', );
	CASE("profile.version", 'F', w.x.version = 1);
	CASE("profile.version", 'N', world_issue(&w, "2012-06-30T23:59:59Z"));

	CASE("profile.encoding", 'P', );
	CASE("profile.encoding", 'F', w.x.bad_crldp = true);
	CASE("profile.encoding", 'F', w.x.bad_subject = true);
	CASE("profile.encoding", 'F', w.x.bad_critical = true);
	CASE("profile.encoding", 'N', world_issue(&w, "2012-06-30"));

	CASE("profile.serial", 'P', );
	CASE("profile.serial", 'F', w.x.serial_negative = true);
	CASE("profile.serial", 'F', w.x.serial_zero = true);
	CASE("profile.serial", 'F', w.x.serial_oversized = true);
	CASE("profile.serial", 'N', world_issue(&w, "2012-06-30"));

	CASE("profile.serial_entropy", 'P', w.x.serial = "123456789");
	CASE("profile.serial_entropy", 'F', w.x.serial = "12345678");
	CASE("profile.serial_entropy", 'N', world_issue(&w, "2016-09-29T23:59:59Z"));
	CASE("profile.serial_short", 'P', w.x.serial_octets = 8);
	CASE("profile.serial_short", 'F', w.x.serial_octets = 7);
	CASE("profile.serial_short", 'N', world_issue(&w, "2016-09-29T23:59:59Z"));

	CASE("profile.sha1", 'P', );
	CASE("profile.sha1", 'F', w.x.sig_alg = "sha1WithRSAEncryption"; world_issue(&w, "2016-01-01"));
	CASE("profile.sha1", 'F', w.x.sig_alg = "ecdsa-with-SHA1");
	CASE("profile.sha1", 'F', w.x.sig_alg = "md5WithRSAEncryption");
	CASE("profile.sha1", 'F', w.x.sig_alg = "md2WithRSAEncryption");
	CASE("profile.sha1", 'F', w.x.sig_alg = "dsaWithSHA1");
	CASE("profile.sha1", 'N', w.x.sig_alg = "sha1WithRSAEncryption";
	     world_issue(&w, "2015-12-31T23:59:59Z"));
	CASE("profile.signature_algorithm", 'P', );
	for (size_t i = 0; i < sizeof signed_by / sizeof *signed_by; i++)
		CASE("profile.signature_algorithm", signed_by[i].outcome,
		     w.x.sig_alg_der = world_hex(&w, signed_by[i].hex));
	CASE("profile.signature_algorithm", 'N', world_issue(&w, "2020-08-19T23:59:59Z"));
	CASE("profile.signature_same", 'P', );
	CASE("profile.signature_same", 'F', w.x.sig_alg_differs = true);
	CASE("profile.signature_same", 'N', world_issue(&w, "2012-06-30"));

	CASE("profile.dates", 'P', );
	CASE("profile.dates", 'F', w.x.odd_not_after = true);
	CASE("profile.dates", 'F', w.x.bad_not_before = true);
	CASE("profile.dates", 'F', w.x.not_after = w.x.not_before - 1);
	CASE("profile.dates", 'N', world_issue(&w, "2012-06-30"));
	/* 172,800 seconds to either side */
	CASE("profile.not_before", 'P', w.f.u.not_before -= 172800);
	CASE("profile.not_before", 'F', w.f.u.not_before -= 172801);
	CASE("profile.not_before", 'P', w.f.u.not_before += 172800);
	CASE("profile.not_before", 'F', w.f.u.not_before += 172801);
	CASE("profile.not_before", 'N', world_issue(&w, "2023-09-14T23:59:59Z"); w.f.u.not_before -= 172801);
	CASE("profile.not_before", 'T', w.f.u.issued_source = ISSUED_NOT_BEFORE);

	CASE("profile.unique_id", 'P', );
	CASE("profile.unique_id", 'F', w.x.has_unique_id = true);
	CASE("profile.unique_id", 'N', world_issue(&w, "2012-06-30"));

	CASE("profile.extension_once", 'P', );
	CASE("profile.extension_once", 'F', w.x.duplicate_extension = true);
	CASE("profile.extension_once", 'N', world_issue(&w, "2012-06-30"));
	CASE("profile.extension_unknown", 'P', world_extension(&w, "1.2.3.4", false, "0500"));
	CASE("profile.extension_unknown", 'F', world_extension(&w, "1.2.3.4", true, "0500"));
	CASE("profile.extension_unknown", 'N', world_issue(&w, "2012-06-30"));

	CASE("profile.extension_critical", 'P', );
	CASE("profile.extension_critical", 'P', world_organization(&w));
	CASE("profile.extension_critical", 'F', world_organization(&w); w.extensions[3].critical = true);
	CASE("profile.extension_critical", 'F', w.extensions[3].critical = false); /* empty subject */
	CASE("profile.extension_critical", 'F', w.extensions[0].critical = false); /* keyUsage */
	CASE("profile.extension_critical", 'F', w.extensions[1].critical = true);  /* extKeyUsage */
	CASE("profile.extension_critical", 'F', world_extension(&w, "2.5.29.30", true, "3000"));
	CASE("profile.extension_critical", 'P',
	     world_extension(&w, "1.3.6.1.4.1.11129.2.4.3", true, "0500")); /* poison */
	CASE("profile.extension_critical", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));

	/* BR 7.1.2.7.6: which of them are critical, and that no other is recommended */
	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
		CASE("profile.extension_critical", listed[i].critical ? 'P' : 'F', w.x.extension_count = 4;
		     world_extension(&w, listed[i].oid, true, "0500"));
		CASE("profile.extension_critical", listed[i].critical ? 'F' : 'P', w.x.extension_count = 4;
		     world_extension(&w, listed[i].oid, false, "0500"));
		CASE("profile.extension_other", 'P', world_extension(&w, listed[i].oid, false, "0500"));
		CASE("profile.extension_unknown", 'P', world_extension(&w, listed[i].oid, true, "0500"));
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		CASE("profile.extension_other", 'F', world_extension(&w, others[i], false, "0500"));
		CASE("profile.extension_unknown", 'P', world_extension(&w, others[i], true, "0500"));
		CASE("profile.extension_critical", 'P', world_extension(&w, others[i], true, "0500"));
	}
	/* EVG asks for it */
	CASE("profile.extension_other", 'P', world_extension(&w, "2.23.140.3.1", false, "0500"); world_type(&w, UNIT_TYPE_EV));
	CASE("profile.extension_other", 'P', );
	CASE("profile.extension_other", 'F', world_extension(&w, "1.2.3.4", false, "0500"));
	CASE("profile.extension_other", 'F', world_extension(&w, "1.3.6.1.5.5.7.1.24", false, "0500"));
	CASE("profile.extension_other", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	fixture_covered(covered, family_profile_rules);
}

/* keyUsage, extKeyUsage */
static void
usages(void **state, struct covered *covered)
{
	CASE("extension.basic_constraints", 'P', );
	CASE("extension.basic_constraints", 'F', w.x.is_ca = true);
	CASE("extension.basic_constraints", 'F', w.x.path_len = 0);
	CASE("extension.basic_constraints", 'N', world_issue(&w, "2012-06-30"));

	CASE("extension.key_usage_ca", 'P', );
	CASE("extension.key_usage_ca", 'F', w.x.key_usage |= CERT_KEY_CERT_SIGN);
	CASE("extension.key_usage_ca", 'F', w.x.key_usage |= CERT_CRL_SIGN);
	CASE("extension.key_usage_ca", 'A', w.x.has_key_usage = false);
	CASE("extension.key_usage_ca", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.key_usage", 'P', );
	CASE("extension.key_usage", 'P', w.x.key = CERT_KEY_RSA; w.x.key_usage = CERT_KEY_ENCIPHERMENT);
	CASE("extension.key_usage", 'F', w.x.key = CERT_KEY_RSA; w.x.key_usage = 0);
	CASE("extension.key_usage", 'F', w.x.key = CERT_KEY_RSA; w.x.key_usage |= CERT_NON_REPUDIATION);
	CASE("extension.key_usage", 'F', w.x.key_usage = CERT_KEY_AGREEMENT);
	CASE("extension.key_usage", 'F', w.x.key_usage |= CERT_KEY_ENCIPHERMENT);
	CASE("extension.key_usage", 'A', w.x.has_key_usage = false);
	CASE("extension.key_usage", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("extension.key_usage_sound", 'P', );
	CASE("extension.key_usage_sound", 'F', w.x.has_key_usage = false);
	CASE("extension.key_usage_sound", 'F', w.x.key_usage |= CERT_KEY_AGREEMENT);
	CASE("extension.key_usage_sound", 'F', w.x.key = CERT_KEY_RSA; w.x.key_usage = CERT_KEY_ENCIPHERMENT);
	CASE("extension.key_usage_sound", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));

	CASE("extension.eku", 'P', w.eku[0] = CERT_OID_CLIENT_AUTH);
	CASE("extension.eku", 'F', w.eku[0] = CERT_OID_EMAIL_PROTECTION);
	CASE("extension.eku", 'F', w.x.has_eku = false; w.x.eku_count = 0);
	CASE("extension.eku", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.eku_server", 'P', w.eku[w.x.eku_count++] = CERT_OID_CLIENT_AUTH);
	CASE("extension.eku_server", 'F', w.eku[0] = CERT_OID_CLIENT_AUTH);
	CASE("extension.eku_server", 'F', w.eku[w.x.eku_count++] = CERT_OID_ANY_EKU);
	CASE("extension.eku_server", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("extension.eku_other", 'P', w.eku[w.x.eku_count++] = CERT_OID_CLIENT_AUTH);
	CASE("extension.eku_other", 'F', w.eku[w.x.eku_count++] = "1.2.3");
	CASE("extension.eku_other", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("extension.eku_only_server", 'P', world_issue(&w, "2027-03-15"));
	CASE("extension.eku_only_server", 'F', world_issue(&w, "2027-03-15");
	     w.eku[w.x.eku_count++] = CERT_OID_CLIENT_AUTH);
	CASE("extension.eku_only_server", 'N', world_issue(&w, "2027-03-14T23:59:59Z"));
}

/* key identifiers, policies */
static void
identifiers(void **state, struct covered *covered)
{
	CASE("extension.aki", 'P', );
	CASE("extension.aki", 'F', w.x.has_aki = false; w.x.aki.len = 0);
	CASE("extension.aki", 'F', w.x.aki.len = 0);
	CASE("extension.aki", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.aki_alone", 'P', );
	CASE("extension.aki_alone", 'F',
	     w.extensions[2].value = world_hex(&w, "300c80020102a103820161820101"));
	CASE("extension.aki_alone", 'A', w.x.has_aki = false);
	CASE("extension.aki_alone", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("extension.ski", 'P', );
	CASE("extension.ski", 'F', w.x.has_ski = true);
	CASE("extension.ski", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));

	CASE("extension.policies", 'P', );
	CASE("extension.policies", 'F', w.x.policy_count = 0; w.x.has_policies = false);
	CASE("extension.policies", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.any_policy", 'P', );
	CASE("extension.any_policy", 'F', w.policies[w.x.policy_count++] = "2.5.29.32.0");
	CASE("extension.any_policy", 'A', w.x.has_policies = false);
	CASE("extension.any_policy", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("extension.qualifiers", 'P', );
	CASE("extension.qualifiers", 'P',
	     w.extensions[6].value = world_hex(&w, /* id-qt-cps */
		 "30223020060667810c0102013016301406082b060105050702011608687474703a2f2f61"));
	CASE("extension.qualifiers", 'F',
	     w.extensions[6].value = world_hex(&w, /* id-qt-unotice */
		 "301a3018060667810c010201300e300c06082b060105050702023000"));
	CASE("extension.qualifiers", 'F',
	     w.extensions[6].value = world_hex(&w, /* id-qt-cps ftp://aa */
		 "30233021060667810c0102013017301506082b0601050507020116096674703a2f2f616161"));
	CASE("extension.qualifiers", 'A', w.x.has_policies = false);
	CASE("extension.qualifiers", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
}

/* authorityInfoAccess, cRLDistributionPoints */
static void
pointers(void **state, struct covered *covered)
{
	/* BR 7.1.2.11.2: every name of every point is an http URL */
	static const struct {
		const char *hex;
		char outcome;
	} points[] = {
		{ "30143012a010a00e860c687474703a2f2f612e622f63", 'P' }, /* one */
		{ "30283012a010a00e860c687474703a2f2f612e622f633012a010a00e860c485454503a2f2f612e622f64", 'P' }, /* two points */
		{ "301f301da01ba019860c687474703a2f2f612e622f638609687474703a2f2f642f", 'P' }, /* two names */
		{ "3020301ea01ca01a860c687474703a2f2f612e622f63860a68747470733a2f2f642f", 'F' }, /* https too */
		{ "3011300fa00da00b86096c6461703a2f2f642f", 'F' }, /* ldap */
		{ "30183016a014a012860c687474703a2f2f612e622f63a4023000", 'F' }, /* a directoryName too */
		{ "30063004a002a000", 'F' }, /* an empty fullName */
		{ "30163012a010a00e860c687474703a2f2f612e622f633000", 'F' }, /* an empty point too */
		{ "300f300da00ba0098607687474703a2f2f", 'F' }, /* no host */
	};

	CASE("extension.aia", 'P', world_issue(&w, "2026-10-03T23:59:59Z"));
	CASE("extension.aia", 'F', world_issue(&w, "2026-10-03T23:59:59Z"); w.x.has_aia = false);
	CASE("extension.aia", 'N', w.x.has_aia = false);
	CASE("extension.aia_wanted", 'P', );
	CASE("extension.aia_wanted", 'F', w.x.has_aia = false);
	CASE("extension.aia_wanted", 'N', world_issue(&w, "2026-10-03T23:59:59Z"));
	CASE("extension.ocsp", 'P', world_issue(&w, "2024-03-14T23:59:59Z"); w.x.ocsp_url_count = 1;
	     w.ocsp[0] = "http://ocsp.example");
	CASE("extension.ocsp", 'F', world_issue(&w, "2024-03-14T23:59:59Z"));
	CASE("extension.ocsp", 'F', world_issue(&w, "2024-03-14T23:59:59Z"); w.x.ocsp_url_count = 1;
	     w.ocsp[0] = "https://ocsp.example");
	CASE("extension.ocsp", 'F', world_issue(&w, "2024-03-14T23:59:59Z"); w.x.ocsp_url_count = 1;
	     w.ocsp[0] = "http://");
	CASE("extension.ocsp", 'P', world_issue(&w, "2024-03-14T23:59:59Z"); w.x.ocsp_url_count = 1;
	     w.ocsp[0] = "HTTP://o");
	CASE("extension.ocsp", 'F', world_issue(&w, "2024-03-14T23:59:59Z"); w.x.ocsp_url_count = 1;
	     w.ocsp[0] = "http:/o.example");
	CASE("extension.ocsp", 'N', world_issue(&w, "2024-03-15"));
	CASE("extension.ca_issuers", 'P', );
	CASE("extension.ca_issuers", 'F', w.x.ca_issuer_url_count = 0);
	CASE("extension.ca_issuers", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.aia_content", 'P', );
	CASE("extension.aia_content", 'F', w.extensions[4].value = world_hex(&w, /* ldap */
		 "3022302006082b0601050507300286146c6461703a2f2f63612e6578616d706c652f6361"));
	CASE("extension.aia_content", 'F', w.extensions[4].value = world_hex(&w, /* caRepository */
		 "3025302306082b060105050730058617687474703a2f2f63612e6578616d706c652f312e63726c"));
	CASE("extension.aia_content", 'F', w.extensions[4].value = world_hex(&w, /* directoryName */
		 "3010300e06082b06010505073002a4023000"));
	CASE("extension.aia_content", 'A', w.x.has_aia = false);
	CASE("extension.aia_content", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));

	CASE("extension.crldp", 'P', );
	CASE("extension.crldp", 'P', w.x.has_crldp = false; w.x.ocsp_url_count = 1);
	CASE("extension.crldp", 'F', w.x.has_crldp = false);
	/* short-lived: 604,800 seconds with both ends from 2026-03-15, 864,000 before */
	CASE("extension.crldp", 'P', w.x.has_crldp = false; w.f.u.not_after = w.f.u.not_before + 604799);
	CASE("extension.crldp", 'F', w.x.has_crldp = false; w.f.u.not_after = w.f.u.not_before + 604800);
	CASE("extension.crldp", 'P', w.x.has_crldp = false; world_issue(&w, "2026-03-14T23:59:59Z");
	     w.f.u.not_after = w.f.u.not_before + 863999);
	CASE("extension.crldp", 'N', w.x.has_crldp = false; world_issue(&w, "2024-03-14T23:59:59Z"));
	CASE("extension.crldp_http", 'P', );
	CASE("extension.crldp_http", 'F', w.crl[0] = "ldap://ca.example/cn=1");
	CASE("extension.crldp_http", 'A', w.x.has_crldp = false);
	CASE("extension.crldp_http", 'N', world_issue(&w, "2012-06-30"));
	CASE("extension.crldp_content", 'P', );
	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		CASE("extension.crldp_content", points[i].outcome,
		     w.extensions[5].value = world_hex(&w, points[i].hex));
	CASE("extension.crldp_content", 'F', w.extensions[5].value = world_hex(&w, /* reasons */
		 "30233021a01ba0198617687474703a2f2f63612e6578616d706c652f312e63726c81020106"));
	CASE("extension.crldp_content", 'F', w.extensions[5].value = world_hex(&w, /* cRLIssuer */
		 "30243022a01ba0198617687474703a2f2f63612e6578616d706c652f312e63726ca203820161"));
	CASE("extension.crldp_content", 'F', w.extensions[5].value = world_hex(&w, "30063004a002a100"));
	CASE("extension.crldp_content", 'A', w.x.has_crldp = false);
	CASE("extension.crldp_content", 'N', world_issue(&w, "2023-09-14T23:59:59Z"));
}

/* BR 7.1.2.7.10 and .11: the purposes that MUST NOT be there, and each bit by kind of key; the
 * cause by which findings group names the one found. */
static void
purposes_and_bits(void **state)
{
	static const struct {
		const char *oid, *cause;
	} banned[] = { { "1.3.6.1.5.5.7.3.3", "codeSigning" }, { "1.3.6.1.5.5.7.3.4", "emailProtection" },
		{ "1.3.6.1.5.5.7.3.8", "timeStamping" }, { "1.3.6.1.5.5.7.3.9", "OCSPSigning" },
		{ "2.5.29.37.0", "anyExtendedKeyUsage" }, { "1.3.6.1.4.1.11129.2.4.4", "precertificate signing" } };
	static const struct {
		unsigned bit;
		const char *cause;
		bool rsa, ec;	/* permitted */
		bool rsa_sound, ec_sound;	/* and not discouraged */
	} bits[] = {
		{ CERT_DIGITAL_SIGNATURE, "digitalSignature", true, true, true, true },
		{ CERT_NON_REPUDIATION, "nonRepudiation", false, false, true, true },
		{ CERT_KEY_ENCIPHERMENT, "keyEncipherment", true, false, true, true },
		{ CERT_DATA_ENCIPHERMENT, "dataEncipherment", true, false, false, false },
		{ CERT_KEY_AGREEMENT, "keyAgreement", false, true, false, false },
		{ CERT_KEY_CERT_SIGN, "keyCertSign", false, false, true, true },
		{ CERT_CRL_SIGN, "cRLSign", false, false, true, true },
		{ CERT_ENCIPHER_ONLY, "encipherOnly", false, false, true, true },
		{ CERT_DECIPHER_ONLY, "decipherOnly", false, false, true, true },
	};
	const struct catalogue *c = *(const struct catalogue **)*state;
	struct rule_why why;
	struct world w;

	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
		world_sound(&w, c);
		w.eku[w.x.eku_count++] = banned[i].oid;
		assert_int_equal(world_ask(&w, "extension.eku_server", &why), 'F');
		assert_string_equal(why.value, banned[i].cause);
	}
	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
		for (int rsa = 0; rsa < 2; rsa++) {
			bool allowed = rsa ? bits[i].rsa : bits[i].ec;
			bool sound = rsa ? bits[i].rsa_sound : bits[i].ec_sound;

			world_sound(&w, c);
			w.x.key = rsa ? CERT_KEY_RSA : CERT_KEY_EC;
			w.x.key_usage = CERT_DIGITAL_SIGNATURE | bits[i].bit;
			assert_int_equal(world_ask(&w, "extension.key_usage", &why), allowed ? 'P' : 'F');
			if (!allowed)
				assert_string_equal(why.value, bits[i].cause);
			assert_int_equal(world_ask(&w, "extension.key_usage_sound", &why), sound ? 'P' : 'F');
			if (!sound)
				assert_string_equal(why.value, bits[i].cause);
		}
}

static void
extension_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	usages(state, covered);
	identifiers(state, covered);
	pointers(state, covered);
	fixture_covered(covered, family_extension_rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profile),
		cmocka_unit_test(extension_rules),
		cmocka_unit_test(purposes_and_bits),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
