#include "base/lintbatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/say.h"
#include "base/text.h"

/* Different findings of one linter about one certificate; there are not 1,000 lints. */
#define ITEMS_MAX 4096
#define DETAIL_MAX 2000 /* bytes of joined details; a hint, not a record */

struct lintbatch_item {
	char *code;
	enum lint_level level;
	struct text detail;
};

int
lintbatch_reject(struct lintbatch *b, const char *reason)
{
	char place[32];

	b->any = b->tainted = true;
	snprintf(place, sizeof place, "line %zu", b->line);
	return b->sink->reject(b->sink->arg, place, reason) ? -1 : 0;
}

/* The words of all four; -1 for a foreign one. */
static int
level_of(const char *word)
{
	static const struct {
		const char *word;
		enum lint_level level;
	} words[] = {
		{ "pass", LINT_PASS },	   { "na", LINT_PASS },	      { "ne", LINT_PASS },
		{ "reserved", LINT_PASS }, { "debug", LINT_PASS },    { "meta", LINT_PASS },
		{ "info", LINT_NOTICE },   { "notice", LINT_NOTICE }, { "warn", LINT_WARN },
		{ "warning", LINT_WARN },  { "error", LINT_ERROR },   { "bug", LINT_NOTICE },
		{ "fatal", LINT_FATAL },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcasecmp(word, words[i].word))
			return (int)words[i].level;
	return -1;
}

static void
clear(struct lintbatch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->items[i].code);
		text_free(&b->items[i].detail);
	}
	b->count = 0;
	b->tool[0] = '\0';
	b->tainted = false;
}

void
lintbatch_begin(struct lintbatch *b, const uint8_t *sha256, const char *tool, const char *version,
    const char *fallback)
{
	clear(b);
	memcpy(b->sha256, sha256, sizeof b->sha256);
	if (!tool || !*tool)
		tool = b->hint->tool ? b->hint->tool : fallback;
	if (!version || !*version)
		version = b->hint->version ? b->hint->version : "";
	snprintf(b->tool, sizeof b->tool, "%s", *tool ? tool : "unknown");
	snprintf(b->version, sizeof b->version, "%s", version);
	b->any = true;
}

/* The item of this code, made where there is none.  NULL with *full, or no memory (said). */
static struct lintbatch_item *
item(struct lintbatch *b, const char *code, bool *full)
{
	struct lintbatch_item *it;

	*full = false;
	for (size_t i = 0; i < b->count; i++)
		if (!strcmp(b->items[i].code, code))
			return &b->items[i];
	if (b->count == ITEMS_MAX) {
		*full = true;
		return NULL;
	}
	if (b->count == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 16;
		struct lintbatch_item *grown = realloc(b->items, cap * sizeof *grown);

		if (!grown)
			return say_nomem("lint output"), NULL;
		b->items = grown;
		b->cap = cap;
	}
	it = &b->items[b->count];
	memset(it, 0, sizeof *it);
	it->code = strdup(code);
	if (!it->code)
		return say_nomem("lint output"), NULL;
	b->count++;
	return it;
}

int
lintbatch_add(struct lintbatch *b, const char *severity, const char *code, const char *detail)
{
	int level = severity ? level_of(severity) : -1;
	struct lintbatch_item *it;
	char why[160];
	bool full;

	if (level < 0 || !code || (!*code && level != LINT_PASS)) {
		snprintf(why, sizeof why, "expected a finding with a known severity, found %.60s %.60s",
		    severity ? severity : "none", code ? code : "");
		return lintbatch_reject(b, why);
	}
	if (level == LINT_PASS)
		return 0;
	it = item(b, code, &full);
	if (!it)
		return full ? lintbatch_reject(b, "expected at most 4096 different findings, found more") : -1;
	if ((enum lint_level)level > it->level)
		it->level = (enum lint_level)level;
	if (detail && *detail && it->detail.len + strlen(detail) < DETAIL_MAX) {
		if (it->detail.len)
			text_add(&it->detail, "; ");
		text_add(&it->detail, detail);
	}
	return text_failed(&it->detail) ? -1 : 0;
}

int
lintbatch_end(struct lintbatch *b)
{
	struct lint_row row = { .level = LINT_PASS, .code = "", .detail = "" };
	int rc = 0;

	if (!*b->tool)
		return 0;
	memcpy(row.sha256, b->sha256, sizeof row.sha256);
	row.tool = b->tool;
	row.version = b->version;
	if (!b->count && !b->tainted)
		rc = b->sink->row(b->sink->arg, &row);
	for (size_t i = 0; i < b->count && !rc; i++) {
		row.level = b->items[i].level;
		row.code = b->items[i].code;
		row.detail = text_str(&b->items[i].detail);
		rc = b->sink->row(b->sink->arg, &row);
	}
	clear(b);
	return rc ? -1 : 0;
}

void
lintbatch_free(struct lintbatch *b)
{
	clear(b);
	free(b->items);
	b->items = NULL;
	b->cap = 0;
}
