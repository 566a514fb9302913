#include "checks/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A character cut in two would make the sheet's text invalid UTF-8. */
static void
trim(char *s, size_t size)
{
	size_t n = strlen(s), start;

	if (n + 1 < size)
		return;
	start = n;
	while (start > 0 && n - start < 3 && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
		start--;
	if (start > 0 && ((unsigned char)s[start - 1] & 0xC0) == 0xC0)
		s[start - 1] = '\0';
}

static void
set(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
	trim(to, size);
}

void
rule_set_value(struct rule_why *why, const char *value)
{
	set(why->value, sizeof why->value, value);
}

void
rule_set_document(struct rule_why *why, const char *document)
{
	set(why->document, sizeof why->document, document);
}

static void
say(struct rule_why *why, const char *value, const char *fmt, va_list ap)
{
	rule_set_value(why, value);
	vsnprintf(why->reason, sizeof why->reason, fmt, ap);
	trim(why->reason, sizeof why->reason);
}

enum outcome
rule_fail(struct rule_why *why, const char *value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(why, value, fmt, ap);
	va_end(ap);
	return OUTCOME_FAIL;
}

enum outcome
rule_missing(struct rule_why *why, const char *value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(why, value, fmt, ap);
	va_end(ap);
	return OUTCOME_MISSING;
}
