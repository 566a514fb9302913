/* A format and a text, split at the first NUL: what is read can be printed and read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_come_back(int64_t t)
{
	char out[INSTANT_TEXT];
	int64_t again;

	if (instant_parse(instant_format(t, out), &again) || again != t)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);
	const char *text;
	bool date;
	int64_t t;

	if (!s)
		abort();
	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	text = strlen(s) < size ? s + strlen(s) + 1 : s;
	if (instant_parse_any(text, &t, &date) == 0)
		must_come_back(t);
	if (instant_parse_format(text, s, "+01:00", &t) == 0)
		must_come_back(t);
	if (instant_parse_format(text, "epoch_ms", NULL, &t) == 0)
		must_come_back(t);
	free(s);
	return 0;
}
