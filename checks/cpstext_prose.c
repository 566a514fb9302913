#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_describe.h"
#include "checks/cpstext_judge.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

#define CITES 48
#define RANGE 4 /* a range over more methods than these permits none */

static const char deferred[] = "said here, but another document prevails";

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

/* Words after which a citation is not what the CA does. */
static bool
takes_back(const struct cpstext_words *w)
{
	return cpstext_words_match(w,
	    "not|no|never|except|without|excluding|unless|other|than|instead|prohibited|cannot", 0,
	    NULL, NULL);
}

/* One sentence of prose that cites methods. */
static void
sentence(struct cpstext_judge *j, const struct cpstext_place *at, enum cpstext_topic topic)
{
	const struct cpstext_block *k = &j->b->v[at->block];
	const char *low = k->low + at->from;
	size_t len = at->to - at->from, cites;
	struct cpstext_cite c[CITES];
	struct cpstext_words w;
	struct cpstext_say say;
	uint64_t set = 0;
	int implied = 0;
	bool acts;

	cites = cpstext_method_cites(low, len, c, CITES);
	for (size_t i = 0; i < cites; i++) {
		if (!cpstext_judge_own(j, &c[i]))
			set |= c[i].method;
		implied += c[i].implied;
	}
	if (!set)
		return;
	cpstext_say(low, len, &say);
	cpstext_words(low, len, &w);
	acts =
	    say.says == CPSTEXT_SAYS_USES ||
	    (say.says == CPSTEXT_SAYS_NOTHING &&
		cpstext_words_match(&w,
		    "validat~|verif~|confirm~|perform~|implement~|use|uses *9 3.2.2.4.~|3.2.2.5.~",
		    0, NULL, NULL));
	if (say.says == CPSTEXT_SAYS_REFUSES && topic != CPSTEXT_TOPIC_ASIDE &&
	    k->kind != CPSTEXT_CELL) {
		bool plain = say.date == INSTANT_NONE || say.past;

		add(j, set, plain ? CPSTEXT_REFUSED : CPSTEXT_MENTIONED,
		    plain && topic != CPSTEXT_TOPIC_NONE ? CPSTEXT_STRONG : CPSTEXT_WEAK, at,
		    say.date, NULL);
	} else if (acts && (topic == CPSTEXT_TOPIC_DOMAIN || topic == CPSTEXT_TOPIC_IP)) {
		bool plain = !takes_back(&w) && implied <= RANGE && say.begins == INSTANT_NONE &&
			     say.wildcard == 0 && !cpstext_words_has(k->low, "wildcard~");
		const char *remark = plain ? NULL : "used and limited in one sentence";

		if (cpstext_place_defers(j->b, at->block)) {
			plain = false;
			remark = deferred;
		}
		add(j, set, plain ? CPSTEXT_PERMITTED : CPSTEXT_UNCLEAR,
		    plain ? CPSTEXT_STRONG : CPSTEXT_WEAK, at, say.date, remark);
		if (plain && cpstext_words_match(&w, "only|solely|exclusively", 0, NULL, NULL))
			j->rules.only |= set;
	} else if ((say.says == CPSTEXT_SAYS_PARTIAL || say.says == CPSTEXT_SAYS_DOUBT) &&
		   topic != CPSTEXT_TOPIC_NONE && topic != CPSTEXT_TOPIC_ASIDE) {
		add(j, set, CPSTEXT_UNCLEAR, CPSTEXT_WEAK, at, INSTANT_NONE,
		    "spoken of with a limit");
	} else {
		add(j, set, CPSTEXT_MENTIONED, CPSTEXT_WEAK, at, INSTANT_NONE, NULL);
	}
}

/* "(2) DNS Change - a Random Value in a TXT record (BR 3.2.2.4.7)" inside a paragraph. */
static void
run_on_item(struct cpstext_judge *j, struct cpstext_place *at)
{
	const char *low = j->b->v[at->block].low;
	struct cpstext_cite c[CITES];
	struct cpstext_say say;
	uint64_t set = 0, title, broad, narrow;
	char told[600];
	size_t cites, skip, n;

	while (at->from < at->to && low[at->from] == ' ')
		at->from++;
	cites = cpstext_method_cites(low + at->from, at->to - at->from, c, CITES);
	for (size_t i = 0; i < cites; i++)
		if (!cpstext_judge_own(j, &c[i]) && !c[i].implied)
			set |= c[i].method;
	cpstext_say(low + at->from, at->to - at->from, &say);
	skip = at->from;
	if (strncmp(low + skip, "and ", 4) == 0)
		skip += 4;
	if (low[skip] == '(' && memchr(low + skip, ')', at->to - skip < 6 ? at->to - skip : 6))
		skip += strcspn(low + skip, ")") + 1;
	while (skip < at->to && low[skip] == ' ')
		skip++;
	title = cpstext_method_leads(low + skip, at->to - skip);
	n = at->to - at->from < sizeof(told) - 1 ? at->to - at->from : sizeof(told) - 1;
	memcpy(told, low + at->from, n);
	told[n] = '\0';
	cpstext_describe(told, &broad, &narrow);
	if (say.says != CPSTEXT_SAYS_NOTHING && say.says != CPSTEXT_SAYS_USES)
		add(j, set, CPSTEXT_UNCLEAR, CPSTEXT_WEAK, at, INSTANT_NONE, NULL);
	else if (!cpstext_method_single(set))
		add(j, set, CPSTEXT_UNCLEAR, CPSTEXT_STRONG, at, say.date,
		    "several citations in one item");
	else if ((title && !(title & set)) || (broad && !(broad & set)))
		add(j, set | (cpstext_method_single(title) ? title : 0), CPSTEXT_UNCLEAR,
		    CPSTEXT_STRONG, at, say.date, "title and citation name different methods");
	else
		add(j, set, CPSTEXT_PERMITTED, CPSTEXT_STRONG, at, say.date, NULL);
}

/* A paragraph that introduces its own methods: "one of the following: (1) ...; (2) ...". */
static bool
runs_on(struct cpstext_judge *j, size_t block)
{
	const struct cpstext_block *k = &j->b->v[block];
	const char *colon = memchr(k->low, ':', k->len);
	size_t from = colon ? (size_t)(colon - k->low) + 1 : k->len, to;
	int64_t until;

	if (from >= k->len || cpstext_place_defers(j->b, block) ||
	    cpstext_place_says(j->b, block, 0, from, &until) != CPSTEXT_LEAD_USES)
		return false;
	for (; from < k->len; from = to) {
		to = cpstext_words_sentence(k->text, k->low, k->len, from);
		run_on_item(j, &(struct cpstext_place){ block, from, to });
	}
	return true;
}

void
cpstext_prose_read(struct cpstext_judge *j, size_t block, enum cpstext_topic topic)
{
	const struct cpstext_block *k = &j->b->v[block];

	if (topic != CPSTEXT_TOPIC_ASIDE && runs_on(j, block))
		return;
	for (size_t from = 0, to; from < k->len; from = to) {
		to = cpstext_words_sentence(k->text, k->low, k->len, from);
		sentence(j, &(struct cpstext_place){ block, from, to }, topic);
	}
}
