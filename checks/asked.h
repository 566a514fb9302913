/*
 * asked - the heads of a rule's two functions, for families whose rules look at
 * few of the parameters
 *
 * ASKED_RUN(f) { ... } defines a rule's run, ASKED_APPLIES(f) its applies; c, u, n,
 * v and why are what checks/rule.h says.
 */
#ifndef CHECKS_ASKED_H
#define CHECKS_ASKED_H

#include "checks/rule.h"

#define ASKED_UNUSED __attribute__((unused))
#define ASKED_PARAMETERS                                                                           \
	ASKED_UNUSED const struct check_context *c, ASKED_UNUSED const struct unit *u,             \
	    ASKED_UNUSED const struct unit_name *n, ASKED_UNUSED const struct validation *v

#define ASKED_APPLIES(f) static bool f(ASKED_PARAMETERS)
#define ASKED_RUN(f) static enum outcome f(ASKED_PARAMETERS, ASKED_UNUSED struct rule_why *why)

#endif
