#include "cli/incident_timeline.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "cli/incident_facts.h"
#include "cli/markdown.h"
#include "ledger/db.h"

#define NUMBERED 99

/* A new moment, to be written to; NULL said.  INSTANT_NONE is none: NULL, *rc stays 0. */
static struct text *
add(struct incident_timeline *t, int64_t at, int *rc)
{
	struct incident_moment *grown;

	if (at == INSTANT_NONE || *rc != 0)
		return NULL;
	grown = realloc(t->list, (t->count + 1) * sizeof *grown);
	if (!grown) {
		*rc = say_nomem("incident");
		return NULL;
	}
	t->list = grown;
	grown[t->count] = (struct incident_moment){ .at = at, .ord = t->count };
	return &grown[t->count++].text;
}

static void
say_plain(struct incident_timeline *t, int64_t at, int *rc, const char *words)
{
	struct text *out = add(t, at, rc);

	if (out)
		text_add(out, words);
}

static int64_t
time_of(const char *s)
{
	int64_t t;

	return s && instant_parse_any(s, &t, NULL) == 0 ? t : INSTANT_NONE;
}

/* Versions of the document concerned that were in force while certificates were affected, and later. */
static int
add_documents(const struct incident_facts *f, struct incident_timeline *t)
{
	struct query *q;
	int more, rc = 0;

	if (!*f->cause.document || f->affected.first_issued == INSTANT_NONE)
		return 0;
	q = db_query(f->l,
	    "SELECT document, version, in_force_from FROM cps_now WHERE document = ?1 AND withdrawn = 0"
	    " AND in_force_from <= ?3 AND (in_force_until IS NULL OR in_force_until > ?2)"
	    " ORDER BY in_force_from",
	    DB(db_text(f->cause.document), db_int(f->affected.first_issued), db_int(f->affected.as_of)));
	while ((more = db_step(q)) > 0) {
		struct text *out = add(t, db_col_at(q, 2), &rc);

		if (!out)
			continue;
		text_add(out, "Version ");
		markdown_text(out, db_col_text(q, 1));
		text_add(out, " of ");
		markdown_text(out, db_col_text(q, 0));
		text_add(out, " in force.");
	}
	return more < 0 ? -1 : rc;
}

static int
add_numbers(const struct incident_facts *f, struct incident_timeline *t)
{
	const struct affected *a = &f->affected;
	struct text *out;
	int rc = 0;

	say_plain(t, a->first_issued, &rc, "First affected certificate issued.");
	if (a->count > 1)
		say_plain(t, a->last_issued, &rc, "Last affected certificate issued.");
	out = add(t, a->first_revoked, &rc);
	if (out)
		text_add(out, "First affected certificate revoked.");
	out = add(t, a->last_revoked, &rc);
	if (out)
		text_addf(out, "%llu of %llu affected certificate%s revoked; %llu %s valid.",
		    (unsigned long long)a->revoked, (unsigned long long)a->count, text_s(a->count),
		    (unsigned long long)a->still_valid, a->still_valid == 1 ? "remains" : "remain");
	return rc;
}

/* What a period that met the cause set going, and what answered it. */
static int
add_occurrence(const struct incident_facts *f, struct incident_timeline *t,
    const struct standing_occurrence *o)
{
	const char *source = incident_facts_row(f, "source");
	uint64_t open = standing_open(&o->n);
	struct text *out;
	int rc = 0;

	out = add(t, o->met, &rc);
	if (out && source && strcmp(source, "check") == 0) {
		text_addf(out, "%s by the quarterly self-audit (BR 8.7)", o->number > 1 ? "Found again" : "Found");
		if (*o->period) {
			text_add(out, " of ");
			markdown_text(out, o->period);
		}
		text_addc(out, '.');
	} else if (out)
		text_add(out, "Entered in the findings register.");
	say_plain(t, o->aware, &rc,
	    o->number > 1 ? "The CA became aware that more certificates are affected." :
			    "The CA became aware of the incident.");
	say_plain(t, o->deadline, &rc, "Revocation due (BR 4.9.1.1).");
	say_plain(t, o->preliminary, &rc, "Preliminary incident report filed.");
	say_plain(t, o->reported, &rc, "Full incident report filed.");
	out = add(t, o->revoked, &rc);
	if (out && open)
		text_addf(out,
		    "Revocation completed, as stated; not supported by the revocation records: %llu "
		    "affected certificate%s valid and not revoked.",
		    (unsigned long long)open, open == 1 ? " is" : "s are");
	else if (out)
		text_add(out, "Revocation of the affected certificates completed.");
	return rc;
}

static int
add_register(const struct incident_facts *f, struct incident_timeline *t)
{
	static const struct {
		const char *key, *words;
	} moments[] = {
		{ "question_at", "Question asked in the bug." },
		{ "reply_at", "Question answered in the bug." },
	};
	struct text *out;
	int rc = 0;

	for (size_t i = 0; i < f->standing.count && rc == 0; i++)
		rc = add_occurrence(f, t, &f->standing.list[i]);
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
		say_plain(t, time_of(incident_facts_set(f, moments[i].key)), &rc, moments[i].words);
	for (int n = 1; n <= NUMBERED; n++) {
		const char *event = incident_facts_numbered(f, "timeline.%d.event", n);

		out = event ?
		    add(t, time_of(incident_facts_numbered(f, "timeline.%d.at", n)), &rc) :
		    NULL;
		if (out)
			markdown_cell(out, event);
	}
	return rc;
}

/* What a change of status tells the public; NULL nothing. */
static const char *
status_words(const char *status)
{
	static const struct {
		const char *status, *words;
	} told[] = {
		{ "open", "Finding confirmed." },
		{ "remediating", "Remediation begun." },
		{ "resolved", "Remediation stated to be complete." },
		{ "verified", "Remediation verified by a second person." },
		{ "not an issue", "Judged by a second person to be no incident." },
	};

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (strcmp(told[i].status, status) == 0)
			return told[i].words;
	return NULL;
}

/* Changes only: the same status set again is none, nor is what a check opened again. */
static int
add_status(const struct incident_facts *f, struct incident_timeline *t)
{
	struct query *q = db_query(f->l,
	    "SELECT s.at, s.value FROM (SELECT *, lag(value) OVER (ORDER BY event_id) AS was FROM finding_fact"
	    " WHERE finding = ?1 AND key = 'status') AS s JOIN event AS e ON e.id = s.event_id"
	    " WHERE s.value IS NOT s.was AND e.kind = 'finding-set' ORDER BY s.event_id",
	    DB(db_int(f->id)));
	int more, rc = 0;

	while ((more = db_step(q)) > 0) {
		const char *words = status_words(db_col_text(q, 1));

		if (words)
			say_plain(t, db_col_at(q, 0), &rc, words);
	}
	return more < 0 ? -1 : rc;
}

/* Nothing after the instant that the report speaks of. */
static void
cut(struct incident_timeline *t, int64_t as_of)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++)
		if (t->list[i].at > as_of)
			text_free(&t->list[i].text);
		else
			t->list[kept++] = t->list[i];
	t->count = kept;
}

static int
compare(const void *a, const void *b)
{
	const struct incident_moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->ord < y->ord ? -1 : x->ord > y->ord;
}

int
incident_timeline_collect(const struct incident_facts *f, struct incident_timeline *t)
{
	if (add_documents(f, t) != 0 || add_numbers(f, t) != 0 || add_register(f, t) != 0 ||
	    add_status(f, t) != 0)
		return -1;
	for (size_t i = 0; i < t->count; i++)
		if (text_failed(&t->list[i].text))
			return -1;
	cut(t, f->affected.as_of);
	if (t->count > 0)
		qsort(t->list, t->count, sizeof *t->list, compare);
	return 0;
}

void
incident_timeline_free(struct incident_timeline *t)
{
	for (size_t i = 0; i < t->count; i++)
		text_free(&t->list[i].text);
	free(t->list);
	*t = (struct incident_timeline){ 0 };
}
