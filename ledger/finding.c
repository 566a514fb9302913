#include "ledger/finding.h"

#include <stdio.h>

#include "ledger/db.h"
#include "ledger/event.h"

int
finding_of_cause(struct ledger *l, const struct finding_cause *cause, int64_t *id)
{
	return db_one_int(l,
	    "SELECT id FROM finding WHERE rule = ?1 AND value = ?2 AND document = ?3"
	    " AND source = 'check'",
	    DB(db_text(cause->rule), db_text(cause->value), db_text(cause->document)), id);
}

int
finding_open(struct ledger *l, const struct finding_new *f, const char *body, int64_t *id)
{
	char subject[24];
	int64_t row;

	if (db_exec(l,
		"INSERT INTO finding (rule, value, document, source, title, where_text, run_id,"
		" created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		DB(db_text(f->cause.rule), db_text(f->cause.value), db_text(f->cause.document),
		    db_text(f->source), db_text(f->title), db_text(f->where),
		    f->run_id ? db_int(f->run_id) : db_null(), db_int(f->at),
		    db_text(f->by))) != 0)
		return -1;
	row = db_last_id(l);
	snprintf(subject, sizeof subject, "%lld", (long long)row);
	if (event_add(l,
		&(struct event){ .at = f->at, .actor = f->by, .kind = "finding-open",
		    .subject = subject, .body = body }) != 0)
		return -1;
	*id = row;
	return 0;
}
