#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/certsource_part.h"
#include "base/crl.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/say.h"
#include "base/serial.h"

/* The promised columns, in no order. */
enum column {
	COL_DER, COL_SERIAL, COL_ISSUER, COL_ISSUED_AT, COL_PROFILE, COL_ACCOUNT, COL_ORDER_ID, COL_RA,
	COL_REVOKED_AT, COL_REVOCATION_REASON, COL_COUNT
};

static const char *const column_names[COL_COUNT] = {
	[COL_DER] = "der", [COL_SERIAL] = "serial", [COL_ISSUER] = "issuer",
	[COL_ISSUED_AT] = "issued_at", [COL_PROFILE] = "profile", [COL_ACCOUNT] = "account",
	[COL_ORDER_ID] = "order_id", [COL_RA] = "ra", [COL_REVOKED_AT] = "revoked_at",
	[COL_REVOCATION_REASON] = "revocation_reason",
};

#define NOWHERE SIZE_MAX

struct certsource_csv {
	struct csv *csv;
	size_t at[COL_COUNT];	/* cell of the column, or NOWHERE */
	char **unknown;
	size_t unknown_count;
	char serial[1024];
	char issuer[DIGEST_HEX];
};

void
certsource_csv_free(struct certsource_csv *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->unknown_count; i++)
		free(c->unknown[i]);
	free(c->unknown);
	csv_free(c->csv);
	free(c);
}

const char *const *
certsource_csv_unknown(const struct certsource_csv *c, size_t *n)
{
	*n = c != NULL ? c->unknown_count : 0;
	return c != NULL ? (const char *const *)c->unknown : NULL;
}

static int
keep_unknown(struct certsource_csv *c, const char *name)
{
	if ((c->unknown[c->unknown_count] = strdup(name)) == NULL)
		return say_nomem("certificates");
	c->unknown_count++;
	return 0;
}

/* 0; 1 with the reason set: not the columns of a certificates file; -1 said. */
static int
read_header(struct certsource *s, struct certsource_csv *c, const struct csv_row *row,
    struct certsource_record *r)
{
	if ((c->unknown = calloc(row->count + 1, sizeof *c->unknown)) == NULL)
		return say_nomem("certificates");
	for (int k = 0; k < COL_COUNT; k++)
		c->at[k] = NOWHERE;
	for (size_t i = 0; i < row->count; i++) {
		int k = 0;

		while (k < COL_COUNT && strcasecmp(row->cell[i].s, column_names[k]) != 0)
			k++;
		if (k == COL_COUNT) {
			if (keep_unknown(c, row->cell[i].s) < 0)
				return -1;
		} else if (c->at[k] != NOWHERE) {
			certsource_bad(s, r, "expected each column once, found \"%s\" twice", column_names[k]);
			return 1;
		} else {
			c->at[k] = i;
		}
	}
	if (c->at[COL_DER] == NOWHERE &&
	    (c->at[COL_SERIAL] == NOWHERE || c->at[COL_ISSUER] == NOWHERE)) {
		certsource_bad(s, r, "expected a column der, or serial and issuer, found \"%.80s\"%s",
		    row->count > 0 ? row->cell[0].s : "", row->count > 1 ? " and others" : "");
		return 1;
	}
	csv_expect(c->csv, row->count);
	return 0;
}

/* Opens the CSV and reads its header.  0 open; CERTSOURCE_BAD; -1 said. */
static int
start(struct certsource *s, struct certsource_record *r)
{
	struct csv_row row;
	int result;

	if ((s->csv = calloc(1, sizeof *s->csv)) == NULL)
		return say_nomem("certificates");
	if ((s->csv->csv = csv_new(s->in, ',')) == NULL)
		return -1;
	result = csv_next(s->csv->csv, &row);
	if (result < 0)
		return -1;
	if (result == CSV_ROW && (result = read_header(s, s->csv, &row, r)) <= 0)
		return result;
	s->ended = true;	/* without a header nothing that follows can be read */
	r->line = 1;
	if (result == CSV_BAD && r->reason == NULL)
		certsource_bad(s, r, "expected a header, %s", row.reason);
	else if (r->reason == NULL)
		certsource_bad(s, r, "expected a header, found none");
	return CERTSOURCE_BAD;
}

static const char *
cell(const struct certsource_csv *c, const struct csv_row *row, enum column k)
{
	return c->at[k] != NOWHERE ? row->cell[c->at[k]].s : "";
}

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
		s->der[digits / 2] = (uint8_t)(s->der[digits / 2] << 4 |
		    (isdigit((unsigned char)*p) ? *p - '0' : (*p | 0x20) - 'a' + 10));
		digits++;
	}
	if (is_hex)
		return digits % 2 == 0 ? (long)(digits / 2) : -1;
	return digest_unbase64(text, len, s->der, s->der_cap);
}

static int
take_time(struct certsource *s, struct certsource_record *r, const char *text, enum column k,
    int64_t *t)
{
	if (*text == '\0' || instant_parse(text, t) == 0)
		return CERTSOURCE_RECORD;
	return certsource_bad(s, r, "%s: expected an RFC 3339 time with a zone, found \"%.60s\"",
	    column_names[k], text);
}

static int
take_identity(struct certsource *s, struct certsource_record *r, const struct csv_row *row)
{
	struct certsource_csv *c = s->csv;
	const char *der = cell(c, row, COL_DER), *serial = cell(c, row, COL_SERIAL),
	    *issuer = cell(c, row, COL_ISSUER);
	uint8_t hash[DIGEST_LEN];
	long n;

	if (*serial != '\0') {
		if (serial_normalise(serial, c->serial, sizeof c->serial) < 0)
			return certsource_bad(s, r, "serial: expected hex, found \"%.60s\"", serial);
		r->serial = c->serial;
	}
	if (*issuer != '\0') {
		if (digest_unhex(issuer, hash, sizeof hash) < 0)
			return certsource_bad(s, r, "issuer: expected the issuing CA certificate's "
			    "SHA-256 in hex, found \"%.60s\"", issuer);
		r->issuer = digest_hex(hash, sizeof hash, c->issuer);
	}
	if (*der == '\0')
		return *serial != '\0' && *issuer != '\0' ? CERTSOURCE_RECORD
		    : certsource_bad(s, r, "expected der, or serial and issuer, found neither");
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
certsource_csv_next(struct certsource *s, struct certsource_record *r)
{
	struct certsource_csv *c = s->csv;
	struct csv_row row;
	const char *reason;
	int result;

	if (c == NULL) {
		if ((result = start(s, r)) != 0)
			return result;
		c = s->csv;
	}
	result = csv_next(c->csv, &row);
	if (result != CSV_ROW && result != CSV_BAD)
		return result == CSV_END ? CERTSOURCE_END : -1;
	r->line = row.line;
	r->offset = 0;
	if (result == CSV_BAD)
		return certsource_bad(s, r, "%s", row.reason);
	r->profile = cell(c, &row, COL_PROFILE);
	r->account = cell(c, &row, COL_ACCOUNT);
	r->order_id = cell(c, &row, COL_ORDER_ID);
	r->ra = cell(c, &row, COL_RA);
	if ((result = take_time(s, r, cell(c, &row, COL_ISSUED_AT), COL_ISSUED_AT, &r->issued_at)) !=
	    CERTSOURCE_RECORD ||
	    (result = take_time(s, r, cell(c, &row, COL_REVOKED_AT), COL_REVOKED_AT, &r->revoked_at)) !=
	    CERTSOURCE_RECORD)
		return result;
	reason = cell(c, &row, COL_REVOCATION_REASON);
	if (*reason != '\0' && (r->revocation_reason = crl_reason_parse(reason)) < 0)
		return certsource_bad(s, r, "revocation_reason: expected a CRLReason, found \"%.60s\"", reason);
	return take_identity(s, r, &row);
}
