#include "checks/check.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/families.h"
#include "checks/judge.h"

#define HIDDEN SIZE_MAX /* a rule that is asked for the choice alone */

struct asked {
	struct judge_rule rule;
	size_t shown; /* index among the rules reported, or HIDDEN */
	bool must;
	bool chooses; /* a MUST rule of the families that decide whether a name passes */
};

struct asked_list {
	struct asked *item;
	size_t count;
};

/* What all rules say of one validation of a name. */
struct trial {
	const struct validation *v;
	enum outcome *outcomes; /* an item of check.by_validation each */
	struct rule_why *whys;
	bool fails;	   /* a rule that chooses */
	size_t exceptions; /* on MUST rules */
};

struct check {
	struct judge *judge;
	struct asked_list by_certificate, by_name, by_validation;
	const struct rule **shown;
	size_t count;
	struct trial best, other;
};

static size_t
rule_total(void)
{
	size_t n = 0;

	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			n++;
	return n;
}

/* Is the rule to be reported? */
static bool
wanted(const struct rule *r, const char *const *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(ids[i], r->id) == 0)
			return true;
	return count == 0;
}

/* Rules about validations are all asked, whatever is reported: they choose together. */
static void
place(struct check *k, const struct rule *r, bool show)
{
	struct asked_list *l = r->scope == RULE_VALIDATION ? &k->by_validation
			       : r->scope == RULE_NAME	   ? &k->by_name
							   : &k->by_certificate;
	struct asked *a = &l->item[l->count];

	if (!show && r->scope != RULE_VALIDATION)
		return;
	l->count++;
	judge_prepare(r, &a->rule);
	a->must = r->severity == SEVERITY_MUST;
	a->chooses = a->must && (strcmp(r->family, "dcv") == 0 || strcmp(r->family, "cps") == 0);
	a->shown = show ? k->count : HIDDEN;
	if (show)
		k->shown[k->count++] = r;
}

/* An unknown or repeated id would silently test less than was asked for. */
static int
check_ids(const char *const *ids, size_t count)
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
				return say_error(
				    "rules: expected each id once, found %s twice", ids[i]);
	}
	return 0;
}

static int
reserve(struct check *k, size_t rules)
{
	k->by_certificate.item = calloc(rules, sizeof *k->by_certificate.item);
	k->by_name.item = calloc(rules, sizeof *k->by_name.item);
	k->by_validation.item = calloc(rules, sizeof *k->by_validation.item);
	k->shown = calloc(rules, sizeof *k->shown);
	k->best.outcomes = calloc(rules, sizeof *k->best.outcomes);
	k->best.whys = calloc(rules, sizeof *k->best.whys);
	k->other.outcomes = calloc(rules, sizeof *k->other.outcomes);
	k->other.whys = calloc(rules, sizeof *k->other.whys);
	if (!k->by_certificate.item || !k->by_name.item || !k->by_validation.item || !k->shown ||
	    !k->best.outcomes || !k->best.whys || !k->other.outcomes || !k->other.whys)
		return say_nomem("check");
	return 0;
}

struct check *
check_new(const struct check_context *context, const char *const *ids, size_t count)
{
	struct check *k;

	if (check_ids(ids, count) < 0)
		return NULL;
	k = calloc(1, sizeof *k);
	if (!k)
		return say_nomem("check"), NULL;
	if (reserve(k, rule_total()) < 0 || !(k->judge = judge_new(context))) {
		check_free(k);
		return NULL;
	}
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			place(k, r, wanted(r, ids, count));
	return k;
}

void
check_free(struct check *k)
{
	if (!k)
		return;
	judge_free(k->judge);
	free(k->by_certificate.item);
	free(k->by_name.item);
	free(k->by_validation.item);
	free(k->shown);
	free(k->best.outcomes);
	free(k->best.whys);
	free(k->other.outcomes);
	free(k->other.whys);
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

static bool
is_exception(enum outcome o)
{
	return o == OUTCOME_FAIL || o == OUTCOME_MISSING || o == OUTCOME_ERROR;
}

static void
note(const struct asked *a, long name, enum outcome o, struct verdict *v)
{
	verdict_set(v, a->shown, name, o);
	if (is_exception(o)) {
		v->exception |= a->must;
		v->observation |= !a->must;
	}
}

static int
record(
    const struct asked *a, long name, enum outcome o, const struct rule_why *why, struct verdict *v)
{
	if (a->shown == HIDDEN)
		return 0;
	note(a, name, o, v);
	if (!is_exception(o) && (o != OUTCOME_PASS || !why->remark))
		return 0;
	return verdict_add(v, a->shown, name, o, why);
}

/* Where there is but one validation, nothing is to choose, and only what is reported is asked. */
static void
try_validation(const struct check *k, const struct unit_name *n, const struct validation *v,
    struct trial *t)
{
	bool alone = n->validation_count == 1;

	judge_look_up(k->judge, n, v);
	t->v = v;
	t->fails = false;
	t->exceptions = 0;
	for (size_t i = 0; i < k->by_validation.count; i++) {
		const struct asked *a = &k->by_validation.item[i];

		if (alone && a->shown == HIDDEN)
			continue;
		t->outcomes[i] = judge_ask(k->judge, &a->rule, n, v, &t->whys[i]);
		if (a->must && is_exception(t->outcomes[i])) {
			t->exceptions++;
			t->fails |= a->chooses;
		}
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

static int
judge_validations(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	choose(k, n);
	v->chosen[i] = k->best.v;
	for (size_t r = 0; r < k->by_validation.count; r++) {
		enum outcome o = k->best.outcomes[r];
		struct rule_why *why = &k->best.whys[r];

		if (k->by_validation.item[r].shown == HIDDEN)
			continue;
		if (k->best.v->after_selection && is_exception(o) && !why->remark)
			why->remark = "obtained after selection";
		if (record(&k->by_validation.item[r], i, o, why, v) < 0)
			return -1;
	}
	return 0;
}

/* One reason is enough for a name that nothing was recorded for. */
static int
judge_unvalidated(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	const struct verdict_why *last = v->why_count ? &v->whys[v->why_count - 1] : NULL;
	bool said = last && last->name == i && last->outcome == OUTCOME_MISSING;

	judge_look_up(k->judge, n, NULL);
	for (size_t r = 0; r < k->by_validation.count; r++) {
		const struct asked *a = &k->by_validation.item[r];
		struct rule_why why;
		enum outcome o;

		if (a->shown == HIDDEN)
			continue;
		o = judge_ask(k->judge, &a->rule, n, NULL, &why);
		note(a, i, o, v);
		if (o != OUTCOME_MISSING || said)
			continue;
		rule_missing(
		    &why, "no validation", "expected a validation of %.180s, found none", n->text);
		why.document[0] = '\0';
		if (verdict_add(v, a->shown, i, o, &why) < 0)
			return -1;
		said = true;
	}
	return 0;
}

static int
judge_name(struct check *k, const struct unit_name *n, long i, struct verdict *v)
{
	struct rule_why why;

	judge_look_up(k->judge, n, NULL);
	for (size_t r = 0; r < k->by_name.count; r++) {
		enum outcome o = judge_ask(k->judge, &k->by_name.item[r].rule, n, NULL, &why);

		if (record(&k->by_name.item[r], i, o, &why, v) < 0)
			return -1;
	}
	if (n->kind != NAME_DNS && n->kind != NAME_IP) {
		for (size_t r = 0; r < k->by_validation.count; r++)
			if (k->by_validation.item[r].shown != HIDDEN)
				note(&k->by_validation.item[r], i, OUTCOME_NA, v);
		return 0;
	}
	return n->validation_count ? judge_validations(k, n, i, v) : judge_unvalidated(k, n, i, v);
}

/* No rule can look at it: the same outcome for all, the reason once. */
static int
judge_absent(struct check *k, const struct unit *u, struct verdict *v)
{
	struct rule_why why = { .remark = NULL };
	enum outcome o = OUTCOME_MISSING;

	rule_missing(
	    &why, "no certificate", "expected the certificate of an issued serial, found none");
	if (u->state == UNIT_UNREADABLE) {
		o = OUTCOME_ERROR;
		rule_fail(
		    &why, "unreadable", "expected a certificate, found bytes that do not decode");
	}
	for (size_t r = 0; r < k->count; r++) {
		/* what no import carries is not tested, whatever the unit */
		if (o == OUTCOME_MISSING && !judge_can_test(k->judge, k->shown[r])) {
			verdict_set(v, r, VERDICT_CERTIFICATE, OUTCOME_NT);
			continue;
		}
		verdict_set(v, r, VERDICT_CERTIFICATE, o);
		v->exception |= k->shown[r]->severity == SEVERITY_MUST;
		v->observation |= k->shown[r]->severity != SEVERITY_MUST;
	}
	return k->count ? verdict_add(v, 0, VERDICT_CERTIFICATE, o, &why) : 0;
}

static int
judge_all(struct check *k, const struct unit *u, struct verdict *v)
{
	struct rule_why why;

	if (judge_unit(k->judge, u) < 0)
		return -1;
	for (size_t r = 0; r < k->by_certificate.count; r++) {
		const struct asked *a = &k->by_certificate.item[r];
		enum outcome o = judge_ask(k->judge, &a->rule, NULL, NULL, &why);

		if (record(a, VERDICT_CERTIFICATE, o, &why, v) < 0)
			return -1;
	}
	for (size_t i = 0; i < u->name_count; i++)
		if (judge_name(k, &u->names[i], (long)i, v) < 0)
			return -1;
	return 0;
}

int
check_unit(struct check *k, const struct unit *u, struct verdict *v)
{
	bool absent = u->state == UNIT_UNREADABLE || u->state == UNIT_SERIAL_ONLY;

	if (verdict_begin(v, k->count, absent ? 0 : u->name_count) < 0)
		return -1;
	if ((absent ? judge_absent(k, u, v) : judge_all(k, u, v)) < 0)
		return -1;
	verdict_end(v);
	return 0;
}
