#include "reports/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"
#include "ledger/db.h"
#include "reports/head.h"
#include "reports/table_part.h"

#define FREEZE_MAX 14	/* a header further down is not frozen: nothing would be left to scroll */

/* ---- the query ---- */

static bool
view_has(struct query *q, const char *column)
{
	for (int i = 0; i < db_columns(q); i++)
		if (strcmp(db_col_name(q, i), column) == 0)
			return true;
	return false;
}

static int
check_columns(struct query *q, const struct template_block *b)
{
	for (size_t i = 0; i < b->column_count; i++) {
		const struct template_column *c = &b->columns[i];
		const char *missing = c->from && !view_has(q, c->from) ? c->from :
		    c->also && !view_has(q, c->also)		       ? c->also :
									 NULL;

		if (missing)
			return yml_say(c->at, "expected a column of view %s, found %s", b->view, missing);
		if (!c->from && c->kind != COLUMN_BLANK && c->kind != COLUMN_CHOICE)
			return yml_say(c->at, "expected from in a column of this kind, found none");
	}
	if (b->beside && !view_has(q, b->beside))
		return yml_say(b->at, "expected a column of view %s, found %s", b->view, b->beside);
	for (const struct yml_node *o = b->order ? b->order->first : NULL; o; o = o->next)
		if (!view_has(q, o->text))
			return yml_say(o, "expected a column of view %s, found %s", b->view, o->text);
	return 0;
}

int
table_where(struct writer *w, const struct template_block *b, struct text *sql, int *n)
{
	struct text probe = { 0 };
	struct query *q;
	bool population, run;
	int status;

	text_addf(&probe, "SELECT * FROM %s LIMIT 0", b->view);
	q = text_failed(&probe) ? NULL : db_query(w->ledger, probe.s, DB_NONE);
	text_free(&probe);
	if (!q)
		return yml_say(b->at, "expected a view of the ledger or the report, found %s", b->view);
	status = check_columns(q, b);
	population = !b->all && view_has(q, "population_id");
	run = !b->all && view_has(q, "run_id");
	db_reset(q);
	if (population)
		text_add(sql, " WHERE population_id = ?1");
	if (run)
		text_addf(sql, " %s run_id = ?2", population ? "AND" : "WHERE");
	*n = run ? 2 : population ? 1 : 0;
	return status;
}

struct query *
table_ask(struct writer *w, const char *sql, int n)
{
	struct db_value population = db_int(w->population_id);
	struct db_value run = w->run_id ? db_int(w->run_id) : db_null();

	if (n == 0)
		return db_query(w->ledger, sql, DB_NONE);
	return n == 1 ? db_query(w->ledger, sql, DB(population)) :
			db_query(w->ledger, sql, DB(population, run));
}

static void
add_order(const struct writer *w, const struct template_block *b, struct text *sql)
{
	for (const struct yml_node *o = b->order ? b->order->first : NULL; o; o = o->next)
		text_addf(sql, "%s %s", o == b->order->first ? " ORDER BY" : ",", o->text);
	if (b->matrix && (w->matrix.limit >= 0 || w->matrix.offset > 0))
		text_addf(sql, " LIMIT %lld OFFSET %lld", (long long)w->matrix.limit,
		    (long long)w->matrix.offset);
}

int
table_query(struct table_part *t, struct text *sql, int *n)
{
	int select = 0;

	text_add(sql, "SELECT");
	for (size_t i = 0; i < t->count; i++) {
		struct table_column *c = &t->columns[i];

		c->select = c->select_also = -1;
		if (c->t->from) {
			c->select = select++;
			text_addf(sql, "%s %s", c->select ? "," : "", c->t->from);
		}
		if (c->t->also) {
			c->select_also = select++;
			text_addf(sql, ", %s", c->t->also);
		}
	}
	text_addf(sql, " FROM %s", t->b->view);
	if (table_where(t->w, t->b, sql, n) != 0)
		return -1;
	if (t->b->matrix && t->w->matrix.where)
		text_addf(sql, " %s %s", *n ? "AND" : "WHERE", t->w->matrix.where);
	if (t->b->beside && !t->w->beside)
		text_addf(sql, " %s %s", *n ? "AND" : "WHERE", t->b->beside);
	add_order(t->w, t->b, sql);
	return text_failed(sql) ? -1 : 0;
}

/* Formulas over a whole column need to know where it ends. */
static int
count_rows(struct table_part *t, const char *sql, int n, int64_t *rows)
{
	struct text counting = { 0 };
	struct query *q;
	bool wanted = false;
	int more;

	*rows = 0;
	for (size_t i = 0; i < t->count; i++)
		wanted |= t->columns[i].t->formula && strstr(t->columns[i].t->formula, ":all]");
	if (!wanted)
		return 0;
	text_addf(&counting, "SELECT count(*) FROM (%s)", sql);
	q = text_failed(&counting) ? NULL : table_ask(t->w, counting.s, n);
	more = db_step(q);
	if (more > 0) {
		*rows = db_col_int(q, 0);
		db_reset(q);
	}
	text_free(&counting);
	return more > 0 ? 0 : -1;
}

/* ---- the sheet around the rows ---- */

static int
width_of(const struct table_part *t, const struct table_column *c)
{
	size_t times;

	writer_spread(t->w, c->t->kind, &times);
	return (int)times;
}

static int
last_col(const struct table_part *t)
{
	const struct table_column *c = &t->columns[t->count - 1];

	return c->col + width_of(t, c) - 1;
}

static void
write_header(struct table_part *t, struct page *p)
{
	struct text title = { 0 };

	for (size_t i = 0; i < t->count; i++) {
		const struct table_column *c = &t->columns[i];
		size_t times;
		const struct writer_rule *list = writer_spread(t->w, c->t->kind, &times);

		for (int k = 0; k < (int)times; k++) {
			text_clear(&title);
			if (list)
				text_addf(&title, "%s%s%s", list[k].letter, *list[k].rule ? " " : "", list[k].rule);
			else
				text_add(&title, c->t->title);
			page_text(p, c->col + k, text_str(&title),
			    table_cell_numeric(c->t->kind) ? BOOK_HEAD_RIGHT : BOOK_HEAD);
		}
	}
	text_free(&title);
	page_next(p);
}

static void
colour_words(struct table_part *t, const struct table_column *c, struct page *p, uint32_t first)
{
	static const struct {
		const char *word;
		enum book_style style;
	} colours[] = {
		{ "\"pass\"", BOOK_GOOD }, { "\"no exception\"", BOOK_GOOD }, { "\"fail\"", BOOK_BAD },
		{ "\"error\"", BOOK_BAD }, { "\"exception\"", BOOK_BAD },
		{ "\"missing evidence\"", BOOK_DOUBT }, { "\"observation\"", BOOK_DOUBT },
		{ "\"not tested\"", BOOK_FAINT }, { "\"n/a\"", BOOK_FAINT },
		{ "\"not in effect\"", BOOK_FAINT }, { "\"not judged\"", BOOK_DOUBT },
	};

	for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
		lxw_conditional_format f = { .type = LXW_CONDITIONAL_TYPE_CELL,
			.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
			.value_string = (char *)colours[i].word,
			.format = p->book->styles[colours[i].style] };

		book_took(p->book, worksheet_conditional_format_range(p->ws, first,
		    (lxw_col_t)c->col, p->row - 1, (lxw_col_t)(c->col + width_of(t, c) - 1), &f));
	}
}

static void
offer_choices(const struct table_column *c, struct page *p, uint32_t first)
{
	char *list[32] = { NULL };
	size_t n = 0;
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = list };

	for (const struct yml_node *o = c->t->choices ? c->t->choices->first : NULL; o && n < 31;
	     o = o->next)
		list[n++] = (char *)o->text;
	if (n > 0)
		book_took(p->book, worksheet_data_validation_range(p->ws, first, (lxw_col_t)c->col,
		    p->row - 1, (lxw_col_t)c->col, &v));
}

/* The part of the table on this sheet is complete: rows first .. p->row - 1. */
static int
finish_part(struct table_part *t, struct page *p, uint32_t first)
{
	for (size_t i = 0; p->row > first && i < t->count; i++) {
		const struct table_column *c = &t->columns[i];

		if (c->figure && tally_part(c->figure, p->name, c->col, first, p->row - 1) != 0)
			return -1;
		if (c->t->kind == COLUMN_WORD || c->t->kind == COLUMN_OUTCOMES || c->t->kind == COLUMN_MARKS)
			colour_words(t, c, p, first);
		if (c->t->kind == COLUMN_CHOICE)
			offer_choices(c, p, first);
	}
	if (t->b->main) {
		book_took(p->book, worksheet_autofilter(p->ws, first - 1, 0,
		    p->row > first ? p->row - 1 : first, (lxw_col_t)last_col(t)));
		/* not above what follows a table that is all on the first page */
		if (p->used > p->paper)
			book_took(p->book, worksheet_repeat_rows(p->ws, first - 1, first - 1));
		if (first <= FREEZE_MAX)
			worksheet_freeze_panes(p->ws, first, p->keyed || p->print_col >= 0);
	}
	return p->book->failed ? -1 : 0;
}

static void
write_totals(struct table_part *t, struct page *p, uint32_t first)
{
	struct text f = { 0 };
	bool any = false;

	for (size_t i = 0; i < t->count; i++)
		any |= t->columns[i].t->total;
	if (!any || p->row == first)
		return;
	for (size_t i = 0; i < t->count; i++) {
		struct table_column *c = &t->columns[i];

		text_clear(&f);
		if (!c->t->total) {
			page_text(p, c->col, i == 0 ? "Total" : "", BOOK_TOTAL);
			continue;
		}
		text_add(&f, "=SUM(");
		page_cell(&f, first, c->col, false);
		text_addc(&f, ':');
		page_cell(&f, p->row - 1, c->col, false);
		text_addc(&f, ')');
		if (text_failed(&f))
			p->book->failed = true;
		else
			page_formula(p, c->col, f.s, c->sum, BOOK_TOTAL_INT);
	}
	text_free(&f);
	page_next(p);
}

/* ---- rows ---- */

static int
write_rows(struct table_part *t, const struct template_sheet *s, struct query *q, struct page *p)
{
	uint32_t first = p->row;
	int more, part = 1;

	while ((more = db_step(q)) > 0) {
		if (p->row + 2 >= p->book->rows_max) {
			if (finish_part(t, p, first) != 0)
				break;
			page_close(p);
			if (head_open(t->w, s, ++part, p) != 0)
				break;
			write_header(t, p);
			first = p->row;
		}
		for (size_t i = 0; i < t->count; i++)
			table_cell(t, &t->columns[i], q, p);
		page_next(p);
		if (p->book->failed)
			break;
	}
	if (more > 0) {
		db_reset(q);
		return -1;
	}
	if (more < 0)
		return -1;
	if (finish_part(t, p, first) != 0)
		return -1;
	if (p->row == first) {
		page_text(p, p->keyed, t->b->empty, BOOK_NOTE);
		page_next(p);
		/* a heading without rows is not worth several pages */
		if (t->b->main)
			worksheet_fit_to_pages(p->ws, 1, 0);
		return 0;
	}
	if (part == 1)
		write_totals(t, p, first);
	return 0;
}

int
table_prepare(struct table_part *t)
{
	int col = 0;

	t->columns = calloc(t->b->column_count, sizeof *t->columns);
	if (!t->columns)
		return say_nomem("report");
	for (size_t i = 0; i < t->b->column_count; i++) {
		const struct template_column *c = &t->b->columns[i];
		size_t times;

		/* without a run, or before the sample is shared out, there are no attributes */
		if (writer_spread(t->w, c->kind, &times) == NULL && times == 0)
			continue;
		t->columns[t->count].t = c;
		t->columns[t->count].col = col;
		if (t->b->id && c->from && c->kind != COLUMN_OUTCOMES && c->kind != COLUMN_MARKS &&
		    !(t->columns[t->count].figure =
			    tally_add(t->w->tally, t->b->id, c->from, c->title)))
			return -1;
		col += width_of(t, &t->columns[t->count++]);
	}
	return t->count > 0 ? 0 : yml_say(t->b->at, "expected columns, found none");
}

int
table_write(struct writer *w, const struct template_sheet *s, const struct template_block *b,
    struct page *p)
{
	struct table_part t = { .w = w, .b = b };
	struct text sql = { 0 };
	struct query *q;
	int64_t rows;
	int n, status = -1;

	if (table_prepare(&t) != 0 || table_query(&t, &sql, &n) != 0 || count_rows(&t, sql.s, n, &rows) != 0)
		goto out;
	write_header(&t, p);
	t.first = p->row;
	t.last = rows > 0 ? p->row + (uint32_t)rows - 1 : p->row;
	q = table_ask(w, sql.s, n);
	if (q)
		status = write_rows(&t, s, q, p);
out:
	text_free(&sql);
	free(t.columns);
	return status;
}
