/* Any bytes: a refusal, or a commitment that is written as the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sampler/commitment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct commitment *c = commitment_parse("fuzz", data, size);
	struct text t = { 0 };

	if (c && (commitment_write(c, &t) != 0 || t.len != size || memcmp(t.s, data, size) != 0))
		abort();
	text_free(&t);
	commitment_free(c);
	return 0;
}
