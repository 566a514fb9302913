/* Certification Authority Authorization: checked in time, and permitting this CA. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "checks/asked.h"
#include "checks/caa.h"
#include "checks/context.h"
#include "checks/families.h"

#define ONION_EXEMPT 1650672000		/* 2022-04-23T00:00:00Z, BR 1.8.4 (SC-054) */

/* CAA is asked of dNSNames; of onion names not since SC-054, of constrained sub-CAs by contract. */
ASKED_APPLIES(is_asked)
{
	return n->kind == NAME_DNS && !u->technically_constrained &&
	    !(n->onion && context_issued(c, u) >= ONION_EXEMPT);
}

static enum outcome
absent(const struct unit_name *n, struct rule_why *why)
{
	return rule_missing(why, "no check", "expected a CAA check of %s, found none", n->text);
}

/* In time */

ASKED_RUN(checked)
{
	const struct validation *check = caa_check_of(u, n);
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_CAA_SECONDS, context_issued(c, u));
	struct caa_result r;
	int64_t limit, first, last;

	if (!check)
		return absent(n, why);
	if (!l)
		return OUTCOME_NE;
	caa_read(check->caa_result, n->wildcard, &r);
	limit = r.ttl > l->value ? r.ttl : l->value;
	first = last = u->issued_at;
	if (u->issued_source == ISSUED_NOT_BEFORE) {
		first = u->not_before - CAA_SKEW;
		last = u->not_before + CAA_SKEW;
	}
	if (check->caa_checked_at > last)
		return rule_fail(why, "after issuance", "expected a CAA check before issuance, found it %lld s after",
		    (long long)(check->caa_checked_at - last));
	if (first - check->caa_checked_at > limit)
		return rule_fail(why, "too old", "expected a CAA check within %lld s before issuance, found %lld s",
		    (long long)limit, (long long)(first - check->caa_checked_at));
	if (check->caa_checked_at <= first && last - check->caa_checked_at <= limit)
		return OUTCOME_PASS;
	return rule_missing(why, "issuance time",
	    "issuance time not exported: expected it within %lld s after the CAA check", (long long)limit);
}

/* Permitting */

/* issue ";": the records name no CA at all. */
static bool
names_nobody(const struct caa_result *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (*r->issuer[i].domain)
			return false;
	return true;
}

ASKED_RUN(permits)
{
	const struct validation *check = caa_check_of(u, n);
	struct caa_result r;
	bool known;

	if (!check)
		return absent(n, why);
	caa_read(check->caa_result, n->wildcard, &r);
	switch (r.answer) {
	case CAA_PERMITTED:
		return OUTCOME_PASS;
	case CAA_DENIED:
		return rule_fail(why, "denied", "expected a CAA result that permits, found %.100s", check->caa_result);
	case CAA_FAILED:
		return rule_missing(why, "lookup failed",
		    "expected evidence that a failed lookup may count as permission, found %.60s", check->caa_result);
	case CAA_UNCLEAR:
		return rule_missing(why, "no result", "expected a CAA result, found \"%.100s\"", check->caa_result);
	case CAA_RECORDS:
		break;
	}
	if (caa_of_this_ca(c, &r, &known))
		return OUTCOME_PASS;
	if (!known && !names_nobody(&r))
		return OUTCOME_NT;
	return rule_fail(why, r.issuer[0].domain, "expected one of the CA's issuer domains in CAA, found %.120s",
	    *r.issuer[0].domain ? r.issuer[0].domain : "an empty issuer");
}

ASKED_RUN(delegated)
{
	const struct validation *check = caa_check_of(u, n);

	if (!check)
		return absent(n, why);
	if (!*check->delegated_party)
		return OUTCOME_PASS;
	return rule_fail(why, check->delegated_party, "expected a CAA check by the CA, found it by %.100s",
	    check->delegated_party);
}

/* RFC 8657 */

static bool
parameters_of(const struct unit *u, const struct unit_name *n, struct caa_result *r)
{
	const struct validation *check = caa_check_of(u, n);

	if (!check)
		return false;
	caa_read(check->caa_result, n->wildcard, r);
	for (size_t i = 0; i < r->count; i++)
		if (*r->issuer[i].account || *r->issuer[i].methods)
			return true;
	return false;
}

ASKED_APPLIES(has_parameters)
{
	struct caa_result r;

	return is_asked(c, u, n, v) && parameters_of(u, n, &r);
}

/* The method as validationmethods writes it: an ACME label, else ca-tbr-N of 3.2.2.4.N. */
static bool
method_listed(const struct check_context *c, const struct unit_name *n, const char *list)
{
	static const struct {
		const char *method, *label;
	} labels[] = {
		{ "3.2.2.4.7", "dns-01" },	   { "3.2.2.4.19", "http-01" },
		{ "3.2.2.4.20", "tls-alpn-01" },   { "3.2.2.4.21", "dns-account-01" },
		{ "3.2.2.4.22", "dns-persist-01" },
	};
	char padded[260], wanted[64];

	snprintf(padded, sizeof padded, ",%s,", list);
	for (size_t i = 0; i < n->validation_count; i++) {
		const struct catalogue_method *m =
		    catalogue_find(c->catalogue, n->validations[i]->method, catalogue_kind_of(n));

		if (!m || !strrchr(m->name, '.'))
			continue;
		snprintf(wanted, sizeof wanted, ",ca-tbr-%s,", strrchr(m->name, '.') + 1);
		if (strstr(padded, wanted))
			return true;
		for (size_t j = 0; j < sizeof labels / sizeof *labels; j++) {
			snprintf(wanted, sizeof wanted, ",%s,", labels[j].label);
			if (!strcmp(m->name, labels[j].method) && strstr(padded, wanted))
				return true;
		}
	}
	return false;
}

/* Is the record's account this one, as a whole URI or as its last part? */
static bool
account_is(const char *uri, const char *account)
{
	const char *last = strrchr(uri, '/');

	return !strcmp(uri, account) || (last && !strcmp(last + 1, account));
}

/* One record that names the CA. */
static enum outcome
keeps(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct caa_issuer *is, struct rule_why *why)
{
	if (*is->methods && !method_listed(c, n, is->methods))
		return rule_fail(why, "validationmethods", "expected a method of validationmethods=%.80s, found another",
		    is->methods);
	if (*is->account && !*u->account)
		return rule_missing(why, "accounturi", "expected the account, to compare with accounturi, found none");
	if (*is->account && !account_is(is->account, u->account))
		return rule_fail(why, "accounturi", "expected accounturi=%.100s, found account %.60s", is->account,
		    u->account);
	return OUTCOME_PASS;
}

/* RFC 8657 3: each record grants by itself, so one whose parameters are kept is enough. */
static enum outcome
parameters(const struct check_context *c, const struct unit *u, const struct unit_name *n, bool must,
    struct rule_why *why)
{
	const struct validation *check = caa_check_of(u, n);
	const struct catalogue_limit *l = catalogue_limit_at(c->catalogue, CATALOGUE_CAA_PARAMETERS,
	    context_at(c, check->caa_checked_at));
	enum outcome best = OUTCOME_NA; /* caa.permits tells where none names the CA */
	struct caa_result r, one = { .count = 1 };
	bool known = true;

	if (!l || l->must != must)
		return OUTCOME_NE;
	parameters_of(u, n, &r);
	for (size_t i = 0; i < r.count && best != OUTCOME_PASS; i++) {
		struct rule_why this = { .remark = NULL };
		enum outcome o;

		one.issuer[0] = r.issuer[i];
		if (!caa_of_this_ca(c, &one, &known))
			continue;
		o = keeps(c, u, n, &one.issuer[0], &this);
		if (best == OUTCOME_NA || o == OUTCOME_PASS || best == OUTCOME_FAIL) {
			best = o;
			*why = this;
		}
	}
	return best == OUTCOME_NA && !known ? OUTCOME_NT : best;
}

ASKED_RUN(parameters_must)
{
	return parameters(c, u, n, true, why);
}

ASKED_RUN(parameters_should)
{
	return parameters(c, u, n, false, why);
}

#define CAA                                                                                        \
	.version = 1, .family = "caa", .scope = RULE_NAME, .revocation = REVOCATION_24H,           \
	.needs = EVIDENCE_CAA
#define REASON                                                                                     \
	"reason 5 (24 hours) for what is found since BR 2.2.6 (2026-03-31), reason 12 before; "

const struct rule family_caa_rules[] = {
	{ CAA, .id = "caa.checked", .title = "CAA was checked within 8 hours, or its TTL, before issuance",
	  .clause = "BR 3.2.2.8 (1.4.3, Ballot 187), 4.2.2.1 since 2.2.8", .effective = "2017-09-08",
	  .severity = SEVERITY_MUST, .date = RULE_BY_ISSUANCE, .catalogue_id = "C14", .applies = is_asked,
	  .run = checked,
	  .interpretation = REASON "constrained sub-CAs are taken to be exempt by contract" },
	{ CAA, .id = "caa.permits", .title = "the CAA result permits this CA",
	  .clause = "BR 3.2.2.8, 4.2.2.1 since 2.2.8; RFC 8659", .effective = "2017-09-08",
	  .severity = SEVERITY_MUST, .date = RULE_BY_ISSUANCE, .catalogue_id = "C15", .applies = is_asked,
	  .run = permits, .interpretation = REASON "a failed lookup permits only with evidence" },
	{ CAA, .id = "caa.not_delegated", .title = "the CA itself checked CAA",
	  .clause = "BR 1.3.2", .effective = "2026-03-15", .severity = SEVERITY_MUST,
	  .date = RULE_BY_ISSUANCE, .catalogue_id = "C23", .applies = is_asked, .run = delegated,
	  .interpretation = "a record's delegated party is taken to have checked CAA too" },
	{ CAA, .id = "caa.parameters", .title = "accounturi and validationmethods of CAA are kept",
	  .clause = "BR 4.2.2.1.2 (2.2.8, SC-098), RFC 8657", .effective = "2027-03-15",
	  .severity = SEVERITY_MUST, .date = RULE_BY_CAA_CHECK, .catalogue_id = "C15",
	  .applies = has_parameters, .run = parameters_must,
	  .interpretation = "by the date of the check; an account is equal, or the last part of the URI" },
	{ CAA, .id = "caa.parameters_wanted", .title = "accounturi and validationmethods of CAA are kept",
	  .clause = "BR 4.2.2.1.2 (2.2.8, SC-098), RFC 8657", .effective = "2026-06-16",
	  .until = "2027-03-15", .severity = SEVERITY_SHOULD, .date = RULE_BY_CAA_CHECK, .catalogue_id = "C15",
	  .applies = has_parameters, .run = parameters_should,
	  .interpretation = "by the date of the check; an account is equal, or the last part of the URI" },
	{ .id = NULL },
};
