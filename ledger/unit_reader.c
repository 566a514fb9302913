#include "ledger/unit_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/lintrow.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/import_pairs.h"
#include "ledger/inventory.h"

#define ISSUERS 256 /* slots of the issuers looked up last */

struct issuer {
	int64_t id; /* 0: not loaded */
	char *name, *org;
	uint8_t *key_id;
	size_t key_id_len;
	bool technically_constrained;
};

struct unit_reader {
	struct ledger *l;
	struct arena *arena;
	int64_t as_of;
	bool in_order, failed;
	bool pairs, claims, superseding, revocations, lints, same_serials; /* rows exist */
	int64_t names_at; /* cert_id of the row of names stepped to, 0 before, INT64_MAX behind */
	struct query *names, *of_final, *of_precert, *claim, *serial_only, *revocation, *lint,
	    *issuer, *same_serial;
	struct inventory *inventory;
	struct issuer issuers[ISSUERS];
	uint8_t partner_sha256[32];
};

/* What is empty is not asked for each unit. */
static int
any(struct ledger *l, const char *sql, bool *out)
{
	int64_t one;
	int got = db_one_int(l, sql, DB_NONE, &one);

	*out = got > 0;
	return got < 0 ? -1 : 0;
}

#define STATED "issued_at, c.profile, c.account, c.order_id, c.ra"

static int
prepare(struct unit_reader *r)
{
	struct ledger *l = r->l;

	r->names = db_prepare(
	    l, r->in_order
		   ? "SELECT cert_id, kind, name FROM cert_name ORDER BY cert_id, ord"
		   : "SELECT cert_id, kind, name FROM cert_name WHERE cert_id = ?1 ORDER BY ord");
	r->of_final = db_prepare(l, "SELECT c.id, c.sha256, c.sct_at, c." STATED
				    " FROM pair AS p JOIN cert AS c ON c.id = p.precert_id"
				    " WHERE p.final_id = ?1 AND p.import_id <= ?2");
	r->of_precert = db_prepare(l, "SELECT c.id, c.sha256, c.sct_at, c." STATED
				      " FROM pair AS p JOIN cert AS c ON c.id = p.final_id"
				      " WHERE p.precert_id = ?1 AND p.import_id <= ?2");
	r->claim = db_prepare(l, "SELECT c.sct_at, c." STATED " FROM cert_claim AS c"
				 " WHERE c.cert_id = ?1 AND c.import_id <= ?2");
	r->serial_only =
	    db_prepare(l, "SELECT c.issuer_id, c." STATED " FROM superseded AS s JOIN cert AS c"
			  " ON c.id = s.cert_id WHERE s.by_id = ?1 AND s.import_id <= ?2");
	r->revocation =
	    db_prepare(l, "SELECT revoked_at, reason, issuer_id FROM revocation WHERE serial = ?1"
			  " AND import_id <= ?2");
	r->lint = db_prepare(l,
	    "SELECT tool, tool_version, code, level, detail FROM lint"
	    " WHERE sha256 = ?1 AND import_id <= ?2 ORDER BY tool, tool_version, code");
	r->issuer = db_prepare(l, "SELECT name, org, key_id FROM issuer WHERE id = ?1");
	r->same_serial = db_prepare(l,
	    "SELECT count(*) FROM (SELECT 1 FROM serial AS s JOIN cert AS c ON c.id = s.cert_id"
	    " WHERE s.serial = ?1 AND s.issuer_id = ?2 AND s.form < 2 AND s.cert_id NOT IN (?3, ?4)"
	    " AND c.import_id <= ?5 AND NOT EXISTS (SELECT 1 FROM pair AS p"
	    "  WHERE p.precert_id = s.cert_id AND p.import_id <= ?5) LIMIT 99)");
	return r->names && r->of_final && r->of_precert && r->claim && r->serial_only &&
		       r->revocation && r->lint && r->issuer && r->same_serial &&
		       (!r->in_order || db_bind(r->names, DB_NONE) == 0) &&
		       any(l, "SELECT 1 FROM pair LIMIT 1", &r->pairs) == 0 &&
		       any(l, "SELECT 1 FROM cert_claim LIMIT 1", &r->claims) == 0 &&
		       any(l, "SELECT 1 FROM superseded LIMIT 1", &r->superseding) == 0 &&
		       any(l, "SELECT 1 FROM revocation LIMIT 1", &r->revocations) == 0 &&
		       any(l, "SELECT 1 FROM lint LIMIT 1", &r->lints) == 0 &&
		       any(l,
			   "SELECT 1 FROM remark WHERE kind = '" IMPORT_PAIRS_SAME_SERIAL
			   "' LIMIT 1",
			   &r->same_serials) == 0
		   ? 0
		   : -1;
}

struct unit_reader *
unit_reader_new(struct ledger *l, struct arena *arena, int64_t as_of, bool in_order)
{
	struct unit_reader *r = calloc(1, sizeof *r);

	if (!r) {
		say_nomem("unit cursor");
		return NULL;
	}
	r->l = l;
	r->arena = arena;
	r->as_of = as_of;
	r->in_order = in_order;
	r->inventory = inventory_load(l, as_of == INT64_MAX ? 0 : as_of);
	if (r->inventory && prepare(r) == 0)
		return r;
	unit_reader_free(r);
	return NULL;
}

void
unit_reader_free(struct unit_reader *r)
{
	struct query **const queries[] = { &r->names, &r->of_final, &r->of_precert, &r->claim,
		&r->serial_only, &r->revocation, &r->lint, &r->issuer, &r->same_serial };

	if (!r)
		return;
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
		db_release(*queries[i]);
	for (size_t i = 0; i < ISSUERS; i++) {
		free(r->issuers[i].name);
		free(r->issuers[i].org);
		free(r->issuers[i].key_id);
	}
	inventory_free(r->inventory);
	free(r);
}

const char *
unit_reader_keep(struct unit_reader *r, struct query *q, int column)
{
	const char *s = db_col_text(q, column), *kept;

	if (!*s)
		return "";
	kept = arena_string(r->arena, s, strlen(s));
	if (!kept)
		r->failed = true;
	return kept ? kept : "";
}

bool
unit_reader_failed(const struct unit_reader *r)
{
	return r->failed;
}

/* ---- what exports stated ---- */

void
unit_reader_state(struct unit_reader *r, struct unit *u, struct query *q, int first)
{
	const char **const texts[] = { &u->profile, &u->account, &u->order_id, &u->ra };
	int64_t at = db_col_at(q, first);

	if (at != INSTANT_NONE && (u->issued_at == INSTANT_NONE || at < u->issued_at))
		u->issued_at = at;
	for (int i = 0; i < 4; i++) {
		const char *s = db_col_text(q, first + 1 + i);

		if (*s && (!**texts[i] || strcmp(s, *texts[i]) < 0))
			*texts[i] = unit_reader_keep(r, q, first + 1 + i);
	}
}

static void
lower(int64_t *sct, int64_t at)
{
	if (at != INSTANT_NONE && (*sct == INSTANT_NONE || at < *sct))
		*sct = at;
}

int
unit_reader_claims(struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *sct)
{
	int more;

	if (!r->claims || cert_id == 0)
		return 0;
	if (db_bind(r->claim, DB(db_int(cert_id), db_int(r->as_of))) != 0)
		return -1;
	while ((more = db_step(r->claim)) > 0) {
		lower(sct, db_col_at(r->claim, 0));
		unit_reader_state(r, u, r->claim, 1);
	}
	return more;
}

int
unit_reader_partner(
    struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *sct, int64_t *partner)
{
	struct query *q = u->state == UNIT_FINAL ? r->of_final : r->of_precert;
	int more;

	*partner = 0;
	if (!r->pairs || u->state > UNIT_PRECERT_ONLY)
		return 0;
	if (db_bind(q, DB(db_int(cert_id), db_int(r->as_of))) != 0)
		return -1;
	more = db_step(q);
	if (more <= 0)
		return more;
	*partner = db_col_int(q, 0);
	db_col_hash(q, 1, r->partner_sha256);
	if (u->state == UNIT_FINAL) {
		u->precert_id = *partner;
		u->precert_sha256 = r->partner_sha256;
	} else {
		u->precert_id = cert_id;
		u->final_sha256 = r->partner_sha256;
		u->state = UNIT_FINAL;
	}
	lower(sct, db_col_at(q, 2));
	unit_reader_state(r, u, q, 3);
	db_reset(q);
	return 0;
}

int
unit_reader_superseded(struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *issuer_id)
{
	int more;

	*issuer_id = 0;
	if (!r->superseding)
		return 0;
	if (db_bind(r->serial_only, DB(db_int(cert_id), db_int(r->as_of))) != 0)
		return -1;
	while ((more = db_step(r->serial_only)) > 0) {
		*issuer_id = db_col_int(r->serial_only, 0);
		unit_reader_state(r, u, r->serial_only, 1);
	}
	return more;
}

/* A precertificate that another unit's final certificate completes is no unit of its own. */
int
unit_reader_serials(struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t partner)
{
	int more;

	if (!r->same_serials || u->state > UNIT_PRECERT_ONLY)
		return 0;
	if (db_bind(r->same_serial, DB(db_text(u->serial), db_int(u->issuer_id), db_int(cert_id),
					db_int(partner), db_int(r->as_of))) != 0)
		return -1;
	more = db_step(r->same_serial);
	if (more > 0)
		u->same_serial = (int)db_col_int(r->same_serial, 0);
	db_reset(r->same_serial);
	return more < 0 ? -1 : 0;
}

/* ---- names, issuer, revocation ---- */

static int
add_name(struct unit_reader *r, struct unit *u, size_t *cap)
{
	const char *text = unit_reader_keep(r, r->names, 2);
	size_t len = strlen(text);

	if (u->name_count == *cap) {
		size_t wider = *cap ? 2 * *cap : 8;
		struct unit_name *grown = arena_array(r->arena, wider, sizeof *grown);

		if (!grown)
			return -1;
		if (u->name_count)
			memcpy(grown, u->names, u->name_count * sizeof *grown);
		u->names = grown;
		*cap = wider;
	}
	u->names[u->name_count++] = (struct unit_name){
		.kind = (enum name_kind)db_col_int(r->names, 1),
		.text = text,
		.wildcard = text[0] == '*' && text[1] == '.',
		.onion = len > 6 && strcmp(text + len - 6, ".onion") == 0,
	};
	return 0;
}

/* The next row of names, in order; behind the last its cert_id is INT64_MAX. */
static int
step_names(struct unit_reader *r)
{
	int more = db_step(r->names);

	r->names_at = more > 0 ? db_col_int(r->names, 0) : INT64_MAX;
	return more < 0 ? -1 : 0;
}

static int
sweep_names(struct unit_reader *r, struct unit *u, int64_t cert_id)
{
	size_t cap = 0;

	while (r->names_at < cert_id)
		if (step_names(r) != 0)
			return -1;
	while (r->names_at == cert_id)
		if (add_name(r, u, &cap) != 0 || step_names(r) != 0)
			return -1;
	return 0;
}

int
unit_reader_names(struct unit_reader *r, struct unit *u, int64_t cert_id)
{
	size_t cap = 0;
	int more;

	if (r->in_order)
		return sweep_names(r, u, cert_id);
	if (db_bind(r->names, DB(db_int(cert_id))) != 0)
		return -1;
	while ((more = db_step(r->names)) > 0)
		if (add_name(r, u, &cap) != 0) {
			db_reset(r->names);
			return -1;
		}
	return more;
}

static int
load_issuer(struct unit_reader *r, struct issuer *slot, int64_t id)
{
	const struct inventory_ca *ca;
	const void *key;
	int more;

	free(slot->name);
	free(slot->org);
	free(slot->key_id);
	*slot = (struct issuer){ 0 };
	if (db_bind(r->issuer, DB(db_int(id))) != 0 || (more = db_step(r->issuer)) <= 0)
		return -1;
	slot->name = strdup(db_col_text(r->issuer, 0));
	slot->org = strdup(db_col_text(r->issuer, 1));
	key = db_col_blob(r->issuer, 2, &slot->key_id_len);
	slot->key_id = malloc(slot->key_id_len + 1);
	if (slot->key_id && slot->key_id_len)
		memcpy(slot->key_id, key, slot->key_id_len);
	db_reset(r->issuer);
	if (!slot->name || !slot->org || !slot->key_id)
		return say_nomem("unit cursor");
	ca = inventory_of_issuer(r->inventory, r->l, id);
	slot->technically_constrained = ca && ca->technically_constrained;
	slot->id = id;
	return 0;
}

int
unit_reader_issuer(struct unit_reader *r, struct unit *u, int64_t issuer_id)
{
	struct issuer *slot = &r->issuers[(uint64_t)issuer_id % ISSUERS];

	u->issuer = u->issuer_org = "";
	u->issuer_id = issuer_id;
	if (issuer_id == 0)
		return 0;
	if (slot->id != issuer_id && load_issuer(r, slot, issuer_id) != 0)
		return -1;
	u->issuer = slot->name;
	u->issuer_org = slot->org;
	u->key_id = slot->key_id;
	u->key_id_len = slot->key_id_len;
	u->technically_constrained = slot->technically_constrained;
	return 0;
}

int
unit_reader_revocation(struct unit_reader *r, struct unit *u, int64_t issuer_id)
{
	int more;

	if (!r->revocations || !*u->serial)
		return 0;
	if (db_bind(r->revocation, DB(db_text(u->serial), db_int(r->as_of))) != 0)
		return -1;
	while ((more = db_step(r->revocation)) > 0) {
		int64_t at = db_col_int(r->revocation, 0), by = db_col_int(r->revocation, 2);
		int reason = (int)db_col_int(r->revocation, 1);

		if (by != 0 && by != issuer_id)
			continue;
		/* the earliest; of several at one instant the one that states a reason */
		if (u->revoked_at == INSTANT_NONE || at < u->revoked_at ||
		    (at == u->revoked_at && u->revocation_reason == -1)) {
			u->revoked_at = at;
			u->revocation_reason = reason;
		}
	}
	return more;
}

/* ---- linters ---- */

static enum lint_level
level_of(const char *word)
{
	static const char *const words[] = { "pass", "notice", "warn", "error", "fatal" };

	for (int i = 0; i < 5; i++)
		if (strcmp(words[i], word) == 0)
			return (enum lint_level)i;
	return LINT_FATAL;
}

static int
add_lint(struct unit_reader *r, struct lint_row **rows, size_t *count, size_t *cap)
{
	struct query *q = r->lint;

	if (*count == *cap) {
		size_t wider = *cap ? 2 * *cap : 8;
		struct lint_row *grown = arena_array(r->arena, wider, sizeof *grown);

		if (!grown)
			return -1;
		if (*count)
			memcpy(grown, *rows, *count * sizeof *grown);
		*rows = grown;
		*cap = wider;
	}
	(*rows)[(*count)++] = (struct lint_row){ .tool = unit_reader_keep(r, q, 0),
		.version = unit_reader_keep(r, q, 1),
		.code = unit_reader_keep(r, q, 2),
		.level = level_of(db_col_text(q, 3)),
		.detail = unit_reader_keep(r, q, 4) };
	return 0;
}

/* Of the final certificate and of its precertificate. */
int
unit_reader_lints(struct unit_reader *r, struct unit *u)
{
	const uint8_t *const of[] = { u->final_sha256, u->precert_sha256 };
	struct lint_row *rows = NULL;
	size_t count = 0, cap = 0;

	for (int i = 0; i < 2 && r->lints; i++) {
		int more;

		if (!of[i])
			continue;
		if (db_bind(r->lint, DB(db_hash(of[i]), db_int(r->as_of))) != 0)
			return -1;
		while ((more = db_step(r->lint)) > 0) {
			if (add_lint(r, &rows, &count, &cap) != 0) {
				db_reset(r->lint);
				return -1;
			}
			memcpy(rows[count - 1].sha256, of[i], 32);
		}
		if (more < 0)
			return -1;
	}
	u->lints = rows;
	u->lint_count = count;
	return 0;
}
