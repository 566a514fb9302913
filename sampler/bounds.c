#include "sampler/bounds.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "base/say.h"
#include "sampler/binom.h"
#include "sampler/hyper.h"
#include "sampler/loader.h"

bool
bounds_excluded(double p, double risk)
{
	return p <= risk * (1 + 1e-12);
}

uint64_t
bounds_upper(uint64_t population, uint64_t sample, uint64_t exceptions, double risk)
{
	struct hyper h = { .population = population, .sample = sample };
	uint64_t in = exceptions, out = population - sample + exceptions + 1;

	assert(sample <= population && exceptions <= sample && risk > 0 && risk < 1);
	/* in is not excluded; out is, or is impossible */
	while (out - in > 1) {
		h.marked = in + (out - in) / 2;
		if (bounds_excluded(hyper_at_most(&h, exceptions), risk))
			out = h.marked;
		else
			in = h.marked;
	}
	return in;
}

uint64_t
bounds_lower(uint64_t population, uint64_t sample, uint64_t exceptions, double risk)
{
	struct hyper h = { .population = population, .sample = sample };
	uint64_t out = exceptions, in = population - sample + exceptions;

	assert(sample <= population && exceptions <= sample && risk > 0 && risk < 1);
	if (exceptions == 0)
		return 0;
	h.marked = out;
	if (!bounds_excluded(hyper_above(&h, exceptions - 1), risk))
		return out;
	while (in - out > 1) {
		h.marked = out + (in - out) / 2;
		if (bounds_excluded(hyper_above(&h, exceptions - 1), risk))
			out = h.marked;
		else
			in = h.marked;
	}
	return in;
}

/* The tail whose crossing of the risk is the limit. */
struct tail {
	uint64_t n, x;
	double log_risk;
	double (*log_p)(uint64_t n, double p, uint64_t x);
	int sign; /* 1 where it grows with p, -1 where it falls */
};

/* Grows with p; negative below the limit. */
static double
excess(double p, void *of)
{
	const struct tail *t = of;

	return t->sign * (t->log_p(t->n, p, t->x) - t->log_risk);
}

static int
solve(struct tail *t, double a, double b, double *rate)
{
	gsl_function f = { .function = excess, .params = t };
	gsl_root_fsolver *s;
	int status;
	double p;

	gsl_set_error_handler_off();
	s = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	if (s == NULL)
		return say_nomem("confidence limit");
	status = gsl_root_fsolver_set(s, &f, a, b);
	for (int i = 0; i < 200 && status == GSL_SUCCESS; i++) {
		if (gsl_root_test_interval(gsl_root_fsolver_x_lower(s), gsl_root_fsolver_x_upper(s),
			0, 1e-15) == GSL_SUCCESS)
			break;
		status = gsl_root_fsolver_iterate(s);
	}
	p = gsl_root_fsolver_root(s);
	gsl_root_fsolver_free(s);
	if (status != GSL_SUCCESS || !isfinite(p))
		return say_error(
		    "confidence limit: expected a root, found: %s", gsl_strerror(status));
	*rate = p;
	return 0;
}

static double
probability(double odds)
{
	return odds / (1 + odds);
}

/* From the observed rate outwards in steps of twice the odds; 0 < x < n. */
static int
bracket_and_solve(struct tail *t, double *rate)
{
	double low = (double)t->x / (double)(t->n - t->x), high = low;

	while (excess(probability(low), t) > 0) {
		low /= 2;
		if (low < 1e-300) {
			*rate = 0;
			return 0;
		}
	}
	while (excess(probability(high), t) < 0) {
		high *= 2;
		if (probability(high) >= 1) {
			*rate = 1;
			return 0;
		}
	}
	return solve(t, probability(low), probability(high), rate);
}

int
bounds_rate_upper(uint64_t sample, uint64_t exceptions, double risk, double *rate)
{
	struct tail t = { sample, exceptions, log(risk), binom_log_at_most, -1 };

	assert(sample <= LOADER_MAX && exceptions <= sample && risk > 0 && risk < 1);
	if (exceptions > 0 && exceptions < sample)
		return bracket_and_solve(&t, rate);
	*rate = exceptions == sample ? 1 : -expm1(log(risk) / (double)sample);
	return 0;
}

int
bounds_rate_lower(uint64_t sample, uint64_t exceptions, double risk, double *rate)
{
	struct tail t = { sample, exceptions, log(risk), binom_log_at_least, 1 };

	assert(sample <= LOADER_MAX && exceptions <= sample && risk > 0 && risk < 1);
	if (exceptions > 0 && exceptions < sample)
		return bracket_and_solve(&t, rate);
	*rate = exceptions == 0 ? 0 : exp(log(risk) / (double)sample);
	return 0;
}
