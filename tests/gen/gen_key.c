/*
 * Keys and signatures that depend on the seed alone.  OpenSSL 3.0 has no
 * deterministic ECDSA and no key generation from a given stream, so both are
 * written out over its numbers and points.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/say.h"
#include "tests/gen/der_build.h"
#include "tests/gen/gen.h"

struct gen_signer {
	EC_GROUP *group;
	EC_POINT *point;
	BN_CTX *ctx;
	BIGNUM *k, *r, *s, *z;
	struct digest *digest;
};

struct gen_signer *
gen_signer_new(void)
{
	struct gen_signer *s = calloc(1, sizeof *s);

	if (s == NULL)
		goto fail;
	s->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	s->point = s->group != NULL ? EC_POINT_new(s->group) : NULL;
	s->ctx = BN_CTX_new();
	s->k = BN_new();
	s->r = BN_new();
	s->s = BN_new();
	s->z = BN_new();
	s->digest = digest_new();
	if (s->point != NULL && s->ctx != NULL && s->k != NULL && s->r != NULL && s->s != NULL &&
	    s->z != NULL && s->digest != NULL)
		return s;
fail:
	say_nomem("gen-ca");
	gen_signer_free(s);
	return NULL;
}

void
gen_signer_free(struct gen_signer *s)
{
	if (s == NULL)
		return;
	EC_POINT_free(s->point);
	EC_GROUP_free(s->group);
	BN_CTX_free(s->ctx);
	BN_free(s->k);
	BN_free(s->r);
	BN_free(s->s);
	BN_free(s->z);
	digest_free(s->digest);
	free(s);
}

static struct gen_key *
finish(struct gen_key *k, const uint8_t *public, size_t len)
{
	if (EVP_Digest(public, len, k->ski, NULL, EVP_sha1(), NULL) != 1 || text_failed(&k->spki)) {
		gen_key_free(k);
		say_error("gen-ca: expected a key, found an error in libcrypto");
		return NULL;
	}
	return k;
}

struct gen_key *
gen_key_ec(uint64_t seed, const char *what, uint64_t index)
{
	struct gen_rng rng = gen_rng_for(seed, what, index);
	struct gen_key *k = calloc(1, sizeof *k);
	struct gen_signer *s = gen_signer_new();
	uint8_t secret[32], bits[66] = { 0 };
	size_t spki, alg;

	if (k == NULL || s == NULL || (k->secret = BN_new()) == NULL)
		goto fail;
	gen_rng_bytes(&rng, secret, sizeof secret);
	secret[0] &= 0x7f; /* below the order */
	BN_bin2bn(secret, sizeof secret, k->secret);
	if (EC_POINT_mul(s->group, s->point, k->secret, NULL, NULL, s->ctx) != 1 ||
	    EC_POINT_point2oct(
		s->group, s->point, POINT_CONVERSION_UNCOMPRESSED, bits + 1, 65, s->ctx) != 65)
		goto fail;
	spki = build_open(&k->spki, DER_SEQUENCE);
	alg = build_open(&k->spki, DER_SEQUENCE);
	build_oid(&k->spki, "1.2.840.10045.2.1");
	build_oid(&k->spki, "1.2.840.10045.3.1.7");
	build_close(&k->spki, alg);
	build_put(&k->spki, DER_BIT_STRING, bits, sizeof bits);
	build_close(&k->spki, spki);
	gen_signer_free(s);
	return finish(k, bits + 1, 65);
fail:
	gen_signer_free(s);
	gen_key_free(k);
	say_error("gen-ca: expected a P-256 key, found an error in libcrypto");
	return NULL;
}

/* The first prime at or above a number out of the stream whose two highest bits are set. */
static int
prime(BIGNUM *p, struct gen_rng *rng, int bits, BN_CTX *ctx)
{
	uint8_t bytes[512];

	gen_rng_bytes(rng, bytes, (size_t)bits / 8);
	bytes[0] |= 0xc0;
	bytes[bits / 8 - 1] |= 1;
	if (BN_bin2bn(bytes, bits / 8, p) == NULL)
		return -1;
	for (;; BN_add_word(p, 2)) {
		bool composite = BN_mod_word(p, 65537) <= 1;
		int is;

		for (BN_ULONG small = 3; small < 2000 && !composite; small += 2)
			composite = BN_mod_word(p, small) == 0;
		if (!composite && (is = BN_check_prime(p, ctx, NULL)) != 0)
			return is == 1 ? 0 : -1;
	}
}

enum { N, E, D, P, Q, DP, DQ, QI, NUMBERS };

static const char *const number_names[NUMBERS] = { OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E,
	OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
	OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
	OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };

/* From the primes: n = p q, d = 1/e mod (p-1)(q-1), and what the Chinese remainder theorem uses. */
static int
rsa_numbers(BIGNUM *b[NUMBERS], BN_CTX *ctx)
{
	BIGNUM *p1 = BN_dup(b[P]), *q1 = BN_dup(b[Q]), *phi = BN_new();
	int ok;

	ok = p1 != NULL && q1 != NULL && phi != NULL && BN_sub_word(p1, 1) && BN_sub_word(q1, 1) &&
	     BN_mul(phi, p1, q1, ctx) && BN_mul(b[N], b[P], b[Q], ctx) &&
	     BN_set_word(b[E], 65537) && BN_mod_inverse(b[D], b[E], phi, ctx) != NULL &&
	     BN_mod(b[DP], b[D], p1, ctx) && BN_mod(b[DQ], b[D], q1, ctx) &&
	     BN_mod_inverse(b[QI], b[Q], b[P], ctx) != NULL;
	BN_free(p1);
	BN_free(q1);
	BN_free(phi);
	return ok ? 0 : -1;
}

static EVP_PKEY *
rsa_pkey(BIGNUM *b[NUMBERS])
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;
	int ok = build != NULL && ctx != NULL;

	for (int i = 0; i < NUMBERS && ok; i++)
		ok = OSSL_PARAM_BLD_push_BN(build, number_names[i], b[i]);
	if (ok && (params = OSSL_PARAM_BLD_to_param(build)) != NULL &&
	    EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static void
rsa_spki(struct gen_key *k, const BIGNUM *n, struct text *public)
{
	uint8_t octets[1024];
	size_t key, spki, alg;

	key = build_open(public, DER_SEQUENCE);
	build_unsigned(public, octets, (size_t)BN_bn2bin(n, octets));
	build_integer(public, 65537);
	build_close(public, key);
	spki = build_open(&k->spki, DER_SEQUENCE);
	alg = build_open(&k->spki, DER_SEQUENCE);
	build_oid(&k->spki, "1.2.840.113549.1.1.1");
	build_put(&k->spki, DER_NULL, "", 0);
	build_close(&k->spki, alg);
	alg = build_open(&k->spki, DER_BIT_STRING);
	text_addc(&k->spki, '\0');
	text_addn(&k->spki, public->s, public->len);
	build_close(&k->spki, alg);
	build_close(&k->spki, spki);
}

struct gen_key *
gen_key_rsa(uint64_t seed, const char *what, uint64_t index, int bits)
{
	struct gen_rng rng = gen_rng_for(seed, what, index);
	struct gen_key *k = calloc(1, sizeof *k);
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *b[NUMBERS] = { NULL };
	struct text public = { 0 };
	bool ok = k != NULL && ctx != NULL;

	for (int i = 0; i < NUMBERS && ok; i++)
		ok = (b[i] = BN_new()) != NULL;
	if (ok && prime(b[P], &rng, bits / 2, ctx) == 0 && prime(b[Q], &rng, bits / 2, ctx) == 0 &&
	    rsa_numbers(b, ctx) == 0) {
		k->rsa = true;
		k->secret = rsa_pkey(b);
		rsa_spki(k, b[N], &public);
	}
	for (int i = 0; i < NUMBERS; i++)
		BN_free(b[i]);
	BN_CTX_free(ctx);
	if (k != NULL && k->secret != NULL && !text_failed(&public)) {
		k = finish(k, (const uint8_t *)public.s, public.len);
	} else {
		say_error("gen-ca: expected an RSA key, found an error in libcrypto");
		gen_key_free(k);
		k = NULL;
	}
	text_free(&public);
	return k;
}

void
gen_key_free(struct gen_key *k)
{
	if (k == NULL)
		return;
	if (k->rsa)
		EVP_PKEY_free(k->secret);
	else
		BN_free(k->secret);
	text_free(&k->spki);
	free(k);
}

void
gen_key_put_algorithm(const struct gen_key *k, struct text *t)
{
	size_t at = build_open(t, DER_SEQUENCE);

	build_oid(t, k->rsa ? "1.2.840.113549.1.1.11" : "1.2.840.10045.4.3.2");
	if (k->rsa)
		build_put(t, DER_NULL, "", 0);
	build_close(t, at);
}

static int
sign_rsa(const struct gen_key *k, const void *data, size_t len, struct text *t)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t sig[1024];
	size_t n = sizeof sig;
	int ok = md != NULL && EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, k->secret) == 1 &&
		 EVP_DigestSign(md, sig, &n, data, len) == 1;

	EVP_MD_CTX_free(md);
	if (ok)
		text_addn(t, sig, n);
	return ok ? 0 : -1;
}

static void
put_number(struct text *t, const BIGNUM *n)
{
	uint8_t octets[64];

	build_unsigned(t, octets, (size_t)BN_bn2bin(n, octets));
}

/* ECDSA with k from SHA-256 of secret and hash: deterministic in the manner of RFC 6979, though
 * not its numbers. */
static int
sign_ec(struct gen_signer *s, const struct gen_key *k, const void *data, size_t len, struct text *t)
{
	const BIGNUM *order = EC_GROUP_get0_order(s->group);
	uint8_t hash[32], secret[32], nonce[32];
	size_t at;

	digest_of(s->digest, data, len, hash);
	BN_bn2binpad(k->secret, secret, sizeof secret);
	digest_begin(s->digest);
	digest_add(s->digest, secret, sizeof secret);
	digest_add(s->digest, hash, sizeof hash);
	digest_end(s->digest, nonce);
	nonce[0] &= 0x7f; /* below the order */
	if (BN_bin2bn(nonce, sizeof nonce, s->k) == NULL ||
	    BN_bin2bn(hash, sizeof hash, s->z) == NULL ||
	    !EC_POINT_mul(s->group, s->point, s->k, NULL, NULL, s->ctx) ||
	    !EC_POINT_get_affine_coordinates(s->group, s->point, s->r, NULL, s->ctx) ||
	    !BN_nnmod(s->r, s->r, order, s->ctx) ||
	    BN_mod_inverse(s->k, s->k, order, s->ctx) == NULL ||
	    !BN_mod_mul(s->s, s->r, k->secret, order, s->ctx) ||
	    !BN_mod_add(s->s, s->s, s->z, order, s->ctx) ||
	    !BN_mod_mul(s->s, s->s, s->k, order, s->ctx))
		return -1;
	at = build_open(t, DER_SEQUENCE);
	put_number(t, s->r);
	put_number(t, s->s);
	build_close(t, at);
	return 0;
}

int
gen_key_sign(
    struct gen_signer *s, const struct gen_key *k, const void *data, size_t len, struct text *t)
{
	size_t at = build_open(t, DER_BIT_STRING);
	int r;

	text_addc(t, '\0');
	r = k->rsa ? sign_rsa(k, data, len, t) : sign_ec(s, k, data, len, t);
	build_close(t, at);
	return r == 0 ? 0 : say_error("gen-ca: expected a signature, found an error in libcrypto");
}
