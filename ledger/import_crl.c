#include <string.h>

#include "base/crl.h"
#include "ledger/import_issuer.h"
#include "ledger/intake.h"

#define REMOVE_FROM_CRL 8 /* RFC 5280 5.3.1: of a delta, the entry is no longer one */

/* 1 taken, 0 rejected; -1 said. */
static int
take(struct import *im, const struct crl_entry *e, int64_t ord)
{
	const char *reason = e->trouble;

	if (!reason && e->other_issuer)
		reason = "issuer: expected the CRL's own, found an entry of an indirect CRL";
	if (!reason && e->reason == REMOVE_FROM_CRL)
		reason = "reason: expected a revocation, found removeFromCRL";
	if (reason)
		return intake_reject(im, e->offset, reason, e->serial) == 0 ? 0 : -1;
	if (db_exec(im->l, "INSERT INTO temp.import_revocation VALUES (?1, ?2, ?3, ?4)",
		DB(db_int(ord), db_text(e->serial), db_int(e->revoked_at), db_int(e->reason))) != 0)
		return -1;
	return 1;
}

/* Is every subscriber certificate of the issuer in its scope (RFC 5280 5.2.5)?  Then it stands for
 * every distribution point of the issuer. */
static bool
is_whole(const struct crl_head *h)
{
	return !h->idp_point && !h->only_ca && !h->only_attribute && !h->only_some_reasons &&
	    !h->indirect && !h->is_delta && !h->bad_extensions;
}

/*
 * Is it signed by a key that the inventory has for this issuer?  1 yes; 0 the inventory has no
 * certificate of the issuer (of this name, and key id where the CRL states one); -1 no, or
 * said: *wrong tells.
 */
static int
is_signed(struct import *im, const struct crl *crl, bool *wrong)
{
	const struct crl_head *h = crl_head(crl);
	struct query *q = db_query(im->l,
	    "SELECT DISTINCT spki FROM ca WHERE subject_dn = ?1 AND spki IS NOT NULL"
	    " AND (length(?2) = 0 OR key_id IS NULL OR key_id = ?2)",
	    DB(db_blob(h->issuer.der, h->issuer.der_len),
		db_blob(h->aki ? h->aki : (const void *)"", h->aki_len)));
	bool any = false;
	int more = q ? 1 : -1;

	*wrong = false;
	while (more > 0 && (more = db_step(q)) > 0) {
		size_t len;
		const void *spki = db_col_blob(q, 0, &len);

		any = true;
		if (crl_signed_by(crl, spki, len)) {
			db_reset(q);
			return 1;
		}
	}
	*wrong = more == 0 && any;
	return more < 0 || any ? -1 : 0;
}

/* Nothing is taken from a list that somebody else signed: it counts as one record. */
static int
refuse(struct import *im, const struct crl_head *h, int64_t ord, int64_t entries)
{
	static const char reason[] =
	    "signature: expected one by the key of the issuer in the inventory, found another";

	if (db_exec(im->l, "DELETE FROM temp.import_revocation WHERE ord = ?1", DB(db_int(ord))) != 0)
		return -1;
	im->r->read -= (uint64_t)entries;
	im->r->read++;
	return intake_reject(im, 0, reason, h->issuer.text);
}

static int
finish_crl(struct import *im, const struct crl_head *h, int64_t ord, int64_t entries, bool by_issuer)
{
	struct text urls = { 0 };
	int status = -1;

	for (size_t i = 0; i < h->idp_url_count; i++)
		text_addf(&urls, "%s%s", i ? " " : "", h->idp_urls[i]);
	if (!text_failed(&urls))
		status = db_exec(im->l,
		    "INSERT INTO temp.import_crl VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
		    DB(db_int(ord), db_blob(h->issuer.der, h->issuer.der_len),
			db_blob(h->aki ? h->aki : (const void *)"", h->aki_len),
			db_text(h->issuer.text), db_text(dn_value(&h->issuer, "O")),
			db_stated(text_str(&urls)), db_at(h->this_update), db_at(h->next_update),
			db_int(entries), db_int(is_whole(h)), db_int(by_issuer)));
	text_free(&urls);
	return status;
}

static int
stage_one(struct import *im, struct input *in, struct crl *crl, int64_t ord)
{
	const struct crl_head *h = crl_head(crl);
	struct crl_entry e;
	int64_t entries = 0;
	bool wrong;
	int got, by_issuer;

	while ((got = crl_next(crl, &e)) > 0) {
		int taken = take(im, &e, ord);

		if (taken < 0 || intake_tick(im, in) != 0)
			return -1;
		entries += taken;
	}
	if (got < 0)
		return -1;
	by_issuer = is_signed(im, crl, &wrong);
	if (by_issuer < 0)
		return wrong ? refuse(im, h, ord, entries) : -1;
	if (finish_crl(im, h, ord, entries, by_issuer) != 0)
		return -1;
	if (h->bad_extensions)
		return intake_remark(im, im->file_id, 0, "crl",
		    "extensions: expected what RFC 5280 5.2 says, found one that cannot be read");
	return 0;
}

static int
stage(struct import *im, struct input *in)
{
	struct crl *crl;
	int64_t ord;
	int more, status = 0;

	im->evidence |= EVIDENCE_REVOCATION;
	while (status == 0 && (more = crl_open(in, &crl)) > 0) {
		if (db_one_int(im->l, "SELECT count(*) + 1 FROM temp.import_crl", DB_NONE, &ord) <
		    0)
			status = -1;
		else
			status = stage_one(im, in, crl, ord);
		crl_free(crl);
	}
	return status == 0 ? more : -1;
}

/* The issuer of each CRL: by name and key id; one without key id is the issuer of that name where
 * there is one. */
static int
resolve_issuers(struct import *im)
{
	struct import_issuers *issuers = import_issuer_new(im->l);
	struct query *q = NULL;
	int more = issuers ? 1 : -1;

	if (issuers)
		q = db_query(im->l,
		    "SELECT c.ord, c.dn, c.key_id, c.name, c.org, (SELECT CASE WHEN "
		    "length(c.key_id) = 0"
		    " AND count(*) = 1 THEN i.id END FROM issuer AS i WHERE i.dn = c.dn)"
		    " FROM temp.import_crl AS c ORDER BY c.ord",
		    DB_NONE);
	while (more > 0 && (more = db_step(q)) > 0) {
		struct import_issuer i = { .name = db_col_text(q, 3), .org = db_col_text(q, 4) };
		int64_t id = db_col_int(q, 5);

		i.dn = db_col_blob(q, 1, &i.dn_len);
		i.key_id = db_col_blob(q, 2, &i.key_id_len);
		if ((id == 0 && import_issuer_id(issuers, &i, &id) != 0) ||
		    db_exec(im->l, "INSERT INTO temp.import_crl_issuer VALUES (?1, ?2)",
			DB(db_int(db_col_int(q, 0)), db_int(id))) != 0) {
			db_reset(q);
			more = -1;
		}
	}
	import_issuer_free(issuers);
	return more;
}

static int
count(struct import *im)
{
	int64_t new = 0;

	if (resolve_issuers(im) != 0 ||
	    db_one_int(im->l,
		"SELECT count(*) FROM (SELECT DISTINCT s.serial, i.issuer_id, s.revoked_at, "
		"s.reason"
		" FROM temp.import_revocation AS s JOIN temp.import_crl_issuer AS i USING (ord)) "
		"AS s"
		" WHERE NOT EXISTS (SELECT 1 FROM revocation AS r WHERE r.serial = s.serial"
		" AND r.issuer_id = s.issuer_id AND r.source = 'crl'"
		" AND r.revoked_at = s.revoked_at AND r.reason = s.reason)",
		DB_NONE, &new) < 0)
		return -1;
	intake_new(im, new);
	return 0;
}

static int
merge(struct import *im)
{
	int64_t crls = 0, unchecked = 0;

	if (db_exec(im->l,
		"INSERT INTO crl (import_id, ord, issuer_id, url, signed, whole, this_update, next_update, "
		"entries)"
		" SELECT ?1, c.ord, i.issuer_id, c.url, c.signed, c.whole, ifnull(c.this_update, 0), c.next_update,"
		" c.entries FROM temp.import_crl AS c JOIN temp.import_crl_issuer AS i USING (ord)"
		" ORDER BY c.ord",
		DB(db_int(im->id))) != 0 ||
	    db_exec(im->l,
		"INSERT INTO revocation (serial, issuer_id, source, revoked_at, reason, import_id,"
		" seen_at) SELECT n.serial, n.issuer_id, 'crl', n.revoked_at, n.reason, ?1, n.seen_at"
		" FROM (SELECT s.serial, i.issuer_id, s.revoked_at, s.reason,"
		"  min(ifnull(c.this_update, ?2)) AS seen_at FROM temp.import_revocation AS s"
		"  JOIN temp.import_crl AS c USING (ord) JOIN temp.import_crl_issuer AS i USING (ord)"
		"  GROUP BY 1, 2, 3, 4) AS n WHERE NOT EXISTS (SELECT 1 FROM revocation AS r"
		"  WHERE r.serial = n.serial AND r.issuer_id = n.issuer_id AND r.source = 'crl'"
		"  AND r.revoked_at = n.revoked_at AND r.reason = n.reason AND r.seen_at <= n.seen_at)"
		" ORDER BY 1, 2, 4, 5",
		DB(db_int(im->id), db_int(im->o->now))) != 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_crl", DB_NONE, &crls) < 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_crl WHERE signed = 0", DB_NONE,
		&unchecked) < 0)
		return -1;
	intake_note(im, "crls", (uint64_t)crls);
	if (unchecked > 0)
		intake_note(im, "signatures_not_checked", (uint64_t)unchecked);
	return intake_pending(im,
	    "SELECT count(*) FROM temp.import_revocation AS s WHERE NOT EXISTS"
	    " (SELECT 1 FROM serial AS n WHERE n.serial = s.serial)");
}

const struct import_steps import_crl_steps = {
	.tables =
	    "CREATE TEMP TABLE import_revocation (ord INTEGER, serial TEXT,"
	    " revoked_at INTEGER, reason INTEGER);"
	    "CREATE TEMP TABLE import_crl (ord INTEGER PRIMARY KEY, dn BLOB, key_id BLOB,"
	    " name TEXT, org TEXT, url TEXT, this_update INTEGER, next_update INTEGER,"
	    " entries INTEGER, whole INTEGER, signed INTEGER);"
	    "CREATE TEMP TABLE import_crl_issuer (ord INTEGER PRIMARY KEY, issuer_id INTEGER);",
	.stage = stage,
	.count = count,
	.merge = merge,
	.takes = SNIFF_CRL,
	.wants = "a CRL (DER or PEM)",
};
