#include "base/dn.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/der.h"
#include "base/digest.h"

/* Contents octets of the attribute types that have a name here. */
static const struct {
	const char *name;
	uint8_t len, oid[11];
} types[] = {
	{ "CN", 3, { 0x55, 4, 3 } },
	{ "SN", 3, { 0x55, 4, 4 } },
	{ "serialNumber", 3, { 0x55, 4, 5 } },
	{ "C", 3, { 0x55, 4, 6 } },
	{ "L", 3, { 0x55, 4, 7 } },
	{ "ST", 3, { 0x55, 4, 8 } },
	{ "street", 3, { 0x55, 4, 9 } },
	{ "O", 3, { 0x55, 4, 10 } },
	{ "OU", 3, { 0x55, 4, 11 } },
	{ "title", 3, { 0x55, 4, 12 } },
	{ "description", 3, { 0x55, 4, 13 } },
	{ "businessCategory", 3, { 0x55, 4, 15 } },
	{ "postalAddress", 3, { 0x55, 4, 16 } },
	{ "postalCode", 3, { 0x55, 4, 17 } },
	{ "postOfficeBox", 3, { 0x55, 4, 18 } },
	{ "telephoneNumber", 3, { 0x55, 4, 20 } },
	{ "name", 3, { 0x55, 4, 41 } },
	{ "GN", 3, { 0x55, 4, 42 } },
	{ "initials", 3, { 0x55, 4, 43 } },
	{ "generationQualifier", 3, { 0x55, 4, 44 } },
	{ "dnQualifier", 3, { 0x55, 4, 46 } },
	{ "pseudonym", 3, { 0x55, 4, 65 } },
	{ "organizationIdentifier", 3, { 0x55, 4, 97 } },
	{ "emailAddress", 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1 } },
	{ "UID", 10, { 0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1 } },
	{ "DC", 10, { 0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25 } },
	{ "jurisdictionL", 11, { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 1 } },
	{ "jurisdictionST", 11, { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 2 } },
	{ "jurisdictionC", 11, { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 3 } },
};

/* Longest text of one contents octet: a C1 control in Latin-1 is two octets of UTF-8, each \NN. */
#define EXPANSION 6

static const char *
type_name(const uint8_t *oid, size_t len)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].len == len && memcmp(types[i].oid, oid, len) == 0)
			return types[i].name;
	return NULL;
}

/* One character of UTF-8; returns its octets, or 0 where they are none (RFC 3629). */
static size_t
utf8_get(const uint8_t *p, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] < 0x80   ? 1
		     : p[0] < 0xc2 ? 0
		     : p[0] < 0xe0 ? 2
		     : p[0] < 0xf0 ? 3
		     : p[0] < 0xf5 ? 4
				   : 0;
	uint32_t c;

	if (len == 0 || len > n)
		return 0;
	c = len == 1 ? p[0] : p[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

static size_t
utf8_put(uint32_t c, uint8_t out[4])
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

/* Characters that would act on a terminal or a sheet instead of being shown: C0, DEL, C1, line
 * and paragraph separators, bidirectional controls. */
static bool
acts(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static char *
put_char(char *o, uint32_t c)
{
	static const char hex[] = "0123456789ABCDEF";
	uint8_t u[4];
	size_t n = utf8_put(c, u);

	if (c == '\\')
		*o++ = '\\';
	if (!acts(c)) {
		memcpy(o, u, n);
		return o + n;
	}
	for (size_t i = 0; i < n; i++) {
		*o++ = '\\';
		*o++ = hex[u[i] >> 4];
		*o++ = hex[u[i] & 15];
	}
	return o;
}

/* The next character of a string type; returns the octets it took and sets *odd where they are
 * no character of it. */
static size_t
next_char(unsigned tag, const uint8_t *p, size_t n, uint32_t *c, bool *odd)
{
	size_t took;

	*c = 0xfffd;
	switch (tag) {
	case DER_BMP_STRING:
		took = n < 2 ? n : 2;
		if (took == 2)
			*c = (uint32_t)p[0] << 8 | p[1];
		break;
	case DER_UNIVERSAL_STRING:
		took = n < 4 ? n : 4;
		if (took == 4)
			*c = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
			     p[3];
		break;
	case DER_T61_STRING: *c = p[0]; return 1;
	case DER_UTF8_STRING:
		if ((took = utf8_get(p, n, c)) != 0)
			return took;
		took = 1;
		break;
	default:
		took = 1;
		if (p[0] < 0x80)
			*c = p[0];
	}
	if (*c == 0xfffd || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff)) {
		*c = 0xfffd;
		*odd = true;
	}
	return took;
}

static bool
is_string(unsigned tag)
{
	return tag == DER_UTF8_STRING || tag == DER_PRINTABLE_STRING || tag == DER_IA5_STRING ||
	       tag == DER_NUMERIC_STRING || tag == DER_VISIBLE_STRING || tag == DER_T61_STRING ||
	       tag == DER_BMP_STRING || tag == DER_UNIVERSAL_STRING;
}

static char *
hex_text(struct arena *a, const uint8_t *p, size_t len)
{
	char *s = len < SIZE_MAX / 2 - 2 ? arena_get(a, 2 * len + 2) : NULL;

	if (s == NULL)
		return NULL;
	s[0] = '#';
	digest_hex(p, len, s + 1);
	return s;
}

/* 0, 1 broken, -1 no memory */
static int
read_attribute(struct dn *dn, struct arena *a, struct der *set, struct dn_attribute *at)
{
	struct der_value pair, oid, value;
	struct der in;
	char text[DER_OID_TEXT];
	size_t oid_len;
	char *o;

	if (!der_take(set, DER_SEQUENCE, &pair))
		return 1;
	in = der_in(&pair);
	if (!der_take(&in, DER_OID, &oid) || !der_next(&in, &value) || !der_at_end(&in) ||
	    (oid_len = der_oid_text(oid.body, oid.len, text, sizeof text)) == 0)
		return 1;
	if ((at->oid = arena_string(a, text, oid_len)) == NULL)
		return -1;
	at->name = type_name(oid.body, oid.len);
	at->tag = value.tag;
	at->raw = value.body;
	at->raw_len = value.len;
	if (at->name == NULL || !is_string(value.tag)) {
		if (at->name == NULL)
			at->name = at->oid;
		at->value = hex_text(a, value.whole, value.whole_len);
		return at->value != NULL ? 0 : -1;
	}
	if (value.len > SIZE_MAX / EXPANSION - 1 ||
	    (at->value = o = arena_get(a, EXPANSION * value.len + 1)) == NULL)
		return -1;
	for (size_t i = 0; i < value.len;) {
		uint32_t c;

		i += next_char(value.tag, value.body + i, value.len - i, &c, &dn->odd);
		o = put_char(o, c);
	}
	*o = '\0';
	return 0;
}

/* RFC 4514 2.4: what is still to be escaped; backslashes and \NN the value has already */
static char *
put_value(char *o, const struct dn_attribute *at)
{
	const char *s = at->value;
	size_t n = strlen(s);
	bool hex = at->name == at->oid || !is_string(at->tag);

	for (size_t i = 0; i < n; i++) {
		bool edge = (i == 0 && (s[i] == ' ' || s[i] == '#')) || (i + 1 == n && s[i] == ' ');

		if (!hex && (edge || strchr(",+\"<>;", s[i]) != NULL))
			*o++ = '\\';
		*o++ = s[i];
	}
	return o;
}

/* Most specific first; "+" where the next attribute belongs to the same RDN. */
static int
make_text(struct dn *dn, struct arena *a, const bool *joined)
{
	size_t cap = 1;
	char *o;

	for (size_t i = 0; i < dn->count; i++)
		cap += strlen(dn->attributes[i].name) + 2 * strlen(dn->attributes[i].value) + 2;
	if ((dn->text = o = arena_get(a, cap)) == NULL)
		return -1;
	for (size_t last = dn->count; last > 0;) {
		size_t first = last - 1;

		while (joined[first])
			first--;
		if (last < dn->count)
			*o++ = ',';
		for (size_t i = first; i < last; i++) {
			size_t n = strlen(dn->attributes[i].name);

			if (i > first)
				*o++ = '+';
			memcpy(o, dn->attributes[i].name, n);
			o += n;
			*o++ = '=';
			o = put_value(o, &dn->attributes[i]);
		}
		last = first;
	}
	*o = '\0';
	return 0;
}

/* How many attributes there can be, before anything is allocated for them. */
static size_t
count_attributes(struct der rdns)
{
	struct der_value set, pair;
	size_t n = 0;

	while (der_take(&rdns, DER_SET, &set))
		for (struct der in = der_in(&set); der_take(&in, DER_SEQUENCE, &pair);)
			n++;
	return n;
}

static int
read_name(struct dn *dn, struct arena *a)
{
	struct der d = der_over(dn->der, dn->der_len), rdns;
	struct der_value name, set;
	bool *joined;
	size_t n;

	if (!der_take(&d, DER_SEQUENCE, &name) || !der_at_end(&d))
		return 1;
	rdns = der_in(&name);
	n = count_attributes(rdns);
	dn->attributes = arena_array(a, n, sizeof *dn->attributes);
	joined = arena_array(a, n, sizeof *joined);
	if (dn->attributes == NULL || joined == NULL)
		return -1;
	while (!der_at_end(&rdns)) {
		struct der in;
		bool first = true;

		if (!der_take(&rdns, DER_SET, &set) || set.len == 0)
			return 1;
		for (in = der_in(&set); !der_at_end(&in); first = false) {
			int r = dn->count < n
				    ? read_attribute(dn, a, &in, &dn->attributes[dn->count])
				    : 1;

			if (r != 0)
				return r;
			joined[dn->count++] = !first;
		}
	}
	return make_text(dn, a, joined);
}

int
dn_read(struct dn *dn, struct arena *a, const uint8_t *der, size_t len)
{
	int r;

	memset(dn, 0, sizeof *dn);
	dn->der = der;
	dn->der_len = len;
	if ((r = read_name(dn, a)) != 1)
		return r;
	dn->count = 0;
	dn->attributes = NULL;
	return (dn->text = hex_text(a, der, len)) != NULL ? 1 : -1;
}

const char *
dn_value(const struct dn *dn, const char *name)
{
	for (size_t i = 0; i < dn->count; i++)
		if (strcmp(dn->attributes[i].name, name) == 0)
			return dn->attributes[i].value;
	return NULL;
}
