/* Domain validation: the method, its dates, and who did it. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

ASKED_APPLIES(known_somewhere)
{
	return !v || c->facts->method || c->facts->foreign;
}

ASKED_APPLIES(known)
{
	return !v || c->facts->method;
}

ASKED_RUN(method_known)
{
	if (c->facts->method || c->facts->foreign)
		return OUTCOME_PASS;
	if (!*v->method)
		return rule_missing(why, "", "expected a validation method, found none recorded");
	return rule_fail(why, v->method,
	    "expected a section of BR 3.2.2.4 or 3.2.2.5 or an ACME label, found \"%.80s\"",
	    v->method);
}

ASKED_RUN(kind)
{
	static const char *const want[CATALOGUE_KINDS] = { "domain names", "IP addresses",
		"onion names" };

	if (c->facts->method)
		return OUTCOME_PASS;
	return rule_fail(why, c->facts->foreign->name, "expected a method for %s, found %s",
	    want[c->facts->kind], c->facts->foreign->name);
}

/* The catalogue's tables begin with the numbered methods; what was before, they do not say. */
static bool
before_tables(const struct check_context *c, int64_t t)
{
	for (size_t i = 0; i < c->catalogue->method_count; i++) {
		const struct catalogue_method *m = &c->catalogue->methods[i];

		if (m->kind == c->facts->kind && m->rows[0].from <= t)
			return false;
	}
	return true;
}

static enum outcome
not_open(const struct catalogue_method *m, int64_t t, struct rule_why *why)
{
	const struct catalogue_row *past = NULL, *next = NULL, *r;
	char at[INSTANT_TEXT], day[INSTANT_TEXT];

	for (size_t i = 0; i < m->row_count; i++) {
		if (m->rows[i].from <= t)
			past = &m->rows[i];
		else if (!next)
			next = &m->rows[i];
	}
	r = past ? past : next;
	why->remark = r->interpretation;
	return rule_fail(why, m->name,
	    "expected a method open to validations at %s, found %s, %s %s (%.80s)",
	    instant_format(t, at), m->name, past ? "closed on" : "open from",
	    instant_format_date(past ? r->until : r->from, day), r->source);
}

ASKED_RUN(method_at_validation)
{
	int64_t t = context_at(c, v->validated_at);
	const struct catalogue_row *r = catalogue_row_at(c->facts->method, t);

	if (r) {
		why->remark = r->interpretation;
		return OUTCOME_PASS;
	}
	return before_tables(c, t) ? OUTCOME_NE : not_open(c->facts->method, t, why);
}

ASKED_APPLIES(open_then)
{
	return !v || c->facts->row;
}

ASKED_RUN(method_discouraged)
{
	const struct catalogue_row *r = c->facts->row;
	char day[INSTANT_TEXT];

	if (r->should_not_from == INSTANT_NONE ||
	    context_at(c, v->validated_at) < r->should_not_from)
		return OUTCOME_PASS;
	return rule_fail(why, c->facts->method->name,
	    "expected a method that is not advised against, found %s, SHOULD NOT from %s",
	    c->facts->method->name, instant_format_date(r->should_not_from, day));
}

ASKED_APPLIES(retires)
{
	return !v || (c->facts->row && c->facts->row->reuse_until != INSTANT_NONE);
}

ASKED_RUN(retired_reuse)
{
	const struct catalogue_row *r = c->facts->row;
	int64_t t = context_issued(c, u);
	char at[INSTANT_TEXT], day[INSTANT_TEXT];

	why->remark = r->interpretation;
	if (t < r->reuse_until)
		return OUTCOME_PASS;
	return rule_fail(why, c->facts->method->name,
	    "expected no reliance on %s from %s on, found issuance at %s (%.80s)",
	    c->facts->method->name, instant_format_date(r->reuse_until, day), instant_format(t, at),
	    r->source);
}

ASKED_RUN(before_issuance)
{
	char done[INSTANT_TEXT], at[INSTANT_TEXT];

	if (v->validated_at <= u->issued_at)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected validation before issuance at %s, found it at %s",
	    instant_format(u->issued_at, at), instant_format(v->validated_at, done));
}

ASKED_RUN(delegated)
{
	int64_t t = context_at(c, v->validated_at);

	if (!catalogue_limit_at(c->catalogue, CATALOGUE_DELEGATION_BANNED, t))
		return OUTCOME_NE;
	if (!*v->delegated_party)
		return OUTCOME_PASS;
	return rule_fail(why, v->delegated_party,
	    "expected validation by the CA itself, found delegated party %.80s",
	    v->delegated_party);
}

ASKED_APPLIES(by_registrar)
{
	return !v || (c->facts->method && strcmp(c->facts->method->name, "3.2.2.4.12") == 0);
}

static bool
mentions(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return false;
}

ASKED_RUN(registrar)
{
	if (c->registrar || mentions(v->evidence, "registrar") ||
	    mentions(v->evidence, "affiliate"))
		return OUTCOME_PASS;
	return rule_missing(why, "3.2.2.4.12",
	    "expected evidence that the CA is the registrar or its affiliate, found none in the "
	    "record");
}

#define DCV .version = 1, .family = "dcv", .scope = RULE_VALIDATION
#define MUST DCV, .severity = SEVERITY_MUST, .revocation = REVOCATION_24H
#define SHOULD DCV, .severity = SEVERITY_SHOULD, .revocation = REVOCATION_NONE

const struct rule family_dcv_rules[] = {
	{ .id = "dcv.method_known",
	    MUST,
	    .title = "the recorded method is one BR method",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5, BR 5.4.1",
	    .date = RULE_ALWAYS,
	    .catalogue_id = "C18",
	    .run = method_known },
	{ .id = "dcv.kind",
	    MUST,
	    .title = "domain names by domain methods, IP addresses by IP methods, onion names by "
		     "methods of Appendix B",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5, BR Appendix B",
	    .date = RULE_BY_VALIDATION,
	    .catalogue_id = "C19 C20",
	    .applies = known_somewhere,
	    .run = kind },
	{ .id = "dcv.method_at_validation",
	    MUST,
	    .title = "the method was open to new validations when the name was validated",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5, BR Appendix B",
	    .date = RULE_BY_VALIDATION,
	    .catalogue_id = "C01",
	    .applies = known,
	    .run = method_at_validation },
	{ .id = "dcv.method_discouraged",
	    SHOULD,
	    .title = "the method is not one that the BRs advise against",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5 (SC-090)",
	    .date = RULE_BY_VALIDATION,
	    .effective = "2026-03-15",
	    .catalogue_id = "C01",
	    .applies = open_then,
	    .run = method_discouraged },
	{ .id = "dcv.retired_reuse",
	    MUST,
	    .title = "no reliance on a retired method at issuance",
	    .clause = "BR 3.2.2.4, BR 3.2.2.5, BR 4.2.1",
	    .date = RULE_BY_ISSUANCE,
	    .catalogue_id = "C01 C12",
	    .applies = retires,
	    .run = retired_reuse },
	{ .id = "dcv.before_issuance",
	    MUST,
	    .title = "the validation was completed before issuance",
	    .clause = "BR 3.2.2.4, BR 4.2.1",
	    .date = RULE_BY_ISSUANCE,
	    .catalogue_id = "C13",
	    .run = before_issuance },
	{ .id = "dcv.delegated",
	    MUST,
	    .title = "the validation was not delegated",
	    .clause = "BR 1.3.2",
	    .date = RULE_BY_VALIDATION,
	    .effective = "2017-08-11",
	    .needs = EVIDENCE_DELEGATED,
	    .catalogue_id = "C23",
	    .run = delegated },
	{ .id = "dcv.registrar",
	    MUST,
	    .title = "method 3.2.2.4.12 by the registrar or its affiliate alone",
	    .clause = "BR 3.2.2.4.12",
	    .date = RULE_BY_VALIDATION,
	    .interpretation = "the evidence of the record is taken at its word",
	    .catalogue_id = "C22",
	    .applies = by_registrar,
	    .run = registrar },
	{ .id = NULL },
};
