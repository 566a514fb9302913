/*
 * import_class - what a certificate is for, by its own fields
 *
 * In scope of a TLS self-audit are subscriber certificates that a TLS client
 * would take: serverAuth, anyExtendedKeyUsage, or no EKU at all (RFC 5280
 * 4.2.1.12: unrestricted) with a name or a policy as TLS certificates have.
 */
#ifndef LEDGER_IMPORT_CLASS_H
#define LEDGER_IMPORT_CLASS_H

struct cert;

/* "tls", "ca", "ocsp", "smime", "codesigning" or "other": static text. */
const char *import_class_of(const struct cert *c);

#endif
