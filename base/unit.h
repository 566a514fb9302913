/*
 * unit - the noun that travels: one certificate of the ledger, its names, the
 * validations of each
 *
 * A unit is issuer (DN + key id) + serial; a precertificate and its final
 * certificate are one.  The ledger fills it, the rules read it.  All pointers
 * are borrowed and live until the cursor's next step.  Strings are UTF-8,
 * "" is "not stated"; times are instants, INSTANT_NONE "not stated".
 */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/validation.h"

struct cert;			/* base/cert.h: a certificate decoded from its DER */
struct lint_row;

enum unit_state {
	UNIT_FINAL,		/* with a final certificate (a precertificate may be linked) */
	UNIT_PRECERT_ONLY,
	UNIT_SERIAL_ONLY,	/* an issued serial without a certificate */
	UNIT_UNREADABLE		/* bytes that do not decode */
};

/* By reserved policy OID (BR 7.1.6.1); NONE: no reserved OID, or several. */
enum unit_type { UNIT_TYPE_NONE, UNIT_TYPE_DV, UNIT_TYPE_OV, UNIT_TYPE_IV, UNIT_TYPE_EV };

/* Where the issuance time comes from, in the order of preference. */
enum issued_source { ISSUED_EXPORT, ISSUED_CLAIM, ISSUED_SCT, ISSUED_NOT_BEFORE };

enum name_kind { NAME_DNS, NAME_IP, NAME_EMAIL, NAME_URI, NAME_DIRECTORY, NAME_OTHER };

struct unit_name {
	enum name_kind kind;
	const char *text;	/* normalised: lower case, A-labels, canonical IP; "*." kept */
	bool wildcard;		/* begins with "*." */
	bool onion;		/* ends in .onion */
	const struct validation *const *validations;	/* those that speak of this name */
	size_t validation_count;
};

struct unit {
	int64_t id;
	int64_t precert_id;		/* row of the linked precertificate, 0 where there is none */
	const char *class;		/* tls, ca, ocsp, smime, codesigning, other, serial, unreadable */
	enum unit_state state;
	enum unit_type type;
	uint8_t fingerprint[32];
	const uint8_t *final_sha256;	/* 32 bytes each; NULL where there is none */
	const uint8_t *precert_sha256;

	int64_t issuer_id;		/* row of the ledger's issuer dictionary */
	const char *issuer;		/* DN as text, RFC 4514 */
	const char *issuer_org;		/* its organizationName, "" where none */
	const uint8_t *key_id;		/* AKI keyIdentifier */
	size_t key_id_len;
	const char *serial;		/* lower-case hex without leading zeros or sign octet */
	int same_serial;		/* other units with that issuer and serial; at most 99 */
	const char *subject;		/* DN as text, RFC 4514 */

	int64_t not_before, not_after;
	int64_t issued_at;		/* the best estimate */
	int64_t issued_min, issued_max;	/* the interval it stands for; equal unless from notBefore */
	enum issued_source issued_source;
	const char *profile, *account, *order_id, *ra;
	int64_t revoked_at;		/* once asked for: ledger/unit_cursor.h */
	int revocation_reason;		/* CRLReason, -1 where none is known */

	const char *policy_oids;	/* dotted, spaces between */
	const char *key_type;		/* "RSA-2048", "EC-P256", ..., "" unknown */
	const char *sig_alg;		/* short name, "sha256WithRSAEncryption" */
	uint8_t spki_sha256[32];
	bool technically_constrained;	/* issuer, by the inventory */

	struct unit_name *names;	/* SAN order; the CN alone adds none */
	size_t name_count;

	/* validations that speak of no one name: identity and EV data, and those
	 * whose name is not in the certificate */
	const struct validation *const *others;
	size_t other_count;

	const struct lint_row *lints;	/* what linters said of it (base/lintrow.h) */
	size_t lint_count;

	/* only where the reader was asked for DER; else NULL */
	const uint8_t *der;		/* the final certificate, else the precertificate */
	size_t der_len;
	const uint8_t *precert_der;	/* the linked precertificate of a final, or NULL */
	size_t precert_der_len;
	const struct cert *cert;	/* der decoded, or NULL */
};

#endif
