#include "ledger/comparison.h"

#include <stdio.h>

#include "base/say.h"
#include "ledger/db.h"
#include "ledger/event.h"

/* Is there such a comparison that stands?  0, or -1 said. */
static int
check(struct ledger *l, int64_t id)
{
	struct query *q = db_query(l,
	    "SELECT v.at IS NOT NULL, v.by FROM comparison AS c LEFT JOIN comparison_void AS v"
	    " ON v.import_id = c.import_id WHERE c.import_id = ?1",
	    DB(db_int(id)));
	int more = db_step(q), rc = 0;

	if (more == 0)
		return say_error("import %lld: expected a comparison with another list, found none", (long long)id);
	if (more < 0)
		return -1;
	if (db_col_int(q, 0))
		rc = say_error("import %lld: expected a comparison that stands, found it withdrawn by %s",
		    (long long)id, db_col_text(q, 1));
	db_reset(q);
	return rc;
}

int
comparison_void(struct ledger *l, int64_t import_id, int64_t at, const char *by, const char *reason)
{
	struct query *q;
	char subject[24];
	int rc;

	if (check(l, import_id) != 0 ||
	    db_exec(l, "INSERT INTO comparison_void (import_id, at, by, reason) VALUES (?1, ?2, ?3, ?4)",
		DB(db_int(import_id), db_int(at), db_text(by), db_text(reason))) != 0)
		return -1;
	q = db_query(l, "SELECT json_object('reason', ?1)", DB(db_text(reason)));
	if (db_step(q) <= 0)
		return -1;
	snprintf(subject, sizeof subject, "%lld", (long long)import_id);
	rc = event_add(l,
	    &(struct event){ .at = at, .actor = by, .kind = "comparison-void", .subject = subject,
		.body = db_col_text(q, 0) });
	db_reset(q);
	return rc;
}
