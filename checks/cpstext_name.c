/* A name for the register, out of a document's title. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "checks/cpstext.h"

/* Longest first: what a title spells out, and words that say nothing or change with the version. */
static const struct {
	const char *words, *name;
} spelt[] = {
	{ "certification practices statement", "cps" },
	{ "certification practice statement", "cps" },
	{ "certificate practices statement", "cps" },
	{ "certificate practice statement", "cps" },
	{ "certificate policies", "cp" },
	{ "certificate policy", "cp" },
	{ "let's", "lets" },
	{ "combined", "" },
	{ "version", "" },
	{ "draft", "" },
	{ "final", "" },
	{ "and", "" },
	{ "for", "" },
	{ "the", "" },
	{ "of", "" },
};

/* Letters outside ASCII are letters, left out of the name. */
static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The next word of s, or what it and those behind it stand for, into part; how long it was in s. */
static size_t
next_word(const char *s, char part[CPSTEXT_NAME])
{
	size_t n = 0, len = 0;

	for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) {
		n = strlen(spelt[i].words);
		if (strncasecmp(s, spelt[i].words, n) == 0 && !is_letter(s[n])) {
			snprintf(part, CPSTEXT_NAME, "%s", spelt[i].name);
			return n;
		}
	}
	for (n = 0; is_letter(s[n]); n++)
		if (isalnum((unsigned char)s[n]) && len + 1 < CPSTEXT_NAME)
			part[len++] = (char)tolower((unsigned char)s[n]);
	part[len] = '\0';
	return n;
}

/* Is it a number, or a version as v1? */
static bool
is_number(const char *part)
{
	return isdigit((unsigned char)part[*part == 'v']);
}

static bool
has_word(const char *name, const char *part)
{
	size_t n = strlen(part);

	for (const char *p = name; (p = strstr(p, part)) != NULL; p++)
		if ((p == name || p[-1] == '-') && (p[n] == '\0' || p[n] == '-'))
			return true;
	return false;
}

void
cpstext_name(const struct cpstext *t, char out[CPSTEXT_NAME])
{
	char part[CPSTEXT_NAME];
	size_t len = 0;

	out[0] = '\0';
	for (const char *s = t->title; *s;) {
		size_t n = is_letter(*s) ? next_word(s, part) : 0;

		s += n ? n : 1;
		if (n && *part && !is_number(part) && !has_word(out, part) &&
		    len + strlen(part) + 2 <= CPSTEXT_NAME)
			len += (size_t)snprintf(
			    out + len, CPSTEXT_NAME - len, "%s%s", len ? "-" : "", part);
	}
	if (len == 0)
		snprintf(out, CPSTEXT_NAME, "%s",
		    t->document == CPSTEXT_OTHER || t->document == CPSTEXT_UNKNOWN
			? "cps"
			: cpstext_document_name(t->document));
}
