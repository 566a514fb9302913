/* Any bytes: rows and bad records; cells are C strings of UTF-8; lines grow. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in = input_memory("fuzz", data, size);
	struct csv *c = in ? csv_new(in, size && data[0] == ';' ? ';' : size && data[0] == ',' ? ',' : '\0') : NULL;
	uint64_t line = 0;
	struct csv_row row;
	int rc;

	if (!c)
		abort();
	while ((rc = csv_next(c, &row)) > CSV_END) {
		if (row.line <= line || (rc == CSV_BAD) != (row.reason != NULL))
			abort();
		line = row.line;
		for (size_t i = 0; rc == CSV_ROW && i < row.count; i++) {
			size_t n = strlen(row.cell[i].s);

			if (n != row.cell[i].len || text_utf8(row.cell[i].s, n) != n)
				abort();
		}
		if (rc == CSV_ROW && line == 1)
			csv_expect(c, row.count);
	}
	if (rc != CSV_END)
		abort();
	csv_free(c);
	input_close(in);
	return 0;
}
