/*
 * keylist - keys known to be weak or compromised, by their hashes
 *
 * One hash a line in hex of either case; empty lines, lines that begin with "#"
 * and what follows white space after the hash are ignored:
 *   64 digits  SHA-256 of the SubjectPublicKeyInfo
 *   40 digits  SHA-1 of "Modulus=", the modulus in upper-case hex and LF, as
 *              openssl rsa -modulus | sha1sum prints it
 *   20 digits  the last 20 of those 40, as in Debian's openssl-blacklist files
 */
#ifndef CHECKS_KEYLIST_H
#define CHECKS_KEYLIST_H

#include <stdbool.h>
#include <stddef.h>

struct cert;
struct keylist;

/* An empty list; NULL when memory ran out, said. */
struct keylist *keylist_new(void);
void keylist_free(struct keylist *k);	/* NULL is fine */

/* Adds a file's hashes; may be called for several files.  0; -1 said, with line, for a
 * line that is no such hash, or a file that cannot be read. */
int keylist_add(struct keylist *k, const char *path);

/* Call once after the last file. */
void keylist_sort(struct keylist *k);
size_t keylist_count(const struct keylist *k);

/* Is the certificate's key in it?  1, 0; -1 when memory ran out, said. */
int keylist_has(const struct keylist *k, const struct cert *c);

#endif
