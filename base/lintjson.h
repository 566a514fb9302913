/*
 * lintjson - the JSON formats of base/lintfile.h
 */
#ifndef BASE_LINTJSON_H
#define BASE_LINTJSON_H

#include <stddef.h>

#include "base/lintbatch.h"

/* One value or several, with white space or nothing between; a value that is not JSON costs
 * its line.  0, or -1 as in lintbatch.h. */
int lintjson_parse(struct lintbatch *b, const char *data, size_t len);

#endif
