/* What must have been kept at all: the certificate, and a record of each validation. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

/* Bytes that do not decode and serials without a certificate never get here: the
 * framework reports them under this rule. */
ASKED_RUN(certificate)
{
	return OUTCOME_PASS;
}

/* A precertificate and its final certificate are one unit, so they never meet here. */
ASKED_RUN(serial_unique)
{
	if (u->same_serial == 0)
		return OUTCOME_PASS;
	return rule_fail(why, "",
	    "expected serial %.40s once from its issuer, found it in %s%d other %s", u->serial,
	    u->same_serial == 99 ? "at least " : "", u->same_serial,
	    u->same_serial == 1 ? "certificate" : "certificates");
}

static const struct catalogue_limit *
wants_version(const struct check_context *c, const struct validation *v)
{
	return catalogue_limit_at(c->catalogue,
	    c->facts->kind == CATALOGUE_IP ? CATALOGUE_LOG_BR_VERSION_IP
					   : CATALOGUE_LOG_BR_VERSION_DNS,
	    context_at(c, v->validated_at));
}

/*
 * The method, while the BRs asked for it, and since SC-099 what was validated and the
 * authorization domain name where it is another.  In between they asked for nothing.
 */
ASKED_RUN(complete)
{
	bool fields =
	    catalogue_limit_at(c->catalogue, CATALOGUE_LOG_FIELDS, context_at(c, v->validated_at));

	if (!fields && !wants_version(c, v))
		return OUTCOME_NE;
	if (!*v->method)
		return rule_missing(
		    why, "method", "expected the validation method, found none recorded");
	if (!fields)
		return OUTCOME_PASS;
	if (!*v->name && !*v->adn)
		return rule_missing(
		    why, "name", "expected the name validated, found none recorded");
	if (!*v->adn && *v->adn_derivation && strcasecmp(v->adn_derivation, "exact") != 0)
		return rule_missing(why, "adn",
		    "expected the authorization domain name derived by %.60s, found none recorded",
		    v->adn_derivation);
	return OUTCOME_PASS;
}

ASKED_RUN(br_version)
{
	if (!wants_version(c, v))
		return OUTCOME_NE;
	if (!*v->br_version)
		return rule_missing(why, "",
		    "expected the version of the BRs under which %s was validated, found none "
		    "recorded",
		    n->text);
	return OUTCOME_PASS;
}

ASKED_APPLIES(states_version)
{
	return !v || *v->br_version;
}

ASKED_RUN(br_version_right)
{
	const struct catalogue_version *b = catalogue_version_named(c->catalogue, v->br_version);
	char at[INSTANT_TEXT];

	if (!wants_version(c, v))
		return OUTCOME_NE;
	if (!b)
		return rule_fail(why, "",
		    "expected a version of the BRs, found \"%.40s\"", v->br_version);
	if (catalogue_version_fits(c->catalogue, b, v->validated_at))
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected the version of the BRs in force at %s, found %s",
	    instant_format(v->validated_at, at), b->number);
}

#define RECORD .version = 1, .family = "record"
#define VALIDATION RECORD, .scope = RULE_VALIDATION, .date = RULE_BY_VALIDATION

const struct rule family_record_rules[] = {
	{ .id = "record.certificate",
	    RECORD,
	    .title = "the certificate was supplied and can be read",
	    .clause = "BR 8.7, BR 5.4.1",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_NONE,
	    .scope = RULE_CERTIFICATE,
	    .date = RULE_ALWAYS,
	    .needs_ca = true,
	    .catalogue_id = "S6",
	    .run = certificate },
	{ .id = "record.serial_unique",
	    RECORD,
	    .title = "no other certificate of the issuer has the serial number",
	    .clause = "RFC 5280 4.1.2.2, BR 7.1",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .scope = RULE_CERTIFICATE,
	    .date = RULE_ALWAYS,
	    .needs_ca = true,
	    .catalogue_id = "C27 S6",
	    .run = serial_unique },
	{ .id = "record.complete",
	    VALIDATION,
	    .title = "the record of the validation has the fields that its date asks for",
	    .clause = "BR 5.4.1(2)(2), before BR 2.2.7: BR 3.2.2.4, BR 3.2.2.5",
	    .effective = "2017-10-19",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_24H,
	    .interpretation =
		"without a record the validation cannot be shown: treated as not to be "
		"relied upon",
	    .catalogue_id = "C17",
	    .run = complete },
	{ .id = "record.br_version",
	    VALIDATION,
	    .title = "the record names the version of the BRs",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5 before BR 2.2.7",
	    .effective = "2017-10-19",
	    .until = "2026-05-19",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_NONE,
	    .needs = EVIDENCE_BR_VERSION,
	    .catalogue_id = "C17",
	    .run = br_version },
	{ .id = "record.br_version_right",
	    VALIDATION,
	    .title = "the version of the BRs that the record names was the one in force",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5 before BR 2.2.7",
	    .effective = "2017-10-19",
	    .until = "2026-05-19",
	    .severity = SEVERITY_SHOULD,
	    .revocation = REVOCATION_NONE,
	    .needs = EVIDENCE_BR_VERSION,
	    .interpretation =
		"a version counts as in force from the earlier of its document and effective "
		"dates until a younger one has reached both",
	    .catalogue_id = "C17",
	    .applies = states_version,
	    .run = br_version_right },
	{ .id = NULL },
};
