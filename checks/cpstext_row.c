#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_judge.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

enum mark { MARK_NONE, MARK_YES, MARK_NO };

/* What a cell answers. */
static enum mark
answer(const struct cpstext_block *k)
{
	static const char *const yes[] = { "yes", "y", "supported", "used", "enabled", "allowed",
		"permitted", "implemented", "active", "in use", "true", "x", "\xe2\x9c\x93",
		"\xe2\x9c\x94", "\xe2\x9c\x85", "\xe2\x98\x91", NULL };
	static const char *const no[] = { "no", "n", "none", "n/a", "-", "not applicable",
		"\xe2\x9c\x97", "\xe2\x9c\x98", "\xe2\x9d\x8c", "\xc3\x97", "false", "disabled",
		"retired", "deprecated", "unsupported", "prohibited", NULL };
	struct cpstext_say say;

	for (const char *const *w = yes; *w; w++)
		if (strcmp(k->low, *w) == 0)
			return MARK_YES;
	for (const char *const *w = no; *w; w++)
		if (strcmp(k->low, *w) == 0)
			return MARK_NO;
	cpstext_say(k->low, k->len, &say);
	return say.says == CPSTEXT_SAYS_REFUSES ? MARK_NO : MARK_NONE;
}

/* "This method is not used", in so many words. */
static bool
refuses(const struct cpstext_block *k)
{
	struct cpstext_say say;

	cpstext_say(k->low, k->len, &say);
	return say.says == CPSTEXT_SAYS_REFUSES && !say.bare;
}

/* The heading of a column asks whether the method is used. */
static bool
asks_use(const struct cpstext_blocks *b, const struct cpstext_block *cell)
{
	static const char *const use[] = { "support~", "use", "used", "status", "permitted",
		"allowed", "implemented", "available", "adopted", "practice", "applicab~",
		"accepted", "enabled", NULL };
	static const char *const narrower[] = { "wildcard~", "prune", "pruning", "cname", "onion",
		"mpic", "subdomain~", "reuse", "random", "perspective~", "date", "br",
		"requirements", NULL };

	for (const struct cpstext_block *k = cell; k > b->v && k[-1].table == cell->table; k--) {
		if (!k[-1].header || k[-1].col != cell->col)
			continue;
		for (const char *const *w = narrower; *w; w++)
			if (cpstext_words_has(k[-1].low, *w))
				return false;
		for (const char *const *w = use; *w; w++)
			if (cpstext_words_has(k[-1].low, *w))
				return true;
	}
	return false;
}

bool
cpstext_row_read(struct cpstext_judge *j, size_t block, uint64_t methods)
{
	const struct cpstext_block *me = &j->b->v[block];
	size_t first = block, end = block + 1;
	enum mark found = MARK_NONE;
	struct cpstext_evidence e = {
		.strength = CPSTEXT_STRONG, .at = { block, 0, me->len }, .until = INSTANT_NONE
	};

	/* a history row holds a date, a description holds sentences */
	if (me->len > 160)
		return false;
	while (
	    first > 0 && j->b->v[first - 1].table == me->table && j->b->v[first - 1].row == me->row)
		first--;
	while (end < j->b->n && j->b->v[end].table == me->table && j->b->v[end].row == me->row)
		end++;
	for (size_t i = first; i < end; i++) {
		enum mark m;

		if (j->b->v[i].col == me->col)
			continue;
		m = answer(&j->b->v[i]);
		/* a sentence answers under any heading, a mark only under one that asks */
		if (m == MARK_NONE || (!asks_use(j->b, &j->b->v[i]) && !refuses(&j->b->v[i])))
			continue;
		if (found != MARK_NONE && found != m)
			return false;
		found = m;
	}
	if (found == MARK_NONE)
		return false;
	e.status = found == MARK_NO ? CPSTEXT_REFUSED : CPSTEXT_PERMITTED;
	if (!cpstext_method_single(methods)) {
		e.status = CPSTEXT_UNCLEAR;
		e.remark = "several methods have this title";
	}
	for (uint64_t left = methods; left; left &= left - 1) {
		e.method = left & (~left + 1);
		cpstext_evidence_add(&j->e, &e);
	}
	return true;
}
