#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <idn2.h>

#include "base/name.h"

#define DNS_MAX 253		/* RFC 1035 2.3.4: 255 octets on the wire */
#define LABEL_MAX 63
#define WRITTEN_MAX 1024	/* bytes of a name before conversion */

/* What the bytes of a name came to. */
enum look {
	LOOK_NORMAL,
	LOOK_CHANGE,		/* upper case or a trailing dot */
	LOOK_CONVERT,		/* not ASCII */
	LOOK_IP6,		/* has a colon */
	LOOK_NONE
};

static bool
is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*';
}

/* One pass, which is all that a normal name needs.  *digits: nothing but digits and dots. */
static enum look
look(const char *s, size_t *len, bool *digits)
{
	size_t i, label = 0;
	enum look found = LOOK_NORMAL;

	*digits = true;
	for (i = 0; s[i]; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '.') {
			if (label == 0)
				return LOOK_NONE;
			label = 0;
			continue;
		}
		if (c >= 0x80)
			return LOOK_CONVERT;
		if (c == ':' || c == '[')
			return LOOK_IP6;
		if (c >= 'A' && c <= 'Z')
			found = LOOK_CHANGE;
		else if (!is_plain(c))
			return LOOK_NONE;
		if (c < '0' || c > '9')
			*digits = false;
		if (++label > LABEL_MAX)
			return LOOK_NONE;
	}
	*len = i;
	if (i && s[i - 1] == '.') {
		found = LOOK_CHANGE;
		(*len)--;
	}
	return *len > 0 && *len <= DNS_MAX ? found : LOOK_NONE;
}

static const char *
lower(const char *s, size_t len, char *buf)
{
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
	buf[len] = '\0';
	return buf;
}

static const char *
convert(const char *s, char *buf)
{
	bool wildcard = s[0] == '*' && s[1] == '.', digits;
	uint8_t *ascii = NULL;
	const char *result = NULL;
	size_t len;
	enum look found;

	if (strlen(s) > WRITTEN_MAX)
		return NULL;
	if (idn2_lookup_u8((const uint8_t *)s + 2 * wildcard, &ascii,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	found = look((const char *)ascii, &len, &digits);
	if ((found == LOOK_NORMAL || found == LOOK_CHANGE) && len + 2 * wildcard <= DNS_MAX &&
	    !digits) {
		memcpy(buf, "*.", 2);
		lower((const char *)ascii, len, buf + 2 * wildcard);
		result = buf;
	}
	idn2_free(ascii);
	return result;
}

static const char *
normal_ip6(const char *s, char *buf)
{
	char inner[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	size_t len = strlen(s);

	if (s[0] == '[' && len > 2 && s[len - 1] == ']') {
		s++;
		len -= 2;
	}
	if (len >= sizeof inner)
		return NULL;
	memcpy(inner, s, len);
	inner[len] = '\0';
	if (inet_pton(AF_INET6, inner, octets) != 1)
		return NULL;
	name_ip_text(octets, 16, buf);
	return strcmp(buf, s) == 0 ? s : buf;
}

const char *
name_normal(const char *s, char buf[NAME_TEXT], enum name_kind *kind)
{
	struct in_addr ip4;
	const char *result;
	bool digits;
	size_t len;
	enum look found = look(s, &len, &digits);
	enum name_kind k = NAME_DNS;

	if (found == LOOK_NONE)
		return NULL;
	if (found == LOOK_IP6) {
		result = normal_ip6(s, buf);
		k = NAME_IP;
	} else if (found == LOOK_CONVERT) {
		result = convert(s, buf);
	} else {
		result = found == LOOK_NORMAL ? s : lower(s, len, buf);
		/* inet_pton refuses leading zeros, so the text is canonical */
		if (digits && inet_pton(AF_INET, result, &ip4) == 1)
			k = NAME_IP;
	}
	if (result && kind)
		*kind = k;
	return result;
}

/* Where the longest run of two or more zero groups begins; *end behind it. */
static int
longest_zeros(const unsigned g[8], int *end)
{
	int best = -1, i, j;

	*end = -1;
	for (i = 0; i < 8; i = j + 1) {
		for (j = i; j < 8 && g[j] == 0; j++)
			;
		if (j - i >= 2 && j - i > *end - best) {
			best = i;
			*end = j;
		}
	}
	return best;
}

char *
name_ip_text(const uint8_t *octets, size_t len, char out[NAME_IP_TEXT])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned g[8];
	int i, zeros, end;
	size_t n = 0;

	out[0] = '\0';
	if (len == 4)
		snprintf(
		    out, NAME_IP_TEXT, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
	if (len != 16)
		return out;
	/* RFC 5952 section 5: the mixed form where the prefix says that an IPv4 address follows */
	if (memcmp(octets, mapped, sizeof mapped) == 0) {
		snprintf(out, NAME_IP_TEXT, "::ffff:%u.%u.%u.%u", octets[12], octets[13],
		    octets[14], octets[15]);
		return out;
	}
	for (i = 0; i < 8; i++)
		g[i] = (unsigned)octets[2 * i] << 8 | octets[2 * i + 1];
	zeros = longest_zeros(g, &end);
	for (i = 0; i < 8; i++) {
		if (i == zeros) {
			n += (size_t)snprintf(out + n, NAME_IP_TEXT - n, "::");
			i = end - 1;
			continue;
		}
		n += (size_t)snprintf(
		    out + n, NAME_IP_TEXT - n, "%s%x", i && i != end ? ":" : "", g[i]);
	}
	return out;
}

bool
name_is_ip(const char *name)
{
	struct in_addr ip4;

	/* no domain name has a colon, and none of digits and dots alone is at the top */
	if (strchr(name, ':'))
		return true;
	return name[0] && strspn(name, "0123456789.") == strlen(name) &&
	    inet_pton(AF_INET, name, &ip4) == 1;
}

bool
name_is_wildcard(const char *name)
{
	return name[0] == '*' && name[1] == '.';
}

const char *
name_base(const char *name)
{
	return name_is_wildcard(name) ? name + 2 : name;
}

bool
name_is_onion(const char *name)
{
	return name_covers("onion", name);
}

const char *
name_parent(const char *name)
{
	const char *dot;

	if (name_is_ip(name))
		return NULL;
	dot = strchr(name, '.');
	return dot && dot[1] ? dot + 1 : NULL;
}

bool
name_covers(const char *parent, const char *child)
{
	size_t p = strlen(parent), c = strlen(child);

	if (p > c || p == 0 || memcmp(child + c - p, parent, p))
		return false;
	return p == c || (child[c - p - 1] == '.' && !name_is_ip(child));
}
