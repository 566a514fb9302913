#include <string.h>

#include "base/crl.h"
#include "base/digest.h"
#include "base/serial.h"
#include "ledger/import_table.h"

enum { SERIAL, REVOKED_AT, REASON, ISSUER, COLUMNS };

static const char *const columns[COLUMNS] = { "serial", "revoked_at", "reason", "issuer" };

static int
take(struct import *im, struct import_table_row *row)
{
	char serial[512];
	int64_t at;
	int reason = -1;

	if (!*row->value[SERIAL] ||
	    serial_normalise(row->value[SERIAL], serial, sizeof serial) != 0)
		return import_table_bad(row, "serial", serial_wanted(row->value[SERIAL]), row->value[SERIAL]);
	if (import_table_time(row, "revoked_at", row->value[REVOKED_AT], &at) != 0)
		return 1;
	if (at == INSTANT_NONE)
		return import_table_bad(row, "revoked_at", "an RFC 3339 time with a zone", "");
	if (*row->value[REASON] && (reason = crl_reason_parse(row->value[REASON])) < 0)
		return import_table_bad(
		    row, "reason", "a CRLReason by number or name", row->value[REASON]);
	im->evidence |= EVIDENCE_REVOCATION;
	return db_exec(im->l,
	    "INSERT INTO temp.import_revocation (serial, revoked_at, reason, issuer, file, line)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	    DB(db_text(serial), db_int(at), db_int(reason), db_text(row->value[ISSUER]),
		db_int(im->file_id), db_int((int64_t)row->line)));
}

static int
stage(struct import *im, struct input *in)
{
	static const struct import_table table = { columns, COLUMNS, REVOKED_AT + 1, take, 0 };

	return import_table_read(im, in, &table);
}

/* The one row of table issuer that the text means: a DN, a key id in hex, a CA certificate's
 * SHA-256 in hex.  0 where there is none, or several; -1 said. */
static int
find_issuer(struct import *im, const char *text, int64_t *id)
{
	struct query *q = db_query(im->l,
	    "SELECT i.id FROM issuer AS i WHERE i.name = ?1 OR lower(hex(i.key_id)) = lower(?1)"
	    " OR (length(i.dn) = 32 AND lower(hex(i.dn)) = lower(?1))"
	    " OR EXISTS (SELECT 1 FROM ca AS a WHERE lower(hex(a.sha256)) = lower(?1)"
	    "  AND a.subject_dn = i.dn AND (a.key_id = i.key_id OR length(i.key_id) = 0"
	    "  OR a.key_id IS NULL))"
	    " ORDER BY length(i.dn) = 32 LIMIT 2",
	    DB(db_text(text)));
	int more, found = 0;

	*id = 0;
	for (; (more = db_step(q)) > 0; found++)
		*id = found == 0 ? db_col_int(q, 0) : 0;
	return more;
}

/* Issuers are few: each text is looked up once. */
static int
resolve_issuers(struct import *im)
{
	struct query *q = db_query(im->l,
	    "SELECT issuer, min(file), min(line) FROM temp.import_revocation WHERE issuer <> ''"
	    " GROUP BY issuer",
	    DB_NONE);
	struct text remark = { 0 };
	int more;

	while ((more = db_step(q)) > 0) {
		int64_t id;

		if (find_issuer(im, db_col_text(q, 0), &id) != 0)
			goto fail;
		if (id == 0) {
			text_clear(&remark);
			text_addf(&remark,
			    "issuer: expected one that the ledger knows, found \"%.200s\";"
			    " its serials are taken as they are",
			    db_col_text(q, 0));
			if (text_failed(&remark) ||
			    intake_remark(im, db_col_int(q, 1), (uint64_t)db_col_int(q, 2),
				"issuer", text_str(&remark)) != 0)
				goto fail;
		}
		if (db_exec(im->l, "INSERT INTO temp.import_issuer VALUES (?1, ?2)",
			DB(db_text(db_col_text(q, 0)), db_int(id))) != 0)
			goto fail;
	}
	text_free(&remark);
	return more;
fail:
	db_reset(q);
	text_free(&remark);
	return -1;
}

static int
merge(struct import *im)
{
	if (resolve_issuers(im) != 0 ||
	    db_exec(im->l,
		"INSERT INTO revocation (serial, issuer_id, source, revoked_at, reason, import_id,"
		" seen_at) SELECT s.serial, ifnull(i.id, 0), 'list', s.revoked_at, s.reason, ?1, ?2"
		" FROM temp.import_revocation AS s LEFT JOIN temp.import_issuer AS i"
		" ON i.text = s.issuer WHERE NOT EXISTS (SELECT 1 FROM revocation AS r"
		" WHERE r.serial = s.serial AND r.issuer_id = ifnull(i.id, 0) AND r.source = 'list'"
		" AND r.revoked_at = s.revoked_at AND r.reason = s.reason)"
		" ORDER BY 1, 2, 4, 5 ON CONFLICT DO NOTHING",
		DB(db_int(im->id), db_int(im->o->now))) != 0)
		return -1;
	intake_new(im, db_changes(im->l));
	return intake_pending(im,
	    "SELECT count(*) FROM temp.import_revocation AS s WHERE NOT EXISTS"
	    " (SELECT 1 FROM serial AS n WHERE n.serial = s.serial)");
}

const struct import_steps import_revocations_steps = {
	.tables = "CREATE TEMP TABLE import_revocation (serial TEXT, revoked_at INTEGER,"
		  " reason INTEGER, issuer TEXT, file INTEGER, line INTEGER);"
		  "CREATE TEMP TABLE import_issuer (text TEXT PRIMARY KEY, id INTEGER);",
	.stage = stage,
	.merge = merge,
	.takes = SNIFF_REVOCATIONS | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "revocations (CSV: serial,revoked_at,reason)",
};
