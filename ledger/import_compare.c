#include "ledger/import_compare.h"

#include <ctype.h>
#include <string.h>

#include "base/dntext.h"
#include "ledger/db.h"

/* ---- issuers of the list, among those of the ledger ---- */

static int
add_key(struct query *add, const struct text *key, int64_t issuer)
{
	return text_failed(key) ? -1 : db_run(add, DB(db_text(text_str(key)), db_int(issuer)));
}

/* A name's common name as a text that is no name comes out of dntext_key; false: it has none. */
static bool
common_name(const char *key, struct text *out)
{
	const char *cn = strncmp(key, "CN=", 3) == 0 ? key : strstr(key, "\nCN=");

	if (!cn)
		return false;
	for (cn = strchr(cn, '=') + 1; *cn && *cn != '\n'; cn++)
		text_addc(out, (char)toupper((unsigned char)*cn));
	text_addc(out, '\n');
	return true;
}

static int
add_keys(struct query *add, const char *name, int64_t issuer)
{
	struct text key = { 0 }, cn = { 0 };
	int rc = dntext_key(name, &key);

	if (rc == 0)
		rc = add_key(add, &key, issuer);
	if (rc == 0 && common_name(text_str(&key), &cn))
		rc = add_key(add, &cn, issuer);
	text_free(&key);
	text_free(&cn);
	return rc;
}

/* What the ledger calls an issuer: its name, its CA's, its key id, its CA certificate's hash. */
static int
load_issuers(struct import *im, struct query *add)
{
	struct query *q = db_query(im->l,
	    "SELECT i.id, i.name, coalesce(a.subject, ''), lower(hex(i.key_id)), lower(hex(a.sha256))"
	    " FROM issuer AS i LEFT JOIN issuer_ca AS x ON x.issuer_id = i.id LEFT JOIN ca AS a ON a.id = x.ca_id",
	    DB_NONE);
	int more;

	while ((more = db_step(q)) > 0)
		for (int i = 1; i <= 4; i++)
			if (*db_col_text(q, i) && add_keys(add, db_col_text(q, i), db_col_int(q, 0)) != 0) {
				db_reset(q);
				return -1;
			}
	return more;
}

static int
find_issuers(struct import *im, struct query *find)
{
	struct query *q =
	    db_query(im->l, "SELECT DISTINCT issuer FROM temp.import_list WHERE issuer <> ''", DB_NONE);
	struct text key = { 0 };
	int more = -1, rc = 0;

	while (rc == 0 && (more = db_step(q)) > 0) {
		text_clear(&key);
		rc = dntext_key(db_col_text(q, 0), &key);
		if (rc == 0)
			rc = db_run(find, DB(db_text(db_col_text(q, 0)), db_text(text_str(&key))));
	}
	if (rc != 0)
		db_reset(q);
	text_free(&key);
	return rc != 0 ? rc : more;
}

static int
resolve_issuers(struct import *im)
{
	struct query *add = db_prepare(im->l, "INSERT INTO temp.import_key VALUES (?1, ?2) ON CONFLICT DO NOTHING");
	struct query *find = db_prepare(im->l,
	    "INSERT INTO temp.import_issuer SELECT ?1, issuer_id FROM temp.import_key WHERE key = ?2");
	int rc = add && find && load_issuers(im, add) == 0 ? find_issuers(im, find) : -1;

	db_release(add);
	db_release(find);
	return rc;
}

/* ---- comparing ---- */

/* One row a unit: the final certificate for its precertificate, the certificate for its serial. */
#define UNIT(id) "coalesce((SELECT p.final_id FROM pair AS p WHERE p.precert_id = " id ")," \
	" (SELECT u.by_id FROM superseded AS u WHERE u.cert_id = " id "), " id ")"

static const char by_hash_sql[] =
    "INSERT INTO temp.import_hit SELECT s.id, " UNIT("c.id") " FROM (SELECT id, sha256 FROM temp.import_list"
    " WHERE sha256 IS NOT NULL ORDER BY sha256) AS s JOIN cert AS c ON c.sha256 = s.sha256";

/* place: 0 final, 1 precertificate of which the ledger has none, 2 no fingerprint, 3 the place is taken. */
static const char by_serial_sql[] =
    "INSERT INTO temp.import_near SELECT s.id, min(" UNIT("n.cert_id") "),"
    " CASE WHEN s.sha256 IS NULL THEN 2 WHEN max(n.form = coalesce(s.form, 0)) THEN 3"
    "  ELSE coalesce(s.form, 0) END, s.sha256"
    " FROM (SELECT id, sha256, form, serial, issuer FROM temp.import_list"
    "  WHERE serial <> '' AND id NOT IN (SELECT list_id FROM temp.import_hit) ORDER BY serial) AS s"
    " JOIN serial AS n ON n.serial = s.serial WHERE s.issuer = ''"
    " OR EXISTS (SELECT 1 FROM temp.import_issuer AS i WHERE i.text = s.issuer AND i.issuer_id = n.issuer_id)"
    " GROUP BY s.id";

/* Of several fingerprints for one free place one can be right. */
static const char other_sql[] =
    "INSERT INTO temp.import_other SELECT list_id, unit FROM (SELECT list_id, unit, place, sha256,"
    " min(sha256) OVER (PARTITION BY unit, place) AS first FROM temp.import_near)"
    " WHERE place = 3 OR (place < 2 AND sha256 <> first)";

static const char near_sql[] =
    "INSERT INTO temp.import_hit SELECT list_id, unit FROM temp.import_near"
    " WHERE list_id NOT IN (SELECT list_id FROM temp.import_other)";

/* A unit without any time is of the period that it was frozen in. */
#define TIME "coalesce(c.not_before, c.issued_at)"
static const char ledger_only_sql[] =
    "INSERT INTO temp.import_only SELECT c.id, c.class = 'unreadable' OR (c.class = 'serial'"
    "  AND NOT EXISTS (SELECT 1 FROM temp.import_list WHERE serial <> '' AND sha256 IS NULL AND number = ''))"
    " FROM cert AS c WHERE c.class IN ('tls', 'serial', 'unreadable')"
    " AND (c.form <> 1 OR NOT EXISTS (SELECT 1 FROM pair AS p WHERE p.precert_id = c.id))"
    " AND (c.form <> 2 OR NOT EXISTS (SELECT 1 FROM superseded AS u WHERE u.cert_id = c.id))"
    " AND (?1 IS NULL OR " TIME " IS NULL OR " TIME " > ?1)"
    " AND (?2 IS NULL OR " TIME " IS NULL OR " TIME " <= ?2)"
    " AND (" TIME " IS NOT NULL OR NOT EXISTS (SELECT 1 FROM population_unit AS u"
    "  JOIN population AS p ON p.id = u.population_id WHERE u.cert_id = c.id"
    "  AND (p.until_at <= ?1 OR p.from_at >= ?2)"
    "  AND p.id NOT IN (SELECT population_id FROM population_void)))"
    " AND c.id NOT IN (SELECT unit FROM temp.import_hit) AND c.id NOT IN (SELECT unit FROM temp.import_other)";

/* A certificate may stand in a list twice, as its precertificate too: once by serial and issuer. */
static const char list_only_sql[] =
    "INSERT INTO temp.import_foreign SELECT min(id) FROM temp.import_list"
    " WHERE id NOT IN (SELECT list_id FROM temp.import_hit) AND id NOT IN (SELECT list_id FROM temp.import_other)"
    " GROUP BY CASE WHEN serial <> '' THEN serial || ' ' || issuer ELSE hex(sha256) END";

#define UNKNOWN_ISSUER \
	"s.issuer <> '' AND NOT EXISTS (SELECT 1 FROM temp.import_issuer AS i WHERE i.text = s.issuer)"

static const struct {
	const char *what, *sql;
} notes[] = {
	{ "both", "SELECT count(DISTINCT unit) FROM temp.import_hit" },
	{ "ledger_only", "SELECT count(*) FROM temp.import_only WHERE NOT apart" },
	{ "list_only", "SELECT count(*) FROM temp.import_foreign" },
	{ "other", "SELECT count(DISTINCT hex(s.sha256)) FROM temp.import_other AS o"
		   " JOIN temp.import_list AS s ON s.id = o.list_id" },
	{ "apart", "SELECT count(*) FROM temp.import_only WHERE apart" },
	{ "by_serial", "SELECT count(*) FROM temp.import_near"
		       " WHERE list_id NOT IN (SELECT list_id FROM temp.import_other)" },
	{ "without_issuer", "SELECT count(*) FROM temp.import_near AS n JOIN temp.import_list AS s ON s.id = n.list_id"
			    " WHERE s.issuer = ''" },
	{ "unknown_issuer", "SELECT count(*) FROM temp.import_foreign AS o JOIN temp.import_list AS s ON s.id = o.id"
			    " WHERE " UNKNOWN_ISSUER },
};

int
import_compare_run(struct import *im)
{
	const struct import_range *r = im->o->range;
	int64_t n = 0;

	if (resolve_issuers(im) != 0 || db_exec(im->l, by_hash_sql, DB_NONE) != 0 ||
	    db_exec(im->l, by_serial_sql, DB_NONE) != 0 || db_exec(im->l, other_sql, DB_NONE) != 0 ||
	    db_exec(im->l, near_sql, DB_NONE) != 0 ||
	    db_exec(im->l, ledger_only_sql,
		DB(db_at(r ? r->from : INSTANT_NONE), db_at(r ? r->until : INSTANT_NONE))) != 0 ||
	    db_exec(im->l, list_only_sql, DB_NONE) != 0)
		return -1;
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		if (db_one_int(im->l, notes[i].sql, DB_NONE, &n) < 0)
			return -1;
		intake_note(im, notes[i].what, (uint64_t)n);
	}
	if (db_one_int(im->l,
		"SELECT count(*) FROM temp.import_list WHERE id NOT IN (SELECT list_id FROM temp.import_hit)",
		DB_NONE, &n) < 0)
		return -1;
	intake_new(im, n);
	return 0;
}

/* ---- keeping it ---- */

static struct db_value
note(const struct import *im, const char *what)
{
	for (size_t i = 0; i < im->r->note_count; i++)
		if (strcmp(im->r->notes[i].what, what) == 0)
			return db_int((int64_t)im->r->notes[i].count);
	return db_int(0);
}

static int
write_totals(struct import *im)
{
	const struct import_range *r = im->o->range;

	return db_exec(im->l,
	    "INSERT INTO comparison (import_id, from_at, until_at, both, ledger_only, list_only, other, apart,"
	    " by_serial, without_issuer, outside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	    DB(db_int(im->id), db_at(r ? r->from : INSTANT_NONE), db_at(r ? r->until : INSTANT_NONE),
		note(im, "both"), note(im, "ledger_only"), note(im, "list_only"), note(im, "other"),
		note(im, "apart"), note(im, "by_serial"), note(im, "without_issuer"), note(im, "outside")));
}

#define INSERT \
	"INSERT INTO reconcile (import_id, ord, side, sha256, serial, issuer, not_before, text)" \
	" SELECT ?1, (SELECT count(*) FROM reconcile WHERE import_id = ?1) + row_number() OVER (ORDER BY "

#define PLACE \
	"f.path || CASE WHEN s.line > 0 THEN ':' || s.line ELSE '' END" \
	" || CASE WHEN s.entry > 0 THEN ', entry ' || s.entry ELSE '' END" \
	" || CASE WHEN s.number <> '' THEN ', id ' || s.number ELSE '' END"

static const char *const differences[] = {
	INSERT "o.apart, c.sha256), CASE WHEN o.apart THEN 'apart' ELSE 'ledger' END, c.sha256,"
	" nullif(c.serial, ''), i.name, c.not_before,"
	" CASE c.form WHEN 0 THEN 'certificate of ' WHEN 1 THEN 'precertificate of '"
	"  WHEN 2 THEN CASE WHEN o.apart THEN 'issued serial: the list is one of certificates' ELSE 'issued serial' END"
	"  ELSE 'bytes that are no certificate: the list does not have them' END || c.subject"
	" FROM temp.import_only AS o JOIN cert AS c ON c.id = o.id LEFT JOIN issuer AS i ON i.id = c.issuer_id",
	INSERT "min(s.id)), 'other', s.sha256, s.serial, nullif(s.issuer, ''), s.not_before,"
	" min(" PLACE ") || ': the ledger has ' || lower(hex(c.sha256))"
	" || CASE WHEN c.form = 0 AND s.form IS NOT 0 AND NOT EXISTS (SELECT 1 FROM pair WHERE final_id = c.id)"
	"  THEN ' and no precertificate of it' ELSE '' END"
	" FROM temp.import_other AS o JOIN temp.import_list AS s ON s.id = o.list_id"
	" JOIN temp.import_file AS f ON f.id = s.file JOIN cert AS c ON c.id = o.unit GROUP BY s.sha256",
	INSERT "s.id), 'list', s.sha256, nullif(s.serial, ''), nullif(s.issuer, ''), s.not_before,"
	" " PLACE " || CASE WHEN " UNKNOWN_ISSUER " THEN ': the ledger does not know the issuer' ELSE '' END"
	" FROM temp.import_foreign AS o JOIN temp.import_list AS s ON s.id = o.id"
	" JOIN temp.import_file AS f ON f.id = s.file",
};

int
import_compare_write(struct import *im)
{
	if (write_totals(im) != 0)
		return -1;
	for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
		if (db_exec(im->l, differences[i], DB(db_int(im->id))) != 0)
			return -1;
	return 0;
}
