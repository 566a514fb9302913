#include "cli/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
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
	uint64_t units;
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
	r->units += rows > 0;	/* what an extension added later has no outcomes of this run */
	return rc;
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
	if (db_one_int(r->v->l, "SELECT certificates FROM run WHERE id = ?1", DB(db_int(r->run)),
		&certificates) < 0)
		return -1;
	if ((uint64_t)certificates != r->units)
		return verifying_differs(r->v, "outcomes: run %lld judged %lld certificates, outcomes of %llu are there",
		    (long long)r->run, (long long)certificates, (unsigned long long)r->units);
	return 0;
}

/* The run's own catalogue and evidence. */
static int
open_as_then(struct rerun *r)
{
	struct judging_query jq = { .rules_on = INSTANT_NONE };
	struct query *q = db_query(r->v->l,
	    "SELECT r.import_id, c.text FROM run r JOIN catalogue c ON c.sha256 = r.catalogue_sha256"
	    " WHERE r.id = ?1",
	    DB(db_int(r->run)));
	char *text;
	int rc;

	if (db_step(q) <= 0)
		return -1;
	text = strdup(db_col_text(q, 1));
	jq.as_of = db_col_int(q, 0);
	db_reset(q);
	if (!text)
		return say_nomem("verify");
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
	if (r.results && open_as_then(&r) == 0 && match_rules(&r) == 0)
		rc = compare_all(&r);
	if (rc == 0)
		verifying_note(v, "outcomes",
		    "run %lld: %zu of %zu rules on %llu certificates come out as recorded%s",
		    (long long)r.run, r.count - r.skipped, r.count, (unsigned long long)r.units,
		    r.skipped ? "; the others have another version today" : "");
	db_release(r.results);
	verdict_free(&r.verdict);
	judging_close(&r.j);
	for (size_t i = 0; i < r.count; i++)
		free(r.names[i]);
	free(r.names);
	free(r.ord);
	return rc;
}
