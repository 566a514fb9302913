/* Every name of a certificate was validated, as that name. */
#include <stddef.h>
#include <string.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"
#include "checks/host.h"

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
	return !v || (c->facts->row && host_is_below(host_of(n->text), host_adn(v)));
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
		    "expected a method that covers names below %.60s issued at %s, found %s (%.60s)",
		    host_adn(v), instant_format(t, at), m->name, r->source);
	return OUTCOME_PASS;
}

ASKED_RUN(leftover)
{
	for (size_t i = 0; i < u->other_count; i++)
		if (u->others[i]->kind == VALIDATION_DOMAIN)
			return rule_fail(why, "", "expected validations of names in the certificate alone, "
						  "found one of %.100s",
			    *u->others[i]->name ? u->others[i]->name : u->others[i]->adn);
	return OUTCOME_PASS;
}

#define MUST .version = 1, .family = "dcv", .severity = SEVERITY_MUST, .revocation = REVOCATION_24H
#define BY_TEXT "where the text of the time is silent, the name is taken as admitted"

const struct rule family_name_rules[] = {
	{ .id = "dcv.name_validated", MUST, .title = "every dNSName and iPAddress has a validation",
	  .clause = "BR 3.2.2.4, BR 3.2.2.5", .scope = RULE_NAME, .date = RULE_BY_ISSUANCE,
	  .needs = EVIDENCE_VALIDATION, .catalogue_id = "C08", .applies = is_host, .run = validated },
	{ .id = "dcv.wildcard", MUST, .title = "wildcard names by a method that admits them",
	  .clause = "BR 3.2.2.4, BR Appendix B", .scope = RULE_VALIDATION, .date = RULE_BY_ISSUANCE,
	  .interpretation = BY_TEXT, .catalogue_id = "C05", .applies = wildcard_applies,
	  .run = wildcard },
	{ .id = "dcv.subdomain", MUST,
	  .title = "names below the validated name by a method that admits them",
	  .clause = "BR 3.2.2.4, BR Appendix B", .scope = RULE_VALIDATION, .date = RULE_BY_ISSUANCE,
	  .interpretation = BY_TEXT, .catalogue_id = "C06", .applies = subdomain_applies,
	  .run = subdomain },
	{ .id = "dcv.leftover", .version = 1, .family = "dcv",
	  .title = "no validation of a name that is not in the certificate",
	  .clause = "BR 3.2.2.4, BR 5.4.1", .severity = SEVERITY_SHOULD,
	  .revocation = REVOCATION_NONE, .scope = RULE_CERTIFICATE, .date = RULE_ALWAYS,
	  .needs = EVIDENCE_VALIDATION,
	  .interpretation = "records of other names are no breach in themselves, they show where names "
			    "were mixed up",
	  .catalogue_id = "C08", .run = leftover },
	{ .id = NULL },
};
