#include "reports/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/yml.h"
#include "ledger/db.h"
#include "reports/block.h"
#include "reports/data.h"
#include "reports/drawing.h"
#include "reports/head.h"
#include "base/package.h"
#include "reports/rest.h"
#include "reports/table.h"
#include "reports/table_part.h"

struct report {
	const struct report_request *r;
	struct writer w;
	struct template *tmpl;
	struct outfile *file;
	struct rest rest, beside;
	struct report_result result;
};

/* ---- what the sheets ask ---- */

static int
make_views(struct report *p)
{
	const struct report_request *r = p->r;
	struct ledger *l = p->w.ledger;

	if (db_script(l, data_sheets) != 0 ||
	    db_exec(l, "INSERT INTO temp.here (population_id, run_id, program) VALUES (?1, ?2, ?3)",
		DB(db_int(r->population_id), r->run_id ? db_int(r->run_id) : db_null(),
		    db_text(r->program))) != 0 ||
	    db_exec(l,
		/* as view issuance; LIMIT keeps the instant from being looked up for each use of it */
		"INSERT INTO temp.here_issuance SELECT issuer_id, at / 86400, issued_source, count(*), min(at),"
		" max(at) FROM (SELECT issuer_id, issued_source, issued_at AS at FROM unit_issued"
		" WHERE population_id = ?1 LIMIT -1) GROUP BY 1, 2, 3",
		DB(db_int(r->population_id))) != 0 ||
	    db_exec(l,
		"INSERT INTO temp.here_form SELECT c.form, count(*) FROM population_unit AS u"
		" JOIN cert AS c ON c.id = u.cert_id WHERE u.population_id = ?1 GROUP BY c.form",
		DB(db_int(r->population_id))) != 0 ||
	    db_exec(l,
		"INSERT INTO temp.here_comparison SELECT c.*, c.standing IN ('counts', 'repeated later')"
		" OR (c.place IN ('here', 'late') AND c.standing <> 'of another time')"
		" FROM comparisons AS c WHERE c.population_id = ?1",
		DB(db_int(r->population_id))) != 0)
		return -1;
	if (db_exec(l,
		"INSERT INTO temp.here_finding SELECT f.id FROM population AS p JOIN finding AS f"
		" LEFT JOIN run AS r ON r.id = f.run_id LEFT JOIN population AS q ON q.id = r.population_id"
		" WHERE p.id = ?1 AND CASE WHEN q.id IS NOT NULL THEN q.from_at <= p.from_at"
		" ELSE f.created_at < coalesce((SELECT min(frozen_at) FROM population WHERE from_at >= p.until_at),"
		" 9e18) END",
		DB(db_int(r->population_id))) != 0 ||
	    db_exec(l,
		"INSERT INTO temp.here_method SELECT t.* FROM trend_by_method AS t JOIN population AS p"
		" ON t.from_at <= p.from_at WHERE p.id = ?1",
		DB(db_int(r->population_id))) != 0)
		return -1;
	return statements_load(l, r->statements);
}

static const struct template_block *
matrix_block(const struct template *t)
{
	for (size_t i = 0; i < t->sheet_count; i++)
		for (size_t k = 0; k < t->sheets[i].block_count; k++)
			if (t->sheets[i].blocks[k].matrix)
				return &t->sheets[i].blocks[k];
	return NULL;
}

/* "q3.xlsx" is "q3-WHAT.csv" */
static int
name_rest(const struct report *p, const char *what, char out[1024])
{
	const char *path = p->r->path;
	size_t n = strlen(path);

	if (n > 5 && strcmp(path + n - 5, ".xlsx") == 0)
		n -= 5;
	if (snprintf(out, 1024, "%.*s-%s.csv", (int)n, path, what) >= 1024)
		return say_error("%s: expected a shorter path, found %zu bytes", path, strlen(path));
	return 0;
}

static int
note_rest(struct report *p, const char *where)
{
	const char *slash = strrchr(p->result.rest_path, '/');
	char hex[DIGEST_HEX];
	struct text t = { 0 };
	int status;

	if (p->rest.file)
		text_addf(&t, "%llu further rows are in %s, SHA-256 %s",
		    (unsigned long long)p->rest.rows, slash ? slash + 1 : p->result.rest_path,
		    digest_hex(p->rest.sha256, DIGEST_LEN, hex));
	else
		text_add(&t, "none: every row stands on the sheet");
	status = text_failed(&t) ? -1 :
		db_exec(p->w.ledger, "UPDATE temp.here SET matrix_rest = ?1, matrix_where = ?2",
		    DB(db_text(t.s), db_text(where)));
	text_free(&t);
	return status;
}

/* By the plan, rows of the Test matrix go to a file of their own; those that stay are set in w. */
static int
split_matrix(struct report *p)
{
	const struct statements *s = p->r->statements;
	const struct template_block *b = matrix_block(p->tmpl);
	char where[64] = "all names of all sampled certificates";

	p->w.matrix.limit = -1;
	if (!b || s->matrix == STATEMENTS_MATRIX_ALL)
		return note_rest(p, where);
	if (s->matrix == STATEMENTS_MATRIX_EXCEPTIONS) {
		p->w.matrix.where = "verdict <> 'exception'";
		snprintf(where, sizeof where, "certificates with an exception, by the plan");
	} else {
		p->w.matrix.offset = (int64_t)s->matrix_rows;
		snprintf(where, sizeof where, "the first %llu rows, by the plan",
		    (unsigned long long)s->matrix_rows);
	}
	if (name_rest(p, "matrix", p->result.rest_path) != 0 || rest_write(&p->w, b, p->result.rest_path, &p->rest) != 0)
		return -1;
	if (s->matrix == STATEMENTS_MATRIX_EXCEPTIONS) {
		p->w.matrix.where = "verdict = 'exception'";
	} else {
		p->w.matrix.limit = (int64_t)s->matrix_rows;
		p->w.matrix.offset = 0;
	}
	if (p->rest.rows == 0) {
		outfile_abandon(p->rest.file);
		p->rest.file = NULL;
	}
	return note_rest(p, where);
}

static const struct template_block *
beside_block(const struct template *t)
{
	for (size_t i = 0; i < t->sheet_count; i++)
		for (size_t k = 0; k < t->sheets[i].block_count; k++)
			if (t->sheets[i].blocks[k].beside && t->sheets[i].blocks[k].kind == BLOCK_TABLE)
				return &t->sheets[i].blocks[k];
	return NULL;
}

static int
note_beside(struct report *p)
{
	const char *slash = strrchr(p->result.beside_path, '/');
	struct text t = { 0 };
	char hex[DIGEST_HEX];
	int status;

	text_addf(&t, "all %llu rows are in %s, SHA-256 %s", (unsigned long long)p->beside.rows,
	    slash ? slash + 1 : p->result.beside_path, digest_hex(p->beside.sha256, DIGEST_LEN, hex));
	status = text_failed(&t) ? -1 : db_exec(p->w.ledger, "UPDATE temp.here SET beside = ?1", DB(db_text(t.s)));
	text_free(&t);
	return status;
}

/* A list too long to print: its sheet has the first rows, a file beside it all of them. */
static int
split_list(struct report *p)
{
	const struct template_block *b = beside_block(p->tmpl);
	struct text where = { 0 }, sql = { 0 };
	struct query *q;
	int n = 0, more = -1;

	if (!b)
		return 0;
	if (table_where(&p->w, b, &where, &n) != 0)
		goto out;
	text_addf(&sql, "SELECT 1 FROM %s%s %s NOT %s LIMIT 1", b->view, text_str(&where), n ? "AND" : "WHERE", b->beside);
	q = text_failed(&where) || text_failed(&sql) ? NULL : table_ask(&p->w, sql.s, n);
	more = db_step(q);
	if (more > 0) {
		db_reset(q);
		p->w.beside = true;
		more = name_rest(p, b->id ? b->id : "rows", p->result.beside_path) == 0 &&
			rest_write(&p->w, b, p->result.beside_path, &p->beside) == 0 && note_beside(p) == 0 ?
		    0 :
		    -1;
		p->w.beside = false;
	}
out:
	text_free(&where);
	text_free(&sql);
	return more;
}

/* ---- the sheets ---- */

/* About how high a block gets, points; 0: nobody knows. */
static double
height_of(const struct writer *w, const struct template_block *b)
{
	switch (b->kind) {
	case BLOCK_CHART: return (DRAWING_ROWS + 2) * 15;
	case BLOCK_FACTS: return ((double)b->column_count + 3) * 15;
	case BLOCK_STATEMENTS: return 6 * 15;
	case BLOCK_SIGNOFF: return ((double)b->node->count + 3 + 8) * 15;	/* and the answer below */
	case BLOCK_MARKS: return ((double)w->tmpl->mark_count * 2 + 2) * 15;
	case BLOCK_INDEX: return ((double)w->tmpl->sheet_count + 2) * 15;
	default: return 0;
	}
}

static int
write_blocks(struct writer *w, const struct template_sheet *s, struct page *page)
{
	for (size_t i = 0; i < s->block_count; i++) {
		const struct template_block *b = &s->blocks[i];
		int status;

		if (i > 0)
			page_next(page);
		page_keep(page, height_of(w, b), b->kind == BLOCK_CHART);
		if (b->heading) {
			page_text(page, 0, b->heading, BOOK_HEADING);
			page_next(page);
		}
		status = b->kind == BLOCK_TABLE ? table_write(w, s, b, page) : block_write(w, b, page);
		if (status != 0 || w->book.failed)
			return -1;
	}
	page_close(page);
	return 0;
}

/* Sheets marked late are made in their place and filled when all others are. */
static int
write_sheets(struct writer *w)
{
	const struct template *t = w->tmpl;
	struct page *late = calloc(t->sheet_count, sizeof *late);
	int status = late ? 0 : say_nomem("report");

	for (size_t i = 0; i < t->sheet_count && status == 0; i++) {
		status = head_open(w, &t->sheets[i], 1, &late[i]);
		if (status == 0 && !t->sheets[i].late)
			status = write_blocks(w, &t->sheets[i], &late[i]);
	}
	for (size_t i = 0; i < t->sheet_count && status == 0; i++)
		if (t->sheets[i].late)
			status = write_blocks(w, &t->sheets[i], &late[i]);
	free(late);
	return status;
}

static int
write_book(struct report *p)
{
	struct book_about about = { .company = writer_here(&p->w, "ca"),
		.rows_max = p->r->rows_max };
	const char *as_of = writer_here(&p->w, "as_of"), *frozen = writer_here(&p->w, "frozen_at");
	struct text title = { 0 };
	int status = -1;

	text_addf(&title, "Self-audit %s", writer_here(&p->w, "label"));
	about.title = text_str(&title);
	if (instant_parse(as_of ? as_of : frozen, &about.created) != 0)
		about.created = 0;
	p->file = outfile_open(p->r->path, 0600);
	if (p->file && book_open(&p->w.book, outfile_temporary(p->file), &about) == 0 &&
	    write_sheets(&p->w) == 0 && book_close(&p->w.book) == 0)
		status = package_check(outfile_temporary(p->file));
	text_free(&title);
	p->result.sheets = p->w.sheet_count;
	return status;
}

/* All files get their names, or none does. */
static int
commit(struct report *p)
{
	struct outfile *file = p->file, *rest = p->rest.file, *beside = p->beside.file;

	if (digest_file(outfile_temporary(file), p->result.sha256, &p->result.bytes) != 0)
		return -1;
	p->result.rest_rows = p->rest.rows;
	memcpy(p->result.rest_sha256, p->rest.sha256, DIGEST_LEN);
	p->result.beside_rows = p->beside.rows;
	memcpy(p->result.beside_sha256, p->beside.sha256, DIGEST_LEN);
	if (rest) {
		p->rest.file = NULL;
		if (outfile_commit(rest) != 0)
			return -1;
	}
	if (beside) {
		p->beside.file = NULL;
		if (outfile_commit(beside) != 0)
			return -1;
	}
	p->file = NULL;
	return outfile_commit(file);
}

int
report_write(struct ledger *l, const struct report_request *r, struct report_result *out)
{
	struct report p = { .r = r, .w = { .ledger = l, .population_id = r->population_id,
		.run_id = r->run_id } };
	int status = -1;

	p.tmpl = r->template_file ?
	    template_parse(r->template_file, r->template_data, r->template_len) :
	    template_parse("workbook.yaml", data_workbook, strlen(data_workbook));
	p.w.tmpl = p.tmpl;
	if (!p.tmpl || !(p.w.tally = tally_new()))
		goto out;
	if (make_views(&p) == 0 && writer_load_rules(&p.w) == 0 && split_matrix(&p) == 0 && split_list(&p) == 0 &&
	    writer_load_here(&p.w) == 0 && write_book(&p) == 0)
		status = commit(&p);
	if (status == 0)
		*out = p.result;
out:
	writer_free(&p.w);
	outfile_abandon(p.file);
	outfile_abandon(p.rest.file);
	outfile_abandon(p.beside.file);
	template_free(p.tmpl);
	return status;
}
