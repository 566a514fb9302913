/*
 * import_validation - one row of a validations export, checked and in normal form
 *
 * The identity of a validation is the SHA-256 of its canonical form: the line
 * "selfaudit validation v1", then one line a field, "<bytes>:<text>", each with
 * LF, in this order (what is not stated is "0:"):
 *
 *   ref_kind ref kind ev_item name adn method validated_at initiated_at oldest_data_at
 *   adn_derivation br_version random_created_at random_used_at random_value token_id
 *   recipient dns_record redirects perspectives_ok perspectives_total rirs
 *   caa_checked_at caa_result caa_perspectives_ok caa_perspectives_total caa_rirs
 *   issued_at reused_from evidence delegated_party relied_on
 *
 * ref_kind is 0..4 as in the ledger; ref a SHA-256 or serial in lower-case hex,
 * or the authorization's or account's id; kind domain, identity or ev; names in
 * normal form (base/name.h); times in seconds since 1970; counts decimal;
 * relied_on 1 or not stated.
 */
#ifndef LEDGER_IMPORT_VALIDATION_H
#define LEDGER_IMPORT_VALIDATION_H

#include "base/digest.h"
#include "base/name.h"
#include "base/validation.h"
#include "ledger/import_table.h"

/* Columns of the export, as promised. */
#define IMPORT_VALIDATION_COLUMNS(X)                                                               \
	X(method)                                                                                  \
	X(validated_at)                                                                            \
	X(name) X(adn) X(certificate) X(authz_id) X(account) X(initiated_at) X(oldest_data_at)     \
	    X(adn_derivation) X(br_version) X(random_created_at) X(random_used_at) X(random_value) \
		X(token_id) X(recipient) X(dns_record) X(redirects) X(perspectives_ok)             \
		    X(perspectives_total) X(rirs) X(caa_checked_at) X(caa_result)                  \
			X(caa_perspectives_ok) X(caa_perspectives_total) X(caa_rirs) X(issued_at)  \
			    X(reused_from) X(evidence) X(delegated_party) X(kind) X(relied_on)

enum import_validation_column {
#define X(name) IMPORT_VALIDATION_##name,
	IMPORT_VALIDATION_COLUMNS(X)
#undef X
	    IMPORT_VALIDATION_COUNT
};

extern const char *const import_validation_columns[IMPORT_VALIDATION_COUNT];

/* A validation and what it refers to; strings are borrowed from the row or lie in the buffers. */
struct import_validation {
	struct validation v;
	int ref_kind;
	struct import_table_ref certificate; /* ref_kind 0, 1 */
	const char *ref;		     /* ref_kind 2..4 */
	char name[NAME_TEXT], adn[NAME_TEXT];
};

/*
 * Reads a row.  0; 1 with row->reason where it is a reject:
 *   - method, validated_at, one of name and adn (kind identity and ev need none), and one of
 *     certificate, authz_id and account are required, the first stated of these counts;
 *   - names are names, times RFC 3339 with a zone, counts whole numbers, "3/4" states both.
 */
int import_validation_read(struct import_table_row *row, struct import_validation *out);

/* The bits of enum evidence_kind that it carries. */
unsigned import_validation_evidence(const struct validation *v);

/* Sets out->v.hash.  0 or -1 said; scratch is the caller's to reuse. */
int import_validation_hash(struct import_validation *out, struct digest *d, struct text *scratch);

struct db_value import_validation_ref(const struct import_validation *v);

#endif
