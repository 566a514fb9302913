/* Any bytes as a time-stamp response, as a signature, as a seal's text: said why not, never more. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cms.h"
#include "base/timestamp.h"
#include "cli/sealed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text why = { 0 };
	struct timestamp t;
	struct cms_signer s;
	char *text = calloc(1, size + 1);
	uint8_t hash[32];
	int64_t id = -1;

	if (!text)
		abort();
	if (timestamp_read(data, size, NULL, NULL, &t, &why) == 1 && why.len == 0)
		abort();
	text_clear(&why);
	if (cms_verify("/dev/null", data, size, NULL, &s, &why) == 1 && why.len == 0)
		abort();
	if (size)
		memcpy(text, data, size);
	if (sealed_parse(text, &id, hash) == 0 && id < 0)
		abort();
	free(text);
	text_free(&why);
	return 0;
}
