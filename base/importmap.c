#include <stdlib.h>
#include <string.h>

#include "base/importmap.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/yml.h"

struct importmap {
	struct yml *y;
	const char *source, *rows;
	const struct yml_node *ignore;
	char separator;
	size_t count;
	struct importmap_column column[];
};

static int
read_separator(const struct yml_node *root, char *out)
{
	const char *s = NULL;

	if (yml_text(root, "separator", &s) < 0)
		return -1;
	if (!s)
		return 0;
	if (strlen(s) != 1 || !strchr(",;|\t", s[0]))
		return yml_say(yml_get(root, "separator"),
		    "expected one of , ; | or a tab as separator, found %s", s);
	*out = s[0];
	return 0;
}

/* Does the pattern state a zone?  -1 where it has a field that nobody reads. */
static int
states_zone(const char *format)
{
	int zone = 0;
	const char *p;

	for (p = strchr(format, '%'); p; p = strchr(p + 2, '%')) {
		if (!p[1] || !strchr("YmdHMSfbpIzZ%", p[1]))
			return -1;
		zone |= p[1] == 'z' || p[1] == 'Z';
	}
	return zone;
}

static int
read_time(const struct yml_node *n, struct importmap_column *c)
{
	bool epoch;
	int64_t t;
	int zone;

	if (yml_text(n, "zone", &c->zone) < 0)
		return -1;
	if (c->zone && !c->format)
		return yml_say(n, "expected a format beside the zone, found none");
	if (!c->format)
		return 0;
	epoch = strcmp(c->format, "epoch") == 0 || strcmp(c->format, "epoch_ms") == 0;
	zone = states_zone(c->format);
	if (zone < 0)
		return yml_say(yml_get(n, "format"),
		    "expected the fields %%Y %%m %%b %%d %%H %%I %%p %%M %%S %%f %%z %%Z, found %s",
		    c->format);
	if (c->zone && instant_parse_format("2000-01-01", "%Y-%m-%d", c->zone, &t))
		return yml_say(
		    yml_get(n, "zone"), "expected UTC or +HH:MM as zone, found %s", c->zone);
	if (!c->zone && !epoch && !zone)
		return yml_say(n, "expected a zone beside a format without one, found none");
	c->form = IMPORTMAP_TIME;
	return 0;
}

static int
read_form(const struct yml_node *n, struct importmap_column *c)
{
	const char *number = NULL, *bytes = NULL;

	if (yml_text(n, "number", &number) < 0 || yml_text(n, "bytes", &bytes) < 0 ||
	    yml_text(n, "format", &c->format) < 0)
		return -1;
	if ((number != NULL) + (bytes != NULL) + (c->format != NULL) > 1)
		return yml_say(n, "expected one of format, number, bytes, found several");
	if (number && strcmp(number, "decimal") == 0)
		c->form = IMPORTMAP_DECIMAL;
	else if (number && strcmp(number, "hex") == 0)
		c->form = IMPORTMAP_HEX;
	else if (number && strcmp(number, "base64") == 0)
		c->form = IMPORTMAP_BASE64;
	else if (number)
		return yml_say(yml_get(n, "number"), "expected decimal, hex or base64, found %s",
		    number);
	if (bytes && strcmp(bytes, "hex") == 0)
		c->form = IMPORTMAP_HEX_BYTES;
	else if (bytes && strcmp(bytes, "base64") == 0)
		c->form = IMPORTMAP_BASE64_BYTES;
	else if (bytes)
		return yml_say(yml_get(n, "bytes"), "expected hex or base64, found %s", bytes);
	return read_time(n, c);
}

static int
read_values(const struct yml_node *n, struct importmap_column *c)
{
	const char *otherwise = "keep";
	const struct yml_node *v;

	if (yml_map(n, "values", &c->values) < 0 || yml_text(n, "otherwise", &otherwise) < 0)
		return -1;
	for (v = c->values ? c->values->first : NULL; v; v = v->next)
		if (v->kind != YML_TEXT)
			return yml_say(v, "expected text for the value %s, found more", v->key);
	c->strict = strcmp(otherwise, "reject") == 0;
	if (!c->strict && strcmp(otherwise, "keep"))
		return yml_say(
		    yml_get(n, "otherwise"), "expected keep or reject, found %s", otherwise);
	if (c->strict && !c->values)
		return yml_say(n, "expected values beside otherwise, found none");
	return 0;
}

static int
read_packing(const struct yml_node *n, struct importmap_column *c)
{
	const char *packing = NULL;

	if (yml_text(n, "protobuf", &packing) < 0)
		return -1;
	if (packing && strcmp(packing, "hex") == 0)
		c->unpack = IMPORTMAP_UNPACK_HEX;
	else if (packing && strcmp(packing, "base64") == 0)
		c->unpack = IMPORTMAP_UNPACK_BASE64;
	else if (packing)
		return yml_say(yml_get(n, "protobuf"), "expected hex or base64, found %s", packing);
	return 0;
}

static int
read_column(const struct yml_node *n, struct importmap_column *c)
{
	static const char *const keys[] = { "from", "constant", "protobuf", "each", "strip",
		"values", "otherwise", "format", "zone", "number", "bytes", "list", NULL };

	c->target = n->key;
	c->at = n;
	if (n->kind == YML_TEXT) {
		c->from = n->text;
		return yml_want(n, YML_TEXT, "the name of a column");
	}
	if (yml_check_keys(n, "a column", keys) || yml_text(n, "from", &c->from) < 0 ||
	    yml_text(n, "constant", &c->constant) < 0 || yml_text(n, "each", &c->each) < 0 ||
	    yml_text(n, "list", &c->list) < 0 || yml_text(n, "strip", &c->strip) < 0)
		return -1;
	if (c->constant && n->count > 1)
		return yml_say(n, "expected nothing beside constant, found more");
	if (!c->from && !c->constant)
		c->from = c->target;
	if ((c->each && !*c->each) || (c->list && !*c->list))
		return yml_say(n, "expected a separator, found an empty one");
	return read_packing(n, c) || read_values(n, c) || read_form(n, c) ? -1 : 0;
}

static int
read_map(struct importmap *m, const struct yml_node *root, const struct yml_node *columns)
{
	const struct yml_node *n;

	if (yml_text(root, "source", &m->source) < 0 || yml_text(root, "rows", &m->rows) < 0 ||
	    yml_list(root, "ignore", &m->ignore) < 0 || read_separator(root, &m->separator))
		return -1;
	for (n = m->ignore ? m->ignore->first : NULL; n; n = n->next)
		if (yml_want(n, YML_TEXT, "a column to ignore"))
			return -1;
	for (n = columns ? columns->first : NULL; n; n = n->next)
		if (read_column(n, &m->column[m->count++]))
			return -1;
	return 0;
}

struct importmap *
importmap_parse(const char *file, const void *data, size_t len)
{
	static const char *const keys[] = { "source", "separator", "rows", "ignore", "columns",
		NULL };
	const struct yml_node *root, *columns = NULL;
	struct yml *y = yml_parse(file, data, len);
	struct importmap *m = NULL;
	size_t size;

	if (!y)
		return NULL;
	root = yml_root(y);
	if (yml_check_keys(root, "an import map", keys) || yml_map(root, "columns", &columns) < 0)
		goto fail;
	size = sizeof *m + (columns ? columns->count : 0) * sizeof m->column[0];
	m = calloc(1, size);
	if (!m) {
		say_nomem(file);
		goto fail;
	}
	m->y = y;
	m->source = "";
	if (read_map(m, root, columns) == 0)
		return m;
fail:
	free(m);
	yml_free(y);
	return NULL;
}

void
importmap_free(struct importmap *m)
{
	if (!m)
		return;
	yml_free(m->y);
	free(m);
}

const char *
importmap_source(const struct importmap *m)
{
	return m->source;
}

const char *
importmap_rows(const struct importmap *m)
{
	return m->rows;
}

char
importmap_separator(const struct importmap *m)
{
	return m->separator;
}

bool
importmap_ignores(const struct importmap *m, const char *column)
{
	const struct yml_node *n;

	for (n = m->ignore ? m->ignore->first : NULL; n; n = n->next)
		if (strcmp(n->text, column) == 0)
			return true;
	return false;
}

size_t
importmap_count(const struct importmap *m)
{
	return m->count;
}

const struct importmap_column *
importmap_column(const struct importmap *m, size_t i)
{
	return &m->column[i];
}

int
importmap_say_target(const struct importmap *m, size_t i, const char *const columns[],
    size_t count)
{
	const struct yml_node *at = m->column[i].at;
	struct text list = { 0 };
	size_t j;

	for (j = 0; j < count; j++)
		text_addf(&list, "%s%s", j ? ", " : "", columns[j]);
	say_error("%s:%d:%d: expected one of %s, found %s", at->file, at->key_line, at->key_column,
	    text_str(&list), at->key);
	text_free(&list);
	return -1;
}

void
importmap_describe(const struct importmap *m, struct text *out)
{
	static const char *const forms[] = { [IMPORTMAP_DECIMAL] = "decimal number",
		[IMPORTMAP_HEX] = "hex number", [IMPORTMAP_BASE64] = "base64 number",
		[IMPORTMAP_HEX_BYTES] = "hex bytes", [IMPORTMAP_BASE64_BYTES] = "base64 bytes" };
	const struct yml_node *v;
	size_t i;

	for (i = 0; i < m->count; i++) {
		const struct importmap_column *c = &m->column[i];

		if (c->constant) {
			text_addf(out, "%s: always %s\n", c->target, c->constant);
			continue;
		}
		text_addf(out, "%s: from %s", c->target, c->from);
		if (c->unpack)
			text_add(out, ", the numbers of a protobuf message");
		if (c->each)
			text_addf(out, ", a record for each part between \"%s\"", c->each);
		if (c->form == IMPORTMAP_TIME)
			text_addf(out, ", time %s%s%s", c->format, c->zone ? " in " : "",
			    c->zone ? c->zone : "");
		else if (c->form != IMPORTMAP_TEXT)
			text_addf(out, ", %s", forms[c->form]);
		if (c->list)
			text_addf(out, ", list between \"%s\"", c->list);
		for (v = c->values ? c->values->first : NULL; v; v = v->next)
			text_addf(out, ", \"%s\" means \"%s\"", v->key, v->text);
		if (c->strict)
			text_add(out, ", anything else is rejected");
		text_addc(out, '\n');
	}
}
