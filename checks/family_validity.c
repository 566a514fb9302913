/* The validity period, and the policy that the certificate claims. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

static const char *const reserved[] = { "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3",
	"2.23.140.1.1" };

static bool
has_onion(const struct unit *u)
{
	for (size_t i = 0; i < u->name_count; i++)
		if (u->names[i].onion)
			return true;
	return false;
}

/*
 * From 2020-09-01 the period is notBefore through notAfter, inclusive, and a second more than
 * N days is another day (BR 1.6.1, 6.3.2).  Before, it ran from issuance to expiry without a
 * word on seconds: there a certificate is over the limit only where a whole day is.
 */
static bool
within(const struct catalogue_limit *l, const struct unit *u, bool to_the_second)
{
	if (to_the_second && l->unit == CATALOGUE_DAYS)
		return u->not_after - u->not_before + 1 <= l->value * INSTANT_DAY;
	if (l->unit == CATALOGUE_DAYS)
		return u->not_after - u->not_before < (l->value + 1) * INSTANT_DAY;
	return u->not_after < instant_add_months(u->not_before, (int)l->value) + INSTANT_DAY;
}

static enum outcome
period(const struct catalogue_limit *l, const struct unit *u, bool seconds, struct rule_why *why)
{
	long long span;

	if (u->not_before == INSTANT_NONE || u->not_after == INSTANT_NONE) {
		rule_fail(why, "", "expected a validity of two times, found what is none");
		return OUTCOME_ERROR;
	}
	why->remark = l->interpretation;
	if (within(l, u, seconds))
		return OUTCOME_PASS;
	span = (long long)(u->not_after - u->not_before) + 1;
	return rule_fail(why, l->text,
	    "expected a validity of at most %s, found %lld s (%lld days)", l->text, span,
	    (span + INSTANT_DAY - 1) / INSTANT_DAY);
}

ASKED_RUN(most)
{
	static const enum catalogue_name extra[] = { CATALOGUE_VALIDITY_EV,
		CATALOGUE_VALIDITY_ONION };
	const bool asked[] = { u->type == UNIT_TYPE_EV, has_onion(u) };
	int64_t on = context_issued(c, u);
	const struct catalogue_limit *l = catalogue_limit_at(c->catalogue, CATALOGUE_VALIDITY, on);
	bool seconds = catalogue_limit_at(c->catalogue, CATALOGUE_VALIDITY_SHOULD, on) != NULL;
	enum outcome o;

	if (!l)
		return OUTCOME_NE;
	for (size_t i = 0; i < 2; i++) {
		const struct catalogue_limit *x =
		    asked[i] ? catalogue_limit_at(c->catalogue, extra[i], on) : NULL;

		if (x && (o = period(x, u, seconds, why)) != OUTCOME_PASS)
			return o;
	}
	return period(l, u, seconds, why);
}

ASKED_RUN(preferred)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_VALIDITY_SHOULD, context_issued(c, u));

	return l ? period(l, u, true, why) : OUTCOME_NE;
}

/* How many of the reserved identifiers are among the certificate's policies. */
static int
count_reserved(const char *oids)
{
	int n = 0;

	while (*oids) {
		size_t len = strcspn(oids, " ");

		for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
			n += strlen(reserved[i]) == len && memcmp(oids, reserved[i], len) == 0;
		oids += len + strspn(oids + len, " ");
	}
	return n;
}

ASKED_RUN(policy)
{
	int64_t on = context_issued(c, u);
	bool exactly = catalogue_limit_at(c->catalogue, CATALOGUE_POLICY_EXACTLY, on) != NULL;
	int found = count_reserved(u->policy_oids);
	char value[48];

	if (!exactly && !catalogue_limit_at(c->catalogue, CATALOGUE_POLICY_AT_LEAST, on))
		return OUTCOME_NE;
	if (found == 1 || (found > 1 && !exactly))
		return OUTCOME_PASS;
	snprintf(value, sizeof value, "%d reserved policy identifiers", found);
	return rule_fail(why, value,
	    "expected %s reserved policy identifier, found %d in \"%.100s\"",
	    exactly ? "exactly one" : "at least one", found, u->policy_oids);
}

#define CERTIFICATE .version = 1, .scope = RULE_CERTIFICATE, .date = RULE_BY_ISSUANCE

const struct rule family_validity_rules[] = {
	{ .id = "validity.period",
	    CERTIFICATE,
	    .family = "validity",
	    .title = "the validity period is within the limit",
	    .clause = "BR 6.3.2, BR 1.6.1, EVG 9.4",
	    .effective = "2012-07-01",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .interpretation = "before 2020-09-01 a period is over the limit only by a whole day",
	    .catalogue_id = "C26",
	    .run = most },
	{ .id = "validity.preferred",
	    CERTIFICATE,
	    .family = "validity",
	    .title = "the validity period is a day below the limit",
	    .clause = "BR 6.3.2",
	    .effective = "2020-09-01",
	    .severity = SEVERITY_SHOULD,
	    .revocation = REVOCATION_NONE,
	    .catalogue_id = "C26",
	    .run = preferred },
	{ .id = "policy.reserved_oid",
	    CERTIFICATE,
	    .family = "policy",
	    .title = "a reserved policy identifier of the Forum: at least one from 2020-09-30, "
		     "exactly one from 2023-09-15",
	    .clause = "BR 7.1.6.4, BR 7.1.2.7.9",
	    .effective = "2020-09-30",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .catalogue_id = "C27",
	    .run = policy },
	{ .id = NULL },
};
