/*
 * import - files of the CA taken into the ledger, whole or not at all
 *
 * Staged: records are read into temporary tables that no reader sees, in
 * transactions of bounded size; then one transaction merges them in sorted
 * order and writes the import's row.  Killed at any instant, the ledger holds
 * the whole file or nothing of it; the same command again gives the same
 * ledger.  A file is known by kind, SHA-256 of its bytes and SHA-256 of its
 * map: a second time it changes nothing (but a reconciliation, which is one of the ledger as it
 * is now, and a reviewer's sheet whose marks another one replaced).  Memory does not grow with the file.
 *
 * A record that cannot be taken in is a reject (place, reason, first bytes);
 * something noticed in one that can is a remark.  Both are kept.
 */
#ifndef LEDGER_IMPORT_H
#define LEDGER_IMPORT_H

#include <stdint.h>

#include "ledger/import_request.h"

struct ledger;

enum import_kind {
	IMPORT_CAS, /* inventory: CCADB CSV, an issuer's list as CSV, PEM or DER, YAML */
	IMPORT_CERTS,
	IMPORT_VALIDATIONS,
	IMPORT_LINKS,
	IMPORT_CRL,
	IMPORT_REVOCATIONS,
	IMPORT_LINT,
	IMPORT_WEAK_KEYS, /* hashes of keys, base/keyhash.h */
	IMPORT_BLOCKED_KEYS,
	IMPORT_CPS, /* one document of the CPS register, YAML */
	IMPORT_RECONCILE, /* another list, compared with the ledger: nothing of it becomes a fact of a certificate */
	IMPORT_REVIEW, /* a reviewer's sheet, filled in: ledger/review.h */
	IMPORT_KINDS
};

const char *import_kind_name(enum import_kind kind); /* as in import.kind */

/*
 * Imports one file, folder (walked, sorted) or "-".  0 and *r, which
 * import_result_free frees; -1 said, and the ledger as it was.
 */
int import_file(struct ledger *l, enum import_kind kind, const char *path,
    const struct import_options *o, struct import_result *r);
void import_result_free(struct import_result *r);

/* Newest import, 0 where there is none; -1 said. */
int import_newest(struct ledger *l, int64_t *id);

#endif
