#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/person.h"
#include "base/say.h"
#include "base/xlsxread.h"
#include "ledger/import_mark.h"
#include "ledger/intake.h"
#include "ledger/review.h"

/* Those up to NEEDED must be there; the others tell of the certificate what the ledger knows. */
enum column { SHA256, NAME, EVIDENCE, COMMENT, TESTER, DATE, NEEDED, NUMBER = NEEDED, SERIAL, VERDICT, COLUMNS };

static const char *const titles[COLUMNS] = { REVIEW_SHA256, REVIEW_NAME, REVIEW_EVIDENCE,
	REVIEW_COMMENT, REVIEW_TESTER, REVIEW_DATE, REVIEW_NUMBER, REVIEW_SERIAL, REVIEW_VERDICT };

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
	struct query *find, *add, *seen, *known, *verdict;
	uint64_t open;		/* rows without a mark */
	uint64_t differing;	/* remarks on what the sheet tells of a certificate */
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
	struct query *q;
	int more;

	if (!*s->period || !*person_tidy(s->reviewer) || digest_unhex(s->commitment, hash, 32) != 0)
		return refuse(s->im, "period, commitment and reviewer above the table", "less");
	q = db_query(s->im->l,
	    "SELECT p.id, r.reviewer FROM population AS p JOIN review_assignment AS r ON r.population_id = p.id"
	    " WHERE p.label = ?1 AND p.commitment_sha256 = ?2 AND lower(r.reviewer) = lower(?3) LIMIT 1",
	    DB(db_text(s->period), db_hash(hash), db_text(s->reviewer)));
	more = db_step(q);
	if (more == 0)
		return refuse(s->im, "a sample that is shared out to its reviewer in this ledger",
		    "the sheet of another");
	if (more < 0)
		return -1;
	s->population_id = db_col_int(q, 0);
	snprintf(s->reviewer, sizeof s->reviewer, "%s", db_col_text(q, 1));	/* as it was shared out */
	db_reset(q);
	return 0;
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
	if (find_population(s) != 0 || load_attributes(s) != 0 ||
	    db_exec(s->im->l, "INSERT INTO temp.import_sheet VALUES (?1)", DB(db_int(s->population_id))) != 0)
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
	for (int c = 0; c < NEEDED; c++)
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
add_marks(struct sheet *s, const struct xlsxread_row *row, const int64_t unit[2], const char *tester,
    int64_t signed_at)
{
	for (size_t a = 0; a < s->attribute_count; a++)
		if (s->attributes[a].mark &&
		    db_run(s->add,
			DB(db_int(s->im->file_id), db_int(row->row), db_int(s->population_id),
			    db_int(unit[0]), db_int(unit[1]), db_text(s->attributes[a].id),
			    db_text(s->reviewer), db_text(s->attributes[a].mark),
			    db_text(cell_text(row, s->cols[EVIDENCE])),
			    db_text(cell_text(row, s->cols[COMMENT])), db_text(tester),
			    db_at(signed_at))) != 0)
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
differs(struct sheet *s, const struct xlsxread_row *row, enum column c, const char *expected)
{
	char text[300];

	s->differing++;
	snprintf(text, sizeof text, "%s: expected %.120s, found %.120s", titles[c], expected,
	    cell_text(row, s->cols[c]));
	return intake_remark(s->im, s->im->file_id, row->row, "mismatch", text_whole(text));
}

/* What the row tells of its certificate against the ledger: a row edited, or sorted in part. */
static int
compare(struct sheet *s, const struct xlsxread_row *row, int64_t cert_id)
{
	const struct db_value *at = DB(db_int(s->population_id), db_int(cert_id));
	const char *verdict = cell_text(row, s->cols[VERDICT]);
	bool as_a_run_said = s->cols[VERDICT] < 0 || strcmp(verdict, "not judged") == 0;
	char newest[40] = "not judged";
	int more, rc = 0;

	if (db_bind(s->known, at) != 0)
		return -1;
	while ((more = db_step(s->known)) > 0)
		for (int c = NUMBER; c <= SERIAL && rc == 0; c++)
			if (s->cols[c] >= 0 && strcmp(cell_text(row, s->cols[c]), db_col_text(s->known, c - NUMBER)) != 0)
				rc = differs(s, row, (enum column)c, db_col_text(s->known, c - NUMBER));
	if (more < 0 || rc != 0 || as_a_run_said)
		return more < 0 ? -1 : rc;
	if (db_bind(s->verdict, at) != 0)
		return -1;
	while ((more = db_step(s->verdict)) > 0) {	/* the sheet may be older than the newest run */
		as_a_run_said = as_a_run_said || strcmp(verdict, db_col_text(s->verdict, 0)) == 0;
		snprintf(newest, sizeof newest, "%s", db_col_text(s->verdict, 0));
	}
	return more < 0 ? -1 : as_a_run_said ? 0 : differs(s, row, VERDICT, newest);
}

/* The place of the row in the sample: 1 and unit; 0 with a reason why its marks are not taken; -1 said. */
static int
place(struct sheet *s, const struct xlsxread_row *row, const char *tester, int64_t unit[2],
    char reason[400])
{
	const char *sha256 = cell_text(row, s->cols[SHA256]), *name = cell_text(row, s->cols[NAME]);
	uint8_t fingerprint[32];
	int64_t twice[2];
	int got = 0;

	if (digest_unhex(sha256, fingerprint, 32) == 0)
		got = two_numbers(s->find,
		    DB(db_int(s->population_id), db_text(s->reviewer), db_hash(fingerprint),
			db_text(strcmp(name, REVIEW_WHOLE) == 0 ? "" : name)), unit);
	if (got < 0)
		return -1;
	if (got == 0) {
		snprintf(reason, 400, "expected a certificate and name shared out to %.80s, found %.64s %.150s",
		    s->reviewer, sha256, name);
		return 0;
	}
	if (*tester && !person_same(tester, s->reviewer)) {
		snprintf(reason, 400, "%s: expected the reviewer %.150s, found %.150s", REVIEW_TESTER,
		    s->reviewer, tester);
		return 0;
	}
	got = two_numbers(s->seen,
	    DB(db_int(s->population_id), db_text(s->reviewer), db_int(unit[0]), db_int(unit[1])), twice);
	if (got > 0)
		snprintf(reason, 400, "expected each certificate and name once, found it in row %lld too",
		    (long long)twice[0]);
	return got < 0 ? -1 : got == 0;
}

static int
take_row(struct sheet *s, const struct xlsxread_row *row)
{
	char reason[400] = "", tester[512];
	int64_t at, unit[2];
	int any = read_marks(s, row), got;

	if (any < 0 || any == 2)
		return any == 2 ? intake_tick(s->im, s->in) : -1;
	if (any == 0) {
		s->open += !is_blank(cell_text(row, s->cols[SHA256]));
		return 0;
	}
	snprintf(tester, sizeof tester, "%s", cell_text(row, s->cols[TESTER]));
	got = place(s, row, person_tidy(text_whole(tester)), unit, reason);
	if (got > 0 && read_date(s, row, &at) != 0) {
		snprintf(reason, sizeof reason, "%s: expected a date (2026-10-12, or a cell of kind date), found \"%.60s\"",
		    REVIEW_DATE, cell_text(row, s->cols[DATE]));
		got = 0;
	}
	if (got > 0)
		got = compare(s, row, unit[0]) == 0 && note_gaps(s, row) == 0 &&
			add_marks(s, row, unit, tester, at) == 0 ?
		    0 :
		    -1;
	else if (got == 0)
		got = intake_reject(s->im, row->row, text_whole(reason), NULL);
	return got == 0 ? intake_tick(s->im, s->in) : -1;
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
	s->known = db_prepare(l,
	    "SELECT coalesce(t.name, 'judgement') || '/' || (s.ord + 1), c.serial FROM sample AS s"
	    " JOIN cert AS c ON c.id = s.cert_id LEFT JOIN stratum AS t ON t.population_id = s.population_id"
	    " AND t.ord = s.stratum WHERE s.population_id = ?1 AND s.cert_id = ?2"
	    " ORDER BY EXISTS (SELECT 1 FROM review_assignment AS r WHERE r.population_id = s.population_id"
	    "  AND r.stratum = s.stratum AND r.ord = s.ord) DESC, s.stratum DESC LIMIT 1");
	s->verdict = db_prepare(l,
	    "SELECT CASE (SELECT max(k.severity = 'MUST') FROM bad_reason AS q JOIN run_rule AS k"
	    "  ON k.run_id = q.run_id AND k.ord = q.rule_ord WHERE q.run_id = r.id AND q.cert_id = ?2)"
	    " WHEN 1 THEN 'exception' WHEN 0 THEN 'observation' ELSE 'no exception' END FROM run AS r"
	    " WHERE r.population_id = ?1 AND r.kind = 'sample' AND r.partial = 0 AND r.rules_on IS NULL"
	    " AND EXISTS (SELECT 1 FROM result AS t WHERE t.run_id = r.id AND t.cert_id = ?2) ORDER BY r.id");
	return s->find && s->seen && s->add && s->known && s->verdict ? 0 : -1;
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
	if (status == 0) {
		intake_note(im, "open", s->open);
		intake_note(im, "mismatch", s->differing);
	}
	db_release(s->find);
	db_release(s->seen);
	db_release(s->known);
	db_release(s->verdict);
	db_release(s->add);
	xlsxread_close(s->x);
	free(s);
	return status;
}

const struct import_steps import_review_steps = {
	.tables = "CREATE TEMP TABLE import_sheet (population_id INTEGER);"
		  "CREATE TEMP TABLE import_mark (file INTEGER, line INTEGER, population_id INTEGER,"
		  " cert_id INTEGER, name_ord INTEGER, attribute TEXT, reviewer TEXT, mark TEXT,"
		  " evidence TEXT, comment TEXT, tester TEXT, signed_at INTEGER);"
		  "CREATE INDEX temp.import_mark_row ON import_mark"
		  " (population_id, reviewer, cert_id, name_ord);",
	.stage = stage,
	.count = import_mark_count,
	.merge = import_mark_merge,
	.rereads = true,	/* marks that another sheet replaced come back by it */
};
