#include "sampler/partition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "sampler/commitment.h"
#include "sampler/partition_part.h"

/* Is value one of the comma-separated words? */
static bool
in_list(const char *list, const char *value)
{
	size_t n = strlen(value);

	while (*list) {
		size_t w = strcspn(list, ",");

		if (w == n && memcmp(list, value, n) == 0)
			return true;
		list += w + (list[w] == ',');
	}
	return false;
}

/* The whole DN, its common name, or the key id. */
static bool
issuer_is(const struct partition_unit *u, const char *value)
{
	size_t n = strlen(value);
	const char *at = u->issuer;

	if (strcmp(at, value) == 0 || (*u->issuer_key_id && strcmp(u->issuer_key_id, value) == 0))
		return true;
	while ((at = strstr(at, "CN=")) != NULL) {
		if ((at == u->issuer || at[-1] == ',' || at[-1] == '+') &&
		    strncmp(at + 3, value, n) == 0 && strchr(",+", at[3 + n]))
			return true;
		at += 3;
	}
	return false;
}

static bool
value_is(enum plan_key key, const char *value, const struct partition_unit *u)
{
	switch (key) {
	case PLAN_ISSUER: return issuer_is(u, value);
	case PLAN_TYPE: return strcmp(u->type, value) == 0;
	case PLAN_METHOD: return in_list(u->methods, value);
	case PLAN_RA: return strcmp(u->ra, value) == 0;
	case PLAN_DELEGATED_PARTY: return strcmp(u->delegated_party, value) == 0;
	case PLAN_PROFILE: return strcmp(u->profile, value) == 0;
	case PLAN_KEYS: break;
	}
	return false;
}

bool
partition_matches(const struct plan_where *w, const struct partition_unit *u)
{
	for (size_t i = 0; i < w->condition_count; i++) {
		const struct plan_condition *c = &w->conditions[i];
		bool any = false;

		for (size_t k = 0; k < c->value_count && !any; k++)
			any = value_is(c->key, c->values[k], u);
		if (!any)
			return false;
	}
	return true;
}

/* Whether the condition, of a stratum's where, is that key is this one value. */
static bool
is_just(const struct plan_where *w, enum plan_key key, const char *value)
{
	const struct plan_condition *c = w->conditions;

	return w->condition_count == 1 && c->key == key && c->value_count == 1 &&
	    strcmp(c->values[0], value) == 0;
}

/* Whether a where can hold for a certificate whose key has this value. */
static bool
may_match(const struct plan_where *w, enum plan_key key, const char *value)
{
	for (size_t i = 0; i < w->condition_count; i++) {
		const struct plan_condition *c = &w->conditions[i];
		bool any = c->key != key;

		for (size_t k = 0; k < c->value_count && !any; k++)
			any = strcmp(c->values[k], value) == 0;
		if (!any)
			return false;
	}
	return true;
}

/*
 * Does the plan give the certificates with this value a stratum of their own,
 * all of them?  Not where an earlier stratum may take some; that of EV may, as
 * the automatic one would.
 */
static bool
plan_names(const struct plan *plan, enum plan_key key, const char *value)
{
	for (size_t i = 0; i < plan->stratum_count; i++) {
		const struct plan_stratum *s = &plan->strata[i];

		if ((s->split && s->by == key && s->where.condition_count == 0) ||
		    is_just(&s->where, key, value))
			return true;
		if (may_match(&s->where, key, value) && !is_just(&s->where, PLAN_TYPE, "ev"))
			return false;
	}
	return false;
}

static long
add(struct partition *p, int source, const char *base, const void *key, size_t key_len,
    const char *meaning)
{
	struct text name = { 0 };
	struct partition_stratum *strata;
	struct part *parts;
	size_t cap = p->cap ? 2 * p->cap : 16;

	if (p->count == p->cap) {
		strata = realloc(p->strata, cap * sizeof *strata);
		if (strata)
			p->strata = strata;
		parts = realloc(p->parts, cap * sizeof *parts);
		if (parts)
			p->parts = parts;
		if (!strata || !parts)
			return say_nomem("partition");
		p->cap = cap;
	}
	p->strata[p->count] = (struct partition_stratum){ 0 };
	p->parts[p->count] = (struct part){ .source = source, .key_len = key_len };
	if (key) {
		p->parts[p->count].key = malloc(key_len + 1);
		if (!p->parts[p->count].key)
			return say_nomem("partition");
		memcpy(p->parts[p->count].key, key, key_len);
		if (commitment_split_name(base, key, key_len, &name) != 0) {
			free(p->parts[p->count].key);
			return -1;
		}
	} else
		text_add(&name, base);
	p->strata[p->count].name = name.s;
	p->strata[p->count].meaning = strdup(meaning);
	p->count++;
	return name.failed || !p->strata[p->count - 1].meaning ? say_nomem("partition") :
								  (long)p->count - 1;
}

static long
find(const struct partition *p, int source, const void *key, size_t key_len)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct part *q = &p->parts[i];

		if (q->source == source && (q->key != NULL) == (key != NULL) &&
		    q->key_len == key_len && (!key || memcmp(q->key, key, key_len) == 0))
			return (long)i;
	}
	return -1;
}

static void
words_of_where(const struct plan_where *w, struct text *out)
{
	for (size_t i = 0; i < w->condition_count; i++) {
		const struct plan_condition *c = &w->conditions[i];

		text_addf(out, "%s%s is ", i ? " and " : "", plan_key_name(c->key));
		for (size_t k = 0; k < c->value_count; k++)
			text_addf(out, "%s%s", k ? " or " : "", c->values[k]);
	}
	if (w->condition_count == 0)
		text_add(out, "all");
}

struct partition *
partition_new(const struct plan *plan)
{
	struct partition *p = calloc(1, sizeof *p);
	struct text words = { 0 };

	if (!p) {
		say_nomem("partition");
		return NULL;
	}
	p->plan = plan;
	p->auto_ev = !plan_names(plan, PLAN_TYPE, "ev");
	for (size_t i = 0; i < plan->stratum_count; i++) {
		const struct plan_stratum *s = &plan->strata[i];

		if (s->split)
			continue;
		text_clear(&words);
		words_of_where(&s->where, &words);
		if (add(p, (int)i, s->name, NULL, 0, text_str(&words)) < 0) {
			partition_free(p);
			p = NULL;
			break;
		}
	}
	text_free(&words);
	return p;
}

void
partition_free(struct partition *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		free(p->strata[i].name);
		free(p->strata[i].meaning);
		free(p->strata[i].basis);
		free(p->parts[i].key);
	}
	free(p->strata);
	free(p->parts);
	free(p);
}

/* The text that splits, of the keys that are one text. */
static const char *
split_text(enum plan_key by, const struct partition_unit *u)
{
	switch (by) {
	case PLAN_TYPE: return u->type;
	case PLAN_METHOD: return u->methods;
	case PLAN_RA: return u->ra;
	case PLAN_DELEGATED_PARTY: return u->delegated_party;
	default: return "";
	}
}

/* The key that splits. */
static const void *
split_key(enum plan_key by, const struct partition_unit *u, size_t *len)
{
	*len = by == PLAN_ISSUER ? u->issuer_key_len : strlen(split_text(by, u));
	return by == PLAN_ISSUER ? u->issuer_key : split_text(by, u);
}

/* The same in words: one name may have several keys, and an issued serial none. */
static void
words_of_split(enum plan_key by, const struct partition_unit *u, struct text *out)
{
	const char *text = split_text(by, u);

	if (by != PLAN_ISSUER)
		text_add(out, *text ? text : "not stated");
	else if (!*u->issuer)
		text_add(out, "not known: the certificate cannot be decoded");
	else if (*u->issuer_key_id)
		text_addf(out, "%s, key id %s", u->issuer, u->issuer_key_id);
	else
		text_addf(out, "%s, no key id (an issued serial without a certificate has none)", u->issuer);
}

static long
place_split(struct partition *p, int source, const char *base, enum plan_key by,
    const struct partition_unit *u)
{
	size_t len;
	const void *key = split_key(by, u, &len);
	long i = find(p, source, key, len);
	struct text meaning = { 0 };

	if (i >= 0)
		return i;
	if (source >= 0 && p->plan->strata[source].where.condition_count) {
		words_of_where(&p->plan->strata[source].where, &meaning);
		text_add(&meaning, " and ");
	}
	text_addf(&meaning, "%s is ",
	    source == AUTO_TCSC		  ? "technically constrained issuer" :
		source == AUTO_DTP	  ? "delegated third party" :
					    plan_key_name(by));
	words_of_split(by, u, &meaning);
	i = add(p, source, base, key, len, text_str(&meaning));
	text_free(&meaning);
	return i;
}

static long
place_fixed(struct partition *p, int source, const char *name, const char *meaning)
{
	long i = find(p, source, NULL, 0);

	return i >= 0 ? i : add(p, source, name, NULL, 0, meaning);
}

static long
place(struct partition *p, const struct partition_unit *u)
{
	if (p->auto_ev && strcmp(u->type, "ev") == 0)
		return place_fixed(p, AUTO_EV, "ev", "type is ev (EVG 8.1.1 asks for a share of its own)");
	if (*u->delegated_party &&
	    !plan_names(p->plan, PLAN_DELEGATED_PARTY, u->delegated_party))
		return place_split(p, AUTO_DTP, "dtp", PLAN_DELEGATED_PARTY, u);
	if (u->constrained)
		return place_split(p, AUTO_TCSC, "tcsc", PLAN_ISSUER, u);
	for (size_t i = 0; i < p->plan->stratum_count; i++) {
		const struct plan_stratum *s = &p->plan->strata[i];

		if (!partition_matches(&s->where, u))
			continue;
		return s->split ? place_split(p, (int)i, s->name, s->by, u) :
				  find(p, (int)i, NULL, 0);
	}
	return place_fixed(p, OTHER, "other", "what no other stratum took");
}

long
partition_place(struct partition *p, const struct partition_unit *u)
{
	long i = place(p, u);

	if (i < 0)
		return -1;
	p->strata[i].count++;
	if (*u->ra)
		p->parts[i].ra = true;
	return i;
}

struct partition_stratum *
partition_strata(struct partition *p, size_t *count)
{
	*count = p->count;
	return p->strata;
}
