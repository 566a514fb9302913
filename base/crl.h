/*
 * crl - a certificate revocation list, entry by entry (RFC 5280 5)
 *
 * DER or PEM, read as a stream: a list of a million entries needs the memory
 * of one.  Because extensions and the signature stand behind the entries, they are
 * known only after the last entry.
 */
#ifndef BASE_CRL_H
#define BASE_CRL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dn.h"
#include "base/input.h"
#include "base/instant.h"

struct crl_head {
	struct dn issuer;
	int64_t this_update;
	int64_t next_update; /* INSTANT_NONE where not stated */

	/* after the last entry */
	const uint8_t *aki; /* keyIdentifier of the AKI, NULL where none */
	size_t aki_len;
	const char *number;	     /* CRLNumber as base/serial.h, "" where none */
	const char *const *idp_urls; /* issuingDistributionPoint's fullName */
	size_t idp_url_count;
	bool idp_point;	     /* it names a distribution point, by URL or not */
	bool only_user, only_ca, only_attribute, only_some_reasons, indirect;
	bool is_delta;	     /* deltaCRLIndicator: it lists changes only */
	bool bad_extensions; /* one of these is broken */
};

struct crl_entry {
	const char *serial;    /* base/serial.h */
	int64_t revoked_at;    /* INSTANT_NONE where broken */
	int reason;	       /* CRLReason 0..10, -1 where not stated */
	int64_t invalid_since; /* invalidityDate, INSTANT_NONE where not stated */
	bool other_issuer;     /* certificateIssuer: an entry of an indirect CRL */
	uint64_t offset;       /* octets of the CRL's DER before it */
	const char *trouble;   /* of a bad one: expected, found; else NULL */
};

enum crl_result { CRL_END, CRL_ENTRY, CRL_BAD };

struct crl;

/*
 * Reads the head of the next CRL of in, which the caller keeps and closes; a
 * PEM file may hold several.  1 and *crl; 0 where in has no more; -1 said:
 * not a CRL, or reading failed.
 */
int crl_open(struct input *in, struct crl **crl);
void crl_free(struct crl *c); /* NULL is fine */

const struct crl_head *crl_head(const struct crl *c);

/*
 * The next entry, borrowed until the next call.  An enum crl_result; a bad
 * entry is one whose serial, date or reason is broken (what was readable
 * stands), and reading goes on.  CRL_END comes after the extensions and the
 * signature were read.  -1 said where the frame breaks or reading failed.
 */
int crl_next(struct crl *c, struct crl_entry *e);

/*
 * After CRL_END: is the CRL signed by the holder of this key, a SubjectPublicKeyInfo in DER?
 * false too where the algorithm is unknown or differs from the TBSCertList's (RFC 5280 5.1.1.2).
 */
bool crl_signed_by(const struct crl *c, const uint8_t *spki, size_t len);

/* "keyCompromise" and so on for 0..10 (RFC 5280 5.3.1), NULL for any other number. */
const char *crl_reason_name(int reason);
/* A number, or a name in any case with or without blanks, "_" or "-"; -1 where it is neither. */
int crl_reason_parse(const char *s);

#endif
