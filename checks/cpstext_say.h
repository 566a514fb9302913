/*
 * cpstext_say - what one sentence says about a method's use
 *
 * The vocabulary of refusal is a table of patterns; adding a phrase is adding a
 * row.  Negations of something narrower than the method (wildcards, a Random
 * Value's age, redirects, reuse) are told from refusals by their subject and
 * object.
 */
#ifndef CHECKS_CPSTEXT_SAY_H
#define CHECKS_CPSTEXT_SAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cpstext_says {
	CPSTEXT_SAYS_NOTHING,  /* prose, of which the procedure may be told */
	CPSTEXT_SAYS_REFUSES,  /* the method is not used */
	CPSTEXT_SAYS_NO_OTHER, /* no other method than those told */
	CPSTEXT_SAYS_USES,     /* the CA uses, performs, permits it */
	CPSTEXT_SAYS_DOUBT,    /* planned, pending, with exceptions, in the past */
	CPSTEXT_SAYS_PARTIAL,  /* about wildcards, subdomains, prior validations */
	CPSTEXT_SAYS_ASIDE     /* DNSSEC, corroboration, CAA checks, records kept */
};

struct cpstext_say {
	enum cpstext_says says;
	int64_t
	    date; /* of a dated refusal or end: the first instant of disuse; INSTANT_NONE: none */
	int64_t begins; /* a use that begins on a day; INSTANT_NONE: none */
	int64_t lead;	/* "Effective D:" alone, which dates what follows; INSTANT_NONE: none */
	int wildcard;	/* +1 "suitable for wildcard", -1 "not suitable", 0 nothing */
	bool no_ip;	/* certificates for IP addresses are not issued */
	bool past;	/* the disuse has begun: "has been retired", "ceased" */
	bool bare;	/* it names no subject: "Not used", "Must not be used after" */
};

/* low: a sentence in lower case, len bytes of it. */
void cpstext_say(const char *low, size_t len, struct cpstext_say *out);

#endif
