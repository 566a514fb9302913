/* The names in the certificate, as they are written there. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cert.h"
#include "base/name.h"
#include "base/say.h"
#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"
#include "checks/punycode.h"

#define SC54 1650672000		/* 2022-04-23T00:00:00Z, BR 1.8.4: Onion Cleanup */

/* The next dNSName from *i on, as text without NUL and other octets that no name has. */
static const struct cert_name *
next(const struct cert *x, size_t *i, enum name_kind kind)
{
	while (*i < x->name_count)
		if (x->names[(*i)++].kind == kind)
			return &x->names[*i - 1];
	return NULL;
}

static bool
has_kind(const struct unit *u, enum name_kind kind)
{
	size_t i = 0;

	return u->cert && next(u->cert, &i, kind);
}

ASKED_APPLIES(has_dns)
{
	return has_kind(u, NAME_DNS);
}

ASKED_APPLIES(has_ip)
{
	return has_kind(u, NAME_IP);
}

/* The name in its normal form; NULL where it has none: san.dns_syntax tells. */
static const char *
normal(const struct cert_name *name, char buf[NAME_TEXT])
{
	return name->bad ? NULL : name_normal(name->text, buf, NULL);
}

static bool
any_name(const struct unit *u, bool (*is)(const char *))
{
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s;

	for (size_t i = 0; u->cert && (name = next(u->cert, &i, NAME_DNS));)
		if ((s = normal(name, buf)) && is(s))
			return true;
	return false;
}

ASKED_APPLIES(has_onion)
{
	return any_name(u, name_is_onion);
}

ASKED_APPLIES(has_cn)
{
	return u->cert && dn_value(&u->cert->subject, "CN");
}

ASKED_APPLIES(is_ev)
{
	return u->cert && u->type == UNIT_TYPE_EV;
}

/* The list of names */

ASKED_RUN(present)
{
	if (has_kind(u, NAME_DNS) || has_kind(u, NAME_IP))
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected a dNSName or iPAddress in subjectAltName, found none");
}

ASKED_RUN(types)
{
	for (size_t i = 0; i < u->cert->name_count; i++)
		if (u->cert->names[i].kind != NAME_DNS && u->cert->names[i].kind != NAME_IP)
			return rule_fail(why, "", "expected dNSNames and iPAddresses alone, found another kind: %s",
			    u->cert->names[i].text);
	return OUTCOME_PASS;
}

static bool
same_name(const char *a, const char *b)
{
	char abuf[NAME_TEXT], bbuf[NAME_TEXT];
	const char *x = name_normal(a, abuf, NULL), *y = name_normal(b, bbuf, NULL);

	return x && y ? !strcmp(x, y) : !strcasecmp(a, b);
}

static bool
exactly(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* Each CN is one of the names; those of other kinds do not count. */
static enum outcome
common_names(const struct cert *x, bool (*same)(const char *, const char *), struct rule_why *why)
{
	for (size_t i = 0; i < x->subject.count; i++) {
		const struct dn_attribute *a = &x->subject.attributes[i];
		bool found = strcmp(a->name, "CN") != 0;

		for (size_t j = 0; j < x->name_count && !found; j++)
			found = (x->names[j].kind == NAME_DNS || x->names[j].kind == NAME_IP) &&
			    same(a->value, x->names[j].text);
		if (!found)
			return rule_fail(why, "", "expected a CN that is one of the names, found %s", a->value);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(cn)
{
	return common_names(u->cert, same_name, why);
}

ASKED_RUN(cn_exact)
{
	return common_names(u->cert, exactly, why);
}

static int
by_name(const void *a, const void *b)
{
	const struct cert_name *x = *(const struct cert_name *const *)a;
	const struct cert_name *y = *(const struct cert_name *const *)b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);

	if (order == 0)
		order = strcasecmp(x->text, y->text);
	return order ? order : (x > y) - (x < y);
}

/* By sorting: a certificate may have any number of names. */
ASKED_RUN(duplicate)
{
	size_t count = u->cert->name_count;
	const struct cert_name **sorted = calloc(count + 1, sizeof *sorted), *again = NULL;

	if (!sorted)
		return say_nomem("san.duplicate"), OUTCOME_ERROR;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &u->cert->names[i];
	qsort(sorted, count, sizeof *sorted, by_name);
	for (size_t i = 1; i < count; i++)
		if (sorted[i]->kind == sorted[i - 1]->kind &&
		    !strcasecmp(sorted[i]->text, sorted[i - 1]->text) && (!again || sorted[i] < again))
			again = sorted[i];
	free(sorted);
	return again ? rule_fail(why, "", "expected each name once, found %s twice", again->text) :
		       OUTCOME_PASS;
}

ASKED_RUN(ev_wildcard)
{
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));)
		if ((s = normal(name, buf)) && name_is_wildcard(s) && !name_is_onion(s))
			return rule_fail(why, "", "expected no wildcard in an EV certificate, found %s", s);
	return OUTCOME_PASS;
}

ASKED_RUN(ev_ip)
{
	return has_kind(u, NAME_IP) ? rule_fail(why, "", "expected no IP address in an EV certificate, found one")
				    : OUTCOME_PASS;
}

/* One dNSName */

/* What is wrong with the octets, or NULL.  '*' and '_' have rules of their own. */
static const char *
misspelt(const struct cert_bytes *raw)
{
	size_t label = 0;

	if (!raw->len)
		return "nothing";
	if (raw->len > 253)
		return "more than 253 octets";
	for (size_t i = 0; i <= raw->len; i++) {
		uint8_t ch = i < raw->len ? raw->p[i] : '.';

		if (ch == '.') {
			if (i == label)
				return i == raw->len ? "a trailing dot" : "an empty label";
			if (i - label > 63)
				return "a label of more than 63 octets";
			if (raw->p[label] == '-' || raw->p[i - 1] == '-')
				return "a hyphen at the edge of a label";
			label = i + 1;
		} else if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
			       (ch >= '0' && ch <= '9') || ch == '-' || ch == '_' || ch == '*')) {
			return "a character that no host name has";
		}
	}
	return NULL;
}

ASKED_RUN(dns_syntax)
{
	const struct cert_name *name;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));) {
		const char *what = misspelt(&name->raw);

		if (!what && name_is_ip(name->text))
			what = "an IP address";
		if (what)
			return rule_fail(why, what, "expected a host name, found %s in %s", what, name->text);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(underscore)
{
	const struct cert_name *name;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));)
		if (strchr(name->text, '_'))
			return rule_fail(why, "", "expected no underscore, found %s", name->text);
	return OUTCOME_PASS;
}

/* RFC 5890 2.3.1: hyphens in places 3 and 4 are reserved; with "xn" before them the rest is Punycode. */
static bool
is_reserved_label(const char *label, size_t n)
{
	if (n < 4 || label[2] != '-' || label[3] != '-')
		return false;
	return strncasecmp(label, "xn", 2) || !punycode_valid(label + 4, n - 4);
}

ASKED_RUN(ldh)
{
	const struct cert_name *name;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));)
		for (const char *label = name->text; label; label = strchr(label, '.')) {
			label += *label == '.';
			if (is_reserved_label(label, strcspn(label, ".")))
				return rule_fail(why, "", "expected P-Labels and LDH labels, found %s", name->text);
		}
	return OUTCOME_PASS;
}

ASKED_RUN(internal)
{
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));)
		if ((s = normal(name, buf)) && !name_is_onion(s) && name_suffix_internal(s))
			return rule_fail(why, "", "expected a name below a top-level domain, found %s", s);
	return OUTCOME_PASS;
}

ASKED_RUN(reverse_zone)
{
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));)
		if ((s = normal(name, buf)) &&
		    (name_covers("in-addr.arpa", name_base(s)) || name_covers("ip6.arpa", name_base(s))))
			return rule_fail(why, "", "expected no name of a reverse zone, found %s", s);
	return OUTCOME_PASS;
}

ASKED_RUN(reserved_domain)
{
	static const char *const reserved[] = { "example.com", "example.net", "example.org" };
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));) {
		s = normal(name, buf);
		for (size_t j = 0; s && j < sizeof reserved / sizeof *reserved; j++)
			if (name_covers(reserved[j], name_base(s)))
				return rule_fail(why, "", "expected no name reserved for examples, found %s", s);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(wildcard_place)
{
	const struct cert_name *name;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));) {
		const char *rest = name->text;

		if (!strncmp(rest, "*.", 2))
			rest += 2;
		if (strchr(rest, '*'))
			return rule_fail(why, "", "expected * as the whole first label, found %s", name->text);
	}
	return OUTCOME_PASS;
}

/* IP addresses */

ASKED_RUN(ip_length)
{
	const struct cert_name *name;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_IP));)
		if (name->raw.len != 4 && name->raw.len != 16)
			return rule_fail(why, "", "expected an IP address of 4 or 16 octets, found %zu",
			    name->raw.len);
	return OUTCOME_PASS;
}

ASKED_RUN(ip_reserved)
{
	char text[NAME_IP_TEXT];
	const struct cert_name *name;
	const char *block;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_IP));) {
		block = name_reserved(name_ip_text(name->raw.p, name->raw.len, text));
		if (block)
			return rule_fail(why, block, "expected no reserved IP address, found %s of %s", text,
			    block);
	}
	return OUTCOME_PASS;
}

/* Onion names */

/* Base32 of RFC 4648 in lower case, 56 characters for 35 octets. */
static bool
unbase32(const char *s, uint8_t out[35])
{
	uint32_t bits = 0;
	int held = 0;
	size_t n = 0;

	for (size_t i = 0; i < 56; i++) {
		int v = s[i] >= 'a' && s[i] <= 'z' ? s[i] - 'a' : s[i] >= '2' && s[i] <= '7' ? s[i] - '2' + 26 : -1;

		if (v < 0)
			return false;
		bits = (bits << 5 | (uint32_t)v) & 0x1fff;
		held += 5;
		if (held >= 8) {
			held -= 8;
			out[n++] = (uint8_t)(bits >> held);
		}
	}
	return true;
}

/* Tor rend-spec-v3, section 6: PUBKEY (32) | CHECKSUM (2) | VERSION (1), checksum =
 * SHA3-256(".onion checksum" | PUBKEY | VERSION). */
static bool
is_v3(const char *label, size_t len)
{
	uint8_t address[35], message[15 + 33], digest[EVP_MAX_MD_SIZE];

	if (len != 56 || !unbase32(label, address) || address[34] != 3)
		return false;
	memcpy(message, ".onion checksum", 15);
	memcpy(message + 15, address, 32);
	message[47] = address[34];
	return EVP_Digest(message, sizeof message, digest, NULL, EVP_sha3_256(), NULL) == 1 &&
	    !memcmp(digest, address + 32, 2);
}

/* The label before "onion". */
static bool
onion_label(const char *name, const char **label, size_t *len)
{
	const char *end = name + strlen(name) - strlen("onion"), *p;

	if (end <= name)
		return false;
	end--;
	for (p = end; p > name && p[-1] != '.'; p--)
		;
	*label = p;
	*len = (size_t)(end - p);
	return true;
}

ASKED_RUN(onion_v3)
{
	char buf[NAME_TEXT];
	const struct cert_name *name;
	const char *s, *label;
	size_t len = 0;

	for (size_t i = 0; (name = next(u->cert, &i, NAME_DNS));) {
		s = normal(name, buf);
		if (!s || !name_is_onion(s))
			continue;
		if (onion_label(s, &label, &len) && is_v3(label, len))
			continue;
		if (u->type == UNIT_TYPE_EV && context_issued(c, u) < SC54 && len == 16) {
			why->remark = "a version 2 address, by EVG Appendix F, before the clean-up of 2022-04-23";
			continue;
		}
		return rule_fail(why, "", "expected a version 3 onion address, found %s", s);
	}
	return OUTCOME_PASS;
}

#define SAN(f, ids)                                                                                \
	.version = 1, .family = f, .scope = RULE_CERTIFICATE, .needs_der = true,                   \
	.date = RULE_BY_ISSUANCE, .catalogue_id = ids
#define MUST .severity = SEVERITY_MUST, .revocation = REVOCATION_5D
#define SHOULD .severity = SEVERITY_SHOULD

const struct rule family_san_rules[] = {
	{ SAN("san", "C27"), MUST, .id = "san.present", .title = "subjectAltName has a dNSName or iPAddress",
	  .clause = "BR 7.1.2.7.12", .effective = "2012-07-01", .run = present },
	{ SAN("san", "C27"), MUST, .id = "san.types", .title = "subjectAltName has no other kind of name",
	  .clause = "BR 7.1.2.7.12", .effective = "2012-07-01", .run = types },
	{ SAN("san", "C27"), MUST, .id = "san.cn", .title = "the common name is one of the names",
	  .clause = "BR 7.1.4.3", .effective = "2012-07-01", .applies = has_cn, .run = cn },
	{ SAN("san", "C27"), MUST, .id = "san.cn_exact", .title = "the common name is one of the names, character by character",
	  .clause = "BR 7.1.4.3 (1.8.0, SC-048)", .effective = "2021-10-01", .applies = has_cn,
	  .run = cn_exact },
	{ SAN("san", "C27"), SHOULD, .id = "san.duplicate", .title = "each name occurs once",
	  .clause = "RFC 5280 4.2.1.6", .effective = "2012-07-01", .run = duplicate,
	  .interpretation = "no text forbids it; an observation" },
	{ SAN("san", "C27"), MUST, .id = "san.ev_wildcard", .title = "no wildcard in an EV certificate",
	  .clause = "EVG 7.1.2.7.12 (9.8.1 before 2.0.0)", .effective = "2012-07-01", .applies = is_ev,
	  .run = ev_wildcard },
	{ SAN("san", "C27"), MUST, .id = "san.ev_ip", .title = "no IP address in an EV certificate",
	  .clause = "EVG 7.1.2.7.12 (9.8.1 before 2.0.0)", .effective = "2012-07-01", .applies = is_ev,
	  .run = ev_ip },
	{ SAN("san", "C21 C27"), MUST, .id = "san.dns_syntax", .title = "dNSNames are host names",
	  .clause = "BR 7.1.2.7.12, RFC 5280 4.2.1.6, RFC 1034 3.5", .effective = "2012-07-01",
	  .applies = has_dns, .run = dns_syntax },
	{ SAN("san", "C27"), MUST, .id = "san.underscore", .title = "no underscore in a dNSName",
	  .clause = "BR 7.1.2.7.12 (1.6.2, SC12)", .effective = "2019-05-01", .applies = has_dns,
	  .run = underscore },
	{ SAN("san", "C27"), MUST, .id = "san.ldh", .title = "labels are P-Labels or non-reserved LDH labels",
	  .clause = "BR 7.1.2.7.12 (1.8.0, SC-048)", .effective = "2021-10-01", .applies = has_dns,
	  .run = ldh },
	{ SAN("san", "C21"), MUST, .id = "san.internal", .title = "no internal name",
	  .clause = "BR 7.1.2.7.12, BR 4.2.2", .effective = "2015-11-01", .applies = has_dns,
	  .run = internal,
	  .interpretation = "top-level domains are those of the public suffix list of libpsl" },
	{ SAN("san", "C21"), MUST, .id = "san.reverse_zone", .title = "no name of a reverse zone",
	  .clause = "BR 7.1.2.7.12 (2.2.0, SC-086)", .effective = "2026-03-15", .applies = has_dns,
	  .run = reverse_zone },
	{ SAN("san", "C21"), SHOULD, .id = "san.reserved_domain",
	  .title = "no name reserved for documentation", .clause = "RFC 2606 3, BR 3.2.2.4",
	  .effective = "2012-07-01", .applies = has_dns, .run = reserved_domain,
	  .interpretation = "IANA alone controls them; a test certificate shows by them" },
	{ SAN("san", "C27"), MUST, .id = "san.wildcard_place", .title = "a * is the whole first label",
	  .clause = "BR 1.6.1, Wildcard Domain Name", .effective = "2012-07-01", .applies = has_dns,
	  .run = wildcard_place },
	{ SAN("ip", "C19"), MUST, .id = "ip.length", .title = "iPAddresses have 4 or 16 octets",
	  .clause = "RFC 5280 4.2.1.6", .effective = "2012-07-01", .applies = has_ip, .run = ip_length },
	{ SAN("ip", "C19 C21"), MUST, .id = "ip.reserved", .title = "no reserved IP address",
	  .clause = "BR 7.1.2.7.12, BR 4.2.2", .effective = "2015-11-01", .applies = has_ip,
	  .run = ip_reserved },
	{ SAN("onion", "C20"), MUST, .id = "onion.v3", .title = "onion names are version 3 addresses",
	  .clause = "BR Appendix B 1 (1.6.9, SC27)", .effective = "2020-03-27", .applies = has_onion,
	  .run = onion_v3,
	  .interpretation = "version 2 addresses in EV certificates are let pass before 2022-04-23" },
	{ .id = NULL },
};
