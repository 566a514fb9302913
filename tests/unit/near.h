/* Relative agreement of two doubles, said in full where it fails. */
#ifndef TESTS_UNIT_NEAR_H
#define TESTS_UNIT_NEAR_H

#include "tests/unit/cmocka_all.h"

#include <math.h>

#define assert_near(found, expected, relative) \
	near_check((found), (expected), (relative), __FILE__, __LINE__)

static inline void
near_check(double found, double expected, double relative, const char *file, int line)
{
	if (fabs(found - expected) <= relative * fabs(expected))
		return;
	print_message("# expected %.17g, found %.17g\n", expected, found);
	_fail(file, line);
}

#endif
