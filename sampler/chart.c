#include "sampler/chart.h"

#include <assert.h>
#include <math.h>

double
chart_centre(const struct trend_period *periods, size_t count)
{
	double n = 0, x = 0;

	for (size_t i = 0; i < count; i++) {
		n += (double)periods[i].sample;
		x += (double)periods[i].exceptions;
	}
	return n > 0 ? x / n : 0;
}

static double
sigma(double centre, uint64_t sample)
{
	return sqrt(centre * (1 - centre) / (double)sample);
}

static struct chart_limits
around(double centre, double distance)
{
	return (struct chart_limits){ fmax(0, centre - distance), fmin(1, centre + distance) };
}

struct chart_limits
chart_p(double centre, uint64_t sample)
{
	return around(centre, 3 * sigma(centre, sample));
}

double
chart_sigma_z(const struct trend_period *periods, size_t count)
{
	double centre = chart_centre(periods, count), before = 0, ranges = 0;
	size_t seen = 0;

	if (!(centre > 0 && centre < 1))
		return NAN;
	for (size_t i = 0; i < count; i++) {
		double n = (double)periods[i].sample, z;

		if (periods[i].sample == 0)
			continue;
		z = ((double)periods[i].exceptions / n - centre) / sigma(centre, periods[i].sample);
		if (seen++ > 0)
			ranges += fabs(z - before);
		before = z;
	}
	return seen < 2 ? NAN : ranges / (double)(seen - 1) / 1.128;
}

struct chart_limits
chart_laney(double centre, double sigma_z, uint64_t sample)
{
	return around(centre, 3 * sigma(centre, sample) * sigma_z);
}

void
chart_cusum(
    const struct trend_period *periods, size_t count, double accepted, double rejected, double *s)
{
	double k = (rejected - accepted) / log(rejected / accepted), sum = 0;

	assert(accepted > 0 && rejected > accepted);
	for (size_t i = 0; i < count; i++) {
		sum += (double)periods[i].exceptions - (double)periods[i].sample * k;
		sum = fmax(0, sum);
		s[i] = sum;
	}
}

double
chart_cusum_limit(double accepted, double rejected, double risk)
{
	return log(1 / risk) / log(rejected / accepted);
}
