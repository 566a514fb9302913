/*
 * outcome - what a rule says of a certificate (or of one of its names)
 *
 * The words are the ledger's and the sheets'.  missing: the evidence source is
 * connected and this record is absent; nt: no import of the ledger carries this
 * evidence at all, a scope limitation.  Neither is ever a pass, nor na.
 */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

#include <stdbool.h>

enum outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_NA,	 /* does not apply */
	OUTCOME_NE,	 /* not yet, or no longer, in effect */
	OUTCOME_MISSING, /* the record is absent */
	OUTCOME_NT,	 /* not tested */
	OUTCOME_ERROR,	 /* the unit cannot be read */
	OUTCOME_COUNT
};

enum severity { SEVERITY_MUST, SEVERITY_SHOULD };

/* BR 4.9.1.1: 24 hours (reason 5), 5 days (reason 12), no revocation. */
enum revocation { REVOCATION_NONE, REVOCATION_24H, REVOCATION_5D };

const char *outcome_name(enum outcome o);   /* "pass", "fail", ... */
char outcome_code(enum outcome o);	    /* one letter, P F A N M T E */
enum outcome outcome_of_code(char c);	    /* OUTCOME_ERROR for a foreign letter */

/* x counts a certificate with at least one such outcome on a MUST rule. */
bool outcome_is_exception(enum outcome o);  /* fail, missing, error */

#endif
