/*
 * yml - a YAML file as a tree, with a place for every complaint
 *
 * Scalars stay strings, quoted or not: 5.10 is not 5.1, 2021-03-01 is no
 * number and "no" is no boolean until somebody asks for one.  What a person
 * edits by hand and an audit rests on is kept plain: anchors, aliases, tags,
 * merge keys, complex keys and second documents are refused, duplicate keys
 * are errors.  Bounds: 16 MiB, depth 32, 1,000,000 nodes; UTF-8 with or
 * without BOM, no NUL.
 *
 * Every complaint is one line "file:line:column: expected X, found Y"; lines
 * and columns count from 1.
 *
 * The tree and all its strings live until yml_free.
 *
 * Not named yaml: libyaml exports a yaml_free of its own, and the program's
 * would take its place.
 */
#ifndef BASE_YML_H
#define BASE_YML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define YML_BYTES_MAX (16u << 20)
#define YML_DEPTH_MAX 32
#define YML_NODES_MAX 1000000u

struct yml;			/* one document */

enum yml_kind { YML_TEXT, YML_LIST, YML_MAP };

/* To iterate: for (n = parent->first; n; n = n->next). */
struct yml_node {
	enum yml_kind kind;
	const char *file;
	int line, column;		/* of the value */
	const char *key;		/* an entry of a map; else NULL */
	int key_line, key_column;
	const char *text;		/* YML_TEXT; else NULL */
	bool quoted;			/* "..." '...' or a block: never null */
	size_t count;			/* children of a list or map */
	const struct yml_node *first, *next;
};

/* Parses a buffer; file names it in messages.  NULL said. */
struct yml *yml_parse(const char *file, const void *data, size_t len);
void yml_free(struct yml *y);
const struct yml_node *yml_root(const struct yml *y);	/* never NULL */

/* "file:line:column: " and the message, on standard error; always -1. */
int yml_say(const struct yml_node *at, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Is it nothing: plain and empty, "~" or "null"? */
bool yml_is_null(const struct yml_node *n);

/* The entry of a map, or NULL: no such key, not a map, or NULL itself. */
const struct yml_node *yml_get(const struct yml_node *map, const char *key);

/* 0, or -1 said: n is of that kind; what names it, "a version", "the plan". */
int yml_want(const struct yml_node *n, enum yml_kind kind, const char *what);

/* 0, or -1 said: n is a map and has no key outside the NULL-terminated list. */
int yml_check_keys(const struct yml_node *n, const char *what, const char *const allowed[]);

/*
 * Typed entries of a map.  1 and *out written; 0 absent, *out untouched;
 * -1 said, *out untouched.  A null value is an error: leave the key out.
 */
int yml_text(const struct yml_node *map, const char *key, const char **out);
int yml_list(const struct yml_node *map, const char *key, const struct yml_node **out);
int yml_map(const struct yml_node *map, const char *key, const struct yml_node **out);
int yml_int(const struct yml_node *map, const char *key, int64_t min, int64_t max, int64_t *out);
int yml_bool(const struct yml_node *map, const char *key, bool *out); /* true, false, yes, no */
/* A date or an RFC 3339 time; *date_only may be NULL. */
int yml_instant(const struct yml_node *map, const char *key, int64_t *out, bool *date_only);

/* As yml_text, but absence is an error too and the text is not empty: 0 or -1. */
int yml_need_text(const struct yml_node *map, const char *key, const char **out);

#endif
