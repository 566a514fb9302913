#include "sampler/loader.h"

#include <math.h>

#define TWO_PI 6.283185307179586476925287

/* log n! - log(sqrt(2 pi n) (n/e)^n), n > 0: a table, then its asymptotic series. */
static double
stirling_error(double n)
{
	static const double table[] = {
		0,
		0.08106146679532725821967,
		0.04134069595540929409382,
		0.02767792568499833914879,
		0.02079067210376509311152,
		0.01664469118982119216319,
		0.01387612882307074799875,
		0.01189670994589177009506,
		0.01041126526197209649748,
		0.009255462182712732917729,
		0.008330563433362871256469,
		0.007573675487951840794972,
		0.006942840107209529865664,
		0.00640899418800420706844,
		0.005951370112758847735624,
		0.005554733551962801371039,
	};
	double r = 1 / (n * n);

	if (n < sizeof table / sizeof *table)
		return table[(int)n];
	return (1.0 / 12 -
		   (1.0 / 360 -
		       (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - r * 691.0 / 360360) * r) * r) *
			   r) *
		       r) /
	       n;
}

/* x log(x / m) + m - x for x, m > 0, where d = x - m is known better than x and m tell. */
static double
deviance(double x, double m, double d)
{
	double v = d / (x + m), sum, power;

	if (fabs(v) >= 0.1)
		return x * log(x / m) - d;
	/* log(x/m) = 2 atanh(v); the series without its first term, which -d takes */
	sum = d * v;
	power = 2 * x * v;
	for (int j = 3; j < 40; j += 2) {
		double before = sum;

		power *= v * v;
		sum += power / j;
		if (sum == before)
			break;
	}
	return sum;
}

double
loader_log_term(uint64_t n, uint64_t x, double p, double q, double d)
{
	double dn = (double)n, dx = (double)x, dy = (double)(n - x);

	if (x == 0)
		return p < 0.5 ? dn * log1p(-p) : dn * log(q);
	if (x == n)
		return q < 0.5 ? dn * log1p(-q) : dn * log(p);
	return stirling_error(dn) - stirling_error(dx) - stirling_error(dy) -
	       deviance(dx, dn * p, d) - deviance(dy, dn * q, -d) -
	       0.5 * log(TWO_PI * dx * (dy / dn));
}
