#include "sampler/wendell.h"

#include <math.h>
#include <stdlib.h>

#include "base/say.h"
#include "sampler/bounds.h"
#include "sampler/hyper.h"

/* Where trying every way stops being reasonable: results of the sample, table
 * entries, products. */
#define MOST_OUTCOMES 20000
#define MOST_TERMS 10000000
#define MOST_WORK 400000000

/* One possible result of the sample: exceptions by stratum. */
struct result {
	uint64_t x[WENDELL_STRATA];
};

struct search {
	const struct stratum *strata;
	size_t count;
	uint64_t price[WENDELL_STRATA]; /* T = sum of price x, all times one integer */
	uint64_t t;			/* the T observed */
	uint64_t most_x[WENDELL_STRATA];
	struct result *results; /* with T <= t; with T < t for the upper tail */
	size_t result_count;
	double *terms[WENDELL_STRATA]; /* P(X_s = x | K_s), by K_s - x_s and x */
	uint64_t k[WENDELL_STRATA];    /* the allocation being tried */
	uint64_t work;
	double least, most; /* P of the listed results over the allocations tried */
};

/* Integers in proportion to N_s / n_s.  False where they do not fit. */
static bool
set_prices(struct search *q)
{
	unsigned __int128 lcm = 1;

	for (size_t i = 0; i < q->count; i++) {
		uint64_t n = q->strata[i].sample, a = n, b;

		if (n == 0)
			return false;
		b = (uint64_t)(lcm % n);
		while (b != 0) {
			uint64_t r = a % b;

			a = b;
			b = r;
		}
		lcm *= n / a;
		if (lcm >> 62 != 0)
			return false;
	}
	q->t = 0;
	for (size_t i = 0; i < q->count; i++) {
		const struct stratum *s = &q->strata[i];
		unsigned __int128 price = lcm / s->sample * s->population;

		if (price * (s->sample + 1) >> 60 != 0)
			return false;
		q->price[i] = (uint64_t)price;
		q->t += q->price[i] * s->exceptions;
	}
	return true;
}

/* All results with T within what is left of the limit; false where there are too many. */
static bool
list_results(struct search *q, size_t s, uint64_t left, struct result *r)
{
	if (s == q->count) {
		if (q->result_count == MOST_OUTCOMES)
			return false;
		q->results[q->result_count++] = *r;
		return true;
	}
	for (r->x[s] = 0; r->x[s] <= q->strata[s].sample; r->x[s]++) {
		uint64_t cost = r->x[s] * q->price[s];

		if (cost > left)
			break;
		if (!list_results(q, s + 1, left - cost, r))
			return false;
		if (r->x[s] > q->most_x[s])
			q->most_x[s] = r->x[s];
	}
	return true;
}

static uint64_t
most_marked(const struct stratum *s)
{
	return s->population - s->sample + s->exceptions;
}

static int
tabulate(struct search *q)
{
	for (size_t i = 0; i < q->count; i++) {
		const struct stratum *s = &q->strata[i];
		uint64_t width = q->most_x[i] + 1, rows = s->population - s->sample + 1;
		struct hyper h = { .population = s->population, .sample = s->sample };

		if (rows > MOST_TERMS / width)
			return 1;
		q->terms[i] = calloc(rows * width, sizeof(double));
		if (q->terms[i] == NULL)
			return say_nomem("strata");
		for (uint64_t row = 0; row < rows; row++) {
			h.marked = s->exceptions + row;
			for (uint64_t x = 0; x < width; x++)
				q->terms[i][row * width + x] = exp(hyper_log_pmf(&h, x));
		}
	}
	return 0;
}

static int
begin(struct search *q, const struct stratum *strata, size_t count, bool above)
{
	struct result r = { { 0 } };
	uint64_t limit;

	*q = (struct search){ .strata = strata, .count = count };
	if (count == 0 || count > WENDELL_STRATA || !set_prices(q))
		return 1;
	q->results = calloc(MOST_OUTCOMES, sizeof *q->results);
	if (q->results == NULL)
		return say_nomem("strata");
	if (above && q->t == 0)
		return 0; /* nothing lies below */
	limit = above ? q->t - 1 : q->t;
	return list_results(q, 0, limit, &r) ? tabulate(q) : 1;
}

static void
end(struct search *q)
{
	for (size_t i = 0; i < WENDELL_STRATA; i++)
		free(q->terms[i]);
	free(q->results);
}

/* P of the listed results under the allocation in k. */
static double
probability(const struct search *q)
{
	double sum = 0;

	for (size_t i = 0; i < q->result_count; i++) {
		double product = 1;

		for (size_t s = 0; s < q->count; s++) {
			uint64_t row = q->k[s] - q->strata[s].exceptions;

			product *= q->terms[s][row * (q->most_x[s] + 1) + q->results[i].x[s]];
		}
		sum += product;
	}
	return sum;
}

/* Every way to share `left` over the strata from s on.  False when it took too long. */
static bool
try_all(struct search *q, size_t s, uint64_t left)
{
	uint64_t least_after = 0, most_after = 0, first, last;

	if (s == q->count) {
		double p = fmin(1, probability(q));

		q->least = fmin(q->least, p);
		q->most = fmax(q->most, p);
		q->work += q->result_count + 1;
		return q->work <= MOST_WORK;
	}
	for (size_t i = s + 1; i < q->count; i++) {
		least_after += q->strata[i].exceptions;
		most_after += most_marked(&q->strata[i]);
	}
	if (left < least_after)
		return true;
	first = left > most_after ? left - most_after : 0;
	last = left - least_after;
	if (first < q->strata[s].exceptions)
		first = q->strata[s].exceptions;
	if (last > most_marked(&q->strata[s]))
		last = most_marked(&q->strata[s]);
	for (uint64_t k = first; k <= last; k++) {
		q->k[s] = k;
		if (!try_all(q, s + 1, left - k))
			return false;
	}
	return true;
}

/* Over all allocations of K; 1 when it took too long. */
static int
try_total(struct search *q, uint64_t affected)
{
	q->least = 1;
	q->most = 0;
	q->work = 0;
	return try_all(q, 0, affected) ? 0 : 1;
}

int
wendell_p(const struct stratum *strata, size_t count, uint64_t affected, bool above, double *p)
{
	struct search q;
	int rc = begin(&q, strata, count, above);

	if (rc == 0)
		rc = try_total(&q, affected);
	if (rc == 0)
		*p = above ? 1 - q.least : q.most;
	end(&q);
	return rc;
}

enum side { UPPER, LOWER, LOWER_PUBLISHED };

/* Bisection on the distance from the end that is never excluded: p falls with it. */
static int
limit_of(const struct stratum *strata, size_t count, double risk, enum side side, uint64_t *limit)
{
	uint64_t least = 0, most = 0, in = 0, out;
	struct search q;
	int rc = begin(&q, strata, count, side != UPPER);

	for (size_t i = 0; i < count; i++) {
		least += strata[i].exceptions;
		most += most_marked(&strata[i]);
	}
	out = most - least + 1;
	while (rc == 0 && out - in > 1) {
		uint64_t d = in + (out - in) / 2;
		double p;

		rc = try_total(&q, side == UPPER ? least + d : most - d);
		p = side == UPPER ? q.most : 1 - (side == LOWER ? q.least : q.most);
		if (bounds_excluded(p, risk))
			out = d;
		else
			in = d;
	}
	if (rc == 0)
		*limit = side == UPPER ? least + in : most - in;
	end(&q);
	return rc;
}

int
wendell_upper(const struct stratum *strata, size_t count, double risk, uint64_t *limit)
{
	return limit_of(strata, count, risk, UPPER, limit);
}

int
wendell_lower(const struct stratum *strata, size_t count, double risk, uint64_t *limit)
{
	return limit_of(strata, count, risk, LOWER, limit);
}

int
wendell_lower_published(const struct stratum *strata, size_t count, double risk, uint64_t *limit)
{
	return limit_of(strata, count, risk, LOWER_PUBLISHED, limit);
}
