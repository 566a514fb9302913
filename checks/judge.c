#include "checks/judge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/caa.h"
#include "checks/families.h"

struct judge {
	struct check_context c;
	struct context_facts facts;
	int64_t *changes; /* ascending: where an answer may change with issuance */
	size_t change_count;
	struct unit *at; /* the unit's copies, one an instant of issuance to ask at */
	size_t at_count, at_cap;
	struct context_document *documents; /* for each instant, as many as the register has */
	size_t document_cap;
};

static int64_t
date_of(const char *s)
{
	int64_t t = INSTANT_NONE;

	if (s && instant_parse_date(s, &t) < 0)
		assert(!"a rule's date is YYYY-MM-DD");
	return t;
}

void
judge_prepare(const struct rule *r, struct judge_rule *out)
{
	out->rule = r;
	out->from = date_of(r->effective);
	out->until = date_of(r->until);
	out->needs = r->needs;
	if (r->scope == RULE_VALIDATION)
		out->needs |= EVIDENCE_VALIDATION;
}

bool
judge_can_test(const struct judge *j, const struct rule *r)
{
	struct judge_rule a;

	judge_prepare(r, &a);
	return !(a.needs & ~j->c.evidence);
}

static int
by_instant(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static size_t
change_total(const struct check_context *c)
{
	size_t n = c->catalogue->date_count;

	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			n += 2;
	for (size_t d = 0; c->cps && d < c->cps->count; d++)
		for (size_t i = 0; i < c->cps->document[d]->count; i++) {
			const struct cps_version *v = &c->cps->document[d]->version[i];

			n += 3 + 2 * (v->methods.count + v->wildcard_methods.count +
					 v->ip_methods.count);
		}
	return n;
}

static void
add_change(struct judge *j, int64_t t)
{
	if (t != INSTANT_NONE)
		j->changes[j->change_count++] = t;
}

static void
add_methods(struct judge *j, const struct cps_methods *m)
{
	for (size_t i = 0; i < m->count; i++) {
		add_change(j, m->item[i].until);
		add_change(j, m->item[i].reuse_until);
	}
}

static void
add_document(struct judge *j, const struct cps_document *d)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct cps_version *v = &d->version[i];

		add_change(j, v->from);
		add_change(j, v->sure_from);
		add_change(j, v->until);
		add_methods(j, &v->methods);
		add_methods(j, &v->wildcard_methods);
		add_methods(j, &v->ip_methods);
	}
}

static void
add_changes(struct judge *j)
{
	for (size_t i = 0; i < j->c.catalogue->date_count; i++)
		add_change(j, j->c.catalogue->dates[i]);
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++) {
			add_change(j, date_of(r->effective));
			add_change(j, date_of(r->until));
		}
	for (size_t d = 0; j->c.cps && d < j->c.cps->count; d++)
		add_document(j, j->c.cps->document[d]);
	qsort(j->changes, j->change_count, sizeof *j->changes, by_instant);
}

struct judge *
judge_new(const struct check_context *context)
{
	struct judge *j = calloc(1, sizeof *j);

	if (!j)
		return say_nomem("check"), NULL;
	j->c = *context;
	j->c.facts = &j->facts;
	if (j->c.cps && j->c.cps->count)
		j->c.evidence |= EVIDENCE_CPS;
	j->changes = calloc(change_total(context) + 1, sizeof *j->changes);
	if (!j->changes) {
		judge_free(j);
		return say_nomem("check"), NULL;
	}
	add_changes(j);
	return j;
}

void
judge_free(struct judge *j)
{
	if (!j)
		return;
	free(j->changes);
	free(j->at);
	free(j->documents);
	free(j);
}

static int
add_instant(struct judge *j, const struct unit *u, int64_t t)
{
	struct unit *at;

	if (j->at_count && j->at[j->at_count - 1].issued_at >= t)
		return 0;
	if (j->at_count == j->at_cap) {
		size_t cap = j->at_cap ? 2 * j->at_cap : 8;

		if (!(at = realloc(j->at, cap * sizeof *at)))
			return say_nomem("check");
		j->at = at;
		j->at_cap = cap;
	}
	at = &j->at[j->at_count++];
	*at = *u;
	at->issued_at = at->issued_min = at->issued_max = t;
	return 0;
}

/* Both ends of the interval, and either side of every change in it. */
static int
instants(struct judge *j, const struct unit *u)
{
	j->at_count = 0;
	if (u->issued_min >= u->issued_max)
		return add_instant(j, u, u->issued_at);
	if (add_instant(j, u, u->issued_min) < 0)
		return -1;
	for (size_t i = 0; i < j->change_count; i++) {
		int64_t t = j->changes[i];

		if (t <= u->issued_min || t > u->issued_max)
			continue;
		if (add_instant(j, u, t - 1) < 0 || add_instant(j, u, t) < 0)
			return -1;
	}
	return add_instant(j, u, u->issued_max);
}

static size_t
register_size(const struct judge *j)
{
	return j->c.cps ? j->c.cps->count : 0;
}

/* What of the CA's documents was in force at each of the instants. */
static int
documents(struct judge *j, const struct unit *u)
{
	size_t all = register_size(j), want = all * j->at_count, n = 0;

	if (want > j->document_cap) {
		struct context_document *p = realloc(j->documents, want * sizeof *p);

		if (!p)
			return say_nomem("check");
		j->documents = p;
		j->document_cap = want;
	}
	for (size_t d = 0; d < all; d++) {
		const struct cps_document *document = j->c.cps->document[d];

		if (!cps_scope_covers(document, u))
			continue;
		for (size_t i = 0; i < j->at_count; i++) {
			struct context_document *p = &j->documents[i * all + n];

			p->document = document;
			p->late = j->c.cps_late && j->c.cps_late[d];
			cps_force_at(document, j->at[i].issued_at, &p->force);
		}
		n++;
	}
	j->facts.document_count = n;
	return 0;
}

int
judge_unit(struct judge *j, const struct unit *u)
{
	return instants(j, u) < 0 || documents(j, u) < 0 ? -1 : 0;
}

void
judge_look_up(struct judge *j, const struct unit_name *n, const struct validation *v)
{
	struct context_facts *f = &j->facts;

	f->kind = catalogue_kind_of(n);
	f->method = v ? catalogue_find(j->c.catalogue, v->method, f->kind) : NULL;
	f->foreign = v && !f->method ? catalogue_find_any(j->c.catalogue, v->method) : NULL;
	f->row = f->method && v->validated_at != INSTANT_NONE
		     ? catalogue_row_at(f->method, v->validated_at)
		     : NULL;
}

/* Of the validation, or the one that counts for a name; INSTANT_NONE: there is none. */
static int64_t
caa_checked_at(const struct unit *u, const struct unit_name *n, const struct validation *v)
{
	if (!v && n)
		v = caa_check_of(u, n);
	return v ? v->caa_checked_at : INSTANT_NONE;
}

/* INSTANT_NONE: nothing decides, the rule counts as in effect. */
static int64_t
deciding(const struct judge *j, const struct rule *r, const struct unit *u,
    const struct unit_name *n, const struct validation *v)
{
	int64_t t;

	switch (r->date) {
	case RULE_ALWAYS: return INSTANT_NONE;
	case RULE_BY_VALIDATION:
	case RULE_BY_DCV_CHECK:
		if (!v || v->validated_at == INSTANT_NONE)
			return INSTANT_NONE;
		return context_at(&j->c, v->validated_at);
	case RULE_BY_CAA_CHECK:
		if ((t = caa_checked_at(u, n, v)) != INSTANT_NONE)
			return context_at(&j->c, t);
		break;
	case RULE_BY_ISSUANCE:
	case RULE_BY_REQUEST: /* the time of the request is not in the ledger */ break;
	}
	return u->issued_at == INSTANT_NONE ? INSTANT_NONE : context_issued(&j->c, u);
}

static bool
in_effect(const struct judge_rule *a, int64_t t)
{
	if (t == INSTANT_NONE)
		return true;
	return t >= a->from && (a->until == INSTANT_NONE || t < a->until);
}

/* notBefore may be no time, and nothing else known. */
static bool
needs_issuance(const struct rule *r)
{
	return r->date == RULE_BY_ISSUANCE || r->date == RULE_BY_REQUEST ||
	    r->date == RULE_BY_CAA_CHECK;
}

static enum outcome
ask_at(struct judge *j, const struct judge_rule *a, size_t i, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	const struct rule *r = a->rule;
	const struct unit *u = &j->at[i];

	j->facts.documents = j->documents ? j->documents + i * register_size(j) : NULL;
	if (r->applies && !r->applies(&j->c, u, n, v))
		return OUTCOME_NA;
	if (!in_effect(a, deciding(j, r, u, n, v)))
		return OUTCOME_NE;
	if (a->needs & ~j->c.evidence)
		return OUTCOME_NT;
	if (r->needs_der && !u->cert)
		return OUTCOME_NT;
	if (r->scope == RULE_VALIDATION && !v)
		return OUTCOME_MISSING;
	why->reason[0] = why->value[0] = why->document[0] = '\0';
	why->remark = NULL;
	if (u->issued_at == INSTANT_NONE && needs_issuance(r))
		return rule_missing(why, "issuance time", "expected a time of issuance, found none");
	if (r->scope == RULE_VALIDATION && v->validated_at == INSTANT_NONE)
		return rule_missing(why, "validation time",
		    "expected a time of validation, found none");
	return r->run(&j->c, u, n, v, why);
}

static bool
idle(enum outcome o)
{
	return o == OUTCOME_NA || o == OUTCOME_NE;
}

/* Does the register speak here by a file that came after the draw? */
static bool
register_is_late(const struct judge *j, const struct rule *r)
{
	if (!j->c.cps_late || strcmp(r->family, "cps") != 0)
		return false;
	for (size_t i = 0; i < j->facts.document_count; i++)
		if (j->documents[i].late)
			return true;
	return false;
}

static enum outcome
ask(struct judge *j, const struct judge_rule *r, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	enum outcome o, all;

	why->remark = NULL;
	all = ask_at(j, r, 0, n, v, why);
	for (size_t i = 1; i < j->at_count; i++) {
		o = ask_at(j, r, i, n, v, why);
		if (o == all)
			continue;
		if ((idle(o) || o == OUTCOME_PASS) && (idle(all) || all == OUTCOME_PASS)) {
			if (idle(all))
				all = o;
			continue;
		}
		why->document[0] = '\0';
		why->remark = NULL;
		return rule_missing(why, "issuance time",
		    "issuance time not exported: the outcome changes within 48 hours of notBefore");
	}
	return all;
}

enum outcome
judge_ask(struct judge *j, const struct judge_rule *r, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	enum outcome o = ask(j, r, n, v, why);

	if (!idle(o) && o != OUTCOME_NT && register_is_late(j, r->rule))
		why->remark = "CPS register obtained after selection";
	return o;
}
