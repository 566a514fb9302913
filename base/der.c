#include "base/der.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"

struct der
der_over(const void *p, size_t len)
{
	struct der d = { p, len > 0 ? (const uint8_t *)p + len : p };

	return d;
}

struct der
der_in(const struct der_value *v)
{
	return der_over(v->body, v->len);
}

bool
der_at_end(const struct der *d)
{
	return d->p == d->end;
}

int
der_peek(const struct der *d)
{
	return d->p < d->end ? *d->p : -1;
}

int
der_header(const uint8_t *p, size_t avail, uint8_t *tag, uint64_t *body)
{
	uint64_t n = 0;
	unsigned octets;

	if (avail < 1)
		return 0;
	if ((p[0] & 0x1f) == 0x1f)
		return -1;
	if (avail < 2)
		return 0;
	if (p[1] < 0x80) {
		*tag = p[0];
		*body = p[1];
		return 2;
	}
	octets = p[1] & 0x7f;
	if (octets == 0 || octets > 7)
		return -1;
	if (avail < 2 + octets)
		return 0;
	for (unsigned i = 0; i < octets; i++)
		n = n << 8 | p[2 + i];
	if (p[2] == 0 || n < 0x80)
		return -1;
	*tag = p[0];
	*body = n;
	return 2 + (int)octets;
}

bool
der_next(struct der *d, struct der_value *v)
{
	size_t avail = (size_t)(d->end - d->p);
	uint64_t body;
	uint8_t tag;
	int head = der_header(d->p, avail, &tag, &body);

	if (head <= 0 || body > avail - (size_t)head)
		return false;
	v->tag = tag;
	v->whole = d->p;
	v->body = d->p + head;
	v->len = (size_t)body;
	v->whole_len = (size_t)head + v->len;
	d->p += v->whole_len;
	return true;
}

bool
der_take(struct der *d, unsigned tag, struct der_value *v)
{
	return der_peek(d) == (int)tag && der_next(d, v);
}

bool
der_take_optional(struct der *d, unsigned tag, struct der_value *v)
{
	if (der_peek(d) == (int)tag)
		return der_next(d, v);
	memset(v, 0, sizeof *v);
	return true;
}

size_t
der_put_header(uint8_t out[10], uint8_t tag, size_t len)
{
	unsigned octets = 0;

	out[0] = tag;
	if (len < 0x80) {
		out[1] = (uint8_t)len;
		return 2;
	}
	for (size_t n = len; n != 0; n >>= 8)
		octets++;
	out[1] = (uint8_t)(0x80 | octets);
	for (unsigned i = 0; i < octets; i++)
		out[2 + i] = (uint8_t)(len >> 8 * (octets - 1 - i));
	return 2 + octets;
}

static size_t
put_decimal(char *out, size_t cap, size_t at, uint64_t n)
{
	char digits[20];
	size_t len = 0;

	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	if (at + len >= cap)
		return 0;
	while (len > 0)
		out[at++] = digits[--len];
	return at;
}

size_t
der_oid_text(const uint8_t *body, size_t len, char *out, size_t cap)
{
	size_t at = 0;
	uint64_t arc = 0;
	bool inside = false;

	for (size_t i = 0; i < len; i++) {
		if ((!inside && body[i] == 0x80) || arc > UINT64_MAX >> 7)
			return 0;
		arc = arc << 7 | (body[i] & 0x7f);
		inside = (body[i] & 0x80) != 0;
		if (inside)
			continue;
		if (at == 0) {
			/* the first two arcs share a number: X.690 8.19.4 */
			uint64_t first = arc < 40 ? 0 : arc < 80 ? 1 : 2;

			if ((at = put_decimal(out, cap, 0, first)) == 0)
				return 0;
			arc -= first * 40;
		}
		if (at + 1 >= cap)
			return 0;
		out[at++] = '.';
		if ((at = put_decimal(out, cap, at, arc)) == 0)
			return 0;
		arc = 0;
	}
	if (at == 0 || inside)
		return 0;
	out[at] = '\0';
	return at;
}

static bool
digits(const uint8_t *p, int n, int *out)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		v = v * 10 + (p[i] - '0');
	}
	*out = v;
	return true;
}

static bool
civil_exists(const struct instant_civil *c)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (c->year % 4 == 0 && c->year % 100 != 0) || c->year % 400 == 0;

	return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= days[c->month - 1] + (c->month == 2 && leap) && c->hour <= 23 &&
	       c->minute <= 59 && c->second <= 59;
}

/* What may follow the minutes or seconds: Z, or an offset.  false: neither. */
static bool
zone(const uint8_t *p, size_t n, int64_t *offset)
{
	int h, m;

	*offset = 0;
	if (n == 1 && p[0] == 'Z')
		return true;
	if (n != 5 || (p[0] != '+' && p[0] != '-') || !digits(p + 1, 2, &h) ||
	    !digits(p + 3, 2, &m) || h > 14 || m > 59)
		return false;
	*offset = (p[0] == '+' ? 1 : -1) * (h * 3600 + m * 60);
	return true;
}

int
der_time(const struct der_value *v, int64_t *t)
{
	struct instant_civil c = { 0 };
	const uint8_t *p = v->body, *end = v->body + v->len;
	bool odd = false, utc = v->tag == DER_UTC_TIME;
	int64_t offset;

	if (!utc && v->tag != DER_GENERALIZED_TIME)
		return -1;
	if (v->len < (utc ? 11U : 13U) || !digits(p, utc ? 2 : 4, &c.year))
		return -1;
	if (utc)
		c.year += c.year >= 50 ? 1900 : 2000;
	else
		odd = c.year < 2050;
	p += utc ? 2 : 4;
	if (!digits(p, 2, &c.month) || !digits(p + 2, 2, &c.day) || !digits(p + 4, 2, &c.hour) ||
	    !digits(p + 6, 2, &c.minute))
		return -1;
	p += 8;
	if (end - p >= 2 && digits(p, 2, &c.second))
		p += 2;
	else
		odd = true;
	if (!utc && p < end && (*p == '.' || *p == ',')) {
		odd = true;
		for (p++; p < end && *p >= '0' && *p <= '9'; p++)
			;
	}
	if (!zone(p, (size_t)(end - p), &offset) || !civil_exists(&c))
		return -1;
	*t = instant_from_civil(&c) - offset;
	return odd || *p != 'Z';
}

int
der_small_integer(const struct der_value *v, int *n)
{
	uint32_t u = 0;

	if ((v->tag != DER_INTEGER && v->tag != DER_ENUMERATED) || v->len < 1 || v->len > 4 ||
	    (v->body[0] & 0x80) || (v->len > 1 && v->body[0] == 0 && !(v->body[1] & 0x80)))
		return -1;
	for (size_t i = 0; i < v->len; i++)
		u = u << 8 | v->body[i];
	*n = (int)u;
	return 0;
}
