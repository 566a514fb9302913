/* Every name of a certificate was validated, as that name. */
#include <stddef.h>
#include <string.h>

#include "base/name.h"
#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

/* The authorization domain name of a record: as stated, else the name, without "*.". */
static const char *
adn_of(const struct validation *v)
{
	return name_base(*v->adn ? v->adn : v->name);
}

ASKED_APPLIES(is_host)
{
	return n->kind == NAME_DNS || n->kind == NAME_IP;
}

ASKED_RUN(validated)
{
	if (n->validation_count)
		return OUTCOME_PASS;
	return rule_missing(why, "", "expected a validation of %.180s, found none", n->text);
}

ASKED_APPLIES(wildcard_applies)
{
	return n->wildcard && (!v || c->facts->row);
}

/* Since SC-101 the table of BR 3.2.2.4 says it, by the time of validation. */
static bool
table_forbids(const struct check_context *c, const struct validation *v, bool allowed)
{
	const struct catalogue_adn *a = c->facts->method->adn;

	return a && !allowed && context_at(c, v->validated_at) >= a->mandatory_from;
}

ASKED_RUN(wildcard)
{
	const struct catalogue_row *r = c->facts->row;
	const struct catalogue_method *m = c->facts->method;
	int64_t t = context_issued(c, u);
	char at[INSTANT_TEXT];

	why->remark = r->interpretation;
	if (catalogue_wildcard_at(r, t) == CATALOGUE_NO ||
	    table_forbids(c, v, m->adn && m->adn->wildcard))
		return rule_fail(why, m->name,
		    "expected a method that admits wildcard names issued at %s, found %s (%.100s)",
		    instant_format(t, at), m->name, r->source);
	return OUTCOME_PASS;
}

ASKED_APPLIES(subdomain_applies)
{
	if (n->kind != NAME_DNS)
		return false;
	return !v || (c->facts->row && strcmp(adn_of(v), name_base(n->text)) != 0 &&
			 name_covers(adn_of(v), name_base(n->text)));
}

ASKED_RUN(subdomain)
{
	const struct catalogue_row *r = c->facts->row;
	const struct catalogue_method *m = c->facts->method;
	int64_t t = context_issued(c, u);
	char at[INSTANT_TEXT];

	why->remark = r->interpretation;
	if (catalogue_subdomains_at(r, t) == CATALOGUE_NO ||
	    table_forbids(c, v, m->adn && m->adn->prune))
		return rule_fail(why, m->name,
		    "expected a method that covers names below %.60s issued at %s, found %s "
		    "(%.60s)",
		    adn_of(v), instant_format(t, at), m->name, r->source);
	return OUTCOME_PASS;
}

ASKED_APPLIES(adn_applies)
{
	return !v || c->facts->method;
}

#define PRIVATE "a suffix of the list's private section is no registry-controlled one"

/* The stated name is above the applied-for one: not above its Base Domain Name either? */
static enum outcome
pruned(const char *host, const char *adn, struct rule_why *why)
{
	const char *base = name_suffix_base(host, NAME_SUFFIX_ICANN);
	const char *own = name_suffix_base(host, NAME_SUFFIX_ALL);

	if (!base || !name_covers(base, adn))
		return rule_fail(why, "above the base domain",
		    "expected an authorization domain name not above %.80s, found %.80s",
		    base ? base : host, adn);
	if (!own || !name_covers(own, adn))
		why->remark = PRIVATE;
	return OUTCOME_PASS;
}

/* The last name of a recorded CNAME chain: "cname:a.example,b.example"; "" where there is none. */
static void
cname_target(const char *derivation, char out[NAME_TEXT])
{
	static const char part[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	size_t len;

	out[0] = '\0';
	for (const char *s = derivation; *s; s += len ? len : 1) {
		len = strspn(s, part);
		if (!len || len >= NAME_TEXT || !memchr(s, '.', len))
			continue;
		for (size_t i = 0; i < len; i++)
			out[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
		len -= out[len - 1] == '.';
		out[len] = '\0';
	}
}

static bool
is_cname(const char *derivation)
{
	return strncmp(derivation, "cname", 5) == 0 || strncmp(derivation, "CNAME", 5) == 0;
}

static enum outcome
by_cname(const struct check_context *c, const struct unit_name *n, const struct validation *v,
    struct rule_why *why)
{
	const struct catalogue_method *m = c->facts->method;
	const struct catalogue_adn *a = m->adn;
	int64_t t = context_at(c, v->validated_at);
	char target[NAME_TEXT];

	if (a && ((a->cname_until != INSTANT_NONE && t >= a->cname_until) ||
		     (t >= a->mandatory_from && (!a->cname || n->wildcard))))
		return rule_fail(why, m->name,
		    "expected no CNAME step with %s%s, found %.80s for %.80s", m->name,
		    a->cname ? " for a wildcard name" : "", adn_of(v), n->text);
	cname_target(v->adn_derivation + 5, target);
	if (*target && strcmp(target, adn_of(v)) != 0) {
		if (name_covers(adn_of(v), target))
			return pruned(target, adn_of(v), why);
		return rule_fail(why, "not the CNAME target",
		    "expected the CNAME target %.80s or a name above it, found %.80s", target,
		    adn_of(v));
	}
	return OUTCOME_PASS;
}

/* An address is its own; two methods look at a name of the reverse zone, or found there. */
static enum outcome
for_address(
    const struct catalogue_method *m, const char *address, const char *adn, struct rule_why *why)
{
	size_t len = strlen(adn);

	if (strcmp(m->name, "3.2.2.5.3") == 0 && !name_is_ip(adn))
		return OUTCOME_PASS;
	if (strcmp(m->name, "3.2.2.5.8") == 0 && len > 5 && strcmp(adn + len - 5, ".arpa") == 0)
		return OUTCOME_PASS;
	return rule_fail(why, "another address",
	    "expected a validation of %.60s, found one of %.80s", address, adn);
}

ASKED_RUN(adn)
{
	const char *host = name_base(n->text), *a = adn_of(v), *base;
	const struct catalogue_method *m = c->facts->method;

	if (m->adn && m->adn->base_only_from != INSTANT_NONE && n->kind == NAME_DNS &&
	    context_at(c, v->validated_at) >= m->adn->base_only_from) {
		base = name_suffix_base(host, NAME_SUFFIX_ICANN);
		if (!base || strcmp(base, a) != 0)
			return rule_fail(why, m->name,
			    "expected the base domain name %.80s with %s, found %.80s",
			    base ? base : "of the name", m->name, a);
	}
	if (strcmp(a, host) == 0)
		return OUTCOME_PASS;
	if (n->kind == NAME_IP)
		return for_address(m, host, a, why);
	if (name_covers(a, host))
		return pruned(host, a, why);
	if (is_cname(v->adn_derivation))
		return by_cname(c, n, v, why);
	return rule_fail(why, "another name",
	    "expected a validation of %.80s or a name above it, found one of %.80s", host, a);
}

ASKED_APPLIES(is_wildcard)
{
	return n->kind == NAME_DNS && n->wildcard;
}

ASKED_RUN(wildcard_suffix)
{
	const char *host = name_base(n->text);

	if (name_suffix_base(host, NAME_SUFFIX_ALL))
		return OUTCOME_PASS;
	if (name_suffix_base(host, NAME_SUFFIX_ICANN)) {
		why->remark = PRIVATE;
		return OUTCOME_PASS;
	}
	return rule_fail(
	    why, host, "expected a registrable name below *., found the public suffix %.80s", host);
}

ASKED_RUN(leftover)
{
	for (size_t i = 0; i < u->other_count; i++)
		if (u->others[i]->kind == VALIDATION_DOMAIN)
			return rule_fail(why, "",
			    "expected validations of names in the certificate alone, "
			    "found one of %.100s",
			    *u->others[i]->name ? u->others[i]->name : u->others[i]->adn);
	return OUTCOME_PASS;
}

#define MUST .version = 1, .family = "dcv", .severity = SEVERITY_MUST, .revocation = REVOCATION_24H
#define BY_TEXT "where the text of the time is silent, the name is taken as admitted"

const struct rule family_name_rules[] = {
	{ .id = "dcv.name_validated",
	    MUST,
	    .title = "every dNSName and iPAddress has a validation",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5",
	    .scope = RULE_NAME,
	    .date = RULE_BY_ISSUANCE,
	    .needs = EVIDENCE_VALIDATION,
	    .catalogue_id = "C08",
	    .applies = is_host,
	    .run = validated },
	{ .id = "dcv.wildcard",
	    MUST,
	    .title = "wildcard names by a method that admits them",
	    .clause = "BR 3.2.2.4, BR Appendix B",
	    .scope = RULE_VALIDATION,
	    .date = RULE_BY_ISSUANCE,
	    .interpretation = BY_TEXT,
	    .catalogue_id = "C05",
	    .applies = wildcard_applies,
	    .run = wildcard },
	{ .id = "dcv.subdomain",
	    MUST,
	    .title = "names below the validated name by a method that admits them",
	    .clause = "BR 3.2.2.4, BR Appendix B",
	    .scope = RULE_VALIDATION,
	    .date = RULE_BY_ISSUANCE,
	    .interpretation = BY_TEXT,
	    .catalogue_id = "C06",
	    .applies = subdomain_applies,
	    .run = subdomain },
	{ .id = "dcv.adn",
	    MUST,
	    .title =
		"the authorization domain name is the name, a name above it up to the base domain, "
		"or its CNAME target",
	    .clause = "BR 1.6.1, BR 3.2.2.4",
	    .scope = RULE_VALIDATION,
	    .date = RULE_BY_VALIDATION,
	    .interpretation =
		"the base domain is taken from the ICANN section of the public suffix list",
	    .catalogue_id = "C07",
	    .applies = adn_applies,
	    .run = adn },
	{ .id = "dcv.wildcard_suffix",
	    MUST,
	    .title = "no wildcard directly below a public suffix",
	    .clause = "BR 3.2.2.6",
	    .scope = RULE_NAME,
	    .date = RULE_BY_ISSUANCE,
	    .interpretation =
		"an applicant may prove control of the whole suffix; that is for a person to "
		"see",
	    .catalogue_id = "C07",
	    .applies = is_wildcard,
	    .run = wildcard_suffix },
	{ .id = "dcv.leftover",
	    .version = 1,
	    .family = "dcv",
	    .title = "no validation of a name that is not in the certificate",
	    .clause = "BR 3.2.2.4, BR 5.4.1",
	    .severity = SEVERITY_SHOULD,
	    .revocation = REVOCATION_NONE,
	    .scope = RULE_CERTIFICATE,
	    .date = RULE_ALWAYS,
	    .needs = EVIDENCE_VALIDATION,
	    .interpretation =
		"records of other names are no breach in themselves, they show where names "
		"were mixed up",
	    .catalogue_id = "C08",
	    .run = leftover },
	{ .id = NULL },
};
