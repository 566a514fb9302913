/*
 * dntext - distinguished names as texts, compared whatever program wrote them
 *
 * RFC 4514 ("CN=R3,O=Let's Encrypt,C=US"), the same the other way round with
 * blanks ("C=US, O=Let's Encrypt, CN=R3"), quoted values, backslash escapes, and
 * OpenSSL's one line ("/C=US/O=Let's Encrypt/CN=R3").
 */
#ifndef BASE_DNTEXT_H
#define BASE_DNTEXT_H

#include "base/text.h"

/*
 * Appends a form that is equal for two texts of one name: its attributes, types in
 * capitals, ASCII letters of values in small, blanks folded, sorted, LF behind each.
 * Two names with the same attributes in another order come out alike: it finds
 * an issuer among those a ledger knows and proves nothing.  0; -1 said: no memory.
 * A text that is no name comes out as itself.
 */
int dntext_key(const char *dn, struct text *out);

#endif
