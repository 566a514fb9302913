#include "base/timestamp.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"

#define NONCE_LEN 8

static const char *
reason(void)
{
	unsigned long e = ERR_peek_last_error();
	const char *s = e ? ERR_reason_error_string(e) : NULL;

	ERR_clear_error();
	return s ? s : "an unknown failure";
}

/* ---- queries ---- */

static TS_MSG_IMPRINT *
imprint_of(const uint8_t sha256[32])
{
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *a = X509_ALGOR_new();

	if (m && a && X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) &&
	    TS_MSG_IMPRINT_set_algo(m, a) && TS_MSG_IMPRINT_set_msg(m, (unsigned char *)sha256, 32)) {
		X509_ALGOR_free(a);
		return m;
	}
	X509_ALGOR_free(a);
	TS_MSG_IMPRINT_free(m);
	return NULL;
}

static int
set_nonce(TS_REQ *r)
{
	unsigned char bytes[NONCE_LEN];
	ASN1_INTEGER *n = NULL;
	BIGNUM *b = NULL;
	int ok = 0;

	if (RAND_bytes(bytes, sizeof bytes) == 1) {
		bytes[0] = (unsigned char)(bytes[0] | 0x40);	/* never zero */
		b = BN_bin2bn(bytes, sizeof bytes, NULL);
		n = b ? BN_to_ASN1_INTEGER(b, NULL) : NULL;
		ok = n && TS_REQ_set_nonce(r, n);
	}
	ASN1_INTEGER_free(n);
	BN_free(b);
	return ok;
}

int
timestamp_query(const uint8_t sha256[32], struct text *out)
{
	TS_REQ *r = TS_REQ_new();
	TS_MSG_IMPRINT *m = imprint_of(sha256);
	unsigned char *der = NULL;
	int len = -1;

	if (r && m && TS_REQ_set_version(r, 1) && TS_REQ_set_msg_imprint(r, m) &&
	    TS_REQ_set_cert_req(r, 1) && set_nonce(r))
		len = i2d_TS_REQ(r, &der);
	if (len < 0)
		say_error("time stamp: expected to make a query, found: %s", reason());
	else
		text_addn(out, der, (size_t)len);
	OPENSSL_free(der);
	TS_MSG_IMPRINT_free(m);
	TS_REQ_free(r);
	return len < 0 || text_failed(out) ? -1 : 0;
}

/* ---- responses ---- */

static int64_t
time_of(const ASN1_GENERALIZEDTIME *t)
{
	struct tm tm;

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return INSTANT_NONE;
	return instant_from_civil(&(struct instant_civil){ .year = tm.tm_year + 1900,
	    .month = tm.tm_mon + 1, .day = tm.tm_mday, .hour = tm.tm_hour, .minute = tm.tm_min,
	    .second = tm.tm_sec });
}

static int
read_imprint(TS_TST_INFO *info, struct timestamp *out)
{
	TS_MSG_IMPRINT *m = TS_TST_INFO_get_msg_imprint(info);
	ASN1_OCTET_STRING *hash = m ? TS_MSG_IMPRINT_get_msg(m) : NULL;
	const X509_ALGOR *algo = m ? TS_MSG_IMPRINT_get_algo(m) : NULL;
	const ASN1_OBJECT *oid = NULL;

	if (algo)
		X509_ALGOR_get0(&oid, NULL, NULL, algo);
	if (!hash || !oid || OBJ_obj2nid(oid) != NID_sha256 || ASN1_STRING_length(hash) != 32)
		return -1;
	memcpy(out->sha256, ASN1_STRING_get0_data(hash), 32);
	return 0;
}

static void
read_authority(PKCS7 *token, struct timestamp *out)
{
	STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
	X509 *x = signers && sk_X509_num(signers) > 0 ? sk_X509_value(signers, 0) : NULL;
	BIO *b = x ? BIO_new(BIO_s_mem()) : NULL;

	out->authority[0] = '\0';
	if (b && X509_NAME_print_ex(b, X509_get_subject_name(x), 0, XN_FLAG_RFC2253) >= 0) {
		int len = BIO_read(b, out->authority, sizeof out->authority - 1);

		out->authority[len > 0 ? len : 0] = '\0';
	}
	BIO_free(b);
	sk_X509_free(signers);
}

/* Is the token signed, by the certificate it carries or by one that ca leads to?  1 yes, 0 no, -1 said. */
static int
check_signature(PKCS7 *token, const char *ca)
{
	X509_STORE *store;
	int ok;

	if (!ca)
		return PKCS7_verify(token, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY) == 1;
	store = X509_STORE_new();
	if (!store || X509_STORE_load_locations(store, ca, NULL) != 1) {
		say_error("%s: expected certificates to trust in PEM, found: %s", ca, reason());
		X509_STORE_free(store);
		return -1;
	}
	ok = TS_RESP_verify_signature(token, NULL, store, NULL) == 1;
	X509_STORE_free(store);
	return ok;
}

static int
check(TS_RESP *r, const uint8_t *sha256, const char *ca, struct timestamp *out, struct text *why)
{
	TS_STATUS_INFO *status = TS_RESP_get_status_info(r);
	long code = status ? ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status)) : -1;
	PKCS7 *token = TS_RESP_get_token(r);
	TS_TST_INFO *info = TS_RESP_get_tst_info(r);
	struct timestamp t = { .at = INSTANT_NONE };
	int ok;

	if (code != TS_STATUS_GRANTED && code != TS_STATUS_GRANTED_WITH_MODS)
		return text_addf(why, "expected a stamp that was granted, found status %ld", code), 1;
	if (!token || !info)
		return text_add(why, "expected a token in the response, found none"), 1;
	t.at = time_of(TS_TST_INFO_get_time(info));
	if (read_imprint(info, &t) != 0 || t.at == INSTANT_NONE)
		return text_add(why, "expected a SHA-256 and a time in the token, found others"), 1;
	if (sha256 && memcmp(sha256, t.sha256, 32) != 0)
		return text_add(why, "expected a stamp of these bytes, found one of others"), 1;
	ok = check_signature(token, ca);
	if (ok < 0)
		return -1;
	if (ok == 0)
		return text_addf(why, "expected a signature that holds, found: %s", reason()), 1;
	read_authority(token, &t);
	*out = t;
	return 0;
}

int
timestamp_read(const void *der, size_t len, const uint8_t *sha256, const char *ca,
    struct timestamp *out, struct text *why)
{
	const unsigned char *p = der;
	TS_RESP *r = len <= LONG_MAX ? d2i_TS_RESP(NULL, &p, (long)len) : NULL;
	int rc = 1;

	if (!r || p != (const unsigned char *)der + len)
		text_addf(why, "expected one time-stamp response in DER, found: %s", reason());
	else
		rc = check(r, sha256, ca, out, why);
	ERR_clear_error();
	TS_RESP_free(r);
	return rc;
}
