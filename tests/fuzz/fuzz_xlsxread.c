/*
 * Any package, and any XML in a sound one (the first byte says which): rows ascend,
 * columns too, texts are C strings of UTF-8.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/xlsxread.h"
#include "tests/unit/zip_made.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
check_row(void *ctx, const struct xlsxread_row *row)
{
	uint32_t *last = ctx;
	int col = -1;

	if (row->row <= *last || row->count == 0)
		abort();
	*last = row->row;
	for (size_t i = 0; i < row->count; i++) {
		size_t n = strlen(row->cells[i].text);

		if (row->cells[i].col <= col || text_utf8(row->cells[i].text, n) != n)
			abort();
		col = row->cells[i].col;
	}
	return 0;
}

static int
write_raw(const char *path, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		return -1;
	fwrite(data, 1, size, f);
	return fclose(f);
}

#define REL(id, type, target) \
	"<Relationship Id='" id "' Type='http://schemas/" type "' Target='" target "'/>"

static int
write_sheet(const char *path, const char *xml, bool shared)
{
	const struct zip_member members[] = {
		{ "_rels/.rels", "<a>" REL("r", "officeDocument", "w") "</a>" },
		{ "w", "<a><sheet name='s' id='1'/></a>" },
		{ "_rels/w.rels", "<a>" REL("1", "worksheet", "s") REL("2", "sharedStrings", "t") "</a>" },
		{ "s", shared ? "<a><row><c t='s'><v>0</v></c></row></a>" : xml },
		{ "t", shared ? xml : "<a><si><t>x</t></si></a>" },
		{ NULL, NULL },
	};

	return zip_made(path, members);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], *xml;
	struct xlsxread *x;
	int rc;

	if (size == 0 || !(xml = calloc(1, size)))
		return 0;
	memcpy(xml, data + 1, size - 1);
	snprintf(path, sizeof path, "/tmp/fuzz_xlsxread.%ld", (long)getpid());
	rc = data[0] % 3 == 0 ? write_raw(path, data + 1, size - 1) :
				write_sheet(path, xml, data[0] % 3 == 1);
	free(xml);
	if (rc != 0)
		abort();
	x = xlsxread_open(path);
	for (size_t i = 0; x && i < xlsxread_sheets(x); i++) {
		uint32_t last = 0;

		rc = xlsxread_rows(x, i, check_row, &last);
		if (rc != 0 && rc != -1)
			abort();
	}
	xlsxread_close(x);
	unlink(path);
	return 0;
}
