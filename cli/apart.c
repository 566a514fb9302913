#include "cli/apart.h"

#include <stdlib.h>

#include "base/say.h"
#include "ledger/db.h"

int
apart_load(struct apart *a, struct ledger *l, int64_t population_id, int64_t at)
{
	struct query *q = db_query(l,
	    "SELECT s.cert_id FROM sample AS s LEFT JOIN extension AS e ON e.id = s.extension_id"
	    " WHERE s.population_id = ?1 GROUP BY s.cert_id"
	    " HAVING max(e.kind = 'judgement' AND e.at <= ?2)"
	    " AND NOT max(e.id IS NULL OR (e.kind = 'plan' AND e.at <= ?2)) ORDER BY s.cert_id",
	    DB(db_int(population_id), db_int(at)));
	int more;

	while ((more = db_step(q)) > 0) {
		int64_t *grown = realloc(a->ids, (a->count + 1) * sizeof *grown);

		if (!grown) {
			db_reset(q);
			return say_nomem("check");
		}
		a->ids = grown;
		a->ids[a->count++] = db_col_int(q, 0);
	}
	return more;
}

int
apart_tally(struct apart *a, struct ledger *l, int64_t run_id)
{
	for (size_t i = 0; i < a->count; i++) {
		struct query *q = db_query(l,
		    "SELECT EXISTS (SELECT 1 FROM bad_reason AS q JOIN run_rule AS k ON k.run_id = q.run_id"
		    "  AND k.ord = q.rule_ord WHERE q.run_id = ?1 AND q.cert_id = ?2 AND k.severity = 'MUST')"
		    " FROM result WHERE run_id = ?1 AND cert_id = ?2 AND name_ord = -1",
		    DB(db_int(run_id), db_int(a->ids[i])));
		int more;

		while ((more = db_step(q)) > 0) {
			a->certificates++;
			a->exceptions += (uint64_t)db_col_int(q, 0);
		}
		if (more < 0)
			return -1;
	}
	return 0;
}

void
apart_free(struct apart *a)
{
	free(a->ids);
	a->ids = NULL;
	a->count = 0;
}

bool
apart_has(const struct apart *a, int64_t cert_id)
{
	size_t low = 0, high = a->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (a->ids[mid] == cert_id)
			return true;
		if (a->ids[mid] < cert_id)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}
