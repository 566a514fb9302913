#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/xlsxread.h"
#include "ledger/event.h"
#include "ledger/intake.h"
#include "ledger/review.h"

enum column { SHA256, NAME, EVIDENCE, COMMENT, TESTER, DATE, COLUMNS };

static const char *const titles[COLUMNS] = { REVIEW_SHA256, REVIEW_NAME, REVIEW_EVIDENCE,
	REVIEW_COMMENT, REVIEW_TESTER, REVIEW_DATE };

struct attribute {
	char id[64];
	int col;		/* -1: the sheet has no such column */
	const char *mark;	/* of the row at hand, NULL none */
};

/* The sheet being read. */
struct sheet {
	struct import *im;
	struct input *in;	/* hashed by the caller; a package is read from its end */
	struct xlsxread *x;
	char period[256], commitment[DIGEST_HEX], reviewer[256];
	int64_t population_id;
	bool in_table;
	int cols[COLUMNS];
	struct attribute attributes[REVIEW_ATTRIBUTES_MAX];
	size_t attribute_count;
	struct query *find, *add, *seen;
	uint64_t open;		/* rows without a mark */
};

static int
refuse(const struct import *im, const char *expected, const char *found)
{
	return say_error("%s: expected %s, found %s", im->file, expected, found);
}

static const char *
cell_text(const struct xlsxread_row *row, int col)
{
	const struct xlsxread_cell *c = col < 0 ? NULL : xlsxread_cell(row, col);

	return c ? c->text : "";
}

/* ---- the head of the sheet ---- */

static void
take_label(struct sheet *s, const struct xlsxread_row *row)
{
	static const char *const labels[] = { REVIEW_PERIOD, REVIEW_COMMITMENT, REVIEW_REVIEWER };
	char *const values[] = { s->period, s->commitment, s->reviewer };
	const size_t sizes[] = { sizeof s->period, sizeof s->commitment, sizeof s->reviewer };

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(cell_text(row, 0), labels[i]) == 0)
			snprintf(values[i], sizes[i], "%s", cell_text(row, 1));
}

static int
find_population(struct sheet *s)
{
	uint8_t hash[32];
	int got;

	if (!*s->period || !*s->reviewer || digest_unhex(s->commitment, hash, 32) != 0)
		return refuse(s->im, "period, commitment and reviewer above the table", "less");
	got = db_one_int(s->im->l,
	    "SELECT p.id FROM population AS p WHERE p.label = ?1 AND p.commitment_sha256 = ?2"
	    " AND EXISTS (SELECT 1 FROM review_assignment AS r WHERE r.population_id = p.id"
	    "  AND r.reviewer = ?3)",
	    DB(db_text(s->period), db_hash(hash), db_text(s->reviewer)), &s->population_id);
	if (got == 0)
		return refuse(s->im, "a sample that is shared out to its reviewer in this ledger",
		    "the sheet of another");
	return got < 0 ? -1 : 0;
}

static int
load_attributes(struct sheet *s)
{
	struct query *q = db_query(s->im->l,
	    "SELECT id FROM review_attribute WHERE population_id = ?1 ORDER BY ord",
	    DB(db_int(s->population_id)));
	int more;

	while ((more = db_step(q)) > 0) {
		struct attribute *a = &s->attributes[s->attribute_count];

		if (s->attribute_count == REVIEW_ATTRIBUTES_MAX) {
			db_reset(q);
			return refuse(s->im, "at most 26 attributes", "more");
		}
		snprintf(a->id, sizeof a->id, "%s", db_col_text(q, 0));
		a->col = -1;
		s->attribute_count++;
	}
	return more;
}

static int
take_header(struct sheet *s, const struct xlsxread_row *row)
{
	if (find_population(s) != 0 || load_attributes(s) != 0)
		return -1;
	for (size_t i = 0; i < row->count; i++) {
		int *col = NULL;

		for (int c = 0; c < COLUMNS; c++)
			if (strcmp(row->cells[i].text, titles[c]) == 0)
				col = &s->cols[c];
		for (size_t a = 0; a < s->attribute_count; a++)
			if (strcmp(row->cells[i].text, s->attributes[a].id) == 0)
				col = &s->attributes[a].col;
		if (col && *col >= 0)
			return say_error("%s: expected one column '%s', found two", s->im->file, row->cells[i].text);
		if (col)
			*col = row->cells[i].col;
	}
	for (int c = 0; c < COLUMNS; c++)
		if (s->cols[c] < 0)
			return say_error("%s: expected a column '%s', found none", s->im->file, titles[c]);
	for (size_t a = 0; a < s->attribute_count; a++)
		if (s->attributes[a].col < 0)
			return say_error("%s: expected a column '%s', found none", s->im->file,
			    s->attributes[a].id);
	s->in_table = true;
	return 0;
}

/* ---- its rows ---- */

/* The mark that a cell means: "Pass", " n/a "; NULL for anything else. */
static const char *
mark_of(const char *text)
{
	char word[16];
	size_t n = 0;

	for (; *text && n + 1 < sizeof word; text++)
		if (isalpha((unsigned char)*text))
			word[n++] = (char)tolower((unsigned char)*text);
		else if (!strchr(" /\t", *text))
			return NULL;
	word[n] = '\0';
	for (int i = 0; i < REVIEW_MARKS; i++)
		if (!*text && strcmp(word, review_marks[i]) == 0)
			return review_marks[i];
	return !*text && strcmp(word, "nottested") == 0 ? "nt" : NULL;
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

/* 1 marks are there; 0 none; 2 rejected; -1 said. */
static int
read_marks(struct sheet *s, const struct xlsxread_row *row)
{
	char reason[200];
	int any = 0;

	for (size_t a = 0; a < s->attribute_count; a++) {
		const char *text = cell_text(row, s->attributes[a].col);

		s->attributes[a].mark = is_blank(text) ? NULL : mark_of(text);
		any = any || !is_blank(text);
		if (is_blank(text) || s->attributes[a].mark)
			continue;
		snprintf(reason, sizeof reason, "%s: expected pass, fail, na or nt, found \"%.60s\"",
		    s->attributes[a].id, text);
		return intake_reject(s->im, row->row, text_whole(reason), NULL) == 0 ? 2 : -1;
	}
	return any;
}

/* 0 and *at, INSTANT_NONE where nothing is stated; 1 where it is no date. */
static int
read_date(const struct sheet *s, const struct xlsxread_row *row, int64_t *at)
{
	const struct xlsxread_cell *c = xlsxread_cell(row, s->cols[DATE]);

	*at = INSTANT_NONE;
	if (!c || is_blank(c->text))
		return 0;
	if (c->kind == XLSXREAD_NUMBER)
		*at = xlsxread_time(s->x, c->number);
	else if (instant_parse_any(c->text, at, NULL) != 0)
		return 1;
	return *at == INSTANT_NONE;
}

/* A row begun and not ended: which attribute has no mark. */
static int
note_gaps(struct sheet *s, const struct xlsxread_row *row)
{
	char text[96];

	for (size_t a = 0; a < s->attribute_count; a++) {
		if (s->attributes[a].mark)
			continue;
		s->open++;
		snprintf(text, sizeof text, "%.40s: expected a mark, found none", s->attributes[a].id);
		return intake_remark(s->im, s->im->file_id, row->row, "open", text_whole(text));
	}
	return 0;
}

static int
add_marks(struct sheet *s, const struct xlsxread_row *row, int64_t cert_id, int64_t name_ord,
    int64_t signed_at)
{
	for (size_t a = 0; a < s->attribute_count; a++)
		if (s->attributes[a].mark &&
		    db_run(s->add,
			DB(db_int(s->im->file_id), db_int(row->row), db_int(s->population_id),
			    db_int(cert_id), db_int(name_ord), db_text(s->attributes[a].id),
			    db_text(s->reviewer), db_text(s->attributes[a].mark),
			    db_text(cell_text(row, s->cols[EVIDENCE])),
			    db_text(cell_text(row, s->cols[COMMENT])),
			    db_text(cell_text(row, s->cols[TESTER])), db_at(signed_at))) != 0)
			return -1;
	return 0;
}

/* First row of a statement with two numbers: 1, 0 none, -1 said. */
static int
two_numbers(struct query *q, const struct db_value *values, int64_t out[2])
{
	int got = 0, more;

	if (db_bind(q, values) != 0)
		return -1;
	while ((more = db_step(q)) > 0)
		if (!got) {
			out[0] = db_col_int(q, 0);
			out[1] = db_col_int(q, 1);
			got = 1;
		}
	return more < 0 ? -1 : got;
}

static int
take_row(struct sheet *s, const struct xlsxread_row *row)
{
	const char *sha256 = cell_text(row, s->cols[SHA256]), *name = cell_text(row, s->cols[NAME]);
	char reason[400];
	uint8_t fingerprint[32];
	int64_t at, unit[2], twice[2];
	int any = read_marks(s, row), got = 0;

	if (any < 0 || any == 2)
		return any == 2 ? intake_tick(s->im, s->in) : -1;
	if (any == 0) {
		s->open += !is_blank(sha256);
		return 0;
	}
	*reason = '\0';
	if (digest_unhex(sha256, fingerprint, 32) == 0)
		got = two_numbers(s->find,
		    DB(db_int(s->population_id), db_text(s->reviewer), db_hash(fingerprint),
			db_text(strcmp(name, REVIEW_WHOLE) == 0 ? "" : name)), unit);
	if (got < 0)
		return -1;
	if (got == 0)
		snprintf(reason, sizeof reason,
		    "expected a certificate and name shared out to %.80s, found %.64s %.150s",
		    s->reviewer, sha256, name);
	else if (read_date(s, row, &at) != 0)
		snprintf(reason, sizeof reason, "%s: expected a date, found \"%.60s\"", REVIEW_DATE,
		    cell_text(row, s->cols[DATE]));
	else if ((got = two_numbers(s->seen,
		      DB(db_int(s->population_id), db_text(s->reviewer), db_int(unit[0]), db_int(unit[1])),
		      twice)) < 0)
		return -1;
	else if (got)
		snprintf(reason, sizeof reason, "expected each certificate and name once, found it in row %lld too",
		    (long long)twice[0]);
	if (*reason ? intake_reject(s->im, row->row, text_whole(reason), NULL) != 0 :
		      note_gaps(s, row) != 0 || add_marks(s, row, unit[0], unit[1], at) != 0)
		return -1;
	return intake_tick(s->im, s->in);
}

static int
each_row(void *ctx, const struct xlsxread_row *row)
{
	struct sheet *s = ctx;

	if (s->in_table)
		return take_row(s, row);
	if (strcmp(cell_text(row, 0), REVIEW_NUMBER) == 0)
		return take_header(s, row);
	take_label(s, row);
	return 0;
}

static int
prepare(struct sheet *s)
{
	struct ledger *l = s->im->l;

	s->find = db_prepare(l,
	    "SELECT s.cert_id, coalesce(n.ord, -1) FROM sample AS s JOIN review_assignment AS r"
	    " ON r.population_id = s.population_id AND r.stratum = s.stratum AND r.ord = s.ord"
	    " LEFT JOIN cert_name AS n ON n.cert_id = s.cert_id AND n.kind <= 1 AND n.name = ?4"
	    " WHERE s.population_id = ?1 AND r.reviewer = ?2 AND s.fingerprint = ?3"
	    " AND (n.ord IS NOT NULL OR (?4 = '' AND NOT EXISTS (SELECT 1 FROM cert_name AS o"
	    "  WHERE o.cert_id = s.cert_id AND o.kind <= 1))) ORDER BY n.ord LIMIT 1");
	s->seen = db_prepare(l,
	    "SELECT line, 0 FROM temp.import_mark WHERE population_id = ?1 AND reviewer = ?2"
	    " AND cert_id = ?3 AND name_ord = ?4 LIMIT 1");
	s->add = db_prepare(l,
	    "INSERT INTO temp.import_mark VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
	return s->find && s->seen && s->add ? 0 : -1;
}

static int
read_sheet(struct sheet *s)
{
	size_t i = 0;

	s->x = xlsxread_open(s->im->file);
	if (!s->x)
		return -1;
	while (i < xlsxread_sheets(s->x) && strcmp(xlsxread_sheet(s->x, i), REVIEW_SHEET) != 0)
		i++;
	if (i == xlsxread_sheets(s->x))
		return refuse(s->im, "a sheet named " REVIEW_SHEET, "none");
	if (xlsxread_rows(s->x, i, each_row, s) != 0)
		return -1;
	return s->in_table ? 0 : refuse(s->im, "a table that begins with " REVIEW_NUMBER, "none");
}

static int
stage(struct import *im, struct input *in)
{
	struct sheet *s = calloc(1, sizeof *s);
	int status = -1;

	if (!s)
		return say_nomem(im->file);
	s->im = im;
	s->in = in;
	for (int c = 0; c < COLUMNS; c++)
		s->cols[c] = -1;
	if (im->folder || strcmp(im->file, "-") == 0)
		refuse(im, "a file", im->folder ? "a folder" : "standard input");
	else if (prepare(s) == 0)
		status = read_sheet(s);
	if (status == 0)
		intake_note(im, "open", s->open);
	db_release(s->find);
	db_release(s->seen);
	db_release(s->add);
	xlsxread_close(s->x);
	free(s);
	return status;
}

/* ---- merging ---- */

#define SAME_ROW "m.population_id = s.population_id AND m.cert_id = s.cert_id AND m.name_ord = s.name_ord"
#define SAME SAME_ROW " AND m.attribute = s.attribute AND m.reviewer = s.reviewer"
#define NEWEST "m.import_id = (SELECT max(x.import_id) FROM review_mark AS x WHERE x.population_id = m.population_id" \
	" AND x.cert_id = m.cert_id AND x.name_ord = m.name_ord AND x.attribute = m.attribute AND x.reviewer = m.reviewer)"

/* A row is known where the newest marks of its reviewer say all of it already. */
static int
count(struct import *im)
{
	int64_t known = 0;

	if (db_exec(im->l,
		"DELETE FROM temp.import_mark AS s WHERE EXISTS (SELECT 1 FROM review_mark AS m"
		" WHERE " SAME " AND " NEWEST " AND m.mark = s.mark AND m.evidence = s.evidence"
		" AND m.comment = s.comment AND m.tester = s.tester AND m.signed_at IS s.signed_at)",
		DB_NONE) != 0 ||
	    db_one_int(im->l,
		"SELECT count(DISTINCT file || ':' || line) FROM temp.import_mark", DB_NONE, &known) < 0)
		return -1;
	intake_new(im, known);
	return 0;
}

/* Remarks of one kind: file, line, text of each, and how many of them. */
static int
remark(struct import *im, const char *kind, const char *sql)
{
	struct query *q = db_query(im->l, sql, DB_NONE);
	uint64_t n = 0;
	int more;

	while ((more = db_step(q)) > 0) {
		n++;
		if (intake_remark(im, db_col_int(q, 0), (uint64_t)db_col_int(q, 1), kind,
			db_col_text(q, 2)) != 0) {
			db_reset(q);
			return -1;
		}
	}
	if (more == 0)
		intake_note(im, kind, n);
	return more;
}

static int
remarks(struct import *im)
{
	return remark(im, "changed",
		   "SELECT s.file, s.line, s.attribute || ': ' || s.reviewer || ' marked it ' || m.mark"
		   " || ' before, now ' || s.mark FROM temp.import_mark AS s JOIN review_mark AS m ON " SAME
		   " AND " NEWEST " WHERE m.mark <> s.mark ORDER BY s.file, s.line, s.attribute") == 0 &&
		remark(im, "conflict",
		    "SELECT s.file, s.line, s.attribute || ': ' || m.reviewer || ' marked it ' || m.mark"
		    " || ', ' || s.reviewer || ' ' || s.mark FROM temp.import_mark AS s JOIN review_mark AS m ON "
		    SAME_ROW " AND m.attribute = s.attribute AND m.reviewer <> s.reviewer AND " NEWEST
		    " WHERE m.mark <> s.mark ORDER BY s.file, s.line, s.attribute") == 0 &&
		remark(im, "unsigned",
		    "SELECT file, line, 'expected tester and date beside the marks, found '"
		    " || CASE WHEN max(tester) = '' THEN 'no tester' ELSE 'no date' END"
		    " FROM temp.import_mark WHERE tester = '' OR signed_at IS NULL"
		    " GROUP BY file, line ORDER BY file, line") == 0 &&
		remark(im, "preparer",
		    "SELECT s.file, s.line, 'expected a tester who did not prepare the sample, found '"
		    " || max(s.tester) FROM temp.import_mark AS s JOIN review_preparers AS p"
		    " ON p.population_id = s.population_id AND p.name = s.tester"
		    " GROUP BY s.file, s.line ORDER BY s.file, s.line") == 0 &&
		remark(im, "tester",
		    "SELECT file, line, 'expected the reviewer ' || reviewer || ' as tester, found ' || tester"
		    " FROM temp.import_mark WHERE tester <> '' AND tester <> reviewer"
		    " GROUP BY file, line ORDER BY file, line") == 0 ?
	    0 :
	    -1;
}

static uint64_t
note_of(const struct import *im, const char *what)
{
	for (size_t i = 0; i < im->r->note_count; i++)
		if (strcmp(im->r->notes[i].what, what) == 0)
			return im->r->notes[i].count;
	return 0;
}

static int
add_event(struct import *im)
{
	struct query *q = db_query(im->l,
	    "SELECT p.label FROM population AS p WHERE p.id = (SELECT max(population_id) FROM temp.import_mark)",
	    DB_NONE);
	char label[256], body[256];
	int more = db_step(q);

	if (more <= 0)
		return more;	/* no new mark: nothing happened */
	snprintf(label, sizeof label, "%s", db_col_text(q, 0));
	db_reset(q);
	snprintf(body, sizeof body,
	    "{\"conflict\":%llu,\"fail\":%llu,\"import\":%lld,\"marks\":%llu,\"unsigned\":%llu}",
	    (unsigned long long)note_of(im, "conflict"), (unsigned long long)note_of(im, "fail"),
	    (long long)im->id, (unsigned long long)note_of(im, "marks"),
	    (unsigned long long)note_of(im, "unsigned"));
	return event_add(im->l,
	    &(struct event){ .at = im->o->now, .actor = im->o->by, .kind = "review-import",
		.subject = label, .body = body });
}

static int
merge(struct import *im)
{
	int64_t marks = 0, failing = 0;

	if (remarks(im) != 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_mark", DB_NONE, &marks) < 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_mark WHERE mark = 'fail'", DB_NONE,
		&failing) < 0)
		return -1;
	intake_note(im, "marks", (uint64_t)marks);
	intake_note(im, "fail", (uint64_t)failing);
	if (add_event(im) != 0)
		return -1;
	return db_exec(im->l,
	    "INSERT INTO review_mark (population_id, cert_id, name_ord, attribute, reviewer, import_id,"
	    " mark, evidence, comment, tester, signed_at) SELECT population_id, cert_id, name_ord,"
	    " attribute, reviewer, ?1, mark, evidence, comment, tester, signed_at FROM temp.import_mark"
	    " ORDER BY 1, 2, 3, 4, 5",
	    DB(db_int(im->id)));
}

const struct import_steps import_review_steps = {
	.tables = "CREATE TEMP TABLE import_mark (file INTEGER, line INTEGER, population_id INTEGER,"
		  " cert_id INTEGER, name_ord INTEGER, attribute TEXT, reviewer TEXT, mark TEXT,"
		  " evidence TEXT, comment TEXT, tester TEXT, signed_at INTEGER);"
		  "CREATE INDEX temp.import_mark_row ON import_mark"
		  " (population_id, reviewer, cert_id, name_ord);",
	.stage = stage,
	.count = count,
	.merge = merge,
};
