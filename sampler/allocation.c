#include "sampler/allocation.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define U128 unsigned __int128
#define LIMIT (UINT64_C(1) << 63)
#define DEVIATION_SCALE 1000000

enum { OPEN, AT_FLOOR, AT_CAP };

/* What is left of the target for the open strata, and their weight. */
struct rest {
	uint64_t target, weight;
	bool by_population; /* all their weights are 0 */
};

static uint64_t
weight_of(const struct allocation *s, const struct rest *r)
{
	return r->by_population ? s->population : s->weight;
}

static struct rest
rest_of(const struct allocation *strata, size_t count, uint64_t target)
{
	struct rest r = { .target = target };
	uint64_t populations = 0;

	for (size_t i = 0; i < count; i++) {
		if (strata[i].state != OPEN) {
			r.target -= strata[i].sample;
			continue;
		}
		r.weight += strata[i].weight;
		populations += strata[i].population;
	}
	r.by_population = r.weight == 0;
	if (r.by_population)
		r.weight = populations;
	return r;
}

static void
close_at(struct allocation *s, int state)
{
	s->state = state;
	s->sample = state == AT_FLOOR ? s->least : s->population;
}

/* Closes the open strata whose quota is below their floor (above their cap); whether any was. */
static bool
close_all(struct allocation *strata, size_t count, uint64_t target, int state)
{
	struct rest r = rest_of(strata, count, target);
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		struct allocation *s = &strata[i];
		U128 quota = (U128)r.target * weight_of(s, &r);

		if (s->state != OPEN)
			continue;
		if (state == AT_FLOOR ? quota < (U128)s->least * r.weight
				      : quota > (U128)s->population * r.weight) {
			close_at(s, state);
			any = true;
		}
	}
	return any;
}

/* A closed cap leaves more to the others: their floors are decided anew. */
static void
reopen_floors(struct allocation *strata, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strata[i].state == AT_FLOOR)
			strata[i].state = OPEN;
}

/* The open strata's quotas, rounded down, then one more each by largest remainder. */
static void
apportion(struct allocation *strata, size_t count, uint64_t target)
{
	struct rest r = rest_of(strata, count, target);
	uint64_t left = r.target;

	if (r.weight == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (strata[i].state != OPEN)
			continue;
		strata[i].sample =
		    (uint64_t)((U128)r.target * weight_of(&strata[i], &r) / r.weight);
		left -= strata[i].sample;
	}
	for (; left > 0; left--) {
		struct allocation *best = NULL;
		U128 most = 0;

		for (size_t i = 0; i < count; i++) {
			U128 rem = (U128)r.target * weight_of(&strata[i], &r) % r.weight;

			if (strata[i].state == OPEN && rem > most) {
				best = &strata[i];
				most = rem;
			}
		}
		assert(best != NULL);
		best->sample++;
		best->state = AT_FLOOR; /* had its one */
	}
}

uint64_t
allocation_share(struct allocation *strata, size_t count, uint64_t target)
{
	uint64_t floors = 0, caps = 0, sum = 0, weights = 0;

	for (size_t i = 0; i < count; i++) {
		struct allocation *s = &strata[i];

		assert(s->least <= s->population);
		s->state = OPEN;
		floors += s->least;
		caps += s->population;
		weights += s->weight;
		assert(caps < LIMIT && weights < LIMIT);
	}
	if (target < floors)
		target = floors;
	if (target > caps)
		target = caps;
	do {
		reopen_floors(strata, count);
		while (close_all(strata, count, target, AT_FLOOR))
			;
	} while (close_all(strata, count, target, AT_CAP));
	apportion(strata, count, target);
	for (size_t i = 0; i < count; i++) {
		assert(strata[i].sample >= strata[i].least);
		assert(strata[i].sample <= strata[i].population);
		sum += strata[i].sample;
	}
	assert(sum == target);
	return sum;
}

static uint64_t
gcd(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

int
allocation_weights(struct allocation *strata, size_t count, const struct rational *deviation)
{
	uint64_t lcm = 1, sum = 0;

	for (size_t i = 0; i < count; i++) {
		U128 m = (U128)lcm / gcd(lcm, deviation[i].den) * deviation[i].den;

		if (m >= LIMIT)
			return -1;
		lcm = (uint64_t)m;
	}
	for (size_t i = 0; i < count; i++) {
		U128 w = (U128)strata[i].population * deviation[i].num;

		if (w >= LIMIT || w * (lcm / deviation[i].den) >= LIMIT - sum)
			return -1;
		w *= lcm / deviation[i].den;
		sum += (uint64_t)w;
		strata[i].weight = (uint64_t)w;
	}
	return 0;
}

struct rational
allocation_deviation(const struct rational *p, const struct rational *floor)
{
	double rate = rational_double(rational_cmp(p, floor) < 0 ? floor : p);
	uint64_t num, g;

	if (rate > 0.5)
		rate = 0.5;
	num = (uint64_t)(sqrt(rate * (1 - rate)) * DEVIATION_SCALE);
	g = gcd(num, DEVIATION_SCALE);
	return (struct rational){ num / g, DEVIATION_SCALE / g };
}
