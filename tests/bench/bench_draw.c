/*
 * The draw: a ticket for every certificate of a population of a million, the 3% with the
 * smallest kept, against the bare hash of seed and fingerprint.
 */
#include <openssl/evp.h>
#include <string.h>

#include "base/digest.h"
#include "sampler/draw.h"
#include "tests/bench/bench.h"

#define POPULATION 1000000

struct bench {
	uint8_t seed[TICKET_LEN];
	uint8_t *fingerprints;
};

static void
draw(void *ctx)
{
	const struct bench *b = ctx;
	struct draw *d = draw_new(b->seed, POPULATION * 3 / 100);
	size_t n = 0;

	bench_need(d, "memory");
	for (size_t i = 0; i < POPULATION; i++)
		bench_need(
		    draw_feed(d, b->fingerprints + i * TICKET_LEN, (int64_t)i) == 0, "memory");
	draw_result(d, &n);
	bench_need(n == POPULATION * 3 / 100, "the sample");
	draw_free(d);
}

static void
hash(void *ctx)
{
	const struct bench *b = ctx;
	EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t out[TICKET_LEN];

	bench_need(md && sha256, "memory");
	for (size_t i = 0; i < POPULATION; i++) {
		EVP_DigestInit_ex(md, sha256, NULL);
		EVP_DigestUpdate(md, b->seed, TICKET_LEN);
		EVP_DigestUpdate(md, b->fingerprints + i * TICKET_LEN, TICKET_LEN);
		EVP_DigestFinal_ex(md, out, NULL);
	}
	EVP_MD_CTX_free(md);
	EVP_MD_free(sha256);
}

int
main(void)
{
	struct bench b = { .fingerprints = malloc((size_t)POPULATION * TICKET_LEN) };

	bench_need(b.fingerprints && digest_sha256("bench", 5, b.seed) == 0, "memory");
	for (uint32_t i = 0; i < POPULATION; i++)
		bench_need(digest_sha256(&i, sizeof i, b.fingerprints + i * TICKET_LEN) == 0,
		    "memory");
	bench_compare("certificates drawn from", draw, "SHA-256 of 64 bytes, reused context", hash,
	    POPULATION, &b);
	free(b.fingerprints);
	return 0;
}
