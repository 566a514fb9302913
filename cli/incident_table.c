#include "cli/incident_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "cli/incident_timeline.h"
#include "cli/markdown.h"

#define NUMBERED 99 /* of causes, actions, related incidents: finding_key.h */

/* The text of a numbered key; where there is none, the mark. */
static void
numbered(struct incident_facts *f, struct text *out, const char *fmt, int n, const char *hint)
{
	const char *s = incident_facts_numbered(f, fmt, n);

	if (s)
		markdown_cell(out, s);
	else
		placeholder_mark(out, hint, &f->unwritten);
}

/* Does a key that begins with "cause." stand in the register?  With n > 0: with "cause.n." */
static bool
any_of(const struct incident_facts *f, const char *what, int n)
{
	char prefix[32];
	const char *key;
	json_t *value;

	if (n > 0)
		snprintf(prefix, sizeof prefix, "%s%d.", what, n);
	else
		snprintf(prefix, sizeof prefix, "%s", what);
	json_object_foreach(f->set, key, value)
		if (strncmp(key, prefix, strlen(prefix)) == 0)
			return true;
	return false;
}

static int
add_type(void *ctx, const struct split_row *r)
{
	struct text *out = ctx;

	text_addf(out, "%s%s: %llu", out->len ? ", " : "",
	    strcmp(r->key, "none") == 0 ? "without exactly one reserved policy OID" : r->key,
	    (unsigned long long)r->certificates);
	return 0;
}

enum placeholder_value
incident_table_types(struct incident_facts *f, struct text *out)
{
	struct text list = { 0 };
	uint64_t total;
	enum placeholder_value rc = PLACEHOLDER_FAILED;

	if (split_each(&f->split, SPLIT_TYPE, 0, &total, add_type, &list) == 0) {
		text_add(out, text_str(&list));
		rc = list.len ? PLACEHOLDER_VALUE : PLACEHOLDER_NONE;
	}
	text_free(&list);
	return rc;
}

/* What a person began to write down and has no time, or a time and no words. */
static void
undated(struct incident_facts *f, struct text *out)
{
	for (int n = 1; n <= NUMBERED; n++) {
		const char *at = incident_facts_numbered(f, "timeline.%d.at", n);
		const char *event = incident_facts_numbered(f, "timeline.%d.event", n);

		if (!at == !event)
			continue;
		text_add(out, "\n- ");
		if (at)
			text_addf(out, "**%s**", at);
		else
			placeholder_mark(out, "when", &f->unwritten);
		text_addc(out, ' ');
		numbered(f, out, "timeline.%d.event", n, "what happened");
	}
}

enum placeholder_value
incident_table_timeline(struct incident_facts *f, struct text *out)
{
	struct incident_timeline t = { 0 };
	enum placeholder_value rc = PLACEHOLDER_FAILED;
	char at[INSTANT_TEXT];

	if (incident_timeline_collect(f, &t) == 0) {
		for (size_t i = 0; i < t.count; i++) {
			text_addf(out, "%s- **%s** ", i ? "\n" : "", instant_format(t.list[i].at, at));
			text_add(out, text_str(&t.list[i].text));
		}
		undated(f, out);
		if (!any_of(f, "timeline.", 0)) {
			text_add(out, "\n- ");
			placeholder_mark(out,
			    "what else happened, before and after: changes of policy, process and "
			    "software; issuance stopped and resumed; subscribers told",
			    &f->unwritten);
		}
		rc = PLACEHOLDER_VALUE;
	}
	incident_timeline_free(&t);
	return rc;
}

enum placeholder_value
incident_table_related(struct incident_facts *f, struct text *out)
{
	bool any = false;

	text_add(out, "| Bug | Date | Description |\n|-----|------|-------------|");
	for (int n = 1; n <= NUMBERED; n++) {
		if (!any_of(f, "related.", n))
			continue;
		any = true;
		text_add(out, "\n| ");
		numbered(f, out, "related.%d.bug", n, "bug");
		text_add(out, " | ");
		numbered(f, out, "related.%d.opened", n, "when it was opened");
		text_add(out, " | ");
		numbered(f, out, "related.%d.description", n, "how it is related");
		text_add(out, " |");
	}
	if (!any) {
		text_add(out, "\n| ");
		placeholder_mark(out, "bugs of the last two years, of any CA, or N/A", &f->unwritten);
		text_add(out, " | | |");
	}
	return PLACEHOLDER_VALUE;
}

static void
cause(struct incident_facts *f, struct text *out, int n)
{
	static const struct {
		const char *label, *key, *hint;
	} parts[] = {
		{ "Description", "cause.%d.description", "the condition, its part in the incident, when it arose" },
		{ "Timeline", "cause.%d.timeline", "from its beginning to the incident" },
		{ "Detection", "cause.%d.detection", "how it was found, and how it went unnoticed until then" },
		{ "Interaction with other factors", "cause.%d.interaction", "what it made worse, or possible" },
		{ "Root Cause Analysis methodology used", "cause.%d.methodology", "for example 5 Whys" },
	};

	text_addf(out, "%s**Contributing Factor %d: ", n > 1 ? "\n\n" : "", n);
	numbered(f, out, "cause.%d.title", n, "title");
	text_add(out, "**\n");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *root = i == 0 && n == 1 ? incident_facts_set(f, "root_cause") : NULL;

		text_addf(out, "\n- **%s:** ", parts[i].label);
		if (root && !incident_facts_numbered(f, parts[i].key, n))
			markdown_cell(out, root);
		else
			numbered(f, out, parts[i].key, n, parts[i].hint);
	}
}

enum placeholder_value
incident_table_causes(struct incident_facts *f, struct text *out)
{
	const char *root = incident_facts_set(f, "root_cause");
	int last = 1;

	for (int n = 1; n <= NUMBERED; n++)
		if (any_of(f, "cause.", n))
			last = n;
	if (root && incident_facts_set(f, "cause.1.description")) {
		text_add(out, "**Root cause:** ");
		markdown_cell(out, root);
		text_add(out, "\n\n");
	}
	for (int n = 1; n <= last; n++)
		cause(f, out, n);
	return PLACEHOLDER_VALUE;
}

enum placeholder_value
incident_table_actions(struct incident_facts *f, struct text *out)
{
	bool any = false;

	text_add(out,
	    "| Action Item | Kind | Corresponding Root Cause(s) | Evaluation Criteria | Due Date | Status |\n"
	    "|-------------|------|-----------------------------|---------------------|----------|--------|");
	for (int n = 1; n <= NUMBERED; n++) {
		if (!any_of(f, "action.", n))
			continue;
		any = true;
		text_add(out, "\n| ");
		numbered(f, out, "action.%d.item", n, "what will be done");
		text_add(out, " | ");
		numbered(f, out, "action.%d.kind", n, "Prevent, Mitigate or Detect");
		text_add(out, " | ");
		numbered(f, out, "action.%d.causes", n, "Root Cause #");
		text_add(out, " | ");
		numbered(f, out, "action.%d.criteria", n, "how its effect will be measured");
		text_add(out, " | ");
		numbered(f, out, "action.%d.due", n, "date");
		text_add(out, " | ");
		numbered(f, out, "action.%d.status", n, "Complete, Ongoing or Delayed");
		text_add(out, " |");
	}
	if (!any) {
		text_add(out, "\n| ");
		placeholder_mark(out, "at least one for every root cause and for what did not go well",
		    &f->unwritten);
		text_add(out, " | | | | | |");
	}
	return PLACEHOLDER_VALUE;
}

static int
add_issuer(void *ctx, const struct split_row *r)
{
	struct text *out = ctx;
	char first[INSTANT_TEXT], last[INSTANT_TEXT];

	text_add(out, "\n| ");
	markdown_text(out, r->key);
	text_addf(out, " | %llu | %llu | %s | %s |", (unsigned long long)r->certificates,
	    (unsigned long long)r->still_valid, instant_format(r->first_issued, first),
	    instant_format(r->last_issued, last));
	return 0;
}

enum placeholder_value
incident_table_issuers(struct incident_facts *f, struct text *out)
{
	uint64_t total;

	text_add(out,
	    "| Issuing CA | Certificates | Remaining valid | First issued | Last issued |\n"
	    "|------------|-------------:|----------------:|--------------|-------------|");
	return split_each(&f->split, SPLIT_ISSUER, 0, &total, add_issuer, out) == 0 ?
	    PLACEHOLDER_VALUE :
	    PLACEHOLDER_FAILED;
}

enum placeholder_value
incident_table_appendix(struct incident_facts *f, struct text *out)
{
	const struct affected *a = &f->affected;
	struct standing_count n = standing_total(&f->standing);
	char at[INSTANT_TEXT];

	text_addf(out,
	    "As of %s: %llu certificate%s affected, %llu of them remaining valid, %llu revoked, "
	    "%llu expired without revocation.",
	    instant_format(a->as_of, at), (unsigned long long)a->count,
	    text_s(a->count), (unsigned long long)a->still_valid, (unsigned long long)a->revoked,
	    (unsigned long long)a->expired);
	if (f->standing.within)
		text_addf(out,
		    " Against the deadline of BR 4.9.1.1: %llu revoked in time, %llu revoked late, %llu not "
		    "revoked and overdue, %llu short-lived.",
		    (unsigned long long)n.in_time, (unsigned long long)n.late,
		    (unsigned long long)n.overdue, (unsigned long long)n.short_lived);
	text_add(out, "\n\n");
	if (incident_table_issuers(f, out) != PLACEHOLDER_VALUE)
		return PLACEHOLDER_FAILED;
	text_add(out, "\n\nThe certificates that have not expired are listed in the attachment");
	text_add(out, a->still_valid + a->revoked < AFFECTED_LIST ?
		" in CCADB's eleven columns (CSV)." :
		", as CCADB's eleven columns (CSV) or, from 10,000 certificates on, one crt.sh address a line.");
	text_addf(out, "\n\nNumbers from the CA's ledger, finding %lld, by %s.", (long long)f->id,
	    f->program);
	return PLACEHOLDER_VALUE;
}
