#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/crl_part.h"
#include "base/say.h"
#include "base/text.h"

struct crl_signed {
	struct text early;	/* fed before the algorithm was known */
	struct text algorithm;	/* AlgorithmIdentifier of the TBSCertList, DER */
	struct text signature;
	EVP_MD_CTX *digest;	/* NULL: not known yet, or an algorithm there is no digest of */
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned hash_len;	/* 0 until the end, and for an unknown algorithm */
	bool pss;
};

struct crl_signed *
crl_signed_new(void)
{
	struct crl_signed *s = calloc(1, sizeof *s);

	if (!s)
		say_nomem("CRL");
	return s;
}

void
crl_signed_free(struct crl_signed *s)
{
	if (!s)
		return;
	text_free(&s->early);
	text_free(&s->algorithm);
	text_free(&s->signature);
	EVP_MD_CTX_free(s->digest);
	free(s);
}

int
crl_signed_feed(struct crl_signed *s, const uint8_t *p, size_t len)
{
	if (s->digest)
		return EVP_DigestUpdate(s->digest, p, len) == 1 ? 0 : say_nomem("CRL");
	if (s->algorithm.len > 0)
		return 0;
	text_addn(&s->early, (const char *)p, len);
	return text_failed(&s->early) ? -1 : 0;
}

/* The digest of RSASSA-PSS-params (RFC 4055 3.1), SHA-1 where none is stated. */
static const EVP_MD *
pss_digest(const X509_ALGOR *a)
{
	const void *value;
	int type;
	const ASN1_OBJECT *oid;
	const EVP_MD *md = NULL;
	RSA_PSS_PARAMS *p;

	X509_ALGOR_get0(NULL, &type, &value, a);
	p = type == V_ASN1_SEQUENCE ? ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), a->parameter) : NULL;
	if (p && p->hashAlgorithm) {
		X509_ALGOR_get0(&oid, NULL, NULL, p->hashAlgorithm);
		md = EVP_get_digestbyobj(oid);
	} else if (p)
		md = EVP_sha1();
	RSA_PSS_PARAMS_free(p);
	return md;
}

static const EVP_MD *
digest_of(const uint8_t *der, size_t len, bool *pss)
{
	X509_ALGOR *a = d2i_X509_ALGOR(NULL, &der, (long)len);
	const ASN1_OBJECT *oid;
	const EVP_MD *md = NULL;
	int md_nid;

	*pss = false;
	if (a) {
		X509_ALGOR_get0(&oid, NULL, NULL, a);
		*pss = OBJ_obj2nid(oid) == NID_rsassaPss;
		if (*pss)
			md = pss_digest(a);
		else if (OBJ_find_sigid_algs(OBJ_obj2nid(oid), &md_nid, NULL) == 1)
			md = EVP_get_digestbynid(md_nid);
	}
	X509_ALGOR_free(a);
	ERR_clear_error();
	return md;
}

int
crl_signed_algorithm(struct crl_signed *s, const uint8_t *der, size_t len)
{
	const EVP_MD *md = digest_of(der, len, &s->pss);

	if (md) {
		s->digest = EVP_MD_CTX_new();
		if (!s->digest || EVP_DigestInit_ex(s->digest, md, NULL) != 1 ||
		    EVP_DigestUpdate(s->digest, text_str(&s->early), s->early.len) != 1)
			return say_nomem("CRL");
	}
	text_free(&s->early);
	text_addn(&s->algorithm, (const char *)der, len);
	return text_failed(&s->algorithm) ? -1 : 0;
}

int
crl_signed_end(struct crl_signed *s, const struct der_value *algorithm, const struct der_value *bits)
{
	bool same = algorithm->whole_len == s->algorithm.len &&
	    memcmp(algorithm->whole, text_str(&s->algorithm), s->algorithm.len) == 0;

	if (!s->digest || !same || bits->tag != DER_BIT_STRING || bits->len < 2 || bits->body[0] != 0)
		return 0;
	text_addn(&s->signature, (const char *)bits->body + 1, bits->len - 1);
	if (text_failed(&s->signature) || EVP_DigestFinal_ex(s->digest, s->hash, &s->hash_len) != 1)
		return say_nomem("CRL");
	return 0;
}

bool
crl_signed_by_key(const struct crl_signed *s, const uint8_t *spki, size_t len)
{
	EVP_PKEY *key = s->hash_len > 0 ? d2i_PUBKEY(NULL, &spki, (long)len) : NULL;
	EVP_PKEY_CTX *ctx = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
	bool good = ctx && EVP_PKEY_verify_init(ctx) == 1 &&
	    (!s->pss || EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1) &&
	    EVP_PKEY_CTX_set_signature_md(ctx, EVP_MD_CTX_get0_md(s->digest)) == 1 &&
	    EVP_PKEY_verify(ctx, (const unsigned char *)text_str(&s->signature), s->signature.len,
		s->hash, s->hash_len) == 1;

	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return good;
}
