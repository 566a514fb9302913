#include "cli/touching.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/causes.h"
#include "cli/standing.h"
#include "ledger/db.h"

/* One finding while the ledger is gone through. */
struct touched {
	struct standing *standing;
	struct statement_affected a;
	struct statement_listed *certs;
	size_t cap;
	bool listed;	/* its certificates go to a sheet, not only their number */
};

struct pass {
	struct touched *list;
	struct standing *standings;	/* of every finding */
	size_t standing_count;
	int64_t as_of;
};

static int
list_cert(struct touched *c, int64_t id, int64_t planned)
{
	if (c->a.cert_count == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 256;
		struct statement_listed *grown = realloc(c->certs, cap * sizeof *grown);

		if (!grown)
			return say_nomem("findings");
		c->certs = grown;
		c->cap = cap;
	}
	c->certs[c->a.cert_count++] = (struct statement_listed){ id, planned };
	return 0;
}

static int
take(void *ctx, size_t i, const struct unit *u, const struct catalogue *catalogue)
{
	struct pass *p = ctx;
	struct touched *c = &p->list[i];
	struct statement_affected *a = &c->a;
	bool expired = u->not_after != INSTANT_NONE && u->not_after < p->as_of;
	enum standing_place place;

	standing_add(c->standing, catalogue, u, &place);
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
	return expired || !c->listed ?
	    0 :
	    list_cert(c, u->id, standing_planned(c->standing, catalogue, u));
}

/* The question behind the number, in words. */
static char *
words(const struct cause *c)
{
	struct text t = { 0 };

	if (c->by_hand)
		text_addf(&t, "certificates of samples that persons marked as failing attribute %s",
		    strchr(c->rule, '.') ? strchr(c->rule, '.') + 1 : c->rule);
	else if (*c->where_text)
		text_addf(&t, "certificates for which holds: %s", c->where_text);
	else
		text_addf(&t, "certificates that do not pass rule %s%s%s%s%s", c->rule,
		    *c->value ? ", because of: " : "", c->value, *c->document ? ", by document " : "",
		    c->document);
	return text_failed(&t) ? NULL : t.s;
}

/* Those that the run met are listed, closed or not. */
static int
list_met(struct pass *p, struct ledger *l, size_t count, int64_t run_id)
{
	struct query *q = db_query(l, "SELECT finding FROM run_findings WHERE run_id = ?1", DB(db_int(run_id)));
	int more;

	while ((more = db_step(q)) > 0)
		for (size_t i = 0; i < count; i++)
			p->list[i].listed = p->list[i].listed || p->list[i].a.finding == db_col_int(q, 0);
	return more;
}

static int
prepare(struct pass *p, struct ledger *l, const struct causes *causes, int64_t run_id)
{
	if (standing_load_all(&p->standings, &p->standing_count, l, p->as_of) != 0)
		return -1;
	p->list = calloc(causes->count + 1, sizeof *p->list);
	if (!p->list)
		return say_nomem("findings");
	for (size_t i = 0; i < causes->count; i++) {
		struct touched *t = &p->list[i];

		t->a = (struct statement_affected){ .finding = causes->list[i].finding,
			.first_issued = INSTANT_NONE, .last_issued = INSTANT_NONE, .as_of = p->as_of };
		t->standing = standing_of(p->standings, p->standing_count, t->a.finding);
		t->listed = !t->standing->closed;
	}
	return list_met(p, l, causes->count, run_id);
}

static int
count_open(struct statement_affected *a, const struct standing *s)
{
	uint64_t *open = calloc(s->count, sizeof *open);

	if (!open)
		return say_nomem("findings");
	for (size_t i = 0; i < s->count; i++)
		open[i] = standing_open(&s->list[i].n);
	a->not_revoked = open;
	a->occurrence_count = s->count;
	return 0;
}

static int
hand_over(struct pass *p, const struct causes *causes, struct touching *out)
{
	out->list = calloc(causes->count + 1, sizeof *out->list);
	if (!out->list)
		return say_nomem("findings");
	for (size_t i = 0; i < causes->count; i++) {
		struct touched *t = &p->list[i];
		bool failed;

		t->a.heuristic = words(&causes->list[i]);
		t->a.listed = t->certs;
		t->a.lower_bound = t->a.count && t->a.first_issued == causes->first_issued;
		t->a.by_hand = causes->list[i].by_hand;
		t->certs = NULL;
		failed = !t->a.heuristic || count_open(&t->a, t->standing) != 0;
		out->list[out->count++] = t->a;
		if (failed) {
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
	struct pass p = { .as_of = as_of };
	struct causes causes = { 0 };
	int status = -1;

	*out = (struct touching){ 0 };
	if (causes_load(&causes, l, "TRUE", 0) == 0 && prepare(&p, l, &causes, run_id) == 0 &&
	    causes_each(cli, l, &causes, &(struct causes_walk){ .take = take, .ctx = &p }) == 0)
		status = hand_over(&p, &causes, out);
	for (size_t i = 0; p.list && i < causes.count; i++)
		free(p.list[i].certs);
	standing_free_all(p.standings, p.standing_count);
	free(p.list);
	causes_free(&causes);
	return status;
}

void
touching_free(struct touching *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free((char *)t->list[i].heuristic);
		free((struct statement_listed *)t->list[i].listed);
		free((uint64_t *)t->list[i].not_revoked);
	}
	free(t->list);
	*t = (struct touching){ 0 };
}
