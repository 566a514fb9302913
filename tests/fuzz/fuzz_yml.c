/* Any bytes: a tree or a refusal; every node of a tree can be read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/yml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
walk(const struct yml_node *n)
{
	const struct yml_node *c;
	size_t count = 0;

	if (n->line < 1 || n->column < 1 || (n->kind == YML_TEXT) != (n->text != NULL))
		abort();
	for (c = n->first; c; c = c->next, count++) {
		if ((n->kind == YML_MAP) != (c->key != NULL))
			abort();
		if (c->key && yml_get(n, c->key) != c)
			abort();
		walk(c);
	}
	if (count != n->count)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct yml *y = yml_parse("fuzz", data, size);

	if (y)
		walk(yml_root(y));
	yml_free(y);
	return 0;
}
