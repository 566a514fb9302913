#include "checks/keylist.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/say.h"
#include "base/text.h"

/* Hashes of one length, one after the other. */
struct column {
	uint8_t *bytes;
	size_t count, cap;
};

static const size_t widths[] = { 32, 20, 10 };
#define COLUMNS (sizeof widths / sizeof *widths)

struct keylist {
	struct column column[COLUMNS];
};

struct keylist *
keylist_new(void)
{
	struct keylist *k = calloc(1, sizeof *k);

	if (!k)
		say_nomem("key list");
	return k;
}

void
keylist_free(struct keylist *k)
{
	for (size_t i = 0; k && i < COLUMNS; i++)
		free(k->column[i].bytes);
	free(k);
}

static uint8_t *
grow(struct column *c, size_t width)
{
	if (c->count == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 1024;
		uint8_t *bytes = realloc(c->bytes, cap * width);

		if (!bytes)
			return say_nomem("key list"), NULL;
		c->bytes = bytes;
		c->cap = cap;
	}
	return c->bytes + c->count * width;
}

int
keylist_add(struct keylist *k, const uint8_t *hash, size_t len)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		uint8_t *to;

		if (len != widths[i])
			continue;
		to = grow(&k->column[i], len);
		if (!to)
			return -1;
		memcpy(to, hash, len);
		k->column[i].count++;
		return 0;
	}
	return say_error("key list: expected a hash of 32, 20 or 10 octets, found %zu", len);
}

static int
by_32(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static int
by_20(const void *a, const void *b)
{
	return memcmp(a, b, 20);
}

static int
by_10(const void *a, const void *b)
{
	return memcmp(a, b, 10);
}

static int (*const orders[COLUMNS])(const void *, const void *) = { by_32, by_20, by_10 };

void
keylist_sort(struct keylist *k)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (k->column[i].count)
			qsort(k->column[i].bytes, k->column[i].count, widths[i], orders[i]);
}

size_t
keylist_count(const struct keylist *k)
{
	size_t n = 0;

	for (size_t i = 0; i < COLUMNS; i++)
		n += k->column[i].count;
	return n;
}

static bool
found(const struct keylist *k, size_t i, const uint8_t *hash)
{
	const struct column *c = &k->column[i];

	return c->count && bsearch(hash, c->bytes, c->count, widths[i], orders[i]);
}

/* SHA-1 of the line that openssl rsa -modulus prints. */
static int
modulus_sha1(const struct cert *c, uint8_t out[EVP_MAX_MD_SIZE])
{
	static const char digits[] = "0123456789ABCDEF";
	struct text line = { 0 };
	size_t i = 0;
	int rc = -1;

	while (i < c->rsa_n.len && !c->rsa_n.p[i])
		i++;
	text_add(&line, "Modulus=");
	for (; i < c->rsa_n.len; i++) {
		text_addc(&line, digits[c->rsa_n.p[i] >> 4]);
		text_addc(&line, digits[c->rsa_n.p[i] & 15]);
	}
	text_addc(&line, '\n');
	if (!text_failed(&line)) {
		rc = EVP_Digest(line.s, line.len, out, NULL, EVP_sha1(), NULL) == 1 ? 0 : -1;
		if (rc)
			say_error("key list: expected SHA-1 from libcrypto, found none");
	}
	text_free(&line);
	return rc;
}

int
keylist_has(const struct keylist *k, const struct cert *c)
{
	uint8_t sha1[EVP_MAX_MD_SIZE];

	if (found(k, 0, c->spki_sha256))
		return 1;
	if (c->key != CERT_KEY_RSA || (!k->column[1].count && !k->column[2].count))
		return 0;
	if (modulus_sha1(c, sha1))
		return -1;
	return found(k, 1, sha1) || found(k, 2, sha1 + 10);
}
