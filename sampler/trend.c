#include "sampler/trend.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/say.h"
#include "sampler/hyper.h"

#define I128 __int128

/* Sums that every test needs, exact. */
struct sums {
	uint64_t n, x;	/* samples, exceptions */
	uint64_t ns, s; /* sum of score * n, of score * x */
};

static struct sums
sums_of(const struct trend_period *periods, size_t count)
{
	struct sums t = { 0 };

	for (size_t i = 0; i < count; i++) {
		assert(periods[i].exceptions <= periods[i].sample);
		t.n += periods[i].sample;
		t.x += periods[i].exceptions;
		t.ns += (i + 1) * periods[i].sample;
		t.s += (i + 1) * periods[i].exceptions;
	}
	return t;
}

/* (S - E) n: what was observed beyond expectation, as an integer. */
static I128
beyond_expected(const struct sums *t, uint64_t s)
{
	return (I128)s * t->n - (I128)t->x * t->ns;
}

struct trend_test
trend_cochran_armitage(const struct trend_period *periods, size_t count)
{
	struct trend_test r = { 0 };
	struct sums t = sums_of(periods, count);
	I128 d = beyond_expected(&t, t.s);
	double mean, spread = 0, p;

	if (t.x == 0 || t.x == t.n)
		return r;
	mean = (double)t.ns / (double)t.n;
	p = (double)t.x / (double)t.n;
	for (size_t i = 0; i < count; i++) {
		double e = (double)(i + 1) - mean;

		spread += (double)periods[i].sample * e * e;
	}
	if (!(spread > 0))
		return r;
	gsl_set_error_handler_off();
	r.chi2 = (double)d / (double)t.n * ((double)d / (double)t.n) / (p * (1 - p) * spread);
	r.p = gsl_cdf_chisq_Q(r.chi2, 1);
	r.direction = (d > 0) - (d < 0);
	r.defined = isfinite(r.chi2) && isfinite(r.p);
	return r;
}

/*
 * table[j * width + s]: weight of having j exceptions and score sum s after the
 * periods so far.  Adds one period; in place, from the last j down, as each row
 * is made of itself and of rows before it.
 */
static void
add_period(double *table, uint64_t total, size_t width, size_t score, const double *w)
{
	for (uint64_t j = total; j > 0; j--)
		for (uint64_t x = 1; x <= j; x++) {
			const double *from = table + (j - x) * width;
			double *to = table + j * width + score * x;

			if (w[x] > 0)
				for (size_t s = 0; s + score * x < width; s++)
					to[s] += from[s] * w[x];
		}
}

/* Binomial terms divided by that of 0, which is common to all tables of a period. */
static void
weights_of(uint64_t n, uint64_t total, double odds, double *w)
{
	w[0] = 1;
	for (uint64_t x = 1; x <= total; x++)
		w[x] = x > n ? 0 : w[x - 1] * (double)(n - x + 1) / (double)x * odds;
}

static void
sum_tails(const double *row, size_t width, const struct sums *t, double *two_sided, double *rising)
{
	I128 seen = beyond_expected(t, t->s);
	double all = 0, far = 0, up = 0;

	for (size_t s = 0; s < width; s++) {
		I128 d = beyond_expected(t, s);

		all += row[s];
		if (s >= t->s)
			up += row[s];
		if ((d < 0 ? -d : d) >= (seen < 0 ? -seen : seen))
			far += row[s];
	}
	*two_sided = fmin(1, far / all);
	*rising = fmin(1, up / all);
}

int
trend_exact(const struct trend_period *periods, size_t count, double *two_sided, double *rising)
{
	struct sums t = sums_of(periods, count);
	double *table, *w;
	size_t width;

	if (count < 2 || t.x == 0 || t.x == t.n || t.x > 1000 || count > 10000 ||
	    (double)count * (double)count * pow((double)t.x, 3) > 1e8)
		return 1;
	width = count * t.x + 1;
	table = calloc((t.x + 1) * width, sizeof *table);
	w = calloc(t.x + 1, sizeof *w);
	if (table == NULL || w == NULL) {
		free(table);
		free(w);
		return say_nomem("exact trend test");
	}
	table[0] = 1;
	for (size_t i = 0; i < count; i++) {
		/* any odds condition to the same; these keep the weights near one */
		weights_of(periods[i].sample, t.x, (double)t.x / (double)t.n, w);
		add_period(table, t.x, width, i + 1, w);
	}
	sum_tails(table + t.x * width, width, &t, two_sided, rising);
	free(table);
	free(w);
	return 0;
}

/*
 * The y furthest from the mode, towards end, whose term is above limit; terms
 * fall from the mode to the end, and the mode's is above it.
 */
static uint64_t
furthest_above(const struct hyper *h, uint64_t mode, uint64_t end, double limit)
{
	uint64_t in = 0, out = (end > mode ? end - mode : mode - end) + 1;

	while (out - in > 1) {
		uint64_t k = in + (out - in) / 2;

		if (hyper_log_pmf(h, end > mode ? mode + k : mode - k) > limit)
			in = k;
		else
			out = k;
	}
	return end > mode ? mode + in : mode - in;
}

void
trend_fisher(const struct trend_period *earlier, const struct trend_period *later,
    double *two_sided, double *worse)
{
	struct hyper h = {
		.population = earlier->sample + later->sample,
		.marked = earlier->exceptions + later->exceptions,
		.sample = earlier->sample,
	};
	double limit = hyper_log_pmf(&h, earlier->exceptions) + log1p(1e-7);
	uint64_t mode, first, last;

	*worse = hyper_at_most(&h, earlier->exceptions);
	mode = (uint64_t)((unsigned __int128)(h.sample + 1) * (h.marked + 1) / (h.population + 2));
	if (hyper_log_pmf(&h, mode) <= limit) {
		*two_sided = 1;
		return;
	}
	first = furthest_above(&h, mode, hyper_least(&h), limit);
	last = furthest_above(&h, mode, hyper_most(&h), limit);
	*two_sided = hyper_above(&h, last);
	if (first > 0)
		*two_sided += hyper_at_most(&h, first - 1);
	*two_sided = fmin(1, *two_sided);
}

struct ranked {
	double p;
	size_t at;
};

static int
by_p(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

int
trend_holm(const double *p, size_t count, double *adjusted)
{
	struct ranked *r = calloc(count + 1, sizeof *r);
	double most = 0;

	if (r == NULL)
		return say_nomem("Holm adjustment");
	for (size_t i = 0; i < count; i++)
		r[i] = (struct ranked){ p[i], i };
	qsort(r, count, sizeof *r, by_p);
	for (size_t i = 0; i < count; i++) {
		most = fmax(most, fmin(1, r[i].p * (double)(count - i)));
		adjusted[r[i].at] = most;
	}
	free(r);
	return 0;
}
