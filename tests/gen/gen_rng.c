#include <string.h>

#include "tests/gen/gen.h"

/* splitmix64 (Steele, Lea, Flood 2014): small, and any state is a good one */
uint64_t
gen_rng_next(struct gen_rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

struct gen_rng
gen_rng_for(uint64_t seed, const char *what, uint64_t index)
{
	struct gen_rng r = { seed };
	uint64_t h = gen_rng_next(&r);

	for (; *what != '\0'; what++) {
		r.state = h ^ (unsigned char)*what;
		h = gen_rng_next(&r);
	}
	r.state = h ^ index;
	r.state = gen_rng_next(&r);
	return r;
}

uint64_t
gen_rng_below(struct gen_rng *r, uint64_t n)
{
	return gen_rng_next(r) % n; /* the bias is of no interest here */
}

bool
gen_rng_chance(struct gen_rng *r, unsigned percent)
{
	return gen_rng_below(r, 100) < percent;
}

void
gen_rng_bytes(struct gen_rng *r, void *out, size_t len)
{
	uint8_t *p = out;

	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(gen_rng_next(r) >> 56);
}
