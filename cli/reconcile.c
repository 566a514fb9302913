#include "cli/reconcile.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "cli/rowjson.h"
#include "ledger/db.h"

#define SHOWN 10
#define LISTED 1000

static const char differences_sql[] =
    "SELECT CASE side WHEN 'only in the ledger' THEN 'ledger' ELSE 'list' END AS side, sha256, serial, issuer,"
    " not_before, text FROM reconciliations WHERE import_id = ?1 AND ord > 0 ORDER BY ord LIMIT ?2";

static uint64_t
count_of(const struct import_result *r, const char *what)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].what, what) == 0)
			return r->notes[i].count;
	return 0;
}

bool
reconcile_differs(const struct import_result *r)
{
	return count_of(r, "ledger_only") > 0 || count_of(r, "list_only") > 0;
}

int
reconcile_json(struct ledger *l, const struct import_result *r, json_t *object)
{
	static const char *const keys[] = { "both", "ledger_only", "list_only" };
	json_t *list = rowjson_all(db_query(l, differences_sql, DB(db_int(r->id), db_int(LISTED))));

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		json_object_set_new(object, keys[i], json_integer((json_int_t)count_of(r, keys[i])));
	return list && json_object_set_new(object, "differences", list) == 0 ? 0 : -1;
}

int
reconcile_print(struct ledger *l, const struct import_result *r)
{
	uint64_t all = count_of(r, "ledger_only") + count_of(r, "list_only"), shown = 0;
	struct query *q = db_query(l, differences_sql, DB(db_int(r->id), db_int(SHOWN)));
	int more;

	for (; (more = db_step(q)) > 0; shown++)
		printf("  only in the %s: serial %s, SHA-256 %s, %s, %s\n", db_col_text(q, 0),
		    db_col_null(q, 2) ? "-" : db_col_text(q, 2), *db_col_text(q, 1) ? db_col_text(q, 1) : "-",
		    db_col_null(q, 3) ? "-" : db_col_text(q, 3), db_col_text(q, 5));
	if (more == 0 && shown < all)
		printf("  ... and %llu more, all kept in the ledger (view reconciliations)\n",
		    (unsigned long long)(all - shown));
	return more;
}
