/*
 * dn - a distinguished name: its DER, its attributes, its text
 *
 * The text is RFC 4514: most specific first, "CN=R3,O=Let's Encrypt,C=US",
 * multi-valued parts joined by "+".  Types without a name here are dotted
 * OIDs with the value as "#" and the hex of its DER.  A value in a string type
 * is converted to UTF-8 (T61String read as Latin-1); control characters, NUL
 * among them, line separators and bidirectional controls are written as \NN
 * for each octet, a backslash is doubled; octets that are no character become
 * U+FFFD and set dn.odd.
 */
#ifndef BASE_DN_H
#define BASE_DN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct dn_attribute {
	const char *oid;    /* dotted */
	const char *name;   /* "CN", "O", "OU", "C", "GN", "SN", "serialNumber",
			     * "businessCategory", "jurisdictionC", ... or the dotted OID */
	const char *value;  /* UTF-8 with those escapes; "#" hex where it is no string */
	uint8_t tag;	    /* of the value, enum der_tag */
	const uint8_t *raw; /* contents octets of the value */
	size_t raw_len;
};

struct dn {
	const uint8_t *der; /* whole Name */
	size_t der_len;
	const char *text;
	struct dn_attribute *attributes; /* in the order of the DER */
	size_t count;
	bool odd; /* a string held octets that its type does not allow */
};

/*
 * Reads the Name of len octets at der, which must live as long as *dn; texts
 * come from the arena.  0; 1 where it is not a Name (*dn then holds der, the
 * text "#" and its hex, no attributes); -1 when memory ran out, said.
 */
int dn_read(struct dn *dn, struct arena *a, const uint8_t *der, size_t len);

/* The first value of the attribute of this name ("O", "CN", ...), or NULL. */
const char *dn_value(const struct dn *dn, const char *name);

#endif
