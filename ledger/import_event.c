#include "ledger/import_event.h"

#include <stdio.h>

#include "base/text.h"
#include "ledger/db.h"
#include "ledger/event.h"

/* A row of import as its event states it: keys sorted, none for NULL (a patch with null removes). */
#define BODY                                                                                      \
	"json_patch('{}', json_object('bytes', i.bytes, 'evidence', i.evidence,"                  \
	" 'expected', i.expected, 'extracted_at', i.extracted_at, 'extracted_by', i.extracted_by," \
	" 'file', i.file, 'filters', i.filters, 'kind', i.kind, 'known', i.known,"                \
	" 'map_file', i.map_file, 'map_sha256', lower(nullif(hex(i.map_sha256), '')),"           \
	" 'new', i.new, 'program', i.program, 'query_sha256', lower(nullif(hex(sha256(i.query_text)), '')),"  \
	" 'read', i.read, 'rejected', i.rejected, 'sha256', lower(hex(i.sha256)),"                \
	" 'source', i.source, 'unknown_columns', i.unknown_columns, 'zone', i.zone))"

int
import_event_add(struct ledger *l, int64_t id)
{
	struct query *q = db_query(l,
	    "SELECT i.imported_at, i.imported_by, " BODY " FROM import AS i WHERE i.id = ?1",
	    DB(db_int(id)));
	char subject[24];
	int status;

	if (db_step(q) <= 0)
		return -1;
	snprintf(subject, sizeof subject, "%lld", (long long)id);
	status = event_add(l,
	    &(struct event){ .at = db_col_at(q, 0), .actor = db_col_text(q, 1), .kind = "import",
		.subject = subject, .body = db_col_text(q, 2) });
	db_reset(q);
	return status;
}

/* The first row of a query of (import, its file, what differs). */
static int
find(struct ledger *l, const char *sql, const char *wrong, struct text *why)
{
	struct query *q = db_query(l, sql, DB_NONE);
	int more = db_step(q);

	if (more <= 0)
		return more;
	text_addf(why, "import %lld (%s) %s%s", (long long)db_col_int(q, 0), db_col_text(q, 1), wrong,
	    db_col_text(q, 2));
	db_reset(q);
	return text_failed(why) ? -1 : 1;
}

#define EVENTS \
	"(SELECT subject, at, actor, json_remove(body, '$.rows') AS body FROM event WHERE kind = 'import') AS e"

int
import_event_verify(struct ledger *l, struct text *why)
{
	/* by LEFT JOIN, for which SQLite makes itself an index */
	static const struct {
		const char *wrong, *sql;
	} checks[] = {
		{ "has no event",
		    "SELECT i.id, i.file, '' FROM import AS i LEFT JOIN " EVENTS
		    " ON e.subject = CAST(i.id AS TEXT) WHERE e.at IS NULL ORDER BY i.id" },
		{ "is gone, its event is there",
		    "SELECT e.subject, json_extract(e.body, '$.file'), '' FROM " EVENTS
		    " LEFT JOIN import AS i ON i.id = CAST(e.subject AS INTEGER)"
		    " WHERE i.id IS NULL OR CAST(i.id AS TEXT) <> e.subject"
		    " ORDER BY CAST(e.subject AS INTEGER)" },
		{ "is not as its event states it: ",
		    "SELECT i.id, i.file, CASE WHEN e.at <> i.imported_at THEN 'imported_at'"
		    " WHEN e.actor <> i.imported_by THEN 'imported_by'"
		    " ELSE (SELECT group_concat(DISTINCT key) FROM (SELECT * FROM"
		    "  (SELECT key, value FROM json_each(" BODY ")"
		    "   EXCEPT SELECT key, value FROM json_each(e.body)) UNION ALL SELECT * FROM"
		    "  (SELECT key, value FROM json_each(e.body)"
		    "   EXCEPT SELECT key, value FROM json_each(" BODY ")))) END"
		    " FROM import AS i JOIN " EVENTS " ON e.subject = CAST(i.id AS TEXT)"
		    " WHERE e.at <> i.imported_at OR e.actor <> i.imported_by OR e.body <> " BODY
		    " ORDER BY i.id" },
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof checks / sizeof *checks && rc == 0; i++)
		rc = find(l, checks[i].sql, checks[i].wrong, why);
	return rc;
}
