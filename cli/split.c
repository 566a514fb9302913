#include "cli/split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/say.h"
#include "cli/facts.h"
#include "cli/period.h"
#include "ledger/db.h"

#define SHOWN 10 /* domains on the screen */

/* last: the certificate counted last under the key, so that two of its names count once */
static const char tables_sql[] =
    "DROP TABLE IF EXISTS temp.split;"
    "CREATE TEMP TABLE split (kind INTEGER NOT NULL, key TEXT NOT NULL, certificates INTEGER NOT NULL,"
    " still_valid INTEGER NOT NULL, first_issued INTEGER, last_issued INTEGER, last INTEGER NOT NULL,"
    " PRIMARY KEY (kind, key)) WITHOUT ROWID;";

/* A run: its first certificate (?8, valid ?9) may be the one that was counted last. */
static const char count_sql[] =
    "INSERT INTO temp.split VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET"
    " certificates = certificates + excluded.certificates - (last = ?8),"
    " still_valid = still_valid + excluded.still_valid - (last = ?8 AND ?9),"
    " first_issued = coalesce(min(first_issued, excluded.first_issued), first_issued, excluded.first_issued),"
    " last_issued = coalesce(max(last_issued, excluded.last_issued), last_issued, excluded.last_issued),"
    " last = excluded.last";

int
split_begin(struct split *s, struct ledger *l)
{
	*s = (struct split){ .l = l, .own = !db_in_transaction(l) };
	if ((s->own && db_begin_read(l) != 0) || db_script(l, tables_sql) != 0)
		return -1;
	s->count = db_prepare(l, count_sql);
	return s->count ? 0 : -1;
}

void
split_end(struct split *s)
{
	db_release(s->count);
	if (s->own)
		db_rollback(s->l);
	for (int kind = 0; kind < SPLIT_KINDS; kind++)
		text_free(&s->runs[kind].key);
	*s = (struct split){ 0 };
}

static int
flush(struct split *s, enum split_kind kind)
{
	struct split_run *r = &s->runs[kind];
	int rc;

	if (r->certificates == 0)
		return 0;
	rc = text_failed(&r->key) ? -1 :
	    db_run(s->count,
		DB(db_int(kind), db_text(text_str(&r->key)), db_int((int64_t)r->certificates),
		    db_int((int64_t)r->still_valid), db_at(r->first_issued), db_at(r->last_issued),
		    db_int(r->last), db_int(r->first), db_int(r->first_valid)));
	r->certificates = 0;
	return rc;
}

static int
count(struct split *s, const struct split_unit *su, enum split_kind kind, const char *key)
{
	struct split_run *r = &s->runs[kind];
	int64_t at = su->u->issued_at;

	if (r->certificates == 0 || strcmp(text_str(&r->key), key) != 0) {
		if (flush(s, kind) != 0)
			return -1;
		text_clear(&r->key);
		text_add(&r->key, key);
		r->still_valid = 0;
		r->first_issued = r->last_issued = at;
		r->first = su->u->id;
		r->first_valid = su->valid;
	} else if (r->last == su->u->id)
		return 0;
	r->certificates++;
	r->still_valid += su->valid;
	r->last = su->u->id;
	if (at != INSTANT_NONE && (r->first_issued == INSTANT_NONE || at < r->first_issued))
		r->first_issued = at;
	if (at != INSTANT_NONE && at > r->last_issued)	/* INSTANT_NONE is before all */
		r->last_issued = at;
	return 0;
}

static int
count_issuer(struct split *s, const struct split_unit *su)
{
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)su->u->issuer_id);
	return count(s, su, SPLIT_ISSUER, id);
}

static int
count_methods(struct split *s, const struct split_unit *su, size_t i)
{
	const struct unit_name *n = &su->u->names[i];

	if (su->chosen)
		return count(s, su, SPLIT_METHOD,
		    su->chosen[i] ? facts_method(su->catalogue, n, su->chosen[i]) : "no validation");
	for (size_t k = 0; k < n->validation_count; k++)
		if (count(s, su, SPLIT_METHOD, facts_method(su->catalogue, n, n->validations[k])) != 0)
			return -1;
	return n->validation_count ? 0 : count(s, su, SPLIT_METHOD, "no validation");
}

static int
count_domain(struct split *s, const struct split_unit *su, const struct unit_name *n)
{
	const char *base = name_base(n->text);
	const char *domain = name_suffix_base(base, NAME_SUFFIX_ICANN);

	return count(s, su, SPLIT_DOMAIN, domain ? domain : base);
}

int
split_add(struct split *s, const struct split_unit *su)
{
	static const char *const types[] = { "none", "DV", "OV", "IV", "EV" };

	if (count_issuer(s, su) != 0 || count(s, su, SPLIT_TYPE, types[su->u->type]) != 0)
		return -1;
	for (size_t i = 0; i < su->u->name_count; i++) {
		const struct unit_name *n = &su->u->names[i];

		if (n->kind != NAME_DNS && n->kind != NAME_IP)
			continue;
		if (count_methods(s, su, i) != 0 || count_domain(s, su, n) != 0)
			return -1;
	}
	return 0;
}

int
split_each(struct split *s, enum split_kind kind, uint64_t limit, uint64_t *total,
    int (*each)(void *ctx, const struct split_row *r), void *ctx)
{
	struct query *q;
	int64_t n = 0;
	int more, rc = 0;

	if (flush(s, kind) != 0 ||
	    db_one_int(s->l, "SELECT count(*) FROM temp.split WHERE kind = ?1", DB(db_int(kind)), &n) < 0)
		return -1;
	q = db_query(s->l,
	    "SELECT CASE WHEN s.kind <> 0 THEN s.key ELSE coalesce(i.name, 'not known') END,"
	    " CASE WHEN s.kind = 0 THEN lower(hex(i.key_id)) ELSE '' END,"
	    " s.certificates, s.still_valid, s.first_issued, s.last_issued FROM temp.split AS s"
	    " LEFT JOIN issuer AS i ON s.kind = 0 AND i.id = CAST(s.key AS INTEGER)"
	    " WHERE s.kind = ?1 ORDER BY s.certificates DESC, 1, 2 LIMIT ?2",
	    DB(db_int(kind), db_int(limit ? (int64_t)limit : -1)));
	while (rc == 0 && (more = db_step(q)) > 0) {
		const struct split_row r = { .key = db_col_text(q, 0), .key_id = db_col_text(q, 1),
			.certificates = (uint64_t)db_col_int(q, 2),
			.still_valid = (uint64_t)db_col_int(q, 3), .first_issued = db_col_at(q, 4),
			.last_issued = db_col_at(q, 5) };

		rc = each(ctx, &r);
	}
	if (rc != 0)
		db_reset(q);
	else if (more < 0)
		return -1;
	*total = (uint64_t)n;
	return rc;
}

static const char *const names[SPLIT_KINDS] = { "issuer", "type", "method", "domain" };
static const char *const keys[SPLIT_KINDS] = { "issuers", "types", "methods", "domains" };

struct listing {
	json_t *rows;
	const char *name;
};

static int
list_row(void *ctx, const struct split_row *r)
{
	struct listing *x = ctx;
	json_t *row = json_pack("{s:s, s:I, s:I, s:o, s:o}", x->name, r->key, "certificates",
	    (json_int_t)r->certificates, "still_valid", (json_int_t)r->still_valid, "first_issued",
	    period_time(r->first_issued), "last_issued", period_time(r->last_issued));

	if (*r->key_id)
		json_object_set_new(row, "key_id", json_string(r->key_id));
	return json_array_append_new(x->rows, row) == 0 ? 0 : say_nomem("affected");
}

int
split_json(struct split *s, json_t *object)
{
	for (int kind = 0; kind < SPLIT_KINDS; kind++) {
		struct listing x = { json_array(), names[kind] };
		uint64_t total;

		if (json_object_set_new(object, keys[kind], x.rows) != 0)
			return say_nomem("affected");
		if (split_each(s, (enum split_kind)kind, 0, &total, list_row, &x) != 0)
			return -1;
	}
	return 0;
}

static int
print_row(void *ctx, const struct split_row *r)
{
	uint64_t *shown = ctx;

	char *key = strdup(r->key);

	if (!key)
		return say_nomem("affected");
	*shown += 1;
	printf("%10llu %10llu  %s%s%s%s\n", (unsigned long long)r->certificates,
	    (unsigned long long)r->still_valid, text_tame(key), *r->key_id ? " (key id " : "", r->key_id,
	    *r->key_id ? ")" : "");
	free(key);
	return 0;
}

int
split_print(struct split *s)
{
	for (int kind = 0; kind < SPLIT_KINDS; kind++) {
		uint64_t shown = 0, total = 0;

		printf("\n%10s %10s  by %s\n", "affected", "valid",
		    kind == SPLIT_ISSUER	 ? "issuing CA" :
			kind == SPLIT_DOMAIN ? "registered domain" :
					       names[kind]);
		if (split_each(s, (enum split_kind)kind, kind == SPLIT_DOMAIN ? SHOWN : 0, &total,
			print_row, &shown) != 0)
			return -1;
		if (shown < total)
			printf("%21s  and %llu more (--json lists all)\n", "",
			    (unsigned long long)(total - shown));
	}
	return 0;
}
