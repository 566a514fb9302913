#include <stdlib.h>
#include <string.h>

#include "base/rational.h"
#include "base/say.h"
#include "sampler/allocation.h"
#include "sampler/partition_part.h"
#include "sampler/sizes.h"

static const struct rational six_percent = { 6, 100 };

/* One minus a confidence from its exact form: 1 - 0.999999999999 has lost four digits. */
static double
risk_of(const struct rational *confidence)
{
	return (double)(confidence->den - confidence->num) / (double)confidence->den;
}

/* The discovery size of N for a rate: 0 where not asked or nothing is there. */
static uint64_t
discovery(const struct plan_discovery *d, uint64_t population)
{
	uint64_t affected, size;

	if (!d->given || population == 0)
		return 0;
	affected = rational_ceil_of(&d->tolerable_rate, population);
	return sizes_attribute(population, affected, 0, risk_of(&d->confidence),
		   &size) == 0 ?
	    size :
	    population;
}

static void
raise_to(uint64_t *n, uint64_t to, const char **basis, const char *why)
{
	if (to > *n) {
		*n = to;
		*basis = why;
	}
}

/* A stratum of the plan that holds EV certificates and no others. */
static bool
is_ev(const struct partition *p, size_t i, const struct plan_stratum *s)
{
	const struct part *part = &p->parts[i];

	if (s->split && s->by == PLAN_TYPE)
		return part->key_len == 2 && memcmp(part->key, "ev", 2) == 0;
	for (size_t k = 0; k < s->where.condition_count; k++) {
		const struct plan_condition *c = &s->where.conditions[k];

		if (c->key == PLAN_TYPE)
			return c->value_count == 1 && strcmp(c->values[0], "ev") == 0;
	}
	return false;
}

static uint64_t
own_size(const struct partition *p, size_t i, const char **basis)
{
	const struct plan *plan = p->plan;
	int source = p->parts[i].source;
	const struct plan_stratum *s = source >= 0 ? &plan->strata[source] : NULL;
	uint64_t count = p->strata[i].count, n;
	bool ev = source == AUTO_EV || (s && is_ev(p, i, s));

	*basis = "rate of the plan";
	n = sizes_floor(count, s ? &s->rate : &plan->rate, s ? s->minimum : plan->minimum);
	raise_to(&n, sizes_floor(count, &(struct rational){ 3, 100 }, 1), basis, "3% (BR 8.7)");
	if (ev && p->parts[i].ra)
		raise_to(&n, sizes_floor(count, &six_percent, 1), basis,
		    "6%: an RA did the due diligence (EVG 8.1.1)");
	if (s) {
		raise_to(&n, discovery(&s->discovery, count), basis, "discovery size of the stratum");
		raise_to(&n, s->size < count ? s->size : count, basis, "size given by the plan");
		if (s->census)
			raise_to(&n, count, basis, "all of them, by the plan");
	}
	if (n == count && count > 0 && !(s && s->census))
		*basis = "all of them";
	return n;
}

/* What the plan asks of the population as a whole. */
static int
whole_size(const struct partition *p, uint64_t population, uint64_t *target, const char **why)
{
	const struct plan *plan = p->plan;
	uint64_t size;

	*target = 0;
	if (population == 0)
		return 0;
	raise_to(target, discovery(&plan->discovery, population), why, "discovery size of the plan");
	if (plan->margin.given) {
		if (sizes_margin(population, rational_double(&plan->margin.expected),
			rational_double(&plan->margin.margin),
			risk_of(&plan->margin.confidence), &size) != 0)
			return -1;
		raise_to(target, size < population ? size : population, why,
		    "margin size of the plan");
	}
	return 0;
}

static int
set_basis(struct partition_stratum *s, const char *basis)
{
	free(s->basis);
	s->basis = strdup(basis);
	return s->basis ? 0 : say_nomem("partition");
}

/* Shares the target out; a stratum that gets more than its own size says why. */
static int
share(struct partition *p, uint64_t target, const char *why)
{
	struct allocation *a = calloc(p->count + 1, sizeof *a);
	struct rational *deviation = calloc(p->count + 1, sizeof *deviation);
	static const struct rational floor_rate = { 1, 1000 };
	int rc = -1;

	if (!a || !deviation) {
		say_nomem("partition");
		goto out;
	}
	for (size_t i = 0; i < p->count; i++) {
		int source = p->parts[i].source;
		double expected = source >= 0 ? p->plan->strata[source].expected : 0;
		struct rational rate = { (uint64_t)(expected * 1e6 + 0.5), 1000000 };

		a[i] = (struct allocation){ .population = p->strata[i].count,
			.least = p->strata[i].sample, .weight = p->strata[i].count };
		deviation[i] = allocation_deviation(&rate, &floor_rate);
	}
	if (p->plan->neyman && allocation_weights(a, p->count, deviation) != 0) {
		say_error("plan: expected weights of a Neyman allocation that fit 63 bits, found larger");
		goto out;
	}
	allocation_share(a, p->count, target);
	for (size_t i = 0; i < p->count; i++) {
		if (a[i].sample > p->strata[i].sample && set_basis(&p->strata[i], why) != 0)
			goto out;
		p->strata[i].sample = a[i].sample;
	}
	rc = 0;
out:
	free(a);
	free(deviation);
	return rc;
}

int
partition_size(struct partition *p)
{
	uint64_t population = 0, sum = 0, target;
	const char *basis, *why = "";

	for (size_t i = 0; i < p->count; i++) {
		struct partition_stratum *s = &p->strata[i];

		s->sample = own_size(p, i, &basis);
		population += s->count;
		sum += s->sample;
		if (set_basis(s, basis) != 0)
			return -1;
	}
	if (whole_size(p, population, &target, &why) != 0)
		return -1;
	return target > sum ? share(p, target, why) : 0;
}
