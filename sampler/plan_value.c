#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"
#include "sampler/plan_part.h"

static const struct rational zero = { 0, 1 };
static const struct rational one = { 1, 1 };

int
plan_value_key(const char *word)
{
	for (int k = 0; k < PLAN_KEYS; k++)
		if (strcmp(plan_key_name((enum plan_key)k), word) == 0)
			return k;
	return -1;
}

int
plan_value_rate(const struct yml_node *map, const char *key, struct rational min,
    struct rational max, struct rational *out)
{
	const struct yml_node *n = yml_get(map, key);
	struct rational r;

	if (!n)
		return 0;
	if (yml_want(n, YML_TEXT, key) != 0)
		return -1;
	if (rational_parse(n->text, &r) != 0 || rational_cmp(&r, &min) < 0 ||
	    rational_cmp(&r, &max) > 0) {
		char low[48], high[48];

		return yml_say(n, "%s: expected a rate from %s to %s, found %s", key,
		    rational_format(&min, low), rational_format(&max, high), n->text);
	}
	*out = r;
	return 1;
}

int
plan_value_open_rate(const struct yml_node *map, const char *key, struct rational *out)
{
	int got = plan_value_rate(map, key, zero, one, out);

	if (got < 0)
		return -1;
	if (got == 0)
		return yml_say(map, "expected %s, found none", key);
	if (out->num == 0 || rational_cmp(out, &one) == 0)
		return yml_say(yml_get(map, key), "%s: expected a rate between 0 and 1, found %s",
		    key, yml_get(map, key)->text);
	return 0;
}

int
plan_value_count(const struct yml_node *map, const char *key, uint64_t *out)
{
	int64_t v;
	int got = yml_int(map, key, 0, INT64_MAX, &v);

	if (got == 1)
		*out = (uint64_t)v;
	return got < 0 ? -1 : 0;
}

static int
parse_values(const struct yml_node *n, struct plan_condition *c)
{
	size_t count = n->kind == YML_LIST ? n->count : 1;
	const struct yml_node *item = n->kind == YML_LIST ? n->first : n;

	if (count == 0)
		return yml_say(n, "%s: expected at least one value, found none", n->key);
	c->values = calloc(count, sizeof *c->values);
	if (!c->values)
		return say_nomem("plan");
	for (; item; item = n->kind == YML_LIST ? item->next : NULL) {
		if (yml_want(item, YML_TEXT, "a value") != 0)
			return -1;
		c->values[c->value_count++] = item->text;
	}
	return 0;
}

int
plan_value_where(const struct yml_node *parent, struct plan_where *w)
{
	const struct yml_node *map, *n;

	switch (yml_map(parent, "where", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	for (n = map->first; n; n = n->next) {
		int key = plan_value_key(n->key);

		if (key < 0)
			return yml_say(n,
			    "where: expected issuer, type, method, ra, delegated_party or profile, "
			    "found %s",
			    n->key);
		w->conditions[w->condition_count].key = (enum plan_key)key;
		if (parse_values(n, &w->conditions[w->condition_count++]) != 0)
			return -1;
	}
	return 0;
}

int
plan_value_discovery(const struct yml_node *parent, struct plan_discovery *d)
{
	static const char *const keys[] = { "tolerable_rate", "confidence", NULL };
	const struct yml_node *map;

	switch (yml_map(parent, "discovery", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	if (yml_check_keys(map, "discovery", keys) != 0 ||
	    plan_value_open_rate(map, "tolerable_rate", &d->tolerable_rate) != 0)
		return -1;
	d->confidence = (struct rational){ 19, 20 };
	if (yml_get(map, "confidence") && plan_value_open_rate(map, "confidence", &d->confidence) != 0)
		return -1;
	d->given = true;
	return 0;
}
