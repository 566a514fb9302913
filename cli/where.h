/*
 * where - which certificates a cause touches, as a person writes it
 *
 *	method=3.2.2.4.19 issued>=2021-03-13 issued<2021-05-21T15:14:00Z
 *
 * Terms, with spaces, commas or "and" between; all of them must hold, and of
 * several with one key at least one (issued>= and issued< are one each):
 *
 *	method=M	a validation of one of its names by M (BR section, or ACME label)
 *	issued>=T	issuance; a date is 00:00:00Z
 *	issued<T
 *	issuer=X	the issuer's DN, its CN, or its key id in hex
 *	type=T		dv, ov, iv, ev, in any case
 *	name~suffix	a name that is, or ends in, the suffix
 *	key_sha256=H	SHA-256 of the SubjectPublicKeyInfo
 *
 * A value with spaces stands in double quotes; an issuer's name may do without.
 */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

struct catalogue;

enum where_key { WHERE_METHOD, WHERE_ISSUED_FROM, WHERE_ISSUED_UNTIL, WHERE_ISSUER, WHERE_TYPE,
	WHERE_NAME, WHERE_KEY, WHERE_KEYS };

struct where_term {
	enum where_key key;
	char value[256];
	int64_t at;		/* issued>=, issued< */
	uint8_t hash[32];	/* key_sha256= */
	enum unit_type type;	/* type= */
};

#define WHERE_TERMS 32

struct where {
	struct where_term terms[WHERE_TERMS];
	size_t count;
};

/* 0 and *w, or -1 said: an unknown key, an empty value, an empty expression, more than 32 terms. */
int where_parse(const char *text, struct where *w);

/* Does the term hold for the unit by itself? */
bool where_holds(const struct where_term *t, const struct catalogue *c, const struct unit *u);

/* Whether the unit is meant; methods are compared as the catalogue normalises them. */
bool where_match(const struct where *w, const struct catalogue *c, const struct unit *u);

#endif
