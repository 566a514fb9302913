#include "sampler/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/yml.h"
#include "sampler/commitment.h"
#include "sampler/plan_part.h"

static const char *const key_names[PLAN_KEYS] = {
	[PLAN_ISSUER] = "issuer", [PLAN_TYPE] = "type",
	[PLAN_METHOD] = "method", [PLAN_RA] = "ra",
	[PLAN_DELEGATED_PARTY] = "delegated_party", [PLAN_PROFILE] = "profile",
};

static const struct rational three_percent = { 3, 100 };
static const struct rational one = { 1, 1 };
static const struct rational zero = { 0, 1 };

const char *
plan_key_name(enum plan_key key)
{
	return key_names[key];
}

static int
parse_sample(const struct yml_node *map, struct plan_stratum *s)
{
	const char *text = NULL;
	int64_t v;

	if (yml_text(map, "sample", &text) < 0)
		return -1;
	if (!text)
		return 0;
	if (strcmp(text, "all") == 0) {
		s->census = true;
		return 0;
	}
	if (yml_int(map, "sample", 1, INT64_MAX, &v) != 1)
		return -1;
	s->size = (uint64_t)v;
	return 0;
}

static int
check_name(const struct plan *p, const struct yml_node *map, const char *name)
{
	const struct yml_node *at = yml_get(map, "name");

	if (!commitment_name_ok(name))
		return yml_say(at, "name: expected letters, digits, '.', '_' and '-', found %s",
		    name);
	if (strcmp(name, "other") == 0 || strncmp(name, "dtp.", 4) == 0 ||
	    strncmp(name, "tcsc.", 5) == 0)
		return yml_say(at, "name: expected one that freeze does not give itself, found %s",
		    name);
	for (size_t i = 0; i < p->stratum_count; i++)
		if (strcmp(p->strata[i].name, name) == 0)
			return yml_say(at, "name: expected each once, found %s twice", name);
	return 0;
}

static int
parse_stratum(struct plan *p, const struct yml_node *map)
{
	static const char *const keys[] = { "name", "where", "by", "rate", "minimum", "sample",
		"discovery", "expected", NULL };
	struct plan_stratum *s = &p->strata[p->stratum_count];
	struct rational expected = zero;
	const char *by = NULL;
	int got;

	s->rate = p->rate;
	s->minimum = p->minimum;
	if (yml_want(map, YML_MAP, "a stratum") != 0 ||
	    yml_check_keys(map, "a stratum", keys) != 0 ||
	    yml_need_text(map, "name", &s->name) != 0 || check_name(p, map, s->name) != 0)
		return -1;
	p->stratum_count++;
	if (plan_value_where(map, &s->where) != 0 || parse_sample(map, s) != 0 ||
	    plan_value_discovery(map, &s->discovery) != 0 ||
	    plan_value_rate(map, "rate", three_percent, one, &s->rate) < 0 ||
	    plan_value_count(map, "minimum", &s->minimum) != 0 || yml_text(map, "by", &by) < 0)
		return -1;
	got = plan_value_rate(map, "expected", zero, one, &expected);
	if (got < 0)
		return -1;
	s->expected = rational_double(&expected);
	if (by) {
		int key = plan_value_key(by);

		if (key < 0 || key == PLAN_PROFILE)
			return yml_say(yml_get(map, "by"),
			    "by: expected issuer, type, method, ra or delegated_party, found %s",
			    by);
		s->split = true;
		s->by = (enum plan_key)key;
	}
	return 0;
}

static int
parse_strata(struct plan *p, const struct yml_node *root)
{
	const struct yml_node *list, *n;

	switch (yml_list(root, "strata", &list)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	p->strata = calloc(list->count + 1, sizeof *p->strata);
	if (!p->strata)
		return say_nomem("plan");
	for (n = list->first; n; n = n->next)
		if (parse_stratum(p, n) != 0)
			return -1;
	return 0;
}

static int
parse_margin(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "margin", "expected", "confidence", NULL };
	const struct yml_node *map;

	switch (yml_map(root, "margin", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	p->margin.confidence = (struct rational){ 19, 20 };
	if (yml_check_keys(map, "margin", keys) != 0 ||
	    plan_value_open_rate(map, "margin", &p->margin.margin) != 0 ||
	    plan_value_open_rate(map, "expected", &p->margin.expected) != 0 ||
	    (yml_get(map, "confidence") &&
		plan_value_open_rate(map, "confidence", &p->margin.confidence) != 0))
		return -1;
	p->margin.given = true;
	return 0;
}

static int
parse_expansion(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "tolerable_rate", "risk_limit", NULL };
	const struct yml_node *map;

	switch (yml_map(root, "expansion", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	if (yml_check_keys(map, "expansion", keys) != 0 ||
	    plan_value_open_rate(map, "tolerable_rate", &p->expansion.tolerable_rate) != 0 ||
	    plan_value_open_rate(map, "risk_limit", &p->expansion.risk_limit) != 0)
		return -1;
	p->expansion.given = true;
	return 0;
}

static int
parse_bound(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "method", "confidence", NULL };
	static const char *const methods[] = { "auto", "zero", "fisher", "bonferroni" };
	const struct yml_node *map;
	const char *method = NULL;

	switch (yml_map(root, "bound", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	if (yml_check_keys(map, "bound", keys) != 0 || yml_text(map, "method", &method) < 0 ||
	    (yml_get(map, "confidence") && plan_value_open_rate(map, "confidence", &p->confidence) != 0))
		return -1;
	if (!method)
		return 0;
	for (int i = 0; i < 4; i++)
		if (strcmp(method, methods[i]) == 0) {
			p->bound = (enum plan_bound)i;
			return 0;
		}
	return yml_say(yml_get(map, "method"),
	    "method: expected auto, zero, fisher or bonferroni, found %s", method);
}

static int
parse_weight(const struct yml_node *n, struct plan_weight *w)
{
	static const char *const keys[] = { "where", "weight", NULL };
	int64_t v;
	int got;

	if (yml_want(n, YML_MAP, "a weight") != 0 || yml_check_keys(n, "a weight", keys) != 0 ||
	    plan_value_where(n, &w->where) != 0)
		return -1;
	got = yml_int(n, "weight", 0, 1000000, &v);
	if (got <= 0)
		return got < 0 ? -1 : yml_say(n, "expected weight, found none");
	w->weight = (uint64_t)v;
	return 0;
}

static int
parse_judgement(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "size", "weights", NULL };
	const struct yml_node *map, *list, *n;
	int64_t size;
	int got;

	switch (yml_map(root, "judgement", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	if (yml_check_keys(map, "judgement", keys) != 0)
		return -1;
	got = yml_int(map, "size", 1, INT64_MAX, &size);
	if (got <= 0)
		return got < 0 ? -1 : yml_say(map, "judgement: expected size, found none");
	p->judgement.size = (uint64_t)size;
	got = yml_list(map, "weights", &list);
	if (got <= 0)
		return got;
	p->judgement.weights = calloc(list->count + 1, sizeof *p->judgement.weights);
	if (!p->judgement.weights)
		return say_nomem("plan");
	for (n = list->first; n; n = n->next)
		if (parse_weight(n, &p->judgement.weights[p->judgement.weight_count++]) != 0)
			return -1;
	return 0;
}

static int
parse_matrix(struct plan *p, const struct yml_node *root)
{
	const char *text = NULL;
	int64_t rows;

	if (yml_text(root, "matrix", &text) < 0)
		return -1;
	if (!text || strcmp(text, "all") == 0)
		return 0;
	if (strcmp(text, "exceptions") == 0) {
		p->matrix = PLAN_MATRIX_EXCEPTIONS;
		return 0;
	}
	if (yml_int(root, "matrix", 0, INT64_MAX, &rows) != 1)
		return -1;
	p->matrix = PLAN_MATRIX_ROWS;
	p->matrix_rows = (uint64_t)rows;
	return 0;
}

static int
parse_evidence(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "not_supplied", NULL };
	const struct yml_node *map, *n;

	switch (yml_map(root, "evidence", &map)) {
	case 0: return 0;
	case 1: break;
	default: return -1;
	}
	p->evidence = calloc(map->count + 1, sizeof *p->evidence);
	if (!p->evidence)
		return say_nomem("plan");
	for (n = map->first; n; n = n->next) {
		struct plan_evidence *e = &p->evidence[p->evidence_count++];

		e->kind = n->key;
		e->line = n->key_line;
		e->column = n->key_column;
		if (yml_want(n, YML_MAP, "a kind of evidence") != 0 ||
		    yml_check_keys(n, "a kind of evidence", keys) != 0 ||
		    yml_need_text(n, "not_supplied", &e->not_supplied) != 0)
			return -1;
	}
	return 0;
}

static int
parse_allocation(struct plan *p, const struct yml_node *root)
{
	const char *text = NULL;

	if (yml_text(root, "allocation", &text) < 0)
		return -1;
	if (!text || strcmp(text, "proportional") == 0)
		return 0;
	if (strcmp(text, "neyman") != 0)
		return yml_say(yml_get(root, "allocation"),
		    "allocation: expected proportional or neyman, found %s", text);
	p->neyman = true;
	return 0;
}

static int
parse_root(struct plan *p, const struct yml_node *root)
{
	static const char *const keys[] = { "rate", "minimum", "discovery", "margin", "allocation",
		"bound", "strata", "expansion", "judgement", "matrix", "evidence", NULL };

	if (yml_want(root, YML_MAP, "the plan") != 0 ||
	    yml_check_keys(root, "the plan", keys) != 0 ||
	    plan_value_rate(root, "rate", three_percent, one, &p->rate) < 0 ||
	    plan_value_count(root, "minimum", &p->minimum) != 0 ||
	    plan_value_discovery(root, &p->discovery) != 0 || parse_margin(p, root) != 0 ||
	    parse_allocation(p, root) != 0 || parse_bound(p, root) != 0 ||
	    parse_strata(p, root) != 0 || parse_expansion(p, root) != 0 ||
	    parse_judgement(p, root) != 0 || parse_matrix(p, root) != 0)
		return -1;
	return parse_evidence(p, root);
}

static int
default_stratum(struct plan *p)
{
	p->strata = calloc(1, sizeof *p->strata);
	if (!p->strata)
		return say_nomem("plan");
	p->strata[0] = (struct plan_stratum){ .name = "all", .rate = p->rate,
		.minimum = p->minimum };
	p->stratum_count = 1;
	return 0;
}

struct plan *
plan_parse(const char *file, const void *data, size_t len)
{
	struct plan *p = calloc(1, sizeof *p);

	if (!p) {
		say_nomem("plan");
		return NULL;
	}
	p->rate = three_percent;
	p->minimum = 1;
	p->confidence = (struct rational){ 19, 20 };
	if (data) {
		p->tree = yml_parse(file, data, len);
		if (!p->tree || parse_root(p, yml_root(p->tree)) != 0)
			goto out;
	}
	if (p->stratum_count == 0 && default_stratum(p) != 0)
		goto out;
	return p;
out:
	plan_free(p);
	return NULL;
}

static void
free_where(struct plan_where *w)
{
	for (size_t i = 0; i < w->condition_count; i++)
		free(w->conditions[i].values);
}

void
plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->stratum_count; i++)
		free_where(&p->strata[i].where);
	for (size_t i = 0; i < p->judgement.weight_count; i++)
		free_where(&p->judgement.weights[i].where);
	free(p->strata);
	free(p->judgement.weights);
	free(p->evidence);
	yml_free(p->tree);
	free(p);
}

const char *
plan_not_supplied(const struct plan *p, const char *kind)
{
	for (size_t i = 0; i < p->evidence_count; i++)
		if (strcmp(p->evidence[i].kind, kind) == 0)
			return p->evidence[i].not_supplied;
	return NULL;
}
