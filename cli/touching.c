#include "cli/touching.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "checks/families.h"
#include "cli/judging.h"
#include "cli/progress.h"
#include "cli/where.h"
#include "ledger/db.h"
#include "ledger/unit_cursor.h"

/* One finding while the ledger is gone through. */
struct cause {
	int64_t finding;
	char *rule, *value, *document, *where_text;
	struct where where;	/* of one added by a person */
	long index;		/* of the rule in the check */
	struct statement_affected a;
	int64_t *certs;
	size_t cap;
};

struct pass {
	struct cause *causes;
	size_t count;
	const char **rules;	/* of the causes, each once */
	size_t rule_count;
	struct judging j;
	struct verdict v;
	int64_t as_of, ledger_from;
};

static bool
known_rule(const char *id)
{
	for (const struct rule *const *family = families_all; *family; family++)
		for (const struct rule *r = *family; r->id; r++)
			if (strcmp(r->id, id) == 0)
				return true;
	return false;
}

static int
add_cause(struct pass *p, struct query *q)
{
	struct cause *grown = realloc(p->causes, (p->count + 1) * sizeof *grown), *c;

	if (!grown)
		return say_nomem("findings");
	p->causes = grown;
	c = &grown[p->count++];
	*c = (struct cause){ .finding = db_col_int(q, 0), .rule = strdup(db_col_text(q, 1)),
		.value = strdup(db_col_text(q, 2)), .document = strdup(db_col_text(q, 3)),
		.where_text = strdup(db_col_text(q, 4)),
		.a = { .finding = db_col_int(q, 0), .first_issued = INSTANT_NONE,
		    .last_issued = INSTANT_NONE, .as_of = p->as_of } };
	if (!c->rule || !c->value || !c->document || !c->where_text)
		return say_nomem("findings");
	return *c->where_text ? where_parse(c->where_text, &c->where) : 0;
}

static int
load_causes(struct pass *p, struct ledger *l, int64_t run_id)
{
	struct query *q = db_query(l,
	    "SELECT f.id, f.rule, f.value, f.document, coalesce(f.where_text, '') FROM finding AS f"
	    " JOIN findings AS s ON s.id = f.id WHERE s.closed_at IS NULL"
	    " OR f.id IN (SELECT finding FROM run_findings WHERE run_id = ?1) ORDER BY f.id",
	    DB(db_int(run_id)));
	int more;

	while ((more = db_step(q)) > 0) {
		if (!*db_col_text(q, 4) && !known_rule(db_col_text(q, 1)))
			continue;
		if (add_cause(p, q) != 0) {
			db_reset(q);
			return -1;
		}
	}
	return more;
}

static int
list_rules(struct pass *p)
{
	p->rules = calloc(p->count + 1, sizeof *p->rules);
	if (!p->rules)
		return say_nomem("findings");
	for (size_t i = 0; i < p->count; i++) {
		size_t k = 0;

		while (k < p->rule_count && strcmp(p->rules[k], p->causes[i].rule) != 0)
			k++;
		if (!*p->causes[i].where_text && k == p->rule_count)
			p->rules[p->rule_count++] = p->causes[i].rule;
	}
	return 0;
}

static int
list_cert(struct cause *c, int64_t id)
{
	if (c->a.cert_count == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 256;
		int64_t *grown = realloc(c->certs, cap * sizeof *grown);

		if (!grown)
			return say_nomem("findings");
		c->certs = grown;
		c->cap = cap;
	}
	c->certs[c->a.cert_count++] = id;
	return 0;
}

static int
take(struct pass *p, struct cause *c, const struct unit *u)
{
	struct statement_affected *a = &c->a;
	bool expired = u->not_after != INSTANT_NONE && u->not_after < p->as_of;

	a->count++;
	if (u->revoked_at != INSTANT_NONE && u->revoked_at <= p->as_of)
		a->revoked++;
	else if (expired)
		a->expired++;
	else
		a->still_valid++;
	if (u->issued_at != INSTANT_NONE) {
		if (a->first_issued == INSTANT_NONE || u->issued_at < a->first_issued)
			a->first_issued = u->issued_at;
		if (a->last_issued == INSTANT_NONE || u->issued_at > a->last_issued)
			a->last_issued = u->issued_at;
	}
	return expired ? 0 : list_cert(c, u->id);
}

static int
judge(struct pass *p, struct unit_cursor *units, const struct unit *u)
{
	if (strcmp(u->class, "tls") != 0 && strcmp(u->class, "serial") != 0 &&
	    strcmp(u->class, "unreadable") != 0)
		return 0;
	if (u->issued_at != INSTANT_NONE && u->issued_at < p->ledger_from)
		p->ledger_from = u->issued_at;
	if (p->rule_count > 0 && check_unit(p->j.check, u, &p->v) != 0)
		return -1;
	for (size_t i = 0; i < p->count; i++) {
		struct cause *c = &p->causes[i];
		bool touched = *c->where_text ? where_match(&c->where, p->j.catalogue, u) :
						verdict_has_cause(&p->v, (size_t)c->index, c->value,
						    c->document);

		if (touched && (unit_cursor_revocation(units) != 0 || take(p, c, u) != 0))
			return -1;
	}
	return 0;
}

static int
pump(const struct cli *cli, struct pass *p, struct ledger *l)
{
	struct unit_cursor *c = unit_cursor_open(l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_LEDGER,
		.der = p->rule_count > 0 && check_needs_der(p->j.check) });
	struct progress progress;
	const struct unit *u;
	uint64_t seen = 0;
	int more = c ? 1 : -1;

	progress_begin(&progress, cli, "affected", 0);
	while (more > 0 && (more = unit_cursor_next(c, &u)) > 0) {
		progress_step(&progress, ++seen);
		if (judge(p, c, u) != 0)
			more = -1;
	}
	progress_end(&progress);
	unit_cursor_close(c);
	return more;
}

/* The question behind the number, in words. */
static char *
words(const struct cause *c)
{
	struct text t = { 0 };

	if (*c->where_text)
		text_addf(&t, "certificates for which holds: %s", c->where_text);
	else
		text_addf(&t, "certificates that rule %s does not pass%s%s%s%s", c->rule,
		    *c->value ? " because of " : "", c->value, *c->document ? ", document " : "",
		    c->document);
	return text_failed(&t) ? NULL : t.s;
}

static int
hand_over(struct pass *p, struct touching *out)
{
	out->list = calloc(p->count + 1, sizeof *out->list);
	if (!out->list)
		return say_nomem("findings");
	for (size_t i = 0; i < p->count; i++) {
		struct cause *c = &p->causes[i];

		c->a.heuristic = words(c);
		c->a.cert_ids = c->certs;
		c->a.lower_bound = c->a.count && c->a.first_issued == p->ledger_from;
		c->certs = NULL;
		out->list[out->count++] = c->a;
		if (!c->a.heuristic) {
			touching_free(out);
			return -1;
		}
	}
	return 0;
}

int
touching_find(const struct cli *cli, struct ledger *l, int64_t run_id, int64_t as_of,
    struct touching *out)
{
	struct pass p = { .as_of = as_of, .ledger_from = INT64_MAX };
	int status = -1;

	*out = (struct touching){ 0 };
	if (load_causes(&p, l, run_id) != 0 || list_rules(&p) != 0)
		goto out;
	if (p.count == 0) {
		status = 0;
		goto out;
	}
	if (judging_open(&p.j, l,
		&(struct judging_query){ .rules_on = INSTANT_NONE, .rules = p.rules,
		    .rule_count = p.rule_count }) != 0)
		goto out;
	for (size_t i = 0; i < p.count; i++)
		p.causes[i].index = check_find(p.j.check, p.causes[i].rule);
	if (pump(cli, &p, l) == 0)
		status = hand_over(&p, out);
out:
	for (size_t i = 0; i < p.count; i++) {
		free(p.causes[i].rule);
		free(p.causes[i].value);
		free(p.causes[i].document);
		free(p.causes[i].where_text);
		free(p.causes[i].certs);
	}
	free(p.causes);
	free(p.rules);
	verdict_free(&p.v);
	judging_close(&p.j);
	return status;
}

void
touching_free(struct touching *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free((char *)t->list[i].heuristic);
		free((int64_t *)t->list[i].cert_ids);
	}
	free(t->list);
	*t = (struct touching){ 0 };
}
