#include "ledger/evidence_share.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"

/* What a validation speaks of: its name, or where it has none its adn, without "*.". */
struct key {
	const char *text;
	size_t i; /* of the validation */
};

static int
by_text(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : x->i < y->i ? -1 : 1;
}

static int
by_index(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

struct sharing {
	struct arena *arena;
	const struct validation *all;
	struct key *by_name, *by_adn; /* sorted */
	size_t names, adns;
	bool *used;
	size_t *hits; /* of the name at hand */
	size_t hit_count;
};

static void
collect(struct sharing *s, const struct key *keys, size_t n, const char *text)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(keys[mid].text, text) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < n && strcmp(keys[low].text, text) == 0; low++) {
		s->hits[s->hit_count++] = keys[low].i;
		s->used[keys[low].i] = true;
	}
}

static int
share_name(struct sharing *s, struct unit_name *n)
{
	const char *base = name_base(n->text);
	const struct validation **own;

	s->hit_count = 0;
	if (n->kind <= NAME_IP)
		collect(s, s->by_name, s->names, base);
	if (n->kind == NAME_DNS)
		for (const char *p = base; p; p = strchr(p, '.') ? strchr(p, '.') + 1 : NULL)
			collect(s, s->by_adn, s->adns, p);
	else if (n->kind == NAME_IP)
		collect(s, s->by_adn, s->adns, base);
	n->validations = NULL;
	n->validation_count = s->hit_count;
	if (s->hit_count == 0)
		return 0;
	own = arena_array(s->arena, s->hit_count, sizeof *own);
	if (!own)
		return -1;
	qsort(s->hits, s->hit_count, sizeof *s->hits, by_index);
	for (size_t i = 0; i < s->hit_count; i++)
		own[i] = &s->all[s->hits[i]];
	n->validations = own;
	return 0;
}

int
evidence_share(const struct validation *found, size_t count, struct unit *u, struct arena *arena)
{
	struct validation *all = arena_array(arena, count + 1, sizeof *all);
	const struct validation **others = arena_array(arena, count + 1, sizeof *others);
	struct sharing s = { .arena = arena,
		.all = all,
		.by_name = arena_array(arena, count + 1, sizeof(struct key)),
		.by_adn = arena_array(arena, count + 1, sizeof(struct key)),
		.used = arena_array(arena, count + 1, sizeof(bool)),
		.hits = arena_array(arena, count + 1, sizeof(size_t)) };

	if (!all || !others || !s.by_name || !s.by_adn || !s.used || !s.hits)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct validation *v = &found[i];

		all[i] = *v;
		if (v->kind != VALIDATION_DOMAIN)
			continue;
		if (*v->name)
			s.by_name[s.names++] = (struct key){ name_base(v->name), i };
		else if (*v->adn)
			s.by_adn[s.adns++] = (struct key){ name_base(v->adn), i };
	}
	qsort(s.by_name, s.names, sizeof *s.by_name, by_text);
	qsort(s.by_adn, s.adns, sizeof *s.by_adn, by_text);
	for (size_t i = 0; i < u->name_count; i++)
		if (share_name(&s, &u->names[i]) != 0)
			return -1;
	u->others = others;
	u->other_count = 0;
	for (size_t i = 0; i < count; i++)
		if (!s.used[i])
			others[u->other_count++] = &all[i];
	return 0;
}
