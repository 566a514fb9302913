#include <stdlib.h>

#include "base/instant.h"
#include "base/say.h"
#include "checks/cpstext_evidence.h"
#include "checks/cpstext_method.h"

static bool
grow(struct cpstext_evidences *e)
{
	size_t cap = e->cap ? e->cap * 2 : 64;
	struct cpstext_evidence *v = realloc(e->v, cap * sizeof(v[0]));

	if (!v) {
		say_nomem("cpstext");
		e->failed = true;
		return false;
	}
	e->v = v;
	e->cap = cap;
	return true;
}

void
cpstext_evidence_add(struct cpstext_evidences *e, const struct cpstext_evidence *one)
{
	for (uint64_t left = one->method; left && !e->failed; left &= left - 1) {
		if (e->n == e->cap && !grow(e))
			return;
		e->v[e->n] = *one;
		e->v[e->n++].method = left & (~left + 1);
	}
}

/* The strong places by status, the first of each. */
struct sum {
	const struct cpstext_evidence *first[4], *weak[4];
	int64_t until;
	int wildcard;
	bool listed; /* permitted outside its own section */
};

/* The text cites sections for methods of this kind: what it only describes is no method of them. */
static bool
cites(const struct cpstext_evidences *e, uint64_t family)
{
	for (size_t i = 0; i < e->n; i++)
		if ((e->v[i].method & family) && !e->v[i].described &&
		    e->v[i].strength == CPSTEXT_STRONG)
			return true;
	return false;
}

static void
gather(const struct cpstext_evidences *e, uint64_t method, struct sum *s)
{
	bool cited = cites(e, method & CPSTEXT_ALL_IP ? CPSTEXT_ALL_IP : CPSTEXT_ALL_DNS);

	*s = (struct sum){ .until = INSTANT_NONE };
	for (size_t i = 0; i < e->n; i++) {
		const struct cpstext_evidence *v = &e->v[i];
		const struct cpstext_evidence **slot;

		if (v->method != method || (v->described && cited))
			continue;
		slot = v->strength == CPSTEXT_STRONG ? &s->first[v->status] : &s->weak[v->status];
		if (!*slot)
			*slot = v;
		if (v->until != INSTANT_NONE && (s->until == INSTANT_NONE || v->until < s->until))
			s->until = v->until;
		if (v->wildcard && !s->wildcard)
			s->wildcard = v->wildcard;
		s->listed |= v->status == CPSTEXT_PERMITTED && !v->section;
	}
}

/* What the document as a whole makes of a permission. */
static void
document(const struct cpstext_rules *rules, const struct sum *s, struct cpstext_evidence *out)
{
	uint64_t family = out->method & CPSTEXT_ALL_IP ? CPSTEXT_ALL_IP : CPSTEXT_ALL_DNS;

	if (out->status == CPSTEXT_PERMITTED && s->until != INSTANT_NONE &&
	    rules->effective != INSTANT_NONE && s->until <= rules->effective) {
		out->status = CPSTEXT_REFUSED;
		out->remark = "its use has ended before this version";
	}
	if (out->status == CPSTEXT_PERMITTED && (rules->only & family) &&
	    !(rules->only & out->method) && !s->listed) {
		out->status = CPSTEXT_UNCLEAR;
		out->remark = "described, but the text limits itself to other methods";
	}
	if (out->status == CPSTEXT_PERMITTED && rules->no_ip && (out->method & CPSTEXT_ALL_IP)) {
		out->status = CPSTEXT_UNCLEAR;
		out->remark = "described, but no certificates are issued for IP addresses";
	}
	if (rules->kind == CPSTEXT_CP || rules->kind == CPSTEXT_OTHER) {
		if (out->status == CPSTEXT_PERMITTED || out->status == CPSTEXT_UNCLEAR) {
			out->status = CPSTEXT_MENTIONED;
			out->remark = rules->kind == CPSTEXT_CP
					  ? "a certificate policy alone permits no method"
					  : "the document is not about TLS certificates";
		}
	} else if (rules->kind == CPSTEXT_UNKNOWN && out->status == CPSTEXT_PERMITTED) {
		out->status = CPSTEXT_UNCLEAR;
		out->remark = "the text does not say that it is a practice statement";
	}
}

bool
cpstext_evidence_sum(const struct cpstext_evidences *e, uint64_t method,
    const struct cpstext_rules *rules, struct cpstext_evidence *out)
{
	const struct cpstext_evidence *best;
	struct sum s;

	gather(e, method, &s);
	best = s.first[CPSTEXT_UNCLEAR];
	if (!best && s.first[CPSTEXT_PERMITTED] && s.first[CPSTEXT_REFUSED]) {
		*out = *s.first[CPSTEXT_PERMITTED];
		out->status = CPSTEXT_UNCLEAR;
		out->remark = "permitted at one place and refused at another";
		document(rules, &s, out);
		return true;
	}
	for (int k = 0; k < 3 && !best; k++)
		best = s.first[(int[]){ CPSTEXT_PERMITTED, CPSTEXT_REFUSED, CPSTEXT_MENTIONED }[k]];
	if (!best)
		best = s.weak[CPSTEXT_UNCLEAR];
	for (int k = 0; k < 3 && !best; k++)
		best = s.weak[(int[]){ CPSTEXT_REFUSED, CPSTEXT_MENTIONED, CPSTEXT_PERMITTED }[k]];
	if (!best)
		return false;
	*out = *best;
	if (out->status == CPSTEXT_PERMITTED && out->strength == CPSTEXT_WEAK)
		out->status = CPSTEXT_UNCLEAR;
	out->until = s.until;
	out->wildcard = s.wildcard;
	document(rules, &s, out);
	return true;
}
