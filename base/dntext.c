#include "base/dntext.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

#define ATTRIBUTES_MAX 64

struct attributes {
	char *list[ATTRIBUTES_MAX];
	size_t count;
};

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* One character of a value, escapes undone; moves *p behind it. */
static char
take_char(const char **p)
{
	int high, low;

	if (**p != '\\' || !(*p)[1])
		return *(*p)++;
	high = hex_digit((*p)[1]);
	low = high >= 0 ? hex_digit((*p)[2]) : -1;
	if (low >= 0) {
		*p += 3;
		return (char)(high * 16 + low);
	}
	*p += 2;
	return (*p)[-1];
}

/* "type=value" up to a separator, in its form; *p moves to the separator or the end. */
static int
take_attribute(const char **p, char separator, struct text *out)
{
	bool quoted = false, value = false, blank = false;
	size_t begin = out->len;

	while (**p && (quoted || ((separator == '/' ? **p != '/' : **p != ',' && **p != '+' && **p != ';')))) {
		bool escaped = **p == '\\';
		char c;

		if (**p == '"') {
			quoted = !quoted;
			++*p;
			continue;
		}
		c = take_char(p);
		if (!escaped && !quoted && isspace((unsigned char)c)) {
			blank = out->len > begin && out->s[out->len - 1] != '=';
			continue;
		}
		if (blank && !(c == '=' && !value))
			text_addc(out, ' ');
		blank = false;
		if (c == '=' && !escaped && !quoted && !value) {
			value = true;
			text_addc(out, c);
		} else
			text_addc(out, (char)(value ? tolower((unsigned char)c) : toupper((unsigned char)c)));
	}
	return text_failed(out) ? -1 : 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
dntext_key(const char *dn, struct text *out)
{
	struct attributes a = { .count = 0 };
	char separator = *dn == '/' ? '/' : ',';
	int rc = 0;

	for (const char *p = dn + (separator == '/'); *p && a.count < ATTRIBUTES_MAX && rc == 0; p += *p != '\0') {
		struct text one = { 0 };

		rc = take_attribute(&p, separator, &one);
		if (rc == 0 && one.len)
			a.list[a.count++] = one.s;
		else
			text_free(&one);
	}
	if (a.count)
		qsort(a.list, a.count, sizeof *a.list, compare);
	for (size_t i = 0; i < a.count; i++) {
		text_addf(out, "%s\n", a.list[i]);
		free(a.list[i]);
	}
	return rc == 0 && !text_failed(out) ? 0 : -1;
}
