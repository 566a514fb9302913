/*
 * keylist - keys known to be weak or compromised, by their hashes (base/keyhash.h)
 */
#ifndef CHECKS_KEYLIST_H
#define CHECKS_KEYLIST_H

#include <stddef.h>
#include <stdint.h>

struct cert;
struct keylist;

/* An empty list; NULL when memory ran out, said. */
struct keylist *keylist_new(void);
void keylist_free(struct keylist *k);	/* NULL is fine */

/* Adds one hash, in any order.  0; -1 said: memory, or no length that there is. */
int keylist_add(struct keylist *k, const uint8_t *hash, size_t len);

/* Call once after the last hash. */
void keylist_sort(struct keylist *k);
size_t keylist_count(const struct keylist *k);

/* Is the certificate's key in it?  1, 0; -1 when memory ran out, said. */
int keylist_has(const struct keylist *k, const struct cert *c);

#endif
