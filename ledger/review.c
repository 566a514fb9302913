#include "ledger/review.h"

#include "ledger/db.h"

const char *const review_marks[REVIEW_MARKS] = { "pass", "fail", "na", "nt" };

int
review_write_attributes(struct ledger *l, int64_t population_id,
    const struct review_attribute *list, size_t count, const uint8_t form_sha256[32])
{
	for (size_t i = 0; i < count; i++)
		if (db_exec(l, "INSERT INTO review_attribute VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			DB(db_int(population_id), db_int((int64_t)i), db_text(list[i].id),
			    db_text(list[i].title), db_text(list[i].requirement),
			    db_hash(form_sha256))) != 0)
			return -1;
	return 0;
}

int
review_write_assignment(struct ledger *l, const struct review_assignment *a)
{
	return db_exec(l, "INSERT INTO review_assignment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    DB(db_int(a->population_id), db_int(a->stratum), db_int(a->ord), db_text(a->reviewer),
		db_text(a->role), db_int(a->at), db_text(a->by)));
}
