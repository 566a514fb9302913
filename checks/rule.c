#include "checks/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* What was cut inside a character ends before it: sheets want valid UTF-8, terminals no controls. */
static void
mend(char *s)
{
	size_t len = strlen(s), good;

	while ((good = text_utf8(s, len)) < len) {
		size_t bad = 1;

		while (good + bad < len && ((unsigned char)s[good + bad] & 0xC0) == 0x80)
			bad++;
		memmove(s + good, s + good + bad, len - good - bad + 1);
		len -= bad;
	}
	text_tame(s);
}

static void
set(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size - 1);

	memcpy(to, from, n);
	to[n] = '\0';
	mend(to);
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
	mend(why->reason);
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
