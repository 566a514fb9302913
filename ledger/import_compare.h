/*
 * import_compare - a list staged in temp.import_list against the certificates of the ledger
 *
 * Not for anyone outside ledger/import_reconcile.c.  A record of the list is a unit's where
 * its fingerprint is the final certificate's or its precertificate's.  Else by serial and
 * issuer, where it states no fingerprint, or one of a form of which the ledger has none
 * (the final certificate of a precertificate, a certificate for a serial alone); a
 * fingerprint that says nothing of its form stands for a final certificate.  Any other
 * fingerprint with a unit's serial and issuer is another certificate: a difference.
 *
 * An issuer is found by its name in any order of attributes, its common name, key id or the
 * SHA-256 of its certificate; a record whose issuer the ledger does not know is only in
 * the list; one that states none is found by its serial alone.
 *
 * Apart, and no differences: units that the list cannot show, unless it has them.  Bytes
 * that cannot be decoded, which only a fingerprint can name; serials without certificate,
 * where the list is one of certificates: no record of it is a serial without
 * fingerprint and number.
 */
#ifndef LEDGER_IMPORT_COMPARE_H
#define LEDGER_IMPORT_COMPARE_H

#include "ledger/intake.h"

/* form: as cert.form, NULL not known; entry 0 and number "" where there is none. */
#define IMPORT_COMPARE_TABLES                                                                            \
	"CREATE TEMP TABLE import_list (id INTEGER PRIMARY KEY, sha256 BLOB, form INTEGER, serial TEXT," \
	" issuer TEXT, not_before INTEGER, file INTEGER, line INTEGER, entry INTEGER, number TEXT);"     \
	"CREATE TEMP TABLE import_key (key TEXT, issuer_id INTEGER, PRIMARY KEY (key, issuer_id)) WITHOUT ROWID;" \
	"CREATE TEMP TABLE import_issuer (text TEXT, issuer_id INTEGER, PRIMARY KEY (text, issuer_id))"  \
	" WITHOUT ROWID;"                                                                                \
	"CREATE TEMP TABLE import_hit (list_id INTEGER PRIMARY KEY, unit INTEGER);"                      \
	"CREATE TEMP TABLE import_near (list_id INTEGER PRIMARY KEY, unit INTEGER, place INTEGER, sha256 BLOB);" \
	"CREATE TEMP TABLE import_other (list_id INTEGER PRIMARY KEY, unit INTEGER);"                    \
	"CREATE TEMP TABLE import_only (id INTEGER PRIMARY KEY, apart INTEGER);"                         \
	"CREATE TEMP TABLE import_foreign (id INTEGER PRIMARY KEY);"

/* Fills the tables, r->new, r->known and the notes both, ledger_only, list_only, other, apart,
 * by_serial, without_issuer, unknown_issuer.  0 or -1 said. */
int import_compare_run(struct import *im);

/* The rows of comparison and reconcile.  0 or -1 said. */
int import_compare_write(struct import *im);

#endif
