/* The subject's public key: kind, size and parameters, and whether it is known to be weak. */
#include <string.h>

#include "base/cert.h"
#include "base/der.h"
#include "checks/context.h"
#include "checks/ecpoint.h"
#include "checks/families.h"
#include "checks/keylist.h"
#include "checks/weakkey.h"

#define RSA_1024_UNTIL 1388534400	/* 2014-01-01T00:00:00Z, BR 1.0 Appendix A */

static const char by_issuance[] =
    "judged by the time of issuance: the ledger does not hold that of the request";

static bool
is_rsa(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v)
{
	(void)c, (void)n, (void)v;
	return u->cert && u->cert->key == CERT_KEY_RSA;
}

static bool
is_ec(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v)
{
	(void)c, (void)n, (void)v;
	return u->cert && u->cert->key == CERT_KEY_EC;
}

static bool
is_sized(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v)
{
	return is_rsa(c, u, n, v) || (u->cert && u->cert->key == CERT_KEY_DSA);
}

static enum outcome
type(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	enum cert_key key = u->cert->key;

	(void)c, (void)n, (void)v;
	if (u->cert->bad_key)
		return rule_fail(why, "unreadable", "expected a public key, found bytes that are none");
	if (key == CERT_KEY_RSA || key == CERT_KEY_EC || key == CERT_KEY_DSA)
		return OUTCOME_PASS;
	return rule_fail(why, u->cert->key_type, "expected an RSA or EC key, found %s", u->cert->key_type);
}

static enum outcome
dsa(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)n, (void)v;
	if (u->cert->key != CERT_KEY_DSA)
		return OUTCOME_PASS;
	return rule_fail(why, u->cert->key_type, "expected no DSA key, found %s", u->cert->key_type);
}

static enum outcome
size(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)n, (void)v;
	if (u->cert->key_bits >= 2048)
		return OUTCOME_PASS;
	if (u->not_after != INSTANT_NONE && u->not_after < RSA_1024_UNTIL && u->cert->key_bits >= 1024)
		return OUTCOME_PASS;
	return rule_fail(why, u->cert->key_type, "expected at least 2048 bits, found %d",
	    u->cert->key_bits);
}

static enum outcome
modulus_bits(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)n, (void)v;
	if (u->cert->key_bits % 8 == 0)
		return OUTCOME_PASS;
	return rule_fail(why, u->cert->key_type, "expected a modulus of a multiple of 8 bits, found %d",
	    u->cert->key_bits);
}

/* Bits of the exponent. */
static size_t
exponent_bits(const struct cert *x)
{
	size_t i = 0, bits;

	while (i < x->rsa_e.len && !x->rsa_e.p[i])
		i++;
	bits = 8 * (x->rsa_e.len - i);
	if (bits)
		for (uint8_t top = x->rsa_e.p[i]; !(top & 0x80); top = (uint8_t)(top << 1))
			bits--;
	return bits;
}

static enum outcome
exponent(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	const struct cert_bytes *e = &u->cert->rsa_e;

	(void)c, (void)n, (void)v;
	if (exponent_bits(u->cert) >= 2 && e->p[e->len - 1] & 1)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected an odd public exponent of 3 or more, found another");
}

static enum outcome
exponent_range(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	size_t bits = exponent_bits(u->cert);

	(void)c, (void)n, (void)v;
	/* an odd number above 2^16 is at least 2^16 + 1 */
	if (bits >= 17 && bits <= 256)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected an exponent from 2^16 + 1 to 2^256 - 1, found one of %zu bits",
	    bits);
}

static enum outcome
factors(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	const struct cert_bytes *m = &u->cert->rsa_n;
	unsigned factor = weakkey_small_factor(m->p, m->len);
	int power;

	(void)c, (void)n, (void)v;
	if (factor)
		return rule_fail(why, "small factor", "expected no factor below 752, found %u", factor);
	power = weakkey_power(m->p, m->len);
	if (power < 0)
		return OUTCOME_ERROR;
	if (power)
		return rule_fail(why, "power", "expected no power of a prime, found a power of %d", power);
	return OUTCOME_PASS;
}

static enum outcome
curve(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	const char *type_text = u->cert->key_type;

	(void)c, (void)n, (void)v;
	if (!strcmp(type_text, "EC-P256") || !strcmp(type_text, "EC-P384") || !strcmp(type_text, "EC-P521"))
		return OUTCOME_PASS;
	return rule_fail(why, type_text, "expected P-256, P-384 or P-521, found %s", type_text);
}

static bool
is_approved(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v)
{
	struct rule_why ignored;

	return is_ec(c, u, n, v) && !u->cert->bad_key && curve(c, u, n, v, &ignored) == OUTCOME_PASS;
}

/* The key's octets behind its algorithm; is_approved knows that they are there. */
static enum outcome
point(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	struct der d = der_over(u->cert->spki.p, u->cert->spki.len);
	struct der_value spki, algorithm, bits;
	int on_curve = 0;

	(void)c, (void)n, (void)v;
	if (der_take(&d, DER_SEQUENCE, &spki)) {
		d = der_in(&spki);
		if (der_next(&d, &algorithm) && der_take(&d, DER_BIT_STRING, &bits) && bits.len > 1)
			on_curve = ecpoint_on_curve(u->cert->key_type, bits.body + 1, bits.len - 1);
	}
	if (on_curve < 0)
		return OUTCOME_ERROR;
	return on_curve ? OUTCOME_PASS
			: rule_fail(why, u->cert->key_type, "expected a point of %s, found another",
			      u->cert->key_type);
}

static enum outcome
fermat(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	int round = weakkey_fermat(u->cert->rsa_n.p, u->cert->rsa_n.len, 100);

	(void)c, (void)n, (void)v;
	if (!round)
		return OUTCOME_PASS;
	if (round < 0)
		return OUTCOME_ERROR;
	why->remark = by_issuance;
	return rule_fail(why, "close primes",
	    "expected primes that are not close, found both in round %d of Fermat's method", round);
}

static enum outcome
roca(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)n, (void)v;
	if (!weakkey_roca(u->cert->rsa_n.p, u->cert->rsa_n.len))
		return OUTCOME_PASS;
	why->remark = by_issuance;
	return rule_fail(why, "ROCA", "expected no ROCA key, found the fingerprint of CVE-2017-15361");
}

static enum outcome
listed(const struct keylist *k, const struct unit *u, const char *value, struct rule_why *why)
{
	int has;

	if (!k)
		return OUTCOME_NT;
	has = keylist_has(k, u->cert);
	if (has < 0)
		return OUTCOME_ERROR;
	return has ? rule_fail(why, value, "expected a key outside the list, found its hash in it")
		   : OUTCOME_PASS;
}

static enum outcome
debian(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	enum outcome o = listed(c->debian_keys, u, "Debian weak key", why);

	(void)n, (void)v;
	if (o == OUTCOME_FAIL)
		why->remark = by_issuance;
	return o;
}

static enum outcome
blocklist(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)n, (void)v;
	return listed(c->blocked_keys, u, "blocked key", why);
}

/* BR 7.1.3.1: the AlgorithmIdentifier, octet for octet. */
static enum outcome
algorithm_bytes(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	static const struct {
		size_t len;
		uint8_t bytes[22];
	} allowed[] = {
		{ 15, { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0 } },
		{ 21, { 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
			  0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 } },
		{ 18, { 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81,
			  0x04, 0x00, 0x22 } },
		{ 18, { 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81,
			  0x04, 0x00, 0x23 } },
	};
	struct der d = der_over(u->cert->spki.p, u->cert->spki.len);
	struct der_value spki, algorithm = { .whole_len = 0 };

	(void)c, (void)n, (void)v;
	if (der_take(&d, DER_SEQUENCE, &spki)) {
		d = der_in(&spki);
		der_next(&d, &algorithm);
	}
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (algorithm.whole_len == allowed[i].len &&
		    !memcmp(algorithm.whole, allowed[i].bytes, allowed[i].len))
			return OUTCOME_PASS;
	return rule_fail(why, u->cert->key_type, "expected the octets of the key's algorithm, found others");
}

#define KEY .version = 1, .family = "key", .scope = RULE_CERTIFICATE, .needs_der = true

const struct rule family_key_rules[] = {
	{ KEY, .id = "key.type", .title = "the public key is RSA, EC or, while it was allowed, DSA",
	  .clause = "BR 6.1.5", .effective = "2012-07-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .run = type },
	{ KEY, .id = "key.dsa", .title = "no DSA key", .clause = "BR 6.1.5 (1.7.1, SC31)",
	  .effective = "2020-08-20", .severity = SEVERITY_MUST, .revocation = REVOCATION_5D,
	  .date = RULE_BY_ISSUANCE, .run = dsa },
	{ KEY, .id = "key.size", .title = "an RSA or DSA modulus has at least 2048 bits",
	  .clause = "BR 6.1.5", .effective = "2012-07-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .applies = is_sized, .run = size,
	  .interpretation = "1024 bits were enough where the certificate ended before 2014-01-01" },
	{ KEY, .id = "key.modulus_bits", .title = "the RSA modulus has a multiple of 8 bits",
	  .clause = "BR 6.1.5 (1.7.1, SC31)", .effective = "2020-08-20", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .applies = is_rsa, .run = modulus_bits },
	{ KEY, .id = "key.exponent", .title = "the RSA exponent is odd and at least 3",
	  .clause = "BR 6.1.6 (1.1.1, Ballot 93)", .effective = "2013-01-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .applies = is_rsa, .run = exponent },
	{ KEY, .id = "key.exponent_range", .title = "the RSA exponent is between 2^16 + 1 and 2^256 - 1",
	  .clause = "BR 6.1.6 (1.1.1, Ballot 93)", .effective = "2013-01-01", .severity = SEVERITY_SHOULD,
	  .date = RULE_BY_ISSUANCE, .applies = is_rsa, .run = exponent_range },
	{ KEY, .id = "key.small_factors",
	  .title = "the RSA modulus has no factor below 752 and is no power of a prime",
	  .clause = "BR 6.1.6 (1.1.1, Ballot 93), NIST SP 800-89 5.3.3", .effective = "2013-01-01",
	  .severity = SEVERITY_SHOULD, .date = RULE_BY_ISSUANCE, .applies = is_rsa, .run = factors },
	{ KEY, .id = "key.curve", .title = "an EC key is on P-256, P-384 or P-521",
	  .clause = "BR 6.1.5", .effective = "2012-07-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .applies = is_ec, .run = curve },
	{ KEY, .id = "key.point", .title = "an EC key is a point of its curve",
	  .clause = "BR 6.1.6 (1.1.1, Ballot 93), NIST SP 800-56A 5.6.2.3", .effective = "2013-01-01",
	  .severity = SEVERITY_SHOULD, .date = RULE_BY_ISSUANCE, .applies = is_approved, .run = point },
	{ KEY, .id = "key.algorithm_bytes", .title = "the key's algorithm is encoded as the text shows",
	  .clause = "BR 7.1.3.1 (1.7.1, SC31)", .effective = "2020-08-20", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .date = RULE_BY_ISSUANCE, .run = algorithm_bytes,
	  .catalogue_id = "C27" },
	{ KEY, .id = "key.fermat", .title = "the RSA primes are not close (Fermat, 100 rounds)",
	  .clause = "BR 6.1.1.3 (2.0.5, SC-073), BR 4.9.1.1(4)", .effective = "2024-11-15",
	  .severity = SEVERITY_MUST, .revocation = REVOCATION_24H, .date = RULE_BY_REQUEST,
	  .applies = is_rsa, .run = fermat, .interpretation = by_issuance },
	{ KEY, .id = "key.roca", .title = "the RSA key is not of the ROCA kind (CVE-2017-15361)",
	  .clause = "BR 6.1.1.3 (2.0.5, SC-073), BR 4.9.1.1(4)", .effective = "2024-11-15",
	  .severity = SEVERITY_MUST, .revocation = REVOCATION_24H, .date = RULE_BY_REQUEST,
	  .applies = is_rsa, .run = roca, .interpretation = by_issuance },
	{ KEY, .id = "key.debian", .title = "the key is not in the list of Debian weak keys",
	  .clause = "BR 6.1.1.3, BR 4.9.1.1(4)", .effective = "2012-07-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_24H, .date = RULE_BY_REQUEST, .needs = EVIDENCE_KEY_LIST,
	  .run = debian, .interpretation = by_issuance },
	{ KEY, .id = "key.blocklist", .title = "the key is not in the list of compromised keys",
	  .clause = "BR 6.1.1.3, BR 4.9.1.1(3)", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_24H, .date = RULE_ALWAYS, .needs = EVIDENCE_KEY_LIST,
	  .run = blocklist },
	{ .id = NULL },
};
