#include "sampler/power.h"

#include <assert.h>

#include "sampler/bounds.h"
#include "sampler/hyper.h"

double
power_detection(uint64_t population, uint64_t sample, uint64_t affected)
{
	struct hyper h = { population, affected, sample };

	assert(affected <= population && sample <= population);
	return hyper_above(&h, 0);
}

uint64_t
power_visible(uint64_t population, uint64_t sample, double chance)
{
	if (sample == 0)
		return 0;
	/* the least K with P(X = 0 | K) <= 1 - chance follows the upper limit of x = 0 */
	return bounds_upper(population, sample, 0, 1 - chance) + 1;
}
