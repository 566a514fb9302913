#include "checks/check.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/families.h"

#define HIDDEN SIZE_MAX /* a rule that is asked for the choice alone */

struct asked {
	const struct rule *rule;
	int64_t from, until;	/* effective; INSTANT_NONE open */
	size_t shown;		/* index among the rules reported, or HIDDEN */
	unsigned needs;
	bool chooses;		/* of the families that decide whether a name passes */
};

/* What all rules say of one validation of a name. */
struct trial {
	const struct validation *v;
	enum outcome *outcomes; /* an entry of check.validation each */
	struct rule_why *whys;
	bool fails;		/* a MUST rule of dcv or cps */
	size_t exceptions;	/* on MUST rules */
};

struct check {
	struct check_context c;
	struct context_facts facts;
	struct asked *certificate, *name, *validation;	/* by scope */
	size_t certificates, names, validations;
	const struct rule **shown;
	size_t count;
	struct trial best, other;
	int64_t *changes;	/* ascending: where an answer may change with issuance */
	size_t change_count;
	struct unit *at;	/* the unit's copies, one an instant of issuance to ask at */
	size_t at_count, at_cap;
};

static int64_t
date_of(const char *s)
{
	int64_t t = INSTANT_NONE;

	if (s && instant_parse_date(s, &t) < 0)
		assert(!"a rule's date is YYYY-MM-DD");
	return t;
}

static int
by_instant(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static size_t
rule_total(void)
{
	size_t n = 0;

	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			n++;
	return n;
}

/* Is the rule to be reported?  Counts what it used up of the ids. */
static bool
wanted(const struct rule *r, const char *const *ids, size_t count, size_t *used)
{
	bool hit = count == 0;

	for (size_t i = 0; i < count; i++)
		if (strcmp(ids[i], r->id) == 0) {
			hit = true;
			++*used;
		}
	return hit;
}

static void
place(struct check *k, const struct rule *r, bool show)
{
	struct asked *a;

	if (r->scope == RULE_VALIDATION)
		a = &k->validation[k->validations++];
	else if (!show)
		return;
	else if (r->scope == RULE_NAME)
		a = &k->name[k->names++];
	else
		a = &k->certificate[k->certificates++];
	a->rule = r;
	a->from = date_of(r->effective);
	a->until = date_of(r->until);
	a->needs = r->needs | (r->scope == RULE_VALIDATION ? (unsigned)EVIDENCE_VALIDATION : 0);
	a->chooses = strcmp(r->family, "dcv") == 0 || strcmp(r->family, "cps") == 0;
	a->shown = HIDDEN;
	if (show) {
		a->shown = k->count;
		k->shown[k->count++] = r;
	}
	if (a->from != INSTANT_NONE)
		k->changes[k->change_count++] = a->from;
	if (a->until != INSTANT_NONE)
		k->changes[k->change_count++] = a->until;
}

/* A unknown or repeated id would silently test less than was asked for. */
static int
complain(const char *const *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool known = false;

		for (const struct rule *const *f = families_all; *f; f++)
			for (const struct rule *r = *f; r->id; r++)
				known |= strcmp(r->id, ids[i]) == 0;
		if (!known)
			return say_error("rules: expected a rule id, found %s", ids[i]);
		for (size_t j = 0; j < i; j++)
			if (strcmp(ids[i], ids[j]) == 0)
				return say_error("rules: expected each id once, found %s twice", ids[i]);
	}
	return 0;
}

static int
reserve(struct check *k, size_t rules, size_t changes)
{
	k->certificate = calloc(rules, sizeof *k->certificate);
	k->name = calloc(rules, sizeof *k->name);
	k->validation = calloc(rules, sizeof *k->validation);
	k->shown = calloc(rules, sizeof *k->shown);
	k->changes = calloc(changes + 2 * rules, sizeof *k->changes);
	k->best.outcomes = calloc(rules, sizeof *k->best.outcomes);
	k->best.whys = calloc(rules, sizeof *k->best.whys);
	k->other.outcomes = calloc(rules, sizeof *k->other.outcomes);
	k->other.whys = calloc(rules, sizeof *k->other.whys);
	if (!k->certificate || !k->name || !k->validation || !k->shown || !k->changes ||
	    !k->best.outcomes || !k->best.whys || !k->other.outcomes || !k->other.whys)
		return say_nomem("check");
	return 0;
}

struct check *
check_new(const struct check_context *context, const char *const *ids, size_t count)
{
	struct check *k;
	size_t used = 0;

	if (complain(ids, count) < 0)
		return NULL;
	k = calloc(1, sizeof *k);
	if (!k)
		return say_nomem("check"), NULL;
	if (reserve(k, rule_total(), context->catalogue->date_count) < 0) {
		check_free(k);
		return NULL;
	}
	k->c = *context;
	k->c.facts = &k->facts;
	for (size_t i = 0; i < context->catalogue->date_count; i++)
		k->changes[k->change_count++] = context->catalogue->dates[i];
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			place(k, r, wanted(r, ids, count, &used));
	qsort(k->changes, k->change_count, sizeof *k->changes, by_instant);
	return k;
}

void
check_free(struct check *k)
{
	if (!k)
		return;
	free(k->certificate);
	free(k->name);
	free(k->validation);
	free(k->shown);
	free(k->changes);
	free(k->best.outcomes);
	free(k->best.whys);
	free(k->other.outcomes);
	free(k->other.whys);
	free(k->at);
	free(k);
}

size_t
check_rule_count(const struct check *k)
{
	return k->count;
}

const struct rule *
check_rule(const struct check *k, size_t i)
{
	assert(i < k->count);
	return k->shown[i];
}

long
check_find(const struct check *k, const char *id)
{
	for (size_t i = 0; i < k->count; i++)
		if (strcmp(k->shown[i]->id, id) == 0)
			return (long)i;
	return -1;
}

bool
check_needs_der(const struct check *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->shown[i]->needs_der)
			return true;
	return false;
}

/* One copy of the unit for each instant of issuance at which the rules are to be asked. */
static int
add_instant(struct check *k, const struct unit *u, int64_t t)
{
	if (k->at_count && k->at[k->at_count - 1].issued_at >= t)
		return 0;
	if (k->at_count == k->at_cap) {
		size_t cap = k->at_cap ? 2 * k->at_cap : 8;
		struct unit *at = realloc(k->at, cap * sizeof *at);

		if (!at)
			return say_nomem("check");
		k->at = at;
		k->at_cap = cap;
	}
	k->at[k->at_count] = *u;
	k->at[k->at_count].issued_at = t;
	k->at[k->at_count].issued_min = k->at[k->at_count].issued_max = t;
	k->at_count++;
	return 0;
}

static int
instants(struct check *k, const struct unit *u)
{
	k->at_count = 0;
	if (u->issued_min >= u->issued_max)
		return add_instant(k, u, u->issued_at);
	if (add_instant(k, u, u->issued_min) < 0)
		return -1;
	for (size_t i = 0; i < k->change_count; i++) {
		int64_t t = k->changes[i];

		if (t <= u->issued_min || t > u->issued_max)
			continue;
		if (add_instant(k, u, t - 1) < 0 || add_instant(k, u, t) < 0)
			return -1;
	}
	return add_instant(k, u, u->issued_max);
}

/* INSTANT_NONE: nothing decides, the rule counts as in effect. */
static int64_t
deciding(const struct check *k, const struct rule *r, const struct unit *u,
    const struct validation *v)
{
	switch (r->date) {
	case RULE_ALWAYS:
		return INSTANT_NONE;
	case RULE_BY_VALIDATION:
	case RULE_BY_DCV_CHECK:
		if (!v || v->validated_at == INSTANT_NONE)
			return INSTANT_NONE;
		return context_at(&k->c, v->validated_at);
	case RULE_BY_CAA_CHECK:
		if (v && v->caa_checked_at != INSTANT_NONE)
			return context_at(&k->c, v->caa_checked_at);
		break;
	case RULE_BY_ISSUANCE:
	case RULE_BY_REQUEST: /* the time of the request is not in the ledger */
		break;
	}
	return context_issued(&k->c, u);
}

static enum outcome
ask_at(const struct check *k, const struct asked *a, const struct unit *u,
    const struct unit_name *n, const struct validation *v, struct rule_why *why)
{
	const struct rule *r = a->rule;
	int64_t t;

	if (r->applies && !r->applies(&k->c, u, n, v))
		return OUTCOME_NA;
	t = deciding(k, r, u, v);
	if (t != INSTANT_NONE && ((a->from != INSTANT_NONE && t < a->from) ||
				  (a->until != INSTANT_NONE && t >= a->until)))
		return OUTCOME_NE;
	if (a->needs & ~k->c.evidence)
		return OUTCOME_NT;
	if (r->needs_der && !u->cert)
		return OUTCOME_NT;
	if (r->scope == RULE_VALIDATION && !v)
		return OUTCOME_MISSING;
	why->reason[0] = why->value[0] = why->document[0] = '\0';
	why->remark = NULL;
	return r->run(&k->c, u, n, v, why);
}

static bool
idle(enum outcome o)
{
	return o == OUTCOME_NA || o == OUTCOME_NE;
}

/* Over every instant at which the certificate may have been issued. */
static enum outcome
ask(const struct check *k, const struct asked *a, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	enum outcome o, all = ask_at(k, a, &k->at[0], n, v, why);

	for (size_t i = 1; i < k->at_count; i++) {
		o = ask_at(k, a, &k->at[i], n, v, why);
		if (o == all)
			continue;
		if ((idle(o) || o == OUTCOME_PASS) && (idle(all) || all == OUTCOME_PASS)) {
			if (idle(all))
				all = o;
			continue;
		}
		why->remark = NULL;
		return rule_missing(why, "issuance time",
		    "issuance time not exported: the outcome changes within 48 hours of notBefore");
	}
	return all;
}

static int
record(const struct asked *a, long name, enum outcome o, const struct rule_why *why,
    struct verdict *v)
{
	if (a->shown == HIDDEN)
		return 0;
	verdict_set(v, a->shown, name, o);
	if (outcome_is_exception(o)) {
		if (a->rule->severity == SEVERITY_MUST)
			v->exception = true;
		else
			v->observation = true;
	} else if (o != OUTCOME_PASS || !why->remark) {
		return 0;
	}
	return verdict_add(v, a->shown, name, o, why);
}

static void
look_up(struct check *k, const struct unit_name *n, const struct validation *v)
{
	struct context_facts *f = &k->facts;

	f->kind = catalogue_kind_of(n);
	f->method = v ? catalogue_find(k->c.catalogue, v->method, f->kind) : NULL;
	f->foreign = v && !f->method ? catalogue_find_any(k->c.catalogue, v->method) : NULL;
	f->row = f->method && v->validated_at != INSTANT_NONE
	    ? catalogue_row_at(f->method, v->validated_at)
	    : NULL;
}

static void
try_validation(struct check *k, const struct unit_name *n, const struct validation *v,
    struct trial *t)
{
	look_up(k, n, v);
	t->v = v;
	t->fails = false;
	t->exceptions = 0;
	for (size_t i = 0; i < k->validations; i++) {
		const struct asked *a = &k->validation[i];

		t->whys[i].remark = NULL;
		t->outcomes[i] = ask(k, a, n, v, &t->whys[i]);
		if (a->rule->severity != SEVERITY_MUST || !outcome_is_exception(t->outcomes[i]))
			continue;
		t->exceptions++;
		if (a->chooses)
			t->fails = true;
	}
}

/* Does a count before b? */
static bool
before(const struct trial *a, const struct trial *b)
{
	if (a->fails != b->fails)
		return b->fails;
	if (a->exceptions != b->exceptions)
		return a->exceptions < b->exceptions;
	if (a->v->validated_at != b->v->validated_at)
		return a->v->validated_at > b->v->validated_at;
	return memcmp(a->v->hash, b->v->hash, sizeof a->v->hash) < 0;
}

static bool
any_relied_on(const struct unit_name *n)
{
	for (size_t i = 0; i < n->validation_count; i++)
		if (n->validations[i]->relied_on)
			return true;
	return false;
}

/* Leaves the validation that counts in k->best. */
static void
choose(struct check *k, const struct unit_name *n)
{
	bool relied = any_relied_on(n), first = true;

	for (size_t i = 0; i < n->validation_count; i++) {
		struct trial *t = first ? &k->best : &k->other;

		if (relied && !n->validations[i]->relied_on)
			continue;
		try_validation(k, n, n->validations[i], t);
		if (!first && before(&k->other, &k->best)) {
			struct trial swap = k->best;

			k->best = k->other;
			k->other = swap;
		}
		first = false;
	}
}

static void
mark_late(const struct validation *v, struct rule_why *why, enum outcome o)
{
	if (v->after_selection && outcome_is_exception(o) && !why->remark)
		why->remark = "obtained after selection";
}

static int
judge_validations(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	choose(k, n);
	v->chosen[i] = k->best.v;
	for (size_t r = 0; r < k->validations; r++) {
		mark_late(k->best.v, &k->best.whys[r], k->best.outcomes[r]);
		if (record(&k->validation[r], i, k->best.outcomes[r], &k->best.whys[r], v) < 0)
			return -1;
	}
	return 0;
}

/* One reason is enough for a name that nothing was recorded for. */
static int
judge_unvalidated(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	bool said = v->why_count && v->whys[v->why_count - 1].name == i;

	look_up(k, n, NULL);
	for (size_t r = 0; r < k->validations; r++) {
		const struct asked *a = &k->validation[r];
		struct rule_why *why = &k->best.whys[r];
		enum outcome o;

		if (a->shown == HIDDEN)
			continue;
		why->remark = NULL;
		o = ask(k, a, n, NULL, why);
		if (o == OUTCOME_MISSING && said) {
			verdict_set(v, a->shown, i, o);
			v->exception |= a->rule->severity == SEVERITY_MUST;
			v->observation |= a->rule->severity != SEVERITY_MUST;
			continue;
		}
		if (o == OUTCOME_MISSING) {
			rule_missing(why, "no validation",
			    "expected a validation of %s, found none", n->text);
			said = true;
		}
		if (record(a, i, o, why, v) < 0)
			return -1;
	}
	return 0;
}

static int
judge_name(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	struct rule_why why = { .remark = NULL };

	for (size_t r = 0; r < k->names; r++) {
		enum outcome o = ask(k, &k->name[r], n, NULL, &why);

		if (record(&k->name[r], i, o, &why, v) < 0)
			return -1;
		why.remark = NULL;
	}
	if (n->kind != NAME_DNS && n->kind != NAME_IP) {
		for (size_t r = 0; r < k->validations; r++)
			if (record(&k->validation[r], i, OUTCOME_NA, &why, v) < 0)
				return -1;
		return 0;
	}
	return n->validation_count ? judge_validations(k, n, i, v) : judge_unvalidated(k, n, i, v);
}

/* No rule can look at it: the same outcome for all, the reason once. */
static int
judge_absent(struct check *k, const struct unit *u, struct verdict *v)
{
	struct rule_why why = { .remark = NULL };
	enum outcome o = u->state == UNIT_UNREADABLE ? OUTCOME_ERROR : OUTCOME_MISSING;

	if (o == OUTCOME_ERROR)
		rule_fail(&why, "unreadable", "expected a certificate, found bytes that do not decode");
	else
		rule_missing(&why, "no certificate",
		    "expected the certificate of an issued serial, found none");
	for (size_t r = 0; r < k->count; r++) {
		verdict_set(v, r, VERDICT_CERTIFICATE, o);
		if (k->shown[r]->severity == SEVERITY_MUST)
			v->exception = true;
		else
			v->observation = true;
	}
	return k->count ? verdict_add(v, 0, VERDICT_CERTIFICATE, o, &why) : 0;
}

int
check_unit(struct check *k, const struct unit *u, struct verdict *v)
{
	bool absent = u->state == UNIT_UNREADABLE || u->state == UNIT_SERIAL_ONLY;
	struct rule_why why = { .remark = NULL };

	if (verdict_begin(v, k->count, absent ? 0 : u->name_count) < 0)
		return -1;
	if (absent) {
		if (judge_absent(k, u, v) < 0)
			return -1;
		verdict_end(v);
		return 0;
	}
	if (instants(k, u) < 0)
		return -1;
	for (size_t r = 0; r < k->certificates; r++) {
		enum outcome o = ask(k, &k->certificate[r], NULL, NULL, &why);

		if (record(&k->certificate[r], VERDICT_CERTIFICATE, o, &why, v) < 0)
			return -1;
		why.remark = NULL;
	}
	for (size_t i = 0; i < u->name_count; i++)
		if (judge_name(k, &u->names[i], (long)i, v) < 0)
			return -1;
	verdict_end(v);
	return 0;
}
