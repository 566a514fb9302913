#include "ledger/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/evidence_row.h"
#include "ledger/evidence_share.h"

/* ref_kind of table validation */
enum ref { REF_CERTIFICATE, REF_SERIAL, REF_AUTHZ, REF_ACCOUNT, REF_ACCOUNT_IDENTITY, REFS };

#define NEAR 4 /* rows worth stepping over rather than seeking anew */

struct evidence {
	struct ledger *l;
	int64_t as_of, selection;
	bool has[REFS];	   /* validations by this kind of reference exist */
	bool has_links[2]; /* links by certificate, by serial */
	struct query *by_ref, *by_name, *links, *issuers;
	struct evidence_rows *rows;

	/* certificates come mostly in the order of their hashes, as validations stand */
	struct query *sweep;
	enum { SWEEP_NEW, SWEEP_ROW, SWEEP_END } sweeping;
	uint8_t at[32];	    /* reference of the row at hand */
	uint8_t sought[32]; /* what was last looked for: nothing up to it is to come */

	/* of the unit at hand */
	struct arena *arena;
	struct validation *found;
	size_t count, cap;
	int64_t claim;
};

#define BY_REF EVIDENCE_ROW_SELECT "WHERE v.ref_kind = ?1 AND v.ref = ?2 AND v.import_id <= ?3 "

static int
look_for_kinds(struct evidence *e)
{
	for (int k = 0; k < REFS; k++) {
		int64_t one;
		int got = db_one_int(e->l, "SELECT 1 FROM validation WHERE ref_kind = ?1 LIMIT 1",
		    DB(db_int(k)), &one);

		if (got < 0)
			return -1;
		e->has[k] = got > 0;
	}
	for (int k = 0; k < 2; k++) {
		int64_t one;
		int got = db_one_int(
		    e->l, "SELECT 1 FROM link WHERE ref_kind = ?1 LIMIT 1", DB(db_int(k)), &one);

		if (got < 0)
			return -1;
		e->has_links[k] = got > 0;
	}
	return 0;
}

struct evidence *
evidence_new(struct ledger *l, int64_t as_of, int64_t selection)
{
	struct evidence *e = calloc(1, sizeof *e);

	if (!e) {
		say_nomem("evidence");
		return NULL;
	}
	e->l = l;
	e->as_of = as_of;
	e->selection = selection;
	e->by_ref = db_prepare(l, BY_REF);
	e->by_name = db_prepare(l, BY_REF "AND v.name = ?4 AND v.adn = ifnull(?5, v.adn)");
	e->sweep = db_prepare(l,
	    EVIDENCE_ROW_SELECT "WHERE v.ref_kind = 0 AND v.ref >= ?1 AND v.import_id <= ?2"
				" ORDER BY v.ref_kind, v.ref");
	e->links = db_prepare(l,
	    "SELECT authz_id, name, import_id FROM link WHERE ref_kind = ?1 AND ref = ?2 AND import_id <= ?3");
	/* a serial given alone and its certificate name one CA in two ways */
	e->issuers = db_prepare(l,
	    "SELECT DISTINCT s.issuer_id FROM serial AS s JOIN cert AS c ON c.id = s.cert_id"
	    " AND c.import_id <= ?2 WHERE s.serial = ?1 AND (s.form <> 2 OR NOT EXISTS (SELECT 1"
	    " FROM superseded AS p WHERE p.cert_id = s.cert_id AND p.import_id <= ?2)) LIMIT 2");
	e->rows = evidence_row_new(l);
	if (!e->by_ref || !e->by_name || !e->sweep || !e->links || !e->issuers || !e->rows ||
	    look_for_kinds(e) != 0) {
		evidence_free(e);
		return NULL;
	}
	return e;
}

void
evidence_free(struct evidence *e)
{
	if (!e)
		return;
	db_release(e->by_ref);
	db_release(e->by_name);
	db_release(e->sweep);
	db_release(e->links);
	db_release(e->issuers);
	evidence_row_free(e->rows);
	free(e->found);
	free(e);
}

static struct validation *
grow(struct evidence *e)
{
	if (e->count == e->cap) {
		size_t cap = e->cap ? 2 * e->cap : 64;
		struct validation *v = realloc(e->found, cap * sizeof *v);

		if (!v) {
			say_nomem("evidence");
			return NULL;
		}
		e->found = v;
		e->cap = cap;
	}
	return &e->found[e->count++];
}

/* The row stepped to; a link's name stands in where the record has none. */
static int
take(struct evidence *e, struct query *q, const char *link_name)
{
	struct validation *v = grow(e);

	if (!v)
		return -1;
	if (evidence_row_read(e->rows, q, e->arena, v) != 0)
		return -1;
	v->after_selection = e->selection > 0 && v->import_id > e->selection;
	if (*link_name && !*v->name && v->kind == VALIDATION_DOMAIN)
		v->name = link_name;
	return 0;
}

/* What validations of this very certificate claim of its issuance. */
static void
note_claims(struct evidence *e, size_t from)
{
	for (size_t i = from; i < e->count; i++) {
		int64_t at = e->found[i].issued_at;

		if (at != INSTANT_NONE && (e->claim == INSTANT_NONE || at < e->claim))
			e->claim = at;
	}
}

static int
step_sweep(struct evidence *e)
{
	int more = db_step(e->sweep);

	e->sweeping =
	    more > 0 && db_col_hash(e->sweep, EVIDENCE_ROW_REF, e->at) ? SWEEP_ROW : SWEEP_END;
	return more < 0 ? -1 : 0;
}

/* As by_ref for a certificate: from where the last one was found, if that is near. */
static int
by_sweep(struct evidence *e, const uint8_t *sha256)
{
	bool back = e->sweeping == SWEEP_NEW || memcmp(sha256, e->sought, 32) <= 0;
	size_t before = e->count;

	for (int i = 0; i < NEAR && !back && e->sweeping == SWEEP_ROW; i++)
		if (memcmp(e->at, sha256, 32) >= 0)
			break;
		else if (step_sweep(e) != 0)
			return -1;
	if (back || (e->sweeping == SWEEP_ROW && memcmp(e->at, sha256, 32) < 0)) {
		if (db_bind(e->sweep, DB(db_hash(sha256), db_int(e->as_of))) != 0 ||
		    step_sweep(e) != 0)
			return -1;
	}
	memcpy(e->sought, sha256, 32);
	while (e->sweeping == SWEEP_ROW && memcmp(e->at, sha256, 32) == 0)
		if (take(e, e->sweep, "") != 0 || step_sweep(e) != 0)
			return -1;
	note_claims(e, before);
	return 0;
}

static int
by_ref(struct evidence *e, enum ref kind, const void *ref, size_t len, const char *link_name)
{
	size_t before = e->count;
	int more;

	if (db_bind(e->by_ref, DB(db_int(kind), db_blob(ref, len), db_int(e->as_of))) != 0)
		return -1;
	while ((more = db_step(e->by_ref)) > 0)
		if (take(e, e->by_ref, link_name) != 0)
			return -1;
	if (more == 0 && kind <= REF_SERIAL)
		note_claims(e, before);
	return more;
}

static int
by_name(struct evidence *e, const char *account, const char *name, const char *adn)
{
	int more;

	if (db_bind(e->by_name, DB(db_int(REF_ACCOUNT), db_blob(account, strlen(account)),
				    db_int(e->as_of), db_text(name), db_text(adn))) != 0)
		return -1;
	while ((more = db_step(e->by_name)) > 0)
		if (take(e, e->by_name, "") != 0)
			return -1;
	return more;
}

/* An account may have any number of validations: only those of these names are asked for. */
static int
by_account(struct evidence *e, const struct unit *u)
{
	char star[300];

	for (size_t i = 0; i < u->name_count; i++) {
		const char *base = name_base(u->names[i].text);
		size_t len = strlen(base);

		if (u->names[i].kind > NAME_IP || len == 0)
			continue;
		if (by_name(e, u->account, base, NULL) != 0)
			return -1;
		if (u->names[i].kind != NAME_DNS || len + 3 > sizeof star)
			continue;
		memcpy(star, "*.", 2);
		memcpy(star + 2, base, len + 1);
		if (by_name(e, u->account, star, NULL) != 0)
			return -1;
		for (const char *adn = base; adn;
		     adn = strchr(adn, '.') ? strchr(adn, '.') + 1 : NULL)
			if (*adn && by_name(e, u->account, "", adn) != 0)
				return -1;
	}
	return 0;
}

/* A link for one name means, of an authorization with several, the records of that name. */
static void
keep_named(struct evidence *e, size_t from, const char *name)
{
	const char *base = name_base(name);
	bool any = false;
	size_t kept = from;

	for (size_t i = from; i < e->count; i++)
		any = any || strcmp(name_base(e->found[i].name), base) == 0;
	for (size_t i = from; i < e->count; i++) {
		const struct validation *v = &e->found[i];

		if (!any || v->kind != VALIDATION_DOMAIN || strcmp(name_base(v->name), base) == 0)
			e->found[kept++] = *v;
	}
	e->count = kept;
}

/* What a late link leads to was obtained late, whenever the record itself came. */
static int
by_link(struct evidence *e, const char *authz, const char *name, bool late)
{
	size_t before = e->count;

	if (by_ref(e, REF_AUTHZ, authz, strlen(authz), name) != 0)
		return -1;
	if (*name)
		keep_named(e, before, name);
	for (size_t i = before; late && i < e->count; i++)
		e->found[i].after_selection = true;
	return 0;
}

static int
by_links(struct evidence *e, enum ref kind, const void *ref, size_t len)
{
	struct {
		char *authz, *name;
		bool late;
	} *links = NULL, *grown;
	size_t count = 0;
	int more, rc = -1;

	if (db_bind(e->links, DB(db_int(kind), db_blob(ref, len), db_int(e->as_of))) != 0)
		return -1;
	while ((more = db_step(e->links)) > 0) {
		grown = realloc(links, (count + 1) * sizeof *links);
		if (!grown) {
			say_nomem("evidence");
			goto out;
		}
		links = grown;
		links[count].authz = arena_string(
		    e->arena, db_col_text(e->links, 0), strlen(db_col_text(e->links, 0)));
		links[count].name = arena_string(
		    e->arena, db_col_text(e->links, 1), strlen(db_col_text(e->links, 1)));
		links[count].late =
		    e->selection > 0 && db_col_int(e->links, 2) > e->selection;
		if (!links[count].authz || !links[count].name)
			goto out;
		count++;
	}
	if (more < 0)
		goto out;
	for (size_t i = 0; i < count; i++)
		if (by_link(e, links[i].authz, links[i].name, links[i].late) != 0)
			goto out;
	rc = 0;
out:
	free(links);
	return rc;
}

/* Serials are not unique across issuers: 1 where this one has one issuer only. */
static int
serial_is_unique(struct evidence *e, const char *serial)
{
	int rows = 0, more;

	if (db_bind(e->issuers, DB(db_text(serial), db_int(e->as_of))) != 0)
		return -1;
	while ((more = db_step(e->issuers)) > 0)
		rows++;
	return more < 0 ? -1 : rows == 1;
}

static int
by_links_of(struct evidence *e, const uint8_t *sha256)
{
	if (!e->has[REF_AUTHZ] || !e->has_links[0])
		return 0;
	return by_links(e, REF_CERTIFICATE, sha256, 32);
}

/* The hash that leads comes mostly in order; the other half's comes in none. */
static int
by_certificate(struct evidence *e, const struct unit *u)
{
	const uint8_t *lead = u->final_sha256	  ? u->final_sha256
			      : u->precert_sha256 ? u->precert_sha256
						  : u->fingerprint;
	const uint8_t *other = u->final_sha256 ? u->precert_sha256 : NULL;

	if (e->has[REF_CERTIFICATE] &&
	    (by_sweep(e, lead) != 0 || (other && by_ref(e, REF_CERTIFICATE, other, 32, "") != 0)))
		return -1;
	return by_links_of(e, lead) == 0 && (!other || by_links_of(e, other) == 0) ? 0 : -1;
}

static int
by_serial(struct evidence *e, const struct unit *u)
{
	bool links = e->has[REF_AUTHZ] && e->has_links[1];
	int unique;

	if (!*u->serial || !(e->has[REF_SERIAL] || links))
		return 0;
	unique = serial_is_unique(e, u->serial);
	if (unique <= 0)
		return unique;
	if (e->has[REF_SERIAL] && by_ref(e, REF_SERIAL, u->serial, strlen(u->serial), "") != 0)
		return -1;
	return links ? by_links(e, REF_SERIAL, u->serial, strlen(u->serial)) : 0;
}

/* By hash; links may lend one record several names; what was there at the draw comes first. */
static int
by_identity(const void *a, const void *b)
{
	const struct validation *x = a, *y = b;
	int order = memcmp(x->hash, y->hash, 32);

	if (order == 0)
		order = strcmp(x->name, y->name);
	return order ? order : (int)x->after_selection - (int)y->after_selection;
}

static bool
same(const struct validation *a, const struct validation *b)
{
	return memcmp(a->hash, b->hash, 32) == 0 && strcmp(a->name, b->name) == 0;
}

/* The same record may be found by two ways; it counts once a name, in the order of the hashes. */
static void
sort_and_merge(struct evidence *e)
{
	size_t kept = 0;

	if (e->count < 2)
		return;
	qsort(e->found, e->count, sizeof *e->found, by_identity);
	for (size_t i = 0; i < e->count; i++)
		if (kept == 0 || !same(&e->found[kept - 1], &e->found[i]))
			e->found[kept++] = e->found[i];
	e->count = kept;
}

int
evidence_attach(struct evidence *e, struct unit *u, struct arena *arena, int64_t *claim)
{
	e->arena = arena;
	e->count = 0;
	e->claim = INSTANT_NONE;
	if (by_certificate(e, u) != 0 || by_serial(e, u) != 0 ||
	    (e->has[REF_ACCOUNT] && *u->account && by_account(e, u) != 0) ||
	    (e->has[REF_ACCOUNT_IDENTITY] && *u->account &&
		by_ref(e, REF_ACCOUNT_IDENTITY, u->account, strlen(u->account), "") != 0))
		return -1;
	sort_and_merge(e);
	*claim = e->claim;
	return evidence_share(e->found, e->count, u, arena);
}
