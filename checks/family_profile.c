/* The certificate's fields: version, serial number, algorithm, dates, and extensions as such. */
#include <string.h>
#include <strings.h>

#include "base/cert.h"
#include "checks/asked.h"
#include "checks/catalogue.h"
#include "checks/context.h"
#include "checks/families.h"

#define OID_POISON "1.3.6.1.4.1.11129.2.4.3"
#define OID_SAN "2.5.29.17"
#define OID_CABF_ORGANIZATION "2.23.140.3.1"

ASKED_RUN(version)
{
	if (u->cert->version == 3)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected version 3, found %d", u->cert->version);
}

ASKED_RUN(encoding)
{
	const struct cert *x = u->cert;
	const struct {
		bool bad;
		const char *what;
	} parts[] = {
		{ x->bad_version, "version" },
		{ x->bad_serial, "serialNumber" },
		{ x->bad_issuer, "issuer" },
		{ x->bad_subject, "subject" },
		{ x->bad_sig_alg, "signatureAlgorithm" },
		{ x->bad_san, "subjectAltName" },
		{ x->bad_basic_constraints, "basicConstraints" },
		{ x->bad_key_usage, "keyUsage" },
		{ x->bad_eku, "extKeyUsage" },
		{ x->bad_policies, "certificatePolicies" },
		{ x->bad_aki, "authorityKeyIdentifier" },
		{ x->bad_ski, "subjectKeyIdentifier" },
		{ x->bad_crldp, "cRLDistributionPoints" },
		{ x->bad_aia, "authorityInfoAccess" },
		{ x->bad_poison, "precertificate poison" },
		{ x->bad_scts, "SCT list" },
		{ x->bad_critical, "critical flag" },
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].bad)
			return rule_fail(why, parts[i].what, "expected DER of %s, found other bytes",
			    parts[i].what);
	return OUTCOME_PASS;
}

/* The serial number. */

ASKED_RUN(serial)
{
	const struct cert *x = u->cert;

	if (x->serial_negative || x->serial_zero)
		return rule_fail(why, x->serial_zero ? "zero" : "negative",
		    "expected a serial number above zero, found %s", x->serial);
	if (x->serial_oversized)
		return rule_fail(why, "too long", "expected a serial number below 2^159, found %zu octets",
		    x->serial_octets);
	return OUTCOME_PASS;
}

/* 64 random bits leave fewer than 33 once in 2^32. */
ASKED_RUN(serial_entropy)
{
	size_t digits = strlen(u->cert->serial);

	if (digits > 8)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected 64 bits of random output, found a serial number of %zu hex digits",
	    digits);
}

/* And fewer than 57 once in 128: worth a look, no more. */
ASKED_RUN(serial_short)
{
	if (u->cert->serial_octets >= 8)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected a serial number of 8 octets or more, found %zu",
	    u->cert->serial_octets);
}

/* The signature algorithm. */

/* Does the name of the algorithm hold the word, in any case? */
static bool
holds(const char *name, const char *word)
{
	for (size_t n = strlen(word); *name; name++)
		if (!strncasecmp(name, word, n))
			return true;
	return false;
}

ASKED_RUN(sha1)
{
	const char *alg = u->cert->sig_alg;

	if (!holds(alg, "sha1") && !holds(alg, "md5") && !holds(alg, "md2"))
		return OUTCOME_PASS;
	return rule_fail(why, alg, "expected no SHA-1, MD5 or MD2 signature, found %s", alg);
}

/* BR 7.1.3.2: the AlgorithmIdentifier, octet for octet; of RSASSA-PSS the salt is as long as the hash. */
#define RSA_OID 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01
#define RSA(hash) { 15, { 0x30, 0x0d, RSA_OID, hash, 0x05, 0x00 } }
#define ECDSA(hash) { 12, { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, hash } }
#define HASH(hash) 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, hash, 0x05, 0x00
#define PSS(hash, salt)                                                                            \
	{ 67, { 0x30, 0x41, RSA_OID, 0x0a, 0x30, 0x34, 0xa0, 0x0f, HASH(hash), 0xa1, 0x1c, 0x30, 0x1a, RSA_OID, \
		  0x08, HASH(hash), 0xa2, 0x03, 0x02, 0x01, salt } }

ASKED_RUN(signature_algorithm)
{
	static const struct {
		size_t len;
		uint8_t bytes[67];
	} allowed[] = { RSA(0x0b), RSA(0x0c), RSA(0x0d), ECDSA(2), ECDSA(3), ECDSA(4), PSS(1, 0x20), PSS(2, 0x30),
		PSS(3, 0x40) };
	const struct cert_bytes *found = &u->cert->sig_alg_der;

	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (allowed[i].len == found->len && !memcmp(allowed[i].bytes, found->p, found->len))
			return OUTCOME_PASS;
	return rule_fail(why, u->cert->sig_alg,
	    "expected the octets of RSA or ECDSA with SHA-256, 384 or 512, found others of %s", u->cert->sig_alg);
}

ASKED_RUN(signature_same)
{
	if (!u->cert->sig_alg_differs)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected one algorithm in both places, found two");
}

/* Dates. */

ASKED_RUN(dates)
{
	const struct cert *x = u->cert;

	if (x->bad_not_before || x->bad_not_after)
		return rule_fail(why, "unreadable", "expected two times, found other bytes");
	if (x->not_after < x->not_before)
		return rule_fail(why, "order", "expected notAfter not before notBefore, found it before");
	if (x->odd_not_before || x->odd_not_after)
		return rule_fail(why, "encoding",
		    "expected UTCTime to 2049 with seconds and Z, GeneralizedTime after, found another form");
	return OUTCOME_PASS;
}

ASKED_RUN(not_before)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_NOT_BEFORE_SKEW, context_issued(c, u));
	int64_t skew;

	if (!l)
		return OUTCOME_NE;
	if (u->not_before == INSTANT_NONE)
		return rule_fail(why, "unreadable", "expected a notBefore, found what is no time");
	/* taken from notBefore itself it would prove nothing */
	if (u->issued_source == ISSUED_NOT_BEFORE)
		return OUTCOME_NT;
	skew = u->not_before - u->issued_at;
	if (skew < 0)
		skew = -skew;
	if (skew <= l->value)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected notBefore within %s of issuance, found %lld seconds", l->text,
	    (long long)skew);
}

ASKED_RUN(unique_id)
{
	return u->cert->has_unique_id ? rule_fail(why, "", "expected no unique identifier, found one") : OUTCOME_PASS;
}

/* Extensions as such. */

ASKED_RUN(extension_once)
{
	if (!u->cert->duplicate_extension)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected each extension once, found one twice");
}

/* critical: 'Y' must, 'N' must not, '*' either or by a rule of its own, '-' must not be there */
static const struct known {
	const char *oid, *name;
	char critical;
} extensions[] = {
	{ "1.3.6.1.5.5.7.1.1", "authorityInfoAccess", 'N' },
	{ "2.5.29.35", "authorityKeyIdentifier", 'N' },
	{ "2.5.29.32", "certificatePolicies", 'N' },
	{ "2.5.29.37", "extKeyUsage", 'N' },
	{ OID_SAN, "subjectAltName", '*' },
	{ "2.5.29.30", "nameConstraints", '-' },
	{ "2.5.29.15", "keyUsage", 'Y' },
	{ "2.5.29.19", "basicConstraints", 'Y' },
	{ "2.5.29.31", "cRLDistributionPoints", 'N' },
	{ "1.3.6.1.4.1.11129.2.4.2", "SCT list", 'N' },
	{ OID_POISON, "precertificate poison", 'Y' },
	{ "2.5.29.14", "subjectKeyIdentifier", 'N' },
	{ "2.5.29.18", "issuerAltName", '*' },
	{ "2.5.29.33", "policyMappings", '*' },
	{ "2.5.29.36", "policyConstraints", '*' },
	{ "2.5.29.46", "freshestCRL", '*' },
	{ "2.5.29.54", "inhibitAnyPolicy", '*' },
	{ "1.3.6.1.5.5.7.1.24", "TLS feature", '*' },
	{ "1.3.6.1.5.5.7.1.3", "qcStatements", '*' },
	{ OID_CABF_ORGANIZATION, "cabfOrganizationIdentifier", '*' },
};

static const struct known *
known(const char *oid)
{
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (!strcmp(extensions[i].oid, oid))
			return &extensions[i];
	return NULL;
}

ASKED_RUN(extension_unknown)
{
	for (size_t i = 0; i < u->cert->extension_count; i++) {
		const struct cert_extension *e = &u->cert->extensions[i];

		if (e->critical && !known(e->oid))
			return rule_fail(why, e->oid, "expected no unknown critical extension, found %s",
			    e->oid);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(extension_critical)
{
	bool empty_subject = u->cert->subject.count == 0 && !u->cert->bad_subject;

	for (size_t i = 0; i < u->cert->extension_count; i++) {
		const struct cert_extension *e = &u->cert->extensions[i];
		const struct known *k = known(e->oid);
		char wanted = k ? k->critical : '*';

		if (!strcmp(e->oid, OID_SAN))
			wanted = empty_subject ? 'Y' : 'N';
		if (wanted == '-')
			return rule_fail(why, k->name, "expected no %s, found one", k->name);
		if (wanted != '*' && (wanted == 'Y') != e->critical)
			return rule_fail(why, k->name, "expected %s %scritical, found it %scritical",
			    k->name, wanted == 'Y' ? "" : "not ", e->critical ? "" : "not ");
	}
	return OUTCOME_PASS;
}

ASKED_RUN(extension_other)
{
	for (size_t i = 0; i < u->cert->extension_count; i++) {
		const char *oid = u->cert->extensions[i].oid;
		const struct known *k = known(oid);

		if ((k && k->critical != '*') || !strcmp(oid, OID_SAN))
			continue;
		/* EVG 7.1.2.2 (9.8.2 before 2.0.0) asks for it beside subject:organizationIdentifier */
		if (u->type == UNIT_TYPE_EV && !strcmp(oid, OID_CABF_ORGANIZATION))
			continue;
		return rule_fail(why, oid, "expected only extensions of the profile, found %s", k ? k->name : oid);
	}
	return OUTCOME_PASS;
}

#define PROFILE                                                                                    \
	.version = 1, .family = "profile", .scope = RULE_CERTIFICATE, .needs_der = true,           \
	.date = RULE_BY_ISSUANCE, .catalogue_id = "C27"
#define MUST PROFILE, .severity = SEVERITY_MUST, .revocation = REVOCATION_5D
#define SHOULD PROFILE, .severity = SEVERITY_SHOULD

const struct rule family_profile_rules[] = {
	{ MUST, .id = "profile.version", .title = "the certificate is version 3",
	  .clause = "BR 7.1.1, RFC 5280 4.1.2.1", .effective = "2012-07-01", .run = version },
	{ MUST, .id = "profile.encoding", .title = "fields and extensions are DER of their kind",
	  .clause = "RFC 5280 4.1, 4.2", .effective = "2012-07-01", .run = encoding },
	{ MUST, .id = "profile.serial", .title = "the serial number is above zero and below 2^159",
	  .clause = "BR 7.1.2.7, RFC 5280 4.1.2.2", .effective = "2012-07-01", .run = serial },
	{ MUST, .id = "profile.serial_entropy", .title = "the serial number can hold 64 random bits",
	  .clause = "BR 7.1.2.7 (1.3.7, Ballot 164)", .effective = "2016-09-30", .run = serial_entropy,
	  .interpretation = "entropy cannot be seen in one number; below 2^32 it cannot be 64 bits" },
	{ SHOULD, .id = "profile.serial_short", .title = "the serial number has 8 octets or more",
	  .clause = "BR 7.1.2.7", .effective = "2016-09-30", .run = serial_short,
	  .interpretation = "64 random bits fill fewer than 8 octets once in 128" },
	{ MUST, .id = "profile.sha1", .title = "no signature with SHA-1, MD5 or MD2",
	  .clause = "BR 7.1.3 (1.2.1, Ballot 118)", .effective = "2016-01-01", .run = sha1 },
	{ MUST, .id = "profile.signature_algorithm",
	  .title = "the signature is RSA or ECDSA with SHA-256, 384 or 512, encoded as the text shows",
	  .clause = "BR 7.1.3.2 (1.7.1, SC31)", .effective = "2020-08-20", .run = signature_algorithm },
	{ MUST, .id = "profile.signature_same",
	  .title = "tbsCertificate.signature and signatureAlgorithm are the same",
	  .clause = "RFC 5280 4.1.1.2", .effective = "2012-07-01", .run = signature_same },
	{ MUST, .id = "profile.dates", .title = "notBefore and notAfter are in order and well encoded",
	  .clause = "RFC 5280 4.1.2.5", .effective = "2012-07-01", .run = dates },
	{ MUST, .id = "profile.not_before", .title = "notBefore is within 48 hours of issuance",
	  .clause = "BR 7.1.2.7 (2.0.0, SC-062)", .effective = "2023-09-15", .needs_ca = true, .run = not_before },
	{ MUST, .id = "profile.unique_id", .title = "no unique identifiers of issuer or subject",
	  .clause = "BR 7.1.2.7, RFC 5280 4.1.2.8", .effective = "2012-07-01", .run = unique_id },
	{ MUST, .id = "profile.extension_once", .title = "no extension occurs twice",
	  .clause = "RFC 5280 4.2", .effective = "2012-07-01", .run = extension_once },
	{ MUST, .id = "profile.extension_unknown", .title = "no critical extension is unknown",
	  .clause = "RFC 5280 4.2, BR 7.1.2.11.5", .effective = "2012-07-01", .run = extension_unknown },
	{ MUST, .id = "profile.extension_critical", .title = "extensions are critical as the profile says",
	  .clause = "BR 7.1.2.7.6 (2.0.0, SC-062)", .effective = "2023-09-15", .run = extension_critical },
	{ SHOULD, .id = "profile.extension_other", .title = "no extension besides those of the profile",
	  .clause = "BR 7.1.2.7.6 (2.0.0, SC-062)", .effective = "2023-09-15", .run = extension_other },
	{ .id = NULL },
};
