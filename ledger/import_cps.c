#include <stdlib.h>
#include <string.h>

#include "base/cps.h"
#include "base/yml.h"
#include "ledger/intake.h"

static void
add_word(struct text *out, const char *word)
{
	text_addf(out, "%s%s", out->len ? " " : "", word);
}

static const char *
stated(bool is_stated, const struct text *t)
{
	return is_stated ? text_str(t) : NULL;
}

static void
join_methods(struct text *out, const struct cps_methods *m)
{
	text_clear(out);
	for (size_t i = 0; i < m->count; i++)
		add_word(out, m->item[i].method);
}

static void
join_list(struct text *out, const char *name, const struct cps_list *l)
{
	if (!l->stated)
		return;
	text_addf(out, "%s%s:", out->len ? "; " : "", name);
	for (size_t i = 0; i < l->count; i++)
		text_addf(out, " %s", l->item[i]);
	if (l->count == 0)
		text_add(out, " none");
}

static void
add_days(struct text *out, const char *name, int64_t days)
{
	if (days >= 0)
		text_addf(out, "%s%s: %lld", out->len ? "; " : "", name, (long long)days);
}

static void
add_until(struct text *out, const struct cps_methods *m)
{
	char at[INSTANT_TEXT];

	for (size_t i = 0; i < m->count; i++) {
		const struct cps_method *x = &m->item[i];

		if (x->until != INSTANT_NONE)
			text_addf(out, "%s%s until %s", out->len ? "; " : "", x->method,
			    instant_format(x->until, at));
		if (x->reuse_until != INSTANT_NONE)
			text_addf(out, "%s%s reused until %s", out->len ? "; " : "", x->method,
			    instant_format(x->reuse_until, at));
	}
}

struct words {
	struct text applies_to, methods, wildcard, ip, limits;
};

static void
free_words(struct words *w)
{
	text_free(&w->applies_to);
	text_free(&w->methods);
	text_free(&w->wildcard);
	text_free(&w->ip);
	text_free(&w->limits);
}

static int
describe(struct words *w, const struct cps_document *d, const struct cps_version *v)
{
	text_clear(&w->applies_to);
	text_clear(&w->limits);
	join_list(&w->applies_to, "types", &d->types);
	join_list(&w->applies_to, "issuers", &d->issuers);
	join_list(&w->applies_to, "policy_oids", &d->policy_oids);
	join_methods(&w->methods, &v->methods);
	join_methods(&w->wildcard, &v->wildcard_methods);
	join_methods(&w->ip, &v->ip_methods);
	add_until(&w->limits, &v->methods);
	add_days(&w->limits, "reuse_days", v->reuse_days);
	add_days(&w->limits, "random_value_days", v->random_value_days);
	add_days(&w->limits, "max_validity_days", v->max_validity_days);
	join_list(&w->limits, "key_types", &v->key_types);
	join_list(&w->limits, "policy_oids", &v->policy_oids);
	join_list(&w->limits, "caa_identities", &v->caa_identities);
	return text_failed(&w->applies_to) || text_failed(&w->methods) ||
		       text_failed(&w->wildcard) || text_failed(&w->ip) || text_failed(&w->limits)
		   ? -1
		   : 0;
}

static int
add_version(struct import *im, struct words *w, const struct cps_document *d, size_t i)
{
	const struct cps_version *v = &d->version[i];

	if (describe(w, d, v) != 0)
		return -1;
	im->r->read++;
	return db_exec(im->l,
	    "INSERT INTO temp.import_cps VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	    " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
	    DB(db_int((int64_t)i), db_text(d->document), db_stated(d->title),
		db_text(cps_kind_name(d->kind)), db_stated(text_str(&w->applies_to)),
		db_text(v->version), db_at(v->effective_from), db_at(v->published_at),
		db_at(v->effective_until), db_at(v->from), db_at(v->until), db_int(v->withdrawn),
		db_text(stated(v->methods.stated, &w->methods)),
		db_text(stated(v->wildcard_methods.stated, &w->wildcard)),
		db_text(stated(v->ip_methods.stated, &w->ip)), db_stated(text_str(&w->limits)),
		db_stated(v->source), db_stated(v->sha256), db_stated(v->evidence),
		db_stated(v->notes), db_stated(v->confirmed_by), db_at(v->confirmed_at)));
}

static int
stage(struct import *im, struct input *in)
{
	struct words w = { 0 };
	size_t len;
	const char *data = intake_slurp(im, in, YML_BYTES_MAX, &len);
	struct cps_document *d = data ? cps_parse(im->file, data, len) : NULL;
	int status = d ? 0 : -1;

	if (d && im->o->accept_cps)
		status = im->o->accept_cps(im->o->ctx, im->file, d);
	if (status == 0)
		status = db_exec(im->l, "INSERT INTO temp.import_cps_file VALUES (?1, ?2)",
		    DB(db_text(d->document), db_blob(data, len)));
	for (size_t i = 0; status == 0 && i < d->count; i++)
		status = add_version(im, &w, d, i);
	im->evidence |= EVIDENCE_CPS;
	free_words(&w);
	cps_free(d);
	return status;
}

static int
count(struct import *im)
{
	im->r->new = im->r->read;
	return 0;
}

static int
merge(struct import *im)
{
	if (db_exec(im->l,
		"INSERT INTO cps_file (import_id, document, yaml)"
		" SELECT ?1, document, yaml FROM temp.import_cps_file",
		DB(db_int(im->id))) != 0)
		return -1;
	return db_exec(
	    im->l, "INSERT INTO cps_version SELECT ?1, * FROM temp.import_cps", DB(db_int(im->id)));
}

/* The columns of cps_version behind import_id, in their order. */
const struct import_steps import_cps_steps = {
	.tables =
	    "CREATE TEMP TABLE import_cps_file (document TEXT, yaml BLOB);"
	    "CREATE TEMP TABLE import_cps (ord INTEGER PRIMARY KEY, document, title, kind,"
	    " applies_to, version, effective_from, published_at, effective_until,"
	    " in_force_from, in_force_until, withdrawn, methods, wildcard_methods, ip_methods,"
	    " limits, source, sha256, evidence, notes, confirmed_by, confirmed_at);",
	.stage = stage,
	.count = count,
	.merge = merge,
	.takes = SNIFF_REGISTER | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "a CPS register (YAML)",
};
