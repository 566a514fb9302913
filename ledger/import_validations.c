#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/import_validation.h"

struct validations {
	struct digest *digest;
	struct query *add;
	struct text scratch;
	unsigned kinds; /* bits of the ref_kinds met */
};

/* Both tables have them in this order, behind the columns of the key. */
#define COLUMNS                                                                              \
	"kind, ev_item, initiated_at, oldest_data_at, adn_derivation, br_version,"           \
	" random_created_at, random_used_at, random_value, token_id, recipient, dns_record," \
	" redirects, perspectives_ok, perspectives_total, rirs, caa_checked_at, caa_result," \
	" caa_perspectives_ok, caa_perspectives_total, caa_rirs, issued_at, reused_from,"    \
	" evidence, delegated_party, relied_on"

static int
begin(struct import *im)
{
	struct validations *s = calloc(1, sizeof *s);

	im->state = s;
	if (!s)
		return say_nomem("import validations");
	s->digest = digest_new();
	s->add = db_prepare(im->l,
	    "INSERT INTO temp.import_validation (ref_kind, ref, name, adn, validated_at, method,"
	    " hash, " COLUMNS
	    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	    " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31,"
	    " ?32, ?33)");
	return s->digest && s->add ? 0 : -1;
}

static void
end(struct import *im)
{
	struct validations *s = im->state;

	if (!s)
		return;
	digest_free(s->digest);
	db_release(s->add);
	text_free(&s->scratch);
	free(s);
}

static int
take(struct import *im, struct import_table_row *row)
{
	struct validations *s = im->state;
	struct import_validation x;
	const struct validation *v = &x.v;
	char item[2] = { 0 };

	if (import_validation_read(row, &x) != 0)
		return 1;
	if (import_validation_hash(&x, s->digest, &s->scratch) != 0)
		return -1;
	im->evidence |= import_validation_evidence(v);
	s->kinds |= 1u << x.ref_kind;
	item[0] = v->ev_item;
	return db_run(s->add,
	    DB(db_int(x.ref_kind), import_validation_ref(&x), db_text(v->name), db_text(v->adn),
		db_int(v->validated_at), db_text(v->method), db_hash(v->hash), db_int(v->kind),
		db_stated(item), db_at(v->initiated_at), db_at(v->oldest_data_at),
		db_stated(v->adn_derivation), db_stated(v->br_version), db_at(v->random_created_at),
		db_at(v->random_used_at), db_stated(v->random_value), db_stated(v->token_id),
		db_stated(v->recipient), db_stated(v->dns_record), db_stated(v->redirects),
		db_count(v->perspectives_ok), db_count(v->perspectives_total), db_stated(v->rirs),
		db_at(v->caa_checked_at), db_stated(v->caa_result),
		db_count(v->caa_perspectives_ok), db_count(v->caa_perspectives_total),
		db_stated(v->caa_rirs), db_at(v->issued_at), db_stated(v->reused_from),
		db_stated(v->evidence), db_stated(v->delegated_party), db_int(v->relied_on)));
}

static int
stage(struct import *im, struct input *in)
{
	static const struct import_table table = { import_validation_columns,
		IMPORT_VALIDATION_COUNT, IMPORT_VALIDATION_validated_at + 1, take, 0 };

	return import_table_read(im, in, &table);
}

/* By kind of reference: how many of the file's records find no certificate yet. */
static int
count_pending(struct import *im)
{
	static const char *const missing[] = {
		"SELECT count(*) FROM temp.import_validation AS s WHERE s.ref_kind = 0"
		" AND NOT EXISTS (SELECT 1 FROM cert AS c WHERE c.sha256 = s.ref)",
		"SELECT count(*) FROM temp.import_validation AS s WHERE s.ref_kind = 1"
		" AND NOT EXISTS (SELECT 1 FROM serial AS n WHERE n.serial = CAST(s.ref AS TEXT))",
		"SELECT count(*) FROM temp.import_validation AS s WHERE s.ref_kind = 2"
		" AND CAST(s.ref AS TEXT) NOT IN (SELECT k.authz_id FROM link AS k"
		" WHERE (k.ref_kind = 0 AND EXISTS (SELECT 1 FROM cert AS c WHERE c.sha256 = "
		"k.ref))"
		" OR (k.ref_kind = 1 AND EXISTS (SELECT 1 FROM serial AS n"
		" WHERE n.serial = CAST(k.ref AS TEXT))))",
		"SELECT count(*) FROM temp.import_validation AS s WHERE s.ref_kind = 3"
		" AND CAST(s.ref AS TEXT) NOT IN (SELECT account FROM cert WHERE account IS NOT "
		"NULL"
		" UNION SELECT account FROM cert_claim WHERE account IS NOT NULL)",
		"SELECT count(*) FROM temp.import_validation AS s WHERE s.ref_kind = 4"
		" AND CAST(s.ref AS TEXT) NOT IN (SELECT account FROM cert WHERE account IS NOT "
		"NULL"
		" UNION SELECT account FROM cert_claim WHERE account IS NOT NULL)",
	};
	const struct validations *s = im->state;

	for (int kind = 0; kind < 5; kind++)
		if (s->kinds & 1u << kind && intake_pending(im, missing[kind]) != 0)
			return -1;
	return 0;
}

/*
 * In the order of what they refer to: the table is appended to, or merged with, leaf by leaf.
 */
static int
merge(struct import *im)
{
	if (db_exec(im->l,
		"INSERT INTO method (text) SELECT DISTINCT s.method FROM temp.import_validation AS s"
		" WHERE NOT EXISTS (SELECT 1 FROM method AS m WHERE m.text = s.method)"
		" ORDER BY s.method",
		DB_NONE) != 0 ||
	    db_exec(im->l,
		"INSERT INTO validation (ref_kind, ref, name, adn, validated_at, method_id, hash,"
		" import_id, " COLUMNS ") SELECT s.ref_kind, s.ref, s.name, s.adn, s.validated_at,"
		" (SELECT m.id FROM method AS m WHERE m.text = s.method), s.hash, ?1, " COLUMNS
		" FROM temp.import_validation AS s ORDER BY s.ref_kind, s.ref, s.hash"
		" ON CONFLICT DO NOTHING",
		DB(db_int(im->id))) != 0)
		return -1;
	intake_new(im, db_changes(im->l));
	return count_pending(im);
}

const struct import_steps import_validations_steps = {
	.tables = "CREATE TEMP TABLE import_validation (ord INTEGER PRIMARY KEY, ref_kind INTEGER, "
		  "ref BLOB, name TEXT,"
		  " adn TEXT, validated_at INTEGER, method TEXT, hash BLOB, " COLUMNS ");",
	.begin = begin,
	.stage = stage,
	.merge = merge,
	.end = end,
	.takes = SNIFF_VALIDATIONS | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "validations (CSV or JSON Lines)",
};
