#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/cpstext.h"
#include "checks/cpstext_block.h"
#include "checks/cpstext_fold.h"
#include "checks/cpstext_head.h"
#include "checks/cpstext_judge.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

#define EXCERPT 300 /* bytes of a sentence that are shown */

const char *
cpstext_status_name(enum cpstext_status s)
{
	static const char *const names[] = { "permitted", "refused", "mentioned", "unclear" };

	return names[s];
}

const char *
cpstext_kind_name(enum cpstext_kind k)
{
	static const char *const names[] = { "dns", "ip", "onion" };

	return names[k];
}

const char *
cpstext_document_name(enum cpstext_document d)
{
	static const char *const names[] = { "cps", "cp-cps", "cp", "other", "unknown" };

	return names[d];
}

static enum cpstext_kind
kind_of(uint64_t method)
{
	if (method == CPSTEXT_ONION)
		return CPSTEXT_KIND_ONION;
	return method & CPSTEXT_ALL_IP ? CPSTEXT_KIND_IP : CPSTEXT_KIND_DNS;
}

/* The sentence, cut at a character's start. */
static char *
excerpt(const struct cpstext_blocks *b, const struct cpstext_place *at)
{
	const char *s = b->v[at->block].text + at->from;
	size_t n = at->to - at->from;
	char *out;

	while (n > 0 && s[n - 1] == ' ')
		n--;
	if (n > EXCERPT) {
		n = EXCERPT;
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	out = malloc(n + 1);
	if (!out) {
		say_nomem("cpstext");
		return NULL;
	}
	memcpy(out, s, n);
	out[n] = '\0';
	return out;
}

static int
add(struct cpstext *t, const struct cpstext_blocks *b, const struct cpstext_evidence *e)
{
	struct cpstext_method *m = &t->methods[t->count];

	memset(m, 0, sizeof(*m));
	cpstext_method_name(e->method, m->method);
	m->status = e->status;
	m->kind = kind_of(e->method);
	m->line = cpstext_block_line(b, e->at.block, e->at.from);
	m->text = excerpt(b, &e->at);
	m->until = e->until;
	m->remark = e->remark;
	m->wildcard = e->wildcard > 0	? CPSTEXT_WILDCARD_YES
		      : e->wildcard < 0 ? CPSTEXT_WILDCARD_NO
					: CPSTEXT_WILDCARD_UNSTATED;
	if (!m->text)
		return -1;
	t->count++;
	return 0;
}

/* "Wildcard names are validated by the DNS change method only": *only of a sentence, 0 none. */
static uint64_t
wildcard_only(const char *low, size_t len)
{
	struct cpstext_words w;
	struct cpstext_cite c[16];
	uint64_t set = cpstext_method_mentions(low, len);
	size_t n = cpstext_method_cites(low, len, c, 16);

	cpstext_words(low, len, &w);
	if (!cpstext_words_match(&w,
		"wildcard *3 domain|name|names|domains|certificate|certificates|fqdn|fqdns *8 "
		"only|must|shall|requires|require|exclusively",
		0, NULL, NULL) &&
	    !cpstext_words_match(
		&w, "only|must *10 wildcard *3 domain|name|names|domains", 0, NULL, NULL))
		return 0;
	if (cpstext_words_match(&w, "not|never|cannot", 0, NULL, NULL))
		return 0;
	for (size_t i = 0; i < n; i++)
		set |= c[i].method;
	return set & CPSTEXT_ALL_DNS;
}

/* What the document as a whole says of wildcards. */
static void
wildcards(struct cpstext *t, const struct cpstext_blocks *b)
{
	uint64_t only = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct cpstext_block *k = &b->v[i];

		if (k->kind == CPSTEXT_HEADING || k->table || !strstr(k->low, "wildcard") ||
		    cpstext_place_topic(b, k->section) == CPSTEXT_TOPIC_ASIDE)
			continue;
		for (size_t from = 0, to; from < k->len; from = to) {
			struct cpstext_words w;

			to = cpstext_words_sentence(k->text, k->low, k->len, from);
			cpstext_words(k->low + from, to - from, &w);
			if (cpstext_words_match(&w,
				"wildcard certificates *2 not *2 "
				"supported|issued|permitted|offered",
				0, NULL, NULL) ||
			    cpstext_words_match(&w,
				"not *1 issue|support|offer wildcard certificates|certificate $", 0,
				NULL, NULL))
				t->no_wildcards = true;
			if (!only)
				only = wildcard_only(k->low + from, to - from);
		}
	}
	for (size_t i = 0; i < t->count; i++) {
		struct cpstext_method *m = &t->methods[i];
		uint64_t id = cpstext_method_number(m->method);

		if (m->kind == CPSTEXT_KIND_DNS && t->no_wildcards)
			m->wildcard = CPSTEXT_WILDCARD_NO;
		else if (m->kind == CPSTEXT_KIND_DNS && only)
			m->wildcard = id & only ? CPSTEXT_WILDCARD_YES : CPSTEXT_WILDCARD_NO;
	}
}

/* Onion names: the one method that has no number of its own is named by its nonces. */
static void
onion(struct cpstext_judge *j)
{
	for (size_t i = 0; i < j->b->n; i++) {
		const char *low = j->b->v[i].low;

		if (strstr(low, "casigningnonce") || strstr(low, "ca signing nonce") ||
		    cpstext_words_has(low, "b.2.b")) {
			struct cpstext_evidence e = {
				.method = CPSTEXT_ONION,
				.status = CPSTEXT_UNCLEAR,
				.strength = CPSTEXT_WEAK,
				.at = { i, 0, j->b->v[i].len },
				.until = INSTANT_NONE,
				.remark =
				    "whether onion names are validated so is for a person to read"
			};

			if (cpstext_place_topic(j->b, j->b->v[i].section) == CPSTEXT_TOPIC_ASIDE)
				e.status = CPSTEXT_MENTIONED, e.remark = NULL;
			cpstext_evidence_add(&j->e, &e);
		}
	}
}

static int
judge(struct cpstext *t, const struct cpstext_blocks *b)
{
	struct cpstext_judge j = { .b = b,
		.rules = { .kind = t->document, .effective = t->effective } };
	struct cpstext_evidence e;
	int rc = -1;

	j.covered = calloc(b->n + 1, sizeof(j.covered[0]));
	t->methods = calloc(64, sizeof(t->methods[0]));
	if (!j.covered || !t->methods) {
		say_nomem("cpstext");
		goto out;
	}
	if (cpstext_place_lists(b, &j.list) != 0)
		goto out;
	cpstext_section_read(&j);
	cpstext_listing_read(&j);
	onion(&j);
	t->no_ip = j.rules.no_ip;
	for (int n = 1; n <= 62; n++)
		if (cpstext_evidence_sum(&j.e, UINT64_C(1) << n, &j.rules, &e) &&
		    add(t, b, &e) != 0)
			goto out;
	wildcards(t, b);
	rc = j.e.failed ? -1 : 0;
out:
	cpstext_place_free(&j.list);
	free(j.e.v);
	free(j.covered);
	return rc;
}

struct cpstext *
cpstext_read(const void *bytes, size_t len)
{
	struct cpstext *t = calloc(1, sizeof(*t));
	struct cpstext_blocks b = { 0 };
	struct cpstext_head h = { .effective = INSTANT_NONE };
	struct text folded = { 0 };
	int rc = -1;

	if (!t) {
		say_nomem("cpstext");
		return NULL;
	}
	cpstext_fold(bytes, len, &folded);
	if (!text_failed(&folded) && cpstext_block_read(text_str(&folded), folded.len, &b) == 0) {
		cpstext_head_read(&b, &h);
		memcpy(t->version, h.version, sizeof(t->version));
		memcpy(t->title, h.title, sizeof(t->title));
		t->effective = h.effective;
		t->document = h.kind;
		t->draft = h.draft;
		rc = judge(t, &b);
		text_add(&h.remarks, "");
		if (text_failed(&h.remarks))
			rc = -1;
		t->remarks = h.remarks.s;
	}
	cpstext_block_free(&b);
	text_free(&folded);
	if (rc != 0) {
		cpstext_free(t);
		return NULL;
	}
	return t;
}

void
cpstext_free(struct cpstext *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		free(t->methods[i].text);
	free(t->methods);
	free(t->remarks);
	free(t);
}
