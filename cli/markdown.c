#include "cli/markdown.h"

#include <string.h>

void
markdown_text(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\`*_[]<>|&~#", *s))
			text_addc(out, '\\');
		text_addc(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	}
}

void
markdown_code(struct text *out, const char *s)
{
	size_t longest = 0, run = 0;
	const char *pad = *s == '`' || (*s && s[strlen(s) - 1] == '`') ? " " : "";

	for (const char *p = s; *p; p++) {
		run = *p == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		text_addc(out, '`');
	text_add(out, pad);
	for (; *s; s++)
		text_addc(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	text_add(out, pad);
	for (size_t i = 0; i <= longest; i++)
		text_addc(out, '`');
}

void
markdown_cell(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '|')
			text_addc(out, '\\');
		text_addc(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	}
}
