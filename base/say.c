#include "base/say.h"

#include <stdarg.h>
#include <stdio.h>

int
say_error(const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);

	flockfile(stderr);
	fputs("selfaudit: ", stderr);
	for (const unsigned char *p = (const unsigned char *)line; *p; p++) {
		if (*p < 0x20 || *p == 0x7f)
			fprintf(stderr, "\\x%02x", *p);
		else
			fputc(*p, stderr);
	}
	fputc('\n', stderr);
	funlockfile(stderr);
	return -1;
}

int
say_nomem(const char *where)
{
	return say_error("%s: expected memory, found none left", where);
}
