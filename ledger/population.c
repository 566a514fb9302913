#include "ledger/population.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "ledger/db.h"

#define COLUMNS                                                                                  \
	"SELECT p.id, p.label, p.supplements, p.from_at, p.until_at, p.frozen_at, p.count,"      \
	" p.digest, p.commitment_sha256, p.import_id, v.population_id IS NOT NULL,"              \
	" d.drawn_at, d.seed, d.nonce_given, d.verifiable, d.import_id FROM population p"        \
	" LEFT JOIN population_void v ON v.population_id = p.id"                                 \
	" LEFT JOIN draw d ON d.population_id = p.id "

static int
read_one(struct query *q, struct population *p)
{
	int more = db_step(q);

	if (more <= 0)
		return more;
	*p = (struct population){
		.id = db_col_int(q, 0),
		.supplements = db_col_int(q, 2),
		.from = db_col_int(q, 3),
		.until = db_col_int(q, 4),
		.frozen_at = db_col_int(q, 5),
		.count = (uint64_t)db_col_int(q, 6),
		.import_id = db_col_int(q, 9),
		.voided = db_col_int(q, 10) != 0,
		.drawn = !db_col_null(q, 11),
		.drawn_at = db_col_at(q, 11),
		.nonce_given = db_col_int(q, 13) != 0,
		.verifiable = db_col_int(q, 14) != 0,
		.draw_import_id = db_col_int(q, 15),
	};
	snprintf(p->label, sizeof p->label, "%s", db_col_text(q, 1));
	db_col_hash(q, 7, p->digest);
	db_col_hash(q, 8, p->commitment_sha256);
	db_col_hash(q, 12, p->seed);
	db_reset(q);
	return 1;
}

int
population_find(struct ledger *l, const char *label, struct population *p)
{
	return read_one(db_query(l,
			    COLUMNS "WHERE p.label = ?1 ORDER BY v.population_id IS NOT NULL,"
				    " p.id DESC LIMIT 1",
			    DB(db_text(label))),
	    p);
}

int
population_last(struct ledger *l, struct population *p)
{
	return read_one(db_query(l,
			    COLUMNS "WHERE v.population_id IS NULL AND p.supplements IS NULL"
				    " ORDER BY p.until_at DESC, p.id DESC LIMIT 1",
			    DB_NONE),
	    p);
}

int
population_gap(struct ledger *l, int64_t *from, int64_t *until)
{
	int64_t reached = INSTANT_NONE;
	int more;
	/* before the first that stands: where a withdrawn one stood when it was frozen */
	struct query *q = db_query(l,
	    "SELECT p.from_at, p.until_at, (SELECT b.from_at FROM population b"
	    "  JOIN population_void w ON w.population_id = b.id WHERE b.supplements IS NULL"
	    "  AND b.id < p.id AND b.until_at = p.from_at AND w.at >= p.frozen_at"
	    "  ORDER BY b.from_at LIMIT 1)"
	    " FROM population p LEFT JOIN population_void v ON v.population_id = p.id"
	    " WHERE v.population_id IS NULL AND p.supplements IS NULL ORDER BY p.from_at, p.id",
	    DB_NONE);

	while ((more = db_step(q)) > 0) {
		int64_t begins = db_col_int(q, 0), ends = db_col_int(q, 1);

		if (reached == INSTANT_NONE)
			reached = db_col_null(q, 2) ? begins : db_col_int(q, 2);
		if (begins > reached) {
			*from = reached;
			*until = begins;
			db_reset(q);
			return 1;
		}
		if (ends > reached)
			reached = ends;
	}
	return more;
}

int
population_previous(struct ledger *l, uint8_t out[32])
{
	struct query *q = db_query(l,
	    "SELECT commitment_sha256 FROM population ORDER BY id DESC LIMIT 1", DB_NONE);
	int more = db_step(q);

	if (more > 0) {
		db_col_hash(q, 0, out);
		db_reset(q);
	}
	return more;
}

static int
one_text(struct ledger *l, const char *sql, int64_t id, struct text *out)
{
	struct query *q = db_query(l, sql, DB(db_int(id)));
	int more = db_step(q);

	if (more > 0) {
		size_t len;
		const void *p = db_col_blob(q, 0, &len);

		if (p)
			text_addn(out, p, len);
		db_reset(q);
	}
	return more < 0 ? -1 : text_failed(out) ? -1 : 0;
}

int
population_commitment(struct ledger *l, int64_t id, struct text *out)
{
	return one_text(l, "SELECT CAST(commitment AS BLOB) FROM population WHERE id = ?1", id, out);
}

int
population_plan(struct ledger *l, int64_t id, struct text *out)
{
	return one_text(l, "SELECT CAST(plan AS BLOB) FROM population WHERE id = ?1", id, out);
}

int
population_nonce_source(struct ledger *l, int64_t id, struct text *out)
{
	return one_text(l, "SELECT CAST(nonce_source AS BLOB) FROM population WHERE id = ?1", id,
	    out);
}

int
population_nonce(struct ledger *l, int64_t id, struct text *out)
{
	return one_text(l, "SELECT nonce FROM draw WHERE population_id = ?1", id, out);
}

static char *
copy(const char *s)
{
	char *c = strdup(s);

	if (!c)
		say_nomem("population");
	return c;
}

int
population_strata(struct ledger *l, int64_t id, struct population_stratum **strata, size_t *count)
{
	struct population_stratum *list = NULL;
	size_t n = 0;
	int more;
	struct query *q = db_query(l,
	    "SELECT name, count, sample, digest, meaning, basis FROM stratum"
	    " WHERE population_id = ?1 ORDER BY ord",
	    DB(db_int(id)));

	while ((more = db_step(q)) > 0) {
		struct population_stratum *grown = realloc(list, (n + 1) * sizeof *list);

		if (!grown) {
			say_nomem("population");
			goto fail;
		}
		list = grown;
		list[n] = (struct population_stratum){ .name = copy(db_col_text(q, 0)),
			.count = (uint64_t)db_col_int(q, 1), .sample = (uint64_t)db_col_int(q, 2),
			.meaning = copy(db_col_text(q, 4)), .basis = copy(db_col_text(q, 5)) };
		db_col_hash(q, 3, list[n].digest);
		n++;
		if (!list[n - 1].name || !list[n - 1].meaning || !list[n - 1].basis)
			goto fail;
	}
	if (more < 0) {
		population_free_strata(list, n);
		return -1;
	}
	*strata = list;
	*count = n;
	return 0;
fail:
	db_reset(q);
	population_free_strata(list, n);
	return -1;
}

void
population_free_strata(struct population_stratum *strata, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(strata[i].name);
		free(strata[i].meaning);
		free(strata[i].basis);
	}
	free(strata);
}

int
population_void(struct ledger *l, int64_t id, int64_t at, const char *by, const char *reason)
{
	return db_exec(l,
	    "INSERT INTO population_void (population_id, at, by, reason) VALUES (?1, ?2, ?3, ?4)",
	    DB(db_int(id), db_int(at), db_text(by), db_text(reason)));
}

int
population_of_cert(struct ledger *l, int64_t cert_id, int64_t before, int64_t *id)
{
	return db_one_int(l,
	    "SELECT u.population_id FROM (SELECT ?1 AS cert_id UNION ALL"
	    " SELECT s.cert_id FROM superseded s WHERE s.by_id = ?1) r"
	    " CROSS JOIN population_unit u USING (cert_id)"
	    " LEFT JOIN population_void v USING (population_id)"
	    " WHERE u.population_id < ?2 AND (v.population_id IS NULL"
	    " OR v.at > (SELECT frozen_at FROM population WHERE id = ?2))",
	    DB(db_int(cert_id), db_int(before)), id);
}

int
population_each(struct ledger *l, int64_t id, int64_t stratum,
    int (*each)(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum),
    void *ctx)
{
	int more, rc = 0;
	struct query *q = db_query(l,
	    "SELECT fingerprint, cert_id, stratum FROM population_unit WHERE population_id = ?1"
	    " AND (?2 < 0 OR stratum = ?2) ORDER BY fingerprint",
	    DB(db_int(id), db_int(stratum)));

	while ((more = db_step(q)) > 0) {
		uint8_t fingerprint[32];

		db_col_hash(q, 0, fingerprint);
		rc = each(ctx, fingerprint, db_col_int(q, 1), db_col_int(q, 2));
		if (rc != 0) {
			db_reset(q);
			return rc;
		}
	}
	return more;
}

int
population_write_draw(struct ledger *l, const struct population_draw *d)
{
	return db_exec(l,
	    "INSERT INTO draw (population_id, drawn_at, drawn_by, nonce, nonce_given, seed,"
	    " verifiable, import_id, program) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	    DB(db_int(d->population_id), db_int(d->at), db_text(d->by),
		db_blob(d->nonce, strlen(d->nonce)), db_int(d->nonce_given), db_hash(d->seed),
		db_int(d->verifiable), db_int(d->import_id), db_text(d->program)));
}

int
population_write_item(struct ledger *l, int64_t population_id, const struct population_item *item)
{
	return db_exec(l,
	    "INSERT INTO sample (population_id, stratum, ord, fingerprint, ticket, cert_id,"
	    " extension_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    DB(db_int(population_id), db_int(item->stratum), db_int(item->ord),
		db_hash(item->fingerprint), db_hash(item->ticket), db_int(item->cert_id),
		item->extension_id ? db_int(item->extension_id) : db_null()));
}

int
population_sample(struct ledger *l, int64_t population_id, bool extensions,
    int (*each)(void *ctx, const struct population_item *item), void *ctx)
{
	int more, rc;
	struct query *q = db_query(l,
	    "SELECT stratum, ord, fingerprint, ticket, cert_id, extension_id FROM sample"
	    " WHERE population_id = ?1 AND (?2 OR extension_id IS NULL) ORDER BY stratum, ord",
	    DB(db_int(population_id), db_int(extensions)));

	while ((more = db_step(q)) > 0) {
		struct population_item item = { .stratum = db_col_int(q, 0),
			.ord = db_col_int(q, 1), .cert_id = db_col_int(q, 4),
			.extension_id = db_col_int(q, 5) };

		db_col_hash(q, 2, item.fingerprint);
		db_col_hash(q, 3, item.ticket);
		rc = each(ctx, &item);
		if (rc != 0) {
			db_reset(q);
			return rc;
		}
	}
	return more;
}

int
population_write_extension(struct ledger *l, const struct population_extension *e, int64_t *id)
{
	if (db_exec(l,
		"INSERT INTO extension (population_id, at, by, kind, count, reason)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		DB(db_int(e->population_id), db_int(e->at), db_text(e->by), db_text(e->kind),
		    db_int((int64_t)e->count), db_text(e->reason))) != 0)
		return -1;
	*id = db_last_id(l);
	return 0;
}
