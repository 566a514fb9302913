/*
 * writer - what the parts of a report share while it is written
 */
#ifndef REPORTS_WRITER_H
#define REPORTS_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "reports/book.h"
#include "reports/tally.h"
#include "reports/page.h"
#include "reports/template.h"

struct ledger;

struct writer_value {
	char *name, *value;	/* value NULL: not stated */
};

struct writer_rule {
	char *letter, *rule;	/* "AB", "dcv.method_known" */
	size_t ord;		/* place of its letter in the outcomes */
};

struct writer_sheet {
	char *name;		/* of the tab */
	const struct template_sheet *sheet;
};

struct writer {
	struct ledger *ledger;
	const struct template *tmpl;
	int64_t population_id, run_id;	/* run_id 0: none */
	struct book book;
	struct tally *tally;

	struct writer_value *here;	/* the row of sheet_here */
	size_t here_count;
	struct writer_rule *rules;	/* of the run, but those that were n/a or not in effect throughout */
	size_t rule_count;
	struct writer_rule *attributes;	/* that persons test: letter is the id, rule "" */
	size_t attribute_count;
	struct writer_sheet *sheets;	/* made so far */
	size_t sheet_count;

	/* which rows of the Test matrix stand on it */
	struct {
		const char *where;	/* a condition on its view, or NULL */
		int64_t limit, offset;	/* limit -1: all */
	} matrix;
	bool beside;	/* the rows that go beside the workbook are at hand: all */
};

int writer_load_rules(struct writer *w);	/* w->rules, w->attributes: 0, or -1 said */
/* What the columns of a kind are for, one each; NULL, and *count 1, for any other kind. */
const struct writer_rule *writer_spread(const struct writer *w, enum column_kind kind, size_t *count);
int writer_load_here(struct writer *w);		/* the row of sheet_here: 0, or -1 said */
void writer_free(struct writer *w);	/* what it holds, not w; the book too */

/* A value of sheet_here; NULL where not stated or unknown. */
const char *writer_here(const struct writer *w, const char *name);

/* Appends s to out with every {name} replaced by its value ("not stated" where it has none). */
void writer_expand(const struct writer *w, const char *s, struct text *out);

/* Words of an outcome's letter: "pass", "n/a", ...; "" for '-'. */
const char *writer_word(char code);

#endif
