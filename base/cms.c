#include "base/cms.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/say.h"

/* OpenSSL's own word for the last thing that went wrong, and a clean slate. */
static const char *
reason(void)
{
	unsigned long e = ERR_peek_last_error();
	const char *s = e ? ERR_reason_error_string(e) : NULL;

	ERR_clear_error();
	return s ? s : "an unknown failure";
}

/* A key with a passphrase is refused, not asked for: nobody may be there to answer. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static BIO *
open_file(const char *path)
{
	BIO *b = BIO_new_file(path, "rb");

	if (!b)
		say_error("%s: expected a file that can be read, found: %s", path, reason());
	return b;
}

static EVP_PKEY *
read_key(const char *path)
{
	BIO *b = open_file(path);
	EVP_PKEY *key = b ? PEM_read_bio_PrivateKey(b, NULL, no_passphrase, NULL) : NULL;

	if (b && !key)
		say_error("%s: expected a private key in PEM without a passphrase, found: %s", path,
		    reason());
	BIO_free(b);
	return key;
}

/* The first certificate, and the others on the stack.  NULL said. */
static X509 *
read_certs(const char *path, STACK_OF(X509) *others)
{
	BIO *b = open_file(path);
	X509 *first = b ? PEM_read_bio_X509(b, NULL, no_passphrase, NULL) : NULL, *more;

	if (b && !first)
		say_error("%s: expected a certificate in PEM, found: %s", path, reason());
	while (first && (more = PEM_read_bio_X509(b, NULL, no_passphrase, NULL)))
		if (sk_X509_push(others, more) <= 0) {
			X509_free(more);
			break;
		}
	ERR_clear_error();
	BIO_free(b);
	return first;
}

static int
add_der(CMS_ContentInfo *cms, const char *file, struct text *out)
{
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der);

	if (len < 0)
		return say_error("%s: expected to sign it, found: %s", file, reason());
	text_addn(out, der, (size_t)len);
	OPENSSL_free(der);
	return text_failed(out) ? -1 : 0;
}

int
cms_sign(const char *file, const char *key_file, const char *cert_file, struct text *out)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_STREAM | CMS_NOSMIMECAP;
	STACK_OF(X509) *others = sk_X509_new_null();
	EVP_PKEY *key = read_key(key_file);
	X509 *cert = key && others ? read_certs(cert_file, others) : NULL;
	CMS_ContentInfo *cms = NULL;
	BIO *in = NULL;
	int rc = -1;

	if (!key || !cert)
		goto out;
	if (X509_check_private_key(cert, key) != 1) {
		say_error("%s: expected the key of %s, found another", key_file, cert_file);
		ERR_clear_error();
		goto out;
	}
	in = open_file(file);
	if (!in)
		goto out;
	cms = CMS_sign(NULL, NULL, others, NULL, flags | CMS_PARTIAL);
	if (!cms || !CMS_add1_signer(cms, cert, key, EVP_sha256(), flags) ||
	    !CMS_final(cms, in, NULL, flags))
		say_error("%s: expected to sign it with %s, found: %s", file, key_file, reason());
	else
		rc = add_der(cms, file, out);
out:
	BIO_free(in);
	CMS_ContentInfo_free(cms);
	X509_free(cert);
	EVP_PKEY_free(key);
	sk_X509_pop_free(others, X509_free);
	return rc;
}

/* Who signed: the first signer's certificate, as the signature carries it. */
static int
describe(CMS_ContentInfo *cms, struct cms_signer *out)
{
	STACK_OF(X509) *signers = CMS_get0_signers(cms);
	X509 *x = signers && sk_X509_num(signers) > 0 ? sk_X509_value(signers, 0) : NULL;
	BIO *b = x ? BIO_new(BIO_s_mem()) : NULL;
	unsigned n = 0;
	int len = -1;

	if (b && X509_NAME_print_ex(b, X509_get_subject_name(x), 0, XN_FLAG_RFC2253) >= 0) {
		len = BIO_read(b, out->subject, sizeof out->subject - 1);
		out->subject[len > 0 ? len : 0] = '\0';
	}
	if (x && X509_digest(x, EVP_sha256(), out->sha256, &n) != 1)
		len = -1;
	BIO_free(b);
	sk_X509_free(signers);
	return len >= 0 && n == 32 ? 0 : -1;
}

static X509_STORE *
load_store(const char *ca)
{
	X509_STORE *store = X509_STORE_new();

	if (!store || X509_STORE_load_locations(store, ca, NULL) == 1)
		return store;
	say_error("%s: expected certificates to trust in PEM, found: %s", ca, reason());
	X509_STORE_free(store);
	return NULL;
}

int
cms_verify(const char *file, const void *signature, size_t len, const char *ca,
    struct cms_signer *out, struct text *why)
{
	const unsigned char *p = signature;
	unsigned flags = CMS_BINARY | CMS_DETACHED | (ca ? 0 : CMS_NO_SIGNER_CERT_VERIFY);
	struct cms_signer signer = { .subject = "" };
	CMS_ContentInfo *cms = NULL;
	X509_STORE *store = NULL;
	BIO *in = open_file(file);
	int rc = -1;

	if (!in || (ca && !(store = load_store(ca))))
		goto out;
	if (store) /* for documents: any purpose its key may sign for */
		X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
	rc = 1;
	if (len <= LONG_MAX)
		cms = d2i_CMS_ContentInfo(NULL, &p, (long)len);
	if (!cms || p != (const unsigned char *)signature + len)
		text_addf(why, "expected one CMS structure in DER, found: %s", reason());
	else if (CMS_verify(cms, NULL, store, in, NULL, flags) != 1)
		text_addf(why, "expected a signature that holds, found: %s", reason());
	else if (describe(cms, &signer) != 0)
		text_add(why, "expected a signer's certificate, found none");
	else {
		*out = signer;
		rc = 0;
	}
out:
	ERR_clear_error();
	X509_STORE_free(store);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return rc;
}
