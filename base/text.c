#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"

/* Room for n more bytes and the NUL. */
static bool
reserve(struct text *t, size_t n)
{
	size_t cap = t->cap ? t->cap : 64;
	char *s;

	if (t->failed)
		return false;
	if (n < t->cap - t->len && t->s)
		return true;
	if (n > SIZE_MAX / 2 - t->len - 1)
		goto fail;
	while (cap <= t->len + n)
		cap *= 2;
	s = realloc(t->s, cap);
	if (!s)
		goto fail;
	t->s = s;
	t->cap = cap;
	return true;
fail:
	t->failed = true;
	say_nomem("text");
	return false;
}

void
text_addn(struct text *t, const void *s, size_t n)
{
	if (!reserve(t, n))
		return;
	if (n)
		memcpy(t->s + t->len, s, n);
	t->len += n;
	t->s[t->len] = '\0';
}

void
text_add(struct text *t, const char *s)
{
	text_addn(t, s, strlen(s));
}

void
text_addc(struct text *t, char c)
{
	text_addn(t, &c, 1);
}

void
text_addf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		t->failed = true;
		say_error("text: expected a printable format, found an encoding error");
		return;
	}
	if (!reserve(t, (size_t)n))
		return;
	va_start(ap, fmt);
	vsnprintf(t->s + t->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->len += (size_t)n;
}

void
text_clear(struct text *t)
{
	t->len = 0;
	if (t->s)
		t->s[0] = '\0';
}

void
text_free(struct text *t)
{
	free(t->s);
	memset(t, 0, sizeof *t);
}

const char *
text_str(const struct text *t)
{
	return t->s ? t->s : "";
}

bool
text_failed(const struct text *t)
{
	return t->failed;
}

/* Length of the well-formed sequence at p, at most n > 0 bytes; 0: none. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	/* the second byte's range rules out overlong forms, surrogates and the
	 * planes above 16; RFC 3629 section 4 */
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (n < len || p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

size_t
text_utf8(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0, step;
	uint64_t w;

	while (i < n) {
		if (n - i >= sizeof w) {
			memcpy(&w, p + i, sizeof w);
			/* neither a high bit nor a zero byte among the eight */
			if (((w | (w - UINT64_C(0x0101010101010101))) &
				UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof w;
				continue;
			}
		}
		step = sequence(p + i, n - i);
		if (step == 0)
			break;
		i += step;
	}
	return i;
}

void
text_add_utf8(struct text *t, const char *s)
{
	while (*s) {
		size_t good = text_utf8(s, strlen(s));

		text_addn(t, s, good);
		s += good;
		if (*s)
			text_addf(t, "\\x%02x", (unsigned char)*s++);
	}
}

char *
text_whole(char *s)
{
	s[text_utf8(s, strlen(s))] = '\0';
	return s;
}

size_t
text_control(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f)
			return i;
		if (c == 0xc2 && i + 1 < n && ((unsigned char)s[i + 1] & 0xe0) == 0x80)
			return i;
	}
	return n;
}

char *
text_tame(char *s)
{
	size_t len = strlen(s), i;

	while ((i = text_control(s, len)) < len) {
		size_t wide = (unsigned char)s[i] == 0xc2 ? 1 : 0;

		s[i] = '?';
		memmove(s + i + 1, s + i + 1 + wide, len - i - wide);
		len -= wide;
	}
	return s;
}

size_t
text_distance(const char *a, const char *b)
{
	size_t row[TEXT_DISTANCE_MAX + 1], n = strlen(a), m = strlen(b);

	if (n > TEXT_DISTANCE_MAX || m > TEXT_DISTANCE_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = corner + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			corner = row[j];
			row[j] = best;
		}
	}
	return row[m];
}

const char *
text_s(uint64_t n)
{
	return n == 1 ? "" : "s";
}
