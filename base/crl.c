#include "base/crl.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crl_part.h"
#include "base/der.h"
#include "base/say.h"
#include "base/serial.h"

/* An entry or the list of extensions is far smaller; what is longer is not a CRL. */
#define VALUE_MAX ((size_t)1 << 20)

struct crl {
	struct crl_stream *stream;
	struct arena *arena; /* of the head */
	struct crl_head head;
	struct crl_signed *sign;
	bool in_tbs;		    /* what is skipped is signed */
	uint64_t tbs_end, list_end; /* places in the DER */
	char *serial;
	size_t serial_cap;
};

static int
broken(const struct crl *c, const char *what)
{
	return say_error("%s: expected %s at octet %llu of the CRL, found other bytes",
	    crl_stream_name(c->stream), what, (unsigned long long)crl_stream_at(c->stream));
}

/* Passes over octets that are whole in the window. */
static int
skip(struct crl *c, size_t n)
{
	size_t have;
	const uint8_t *p = crl_stream_window(c->stream, &have);

	if (c->in_tbs && crl_signed_feed(c->sign, p, n) != 0)
		return -1;
	crl_stream_skip(c->stream, n);
	return 0;
}

/*
 * The header of the next value: its tag and, in *end, the place behind it.
 * 0; -1 said.
 */
static int
read_header(struct crl *c, uint8_t *tag, uint64_t *end, const char *what)
{
	uint64_t body;
	int n;

	for (;;) {
		size_t have;
		const uint8_t *p = crl_stream_window(c->stream, &have);
		int more;

		if ((n = der_header(p, have, tag, &body)) != 0)
			break;
		if ((more = crl_stream_more(c->stream, have + 1)) < 0)
			return -1;
		if (more == 0)
			return broken(c, what);
	}
	if (n < 0)
		return broken(c, what);
	*end = crl_stream_at(c->stream) + (unsigned)n + body;
	return n;
}

/*
 * Makes the next value whole in the window.  0 and *v, which crl_stream_skip
 * of v->whole_len passes over; -1 said.
 */
static int
peek_value(struct crl *c, struct der_value *v, const char *what)
{
	uint8_t tag;
	uint64_t end;
	size_t len, have;
	struct der d;

	if (read_header(c, &tag, &end, what) < 0)
		return -1;
	end -= crl_stream_at(c->stream);
	if (end > VALUE_MAX)
		return broken(c, what);
	len = (size_t)end;
	for (;;) {
		const uint8_t *p = crl_stream_window(c->stream, &have);
		int more;

		if (have >= len) {
			d = der_over(p, len);
			break;
		}
		if ((more = crl_stream_more(c->stream, len)) < 0)
			return -1;
		if (more == 0)
			return broken(c, what);
	}
	return der_next(&d, v) ? 0 : broken(c, what);
}

/* Steps into a SEQUENCE. */
static int
enter(struct crl *c, uint64_t *end, const char *what)
{
	uint8_t tag;
	int n = read_header(c, &tag, end, what);

	if (n < 0)
		return -1;
	if (tag != DER_SEQUENCE)
		return broken(c, what);
	return skip(c, (size_t)n);
}

static int
skip_value(struct crl *c, const char *what)
{
	struct der_value v;

	return peek_value(c, &v, what) < 0 ? -1 : skip(c, v.whole_len);
}

/* The tag of what comes next inside the TBSCertList, -1 at its end, -2 said. */
static int
next_tag(struct crl *c)
{
	uint8_t tag;
	uint64_t end;

	if (crl_stream_at(c->stream) >= c->tbs_end)
		return -1;
	return read_header(c, &tag, &end, "a value inside the TBSCertList") < 0 ? -2 : tag;
}

static int
read_issuer(struct crl *c)
{
	struct der_value v;
	char *der;
	int r;

	if (peek_value(c, &v, "an issuer") < 0)
		return -1;
	if ((der = arena_string(c->arena, v.whole, v.whole_len)) == NULL)
		return -1;
	r = dn_read(&c->head.issuer, c->arena, (const uint8_t *)der, v.whole_len);
	if (r != 0)
		return r < 0 ? -1 : broken(c, "an issuer");
	return skip(c, v.whole_len);
}

static int
read_time(struct crl *c, int64_t *t, const char *what)
{
	struct der_value v;

	if (peek_value(c, &v, what) < 0)
		return -1;
	if (der_time(&v, t) < 0)
		return broken(c, what);
	return skip(c, v.whole_len);
}

/* The algorithm of the signature, as the signed part states it. */
static int
read_algorithm(struct crl *c)
{
	struct der_value v;

	if (peek_value(c, &v, "a signature algorithm") < 0)
		return -1;
	if (crl_signed_feed(c->sign, v.whole, v.whole_len) != 0 ||
	    crl_signed_algorithm(c->sign, v.whole, v.whole_len) != 0)
		return -1;
	crl_stream_skip(c->stream, v.whole_len);
	return 0;
}

static bool
is_time(int tag)
{
	return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

/* TBSCertList up to the entries. */
static int
read_head(struct crl *c)
{
	uint64_t end;
	int tag;

	if (enter(c, &end, "a CertificateList") < 0)
		return -1;
	crl_stream_limit(c->stream, end);
	c->in_tbs = true;
	if (enter(c, &c->tbs_end, "a TBSCertList") < 0)
		return -1;
	if (c->tbs_end > end)
		return broken(c, "a TBSCertList within the CRL");
	if ((tag = next_tag(c)) == DER_INTEGER && skip_value(c, "a version") < 0)
		return -1;
	if (read_algorithm(c) < 0 || read_issuer(c) < 0 ||
	    read_time(c, &c->head.this_update, "a thisUpdate") < 0)
		return -1;
	if (is_time(tag = next_tag(c))) {
		if (read_time(c, &c->head.next_update, "a nextUpdate") < 0)
			return -1;
		tag = next_tag(c);
	}
	if (tag == -2)
		return -1;
	c->list_end = crl_stream_at(c->stream);
	if (tag != DER_SEQUENCE)
		return 0;
	if (enter(c, &c->list_end, "revokedCertificates") < 0)
		return -1;
	return c->list_end <= c->tbs_end ? 0
					 : broken(c, "revokedCertificates within the TBSCertList");
}

int
crl_open(struct input *in, struct crl **crl)
{
	struct crl *c = calloc(1, sizeof *c);
	int r;

	if (c == NULL)
		return say_nomem("CRL");
	c->head.this_update = c->head.next_update = INSTANT_NONE;
	c->head.number = "";
	if ((c->arena = arena_new()) == NULL || (c->sign = crl_signed_new()) == NULL ||
	    (r = crl_stream_open(in, &c->stream)) < 0) {
		crl_free(c);
		return -1;
	}
	if (r == 0) {
		crl_free(c);
		return 0;
	}
	if (read_head(c) < 0) {
		crl_free(c);
		return -1;
	}
	*crl = c;
	return 1;
}

void
crl_free(struct crl *c)
{
	if (c == NULL)
		return;
	crl_stream_free(c->stream);
	crl_signed_free(c->sign);
	arena_free(c->arena);
	free(c->serial);
	free(c);
}

const struct crl_head *
crl_head(const struct crl *c)
{
	return &c->head;
}

static int
read_signature(struct crl *c)
{
	struct der_value algorithm, bits;
	char *copy;

	c->in_tbs = false;
	if (peek_value(c, &algorithm, "a signature algorithm") < 0)
		return -1;
	if ((copy = arena_string(c->arena, algorithm.whole, algorithm.whole_len)) == NULL)
		return -1;
	if (skip(c, algorithm.whole_len) < 0)
		return -1;
	algorithm.whole = (const uint8_t *)copy;
	if (peek_value(c, &bits, "a signature") < 0 || crl_signed_end(c->sign, &algorithm, &bits) != 0)
		return -1;
	return skip(c, bits.whole_len);
}

/* Behind the entries: extensions, signature, the end. */
static int
read_tail(struct crl *c)
{
	struct der_value v;
	int tag = next_tag(c);

	if (tag == -2)
		return -1;
	if (tag == DER_CONTEXT_IN(0)) {
		if (peek_value(c, &v, "crlExtensions") < 0 ||
		    crl_ext_read_head(&c->head, c->arena, &v) < 0 || skip(c, v.whole_len) < 0)
			return -1;
	}
	if (crl_stream_at(c->stream) != c->tbs_end)
		return broken(c, "the end of the TBSCertList");
	return read_signature(c) < 0 ? -1 : crl_stream_finish(c->stream);
}

bool
crl_signed_by(const struct crl *c, const uint8_t *spki, size_t len)
{
	return crl_signed_by_key(c->sign, spki, len);
}

static int
take_entry(struct crl *c, const struct der_value *v, struct crl_entry *e)
{
	struct der in = der_in(v);
	struct der_value serial, when, extensions;

	if (v->tag != DER_SEQUENCE || !der_take(&in, DER_INTEGER, &serial)) {
		e->trouble = "expected a serial number, found none";
		return CRL_BAD;
	}
	if (SERIAL_TEXT(serial.len) > c->serial_cap) {
		char *p = realloc(c->serial, SERIAL_TEXT(serial.len));

		if (p == NULL)
			return say_nomem("CRL");
		c->serial = p;
		c->serial_cap = SERIAL_TEXT(serial.len);
	}
	serial_of(serial.body, serial.len, c->serial);
	e->serial = c->serial;
	if (!der_next(&in, &when) || der_time(&when, &e->revoked_at) < 0)
		e->trouble = "expected a revocation date, found none";
	else if (!der_take_optional(&in, DER_SEQUENCE, &extensions) || !der_at_end(&in) ||
		 (extensions.body != NULL && !crl_ext_read_entry(e, &extensions)))
		e->trouble = "expected entry extensions, found a broken list";
	return e->trouble != NULL ? CRL_BAD : CRL_ENTRY;
}

int
crl_next(struct crl *c, struct crl_entry *e)
{
	struct crl_entry fresh = { .serial = "",
		.revoked_at = INSTANT_NONE,
		.reason = -1,
		.invalid_since = INSTANT_NONE };
	struct der_value v;
	int r;

	if (c->list_end == 0)
		return CRL_END;
	fresh.offset = crl_stream_at(c->stream);
	if (fresh.offset >= c->list_end) {
		if (fresh.offset > c->list_end)
			return broken(c, "the end of revokedCertificates");
		r = read_tail(c);
		c->list_end = 0;
		return r < 0 ? -1 : CRL_END;
	}
	if (peek_value(c, &v, "an entry") < 0)
		return -1;
	if (fresh.offset + v.whole_len > c->list_end)
		return broken(c, "an entry within revokedCertificates");
	r = take_entry(c, &v, &fresh);
	if (skip(c, v.whole_len) < 0)
		return -1;
	if (r >= 0)
		*e = fresh;
	return r;
}
