#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/certsource.h"
#include "base/digest.h"
#include "base/dntext.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/serial.h"
#include "ledger/import_table.h"

#define SNIFF 4096

/*
 * Columns by the names that lists have: crt.sh, its JSON, CCADB's list of affected certificates, a
 * register of serials.  Of several names of one thing the first that holds a value counts.
 */
static const char *const columns[] = {
	"sha256", "SHA-256", "fingerprint", "sha256_fingerprint", "certificate_sha256", "cert_sha256",
	"Certificate SHA-256 hash", "Precertificate SHA-256 hash", "SHA-256 Fingerprint",
	"serial", "serial_number", "Serial Number", "Serial #", "serialNumber",
	"issuer", "issuer_name", "Issuer Name", "Issuer",
	"not_before", "notBefore", "Not Before", "Not before", "Valid From",
};

enum { SHA256 = 0, SERIAL = 9, ISSUER = 14, NOT_BEFORE = 18, COLUMNS = 23 };

_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "one column a name");

struct state {
	struct query *add;
	struct cert *cert;
	struct text key;
	uint64_t outside;	/* records whose notBefore is not of the range */
};

struct record_of_list {
	uint64_t line;
	const uint8_t *sha256;	/* NULL not stated */
	const char *serial, *issuer;
	int64_t not_before;
};

/* ---- reading ---- */

static bool
in_range(const struct import *im, int64_t t)
{
	const struct import_range *r = im->o->range;

	return !r || t == INSTANT_NONE ||
	    ((r->from == INSTANT_NONE || t > r->from) && (r->until == INSTANT_NONE || t <= r->until));
}

static int
add(struct import *im, const struct record_of_list *r)
{
	struct state *s = im->state;

	if (!in_range(im, r->not_before)) {
		s->outside++;
		return 0;
	}
	return db_run(s->add,
	    DB(db_hash(r->sha256), db_text(r->serial), db_text(r->issuer), db_at(r->not_before),
		db_int(im->file_id), db_int((int64_t)r->line)));
}

static const char *
first_stated(const char *const *value, int from, int until)
{
	for (int i = from; i < until; i++)
		if (*value[i] && strcmp(value[i], "N/A") != 0)
			return value[i];
	return "";
}

/* Times without a zone are UTC here: they choose and show, no verdict rests on them. */
static int64_t
time_of(const char *text)
{
	int64_t t;

	if (instant_parse_any(text, &t, NULL) == 0 ||
	    instant_parse_format(text, "%Y-%m-%dT%H:%M:%S", "UTC", &t) == 0 ||
	    instant_parse_format(text, "%Y-%m-%d %H:%M:%S", "UTC", &t) == 0)
		return t;
	return INSTANT_NONE;
}

/* 64 hex digits, with colons or blanks between octets.  0 or -1. */
static int
read_hash(const char *text, uint8_t hash[32])
{
	char hex[DIGEST_HEX];
	size_t n = 0;

	for (; *text && n < sizeof hex - 1; text++)
		if (*text != ':' && *text != ' ')
			hex[n++] = *text;
	hex[n] = '\0';
	return *text ? -1 : digest_unhex(hex, hash, 32);
}

static int
take_row(struct import *im, struct import_table_row *row)
{
	const char *sha256 = first_stated(row->value, SHA256, SERIAL);
	const char *text = first_stated(row->value, SERIAL, ISSUER);
	struct record_of_list r = { .line = row->line, .serial = "",
		.issuer = first_stated(row->value, ISSUER, NOT_BEFORE),
		.not_before = time_of(first_stated(row->value, NOT_BEFORE, COLUMNS)) };
	char serial[512];
	uint8_t hash[32];

	if (*sha256) {
		if (read_hash(sha256, hash) != 0)
			return import_table_bad(row, "sha256", "64 hex digits", sha256);
		r.sha256 = hash;
	}
	if (*text) {
		if (serial_normalise(text, serial, sizeof serial) != 0)
			return import_table_bad(row, "serial", "a serial in hex", text);
		r.serial = serial;
	}
	if (!*sha256 && !*text)
		return import_table_bad(row, "sha256", "a SHA-256 or a serial", "");
	return add(im, &r);
}

static int
take_der(struct import *im, const struct certsource_record *rec)
{
	struct state *s = im->state;
	struct record_of_list r = { .line = rec->line, .serial = "", .issuer = "",
		.not_before = INSTANT_NONE };
	uint8_t hash[32];
	int bad;

	if (digest_sha256(rec->der, rec->der_len, hash) != 0)
		return -1;
	bad = cert_decode(s->cert, rec->der, rec->der_len);
	if (bad < 0)
		return -1;
	r.sha256 = hash;
	if (bad == 0) {
		r.serial = s->cert->serial;
		r.issuer = s->cert->issuer.text;
		r.not_before = s->cert->not_before;
	}
	return add(im, &r);
}

static int
read_certificates(struct import *im, struct input *in)
{
	struct certsource *source = certsource_new(in, im->o->map);
	struct certsource_record rec;
	int got = -1, status = source ? 0 : -1;

	while (status == 0 && (got = certsource_next(source, &rec)) > CERTSOURCE_END) {
		if (got == CERTSOURCE_BAD)
			status = intake_reject(im, rec.line, rec.reason, NULL);
		else if (rec.der)
			status = take_der(im, &rec);
		else
			status = intake_reject(im, rec.line, "expected a certificate, found none", NULL);
		if (status == 0)
			status = intake_tick(im, in);
	}
	certsource_free(source);
	return status == 0 && got < 0 ? -1 : status;
}

static bool
has_text(const char *p, size_t len, const char *what)
{
	size_t n = strlen(what);

	for (; len >= n; p++, len--)
		if (memcmp(p, what, n) == 0)
			return true;
	return false;
}

/* DER, PEM, a CT log's answer: certificates themselves.  1, 0, -1 said. */
static int
holds_certificates(struct input *in)
{
	const char *p;
	size_t len;
	int more;

	do {
		p = input_window(in, &len);
		more = len < SNIFF ? input_more(in, SNIFF) : 2;
	} while (more == 1);
	if (more < 0)
		return -1;
	p = input_window(in, &len);
	return len > 1 &&
	    ((p[0] == 0x30 && (unsigned char)p[1] >= 0x80) || has_text(p, len, "-----BEGIN ") ||
		has_text(p, len, "\"leaf_input\"") || has_text(p, len, "\"entries\""));
}

static int
stage(struct import *im, struct input *in)
{
	static const struct import_table table = { columns, COLUMNS, 0, take_row };
	int got = holds_certificates(in);

	if (got < 0)
		return -1;
	return got ? read_certificates(im, in) : import_table_read(im, in, &table);
}

static int
begin(struct import *im)
{
	struct state *s = calloc(1, sizeof *s);

	if (!s)
		return say_nomem(im->path);
	im->state = s;
	s->cert = cert_new();
	s->add = db_prepare(im->l,
	    "INSERT INTO temp.import_list (sha256, serial, issuer, not_before, file, line)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	return s->cert && s->add ? 0 : -1;
}

static void
end(struct import *im)
{
	struct state *s = im->state;

	if (!s)
		return;
	db_release(s->add);
	cert_free(s->cert);
	text_free(&s->key);
	free(s);
	im->state = NULL;
}

/* ---- issuers of the list, among those of the ledger ---- */

/* What the ledger calls an issuer: its name, its CA's, its key id, its CA certificate's hash. */
static int
load_issuers(struct import *im, struct query *add_key)
{
	struct state *s = im->state;
	struct query *q = db_query(im->l,
	    "SELECT i.id, i.name, coalesce(a.subject, ''), lower(hex(i.key_id)), lower(hex(a.sha256))"
	    " FROM issuer AS i LEFT JOIN issuer_ca AS x ON x.issuer_id = i.id LEFT JOIN ca AS a ON a.id = x.ca_id",
	    DB_NONE);
	int more;

	while ((more = db_step(q)) > 0)
		for (int i = 1; i <= 4; i++) {
			const char *name = db_col_text(q, i);

			text_clear(&s->key);
			if (!*name)
				continue;
			if (dntext_key(name, &s->key) != 0 ||
			    db_run(add_key, DB(db_text(text_str(&s->key)), db_int(db_col_int(q, 0)))) != 0) {
				db_reset(q);
				return -1;
			}
		}
	return more;
}

static int
resolve_issuers(struct import *im)
{
	struct state *s = im->state;
	struct query *add_key = db_prepare(im->l,
			 "INSERT INTO temp.import_key VALUES (?1, ?2) ON CONFLICT DO NOTHING");
	struct query *add_issuer = db_prepare(im->l,
	    "INSERT INTO temp.import_issuer SELECT ?1, issuer_id FROM temp.import_key WHERE key = ?2");
	int more = add_key && add_issuer ? load_issuers(im, add_key) : -1;
	struct query *q = more == 0 ? db_query(im->l,
					  "SELECT DISTINCT issuer FROM temp.import_list WHERE issuer <> ''", DB_NONE) :
				      NULL;

	while (more == 0 && (more = db_step(q)) > 0) {
		text_clear(&s->key);
		more = dntext_key(db_col_text(q, 0), &s->key) != 0 ||
			db_run(add_issuer, DB(db_text(db_col_text(q, 0)), db_text(text_str(&s->key)))) != 0 ?
		    -1 :
		    0;
		if (more < 0)
			db_reset(q);
	}
	db_release(add_key);
	db_release(add_issuer);
	return more;
}

/* ---- comparing ---- */

/* One row a unit: the final certificate for its precertificate, the certificate for its serial. */
#define UNIT(id) "coalesce((SELECT p.final_id FROM pair AS p WHERE p.precert_id = " id ")," \
	" (SELECT u.by_id FROM superseded AS u WHERE u.cert_id = " id "), " id ")"

static const char by_hash_sql[] =
    "INSERT INTO temp.import_hit SELECT s.id, " UNIT("c.id") " FROM (SELECT id, sha256 FROM temp.import_list"
    " WHERE sha256 IS NOT NULL ORDER BY sha256) AS s JOIN cert AS c ON c.sha256 = s.sha256";

/* Also where the fingerprint is another: the list has the final certificate, say, of a precertificate. */
static const char by_serial_sql[] =
    "INSERT INTO temp.import_hit SELECT s.id, min(" UNIT("n.cert_id") ") FROM (SELECT id, serial, issuer"
    " FROM temp.import_list WHERE serial <> '' AND id NOT IN (SELECT list_id FROM temp.import_hit)"
    " ORDER BY serial) AS s JOIN serial AS n ON n.serial = s.serial"
    " WHERE NOT EXISTS (SELECT 1 FROM temp.import_issuer AS i WHERE i.text = s.issuer)"
    " OR EXISTS (SELECT 1 FROM temp.import_issuer AS i WHERE i.text = s.issuer AND i.issuer_id = n.issuer_id)"
    " GROUP BY s.id";

static const char ledger_only_sql[] =
    "INSERT INTO temp.import_only SELECT c.id FROM cert AS c WHERE c.class IN ('tls', 'serial', 'unreadable')"
    " AND (c.form <> 1 OR NOT EXISTS (SELECT 1 FROM pair AS p WHERE p.precert_id = c.id))"
    " AND (c.form <> 2 OR NOT EXISTS (SELECT 1 FROM superseded AS u WHERE u.cert_id = c.id))"
    " AND (?1 IS NULL OR coalesce(c.not_before, c.issued_at) IS NULL OR coalesce(c.not_before, c.issued_at) > ?1)"
    " AND (?2 IS NULL OR coalesce(c.not_before, c.issued_at) IS NULL OR coalesce(c.not_before, c.issued_at) <= ?2)"
    " AND c.id NOT IN (SELECT unit FROM temp.import_hit)";

/* A certificate may stand in a list twice, as its precertificate too: once by serial and issuer. */
static const char list_only_sql[] =
    "INSERT INTO temp.import_foreign SELECT min(id) FROM temp.import_list"
    " WHERE id NOT IN (SELECT list_id FROM temp.import_hit)"
    " GROUP BY CASE WHEN serial <> '' THEN serial || ' ' || issuer ELSE hex(sha256) END";

static int
count_of(struct import *im, const char *sql, const char *what)
{
	int64_t n = 0;

	if (db_one_int(im->l, sql, DB_NONE, &n) < 0)
		return -1;
	intake_note(im, what, (uint64_t)n);
	return 0;
}

static int
compare(struct import *im)
{
	const struct import_range *r = im->o->range;
	int64_t by_hash = 0;

	if (resolve_issuers(im) != 0 || db_exec(im->l, by_hash_sql, DB_NONE) != 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_hit", DB_NONE, &by_hash) < 0 ||
	    db_exec(im->l, by_serial_sql, DB_NONE) != 0 ||
	    db_exec(im->l, ledger_only_sql,
		DB(db_at(r ? r->from : INSTANT_NONE), db_at(r ? r->until : INSTANT_NONE))) != 0 ||
	    db_exec(im->l, list_only_sql, DB_NONE) != 0)
		return -1;
	if (count_of(im, "SELECT count(DISTINCT unit) FROM temp.import_hit", "both") != 0 ||
	    count_of(im, "SELECT count(*) FROM temp.import_only", "ledger_only") != 0 ||
	    count_of(im, "SELECT count(*) FROM temp.import_foreign", "list_only") != 0 ||
	    count_of(im, "SELECT count(*) FROM temp.import_hit", "by_serial") != 0)
		return -1;
	im->r->notes[im->r->note_count - 1].count -= (uint64_t)by_hash;
	intake_note(im, "outside", ((struct state *)im->state)->outside);
	return 0;
}

static int
count(struct import *im)
{
	int64_t foreign = 0;

	if (compare(im) != 0 ||
	    db_one_int(im->l,
		"SELECT count(*) FROM temp.import_list WHERE id NOT IN (SELECT list_id FROM temp.import_hit)",
		DB_NONE, &foreign) < 0)
		return -1;
	im->r->new = (uint64_t)foreign;
	im->r->known = im->r->read - im->r->rejected - im->r->new;
	return 0;
}

static uint64_t
note_of(const struct import *im, const char *what)
{
	for (size_t i = 0; i < im->r->note_count; i++)
		if (strcmp(im->r->notes[i].what, what) == 0)
			return im->r->notes[i].count;
	return 0;
}

static int
merge(struct import *im)
{
	struct text words = { 0 };
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	const struct import_range *r = im->o->range;
	int64_t ledger_only = (int64_t)note_of(im, "ledger_only");
	int rc = -1;

	text_addf(&words, "%llu in both; %lld only in the ledger; %llu only in the list",
	    (unsigned long long)note_of(im, "both"), (long long)ledger_only,
	    (unsigned long long)note_of(im, "list_only"));
	if (r)
		text_addf(&words, "; notBefore after %s, until %s",
		    r->from == INSTANT_NONE ? "any" : instant_format(r->from, from),
		    r->until == INSTANT_NONE ? "any" : instant_format(r->until, until));
	if (!text_failed(&words) &&
	    db_exec(im->l, "INSERT INTO reconcile (import_id, ord, side, text) VALUES (?1, 0, 'both', ?2)",
		DB(db_int(im->id), db_text(words.s))) == 0 &&
	    db_exec(im->l,
		"INSERT INTO reconcile (import_id, ord, side, sha256, serial, issuer, not_before, text)"
		" SELECT ?1, row_number() OVER (ORDER BY c.sha256), 'ledger', c.sha256, c.serial, i.name,"
		" c.not_before, CASE c.form WHEN 0 THEN 'certificate of ' WHEN 1 THEN 'precertificate of '"
		" WHEN 2 THEN 'issued serial' ELSE 'bytes that are no certificate' END || c.subject"
		" FROM temp.import_only AS o JOIN cert AS c ON c.id = o.id"
		" LEFT JOIN issuer AS i ON i.id = c.issuer_id",
		DB(db_int(im->id))) == 0 &&
	    db_exec(im->l,
		"INSERT INTO reconcile (import_id, ord, side, sha256, serial, issuer, not_before, text)"
		" SELECT ?1, ?2 + row_number() OVER (ORDER BY s.id), 'list', s.sha256, nullif(s.serial, ''),"
		" nullif(s.issuer, ''), s.not_before, f.path || CASE WHEN s.line > 0 THEN ':' || s.line ELSE '' END"
		" FROM temp.import_foreign AS o JOIN temp.import_list AS s ON s.id = o.id"
		" JOIN temp.import_file AS f ON f.id = s.file",
		DB(db_int(im->id), db_int(ledger_only))) == 0)
		rc = 0;
	text_free(&words);
	return rc;
}

const struct import_steps import_reconcile_steps = {
	.tables = "CREATE TEMP TABLE import_list (id INTEGER PRIMARY KEY, sha256 BLOB, serial TEXT, issuer TEXT,"
		  " not_before INTEGER, file INTEGER, line INTEGER);"
		  "CREATE TEMP TABLE import_key (key TEXT, issuer_id INTEGER, PRIMARY KEY (key, issuer_id)) WITHOUT ROWID;"
		  "CREATE TEMP TABLE import_issuer (text TEXT, issuer_id INTEGER, PRIMARY KEY (text, issuer_id))"
		  " WITHOUT ROWID;"
		  "CREATE TEMP TABLE import_hit (list_id INTEGER PRIMARY KEY, unit INTEGER);"
		  "CREATE TEMP TABLE import_only (id INTEGER PRIMARY KEY);"
		  "CREATE TEMP TABLE import_foreign (id INTEGER PRIMARY KEY);",
	.begin = begin,
	.stage = stage,
	.count = count,
	.merge = merge,
	.end = end,
	.again = true,
	.takes = SNIFF_CERTIFICATES | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "a list of certificates (CSV, JSON, PEM)",
};
