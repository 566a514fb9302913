#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_date.h"
#include "checks/cpstext_head.h"
#include "checks/cpstext_revision.h"
#include "checks/cpstext_words.h"

#define TITLE_BLOCKS 80 /* that may stand before the first chapter */

/* How much a date says about when the text is in force. */
enum rank { RANK_NONE, RANK_APPROVED, RANK_REVISION, RANK_DATE, RANK_EFFECTIVE };

struct found {
	char version[32];
	int64_t date;
	enum rank rank;
	bool placeholder; /* a date is announced where none stands */
};

static bool
has_any(const char *low, const char *const *words)
{
	for (; *words; words++)
		if (cpstext_words_has(low, *words))
			return true;
	return false;
}

static enum rank
rank_of(const char *low)
{
	static const char *const effective[] = { "effective", "valid from", "date of effect",
		"in force", "into force", "effect date", "into effect", "applicable from",
		"validity", NULL };
	static const char *const approved[] = { "approved", "approval", "adopted", NULL };

	if (has_any(low, effective))
		return RANK_EFFECTIVE;
	return has_any(low, approved) ? RANK_APPROVED : RANK_DATE;
}

static void
take_date(struct found *f, const char *low, size_t len, enum rank rank)
{
	struct cpstext_date d;

	if (rank <= f->rank || !cpstext_date_find(low, len, 0, &d))
		return;
	f->date = d.at;
	f->rank = rank;
}

/* Each date by the words between it and the one before: "Approved: ... Effective: ...". */
static void
take_dates(struct found *f, const char *low, size_t len)
{
	struct cpstext_date d = { 0 };
	size_t from = 0;

	while (cpstext_date_find(low, len, from, &d)) {
		char label[80];
		size_t n = d.start - from < sizeof(label) - 1 ? d.start - from : sizeof(label) - 1;

		memcpy(label, low + d.start - n, n);
		label[n] = '\0';
		take_date(f, low + d.start, d.end - d.start, rank_of(label));
		from = d.end;
	}
}

/* The end of the title page: the first chapter, or its table of contents. */
static size_t
title_end(const struct cpstext_blocks *b)
{
	size_t i;

	for (i = 0; i < b->n && i < TITLE_BLOCKS; i++) {
		const struct cpstext_block *k = &b->v[i];

		if (k->kind == CPSTEXT_HEADING &&
		    (k->number[0] || cpstext_words_has(k->low, "contents") ||
			cpstext_words_has(k->low, "history") ||
			cpstext_words_has(k->low, "revision~") ||
			cpstext_words_has(k->low, "introduction")))
			break;
	}
	return i;
}

static void
front(const struct cpstext_blocks *b, struct found *f, struct cpstext_head *h)
{
	static const char *const dates[] = { "effective", "effective_date", "effective-date",
		"effective date", "valid from", "date", NULL };
	const char *v = cpstext_block_front(b, "version", NULL),
		   *title = cpstext_block_front(b, "title", NULL);
	char low[256];
	size_t n;

	if (v) {
		n = (size_t)snprintf(low, sizeof(low), "%s", v);
		cpstext_date_version(v, n < sizeof(low) ? n : sizeof(low) - 1, false, f->version);
	}
	for (int i = 0; i < 2 && !f->version[0]; i++) {
		v = cpstext_block_front(b, i ? "title" : "subtitle", NULL);
		n = (size_t)snprintf(low, sizeof(low), "%s", v ? v : "");
		for (size_t k = 0; low[k]; k++)
			low[k] = (char)(low[k] >= 'A' && low[k] <= 'Z' ? low[k] + 32 : low[k]);
		cpstext_date_version(low, strlen(low), true, f->version);
	}
	for (const char *const *k = dates; *k; k++) {
		v = cpstext_block_front(b, *k, NULL);
		if (!v)
			continue;
		snprintf(low, sizeof(low), "%s", v);
		for (size_t c = 0; low[c]; c++)
			low[c] = (char)(low[c] >= 'A' && low[c] <= 'Z' ? low[c] + 32 : low[c]);
		take_date(
		    f, low, strlen(low), strcmp(*k, "date") == 0 ? RANK_DATE : RANK_EFFECTIVE);
		f->placeholder |= cpstext_date_placeholder(low, strlen(low));
	}
	if (title)
		snprintf(h->title, sizeof(h->title), "%s", title);
}

/* Is the cell in the one row its table has below the header?  A table of more rows is a
 * history, whose dates are for checks/cpstext_revision.h to choose from. */
static bool
only_row(const struct cpstext_blocks *b, size_t cell)
{
	const struct cpstext_block *c = &b->v[cell];

	if (c->col > 20)
		return false;
	for (size_t i = cell; i-- > 0 && b->v[i].table == c->table;)
		if (!b->v[i].header && b->v[i].row != c->row)
			return false;
	for (size_t i = cell + 1; i < b->n && b->v[i].table == c->table; i++)
		if (b->v[i].row != c->row)
			return false;
	return true;
}

/* "Version 5.6", "Valid from March 5, 2026", "26 November 2024" of the title page, and
 * tables whose cells are a name and a value. */
static void
title_page(const struct cpstext_blocks *b, size_t from, size_t to, bool page, struct found *f)
{
	for (size_t i = from; i < to; i++) {
		const struct cpstext_block *k = &b->v[i];
		const struct cpstext_block *next = i + 1 < b->n ? &b->v[i + 1] : NULL;

		/* a name in one cell, its value in the next of the row */
		if (k->table && !k->header && next && next->table == k->table &&
		    next->row == k->row && k->len < 60 && next->len < 60 && k->col == 1) {
			if (!f->version[0] && (strncmp(k->low, "version", 7) == 0 ||
						  strncmp(k->low, "revision", 8) == 0))
				cpstext_date_version(next->low, next->len, false, f->version);
			if (cpstext_words_has(k->low, "date") ||
			    cpstext_words_has(k->low, "valid from") ||
			    cpstext_words_has(k->low, "effective") ||
			    cpstext_words_has(k->low, "approved on"))
				take_date(f, next->low, next->len, rank_of(k->low));
			continue;
		}
		if (!page || k->len > 200)
			continue;
		if (!f->version[0] && (!k->table || strncmp(k->low, "version", 7) == 0))
			cpstext_date_version(k->low, k->len, true, f->version);
		if (!k->table)
			take_dates(f, k->low, k->len);
		else if (!k->header && k->len < 30 && only_row(b, i))
			take_date(f, k->low, k->len, RANK_DATE);
	}
}

/* "This CPS, version 3.0, came into effect on ..." in the section that names the document. */
static void
named(const struct cpstext_blocks *b, struct found *f)
{
	for (size_t i = 0; i < b->n && i < 2000; i++) {
		const struct cpstext_block *k = &b->v[i];

		if (k->kind != CPSTEXT_PARA || k->section == CPSTEXT_NONE ||
		    strcmp(b->v[k->section].number, "1.2") != 0)
			continue;
		for (size_t from = 0, to; from < k->len; from = to) {
			char low[400];
			size_t n;

			to = cpstext_words_sentence(k->text, k->low, k->len, from);
			n = to - from < sizeof(low) - 1 ? to - from : sizeof(low) - 1;
			memcpy(low, k->low + from, n);
			low[n] = '\0';
			if (!has_any(low, (const char *const[]){ "this document", "this cps",
					      "this cp/cps", "the cps", "it", NULL }))
				continue;
			if (!f->version[0])
				cpstext_date_version(low, n, true, f->version);
			if (rank_of(low) == RANK_EFFECTIVE || rank_of(low) == RANK_APPROVED)
				take_date(f, low, n, rank_of(low));
			if (rank_of(low) == RANK_EFFECTIVE && strstr(low, "[date]"))
				f->placeholder = true;
		}
	}
}

static void
day(int64_t t, char out[INSTANT_TEXT])
{
	instant_format_date(t, out);
}

/* Title page and revision table: which of the two speaks, and whether they agree. */
static void
settle(struct found *f, const struct cpstext_revision *r, struct cpstext_head *h)
{
	char a[INSTANT_TEXT], c[INSTANT_TEXT];

	if (!f->version[0] && r->newest[0])
		snprintf(f->version, sizeof(f->version), "%s", r->newest);
	else if (f->version[0] && r->newest[0] &&
		 cpstext_date_version_cmp(f->version, r->newest) != 0)
		text_addf(&h->remarks,
		    "the title says version %s, the newest row of the revision table %s\n",
		    f->version, r->newest);
	if (r->draft[0] && cpstext_date_version_cmp(f->version, r->draft) == 0) {
		h->draft = true;
		text_addf(&h->remarks,
		    "the revision table has a placeholder for the date of version %s: a draft\n",
		    r->draft);
		f->rank = RANK_NONE;
		f->date = INSTANT_NONE;
	} else if (r->date != INSTANT_NONE && f->rank <= RANK_REVISION) {
		if (!r->newest[0] || cpstext_date_version_cmp(f->version, r->newest) == 0)
			f->date = r->date, f->rank = RANK_REVISION;
	} else if (r->date != INSTANT_NONE && r->date != f->date &&
		   cpstext_date_version_cmp(f->version, r->newest) == 0) {
		day(f->date, a);
		day(r->date, c);
		text_addf(
		    &h->remarks, "the title gives the date %s, the revision table %s\n", a, c);
	}
	if (f->placeholder && f->date == INSTANT_NONE && !h->draft) {
		h->draft = true;
		text_add(&h->remarks, "the text has a placeholder for its date: a draft\n");
	}
}

void
cpstext_head_read(const struct cpstext_blocks *b, struct cpstext_head *h)
{
	struct found f = { .date = INSTANT_NONE };
	struct cpstext_revision r;
	size_t end = title_end(b);

	memset(h, 0, sizeof(*h));
	front(b, &f, h);
	title_page(b, 0, end, true, &f);
	for (size_t i = end; i < b->n; i++)
		if (b->v[i].kind == CPSTEXT_HEADING && strcmp(b->v[i].number, "1.2") == 0) {
			size_t to = i + 1;

			while (to < b->n && to < i + 60 && b->v[to].kind != CPSTEXT_HEADING)
				to++;
			title_page(b, i + 1, to, false, &f);
		}
	named(b, &f);
	cpstext_revision_read(b, &r);
	settle(&f, &r, h);
	snprintf(h->version, sizeof(h->version), "%s", f.version);
	h->effective = f.date;
	for (size_t i = 0; i < end && i < b->n && !h->title[0]; i++)
		if (b->v[i].kind == CPSTEXT_HEADING)
			snprintf(h->title, sizeof(h->title), "%s", b->v[i].text);
	h->kind = cpstext_revision_kind(b, end, h->title);
}
