#include "ledger/unit_frozen.h"

#include <stdlib.h>

#include "base/say.h"
#include "ledger/db.h"

#define ROWS                                                                     \
	"SELECT u.cert_id, u.issued_at, u.issued_source FROM population_unit AS u" \
	" WHERE u.population_id NOT IN (SELECT population_id FROM population_void)"

struct unit_frozen {
	struct query *sweep; /* NULL where units come in no order */
	struct query *one, *serial;
	int64_t at; /* row of cert that the sweep stands at, INT64_MAX behind the last */
};

/* The next row in order. */
static int
step(struct unit_frozen *f)
{
	int more = db_step(f->sweep);

	f->at = more > 0 ? db_col_int(f->sweep, 0) : INT64_MAX;
	return more < 0 ? -1 : 0;
}

struct unit_frozen *
unit_frozen_new(struct ledger *l, bool in_order)
{
	struct unit_frozen *f = calloc(1, sizeof *f);

	if (!f) {
		say_nomem("unit cursor");
		return NULL;
	}
	f->one = db_prepare(l, ROWS " AND u.cert_id = ?1 LIMIT 1");
	f->serial = db_prepare(l,
	    ROWS " AND u.cert_id = (SELECT s.cert_id FROM superseded AS s WHERE s.by_id = ?1) LIMIT 1");
	if (!f->one || !f->serial)
		goto fail;
	if (!in_order)
		return f;
	f->sweep = db_prepare(l, ROWS " ORDER BY u.cert_id");
	if (db_bind(f->sweep, DB_NONE) == 0 && step(f) == 0)
		return f;
fail:
	unit_frozen_free(f);
	return NULL;
}

void
unit_frozen_free(struct unit_frozen *f)
{
	if (!f)
		return;
	db_release(f->sweep);
	db_release(f->one);
	db_release(f->serial);
	free(f);
}

static void
take(struct query *q, struct unit *u)
{
	u->issued_at = db_col_at(q, 1);
	u->issued_source = (enum issued_source)(db_col_int(q, 2) & 3);
}

/* 1 found, 0, -1 said. */
static int
look_up(struct query *q, struct unit *u, int64_t cert_id)
{
	int more = db_bind(q, DB(db_int(cert_id))) == 0 ? db_step(q) : -1;

	if (more <= 0)
		return more;
	take(q, u);
	db_reset(q);
	return 1;
}

/* As look_up, by the sweep. */
static int
pass(struct unit_frozen *f, struct unit *u, int64_t cert_id)
{
	while (f->at < cert_id)
		if (step(f) != 0)
			return -1;
	if (f->at != cert_id)
		return 0;
	take(f->sweep, u);
	return 1;
}

int
unit_frozen_set(struct unit_frozen *f, struct unit *u, int64_t cert_id, int64_t partner,
    bool superseded)
{
	int found = f->sweep ? pass(f, u, cert_id) : look_up(f->one, u, cert_id);

	if (found == 0 && partner)
		found = look_up(f->one, u, partner);
	if (found == 0 && superseded)
		found = look_up(f->serial, u, cert_id);
	return found < 0 ? -1 : 0;
}
