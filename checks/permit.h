/*
 * permit - does a version of the CPS permit a method, whatever way it writes it?
 *
 * base/cps compares texts; a register may write "http-01" or "BR 3.2.2.4.19"
 * for what the catalogue calls 3.2.2.4.19.
 */
#ifndef CHECKS_PERMIT_H
#define CHECKS_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cps.h"
#include "checks/catalogue.h"

/* For new validations at t; the method's kind says whether it is about IP addresses. */
enum cps_answer permit_at(const struct catalogue *c, const struct cps_version *v,
    const struct catalogue_method *m, bool wildcard, int64_t t);

/* The method as the version writes it; its name in the catalogue where it does not have it. */
const char *permit_spelling(const struct catalogue *c, const struct cps_version *v,
    const struct catalogue_method *m);

#endif
