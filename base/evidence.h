/*
 * evidence - kinds of evidence that an import can carry
 *
 * A rule names the kinds it needs; a ledger none of whose imports carries one
 * yields nt for it, never missing.  The bits are kept in import.evidence: their
 * meaning does not change.
 */
#ifndef BASE_EVIDENCE_H
#define BASE_EVIDENCE_H

enum evidence_kind {
	EVIDENCE_NONE = 0,
	EVIDENCE_VALIDATION = 1 << 0,
	EVIDENCE_CPS = 1 << 1,
	EVIDENCE_CAA = 1 << 2,
	EVIDENCE_MPIC = 1 << 3,
	EVIDENCE_RANDOM = 1 << 4,	/* random_value */
	EVIDENCE_RECIPIENT = 1 << 5,
	EVIDENCE_DNS_RECORD = 1 << 6,
	EVIDENCE_IDENTITY = 1 << 7,	/* validations of kind identity */
	EVIDENCE_EV = 1 << 8,		/* of kind ev:A..G */
	EVIDENCE_LINT = 1 << 9,
	EVIDENCE_KEY_LIST = 1 << 10,	/* a list of weak or compromised keys */
	EVIDENCE_DELEGATED = 1 << 11,
	EVIDENCE_REDIRECTS = 1 << 12,
	EVIDENCE_CAA_MPIC = 1 << 13,
	EVIDENCE_REVOCATION = 1 << 14,
	EVIDENCE_BR_VERSION = 1 << 15,	/* br_version of validations */
	EVIDENCE_RANDOM_TIME = 1 << 16,	/* random_created_at of a random value */
	EVIDENCE_TOKEN_TIME = 1 << 17	/* of a token (token_id, no random_value) */
};

#endif
