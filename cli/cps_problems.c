#include "cli/cps_problems.h"

#include "base/cps.h"
#include "base/text.h"
#include "cli/judging.h"
#include "ledger/db.h"
#include "ledger/import.h"

struct listing {
	const struct cps_document *document;
	json_t *lines;
};

static int
add_problem(const struct cps_problem *p, void *arg)
{
	struct listing *list = arg;
	struct text line = { 0 };

	cps_force_describe(list->document, p, &line);
	json_array_append_new(list->lines, json_string(text_str(&line)));
	text_free(&line);
	return 0;
}

/* First and last instant that the register has to cover; INSTANT_NONE where the ledger has none. */
static int
find_span(struct ledger *l, int64_t *earliest, int64_t *latest)
{
	struct query *q = db_query(l,
	    "SELECT min(t.at), max(t.at) FROM (SELECT ifnull(ifnull(issued_at, sct_at), not_before) AS at"
	    " FROM cert WHERE class IN ('tls', 'serial') UNION ALL SELECT until_at FROM population) AS t",
	    DB_NONE);

	if (db_step(q) <= 0)
		return -1;
	*earliest = db_col_at(q, 0);
	*latest = db_col_at(q, 1);
	db_reset(q);
	return 0;
}

json_t *
cps_problems(struct ledger *l)
{
	struct listing list = { .lines = json_array() };
	struct cps_register *r = NULL;
	int64_t earliest, latest, as_of;

	if (import_newest(l, &as_of) != 0 || judging_register(l, as_of, &r) != 0 ||
	    find_span(l, &earliest, &latest) != 0) {
		json_decref(list.lines);
		list.lines = NULL;
	}
	for (size_t i = 0; list.lines && r && i < r->count; i++) {
		list.document = r->document[i];
		cps_force_problems(r->document[i], earliest, latest, add_problem, &list);
	}
	judging_free_register(r);
	return list.lines;
}
