#include "cli/rowcheck.h"

#include "base/text.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"

/* Each query gives the rows that do not follow from others: what is wrong, and of which one. */
static const struct {
	const char *wrong, *sql;
} derived[] = {
	{ "table cert_der: other bytes than those of certificate",
	    "SELECT coalesce(lower(hex(c.sha256)), d.cert_id) FROM cert_der AS d LEFT JOIN cert AS c ON c.id = d.cert_id"
	    " WHERE c.id IS NULL OR c.form = 2 OR sha256(d.der) <> c.sha256 LIMIT 1" },
	{ "table cert_der: no bytes of certificate",
	    "SELECT lower(hex(c.sha256)) FROM cert AS c LEFT JOIN cert_der AS d ON d.cert_id = c.id"
	    " WHERE c.form <> 2 AND d.cert_id IS NULL LIMIT 1" },
	{ "table serial: another row than that of certificate",
	    "SELECT coalesce(lower(hex(c.sha256)), s.cert_id) FROM serial AS s LEFT JOIN cert AS c ON c.id = s.cert_id"
	    " AND c.serial = s.serial AND c.issuer_id = s.issuer_id AND c.form = s.form AND c.form <> 3"
	    " WHERE c.id IS NULL LIMIT 1" },
	{ "table serial: no row of certificate",
	    "SELECT lower(hex(c.sha256)) FROM cert AS c LEFT JOIN serial AS s ON s.serial = c.serial"
	    " AND s.issuer_id = c.issuer_id AND s.cert_id = c.id WHERE c.form <> 3 AND s.cert_id IS NULL LIMIT 1" },
	{ "table pair: precertificate and certificate of two serials, or of an import that is not",
	    "SELECT lower(hex(a.sha256)) FROM pair AS p JOIN cert AS a ON a.id = p.precert_id"
	    " LEFT JOIN cert AS b ON b.id = p.final_id LEFT JOIN import AS i ON i.id = p.import_id"
	    " WHERE a.form <> 1 OR b.form IS NOT 0 OR a.serial <> b.serial OR a.issuer_id <> b.issuer_id"
	    " OR i.id IS NULL LIMIT 1" },
	{ "table superseded: a serial and a certificate of another",
	    "SELECT lower(hex(a.sha256)) FROM superseded AS p JOIN cert AS a ON a.id = p.cert_id"
	    " LEFT JOIN cert AS b ON b.id = p.by_id LEFT JOIN import AS i ON i.id = p.import_id"
	    " WHERE a.form <> 2 OR b.form IS NULL OR b.form > 1 OR a.serial <> b.serial OR i.id IS NULL LIMIT 1" },
	{ "table catalogue: none of run",
	    "SELECT r.id FROM run AS r LEFT JOIN catalogue AS c ON c.sha256 = r.catalogue_sha256 WHERE c.sha256 IS NULL"
	    " LIMIT 1" },
	{ "table catalogue: other bytes than those of",
	    "SELECT lower(hex(sha256)) FROM catalogue WHERE sha256(text) <> sha256 LIMIT 1" },
};

static int
derive(struct verifying *v)
{
	for (size_t i = 0; i < sizeof derived / sizeof *derived; i++) {
		struct query *q = db_query(v->l, derived[i].sql, DB_NONE);
		int more = db_step(q);

		if (more < 0)
			return -1;
		if (more > 0) {
			verifying_differs(v, "rows: %s: %s", derived[i].wrong, db_col_text(q, 0));
			db_reset(q);
			return 1;
		}
	}
	return 0;
}

int
rowcheck_verify(struct verifying *v)
{
	struct text why = { 0 };
	int64_t tables = 0;
	int rc = rows_verify(v->l, &tables, &why);

	if (rc == 0)
		rc = ledger_shape(v->l, &why);
	if (rc == 1)
		verifying_differs(v, "rows: %s", text_str(&why));
	text_free(&why);
	if (rc == 0)
		rc = derive(v);
	if (rc == 0)
		verifying_note(v, "rows", "%lld digests of tables that the history states hold; the rest follows from them",
		    (long long)tables);
	return rc;
}
