#include "ledger/import_mark.h"

#include <stdio.h>
#include <string.h>

#include "ledger/event.h"
#include "ledger/intake.h"
#include "ledger/review.h"

#define SAME_ROW "m.population_id = s.population_id AND m.cert_id = s.cert_id AND m.name_ord = s.name_ord"
#define SAME SAME_ROW " AND m.attribute = s.attribute AND m.reviewer = s.reviewer"
#define NEWEST "m.import_id = (SELECT max(x.import_id) FROM review_mark AS x WHERE x.population_id = m.population_id" \
	" AND x.cert_id = m.cert_id AND x.name_ord = m.name_ord AND x.attribute = m.attribute AND x.reviewer = m.reviewer)"

/* A row that nobody signed does not take the place of what its reviewer marked before. */
static int
reject_unsigned(struct import *im)
{
	struct query *q = db_query(im->l,
	    "SELECT DISTINCT s.line FROM temp.import_mark AS s JOIN review_mark AS m ON " SAME
	    " WHERE s.tester = '' AND m.tester <> '' ORDER BY s.line", DB_NONE);
	int more;

	while ((more = db_step(q)) > 0)
		if (intake_reject(im, (uint64_t)db_col_int(q, 0),
			REVIEW_TESTER ": expected the name of who changes a mark, found none", NULL) != 0) {
			db_reset(q);
			return -1;
		}
	return more < 0 ? -1 :
			  db_exec(im->l,
			      "DELETE FROM temp.import_mark WHERE tester = '' AND (file, line) IN"
			      " (SELECT s.file, s.line FROM temp.import_mark AS s JOIN review_mark AS m ON " SAME
			      " WHERE m.tester <> '')",
			      DB_NONE);
}

/* A row is known where the newest marks of its reviewer say all of it already. */
int
import_mark_count(struct import *im)
{
	int64_t known = 0;

	if (db_exec(im->l,
		"DELETE FROM temp.import_mark AS s WHERE EXISTS (SELECT 1 FROM review_mark AS m"
		" WHERE " SAME " AND " NEWEST " AND m.mark = s.mark AND m.evidence = s.evidence"
		" AND m.comment = s.comment AND m.tester = s.tester AND m.signed_at IS s.signed_at)",
		DB_NONE) != 0 ||
	    reject_unsigned(im) != 0 ||
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
	struct query *q = db_query(im->l, sql, DB(db_int(im->o->now)));
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

/* Kinds of remarks, each with the query of its file, line, text; ?1 the time of the import. */
static const struct {
	const char *kind, *sql;
} kinds[] = {
	{ "changed",
	    "SELECT s.file, s.line, s.attribute || ': ' || s.reviewer || ' marked it ' || m.mark"
	    " || ' before, now ' || s.mark FROM temp.import_mark AS s JOIN review_mark AS m ON " SAME
	    " AND " NEWEST " WHERE ?1 IS NOT NULL AND m.mark <> s.mark ORDER BY s.file, s.line, s.attribute" },
	{ "conflict",
	    "SELECT s.file, s.line, s.attribute || ': ' || m.reviewer || ' marked it ' || m.mark"
	    " || ', ' || s.reviewer || ' ' || s.mark FROM temp.import_mark AS s JOIN review_mark AS m ON " SAME_ROW
	    " AND m.attribute = s.attribute AND m.reviewer <> s.reviewer AND " NEWEST
	    " WHERE ?1 IS NOT NULL AND m.mark <> s.mark ORDER BY s.file, s.line, s.attribute" },
	{ "unsigned",
	    "SELECT file, line, 'expected tester and date beside the marks, found '"
	    " || CASE WHEN max(tester) = '' THEN 'no tester' ELSE 'no date' END"
	    " FROM temp.import_mark WHERE ?1 IS NOT NULL AND (tester = '' OR signed_at IS NULL)"
	    " GROUP BY file, line ORDER BY file, line" },
	{ "preparer",
	    "SELECT s.file, s.line, 'expected a tester who did not prepare the sample, found '"
	    " || max(s.tester) || ', who ' || min(p.what) FROM temp.import_mark AS s JOIN review_preparers AS p"
	    " ON p.population_id = s.population_id AND lower(p.name) = lower(s.tester)"
	    " WHERE ?1 IS NOT NULL GROUP BY s.file, s.line ORDER BY s.file, s.line" },
	{ "date",
	    "SELECT s.file, s.line, 'expected a day from the draw until now, found ' || date(s.signed_at, 'unixepoch')"
	    " FROM temp.import_mark AS s JOIN draw AS d ON d.population_id = s.population_id"
	    " WHERE s.signed_at > ?1 + 14 * 3600 OR s.signed_at + 36 * 3600 <= d.drawn_at"
	    " GROUP BY s.file, s.line ORDER BY s.file, s.line" },
	{ "evidence",
	    "SELECT file, line, CASE WHEN max(evidence) = '' THEN 'expected a reference to the evidence beside the"
	    " marks, found none' ELSE 'expected a comment that says what fails, found none' END"
	    " FROM temp.import_mark WHERE ?1 IS NOT NULL"
	    " AND ((mark IN ('pass', 'fail') AND evidence = '') OR (mark = 'fail' AND comment = ''))"
	    " GROUP BY file, line ORDER BY file, line" },
};

static int
remarks(struct import *im)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (remark(im, kinds[i].kind, kinds[i].sql) != 0)
			return -1;
	return 0;
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
	    "SELECT p.label FROM population AS p WHERE p.id = (SELECT max(population_id) FROM temp.import_sheet)",
	    DB_NONE);
	char label[256], body[256];
	int more = db_step(q);

	if (more <= 0)
		return more;
	if (im->rejects == 0 && note_of(im, "marks") == 0) {	/* nothing happened */
		db_reset(q);
		return 0;
	}
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

int
import_mark_merge(struct import *im)
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
