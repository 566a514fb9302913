#include "base/keyhash.h"

#include <string.h>

#include "base/digest.h"

int
keyhash_line(const char *line, uint8_t out[KEYHASH_MAX], size_t *len)
{
	size_t n = strcspn(line, " \t\r\n,;");
	uint8_t hash[KEYHASH_MAX];
	char hex[2 * KEYHASH_MAX + 1];

	if (*line == '#' || line[strspn(line, " \t\r\n")] == '\0')
		return 0;
	if (n != 64 && n != 40 && n != 20)
		return -1;
	memcpy(hex, line, n);
	hex[n] = '\0';
	if (digest_unhex(hex, hash, n / 2))
		return -1;
	memcpy(out, hash, n / 2);
	*len = n / 2;
	return 1;
}
