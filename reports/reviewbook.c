#include "reports/reviewbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/outfile.h"
#include "base/package.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/review.h"
#include "reports/page.h"

enum fixed { NUMBER, SHA256, SERIAL, ISSUER, TYPE, ISSUED, NAME, METHOD, VALIDATED, VERDICT, FIXED };

static const struct {
	const char *title;
	double width;
	enum book_style style;
} columns[FIXED] = {
	{ REVIEW_NUMBER, 14, BOOK_TEXT }, { REVIEW_SHA256, 34, BOOK_HASH },
	{ REVIEW_SERIAL, 20, BOOK_HASH }, { "Issuer", 26, BOOK_TEXT }, { "Type", 6, BOOK_TEXT },
	{ "Issued", 18, BOOK_TIME }, { REVIEW_NAME, 28, BOOK_TEXT }, { "Method", 13, BOOK_TEXT },
	{ "Validated", 18, BOOK_TIME }, { REVIEW_VERDICT, 13, BOOK_TEXT },
};

static const struct {
	const char *title;
	double width;
} persons[] = { { REVIEW_EVIDENCE, 30 }, { REVIEW_COMMENT, 34 }, { REVIEW_TESTER, 18 }, { REVIEW_DATE, 12 } };

#define PERSONS 4
#define MARK_WIDTH 7

struct attribute {
	char *id, *title, *requirement;
};

struct writing {
	struct ledger *l;
	const struct reviewbook_request *r;
	struct book book;
	struct page p;
	struct attribute attributes[REVIEW_ATTRIBUTES_MAX];
	size_t count;
	struct query *marks;
	uint64_t rows;
};

int
reviewbook_begin(struct ledger *l, int64_t population_id, int64_t run_id)
{
	return db_script(l, "DROP TABLE IF EXISTS temp.reviewbook;"
			    "CREATE TEMP TABLE reviewbook (stratum INTEGER, ord INTEGER, name_ord INTEGER,"
			    " method TEXT, validated_at TEXT, verdict TEXT,"
			    " PRIMARY KEY (stratum, ord, name_ord)) WITHOUT ROWID;") != 0 ?
	    -1 :
	    db_exec(l,
		"INSERT INTO temp.reviewbook SELECT stratum_ord, ord, name_ord, method, validated_at,"
		" verdict FROM matrix WHERE run_id = ?1 AND population_id = ?2 ON CONFLICT DO NOTHING",
		DB(db_int(run_id), db_int(population_id)));
}

static int
load_attributes(struct writing *w)
{
	struct query *q = db_query(w->l,
	    "SELECT id, title, requirement FROM review_attribute WHERE population_id = ?1 ORDER BY ord",
	    DB(db_int(w->r->population_id)));
	int more;

	while ((more = db_step(q)) > 0 && w->count < REVIEW_ATTRIBUTES_MAX) {
		struct attribute *a = &w->attributes[w->count++];

		*a = (struct attribute){ strdup(db_col_text(q, 0)), strdup(db_col_text(q, 1)),
			strdup(db_col_text(q, 2)) };
		if (!a->id || !a->title || !a->requirement) {
			db_reset(q);
			return say_nomem("review");
		}
	}
	if (more > 0)
		db_reset(q);
	return more < 0 ? -1 : 0;
}

/* ---- the head ---- */

static void
label(struct page *p, const char *name, const char *value)
{
	page_text(p, 0, name, BOOK_LABEL);
	page_text(p, 1, value, BOOK_PLAIN);
	page_next(p);
}

static int
write_head(struct writing *w)
{
	struct query *q = db_query(w->l,
	    "SELECT l.ca, p.label, lower(hex(p.commitment_sha256)) FROM population AS p"
	    " JOIN ledger AS l WHERE p.id = ?1",
	    DB(db_int(w->r->population_id)));
	struct page *p = &w->p;

	if (db_step(q) <= 0)
		return -1;
	page_text(p, 0, "Review by hand of the sample", BOOK_TITLE);
	page_next(p);
	label(p, "CA owner", db_col_text(q, 0));
	label(p, REVIEW_PERIOD, db_col_text(q, 1));
	label(p, REVIEW_COMMITMENT, db_col_text(q, 2));
	label(p, REVIEW_REVIEWER, w->r->reviewer);
	db_reset(q);
	page_text(p, 0, "Yellow cells are yours.  pass, fail, na (does not apply), nt (not tested); what each "
			"column asks stands on the sheet Attributes.", BOOK_NOTE);
	page_next(p);
	page_text(p, 0, "Every row with a mark needs evidence, your name as tester, and the date.  Times are UTC.",
	    BOOK_NOTE);
	page_next(p);
	page_next(p);
	return 0;
}

static void
write_header(struct writing *w)
{
	struct page *p = &w->p;
	int col = 0;

	for (int i = 0; i < FIXED; i++)
		page_text(p, col++, columns[i].title, BOOK_HEAD);
	for (size_t i = 0; i < w->count; i++)
		page_text(p, col++, w->attributes[i].id, BOOK_HEAD);
	for (int i = 0; i < PERSONS; i++)
		page_text(p, col++, persons[i].title, BOOK_HEAD);
	page_next(p);
}

/* ---- the rows ---- */

static void
write_fixed(struct writing *w, struct query *q)
{
	for (int i = 0; i < FIXED; i++) {
		if (i == ISSUED)
			page_time(&w->p, i, db_col_at(q, i), BOOK_TIME);
		else if (i == VALIDATED) {
			int64_t at;

			if (instant_parse(db_col_text(q, i), &at) != 0)
				at = INSTANT_NONE;
			page_time(&w->p, i, at, BOOK_TIME);
		} else
			page_text(&w->p, i, db_col_text(q, i), columns[i].style);
	}
}

/* What this reviewer marked before; blank cells for the rest. */
static int
write_persons(struct writing *w, int64_t cert_id, int64_t name_ord)
{
	const int first = FIXED + (int)w->count;
	bool done[REVIEW_ATTRIBUTES_MAX] = { false }, signed_before = false;
	int more;

	if (db_bind(w->marks, DB(db_int(w->r->population_id), db_int(cert_id), db_int(name_ord),
		db_text(w->r->reviewer))) != 0)
		return -1;
	while ((more = db_step(w->marks)) > 0) {
		for (size_t i = 0; i < w->count; i++)
			if (!done[i] && strcmp(db_col_text(w->marks, 0), w->attributes[i].id) == 0) {
				page_text(&w->p, FIXED + (int)i, db_col_text(w->marks, 1), BOOK_PERSON);
				done[i] = true;
			}
		if (signed_before)
			continue;
		page_text(&w->p, first, db_col_text(w->marks, 2), BOOK_PERSON_WRAP);
		page_text(&w->p, first + 1, db_col_text(w->marks, 3), BOOK_PERSON_WRAP);
		page_text(&w->p, first + 2, db_col_text(w->marks, 4), BOOK_PERSON);
		page_time(&w->p, first + 3, db_col_at(w->marks, 5), BOOK_PERSON_DATE);
		signed_before = true;
	}
	for (size_t i = 0; i < w->count; i++)
		if (!done[i])
			page_blank(&w->p, FIXED + (int)i, BOOK_PERSON);
	for (int i = 0; !signed_before && i < PERSONS; i++)
		page_blank(&w->p, first + i,
		    i < 2 ? BOOK_PERSON_WRAP : i == 2 ? BOOK_PERSON : BOOK_PERSON_DATE);
	return more;
}

static const char rows_sql[] =
    "SELECT coalesce(t.name, 'judgement') || '/' || (s.ord + 1), lower(hex(s.fingerprint)), c.serial, coalesce(i.name, ''),"
    " CASE c.type WHEN 1 THEN 'DV' WHEN 2 THEN 'OV' WHEN 3 THEN 'IV' WHEN 4 THEN 'EV' ELSE 'none' END,"
    " u.issued_at, coalesce(n.name, '" REVIEW_WHOLE "'), m.method, m.validated_at,"
    " coalesce(m.verdict, 'not judged'), s.cert_id, coalesce(n.ord, -1)"
    " FROM review_assignment AS a"
    " JOIN sample AS s ON s.population_id = a.population_id AND s.stratum = a.stratum AND s.ord = a.ord"
    " LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum"
    " JOIN cert AS c ON c.id = s.cert_id"
    " LEFT JOIN issuer AS i ON i.id = c.issuer_id"
    " LEFT JOIN unit_issued AS u ON u.population_id = s.population_id AND u.fingerprint = s.fingerprint"
    " LEFT JOIN cert_name AS n ON n.cert_id = c.id AND n.kind <= 1 AND NOT EXISTS (SELECT 1 FROM cert_name AS e"
    "  WHERE e.cert_id = n.cert_id AND e.kind <= 1 AND e.name = n.name AND e.ord < n.ord)"
    " LEFT JOIN sample AS d ON d.population_id = s.population_id AND d.cert_id = s.cert_id"
    "  AND d.stratum > s.stratum"	/* of a judgement sample then, drawn since: judged as that */
    " LEFT JOIN temp.reviewbook AS m ON m.stratum = coalesce(d.stratum, s.stratum)"
    "  AND m.ord = coalesce(d.ord, s.ord) AND m.name_ord = coalesce(n.ord, -1)"
    " WHERE a.population_id = ?1 AND a.reviewer = ?2 ORDER BY a.stratum, a.ord, n.ord";

static int
write_rows(struct writing *w)
{
	struct query *q = db_query(w->l, rows_sql,
	    DB(db_int(w->r->population_id), db_text(w->r->reviewer)));
	int more;

	while ((more = db_step(q)) > 0) {
		if (w->p.row >= w->book.rows_max) {
			db_reset(q);
			return say_error("%s: expected at most %lu rows for a reviewer, found more",
			    w->r->path, (unsigned long)w->book.rows_max);
		}
		write_fixed(w, q);
		if (write_persons(w, db_col_int(q, 10), db_col_int(q, 11)) != 0) {
			db_reset(q);
			return -1;
		}
		page_next(&w->p);
		w->rows++;
	}
	return more;
}

/* Marks to choose from, each with its colour beside the word. */
static void
offer_marks(struct writing *w, uint32_t first, uint32_t last)
{
	static const enum book_style colours[REVIEW_MARKS] = { BOOK_GOOD, BOOK_BAD, BOOK_FAINT, BOOK_DOUBT };
	char *list[REVIEW_MARKS + 1] = { NULL };

	for (int i = 0; i < REVIEW_MARKS; i++)
		list[i] = (char *)review_marks[i];
	for (size_t i = 0; i < w->count; i++) {
		lxw_col_t col = (lxw_col_t)(FIXED + i);
		char title[40], message[256];
		lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = list,
			.input_title = title, .input_message = message, .error_title = (char *)"Mark",
			.error_message = (char *)"pass, fail, na (does not apply) or nt (not tested)" };

		snprintf(title, sizeof title, "%.30s", w->attributes[i].id);
		snprintf(message, sizeof message, "%.240s", w->attributes[i].title);
		text_whole(message);
		book_took(&w->book, worksheet_data_validation_range(w->p.ws, first, col, last, col, &v));
	}
	for (int i = 0; i < REVIEW_MARKS; i++) {
		lxw_conditional_format f = { .type = LXW_CONDITIONAL_TYPE_CELL,
			.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO, .format = w->book.styles[colours[i]] };
		char value[16];

		snprintf(value, sizeof value, "\"%s\"", review_marks[i]);
		f.value_string = value;
		book_took(&w->book, worksheet_conditional_format_range(w->p.ws, first, FIXED, last,
		    (lxw_col_t)(FIXED + w->count - 1), &f));
	}
}

static void
offer_date(struct writing *w, uint32_t first, uint32_t last)
{
	lxw_col_t col = (lxw_col_t)(FIXED + w->count + PERSONS - 1);
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_DATE,
		.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN, .value_datetime = { 2000, 1, 1, 0, 0, 0 },
		.error_title = (char *)"Date", .error_message = (char *)"the day on which it was tested" };

	book_took(&w->book, worksheet_data_validation_range(w->p.ws, first, col, last, col, &v));
}

static void
set_up(struct page *p)
{
	lxw_protection allowed = { .format_columns = 1, .format_rows = 1, .format_cells = 1, .sort = 1,
		.autofilter = 1 };

	worksheet_set_landscape(p->ws);
	worksheet_set_paper(p->ws, 8);	/* A3 */
	worksheet_set_margins(p->ws, 0.4, 0.4, 0.6, 0.6);
	worksheet_fit_to_pages(p->ws, 1, 0);
	worksheet_protect(p->ws, NULL, &allowed);
	worksheet_set_footer(p->ws, "&R&8 Page &P of &N");
}

static int
write_review(struct writing *w)
{
	struct page *p = &w->p;
	uint32_t first;

	if (page_open(p, &w->book, REVIEW_SHEET) != 0)
		return -1;
	for (int i = 0; i < FIXED; i++)
		page_add_width(p, columns[i].width);
	for (size_t i = 0; i < w->count; i++)
		page_add_width(p, MARK_WIDTH);
	for (int i = 0; i < PERSONS; i++)
		page_add_width(p, persons[i].width);
	set_up(p);
	if (write_head(w) != 0)
		return -1;
	write_header(w);
	first = p->row;
	if (write_rows(w) != 0)
		return -1;
	if (p->row > first) {
		offer_marks(w, first, p->row - 1);
		offer_date(w, first, p->row - 1);
		book_took(&w->book, worksheet_autofilter(p->ws, first - 1, 0, p->row - 1,
		    (lxw_col_t)(FIXED + w->count + PERSONS - 1)));
	}
	book_took(&w->book, worksheet_repeat_rows(p->ws, first - 1, first - 1));
	worksheet_freeze_panes(p->ws, first, 1);
	return w->book.failed ? -1 : 0;
}

static int
write_attributes(struct writing *w)
{
	struct page *p = &w->p;

	if (page_open(p, &w->book, "Attributes") != 0)
		return -1;
	page_add_width(p, 10);
	page_add_width(p, 90);
	page_add_width(p, 50);
	set_up(p);
	page_text(p, 0, "What is tested by hand", BOOK_TITLE);
	page_next(p);
	page_next(p);
	page_text(p, 0, "Column", BOOK_HEAD);
	page_text(p, 1, "What is tested", BOOK_HEAD);
	page_text(p, 2, "Requirement", BOOK_HEAD);
	page_next(p);
	for (size_t i = 0; i < w->count; i++) {
		page_text(p, 0, w->attributes[i].id, BOOK_TEXT);
		page_text(p, 1, w->attributes[i].title, BOOK_TEXT);
		page_text(p, 2, w->attributes[i].requirement, BOOK_TEXT);
		page_next(p);
	}
	page_next(p);
	page_text(p, 0, w->r->program, BOOK_NOTE);
	return w->book.failed ? -1 : 0;
}

static int
write_book(struct writing *w, const char *path)
{
	const struct book_about about = { .title = "Review by hand", .created = w->r->at };
	int status = -1;

	if (load_attributes(w) != 0)
		return -1;
	w->marks = db_prepare(w->l,
	    "SELECT attribute, mark, evidence, comment, tester, signed_at FROM review_mark"
	    " WHERE population_id = ?1 AND cert_id = ?2 AND name_ord = ?3 AND reviewer = ?4"
	    " ORDER BY import_id DESC, attribute");
	if (w->marks && book_open(&w->book, path, &about) == 0) {
		if (write_review(w) == 0 && write_attributes(w) == 0 && book_close(&w->book) == 0)
			status = package_check(path);
		else
			book_abandon(&w->book);
	}
	db_release(w->marks);
	return status;
}

int
reviewbook_write(struct ledger *l, const struct reviewbook_request *r, struct reviewbook_result *out)
{
	struct writing w = { .l = l, .r = r };
	struct outfile *file = outfile_open(r->path, 0600);
	struct reviewbook_result result = { 0 };
	int status = -1;

	if (file && write_book(&w, outfile_temporary(file)) == 0 &&
	    digest_file(outfile_temporary(file), result.sha256, NULL) == 0) {
		status = outfile_commit(file);
		file = NULL;
	}
	outfile_abandon(file);
	for (size_t i = 0; i < w.count; i++) {
		free(w.attributes[i].id);
		free(w.attributes[i].title);
		free(w.attributes[i].requirement);
	}
	result.rows = w.rows;
	if (status == 0)
		*out = result;
	return status;
}
