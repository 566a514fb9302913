/*
 * der_build - writing DER, for the generator and for fixtures of unit tests
 *
 * A part is opened, filled and closed; closing inserts the length.  Nothing is
 * checked: a fixture must be able to be wrong.
 */
#ifndef TESTS_GEN_DER_BUILD_H
#define TESTS_GEN_DER_BUILD_H

#include <stdint.h>
#include <string.h>

#include "base/der.h"
#include "base/instant.h"
#include "base/text.h"

/* Returns the place to give to build_close(). */
static inline size_t
build_open(struct text *t, unsigned tag)
{
	text_addc(t, (char)tag);
	return t->len;
}

static inline void
build_close(struct text *t, size_t at)
{
	uint8_t head[10];
	size_t len = t->len - at, n = der_put_header(head, 0, len) - 1;

	text_addn(t, head + 1, n); /* makes room */
	if (text_failed(t))
		return;
	memmove(t->s + at + n, t->s + at, len);
	memcpy(t->s + at, head + 1, n);
}

static inline void
build_put(struct text *t, unsigned tag, const void *body, size_t len)
{
	size_t at = build_open(t, tag);

	text_addn(t, body, len);
	build_close(t, at);
}

static inline void
build_string(struct text *t, unsigned tag, const char *s)
{
	build_put(t, tag, s, strlen(s));
}

/* Dotted decimal, arcs of at most 63 bits. */
static inline void
build_oid(struct text *t, const char *dotted)
{
	size_t at = build_open(t, DER_OID);
	uint64_t arc = 0, first = 0;
	int n = 0;

	for (const char *p = dotted;; p++) {
		if (*p >= '0' && *p <= '9') {
			arc = arc * 10 + (uint64_t)(*p - '0');
			continue;
		}
		if (n++ == 0) {
			first = arc * 40;
		} else {
			uint8_t octets[10];
			int k = 0;

			arc += first;
			first = 0;
			do
				octets[k++] = (uint8_t)(arc & 0x7f);
			while ((arc >>= 7) != 0);
			while (k-- > 0)
				text_addc(t, (char)(octets[k] | (k > 0 ? 0x80 : 0)));
		}
		arc = 0;
		if (*p == '\0')
			break;
	}
	build_close(t, at);
}

static inline void
build_integer(struct text *t, int64_t v)
{
	size_t at = build_open(t, DER_INTEGER);
	int octets = 8;

	while (octets > 1 && v >> (8 * octets - 9) == (v < 0 ? -1 : 0))
		octets--;
	while (octets-- > 0)
		text_addc(t, (char)(v >> 8 * octets));
	build_close(t, at);
}

/* Magnitude, big-endian; a sign octet is added where needed, leading zeros are dropped. */
static inline void
build_unsigned(struct text *t, const uint8_t *p, size_t len)
{
	size_t at = build_open(t, DER_INTEGER);

	for (; len > 1 && *p == 0; p++)
		len--;
	if (len == 0 || (*p & 0x80))
		text_addc(t, '\0');
	text_addn(t, p, len);
	build_close(t, at);
}

/* RFC 5280 4.1.2.5: UTCTime through 2049, then GeneralizedTime */
static inline void
build_time(struct text *t, int64_t at)
{
	struct instant_civil c;
	size_t open;

	instant_to_civil(at, &c);
	open = build_open(t, c.year < 2050 ? DER_UTC_TIME : DER_GENERALIZED_TIME);
	if (c.year >= 2050)
		text_addf(t, "%02d", c.year / 100);
	text_addf(t, "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month, c.day, c.hour, c.minute,
	    c.second);
	build_close(t, open);
}

/* An RDN of one attribute in a UTF8String (PrintableString for countries). */
static inline void
build_rdn(struct text *t, const char *oid, unsigned tag, const void *value, size_t len)
{
	size_t set = build_open(t, DER_SET), pair = build_open(t, DER_SEQUENCE);

	build_oid(t, oid);
	build_put(t, tag, value, len);
	build_close(t, pair);
	build_close(t, set);
}

#endif
