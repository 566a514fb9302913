#include "ledger/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/db.h"

struct known {
	int64_t issuer_id;
	long ca;			/* index, -1 none */
};

struct inventory {
	struct inventory_ca *cas;
	size_t count;
	struct known *known;		/* what was asked, by issuer id */
	size_t known_count;
};

static char *
text_of(struct query *q, int i)
{
	return strdup(db_col_text(q, i));
}

static void *
bytes_of(struct query *q, int i, size_t *len)
{
	const void *p = db_col_blob(q, i, len);
	void *copy;

	if (!p)
		return NULL;
	copy = malloc(*len + 1);
	if (copy && *len)
		memcpy(copy, p, *len);
	return copy;
}

static enum inventory_scope
scope_of(const char *word)
{
	return strcmp(word, "ev") == 0 ? INVENTORY_EV :
	    strcmp(word, "tls") == 0   ? INVENTORY_TLS :
					 INVENTORY_OUT;
}

static int
read_ca(struct inventory *inv, struct query *q)
{
	struct inventory_ca *grown = realloc(inv->cas, (inv->count + 1) * sizeof *grown), *ca;

	if (!grown)
		return say_nomem("inventory");
	inv->cas = grown;
	ca = &grown[inv->count++];
	*ca = (struct inventory_ca){
		.has_sha256 = !db_col_null(q, 0),
		.subject = text_of(q, 1),
		.owner = text_of(q, 4),
		.scope = scope_of(db_col_text(q, 5)),
		.reason = text_of(q, 6),
		.technically_constrained = db_col_int(q, 7) != 0,
		.separately_audited = db_col_int(q, 8) != 0,
		.documents = text_of(q, 9),
		.crl_urls = text_of(q, 10),
		.valid_from = db_col_at(q, 11),
		.valid_until = db_col_at(q, 12),
	};
	ca->dn = bytes_of(q, 2, &ca->dn_len);
	ca->key_id = bytes_of(q, 3, &ca->key_id_len);
	db_col_hash(q, 0, ca->sha256);
	return ca->subject && ca->owner && ca->reason && ca->documents && ca->crl_urls ?
	    0 :
	    say_nomem("inventory");
}

struct inventory *
inventory_load(struct ledger *l, int64_t as_of)
{
	struct inventory *inv = calloc(1, sizeof *inv);
	struct query *q;
	int more;

	if (!inv) {
		say_nomem("inventory");
		return NULL;
	}
	q = db_query(l,
	    "SELECT sha256, subject, subject_dn, key_id, owner, scope, reason,"
	    " technically_constrained, separately_audited, documents, crl_urls, valid_from,"
	    " valid_until FROM ca c WHERE import_id <= ?1 AND NOT EXISTS (SELECT 1 FROM ca n"
	    " WHERE n.import_id <= ?1 AND n.id > c.id AND n.sha256 = c.sha256) ORDER BY id",
	    DB(db_int(as_of > 0 ? as_of : INT64_MAX)));
	while ((more = db_step(q)) > 0)
		if (read_ca(inv, q) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	if (more < 0) {
		inventory_free(inv);
		return NULL;
	}
	return inv;
}

void
inventory_free(struct inventory *inv)
{
	if (!inv)
		return;
	for (size_t i = 0; i < inv->count; i++) {
		free(inv->cas[i].subject);
		free(inv->cas[i].owner);
		free(inv->cas[i].reason);
		free(inv->cas[i].documents);
		free(inv->cas[i].crl_urls);
		free(inv->cas[i].dn);
		free(inv->cas[i].key_id);
	}
	free(inv->cas);
	free(inv->known);
	free(inv);
}

const struct inventory_ca *
inventory_cas(const struct inventory *inv, size_t *count)
{
	*count = inv->count;
	return inv->cas;
}

struct issuer {
	const void *dn, *key_id;
	size_t dn_len, key_id_len;
	const char *name;
};

static bool
is_same(const struct inventory_ca *ca, const struct issuer *i)
{
	if (i->dn_len == 32 && ca->has_sha256 && memcmp(i->dn, ca->sha256, 32) == 0)
		return true;
	if (ca->dn && (ca->dn_len != i->dn_len || memcmp(ca->dn, i->dn, i->dn_len) != 0))
		return false;
	if (ca->key_id_len && i->key_id_len)
		return ca->key_id_len == i->key_id_len &&
		    memcmp(ca->key_id, i->key_id, i->key_id_len) == 0;
	return ca->dn || (*ca->subject && strcmp(ca->subject, i->name) == 0);
}

/* In scope wins over out: two certificates of one key are one issuer. */
static long
match(const struct inventory *inv, const struct issuer *i)
{
	long best = -1;

	for (size_t k = 0; k < inv->count; k++)
		if (is_same(&inv->cas[k], i) &&
		    (best < 0 || (inv->cas[best].scope == INVENTORY_OUT &&
				     inv->cas[k].scope != INVENTORY_OUT)))
			best = (long)k;
	return best;
}

const struct inventory_ca *
inventory_of_issuer(struct inventory *inv, struct ledger *l, int64_t issuer_id)
{
	struct query *q;
	struct issuer i;
	struct known *grown;
	long found = -1;

	for (size_t k = 0; k < inv->known_count; k++)
		if (inv->known[k].issuer_id == issuer_id)
			return inv->known[k].ca < 0 ? NULL : &inv->cas[inv->known[k].ca];
	q = db_query(l, "SELECT dn, key_id, name FROM issuer WHERE id = ?1", DB(db_int(issuer_id)));
	if (db_step(q) > 0) {
		i.dn = db_col_blob(q, 0, &i.dn_len);
		i.key_id = db_col_blob(q, 1, &i.key_id_len);
		i.name = db_col_text(q, 2);
		found = match(inv, &i);
		db_reset(q);
	}
	grown = realloc(inv->known, (inv->known_count + 1) * sizeof *grown);
	if (grown) {
		inv->known = grown;
		inv->known[inv->known_count++] = (struct known){ issuer_id, found };
	}
	return found < 0 ? NULL : &inv->cas[found];
}
