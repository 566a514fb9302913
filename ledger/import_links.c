#include "base/name.h"
#include "ledger/import_table.h"

enum { CERTIFICATE, AUTHZ_ID, NAME, COLUMNS };

static const char *const columns[COLUMNS] = { "certificate", "authz_id", "name" };

static int
take(struct import *im, struct import_table_row *row)
{
	const char *name = row->value[NAME];
	struct import_table_ref ref;
	char buf[NAME_TEXT];

	if (import_table_certificate(row, row->value[CERTIFICATE], &ref) != 0)
		return 1;
	if (!*row->value[AUTHZ_ID])
		return import_table_bad(row, "authz_id", "an authorization", "");
	/* of identity data the name is what was verified: no domain name */
	if (*name && name_normal(name, buf, NULL))
		name = name_normal(name, buf, NULL);
	return db_exec(im->l, "INSERT INTO temp.import_link VALUES (?1, ?2, ?3, ?4)",
	    DB(db_int(ref.kind), import_table_ref_value(&ref), db_text(row->value[AUTHZ_ID]),
		db_text(name)));
}

static int
stage(struct import *im, struct input *in)
{
	static const struct import_table table = { columns, COLUMNS, AUTHZ_ID + 1, take, 0 };

	return import_table_read(im, in, &table);
}

static int
merge(struct import *im)
{
	if (db_exec(im->l,
		"INSERT INTO link (ref_kind, ref, authz_id, name, import_id)"
		" SELECT ref_kind, ref, authz_id, name, ?1 FROM temp.import_link"
		" ORDER BY ref_kind, ref, authz_id, name ON CONFLICT DO NOTHING",
		DB(db_int(im->id))) != 0)
		return -1;
	intake_new(im, db_changes(im->l));
	return intake_pending(im,
	    "SELECT count(*) FROM temp.import_link AS s WHERE NOT EXISTS (SELECT 1 FROM cert "
	    "AS c"
	    " WHERE s.ref_kind = 0 AND c.sha256 = s.ref) AND NOT EXISTS (SELECT 1 FROM serial "
	    "AS n"
	    " WHERE s.ref_kind = 1 AND n.serial = CAST(s.ref AS TEXT))");
}

const struct import_steps import_links_steps = {
	.tables = "CREATE TEMP TABLE import_link (ref_kind INTEGER, ref BLOB, authz_id TEXT,"
		  " name TEXT);",
	.stage = stage,
	.merge = merge,
	.takes = SNIFF_LINKS | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "links (CSV: certificate,authz_id)",
};
