#include "reports/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"
#include "ledger/db.h"
#include "reports/table.h"

struct grid {
	const char *rows, *columns, *value;	/* columns of the view */
	char *names[GRID_COLUMNS + 1];
	size_t count;
	double cells[GRID_COLUMNS + 1];		/* of the row at hand */
	struct tally_column *figures[GRID_COLUMNS + 2];	/* labels first */
	char *label;				/* of the row at hand */
};

static int
parse(const struct template_block *b, struct grid *g)
{
	static const char *const keys[] = { "rows", "columns", "value", NULL };
	const char *const names[] = { "rows", "columns", "value" };
	const char **const to[] = { &g->rows, &g->columns, &g->value };

	if (yml_check_keys(b->node, "a grid", keys) != 0)
		return -1;
	for (int i = 0; i < 3; i++) {
		if (yml_need_text(b->node, names[i], to[i]) != 0)
			return -1;
		if (strspn(*to[i], "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(*to[i]))
			return yml_say(yml_get(b->node, names[i]), "expected the name of a column, found %s",
			    *to[i]);
	}
	return 0;
}

/* The names of the columns: the most frequent, sorted; the rest is one. */
static int
load_names(struct writer *w, const struct template_block *b, struct grid *g)
{
	struct text sql = { 0 };
	struct query *q;
	int more;

	text_addf(&sql,
	    "SELECT n FROM (SELECT %s AS n, row_number() OVER (ORDER BY sum(%s) DESC, %s) AS r"
	    " FROM %s GROUP BY 1) WHERE r <= %d ORDER BY n",
	    g->columns, g->value, g->columns, b->view, GRID_COLUMNS);
	q = text_failed(&sql) ? NULL : db_query(w->ledger, sql.s, DB_NONE);
	while ((more = db_step(q)) > 0) {
		g->names[g->count] = strdup(db_col_text(q, 0));
		if (!g->names[g->count++]) {
			db_reset(q);
			more = say_nomem("report");
			break;
		}
	}
	text_free(&sql);
	return more;
}

static int
write_header(struct writer *w, const struct template_block *b, struct grid *g, struct page *p)
{
	if (b->id && !(g->figures[0] = tally_add(w->tally, b->id, g->rows, "")))
		return -1;
	page_text(p, 0, "", BOOK_HEAD);
	for (size_t i = 0; i < g->count; i++) {
		page_text(p, (int)i + 1, g->names[i], BOOK_HEAD_RIGHT);
		if (b->id &&
		    !(g->figures[i + 1] = tally_add(w->tally, b->id, g->names[i], g->names[i])))
			return -1;
	}
	page_next(p);
	return 0;
}

static void
end_row(struct grid *g, struct page *p)
{
	page_text(p, 0, g->label, BOOK_TEXT);
	for (size_t i = 0; i < g->count; i++) {
		page_number(p, (int)i + 1, g->cells[i], BOOK_INT);
		g->cells[i] = 0;
	}
	page_next(p);
	free(g->label);
	g->label = NULL;
}

static void
take(struct grid *g, const char *name, double v)
{
	size_t i = 0;

	while (i < g->count && strcmp(g->names[i], name) != 0)
		i++;
	g->cells[i < g->count ? i : g->count - 1] += v;
}

static int
write_rows(struct writer *w, const struct template_block *b, struct grid *g, struct page *p)
{
	struct text sql = { 0 };
	struct query *q;
	int more;

	text_addf(&sql, "SELECT %s, %s, %s FROM %s", g->rows, g->columns, g->value, b->view);
	for (const struct yml_node *o = b->order ? b->order->first : NULL; o; o = o->next)
		text_addf(&sql, "%s %s", o == b->order->first ? " ORDER BY" : ",", o->text);
	q = text_failed(&sql) ? NULL : db_query(w->ledger, sql.s, DB_NONE);
	while ((more = db_step(q)) > 0) {
		if (g->label && strcmp(g->label, db_col_text(q, 0)) != 0)
			end_row(g, p);
		if (!g->label && !(g->label = strdup(db_col_text(q, 0)))) {
			db_reset(q);
			more = say_nomem("report");
			break;
		}
		take(g, db_col_text(q, 1), db_col_real(q, 2));
	}
	if (g->label)
		end_row(g, p);
	text_free(&sql);
	return more;
}

int
grid_write(struct writer *w, const struct template_block *b, struct page *p)
{
	struct grid g = { 0 };
	struct text sql = { 0 };
	uint32_t first;
	int n, status = -1;

	if (parse(b, &g) != 0 || table_where(w, b, &sql, &n) != 0 || load_names(w, b, &g) != 0)
		goto out;
	if (g.count == 0) {
		page_text(p, 0, b->empty, BOOK_NOTE);
		page_next(p);
		status = 0;
		goto out;
	}
	if (g.count == GRID_COLUMNS) {
		free(g.names[GRID_COLUMNS - 1]);
		g.names[GRID_COLUMNS - 1] = strdup("others");
	}
	if (write_header(w, b, &g, p) != 0)
		goto out;
	first = p->row;
	if (write_rows(w, b, &g, p) != 0)
		goto out;
	status = 0;
	for (size_t i = 0; b->id && i <= g.count && status == 0; i++)
		status = tally_part(g.figures[i], p->name, (int)i, first, p->row - 1);
out:
	for (size_t i = 0; i < g.count; i++)
		free(g.names[i]);
	free(g.label);
	text_free(&sql);
	return status;
}
