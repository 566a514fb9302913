/*
 * chart - control limits for a rate followed over periods
 */
#ifndef SAMPLER_CHART_H
#define SAMPLER_CHART_H

#include <stddef.h>

#include "sampler/trend.h"

struct chart_limits {
	double lower, upper; /* rates, clipped to 0..1 */
};

/* The p-chart's centre line: all exceptions over all samples; 0 where nothing was sampled. */
double chart_centre(const struct trend_period *periods, size_t count);

/* p-chart: centre +- 3 sqrt(p (1 - p) / n) for a sample of n > 0. */
struct chart_limits chart_p(double centre, uint64_t sample);

/*
 * chart_sigma_z - Laney's factor for more (or less) spread than binomial
 *
 * The average moving range of the standardised rates, divided by 1.128 (Laney
 * 2002).  NaN where there are fewer than two periods with a sample, or a
 * centre of 0 or 1.
 */
double chart_sigma_z(const struct trend_period *periods, size_t count);

/* Laney's p' chart: centre +- 3 sqrt(p (1 - p) / n) sigma_z. */
struct chart_limits chart_laney(double centre, double sigma_z, uint64_t sample);

/*
 * chart_cusum - Poisson CUSUM for rare events (Lucas 1985)
 *
 *   accepted, rejected   rates l0 < l1, both > 0
 *   s                    out, count values: S_i = max(0, S_{i-1} + x_i - k_i),
 *                        k_i = n_i (l1 - l0) / ln(l1 / l0)
 */
void chart_cusum(
    const struct trend_period *periods, size_t count, double accepted, double rejected, double *s);

/*
 * The decision limit for S: ln(1 / risk) / ln(l1 / l0).  A CUSUM is a chain of
 * Wald's sequential tests, each begun at 0; each passes this limit with a
 * chance of at most risk while the rate is l0.
 */
double chart_cusum_limit(double accepted, double rejected, double risk);

#endif
