#include <stdlib.h>
#include <string.h>

#include "base/crl_part.h"
#include "base/say.h"

#define CHUNK ((size_t)64 << 10)
#define BEGIN "-----BEGIN X509 CRL-----"
#define END "-----END X509 CRL-----"
#define LONG(s) (sizeof(s) - 1)
#define LINE_MAX_BYTES ((size_t)1 << 20)

struct crl_stream {
	struct input *in;
	uint64_t at, limit;
	bool pem;

	/* PEM only: octets decoded and not skipped are buf[from..to) */
	uint8_t *buf;
	size_t from, to, cap;
	uint32_t bits;
	int digits;  /* of the group of four that is under way */
	bool closed; /* "-" or "=" was met */
};

/* Puts a DER SEQUENCE or the octets behind BEGIN at the window's beginning.  1, 0 end, -1 said. */
static int
find_start(struct crl_stream *s)
{
	bool first = input_bytes(s->in) == 0;

	for (;;) {
		size_t len;
		const char *p = input_window(s->in, &len), *eol;
		int more;

		if (len > 0 && p[0] == 0x30)
			return 1;
		eol = len > 0 ? memchr(p, '\n', len) : NULL;
		more = eol != NULL ? 1 : input_more(s->in, LINE_MAX_BYTES);
		if (more < 0)
			return -1;
		if (eol == NULL && more == 1)
			continue;
		if (len >= LONG(BEGIN) && memcmp(p, BEGIN, LONG(BEGIN)) == 0) {
			s->pem = true;
			input_skip(s->in, LONG(BEGIN));
			return 1;
		}
		if (more == 0 || more == 2)
			return first || more == 2
				   ? say_error("%s: expected a CRL in DER or PEM, found none",
					 input_name(s->in))
				   : 0;
		input_skip(s->in, (size_t)(eol - p) + 1);
	}
}

int
crl_stream_open(struct input *in, struct crl_stream **stream)
{
	struct crl_stream *s = calloc(1, sizeof *s);
	int r;

	if (s == NULL)
		return say_nomem("CRL");
	s->in = in;
	s->limit = UINT64_MAX;
	if ((r = find_start(s)) <= 0) {
		free(s);
		return r;
	}
	*stream = s;
	return 1;
}

void
crl_stream_free(struct crl_stream *s)
{
	if (s == NULL)
		return;
	free(s->buf);
	free(s);
}

const char *
crl_stream_name(const struct crl_stream *s)
{
	return input_name(s->in);
}

uint64_t
crl_stream_at(const struct crl_stream *s)
{
	return s->at;
}

void
crl_stream_limit(struct crl_stream *s, uint64_t end)
{
	s->limit = end;
}

const uint8_t *
crl_stream_window(const struct crl_stream *s, size_t *len)
{
	const uint8_t *p;

	if (s->pem) {
		p = s->buf != NULL ? s->buf + s->from : NULL;
		*len = s->to - s->from;
	} else {
		p = (const uint8_t *)input_window(s->in, len);
	}
	if (*len > s->limit - s->at)
		*len = (size_t)(s->limit - s->at);
	return p;
}

static int
digit(unsigned char c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+'	      ? 62
	       : c == '/'	      ? 63
				      : -1;
}

/* Decodes characters of the window, at most CHUNK; returns how many it used, -1 said. */
static long
decode(struct crl_stream *s, const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < CHUNK; i++) {
		int v = digit((unsigned char)p[i]);

		if (v < 0) {
			if (p[i] == '\n' || p[i] == '\r' || p[i] == ' ' || p[i] == '\t')
				continue;
			if (p[i] != '=' && p[i] != '-')
				return say_error(
				    "%s: expected base64 in the CRL, found other characters",
				    input_name(s->in));
			if (s->digits == 3) {
				s->buf[s->to++] = (uint8_t)(s->bits >> 10);
				s->buf[s->to++] = (uint8_t)(s->bits >> 2);
			} else if (s->digits == 2) {
				s->buf[s->to++] = (uint8_t)(s->bits >> 4);
			}
			s->closed = true;
			break;
		}
		s->bits = s->bits << 6 | (uint32_t)v;
		if (++s->digits == 4) {
			s->buf[s->to++] = (uint8_t)(s->bits >> 16);
			s->buf[s->to++] = (uint8_t)(s->bits >> 8);
			s->buf[s->to++] = (uint8_t)s->bits;
			s->digits = 0;
			s->bits = 0;
		}
	}
	return (long)i;
}

static int
decode_more(struct crl_stream *s)
{
	size_t len;
	const char *p = input_window(s->in, &len);
	long used;

	if (s->closed)
		return 0;
	if (len == 0) {
		int more = input_more(s->in, CHUNK);

		if (more <= 0)
			return more;
		p = input_window(s->in, &len);
	}
	if (s->from > 0)
		memmove(s->buf, s->buf + s->from, s->to - s->from);
	s->to -= s->from;
	s->from = 0;
	if (s->cap - s->to < CHUNK) {
		uint8_t *q = realloc(s->buf, s->to + 2 * CHUNK);

		if (q == NULL)
			return say_nomem("CRL");
		s->buf = q;
		s->cap = s->to + 2 * CHUNK;
	}
	if ((used = decode(s, p, len)) < 0)
		return -1;
	input_skip(s->in, (size_t)used);
	return 1;
}

int
crl_stream_more(struct crl_stream *s, size_t want)
{
	size_t had, have;

	if (want > s->limit - s->at)
		return 0;
	if (!s->pem) {
		int more = input_more(s->in, want > CHUNK ? want : CHUNK);

		return more == 2 ? 0 : more;
	}
	for (had = s->to - s->from;;) {
		int more = decode_more(s);

		have = s->to - s->from;
		if (more <= 0)
			return more < 0 ? -1 : have > had;
		if (have >= want)
			return 1;
	}
}

void
crl_stream_skip(struct crl_stream *s, size_t n)
{
	s->at += n;
	if (s->pem)
		s->from += n;
	else
		input_skip(s->in, n);
}

/* Only white space and "=" may stand before END. */
static int
read_end(struct crl_stream *s)
{
	for (;;) {
		size_t len, n = 0;
		const char *p = input_window(s->in, &len);
		int more;

		while (n < len && strchr("= \t\r\n", p[n]) != NULL && p[n] != '\0')
			n++;
		if (len - n >= LONG(END) && memcmp(p + n, END, LONG(END)) == 0) {
			input_skip(s->in, n + LONG(END));
			return 0;
		}
		input_skip(s->in, n);
		more = len - n < LONG(END) ? input_more(s->in, CHUNK) : 0;
		if (more < 0)
			return -1;
		if (more != 1)
			return say_error("%s: expected END X509 CRL behind the CRL, found none",
			    input_name(s->in));
	}
}

int
crl_stream_finish(struct crl_stream *s)
{
	if (s->at != s->limit)
		return say_error(
		    "%s: expected the end of the CRL, found more in it", input_name(s->in));
	if (!s->pem)
		return 0;
	while (!s->closed && s->to == s->from) {
		int more = decode_more(s);

		if (more < 0)
			return -1;
		if (more == 0)
			break;
	}
	if (s->to != s->from)
		return say_error(
		    "%s: expected the end of the CRL, found bytes behind it", input_name(s->in));
	return read_end(s);
}
