#include "cli/horizon.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/families.h"

__attribute__((format(printf, 4, 5))) static int
add(struct horizon *h, int64_t at, const char *source, const char *fmt, ...)
{
	va_list ap;

	if (h->count == h->cap) {
		size_t cap = h->cap ? 2 * h->cap : 64;
		struct horizon_change *p = realloc(h->changes, cap * sizeof *p);

		if (!p)
			return say_nomem("horizon");
		h->changes = p;
		h->cap = cap;
	}
	h->changes[h->count].at = at;
	h->changes[h->count].source = source;
	va_start(ap, fmt);
	vsnprintf(h->changes[h->count].text, sizeof h->changes->text, fmt, ap);
	va_end(ap);
	h->count++;
	return 0;
}

/* Open dates are the smallest instant: never after anything. */
static int
add_method(struct horizon *h, const struct catalogue_method *m, int64_t after)
{
	const char *kind = catalogue_kind_name(m->kind);

	for (size_t i = 0; i < m->row_count; i++) {
		const struct catalogue_row *r = &m->rows[i],
					   *next = r + 1 < m->rows + m->row_count ? r + 1 : NULL;

		if (i == 0 && r->from > after &&
		    add(h, r->from, r->source, "%s (%s) opens: %s", m->name, kind, m->title) < 0)
			return -1;
		if (r->until > after && !(next && next->from == r->until) &&
		    add(h, r->until, r->source, "%s (%s) must not be %s", m->name, kind,
			r->reuse_until == r->until ? "used for validation nor relied upon"
						   : "used for validation") < 0)
			return -1;
		if (next && next->reuse_until == r->reuse_until)
			continue; /* the row was split, its dates come again */
		if (r->reuse_until > after && r->reuse_until != r->until &&
		    add(h, r->reuse_until, r->source, "%s (%s) must not be relied upon", m->name,
			kind) < 0)
			return -1;
		if (r->should_not_from > after &&
		    add(h, r->should_not_from, r->source, "%s (%s) should not be used", m->name,
			kind) < 0)
			return -1;
		if (r->wildcard_until > after && r->wildcard_until != r->reuse_until &&
		    add(h, r->wildcard_until, r->source, "%s (%s) covers no wildcard names",
			m->name, kind) < 0)
			return -1;
		if (r->subdomains_until > after && r->subdomains_until != r->reuse_until &&
		    add(h, r->subdomains_until, r->source,
			"%s (%s) covers the validated name alone", m->name, kind) < 0)
			return -1;
	}
	if (m->adn && m->adn->mandatory_from > after && m->kind != CATALOGUE_ONION)
		return add(h, m->adn->mandatory_from, m->adn->source,
		    "%s: wildcard %s, prune %s, CNAME %s in the derivation of the authorization "
		    "domain name",
		    m->name, m->adn->wildcard ? "yes" : "no", m->adn->prune ? "yes" : "no",
		    m->adn->cname ? "yes" : "no");
	return 0;
}

static int
by_date(const void *a, const void *b)
{
	const struct horizon_change *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return strcmp(x->text, y->text);
}

int
horizon_of(struct horizon *h, const struct catalogue *c, int64_t after)
{
	int64_t t;

	for (size_t i = 0; i < c->method_count; i++)
		if (add_method(h, &c->methods[i], after) < 0)
			return -1;
	for (size_t i = 0; i < c->limit_first[CATALOGUE_NAMES]; i++) {
		const struct catalogue_limit *l = &c->limits[i];

		bool flag = l->unit == CATALOGUE_COUNT && l->value == 1;

		if (l->from > after &&
		    add(h, l->from, l->source, "%s%s%s (%s)", catalogue_titles[l->name],
			flag ? "" : ": ", flag ? "" : l->text, l->must ? "MUST" : "SHOULD") < 0)
			return -1;
	}
	for (size_t i = 0; i < c->event_count; i++)
		if (c->events[i].at > after &&
		    add(h, c->events[i].at, c->events[i].source, "%s", c->events[i].text) < 0)
			return -1;
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			if (r->effective && instant_parse_date(r->effective, &t) == 0 &&
			    t > after &&
			    add(h, t, r->clause, "rule %s comes into effect: %s", r->id, r->title) <
				0)
				return -1;
	qsort(h->changes, h->count, sizeof *h->changes, by_date);
	return 0;
}

void
horizon_free(struct horizon *h)
{
	free(h->changes);
	memset(h, 0, sizeof *h);
}
