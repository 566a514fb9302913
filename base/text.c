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
