#include "checks/random.h"

#include <string.h>

int64_t
random_made_at(const struct catalogue_method *m, const struct validation *v, const char **remark)
{
	static const char *const acme[] = { "3.2.2.4.19", "3.2.2.4.20", "3.2.2.4.21" };

	if (v->random_created_at != INSTANT_NONE)
		return v->random_created_at;
	for (size_t i = 0; m && i < sizeof acme / sizeof *acme; i++)
		if (!strcmp(m->name, acme[i]) && v->initiated_at != INSTANT_NONE) {
			*remark = "the token is taken to be as old as the initiation of the validation";
			return v->initiated_at;
		}
	return INSTANT_NONE;
}
