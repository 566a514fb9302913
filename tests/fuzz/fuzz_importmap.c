/* A map, a NUL, then a cell: what the map makes of the cell is UTF-8 if the cell is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/importmap.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	size_t map = nul ? (size_t)(nul - data) : size, len = nul ? size - map - 1 : 0;
	struct importmap *m = importmap_parse("fuzz", data, map);
	char reason[IMPORTMAP_REASON], *cell = malloc(len + 1);
	struct text out = { 0 };

	if (!cell)
		abort();
	if (len)
		memcpy(cell, nul + 1, len);
	cell[len] = '\0';
	for (size_t i = 0; m && i < importmap_count(m); i++) {
		const struct importmap_column *c = importmap_column(m, i);
		int rc;

		text_clear(&out);
		if (c->constant || text_utf8(cell, strlen(cell)) != strlen(cell))
			continue;
		if (c->unpack) {
			importmap_unpack(c, cell, &out);
			text_clear(&out);
		}
		rc = importmap_convert(c, cell, &out, reason);
		if (rc == 1 && text_utf8(reason, strlen(reason)) != strlen(reason))
			abort();
		/* strip may take characters of several bytes apart: then it is the user's map */
		if (rc == 0 && !c->strip && text_utf8(text_str(&out), out.len) != out.len)
			abort();
	}
	if (m) {
		text_clear(&out);
		importmap_describe(m, &out);
	}
	text_free(&out);
	importmap_free(m);
	free(cell);
	return 0;
}
