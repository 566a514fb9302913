#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/certsource_part.h"
#include "base/crl.h"
#include "base/digest.h"
#include "base/record.h"
#include "base/serial.h"

/* The promised columns. */
enum column {
	COL_DER,
	COL_SERIAL,
	COL_ISSUER,
	COL_ISSUED_AT,
	COL_PROFILE,
	COL_ACCOUNT,
	COL_ORDER_ID,
	COL_RA,
	COL_REVOKED_AT,
	COL_REVOCATION_REASON,
	COL_COUNT
};

static const char *const column_names[COL_COUNT] = {
	[COL_DER] = "der",
	[COL_SERIAL] = "serial",
	[COL_ISSUER] = "issuer",
	[COL_ISSUED_AT] = "issued_at",
	[COL_PROFILE] = "profile",
	[COL_ACCOUNT] = "account",
	[COL_ORDER_ID] = "order_id",
	[COL_RA] = "ra",
	[COL_REVOKED_AT] = "revoked_at",
	[COL_REVOCATION_REASON] = "revocation_reason",
};

/* Hex, with or without "\x", "0x", colons and blanks, or base64.  Octets, or -1, or -2 said. */
static long
decode_der(struct certsource *s, const char *text)
{
	size_t len = strlen(text), digits = 0;
	const char *hex = text;
	bool is_hex;

	if (certsource_room(s, len / 4 * 3 + 3) < 0)
		return -2;
	if ((hex[0] == '\\' || hex[0] == '0') && (hex[1] == 'x' || hex[1] == 'X'))
		hex += 2;
	/* DER begins with 30: "30" is no beginning of its base64, which is "MI" or "MF" */
	is_hex = hex[0] == '3' && hex[1] == '0';
	for (const char *p = hex; is_hex && *p != '\0'; p++) {
		if (*p == ':' || isspace((unsigned char)*p))
			continue;
		if (!isxdigit((unsigned char)*p)) {
			is_hex = false;
			break;
		}
		if (digits % 2 == 0)
			s->der[digits / 2] = 0;
		s->der[digits / 2] =
		    (uint8_t)(s->der[digits / 2] << 4 |
			      (isdigit((unsigned char)*p) ? *p - '0' : (*p | 0x20) - 'a' + 10));
		digits++;
	}
	if (is_hex)
		return digits % 2 == 0 ? (long)(digits / 2) : -1;
	return digest_unbase64(text, len, s->der, s->der_cap);
}

static int
take_time(
    struct certsource *s, struct certsource_record *r, const char *text, enum column k, int64_t *t)
{
	if (*text == '\0' || instant_parse(text, t) == 0)
		return CERTSOURCE_RECORD;
	return certsource_bad(s, r, "%s: expected an RFC 3339 time with a zone, found \"%.60s\"",
	    column_names[k], text);
}

static int
take_identity(struct certsource *s, struct certsource_record *r, const char *const *value)
{
	const char *der = value[COL_DER], *serial = value[COL_SERIAL], *issuer = value[COL_ISSUER];
	uint8_t hash[DIGEST_LEN];
	long n;

	if (*serial != '\0') {
		if (serial_normalise(serial, s->serial, sizeof s->serial) < 0)
			return certsource_bad(
			    s, r, "serial: expected %s, found \"%.60s\"", serial_wanted(serial), serial);
		r->serial = s->serial;
	}
	if (*issuer != '\0') {
		if (digest_unhex(issuer, hash, sizeof hash) < 0)
			return certsource_bad(s, r,
			    "issuer: expected the issuing CA certificate's "
			    "SHA-256 in hex, found \"%.60s\"",
			    issuer);
		r->issuer = digest_hex(hash, sizeof hash, s->issuer);
	}
	if (*der == '\0')
		return *serial != '\0' && *issuer != '\0'
			   ? CERTSOURCE_RECORD
			   : certsource_bad(
				 s, r, "expected der, or serial and issuer, found neither");
	if ((n = decode_der(s, der)) == -2)
		return -1;
	if (n <= 0)
		return certsource_bad(s, r, "der: expected base64 or hex, found \"%.20s%s\"", der,
		    strlen(der) > 20 ? "..." : "");
	r->der = s->der;
	r->der_len = (size_t)n;
	return CERTSOURCE_RECORD;
}

int
certsource_table_next(struct certsource *s, struct certsource_record *r)
{
	const struct record *rec;
	const char *const *value;
	int result;

	if (s->table == NULL) {
		if ((s->table = record_open(s->in, column_names, COL_COUNT, s->map)) == NULL)
			return -1;
		if (s->form == CERTSOURCE_CSV && !record_has(s->table, COL_DER) &&
		    !(record_has(s->table, COL_SERIAL) && record_has(s->table, COL_ISSUER))) {
			s->ended = true;
			return certsource_bad(s, r,
			    "expected a column der, or serial and issuer, found "
			    "neither");
		}
	}
	result = record_next(s->table, &rec);
	if (result != RECORD_OK && result != RECORD_BAD)
		return result == RECORD_END ? CERTSOURCE_END : -1;
	r->line = rec->line;
	r->entry = rec->entry;
	if (result == RECORD_BAD)
		return certsource_bad(s, r, "%s", rec->reason);
	value = rec->value;
	r->profile = value[COL_PROFILE];
	r->account = value[COL_ACCOUNT];
	r->order_id = value[COL_ORDER_ID];
	r->ra = value[COL_RA];
	if ((result = take_time(s, r, value[COL_ISSUED_AT], COL_ISSUED_AT, &r->issued_at)) !=
		CERTSOURCE_RECORD ||
	    (result = take_time(s, r, value[COL_REVOKED_AT], COL_REVOKED_AT, &r->revoked_at)) !=
		CERTSOURCE_RECORD)
		return result;
	if (*value[COL_REVOCATION_REASON] != '\0' &&
	    (r->revocation_reason = crl_reason_parse(value[COL_REVOCATION_REASON])) < 0)
		return certsource_bad(s, r,
		    "revocation_reason: expected a CRLReason, found \"%.60s\"",
		    value[COL_REVOCATION_REASON]);
	return take_identity(s, r, value);
}
