#include "sampler/selftest.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

struct selftest
selftest_chi2(const uint64_t counts[256])
{
	struct selftest t = { 0 };
	uint64_t total = 0;
	unsigned classes = 256;
	double expected;

	for (int i = 0; i < 256; i++)
		total += counts[i];
	while (classes > 1 && total / classes < 5)
		classes /= 2;
	if (classes < 2)
		return t;
	expected = (double)total / classes;
	for (unsigned i = 0; i < 256;) {
		uint64_t seen = 0;
		double d;

		for (unsigned j = 0; j < 256 / classes; j++)
			seen += counts[i++];
		d = (double)seen - expected;
		t.statistic += d * d / expected;
	}
	gsl_set_error_handler_off();
	t.degrees = classes - 1;
	t.p = gsl_cdf_chisq_Q(t.statistic, t.degrees);
	t.defined = isfinite(t.p);
	return t;
}

/* A ticket as a fraction of 1; 53 of its bits are enough to compare distances. */
static double
fraction(const uint8_t ticket[TICKET_LEN])
{
	double f = 0;

	for (int i = 7; i >= 0; i--)
		f = (f + ticket[i]) / 256;
	return f;
}

/*
 * Kolmogorov's limit with the correction of Stephens (1970) for small n:
 * 2 sum (-1)^(k-1) exp(-2 k^2 l^2); below 0.3 the sum is 1 to all digits shown.
 */
static double
kolmogorov_tail(double d, double n)
{
	double l = d * (sqrt(n) + 0.12 + 0.11 / sqrt(n)), sum = 0;

	if (l < 0.3)
		return 1;
	for (int k = 1; k <= 20; k++)
		sum += (k % 2 ? 2 : -2) * exp(-2.0 * k * k * l * l);
	return fmin(1, fmax(0, sum));
}

struct selftest
selftest_ks(const struct draw_item *items, size_t count)
{
	struct selftest t = { 0 };
	double last, n;

	if (count < 6)
		return t;
	n = (double)(count - 1);
	last = fraction(items[count - 1].ticket);
	for (size_t i = 0; i + 1 < count; i++) {
		double u = fraction(items[i].ticket) / last;
		double above = (double)(i + 1) / n - u, below = u - (double)i / n;

		t.statistic = fmax(t.statistic, fmax(above, below));
	}
	t.p = kolmogorov_tail(t.statistic, n);
	t.defined = isfinite(t.p);
	return t;
}
