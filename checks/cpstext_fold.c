#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "checks/cpstext_fold.h"

#define WORD_MAX 64 /* code points of a word that is looked at as one */

struct pair {
	uint32_t from;
	const char *to;
};

/* What stands for something plainer; sorted. */
static const struct pair plain[] = {
	{ 0x00a0, " " },
	{ 0x00a7, "section " },
	{ 0x00ab, "\"" },
	{ 0x00ad, "" },
	{ 0x00b4, "'" },
	{ 0x00b7, "\x01" },
	{ 0x00bb, "\"" },
	{ 0x02bc, "'" },
	{ 0x1680, " " },
	{ 0x2000, " " },
	{ 0x2001, " " },
	{ 0x2002, " " },
	{ 0x2003, " " },
	{ 0x2004, " " },
	{ 0x2005, " " },
	{ 0x2006, " " },
	{ 0x2007, " " },
	{ 0x2008, " " },
	{ 0x2009, " " },
	{ 0x200a, " " },
	{ 0x200b, "" },
	{ 0x200c, "" },
	{ 0x200d, "" },
	{ 0x200e, "" },
	{ 0x200f, "" },
	{ 0x2010, "-" },
	{ 0x2011, "-" },
	{ 0x2012, "-" },
	{ 0x2013, "-" },
	{ 0x2014, "-" },
	{ 0x2015, "-" },
	{ 0x2018, "'" },
	{ 0x2019, "'" },
	{ 0x201a, "'" },
	{ 0x201b, "'" },
	{ 0x201c, "\"" },
	{ 0x201d, "\"" },
	{ 0x201e, "\"" },
	{ 0x201f, "\"" },
	{ 0x2022, "\x01" },
	{ 0x2023, "\x01" },
	{ 0x2024, "." },
	{ 0x2026, "..." },
	{ 0x2028, " " },
	{ 0x2029, " " },
	{ 0x202a, "" },
	{ 0x202b, "" },
	{ 0x202c, "" },
	{ 0x202d, "" },
	{ 0x202e, "" },
	{ 0x202f, " " },
	{ 0x2032, "'" },
	{ 0x2033, "\"" },
	{ 0x2043, "\x01" },
	{ 0x205f, " " },
	{ 0x2060, "" },
	{ 0x2066, "" },
	{ 0x2067, "" },
	{ 0x2068, "" },
	{ 0x2069, "" },
	{ 0x2212, "-" },
	{ 0x25a0, "\x01" },
	{ 0x25aa, "\x01" },
	{ 0x25cb, "\x01" },
	{ 0x25cf, "\x01" },
	{ 0x25e6, "\x01" },
	{ 0x3000, " " },
	{ 0x3002, "." },
	{ 0xf0b7, "\x01" },
	{ 0xfb01, "fi" },
	{ 0xfb02, "fl" },
	{ 0xfe63, "-" },
	{ 0xfeff, "" },
};

/* Cyrillic and Greek letters that are drawn as Latin ones; sorted. */
static const struct pair alike[] = {
	{ 0x0391, "A" },
	{ 0x0392, "B" },
	{ 0x0395, "E" },
	{ 0x0396, "Z" },
	{ 0x0397, "H" },
	{ 0x0399, "I" },
	{ 0x039a, "K" },
	{ 0x039c, "M" },
	{ 0x039d, "N" },
	{ 0x039f, "O" },
	{ 0x03a1, "P" },
	{ 0x03a4, "T" },
	{ 0x03a5, "Y" },
	{ 0x03a7, "X" },
	{ 0x03bf, "o" },
	{ 0x0405, "S" },
	{ 0x0406, "I" },
	{ 0x0408, "J" },
	{ 0x0410, "A" },
	{ 0x0412, "B" },
	{ 0x0415, "E" },
	{ 0x0417, "3" },
	{ 0x041a, "K" },
	{ 0x041c, "M" },
	{ 0x041d, "H" },
	{ 0x041e, "O" },
	{ 0x0420, "P" },
	{ 0x0421, "C" },
	{ 0x0422, "T" },
	{ 0x0423, "Y" },
	{ 0x0425, "X" },
	{ 0x0430, "a" },
	{ 0x0435, "e" },
	{ 0x043e, "o" },
	{ 0x0440, "p" },
	{ 0x0441, "c" },
	{ 0x0443, "y" },
	{ 0x0445, "x" },
	{ 0x0455, "s" },
	{ 0x0456, "i" },
	{ 0x0458, "j" },
	{ 0x04bb, "h" },
	{ 0x0501, "d" },
	{ 0x051b, "q" },
	{ 0x051d, "w" },
};

/* Windows-1252 from 0x80 to 0x9f, as far as prose uses it. */
static const uint16_t windows[32] = { 0x20ac, '?', 0x201a, 0x192, 0x201e, 0x2026, '?', '?', 0x2c6,
	'?', 0x160, 0x2039, 0x152, '?', 0x17d, '?', '?', 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x2dc, '?', 0x161, 0x203a, 0x153, '?', 0x17e, 0x178 };

static const char *
find(const struct pair *table, size_t n, uint32_t c)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (table[mid].from < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && table[lo].from == c ? table[lo].to : NULL;
}

static size_t
continuation(const uint8_t *p, size_t left, size_t want)
{
	for (size_t i = 1; i <= want; i++)
		if (i >= left || (p[i] & 0xc0) != 0x80)
			return 0;
	return want + 1;
}

/* One code point of UTF-8; a byte that is none counts as Windows-1252. */
static size_t
utf8(const uint8_t *p, size_t left, uint32_t *c)
{
	size_t n = 1;

	*c = p[0];
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] < 0xe0 && (n = continuation(p, left, 1)))
		*c = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	else if (p[0] >= 0xe0 && p[0] < 0xf0 && (n = continuation(p, left, 2)))
		*c = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	else if (p[0] >= 0xf0 && p[0] < 0xf5 && (n = continuation(p, left, 3)))
		*c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
		     (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	else
		n = 0;
	if (n > 1 &&
	    (*c >= 0x110000 || (*c >= 0xd800 && *c < 0xe000) || *c < (n == 2 ? 0x80u : 0x800u)))
		*c = '?';
	if (n > 1)
		return n;
	*c = p[0] < 0xa0 ? windows[p[0] - 0x80] : p[0];
	return 1;
}

struct source {
	const uint8_t *p;
	size_t len, at;
	int unit; /* 1 UTF-8, 2 UTF-16LE, 3 UTF-16BE */
	bool cr;  /* the last was a CR, whose LF does not count */
};

static bool
next(struct source *s, uint32_t *c)
{
	size_t left = s->len - s->at;
	const uint8_t *p = s->p + s->at;

	if (left < (s->unit == 1 ? 1u : 2u))
		return false;
	if (s->unit == 1) {
		s->at += utf8(p, left, c);
		return true;
	}
	*c = s->unit == 2 ? (uint32_t)p[0] | (uint32_t)p[1] << 8
			  : (uint32_t)p[1] | (uint32_t)p[0] << 8;
	if (*c >= 0xd800 && *c < 0xe000)
		*c = '?';
	s->at += 2;
	return true;
}

static void
put(struct text *out, uint32_t c)
{
	char b[4];

	if (c < 0x80) {
		text_addc(out, (char)c);
	} else if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6), b[1] = (char)(0x80 | (c & 0x3f));
		text_addn(out, b, 2);
	} else if (c < 0x10000) {
		b[0] = (char)(0xe0 | c >> 12), b[1] = (char)(0x80 | (c >> 6 & 0x3f));
		b[2] = (char)(0x80 | (c & 0x3f));
		text_addn(out, b, 3);
	} else {
		b[0] = (char)(0xf0 | c >> 18), b[1] = (char)(0x80 | (c >> 12 & 0x3f));
		b[2] = (char)(0x80 | (c >> 6 & 0x3f)), b[3] = (char)(0x80 | (c & 0x3f));
		text_addn(out, b, 4);
	}
}

/* A word is written in look-alikes when each of its Cyrillic and Greek letters has a twin. */
static void
put_word(struct text *out, const uint32_t *word, size_t n)
{
	bool all = true;

	for (size_t i = 0; i < n && all; i++)
		all = !(word[i] >= 0x370 && word[i] < 0x530) ||
		      find(alike, sizeof(alike) / sizeof(alike[0]), word[i]);
	for (size_t i = 0; i < n; i++) {
		const char *twin =
		    all ? find(alike, sizeof(alike) / sizeof(alike[0]), word[i]) : NULL;

		if (twin)
			text_add(out, twin);
		else
			put(out, word[i]);
	}
}

static bool
in_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c < 0x530);
}

/* A bullet opens an item at the start of a line; elsewhere it is a dash. */
static void
put_plain(struct text *out, const char *to)
{
	size_t i = out->len;

	if (*to != '\x01') {
		text_add(out, to);
		return;
	}
	while (i > 0 && (out->s[i - 1] == ' ' || out->s[i - 1] == '\t' || out->s[i - 1] == '>'))
		i--;
	text_add(out, i == 0 || out->s[i - 1] == '\n' || out->s[i - 1] == '|' ? "* " : " - ");
}

static void
put_other(struct source *s, struct text *out, uint32_t c)
{
	const char *to;

	if (c == '\r' || c == '\n' || c == '\f') {
		if (c != '\n' || !s->cr)
			text_addc(out, '\n');
	} else if (c == '\t') {
		text_addc(out, '\t');
	} else if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
		text_addc(out, ' ');
	} else if ((to = find(plain, sizeof(plain) / sizeof(plain[0]), c)) != NULL) {
		put_plain(out, to);
	} else {
		put(out, c);
	}
	s->cr = c == '\r';
}

void
cpstext_fold(const void *bytes, size_t len, struct text *out)
{
	struct source s = { bytes, len, 0, 1, false };
	uint32_t word[WORD_MAX], c;
	size_t n = 0;

	if (len >= 2 && s.p[0] == 0xff && s.p[1] == 0xfe)
		s.unit = 2, s.at = 2;
	else if (len >= 2 && s.p[0] == 0xfe && s.p[1] == 0xff)
		s.unit = 3, s.at = 2;
	while (next(&s, &c)) {
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (in_word(c) && !find(plain, sizeof(plain) / sizeof(plain[0]), c)) {
			s.cr = false;
			word[n++] = c;
			if (n < WORD_MAX)
				continue;
			put_word(out, word, n);
			n = 0;
			continue;
		}
		put_word(out, word, n);
		n = 0;
		put_other(&s, out, c);
	}
	put_word(out, word, n);
}

void
cpstext_fold_lower(char *s, size_t len)
{
	uint8_t *p = (uint8_t *)s;

	for (size_t i = 0; i < len; i++) {
		if (p[i] >= 'A' && p[i] <= 'Z') {
			p[i] = (uint8_t)(p[i] + 32);
		} else if (p[i] == 0xc3 && i + 1 < len && p[i + 1] >= 0x80 && p[i + 1] <= 0x9e &&
			   p[i + 1] != 0x97) {
			p[i + 1] = (uint8_t)(p[i + 1] + 32);
			i++;
		} else if ((p[i] == 0xc4 || p[i] == 0xc5) && i + 1 < len && p[i + 1] >= 0x80 &&
			   p[i + 1] < 0xc0) {
			unsigned c = (unsigned)(p[i] & 0x1f) << 6 | (p[i + 1] & 0x3f);
			/* U+0139..0148 and 0179..017E pair odd with even, the rest even with odd */
			bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);

			if (c != 0x130 && c != 0x138 && c != 0x149 && c != 0x178 && c != 0x17f &&
			    (c & 1) == odd)
				c++;
			p[i] = (uint8_t)(0xc0 | c >> 6), p[i + 1] = (uint8_t)(0x80 | (c & 0x3f));
			i++;
		}
	}
}
