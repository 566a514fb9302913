/* A zip package with stored members, written to a file: what a foreign program might send. */
#ifndef TESTS_UNIT_ZIP_MADE_H
#define TESTS_UNIT_ZIP_MADE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

struct zip_member {
	const char *name, *text;
};

static inline void
zip_number(FILE *f, uint64_t v, int octets)
{
	for (; octets-- > 0; v >>= 8)
		fputc((int)(v & 0xff), f);
}

/* Fields that the local header and the directory share. */
static inline void
zip_fields(FILE *f, const struct zip_member *m)
{
	size_t len = strlen(m->text);

	zip_number(f, 20, 2);
	zip_number(f, 0, 2);
	zip_number(f, 0, 2); /* stored */
	zip_number(f, 0, 4);
	zip_number(f, crc32(0, (const Bytef *)m->text, (uInt)len), 4);
	zip_number(f, len, 4);
	zip_number(f, len, 4);
	zip_number(f, strlen(m->name), 2);
	zip_number(f, 0, 2);
}

/* Members until one without a name.  0, or -1. */
static inline int
zip_made(const char *path, const struct zip_member *members)
{
	FILE *f = fopen(path, "wb");
	long at[32], directory, end;
	size_t n = 0;

	if (!f)
		return -1;
	for (; members[n].name && n < 32; n++) {
		at[n] = ftell(f);
		zip_number(f, 0x04034b50, 4);
		zip_fields(f, &members[n]);
		fputs(members[n].name, f);
		fputs(members[n].text, f);
	}
	directory = ftell(f);
	for (size_t i = 0; i < n; i++) {
		zip_number(f, 0x02014b50, 4);
		zip_number(f, 20, 2);
		zip_fields(f, &members[i]);
		zip_number(f, 0, 2);
		zip_number(f, 0, 4);
		zip_number(f, 0, 4);
		zip_number(f, (uint64_t)at[i], 4);
		fputs(members[i].name, f);
	}
	end = ftell(f);
	zip_number(f, 0x06054b50, 4);
	zip_number(f, 0, 4);
	zip_number(f, n, 2);
	zip_number(f, n, 2);
	zip_number(f, (uint64_t)(end - directory), 4);
	zip_number(f, (uint64_t)directory, 4);
	zip_number(f, 0, 2);
	return fclose(f);
}

#endif
