#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/certsource.h"
#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/serial.h"
#include "ledger/import_compare.h"
#include "ledger/import_table.h"

#define SNIFF 4096
#define DIGITS 60	/* (10/16)^60 is 6e-13 */

/*
 * Columns by the names that lists have: crt.sh, its JSON, CCADB's list of affected certificates, a
 * register of serials.  Of several names of one thing the first that holds a value counts.
 */
static const char *const columns[] = {
	"sha256", "SHA-256", "fingerprint", "sha256_fingerprint", "certificate_sha256", "cert_sha256",
	"Certificate SHA-256 hash", "Precertificate SHA-256 hash", "SHA-256 Fingerprint",
	"serial", "serial_number", "Serial Number", "Serial #", "serialNumber",
	"issuer", "issuer_name", "Issuer Name", "Issuer", "issuerDN", "issuer_dn", "Issuer DN",
	"not_before", "notBefore", "Not Before", "Not before", "Valid From",
	"id", "crt.sh ID", "crtsh_id", "min_cert_id",
};

/* The beginnings of their groups; which of the first is of a precertificate. */
enum { SHA256 = 0, PRECERT = 7, SERIAL = 9, ISSUER = 14, NOT_BEFORE = 21, NUMBER = 26, COLUMNS = 30 };

_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "one column a name");

struct state {
	struct query *add;
	struct cert *cert;
	uint64_t outside;	/* records whose notBefore is not of the range */
	uint64_t digits;	/* of all serials, as long as none has a letter */
	bool letters;
};

struct record_of_list {
	uint64_t line;
	const uint8_t *sha256;	/* NULL not stated */
	int64_t form;		/* as cert.form, -1 not known */
	const char *serial, *issuer;
	int64_t not_before;
	const char *number;	/* the list's own, "" none */
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
	s->letters = s->letters || strpbrk(r->serial, "abcdef");
	s->digits += strlen(r->serial);
	return db_run(s->add,
	    DB(db_hash(r->sha256), db_count(r->form), db_text(r->serial), db_text(r->issuer),
		db_at(r->not_before), db_int(im->file_id), db_int((int64_t)r->line),
		db_int((int64_t)im->entry), db_text(r->number)));
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
		.form = sha256 == row->value[PRECERT] ? 1 : -1,
		.issuer = first_stated(row->value, ISSUER, NOT_BEFORE),
		.not_before = time_of(first_stated(row->value, NOT_BEFORE, NUMBER)),
		.number = first_stated(row->value, NUMBER, COLUMNS) };
	char serial[512];
	uint8_t hash[32];

	if (*sha256) {
		if (read_hash(sha256, hash) != 0)
			return import_table_bad(row, "sha256", "64 hex digits", sha256);
		r.sha256 = hash;
	}
	if (*text) {
		if (serial_normalise(text, serial, sizeof serial) != 0)
			return import_table_bad(row, "serial", serial_wanted(text), text);
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
	struct record_of_list r = { .line = rec->line, .form = -1, .serial = "", .issuer = "",
		.not_before = INSTANT_NONE, .number = "" };
	uint8_t hash[32];
	int bad;

	if (digest_sha256(rec->der, rec->der_len, hash) != 0)
		return -1;
	bad = cert_decode(s->cert, rec->der, rec->der_len);
	if (bad < 0)
		return -1;
	r.sha256 = hash;
	if (bad == 0) {
		r.form = s->cert->is_precert;
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
		im->entry = rec.entry;
		if (got == CERTSOURCE_BAD)
			status = intake_reject(im, rec.line, rec.reason, NULL);
		else if (rec.der)
			status = take_der(im, &rec);
		else
			status = intake_reject(im, rec.line, "expected a certificate, found none", NULL);
		if (status == 0)
			status = intake_tick(im, in);
	}
	im->entry = 0;
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
	static const struct import_table table = { columns, COLUMNS, 0, take_row, ISSUER };
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
	    "INSERT INTO temp.import_list (sha256, form, serial, issuer, not_before, file, line, entry, number)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
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
	free(s);
	im->state = NULL;
}

/* ---- the comparison ---- */

/* A list of which nothing was understood is none that can be compared. */
static int
refuse_rejects(const struct import *im)
{
	const char *first = text_str(&im->r->shown);

	if (im->r->read == 0)
		return say_error("%s: expected a list of certificates, found one without a record", im->path);
	if (im->r->rejected < im->r->read)
		return 0;
	return say_error("%s: expected a list of certificates, found no record that can be read: %.*s", im->path,
	    (int)strcspn(first, "\n"), first);
}

/* Hex of so many digits without a letter does not come by chance. */
static int
refuse_decimals(const struct import *im)
{
	const struct state *s = im->state;

	if (s->letters || s->digits < DIGITS || im->r->known > 0)
		return 0;
	return say_error("%s: expected serials in hex, found digits alone and none that the ledger has: decimal"
			 " numbers are read by an import map (columns: {serial: {from: NAME, number: decimal}})",
	    im->path);
}

static int
count(struct import *im)
{
	if (refuse_rejects(im) != 0 || import_compare_run(im) != 0 || refuse_decimals(im) != 0)
		return -1;
	intake_note(im, "outside", ((struct state *)im->state)->outside);
	return 0;
}

const struct import_steps import_reconcile_steps = {
	.tables = IMPORT_COMPARE_TABLES,
	.begin = begin,
	.stage = stage,
	.count = count,
	.merge = import_compare_write,
	.end = end,
	.again = true,
	.takes = SNIFF_CERTIFICATES | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "a list of certificates (CSV, JSON, PEM)",
};
