/* Exports of certificates in every form that is told from the first bytes: PEM, DER, CT, CSV. */
#include <stdint.h>
#include <stdlib.h>

#include "base/cert.h"
#include "base/certsource.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in = input_memory("fuzz", data, size);
	struct certsource *s = in != NULL ? certsource_new(in, NULL) : NULL;
	struct cert *c = cert_new();
	struct certsource_record r;
	size_t records = 0;
	int result;

	if (s == NULL || c == NULL)
		abort();
	while ((result = certsource_next(s, &r)) > CERTSOURCE_END) {
		if ((result == CERTSOURCE_BAD) != (r.reason != NULL))
			abort();
		if (r.der != NULL && cert_decode(c, r.der, r.der_len) < 0)
			abort();
		/* each record takes at least one byte */
		if (++records > size + 1)
			abort();
	}
	while (certsource_unknown(s, records) != NULL)
		records++;
	cert_free(c);
	certsource_free(s);
	input_close(in);
	return 0;
}
