/*
 * random - when the Random Value or Request Token of a validation was made
 */
#ifndef CHECKS_RANDOM_H
#define CHECKS_RANDOM_H

#include <stdint.h>

#include "base/validation.h"
#include "checks/catalogue.h"

/*
 * As recorded.  An ACME token (BR 3.2.2.4.19, .20, .21) is made with its authorization
 * (RFC 8555 8): where its own time is not recorded, it is that of the initiation, and
 * *remark says so, else it is left alone.  INSTANT_NONE where neither is recorded.
 */
int64_t random_made_at(const struct catalogue_method *m, const struct validation *v,
    const char **remark);

#endif
