#include "reports/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/yml.h"
#include "ledger/db.h"
#include "reports/cell.h"
#include "reports/drawing.h"
#include "reports/pairs.h"
#include "reports/grid.h"

#define LINE_MAX 170	/* characters of a line of text, however wide the sheet */
#define LINE_MIN 60

struct paragraph {
	struct page *page;
	enum book_style style;
};

static void
put_line(void *ctx, const char *line, size_t len)
{
	struct paragraph *g = ctx;

	page_bytes(g->page, 0, line, len, false, g->style);
	page_next(g->page);
}

void
block_paragraph(struct page *p, const char *s, enum book_style style)
{
	struct paragraph g = { p, style };
	double width = p->width > LINE_MAX ? LINE_MAX : p->width < LINE_MIN ? LINE_MIN : p->width;

	cell_wrap(s, (size_t)width, put_line, &g);
}

static int
write_text(struct writer *w, const struct template_block *b, struct page *p)
{
	struct text t = { 0 };

	for (const struct yml_node *n = b->node->first; n; n = n->next) {
		text_clear(&t);
		writer_expand(w, n->text, &t);
		/* an indented line is a command: it is kept as it is */
		if (n->text[0] == ' ') {
			page_text(p, 0, text_str(&t), BOOK_MONO);
			page_next(p);
		} else {
			block_paragraph(p, text_str(&t), BOOK_PLAIN);
		}
	}
	if (text_failed(&t))
		p->book->failed = true;
	text_free(&t);
	return 0;
}

static int
write_lines(struct writer *w, const struct template_block *b, struct page *p)
{
	const char *s = writer_here(w, b->node->text);

	if (!s || !*s) {
		block_paragraph(p, b->empty, BOOK_NOTE);
		return 0;
	}
	while (*s) {
		size_t n = strcspn(s, "\n");

		page_bytes(p, 0, s, n, false, BOOK_MONO);
		page_next(p);
		s += n + (s[n] == '\n');
	}
	return 0;
}

static int
write_statements(struct writer *w, const struct template_block *b, struct page *p)
{
	struct query *q = db_query(w->ledger,
	    "SELECT text, limits FROM temp.stated WHERE place = ?1 ORDER BY ord",
	    DB(db_text(b->node->text)));
	bool any = false;
	int more;

	while ((more = db_step(q)) > 0) {
		block_paragraph(p, db_col_text(q, 0), BOOK_PLAIN);
		if (!db_col_null(q, 1))
			block_paragraph(p, db_col_text(q, 1), BOOK_NOTE);
		any = true;
	}
	if (!any)
		block_paragraph(p, b->empty, BOOK_NOTE);
	return more;
}

/* Rows for persons: what they do, who, in which role, when, initials; and whether two are one. */
static int
write_signoff(const struct template_block *b, struct page *p)
{
	static const char *const titles[] = { "", "Name", "Role", "Date", "Initials" };
	uint32_t first = p->row + 1;
	struct text f = { 0 }, a = { 0 }, c = { 0 };

	for (int i = 0; i < 5; i++)
		page_text(p, i, titles[i], BOOK_HEAD);
	page_next(p);
	for (const struct yml_node *n = b->node->first; n; n = n->next) {
		page_text(p, 0, n->text, BOOK_LABEL);
		for (int i = 1; i < 5; i++)
			page_blank(p, i, i == 3 ? BOOK_PERSON_DATE : BOOK_PERSON);
		page_next(p);
	}
	page_cell(&a, first, 1, false);
	page_cell(&c, first + 1, 1, false);
	text_addf(&f,
	    "=IF(OR(%s=\"\",%s=\"\"),\"not signed by two persons\","
	    "IF(LOWER(TRIM(%s))=LOWER(TRIM(%s)),\"the first two are the same person\","
	    "\"the first two are different persons\"))",
	    text_str(&a), text_str(&c), text_str(&a), text_str(&c));
	if (b->node->count >= 2 && !text_failed(&f)) {
		page_text(p, 0, "Two persons", BOOK_LABEL);
		page_formula_text(p, 1, f.s, "not signed by two persons", BOOK_TEXT);
		page_next(p);
	}
	text_free(&f);
	text_free(&a);
	text_free(&c);
	return 0;
}

static int
write_answer(const struct template_block *b, struct page *p)
{
	page_text(p, 0, b->node->text, BOOK_LABEL);
	page_height(p, 90);
	page_blank(p, 1, BOOK_PERSON_WRAP);
	page_next(p);
	return 0;
}

static int
write_marks(const struct writer *w, struct page *p)
{
	page_text(p, 0, "Mark", BOOK_HEAD);
	page_text(p, 1, "Meaning", BOOK_HEAD);
	page_next(p);
	for (size_t i = 0; i < w->tmpl->mark_count; i++) {
		page_text(p, 0, w->tmpl->marks[i].word, BOOK_TEXT);
		page_text(p, 1, w->tmpl->marks[i].meaning, BOOK_TEXT);
		page_next(p);
	}
	return 0;
}

static int
write_index(const struct writer *w, struct page *p)
{
	page_text(p, 0, "Sheet", BOOK_HEAD);
	page_text(p, 1, "Holds", BOOK_HEAD);
	page_text(p, 2, "Work paper", BOOK_HEAD);
	page_next(p);
	for (size_t i = 0; i < w->sheet_count; i++) {
		page_link(p, 0, w->sheets[i].name, w->sheets[i].name);
		page_text(p, 1, w->sheets[i].sheet->title, BOOK_TEXT);
		page_text(p, 2, w->sheets[i].sheet->ref, BOOK_TEXT);
		page_next(p);
	}
	return 0;
}

int
block_write(struct writer *w, const struct template_block *b, struct page *p)
{
	switch (b->kind) {
	case BLOCK_TEXT: return write_text(w, b, p);
	case BLOCK_FACTS: return pairs_write(w, b, p);
	case BLOCK_LINES: return write_lines(w, b, p);
	case BLOCK_STATEMENTS: return write_statements(w, b, p);
	case BLOCK_SIGNOFF: return write_signoff(b, p);
	case BLOCK_ANSWER: return write_answer(b, p);
	case BLOCK_MARKS: return write_marks(w, p);
	case BLOCK_INDEX: return write_index(w, p);
	case BLOCK_GRID: return grid_write(w, b, p);
	case BLOCK_CHART: return drawing_write(w, b, p);
	default: return yml_say(b->at, "expected a block that is no table, found one");
	}
}
