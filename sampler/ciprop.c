#include "sampler/ciprop.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "base/say.h"

struct moments {
	double rate, variance, sample, degrees;
};

static bool
moments_of(const struct stratum *strata, size_t count, struct moments *m)
{
	struct strata_estimate e = strata_estimate(strata, count);
	double population = 0, sample = 0;

	for (size_t i = 0; i < count; i++) {
		population += (double)strata[i].population;
		sample += (double)strata[i].sample;
	}
	if (!e.has_error || !(population > 0))
		return false;
	m->rate = e.total / population;
	m->variance = e.standard_error / population * (e.standard_error / population);
	m->sample = sample;
	m->degrees = sample - (double)count;
	return m->rate > 0 && m->rate < 1 && m->variance > 0 && m->degrees > 0;
}

static int
said(double v)
{
	return isfinite(v) ? 0 : say_error("interval: expected a quantile, found none");
}

int
ciprop_logit(const struct stratum *strata, size_t count, double risk, double *lower, double *upper)
{
	struct moments m;
	double t, centre, distance;

	if (!moments_of(strata, count, &m))
		return 1;
	gsl_set_error_handler_off();
	t = gsl_cdf_tdist_Qinv(risk / 2, m.degrees);
	if (said(t) != 0)
		return -1;
	centre = log(m.rate / (1 - m.rate));
	distance = t * sqrt(m.variance) / (m.rate * (1 - m.rate));
	*lower = 1 / (1 + exp(distance - centre));
	*upper = 1 / (1 + exp(-distance - centre));
	return 0;
}

/* x with P(beta(a, b) <= x) = p, by bisection: GSL's tail holds where its inverse does not. */
static int
beta_quantile(double a, double b, double p, double *x)
{
	double low = 0, high = 1;

	for (int i = 0; i < 1100; i++) {
		double mid = low + (high - low) / 2, at = gsl_cdf_beta_P(mid, a, b);

		if (said(at) != 0)
			return -1;
		if (mid <= low || mid >= high)
			break;
		if (at < p)
			low = mid;
		else
			high = mid;
	}
	*x = high;
	return 0;
}

int
ciprop_beta(const struct stratum *strata, size_t count, double risk, double *lower, double *upper)
{
	struct moments m;
	double n, ratio, low, high;

	if (!moments_of(strata, count, &m) || !(m.sample > 1))
		return 1;
	gsl_set_error_handler_off();
	ratio =
	    gsl_cdf_tdist_Qinv(risk / 2, m.sample - 1) / gsl_cdf_tdist_Qinv(risk / 2, m.degrees);
	if (said(ratio) != 0)
		return -1;
	n = m.rate * (1 - m.rate) / m.variance * ratio * ratio;
	if (beta_quantile(n * m.rate, n * (1 - m.rate) + 1, risk / 2, &low) != 0 ||
	    beta_quantile(n * m.rate + 1, n * (1 - m.rate), 1 - risk / 2, &high) != 0)
		return -1;
	*lower = low;
	*upper = high;
	return 0;
}
