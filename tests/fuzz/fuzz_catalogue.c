/* Any bytes: a refusal, or a catalogue that finds its methods under their own names. */
#include <stdint.h>
#include <stdlib.h>

#include "checks/catalogue.h"
#include "checks/catalogue_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct catalogue *c = catalogue_read_memory("fuzz", data, size);

	for (size_t i = 0; c && i < c->method_count; i++) {
		const struct catalogue_method *m = &c->methods[i];

		if (catalogue_find(c, m->name, m->kind) != m)
			abort();
		for (size_t d = 0; d < c->date_count; d++)
			catalogue_reusable(c, m, c->dates[d]);
	}
	catalogue_free(c);
	return 0;
}
