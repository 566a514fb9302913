/* Any text: an answer, issuers only where records answer, and no NUL is run past. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/caa.h"
#include "checks/punycode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct caa_result r;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (int wildcard = 0; wildcard < 2; wildcard++) {
		caa_read(text, wildcard, &r);
		if (r.count > CAA_ISSUERS || (r.answer == CAA_RECORDS && r.count == 0) || r.ttl < 0)
			abort();
		if (caa_names(&r, "ca.example") && r.count == 0)
			abort();
	}
	if (size <= 63)
		punycode_valid(text, size);
	free(text);
	return 0;
}
