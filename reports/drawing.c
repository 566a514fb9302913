#include "reports/drawing.h"

#include <string.h>

#include "base/say.h"
#include "base/yml.h"
#include "reports/cell.h"

#define SERIES_MAX 24

/* Neighbours differ in lightness too: most of it is printed in grey. */
static const lxw_color_t colours[] = { 0x0B5394, 0xE69138, 0x38761D, 0xC27BA0, 0x7F6000, 0x76A5AF,
	0x990000, 0x999999, 0x20124D, 0xF1C232, 0x134F5C, 0x93C47D, 0x5B0F00, 0x6FA8DC };
static const uint8_t markers[] = { LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE,
	LXW_CHART_MARKER_TRIANGLE, LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X, LXW_CHART_MARKER_PLUS };

static int
add_series(struct writer *w, lxw_chart *chart, const struct tally_column *categories,
    const struct tally_column *g, size_t nr, bool dashed)
{
	struct text c = { 0 }, v = { 0 };
	lxw_chart_series *s = NULL;
	lxw_color_t colour = colours[nr % (sizeof colours / sizeof *colours)];
	lxw_chart_line line = { .color = colour, .width = dashed ? 1.25 : 2,
		.dash_type = dashed ? LXW_CHART_LINE_DASH_DASH : LXW_CHART_LINE_DASH_SOLID };
	lxw_chart_fill fill = { .color = colour };

	if (tally_range(categories, &c) == 0 && tally_range(g, &v) == 0 && !text_failed(&v) &&
	    !text_failed(&c))
		s = chart_add_series(chart, c.s, v.s);
	text_free(&c);
	text_free(&v);
	if (!s) {
		w->book.failed = true;
		return say_error("report: expected a range for a chart, found none");
	}
	/* libxlsxwriter cleans the texts of cells, not those of charts */
	cell_clean(&w->book.clean, tally_title(g), strlen(tally_title(g)), false);
	chart_series_set_name(s, text_str(&w->book.clean));
	chart_series_set_line(s, &line);
	if (chart->type != LXW_CHART_LINE) {
		chart_series_set_fill(s, &fill);
		return 0;
	}
	/* one period has no line: its points must show */
	chart_series_set_marker_type(s, markers[nr % sizeof markers]);
	chart_series_set_marker_size(s, dashed ? 4 : 7);
	chart_series_set_marker_fill(s, &fill);
	chart_series_set_marker_line(s, &(lxw_chart_line){ .color = colour });
	return 0;
}

static bool
is_dashed(const struct template_block *b, const char *column)
{
	for (const struct yml_node *n = b->dashed ? b->dashed->first : NULL; n; n = n->next)
		if (strcmp(n->text, column) == 0)
			return true;
	return false;
}

/* The columns the block names, else all of the table but the categories. */
static int
add_all_series(struct writer *w, const struct template_block *b, lxw_chart *chart,
    const struct tally_column *categories)
{
	struct text key = { 0 };
	const struct yml_node *n = b->series ? b->series->first : NULL;
	size_t count = 0;
	int status = 0;

	if (!b->series) {
		const struct tally_column *g;

		for (size_t i = 0; status == 0 && count < SERIES_MAX &&
		     (g = tally_at(w->tally, b->of, i));
		     i++)
			if (g != categories)
				status = add_series(w, chart, categories, g, count++, false);
		return status;
	}
	for (; n && status == 0; n = n->next) {
		const struct tally_column *g;

		text_clear(&key);
		text_addf(&key, "%s.%s", b->of, n->text);
		g = tally_find(w->tally, text_str(&key));
		if (!g)
			status = yml_say(n, "expected a column of the table %s, found %s", b->of, n->text);
		else
			status = add_series(
			    w, chart, categories, g, count++, is_dashed(b, n->text));
	}
	text_free(&key);
	return status;
}

int
drawing_write(struct writer *w, const struct template_block *b, struct page *p)
{
	const char *type = b->node->text;
	struct text key = { 0 };
	const struct tally_column *categories;
	lxw_chart *chart;
	lxw_chart_options place = { .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
		.x_scale = 1.6, .y_scale = 1.2 };
	int status;

	text_addf(&key, "%s.%s", b->of, b->categories);
	categories = tally_find(w->tally, text_str(&key));
	text_free(&key);
	if (!categories || tally_rows(categories) == 0) {
		page_text(p, 0, b->empty, BOOK_NOTE);
		page_next(p);
		return 0;
	}
	chart = workbook_add_chart(p->book->wb, strcmp(type, "line") == 0 ? LXW_CHART_LINE :
		strcmp(type, "stacked") == 0			      ? LXW_CHART_COLUMN_STACKED :
									LXW_CHART_COLUMN);
	if (!chart)
		return say_nomem("report");
	chart_title_off(chart);
	chart_axis_set_num_format(chart->y_axis, strcmp(type, "line") == 0 ? "0.00%" : "0");
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	status = add_all_series(w, b, chart, categories);
	if (status == 0)
		status = book_took(p->book, worksheet_insert_chart_opt(p->ws, p->row, 0, chart, &place));
	page_skip(p, DRAWING_ROWS);
	return status;
}
