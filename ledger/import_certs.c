#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cert.h"
#include "base/certsource.h"
#include "base/digest.h"
#include "base/say.h"
#include "base/serial.h"
#include "ledger/import_cert.h"
#include "ledger/import_pairs.h"
#include "ledger/intake.h"

struct certs {
	struct digest *digest;
	struct query *add;
	struct text scratch;
};

static int
begin(struct import *im)
{
	struct certs *c = calloc(1, sizeof *c);

	im->state = c;
	if (!c)
		return say_nomem("import certs");
	c->digest = digest_new();
	c->add = db_prepare(im->l,
	    "INSERT INTO temp.import_cert (sha256, file, line, der, serial, issuer, issued_at,"
	    " logged_at, revoked_at, reason, profile, account, order_id, ra)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
	return c->digest && c->add ? 0 : -1;
}

static void
end(struct import *im)
{
	struct certs *c = im->state;

	if (!c)
		return;
	digest_free(c->digest);
	db_release(c->add);
	text_free(&c->scratch);
	free(c);
}

/* Of the DER, or of the text that stands for a serial without certificate. */
static int
fingerprint(struct certs *c, const struct certsource_record *r, uint8_t out[DIGEST_LEN])
{
	if (r->der) {
		digest_of(c->digest, r->der, r->der_len, out);
		return 0;
	}
	text_clear(&c->scratch);
	text_addf(&c->scratch, "selfaudit serial-only v1\n%s\n%s\n", r->issuer, r->serial);
	if (text_failed(&c->scratch))
		return -1;
	digest_of(c->digest, c->scratch.s, c->scratch.len, out);
	return 0;
}

/* Milliseconds of a CT log to whole seconds, downwards. */
static int64_t
seconds(int64_t ms)
{
	if (ms == INSTANT_NONE)
		return INSTANT_NONE;
	return ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
}

static int
stage_record(struct import *im, const struct certsource_record *r)
{
	struct certs *c = im->state;
	uint8_t sha256[DIGEST_LEN];

	if (fingerprint(c, r, sha256) != 0)
		return -1;
	if (r->revoked_at != INSTANT_NONE)
		im->evidence |= EVIDENCE_REVOCATION;
	return db_run(
	    c->add, DB(db_hash(sha256), db_int(im->file_id), db_int((int64_t)r->line),
			r->der ? db_blob(r->der, r->der_len) : db_null(), db_stated(r->serial),
			db_stated(r->issuer), db_at(r->issued_at), db_at(seconds(r->logged_at_ms)),
			db_at(r->revoked_at), db_int(r->revocation_reason), db_stated(r->profile),
			db_stated(r->account), db_stated(r->order_id), db_stated(r->ra)));
}

/*
 * A folder may hold other files beside the certificates: one whose name claims
 * nothing and that holds none is a remark.
 */
static bool
is_other_file(const struct import *im, const struct certsource *source)
{
	static const char *const names[] = { ".der", ".cer", ".crt", ".pem", ".cert", ".p7b",
		".p7c" };
	enum certsource_form form = certsource_form(source);
	const char *dot = strrchr(im->file, '.');

	if (!im->folder || form == CERTSOURCE_PEM || form == CERTSOURCE_DER ||
	    form == CERTSOURCE_CT)
		return false;
	for (size_t i = 0; dot && i < sizeof names / sizeof *names; i++)
		if (strcasecmp(dot, names[i]) == 0)
			return false;
	return true;
}

static int
stage(struct import *im, struct input *in)
{
	struct certsource *source = certsource_new(in, im->o->map);
	struct certsource_record r;
	const char *unknown;
	int got = -1, status = source ? 0 : -1;

	if (source && (got = certsource_next(source, &r)) == CERTSOURCE_BAD && r.line <= 1 &&
	    is_other_file(im, source)) {
		status = intake_remark(im, im->file_id, 0, "skipped", r.reason);
		certsource_free(source);
		return status;
	}
	for (; status == 0 && got > 0; got = status == 0 ? certsource_next(source, &r) : got) {
		im->entry = r.entry;
		status = got == CERTSOURCE_BAD ? intake_reject(im, r.line, r.reason, NULL)
					       : stage_record(im, &r);
		if (status == 0)
			status = intake_tick(im, in);
	}
	if (status == 0 && got < 0)
		status = -1;
	im->entry = 0;
	for (size_t i = 0; source && (unknown = certsource_unknown(source, i)) != NULL; i++)
		intake_unknown_column(im, unknown);
	certsource_free(source);
	return status;
}

static void
read_row(struct query *q, struct import_cert_row *row)
{
	*row = (struct import_cert_row){
		.file = db_col_int(q, 1),
		.line = (uint64_t)db_col_int(q, 2),
		.serial = db_col_text(q, 4),
		.issuer = db_col_text(q, 5),
		.issued_at = db_col_at(q, 6),
		.logged_at = db_col_at(q, 7),
		.revoked_at = db_col_at(q, 8),
		.revocation_reason = (int)db_col_int(q, 9),
		.profile = db_col_text(q, 10),
		.account = db_col_text(q, 11),
		.order_id = db_col_text(q, 12),
		.ra = db_col_text(q, 13),
	};
	db_col_hash(q, 0, row->sha256);
	row->der = db_col_blob(q, 3, &row->der_len);
}

/* Sorted by fingerprint, DER and all (an index would fetch each row from somewhere else):
 * rows, and the unique index beside them, are appended. */
static int
merge(struct import *im)
{
	struct import_certs *certs = import_cert_new(im);
	struct import_cert_row row;
	struct query *q = NULL;
	int status = -1, more = certs ? 1 : -1;

	if (certs)
		q = db_query(im->l,
		    "SELECT s.sha256, s.file, s.line, s.der, s.serial, s.issuer, s.issued_at,"
		    " s.logged_at, s.revoked_at, s.reason, s.profile, s.account, s.order_id, s.ra"
		    " FROM temp.import_cert AS s ORDER BY s.sha256, s.ord",
		    DB_NONE);
	while (more > 0 && (more = db_step(q)) > 0) {
		read_row(q, &row);
		if (import_cert_take(certs, &row) != 0) {
			db_reset(q);
			more = -1;
		}
	}
	if (more == 0 && import_cert_finish(certs) == 0 && import_pairs_make(im) == 0)
		status = 0;
	import_cert_free(certs);
	return status;
}

const struct import_steps import_certs_steps = {
	.tables =
	    "CREATE TEMP TABLE import_cert (ord INTEGER PRIMARY KEY, sha256 BLOB, file INTEGER,"
	    " line INTEGER, der BLOB, serial TEXT, issuer TEXT, issued_at INTEGER,"
	    " logged_at INTEGER, revoked_at INTEGER, reason INTEGER, profile TEXT,"
	    " account TEXT, order_id TEXT, ra TEXT);"
	    "CREATE TEMP TABLE import_serial (serial TEXT, issuer_id INTEGER, cert_id INTEGER,"
	    " form INTEGER);"
	    "CREATE TEMP TABLE import_revocation (serial TEXT, issuer_id INTEGER,"
	    " revoked_at INTEGER, reason INTEGER);",
	.begin = begin,
	.stage = stage,
	.merge = merge,
	.end = end,
	.takes = SNIFF_CERTIFICATES | SNIFF_MAPPED,
	.beside = SNIFF_TEXT | SNIFF_FOREIGN | SNIFF_NOTHING,
	.wants = "certificates (PEM, DER, CT get-entries JSON, CSV with der)",
};
