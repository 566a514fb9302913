/*
 * trend - whether the rate of exceptions changes from period to period
 *
 * Each period is an independent sample (own frame, own seed).  The tests
 * condition on the samples and ignore that populations are finite, which makes
 * them conservative where the share sampled is large; after two censuses
 * compare the counts themselves.
 */
#ifndef SAMPLER_TREND_H
#define SAMPLER_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trend_period {
	uint64_t sample, exceptions; /* x <= n; sums over all periods <= LOADER_MAX */
};

struct trend_test {
	bool defined;	/* false: no exceptions, nothing but exceptions, or one period */
	double chi2, p; /* p two-sided, chi-square with one degree */
	int direction;	/* -1 falling, 0 level, 1 rising */
};

/*
 * trend_cochran_armitage - chi-square for a linear trend in proportions
 *
 * Scores 1..count in the order given (Cochran 1954, Armitage 1955; R's
 * prop.trend.test).  p is unreliable where fewer than about five exceptions
 * are expected a period: use the exact test there.
 */
struct trend_test trend_cochran_armitage(const struct trend_period *periods, size_t count);

/*
 * trend_exact - the same question, exactly
 *
 * The distribution of S = sum of score times exceptions given their total,
 * multivariate hypergeometric, by dynamic programming.
 *   *two_sided  P(|S - E| >= |observed - E|)
 *   *rising     P(S >= observed)
 * 0; 1 silently, nothing stored, where the total of exceptions or the number
 * of periods is too large for it (count^2 total^3 > 10^8), or where there is one
 * period, no exception or nothing else; -1 said when memory ran out.
 */
int trend_exact(
    const struct trend_period *periods, size_t count, double *two_sided, double *rising);

/*
 * trend_fisher - Fisher's exact test of two periods
 *
 * *two_sided sums the tables that are no likelier than the one seen (within
 * 1e-7, as R does); *worse is one-sided: the later period has more.
 */
void trend_fisher(const struct trend_period *earlier, const struct trend_period *later,
    double *two_sided, double *worse);

/*
 * trend_holm - p-values adjusted for being many (Holm 1979)
 *
 * adjusted[i] belongs to p[i].  0, or -1 said when memory ran out.
 */
int trend_holm(const double *p, size_t count, double *adjusted);

#endif
