#include "ledger/run.h"

#include "ledger/db.h"

int
run_begin(struct ledger *l, struct run *r)
{
	int64_t last = 0;

	/* the row of the run holds its counts and comes last; its children wait for it */
	if (db_script(l, "PRAGMA defer_foreign_keys = ON") != 0 ||
	    db_one_int(l, "SELECT max(id) FROM run", DB_NONE, &last) < 0)
		return -1;
	r->id = last + 1;
	return db_exec(l,
	    "INSERT INTO catalogue (sha256, text) SELECT ?1, CAST(?2 AS TEXT)"
	    " WHERE NOT EXISTS (SELECT 1 FROM catalogue WHERE sha256 = ?1)",
	    DB(db_hash(r->catalogue_sha256), db_blob(r->catalogue, r->catalogue_len)));
}

int
run_result(struct ledger *l, const struct run *r, int64_t cert_id, int64_t name_ord,
    const char *codes, const uint8_t *validation)
{
	return db_exec(l,
	    "INSERT INTO result (run_id, cert_id, name_ord, codes, validation)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)",
	    DB(db_int(r->id), db_int(cert_id), db_int(name_ord), db_text(codes),
		db_hash(validation)));
}

int
run_reason(struct ledger *l, const struct run *r, const struct run_reason *why)
{
	return db_exec(l,
	    "INSERT INTO reason (run_id, cert_id, name_ord, rule_ord, outcome, reason, value,"
	    " document, remark) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	    DB(db_int(r->id), db_int(why->cert_id), db_int(why->name_ord),
		db_int((int64_t)why->rule_ord), db_text(why->outcome), db_text(why->reason),
		db_text(why->value), db_text(why->document), db_text(why->remark)));
}

int
run_remark(struct ledger *l, const struct run *r, const struct run_reason *why)
{
	return db_exec(l,
	    "INSERT INTO pass_remark (run_id, cert_id, name_ord, rule_ord, remark)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)",
	    DB(db_int(r->id), db_int(why->cert_id), db_int(why->name_ord),
		db_int((int64_t)why->rule_ord), db_text(why->remark)));
}

static int
write_rule(struct ledger *l, const struct run *r, const struct run_rule *rule, size_t ord)
{
	const uint64_t *n = rule->counts;

	return db_exec(l,
	    "INSERT INTO run_rule (run_id, ord, rule, version, family, title, clause, effective,"
	    " until, severity, revocation, interpretation, catalogue_id, pass, fail, na, ne,"
	    " missing, nt, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	    " ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
	    DB(db_int(r->id), db_int((int64_t)ord), db_text(rule->rule), db_int(rule->version),
		db_text(rule->family), db_text(rule->title), db_text(rule->clause),
		db_text(rule->effective), db_text(rule->until), db_text(rule->severity),
		db_text(rule->revocation), db_text(rule->interpretation),
		db_text(rule->catalogue_id), db_int((int64_t)n[0]), db_int((int64_t)n[1]),
		db_int((int64_t)n[2]), db_int((int64_t)n[3]), db_int((int64_t)n[4]),
		db_int((int64_t)n[5]), db_int((int64_t)n[6])));
}

int
run_finish(struct ledger *l, const struct run *r, const struct run_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (write_rule(l, r, &rules[i], i) != 0)
			return -1;
	return db_exec(l,
	    "INSERT INTO run (id, population_id, kind, partial, rules_on, started_at, finished_at,"
	    " by, program, catalogue_sha256, import_id, certificates, exceptions)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	    DB(db_int(r->id), r->population_id ? db_int(r->population_id) : db_null(),
		db_text(r->kind), db_int(r->partial), db_at(r->rules_on), db_int(r->started_at),
		db_int(r->finished_at), db_text(r->by), db_text(r->program),
		db_hash(r->catalogue_sha256), db_int(r->import_id),
		db_int((int64_t)r->certificates), db_int((int64_t)r->exceptions)));
}

int
run_official(struct ledger *l, int64_t population_id, int64_t *id)
{
	return db_one_int(l,
	    "SELECT max(id) FROM run WHERE population_id = ?1 AND kind = 'sample' AND partial = 0"
	    " AND rules_on IS NULL",
	    DB(db_int(population_id)), id);
}
