/*
 * import_ca - one issuing CA of an inventory, whatever the file's format
 */
#ifndef LEDGER_IMPORT_CA_H
#define LEDGER_IMPORT_CA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"

struct import;
struct input;

enum import_ca_scope { IMPORT_CA_TLS, IMPORT_CA_EV, IMPORT_CA_OUT };

/* Strings are "" where not stated. */
struct import_ca {
	bool has_sha256;
	uint8_t sha256[32];
	const char *subject; /* never "" */
	const void *dn;	     /* DER, or NULL */
	size_t dn_len;
	uint8_t key_id[64];
	size_t key_id_len;
	const void *spki;    /* SubjectPublicKeyInfo in DER, or NULL */
	size_t spki_len;
	const char *owner, *other_owner; /* the root's owner and the subordinate's, CCADB */
	enum import_ca_scope scope;
	const char *reason; /* why out of scope */
	bool technically_constrained, separately_audited;
	const char *documents, *crl_urls; /* spaces between */
	int64_t from, until;
};

/* Into temp.import_ca.  0 or -1 said. */
int import_ca_add(struct import *im, const struct import_ca *ca, uint64_t line);

/* Readers of the forms, each of a whole file: 0 or -1 said. */
int import_ca_cert(struct import *im, struct input *in);  /* PEM, DER */
int import_ca_table(struct import *im, struct input *in); /* CSV, JSON Lines */
int import_ca_yaml(struct import *im, struct input *in);

#endif
