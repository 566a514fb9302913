/*
 * inventory - the issuing CAs and their scope, as the ledger's newest rows state them
 *
 * A CA is recognised by its key id (and DN, where both sides have one); by DN
 * where there is no key id; a serial without certificate by the SHA-256 of its
 * issuing CA certificate.
 */
#ifndef LEDGER_INVENTORY_H
#define LEDGER_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

struct ledger;
struct inventory;

enum inventory_scope { INVENTORY_TLS, INVENTORY_EV, INVENTORY_OUT, INVENTORY_UNKNOWN };

struct inventory_ca {
	uint8_t sha256[32];
	bool has_sha256;
	char *subject, *owner, *reason, *documents, *crl_urls;	/* "" where not stated */
	void *dn;				/* DER, or NULL */
	size_t dn_len;
	uint8_t *key_id;
	size_t key_id_len;
	enum inventory_scope scope;
	bool technically_constrained, separately_audited;
	int64_t valid_from, valid_until;	/* INSTANT_NONE: open */
};

/* As of an import (0: all).  NULL said. */
struct inventory *inventory_load(struct ledger *l, int64_t as_of);
void inventory_free(struct inventory *i);
const struct inventory_ca *inventory_cas(const struct inventory *i, size_t *count); /* count 0: none was given */

/* The CA of an issuer row of the ledger, or NULL; remembered by issuer id. */
const struct inventory_ca *inventory_of_issuer(struct inventory *i, struct ledger *l, int64_t issuer_id);

#endif
