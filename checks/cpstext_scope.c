#include <string.h>

#include "base/instant.h"
#include "base/text.h"
#include "checks/cpstext_describe.h"
#include "checks/cpstext_method.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_scope.h"
#include "checks/cpstext_words.h"

#define CITES 32
#define TOLD 8 /* words from which on a procedure is told, not named */

/* What carries over from one sentence to the next. */
struct reading {
	struct text told; /* the prose so far */
	uint64_t about;
	int64_t effective;
	int64_t lead; /* "Effective D:" stands above */
	size_t lead_block;
};

/* Words by which a text says that its method is one of the Requirements. */
static bool
identifies(const char *low, size_t len)
{
	static const char *const patterns[] = {
		"method|methods|validation|performed|implemented|conducted|done *14 "
		"equivalent|accordance|compliance|"
		"conformance|conformity|conforms|confirms|complies|compliant|corresponds|"
		"corresponding|pursuant|"
		"consistent|according|line",
		"method|methods|validation *6 defined|described|specified in|under|by", NULL
	};
	struct cpstext_words w;

	cpstext_words(low, len, &w);
	return cpstext_words_any(&w, patterns);
}

static bool
says_what_is_done(const char *low)
{
	static const char *const verbs[] = { "confirm~", "verif~", "validat~", "check~", "send~",
		"sent", "call~", "demonstrat~", "communicat~", "publish~", "plac~", "provid~",
		"receiv~", "obtain~", "control~", "perform~", "quer~", "insert~", "over~",
		"potvrd~", "zasl~", NULL };

	for (const char *const *v = verbs; *v; v++)
		if (cpstext_words_has(low, *v))
			return true;
	return false;
}

/* The sentence is about other methods than those the text is about. */
static bool
elsewhere(
    const struct reading *r, const char *low, size_t len, const struct cpstext_cite *c, size_t n)
{
	uint64_t cited = 0, named = cpstext_method_mentions(low, len);

	for (size_t i = 0; i < n; i++)
		cited |= c[i].method;
	if (!r->about)
		return false;
	if (cited)
		return !(cited & r->about) && !identifies(low, len);
	return named && !(named & r->about);
}

static void
dated(const struct reading *r, int64_t date, struct cpstext_verdict *v)
{
	if (v->until == INSTANT_NONE || date < v->until)
		v->until = date;
	if (r->effective != INSTANT_NONE && date <= r->effective)
		v->refused = true;
}

static void
refuses(struct reading *r, const struct cpstext_say *say, const struct cpstext_place *at,
    struct cpstext_verdict *v)
{
	int64_t date = say->date == INSTANT_NONE ? r->lead : say->date;

	if (date == INSTANT_NONE || say->past)
		v->refused = true;
	if (date != INSTANT_NONE)
		dated(r, date, v);
	if (v->refusal.block == CPSTEXT_NONE)
		v->refusal = *at;
}

static void
tells(struct reading *r, const char *low, size_t len, const struct cpstext_cite *c, size_t n,
    const struct cpstext_place *at, struct cpstext_verdict *v)
{
	struct cpstext_words w;

	for (size_t i = 0; i < n; i++)
		if (c[i].br && identifies(low, len)) {
			v->identity |= c[i].method;
			if (v->identity_at.block == CPSTEXT_NONE)
				v->identity_at = *at;
		}
	cpstext_words(low, len, &w);
	v->words += w.n;
	text_addn(&r->told, low, len);
	text_addc(&r->told, ' ');
	if (v->tells.block == CPSTEXT_NONE)
		v->tells = *at;
}

static void
sentence(struct reading *r, const struct cpstext_blocks *b, const struct cpstext_place *at,
    struct cpstext_verdict *v)
{
	const char *low = b->v[at->block].low + at->from;
	size_t len = at->to - at->from, n;
	struct cpstext_cite c[CITES];
	struct cpstext_say say;

	cpstext_say(low, len, &say);
	if (say.wildcard && say.says == CPSTEXT_SAYS_PARTIAL)
		v->wildcard = say.wildcard;
	if (say.lead != INSTANT_NONE) {
		r->lead = say.lead;
		r->lead_block = at->block;
		return;
	}
	n = cpstext_method_cites(low, len, c, CITES);
	if (say.says == CPSTEXT_SAYS_ASIDE || say.says == CPSTEXT_SAYS_PARTIAL ||
	    say.says == CPSTEXT_SAYS_NO_OTHER) {
		/* "no other method" refuses the method of that name */
		if (say.says == CPSTEXT_SAYS_NO_OTHER &&
		    r->about & (CPSTEXT_DNS(11) | CPSTEXT_IP(4)))
			refuses(r, &say, at, v);
		return;
	}
	if (elsewhere(r, low, len, c, n))
		return;
	v->no_ip |= say.no_ip;
	/* "The Random Value: - must not be used after ..."; a table that shows examples */
	if (say.says == CPSTEXT_SAYS_REFUSES && say.bare && b->v[at->block].kind != CPSTEXT_PARA &&
	    (at->from == 0 || b->v[at->block].kind == CPSTEXT_CELL))
		return;
	if (say.says == CPSTEXT_SAYS_REFUSES) {
		refuses(r, &say, at, v);
		return;
	}
	if (say.says == CPSTEXT_SAYS_DOUBT) {
		v->doubt = true;
		return;
	}
	if (say.says == CPSTEXT_SAYS_USES) {
		v->uses = true;
		if (v->use_at.block == CPSTEXT_NONE)
			v->use_at = *at;
		if (say.date != INSTANT_NONE)
			dated(r, say.date, v);
		if (say.begins != INSTANT_NONE && r->effective != INSTANT_NONE &&
		    say.begins > r->effective)
			v->doubt = true;
	}
	tells(r, low, len, c, n, at, v);
}

void
cpstext_scope_read(const struct cpstext_blocks *b, size_t first, size_t end, uint64_t about,
    int64_t effective, struct cpstext_verdict *v)
{
	static const struct cpstext_place none = { .block = CPSTEXT_NONE };
	struct reading r = { .about = about, .effective = effective, .lead = INSTANT_NONE };

	memset(v, 0, sizeof(*v));
	v->until = INSTANT_NONE;
	v->refusal = v->tells = v->identity_at = v->use_at = none;
	for (size_t i = first; i < end && i < b->n; i++) {
		const struct cpstext_block *k = &b->v[i];

		/* what is dated ends with the next paragraph after its list */
		if (r.lead != INSTANT_NONE && k->kind != CPSTEXT_ITEM && i > r.lead_block + 1)
			r.lead = INSTANT_NONE;
		for (size_t from = 0; from < k->len;) {
			size_t to = cpstext_words_sentence(k->text, k->low, k->len, from);

			sentence(&r, b, &(struct cpstext_place){ i, from, to }, v);
			from = to;
		}
	}
	cpstext_describe(text_str(&r.told), &v->broad, &v->narrow);
	v->verb = says_what_is_done(text_str(&r.told));
	text_free(&r.told);
}

enum cpstext_status
cpstext_scope_status(const struct cpstext_verdict *v, uint64_t method, bool introduced,
    const char **remark, struct cpstext_place *at)
{
	bool identity = v->identity & method;

	*remark = NULL;
	if (v->refused || (v->no_ip && (method & (CPSTEXT_ALL_IP | CPSTEXT_DNS(8))))) {
		if (v->refusal.block != CPSTEXT_NONE)
			*at = v->refusal;
		if (!v->uses)
			return CPSTEXT_REFUSED;
		*remark = "used and refused in the same place";
		return CPSTEXT_UNCLEAR;
	}
	if (identity)
		*at = v->identity_at;
	else if (v->uses)
		*at = v->use_at;
	else if (v->tells.block != CPSTEXT_NONE)
		*at = v->tells;
	if (v->broad && !(v->broad & method)) {
		*remark = "the words tell another procedure than the section they cite";
		return CPSTEXT_UNCLEAR;
	}
	if (v->doubt) {
		*remark = "planned, conditional or past";
		return CPSTEXT_UNCLEAR;
	}
	if (introduced || v->uses || identity ||
	    ((v->broad & method) && v->verb && v->words >= TOLD))
		return CPSTEXT_PERMITTED;
	*remark = "nothing there permits or refuses it";
	return CPSTEXT_UNCLEAR;
}
