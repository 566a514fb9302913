#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "base/yml.h"
#include "base/yml_part.h"

struct yml *
yml_parse(const char *file, const void *data, size_t len)
{
	struct yml *y;

	if (len > YML_BYTES_MAX) {
		say_error("%s: expected at most %u bytes, found %zu", file, YML_BYTES_MAX, len);
		return NULL;
	}
	y = calloc(1, sizeof *y + strlen(file) + 1);
	if (!y) {
		say_nomem(file);
		return NULL;
	}
	memcpy(y->file, file, strlen(file) + 1);
	if (yml_load(y, data, len) != 0) {
		yml_free(y);
		return NULL;
	}
	return y;
}

void
yml_free(struct yml *y)
{
	struct piece *p, *before;

	if (!y)
		return;
	for (p = y->last; p; p = before) {
		before = p->before;
		free(p);
	}
	free(y);
}

const struct yml_node *
yml_root(const struct yml *y)
{
	return y->root;
}

int
yml_say(const struct yml_node *at, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	return say_error("%s:%d:%d: %s", at->file, at->line, at->column, line);
}

bool
yml_is_null(const struct yml_node *n)
{
	return n->kind == YML_TEXT && !n->quoted &&
	    (n->text[0] == '\0' || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0);
}

const struct yml_node *
yml_get(const struct yml_node *map, const char *key)
{
	const struct yml_node *n;

	if (!map || map->kind != YML_MAP)
		return NULL;
	for (n = map->first; n; n = n->next)
		if (strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

static const char kinds[][8] = { [YML_TEXT] = "text", [YML_LIST] = "a list", [YML_MAP] = "a map" };

int
yml_want(const struct yml_node *n, enum yml_kind kind, const char *what)
{
	if (n->kind == kind && !yml_is_null(n))
		return 0;
	return yml_say(n, "expected %s for %s, found %s", kinds[kind], what,
	    yml_is_null(n) ? "nothing" : kinds[n->kind]);
}

int
yml_check_keys(const struct yml_node *n, const char *what, const char *const allowed[])
{
	const struct yml_node *e;
	struct text list = { 0 };
	size_t i;

	if (yml_want(n, YML_MAP, what))
		return -1;
	for (e = n->first; e; e = e->next) {
		for (i = 0; allowed[i] && strcmp(allowed[i], e->key); i++)
			;
		if (!allowed[i])
			break;
	}
	if (!e)
		return 0;
	for (i = 0; allowed[i]; i++)
		text_addf(&list, "%s%s", i ? ", " : "", allowed[i]);
	say_error("%s:%d:%d: expected one of %s in %s, found %s", e->file, e->key_line,
	    e->key_column, text_str(&list), what, e->key);
	text_free(&list);
	return -1;
}

static int
entry(const struct yml_node *map, const char *key, enum yml_kind kind,
    const struct yml_node **out)
{
	const struct yml_node *n = yml_get(map, key);

	if (!n)
		return 0;
	if (yml_want(n, kind, key))
		return -1;
	*out = n;
	return 1;
}

int
yml_text(const struct yml_node *map, const char *key, const char **out)
{
	const struct yml_node *n;
	int rc = entry(map, key, YML_TEXT, &n);

	if (rc == 1)
		*out = n->text;
	return rc;
}

int
yml_need_text(const struct yml_node *map, const char *key, const char **out)
{
	const struct yml_node *n;
	int rc = entry(map, key, YML_TEXT, &n);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return yml_say(map, "expected the key %s, found none", key);
	if (n->text[0] == '\0')
		return yml_say(n, "expected text for %s, found it empty", key);
	*out = n->text;
	return 0;
}

int
yml_list(const struct yml_node *map, const char *key, const struct yml_node **out)
{
	return entry(map, key, YML_LIST, out);
}

int
yml_map(const struct yml_node *map, const char *key, const struct yml_node **out)
{
	return entry(map, key, YML_MAP, out);
}

int
yml_int(const struct yml_node *map, const char *key, int64_t min, int64_t max, int64_t *out)
{
	const struct yml_node *n;
	int rc = entry(map, key, YML_TEXT, &n);
	const char *s;
	int64_t v = 0;

	if (rc != 1)
		return rc;
	/* 18 digits never overflow */
	s = n->text + (n->text[0] == '-');
	if (strlen(s) == 0 || strlen(s) > 18 || strspn(s, "0123456789") != strlen(s))
		return yml_say(n, "expected a whole number for %s, found %s", key, n->text);
	for (; *s; s++)
		v = v * 10 + (*s - '0');
	if (n->text[0] == '-')
		v = -v;
	if (v < min || v > max)
		return yml_say(n, "expected %s from %lld to %lld, found %s", key, (long long)min,
		    (long long)max, n->text);
	*out = v;
	return 1;
}

int
yml_bool(const struct yml_node *map, const char *key, bool *out)
{
	const struct yml_node *n;
	int rc = entry(map, key, YML_TEXT, &n);

	if (rc != 1)
		return rc;
	if (strcmp(n->text, "true") == 0 || strcmp(n->text, "yes") == 0)
		*out = true;
	else if (strcmp(n->text, "false") == 0 || strcmp(n->text, "no") == 0)
		*out = false;
	else
		return yml_say(n, "expected true or false for %s, found %s", key, n->text);
	return 1;
}

int
yml_instant(const struct yml_node *map, const char *key, int64_t *out, bool *date_only)
{
	const struct yml_node *n;
	int rc = entry(map, key, YML_TEXT, &n);

	if (rc != 1)
		return rc;
	if (instant_parse_any(n->text, out, date_only))
		return yml_say(n, "expected YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ for %s, found %s",
		    key, n->text);
	return 1;
}
