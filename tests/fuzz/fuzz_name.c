/* Any string: no name, or a normal form that is its own normal form. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1), buf[NAME_TEXT], again[NAME_TEXT];
	enum name_kind kind, kind2;
	const char *n, *up;

	if (!s)
		abort();
	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	n = name_normal(s, buf, &kind);
	if (n && (name_normal(n, again, &kind2) != n || kind != kind2))
		abort();
	if (n && (kind == NAME_IP) != name_is_ip(n))
		abort();
	for (up = n; up; up = name_parent(up))
		if (!name_covers(up, n))
			abort();
	if (n) {
		const char *icann = name_suffix_base(n, NAME_SUFFIX_ICANN);
		const char *all = name_suffix_base(n, NAME_SUFFIX_ALL);

		/* more suffixes can only make the base domain longer, or none */
		if (icann && all && !name_covers(icann, all))
			abort();
		name_suffix_internal(n);
		name_reserved(n);
	}
	free(s);
	return 0;
}
