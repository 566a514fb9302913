#include "ledger/stage.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"

int
stage_begin(struct ledger *l)
{
	return db_script(l,
	    "DROP TABLE IF EXISTS temp.stage;"
	    "CREATE TEMP TABLE stage (fingerprint BLOB NOT NULL, cert_id INTEGER NOT NULL,"
	    " stratum INTEGER NOT NULL, issued_at INTEGER, issued_source INTEGER NOT NULL);");
}

int
stage_add(struct ledger *l, const struct stage_unit *u)
{
	return db_exec(l, "INSERT INTO temp.stage VALUES (?1, ?2, ?3, ?4, ?5)",
	    DB(db_hash(u->fingerprint), db_int(u->cert_id), db_int(u->stratum),
		db_at(u->issued_at), db_int(u->issued_source)));
}

int
stage_digest(struct ledger *l, size_t count, uint8_t all[32], uint8_t *digests)
{
	struct digest **d = calloc(count + 1, sizeof *d);
	struct query *q = NULL;
	uint8_t fingerprint[32];
	int more, rc = -1;

	if (!d)
		return say_nomem("freeze");
	for (size_t i = 0; i <= count; i++) {
		d[i] = digest_new();
		if (!d[i])
			goto out;
		digest_begin(d[i]);
	}
	q = db_query(l, "SELECT fingerprint, stratum FROM temp.stage ORDER BY fingerprint", DB_NONE);
	while ((more = db_step(q)) > 0) {
		db_col_hash(q, 0, fingerprint);
		digest_add(d[count], fingerprint, 32);
		digest_add(d[db_col_int(q, 1)], fingerprint, 32);
	}
	if (more < 0)
		goto out;
	for (size_t i = 0; i < count; i++)
		digest_end(d[i], digests + 32 * i);
	digest_end(d[count], all);
	rc = 0;
out:
	for (size_t i = 0; i <= count; i++)
		digest_free(d[i]);
	free(d);
	return rc;
}

int
stage_compare(struct ledger *l, int64_t population_id, struct stage_unit *staged,
    struct stage_unit *frozen)
{
	struct query *q = db_query(l,
	    "SELECT s.fingerprint, s.issued_at, s.issued_source, u.issued_at, u.issued_source"
	    " FROM temp.stage AS s CROSS JOIN population_unit AS u ON u.population_id = ?1"
	    " AND u.fingerprint = s.fingerprint WHERE u.issued_at IS NOT s.issued_at"
	    " OR u.issued_source <> s.issued_source ORDER BY s.fingerprint LIMIT 1",
	    DB(db_int(population_id)));
	int more = db_step(q);

	if (more <= 0)
		return more;
	*staged = (struct stage_unit){ .issued_at = db_col_at(q, 1),
		.issued_source = (int)db_col_int(q, 2) };
	*frozen = (struct stage_unit){ .issued_at = db_col_at(q, 3),
		.issued_source = (int)db_col_int(q, 4) };
	db_col_hash(q, 0, staged->fingerprint);
	db_col_hash(q, 0, frozen->fingerprint);
	db_reset(q);
	return 1;
}

static int
write_strata(struct ledger *l, const struct stage_population *p, int64_t id)
{
	for (size_t i = 0; i < p->stratum_count; i++) {
		const struct population_stratum *s = &p->strata[i];

		if (db_exec(l,
			"INSERT INTO stratum (population_id, ord, name, count, sample, digest,"
			" meaning, basis) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			DB(db_int(id), db_int((int64_t)i), db_text(s->name),
			    db_int((int64_t)s->count), db_int((int64_t)s->sample),
			    db_hash(s->digest), db_text(s->meaning), db_text(s->basis))) != 0)
			return -1;
	}
	for (size_t i = 0; i < p->out_count; i++)
		if (db_exec(l,
			"INSERT INTO population_out (population_id, reason, count)"
			" VALUES (?1, ?2, ?3)",
			DB(db_int(id), db_text(p->out[i].reason),
			    db_int((int64_t)p->out[i].count))) != 0)
			return -1;
	return 0;
}

/* The caller's numbers of strata become places in the commitment. */
static int
write_places(struct ledger *l, const struct stage_population *p)
{
	if (db_script(l,
		"DROP TABLE IF EXISTS temp.stage_place;"
		"CREATE TEMP TABLE stage_place (stratum INTEGER PRIMARY KEY, ord INTEGER);") != 0)
		return -1;
	for (size_t i = 0; i < p->stratum_count; i++)
		if (db_exec(l, "INSERT INTO temp.stage_place VALUES (?1, ?2)",
			DB(db_int((int64_t)i), db_int((int64_t)p->place[i]))) != 0)
			return -1;
	return 0;
}

int
stage_write(struct ledger *l, const struct stage_population *p, int64_t *id)
{
	int64_t row;

	if (db_exec(l,
		"INSERT INTO population (label, supplements, from_at, until_at, frozen_at,"
		" frozen_by, count, digest, commitment, commitment_sha256, previous, plan,"
		" plan_sha256, nonce_source, import_id, inventory, expected, program)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, CAST(?12 AS TEXT), ?13,"
		" ?14, ?15, ?16, ?17, ?18)",
		DB(db_text(p->label), p->supplements ? db_int(p->supplements) : db_null(),
		    db_int(p->from), db_int(p->until), db_int(p->at), db_text(p->by),
		    db_int((int64_t)p->count), db_hash(p->digest), db_text(p->commitment->s),
		    db_hash(p->commitment_sha256), db_hash(p->previous),
		    db_blob(p->plan, p->plan_len), db_hash(p->plan_sha256),
		    db_text(p->nonce_source), db_int(p->import_id), db_int(p->inventory),
		    db_count(p->expected), db_text(p->program))) != 0)
		return -1;
	row = db_last_id(l);
	if (write_strata(l, p, row) != 0 || write_places(l, p) != 0 ||
	    db_exec(l,
		"INSERT INTO population_unit (population_id, fingerprint, cert_id, stratum,"
		" issued_at, issued_source) SELECT ?1, s.fingerprint, s.cert_id, p.ord,"
		" s.issued_at, s.issued_source"
		" FROM temp.stage s JOIN temp.stage_place p USING (stratum)"
		" ORDER BY s.fingerprint",
		DB(db_int(row))) != 0)
		return -1;
	*id = row;
	return db_script(l, "DROP TABLE temp.stage; DROP TABLE temp.stage_place;");
}
