/*
 * fields - a validation as the columns that `import validations` takes
 */
#ifndef CLI_FIELDS_H
#define CLI_FIELDS_H

#include <jansson.h>
#include <stddef.h>

#include "base/text.h"
#include "base/validation.h"

size_t fields_count(void);
const char *fields_name(size_t i);	/* "method", "validated_at", ... */

/* Appends the value, nothing where it is not stated. */
void fields_add(size_t i, const struct validation *v, struct text *out);

/* All that is stated, as texts; besides import (its number), hash, and obtained_after_selection.
 * NULL said. */
json_t *fields_json(const struct validation *v);

#endif
