/* What the certificate's extensions say: usages, key identifiers, pointers, policies. */
#include <string.h>
#include <strings.h>

#include "base/cert.h"
#include "base/der.h"
#include "checks/asked.h"
#include "checks/catalogue.h"
#include "checks/context.h"
#include "checks/families.h"

#define OID_AIA "1.3.6.1.5.5.7.1.1"
#define OID_AKI "2.5.29.35"
#define OID_CRLDP "2.5.29.31"
#define OID_POLICIES "2.5.29.32"
#define OID_ANY_POLICY "2.5.29.32.0"
#define OID_CPS_QUALIFIER "1.3.6.1.5.5.7.2.1"
#define OID_OCSP "1.3.6.1.5.5.7.48.1"
#define OID_CA_ISSUERS "1.3.6.1.5.5.7.48.2"
#define OID_TIME_STAMPING "1.3.6.1.5.5.7.3.8"

/* The SEQUENCE inside an extension; an empty cursor where there is none (profile.encoding tells). */
static struct der
inside(const struct cert *x, const char *oid)
{
	const struct cert_extension *e = cert_extension(x, oid);
	struct der d = e ? der_over(e->value.p, e->value.len) : der_over(NULL, 0);
	struct der_value v;

	return der_take(&d, DER_SEQUENCE, &v) ? der_in(&v) : der_over(NULL, 0);
}

/* Is the value the OBJECT IDENTIFIER of this dotted text? */
static bool
is_oid(const struct der_value *v, const char *oid)
{
	char text[DER_OID_TEXT];

	return der_oid_text(v->body, v->len, text, sizeof text) && !strcmp(text, oid);
}

/* basicConstraints and usages */

ASKED_RUN(basic_constraints)
{
	if (u->cert->is_ca)
		return rule_fail(why, "cA", "expected cA FALSE, found TRUE");
	if (u->cert->path_len >= 0)
		return rule_fail(why, "pathLenConstraint", "expected no pathLenConstraint, found %d",
		    u->cert->path_len);
	return OUTCOME_PASS;
}

ASKED_APPLIES(has_key_usage)
{
	return u->cert && u->cert->has_key_usage && !u->cert->bad_key_usage;
}

static const char *
usage_name(unsigned bit)
{
	static const char *const names[] = { "digitalSignature", "nonRepudiation", "keyEncipherment",
		"dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
		"decipherOnly" };
	size_t i = 0;

	while (i < sizeof names / sizeof *names - 1 && !(bit & 1u << i))
		i++;
	return names[i];
}

/* The lowest of the bits of set as a reason, "expected no X, found it". */
static enum outcome
no_bits(unsigned set, struct rule_why *why)
{
	const char *name;

	if (!set)
		return OUTCOME_PASS;
	name = usage_name(set);
	return rule_fail(why, name, "expected no %s, found it", name);
}

ASKED_RUN(key_usage_ca)
{
	return no_bits(u->cert->key_usage & (CERT_KEY_CERT_SIGN | CERT_CRL_SIGN), why);
}

ASKED_RUN(key_usage)
{
	unsigned usage = u->cert->key_usage, allowed;

	if (u->cert->key == CERT_KEY_RSA) {
		allowed = CERT_DIGITAL_SIGNATURE | CERT_KEY_ENCIPHERMENT | CERT_DATA_ENCIPHERMENT;
		if (!usage)
			return rule_fail(why, "none", "expected at least one key usage, found none");
	} else {
		allowed = CERT_DIGITAL_SIGNATURE | CERT_KEY_AGREEMENT;
		if (!(usage & CERT_DIGITAL_SIGNATURE))
			return rule_fail(why, "digitalSignature",
			    "expected digitalSignature, found it absent");
	}
	return no_bits(usage & ~allowed, why);
}

ASKED_RUN(key_usage_sound)
{
	unsigned usage = u->cert->key_usage;

	if (!u->cert->has_key_usage)
		return rule_fail(why, "absent", "expected keyUsage, found none");
	if (u->cert->key == CERT_KEY_RSA && !(usage & CERT_DIGITAL_SIGNATURE))
		return rule_fail(why, "digitalSignature", "expected digitalSignature, found it absent");
	return no_bits(usage & (CERT_DATA_ENCIPHERMENT | CERT_KEY_AGREEMENT), why);
}

static bool
has_eku(const struct cert *x, const char *oid)
{
	return cert_has_oid(x->eku, x->eku_count, oid);
}

ASKED_RUN(eku)
{
	if (!u->cert->has_eku)
		return rule_fail(why, "absent", "expected extKeyUsage, found none");
	if (has_eku(u->cert, CERT_OID_SERVER_AUTH) || has_eku(u->cert, CERT_OID_CLIENT_AUTH))
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected serverAuth or clientAuth, found neither");
}

ASKED_RUN(eku_server)
{
	static const struct {
		const char *oid, *name;
	} banned[] = {
		{ CERT_OID_CODE_SIGNING, "codeSigning" },
		{ CERT_OID_EMAIL_PROTECTION, "emailProtection" },
		{ OID_TIME_STAMPING, "timeStamping" },
		{ CERT_OID_OCSP_SIGNING, "OCSPSigning" },
		{ CERT_OID_ANY_EKU, "anyExtendedKeyUsage" },
		{ CERT_OID_CT_SIGNING, "precertificate signing" },
	};

	if (!has_eku(u->cert, CERT_OID_SERVER_AUTH))
		return rule_fail(why, "serverAuth", "expected serverAuth, found none");
	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
		if (has_eku(u->cert, banned[i].oid))
			return rule_fail(why, banned[i].name, "expected no %s, found it", banned[i].name);
	return OUTCOME_PASS;
}

ASKED_RUN(eku_only_server)
{
	for (size_t i = 0; i < u->cert->eku_count; i++)
		if (strcmp(u->cert->eku[i], CERT_OID_SERVER_AUTH))
			return rule_fail(why, u->cert->eku[i], "expected serverAuth alone, found %s",
			    strcmp(u->cert->eku[i], CERT_OID_CLIENT_AUTH) ? u->cert->eku[i] : "clientAuth");
	return OUTCOME_PASS;
}

ASKED_RUN(eku_other)
{
	for (size_t i = 0; i < u->cert->eku_count; i++)
		if (strcmp(u->cert->eku[i], CERT_OID_SERVER_AUTH) &&
		    strcmp(u->cert->eku[i], CERT_OID_CLIENT_AUTH))
			return rule_fail(why, u->cert->eku[i],
			    "expected serverAuth and clientAuth only, found %s", u->cert->eku[i]);
	return OUTCOME_PASS;
}

/* Key identifiers */

ASKED_RUN(aki)
{
	if (u->cert->has_aki && u->cert->aki.len)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected authorityKeyIdentifier with a keyIdentifier, found none");
}

ASKED_APPLIES(has_aki)
{
	return u->cert && u->cert->has_aki && !u->cert->bad_aki;
}

ASKED_RUN(aki_alone)
{
	struct der d = inside(u->cert, OID_AKI);
	struct der_value part;

	while (der_next(&d, &part))
		if (part.tag != DER_CONTEXT(0))
			return rule_fail(why, "", "expected keyIdentifier alone, found issuer or serial too");
	return OUTCOME_PASS;
}

ASKED_RUN(ski)
{
	return u->cert->has_ski ? rule_fail(why, "", "expected no subjectKeyIdentifier, found one")
				: OUTCOME_PASS;
}

/* Pointers */

static bool
is_http(const char *url)
{
	return !strncasecmp(url, "http://", 7) && url[7];
}

ASKED_RUN(aia)
{
	return u->cert->has_aia ? OUTCOME_PASS
				: rule_fail(why, "", "expected authorityInfoAccess, found none");
}

ASKED_RUN(ocsp)
{
	for (size_t i = 0; i < u->cert->ocsp_url_count; i++)
		if (is_http(u->cert->ocsp_urls[i]))
			return OUTCOME_PASS;
	return rule_fail(why, "", "expected the HTTP URL of an OCSP responder, found none");
}

ASKED_RUN(ca_issuers)
{
	for (size_t i = 0; i < u->cert->ca_issuer_url_count; i++)
		if (is_http(u->cert->ca_issuer_urls[i]))
			return OUTCOME_PASS;
	return rule_fail(why, "", "expected the HTTP URL of the issuer's certificate, found none");
}

ASKED_APPLIES(has_aia)
{
	return u->cert && u->cert->has_aia && !u->cert->bad_aia;
}

ASKED_RUN(aia_content)
{
	struct der d = inside(u->cert, OID_AIA), in;
	struct der_value access, method, location;

	while (der_take(&d, DER_SEQUENCE, &access)) {
		in = der_in(&access);
		if (!der_take(&in, DER_OID, &method) || !der_next(&in, &location))
			continue;
		if (!is_oid(&method, OID_OCSP) && !is_oid(&method, OID_CA_ISSUERS))
			return rule_fail(why, "method", "expected ocsp or caIssuers, found another method");
		if (location.tag != DER_CONTEXT(6) || location.len <= 7 ||
		    strncasecmp((const char *)location.body, "http://", 7))
			return rule_fail(why, "location", "expected http URLs, found another location");
	}
	return OUTCOME_PASS;
}

/* BR 1.6.1: both ends count, in seconds. */
static bool
is_short_lived(const struct check_context *c, const struct unit *u)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_SHORT_LIVED, context_issued(c, u));

	return l && u->not_before != INSTANT_NONE && u->not_after != INSTANT_NONE &&
	    u->not_after - u->not_before + 1 <= l->value;
}

ASKED_RUN(crldp)
{
	if (u->cert->has_crldp || u->cert->ocsp_url_count || is_short_lived(c, u))
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected cRLDistributionPoints or an OCSP responder, found neither");
}

ASKED_APPLIES(has_crldp)
{
	return u->cert && u->cert->has_crldp && !u->cert->bad_crldp;
}

ASKED_RUN(crldp_http)
{
	for (size_t i = 0; i < u->cert->crl_url_count; i++)
		if (is_http(u->cert->crl_urls[i]))
			return OUTCOME_PASS;
	return rule_fail(why, "", "expected the HTTP URL of a CRL, found none");
}

/* A fullName of http URLs: is what is wrong with it, or NULL. */
static const char *
not_full_name(const struct der_value *point)
{
	struct der in = der_in(point), names;
	struct der_value full, name;
	size_t count = 0;

	if (!der_take(&in, DER_CONTEXT_IN(0), &full) || !der_at_end(&in))
		return "another name";
	for (names = der_in(&full); der_next(&names, &name); count++)
		if (name.tag != DER_CONTEXT(6) || name.len <= 7 ||
		    strncasecmp((const char *)name.body, "http://", 7))
			return "another name than http URLs";
	return count ? NULL : "no name";
}

ASKED_RUN(crldp_content)
{
	struct der d = inside(u->cert, OID_CRLDP), in;
	struct der_value point, part;

	while (der_take(&d, DER_SEQUENCE, &point)) {
		const char *wrong = "none";

		in = der_in(&point);
		while (der_next(&in, &part)) {
			if (part.tag == DER_CONTEXT(1))
				return rule_fail(why, "reasons", "expected no reasons, found some");
			if (part.tag == DER_CONTEXT_IN(2))
				return rule_fail(why, "cRLIssuer", "expected no cRLIssuer, found one");
			if (part.tag == DER_CONTEXT_IN(0))
				wrong = not_full_name(&part);
		}
		if (wrong)
			return rule_fail(why, "fullName", "expected a fullName of http URLs, found %s", wrong);
	}
	return OUTCOME_PASS;
}

/* Policies */

ASKED_RUN(policies)
{
	return u->cert->policy_count ? OUTCOME_PASS
				     : rule_fail(why, "", "expected certificatePolicies, found none");
}

ASKED_APPLIES(has_policies)
{
	return u->cert && u->cert->has_policies && !u->cert->bad_policies;
}

ASKED_RUN(any_policy)
{
	return cert_has_oid(u->cert->policies, u->cert->policy_count, OID_ANY_POLICY)
	    ? rule_fail(why, "", "expected no anyPolicy, found it")
	    : OUTCOME_PASS;
}

static bool
is_web(const struct der_value *url)
{
	return (url->len > 7 && !strncasecmp((const char *)url->body, "http://", 7)) ||
	    (url->len > 8 && !strncasecmp((const char *)url->body, "https://", 8));
}

ASKED_RUN(qualifiers)
{
	struct der d = inside(u->cert, OID_POLICIES), info, list;
	struct der_value policy, oid, sequence, qualifier, id, url;

	while (der_take(&d, DER_SEQUENCE, &policy)) {
		info = der_in(&policy);
		if (!der_take(&info, DER_OID, &oid) || !der_take(&info, DER_SEQUENCE, &sequence))
			continue;
		list = der_in(&sequence);
		while (der_take(&list, DER_SEQUENCE, &qualifier)) {
			struct der in = der_in(&qualifier);

			if (!der_take(&in, DER_OID, &id) || !is_oid(&id, OID_CPS_QUALIFIER))
				return rule_fail(why, "kind",
				    "expected CPS pointers as policy qualifiers, found another kind");
			if (!der_take(&in, DER_IA5_STRING, &url) || !is_web(&url))
				return rule_fail(why, "URL", "expected http or https in a CPS pointer, found another");
		}
	}
	return OUTCOME_PASS;
}

#define EXTENSION                                                                                  \
	.version = 1, .family = "extension", .scope = RULE_CERTIFICATE, .needs_der = true,         \
	.date = RULE_BY_ISSUANCE, .catalogue_id = "C27"
#define MUST EXTENSION, .severity = SEVERITY_MUST, .revocation = REVOCATION_5D
#define SHOULD EXTENSION, .severity = SEVERITY_SHOULD

const struct rule family_extension_rules[] = {
	{ MUST, .id = "extension.basic_constraints", .title = "basicConstraints say: no CA, no path length",
	  .clause = "BR 7.1.2.7.8", .effective = "2012-07-01", .run = basic_constraints },
	{ MUST, .id = "extension.key_usage_ca", .title = "keyUsage has neither keyCertSign nor cRLSign",
	  .clause = "BR 7.1.2.7.11", .effective = "2012-07-01", .applies = has_key_usage,
	  .run = key_usage_ca },
	{ MUST, .id = "extension.key_usage", .title = "keyUsage has only the bits of its kind of key",
	  .clause = "BR 7.1.2.7.11 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_key_usage,
	  .run = key_usage },
	{ SHOULD, .id = "extension.key_usage_sound",
	  .title = "keyUsage is there, with digitalSignature, without discouraged bits",
	  .clause = "BR 7.1.2.7.6, 7.1.2.7.11 (2.0.0, SC-062)", .effective = "2023-09-15",
	  .run = key_usage_sound },
	{ MUST, .id = "extension.eku", .title = "extKeyUsage has serverAuth or clientAuth",
	  .clause = "BR 7.1.2.3(f) of 1.8.7, BR 7.1.2.7.10", .effective = "2012-07-01", .run = eku },
	{ MUST, .id = "extension.eku_server",
	  .title = "extKeyUsage has serverAuth and none of the banned purposes",
	  .clause = "BR 7.1.2.7.10 (2.0.0, SC-062)", .effective = "2023-09-15", .run = eku_server },
	{ SHOULD, .id = "extension.eku_other", .title = "extKeyUsage has no purpose besides server and client",
	  .clause = "BR 7.1.2.7.10 (2.0.0, SC-062)", .effective = "2023-09-15", .run = eku_other },
	{ SHOULD, .id = "extension.eku_only_server", .title = "extKeyUsage has serverAuth alone",
	  .clause = "Chrome Root Program Policy 1.8", .effective = "2027-03-15", .run = eku_only_server,
	  .interpretation = "a requirement of a root programme, not of the BRs: an observation" },
	{ MUST, .id = "extension.aki", .title = "authorityKeyIdentifier has a keyIdentifier",
	  .clause = "BR 7.1.2.7.6, RFC 5280 4.2.1.1", .effective = "2012-07-01", .run = aki },
	{ MUST, .id = "extension.aki_alone", .title = "authorityKeyIdentifier has nothing else",
	  .clause = "BR 7.1.2.11.1 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_aki,
	  .run = aki_alone },
	{ SHOULD, .id = "extension.ski", .title = "no subjectKeyIdentifier",
	  .clause = "BR 7.1.2.7.6 (2.0.0, SC-062): NOT RECOMMENDED", .effective = "2023-09-15",
	  .run = ski },
	{ MUST, .id = "extension.aia", .title = "authorityInfoAccess is there",
	  .clause = "BR 7.1.2.7.6", .effective = "2012-07-01", .until = "2026-10-04", .run = aia },
	{ SHOULD, .id = "extension.aia_wanted", .title = "authorityInfoAccess is there",
	  .clause = "BR 7.1.2.7.6 (2.3.1, SC-104)", .effective = "2026-10-04", .run = aia },
	{ MUST, .id = "extension.ocsp", .title = "authorityInfoAccess has the HTTP URL of an OCSP responder",
	  .clause = "BR 7.1.2.3(c) of 1.8.7", .effective = "2012-07-01", .until = "2024-03-15",
	  .run = ocsp, .interpretation = "until SC-063 (2.0.1); the exception for stapling by contract "
					 "is not visible in the certificate" },
	{ SHOULD, .id = "extension.ca_issuers", .title = "authorityInfoAccess has the issuer's certificate",
	  .clause = "BR 7.1.2.7.7", .effective = "2012-07-01", .run = ca_issuers },
	{ MUST, .id = "extension.aia_content", .title = "authorityInfoAccess has only OCSP and issuer by http",
	  .clause = "BR 7.1.2.7.7 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_aia,
	  .run = aia_content },
	{ MUST, .id = "extension.crldp",
	  .title = "cRLDistributionPoints unless short-lived or with an OCSP responder",
	  .clause = "BR 7.1.2.11.2 (2.0.1, SC-063)", .effective = "2024-03-15", .run = crldp },
	{ MUST, .id = "extension.crldp_http", .title = "cRLDistributionPoints has an HTTP URL",
	  .clause = "BR 7.1.2.11.2", .effective = "2012-07-01", .applies = has_crldp, .run = crldp_http },
	{ MUST, .id = "extension.crldp_content",
	  .title = "distribution points are full names of http URLs, without reasons or cRLIssuer",
	  .clause = "BR 7.1.2.11.2 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_crldp,
	  .run = crldp_content },
	{ MUST, .id = "extension.policies", .title = "certificatePolicies has at least one policy",
	  .clause = "BR 7.1.2.7.6", .effective = "2012-07-01", .run = policies },
	{ MUST, .id = "extension.any_policy", .title = "certificatePolicies has no anyPolicy",
	  .clause = "BR 7.1.2.7.9 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_policies,
	  .run = any_policy },
	{ MUST, .id = "extension.qualifiers", .title = "policy qualifiers are CPS pointers by http or https",
	  .clause = "BR 7.1.2.7.9 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_policies,
	  .run = qualifiers },
	{ .id = NULL },
};
