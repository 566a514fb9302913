#include "ledger/unit_cursor.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/evidence.h"
#include "ledger/unit_der.h"
#include "ledger/unit_frozen.h"
#include "ledger/unit_reader.h"

#define SKEW (48 * 3600) /* notBefore against signing, seconds: BR 7.1.2.7 */

struct unit_cursor {
	struct query *leads;
	struct evidence *evidence;
	struct unit_reader *reader;
	struct arena *arena;
	struct unit_der *der; /* NULL: not asked for */
	struct unit u;
	uint8_t sha256[32];	    /* of the row whose facts the unit shows */
	int64_t issuer_id, given_id; /* its issuer, as a serial given alone named it; 0 none */
	struct unit_frozen *frozen; /* NULL: the scope tells, or derived */
	bool revocation_known;
};

/* Columns of the leading row's facts, then the unit's own id and fingerprint, and the time
 * it was frozen with where the scope is one population. */
enum {
	ID,
	SHA256,
	FORM,
	CLASS,
	ISSUER,
	SERIAL,
	SUBJECT,
	TYPE,
	NOT_BEFORE,
	NOT_AFTER,
	SCT,
	POLICIES,
	KEY_TYPE,
	SIG_ALG,
	SPKI,
	STATED,
	UNIT_ID = STATED + 5,
	FINGERPRINT,
	FROZEN_AT,
	FROZEN_SOURCE
};

#define FACTS                                                                               \
	"SELECT c.id, c.sha256, c.form, c.class, c.issuer_id, c.serial, c.subject, c.type," \
	" c.not_before, c.not_after, c.sct_at, c.policy_oids, c.key_type, c.sig_alg,"       \
	" c.spki_sha256, c.issued_at, c.profile, c.account, c.order_id, c.ra, "

/* The certificate that came for a serial that leads its population tells the facts. */
#define OR_LATER(row)                                                        \
	"ifnull((SELECT s.by_id FROM superseded AS s WHERE s.cert_id = " row \
	" AND s.import_id <= ?1), " row ")"

/* All parameters are named in every scope: bound the same way. */
static const char *const scopes[] = {
	[UNIT_CURSOR_LEDGER] =
	    FACTS "c.id, c.sha256, NULL, NULL FROM cert AS c WHERE c.import_id <= ?1 AND ?2 IS NOT NULL"
		  " AND ?3 IS NOT NULL AND CASE c.form"
		  " WHEN 1 THEN NOT EXISTS (SELECT 1 FROM pair AS p WHERE p.precert_id = c.id"
		  "  AND p.import_id <= ?1)"
		  " WHEN 2 THEN NOT EXISTS (SELECT 1 FROM superseded AS s WHERE s.cert_id = c.id"
		  "  AND s.import_id <= ?1)"
		  " ELSE 1 END ORDER BY c.id",
	[UNIT_CURSOR_POPULATION] = FACTS
	"u.cert_id, u.fingerprint, u.issued_at, u.issued_source"
	" FROM population_unit AS u CROSS JOIN cert AS c ON c.id "
	"= " OR_LATER(
	    "u.cert_id") " WHERE u.population_id = ?2 AND ?3 IS NOT NULL ORDER BY u.fingerprint",
	[UNIT_CURSOR_SAMPLE] = FACTS
	"t.cert_id, t.fingerprint, u.issued_at, u.issued_source FROM sample AS t"
	" LEFT JOIN population_unit AS u USING (population_id, fingerprint) CROSS JOIN cert AS c ON c.id = " OR_LATER(
	    "t.cert_id") " WHERE t.population_id = ?2 AND ?3 IS NOT NULL"
			 /* what the draw reached too comes once, with its stratum */
			 " AND (t.stratum >= 0 OR NOT EXISTS (SELECT 1 FROM sample AS o"
			 " WHERE o.population_id = ?2 AND o.stratum >= 0 AND o.cert_id = t.cert_id))"
			 " ORDER BY t.stratum, t.ord",
	[UNIT_CURSOR_ONE] =
	    FACTS "b.id, b.sha256, NULL, NULL FROM cert AS b CROSS JOIN cert AS c ON c.id = " OR_LATER(
		"b.id") " WHERE b.id = ?3 AND ?2 IS NOT NULL",
};

struct unit_cursor *
unit_cursor_open(struct ledger *l, const struct unit_cursor_query *q)
{
	const int64_t as_of = q->as_of > 0 ? q->as_of : INT64_MAX;
	const bool frozen =
	    !q->derive && (q->scope == UNIT_CURSOR_LEDGER || q->scope == UNIT_CURSOR_ONE);
	struct unit_cursor *c = calloc(1, sizeof *c);

	if (!c) {
		say_nomem("unit cursor");
		return NULL;
	}
	c->arena = arena_new();
	c->evidence = evidence_new(l, as_of, q->selection);
	if (c->arena)
		c->reader = unit_reader_new(l, c->arena, as_of, q->scope == UNIT_CURSOR_LEDGER);
	c->leads = db_prepare(l, scopes[q->scope]);
	if (q->der)
		c->der = unit_der_new(l);
	if (frozen)
		c->frozen = unit_frozen_new(l, q->scope == UNIT_CURSOR_LEDGER);
	if (c->evidence && c->reader && c->leads && (c->der || !q->der) && (c->frozen || !frozen) &&
	    db_bind(c->leads, DB(db_int(as_of), db_int(q->population_id), db_int(q->cert_id))) == 0)
		return c;
	unit_cursor_close(c);
	return NULL;
}

void
unit_cursor_close(struct unit_cursor *c)
{
	if (!c)
		return;
	db_release(c->leads);
	evidence_free(c->evidence);
	unit_reader_free(c->reader);
	unit_der_free(c->der);
	unit_frozen_free(c->frozen);
	arena_free(c->arena);
	free(c);
}

static void
set_facts(struct unit_cursor *c)
{
	static const enum unit_state states[] = { UNIT_FINAL, UNIT_PRECERT_ONLY, UNIT_SERIAL_ONLY,
		UNIT_UNREADABLE };
	struct query *q = c->leads;
	struct unit *u = &c->u;

	*u = (struct unit){
		.id = db_col_int(q, UNIT_ID),
		.state = states[db_col_int(q, FORM) & 3],
		.class = unit_reader_keep(c->reader, q, CLASS),
		.serial = unit_reader_keep(c->reader, q, SERIAL),
		.subject = unit_reader_keep(c->reader, q, SUBJECT),
		.type = (enum unit_type)db_col_int(q, TYPE),
		.not_before = db_col_at(q, NOT_BEFORE),
		.not_after = db_col_at(q, NOT_AFTER),
		.policy_oids = unit_reader_keep(c->reader, q, POLICIES),
		.key_type = unit_reader_keep(c->reader, q, KEY_TYPE),
		.sig_alg = unit_reader_keep(c->reader, q, SIG_ALG),
		.profile = "",
		.account = "",
		.order_id = "",
		.ra = "",
		.revoked_at = INSTANT_NONE,
		.revocation_reason = -1,
		.issued_at = INSTANT_NONE,
	};
	unit_reader_state(c->reader, u, q, STATED);
	db_col_hash(q, SPKI, u->spki_sha256);
	db_col_hash(q, FINGERPRINT, u->fingerprint);
	db_col_hash(q, SHA256, c->sha256);
	if (u->state == UNIT_FINAL)
		u->final_sha256 = c->sha256;
	else if (u->state == UNIT_PRECERT_ONLY)
		u->precert_sha256 = c->sha256;
}

static void
derive_issued(struct unit *u, int64_t claim, int64_t sct)
{
	if (u->issued_at != INSTANT_NONE) {
		u->issued_source = ISSUED_EXPORT;
	} else if (claim != INSTANT_NONE) {
		u->issued_at = claim;
		u->issued_source = ISSUED_CLAIM;
	} else if (sct != INSTANT_NONE) {
		u->issued_at = sct;
		u->issued_source = ISSUED_SCT;
	} else {
		u->issued_at = u->not_before;
		u->issued_source = ISSUED_NOT_BEFORE;
	}
}

static int
set_issued(struct unit_cursor *c, int64_t row, int64_t partner)
{
	struct unit *u = &c->u;

	if (!db_col_null(c->leads, FROZEN_SOURCE)) {
		u->issued_at = db_col_at(c->leads, FROZEN_AT);
		u->issued_source = (enum issued_source)(db_col_int(c->leads, FROZEN_SOURCE) & 3);
	} else if (c->frozen && unit_frozen_set(c->frozen, u, row, partner, c->given_id != 0) != 0)
		return -1;
	u->issued_min = u->issued_max = u->issued_at;
	if (u->issued_source == ISSUED_NOT_BEFORE && u->issued_at != INSTANT_NONE) {
		u->issued_min -= SKEW;
		u->issued_max += SKEW;
	}
	return 0;
}

/* Of the rows that are one unit: final certificate and precertificate. */
static int
set_der(struct unit_cursor *c, int64_t row, int64_t partner)
{
	struct unit *u = &c->u;

	if (!c->der || u->state >= UNIT_SERIAL_ONLY)
		return 0;
	if (partner && u->precert_id == row)
		return unit_der_read(c->der, u, partner, row);
	return unit_der_read(c->der, u, row, partner);
}

int
unit_cursor_next(struct unit_cursor *c, const struct unit **u)
{
	struct unit_reader *r = c->reader;
	int64_t row, sct, claim, partner;
	int more = db_step(c->leads);

	if (more <= 0)
		return more;
	arena_reset(c->arena);
	set_facts(c);
	row = db_col_int(c->leads, ID);
	sct = db_col_at(c->leads, SCT);
	c->issuer_id = db_col_int(c->leads, ISSUER);
	c->revocation_known = false;
	if (unit_reader_issuer(r, &c->u, c->issuer_id) != 0 ||
	    unit_reader_claims(r, &c->u, row, &sct) != 0 ||
	    unit_reader_partner(r, &c->u, row, &sct, &partner) != 0 ||
	    unit_reader_claims(r, &c->u, partner, &sct) != 0 ||
	    unit_reader_superseded(r, &c->u, row, &c->given_id) != 0 ||
	    unit_reader_serials(r, &c->u, row, partner) != 0 ||
	    unit_reader_names(r, &c->u, row) != 0 ||
	    evidence_attach(c->evidence, &c->u, c->arena, &claim) != 0 ||
	    unit_reader_lints(r, &c->u) != 0 || set_der(c, row, partner) != 0 ||
	    unit_reader_failed(r))
		return -1;
	derive_issued(&c->u, claim, sct);
	if (set_issued(c, row, partner) != 0)
		return -1;
	*u = &c->u;
	return 1;
}

int
unit_cursor_revocation(struct unit_cursor *c)
{
	if (c->revocation_known)
		return 0;
	if (unit_reader_revocation(c->reader, &c->u, c->issuer_id) != 0 ||
	    (c->given_id && unit_reader_revocation(c->reader, &c->u, c->given_id) != 0))
		return -1;
	c->revocation_known = true;
	return 0;
}
