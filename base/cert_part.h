/*
 * cert_part - what the files that read a certificate's parts share
 *
 * Not for anyone outside base/cert*.c.  Every reader returns 0, also where the
 * part is broken (it sets the bad_* flag), and -1 when memory ran out, said.
 */
#ifndef BASE_CERT_PART_H
#define BASE_CERT_PART_H

#include "base/cert.h"
#include "base/der.h"

struct arena;
struct digest;
struct cert_frame;

struct cert_store {
	struct arena *arena;
	struct digest *digest;
	struct cert_frame *frame; /* the template's object, reused */
	size_t name_cap;	  /* elements that cert.names has room for */
};

/* OID contents as dotted text in the arena; NULL and *broken where it is no OID. */
const char *cert_text_oid(struct cert *c, const struct der_value *v, bool *broken);
/* Octets as cert_name.text shows them; *odd where one had to be escaped. */
const char *cert_text_octets(struct cert *c, const uint8_t *p, size_t len, bool *odd);

/* AlgorithmIdentifier of the signature. */
int cert_key_read_signature(struct cert *c, const uint8_t *der, size_t len);
/* c->spki is set. */
int cert_key_read(struct cert *c);

/* The subjectAltName's contents. */
int cert_name_read(struct cert *c, struct der d);
/* URIs among GeneralNames into list; *broken where they are not such. */
int cert_name_uris(
    struct cert *c, struct der names, const char **list, size_t *count, bool *broken);

/*
 * The SEQUENCE OF Extension, whole.  Also 1: it is broken (unreadable).
 */
int cert_ext_read(struct cert *c, const uint8_t *der, size_t len);

#endif
