#include "ledger/import_issuer.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/db.h"

#define SLOTS 256

struct slot {
	uint8_t *key; /* dn, then key id */
	size_t dn_len, len;
	int64_t id;
};

struct import_issuers {
	struct ledger *l;
	struct query *find, *make;
	struct slot slots[SLOTS];
};

struct import_issuers *
import_issuer_new(struct ledger *l)
{
	struct import_issuers *all = calloc(1, sizeof *all);

	if (!all) {
		say_nomem("import");
		return NULL;
	}
	all->l = l;
	all->find = db_prepare(l, "SELECT id FROM issuer WHERE dn = ?1 AND key_id = ?2");
	all->make =
	    db_prepare(l, "INSERT INTO issuer (dn, key_id, name, org) VALUES (?1, ?2, ?3, ?4)");
	if (all->find && all->make)
		return all;
	import_issuer_free(all);
	return NULL;
}

void
import_issuer_free(struct import_issuers *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(all->slots[i].key);
	db_release(all->find);
	db_release(all->make);
	free(all);
}

/* FNV-1a: which slot, nothing more rests on it. */
static uint64_t
mix(uint64_t h, const uint8_t *p, size_t len)
{
	while (len-- > 0)
		h = (h ^ *p++) * UINT64_C(1099511628211);
	return h;
}

static int
ask(struct import_issuers *all, const struct import_issuer *i, int64_t *id)
{
	struct db_value dn = db_blob(i->dn, i->dn_len);
	struct db_value key = db_blob(i->key_id_len ? i->key_id : "", i->key_id_len);
	int more;

	if (db_bind(all->find, DB(dn, key)) != 0)
		return -1;
	more = db_step(all->find);
	if (more > 0) {
		*id = db_col_int(all->find, 0);
		db_reset(all->find);
		return 0;
	}
	if (more < 0 || db_run(all->make, DB(dn, key, db_text(i->name), db_text(i->org))) != 0)
		return -1;
	*id = db_last_id(all->l);
	return 0;
}

int
import_issuer_id(struct import_issuers *all, const struct import_issuer *i, int64_t *id)
{
	uint64_t h =
	    mix(mix(UINT64_C(14695981039346656037), i->dn, i->dn_len), i->key_id, i->key_id_len);
	struct slot *s = &all->slots[h % SLOTS];
	size_t len = i->dn_len + i->key_id_len;
	uint8_t *key;

	if (s->key && s->len == len && s->dn_len == i->dn_len &&
	    memcmp(s->key, i->dn, i->dn_len) == 0 &&
	    (i->key_id_len == 0 || memcmp(s->key + i->dn_len, i->key_id, i->key_id_len) == 0)) {
		*id = s->id;
		return 0;
	}
	if (ask(all, i, id) != 0)
		return -1;
	key = malloc(len + 1);
	if (!key)
		return say_nomem("import");
	memcpy(key, i->dn, i->dn_len);
	if (i->key_id_len)
		memcpy(key + i->dn_len, i->key_id, i->key_id_len);
	free(s->key);
	*s = (struct slot){ key, i->dn_len, len, *id };
	return 0;
}
