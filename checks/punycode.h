/*
 * punycode - is this the output of Punycode?
 *
 * What follows "xn--" in a P-Label (BR 1.6.1; RFC 3492 6.2).  Whether IDNA likes
 * the characters it stands for is another question, which BR 7.1.2.7.12 leaves open.
 */
#ifndef CHECKS_PUNYCODE_H
#define CHECKS_PUNYCODE_H

#include <stdbool.h>
#include <stddef.h>

/* n octets, n <= 63; letters of either case. */
bool punycode_valid(const char *s, size_t n);

#endif
