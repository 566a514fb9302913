#include "checks/verdict.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

/* Letters, and how bad: the worst of several counts for the certificate. */
static const struct {
	char letter;
	unsigned char rank;
} marks[OUTCOME_COUNT] = {
	[OUTCOME_NA] = { 'A', 1 },
	[OUTCOME_NE] = { 'N', 2 },
	[OUTCOME_PASS] = { 'P', 3 },
	[OUTCOME_NT] = { 'T', 4 },
	[OUTCOME_MISSING] = { 'M', 5 },
	[OUTCOME_FAIL] = { 'F', 6 },
	[OUTCOME_ERROR] = { 'E', 7 },
};

/* The letters by rank; a rule that nothing was asked of has na. */
static const char by_rank[] = "AANPTMFE";

static void *
grow(void *p, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap ? *cap : 16;

	if (want <= *cap)
		return p;
	while (n < want)
		n = n > SIZE_MAX / 2 ? want : n * 2;
	p = n > SIZE_MAX / size ? NULL : realloc(p, n * size);
	if (!p)
		say_nomem("verdict");
	else
		*cap = n;
	return p;
}

int
verdict_begin(struct verdict *v, size_t rules, size_t names)
{
	size_t row = rules + 1, i;
	void *p;

	if (names >= SIZE_MAX / row - 1)
		return say_nomem("verdict");
	if (!(p = grow(v->codes, &v->codes_cap, row * (names + 1), 1)))
		return -1;
	v->codes = p;
	if (!(p = grow(v->worst, &v->worst_cap, row, 1)))
		return -1;
	v->worst = p;
	if (!(p = grow(v->rank, &v->rank_cap, row, 1)))
		return -1;
	v->rank = p;
	if (!(p = grow(v->chosen, &v->names_cap, names, sizeof *v->chosen)) && names)
		return -1;
	v->chosen = p;
	memset(v->codes, '-', row * (names + 1));
	for (i = 0; i <= names; i++)
		v->codes[row * i + rules] = '\0';
	for (i = 0; i < names; i++)
		v->chosen[i] = NULL;
	memset(v->rank, 0, row);
	memset(v->worst, '-', rules);
	v->worst[rules] = '\0';
	v->rules = rules;
	v->names = names;
	v->why_count = 0;
	v->exception = v->observation = false;
	return 0;
}

static char *
row(const struct verdict *v, long name)
{
	assert(name >= VERDICT_CERTIFICATE && name < (long)v->names);
	return v->codes + (v->rules + 1) * (size_t)(name + 1);
}

void
verdict_set(struct verdict *v, size_t rule, long name, enum outcome o)
{
	assert(rule < v->rules);
	row(v, name)[rule] = marks[o].letter;
	if (marks[o].rank > v->rank[rule])
		v->rank[rule] = marks[o].rank;
}

int
verdict_add(struct verdict *v, size_t rule, long name, enum outcome o, const struct rule_why *why)
{
	struct verdict_why *w = grow(v->whys, &v->whys_cap, v->why_count + 1, sizeof *v->whys);

	if (!w)
		return -1;
	v->whys = w;
	w += v->why_count++;
	w->rule = rule;
	w->name = name;
	w->outcome = o;
	w->why = *why;
	return 0;
}

void
verdict_end(struct verdict *v)
{
	for (size_t r = 0; r < v->rules; r++)
		v->worst[r] = by_rank[v->rank[r]];
}

const char *
verdict_codes(const struct verdict *v, long name)
{
	return row(v, name);
}

bool
verdict_has_cause(const struct verdict *v, size_t rule, const char *value, const char *document)
{
	for (size_t i = 0; i < v->why_count; i++) {
		const struct verdict_why *w = &v->whys[i];

		if (w->rule == rule && outcome_is_exception(w->outcome) &&
		    (!value || strcmp(w->why.value, value) == 0) &&
		    (!document || strcmp(w->why.document, document) == 0))
			return true;
	}
	return false;
}

void
verdict_free(struct verdict *v)
{
	free(v->codes);
	free(v->worst);
	free(v->rank);
	free(v->chosen);
	free(v->whys);
	memset(v, 0, sizeof *v);
}
