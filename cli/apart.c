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
