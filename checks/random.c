#include "checks/random.h"

int64_t
random_made_at(const struct catalogue_method *m, const struct validation *v, const char **remark)
{
	if (v->random_created_at != INSTANT_NONE)
		return v->random_created_at;
	if (!m || m->random != CATALOGUE_RANDOM_TOKEN || v->initiated_at == INSTANT_NONE)
		return INSTANT_NONE;
	*remark = "the token is taken to be as old as the initiation of the validation";
	return v->initiated_at;
}
