#include "cli/crosscheck.h"

#include "base/text.h"
#include "ledger/db.h"
#include "ledger/import_event.h"

/* Each query gives the rows that have no counterpart: what is wrong, and of which one. */
static const struct {
	const char *wrong, *sql;
} checks[] = {
	{ "a population without the event of its freeze",
	    "SELECT p.label FROM population p WHERE NOT EXISTS (SELECT 1 FROM event e"
	    " WHERE e.kind = 'freeze' AND e.subject = p.label AND e.at = p.frozen_at"
	    " AND e.actor = p.frozen_by AND json_extract(e.body, '$.population') = p.count"
	    " AND json_extract(e.body, '$.commitment') = lower(hex(p.commitment_sha256)))" },
	{ "the event of a freeze without its population",
	    "SELECT e.subject FROM event e WHERE e.kind = 'freeze' AND NOT EXISTS"
	    " (SELECT 1 FROM population p WHERE p.label = e.subject AND p.frozen_at = e.at)" },
	{ "a withdrawal without its event",
	    "SELECT p.label FROM population_void v JOIN population p ON p.id = v.population_id"
	    " WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = 'void' AND e.subject = p.label"
	    " AND e.at = v.at AND json_extract(e.body, '$.reason') = v.reason)" },
	{ "the event of a withdrawal without its row",
	    "SELECT e.subject FROM event e WHERE e.kind = 'void' AND NOT EXISTS (SELECT 1"
	    " FROM population_void v JOIN population p ON p.id = v.population_id"
	    " WHERE p.label = e.subject AND v.at = e.at)" },
	{ "a draw without its event",
	    "SELECT p.label FROM draw d JOIN population p ON p.id = d.population_id"
	    " WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = 'draw' AND e.subject = p.label"
	    " AND e.at = d.drawn_at AND e.actor = d.drawn_by"
	    " AND json_extract(e.body, '$.seed') = lower(hex(d.seed))"
	    " AND json_extract(e.body, '$.verifiable') = d.verifiable)" },
	{ "the event of a draw without the draw",
	    "SELECT e.subject FROM event e WHERE e.kind = 'draw' AND NOT EXISTS (SELECT 1 FROM draw d"
	    " JOIN population p ON p.id = d.population_id WHERE p.label = e.subject"
	    " AND d.drawn_at = e.at)" },
	{ "a run without its event",
	    "SELECT r.id FROM run r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = 'check'"
	    " AND json_extract(e.body, '$.run') = r.id AND json_extract(e.body, '$.kind') = r.kind"
	    " AND json_extract(e.body, '$.certificates') = r.certificates"
	    " AND json_extract(e.body, '$.exceptions') = r.exceptions AND e.at = r.started_at)" },
	{ "the event of a check without its run",
	    "SELECT e.id FROM event e WHERE e.kind = 'check' AND NOT EXISTS (SELECT 1 FROM run r"
	    " WHERE r.id = json_extract(e.body, '$.run'))" },
	{ "a finding without the event that opened it",
	    "SELECT f.id FROM finding f WHERE NOT EXISTS (SELECT 1 FROM event e"
	    " WHERE e.kind = 'finding-open' AND e.subject = CAST(f.id AS TEXT)"
	    " AND e.at = f.created_at AND e.actor = f.created_by)" },
	{ "the event that opened a finding without the finding",
	    "SELECT e.subject FROM event e WHERE e.kind = 'finding-open' AND NOT EXISTS"
	    " (SELECT 1 FROM finding f WHERE CAST(f.id AS TEXT) = e.subject)" },
};

static int
imports(struct verifying *v)
{
	struct text why = { 0 };
	int rc = import_event_verify(v->l, &why);

	if (rc > 0)
		verifying_differs(v, "history: %s", text_str(&why));
	text_free(&why);
	return rc;
}

int
crosscheck_verify(struct verifying *v)
{
	const size_t count = sizeof checks / sizeof *checks;
	int rc = 0;

	for (size_t i = 0; i < count && rc == 0; i++) {
		struct query *q = db_query(v->l, checks[i].sql, DB_NONE);
		int more = db_step(q);

		if (more < 0)
			return -1;
		if (more > 0) {
			rc = verifying_differs(v, "history: %s: %s", checks[i].wrong,
			    db_col_text(q, 0));
			db_reset(q);
		}
	}
	if (rc == 0)
		rc = imports(v);
	if (rc == 0)
		verifying_note(v, "facts",
		    "imports, freezes, draws, checks and findings each have their event");
	return rc;
}
