#include "cli/placeholder.h"

#include <string.h>

#include "base/say.h"

#define NAME_MAX_LEN 64

struct filling {
	const char *file, *start, *end;
	const struct placeholder_source *s;
	struct text *out;
	size_t *unwritten;
};

void
placeholder_mark(struct text *out, const char *hint, size_t *unwritten)
{
	text_addf(out, "[TO BE WRITTEN: %s]", hint);
	*unwritten += 1;
}

static long
line_of(const struct filling *f, const char *p)
{
	long line = 1;

	for (const char *q = f->start; q < p; q++)
		line += *q == '\n';
	return line;
}

/* Where the two bytes stand between p and the end, or NULL. */
static const char *
find_two(const char *p, const char *end, const char *two)
{
	for (; p + 1 < end; p++)
		if (p[0] == two[0] && p[1] == two[1])
			return p;
	return NULL;
}

/* The "}}" that closes what was opened before p, or NULL. */
static const char *
closing(const char *p, const char *end)
{
	int depth = 1;

	for (; p + 1 < end; p++) {
		if (p[0] == '{' && p[1] == '{') {
			depth++;
			p++;
		} else if (p[0] == '}' && p[1] == '}') {
			if (--depth == 0)
				return p;
			p++;
		}
	}
	return NULL;
}

/* What stands between {{ and }}. */
static int
fill_one(struct filling *f, const char *at, const char *p, size_t len)
{
	char name[NAME_MAX_LEN];
	struct text rest = { 0 };
	size_t n = 0;

	while (n < len && p[n] != '|' && p[n] != '=')
		n++;
	if (n == 0 || n >= sizeof name)
		return say_error("%s:%ld: expected a name in {{ }}, found %.*s", f->file,
		    line_of(f, at), (int)(len < 60 ? len : 60), p);
	memcpy(name, p, n);
	name[n] = '\0';
	switch (f->s->value(f->s->ctx, name, f->out)) {
	case PLACEHOLDER_VALUE: return 0;
	case PLACEHOLDER_FAILED: return -1;
	case PLACEHOLDER_UNKNOWN:
		return say_error("%s:%ld: expected a name it knows, found {{%s}}", f->file,
		    line_of(f, at), name);
	case PLACEHOLDER_NONE: break;
	}
	if (n == len)
		placeholder_mark(f->out, name, f->unwritten);
	else {
		text_addn(&rest, p + n + 1, len - n - 1);
		if (p[n] == '=')
			text_add(f->out, text_str(&rest));
		else
			placeholder_mark(f->out, text_str(&rest), f->unwritten);
		text_free(&rest);
	}
	return 0;
}

int
placeholder_fill(const char *file, const char *template, size_t len,
    const struct placeholder_source *s, struct text *out, size_t *unwritten)
{
	const char *p = template, *end = template + len;
	struct filling f = { file, template, end, s, out, unwritten };

	while (p < end) {
		const char *open = find_two(p, end, "{{"), *close;

		text_addn(out, p, (size_t)((open ? open : end) - p));
		if (!open)
			break;
		close = closing(open + 2, end);
		if (!close)
			return say_error("%s:%ld: expected }} after {{, found the end", file,
			    line_of(&f, open));
		p = close + 2;
		if (open[2] == '!')
			p += p < end && *p == '\n';
		else if (fill_one(&f, open, open + 2, (size_t)(close - open - 2)) != 0)
			return -1;
	}
	return text_failed(out) ? -1 : 0;
}
