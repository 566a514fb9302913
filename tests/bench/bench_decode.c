/*
 * What is done to the bytes of every certificate: PEM found and decoded, hashed, its
 * fields, names and extensions read.
 *
 *	bench_decode FOLDER-OF-THE-GENERATOR
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/cert.h"
#include "base/digest.h"
#include "tests/bench/certs.h"

static void
scan(void *ctx)
{
	const struct certs *all = ctx;

	bench_need(certs_scan(all->path, NULL) == all->count, "the same certificates");
}

static void
scan_openssl(void *ctx)
{
	const struct certs *all = ctx;
	BIO *in = BIO_new_file(all->path, "r");
	char *name, *header;
	unsigned char *der;
	size_t n = 0;
	long len;

	bench_need(in, "a file");
	for (; PEM_read_bio(in, &name, &header, &der, &len) == 1; n++) {
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(der);
	}
	BIO_free(in);
	bench_need(n == all->count, "the same certificates");
}

static void
hash(void *ctx)
{
	const struct certs *all = ctx;
	struct digest *d = digest_new();
	uint8_t out[DIGEST_LEN];

	bench_need(d, "memory");
	for (size_t i = 0; i < all->count; i++)
		digest_of(d, all->one[i].der, all->one[i].len, out);
	digest_free(d);
}

/* All of them as one text: what the bytes alone cost. */
static void
hash_in_one(void *ctx)
{
	const struct certs *all = ctx;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t out[DIGEST_LEN];

	bench_need(md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1, "memory");
	for (size_t i = 0; i < all->count; i++)
		EVP_DigestUpdate(md, all->one[i].der, all->one[i].len);
	EVP_DigestFinal_ex(md, out, NULL);
	EVP_MD_CTX_free(md);
}

static void
decode(void *ctx)
{
	const struct certs *all = ctx;
	struct cert *c = cert_new();
	size_t names = 0;

	bench_need(c, "memory");
	for (size_t i = 0; i < all->count; i++) {
		bench_need(cert_decode(c, all->one[i].der, all->one[i].len) == 0, "a certificate");
		names += c->name_count;
	}
	bench_need(names >= all->count, "names");
	cert_free(c);
}

/* Less than cert_decode reads: the names alone. */
static void
decode_openssl(void *ctx)
{
	const struct certs *all = ctx;
	size_t names = 0;

	for (size_t i = 0; i < all->count; i++) {
		const unsigned char *p = all->one[i].der;
		X509 *x = d2i_X509(NULL, &p, (long)all->one[i].len);
		GENERAL_NAMES *san;

		bench_need(x, "a certificate");
		san = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
		names += (size_t)(san ? sk_GENERAL_NAME_num(san) : 0);
		GENERAL_NAMES_free(san);
		X509_free(x);
	}
	bench_need(names >= all->count, "names");
}

int
main(int argc, char **argv)
{
	struct certs all;
	char pem[512];

	bench_need(argc == 2, "an argument");
	snprintf(pem, sizeof pem, "%s/certs.pem", argv[1]);
	all = certs_load(pem);
	bench_compare(
	    "certificates found in PEM", scan, "PEM_read_bio", scan_openssl, all.count, &all);
	bench_compare("certificates hashed", hash, "SHA-256 over all their bytes at once",
	    hash_in_one, all.count, &all);
	bench_compare("certificates decoded", decode, "d2i_X509 and its names", decode_openssl,
	    all.count, &all);
	certs_free(&all);
	return 0;
}
