#include "ledger/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/db.h"

enum ref { REF_CERTIFICATE, REF_SERIAL, REF_AUTHZ, REF_ACCOUNT, REFS };

struct evidence {
	struct ledger *l;
	int64_t as_of, selection;
	bool has[REFS];			/* validations by this kind of reference exist */
	bool has_links[2];		/* links by certificate, by serial */
	struct query *by_ref, *by_name, *links, *issuers;

	/* of the unit at hand */
	struct arena *arena;
	struct validation *found;
	size_t count, cap;
	int64_t claim;
	bool failed;			/* memory ran out, said */
};

#define COLUMNS                                                                                   \
	"SELECT v.name, v.adn, v.validated_at, m.text, v.hash, v.import_id, v.kind, v.ev_item,"   \
	" v.initiated_at, v.oldest_data_at, v.adn_derivation, v.br_version, v.random_created_at," \
	" v.random_used_at, v.random_value, v.token_id, v.recipient, v.dns_record, v.redirects,"  \
	" v.perspectives_ok, v.perspectives_total, v.rirs, v.caa_checked_at, v.caa_result,"       \
	" v.caa_perspectives_ok, v.caa_perspectives_total, v.caa_rirs, v.issued_at,"              \
	" v.reused_from, v.evidence, v.delegated_party, v.relied_on"                              \
	" FROM validation v JOIN method m ON m.id = v.method_id "                                 \
	"WHERE v.ref_kind = ?1 AND v.ref = ?2 AND v.import_id <= ?3 "

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
		int got = db_one_int(e->l, "SELECT 1 FROM link WHERE ref_kind = ?1 LIMIT 1",
		    DB(db_int(k)), &one);

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
	e->by_ref = db_prepare(l, COLUMNS);
	e->by_name = db_prepare(l, COLUMNS "AND v.name = ?4 AND v.adn = ifnull(?5, v.adn)");
	e->links = db_prepare(l,
	    "SELECT authz_id, name FROM link WHERE ref_kind = ?1 AND ref = ?2 AND import_id <= ?3");
	e->issuers = db_prepare(l, "SELECT DISTINCT issuer_id FROM serial WHERE serial = ?1 LIMIT 2");
	if (!e->by_ref || !e->by_name || !e->links || !e->issuers || look_for_kinds(e) != 0) {
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
	db_release(e->links);
	db_release(e->issuers);
	free(e->found);
	free(e);
}

static const char *
keep(struct evidence *e, struct query *q, int i)
{
	const char *s = db_col_text(q, i), *kept;

	if (!*s)
		return "";
	kept = arena_string(e->arena, s, strlen(s));
	if (!kept)
		e->failed = true;
	return kept ? kept : "";
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
	*v = (struct validation){
		.name = keep(e, q, 0),
		.adn = keep(e, q, 1),
		.validated_at = db_col_int(q, 2),
		.method = keep(e, q, 3),
		.import_id = db_col_int(q, 5),
		.kind = (enum validation_kind)db_col_int(q, 6),
		.ev_item = db_col_text(q, 7)[0],
		.initiated_at = db_col_at(q, 8),
		.oldest_data_at = db_col_at(q, 9),
		.adn_derivation = keep(e, q, 10),
		.br_version = keep(e, q, 11),
		.random_created_at = db_col_at(q, 12),
		.random_used_at = db_col_at(q, 13),
		.random_value = keep(e, q, 14),
		.token_id = keep(e, q, 15),
		.recipient = keep(e, q, 16),
		.dns_record = keep(e, q, 17),
		.redirects = keep(e, q, 18),
		.perspectives_ok = (int)db_col_count_or(q, 19, -1),
		.perspectives_total = (int)db_col_count_or(q, 20, -1),
		.rirs = keep(e, q, 21),
		.caa_checked_at = db_col_at(q, 22),
		.caa_result = keep(e, q, 23),
		.caa_perspectives_ok = (int)db_col_count_or(q, 24, -1),
		.caa_perspectives_total = (int)db_col_count_or(q, 25, -1),
		.caa_rirs = keep(e, q, 26),
		.issued_at = db_col_at(q, 27),
		.reused_from = keep(e, q, 28),
		.evidence = keep(e, q, 29),
		.delegated_party = keep(e, q, 30),
		.relied_on = db_col_int(q, 31) != 0,
	};
	db_col_hash(q, 4, v->hash);
	v->after_selection = e->selection > 0 && v->import_id > e->selection;
	if (*link_name && !*v->name && v->kind == VALIDATION_DOMAIN)
		v->name = link_name;
	return e->failed ? -1 : 0;
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
		for (size_t i = before; i < e->count; i++) {
			int64_t at = e->found[i].issued_at;

			if (at != INSTANT_NONE && (e->claim == INSTANT_NONE || at < e->claim))
				e->claim = at;
		}
	return more;
}

static int
by_name(struct evidence *e, const char *account, const char *name, const char *adn)
{
	int more;

	if (db_bind(e->by_name,
		DB(db_int(REF_ACCOUNT), db_blob(account, strlen(account)), db_int(e->as_of),
		    db_text(name), db_text(adn))) != 0)
		return -1;
	while ((more = db_step(e->by_name)) > 0)
		if (take(e, e->by_name, "") != 0)
			return -1;
	return more;
}

static const char *
base_of(const char *name)
{
	return name[0] == '*' && name[1] == '.' ? name + 2 : name;
}

/* An account may have any number of validations: only those of these names are asked for. */
static int
by_account(struct evidence *e, const struct unit *u)
{
	char star[300];

	for (size_t i = 0; i < u->name_count; i++) {
		const char *base = base_of(u->names[i].text);
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
		for (const char *adn = base; adn; adn = strchr(adn, '.') ? strchr(adn, '.') + 1 : NULL)
			if (*adn && by_name(e, u->account, "", adn) != 0)
				return -1;
	}
	return 0;
}

static int
by_links(struct evidence *e, enum ref kind, const void *ref, size_t len)
{
	struct {
		char *authz, *name;
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
		links[count].authz = arena_string(e->arena, db_col_text(e->links, 0),
		    strlen(db_col_text(e->links, 0)));
		links[count].name = arena_string(e->arena, db_col_text(e->links, 1),
		    strlen(db_col_text(e->links, 1)));
		if (!links[count].authz || !links[count].name)
			goto out;
		count++;
	}
	if (more < 0)
		goto out;
	for (size_t i = 0; i < count; i++)
		if (by_ref(e, REF_AUTHZ, links[i].authz, strlen(links[i].authz), links[i].name) != 0)
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

	if (db_bind(e->issuers, DB(db_text(serial))) != 0)
		return -1;
	while ((more = db_step(e->issuers)) > 0)
		rows++;
	return more < 0 ? -1 : rows == 1;
}

static int
by_certificate(struct evidence *e, const uint8_t *sha256)
{
	if (!sha256)
		return 0;
	if (e->has[REF_CERTIFICATE] && by_ref(e, REF_CERTIFICATE, sha256, 32, "") != 0)
		return -1;
	if (e->has[REF_AUTHZ] && e->has_links[0] && by_links(e, REF_CERTIFICATE, sha256, 32) != 0)
		return -1;
	return 0;
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

/* Is name the parent, or a name under it? */
static bool
at_or_under(const char *name, const char *parent)
{
	size_t n = strlen(name), p = strlen(parent);

	return n >= p && strcmp(name + n - p, parent) == 0 && (n == p || name[n - p - 1] == '.');
}

static bool
speaks_of(const struct validation *v, const struct unit_name *n)
{
	const char *base = base_of(n->text);

	if (v->kind != VALIDATION_DOMAIN || n->kind > NAME_IP)
		return false;
	if (*v->name)
		return strcmp(base_of(v->name), base) == 0;
	return *v->adn && (n->kind == NAME_DNS ? at_or_under(base, base_of(v->adn)) :
						 strcmp(v->adn, base) == 0);
}

static int
by_hash(const void *a, const void *b)
{
	return memcmp(((const struct validation *)a)->hash, ((const struct validation *)b)->hash, 32);
}

/* The same record may be found by two ways; it counts once, and the order is the hash's. */
static void
sort_and_merge(struct evidence *e)
{
	size_t kept = 0;

	if (e->count < 2)
		return;
	qsort(e->found, e->count, sizeof *e->found, by_hash);
	for (size_t i = 0; i < e->count; i++)
		if (kept == 0 || memcmp(e->found[kept - 1].hash, e->found[i].hash, 32) != 0)
			e->found[kept++] = e->found[i];
	e->count = kept;
}

static int
share_out(struct evidence *e, struct unit *u)
{
	const struct validation **list = arena_array(e->arena, e->count + 1, sizeof *list);
	struct validation *all = arena_array(e->arena, e->count + 1, sizeof *all);
	bool *used = arena_array(e->arena, e->count + 1, sizeof *used);
	size_t n = 0;

	if (!list || !all || !used)
		return -1;
	if (e->count)
		memcpy(all, e->found, e->count * sizeof *all);
	for (size_t i = 0; i < u->name_count; i++) {
		for (size_t k = n = 0; k < e->count; k++)
			if (speaks_of(&all[k], &u->names[i])) {
				list[n++] = &all[k];
				used[k] = true;
			}
		u->names[i].validations = NULL;
		u->names[i].validation_count = n;
		if (n) {
			const struct validation **own = arena_array(e->arena, n, sizeof *own);

			if (!own)
				return -1;
			memcpy(own, list, n * sizeof *own);
			u->names[i].validations = own;
		}
	}
	for (size_t k = n = 0; k < e->count; k++)
		if (!used[k])
			list[n++] = &all[k];
	u->others = list;
	u->other_count = n;
	return 0;
}

int
evidence_attach(struct evidence *e, struct unit *u, struct arena *arena, int64_t *claim)
{
	e->arena = arena;
	e->count = 0;
	e->claim = INSTANT_NONE;
	if (by_certificate(e, u->final_sha256) != 0 || by_certificate(e, u->precert_sha256) != 0 ||
	    (!u->final_sha256 && !u->precert_sha256 && by_certificate(e, u->fingerprint) != 0) ||
	    by_serial(e, u) != 0 ||
	    (e->has[REF_ACCOUNT] && *u->account && by_account(e, u) != 0))
		return -1;
	sort_and_merge(e);
	*claim = e->claim;
	return share_out(e, u);
}
