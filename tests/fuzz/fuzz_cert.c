/* A certificate, from any bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "base/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert *c = cert_new();

	if (c == NULL)
		abort();
	/* twice on one struct: the second decoding finds the first one's memory */
	for (int i = 0; i < 2; i++)
		if (cert_decode(c, data, size) < 0)
			abort();
	cert_free(c);
	return 0;
}
