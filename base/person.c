#include "base/person.h"

#include <stddef.h>
#include <string.h>

/* Bytes of the blank that s begins with, 0 for none. */
static size_t
blank(const char *s)
{
	if (*s && strchr(" \t\r\n\v\f", *s))
		return 1;
	return strncmp(s, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static const char *
skip(const char *s)
{
	for (size_t n; (n = blank(s)) > 0;)
		s += n;
	return s;
}

/* The next byte of a tidied name, its letters A to Z in lower case; 0 at the end. */
static char
next(const char **s)
{
	const char *p = *s;

	if (blank(p)) {
		*s = skip(p);
		return **s ? ' ' : '\0';
	}
	if (*p)
		(*s)++;
	return *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
}

char *
person_tidy(char *s)
{
	const char *from = skip(s);
	char *to = s;

	while (*from) {
		if (blank(from)) {
			from = skip(from);
			if (*from)
				*to++ = ' ';
		} else
			*to++ = *from++;
	}
	*to = '\0';
	return s;
}

bool
person_same(const char *a, const char *b)
{
	char c, d;

	a = skip(a);
	b = skip(b);
	do {
		c = next(&a);
		d = next(&b);
	} while (c && c == d);
	return c == d;
}
