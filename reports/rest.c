#include "reports/rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "ledger/db.h"
#include "reports/table_part.h"

static void
put_cell(FILE *f, const char *s, bool first)
{
	if (!first)
		putc(',', f);
	if (strchr("=+-@\t\r", *s) == NULL || *s == '\0') {
		if (strpbrk(s, ",\"\r\n") == NULL) {
			fputs(s, f);
			return;
		}
		putc('"', f);
	} else {
		fputs("\"'", f);
	}
	for (; *s; s++) {
		if (*s == '"')
			putc('"', f);
		putc(*s, f);
	}
	putc('"', f);
}

static void
put_header(struct table_part *t, FILE *f)
{
	struct text title = { 0 };
	bool first = true;

	for (size_t i = 0; i < t->count; i++) {
		const struct template_column *c = t->columns[i].t;
		const struct writer_rule *list;
		size_t times;

		if (c->kind == COLUMN_BLANK || c->kind == COLUMN_CHOICE)
			continue;
		list = writer_spread(t->w, c->kind, &times);
		for (size_t k = 0; k < times; k++) {
			text_clear(&title);
			text_add(&title, list ? list[k].rule : c->title);
			put_cell(f, text_str(&title), first);
			first = false;
		}
	}
	putc('\n', f);
	text_free(&title);
}

static void
put_row(struct table_part *t, struct query *q, FILE *f)
{
	bool first = true;

	for (size_t i = 0; i < t->count; i++) {
		const struct table_column *c = &t->columns[i];

		if (c->select < 0)
			continue;
		if (c->t->kind == COLUMN_OUTCOMES) {
			for (size_t k = 0; k < t->w->rule_count; k++) {
				put_cell(f, writer_word(table_cell_code(c, q, t->w->rules[k].ord)), first);
				first = false;
			}
			continue;
		}
		put_cell(f, db_col_null(q, c->select) ? c->t->empty : db_col_text(q, c->select), first);
		first = false;
	}
	putc('\n', f);
}

int
rest_write(struct writer *w, const struct template_block *b, const char *path, struct rest *out)
{
	struct table_part t = { .w = w, .b = b };
	struct rest r = { 0 };
	struct text sql = { 0 };
	struct query *q;
	int n, more = -1;

	if (table_prepare(&t) != 0 || table_query(&t, &sql, &n) != 0)
		goto out;
	r.file = outfile_open(path, 0600);
	if (!r.file)
		goto out;
	put_header(&t, outfile_stream(r.file));
	q = table_ask(w, sql.s, n);
	while ((more = db_step(q)) > 0) {
		put_row(&t, q, outfile_stream(r.file));
		r.rows++;
	}
	if (more == 0 && fflush(outfile_stream(r.file)) == 0)
		more = digest_file(outfile_temporary(r.file), r.sha256, NULL);
out:
	text_free(&sql);
	free(t.columns);
	if (more != 0)
		outfile_abandon(r.file);
	else
		*out = r;
	return more;
}
