/* Any bytes: rows with a tool, rejects with a place and a reason, no end before the end. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/lintfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
row(void *arg, const struct lint_row *r)
{
	size_t *rows = arg;

	if (!*r->tool || (*r->code == '\0') != (r->level == LINT_PASS) || !lintfile_level(r->level))
		abort();
	++*rows;
	return 0;
}

static int
reject(void *arg, const char *place, const char *reason)
{
	size_t *rows = arg;

	if (strncmp(place, "line ", 5) || strncmp(reason, "expected", 8))
		abort();
	++*rows;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t sha256[32];
	struct lintfile_hint hint = { .sha256 = size % 2 ? sha256 : NULL };
	size_t rows = 0;
	struct lintfile_sink sink = { .arg = &rows, .row = row, .reject = reject };

	if (lintfile_parse((const char *)data, size, &hint, &sink) || !rows)
		abort();
	return 0;
}
