/* Multi-Perspective Issuance Corroboration, of validations and of CAA checks: each by its own date. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "checks/asked.h"
#include "checks/caa.h"
#include "checks/context.h"
#include "checks/families.h"

#define CAA_NOT_ONION 1650672000	/* 2022-04-23T00:00:00Z, BR 1.8.4 (SC-054) */

/* What a record says about one check. */
struct corroboration {
	int64_t at;
	int ok, total;		/* remote perspectives; -1 not stated */
	const char *rirs;
};

/* Does the text of the method ask for MPIC once it is a MUST?  The last row tells. */
static enum catalogue_mpic
mpic_of(const struct catalogue_method *m)
{
	return m && m->row_count ? m->rows[m->row_count - 1].mpic : CATALOGUE_MPIC_NO;
}

static const char *
by_reference(const struct catalogue_method *m)
{
	return mpic_of(m) == CATALOGUE_MPIC_REFERENCE ? "MPIC holds for this method by reference to another's text"
						      : NULL;
}

static enum outcome
count(const struct check_context *c, const struct corroboration *k, bool must, struct rule_why *why)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_MPIC_REMOTE, context_at(c, k->at));
	char value[48];

	if (!l || l->must != must)
		return OUTCOME_NE;
	if (k->total < 0)
		return rule_missing(why, "not recorded", "expected the number of remote perspectives, found none");
	if (k->total >= l->value)
		return OUTCOME_PASS;
	snprintf(value, sizeof value, "fewer than %lld", (long long)l->value);
	return rule_fail(why, value, "expected at least %lld remote perspectives, found %d",
	    (long long)l->value, k->total);
}

/* BR 3.2.2.9: of 2 to 5 remotes one may not corroborate, of 6 and more two. */
static int
allowed(const struct corroboration *k)
{
	return k->total >= 6 ? 2 : 1;
}

static bool
corroborates(const struct corroboration *k)
{
	return k->total >= 2 && k->total - k->ok <= allowed(k);
}

static enum outcome
quorum(const struct check_context *c, const struct corroboration *k, struct rule_why *why)
{

	if (!catalogue_limit_at(c->catalogue, CATALOGUE_MPIC_QUORUM, context_at(c, k->at)))
		return OUTCOME_NE;
	if (k->total < 0 || k->ok < 0)
		return rule_missing(why, "not recorded", "expected the quorum result, found none");
	if (k->ok > k->total)
		return rule_missing(why, "not recorded", "expected the quorum result, found %d of %d", k->ok,
		    k->total);
	if (corroborates(k))
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected at most %d of %d perspectives without corroboration, found %d",
	    allowed(k), k->total, k->total - k->ok);
}

/* The five registries, as exports write them; false for another word. */
static bool
registry(const char *s, size_t n, unsigned *seen)
{
	static const char *const names[] = { "AFRINIC", "APNIC", "ARIN", "LACNIC", "RIPE", "RIPENCC",
		"RIPE-NCC", "RIPE_NCC", "NCC" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && !strncasecmp(s, names[i], n)) {
			*seen |= 1u << (i < 4 ? i : 4);
			return true;
		}
	return false;
}

static enum outcome
regions(const struct check_context *c, const struct corroboration *k, struct rule_why *why)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_MPIC_REGIONS, context_at(c, k->at));
	unsigned seen = 0;
	int distinct = 0;

	if (!l)
		return OUTCOME_NE;
	if (!*k->rirs)
		return rule_missing(why, "not recorded", "expected the RIR regions of the perspectives, found none");
	for (const char *s = k->rirs; *s;) {
		size_t n = strcspn(s, " ,;/|");

		if (n && !registry(s, n, &seen))
			return rule_missing(why, "not a RIR", "expected RIR regions, found %.80s", k->rirs);
		s += n + (s[n] != '\0');
	}
	for (; seen; seen &= seen - 1)
		distinct++;
	if (distinct >= l->value)
		return OUTCOME_PASS;
	return rule_fail(why, "", "expected corroboration from %lld RIR regions, found %s", (long long)l->value,
	    k->rirs);
}

/* Validations */

ASKED_APPLIES(is_corroborated)
{
	return v && !n->onion && mpic_of(c->facts->method) != CATALOGUE_MPIC_NO;
}

static struct corroboration
of_validation(const struct validation *v)
{
	return (struct corroboration){ v->validated_at, v->perspectives_ok, v->perspectives_total, v->rirs };
}

#define OF_VALIDATION(f, call)                                                                     \
	ASKED_RUN(f)                                                                               \
	{                                                                                          \
		struct corroboration k = of_validation(v);                                         \
		enum outcome o = call;                                                             \
                                                                                                   \
		if (o == OUTCOME_FAIL || o == OUTCOME_MISSING)                                     \
			why->remark = by_reference(c->facts->method);                              \
		return o;                                                                          \
	}

OF_VALIDATION(perspectives, count(c, &k, true, why))
OF_VALIDATION(perspectives_wanted, count(c, &k, false, why))
OF_VALIDATION(quorum_met, quorum(c, &k, why))
OF_VALIDATION(regions_met, regions(c, &k, why))

/* CAA checks */

/* Is one of the name's validations by a method with MPIC? */
ASKED_APPLIES(is_caa_corroborated)
{
	const struct validation *check = caa_check_of(u, n);

	if (!check || n->kind != NAME_DNS || u->technically_constrained ||
	    (n->onion && context_issued(c, u) >= CAA_NOT_ONION))
		return false;
	for (size_t i = 0; i < n->validation_count; i++)
		if (mpic_of(catalogue_find(c->catalogue, n->validations[i]->method, catalogue_kind_of(n))) !=
		    CATALOGUE_MPIC_NO)
			return true;
	return false;
}

static struct corroboration
of_check(const struct validation *check)
{
	return (struct corroboration){ check->caa_checked_at, check->caa_perspectives_ok,
		check->caa_perspectives_total, check->caa_rirs };
}

/* Was the check corroborated as its own date asks, the quorum included? */
static bool
is_met(const struct check_context *c, const struct corroboration *k)
{
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_MPIC_REMOTE, context_at(c, k->at));
	struct rule_why ignored;

	return l && k->total >= l->value && k->total >= k->ok && k->ok >= 0 && corroborates(k) &&
	    !outcome_is_exception(regions(c, k, &ignored));
}

/*
 * The last check before issuance; or, where that one was not corroborated, one that was:
 * BR 3.2.2.9 lets the evidence of a quorum serve again, and the remotes be left out meanwhile.
 */
static struct corroboration
of_caa(const struct check_context *c, const struct unit *u, const struct unit_name *n, struct rule_why *why)
{
	const struct validation *last = caa_check_of(u, n);
	const struct catalogue_limit *l =
	    catalogue_limit_at(c->catalogue, CATALOGUE_REUSE_CAA_MPIC, context_issued(c, u));
	struct corroboration k = of_check(last), other;

	if (!l || is_met(c, &k))
		return k;
	for (size_t i = 0; i < n->validation_count; i++) {
		other = of_check(n->validations[i]);
		if (other.at == INSTANT_NONE || other.at > k.at || !is_met(c, &other) ||
		    !catalogue_within(l, other.at, u->issued_at))
			continue;
		why->remark = "corroborated by an earlier CAA check, which may serve for 398 days";
		return other;
	}
	return k;
}

#define OF_CAA(f, call)                                                                            \
	ASKED_RUN(f)                                                                               \
	{                                                                                          \
		struct corroboration k = of_caa(c, u, n, why);                                     \
                                                                                                   \
		return call;                                                                       \
	}

OF_CAA(caa_perspectives, count(c, &k, true, why))
OF_CAA(caa_perspectives_wanted, count(c, &k, false, why))
OF_CAA(caa_quorum, quorum(c, &k, why))
OF_CAA(caa_regions, regions(c, &k, why))

#define MPIC                                                                                       \
	.version = 1, .family = "mpic", .clause = "BR 3.2.2.9 (2.0.7, SC-067)", .catalogue_id = "C16"
#define DCV                                                                                        \
	MPIC, .scope = RULE_VALIDATION, .date = RULE_BY_DCV_CHECK, .needs = EVIDENCE_MPIC,         \
	.applies = is_corroborated
#define CAA                                                                                        \
	MPIC, .scope = RULE_NAME, .date = RULE_BY_CAA_CHECK, .needs = EVIDENCE_CAA_MPIC,           \
	.applies = is_caa_corroborated
#define MUST .severity = SEVERITY_MUST, .revocation = REVOCATION_24H
#define SHOULD .severity = SEVERITY_SHOULD
#define BY_CHECK "by the date of the check; a quorum that was not met leaves no validation (reason 5)"
#define TIED                                                                                       \
	"by the date of the check, an earlier one where it serves again; asked where a method with MPIC is relied on"

const struct rule family_mpic_rules[] = {
	{ DCV, MUST, .id = "mpic.perspectives", .title = "enough remote perspectives saw the validation",
	  .effective = "2025-03-15", .interpretation = BY_CHECK, .run = perspectives },
	{ DCV, SHOULD, .id = "mpic.perspectives_wanted", .title = "two remote perspectives saw the validation",
	  .effective = "2024-09-15", .until = "2025-03-15", .interpretation = BY_CHECK,
	  .run = perspectives_wanted },
	{ DCV, MUST, .id = "mpic.quorum", .title = "enough remote perspectives corroborated the validation",
	  .effective = "2025-09-15", .interpretation = BY_CHECK, .run = quorum_met },
	{ DCV, MUST, .id = "mpic.regions",
	  .title = "the perspectives that corroborated the validation are in two RIR regions at least",
	  .effective = "2026-03-15", .interpretation = BY_CHECK, .run = regions_met },
	{ CAA, MUST, .id = "mpic.caa_perspectives", .title = "enough remote perspectives saw CAA",
	  .effective = "2025-03-15", .interpretation = TIED, .run = caa_perspectives },
	{ CAA, SHOULD, .id = "mpic.caa_perspectives_wanted", .title = "two remote perspectives saw CAA",
	  .effective = "2024-09-15", .until = "2025-03-15", .interpretation = TIED,
	  .run = caa_perspectives_wanted },
	{ CAA, MUST, .id = "mpic.caa_quorum", .title = "enough remote perspectives corroborated CAA",
	  .effective = "2025-09-15", .interpretation = TIED, .run = caa_quorum },
	{ CAA, MUST, .id = "mpic.caa_regions",
	  .title = "the perspectives that corroborated CAA are in two RIR regions at least",
	  .effective = "2026-03-15", .interpretation = TIED, .run = caa_regions },
	{ .id = NULL },
};
