/*
 * caa - what an export says a CAA check found, read
 *
 * Exports write the result as a word ("permitted", "no-record", "denied"), as
 * the issuer domain that matched ("ca.example"), or as the records themselves
 * ('0 issue "ca.example; accounturi=..."', several with spaces, commas or
 * semicolons between).  Whatever is none of these is not understood, and what
 * is not understood never permits.
 */
#ifndef CHECKS_CAA_H
#define CHECKS_CAA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

struct check_context;

enum caa_answer {
	CAA_PERMITTED,	/* by a word, or no record restricts */
	CAA_RECORDS,	/* by records that name issuers: ask caa_names */
	CAA_DENIED,	/* by a word, an empty issuer, or an unknown critical property */
	CAA_FAILED,	/* the lookup failed */
	CAA_UNCLEAR	/* not stated, or not understood */
};

/* One issuer that the records allow for this kind of name, RFC 8659 4.2, 4.3. */
struct caa_issuer {
	char domain[256];	/* lower case, without trailing dot; "" allows nobody */
	char account[256];	/* accounturi of RFC 8657, or "" */
	char methods[256];	/* validationmethods of RFC 8657 with commas, or "" */
};

#define CAA_ISSUERS 16

struct caa_result {
	enum caa_answer answer;
	struct caa_issuer issuer[CAA_ISSUERS];	/* with CAA_RECORDS */
	size_t count;		/* at most CAA_ISSUERS; more is CAA_UNCLEAR */
	int64_t ttl;		/* seconds, where the text says "ttl=N"; else 0 */
};

/* wildcard: issuewild properties go first, where there are any. */
void caa_read(const char *text, bool wildcard, struct caa_result *r);

/* Is one of the issuers exactly this domain (letters of either case)?  NULL: none. */
const struct caa_issuer *caa_names(const struct caa_result *r, const char *domain);

/*
 * The issuer in the result that is one of this CA's issuer domains: those of the context
 * and of every CPS document that covers the unit, in force at its issuance (BR 2.2, 4.2).
 * NULL where none is; *known: any such domain is stated at all.
 */
const struct caa_issuer *caa_of_this_ca(const struct check_context *c, const struct caa_result *r,
    bool *known);

/*
 * The CAA check that counts for a name: the latest one not after the issuance; where all
 * are after it, the earliest; NULL where no validation of the name holds one.  Of a unit
 * whose issuance is only known by notBefore, the issuance is CAA_SKEW after it.
 */
#define CAA_SKEW (2 * INSTANT_DAY)	/* BR 7.1.2.7 */
const struct validation *caa_check_of(const struct unit *u, const struct unit_name *n);

#endif
