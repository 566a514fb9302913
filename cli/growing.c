#include "cli/growing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/figures.h"
#include "ledger/db.h"
#include "sampler/expansion.h"
#include "sampler/plan.h"

/* A certificate of the sample as drawn or extended by the plan, and judged by run ?2. */
#define JUDGED                                                                            \
	" FROM sample AS s JOIN result AS o ON o.run_id = ?2 AND o.cert_id = s.cert_id"   \
	" AND o.name_ord = -1 WHERE s.population_id = ?1 AND NOT EXISTS (SELECT 1 FROM"   \
	" extension AS x WHERE x.id = s.extension_id AND x.kind = 'judgement')"

static int
load_plan(struct growing *g, struct ledger *l, int64_t population_id)
{
	struct text t = { 0 };
	struct plan *plan = NULL;

	if (population_plan(l, population_id, &t) == 0 && !text_failed(&t))
		plan = plan_parse("plan", t.s, t.len);
	text_free(&t);
	if (!plan)
		return -1;
	g->given = plan->expansion.given;
	g->tolerable_rate = plan->expansion.tolerable_rate;
	g->risk_limit = plan->expansion.risk_limit;
	plan_free(plan);
	return 0;
}

static int
load_parts(struct growing *g, struct ledger *l, int64_t population_id)
{
	struct population_stratum *strata;
	size_t count;
	int status = -1;

	if (population_strata(l, population_id, &strata, &count) != 0)
		return -1;
	g->parts = arena_array(g->arena, count + 1, sizeof *g->parts);
	for (size_t i = 0; g->parts && i < count; i++) {
		g->parts[i] = (struct growing_part){ .population = strata[i].count, .p = 1,
			.name = arena_string(g->arena, strata[i].name, strlen(strata[i].name)) };
		if (!g->parts[i].name)
			goto out;
	}
	g->part_count = count;
	status = g->parts ? 0 : -1;
out:
	population_free_strata(strata, count);
	return status;
}

static int
load_left(struct growing *g, struct ledger *l, int64_t population_id)
{
	struct query *q = db_query(l,
	    "SELECT stratum, count(*) FROM sample WHERE population_id = ?1 AND stratum >= 0 GROUP BY 1",
	    DB(db_int(population_id)));
	int more;

	for (size_t i = 0; i < g->part_count; i++)
		g->parts[i].left = g->parts[i].population;
	while ((more = db_step(q)) > 0)
		if ((size_t)db_col_int(q, 0) < g->part_count)
			g->parts[db_col_int(q, 0)].left -= (uint64_t)db_col_int(q, 1);
	return more;
}

static int
feed(struct growing *g, struct expansion *e, struct ledger *l, int64_t population_id, int64_t run_id)
{
	struct query *q = db_query(l,
	    "SELECT s.stratum, EXISTS (SELECT 1 FROM bad_reason AS q JOIN run_rule AS k"
	    " ON k.run_id = q.run_id AND k.ord = q.rule_ord WHERE q.run_id = ?2"
	    " AND q.cert_id = s.cert_id AND k.severity = 'MUST')" JUDGED " AND s.stratum >= 0"
	    " ORDER BY s.stratum, s.ord",
	    DB(db_int(population_id), db_int(run_id)));
	int more;

	while ((more = db_step(q)) > 0) {
		size_t i = (size_t)db_col_int(q, 0);
		bool fails = db_col_int(q, 1) != 0;

		if (i >= g->part_count || g->parts[i].judged >= g->parts[i].population)
			continue;
		g->parts[i].judged++;
		g->parts[i].exceptions += fails;
		if (g->given)
			expansion_feed(&e[i], !fails);
	}
	return more;
}

/* A stratum passes when its own test does; all have to. */
static void
sum_up(struct growing *g, const struct expansion *e)
{
	double risk = rational_double(&g->risk_limit);
	uint64_t more;

	for (size_t i = 0; i < g->part_count; i++) {
		struct growing_part *part = &g->parts[i];

		g->judged += part->judged;
		g->exceptions += part->exceptions;
		if (!g->given || part->population == 0)
			continue;
		part->p = expansion_p(&e[i]);
		more = expansion_more(&e[i], risk);
		part->more = more < part->left ? more : part->left;
		part->exceeded = part->p > risk &&
		    (double)part->exceptions >= (double)part->population - e[i].sound_tolerated;
		g->p = fmax(g->p, part->p);
		g->more += part->more;
		g->exceeded = g->exceeded || part->exceeded;
	}
	g->refuted = g->p <= risk;
}

static int
load_causes(struct growing *g, struct ledger *l, int64_t population_id, int64_t run_id)
{
	struct query *q = db_query(l,
	    "SELECT f.id, f.rule, f.value, f.document, count(DISTINCT r.cert_id) FROM bad_reason AS r"
	    " JOIN run_rule AS k ON k.run_id = r.run_id AND k.ord = r.rule_ord AND k.severity = 'MUST'"
	    " JOIN finding AS f ON f.source = 'check' AND f.rule = k.rule AND f.value = r.value"
	    "  AND f.document = r.document"
	    " WHERE r.run_id = ?2 AND r.cert_id IN (SELECT s.cert_id" JUDGED ")"
	    " GROUP BY f.id HAVING count(DISTINCT r.cert_id) > 1 ORDER BY 5 DESC, 1 LIMIT 100",
	    DB(db_int(population_id), db_int(run_id)));
	int more;

	g->causes = arena_array(g->arena, 100, sizeof *g->causes);
	if (!g->causes)
		return -1;
	while ((more = db_step(q)) > 0) {
		const char *kept[3];

		for (int i = 0; i < 3; i++) {
			const char *s = db_col_text(q, i + 1);

			kept[i] = arena_string(g->arena, s, strlen(s));
		}
		if (!kept[0] || !kept[1] || !kept[2]) {
			db_reset(q);
			return -1;
		}
		g->causes[g->cause_count++] = (struct growing_cause){ .finding = db_col_int(q, 0),
			.rule = kept[0], .value = kept[1], .document = kept[2],
			.certificates = (uint64_t)db_col_int(q, 4) };
	}
	return more;
}

int
growing_measure(struct growing *g, struct ledger *l, const struct population *p, int64_t run_id)
{
	struct expansion *e;

	*g = (struct growing){ .arena = arena_new() };
	if (!g->arena || load_plan(g, l, p->id) != 0 || load_parts(g, l, p->id) != 0 ||
	    load_left(g, l, p->id) != 0)
		return -1;
	e = arena_array(g->arena, g->part_count + 1, sizeof *e);
	if (!e)
		return -1;
	for (size_t i = 0; g->given && i < g->part_count; i++)
		if (g->parts[i].population > 0)
			expansion_start(&e[i], g->parts[i].population, &g->tolerable_rate,
			    expansion_eta(&g->tolerable_rate));
	if (feed(g, e, l, p->id, run_id) != 0)
		return -1;
	sum_up(g, e);
	return load_causes(g, l, p->id, run_id);
}

void
growing_free(struct growing *g)
{
	arena_free(g->arena);
	*g = (struct growing){ 0 };
}

void
growing_words(const struct growing *g, const char *label, char out[700])
{
	char rate[64], risk[64], more[32];
	int n;

	n = snprintf(out, 700,
	    "The plan lets the sample grow until a rate of %s or more is refuted in every stratum at a "
	    "risk of %s; the sequential p-value is %.3g",
	    figures_exact(&g->tolerable_rate, rate), figures_exact(&g->risk_limit, risk), g->p);
	if (g->exceeded)
		snprintf(out + n, 700 - (size_t)n,
		    ". So many exceptions were found in a stratum that no larger sample can refute it: "
		    "judge the whole population (selfaudit check %s --census), or what the causes touch.",
		    label);
	else if (g->exceptions == 0)
		snprintf(out + n, 700 - (size_t)n,
		    ". No exception was found: the plan asks for no larger sample.");
	else if (g->refuted)
		snprintf(out + n, 700 - (size_t)n, ": it is refuted, the sample need not grow.");
	else if (g->more == 0)
		snprintf(out + n, 700 - (size_t)n,
		    ". Nothing is left to draw where it is not refuted: a census counts the exceptions "
		    "(selfaudit check %s --census).",
		    label);
	else
		snprintf(out + n, 700 - (size_t)n,
		    ". At least %s more certificate%s, all without an exception, would refute it: "
		    "selfaudit draw %s --extend %llu.",
		    figures_grouped(g->more, more), text_s(g->more), label, (unsigned long long)g->more);
}

void
growing_cause_words(const struct growing *g, size_t i, char out[700])
{
	const struct growing_cause *c = &g->causes[i];
	char n[32];

	snprintf(out, 700,
	    "Finding %lld (%s%s%s%s%s) is one cause behind %s certificates of the sample: count all that it "
	    "touches (selfaudit finding affected %lld, or a census by check --census --rule %s).",
	    (long long)c->finding, c->rule, *c->value ? ", " : "", c->value, *c->document ? ", " : "",
	    c->document, figures_grouped(c->certificates, n), (long long)c->finding, c->rule);
}

static json_t *
rate_json(const struct rational *r)
{
	char text[64];

	return json_string(figures_exact(r, text));
}

json_t *
growing_json(const struct growing *g)
{
	json_t *strata = json_array();

	if (!g->given) {
		json_decref(strata);
		return json_null();
	}
	for (size_t i = 0; i < g->part_count; i++) {
		const struct growing_part *p = &g->parts[i];

		json_array_append_new(strata,
		    json_pack("{s:s, s:I, s:I, s:I, s:f, s:I, s:b}", "name", p->name, "population",
			(json_int_t)p->population, "judged", (json_int_t)p->judged, "exceptions",
			(json_int_t)p->exceptions, "p", p->p, "more", (json_int_t)p->more,
			"exceeded", p->exceeded));
	}
	return json_pack("{s:o, s:o, s:f, s:b, s:b, s:I, s:I, s:o}", "tolerable_rate",
	    rate_json(&g->tolerable_rate), "risk_limit", rate_json(&g->risk_limit), "p", g->p,
	    "refuted", g->refuted, "exceeded", g->exceeded, "exceptions",
	    (json_int_t)g->exceptions, "more", (json_int_t)g->more, "strata", strata);
}

json_t *
growing_causes_json(const struct growing *g)
{
	json_t *list = json_array();

	for (size_t i = 0; i < g->cause_count; i++) {
		const struct growing_cause *c = &g->causes[i];

		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s, s:s, s:I}", "finding", (json_int_t)c->finding, "rule",
			c->rule, "cause", c->value, "document", c->document, "certificates",
			(json_int_t)c->certificates));
	}
	return list;
}

void
growing_print(const struct growing *g, const char *label)
{
	char words[700], more[24];

	if (g->given) {
		growing_words(g, label, words);
		putchar('\n');
		cli_wrap(0, words);
		printf("%-26s %12s %8s %10s %10s %8s\n", "stratum", "population", "judged",
		    "exceptions", "p", "more");
		for (size_t i = 0; i < g->part_count; i++) {
			const struct growing_part *p = &g->parts[i];

			snprintf(more, sizeof more, "%llu", (unsigned long long)p->more);
			printf("%-26s %12llu %8llu %10llu %10.3g %8s\n", p->name,
			    (unsigned long long)p->population, (unsigned long long)p->judged,
			    (unsigned long long)p->exceptions, p->p, p->exceeded ? "exceeded" : more);
		}
	}
	for (size_t i = 0; i < g->cause_count; i++) {
		growing_cause_words(g, i, words);
		if (i == 0)
			putchar('\n');
		cli_wrap(0, words);
	}
}
