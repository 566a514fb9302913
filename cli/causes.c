#include "cli/causes.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "checks/families.h"
#include "cli/progress.h"
#include "ledger/db.h"
#include "ledger/unit_cursor.h"

struct pass {
	struct causes *causes;
	const struct causes_walk *w;
	const char **rules;	/* of the causes, each once */
	size_t rule_count;
	struct judging j;
	struct verdict v;
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
add_cause(struct causes *list, struct query *q)
{
	struct cause *grown = realloc(list->list, (list->count + 1) * sizeof *grown), *c;

	if (!grown)
		return say_nomem("findings");
	list->list = grown;
	c = &grown[list->count++];
	*c = (struct cause){ .finding = db_col_int(q, 0), .rule = strdup(db_col_text(q, 1)),
		.value = strdup(db_col_text(q, 2)), .document = strdup(db_col_text(q, 3)),
		.where_text = strdup(db_col_text(q, 4)), .by_hand = db_col_int(q, 5) };
	if (!c->rule || !c->value || !c->document || !c->where_text)
		return say_nomem("findings");
	return *c->where_text ? where_parse(c->where_text, &c->where) : 0;
}

/* The marks of samples are few. */
static int
load_marked(struct cause *c, struct ledger *l)
{
	struct query *q = db_query(l,
	    "SELECT DISTINCT cert_id FROM review_fails WHERE finding = ?1 ORDER BY cert_id",
	    DB(db_int(c->finding)));
	int more;

	while ((more = db_step(q)) > 0) {
		int64_t *grown = realloc(c->marked, (c->marked_count + 1) * sizeof *grown);

		if (!grown) {
			db_reset(q);
			return say_nomem("findings");
		}
		c->marked = grown;
		c->marked[c->marked_count++] = db_col_int(q, 0);
	}
	return more;
}

static bool
is_marked(const struct cause *c, int64_t cert)
{
	size_t low = 0, high = c->marked_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->marked[middle] < cert)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->marked_count && c->marked[low] == cert;
}

int
causes_load(struct causes *c, struct ledger *l, const char *which, int64_t arg)
{
	struct text sql = { 0 };
	struct query *q = NULL;
	int more = -1;

	*c = (struct causes){ .first_issued = INT64_MAX };
	text_addf(&sql,
	    "SELECT f.id, f.rule, f.value, f.document, coalesce(f.where_text, ''),"
	    " f.source = 'review' FROM finding AS f"
	    " JOIN findings AS s ON s.id = f.id WHERE (%s) AND ?1 IS NOT NULL ORDER BY f.id",
	    which);
	if (text_failed(&sql))
		say_nomem("findings");
	else
		q = db_query(l, text_str(&sql), DB(db_int(arg)));
	while (q && (more = db_step(q)) > 0) {
		if (!*db_col_text(q, 4) && !db_col_int(q, 5) && !known_rule(db_col_text(q, 1)))
			continue;
		if (add_cause(c, q) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	}
	text_free(&sql);
	for (size_t i = 0; more == 0 && i < c->count; i++)
		if (c->list[i].by_hand)
			more = load_marked(&c->list[i], l);
	return more;
}

void
causes_free(struct causes *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->list[i].rule);
		free(c->list[i].value);
		free(c->list[i].document);
		free(c->list[i].where_text);
		free(c->list[i].marked);
	}
	free(c->list);
	*c = (struct causes){ 0 };
}

static int
list_rules(struct pass *p)
{
	p->rules = calloc(p->causes->count + 1, sizeof *p->rules);
	if (!p->rules)
		return say_nomem("findings");
	for (size_t i = 0; i < p->causes->count; i++) {
		const struct cause *c = &p->causes->list[i];
		size_t k = 0;

		while (k < p->rule_count && strcmp(p->rules[k], c->rule) != 0)
			k++;
		if (!*c->where_text && !c->by_hand && k == p->rule_count)
			p->rules[p->rule_count++] = c->rule;
	}
	return 0;
}

/* Only subscriber TLS certificates, and what may be one, can be touched. */
static bool
may_be_tls(const struct unit *u)
{
	return strcmp(u->class, "tls") == 0 || strcmp(u->class, "serial") == 0 ||
	    strcmp(u->class, "unreadable") == 0;
}

static bool
touches(const struct pass *p, const struct cause *c, const struct unit *u)
{
	if (c->by_hand)
		return is_marked(c, u->id);
	if (*c->where_text)
		return where_match(&c->where, p->j.catalogue, u);
	return verdict_has_cause(&p->v, (size_t)c->index, c->value, c->document);
}

static int
judge(struct pass *p, struct unit_cursor *units, const struct unit *u)
{
	bool known = false;

	if (!may_be_tls(u))
		return 0;
	if (u->issued_at != INSTANT_NONE && u->issued_at < p->causes->first_issued)
		p->causes->first_issued = u->issued_at;
	if (p->w->skip && p->w->skip(p->w->ctx, u))
		return 0;
	if (p->rule_count > 0 && check_unit(p->j.check, u, &p->v) != 0)
		return -1;
	for (size_t i = 0; i < p->causes->count; i++) {
		if (!touches(p, &p->causes->list[i], u))
			continue;
		if (!known && unit_cursor_revocation(units) != 0)
			return -1;
		known = true;
		if (p->w->take(p->w->ctx, i, u, p->j.catalogue) != 0)
			return -1;
	}
	return 0;
}

static int
pump(const struct cli *cli, struct pass *p, struct ledger *l)
{
	struct unit_cursor *c = unit_cursor_open(l,
	    &(struct unit_cursor_query){
		.scope = p->w->population_id ? UNIT_CURSOR_POPULATION : UNIT_CURSOR_LEDGER,
		.population_id = p->w->population_id,
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

int
causes_each(const struct cli *cli, struct ledger *l, struct causes *c, const struct causes_walk *w)
{
	struct pass p = { .causes = c, .w = w };
	int rc = -1;

	if (c->count == 0)
		return 0;
	if (list_rules(&p) == 0 &&
	    judging_open(&p.j, l,
		&(struct judging_query){ .rules_on = INSTANT_NONE, .rules = p.rules,
		    .rule_count = p.rule_count }) == 0) {
		for (size_t i = 0; i < c->count; i++)
			c->list[i].index = check_find(p.j.check, c->list[i].rule);
		rc = pump(cli, &p, l);
	}
	free(p.rules);
	verdict_free(&p.v);
	judging_close(&p.j);
	return rc;
}
