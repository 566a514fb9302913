#include "base/sniff.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/der.h"

#define LOOK ((size_t)1 << 16)

struct look {
	const char *p;
	size_t len;
	bool whole;	/* the window is the file */
};

static bool
has_text(const struct look *w, const char *what)
{
	size_t n = strlen(what);

	for (const char *p = w->p, *end = w->p + w->len; (size_t)(end - p) >= n; p++) {
		if ((p = memchr(p, what[0], (size_t)(end - p) - n + 1)) == NULL)
			return false;
		if (memcmp(p, what, n) == 0)
			return true;
	}
	return false;
}

static bool
begins(const struct look *w, const char *what, size_t n)
{
	return w->len >= n && memcmp(w->p, what, n) == 0;
}

/* Does a line begin with this? */
static bool
has_line(const struct look *w, const char *start)
{
	size_t n = strlen(start);

	for (const char *p = w->p, *end = w->p + w->len; (size_t)(end - p) >= n; p++) {
		if (memcmp(p, start, n) == 0)
			return true;
		if ((p = memchr(p, '\n', (size_t)(end - p))) == NULL)
			return false;
	}
	return false;
}

/* ---- what is no text ---- */

static const char *
foreign(const struct look *w)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *what;
	} known[] = {
		{ "SQLite format 3", 16, "a SQLite database" },
		{ "%PDF-", 5, "a PDF" },
		{ "\x1f\x8b", 2, "compressed data: unpack it first" },
		{ "BZh", 3, "compressed data: unpack it first" },
		{ "\xfd"
		  "7zXZ",
		    6, "compressed data: unpack it first" },
		{ "\x28\xb5\x2f\xfd", 4, "compressed data: unpack it first" },
		{ "\xd0\xcf\x11\xe0", 4, "an Excel workbook: save the sheet as CSV" },
		{ "\xff\xfe", 2, "UTF-16 text: save it as UTF-8" },
		{ "\xfe\xff", 2, "UTF-16 text: save it as UTF-8" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (begins(w, known[i].magic, known[i].len))
			return known[i].what;
	if (begins(w, "PK\3\4", 4))
		return has_text(w, "xl/") || has_text(w, "[Content_Types].xml")
			   ? "an Excel workbook: save the sheet as CSV"
			   : "a ZIP archive: unpack it first";
	return NULL;
}

/* A text with a few bad characters is for the reader to refuse, record by record. */
static bool
is_binary(const struct look *w)
{
	size_t n = w->len < 4096 ? w->len : 4096, odd = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)w->p[i];

		odd += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
	}
	return odd * 20 > n;
}

/*
 * A certificate and a CRL both begin with two SEQUENCEs; behind algorithm and issuer a
 * CRL has a time where a certificate of version 1 has the SEQUENCE of its validity.
 */
static void
der_kind(const struct look *w, struct sniff *s)
{
	const uint8_t *p = (const uint8_t *)w->p, *end = p + w->len;
	struct der_value v;
	struct der d;
	uint64_t body;
	uint8_t tag;
	int n = der_header(p, w->len, &tag, &body);

	*s = (struct sniff){ SNIFF_CERTIFICATES, "a certificate in DER" };
	if (n <= 0)
		return;
	p += n;
	n = der_header(p, (size_t)(end - p), &tag, &body);
	if (n > 0 && tag == DER_OID)
		*s = (struct sniff){ SNIFF_FOREIGN, "a PKCS #7 container: take the certificates out first" };
	else if (n > 0 && tag == DER_INTEGER)
		*s = (struct sniff){ SNIFF_FOREIGN, "a private key or a PKCS #12 container" };
	if (n <= 0 || tag != DER_SEQUENCE)
		return;
	d = der_over(p + n, (size_t)(end - p - n));
	if (der_take_optional(&d, DER_INTEGER, &v) && der_take(&d, DER_SEQUENCE, &v) &&
	    der_take(&d, DER_SEQUENCE, &v) &&
	    (der_peek(&d) == DER_UTC_TIME || der_peek(&d) == DER_GENERALIZED_TIME))
		*s = (struct sniff){ SNIFF_CRL, "a CRL" };
}

/* A bundle longer than the window may go on with anything. */
static void
pem_kind(const struct look *w, struct sniff *s)
{
	s->is = SNIFF_PEM;
	s->what = has_text(w, "PRIVATE KEY-----") ? "a private key" : "PEM of another kind";
	if (has_line(w, "-----BEGIN X509 CRL-----")) {
		s->is = SNIFF_CRL;
		s->what = "a CRL";
	}
	if (has_line(w, "-----BEGIN CERTIFICATE-----") ||
	    has_line(w, "-----BEGIN X509 CERTIFICATE-----") ||
	    has_line(w, "-----BEGIN TRUSTED CERTIFICATE-----")) {
		s->is = (s->is & SNIFF_CRL) | SNIFF_CERTIFICATES;
		s->what = "certificates";
	}
	if (!w->whole)
		s->is |= SNIFF_CERTIFICATES | SNIFF_CRL;
}

/* ---- tables, YAML ---- */

/* Is it a column of the header line, or a key of the first objects? */
static bool
has_column(const struct look *w, bool json, const char *name)
{
	const char *p = w->p, *end = memchr(w->p, '\n', w->len);
	size_t n = strlen(name);

	if (!end)
		end = w->p + w->len;
	if (json)
		end = w->p + w->len;
	for (; (size_t)(end - p) >= n; p++) {
		const char *q = p + n;

		if ((p = memchr(p, name[0], (size_t)(end - p))) == NULL || (size_t)(end - p) < n)
			return false;
		q = p + n;
		if (memcmp(p, name, n) != 0)
			continue;
		if (json && p > w->p && p[-1] == '"' && q < end && *q == '"')
			return true;
		if (!json && (p == w->p || strchr(",;\t\" ", p[-1])) && (q == end || strchr(",;\t\" \r", *q)))
			return true;
	}
	return false;
}

static void
table_kind(const struct look *w, struct sniff *s)
{
	static const struct {
		const char *columns[2];
		enum sniff_kind kind;
		const char *what;
	} tables[] = {
		{ { "der", "der" }, SNIFF_CERTIFICATES, "a table of certificates" },
		{ { "serial", "issuer" }, SNIFF_CERTIFICATES, "a table of certificates" },
		{ { "serial", "revoked_at" }, SNIFF_REVOCATIONS, "a table of revocations" },
		{ { "certificate", "authz_id" }, SNIFF_LINKS, "a table of links" },
		{ { "method", "validated_at" }, SNIFF_VALIDATIONS, "a table of validations" },
	};
	bool json = *w->p == '{' || *w->p == '[';

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (has_column(w, json, tables[i].columns[0]) &&
		    has_column(w, json, tables[i].columns[1])) {
			s->is = (s->is & ~(unsigned)SNIFF_TEXT) | tables[i].kind;
			s->what = tables[i].what;
		}
	if (json && (has_text(w, "\"leaf_input\"") || has_text(w, "\"entries\""))) {
		s->is = SNIFF_CERTIFICATES;
		s->what = "certificates as CT get-entries";
	}
	if (json || s->is != SNIFF_TEXT)
		return;
	if (has_line(w, "cas:"))
		*s = (struct sniff){ SNIFF_INVENTORY, "an inventory of CAs in YAML" };
	else if (has_line(w, "versions:"))
		*s = (struct sniff){ SNIFF_REGISTER, "a CPS register in YAML" };
}

static void
text_kind(const struct look *w, bool mapped, struct sniff *s)
{
	struct look t = *w;

	if (begins(&t, "\xef\xbb\xbf", 3))
		t.p += 3, t.len -= 3;
	while (t.len && strchr(" \t\r\n", *t.p))
		t.p++, t.len--;
	*s = (struct sniff){ SNIFF_TEXT, "text of another kind" };
	if (t.len == 0)
		*s = (struct sniff){ SNIFF_NOTHING, "nothing but blanks" };
	else if ((t.len >= 14 && strncasecmp(t.p, "<!doctype html", 14) == 0) ||
	    (t.len >= 5 && strncasecmp(t.p, "<html", 5) == 0))
		*s = (struct sniff){ SNIFF_FOREIGN, "an HTML page" };
	else if (*t.p == '<')
		*s = (struct sniff){ SNIFF_FOREIGN, "XML" };
	else if (mapped)
		*s = (struct sniff){ SNIFF_MAPPED, "text" };
	else if (has_line(&t, "-----BEGIN ") && *t.p != '{' && *t.p != '[')
		pem_kind(&t, s);
	else
		table_kind(&t, s);
}

int
sniff_input(struct input *in, bool mapped, struct sniff *s)
{
	struct look w;
	int more;

	while ((more = input_more(in, LOOK)) == 1)
		;
	if (more < 0)
		return -1;
	w.p = input_window(in, &w.len);
	w.whole = more == 0;
	if (w.len == 0)
		*s = (struct sniff){ SNIFF_NOTHING, "an empty file" };
	else if ((s->what = foreign(&w)) != NULL)
		s->is = SNIFF_FOREIGN;
	else if (w.len >= 2 && w.p[0] == 0x30 && (unsigned char)w.p[1] >= 0x80)
		der_kind(&w, s);
	else if (is_binary(&w))
		*s = (struct sniff){ SNIFF_FOREIGN, "binary data" };
	else
		text_kind(&w, mapped, s);
	return 0;
}
