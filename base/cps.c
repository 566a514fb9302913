#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cps.h"
#include "base/digest.h"
#include "base/say.h"
#include "base/yml.h"

#define DAYS_MAX 100000

/* A document with the memory it lives in. */
struct owner {
	struct cps_document d;		/* first: cps_free gets this pointer */
	struct yml *y;
	struct arena *arena;
	struct cps_version *version;	/* d.version, to be written */
};

static const char *const kinds[] = { [CPS_KIND_CPS] = "cps", [CPS_KIND_CP] = "cp",
	[CPS_KIND_CP_CPS] = "cp-cps" };

const char *
cps_kind_name(enum cps_kind kind)
{
	return kinds[kind];
}

static int
read_list(struct owner *o, const struct yml_node *map, const char *key, struct cps_list *out)
{
	const struct yml_node *list, *n;
	const char **item;
	int rc = yml_list(map, key, &list);

	if (rc != 1)
		return rc;
	item = arena_array(o->arena, list->count + 1, sizeof *item);
	if (!item)
		return -1;
	out->stated = true;
	out->item = item;
	for (n = list->first; n; n = n->next) {
		if (yml_want(n, YML_TEXT, key))
			return -1;
		if (cps_list_has(out, n->text))
			return yml_say(n, "expected each of %s once, found %s again", key, n->text);
		item[out->count++] = n->text;
	}
	return 0;
}

static int
read_method(const struct yml_node *n, const char *list, struct cps_method *m)
{
	static const char *const keys[] = { "method", "until", "reuse_until", NULL };

	m->until = m->reuse_until = INSTANT_NONE;
	m->line = n->line;
	m->column = n->column;
	if (n->kind == YML_TEXT) {
		m->method = n->text;
		return yml_want(n, YML_TEXT, "a method");
	}
	if (yml_check_keys(n, list, keys) || yml_need_text(n, "method", &m->method) ||
	    yml_instant(n, "until", &m->until, NULL) < 0 ||
	    yml_instant(n, "reuse_until", &m->reuse_until, NULL) < 0)
		return -1;
	return 0;
}

static int
read_methods(struct owner *o, const struct yml_node *map, const char *key, struct cps_methods *out)
{
	const struct yml_node *list, *n;
	struct cps_method *item;
	int rc = yml_list(map, key, &list);

	if (rc != 1)
		return rc;
	item = arena_array(o->arena, list->count + 1, sizeof *item);
	if (!item)
		return -1;
	out->stated = true;
	out->item = item;
	for (n = list->first; n; n = n->next) {
		struct cps_method *m = &item[out->count];

		if (read_method(n, key, m))
			return -1;
		if (cps_find(out, m->method))
			return yml_say(
			    n, "expected each of %s once, found %s again", key, m->method);
		out->count++;
	}
	return 0;
}

static int
read_dates(const struct yml_node *n, struct cps_version *v)
{
	v->effective_from = v->published_at = v->effective_until = v->confirmed_at = INSTANT_NONE;
	v->from = v->sure_from = v->until = INSTANT_NONE;
	if (yml_instant(n, "effective_from", &v->effective_from, &v->effective_date_only) < 0 ||
	    yml_instant(n, "published_at", &v->published_at, &v->published_date_only) < 0 ||
	    yml_instant(n, "effective_until", &v->effective_until, NULL) < 0 ||
	    yml_instant(n, "confirmed_at", &v->confirmed_at, NULL) < 0 ||
	    yml_bool(n, "withdrawn", &v->withdrawn) < 0)
		return -1;
	if (v->effective_from == INSTANT_NONE && v->published_at == INSTANT_NONE)
		return yml_say(n, "expected effective_from or published_at, found neither");
	if (v->effective_until != INSTANT_NONE &&
	    (v->effective_until <= v->effective_from || v->effective_until <= v->published_at))
		return yml_say(yml_get(n, "effective_until"),
		    "expected effective_until after the version begins, found it before");
	return 0;
}

static int
read_numbers(const struct yml_node *n, struct cps_version *v)
{
	v->reuse_days = v->random_value_days = v->max_validity_days = -1;
	if (yml_int(n, "reuse_days", 0, DAYS_MAX, &v->reuse_days) < 0 ||
	    yml_int(n, "random_value_days", 0, DAYS_MAX, &v->random_value_days) < 0 ||
	    yml_int(n, "max_validity_days", 1, DAYS_MAX, &v->max_validity_days) < 0)
		return -1;
	return 0;
}

static int
read_texts(const struct yml_node *n, struct cps_version *v)
{
	uint8_t sha256[DIGEST_LEN];

	v->source = v->sha256 = v->evidence = v->notes = "";
	if (yml_text(n, "source", &v->source) < 0 || yml_text(n, "sha256", &v->sha256) < 0 ||
	    yml_text(n, "evidence", &v->evidence) < 0 || yml_text(n, "notes", &v->notes) < 0 ||
	    yml_need_text(n, "confirmed_by", &v->confirmed_by))
		return -1;
	if (*v->sha256 && digest_unhex(v->sha256, sha256, DIGEST_LEN))
		return yml_say(yml_get(n, "sha256"), "expected 64 hex digits for sha256, found %s",
		    v->sha256);
	return 0;
}

static int
read_version(struct owner *o, const struct yml_node *n, struct cps_version *v)
{
	static const char *const keys[] = { "version", "effective_from", "published_at",
		"effective_until", "withdrawn", "methods", "wildcard_methods", "ip_methods",
		"reuse_days", "random_value_days", "max_validity_days", "key_types", "policy_oids",
		"caa_identities", "source", "sha256", "evidence", "notes", "confirmed_by",
		"confirmed_at", NULL };

	v->line = n->line;
	if (yml_check_keys(n, "a version", keys) || yml_need_text(n, "version", &v->version))
		return -1;
	if (cps_version(&o->d, v->version))
		return yml_say(yml_get(n, "version"), "expected each version once, found %s again",
		    v->version);
	if (read_dates(n, v) || read_numbers(n, v) || read_texts(n, v) ||
	    read_methods(o, n, "methods", &v->methods) < 0 ||
	    read_methods(o, n, "wildcard_methods", &v->wildcard_methods) < 0 ||
	    read_methods(o, n, "ip_methods", &v->ip_methods) < 0 ||
	    read_list(o, n, "key_types", &v->key_types) < 0 ||
	    read_list(o, n, "policy_oids", &v->policy_oids) < 0 ||
	    read_list(o, n, "caa_identities", &v->caa_identities) < 0)
		return -1;
	return 0;
}

static int
read_scope(struct owner *o, const struct yml_node *root)
{
	static const char *const keys[] = { "types", "issuers", "policy_oids", NULL };
	static const char *const types[] = { "dv", "ov", "iv", "ev" };
	const struct yml_node *scope, *n;
	int rc = yml_map(root, "applies_to", &scope);
	size_t i;

	if (rc != 1)
		return rc;
	if (yml_check_keys(scope, "applies_to", keys) ||
	    read_list(o, scope, "types", &o->d.types) < 0 ||
	    read_list(o, scope, "issuers", &o->d.issuers) < 0 ||
	    read_list(o, scope, "policy_oids", &o->d.policy_oids) < 0)
		return -1;
	n = yml_get(scope, "types");
	for (n = n ? n->first : NULL; n; n = n->next) {
		for (i = 0; i < 4 && strcmp(n->text, types[i]); i++)
			;
		if (i == 4)
			return yml_say(n, "expected one of dv, ov, iv, ev, found %s", n->text);
	}
	return 0;
}

static int
read_kind(const struct yml_node *root, enum cps_kind *kind)
{
	const char *text = "cps";
	size_t i;

	if (yml_text(root, "kind", &text) < 0)
		return -1;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(text, kinds[i]) == 0) {
			*kind = (enum cps_kind)i;
			return 0;
		}
	}
	return yml_say(yml_get(root, "kind"), "expected one of cps, cp, cp-cps, found %s", text);
}

static int
read_document(struct owner *o)
{
	static const char *const keys[] = { "title", "document", "kind", "applies_to", "versions",
		NULL };
	const struct yml_node *root = yml_root(o->y), *versions = NULL, *n;
	struct cps_document *d = &o->d;

	d->document = "cps";
	d->title = "";
	if (yml_check_keys(root, "a CPS register", keys) ||
	    (yml_get(root, "document") && yml_need_text(root, "document", &d->document)) ||
	    yml_text(root, "title", &d->title) < 0 || read_kind(root, &d->kind) ||
	    read_scope(o, root) < 0 || yml_list(root, "versions", &versions) < 0)
		return -1;
	if (!versions || !versions->first)
		return yml_say(
		    versions ? versions : root, "expected at least one version, found none");
	o->version = arena_array(o->arena, versions->count, sizeof *o->version);
	if (!o->version)
		return -1;
	d->version = o->version;
	for (n = versions->first; n; n = n->next) {
		if (read_version(o, n, &o->version[d->count]))
			return -1;
		d->count++;
	}
	return 0;
}

static int
by_from(const void *a, const void *b)
{
	const struct cps_version *l = *(const struct cps_version *const *)a;
	const struct cps_version *r = *(const struct cps_version *const *)b;

	if (l->from != r->from)
		return l->from < r->from ? -1 : 1;
	return (l > r) - (l < r);	/* the file's order: they lie in one array */
}

/* When a version begins, and by when it surely has. */
static void
set_from(struct cps_version *v)
{
	bool published = v->published_at != INSTANT_NONE;

	/* INSTANT_NONE is less than every instant */
	v->from = v->published_at > v->effective_from ? v->published_at : v->effective_from;
	v->sure_from = v->from;
	if (published && v->published_date_only) {
		if (v->published_at + INSTANT_DAY > v->from)
			v->sure_from = v->published_at + INSTANT_DAY;
	} else if (!published && v->effective_date_only) {
		v->sure_from = v->from + INSTANT_DAY;
	}
}

static int
set_order(struct owner *o)
{
	struct cps_document *d = &o->d;
	const struct cps_version **order = arena_array(o->arena, d->count, sizeof *order);
	size_t i, j;

	if (!order)
		return -1;
	for (i = 0; i < d->count; i++) {
		if (o->version[i].withdrawn)
			continue;
		set_from(&o->version[i]);
		order[d->in_order++] = &o->version[i];
	}
	if (d->in_order)
		qsort(order, d->in_order, sizeof *order, by_from);
	d->order = order;
	for (i = 0; i < d->in_order; i++) {
		struct cps_version *v = &o->version[order[i] - d->version];

		for (j = i + 1; j < d->in_order && order[j]->from == v->from; j++)
			;
		v->until = v->effective_until;
		if (v->until == INSTANT_NONE && j < d->in_order)
			v->until = order[j]->from;
	}
	return 0;
}

struct cps_document *
cps_parse(const char *file, const void *data, size_t len)
{
	struct owner *o = calloc(1, sizeof *o);

	if (!o) {
		say_nomem(file);
		return NULL;
	}
	o->arena = arena_new();
	if (o->arena)
		o->y = yml_parse(file, data, len);
	if (o->y && read_document(o) == 0 && set_order(o) == 0)
		return &o->d;
	cps_free(&o->d);
	return NULL;
}

void
cps_free(struct cps_document *d)
{
	struct owner *o = (struct owner *)(void *)d;

	if (!o)
		return;
	yml_free(o->y);
	arena_free(o->arena);
	free(o);
}

const struct cps_version *
cps_version(const struct cps_document *d, const char *version)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (strcmp(d->version[i].version, version) == 0)
			return &d->version[i];
	return NULL;
}

bool
cps_list_has(const struct cps_list *l, const char *text)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strcmp(l->item[i], text) == 0)
			return true;
	return false;
}

const struct cps_method *
cps_find(const struct cps_methods *m, const char *method)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->item[i].method, method) == 0)
			return &m->item[i];
	return NULL;
}

enum cps_answer
cps_permits(const struct cps_version *v, const char *method, enum name_kind kind, bool wildcard,
    int64_t t)
{
	const struct cps_methods *list = &v->methods;
	const struct cps_method *m;

	if (kind == NAME_IP && v->ip_methods.stated)
		list = &v->ip_methods;
	else if (wildcard && v->wildcard_methods.stated)
		list = &v->wildcard_methods;
	if (!list->stated)
		return CPS_NOT_STATED;
	m = cps_find(list, method);
	if (!m || (m->until != INSTANT_NONE && t >= m->until))
		return CPS_REFUSED;
	if (list == &v->wildcard_methods) {
		m = cps_find(&v->methods, method);
		if (m && m->until != INSTANT_NONE && t >= m->until)
			return CPS_REFUSED;
	}
	return CPS_PERMITTED;
}
