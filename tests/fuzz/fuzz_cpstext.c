/* Any bytes: a reading whose every method names a line of the text, or none. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/cpstext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cpstext *t = cpstext_read(data, size);
	size_t lines = 2;

	if (!t)
		abort();
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n' || data[i] == '\r' || data[i] == '\f';
	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];

		if (m->line < 1 || (size_t)m->line > lines || strchr(m->text, '\n') ||
		    !m->method[0])
			abort();
		if (m->status == CPSTEXT_PERMITTED &&
		    (t->document == CPSTEXT_CP || t->document == CPSTEXT_OTHER))
			abort();
	}
	cpstext_free(t);
	return 0;
}
