/* Any bytes: rows and bad lines; names and values are UTF-8. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonl.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_be_text(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	if (s && text_utf8(s, n) != n)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in = input_memory("fuzz", data, size);
	struct jsonl *j = in ? jsonl_new(in, size & 1 ? "a.b" : NULL) : NULL;
	uint64_t line = 0;
	struct jsonl_row row;
	int rc;

	if (!j)
		abort();
	while ((rc = jsonl_next(j, &row)) > JSONL_END) {
		if (row.line < line)
			abort();
		line = row.line;
		if (rc == JSONL_BAD)
			must_be_text(row.reason ? row.reason : "\xff");
		for (size_t i = 0; rc == JSONL_ROW && i < row.count; i++) {
			must_be_text(row.member[i].name);
			must_be_text(row.member[i].value);
		}
	}
	if (rc != JSONL_END)
		abort();
	jsonl_free(j);
	input_close(in);
	return 0;
}
