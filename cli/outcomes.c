#include "cli/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "cli/apart.h"
#include "cli/judging.h"
#include "ledger/db.h"
#include "ledger/run.h"
#include "ledger/unit_cursor.h"

struct rerun {
	struct verifying *v;
	struct judging j;
	struct verdict verdict;
	struct query *results;
	int64_t run;
	size_t *ord;			/* rule of the run -> rule of today, or SIZE_MAX: not comparable */
	char **names;			/* ids of the run's rules */
	size_t count;
	size_t skipped;			/* rules whose version is another today */
	uint64_t (*counts)[RUN_OUTCOMES];	/* a rule of the run: certificates by worst outcome */
	struct apart apart;		/* as it stood at the run */
	struct query *reason, *reasons;
	uint64_t units, certificates, exceptions;
	bool exception;			/* of the unit at hand, by what the run recorded */
};

/* Rules of the run, each matched to today's of the same version. */
static int
match_rules(struct rerun *r)
{
	int more;
	struct query *q = db_query(r->v->l,
	    "SELECT rule, version FROM run_rule WHERE run_id = ?1 ORDER BY ord", DB(db_int(r->run)));

	while ((more = db_step(q)) > 0) {
		size_t *ord = realloc(r->ord, (r->count + 1) * sizeof *ord);
		char **names = ord ? realloc(r->names, (r->count + 1) * sizeof *names) : NULL;
		long i = check_find(r->j.check, db_col_text(q, 0));
		bool same = i >= 0 && check_rule(r->j.check, (size_t)i)->version == db_col_int(q, 1);

		if (ord)
			r->ord = ord;
		if (names)
			r->names = names;
		if (!ord || !names) {
			db_reset(q);
			return say_nomem("verify");
		}
		r->ord[r->count] = same ? (size_t)i : SIZE_MAX;
		r->names[r->count] = strdup(db_col_text(q, 0));
		r->count++;
		r->skipped += !same;
	}
	return more;
}

static int
compare_codes(struct rerun *r, const struct unit *u, long name, const char *stored)
{
	const char *codes = verdict_codes(&r->verdict, name);
	char hex[DIGEST_HEX];

	if (strlen(stored) != r->count)
		return verifying_differs(r->v, "outcomes: certificate %s has %zu outcomes, the run has %zu rules",
		    digest_hex(u->fingerprint, 32, hex), strlen(stored), r->count);
	for (size_t i = 0; i < r->count; i++) {
		char today = r->ord[i] == SIZE_MAX ? stored[i] : codes[r->ord[i]];

		if (today == stored[i])
			continue;
		return verifying_differs(r->v, "outcomes: %s of %s%s%s was recorded %s, and comes out %s",
		    r->names[i] ? r->names[i] : "?", digest_hex(u->fingerprint, 32, hex),
		    name < 0 ? "" : ", ", name < 0 ? "" : u->names[name].text,
		    stored[i] == '-' ? "(none)" : outcome_name(outcome_of_code(stored[i])),
		    today == '-' ? "(none)" : outcome_name(outcome_of_code(today)));
	}
	return 0;
}

/* Today's rule of a run's rule; SIZE_MAX where there is none of the same version. */
static size_t
run_ord(const struct rerun *r, size_t today)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->ord[i] == today)
			return i;
	return SIZE_MAX;
}

/* One reason as it comes out today: is it there, word for word in what makes the cause? */
static int
find_reason(struct rerun *r, const struct unit *u, const struct verdict_why *w, size_t ord)
{
	int more, found = 0;

	if (db_bind(r->reason,
		DB(db_int(r->run), db_int(u->id), db_int(w->name), db_int((int64_t)ord),
		    db_text(outcome_name(w->outcome)), db_text(w->why.value),
		    db_text(w->why.document))) != 0)
		return -1;
	while ((more = db_step(r->reason)) > 0)
		found = 1;
	return more < 0 ? -1 : found;
}

/* The reasons of a unit: each that comes out is recorded, and no other is. */
static int
compare_reasons(struct rerun *r, const struct unit *u)
{
	char hex[DIGEST_HEX];
	int64_t expected = 0, recorded = 0;
	int more;

	for (size_t i = 0; i < r->verdict.why_count; i++) {
		const struct verdict_why *w = &r->verdict.whys[i];
		size_t ord = run_ord(r, w->rule);
		int found;

		if (!outcome_is_exception(w->outcome) || ord == SIZE_MAX)
			continue;
		found = find_reason(r, u, w, ord);
		if (found < 0)
			return -1;
		if (!found)
			return verifying_differs(r->v, "outcomes: the reason of %s for %s is not the one recorded",
			    r->names[ord], digest_hex(u->fingerprint, 32, hex));
		expected++;
	}
	if (db_bind(r->reasons, DB(db_int(r->run), db_int(u->id))) != 0)
		return -1;
	r->exception = false;
	while ((more = db_step(r->reasons)) > 0) {
		recorded += r->ord[db_col_int(r->reasons, 0)] != SIZE_MAX;
		r->exception = r->exception || db_col_int(r->reasons, 1);
	}
	if (more < 0)
		return -1;
	return recorded == expected ? 0 :
				      verifying_differs(r->v,
					  "outcomes: %lld reasons are recorded for %s, %lld come out",
					  (long long)recorded, digest_hex(u->fingerprint, 32, hex),
					  (long long)expected);
}

static int
compare_unit(struct rerun *r, const struct unit *u)
{
	size_t rows = 0;
	int more, rc = 0;

	if (check_unit(r->j.check, u, &r->verdict) != 0 ||
	    db_bind(r->results, DB(db_int(r->run), db_int(u->id))) != 0)
		return -1;
	while ((more = db_step(r->results)) > 0) {
		int64_t name = db_col_int(r->results, 0);

		rows++;
		if (name >= (int64_t)u->name_count || name < -1)
			rc = verifying_differs(r->v, "outcomes: a name that the certificate does not have");
		else if (rc == 0)
			rc = compare_codes(r, u, (long)name, db_col_text(r->results, 1));
	}
	if (more < 0)
		return -1;
	if (rc != 0 || rows == 0)	/* what an extension added later has no outcomes of this run */
		return rc;
	r->units++;
	for (size_t i = 0; i < r->count; i++)
		if (r->ord[i] != SIZE_MAX && r->verdict.worst[r->ord[i]] != '-')
			r->counts[i][outcome_of_code(r->verdict.worst[r->ord[i]])]++;
	rc = compare_reasons(r, u);
	if (!apart_has(&r->apart, u->id)) {
		r->certificates++;
		r->exceptions += r->exception;
	}
	return rc;
}

/* n, x and the counts of every rule, as the run states them. */
static int
compare_totals(struct rerun *r)
{
	struct query *q = db_query(r->v->l, "SELECT certificates, exceptions FROM run WHERE id = ?1",
	    DB(db_int(r->run)));
	int64_t certificates, exceptions;
	int more;

	if (db_step(q) <= 0)
		return -1;
	certificates = db_col_int(q, 0);
	exceptions = db_col_int(q, 1);
	db_reset(q);
	if ((uint64_t)certificates != r->certificates || (uint64_t)exceptions != r->exceptions)
		return verifying_differs(r->v,
		    "outcomes: run %lld states %lld certificates and %lld exceptions, its outcomes are of "
		    "%llu and %llu",
		    (long long)r->run, (long long)certificates, (long long)exceptions,
		    (unsigned long long)r->certificates, (unsigned long long)r->exceptions);
	q = db_query(r->v->l,
	    "SELECT ord, rule, pass, fail, na, ne, missing, nt, error FROM run_rule WHERE run_id = ?1"
	    " ORDER BY ord",
	    DB(db_int(r->run)));
	while ((more = db_step(q)) > 0) {
		size_t i = (size_t)db_col_int(q, 0);

		for (int o = 0; i < r->count && r->ord[i] != SIZE_MAX && o < RUN_OUTCOMES; o++)
			if ((uint64_t)db_col_int(q, 2 + o) != r->counts[i][o]) {
				int rc = verifying_differs(r->v,
				    "outcomes: run %lld states %lld certificates with %s for %s, its "
				    "outcomes are of %llu",
				    (long long)r->run, (long long)db_col_int(q, 2 + o),
				    outcome_name((enum outcome)o), db_col_text(q, 1),
				    (unsigned long long)r->counts[i][o]);

				db_reset(q);
				return rc;
			}
	}
	return more;
}

static int
compare_all(struct rerun *r)
{
	struct unit_cursor *c = unit_cursor_open(r->v->l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_SAMPLE,
		.population_id = r->v->p.id, .as_of = r->j.as_of,
		.selection = r->v->p.draw_import_id, .der = check_needs_der(r->j.check) });
	const struct unit *u;
	int64_t certificates;
	int more = c ? 0 : -1, rc = 0;

	while (c && rc == 0 && (more = unit_cursor_next(c, &u)) > 0)
		rc = compare_unit(r, u);
	unit_cursor_close(c);
	if (rc != 0 || more < 0)
		return rc != 0 ? rc : -1;
	if (db_one_int(r->v->l, "SELECT count(DISTINCT cert_id) FROM result WHERE run_id = ?1",
		DB(db_int(r->run)), &certificates) < 0)
		return -1;
	if ((uint64_t)certificates != r->units)
		return verifying_differs(r->v,
		    "outcomes: run %lld has outcomes of %lld certificates, of which %llu are in the sample",
		    (long long)r->run, (long long)certificates, (unsigned long long)r->units);
	return compare_totals(r);
}

/* The run's own catalogue and evidence. */
static int
open_as_then(struct rerun *r)
{
	struct judging_query jq = { .rules_on = INSTANT_NONE };
	struct query *q = db_query(r->v->l,
	    "SELECT r.import_id, c.text, r.started_at FROM run r JOIN catalogue c ON c.sha256 = r.catalogue_sha256"
	    " WHERE r.id = ?1",
	    DB(db_int(r->run)));
	char *text;
	int64_t at;
	int rc;

	if (db_step(q) <= 0)
		return -1;
	text = strdup(db_col_text(q, 1));
	jq.as_of = db_col_int(q, 0);
	at = db_col_int(q, 2);
	jq.selection = r->v->p.draw_import_id;
	db_reset(q);
	if (!text || apart_load(&r->apart, r->v->l, r->v->p.id, at) != 0) {
		free(text);
		return text ? -1 : say_nomem("verify");
	}
	jq.catalogue_text = text;
	jq.catalogue_len = strlen(text);
	rc = judging_open(&r->j, r->v->l, &jq);
	free(text);
	return rc;
}

int
outcomes_verify(struct verifying *v)
{
	struct rerun r = { .v = v };
	int rc = run_official(v->l, v->p.id, &r.run);

	if (rc <= 0) {
		if (rc == 0)
			verifying_note(v, "outcomes", "not checked yet");
		return rc;
	}
	rc = -1;
	r.results = db_prepare(v->l,
	    "SELECT name_ord, codes FROM result WHERE run_id = ?1 AND cert_id = ?2");
	r.reason = db_prepare(v->l,
	    "SELECT 1 FROM reason WHERE run_id = ?1 AND cert_id = ?2 AND name_ord = ?3"
	    " AND rule_ord = ?4 AND outcome = ?5 AND value = ?6 AND document = ?7");
	r.reasons = db_prepare(v->l,
	    "SELECT q.rule_ord, k.severity = 'MUST' FROM reason q JOIN run_rule k"
	    " ON k.run_id = q.run_id AND k.ord = q.rule_ord WHERE q.run_id = ?1 AND q.cert_id = ?2");
	if (r.results && r.reason && r.reasons && open_as_then(&r) == 0 && match_rules(&r) == 0) {
		r.counts = calloc(r.count + 1, sizeof *r.counts);
		rc = r.counts ? compare_all(&r) : say_nomem("verify");
	}
	if (rc == 0)
		verifying_note(v, "outcomes",
		    "run %lld: %zu of %zu rules on %llu certificates come out as recorded%s",
		    (long long)r.run, r.count - r.skipped, r.count, (unsigned long long)r.units,
		    r.skipped ? "; the others have another version today" : "");
	db_release(r.results);
	db_release(r.reason);
	db_release(r.reasons);
	apart_free(&r.apart);
	free(r.counts);
	verdict_free(&r.verdict);
	judging_close(&r.j);
	for (size_t i = 0; i < r.count; i++)
		free(r.names[i]);
	free(r.names);
	free(r.ord);
	return rc;
}
