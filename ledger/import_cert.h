/*
 * import_cert - one staged row becomes a certificate of the ledger, or a claim
 * about one that is there
 *
 * The facts are the DER's.  What the export says beside it is kept where the
 * DER has no such field (issuance time, profile, account, order, RA), and
 * compared, never used, where it has (serial, issuer).
 */
#ifndef LEDGER_IMPORT_CERT_H
#define LEDGER_IMPORT_CERT_H

#include <stddef.h>
#include <stdint.h>

struct import;
struct import_certs;

struct import_cert_row {
	uint8_t sha256[32];
	int64_t file; /* temp.import_file.id */
	uint64_t line;
	const void *der; /* NULL: serial and issuer alone */
	size_t der_len;
	const char *serial, *issuer; /* as exported */
	int64_t issued_at, logged_at, revoked_at;
	int revocation_reason;
	const char *profile, *account, *order_id, *ra;
};

/* Within the merging transaction.  NULL said. */
struct import_certs *import_cert_new(struct import *im);
void import_cert_free(struct import_certs *c); /* NULL is fine */

/* Rows by ascending sha256.  0, or -1 said. */
int import_cert_take(struct import_certs *c, const struct import_cert_row *row);

/* The tables that are sorted otherwise: serials, revocations; the counts.  0, or -1 said. */
int import_cert_finish(struct import_certs *c);

#endif
