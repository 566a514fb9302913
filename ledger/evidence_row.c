#include "ledger/evidence_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/db.h"

#define METHODS 256 /* slots of the methods looked up last */

struct method {
	int64_t id; /* 0: not loaded */
	char *text;
};

struct evidence_rows {
	struct query *method;
	struct method methods[METHODS];
	struct arena *arena; /* of the row at hand */
	bool failed;	     /* memory ran out, or a method is not there */
};

/* The columns of EVIDENCE_ROW_SELECT. */
enum {
	NAME,
	ADN,
	VALIDATED_AT,
	METHOD,
	HASH,
	IMPORT,
	KIND,
	EV_ITEM,
	INITIATED_AT,
	OLDEST_DATA_AT,
	ADN_DERIVATION,
	BR_VERSION,
	RANDOM_CREATED_AT,
	RANDOM_USED_AT,
	RANDOM_VALUE,
	TOKEN_ID,
	RECIPIENT,
	DNS_RECORD,
	REDIRECTS,
	OK,
	TOTAL,
	RIRS,
	CAA_CHECKED_AT,
	CAA_RESULT,
	CAA_OK,
	CAA_TOTAL,
	CAA_RIRS,
	ISSUED_AT,
	REUSED_FROM,
	EVIDENCE,
	DELEGATED,
	RELIED_ON,
	REF
};

_Static_assert(REF == EVIDENCE_ROW_REF, "the header names the last column");

struct evidence_rows *
evidence_row_new(struct ledger *l)
{
	struct evidence_rows *rows = calloc(1, sizeof *rows);

	if (!rows) {
		say_nomem("evidence");
		return NULL;
	}
	rows->method = db_prepare(l, "SELECT text FROM method WHERE id = ?1");
	if (rows->method)
		return rows;
	free(rows);
	return NULL;
}

void
evidence_row_free(struct evidence_rows *rows)
{
	if (!rows)
		return;
	db_release(rows->method);
	for (size_t i = 0; i < METHODS; i++)
		free(rows->methods[i].text);
	free(rows);
}

static const char *
keep(struct evidence_rows *rows, struct query *q, int i)
{
	const char *s = db_col_text(q, i), *kept;

	if (!*s)
		return "";
	kept = arena_string(rows->arena, s, strlen(s));
	if (!kept)
		rows->failed = true;
	return kept ? kept : "";
}

/* The method's text, kept in the arena. */
static const char *
method_of(struct evidence_rows *rows, int64_t id)
{
	struct method *slot = &rows->methods[(uint64_t)id % METHODS];
	const char *kept;

	if (slot->id != id) {
		free(slot->text);
		*slot = (struct method){ 0 };
		if (db_bind(rows->method, DB(db_int(id))) != 0 || db_step(rows->method) <= 0) {
			rows->failed = true;
			return "";
		}
		slot->text = strdup(db_col_text(rows->method, 0));
		slot->id = slot->text ? id : 0;
		db_reset(rows->method);
	}
	kept = slot->text ? arena_string(rows->arena, slot->text, strlen(slot->text)) : NULL;
	if (!kept)
		rows->failed = true;
	return kept ? kept : "";
}

int
evidence_row_read(
    struct evidence_rows *rows, struct query *q, struct arena *arena, struct validation *v)
{
	rows->arena = arena;
	*v = (struct validation){
		.name = keep(rows, q, NAME),
		.adn = keep(rows, q, ADN),
		.validated_at = db_col_int(q, VALIDATED_AT),
		.method = method_of(rows, db_col_int(q, METHOD)),
		.import_id = db_col_int(q, IMPORT),
		.kind = (enum validation_kind)db_col_int(q, KIND),
		.ev_item = db_col_text(q, EV_ITEM)[0],
		.initiated_at = db_col_at(q, INITIATED_AT),
		.oldest_data_at = db_col_at(q, OLDEST_DATA_AT),
		.adn_derivation = keep(rows, q, ADN_DERIVATION),
		.br_version = keep(rows, q, BR_VERSION),
		.random_created_at = db_col_at(q, RANDOM_CREATED_AT),
		.random_used_at = db_col_at(q, RANDOM_USED_AT),
		.random_value = keep(rows, q, RANDOM_VALUE),
		.token_id = keep(rows, q, TOKEN_ID),
		.recipient = keep(rows, q, RECIPIENT),
		.dns_record = keep(rows, q, DNS_RECORD),
		.redirects = keep(rows, q, REDIRECTS),
		.perspectives_ok = (int)db_col_count_or(q, OK, -1),
		.perspectives_total = (int)db_col_count_or(q, TOTAL, -1),
		.rirs = keep(rows, q, RIRS),
		.caa_checked_at = db_col_at(q, CAA_CHECKED_AT),
		.caa_result = keep(rows, q, CAA_RESULT),
		.caa_perspectives_ok = (int)db_col_count_or(q, CAA_OK, -1),
		.caa_perspectives_total = (int)db_col_count_or(q, CAA_TOTAL, -1),
		.caa_rirs = keep(rows, q, CAA_RIRS),
		.issued_at = db_col_at(q, ISSUED_AT),
		.reused_from = keep(rows, q, REUSED_FROM),
		.evidence = keep(rows, q, EVIDENCE),
		.delegated_party = keep(rows, q, DELEGATED),
		.relied_on = db_col_int(q, RELIED_ON) != 0,
	};
	db_col_hash(q, HASH, v->hash);
	return rows->failed ? -1 : 0;
}
