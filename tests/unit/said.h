/* What was said on standard error between said_begin() and said_end(). */
#ifndef TESTS_UNIT_SAID_H
#define TESTS_UNIT_SAID_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct said {
	int saved;
	FILE *file;
	char text[4096];
};

static inline void
said_begin(struct said *s)
{
	fflush(stderr);
	s->saved = dup(2);
	s->file = tmpfile();
	if (s->saved < 0 || !s->file || dup2(fileno(s->file), 2) < 0)
		abort();
}

static inline const char *
said_end(struct said *s)
{
	size_t n;

	fflush(stderr);
	dup2(s->saved, 2);
	close(s->saved);
	rewind(s->file);
	n = fread(s->text, 1, sizeof s->text - 1, s->file);
	s->text[n] = '\0';
	fclose(s->file);
	return s->text;
}

#endif
