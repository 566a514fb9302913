/* Real certificates, held against OpenSSL's own X509 decoder. */
#include "tests/unit/cmocka_all.h"

#include <dirent.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <strings.h>

#include "base/cert.h"
#include "base/digest.h"

static int64_t
openssl_time(const ASN1_TIME *t)
{
	struct tm tm;
	struct instant_civil c;

	assert_int_equal(ASN1_TIME_to_tm(t, &tm), 1);
	c = (struct instant_civil){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec };
	return instant_from_civil(&c);
}

static void
compare_dn(const struct dn *dn, const X509_NAME *name)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *text;
	long n;

	assert_non_null(b);
	X509_NAME_print_ex(b, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	n = BIO_get_mem_data(b, &text);
	assert_int_equal(n, strlen(dn->text));
	assert_memory_equal(dn->text, text, (size_t)n);
	BIO_free(b);
}

static void
compare_names(const struct cert *c, X509 *x)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int n = all != NULL ? sk_GENERAL_NAME_num(all) : 0;

	assert_int_equal(n, c->name_count);
	for (int i = 0; i < n; i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(all, i);
		const ASN1_STRING *s = g->type == GEN_IPADD ? g->d.iPAddress : g->d.ia5;

		if (g->type != GEN_DNS && g->type != GEN_IPADD && g->type != GEN_EMAIL)
			continue;
		assert_int_equal(c->names[i].kind, g->type == GEN_DNS	  ? NAME_DNS
						   : g->type == GEN_IPADD ? NAME_IP
									  : NAME_EMAIL);
		assert_int_equal(c->names[i].raw.len, ASN1_STRING_length(s));
		assert_memory_equal(
		    c->names[i].raw.p, ASN1_STRING_get0_data(s), c->names[i].raw.len);
	}
	GENERAL_NAMES_free(all);
}

static void
compare(const struct cert *c, const uint8_t *der, size_t len)
{
	const unsigned char *p = der;
	X509 *x = d2i_X509(NULL, &p, (long)len);
	BIGNUM *serial;
	char *hex, text[80], *digits;
	EVP_PKEY *key;

	assert_non_null(x);
	serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
	hex = BN_bn2hex(serial);
	for (digits = hex; *digits == '0'; digits++)
		;
	assert_int_equal(strcasecmp(digits, c->serial), 0);
	assert_int_equal(openssl_time(X509_get0_notBefore(x)), c->not_before);
	assert_int_equal(openssl_time(X509_get0_notAfter(x)), c->not_after);
	assert_int_equal(X509_get_version(x) + 1, c->version);
	compare_dn(&c->issuer, X509_get_issuer_name(x));
	compare_dn(&c->subject, X509_get_subject_name(x));
	compare_names(c, x);
	assert_int_equal(X509_get_ext_count(x), c->extension_count);
	assert_string_equal(OBJ_nid2ln(X509_get_signature_nid(x)), c->sig_alg);
	key = X509_get0_pubkey(x);
	assert_non_null(key);
	assert_int_equal(EVP_PKEY_get_bits(key), c->key_bits);
	OBJ_obj2txt(text, sizeof text, X509_EXTENSION_get_object(X509_get_ext(x, 0)), 1);
	assert_string_equal(c->extensions[0].oid, text);
	OPENSSL_free(hex);
	BN_free(serial);
	X509_free(x);
}

static void
real_certificates(void **state)
{
	struct cert *c = cert_new();
	const char *data = getenv("SHARED_DATA");
	char path[512];
	struct dirent *e;
	int n = 0, pre = 0, with_sct = 0;
	DIR *d;

	snprintf(path, sizeof path, "%s/certs", data != NULL ? data : "../shared/data");
	(void)state;
	assert_non_null(c);
	if ((d = opendir(path)) == NULL) {
		cert_free(c);
		print_message("real_certificates: no %s # SKIP\n", path);
		skip();
		return;
	}
	while ((e = readdir(d)) != NULL) {
		static uint8_t der[1 << 16];
		size_t len, stem = strlen(e->d_name);
		uint8_t hash[32];
		char hex[65];
		FILE *in;

		if (stem != 68 || strcmp(e->d_name + 64, ".der") != 0)
			continue;
		snprintf(path, sizeof path, "%s/certs/%s", data != NULL ? data : "../shared/data",
		    e->d_name);
		in = fopen(path, "rb");
		assert_non_null(in);
		len = fread(der, 1, sizeof der, in);
		fclose(in);
		assert_int_equal(digest_sha256(der, len, hash), 0);
		assert_memory_equal(digest_hex(hash, 32, hex), e->d_name, 64);
		assert_int_equal(cert_decode(c, der, len), 0);
		compare(c, der, len);
		n++;
		pre += c->is_precert;
		with_sct += c->sct_count > 0;
	}
	closedir(d);
	cert_free(c);
	assert_true(n > 0);
	print_message("%d real certificates agree with OpenSSL; %d precertificates, %d with SCTs\n",
	    n, pre, with_sct);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
