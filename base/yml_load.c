#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/say.h"
#include "base/text.h"
#include "base/yml_part.h"

/* What a node gets from the map it is an entry of. */
struct key {
	const char *text;	/* NULL outside a map */
	int line, column;
};

struct loader {
	struct yml *y;
	yaml_parser_t parser;
};

static int
say_mark(const struct loader *l, const yaml_mark_t *m, const char *expected, const char *found)
{
	return say_error("%s:%zu:%zu: expected %s, found %s", l->y->file, m->line + 1,
	    m->column + 1, expected, found);
}

static int
next_event(struct loader *l, yaml_event_t *e)
{
	const yaml_parser_t *p = &l->parser;

	if (yaml_parser_parse(&l->parser, e))
		return 0;
	if (p->error == YAML_MEMORY_ERROR)
		return say_nomem(l->y->file);
	if (p->error == YAML_READER_ERROR)
		return say_error("%s: expected UTF-8 text, found %s at byte %zu", l->y->file,
		    p->problem, p->problem_offset);
	return say_error("%s:%zu:%zu: expected YAML, found: %s", l->y->file,
	    p->problem_mark.line + 1, p->problem_mark.column + 1,
	    p->problem ? p->problem : "something else");
}

static struct yml_node *
node_new(struct loader *l, enum yml_kind kind, const struct key *k, const yaml_event_t *e)
{
	size_t key_len = k->text ? strlen(k->text) + 1 : 0, text_len = 0;
	struct piece *p;
	char *s;

	if (l->y->nodes++ == YML_NODES_MAX) {
		say_mark(l, &e->start_mark, "at most a million values", "more");
		return NULL;
	}
	if (kind == YML_TEXT)
		text_len = e->data.scalar.length + 1;
	p = calloc(1, sizeof *p + key_len + text_len);
	if (!p) {
		say_nomem(l->y->file);
		return NULL;
	}
	p->before = l->y->last;
	l->y->last = p;
	p->node.kind = kind;
	p->node.file = l->y->file;
	p->node.line = (int)e->start_mark.line + 1;
	p->node.column = (int)e->start_mark.column + 1;
	s = p->strings;
	if (k->text) {
		p->node.key = memcpy(s, k->text, key_len);
		p->node.key_line = k->line;
		p->node.key_column = k->column;
	}
	if (kind == YML_TEXT) {
		p->node.text = memcpy(s + key_len, e->data.scalar.value, text_len);
		p->node.quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	}
	return &p->node;
}

static int
by_key(const void *a, const void *b)
{
	const struct yml_node *l = *(const struct yml_node *const *)a;
	const struct yml_node *r = *(const struct yml_node *const *)b;
	int c = strcmp(l->key, r->key);

	if (c == 0)
		c = l->key_line != r->key_line ? l->key_line - r->key_line :
						 l->key_column - r->key_column;
	return c;
}

/* By sorting, so that a map of a million keys costs no more than reading it. */
static int
refuse_duplicates(const struct yml_node *map)
{
	const struct yml_node **sorted, *n;
	size_t i = 0;
	int rc = 0;

	if (map->count < 2)
		return 0;
	sorted = malloc(map->count * sizeof *sorted);
	if (!sorted)
		return say_nomem(map->file);
	for (n = map->first; n; n = n->next)
		sorted[i++] = n;
	qsort(sorted, map->count, sizeof *sorted, by_key);
	for (i = 1; i < map->count && rc == 0; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			rc = say_error("%s:%d:%d: expected each key once, found %s again (line %d)",
			    map->file, sorted[i]->key_line, sorted[i]->key_column, sorted[i]->key,
			    sorted[i - 1]->key_line);
	free(sorted);
	return rc;
}

/* An escape ("\e") can make what a YAML file may not hold itself; lines and tabs are text. */
static bool
has_control(const yaml_event_t *e)
{
	const char *s = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length, i = 0;

	for (;;) {
		i += text_control(s + i, n - i);
		if (i >= n)
			return false;
		if (s[i] != '\n' && s[i] != '\t')
			return true;
		i++;
	}
}

/* Anchors and tags on any value, NUL in text. */
static int
refuse_tricks(const struct loader *l, const yaml_event_t *e)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (e->type) {
	case YAML_ALIAS_EVENT:
		return say_mark(l, &e->start_mark, "a value", "an alias");
	case YAML_SCALAR_EVENT:
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
		if (memchr(e->data.scalar.value, 0, e->data.scalar.length))
			return say_mark(l, &e->start_mark, "text", "a NUL character in it");
		if (has_control(e))
			return say_mark(l, &e->start_mark, "text", "a control character in it");
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor)
		return say_mark(l, &e->start_mark, "a value", "an anchor");
	if (tag)
		return say_mark(l, &e->start_mark, "a value", "a tag");
	return 0;
}

static struct yml_node *load(struct loader *l, yaml_event_t *e, const struct key *k, int depth);

static int
load_entry(struct loader *l, yaml_event_t *e, int depth, struct yml_node **out)
{
	struct key k = { (const char *)e->data.scalar.value, (int)e->start_mark.line + 1,
		(int)e->start_mark.column + 1 };
	yaml_event_t value;

	if (e->type != YAML_SCALAR_EVENT)
		return say_mark(l, &e->start_mark, "a plain key", "something else");
	if (refuse_tricks(l, e) || next_event(l, &value))
		return -1;
	*out = load(l, &value, &k, depth);
	yaml_event_delete(&value);
	return *out ? 0 : -1;
}

static int
load_children(struct loader *l, struct yml_node *parent, int depth)
{
	const struct key none = { NULL, 0, 0 };
	const struct yml_node **tail = &parent->first;

	for (;;) {
		struct yml_node *child = NULL;
		yaml_event_t e;
		bool end;

		if (next_event(l, &e))
			return -1;
		end = e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT;
		if (!end && parent->kind == YML_MAP)
			load_entry(l, &e, depth, &child);
		else if (!end)
			child = load(l, &e, &none, depth);
		yaml_event_delete(&e);
		if (end)
			return parent->kind == YML_MAP ? refuse_duplicates(parent) : 0;
		if (!child)
			return -1;
		*tail = child;
		tail = &child->next;
		parent->count++;
	}
}

/* The value that event e begins. */
static struct yml_node *
load(struct loader *l, yaml_event_t *e, const struct key *k, int depth)
{
	struct yml_node *n;

	if (refuse_tricks(l, e))
		return NULL;
	if (e->type == YAML_SCALAR_EVENT)
		return node_new(l, YML_TEXT, k, e);
	if (depth == YML_DEPTH_MAX) {
		say_mark(l, &e->start_mark, "a depth of at most 32", "more");
		return NULL;
	}
	n = node_new(l, e->type == YAML_MAPPING_START_EVENT ? YML_MAP : YML_LIST, k, e);
	return n && load_children(l, n, depth + 1) == 0 ? n : NULL;
}

/* stream start, document start, one value, document end, stream end */
static int
load_stream(struct loader *l)
{
	const struct key none = { NULL, 0, 0 };
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_event_t e;

	while (type != YAML_STREAM_END_EVENT) {
		int rc = 0;

		if (next_event(l, &e))
			return -1;
		type = e.type;
		if (type == YAML_DOCUMENT_START_EVENT && l->y->root) {
			rc = say_mark(l, &e.start_mark, "one document", "a second one");
		} else if (type == YAML_SCALAR_EVENT || type == YAML_ALIAS_EVENT ||
		    type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT) {
			l->y->root = load(l, &e, &none, 0);
			rc = l->y->root ? 0 : -1;
		}
		yaml_event_delete(&e);
		if (rc)
			return -1;
	}
	if (!l->y->root)
		return say_error("%s: expected a YAML document, found none", l->y->file);
	return 0;
}

int
yml_load(struct yml *y, const void *data, size_t len)
{
	struct loader l = { .y = y };
	int rc;

	if (!yaml_parser_initialize(&l.parser))
		return say_nomem(y->file);
	/* with the encoding fixed libyaml takes a byte order mark for text */
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
		data = (const char *)data + 3;
		len -= 3;
	}
	yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&l.parser, data, len);
	rc = load_stream(&l);
	yaml_parser_delete(&l.parser);
	return rc;
}
