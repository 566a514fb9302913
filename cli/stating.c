#include "cli/stating.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "ledger/db.h"

const char *
stating_keep(struct stating *s, const char *text, bool *failed)
{
	char *copy = text ? arena_string(s->arena, text, strlen(text)) : NULL;

	if (text && !copy)
		*failed = true;
	return copy;
}

int
stating_say(struct stating *s, const char *place, const char *limits, const char *fmt, ...)
{
	struct statement *grown;
	char line[1500];
	bool failed = false;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (s->said_count == s->said_cap) {
		size_t cap = s->said_cap ? 2 * s->said_cap : 16;

		grown = realloc(s->said, cap * sizeof *grown);
		if (!grown)
			return say_nomem("report");
		s->said = grown;
		s->said_cap = cap;
	}
	s->said[s->said_count++] = (struct statement){ .place = place,
		.text = stating_keep(s, line, &failed), .limits = limits };
	return failed ? -1 : 0;
}

int
stating_strata(struct stating *s, int64_t population_id, int64_t run_id, struct stratum **strata,
    size_t *count)
{
	struct query *q;
	int64_t n = 0;
	size_t i = 0;
	int more;

	if (db_one_int(s->l, "SELECT count(*) FROM stratum WHERE population_id = ?1",
		DB(db_int(population_id)), &n) < 0)
		return -1;
	*strata = arena_array(s->arena, (size_t)n + 1, sizeof **strata);
	if (!*strata)
		return -1;
	q = db_query(s->l,
	    /* only what the run judged: an extension that waits for check proves nothing yet */
	    "SELECT t.count, sum(s.ord IS NOT NULL AND EXISTS (SELECT 1 FROM result AS r"
	    "  WHERE r.run_id = ?2 AND r.cert_id = s.cert_id)), sum(EXISTS (SELECT 1 FROM bad_reason AS q JOIN run_rule AS k"
	    "  ON k.run_id = q.run_id AND k.ord = q.rule_ord WHERE q.run_id = ?2"
	    "  AND q.cert_id = s.cert_id AND k.severity = 'MUST'))"
	    " FROM stratum AS t LEFT JOIN sample AS s ON s.population_id = t.population_id"
	    "  AND s.stratum = t.ord AND NOT EXISTS (SELECT 1 FROM extension AS e"
	    "  WHERE e.id = s.extension_id AND e.kind = 'judgement')"
	    "  AND (?2 = 0 OR (SELECT kind FROM run WHERE id = ?2) = 'census' OR EXISTS"
	    "  (SELECT 1 FROM result AS o WHERE o.run_id = ?2 AND o.cert_id = s.cert_id AND o.name_ord = -1))"
	    " WHERE t.population_id = ?1 GROUP BY t.ord ORDER BY t.ord",
	    DB(db_int(population_id), db_int(run_id)));
	while ((more = db_step(q)) > 0)
		(*strata)[i++] = (struct stratum){ .population = (uint64_t)db_col_int(q, 0),
			.sample = (uint64_t)db_col_int(q, 1),
			.exceptions = (uint64_t)db_col_int(q, 2) };
	*count = i;
	return more;
}

int
stating_periods(struct stating *s, struct stating_judged **periods, size_t *count)
{
	int64_t n = 0;
	size_t i = 0;
	bool failed = false;
	struct query *q;
	int more;

	if (db_one_int(s->l, "SELECT count(*) FROM trend WHERE run_id IS NOT NULL AND from_at <= ?1",
		DB(db_int(s->p->from)), &n) < 0)
		return -1;
	*periods = arena_array(s->arena, (size_t)n + 1, sizeof **periods);
	if (!*periods)
		return -1;
	q = db_query(s->l,
	    "SELECT population_id, run_id, label, sample, exceptions FROM trend"
	    " WHERE run_id IS NOT NULL AND from_at <= ?1 ORDER BY from_at, population_id",
	    DB(db_int(s->p->from)));
	while ((more = db_step(q)) > 0)
		(*periods)[i++] = (struct stating_judged){ .population_id = db_col_int(q, 0),
			.run_id = db_col_int(q, 1),
			.label = stating_keep(s, db_col_text(q, 2), &failed),
			.sample = (uint64_t)db_col_int(q, 3),
			.exceptions = (uint64_t)db_col_int(q, 4) };
	*count = i;
	return failed ? -1 : more;
}

static int
load_plan(struct stating *s)
{
	struct text t = { 0 };
	struct statement_evidence *e;

	if (population_plan(s->l, s->p->id, &t) == 0 && !text_failed(&t))
		s->plan = plan_parse("plan", t.s, t.len);
	text_free(&t);
	if (!s->plan)
		return -1;
	s->out.matrix = s->plan->matrix == PLAN_MATRIX_EXCEPTIONS ? STATEMENTS_MATRIX_EXCEPTIONS :
	    s->plan->matrix == PLAN_MATRIX_ROWS			  ? STATEMENTS_MATRIX_ROWS :
								    STATEMENTS_MATRIX_ALL;
	s->out.matrix_rows = s->plan->matrix_rows;
	e = arena_array(s->arena, s->plan->evidence_count + 1, sizeof *e);
	if (!e)
		return -1;
	for (size_t i = 0; i < s->plan->evidence_count; i++)
		e[i] = (struct statement_evidence){ s->plan->evidence[i].kind,
			s->plan->evidence[i].not_supplied };
	s->out.evidence = e;
	s->out.evidence_count = s->plan->evidence_count;
	return 0;
}

/* The dated tables that the run used. */
static int
load_catalogue(struct stating *s)
{
	struct query *q;
	int more;

	if (s->run_id == 0)
		return 0;
	q = db_query(s->l,
	    "SELECT c.text FROM run AS r JOIN catalogue AS c ON c.sha256 = r.catalogue_sha256"
	    " WHERE r.id = ?1",
	    DB(db_int(s->run_id)));
	more = db_step(q);
	if (more <= 0)
		return more;
	s->catalogue = catalogue_read_memory("catalogue of the run", db_col_text(q, 0),
	    strlen(db_col_text(q, 0)));
	db_reset(q);
	return s->catalogue ? 0 : -1;
}

/* What BR 8.7 asks of the sample; the draw is done again. */
static int
stating_sampling(struct stating *s)
{
	struct statement_sampling *list;

	if (selection_judge(&s->selection, s->l, s->p, true) != 0)
		return -1;
	list = arena_array(s->arena, s->selection.count + 1, sizeof *list);
	if (!list)
		return -1;
	for (size_t i = 0; i < s->selection.count; i++) {
		const struct sampling_result *r = &s->selection.results[i];

		list[i] = (struct statement_sampling){ .rule = r->id,
			.catalogue_id = r->catalogue_id, .title = r->title, .clause = r->clause,
			.severity = r->severity == SEVERITY_MUST ? "MUST" : "SHOULD",
			.outcome = outcome_name(r->outcome), .part = r->part, .reason = r->reason,
			.interpretation = r->interpretation };
	}
	s->out.sampling = list;
	s->out.sampling_count = s->selection.count;
	return 0;
}

int
stating_collect(struct stating *s, struct ledger *l, const struct population *p, int64_t run_id)
{
	*s = (struct stating){ .l = l, .p = p, .run_id = run_id, .arena = arena_new() };
	if (!s->arena || load_plan(s) != 0 || load_catalogue(s) != 0 || stating_sampling(s) != 0 ||
	    stating_bounds(s) != 0 || stating_trend(s) != 0 || stating_rules(s) != 0 || stating_calendar(s) != 0)
		return -1;
	s->out.said = s->said;
	s->out.said_count = s->said_count;
	return 0;
}

void
stating_free(struct stating *s)
{
	plan_free(s->plan);
	catalogue_free(s->catalogue);
	selection_free(&s->selection);
	free(s->said);
	arena_free(s->arena);
	*s = (struct stating){ 0 };
}
