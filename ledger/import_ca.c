#include "ledger/import_ca.h"

#include "ledger/intake.h"

int
import_ca_add(struct import *im, const struct import_ca *ca, uint64_t line)
{
	static const char *const scopes[] = { "tls", "ev", "out" };

	return db_exec(im->l,
	    "INSERT INTO temp.import_ca (sha256, subject, subject_dn, key_id, owner, other_owner,"
	    " scope, reason, technically_constrained, separately_audited, documents, crl_urls,"
	    " valid_from, valid_until, line, spki) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
	    " ?12, ?13, ?14, ?15, ?16)",
	    DB(db_hash(ca->has_sha256 ? ca->sha256 : NULL), db_text(ca->subject),
		db_blob(ca->dn, ca->dn_len),
		db_blob(ca->key_id_len ? ca->key_id : NULL, ca->key_id_len), db_stated(ca->owner),
		db_stated(ca->other_owner), db_text(scopes[ca->scope]), db_stated(ca->reason),
		db_int(ca->technically_constrained), db_int(ca->separately_audited),
		db_stated(ca->documents), db_stated(ca->crl_urls), db_at(ca->from),
		db_at(ca->until), db_int((int64_t)line), db_blob(ca->spki, ca->spki_len)));
}
