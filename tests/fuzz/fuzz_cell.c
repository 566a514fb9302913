/* Any bytes become a text that may stand in a cell. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "reports/cell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
pass(void *ctx, const char *line, size_t len)
{
	(void)line;
	*(size_t *)ctx += len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t = { 0 };

	for (int lines = 0; lines < 2; lines++) {
		size_t sum = 0;

		cell_clean(&t, (const char *)data, size, lines);
		assert(text_utf8(text_str(&t), t.len) == t.len);
		assert(cell_length(text_str(&t)) <= CELL_MAX);
		cell_wrap(text_str(&t), 7, pass, &sum);
		assert(sum <= t.len); /* nothing is made up */
	}
	text_free(&t);
	return 0;
}
