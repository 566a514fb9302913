/*
 * yml_part - a tree as it is built (yml_load.c) and read (yml.c)
 *
 * Not for anyone outside base/yml*.c: only yml_load.c knows libyaml.
 */
#ifndef BASE_YML_PART_H
#define BASE_YML_PART_H

#include <stddef.h>

#include "base/yml.h"

/* A node and its strings in one piece, chained so that freeing needs no walk. */
struct piece {
	struct yml_node node;
	struct piece *before;
	char strings[];		/* key, NUL, text, NUL */
};

struct yml {
	struct piece *last;
	const struct yml_node *root;
	size_t nodes;
	char file[];
};

/* Fills an empty tree from the bytes of its file.  0, or -1 said: what was built stays y's to free. */
int yml_load(struct yml *y, const void *data, size_t len);

#endif
