/*
 * cert - an X.509 certificate as facts
 *
 * Decoded from DER (RFC 5280) by an ASN.1 template of our own over OpenSSL's
 * asn1t.h that leaves key, names and extensions as bytes, because OpenSSL 3
 * decodes each public key through its providers (about 10,000 certificates a
 * second); the parts are then read in place.  One struct cert is reused for
 * any number of certificates; its memory grows to the largest one.
 *
 * A broken part does not make a certificate unreadable: the part's bad_* flag
 * is set and what was readable of it stands.  Only the frame does: outer
 * SEQUENCEs, missing fields, the list of extensions, bytes behind the end.
 *
 * Texts are valid UTF-8 and NUL-terminated; nothing in them ends early and no
 * control character survives: see cert_name.text and dn.h.  No signature is
 * verified here.
 */
#ifndef BASE_CERT_H
#define BASE_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dn.h"
#include "base/instant.h"
#include "base/unit.h"

struct cert_bytes {
	const uint8_t *p;
	size_t len;
};

/* One GeneralName of the subjectAltName, in the order of the certificate. */
struct cert_name {
	enum name_kind kind;
	bool bad;	       /* an IP address of another length than 4 or 16, a name
				* that holds NUL, or octets that are not IA5 */
	struct cert_bytes raw; /* contents octets */
	/*
	 * DNS, e-mail, URI: the octets; those outside 0x21..0x7e and the
	 * backslash as \xNN.  IP: RFC 5952, or hex where the length is wrong.
	 * Directory: RFC 4514.  Other: hex of the contents.  Not normalised:
	 * base/name.h does that.
	 */
	const char *text;
};

struct cert_extension {
	const char *oid; /* dotted */
	bool critical;
	struct cert_bytes value; /* contents of the OCTET STRING */
};

/* A version 1 signed certificate timestamp, RFC 6962 3.2. */
struct cert_sct {
	uint8_t log_id[32];
	int64_t at_ms; /* milliseconds since 1970 */
};

enum cert_key {
	CERT_KEY_OTHER,
	CERT_KEY_RSA,
	CERT_KEY_EC,
	CERT_KEY_ED25519,
	CERT_KEY_ED448,
	CERT_KEY_DSA
};

/* Bits of key_usage, RFC 5280 4.2.1.3 (bit 0 of the BIT STRING is the lowest here). */
enum cert_usage {
	CERT_DIGITAL_SIGNATURE = 1 << 0,
	CERT_NON_REPUDIATION = 1 << 1,
	CERT_KEY_ENCIPHERMENT = 1 << 2,
	CERT_DATA_ENCIPHERMENT = 1 << 3,
	CERT_KEY_AGREEMENT = 1 << 4,
	CERT_KEY_CERT_SIGN = 1 << 5,
	CERT_CRL_SIGN = 1 << 6,
	CERT_ENCIPHER_ONLY = 1 << 7,
	CERT_DECIPHER_ONLY = 1 << 8
};

#define CERT_OID_SERVER_AUTH "1.3.6.1.5.5.7.3.1"
#define CERT_OID_CLIENT_AUTH "1.3.6.1.5.5.7.3.2"
#define CERT_OID_CODE_SIGNING "1.3.6.1.5.5.7.3.3"
#define CERT_OID_EMAIL_PROTECTION "1.3.6.1.5.5.7.3.4"
#define CERT_OID_OCSP_SIGNING "1.3.6.1.5.5.7.3.9"
#define CERT_OID_ANY_EKU "2.5.29.37.0"
#define CERT_OID_CT_SIGNING "1.3.6.1.4.1.11129.2.4.4" /* precertificate signing, RFC 6962 3.1 */
#define CERT_OID_DV "2.23.140.1.2.1"
#define CERT_OID_OV "2.23.140.1.2.2"
#define CERT_OID_IV "2.23.140.1.2.3"
#define CERT_OID_EV "2.23.140.1.1"

struct cert {
	char why[160]; /* after an unreadable one: expected, found; else "" */

	int version;	      /* 1..3 as people count; 0 for any other */
	const char *serial;   /* lower-case hex without leading zeros or sign octet;
			       * "0" for zero, "-" before a negative one's magnitude */
	size_t serial_octets; /* contents octets as encoded */
	bool serial_negative, serial_zero;
	bool serial_oversized; /* 2^159 or more (BR 7.1.2.7, RFC 5280: 20 octets) */

	struct dn issuer, subject; /* each with DER, text and attributes */
	const char *issuer_org;	   /* issuer's organizationName, "" where none */

	int64_t not_before, not_after;	    /* INSTANT_NONE where not a time */
	bool odd_not_before, odd_not_after; /* not in the form of RFC 5280 4.1.2.5 */

	struct cert_bytes spki; /* SubjectPublicKeyInfo, whole DER */
	uint8_t spki_sha256[32];
	enum cert_key key;
	int key_bits;			/* of modulus, field or curve; 0 unknown */
	const char *key_type;		/* "RSA-2048", "EC-P256", "EC-P384", "EC-P521", "Ed25519",
					 * "Ed448", "DSA-1024", else "EC-" and curve OID, or algorithm OID */
	struct cert_bytes rsa_n, rsa_e; /* big-endian without sign octet; RSA only */

	const char *sig_alg; /* "sha256WithRSAEncryption", "ecdsa-with-SHA256", ... or OID */
	const char *sig_alg_oid;
	struct cert_bytes sig_alg_der; /* the AlgorithmIdentifier, whole */
	bool sig_alg_differs; /* tbsCertificate.signature against signatureAlgorithm */

	struct cert_extension *extensions;
	size_t extension_count;
	bool duplicate_extension; /* an OID twice, against RFC 5280 4.2 */
	bool has_unique_id;	  /* issuerUniqueID or subjectUniqueID, RFC 5280 4.1.2.8 */

	bool has_san;
	struct cert_name *names;
	size_t name_count;

	bool has_basic_constraints, is_ca;
	int path_len; /* -1 where not stated */

	bool has_key_usage;
	unsigned key_usage; /* enum cert_usage */

	bool has_eku;
	const char **eku; /* dotted OIDs */
	size_t eku_count;

	bool has_policies;
	const char **policies; /* dotted OIDs */
	size_t policy_count;
	int reserved_policies; /* how many of them are CA/B reserved */
	enum unit_type type;   /* by exactly one reserved OID, else UNIT_TYPE_NONE */

	bool has_aki;
	struct cert_bytes aki; /* keyIdentifier, empty where none */
	bool has_ski;
	struct cert_bytes ski;

	const char **crl_urls; /* URIs of the distribution points' fullNames */
	size_t crl_url_count;
	bool has_crldp;
	const char **ocsp_urls, **ca_issuer_urls; /* of the AIA */
	size_t ocsp_url_count, ca_issuer_url_count;
	bool has_aia;

	bool is_precert; /* poison extension, RFC 6962 3.1 */
	bool has_scts;
	struct cert_sct *scts; /* version 1 only */
	size_t sct_count;
	int64_t earliest_sct_ms; /* INSTANT_NONE where none */

	/*
	 * SHA-256 of the TBSCertificate without poison and SCT list: equal for a
	 * precertificate and its final certificate (RFC 6962 3.2), unless the
	 * former was signed by a precertificate signing CA.
	 */
	uint8_t content_sha256[32];

	bool bad_version, bad_serial, bad_not_before, bad_not_after, bad_issuer, bad_subject,
	    bad_key, bad_sig_alg, bad_san, bad_basic_constraints, bad_key_usage, bad_eku,
	    bad_policies, bad_aki, bad_ski, bad_crldp, bad_aia, bad_poison, bad_scts,
	    bad_critical; /* a critical flag of an extension that is not DER: FALSE written, or
			   * another TRUE than 0xff (X.690 11.1, 11.5) */

	struct cert_store *store; /* the memory behind all of this */
};

struct cert *cert_new(void);	/* NULL when memory ran out, said */
void cert_free(struct cert *c); /* NULL is fine */

/*
 * Forgets the certificate before and decodes this one.  Nothing of the result
 * points into der.  Returns 0; 1 where the bytes are not one DER certificate
 * (c->why says what was expected and found; no other field holds); -1 when
 * memory ran out, said.
 */
int cert_decode(struct cert *c, const void *der, size_t len);

/* Is the dotted OID in the list? */
bool cert_has_oid(const char *const *list, size_t n, const char *oid);
/* The extension of this dotted OID, or NULL. */
const struct cert_extension *cert_extension(const struct cert *c, const char *oid);

#endif
