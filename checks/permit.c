#include "checks/permit.h"

#include <stddef.h>

const char *
permit_spelling(const struct catalogue *c, const struct cps_version *v,
    const struct catalogue_method *m)
{
	const struct cps_methods *const lists[] = { &v->methods, &v->wildcard_methods,
		&v->ip_methods };

	for (size_t l = 0; l < 3; l++)
		if (cps_find(lists[l], m->name))
			return m->name;
	for (size_t l = 0; l < 3; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			if (catalogue_find(c, lists[l]->item[i].method, m->kind) == m)
				return lists[l]->item[i].method;
	return m->name;
}

enum cps_answer
permit_at(const struct catalogue *c, const struct cps_version *v, const struct catalogue_method *m,
    bool wildcard, int64_t t)
{
	return cps_permits(v, permit_spelling(c, v, m),
	    m->kind == CATALOGUE_IP ? NAME_IP : NAME_DNS, wildcard, t);
}
