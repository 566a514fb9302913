#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/digest.h"
#include "base/say.h"

struct digest {
	EVP_MD_CTX *ctx;
	EVP_MD *md;		/* fetched once: a lookup a hash costs more than the hash */
};

/* SHA-256 on a live context has no input it can refuse; going on with a
 * digest that was not made would be worse than stopping. */
static void
must(int ok)
{
	assert(ok == 1);
	(void)ok;
}

struct digest *
digest_new(void)
{
	struct digest *d = calloc(1, sizeof *d);

	if (!d)
		goto fail;
	d->ctx = EVP_MD_CTX_new();
	d->md = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!d->ctx || !d->md)
		goto fail;
	return d;
fail:
	digest_free(d);
	say_nomem("digest");
	return NULL;
}

void
digest_free(struct digest *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->ctx);
	EVP_MD_free(d->md);
	free(d);
}

void
digest_begin(struct digest *d)
{
	must(EVP_DigestInit_ex(d->ctx, d->md, NULL));
}

void
digest_add(struct digest *d, const void *data, size_t len)
{
	must(EVP_DigestUpdate(d->ctx, data, len));
}

void
digest_end(struct digest *d, uint8_t out[DIGEST_LEN])
{
	unsigned n = 0;

	must(EVP_DigestFinal_ex(d->ctx, out, &n));
	assert(n == DIGEST_LEN);
}

void
digest_of(struct digest *d, const void *data, size_t len, uint8_t out[DIGEST_LEN])
{
	digest_begin(d);
	digest_add(d, data, len);
	digest_end(d, out);
}

int
digest_sha256(const void *data, size_t len, uint8_t out[DIGEST_LEN])
{
	struct digest *d = digest_new();

	if (!d)
		return -1;
	digest_of(d, data, len, out);
	digest_free(d);
	return 0;
}

int
digest_file(const char *path, uint8_t out[DIGEST_LEN], uint64_t *bytes)
{
	struct digest *d = NULL;
	uint8_t *buf = NULL;
	uint64_t total = 0;
	FILE *f;
	size_t n;
	int rc = -1;

	f = fopen(path, "rb");
	if (!f)
		return say_error("%s: expected a readable file, found: %s", path, strerror(errno));
	d = digest_new();
	buf = malloc(65536);
	if (!d || !buf) {
		if (d)
			say_nomem(path);
		goto out;
	}
	digest_begin(d);
	while ((n = fread(buf, 1, 65536, f)) > 0) {
		digest_add(d, buf, n);
		total += n;
	}
	if (ferror(f)) {
		say_error("%s: expected to read the whole file, found: %s", path, strerror(errno));
		goto out;
	}
	digest_end(d, out);
	if (bytes)
		*bytes = total;
	rc = 0;
out:
	free(buf);
	digest_free(d);
	fclose(f);
	return rc;
}

char *
digest_hex(const void *data, size_t len, char *out)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *p = data;
	size_t i;

	for (i = 0; i < len; i++) {
		out[2 * i] = hex[p[i] >> 4];
		out[2 * i + 1] = hex[p[i] & 15];
	}
	out[2 * len] = '\0';
	return out;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
digest_unhex(const char *hex, void *out, size_t len)
{
	uint8_t *p = out;
	size_t i;

	/* first look, then write: *out stays untouched on failure */
	for (i = 0; i < 2 * len; i++)
		if (nibble(hex[i]) < 0)
			return -1;
	if (hex[2 * len] != '\0')
		return -1;
	for (i = 0; i < len; i++)
		p[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return 0;
}

/* 0..63 a digit of either alphabet; the rest as named. */
enum { B64_BAD = 64, B64_SPACE, B64_PAD };

/* By octet; everything from 128 on is bad as well. */
/* clang-format off */
static const uint8_t sextets[128] = {
	64, 64, 64, 64, 64, 64, 64, 64, 64, 65, 65, 64, 64, 65, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	65, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 62, 64, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 66, 64, 64,
	64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 63,
	64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64
};
/* clang-format on */

static unsigned
sextet(char c)
{
	return (unsigned char)c < 128 ? sextets[(unsigned char)c] : B64_BAD;
}

/* Whole groups of four digits, as many as there are; returns how many. */
static size_t
decode_groups(const char *in, size_t in_len, uint8_t *out, size_t cap)
{
	size_t most = in_len / 4 < cap / 3 ? in_len / 4 : cap / 3, i;

	for (i = 0; i < most; i++, in += 4, out += 3) {
		unsigned a = sextet(in[0]), b = sextet(in[1]), c = sextet(in[2]), d = sextet(in[3]);
		uint32_t acc = a << 18 | b << 12 | c << 6 | d;

		if ((a | b | c | d) >= B64_BAD)
			break;
		out[0] = (uint8_t)(acc >> 16);
		out[1] = (uint8_t)(acc >> 8);
		out[2] = (uint8_t)acc;
	}
	return i;
}

long
digest_unbase64(const char *in, size_t in_len, uint8_t *out, size_t cap)
{
	uint32_t acc = 0;
	size_t i, n = 0, pads = 0, used = 0;

	for (i = 0; i < in_len; i++) {
		unsigned v;

		if (used % 4 == 0 && !pads) {
			/* the bulk of it, between line ends */
			size_t groups = decode_groups(in + i, in_len - i, out + n, cap - n);

			i += 4 * groups;
			n += 3 * groups;
			used += 4 * groups;
			if (i == in_len)
				break;
		}
		v = sextet(in[i]);
		if (v == B64_SPACE)
			continue;
		if (v == B64_PAD) {
			pads++;
			continue;
		}
		if (v == B64_BAD || pads)
			return -1;
		acc = acc << 6 | v;
		if (++used % 4)
			continue;
		if (cap - n < 3)
			return -1;
		out[n++] = (uint8_t)(acc >> 16);
		out[n++] = (uint8_t)(acc >> 8);
		out[n++] = (uint8_t)acc;
		acc = 0;
	}
	/* padding is all there or not at all, and cut bits are zero (RFC 4648 3.5) */
	used %= 4;
	if (used == 1 || (pads && (used == 0 || used + pads != 4)))
		return -1;
	if (used && (cap - n < used - 1 || acc & (used == 2 ? 0xf : 0x3)))
		return -1;
	if (used == 2)
		out[n++] = (uint8_t)(acc >> 4);
	if (used == 3) {
		out[n++] = (uint8_t)(acc >> 10);
		out[n++] = (uint8_t)(acc >> 2);
	}
	return (long)n;
}
