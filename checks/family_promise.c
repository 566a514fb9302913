/*
 * What a CPS promises besides its methods: stricter limits than the BRs', keys,
 * policies, its own upkeep.  Judged by the version in force at issuance.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "checks/asked.h"
#include "checks/context.h"
#include "checks/families.h"
#include "checks/random.h"

#define NOT_GIVEN "publication time not given"

/* What a version promises besides methods. */
struct promise {
	const struct check_context *c;
	const struct unit *u;
	const struct unit_name *n;
	const struct validation *v;
	/* NA where the version does not promise it; writes *why of a fail or missing */
	enum outcome (*keeps)(
	    const struct promise *p, const struct cps_version *v, struct rule_why *why);
};

/* Every document that covers the unit, and both versions where the hour is not known. */
static enum outcome
kept(const struct promise *p, struct rule_why *why)
{
	enum outcome all = OUTCOME_NA;

	for (size_t i = 0; i < p->c->facts->document_count; i++) {
		const struct context_document *d = &p->c->facts->documents[i];
		enum outcome o, other;

		if (!d->force.version)
			continue;
		o = p->keeps(p, d->force.version, why);
		if (d->force.unsure && d->force.before) {
			struct rule_why ignored;

			other = p->keeps(p, d->force.before, &ignored);
			if (outcome_is_exception(o) != outcome_is_exception(other)) {
				rule_set_document(why, d->document->document);
				return rule_missing(why, "",
				    NOT_GIVEN ": the versions of %.60s differ",
				    d->document->document);
			}
		}
		if (outcome_is_exception(o)) {
			rule_set_document(why, d->document->document);
			return o;
		}
		/* not tested by one document is not tested, whatever the others say */
		if (o == OUTCOME_NT || (o == OUTCOME_PASS && all != OUTCOME_NT))
			all = o;
	}
	return all;
}

static enum outcome
days(const char *what, int64_t limit, int64_t from, int64_t to, struct rule_why *why)
{
	char value[32];

	if (to - from <= limit * INSTANT_DAY)
		return OUTCOME_PASS;
	snprintf(value, sizeof value, "%lld days", (long long)limit);
	return rule_fail(why, value, "expected %s of at most %lld days by the CPS, found %lld days and %lld s",
	    what, (long long)limit, (long long)((to - from) / INSTANT_DAY),
	    (long long)((to - from) % INSTANT_DAY));
}

static int64_t
oldest(const struct validation *v)
{
	int64_t t = v->validated_at;

	if (v->initiated_at != INSTANT_NONE && v->initiated_at < t)
		t = v->initiated_at;
	if (v->oldest_data_at != INSTANT_NONE && v->oldest_data_at < t)
		t = v->oldest_data_at;
	return t;
}

static enum outcome
keeps_reuse(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	if (v->reuse_days < 0)
		return OUTCOME_NA;
	return days("a validation", v->reuse_days, oldest(p->v), p->u->issued_at, why);
}

/* Exports keep the tokens of ACME apart from random values. */
static unsigned
created_evidence(const struct promise *p)
{
	const struct catalogue_method *m = p->c->facts->method;

	return m && m->random == CATALOGUE_RANDOM_TOKEN ? EVIDENCE_TOKEN_TIME : EVIDENCE_RANDOM_TIME;
}

static enum outcome
keeps_random(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	int64_t used = p->v->random_used_at, made;

	if (v->random_value_days < 0)
		return OUTCOME_NA;
	made = random_made_at(p->c->facts->method, p->v, &why->remark);
	if (made == INSTANT_NONE)
		return p->c->evidence & created_evidence(p) ?
		    rule_missing(why, "", "expected when the random value was made, found nothing") :
		    OUTCOME_NT;
	if (used == INSTANT_NONE)
		used = p->v->validated_at;
	return days("a random value", v->random_value_days, made, used, why);
}

static enum outcome
keeps_validity(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	if (v->max_validity_days < 0)
		return OUTCOME_NA;
	if (p->u->not_before == INSTANT_NONE || p->u->not_after == INSTANT_NONE) {
		rule_fail(why, "", "expected a validity of two times, found what is none");
		return OUTCOME_ERROR;
	}
	return days("a validity", v->max_validity_days, p->u->not_before, p->u->not_after + 1, why);
}

/* "RSA-2048", "rsa 2048" and "RSA2048" are one; "EC", "ECDSA" and nothing before a curve, too. */
static void
fold_key(const char *s, char out[24])
{
	size_t n = 0;

	for (; *s && n + 1 < 24; s++)
		if (isalnum((unsigned char)*s))
			out[n++] = (char)toupper((unsigned char)*s);
	out[n] = '\0';
	if (strncmp(out, "ECDSA", 5) == 0)
		memmove(out, out + 5, n - 4);
	else if (strncmp(out, "EC", 2) == 0)
		memmove(out, out + 2, n - 1);
	if (strcmp(out, "SECP256R1") == 0 || strcmp(out, "PRIME256V1") == 0)
		memcpy(out, "P256", 5);
	else if (strcmp(out, "SECP384R1") == 0)
		memcpy(out, "P384", 5);
	else if (strcmp(out, "SECP521R1") == 0)
		memcpy(out, "P521", 5);
}

/* A type without a size ("RSA", "ECDSA") admits all of its sizes. */
static bool
same_key(const char *stated, const char *key)
{
	char a[24], b[24];

	fold_key(stated, a);
	fold_key(key, b);
	if (strcmp(a, "RSA") == 0)
		return strncmp(b, "RSA", 3) == 0;
	return strcmp(a, b) == 0 || (!*a && *b == 'P');
}

static enum outcome
keeps_key(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	if (!v->key_types.stated)
		return OUTCOME_NA;
	if (!*p->u->key_type)
		return rule_missing(why, "", "expected a type of key that can be told, found none");
	for (size_t i = 0; i < v->key_types.count; i++)
		if (same_key(v->key_types.item[i], p->u->key_type))
			return OUTCOME_PASS;
	return rule_fail(why, p->u->key_type,
	    "expected a key type that the CPS states, found %.40s", p->u->key_type);
}

static enum outcome
keeps_policy(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	const char *s = p->u->policy_oids;

	if (!v->policy_oids.stated)
		return OUTCOME_NA;
	while (*s) {
		size_t len = strcspn(s, " ");

		for (size_t i = 0; i < v->policy_oids.count; i++)
			if (strlen(v->policy_oids.item[i]) == len &&
			    memcmp(v->policy_oids.item[i], s, len) == 0)
				return OUTCOME_PASS;
		s += len + strspn(s + len, " ");
	}
	return rule_fail(why, p->u->policy_oids,
	    "expected a policy identifier that the CPS states, found \"%.100s\"",
	    p->u->policy_oids);
}

/* BR 2.3 by dates: the hour of a publication is often not known. */
static enum outcome
keeps_young(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(p->c->catalogue, CATALOGUE_CPS_UPDATE, p->u->issued_at);
	long long age = (long long)(p->u->issued_at / INSTANT_DAY - v->from / INSTANT_DAY);

	if (!l)
		return OUTCOME_NA;
	if (age <= l->value)
		return OUTCOME_PASS;
	return rule_fail(why, "",
	    "expected a new version within %s, found %.30s %lld days old", l->text, v->version,
	    age);
}

static enum outcome
keeps_confirmed(const struct promise *p, const struct cps_version *v, struct rule_why *why)
{
	char done[INSTANT_TEXT], from[INSTANT_TEXT];

	(void)p;
	if (v->confirmed_at == INSTANT_NONE)
		return OUTCOME_NA;
	if (v->confirmed_at <= v->from)
		return OUTCOME_PASS;
	return rule_fail(why, "",
	    "expected confirmation of %.30s by its start %s, found it at %s", v->version,
	    instant_format(v->from, from), instant_format(v->confirmed_at, done));
}

#define PROMISE(name)                                                  \
	ASKED_RUN(name)                                                \
	{                                                              \
		const struct promise p = { c, u, n, v, keeps_##name }; \
                                                                       \
		return kept(&p, why);                                  \
	}

PROMISE(reuse)
PROMISE(random)
PROMISE(validity)
PROMISE(key)
PROMISE(policy)
PROMISE(young)
PROMISE(confirmed)

ASKED_APPLIES(uses_random)
{
	return !v || (c->facts->method && c->facts->method->random != CATALOGUE_RANDOM_NONE);
}

#define CPS .version = 1, .family = "cps", .date = RULE_BY_ISSUANCE
#define MUST CPS, .severity = SEVERITY_MUST, .revocation = REVOCATION_5D, .needs = EVIDENCE_CPS
#define SHOULD \
	CPS, .severity = SEVERITY_SHOULD, .revocation = REVOCATION_NONE, .needs = EVIDENCE_CPS
#define BY_NAME .scope = RULE_VALIDATION
#define ONCE .scope = RULE_CERTIFICATE
#define DOCUMENT "a breach by the document, not by each certificate issued under it"

const struct rule family_promise_rules[] = {
	{ .id = "cps.reuse_days",
	    MUST,
	    BY_NAME,
	    .title = "the validation was young enough by the CPS",
	    .clause = "BR 8.7, BR 4.2.1",
	    .catalogue_id = "C12 C02",
	    .run = reuse },
	{ .id = "cps.random_value_days",
	    CPS,
	    BY_NAME,
	    .severity = SEVERITY_MUST,
	    .revocation = REVOCATION_5D,
	    .needs = EVIDENCE_CPS,
	    .title = "the random value was young enough by the CPS",
	    .clause = "BR 8.7, BR 3.2.2.4",
	    .catalogue_id = "C11 C02",
	    .applies = uses_random,
	    .run = random },
	{ .id = "cps.max_validity",
	    MUST,
	    ONCE,
	    .title = "the validity period is within the limit of the CPS",
	    .clause = "BR 8.7, BR 6.3.2",
	    .catalogue_id = "C26 C02",
	    .run = validity },
	{ .id = "cps.key_types",
	    MUST,
	    ONCE,
	    .title = "the key is of a type that the CPS states",
	    .clause = "BR 8.7, BR 6.1.5",
	    .catalogue_id = "C27 C02",
	    .run = key },
	{ .id = "cps.policy_oids",
	    MUST,
	    ONCE,
	    .title = "a policy identifier that the CPS states",
	    .clause = "BR 8.7, BR 7.1.6",
	    .catalogue_id = "C27 C02",
	    .run = policy },
	{ .id = "cps.updated",
	    SHOULD,
	    ONCE,
	    .title = "the version in force was not older than 366 days",
	    .clause = "BR 2.2, BR 2.3",
	    .interpretation = DOCUMENT,
	    .catalogue_id = "C04",
	    .run = young },
	{ .id = "cps.confirmed",
	    SHOULD,
	    ONCE,
	    .title = "the register entry was confirmed before the version came into force",
	    .clause = "BR 8.7",
	    .interpretation = DOCUMENT,
	    .catalogue_id = "C04",
	    .run = confirmed },
	{ .id = NULL },
};
