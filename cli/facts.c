#include "cli/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "ledger/db.h"
#include "ledger/inventory.h"

#define METHODS 64		/* distinct methods of one certificate that are told apart */

const char *
facts_type(enum unit_type type)
{
	static const char *const words[] = { [UNIT_TYPE_NONE] = "none", [UNIT_TYPE_DV] = "dv",
		[UNIT_TYPE_OV] = "ov", [UNIT_TYPE_IV] = "iv", [UNIT_TYPE_EV] = "ev" };

	return words[type];
}

const char *
facts_method(const struct catalogue *c, const struct unit_name *n, const struct validation *v)
{
	const struct catalogue_method *m = catalogue_find(c, v->method, catalogue_kind_of(n));

	return m ? m->name : v->method;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
gather_methods(struct facts *f, const struct unit *u)
{
	const char *list[METHODS];
	size_t count = 0;

	for (size_t i = 0; i < u->name_count; i++) {
		const struct unit_name *n = &u->names[i];

		for (size_t k = 0; k < n->validation_count; k++) {
			const char *m = facts_method(f->catalogue, n, n->validations[k]);
			size_t at = 0;

			while (at < count && strcmp(list[at], m) != 0)
				at++;
			if (at == count && count < METHODS)
				list[count++] = m;
		}
	}
	qsort(list, count, sizeof *list, compare);
	text_clear(&f->methods);
	for (size_t i = 0; i < count; i++)
		text_addf(&f->methods, "%s%s", i ? "," : "", list[i]);
}

/* The smallest of the parties that validated something for it. */
static const char *
delegated_party(const struct unit *u)
{
	const char *least = "";

	for (size_t i = 0; i <= u->name_count; i++) {
		const struct validation *const *list =
		    i < u->name_count ? u->names[i].validations : u->others;
		size_t n = i < u->name_count ? u->names[i].validation_count : u->other_count;

		for (size_t k = 0; k < n; k++) {
			const char *party = list[k]->delegated_party;

			if (*party && (!*least || strcmp(party, least) < 0))
				least = party;
		}
	}
	return least;
}

static int
load_issuer(struct facts *f, int64_t id)
{
	struct query *q;
	char hex[3];
	int more;

	if (id == f->issuer_id && f->issuer_key.s)
		return 0;
	text_clear(&f->issuer_key);
	text_clear(&f->issuer_key_id);
	text_add(&f->issuer_key, "");
	q = db_query(f->l, "SELECT dn, key_id FROM issuer WHERE id = ?1", DB(db_int(id)));
	while ((more = db_step(q)) > 0) {
		size_t dn_len, key_len;
		const void *dn = db_col_blob(q, 0, &dn_len);
		const uint8_t *key;

		text_addn(&f->issuer_key, dn, dn_len);
		key = db_col_blob(q, 1, &key_len);
		if (key_len)
			text_addn(&f->issuer_key, key, key_len);
		for (size_t i = 0; i < key_len; i++)
			text_add(&f->issuer_key_id, digest_hex(key + i, 1, hex));
	}
	f->issuer_id = id;
	return more < 0 || text_failed(&f->issuer_key) || text_failed(&f->issuer_key_id) ? -1 : 0;
}

int
facts_of(struct facts *f, const struct unit *u, struct partition_unit *out)
{
	const struct inventory_ca *ca = NULL;

	if (load_issuer(f, u->issuer_id) != 0)
		return -1;
	gather_methods(f, u);
	if (text_failed(&f->methods))
		return say_nomem("facts");
	if (u->issuer_id)
		ca = inventory_of_issuer(f->inventory, f->l, u->issuer_id);
	*out = (struct partition_unit){
		.issuer = u->issuer,
		.issuer_key = text_str(&f->issuer_key),
		.issuer_key_len = f->issuer_key.len,
		.issuer_key_id = text_str(&f->issuer_key_id),
		.type = facts_type(u->type),
		.methods = text_str(&f->methods),
		.ra = u->ra,
		.delegated_party = delegated_party(u),
		.profile = u->profile,
		.constrained = ca && ca->technically_constrained,
	};
	return 0;
}

void
facts_free(struct facts *f)
{
	text_free(&f->issuer_key);
	text_free(&f->issuer_key_id);
	text_free(&f->methods);
}

static const struct {
	const char *class, *reason;
} classes[] = {
	{ "ca", "CA certificate" },
	{ "ocsp", "OCSP responder certificate" },
	{ "smime", "S/MIME certificate" },
	{ "codesigning", "code signing certificate" },
	{ "other", "no TLS server certificate" },
};

const char *
facts_out_of_scope(const struct facts *f, const struct unit *u, char buf[300], bool *unknown)
{
	const struct inventory_ca *ca;
	size_t known;

	*unknown = false;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strcmp(u->class, classes[i].class) == 0)
			return classes[i].reason;
	inventory_cas(f->inventory, &known);
	if (known == 0 || u->issuer_id == 0)
		return NULL;
	ca = inventory_of_issuer(f->inventory, f->l, u->issuer_id);
	if (!ca) {
		*unknown = true;
		return FACTS_UNKNOWN_ISSUER;
	}
	if (ca->scope != INVENTORY_OUT)
		return NULL;
	snprintf(buf, 300, "issuer out of scope: %s",
	    *ca->reason ? ca->reason : "no reason given in the inventory");
	return buf;
}
