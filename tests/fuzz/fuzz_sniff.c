/* Any bytes look like something, and stay in the window to be read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int mapped = 0; mapped < 2; mapped++) {
		struct input *in = input_memory("fuzz", data, size);
		struct sniff s = { 0 };
		size_t len;
		const char *p;

		if (!in || sniff_input(in, mapped, &s) != 0 || s.is == 0 || !s.what)
			abort();
		p = input_window(in, &len);
		if (len != (size < 65536 ? size : 65536) || (len && memcmp(p, data, len) != 0))
			abort();
		input_close(in);
	}
	return 0;
}
