#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_describe.h"
#include "checks/cpstext_judge.h"
#include "checks/cpstext_words.h"

/* A heading of a method: by number, by title, or both. */
struct head {
	size_t at;
	uint64_t number, title; /* title: several where titles are shared */
	uint64_t told;		/* what a title that is none of the Requirements' tells */
};

/* Headings under a method's number that are about something else. */
static bool
other_subject(const char *title)
{
	static const char *const words[] = { "dnssec", "caa record~", "perspective~",
		"corroboration", "mpic", "wildcard~", "data source", "challenge response", NULL };

	for (const char *const *w = words; *w; w++)
		if (cpstext_words_has(title, *w))
			return true;
	return false;
}

static bool
is_method(const struct cpstext_blocks *b, size_t i, struct head *h)
{
	const struct cpstext_block *k = &b->v[i];
	const char *title = k->low + k->title;
	enum cpstext_topic topic;
	uint64_t narrow;

	if (k->kind != CPSTEXT_HEADING)
		return false;
	*h = (struct head){ .at = i,
		.number = cpstext_method_number(k->number),
		.title = cpstext_method_title(title, k->len - k->title) };
	if ((!h->number && !h->title) || other_subject(title))
		return false;
	topic = cpstext_place_topic(b, k->section);
	if (topic == CPSTEXT_TOPIC_ASIDE)
		return false;
	/* "IP Address" and the like are methods only among methods */
	if (!h->number && topic == CPSTEXT_TOPIC_NONE)
		return false;
	if (!h->number && h->title == CPSTEXT_DNS(8) && topic != CPSTEXT_TOPIC_DOMAIN)
		return false;
	if (!h->title)
		cpstext_describe(title, &h->told, &narrow);
	return true;
}

/* Does the document number its own sections as the Requirements do? */
static void
numbering(struct cpstext_judge *j)
{
	struct head h;

	for (size_t i = 0; i < j->b->n; i++)
		if (is_method(j->b, i, &h) && h.number && h.title && !(h.number & h.title)) {
			if (h.number & CPSTEXT_ALL_IP)
				j->own_ip = true;
			else
				j->own_dns = true;
		}
}

/* Of methods that share a title, the one the section's last number or its words single out. */
static uint64_t
by_title(const struct cpstext_judge *j, const struct head *h, const struct cpstext_verdict *v)
{
	const struct cpstext_block *k = &j->b->v[h->at];
	const char *last = strrchr(k->number, '.');
	uint64_t set = h->title;
	long n = last ? strtol(last + 1, NULL, 10) : 0;

	if (cpstext_method_single(set))
		return set;
	if (n >= 1 && n <= CPSTEXT_DOMAIN_MAX && (set & CPSTEXT_DNS(n)) && !h->number)
		return CPSTEXT_DNS(n);
	if (cpstext_place_topic(j->b, k->section) == CPSTEXT_TOPIC_IP)
		set &= CPSTEXT_ALL_IP;
	else if (set & CPSTEXT_ALL_DNS)
		set &= CPSTEXT_ALL_DNS;
	return v->broad & set ? v->broad & set : set;
}

/* The methods that the section may be: number and title where they agree, else the title. */
static uint64_t
candidates(const struct cpstext_judge *j, const struct head *h, const struct cpstext_verdict *v)
{
	if (h->number && h->title)
		return h->number & h->title ? h->number : by_title(j, h, v);
	if (h->title)
		return by_title(j, h, v);
	/* a title in other words, or another language: the procedure has to agree */
	if (h->told && !(h->told & h->number))
		return 0;
	return h->number;
}

static void
add(struct cpstext_judge *j, const struct head *h, uint64_t method, const struct cpstext_verdict *v,
    enum cpstext_strength strength)
{
	struct cpstext_evidence e = { .method = method,
		.strength = strength,
		.until = v->until,
		.wildcard = v->wildcard,
		.section = true,
		.at = { h->at, 0, j->b->v[h->at].len } };

	e.status = cpstext_scope_status(v, method, false, &e.remark, &e.at);
	/* without a title of the Requirements only the whole procedure tells which method it is */
	if (e.status == CPSTEXT_PERMITTED && !h->title && !h->told && !(v->identity & method) &&
	    !((v->broad & method) && v->words >= 12)) {
		e.status = CPSTEXT_UNCLEAR;
		e.remark = "the section's title is none of the Requirements'";
	}
	cpstext_evidence_add(&j->e, &e);
}

static void
open_question(struct cpstext_judge *j, const struct head *h, uint64_t set,
    enum cpstext_strength strength, const char *remark)
{
	for (uint64_t left = set; left; left &= left - 1) {
		struct cpstext_evidence e = { .method = left & (~left + 1),
			.status = CPSTEXT_UNCLEAR,
			.strength = strength,
			.until = INSTANT_NONE,
			.section = true,
			.at = { h->at, 0, j->b->v[h->at].len },
			.remark = remark };

		cpstext_evidence_add(&j->e, &e);
	}
}

/* The section's method: what it cites as its own, else what its heading says. */
static void
decide(struct cpstext_judge *j, const struct head *h, const struct cpstext_verdict *v)
{
	uint64_t cand = candidates(j, h, v), id = v->identity;

	if (id & cand)
		id = cand;
	if (id && !cpstext_method_single(id)) {
		open_question(
		    j, h, id, CPSTEXT_STRONG, "several sections are cited for one procedure");
		return;
	}
	/* a section under another number may have an older title; what it cites is what it is */
	if (id && cand && !(id & cand) &&
	    ((h->number & h->title) ||
		(!(h->title & id) && (h->number || (v->broad && !(v->broad & id)))))) {
		open_question(
		    j, h, id | cand, CPSTEXT_STRONG, "heading and citation name different methods");
		return;
	}
	if (!id)
		id = cand;
	if (!cpstext_method_single(id)) {
		open_question(j, h, id, CPSTEXT_WEAK, "several methods have this title");
		return;
	}
	add(j, h, id, v, CPSTEXT_STRONG);
	if (v->broad && !(v->broad & id) && !v->refused)
		open_question(j, h, v->narrow, CPSTEXT_WEAK,
		    "described under the citation of another section");
}

static bool
has_words(const struct cpstext_judge *j, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (j->b->v[i].len > 1)
			return true;
	return false;
}

void
cpstext_section_read(struct cpstext_judge *j)
{
	struct head h;

	numbering(j);
	for (size_t i = 0; i < j->b->n; i++) {
		struct cpstext_verdict v;
		size_t end = i + 1;

		if (!is_method(j->b, i, &h))
			continue;
		/* headings without a number below it belong to it */
		while (end < j->b->n &&
		       (j->b->v[end].kind != CPSTEXT_HEADING ||
			   (!j->b->v[end].number[0] && j->b->v[end].level > j->b->v[i].level)))
			end++;
		if (!has_words(j, i + 1, end)) {
			memset(&v, 0, sizeof(v));
			open_question(
			    j, &h, candidates(j, &h, &v), CPSTEXT_WEAK, "a heading without text");
			continue;
		}
		cpstext_scope_read(j->b, i + 1, end, h.number | h.title, j->rules.effective, &v);
		for (size_t k = i; k < end; k++)
			j->covered[k] = true;
		decide(j, &h, &v);
	}
}
