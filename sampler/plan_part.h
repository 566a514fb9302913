/*
 * plan_part - the values of a plan, as its parts read them
 *
 * Not for anyone outside sampler/plan*.c.  Every reader complains in one line
 * with the place in the file and returns -1; strings belong to the tree.
 */
#ifndef SAMPLER_PLAN_PART_H
#define SAMPLER_PLAN_PART_H

#include <stdint.h>

#include "sampler/plan.h"

struct yml_node;

/* The enum plan_key of a word, or -1, silently. */
int plan_value_key(const char *word);

/* A rate between the bounds, both included.  1, 0 absent, -1 said. */
int plan_value_rate(const struct yml_node *map, const char *key, struct rational min,
    struct rational max, struct rational *out);
/* The same, required, and strictly between 0 and 1.  0, -1 said. */
int plan_value_open_rate(const struct yml_node *map, const char *key, struct rational *out);

/* A whole number from 0; *out stays where it is absent.  0, -1 said. */
int plan_value_count(const struct yml_node *map, const char *key, uint64_t *out);

/* The entry "where" of a map; *w stays where it is absent.  values are the caller's to free, also after -1. */
int plan_value_where(const struct yml_node *parent, struct plan_where *w);

/* The entry "discovery"; *d stays where it is absent. */
int plan_value_discovery(const struct yml_node *parent, struct plan_discovery *d);

#endif
