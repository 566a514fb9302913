/*
 * placeholder - a text with names in it that are filled in
 *
 *	{{name}}	the value of that name
 *	{{name|hint}}	the value; where there is none "[TO BE WRITTEN: hint]"
 *	{{name=text}}	the value; where there is none that text
 *	{{! ... }}	a remark: it and the line end behind it are left out; a remark ends
 *			with the first "}}" whose "{{" is not inside it
 *
 * Everything else is copied as it stands.
 */
#ifndef CLI_PLACEHOLDER_H
#define CLI_PLACEHOLDER_H

#include <stddef.h>

#include "base/text.h"

enum placeholder_value {
	PLACEHOLDER_UNKNOWN = -2,	/* no such name */
	PLACEHOLDER_FAILED = -1,	/* said */
	PLACEHOLDER_NONE = 0,		/* nothing is stated; out is unchanged */
	PLACEHOLDER_VALUE = 1		/* appended to out */
};

struct placeholder_source {
	enum placeholder_value (*value)(void *ctx, const char *name, struct text *out);
	void *ctx;
};

/*
 * Fills in len bytes of a template; file is its name in messages.  0, out appended to and
 * *unwritten raised by the marks left in it; -1 said, "file:line: expected, found".
 */
int placeholder_fill(const char *file, const char *template, size_t len,
    const struct placeholder_source *s, struct text *out, size_t *unwritten);

/* Appends the mark of what a person has to write, and counts it. */
void placeholder_mark(struct text *out, const char *hint, size_t *unwritten);

#endif
