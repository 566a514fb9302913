/*
 * import_issuer - rows of table issuer, found or made
 *
 * Certificates of a file come from few issuers: the last ones are remembered,
 * so that most need no query.
 */
#ifndef LEDGER_IMPORT_ISSUER_H
#define LEDGER_IMPORT_ISSUER_H

#include <stddef.h>
#include <stdint.h>

struct ledger;
struct import_issuers;

struct import_issuer {
	const void *dn; /* DER; of a serial-only unit the CA certificate's SHA-256 */
	size_t dn_len;
	const void *key_id;
	size_t key_id_len;
	const char *name, *org; /* used where the row is made */
};

/* Within one transaction of the caller's.  NULL said. */
struct import_issuers *import_issuer_new(struct ledger *l);
void import_issuer_free(struct import_issuers *all); /* NULL is fine */

/* 0 and *id; -1 said. */
int import_issuer_id(struct import_issuers *all, const struct import_issuer *i, int64_t *id);

#endif
