/* CRLs, held against the ones that OpenSSL wrote. */
#include "tests/unit/cmocka_all.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/crl.h"
#include "base/text.h"
#include "tests/unit/said.h"

#define THIS_UPDATE 1621610040 /* 2021-05-21T15:14:00Z */

struct fixture {
	EVP_PKEY *key;
	X509_NAME *issuer;
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	if (f == NULL || (f->key = EVP_EC_gen("P-256")) == NULL ||
	    (f->issuer = X509_NAME_new()) == NULL)
		return -1;
	X509_NAME_add_entry_by_txt(
	    f->issuer, "C", MBSTRING_ASC, (const unsigned char *)"NL", -1, -1, 0);
	X509_NAME_add_entry_by_txt(
	    f->issuer, "O", MBSTRING_ASC, (const unsigned char *)"Example", -1, -1, 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	X509_NAME_free(f->issuer);
	EVP_PKEY_free(f->key);
	free(f);
	return 0;
}

static void
revoke(X509_CRL *crl, long serial, int64_t at, int reason, int64_t invalid)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_INTEGER *s = ASN1_INTEGER_new();
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)at);

	assert_true(r != NULL && s != NULL && t != NULL && ASN1_INTEGER_set(s, serial));
	assert_true(X509_REVOKED_set_serialNumber(r, s) && X509_REVOKED_set_revocationDate(r, t));
	if (reason >= 0) {
		ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();

		assert_true(ASN1_ENUMERATED_set(e, reason) &&
			    X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0) == 1);
		ASN1_ENUMERATED_free(e);
	}
	if (invalid != INSTANT_NONE) {
		ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_set(NULL, (time_t)invalid);

		assert_int_equal(X509_REVOKED_add1_ext_i2d(r, NID_invalidity_date, g, 0, 0), 1);
		ASN1_GENERALIZEDTIME_free(g);
	}
	assert_true(X509_CRL_add0_revoked(crl, r));
	ASN1_INTEGER_free(s);
	ASN1_TIME_free(t);
}

static void
add_extension(X509_CRL *crl, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, NULL, NULL, NULL, crl, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(e);
	assert_true(X509_CRL_add_ext(crl, e, -1));
	X509_EXTENSION_free(e);
}

/* n entries with serials 1000, 1001, ...: each a minute after the one before, reason i % 11. */
static X509_CRL *
make(const struct fixture *f, int n, bool next)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *t = ASN1_TIME_set(NULL, THIS_UPDATE);
	AUTHORITY_KEYID *aki = AUTHORITY_KEYID_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	assert_true(X509_CRL_set_version(crl, 1) && X509_CRL_set_issuer_name(crl, f->issuer) &&
		    X509_CRL_set1_lastUpdate(crl, t));
	if (next) {
		ASN1_TIME_set(t, THIS_UPDATE + 7 * INSTANT_DAY);
		assert_true(X509_CRL_set1_nextUpdate(crl, t));
	}
	for (int i = 0; i < n; i++)
		revoke(crl, 1000 + i, THIS_UPDATE - 60 * (n - i), i % 11 == 7 ? -1 : i % 11,
		    i == 1 ? THIS_UPDATE - INSTANT_DAY : INSTANT_NONE);
	aki->keyid = ASN1_OCTET_STRING_new();
	ASN1_OCTET_STRING_set(aki->keyid, (const unsigned char *)"\1\2\3", 3);
	assert_int_equal(X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, aki, 0, 0), 1);
	ASN1_INTEGER_set(number, 0x1f);
	assert_int_equal(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0), 1);
	add_extension(crl, NID_issuing_distribution_point,
	    "critical,fullname:URI:http://crl.example/1.crl,onlyuser:TRUE");
	assert_true(X509_CRL_sign(crl, f->key, EVP_sha256()) > 0);
	AUTHORITY_KEYID_free(aki);
	ASN1_INTEGER_free(number);
	ASN1_TIME_free(t);
	return crl;
}

/* Everything that make() put in comes out. */
static void
check_whole(struct input *in, int n, bool next)
{
	struct crl *c;
	struct crl_entry e;
	const struct crl_head *h;
	char serial[20];

	assert_int_equal(crl_open(in, &c), 1);
	h = crl_head(c);
	assert_string_equal(h->issuer.text, "O=Example,C=NL");
	assert_int_equal(h->this_update, THIS_UPDATE);
	if (next)
		assert_int_equal(h->next_update, THIS_UPDATE + 7 * INSTANT_DAY);
	else
		assert_true(h->next_update == INSTANT_NONE);
	for (int i = 0; i < n; i++) {
		assert_int_equal(crl_next(c, &e), CRL_ENTRY);
		snprintf(serial, sizeof serial, "%x", 1000 + i);
		assert_string_equal(e.serial, serial);
		assert_int_equal(e.revoked_at, THIS_UPDATE - 60 * (n - i));
		assert_int_equal(e.reason, i % 11 == 7 ? -1 : i % 11);
		assert_true(e.invalid_since == (i == 1 ? THIS_UPDATE - INSTANT_DAY : INSTANT_NONE));
		assert_false(e.other_issuer);
	}
	assert_int_equal(crl_next(c, &e), CRL_END);
	assert_int_equal(crl_next(c, &e), CRL_END);
	assert_false(h->bad_extensions);
	assert_int_equal(h->aki_len, 3);
	assert_memory_equal(h->aki, "\1\2\3", 3);
	assert_string_equal(h->number, "1f");
	assert_int_equal(h->idp_url_count, 1);
	assert_string_equal(h->idp_urls[0], "http://crl.example/1.crl");
	assert_true(h->only_user && !h->only_ca && !h->indirect && !h->is_delta);
	crl_free(c);
}

static void
der_lists(void **state)
{
	static const int sizes[] = { 0, 1, 3, 3000 };
	for (size_t i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
		int n = sizes[i / 2];
		X509_CRL *crl = make(*state, n, i % 2 == 0);
		unsigned char *der = NULL;
		int len = i2d_X509_CRL(crl, &der);
		struct input *in = input_memory("test.crl", der, (size_t)len);
		struct crl *none;

		check_whole(in, n, i % 2 == 0);
		assert_int_equal(crl_open(in, &none), 0);
		input_close(in);
		OPENSSL_free(der);
		X509_CRL_free(crl);
	}
}

/* Is the CRL in these bytes signed by the key, as reading it to its end says? */
static bool
is_signed_by(const unsigned char *der, size_t len, EVP_PKEY *key)
{
	struct input *in = input_memory("test.crl", der, len);
	struct crl *c;
	struct crl_entry e;
	unsigned char *spki = NULL;
	int spki_len = i2d_PUBKEY(key, &spki), r;
	bool good;

	assert_true(spki_len > 0);
	assert_int_equal(crl_open(in, &c), 1);
	assert_false(crl_signed_by(c, spki, (size_t)spki_len)); /* the signature was not read yet */
	while ((r = crl_next(c, &e)) > 0)
		;
	good = r == CRL_END && crl_signed_by(c, spki, (size_t)spki_len);
	assert_false(crl_signed_by(c, spki, (size_t)spki_len - 1));
	crl_free(c);
	input_close(in);
	OPENSSL_free(spki);
	return good;
}

/* OpenSSL signs; the signature is its holder's, and nobody else's, and of these bytes alone. */
static void
check_signature(const struct fixture *f, EVP_PKEY *key, EVP_PKEY *other, EVP_MD_CTX *ctx)
{
	X509_CRL *crl = make(f, 1000, true);
	unsigned char *der = NULL;
	int len;

	assert_true(X509_CRL_sign_ctx(crl, ctx) > 0);
	len = i2d_X509_CRL(crl, &der);
	assert_true(is_signed_by(der, (size_t)len, key));
	assert_false(is_signed_by(der, (size_t)len, other));
	der[len - 20] ^= 1; /* in the signature */
	assert_false(is_signed_by(der, (size_t)len, key));
	der[len - 20] ^= 1;
	der[20000] ^= 1; /* in a date or a serial */
	assert_false(is_signed_by(der, (size_t)len, key));
	OPENSSL_free(der);
	X509_CRL_free(crl);
	EVP_MD_CTX_free(ctx);
}

static EVP_MD_CTX *
signing(EVP_PKEY *key, const EVP_MD *md, bool pss)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *of;

	assert_int_equal(EVP_DigestSignInit(ctx, &of, md, NULL, key), 1);
	if (pss)
		assert_true(EVP_PKEY_CTX_set_rsa_padding(of, RSA_PKCS1_PSS_PADDING) == 1 &&
		    EVP_PKEY_CTX_set_rsa_pss_saltlen(of, RSA_PSS_SALTLEN_DIGEST) == 1);
	return ctx;
}

static void
signatures(void **state)
{
	const struct fixture *f = *state;
	EVP_PKEY *rsa = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048), *p384 = EVP_EC_gen("P-384");

	check_signature(f, f->key, p384, signing(f->key, EVP_sha256(), false));
	check_signature(f, p384, f->key, signing(p384, EVP_sha384(), false));
	check_signature(f, rsa, other, signing(rsa, EVP_sha256(), false));
	check_signature(f, rsa, other, signing(rsa, EVP_sha512(), true));
	check_signature(f, rsa, p384, signing(rsa, EVP_sha384(), true));
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(other);
	EVP_PKEY_free(p384);
}

static void
several_in_one_pem(void **state)
{
	X509_CRL *small = make(*state, 2, true), *large = make(*state, 5000, true);
	BIO *b = BIO_new(BIO_s_mem());
	struct input *in;
	struct crl *none;
	char *text;
	long n;

	BIO_puts(b, "issuer=O=Example\n");
	PEM_write_bio_X509_CRL(b, large);
	BIO_puts(b, "\nand another\n");
	PEM_write_bio_X509_CRL(b, small);
	BIO_puts(b, "the end\n");
	n = BIO_get_mem_data(b, &text);
	in = input_memory("test.pem", text, (size_t)n);
	check_whole(in, 5000, true);
	check_whole(in, 2, true);
	assert_int_equal(crl_open(in, &none), 0);
	input_close(in);
	BIO_free(b);
	X509_CRL_free(small);
	X509_CRL_free(large);
}

/* How reading these bytes ends: -1 said, or the number of good entries; *bad the others. */
static int
count(const void *data, size_t len, int *bad)
{
	struct input *in = input_memory("test.crl", data, len);
	struct crl_entry e;
	struct crl *c = NULL;
	int good = 0, r;

	*bad = 0;
	if ((r = crl_open(in, &c)) <= 0) {
		input_close(in);
		return -1;
	}
	while ((r = crl_next(c, &e)) == CRL_ENTRY || r == CRL_BAD) {
		good += r == CRL_ENTRY;
		*bad += r == CRL_BAD;
		if (r == CRL_BAD)
			assert_non_null(e.trouble);
	}
	crl_free(c);
	input_close(in);
	return r < 0 ? -1 : good;
}

static void
cut_and_changed(void **state)
{
	X509_CRL *crl = make(*state, 3, true);
	unsigned char *der = NULL;
	size_t len = (size_t)i2d_X509_CRL(crl, &der), at;
	struct said said;
	int bad, with_bad = 0;

	said_begin(&said);
	for (size_t n = 0; n < len; n++) {
		unsigned char *part = malloc(n > 0 ? n : 1);

		memcpy(part, der, n);
		assert_int_equal(count(part, n, &bad), -1);
		free(part);
	}
	for (at = 0; at < len; at++) {
		unsigned char was = der[at];

		for (int k = 0; k < 2; k++) {
			der[at] = (unsigned char)(k == 0 ? was ^ 1 : 0xff);
			count(der, len, &bad);
			with_bad += bad > 0;
		}
		der[at] = was;
	}
	said_end(&said);
	assert_true(with_bad > 20);
	assert_int_equal(count(der, len, &bad), 3);
	OPENSSL_free(der);
	X509_CRL_free(crl);
}

static void
no_crl(void **state)
{
	static const char *const texts[] = { "", "hello\n", "\x30\x03\x02\x01\x05",
		"-----BEGIN X509 CRL-----\nMIIB*\n-----END X509 CRL-----\n",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" };
	struct said said;
	int bad;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		said_begin(&said);
		assert_int_equal(count(texts[i], strlen(texts[i]), &bad), -1);
		assert_non_null(strstr(said_end(&said), "test.crl: expected "));
	}
}

static void
reasons(void **state)
{
	(void)state;
	assert_int_equal(crl_reason_parse("keyCompromise"), 1);
	assert_int_equal(crl_reason_parse("KEY_COMPROMISE"), 1);
	assert_int_equal(crl_reason_parse("Cessation of operation"), 5);
	assert_int_equal(crl_reason_parse("0"), 0);
	assert_int_equal(crl_reason_parse("10"), 10);
	assert_int_equal(crl_reason_parse("7"), -1);
	assert_int_equal(crl_reason_parse("11"), -1);
	assert_int_equal(crl_reason_parse("1x"), -1);
	assert_int_equal(crl_reason_parse(""), -1);
	assert_string_equal(crl_reason_name(4), "superseded");
	assert_null(crl_reason_name(7));
	assert_null(crl_reason_name(-1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures),
		cmocka_unit_test(der_lists),
		cmocka_unit_test(several_in_one_pem),
		cmocka_unit_test(cut_and_changed),
		cmocka_unit_test(no_crl),
		cmocka_unit_test(reasons),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
