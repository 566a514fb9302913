/* What linters said, and what a certificate shows beside its precertificate. */
#include <stdio.h>
#include <string.h>

#include "base/cert.h"
#include "base/lintrow.h"
#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

#define PRECERT_CA_UNTIL 1773532800	/* 2026-03-15T00:00:00Z, BR 2.1.8 (SC-092) */

ASKED_RUN(clean)
{
	const struct lint_row *worst = NULL;
	size_t errors = 0;
	char value[120];

	if (!u->lint_count)
		return rule_missing(why, "not linted", "expected a linter's result for the certificate, found none");
	for (size_t i = 0; i < u->lint_count; i++) {
		if (u->lints[i].level < LINT_ERROR)
			continue;
		errors++;
		if (!worst || u->lints[i].level > worst->level)
			worst = &u->lints[i];
	}
	if (!worst)
		return OUTCOME_PASS;
	snprintf(value, sizeof value, "%s: %s", worst->tool, worst->code);
	return rule_fail(why, value, "expected no errors of linters, found %zu, %s%s%s %.100s%s%.60s", errors, worst->tool,
	    *worst->version ? " " : "", worst->version, worst->code, *worst->detail ? ": " : "", worst->detail);
}

/* Precertificates */

ASKED_APPLIES(has_precert)
{
	return u->state == UNIT_FINAL && u->cert && !u->cert->is_precert && u->precert_der_len > 0;
}

/* The first field in which the two differ. */
static const char *
difference(const struct cert *a, const struct cert *b)
{
	if (strcmp(a->serial, b->serial))
		return "serialNumber";
	if (strcmp(a->sig_alg_oid, b->sig_alg_oid))
		return "signature";
	if (a->not_before != b->not_before || a->not_after != b->not_after)
		return "validity";
	if (a->subject.der_len != b->subject.der_len ||
	    memcmp(a->subject.der, b->subject.der, a->subject.der_len))
		return "subject";
	if (memcmp(a->spki_sha256, b->spki_sha256, sizeof a->spki_sha256))
		return "subjectPublicKeyInfo";
	return "extensions";
}

static enum outcome
compare(const struct check_context *c, const struct unit *u, const struct cert *pre, struct rule_why *why)
{
	const struct cert *x = u->cert;
	const char *field;

	if (!memcmp(x->content_sha256, pre->content_sha256, sizeof x->content_sha256))
		return OUTCOME_PASS;
	if (x->issuer.der_len == pre->issuer.der_len && !memcmp(x->issuer.der, pre->issuer.der, x->issuer.der_len)) {
		field = difference(x, pre);
		return rule_fail(why, field, "expected the precertificate's contents, found another %s", field);
	}
	/* signed by a precertificate signing CA: issuer and key identifier differ, no more may */
	if (context_issued(c, u) >= PRECERT_CA_UNTIL)
		return rule_fail(why, "issuer", "expected a precertificate of the same issuer, found one of %.100s",
		    pre->issuer.text);
	field = difference(x, pre);
	if (strcmp(field, "extensions"))
		return rule_fail(why, field, "expected the precertificate's contents, found another %s", field);
	why->remark = "signed by a precertificate signing CA: fields compared, extensions not";
	return OUTCOME_PASS;
}

ASKED_RUN(match)
{
	struct cert *pre = cert_new();
	enum outcome o = OUTCOME_ERROR;
	int rc;

	if (!pre)
		return o;
	rc = cert_decode(pre, u->precert_der, u->precert_der_len);
	if (rc > 0)
		o = rule_fail(why, "unreadable", "expected a precertificate, found %.150s", pre->why);
	else if (rc == 0)
		o = compare(c, u, pre, why);
	cert_free(pre);
	return o;
}

const struct rule family_lint_rules[] = {
	{ .id = "lint.clean", .version = 1, .family = "lint", .title = "linters found no error",
	  .clause = "BR 8.7, 4.3.1.2, 4.3.1.3 (2.0.6, SC-075)", .effective = "2025-03-15",
	  .severity = SEVERITY_SHOULD, .scope = RULE_CERTIFICATE, .date = RULE_BY_ISSUANCE,
	  .needs = EVIDENCE_LINT, .catalogue_id = "C27", .run = clean,
	  .interpretation = "by the date of issuance; an error of a linter is for a person to judge" },
	{ .id = "precert.match", .version = 1, .family = "precert",
	  .title = "the certificate is the one its precertificate promised",
	  .clause = "BR 7.1.2.9, RFC 6962 3.2", .effective = "2013-06-01", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_5D, .scope = RULE_CERTIFICATE, .date = RULE_BY_ISSUANCE,
	  .needs_der = true, .catalogue_id = "C29", .applies = has_precert, .run = match,
	  .interpretation = "where a precertificate signing CA signed, until 2026-03-15, extensions are not compared" },
	{ .id = NULL },
};
