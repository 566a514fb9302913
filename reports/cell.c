#include "reports/cell.h"

#include <stdint.h>
#include <string.h>

#define MARKER_ROOM 48	/* units that the mark of a cut text may take */

/* The code point at s, of well-formed UTF-8; its length in *len. */
static uint32_t
decode(const unsigned char *s, size_t *len)
{
	if (s[0] < 0x80)
		return *len = 1, s[0];
	if (s[0] < 0xe0)
		return *len = 2, (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
	if (s[0] < 0xf0)
		return *len = 3, (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 |
		    (s[2] & 0x3f);
	return *len = 4, (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
	    (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
}

/* Nothing to see, or what is seen is not what is there. */
static bool
is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	    (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "_xHHHH_", which a spreadsheet would decode. */
static bool
is_escape(const char *s, size_t len)
{
	return len >= 7 && s[0] == '_' && s[1] == 'x' && is_hex(s[2]) && is_hex(s[3]) &&
	    is_hex(s[4]) && is_hex(s[5]) && s[6] == '_';
}

/* Appends what stands for the first character of s; its length in *used, UTF-16 units returned. */
static size_t
add_one(struct text *out, const char *s, size_t len, bool lines, size_t *used)
{
	size_t before = out->len, n;
	uint32_t c;

	*used = 1;
	if (lines && s[0] == '\r' && len > 1 && s[1] == '\n')
		return 0;
	if (lines && s[0] == '\n')
		return text_addc(out, '\n'), 1;
	if (is_escape(s, len))
		return text_add(out, "_x005F_"), out->len - before;
	if (text_utf8(s, len < 4 ? len : 4) == 0 && s[0] != '\0') {
		text_addf(out, "\\x%02X", (unsigned char)s[0]);
		return out->len - before;
	}
	c = decode((const unsigned char *)s, &n);
	*used = n;
	if (is_hidden(c)) {
		text_addf(out, c < 0x80 ? "\\x%02X" : "\\u%04X", (unsigned)c);
		return out->len - before;
	}
	text_addn(out, s, n);
	return n == 4 ? 2 : 1;
}

void
cell_clean(struct text *out, const char *s, size_t len, bool lines)
{
	size_t units = 0, cut = 0, i = 0, used;

	text_clear(out);
	while (i < len && units <= CELL_MAX) {
		if (units <= CELL_MAX - MARKER_ROOM)
			cut = out->len;
		units += add_one(out, s + i, len - i, lines, &used);
		i += used;
	}
	if (units <= CELL_MAX || text_failed(out))
		return;
	out->len = cut;
	text_addf(out, " [cut: %zu bytes in all]", len);
}

size_t
cell_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

void
cell_wrap(const char *s, size_t width, void (*each)(void *ctx, const char *line, size_t len),
    void *ctx)
{
	do {
		size_t i = 0, n = 0, space = 0;

		for (; s[i] && n < width; n++) {
			if (s[i] == ' ')
				space = i;
			for (i++; ((unsigned char)s[i] & 0xc0) == 0x80;)
				i++;
		}
		if (s[i] && s[i] != ' ' && space > 0)
			i = space;
		each(ctx, s, i);
		for (s += i; *s == ' ';)
			s++;
	} while (*s);
}
