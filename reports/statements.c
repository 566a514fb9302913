#include "reports/statements.h"

#include "ledger/db.h"

static int
load_said(struct ledger *l, const struct statements *s)
{
	for (size_t i = 0; i < s->said_count; i++) {
		const struct statement *t = &s->said[i];

		if (db_exec(l, "INSERT INTO temp.stated VALUES (?1, ?2, ?3, ?4)",
			DB(db_text(t->place), db_int((int64_t)i), db_text(t->text),
			    db_text(t->limits))) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->evidence_count; i++)
		if (db_exec(l, "INSERT INTO temp.stated_evidence VALUES (?1, ?2)",
			DB(db_text(s->evidence[i].kind), db_text(s->evidence[i].reason))) != 0)
			return -1;
	return 0;
}

static int
load_numbers(struct ledger *l, const struct statements *s)
{
	for (size_t i = 0; i < s->power_count; i++)
		if (db_exec(l, "INSERT INTO temp.stated_power VALUES (?1, ?2)",
			DB(db_int((int64_t)s->power[i].affected),
			    db_real(s->power[i].detection))) != 0)
			return -1;
	for (size_t i = 0; i < s->bound_count; i++) {
		const struct statement_bound *b = &s->bounds[i];

		if (db_exec(l,
			"INSERT INTO temp.stated_bound VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
			" ?10, ?11, ?12)",
			DB(db_int((int64_t)i), db_text(b->scope), db_int((int64_t)b->certificates),
			    db_int((int64_t)b->sample), db_int((int64_t)b->exceptions),
			    db_real(b->confidence),
			    b->has_estimate ? db_real(b->estimate) : db_null(),
			    b->has_error ? db_real(b->standard_error) : db_null(),
			    db_int((int64_t)b->lower), db_int((int64_t)b->upper),
			    db_int((int64_t)b->upper_one_sided), db_text(b->method))) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->period_count; i++) {
		const struct statement_period *p = &s->periods[i];

		if (db_exec(l,
			"INSERT INTO temp.stated_period VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
			" ?11)",
			DB(db_int(p->population_id), db_real(p->estimate_rate),
			    db_real(p->lower_rate), db_real(p->upper_rate),
			    db_real(p->chart_centre), db_real(p->chart_lower),
			    db_real(p->chart_upper), db_real(p->laney_lower),
			    db_real(p->laney_upper), db_real(p->cusum),
			    db_real(p->cusum_limit))) != 0)
			return -1;
	}
	return 0;
}

static int
load_trend(struct ledger *l, const struct statements *s)
{
	static const char *const directions[] = { "falling", "level", "rising" };

	for (size_t i = 0; i < s->pair_count; i++) {
		const struct statement_pair *p = &s->pairs[i];

		if (db_exec(l, "INSERT INTO temp.stated_pair VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			DB(db_int((int64_t)i), db_text(p->earlier), db_text(p->later),
			    db_real(p->p), db_real(p->worse), db_real(p->adjusted))) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->rule_period_count; i++) {
		const struct statement_rule_period *p = &s->rule_periods[i];

		if (db_exec(l, "INSERT INTO temp.stated_rule_period VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			DB(db_int(p->population_id), db_text(p->rule), db_int((int64_t)p->sample),
			    db_int((int64_t)p->failing), db_real(p->lower_rate),
			    db_real(p->upper_rate))) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->rule_count; i++) {
		const struct statement_rule *r = &s->rules[i];

		if (db_exec(l,
			"INSERT INTO temp.stated_rule VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			DB(db_text(r->rule), db_text(r->severity), db_int((int64_t)r->periods),
			    db_int((int64_t)r->sample), db_int((int64_t)r->failing),
			    db_real(r->chi2), db_real(r->p), db_real(r->exact),
			    db_real(r->adjusted),
			    db_text(directions[r->direction + 1]))) != 0)
			return -1;
	}
	return 0;
}

static int
load_sampling(struct ledger *l, const struct statements *s)
{
	for (size_t i = 0; i < s->sampling_count; i++) {
		const struct statement_sampling *r = &s->sampling[i];

		if (db_exec(l,
			"INSERT INTO temp.stated_sampling VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
			" ?10)",
			DB(db_int((int64_t)i), db_text(r->rule), db_text(r->catalogue_id), db_text(r->title),
			    db_text(r->clause), db_text(r->severity), db_text(r->outcome),
			    db_stated(r->part), db_stated(r->reason),
			    db_stated(r->interpretation))) != 0)
			return -1;
	}
	return 0;
}

static int
load_calendar(struct ledger *l, const struct statements *s)
{
	for (size_t i = 0; i < s->method_count; i++) {
		const struct statement_method *m = &s->methods[i];

		if (db_exec(l,
			"INSERT INTO temp.stated_method VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
			" ?10, ?11, ?12, ?13, ?14)",
			DB(db_int((int64_t)i), db_text(m->method), db_text(m->title),
			    db_text(m->kind), db_stated(m->valid_from), db_stated(m->valid_until),
			    db_stated(m->reuse_until), db_stated(m->wildcard),
			    db_stated(m->wildcard_until), db_stated(m->subdomains),
			    db_stated(m->subdomains_until), db_count(m->reuse_days),
			    db_stated(m->mpic), db_stated(m->source))) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->label_count; i++)
		if (db_exec(l, "INSERT OR IGNORE INTO temp.stated_label VALUES (?1, ?2, ?3)",
			DB(db_text(s->labels[i].text), db_int(s->labels[i].kind),
			    db_text(s->labels[i].method))) != 0)
			return -1;
	for (size_t i = 0; i < s->reuse_count; i++)
		if (db_exec(l, "INSERT INTO temp.stated_reuse VALUES (?1, ?2, ?3)",
			DB(db_int(s->reuse[i].from),
			    db_int(s->reuse[i].until == INSTANT_NONE ? INT64_MAX : s->reuse[i].until),
			    db_int(s->reuse[i].days))) != 0)
			return -1;
	return 0;
}

static int
load_affected(struct ledger *l, const struct statement_affected *a)
{
	struct query *q;
	int status = 0;

	if (db_exec(l,
		"INSERT INTO temp.stated_affected VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
		DB(db_int(a->finding), db_int((int64_t)a->count), db_int((int64_t)a->still_valid),
		    db_int((int64_t)a->expired), db_int((int64_t)a->revoked),
		    db_at(a->first_issued), db_at(a->last_issued), db_at(a->as_of),
		    db_int(a->lower_bound), db_text(a->heuristic), db_int(a->by_hand))) != 0)
		return -1;
	q = db_prepare(l, "INSERT OR IGNORE INTO temp.stated_certificate VALUES (?1, ?2, ?3)");
	for (size_t i = 0; i < a->cert_count && status == 0; i++)
		status = db_run(q, DB(db_int(a->finding), db_int(a->listed[i].cert_id),
				     db_at(a->listed[i].planned)));
	if (!q)
		status = -1;
	db_release(q);
	for (size_t i = 0; i < a->occurrence_count && status == 0; i++)
		status = db_exec(l, "INSERT INTO temp.stated_occurrence VALUES (?1, ?2, ?3)",
		    DB(db_int(a->finding), db_int((int64_t)i + 1), db_int((int64_t)a->not_revoked[i])));
	return status;
}

int
statements_load(struct ledger *l, const struct statements *s)
{
	if (load_said(l, s) != 0 || load_numbers(l, s) != 0 || load_sampling(l, s) != 0 ||
	    load_trend(l, s) != 0 ||
	    load_calendar(l, s) != 0)
		return -1;
	for (size_t i = 0; i < s->affected_count; i++)
		if (load_affected(l, &s->affected[i]) != 0)
			return -1;
	return 0;
}
