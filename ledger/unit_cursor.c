#include "ledger/unit_cursor.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cert.h"
#include "base/lintrow.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/evidence.h"

#define SKEW (48 * 3600)	/* notBefore against signing, seconds: BR 7.1.2.7 */

struct issuer {
	int64_t id;			/* 0: not loaded */
	char *name, *org;
	uint8_t *key_id;
	size_t key_id_len;
};

#define ISSUERS 256		/* slots of the issuers looked up last */

struct unit_cursor {
	struct ledger *l;
	bool der, pairs, claims, revocations, lints;
	bool failed;			/* memory ran out, said */
	int64_t as_of;
	struct query *leads, *names, *partner_of_final, *partner_of_precert, *claim, *revocation,
	    *lint, *issuer, *bytes;
	struct evidence *evidence;
	struct arena *arena;
	struct cert *cert;
	struct issuer issuers[ISSUERS];
	struct unit u;
	uint8_t final_sha256[32], precert_sha256[32];
	uint8_t *der_bytes, *precert_bytes;	/* owned buffers */
	size_t der_cap, precert_cap;
};

#define LEAD                                                                                  \
	"SELECT c.id, c.sha256, c.form, c.class, c.issuer_id, c.serial, c.subject, c.type,"   \
	" c.not_before, c.not_after, c.sct_at, c.policy_oids, c.key_type, c.sig_alg,"         \
	" c.spki_sha256, c.issued_at, c.profile, c.account, c.order_id, c.ra, "

/* ?1: as of an import, the population, the certificate. */
static const char *const scopes[] = {
	[UNIT_CURSOR_LEDGER] = LEAD "c.sha256 FROM cert c LEFT JOIN pair p ON p.precert_id = c.id"
				    " AND p.import_id <= ?1 WHERE c.import_id <= ?1"
				    " AND p.precert_id IS NULL ORDER BY c.id",
	[UNIT_CURSOR_POPULATION] = LEAD "u.fingerprint FROM population_unit u"
					" CROSS JOIN cert c ON c.id = u.cert_id"
					" WHERE u.population_id = ?1 ORDER BY u.fingerprint",
	[UNIT_CURSOR_SAMPLE] = LEAD "s.fingerprint FROM sample s"
				    " CROSS JOIN cert c ON c.id = s.cert_id"
				    " WHERE s.population_id = ?1 ORDER BY s.stratum, s.ord",
	[UNIT_CURSOR_ONE] = LEAD "c.sha256 FROM cert c WHERE c.id = ?1",
};

/* 1 where the table has rows, 0, -1 said: what is empty is not asked for each unit. */
static int
any(struct ledger *l, const char *sql, bool *out)
{
	int64_t one;
	int got = db_one_int(l, sql, DB_NONE, &one);

	*out = got > 0;
	return got < 0 ? -1 : 0;
}

static int
prepare(struct unit_cursor *c)
{
	c->names = db_prepare(c->l, "SELECT kind, name FROM cert_name WHERE cert_id = ?1 ORDER BY ord");
	c->partner_of_final = db_prepare(c->l,
	    "SELECT c.id, c.sha256, c.sct_at, c.issued_at, c.profile, c.account, c.order_id, c.ra"
	    " FROM pair p JOIN cert c ON c.id = p.precert_id"
	    " WHERE p.final_id = ?1 AND p.import_id <= ?2");
	c->partner_of_precert = db_prepare(c->l,
	    "SELECT c.id, c.sha256, c.sct_at, c.issued_at, c.profile, c.account, c.order_id, c.ra"
	    " FROM pair p JOIN cert c ON c.id = p.final_id"
	    " WHERE p.precert_id = ?1 AND p.import_id <= ?2");
	c->claim = db_prepare(c->l,
	    "SELECT issued_at, profile, account, order_id, ra FROM cert_claim"
	    " WHERE cert_id = ?1 AND import_id <= ?2 ORDER BY import_id");
	c->revocation = db_prepare(c->l,
	    "SELECT revoked_at, reason FROM revocation WHERE serial = ?1 AND issuer_id IN (0, ?2)"
	    " AND import_id <= ?3 ORDER BY revoked_at, source LIMIT 1");
	c->lint = db_prepare(c->l,
	    "SELECT tool, tool_version, code, level, detail FROM lint"
	    " WHERE sha256 = ?1 AND import_id <= ?2 ORDER BY tool, tool_version, code");
	c->issuer = db_prepare(c->l, "SELECT name, org, key_id FROM issuer WHERE id = ?1");
	c->bytes = db_prepare(c->l, "SELECT der FROM cert_der WHERE cert_id = ?1");
	return c->names && c->partner_of_final && c->partner_of_precert && c->claim &&
		c->revocation && c->lint && c->issuer && c->bytes &&
		any(c->l, "SELECT 1 FROM pair LIMIT 1", &c->pairs) == 0 &&
		any(c->l, "SELECT 1 FROM cert_claim LIMIT 1", &c->claims) == 0 &&
		any(c->l, "SELECT 1 FROM revocation LIMIT 1", &c->revocations) == 0 &&
		any(c->l, "SELECT 1 FROM lint LIMIT 1", &c->lints) == 0 ?
	    0 :
	    -1;
}

struct unit_cursor *
unit_cursor_open(struct ledger *l, const struct unit_cursor_query *q)
{
	struct unit_cursor *c = calloc(1, sizeof *c);

	if (!c) {
		say_nomem("unit cursor");
		return NULL;
	}
	c->l = l;
	c->der = q->der;
	c->as_of = q->as_of > 0 ? q->as_of : INT64_MAX;
	c->arena = arena_new();
	c->cert = q->der ? cert_new() : NULL;
	c->evidence = evidence_new(l, c->as_of, q->selection);
	if (!c->arena || (q->der && !c->cert) || !c->evidence || prepare(c) != 0)
		goto fail;
	c->leads = db_prepare(l, scopes[q->scope]);
	if (!c->leads ||
	    db_bind(c->leads,
		DB(db_int(q->scope == UNIT_CURSOR_LEDGER ? c->as_of :
			q->scope == UNIT_CURSOR_ONE	 ? q->cert_id :
							   q->population_id))) != 0)
		goto fail;
	return c;
fail:
	unit_cursor_close(c);
	return NULL;
}

void
unit_cursor_close(struct unit_cursor *c)
{
	if (!c)
		return;
	db_release(c->leads);
	db_release(c->names);
	db_release(c->partner_of_final);
	db_release(c->partner_of_precert);
	db_release(c->claim);
	db_release(c->revocation);
	db_release(c->lint);
	db_release(c->issuer);
	db_release(c->bytes);
	evidence_free(c->evidence);
	arena_free(c->arena);
	cert_free(c->cert);
	for (size_t i = 0; i < ISSUERS; i++) {
		free(c->issuers[i].name);
		free(c->issuers[i].org);
		free(c->issuers[i].key_id);
	}
	free(c->der_bytes);
	free(c->precert_bytes);
	free(c);
}

static const char *
keep(struct unit_cursor *c, struct query *q, int i)
{
	const char *s = db_col_text(q, i), *kept;

	if (!*s)
		return "";
	kept = arena_string(c->arena, s, strlen(s));
	if (!kept)
		c->failed = true;
	return kept ? kept : "";
}

/* The issuer's texts, from the slots looked up last. */
static int
set_issuer(struct unit_cursor *c, int64_t id)
{
	struct issuer *slot = &c->issuers[(uint64_t)id % ISSUERS];
	const void *key;
	int more;

	c->u.issuer = c->u.issuer_org = "";
	c->u.issuer_id = id;
	if (id == 0)
		return 0;
	if (slot->id != id) {
		free(slot->name);
		free(slot->org);
		free(slot->key_id);
		*slot = (struct issuer){ 0 };
		if (db_bind(c->issuer, DB(db_int(id))) != 0)
			return -1;
		more = db_step(c->issuer);
		if (more <= 0)
			return more;
		slot->name = strdup(db_col_text(c->issuer, 0));
		slot->org = strdup(db_col_text(c->issuer, 1));
		key = db_col_blob(c->issuer, 2, &slot->key_id_len);
		slot->key_id = malloc(slot->key_id_len + 1);
		if (!slot->name || !slot->org || !slot->key_id)
			return say_nomem("unit cursor");
		if (slot->key_id_len)
			memcpy(slot->key_id, key, slot->key_id_len);
		slot->id = id;
		if (db_step(c->issuer) < 0)
			return -1;
	}
	c->u.issuer = slot->name;
	c->u.issuer_org = slot->org;
	c->u.key_id = slot->key_id;
	c->u.key_id_len = slot->key_id_len;
	return 0;
}

static void
set_lead(struct unit_cursor *c)
{
	static const enum unit_state states[] = { UNIT_FINAL, UNIT_PRECERT_ONLY, UNIT_SERIAL_ONLY,
		UNIT_UNREADABLE };
	struct query *q = c->leads;
	struct unit *u = &c->u;
	uint8_t sha256[32];

	*u = (struct unit){
		.id = db_col_int(q, 0),
		.state = states[db_col_int(q, 2) & 3],
		.class = keep(c, q, 3),
		.serial = keep(c, q, 5),
		.subject = keep(c, q, 6),
		.type = (enum unit_type)db_col_int(q, 7),
		.not_before = db_col_at(q, 8),
		.not_after = db_col_at(q, 9),
		.policy_oids = keep(c, q, 11),
		.key_type = keep(c, q, 12),
		.sig_alg = keep(c, q, 13),
		.profile = keep(c, q, 16),
		.account = keep(c, q, 17),
		.order_id = keep(c, q, 18),
		.ra = keep(c, q, 19),
		.revoked_at = INSTANT_NONE,
		.revocation_reason = -1,
		.issued_at = db_col_at(q, 15),
	};
	db_col_hash(q, 14, u->spki_sha256);
	db_col_hash(q, 20, u->fingerprint);
	db_col_hash(q, 1, sha256);
	if (u->state == UNIT_FINAL) {
		memcpy(c->final_sha256, sha256, 32);
		u->final_sha256 = c->final_sha256;
	} else if (u->state == UNIT_PRECERT_ONLY) {
		memcpy(c->precert_sha256, sha256, 32);
		u->precert_sha256 = c->precert_sha256;
	}
}

/* A text that was not stated is taken from elsewhere. */
static void
fill(struct unit_cursor *c, struct query *q, int first)
{
	struct unit *u = &c->u;
	const char **texts[] = { &u->profile, &u->account, &u->order_id, &u->ra };

	if (u->issued_at == INSTANT_NONE)
		u->issued_at = db_col_at(q, first);
	for (int i = 0; i < 4; i++)
		if (!**texts[i])
			*texts[i] = keep(c, q, first + 1 + i);
}

/* The other half of a pair; *sct is lowered to its earliest SCT, *partner is its row. */
static int
set_partner(struct unit_cursor *c, int64_t *sct, int64_t *partner)
{
	struct unit *u = &c->u;
	bool final = u->state == UNIT_FINAL;
	struct query *q = final ? c->partner_of_final : c->partner_of_precert;
	int64_t at;
	int more;

	*partner = 0;
	if (!c->pairs || u->state > UNIT_PRECERT_ONLY)
		return 0;
	if (db_bind(q, DB(db_int(u->id), db_int(c->as_of))) != 0)
		return -1;
	more = db_step(q);
	if (more <= 0)
		return more;
	*partner = db_col_int(q, 0);
	if (final) {
		u->precert_id = *partner;
		db_col_hash(q, 1, c->precert_sha256);
		u->precert_sha256 = c->precert_sha256;
	} else {
		u->precert_id = u->id;
		db_col_hash(q, 1, c->final_sha256);
		u->final_sha256 = c->final_sha256;
		u->state = UNIT_FINAL;
	}
	at = db_col_at(q, 2);
	if (at != INSTANT_NONE && (*sct == INSTANT_NONE || at < *sct))
		*sct = at;
	fill(c, q, 3);
	return db_step(q) < 0 ? -1 : 0;
}

static int
set_claims(struct unit_cursor *c, int64_t cert_id)
{
	int more;

	if (!c->claims || cert_id == 0)
		return 0;
	if (db_bind(c->claim, DB(db_int(cert_id), db_int(c->as_of))) != 0)
		return -1;
	while ((more = db_step(c->claim)) > 0)
		fill(c, c->claim, 0);
	return more;
}

static int
set_names(struct unit_cursor *c)
{
	struct unit *u = &c->u;
	size_t cap = 0;
	int more;

	if (db_bind(c->names, DB(db_int(u->id))) != 0)
		return -1;
	while ((more = db_step(c->names)) > 0) {
		const char *text = db_col_text(c->names, 1);
		size_t len = strlen(text);

		if (u->name_count == cap) {
			struct unit_name *grown;

			cap = cap ? 2 * cap : 8;
			grown = arena_array(c->arena, cap, sizeof *grown);
			if (!grown)
				return -1;
			if (u->name_count)
				memcpy(grown, u->names, u->name_count * sizeof *grown);
			u->names = grown;
		}
		u->names[u->name_count++] = (struct unit_name){
			.kind = (enum name_kind)db_col_int(c->names, 0),
			.text = keep(c, c->names, 1),
			.wildcard = text[0] == '*' && text[1] == '.',
			.onion = len > 6 && strcmp(text + len - 6, ".onion") == 0,
		};
	}
	return more;
}

static int
set_revocation(struct unit_cursor *c)
{
	int more;

	if (!c->revocations || !*c->u.serial)
		return 0;
	if (db_bind(c->revocation,
		DB(db_text(c->u.serial), db_int(c->u.issuer_id), db_int(c->as_of))) != 0)
		return -1;
	while ((more = db_step(c->revocation)) > 0) {
		c->u.revoked_at = db_col_int(c->revocation, 0);
		c->u.revocation_reason = (int)db_col_int(c->revocation, 1);
	}
	return more;
}

static enum lint_level
level_of(const char *word)
{
	static const char *const words[] = { "pass", "notice", "warn", "error", "fatal" };

	for (int i = 0; i < 5; i++)
		if (strcmp(words[i], word) == 0)
			return (enum lint_level)i;
	return LINT_FATAL;
}

/* What linters said of the final certificate and of its precertificate. */
static int
set_lints(struct unit_cursor *c)
{
	const uint8_t *of[] = { c->u.final_sha256, c->u.precert_sha256 };
	struct lint_row *rows = NULL;
	size_t count = 0, cap = 0;

	for (int i = 0; i < 2 && c->lints; i++) {
		int more;

		if (!of[i])
			continue;
		if (db_bind(c->lint, DB(db_hash(of[i]), db_int(c->as_of))) != 0)
			return -1;
		while ((more = db_step(c->lint)) > 0) {
			if (count == cap) {
				struct lint_row *grown;

				cap = cap ? 2 * cap : 8;
				grown = arena_array(c->arena, cap, sizeof *grown);
				if (!grown)
					return -1;
				if (count)
					memcpy(grown, rows, count * sizeof *grown);
				rows = grown;
			}
			rows[count] = (struct lint_row){ .tool = keep(c, c->lint, 0),
				.version = keep(c, c->lint, 1), .code = keep(c, c->lint, 2),
				.level = level_of(db_col_text(c->lint, 3)),
				.detail = keep(c, c->lint, 4) };
			memcpy(rows[count++].sha256, of[i], 32);
		}
		if (more < 0)
			return -1;
	}
	c->u.lints = rows;
	c->u.lint_count = count;
	return 0;
}

static int
load(struct unit_cursor *c, int64_t cert_id, uint8_t **buf, size_t *cap, size_t *len)
{
	const void *p;
	int more;

	*len = 0;
	if (db_bind(c->bytes, DB(db_int(cert_id))) != 0)
		return -1;
	more = db_step(c->bytes);
	if (more <= 0)
		return more;
	p = db_col_blob(c->bytes, 0, len);
	if (*len > *cap) {
		uint8_t *grown = realloc(*buf, *len);

		if (!grown)
			return say_nomem("unit cursor");
		*buf = grown;
		*cap = *len;
	}
	if (*len)
		memcpy(*buf, p, *len);
	return db_step(c->bytes) < 0 ? -1 : 0;
}

/* DER of final and precertificate; the unit's is the final one where there is one. */
static int
set_der(struct unit_cursor *c, int64_t partner)
{
	struct unit *u = &c->u;
	int64_t final = u->id, precert = 0;
	int rc;

	if (u->state == UNIT_SERIAL_ONLY || u->state == UNIT_UNREADABLE)
		return 0;
	if (partner) {
		precert = u->precert_id;
		final = precert == u->id ? partner : u->id;
	}
	if (load(c, final, &c->der_bytes, &c->der_cap, &u->der_len) != 0)
		return -1;
	u->der = u->der_len ? c->der_bytes : NULL;
	if (precert) {
		if (load(c, precert, &c->precert_bytes, &c->precert_cap, &u->precert_der_len) != 0)
			return -1;
		u->precert_der = u->precert_der_len ? c->precert_bytes : NULL;
	}
	if (!u->der)
		return 0;
	rc = cert_decode(c->cert, u->der, u->der_len);
	if (rc < 0)
		return -1;
	u->cert = rc == 0 ? c->cert : NULL;
	return 0;
}

static void
set_issued(struct unit *u, int64_t claim, int64_t sct)
{
	if (u->issued_at != INSTANT_NONE)
		u->issued_source = ISSUED_EXPORT;
	else if (claim != INSTANT_NONE) {
		u->issued_at = claim;
		u->issued_source = ISSUED_CLAIM;
	} else if (sct != INSTANT_NONE) {
		u->issued_at = sct;
		u->issued_source = ISSUED_SCT;
	} else {
		u->issued_at = u->not_before;
		u->issued_source = ISSUED_NOT_BEFORE;
	}
	u->issued_min = u->issued_max = u->issued_at;
	if (u->issued_source == ISSUED_NOT_BEFORE && u->issued_at != INSTANT_NONE) {
		u->issued_min -= SKEW;
		u->issued_max += SKEW;
	}
}

int
unit_cursor_next(struct unit_cursor *c, const struct unit **u)
{
	int64_t sct, claim, issuer, partner;
	int more = db_step(c->leads);

	if (more <= 0)
		return more;
	arena_reset(c->arena);
	set_lead(c);
	sct = db_col_at(c->leads, 10);
	issuer = db_col_int(c->leads, 4);
	if (set_issuer(c, issuer) != 0 || set_claims(c, c->u.id) != 0 ||
	    set_partner(c, &sct, &partner) != 0 || set_claims(c, partner) != 0 ||
	    set_names(c) != 0 ||
	    evidence_attach(c->evidence, &c->u, c->arena, &claim) != 0 ||
	    set_revocation(c) != 0 || set_lints(c) != 0 || (c->der && set_der(c, partner) != 0))
		return -1;
	if (c->failed)
		return -1;
	set_issued(&c->u, claim, sct);
	*u = &c->u;
	return 1;
}
