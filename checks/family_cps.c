/*
 * The CA's own documents: what its CP and CPS permitted and promised.
 *
 * Issued or validated on a day of which only the date of publication is known,
 * a certificate may stand under either version; where the two differ, the
 * outcome is missing.  A what-if does not reach here: the documents are judged
 * by the dates of the certificate.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"
#include "checks/permit.h"

/* What documents say of something.  SILENT: none of them states it; NONE: none in force. */
enum said { SAID_NONE, SAID_SILENT, SAID_YES, SAID_MAYBE, SAID_NO };

#define NOT_GIVEN "publication time not given"

static bool
permits_alone(const struct cps_document *d)
{
	return d->kind != CPS_KIND_CP;
}

static enum said
version_says(const struct check_context *c, const struct cps_version *v, const struct unit_name *n,
    int64_t t)
{
	if (!v)
		return SAID_NONE;
	switch (permit_at(c->catalogue, v, c->facts->method, n->wildcard, t)) {
	case CPS_PERMITTED: return SAID_YES;
	case CPS_REFUSED: return SAID_NO;
	case CPS_NOT_STATED: break;
	}
	return SAID_SILENT;
}

/* One document at an instant that may lie before or after the change of versions. */
static enum said
force_says(
    const struct check_context *c, const struct cps_force *f, const struct unit_name *n, int64_t t)
{
	enum said now = version_says(c, f->version, n, t);

	if (f->unsure && version_says(c, f->before, n, t) != now)
		return SAID_MAYBE;
	return now;
}

/* Every document must permit, and one that is not a mere CP must. */
static enum said
fold(enum said all, enum said one, const struct cps_document *d)
{
	if (one == SAID_YES && !permits_alone(d))
		one = SAID_SILENT;
	return one > all ? one : all;
}

static enum said
at_issuance(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct cps_document **refusing)
{
	enum said all = SAID_NONE;

	for (size_t i = 0; i < c->facts->document_count; i++) {
		const struct context_document *d = &c->facts->documents[i];
		enum said one = force_says(c, &d->force, n, u->issued_at);

		if (one > all && one >= SAID_MAYBE)
			*refusing = d->document;
		all = fold(all, one, d->document);
	}
	return all;
}

static enum said
at_validation(const struct check_context *c, const struct unit_name *n, const struct validation *v,
    const struct cps_document **refusing)
{
	enum said all = SAID_NONE;

	for (size_t i = 0; i < c->facts->document_count; i++) {
		const struct cps_document *d = c->facts->documents[i].document;
		struct cps_force f;
		enum said one;

		cps_force_at(d, v->validated_at, &f);
		one = force_says(c, &f, n, v->validated_at);
		if (one > all && one >= SAID_MAYBE)
			*refusing = d;
		all = fold(all, one, d);
	}
	return all;
}

static bool
list_ends(const struct cps_methods *list, const char *method, int64_t t, bool *mentioned)
{
	const struct cps_method *m = cps_find(list, method);

	*mentioned |= m != NULL;
	return m && m->reuse_until != INSTANT_NONE && t >= m->reuse_until;
}

/* Does a version end the reuse of the method by t?  *mentioned: it lists the method. */
static bool
ends_reuse(const struct check_context *c, const struct cps_version *v, int64_t t, bool *mentioned)
{
	const char *method = v ? permit_spelling(c->catalogue, v, c->facts->method) : NULL;

	return v && (list_ends(&v->methods, method, t, mentioned) ||
			list_ends(&v->wildcard_methods, method, t, mentioned) ||
			list_ends(&v->ip_methods, method, t, mentioned));
}

/* The version at issuance has the word; where it is silent, the one of the validation has. */
static bool
reuse_ended(const struct check_context *c, const struct unit *u, const struct validation *v)
{
	for (size_t i = 0; i < c->facts->document_count; i++) {
		const struct context_document *d = &c->facts->documents[i];
		struct cps_force then;
		bool mentioned = false;

		if (ends_reuse(c, d->force.version, u->issued_at, &mentioned))
			return true;
		if (mentioned)
			continue;
		cps_force_at(d->document, v->validated_at, &then);
		if (ends_reuse(c, then.version, u->issued_at, &mentioned))
			return true;
	}
	return false;
}

ASKED_APPLIES(judged)
{
	return !v || c->facts->method;
}

/* The method; where the document has it, only not for wildcard names, that is another cause. */
static void
cause(char out[64], const struct check_context *c, const struct unit_name *n,
    const struct cps_document *d, int64_t t)
{
	struct cps_force f = { .version = NULL };
	bool plain = false;

	if (n->wildcard && d) {
		cps_force_at(d, t, &f);
		plain = f.version && permit_at(c->catalogue, f.version, c->facts->method, false,
					 t) == CPS_PERMITTED;
	}
	snprintf(out, 64, "%s%s", c->facts->method->name, plain ? " wildcard" : "");
}

ASKED_RUN(method_at_issuance)
{
	const struct cps_document *refusing = NULL, *then = NULL;
	enum said now, before = SAID_NO;
	char value[64], at[INSTANT_TEXT];

	now = at_issuance(c, u, n, &refusing);
	if (now == SAID_YES)
		return OUTCOME_PASS;
	if (!reuse_ended(c, u, v))
		before = at_validation(c, n, v, &then);
	if (before == SAID_YES)
		return OUTCOME_PASS;
	cause(value, c, n, refusing, u->issued_at);
	instant_format(u->issued_at, at);
	if (refusing)
		rule_set_document(why, refusing->document);
	if (now == SAID_MAYBE || before == SAID_MAYBE) {
		if (!refusing && then)
			rule_set_document(why, then->document);
		return rule_missing(why, value,
		    NOT_GIVEN ": whether the CPS permitted %s depends on the hour", value);
	}
	if (now == SAID_NO)
		return rule_fail(why, value,
		    "expected a method that the documents in force at %s permit, "
		    "found %s, which %.60s does not",
		    at, value, refusing->document);
	if (now == SAID_NONE)
		return rule_fail(why, "no document in force",
		    "expected a CPS in force at %s that permits %s, found none", at, value);
	return rule_missing(why, value,
	    "expected a CPS in force at %s that states its methods, found none (a CP alone permits "
	    "none)",
	    at);
}

ASKED_RUN(method_at_validation)
{
	const struct cps_document *refusing = NULL;
	enum said then = at_validation(c, n, v, &refusing);
	char value[64], at[INSTANT_TEXT];

	if (then == SAID_YES)
		return OUTCOME_PASS;
	cause(value, c, n, refusing, v->validated_at);
	instant_format(v->validated_at, at);
	if (refusing)
		rule_set_document(why, refusing->document);
	if (then == SAID_NO)
		return rule_fail(why, value,
		    "expected a method that the CPS in force at %s permits, found %s", at, value);
	if (then == SAID_MAYBE)
		return rule_missing(why, value,
		    NOT_GIVEN ": whether the CPS permitted %s depends on the hour", value);
	return rule_missing(why, "no document in force",
	    "expected a CPS in force at %s that states its methods, found none", at);
}

static enum outcome
force_fails(const struct context_document *d, int64_t issued, struct rule_why *why)
{
	char at[INSTANT_TEXT];

	rule_set_document(why, d->document->document);
	instant_format(issued, at);
	if (!d->force.count)
		return rule_fail(why, "gap",
		    "expected one version of %.60s in force at %s, found none",
		    d->document->document, at);
	if (d->force.count > 1)
		return rule_fail(why, "overlap",
		    "expected one version of %.60s in force at %s, found %zu",
		    d->document->document, at, d->force.count);
	return rule_missing(why, "gap", NOT_GIVEN ": %.60s %.30s may have begun after %s",
	    d->document->document, d->force.version->version, at);
}

ASKED_RUN(one_version)
{
	if (!c->facts->document_count)
		return rule_fail(why, "no document",
		    "expected a CP or CPS that covers the certificate, found none in the register");
	for (size_t i = 0; i < c->facts->document_count; i++) {
		const struct cps_force *f = &c->facts->documents[i].force;

		if (f->count != 1 || (f->unsure && !f->before))
			return force_fails(&c->facts->documents[i], u->issued_at, why);
	}
	return OUTCOME_PASS;
}

#define CPS .version = 1, .family = "cps", .date = RULE_BY_ISSUANCE
#define MUST CPS, .severity = SEVERITY_MUST, .revocation = REVOCATION_5D, .needs = EVIDENCE_CPS
#define SHOULD \
	CPS, .severity = SEVERITY_SHOULD, .revocation = REVOCATION_NONE, .needs = EVIDENCE_CPS
#define BY_NAME .scope = RULE_VALIDATION
#define ONCE .scope = RULE_CERTIFICATE

const struct rule family_cps_rules[] = {
	{ .id = "cps.one_version",
	    MUST,
	    ONCE,
	    .title = "a document covers the certificate, and one version of each was in force at "
		     "issuance",
	    .clause = "BR 2.2, BR 2.3, BR 8.7",
	    .catalogue_id = "C03",
	    .run = one_version },
	{ .id = "cps.method_at_issuance",
	    MUST,
	    BY_NAME,
	    .title = "the documents in force at issuance permit the method, or those did that were "
		     "in force "
		     "at validation and none ends its reuse",
	    .clause = "BR 8.7, BR 4.2.1, BR 4.9.1.1(12)",
	    .catalogue_id = "C02",
	    .applies = judged,
	    .run = method_at_issuance },
	{ .id = "cps.method_at_validation",
	    SHOULD,
	    BY_NAME,
	    .title = "the documents in force at validation permit the method",
	    .clause = "BR 8.7, Mozilla Root Store Policy 2.2(3)",
	    .interpretation =
		"the BRs bind issuance to the CPS; that each validation was done under one that "
		"permits it is inferred",
	    .catalogue_id = "C02",
	    .applies = judged,
	    .run = method_at_validation },
	{ .id = NULL },
};
