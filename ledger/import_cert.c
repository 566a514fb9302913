#include "ledger/import_cert.h"

#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/digest.h"
#include "base/name.h"
#include "base/say.h"
#include "ledger/import_class.h"
#include "ledger/import_issuer.h"
#include "ledger/intake.h"
#include "ledger/inventory.h"

enum form { FORM_FINAL, FORM_PRECERT, FORM_SERIAL, FORM_UNREADABLE };

struct import_certs {
	struct import *im;
	struct cert *cert;
	struct inventory *inventory;
	struct import_issuers *issuers;
	struct query *known, *cert_row, *der, *name, *serial, *revocation, *stated, *claim;
	bool first;		  /* the ledger held none before */
	uint8_t last[DIGEST_LEN]; /* the one added last */
	int64_t last_id;
	struct text text; /* scratch */
	int64_t added;
	uint64_t names, precerts, serials, unreadable, claims;
};

struct import_certs *
import_cert_new(struct import *im)
{
	struct import_certs *c = calloc(1, sizeof *c);
	struct ledger *l = im->l;
	int64_t one;
	int any = db_one_int(l, "SELECT 1 FROM cert LIMIT 1", DB_NONE, &one);

	if (!c) {
		say_nomem("import certs");
		return NULL;
	}
	c->im = im;
	c->first = any == 0;
	c->cert = cert_new();
	c->inventory = inventory_load(l, 0);
	c->issuers = import_issuer_new(l);
	c->known = db_prepare(l, "SELECT id FROM cert WHERE sha256 = ?1");
	c->cert_row = db_prepare(l,
	    "INSERT INTO cert (sha256, import_id, form, class, issuer_id, serial, subject, type,"
	    " not_before, not_after, sct_at, policy_oids, key_type, sig_alg, spki_sha256, "
	    "issued_at,"
	    " profile, account, order_id, ra) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
	    " ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)");
	c->der = db_prepare(l, "INSERT INTO cert_der (cert_id, der) VALUES (?1, ?2)");
	c->name = db_prepare(
	    l, "INSERT INTO cert_name (cert_id, ord, kind, name) VALUES (?1, ?2, ?3, ?4)");
	c->serial = db_prepare(l, "INSERT INTO temp.import_serial VALUES (?1, ?2, ?3, ?4)");
	c->revocation = db_prepare(l, "INSERT INTO temp.import_revocation VALUES (?1, ?2, ?3, ?4)");
	c->stated = db_prepare(l,
	    "SELECT issued_at, profile, account, order_id, ra, sct_at FROM cert WHERE id = ?1"
	    " UNION ALL SELECT issued_at, profile, account, order_id, ra, sct_at FROM cert_claim"
	    " WHERE cert_id = ?1");
	c->claim = db_prepare(l,
	    "INSERT INTO cert_claim (cert_id, import_id, issued_at, profile, account, order_id, ra,"
	    " sct_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING");
	if (any >= 0 && c->cert && c->inventory && c->issuers && c->known && c->cert_row && c->der && c->name &&
	    c->serial && c->revocation && c->stated && c->claim)
		return c;
	import_cert_free(c);
	return NULL;
}

void
import_cert_free(struct import_certs *c)
{
	if (!c)
		return;
	cert_free(c->cert);
	inventory_free(c->inventory);
	import_issuer_free(c->issuers);
	db_release(c->known);
	db_release(c->cert_row);
	db_release(c->der);
	db_release(c->name);
	db_release(c->serial);
	db_release(c->revocation);
	db_release(c->stated);
	db_release(c->claim);
	text_free(&c->text);
	free(c);
}

static int
remark(struct import_certs *c, const struct import_cert_row *row, const char *kind)
{
	if (text_failed(&c->text))
		return -1;
	return intake_remark(c->im, row->file, row->line, kind, text_str(&c->text));
}

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == INSTANT_NONE || b == INSTANT_NONE)
		return a == INSTANT_NONE ? b : a;
	return a < b ? a : b;
}

/* ---- a certificate that is new ---- */

/* The columns that say what the DER says too. */
static int
compare(struct import_certs *c, const struct import_cert_row *row)
{
	const struct cert *x = c->cert;
	const struct inventory_ca *ca;
	uint8_t claimed[DIGEST_LEN];
	size_t n;

	if (*row->serial && strcmp(row->serial, x->serial) != 0) {
		text_clear(&c->text);
		text_addf(
		    &c->text, "serial: expected %s of the DER, found %s", x->serial, row->serial);
		if (remark(c, row, "mismatch") != 0)
			return -1;
	}
	if (!*row->issuer || digest_unhex(row->issuer, claimed, DIGEST_LEN) != 0)
		return 0;
	ca = inventory_cas(c->inventory, &n);
	for (; n > 0; n--, ca++)
		if (ca->has_sha256 && memcmp(ca->sha256, claimed, DIGEST_LEN) == 0)
			break;
	if (n == 0 || !ca->dn ||
	    (ca->dn_len == x->issuer.der_len && memcmp(ca->dn, x->issuer.der, ca->dn_len) == 0))
		return 0;
	text_clear(&c->text);
	text_addf(
	    &c->text, "issuer: expected %s of the DER, found %s", x->issuer.text, ca->subject);
	return remark(c, row, "mismatch");
}

static int
add_names(struct import_certs *c, int64_t id)
{
	const struct cert *x = c->cert;

	for (size_t i = 0; i < x->name_count; i++) {
		const struct cert_name *n = &x->names[i];
		char buf[NAME_TEXT];
		const char *text = NULL;

		if (n->kind == NAME_DNS || n->kind == NAME_IP)
			text = name_normal(n->text, buf, NULL);
		/* what is no name is kept as it stands: rules judge it */
		if (db_run(c->name, DB(db_int(id), db_int((int64_t)i), db_int(n->kind),
					db_text(text ? text : n->text))) != 0)
			return -1;
	}
	c->names += x->name_count;
	return 0;
}

/* The row of table cert; what the DER has not or says not is ... */
struct facts {
	enum form form;
	const char *class;
	struct db_value issuer_id;
	const char *serial, *subject, *policy_oids, *key_type, *sig_alg;
	int type;
	int64_t not_before, not_after, sct_at;
	const uint8_t *spki_sha256;
};

static int
add_row(
    struct import_certs *c, const struct import_cert_row *row, const struct facts *f, int64_t *id)
{
	if (db_run(c->cert_row,
		DB(db_hash(row->sha256), db_int(c->im->id), db_int(f->form), db_text(f->class),
		    f->issuer_id, db_text(f->serial), db_text(f->subject), db_int(f->type),
		    db_at(f->not_before), db_at(f->not_after), db_at(f->sct_at),
		    db_text(f->policy_oids), db_text(f->key_type), db_text(f->sig_alg),
		    db_hash(f->spki_sha256), db_at(row->issued_at), db_stated(row->profile),
		    db_stated(row->account), db_stated(row->order_id), db_stated(row->ra))) != 0)
		return -1;
	*id = c->last_id = db_last_id(c->im->l);
	memcpy(c->last, row->sha256, DIGEST_LEN);
	c->added++;
	if (row->der && db_run(c->der, DB(db_int(*id), db_blob(row->der, row->der_len))) != 0)
		return -1;
	if (f->form == FORM_UNREADABLE)
		return 0;
	return db_run(
	    c->serial, DB(db_text(f->serial), f->issuer_id, db_int(*id), db_int(f->form)));
}

static int
add_revocation(struct import_certs *c, const struct import_cert_row *row, const char *serial,
    int64_t issuer_id)
{
	if (row->revoked_at == INSTANT_NONE)
		return 0;
	return db_run(c->revocation, DB(db_text(serial), db_int(issuer_id), db_int(row->revoked_at),
					 db_int(row->revocation_reason)));
}

static int
add_decoded(struct import_certs *c, const struct import_cert_row *row)
{
	const struct cert *x = c->cert;
	const struct import_issuer issuer = { x->issuer.der, x->issuer.der_len, x->aki.p,
		x->aki.len, x->issuer.text, x->issuer_org };
	int64_t issuer_id, id, sct = INSTANT_NONE;
	struct text policies = { 0 };
	struct facts f;
	int status = -1;

	if (import_issuer_id(c->issuers, &issuer, &issuer_id) != 0)
		return -1;
	if (x->earliest_sct_ms != INSTANT_NONE)
		sct = x->earliest_sct_ms / 1000;
	for (size_t i = 0; i < x->policy_count; i++) {
		text_add(&policies, i ? " " : "");
		text_add(&policies, x->policies[i]);
	}
	if (text_failed(&policies))
		goto out;
	f = (struct facts){ x->is_precert ? FORM_PRECERT : FORM_FINAL, import_class_of(x),
		db_int(issuer_id), x->serial, x->subject.text, text_str(&policies), x->key_type,
		x->sig_alg, (int)x->type, x->not_before, x->not_after, earlier(sct, row->logged_at),
		x->spki_sha256 };
	if (add_row(c, row, &f, &id) != 0 || add_names(c, id) != 0 || compare(c, row) != 0 ||
	    add_revocation(c, row, x->serial, issuer_id) != 0)
		goto out;
	c->precerts += x->is_precert;
	status = 0;
out:
	text_free(&policies);
	return status;
}

static int
add_unreadable(struct import_certs *c, const struct import_cert_row *row)
{
	const struct facts f = { FORM_UNREADABLE, "unreadable", db_null(), "", "", "", "", "", 0,
		INSTANT_NONE, INSTANT_NONE, row->logged_at, NULL };
	int64_t id;

	text_clear(&c->text);
	text_addf(&c->text, "certificate: %s", c->cert->why);
	c->unreadable++;
	return add_row(c, row, &f, &id) == 0 ? remark(c, row, "unreadable") : -1;
}

/* Its issuer is the CA certificate that the export names, and, where the inventory has it, its
 * subject. */
static int
add_serial(struct import_certs *c, const struct import_cert_row *row)
{
	uint8_t ca_sha256[DIGEST_LEN];
	struct import_issuer issuer = { ca_sha256, DIGEST_LEN, "", 0, NULL, "" };
	struct facts f = { FORM_SERIAL, "serial", db_null(), row->serial, "", "", "", "", 0,
		INSTANT_NONE, INSTANT_NONE, INSTANT_NONE, NULL };
	const struct inventory_ca *ca;
	int64_t issuer_id, id;
	size_t n;

	if (digest_unhex(row->issuer, ca_sha256, DIGEST_LEN) != 0)
		return say_error(
		    "import certs: expected a CA certificate's SHA-256, found %s", row->issuer);
	text_clear(&c->text);
	text_addf(&c->text, "CA certificate %s", row->issuer);
	issuer.name = text_str(&c->text);
	ca = inventory_cas(c->inventory, &n);
	for (; n > 0; n--, ca++)
		if (ca->has_sha256 && memcmp(ca->sha256, ca_sha256, DIGEST_LEN) == 0)
			issuer.name = ca->subject;
	if (text_failed(&c->text) || import_issuer_id(c->issuers, &issuer, &issuer_id) != 0)
		return -1;
	f.issuer_id = db_int(issuer_id);
	c->serials++;
	return add_row(c, row, &f, &id) == 0 ? add_revocation(c, row, row->serial, issuer_id) : -1;
}

/* ---- a certificate that is known ---- */

enum { CLAIM_ISSUED, CLAIM_PROFILE, CLAIM_ACCOUNT, CLAIM_ORDER, CLAIM_RA, CLAIM_SCT, CLAIMS };

struct news {
	bool any;			  /* something that nobody stated before */
	const char *contradicted[CLAIMS]; /* by which column */
};

/* What this row states against one statement made before; fresh[i] is cleared where it is the
 * same, contradicts[i] set where it is another. */
static void
weigh(struct query *q, const struct import_cert_row *row, bool fresh[CLAIMS],
    bool contradicts[CLAIMS])
{
	const char *const texts[] = { row->profile, row->account, row->order_id, row->ra };

	if (!db_col_null(q, CLAIM_ISSUED) && row->issued_at != INSTANT_NONE) {
		if (db_col_int(q, CLAIM_ISSUED) == row->issued_at)
			fresh[CLAIM_ISSUED] = false;
		else
			contradicts[CLAIM_ISSUED] = true;
	}
	for (int i = CLAIM_PROFILE; i <= CLAIM_RA; i++) {
		const char *text = texts[i - CLAIM_PROFILE];

		if (db_col_null(q, i) || !*text)
			continue;
		if (strcmp(db_col_text(q, i), text) == 0)
			fresh[i] = false;
		else
			contradicts[i] = true;
	}
	/* a later time stamp of another log says nothing new */
	if (!db_col_null(q, CLAIM_SCT) && db_col_int(q, CLAIM_SCT) <= row->logged_at)
		fresh[CLAIM_SCT] = false;
}

static int
add_claim(struct import_certs *c, const struct import_cert_row *row, int64_t id)
{
	static const char *const columns[CLAIMS] = { "issued_at", "profile", "account", "order_id",
		"ra", NULL };
	bool fresh[CLAIMS] = { row->issued_at != INSTANT_NONE, *row->profile != '\0',
		*row->account != '\0', *row->order_id != '\0', *row->ra != '\0',
		row->logged_at != INSTANT_NONE };
	bool contradicts[CLAIMS] = { false }, any = false;
	int more;

	for (int i = 0; i < CLAIMS; i++)
		any = any || fresh[i];
	if (!any)
		return 0;
	if (db_bind(c->stated, DB(db_int(id))) != 0)
		return -1;
	while ((more = db_step(c->stated)) > 0)
		weigh(c->stated, row, fresh, contradicts);
	if (more < 0)
		return -1;
	any = false;
	for (int i = 0; i < CLAIMS; i++) {
		any = any || fresh[i];
		if (!fresh[i] || !contradicts[i] || !columns[i])
			continue;
		text_clear(&c->text);
		text_addf(&c->text,
		    "%s: expected what an earlier import stated, found another value", columns[i]);
		if (remark(c, row, "contradiction") != 0)
			return -1;
	}
	if (!any)
		return 0;
	c->claims++;
	return db_run(
	    c->claim, DB(db_int(id), db_int(c->im->id), db_at(row->issued_at),
			  db_stated(row->profile), db_stated(row->account),
			  db_stated(row->order_id), db_stated(row->ra), db_at(row->logged_at)));
}

static int
revoke_known(struct import_certs *c, const struct import_cert_row *row, int64_t id)
{
	struct query *q;
	int more;

	if (row->revoked_at == INSTANT_NONE)
		return 0;
	q = db_query(c->im->l,
	    "SELECT serial, issuer_id FROM cert WHERE id = ?1 AND issuer_id IS NOT NULL",
	    DB(db_int(id)));
	more = db_step(q);
	if (more <= 0)
		return more;
	more = add_revocation(c, row, db_col_text(q, 0), db_col_int(q, 1));
	db_reset(q);
	return more;
}

/* The row of a certificate that is there, of an earlier import or of this one; 0 none, -1 said. */
static int64_t
find(struct import_certs *c, const struct import_cert_row *row)
{
	int64_t id = 0;
	int more;

	if (c->last_id && memcmp(c->last, row->sha256, DIGEST_LEN) == 0)
		return c->last_id;
	if (c->first)
		return 0;
	more = db_bind(c->known, DB(db_hash(row->sha256))) == 0 ? db_step(c->known) : -1;
	if (more > 0)
		id = db_col_int(c->known, 0);
	db_reset(c->known);
	return more < 0 ? -1 : id;
}

int
import_cert_take(struct import_certs *c, const struct import_cert_row *row)
{
	int64_t id = find(c, row);
	int decoded;

	if (id < 0)
		return -1;
	if (id > 0)
		return add_claim(c, row, id) == 0 ? revoke_known(c, row, id) : -1;
	if (!row->der)
		return add_serial(c, row);
	decoded = cert_decode(c->cert, row->der, row->der_len);
	if (decoded < 0)
		return -1;
	return decoded == 0 ? add_decoded(c, row) : add_unreadable(c, row);
}

int
import_cert_finish(struct import_certs *c)
{
	struct import *im = c->im;

	intake_new(im, c->added);
	if (db_script(im->l,
		"CREATE INDEX temp.import_serial_key ON import_serial (serial, issuer_id, cert_id,"
		" form)") != 0 ||
	    db_exec(im->l,
		"INSERT INTO serial (serial, issuer_id, cert_id, form)"
		" SELECT serial, issuer_id, cert_id, form FROM temp.import_serial"
		" ORDER BY serial, issuer_id, cert_id",
		DB_NONE) != 0 ||
	    db_exec(im->l,
		"INSERT INTO revocation (serial, issuer_id, source, revoked_at, reason, import_id,"
		" seen_at) SELECT serial, issuer_id, 'export', revoked_at, reason, ?1, ?2"
		" FROM temp.import_revocation AS s WHERE NOT EXISTS (SELECT 1 FROM revocation AS r"
		" WHERE r.serial = s.serial AND r.issuer_id = s.issuer_id AND r.source = 'export'"
		" AND r.revoked_at = s.revoked_at AND r.reason = s.reason)"
		" ORDER BY serial, issuer_id, revoked_at"
		" ON CONFLICT DO NOTHING",
		DB(db_int(im->id), db_int(im->o->now))) != 0)
		return -1;
	intake_note(im, "revocations", (uint64_t)db_changes(im->l));
	intake_note(im, "precertificates", c->precerts);
	intake_note(im, "serial_only", c->serials);
	intake_note(im, "unreadable", c->unreadable);
	intake_note(im, "names", c->names);
	intake_note(im, "claims", c->claims);
	return 0;
}
