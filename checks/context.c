#include "checks/context.h"

int64_t
context_at(const struct check_context *c, int64_t t)
{
	return c->rules_on == INSTANT_NONE ? t : c->rules_on;
}

int64_t
context_issued(const struct check_context *c, const struct unit *u)
{
	return context_at(c, u->issued_at);
}
