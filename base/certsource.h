/*
 * certsource - certificates out of whatever a CA exports
 *
 * Reads one input (base/input.h; folders are walked by the caller) and yields
 * one record after another:
 *   - PEM bundle, with any text between the blocks (RFC 7468);
 *   - one DER certificate;
 *   - answers of a CT log's get-entries (RFC 6962 4.6), one or several, whole
 *     answers or bare entries: the certificate, or the precertificate from
 *     extra_data;
 *   - CSV or JSON Lines with a column der (base64 or hex), or serial and
 *     issuer for certificates that are not at hand, also through an import map.
 * The form is told from the first bytes.
 *
 * Nothing is decoded here: bytes that claim to be a certificate are yielded
 * even where they are none (the ledger's "unreadable" units).  Where there are
 * no such bytes (broken base64, a block cut short) the record is bad, with
 * place and reason.  Memory does not depend on the input's size.
 */
#ifndef BASE_CERTSOURCE_H
#define BASE_CERTSOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"
#include "base/instant.h"

#define CERTSOURCE_RECORD_MAX (16u << 20) /* bytes of one record as it stands in the input */

enum certsource_form {
	CERTSOURCE_PEM,
	CERTSOURCE_DER,
	CERTSOURCE_CT,
	CERTSOURCE_CSV,
	CERTSOURCE_JSONL,
	CERTSOURCE_UNKNOWN
};

enum certsource_result { CERTSOURCE_END, CERTSOURCE_RECORD, CERTSOURCE_BAD };

/* Strings are UTF-8 and "" where not stated; all is borrowed until the next call. */
struct certsource_record {
	uint64_t line;	    /* in the input, from 1; 0 where it has no lines */
	uint64_t offset;    /* bytes before the record */
	uint64_t entry;	    /* of a CT log's answer: which entry, from 1; else 0 */
	const char *reason; /* of a bad one: expected, found; else NULL */

	const uint8_t *der; /* NULL for a row with serial and issuer alone */
	size_t der_len;

	int64_t logged_at_ms; /* CT entries: the log's time stamp; else INSTANT_NONE */

	/* columns of CSV and JSON Lines */
	const char *serial;	       /* base/serial.h; claimed, where der is given too */
	const char *issuer;	       /* SHA-256 of the issuing CA certificate, lower-case hex */
	int64_t issued_at, revoked_at; /* INSTANT_NONE where not stated */
	int revocation_reason;	       /* CRLReason 0..10, -1 where not stated */
	const char *profile, *account, *order_id, *ra;
};

struct importmap;
struct certsource;

/*
 * Reads in, which the caller keeps and closes (and hashes, if at all, from
 * before this call on: the first bytes are read here).  map, which outlives the source
 * or is NULL, applies to CSV and JSON Lines.  NULL said when memory ran out or reading failed. What
 * holds no certificates at all has the form CERTSOURCE_UNKNOWN and one bad record.
 */
struct certsource *certsource_new(struct input *in, const struct importmap *map);
void certsource_free(struct certsource *s); /* NULL is fine */

enum certsource_form certsource_form(const struct certsource *s);

/* The next record.  An enum certsource_result; *r is written unless it is
 * CERTSOURCE_END; -1 said where reading failed, or a table cannot be read at all. */
int certsource_next(struct certsource *s, struct certsource_record *r);

/* The i-th column that this program does not know, as met so far; NULL behind the last. */
const char *certsource_unknown(const struct certsource *s, size_t i);

#endif
