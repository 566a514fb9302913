/* How old the data may be that a certificate rests on. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"

static int64_t
earlier(int64_t a, int64_t b)
{
	return b != INSTANT_NONE && b < a ? b : a;
}

/* Both the start of a validation and the oldest datum in it count (BR 3.2.2.4, 4.2.1). */
static int64_t
anchor(const struct validation *v)
{
	return earlier(earlier(v->validated_at, v->initiated_at), v->oldest_data_at);
}

static enum outcome
too_old(struct rule_why *why, const char *what, const char *limit, int64_t from, int64_t to)
{
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	return rule_fail(why, limit, "expected %s of at most %s, found it of %s for issuance at %s",
	    what, limit, instant_format(from, a), instant_format(to, b));
}

static bool
in_limit(const struct catalogue_limit *l, int64_t from, int64_t to)
{
	return !l || catalogue_within(l, from, to);
}

/* General limit, EV's own limit for domain names, the method's own. */
ASKED_RUN(domain)
{
	const struct catalogue *k = c->catalogue;
	int64_t on = context_issued(c, u), from = anchor(v);
	const struct catalogue_method *m = c->facts->method;
	const struct catalogue_limit *l = catalogue_limit_at(k, CATALOGUE_REUSE_DOMAIN, on);
	const struct catalogue_limit *ev =
	    u->type == UNIT_TYPE_EV ? catalogue_limit_at(k, CATALOGUE_REUSE_DOMAIN_EV, on) : NULL;
	char own[48];

	if (!l)
		return OUTCOME_NE;
	if (m && m->reuse_days && u->issued_at - from > (int64_t)m->reuse_days * INSTANT_DAY) {
		why->remark = m->interpretation;
		snprintf(own, sizeof own, "%d days (%s)", m->reuse_days, m->name);
		return too_old(why, "a validation", own, from, u->issued_at);
	}
	if (!in_limit(ev, from, u->issued_at))
		return too_old(why, "a validation for EV", ev->text, from, u->issued_at);
	if (!catalogue_within(l, from, u->issued_at))
		return too_old(why, "a validation", l->text, from, u->issued_at);
	return OUTCOME_PASS;
}

/* The newest record of a kind (of one EV item) that was there at issuance; relied_on first. */
static const struct validation *
newest(const struct unit *u, enum validation_kind kind, char item)
{
	const struct validation *best = NULL;

	for (size_t i = 0; i < u->other_count; i++) {
		const struct validation *v = u->others[i];

		if (v->kind != kind || v->ev_item != item || v->validated_at == INSTANT_NONE ||
		    v->validated_at > u->issued_at)
			continue;
		if (!best || (v->relied_on && !best->relied_on) ||
		    (v->relied_on == best->relied_on && anchor(v) > anchor(best)))
			best = v;
	}
	return best;
}

ASKED_APPLIES(has_identity)
{
	return u->type == UNIT_TYPE_OV || u->type == UNIT_TYPE_IV;
}

ASKED_RUN(identity)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_REUSE_IDENTITY, context_issued(c, u));
	const struct validation *i = newest(u, VALIDATION_IDENTITY, 0);

	if (!l)
		return OUTCOME_NE;
	if (!i)
		return rule_missing(why, "",
		    "expected a validation of the subject's identity before issuance, found none");
	if (!catalogue_within(l, anchor(i), u->issued_at))
		return too_old(why, "identity data", l->text, anchor(i), u->issued_at);
	return OUTCOME_PASS;
}

ASKED_APPLIES(is_ev)
{
	return u->type == UNIT_TYPE_EV;
}

/* Which items a certificate needs depends on its subject; of those recorded each must be
 * young enough. */
ASKED_RUN(ev)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_REUSE_EV, context_issued(c, u));
	bool any = false;

	if (!l)
		return OUTCOME_NE;
	why->remark = l->interpretation;
	for (char item = 'A'; item <= 'G'; item++) {
		const struct validation *e = newest(u, VALIDATION_EV, item);
		char what[24];

		if (!e)
			continue;
		any = true;
		if (catalogue_within(l, anchor(e), u->issued_at))
			continue;
		snprintf(what, sizeof what, "EV data, item %c,", item);
		return too_old(why, what, l->text, anchor(e), u->issued_at);
	}
	if (!any)
		return rule_missing(
		    why, "", "expected EV data verified before issuance, found none");
	return OUTCOME_PASS;
}

#define DAYS                                                                                \
	"a day of reuse is 86,400 s, counted from the earliest of start, oldest datum and " \
	"completion"

const struct rule family_reuse_rules[] = {
	{ .id = "dcv.reuse_age",
	    .version = 1,
	    .family = "dcv",
	    .title = "the validation was young enough at issuance",
	    .clause = "BR 4.2.1, BR 3.2.2.4, EVG 3.2.2.14.3",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_24H,
	    .scope = RULE_VALIDATION,
	    .date = RULE_BY_ISSUANCE,
	    .effective = "2012-07-01",
	    .interpretation = DAYS,
	    .catalogue_id = "C12",
	    .run = domain },
	{ .id = "identity.age",
	    .version = 1,
	    .family = "identity",
	    .title = "identity data of an OV or IV subject was young enough at issuance",
	    .clause = "BR 4.2.1",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .scope = RULE_CERTIFICATE,
	    .date = RULE_BY_ISSUANCE,
	    .effective = "2012-07-01",
	    .needs = EVIDENCE_IDENTITY,
	    .interpretation = DAYS,
	    .catalogue_id = "C28",
	    .applies = has_identity,
	    .run = identity },
	{ .id = "identity.ev_age",
	    .version = 1,
	    .family = "identity",
	    .title = "EV data was young enough at issuance",
	    .clause = "EVG 3.2.2.14.3",
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .scope = RULE_CERTIFICATE,
	    .date = RULE_BY_ISSUANCE,
	    .effective = "2012-07-01",
	    .needs = EVIDENCE_EV,
	    .interpretation = DAYS,
	    .catalogue_id = "C28",
	    .applies = is_ev,
	    .run = ev },
	{ .id = NULL },
};
