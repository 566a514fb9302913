/* CRLs, DER and PEM, from any bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "base/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in = input_memory("fuzz", data, size);
	size_t entries = 0;
	struct crl *c;

	if (in == NULL)
		abort();
	while (crl_open(in, &c) == 1) {
		struct crl_entry e;

		while (crl_next(c, &e) > CRL_END)
			if (++entries > size)
				abort();
		crl_free(c);
	}
	input_close(in);
	return 0;
}
