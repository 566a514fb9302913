#include "ledger/import_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/say.h"
#include "ledger/intake.h"
#include "ledger/inventory.h"

/* More certificates of one serial than that are no CA's work, and stay single. */
#define MEMBERS 4096

enum { FINAL, PRECERT, SERIAL_ONLY };

struct member {
	int64_t issuer_id, cert_id;
	int form;
	int64_t partner;    /* the row it is paired with now, 0 none */
	bool fixed;	    /* that pair is frozen */
	int64_t wanted;	    /* the row it is to be paired with */
	uint8_t sha256[32]; /* only where the choice needs them */
	uint8_t content[32];
};

struct pairs {
	struct import *im;
	struct cert *cert;
	struct inventory *inventory;
	struct query *pair_of, *frozen, *bytes, *superseded, *name_of;
	struct query *drop_pair, *drop_superseded, *want_pair, *want_superseded;
	struct member *members;
	size_t count, cap;
	struct text serial; /* of the members */
};

static void
close_pairs(struct pairs *p)
{
	cert_free(p->cert);
	inventory_free(p->inventory);
	db_release(p->pair_of);
	db_release(p->frozen);
	db_release(p->bytes);
	db_release(p->superseded);
	db_release(p->name_of);
	db_release(p->drop_pair);
	db_release(p->drop_superseded);
	db_release(p->want_pair);
	db_release(p->want_superseded);
	free(p->members);
	text_free(&p->serial);
}

static int
open_pairs(struct pairs *p, struct import *im)
{
	struct ledger *l = im->l;

	*p = (struct pairs){ .im = im };
	if (db_script(l,
		"CREATE TEMP TABLE import_pair (precert_id INTEGER, final_id INTEGER);"
		"CREATE TEMP TABLE import_superseded (cert_id INTEGER, by_id INTEGER)") != 0)
		return -1;
	p->cert = cert_new();
	p->inventory = inventory_load(l, 0);
	p->pair_of = db_prepare(l, "SELECT final_id FROM pair WHERE precert_id = ?1");
	p->superseded = db_prepare(l, "SELECT by_id FROM superseded WHERE cert_id = ?1");
	p->frozen = db_prepare(l,
	    "SELECT 1 FROM population_unit AS u WHERE u.cert_id IN (?1, ?2) AND NOT EXISTS"
	    " (SELECT 1 FROM population_void AS v WHERE v.population_id = u.population_id) LIMIT "
	    "1");
	p->bytes = db_prepare(l,
	    "SELECT c.sha256, d.der FROM cert AS c LEFT JOIN cert_der AS d ON d.cert_id = c.id"
	    " WHERE c.id = ?1");
	p->name_of = db_prepare(l, "SELECT name FROM issuer WHERE id = ?1");
	p->drop_pair = db_prepare(l, "DELETE FROM pair WHERE precert_id = ?1");
	p->drop_superseded = db_prepare(l, "DELETE FROM superseded WHERE cert_id = ?1");
	p->want_pair = db_prepare(l, "INSERT INTO temp.import_pair VALUES (?1, ?2)");
	p->want_superseded = db_prepare(l, "INSERT INTO temp.import_superseded VALUES (?1, ?2)");
	return p->cert && p->inventory && p->pair_of && p->superseded && p->frozen && p->bytes &&
		       p->name_of && p->drop_pair && p->drop_superseded && p->want_pair && p->want_superseded
		   ? 0
		   : -1;
}

/* ---- what is there ---- */

/* The first column of the one row, 0 where there is none; -1 said. */
static int
ask(struct query *q, const struct db_value *values, int64_t *out)
{
	int more = db_bind(q, values) == 0 ? db_step(q) : -1;

	*out = more > 0 ? db_col_int(q, 0) : 0;
	db_reset(q);
	return more < 0 ? -1 : 0;
}

static int
load_partner(struct pairs *p, struct member *m)
{
	int64_t frozen;

	if (ask(m->form == PRECERT ? p->pair_of : p->superseded, DB(db_int(m->cert_id)),
		&m->partner) != 0)
		return -1;
	if (!m->partner)
		return 0;
	if (ask(p->frozen, DB(db_int(m->cert_id), db_int(m->partner)), &frozen) != 0)
		return -1;
	m->fixed = frozen != 0;
	return 0;
}

static int
load_bytes(struct pairs *p, struct member *m)
{
	const void *der;
	size_t len;
	int decoded = 1;

	if (db_bind(p->bytes, DB(db_int(m->cert_id))) != 0 || db_step(p->bytes) <= 0)
		return -1;
	db_col_hash(p->bytes, 0, m->sha256);
	der = db_col_blob(p->bytes, 1, &len);
	if (der)
		decoded = cert_decode(p->cert, der, len);
	if (decoded == 0)
		memcpy(m->content, p->cert->content_sha256, 32);
	db_reset(p->bytes);
	return decoded < 0 ? -1 : 0;
}

static int
by_sha256(const void *a, const void *b)
{
	return memcmp(((const struct member *)a)->sha256, ((const struct member *)b)->sha256, 32);
}

/* ---- more than one certificate under a serial ---- */

/* The cursor looks for such groups where this remark stands, and nowhere else. */
static int
remark_same(struct pairs *p, int64_t issuer_id, size_t finals, size_t precerts)
{
	struct text words = { 0 };
	int status = -1;

	if (db_bind(p->name_of, DB(db_int(issuer_id))) != 0 || db_step(p->name_of) < 0)
		return -1;
	text_addf(&words,
	    "expected one certificate of serial %s of %s, found %zu certificates and %zu "
	    "precertificates",
	    text_str(&p->serial), db_col_text(p->name_of, 0), finals, precerts);
	db_reset(p->name_of);
	if (!text_failed(&words))
		status = intake_remark(
		    p->im, p->im->file_id, 0, IMPORT_PAIRS_SAME_SERIAL, text_str(&words));
	text_free(&words);
	return status;
}

/* ---- precertificates and final certificates ---- */

static bool
is_free(const struct member *m, int form)
{
	return m->form == form && !m->fixed && !m->wanted;
}

/* Pairs the i-th free precertificate with the i-th free final certificate; with equal content
 * alone, or whatever the content. */
static void
match(struct member *group, size_t n, bool equal)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_free(&group[i], PRECERT))
			continue;
		for (size_t k = 0; k < n; k++) {
			if (!is_free(&group[k], FINAL) ||
			    (equal && memcmp(group[i].content, group[k].content, 32) != 0))
				continue;
			group[i].wanted = group[k].cert_id;
			group[k].wanted = group[i].cert_id;
			break;
		}
	}
}

/* One issuer's certificates of one serial. */
static int
pair_group(struct pairs *p, struct member *group, size_t n)
{
	size_t forms[3] = { 0 };

	for (size_t i = 0; i < n; i++)
		forms[group[i].form]++;
	if ((forms[FINAL] > 1 || forms[PRECERT] > 1) &&
	    remark_same(p, group[0].issuer_id, forms[FINAL], forms[PRECERT]) != 0)
		return -1;
	if (forms[FINAL] == 0 || forms[PRECERT] == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (group[i].form == PRECERT && load_partner(p, &group[i]) != 0)
			return -1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; group[i].fixed && group[i].form == PRECERT && k < n; k++)
			if (group[k].cert_id == group[i].partner)
				group[k].fixed = true;
	if (n > 2) {
		for (size_t i = 0; i < n; i++)
			if (load_bytes(p, &group[i]) != 0)
				return -1;
		qsort(group, n, sizeof *group, by_sha256);
		match(group, n, true);
	}
	match(group, n, false);
	for (size_t i = 0; i < n; i++) {
		const struct member *m = &group[i];

		if (m->form != PRECERT || m->fixed || m->wanted == m->partner)
			continue;
		if (m->partner && db_run(p->drop_pair, DB(db_int(m->cert_id))) != 0)
			return -1;
		if (m->wanted &&
		    db_run(p->want_pair, DB(db_int(m->cert_id), db_int(m->wanted))) != 0)
			return -1;
	}
	return 0;
}

/* ---- serials without certificate ---- */

static bool
is_of_ca(struct pairs *p, const struct inventory_ca *ca, const struct member *m)
{
	const struct inventory_ca *other =
	    inventory_of_issuer(p->inventory, p->im->l, m->issuer_id);

	if (!ca || !other || m->form == SERIAL_ONLY)
		return false;
	return ca == other || (ca->dn && other->dn && ca->dn_len == other->dn_len &&
				  memcmp(ca->dn, other->dn, ca->dn_len) == 0 &&
				  ca->key_id_len == other->key_id_len && ca->key_id_len > 0 &&
				  memcmp(ca->key_id, other->key_id, ca->key_id_len) == 0);
}

/* Final certificates before precertificates, then by fingerprint. */
static int
supersede(struct pairs *p, struct member *m)
{
	const struct inventory_ca *ca = inventory_of_issuer(p->inventory, p->im->l, m->issuer_id);
	const struct member *best = NULL;
	int64_t by;

	if (load_partner(p, m) != 0)
		return -1;
	if (m->fixed)
		return 0;
	for (size_t i = 0; i < p->count; i++) {
		struct member *other = &p->members[i];

		if (!is_of_ca(p, ca, other))
			continue;
		if (load_bytes(p, other) != 0)
			return -1;
		if (!best || other->form < best->form ||
		    (other->form == best->form && by_sha256(other, best) < 0))
			best = other;
	}
	by = best ? best->cert_id : 0;
	if (by == m->partner)
		return 0;
	if (m->partner && db_run(p->drop_superseded, DB(db_int(m->cert_id))) != 0)
		return -1;
	return by ? db_run(p->want_superseded, DB(db_int(m->cert_id), db_int(by))) : 0;
}

/* ---- one serial after another ---- */

static int
finish_serial(struct pairs *p)
{
	size_t first = 0;

	if (p->count < 2)
		return 0;
	if (p->count > MEMBERS)
		return remark_same(p, p->members[0].issuer_id, p->count, 0);
	for (size_t i = 0; i < p->count; i++)
		if (p->members[i].form == SERIAL_ONLY && supersede(p, &p->members[i]) != 0)
			return -1;
	for (size_t i = 1; i <= p->count; i++)
		if (i == p->count || p->members[i].issuer_id != p->members[first].issuer_id) {
			if (pair_group(p, p->members + first, i - first) != 0)
				return -1;
			first = i;
		}
	return 0;
}

/* Beyond the bound members are counted, not kept. */
static int
add_member(struct pairs *p, struct query *q)
{
	if (p->count == p->cap && p->cap <= MEMBERS) {
		size_t cap = p->cap ? 2 * p->cap : 16;
		struct member *grown = realloc(p->members, cap * sizeof *grown);

		if (!grown)
			return say_nomem("import");
		p->members = grown;
		p->cap = cap;
	}
	if (p->count < p->cap)
		p->members[p->count] = (struct member){ .issuer_id = db_col_int(q, 1),
			.cert_id = db_col_int(q, 2),
			.form = (int)db_col_int(q, 3) };
	p->count++;
	return 0;
}

static int
walk(struct pairs *p)
{
	struct query *q = db_query(p->im->l,
	    "SELECT s.serial, s.issuer_id, s.cert_id, s.form"
	    " FROM (SELECT DISTINCT serial FROM temp.import_serial ORDER BY serial) AS t"
	    " CROSS JOIN serial AS s ON s.serial = t.serial",
	    DB_NONE);
	int more, status = 0;

	while ((more = db_step(q)) > 0) {
		if (strcmp(db_col_text(q, 0), text_str(&p->serial)) != 0) {
			status = finish_serial(p);
			p->count = 0;
			text_clear(&p->serial);
			text_add(&p->serial, db_col_text(q, 0));
		}
		if (status != 0 || text_failed(&p->serial) || add_member(p, q) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	}
	return more == 0 ? finish_serial(p) : -1;
}

int
import_pairs_make(struct import *im)
{
	struct pairs p;
	int status = -1;

	if (open_pairs(&p, im) != 0 || walk(&p) != 0 ||
	    db_exec(im->l,
		"INSERT INTO pair (precert_id, final_id, import_id) SELECT precert_id, final_id, ?1"
		" FROM temp.import_pair ORDER BY precert_id",
		DB(db_int(im->id))) != 0)
		goto out;
	intake_note(im, "pairs", (uint64_t)db_changes(im->l));
	status = db_exec(im->l,
	    "INSERT INTO superseded (cert_id, by_id, import_id) SELECT cert_id, by_id, ?1"
	    " FROM temp.import_superseded ORDER BY cert_id",
	    DB(db_int(im->id)));
out:
	close_pairs(&p);
	return status;
}
