/*
 * host - names compared as text: they come normalised, lower case, A-labels
 */
#ifndef CHECKS_HOST_H
#define CHECKS_HOST_H

#include <stdbool.h>

#include "base/validation.h"

const char *host_of(const char *name);			/* without "*." in front */
bool host_is_below(const char *name, const char *above); /* proper descendant, label by label */
bool host_covers(const char *above, const char *name);	/* the same name, or above it */

/* The authorization domain name of a record: as stated, else the name, without "*.". */
const char *host_adn(const struct validation *v);

#endif
