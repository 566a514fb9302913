#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_describe.h"
#include "checks/cpstext_judge.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

#define CITES 48
#define ITEM_MAX 400 /* blocks of one item */
#define RANGE 4	     /* a range over more methods than these permits none */

static const char deferred[] = "listed, but another document prevails";

/* What a block names. */
struct names {
	uint64_t cited, title; /* citations outside asides; the title that begins it */
	uint64_t loose;	       /* cited only with a number broken by blanks */
	uint64_t aside;	       /* cited in asides */
	int implied;	       /* methods only inside ranges */
};

static void
add(struct cpstext_judge *j, uint64_t methods, enum cpstext_status status,
    enum cpstext_strength strength, const struct cpstext_place *at, int64_t until,
    const char *remark)
{
	cpstext_evidence_add(&j->e, &(struct cpstext_evidence){ .method = methods,
					.status = status,
					.strength = strength,
					.at = *at,
					.until = until,
					.remark = remark });
}

static struct cpstext_place
whole(const struct cpstext_judge *j, size_t block)
{
	return (struct cpstext_place){ block, 0, j->b->v[block].len };
}

static void
names_of(const struct cpstext_judge *j, size_t block, struct names *n)
{
	const struct cpstext_block *k = &j->b->v[block];
	struct cpstext_cite c[CITES];

	memset(n, 0, sizeof(*n));
	n->title = cpstext_method_leads(k->low, k->len);
	for (size_t from = 0, to; from < k->len; from = to) {
		struct cpstext_say say;
		size_t cites;

		to = cpstext_words_sentence(k->text, k->low, k->len, from);
		cites = cpstext_method_cites(k->low + from, to - from, c, CITES);
		if (!cites)
			continue;
		cpstext_say(k->low + from, to - from, &say);
		for (size_t i = 0; i < cites; i++) {
			if (cpstext_judge_own(j, &c[i]))
				continue;
			if (say.says == CPSTEXT_SAYS_ASIDE)
				n->aside |= c[i].method;
			else
				n->cited |= c[i].method;
			if (c[i].loose)
				n->loose |= c[i].method;
			n->implied += c[i].implied;
		}
	}
}

/* The end of an item: its brother, the next list, a heading, or a paragraph after a list of
 * items that have none between them. */
static size_t
item_end(const struct cpstext_judge *j, size_t item)
{
	const struct cpstext_blocks *b = j->b;
	const struct cpstext_block *k = &b->v[item];
	size_t before = j->list.before[item], prose = 0, i;
	int64_t until;

	for (i = item + 1; i < b->n && i < item + ITEM_MAX; i++) {
		const struct cpstext_block *n = &b->v[i];

		if (n->kind == CPSTEXT_HEADING || n->table != k->table || n->row != k->row ||
		    n->col != k->col)
			break;
		if (n->kind == CPSTEXT_ITEM && j->list.before[i] == item)
			return i;
		if (n->kind == CPSTEXT_ITEM && n->level <= k->level && !prose)
			return i;
		if (n->kind == CPSTEXT_ITEM)
			continue;
		if (cpstext_place_lead(b, i, &until) != CPSTEXT_LEAD_NONE)
			break;
		if (!prose)
			prose = i;
	}
	if (!prose)
		return i;
	/* paragraphs belong to the last item where they belonged to the one before it */
	for (size_t p = before == CPSTEXT_NONE ? item : before + 1; p < item; p++)
		if (b->v[p].kind != CPSTEXT_ITEM)
			return i;
	return prose;
}

/*
 * Titles and procedures that a method shares with its successor are told apart
 * by when each existed (BR 1.5.6, 1.6.4, 1.6.8): the later alone after the
 * earlier ended, both where only the earlier's name is used by then.
 */
static uint64_t
by_date(uint64_t set, int64_t effective)
{
	static const struct {
		uint64_t both, early, late;
		const char *from;
	} pairs[] = {
		{ CPSTEXT_DNS(1) | CPSTEXT_DNS(12), CPSTEXT_DNS(1), CPSTEXT_DNS(12), "2018-08-01" },
		{ CPSTEXT_DNS(3) | CPSTEXT_DNS(15), CPSTEXT_DNS(3), CPSTEXT_DNS(15), "2019-06-01" },
		{ CPSTEXT_DNS(6) | CPSTEXT_DNS(18), CPSTEXT_DNS(6), CPSTEXT_DNS(18), "2020-06-04" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		int64_t from;

		if (!(set & pairs[i].both) || (set & ~pairs[i].both) ||
		    instant_parse_date(pairs[i].from, &from) != 0)
			continue;
		if (effective == INSTANT_NONE)
			return pairs[i].both;
		if (effective >= from)
			return set & pairs[i].late ? pairs[i].late : pairs[i].both;
	}
	return set;
}

/* The section's own title is about domains or IP addresses. */
static bool
in_title(const struct cpstext_judge *j, size_t block)
{
	size_t s = j->b->v[block].section;
	const char *title = s == CPSTEXT_NONE ? "" : j->b->v[s].low + j->b->v[s].title;

	return cpstext_words_has(title, "domain") || cpstext_words_has(title, "ip address") ||
	       cpstext_words_has(title, "ip addresses") || cpstext_words_has(title, "fqdn");
}

/* An item that cites no section: its title or its procedure has to single out one method. */
static void
by_description(struct cpstext_judge *j, size_t item, size_t lead, uint64_t title,
    const struct cpstext_verdict *v)
{
	const struct cpstext_block *l = &j->b->v[lead];
	enum cpstext_topic topic = cpstext_place_topic(j->b, j->b->v[item].section);
	bool ip =
	    cpstext_words_has(l->low, "ip address") || cpstext_words_has(l->low, "ip addresses");
	bool domain = cpstext_words_has(l->low, "domain") || cpstext_words_has(l->low, "domains") ||
		      cpstext_words_has(l->low, "fqdn") || cpstext_words_has(l->low, "domain name");
	uint64_t set = title ? (v->broad ? title & v->broad : title) : v->narrow;
	struct cpstext_evidence e = { .strength = CPSTEXT_STRONG,
		.at = whole(j, item),
		.until = v->until,
		.wildcard = v->wildcard,
		.described = true };

	if (l->kind == CPSTEXT_ITEM || !(ip || domain || in_title(j, item)))
		return;
	if (ip != domain ? ip : topic == CPSTEXT_TOPIC_IP)
		set &= CPSTEXT_ALL_IP;
	else
		set &= CPSTEXT_ALL_DNS;
	set = by_date(set, j->rules.effective);
	if (!set)
		return;
	e.status = cpstext_scope_status(v, set, true, &e.remark, &e.at);
	if (!e.remark)
		e.remark = "by description, no section is cited";
	if (!cpstext_method_single(set) || !v->verb || v->words < 6) {
		e.status = CPSTEXT_UNCLEAR;
		e.strength = CPSTEXT_WEAK;
		e.remark = "described without a section; it may be several methods";
	}
	e.method = set;
	if (cpstext_place_defers(j->b, lead)) {
		e.status = CPSTEXT_UNCLEAR;
		e.remark = deferred;
	}
	cpstext_evidence_add(&j->e, &e);
}

/* The methods of an item under "one of the following methods". */
static void
introduced(
    struct cpstext_judge *j, size_t item, const struct names *n, const struct cpstext_verdict *v)
{
	uint64_t keep = n->cited;
	struct cpstext_place at = whole(j, item);

	/* of several citations those that the procedure is compatible with */
	if (!cpstext_method_single(keep) && (v->broad & keep)) {
		add(j, keep & ~v->broad, CPSTEXT_MENTIONED, CPSTEXT_WEAK, &at, INSTANT_NONE, NULL);
		keep &= v->broad;
	}
	for (uint64_t left = keep; left; left &= left - 1) {
		uint64_t id = left & (~left + 1);
		struct cpstext_evidence e = { .method = id,
			.strength = CPSTEXT_STRONG,
			.at = at,
			.until = v->until,
			.wildcard = v->wildcard };

		e.status = cpstext_scope_status(v, id, true, &e.remark, &e.at);
		if (e.status == CPSTEXT_PERMITTED && n->title && !(n->title & id)) {
			e.status = CPSTEXT_UNCLEAR;
			e.remark = "title and citation name different methods";
			add(j, n->title, CPSTEXT_UNCLEAR, CPSTEXT_WEAK, &at, INSTANT_NONE,
			    e.remark);
		} else if (e.status == CPSTEXT_PERMITTED && n->implied > RANGE) {
			e.status = CPSTEXT_UNCLEAR;
			e.remark = "cited only within a wide range";
		} else if (e.status == CPSTEXT_PERMITTED && (n->loose & id) && !(v->broad & id) &&
			   !(n->title & id)) {
			e.status = CPSTEXT_UNCLEAR;
			e.remark = "the number is broken and nothing confirms it";
		} else if (e.status == CPSTEXT_UNCLEAR && v->broad && !(v->broad & id)) {
			add(j, v->narrow, CPSTEXT_UNCLEAR, CPSTEXT_WEAK, &at, INSTANT_NONE,
			    "described under the citation of another section");
		}
		if (e.status != CPSTEXT_REFUSED)
			e.at = at;
		cpstext_evidence_add(&j->e, &e);
	}
}

static bool
limits_itself(const struct cpstext_judge *j, size_t lead)
{
	struct cpstext_words w;

	cpstext_words(j->b->v[lead].low, j->b->v[lead].len, &w);
	return cpstext_words_match(
		   &w, "only|solely|exclusively *8 method|methods|procedures", 0, NULL, NULL) ||
	       cpstext_words_match(
		   &w, "limited|limits|restricted to *6 method|methods", 0, NULL, NULL);
}

/* An item, or a paragraph that stands like one, with what introduces it. */
static void
listed(struct cpstext_judge *j, size_t item, size_t end, size_t lead, enum cpstext_lead says,
    int64_t until)
{
	struct cpstext_verdict v;
	struct names n;
	struct cpstext_place at = whole(j, item);

	names_of(j, item, &n);
	cpstext_scope_read(j->b, item, end, n.cited | n.title, j->rules.effective, &v);
	add(j, n.aside, CPSTEXT_MENTIONED, CPSTEXT_WEAK, &at, INSTANT_NONE, NULL);
	if (says == CPSTEXT_LEAD_REFUSES) {
		uint64_t set = n.cited ? n.cited : cpstext_method_single(n.title) ? n.title : 0;

		add(j, set, until == INSTANT_NONE ? CPSTEXT_REFUSED : CPSTEXT_MENTIONED,
		    until == INSTANT_NONE ? CPSTEXT_STRONG : CPSTEXT_WEAK, &at, until, NULL);
	} else if (n.cited && cpstext_place_defers(j->b, lead)) {
		add(j, n.cited, CPSTEXT_UNCLEAR, CPSTEXT_STRONG, &at, v.until, deferred);
	} else if (n.cited) {
		introduced(j, item, &n, &v);
		if (limits_itself(j, lead))
			j->rules.only |= n.cited;
	} else {
		by_description(j, item, lead, n.title, &v);
	}
}

/* What introduces the paragraphs and the table that follow in the same section. */
struct opening {
	size_t block;
	enum cpstext_lead says;
	int64_t until;
};

static void
block(struct cpstext_judge *j, size_t i, struct opening *o)
{
	const struct cpstext_block *k = &j->b->v[i];
	enum cpstext_topic topic = cpstext_place_topic(j->b, k->section);
	struct cpstext_place at = whole(j, i);
	struct names n;
	int64_t until;
	enum cpstext_lead says;

	names_of(j, i, &n);
	if (topic == CPSTEXT_TOPIC_ASIDE) {
		add(j, n.cited | n.aside, CPSTEXT_MENTIONED, CPSTEXT_WEAK, &at, INSTANT_NONE, NULL);
		return;
	}
	if (k->kind == CPSTEXT_ITEM) {
		says = cpstext_place_lead(j->b, j->list.lead[i], &until);
		if (says == CPSTEXT_LEAD_USES || says == CPSTEXT_LEAD_REFUSES) {
			listed(j, i, item_end(j, i), j->list.lead[i], says, until);
			return;
		}
		/* below an item of the methods, or of no such list */
		cpstext_prose_read(j, i, says == CPSTEXT_LEAD_ASIDE ? CPSTEXT_TOPIC_ASIDE : topic);
		return;
	}
	if (k->kind == CPSTEXT_CELL && (n.cited || n.title) &&
	    cpstext_row_read(j, i, n.cited | n.title))
		return;
	says = cpstext_place_lead(j->b, i, &until);
	if (says != CPSTEXT_LEAD_NONE && k->kind == CPSTEXT_PARA)
		*o = (struct opening){ i, says, until };
	else if ((o->says == CPSTEXT_LEAD_USES || o->says == CPSTEXT_LEAD_REFUSES) &&
		 (n.title || n.cited) &&
		 (k->kind == CPSTEXT_CELL || n.title || strncmp(k->low, "method ", 7) == 0 ||
		     strncmp(k->low, "section 3", 9) == 0 || strncmp(k->low, "3.2.2.", 6) == 0)) {
		size_t end = i + 1;

		/* the other cells of its row belong to it */
		while (k->table && end < j->b->n && j->b->v[end].table == k->table &&
		       j->b->v[end].row == k->row)
			end++;
		if (n.cited)
			listed(j, i, end, o->block, o->says, o->until);
		return;
	}
	if (n.cited || n.aside)
		cpstext_prose_read(j, i, topic);
}

void
cpstext_listing_read(struct cpstext_judge *j)
{
	struct opening o = { .block = CPSTEXT_NONE };

	for (size_t i = 0; i < j->b->n; i++) {
		struct cpstext_say say;

		if (j->b->v[i].kind == CPSTEXT_HEADING) {
			o = (struct opening){ .block = CPSTEXT_NONE };
			continue;
		}
		if (cpstext_place_topic(j->b, j->b->v[i].section) == CPSTEXT_TOPIC_IP &&
		    j->b->v[i].len < 400) {
			cpstext_say(j->b->v[i].low, j->b->v[i].len, &say);
			j->rules.no_ip |= say.no_ip;
		}
		if (!j->covered[i])
			block(j, i, &o);
	}
}
