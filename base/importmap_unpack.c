#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/importmap.h"
#include "base/say.h"

/* Protocol buffers encoding: a tag is field << 3 | wire type; 0 is a varint, 2 is bytes. */
enum { TAG_VARINT = 1 << 3 | 0, TAG_PACKED = 1 << 3 | 2 };

/* A varint at *p: seven bits a byte, the lowest first.  0 or -1. */
static int
varint(const uint8_t **p, const uint8_t *end, uint64_t *v)
{
	unsigned shift;

	*v = 0;
	for (shift = 0; *p < end && shift < 64; shift += 7) {
		uint8_t b = *(*p)++;

		if (shift == 63 && b > 1)
			return -1;
		*v |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80)
			return 0;
	}
	return -1;
}

static int
add_number(const uint8_t **p, const uint8_t *end, struct text *out)
{
	uint64_t v;

	if (varint(p, end, &v))
		return -1;
	if (out->len)
		text_addc(out, ' ');
	text_addf(out, "%" PRIu64, v);
	return 0;
}

static int
message(const uint8_t *p, const uint8_t *end, struct text *out)
{
	uint64_t len;

	while (p < end) {
		uint8_t tag = *p++;
		const uint8_t *stop;

		if (tag == TAG_VARINT) {
			if (add_number(&p, end, out))
				return -1;
			continue;
		}
		if (tag != TAG_PACKED || varint(&p, end, &len) || len > (uint64_t)(end - p))
			return -1;
		for (stop = p + len; p < stop;)
			if (add_number(&p, stop, out))
				return -1;
	}
	return 0;
}

int
importmap_unpack(const struct importmap_column *c, const char *cell, struct text *out)
{
	size_t len = strlen(cell);
	uint8_t *bytes = malloc(len + 1);
	long n = -1;
	int rc;

	if (!bytes)
		return say_nomem("import map");
	if (c->unpack == IMPORTMAP_UNPACK_BASE64) {
		n = digest_unbase64(cell, len, bytes, len);
	} else {
		/* as databases print bytes */
		cell += strncmp(cell, "0x", 2) == 0 || strncmp(cell, "\\x", 2) == 0 ? 2 : 0;
		if (strlen(cell) % 2 == 0 && digest_unhex(cell, bytes, strlen(cell) / 2) == 0)
			n = (long)strlen(cell) / 2;
	}
	rc = n >= 0 && message(bytes, bytes + n, out) == 0 ? 0 : 1;
	free(bytes);
	return text_failed(out) ? -1 : rc;
}
