#include "checks/punycode.h"

#include <stdint.h>

/* RFC 3492, section 5 */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_N = 128 };

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t
digit(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 26) : BASE;
}

/* One generalized variable-length integer; false where it is broken or too large. */
static bool
integer(const char *s, size_t n, size_t *at, uint32_t bias, uint32_t *i)
{
	uint32_t w = 1;

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t d, t;

		if (*at == n || (d = digit(s[(*at)++])) == BASE || d > (UINT32_MAX - *i) / w)
			return false;
		*i += d * w;
		t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (d < t)
			return true;
		if (w > UINT32_MAX / (BASE - t))
			return false;
		w *= BASE - t;
	}
}

bool
punycode_valid(const char *s, size_t n)
{
	uint32_t code = INITIAL_N, bias = INITIAL_BIAS, i = 0, points;
	size_t at = n, basic;

	while (at && s[at - 1] != '-')
		at--;
	basic = at ? at - 1 : 0;
	points = (uint32_t)basic;
	if (at == n) /* nothing but basic characters is no use of it */
		return false;
	while (at < n) {
		uint32_t before = i;

		if (!integer(s, n, &at, bias, &i))
			return false;
		points++;
		bias = adapt(i - before, points, before == 0);
		if (i / points > UINT32_MAX - code)
			return false;
		code += i / points;
		if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return false;
		i = i % points + 1;
	}
	return true;
}
