#include <stdint.h>

#include "base/arena.h"
#include "base/cert_part.h"

const char *
cert_text_oid(struct cert *c, const struct der_value *v, bool *broken)
{
	char text[DER_OID_TEXT];
	size_t n = der_oid_text(v->body, v->len, text, sizeof text);

	if (n == 0) {
		*broken = true;
		return NULL;
	}
	return arena_string(c->store->arena, text, n);
}

const char *
cert_text_octets(struct cert *c, const uint8_t *p, size_t len, bool *odd)
{
	static const char hex[] = "0123456789abcdef";
	size_t escaped = 0;
	char *s, *o;

	for (size_t i = 0; i < len; i++)
		escaped += p[i] <= 0x20 || p[i] >= 0x7f || p[i] == '\\';
	if (escaped == 0)
		return arena_string(c->store->arena, p, len);
	*odd = true;
	if (escaped > SIZE_MAX / 8 ||
	    (s = o = arena_get(c->store->arena, len + 3 * escaped + 1)) == NULL)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (p[i] > 0x20 && p[i] < 0x7f && p[i] != '\\') {
			*o++ = (char)p[i];
			continue;
		}
		*o++ = '\\';
		*o++ = 'x';
		*o++ = hex[p[i] >> 4];
		*o++ = hex[p[i] & 15];
	}
	*o = '\0';
	return s;
}
