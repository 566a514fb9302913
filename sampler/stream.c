#include "sampler/stream.h"

#include <limits.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"

_Static_assert(ULONG_MAX == UINT64_MAX, "a word of the stream is an unsigned long of 64 bits");

#define KEY_LEN 64 /* seed || fingerprint */
#define BLOCK_WORDS 4

struct stream {
	uint8_t key[KEY_LEN + 8]; /* with room for the block's number */
	uint8_t block[DIGEST_LEN];
	uint64_t next_block;
	unsigned word; /* next word of block; BLOCK_WORDS: the block is used up */
	bool failed;
};

static void
put_be64(uint8_t out[8], uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
}

static void
restart(struct stream *s, const uint8_t seed[32], const uint8_t fingerprint[32])
{
	memset(s, 0, sizeof *s);
	memcpy(s->key, seed, 32);
	memcpy(s->key + 32, fingerprint, 32);
	s->word = BLOCK_WORDS;
}

static void
set(void *state, unsigned long number)
{
	static const uint8_t zero[32];
	uint8_t fingerprint[32] = { 0 };

	put_be64(fingerprint + 24, number);
	restart(state, zero, fingerprint);
}

static unsigned long
get(void *state)
{
	struct stream *s = state;
	uint64_t w = 0;

	if (s->word == BLOCK_WORDS) {
		size_t len = KEY_LEN;

		if (s->next_block > 0) {
			put_be64(s->key + KEY_LEN, s->next_block);
			len += 8;
		}
		if (digest_sha256(s->key, len, s->block) != 0)
			s->failed = true;
		s->next_block++;
		s->word = 0;
	}
	if (s->failed)
		return 0;
	for (int i = 0; i < 8; i++)
		w = w << 8 | s->block[8 * s->word + (unsigned)i];
	s->word++;
	return w;
}

static double
get_double(void *state)
{
	return (double)(get(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type type = {
	.name = "selfaudit-sha256",
	.max = ULONG_MAX,
	.min = 0,
	.size = sizeof(struct stream),
	.set = set,
	.get = get,
	.get_double = get_double,
};

const gsl_rng_type *
stream_type(void)
{
	return &type;
}

gsl_rng *
stream_new(const uint8_t seed[32], const uint8_t fingerprint[32])
{
	gsl_rng *r = gsl_rng_alloc(&type);

	if (r == NULL) {
		say_nomem("random stream");
		return NULL;
	}
	restart(r->state, seed, fingerprint);
	return r;
}

void
stream_restart(gsl_rng *r, const uint8_t seed[32], const uint8_t fingerprint[32])
{
	restart(r->state, seed, fingerprint);
}

bool
stream_failed(const gsl_rng *r)
{
	return ((const struct stream *)r->state)->failed;
}
