#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/rational.h"

#define U128 unsigned __int128

/* Far from 2^128, so that one more digit or a percent sign never overflows. */
#define TERM_LIMIT ((U128)1 << 120)

static U128
gcd(U128 a, U128 b)
{
	while (b) {
		U128 r = a % b;

		a = b;
		b = r;
	}
	return a;
}

static int
reduce(U128 num, U128 den, struct rational *r)
{
	U128 g;

	if (den == 0)
		return -1;
	g = gcd(num, den);
	num /= g;
	den /= g;
	if (num > UINT64_MAX || den > UINT64_MAX)
		return -1;
	r->num = (uint64_t)num;
	r->den = (uint64_t)den;
	return 0;
}

/* Digits at *s onto *v, and onto *scale the power of ten they stand for. */
static int
digits(const char **s, U128 *v, U128 *scale)
{
	int n = 0;

	for (; **s >= '0' && **s <= '9'; (*s)++, n++) {
		if (*v >= TERM_LIMIT / 16 || *scale >= TERM_LIMIT / 16)
			return -1;
		*v = *v * 10 + (unsigned)(**s - '0');
		*scale *= 10;
	}
	return n;
}

int
rational_parse(const char *s, struct rational *r)
{
	U128 num = 0, den = 1, unused = 1;
	int before, after = 0;

	before = digits(&s, &num, &unused);
	if (before < 0)
		return -1;
	if (before > 0 && *s == '/') {
		den = 0;
		unused = 1;
		s++;
		if (digits(&s, &den, &unused) <= 0 || *s)
			return -1;
		return reduce(num, den, r);
	}
	if (*s == '.') {
		s++;
		after = digits(&s, &num, &den);
		if (after <= 0)
			return -1;
	}
	if (before + after == 0)
		return -1;
	if (*s == '%') {
		s++;
		den *= 100;
	}
	return *s ? -1 : reduce(num, den, r);
}

char *
rational_format(const struct rational *r, char out[48])
{
	snprintf(out, 48, "%" PRIu64 "/%" PRIu64, r->num, r->den);
	return out;
}

uint64_t
rational_ceil_of(const struct rational *r, uint64_t n)
{
	U128 c = ((U128)n * r->num + (r->den - 1)) / r->den;

	return c > UINT64_MAX ? UINT64_MAX : (uint64_t)c;
}

int
rational_cmp(const struct rational *a, const struct rational *b)
{
	U128 l = (U128)a->num * b->den, r = (U128)b->num * a->den;

	return (l > r) - (l < r);
}

double
rational_double(const struct rational *r)
{
	return (double)r->num / (double)r->den;
}
