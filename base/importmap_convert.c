#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/importmap.h"
#include "base/instant.h"
#include "base/yml.h"

#define NUMBER_MAX 1024		/* characters of a number or digest as an export writes it */

/* 1, with the reason of a bad record. */
static int
bad(char *reason, const char *expected, const char *found)
{
	snprintf(reason, IMPORTMAP_REASON, "expected %s, found %s", expected, found);
	text_whole(reason);
	return 1;
}

static int
add_hex_number(struct text *out, const char *digits, size_t len)
{
	while (len > 1 && *digits == '0') {
		digits++;
		len--;
	}
	text_addn(out, digits, len);
	return 0;
}

/* Hex digits of either case, with what people put between them taken out. */
static int
plain_hex(const char *s, char hex[NUMBER_MAX + 1])
{
	size_t n = 0;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	for (; *s; s++) {
		if (*s == ':' || *s == ' ' || *s == '-')
			continue;
		if (n == NUMBER_MAX)
			return -1;
		if (*s >= 'A' && *s <= 'F')
			hex[n++] = (char)(*s - 'A' + 'a');
		else if ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'f'))
			hex[n++] = *s;
		else
			return -1;
	}
	hex[n] = '\0';
	return n ? (int)n : -1;
}

/* By long division: NUMBER_MAX digits at most, so the square of it is small. */
static int
decimal_to_hex(const char *s, char hex[NUMBER_MAX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char d[NUMBER_MAX];
	size_t n = strlen(s), first = 0, i, len = 0;

	if (n == 0 || n > NUMBER_MAX || strspn(s, "0123456789") != n)
		return -1;
	for (i = 0; i < n; i++)
		d[i] = (unsigned char)(s[i] - '0');
	do {
		unsigned rest = 0;

		for (i = first; i < n; i++) {
			unsigned v = rest * 10 + d[i];

			d[i] = (unsigned char)(v / 16);
			rest = v % 16;
		}
		while (first < n && d[first] == 0)
			first++;
		hex[len++] = digits[rest];
	} while (first < n);
	for (i = 0; i < len / 2; i++) {
		char swap = hex[i];

		hex[i] = hex[len - 1 - i];
		hex[len - 1 - i] = swap;
	}
	hex[len] = '\0';
	return (int)len;
}

static int
base64_to_hex(const char *s, char hex[NUMBER_MAX + 1])
{
	uint8_t bytes[NUMBER_MAX / 2];
	long n = digest_unbase64(s, strlen(s), bytes, sizeof bytes);

	if (n <= 0)
		return -1;
	digest_hex(bytes, (size_t)n, hex);
	return (int)n * 2;
}

static int
convert_number(const struct importmap_column *c, const char *s, struct text *out, char *reason)
{
	static const char *const names[] = { [IMPORTMAP_DECIMAL] = "a decimal number",
		[IMPORTMAP_HEX] = "a hex number", [IMPORTMAP_BASE64] = "base64",
		[IMPORTMAP_HEX_BYTES] = "hex of whole bytes", [IMPORTMAP_BASE64_BYTES] = "base64" };
	char hex[NUMBER_MAX + 1];
	int n;

	if (c->form == IMPORTMAP_DECIMAL)
		n = decimal_to_hex(s, hex);
	else if (c->form == IMPORTMAP_HEX || c->form == IMPORTMAP_HEX_BYTES)
		n = plain_hex(s, hex);
	else
		n = base64_to_hex(s, hex);
	if (n < 0 || (c->form == IMPORTMAP_HEX_BYTES && n % 2))
		return bad(reason, names[c->form], s);
	if (c->form == IMPORTMAP_HEX_BYTES || c->form == IMPORTMAP_BASE64_BYTES)
		text_addn(out, hex, (size_t)n);
	else
		add_hex_number(out, hex, (size_t)n);
	return 0;
}

static int
convert_time(const struct importmap_column *c, const char *s, struct text *out, char *reason)
{
	char expected[120], when[INSTANT_TEXT];
	int64_t t;

	if (instant_parse_format(s, c->format, c->zone, &t)) {
		snprintf(expected, sizeof expected, "a time as %s", c->format);
		return bad(reason, expected, s);
	}
	text_add(out, instant_format(t, when));
	return 0;
}

static int
convert_value(const struct importmap_column *c, const char *s, struct text *out, char *reason)
{
	const struct yml_node *v = c->values ? yml_get(c->values, s) : NULL;
	const char *meant = v ? v->text : s;

	if (!v && c->strict && *s)
		return bad(reason, "a value that the import map lists", s);
	if (*meant == '\0')
		return 0;
	if (c->form == IMPORTMAP_TEXT) {
		text_add(out, meant);
		return 0;
	}
	if (c->form == IMPORTMAP_TIME)
		return convert_time(c, meant, out, reason);
	return convert_number(c, meant, out, reason);
}

/* A part without what is stripped from its ends, cut in place. */
static char *
strip(char *s, const char *characters)
{
	size_t n;

	s += strspn(s, characters);
	for (n = strlen(s); n && strchr(characters, s[n - 1]); n--)
		;
	s[n] = '\0';
	return s;
}

/* Parts that are or become empty leave no gap. */
static int
convert_list(const struct importmap_column *c, char *s, struct text *out, char *reason)
{
	size_t step = strlen(c->list), begin = out->len;
	char *next;
	int rc = 0;

	for (; s && rc == 0; s = next) {
		next = strstr(s, c->list);
		if (next) {
			*next = '\0';
			next += step;
		}
		s = strip(s, " ");
		if (c->strip)
			s = strip(s, c->strip);
		if (out->len > begin && out->s[out->len - 1] != ' ')
			text_addc(out, ' ');
		rc = convert_value(c, s, out, reason);
	}
	if (rc == 0 && out->len > begin && out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
	return rc;
}

int
importmap_convert(const struct importmap_column *c, const char *cell, struct text *out,
    char reason[IMPORTMAP_REASON])
{
	struct text copy = { 0 };
	int rc;

	if (!c->list && !c->strip) {
		rc = convert_value(c, cell, out, reason);
		return text_failed(out) ? -1 : rc;
	}
	text_add(&copy, cell);
	if (text_failed(&copy))
		rc = -1;
	else if (c->list)
		rc = convert_list(c, copy.s, out, reason);
	else
		rc = convert_value(c, strip(copy.s, c->strip), out, reason);
	text_free(&copy);
	return text_failed(out) ? -1 : rc;
}
