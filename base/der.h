/*
 * der - reading DER in place
 *
 * A cursor over bytes that belong to someone else; nothing is copied and
 * nothing is allocated.  Strict where X.690 is: definite lengths in their
 * shortest form, tags in one octet (numbers 0..30).  Whatever breaks this is
 * "not there": the caller decides what that means for the part it reads.
 */
#ifndef BASE_DER_H
#define BASE_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_NUMERIC_STRING = 0x12,
	DER_PRINTABLE_STRING = 0x13,
	DER_T61_STRING = 0x14,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_VISIBLE_STRING = 0x1a,
	DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31
};

/* Context tags as they stand in the octet. */
#define DER_CONTEXT(n) (0x80 | (n))    /* primitive, or implicit */
#define DER_CONTEXT_IN(n) (0xa0 | (n)) /* constructed, or explicit */

struct der {
	const uint8_t *p, *end;
};

struct der_value {
	uint8_t tag;
	const uint8_t *body; /* contents */
	size_t len;
	const uint8_t *whole; /* header and contents */
	size_t whole_len;
};

struct der der_over(const void *p, size_t len);
struct der der_in(const struct der_value *v); /* a cursor over its contents */
bool der_at_end(const struct der *d);
/* The next tag, or -1 at the end. */
int der_peek(const struct der *d);

/* The next value.  false, cursor and *v untouched, at the end or where it is broken. */
bool der_next(struct der *d, struct der_value *v);
/* The same, if it has this tag. */
bool der_take(struct der *d, unsigned tag, struct der_value *v);
/* Like der_take for a part that may be absent: true with v->body NULL where the next tag
 * is another one; false only where the part is broken. */
bool der_take_optional(struct der *d, unsigned tag, struct der_value *v);

/*
 * Length of the header at p, and in *body the length of the contents that
 * follow it (which need not be there yet; for readers of streams).  Returns
 * 0 where more than avail bytes are needed to tell, -1 where it is broken.
 */
int der_header(const uint8_t *p, size_t avail, uint8_t *tag, uint64_t *body);

/* Writes tag and shortest length; returns the octets written, at most 10. */
size_t der_put_header(uint8_t out[10], uint8_t tag, size_t len);

/*
 * An OBJECT IDENTIFIER's contents as dotted decimal.  Returns its length
 * without the NUL, or 0 (broken, an arc above 2^64-1, or cap too small).
 */
size_t der_oid_text(const uint8_t *body, size_t len, char *out, size_t cap);
#define DER_OID_TEXT 256 /* enough for every OID this program accepts */

/*
 * UTCTime or GeneralizedTime.  0 and *t in seconds since 1970; 1 the same
 * but not in the form of RFC 5280 4.1.2.5 (no seconds, an offset, a fraction,
 * the wrong type for the year); -1 not a time.
 */
int der_time(const struct der_value *v, int64_t *t);

/* INTEGER or ENUMERATED 0..2^31-1.  0 and *n, or -1. */
int der_small_integer(const struct der_value *v, int *n);

#endif
