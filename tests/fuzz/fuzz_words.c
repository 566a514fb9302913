/*
 * The small grammars of the command line and of texts a person writes: a rate, an expression
 * of finding add --where, a line of a request, a template with names in it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/rational.h"
#include "cli/placeholder.h"
#include "cli/request.h"
#include "cli/where.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum placeholder_value
value(void *ctx, const char *name, struct text *out)
{
	(void)ctx;
	if (strcmp(name, "ca") != 0)
		return strcmp(name, "owner") == 0 ? PLACEHOLDER_NONE : PLACEHOLDER_UNKNOWN;
	text_add(out, "Fuzz CA");
	return PLACEHOLDER_VALUE;
}

/* What is read is in lowest terms, and reads again as the same. */
static void
rate(const char *text)
{
	struct rational r, again;
	char out[48];

	if (rational_parse(text, &r) != 0)
		return;
	if (r.den == 0 || rational_parse(rational_format(&r, out), &again) != 0 ||
	    r.num != again.num || r.den != again.den)
		abort();
}

static void
request(const char *text)
{
	struct request_line line = { 0 };

	request_parse(text, &line);
	if (line.kind == REQUEST_SERIAL && (!*line.serial || strlen(line.serial) >= sizeof line.serial))
		abort();
	free(line.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct placeholder_source source = { value, NULL };
	struct text out = { 0 };
	struct where w;
	size_t unwritten = 0;
	char *text = calloc(1, size + 1);

	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	rate(text);
	request(text);
	if (where_parse(text, &w) == 0 && (w.count == 0 || w.count > sizeof w.terms / sizeof w.terms[0]))
		abort();
	if (placeholder_fill("t.md", text, size, &source, &out, &unwritten) == 0 && text_failed(&out))
		abort();
	text_free(&out);
	free(text);
	return 0;
}
