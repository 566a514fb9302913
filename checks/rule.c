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

/* Lists of keys and linters are there for anyone. */
unsigned
rule_inputs(const struct rule *r)
{
	const unsigned caa = EVIDENCE_CAA | EVIDENCE_CAA_MPIC;
	const unsigned others = caa | EVIDENCE_CPS | EVIDENCE_LINT | EVIDENCE_KEY_LIST;
	unsigned inputs = 0;

	if (r->scope == RULE_VALIDATION || (r->needs & ~others))
		inputs |= RULE_INPUT_VALIDATION;
	if (r->needs & EVIDENCE_CPS)
		inputs |= RULE_INPUT_CPS;
	if (r->needs & caa)
		inputs |= RULE_INPUT_CAA;
	if (r->needs_ca)
		inputs |= RULE_INPUT_CA;
	return inputs;
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
