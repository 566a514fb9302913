/*
 * name - domain names and IP addresses in the one form that is compared
 *
 * Lower case, A-labels (IDNA2008, UTS #46 non-transitional), no trailing dot,
 * "*." kept; IPv4 in dotted decimals, IPv6 as RFC 5952 writes it.  Everything
 * below name_normal takes names in that form.
 */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

#define NAME_TEXT 256		/* bytes of the longest normal name (253) with NUL, rounded up */
#define NAME_IP_TEXT 46		/* bytes of the longest IP address with NUL */

/*
 * name_normal - the normal form of a name as somebody wrote it
 *
 *   s      UTF-8; a domain name in any case, with U-labels or A-labels, or an IP
 *          address, IPv6 also in brackets
 *   buf    holds the result where it differs from s
 *   kind   NAME_DNS or NAME_IP; may be NULL
 *
 * Returns s itself where it is normal already (which costs one look at each
 * byte), else buf; NULL silently where it is no name: empty, a label empty or
 * over 63 bytes, over 253 in all, a character other than letters, digits,
 * "-", "_" and "*" after conversion, an U-label that IDNA refuses.  What is
 * written with "xn--" is taken as it stands; whether such a label is
 * well-formed is not asked here.  Source: RFC 1034 3.1, RFC 5890, UTS #46.
 */
const char *name_normal(const char *s, char buf[NAME_TEXT], enum name_kind *kind);

/* Text of 4 or 16 octets, as name_normal writes it; "" for another length.  Returns out. */
char *name_ip_text(const uint8_t *octets, size_t len, char out[NAME_IP_TEXT]);

/* Is it an IP address? */
bool name_is_ip(const char *name);

bool name_is_wildcard(const char *name);	/* begins with "*." */
const char *name_base(const char *name);	/* without a leading "*." */
bool name_is_onion(const char *name);		/* onion, or ends in .onion */

/* The next name up, "b.c" of "a.b.c"; NULL above the last label and for an IP
 * address.  To walk: for (n = name; n; n = name_parent(n)). */
const char *name_parent(const char *name);

/* Is child the parent or below it, label by label?  An IP address only if equal. */
bool name_covers(const char *parent, const char *child);

/*
 * Public suffixes, by the list that libpsl was built with.  BR 1.6.1 speaks of
 * "registry-controlled or public suffix": the ICANN section is what registries
 * control; the other section holds what private owners asked to be treated so.
 */
enum name_suffix {
	NAME_SUFFIX_ICANN,
	NAME_SUFFIX_ALL		/* ICANN and private */
};

/* The suffix of a name, a pointer into it ("co.uk" of "a.b.co.uk", the last label where the
 * list has none); NULL for an IP address. */
const char *name_suffix(const char *name, enum name_suffix which);

/* The suffix and one label more, a pointer into name: the Base Domain Name of BR 1.6.1;
 * NULL where the name is no longer than its suffix, and for an IP address. */
const char *name_suffix_base(const char *name, enum name_suffix which);

/* Does it end in a label that is no top-level domain of the list?  BR 1.6.1, Internal Name. */
bool name_suffix_internal(const char *name);

/* Which list: "libpsl 0.21.2, list of 2023-02-09", borrowed from buf. */
const char *name_suffix_source(char buf[80]);

/*
 * The entry of the IANA special-purpose address registries that holds an IP
 * address, by its name there; NULL where none does and for a domain name.
 * BR 1.6.1, Reserved IP Address: contained in the block of any entry.
 */
const char *name_reserved(const char *ip);

#endif
