#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/text.h"
#include "checks/cpstext_date.h"
#include "checks/cpstext_fold.h"
#include "checks/cpstext_revision.h"
#include "checks/cpstext_words.h"

static bool
has_any(const char *low, const char *const *words)
{
	for (; *words; words++)
		if (cpstext_words_has(low, *words))
			return true;
	return false;
}

/* The columns of a table that hold versions and dates; 0 where it has none. */
static void
columns(const struct cpstext_blocks *b, size_t first, size_t end, int *version, int *date)
{
	static const char *const versions[] = { "version", "vers", "vers.", "ver", "ver.",
		"revision", "rev", "rev.", "issue", "release", NULL };
	static const char *const dates[] = { "date", "effective", "published", "valid from", NULL };

	*version = *date = 0;
	for (size_t i = first; i < end && b->v[i].row == b->v[first].row; i++) {
		const struct cpstext_block *k = &b->v[i];

		if (k->len > 60)
			continue;
		if (has_any(k->low, dates) && (!*date || cpstext_words_has(k->low, "effective")))
			*date = k->col;
		else if (!*version && has_any(k->low, versions))
			*version = k->col;
	}
}

struct row {
	char version[32];
	int64_t date;
	bool placeholder;
};

/* The order of "01/02/2025" as the table's other dates tell it: +1 day first, -1 month first. */
static int
slashes(const struct cpstext_blocks *b, size_t first, size_t end, int date)
{
	for (size_t i = first; i < end; i++) {
		const struct cpstext_block *k = &b->v[i];
		struct cpstext_date d;
		int64_t t;

		if (k->col != date || !cpstext_date_find(k->low, k->len, 0, &d) ||
		    !memchr(k->low + d.start, '/', d.end - d.start))
			continue;
		if (!cpstext_date_slashes(k->low + d.start, k->len - d.start, false, &t))
			return 1;
		if (!cpstext_date_slashes(k->low + d.start, k->len - d.start, true, &t))
			return -1;
	}
	return 0;
}

static void
row(const struct cpstext_blocks *b, size_t first, size_t end, const int col[3], struct row *out)
{
	int version = col[0], date = col[1];

	*out = (struct row){ .date = INSTANT_NONE };
	for (size_t i = first; i < end && b->v[i].row == b->v[first].row; i++) {
		const struct cpstext_block *k = &b->v[i];
		struct cpstext_date d;

		if (k->col == version && !out->version[0] && k->len < 40)
			cpstext_date_version(k->low, k->len, false, out->version);
		if (k->col == date && cpstext_date_find(k->low, k->len, 0, &d))
			out->date = d.at;
		else if (k->col == date && col[2])
			cpstext_date_slashes(k->low, k->len, col[2] > 0, &out->date);
		if (k->col == date && cpstext_date_placeholder(k->low, k->len))
			out->placeholder = true;
	}
}

/* One table; better ones (more rows) replace what was found. */
static size_t
table(const struct cpstext_blocks *b, size_t first, size_t end, struct cpstext_revision *r)
{
	struct cpstext_revision here = { .date = INSTANT_NONE };
	int version, date, order;
	size_t rows = 0;

	columns(b, first, end, &version, &date);
	if (!version || !date || version == date)
		return 0;
	order = slashes(b, first, end, date);
	for (size_t i = first, next; i < end; i = next) {
		struct row w;

		for (next = i; next < end && b->v[next].row == b->v[i].row; next++)
			;
		if (i == first)
			continue;
		row(b, i, end, (int[3]){ version, date, order }, &w);
		rows += w.version[0] != '\0';
		if (!w.version[0])
			continue;
		if (w.placeholder &&
		    (!here.newest[0] || cpstext_date_version_cmp(w.version, here.newest) > 0))
			snprintf(here.draft, sizeof(here.draft), "%s", w.version);
		/* the newest by date; rows of one day by version */
		if (w.date != INSTANT_NONE &&
		    (here.date == INSTANT_NONE || w.date > here.date ||
			(w.date == here.date &&
			    cpstext_date_version_cmp(w.version, here.newest) > 0))) {
			here.date = w.date;
			snprintf(here.newest, sizeof(here.newest), "%s", w.version);
		}
	}
	if (here.draft[0] &&
	    (!here.newest[0] || cpstext_date_version_cmp(here.draft, here.newest) > 0)) {
		memcpy(here.newest, here.draft, sizeof(here.newest));
		here.date = INSTANT_NONE;
	} else {
		here.draft[0] = '\0';
	}
	*r = here;
	return rows;
}

void
cpstext_revision_read(const struct cpstext_blocks *b, struct cpstext_revision *r)
{
	size_t most = 0;

	*r = (struct cpstext_revision){ .date = INSTANT_NONE };
	for (size_t i = 0, end; i < b->n; i = end) {
		struct cpstext_revision here;
		size_t rows;

		for (end = i + 1; b->v[i].table && end < b->n && b->v[end].table == b->v[i].table;
		     end++)
			;
		rows = b->v[i].table ? table(b, i, end, &here) : 0;
		if (rows > most) {
			most = rows;
			*r = here;
		}
	}
}

/* How often the text calls itself one or the other. */
static void
selves(const struct cpstext_blocks *b, size_t *cps, size_t *both, size_t *cp)
{
	static const char *const as_both[] = { "cp/cps", "cp-cps", "cpcps", "cp & cps",
		"cp and cps", "cps/cp", "certificate policy and certification",
		"certificate policy / certif", "certificate policy/certif",
		"combined certificate policy", "tls cp/cps", NULL };
	static const char *const as_cps[] = { "cps", "certification practice",
		"certification practices", "certificate practice", "practice statement", NULL };
	static const char *const as_cp[] = { "cp ", "cp.", "cp,", "cp)", "certificate policy",
		NULL };
	const char *p = text_str(&b->low), *end = p + b->low.len;

	*cps = *both = *cp = 0;
	/* the texts of the blocks stand NUL after NUL */
	for (; p < end; p += strlen(p) + 1)
		for (const char *t = strstr(p, "this "); t; t = strstr(t + 5, "this ")) {
			const char *const *w;

			for (w = as_both; *w && strncmp(t + 5, *w, strlen(*w)) != 0; w++)
				;
			if (*w) {
				(*both)++;
				continue;
			}
			for (w = as_cps; *w && strncmp(t + 5, *w, strlen(*w)) != 0; w++)
				;
			if (*w) {
				(*cps)++;
				continue;
			}
			for (w = as_cp; *w && strncmp(t + 5, *w, strlen(*w)) != 0; w++)
				;
			*cp += *w != NULL;
		}
}

/* The words of the title page and of the first sentences about the document. */
static void
title_words(const struct cpstext_blocks *b, size_t end, const char *title, struct text *out)
{
	size_t sentences = 0;

	text_add(out, title);
	text_addc(out, ' ');
	for (size_t i = 0; i < b->n && i < 4000; i++) {
		const struct cpstext_block *k = &b->v[i];
		const char *p = NULL;

		if (i < end && k->len < 200 && (k->kind == CPSTEXT_HEADING || k->table || i < 6)) {
			text_add(out, k->low);
			text_addc(out, ' ');
		}
		if (i >= end && k->kind == CPSTEXT_PARA && sentences < 3 &&
		    k->section != CPSTEXT_NONE &&
		    (strcmp(b->v[k->section].number, "1.1") == 0 ||
			strcmp(b->v[k->section].number, "1.2") == 0))
			p = strstr(k->low, "this document is");
		if (p) {
			text_addn(out, p, strlen(p) < 160 ? strlen(p) : 160);
			text_addc(out, ' ');
			sentences++;
		}
	}
	if (out->len)
		cpstext_fold_lower(out->s, out->len);
}

enum cpstext_document
cpstext_revision_kind(const struct cpstext_blocks *b, size_t end, const char *title)
{
	static const char *const practice[] = { "certification practice~", "certificate practice~",
		"certificates practice~", "practice statement", "practices statement", "cps",
		"cp/cps", "cp-cps", NULL };
	static const char *const policy[] = { "certificate policy", "certification policy",
		"certificate policies", "cp", "cp/cps", "cp-cps", NULL };
	static const char *const other[] = { "s/mime", "smime", "secure email", "email protection",
		"code signing", "document signing", "mark certificate~", "verified mark",
		"time-stamp~", "timestamp~", "client authentication", NULL };
	static const char *const tls[] = { "tls", "ssl", "ssl/tls", "tls/ssl", "server", "website",
		"web site", "qwac", NULL };
	struct text words = { 0 };
	const char *low;
	size_t cps, both, cp;
	bool practices, policies;
	enum cpstext_document kind;

	title_words(b, end, title, &words);
	low = text_str(&words);
	selves(b, &cps, &both, &cp);
	practices = has_any(low, practice);
	policies = has_any(low, policy);
	if (has_any(low, other) && !has_any(low, tls))
		kind = CPSTEXT_OTHER;
	else if (cpstext_words_has(low, "baseline requirements for the issuance") &&
		 both + cps + cp == 0)
		kind = CPSTEXT_OTHER;
	else if (both + cps + cp == 0)
		kind = practices && policies ? CPSTEXT_CP_CPS
		       : practices	     ? CPSTEXT_CPS
		       : policies	     ? CPSTEXT_CP
					     : CPSTEXT_UNKNOWN;
	else if (cp > 2 * (cps + both))
		kind = CPSTEXT_CP;
	else if (both > cps || (practices && policies && both))
		kind = CPSTEXT_CP_CPS;
	else
		kind = policies && practices && cp ? CPSTEXT_CP_CPS : CPSTEXT_CPS;
	text_free(&words);
	return kind;
}
