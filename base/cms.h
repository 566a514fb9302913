/*
 * cms - detached signatures over files (RFC 5652), by OpenSSL
 *
 * What cms_sign makes, "openssl cms -verify -binary -inform DER -in SIGNATURE
 * -content FILE" verifies.  Files are read in pieces.
 */
#ifndef BASE_CMS_H
#define BASE_CMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/*
 * cms_sign - signs the bytes of a file
 *
 *   key    private key, PEM, without a passphrase
 *   cert   certificates, PEM: the first is the signer's, the others go into the
 *          signature too (its chain)
 *
 * SHA-256; DER appended to out.  0; -1 said: a file that cannot be read, a key that
 * does not belong to the certificate.
 */
int cms_sign(const char *file, const char *key, const char *cert, struct text *out);

struct cms_signer {
	char subject[512];	/* RFC 2253 */
	uint8_t sha256[32];	/* of the signer's certificate */
};

/*
 * cms_verify - does a signature hold over the bytes of a file?
 *
 *   ca   certificates to trust, PEM; NULL: whether the signer is to be trusted is
 *        not asked, only whether the signature is by the certificate it carries
 *
 * 0 it holds, *out is who signed; 1 it does not, why appended to why; -1 said.
 */
int cms_verify(const char *file, const void *signature, size_t len, const char *ca,
    struct cms_signer *out, struct text *why);

#endif
