#include "cli/incident_value.h"

#include <string.h>

#include "base/instant.h"
#include "checks/rule.h"
#include "cli/finding_key.h"
#include "cli/incident_facts.h"
#include "cli/incident_table.h"
#include "cli/markdown.h"

static enum placeholder_value
row_text(const struct incident_facts *f, const char *column, struct text *out)
{
	const char *s = incident_facts_row(f, column);

	if (!s || !*s)
		return PLACEHOLDER_NONE;
	markdown_text(out, s);
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
at(int64_t t, struct text *out)
{
	char text[INSTANT_TEXT];

	if (t == INSTANT_NONE)
		return PLACEHOLDER_NONE;
	text_add(out, instant_format(t, text));
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
number(uint64_t n, struct text *out)
{
	text_addf(out, "%llu", (unsigned long long)n);
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
ccadb_id(struct incident_facts *f, struct text *out)
{
	return row_text(f, "ccadb_id", out);
}

static enum placeholder_value
ca(struct incident_facts *f, struct text *out)
{
	return row_text(f, "ca", out);
}

static enum placeholder_value
finding(struct incident_facts *f, struct text *out)
{
	return number((uint64_t)f->id, out);
}

static enum placeholder_value
title(struct incident_facts *f, struct text *out)
{
	return row_text(f, "title", out);
}

/* The title of a finding by check is the requirement; a person's says what is wrong. */
static enum placeholder_value
condition(struct incident_facts *f, struct text *out)
{
	const char *requirement = incident_facts_requirement(f);

	if (!requirement)
		return title(f, out);
	text_add(out, "Certificates do not meet a requirement: ");
	markdown_text(out, requirement);
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
policies(struct incident_facts *f, struct text *out)
{
	return row_text(f, "clause", out);
}

static enum placeholder_value
noncompliance_from(struct incident_facts *f, struct text *out)
{
	if (at(f->affected.first_issued, out) == PLACEHOLDER_NONE)
		return PLACEHOLDER_NONE;
	text_add(out, " (issuance of the first affected certificate");
	if (f->query.by_hand)
		text_add(out, " among those that persons looked at: it may have begun before");
	else if (f->affected.lower_bound)
		text_add(out, ", which is the first of the ledger: it may have begun before");
	text_addc(out, ')');
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
noncompliance_until(struct incident_facts *f, struct text *out)
{
	if (at(f->affected.last_issued, out) == PLACEHOLDER_NONE)
		return PLACEHOLDER_NONE;
	text_addf(out, " (issuance of the last affected certificate%s)",
	    f->query.by_hand ? " among those that persons looked at" : "");
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
identified(struct incident_facts *f, struct text *out)
{
	const struct standing *s = &f->standing;
	char again[INSTANT_TEXT];

	if (at(s->list[0].aware, out) == PLACEHOLDER_NONE)
		return PLACEHOLDER_NONE;
	for (size_t i = 1; i < s->count; i++)
		text_addf(out, "; again %s", instant_format(s->list[i].aware, again));
	return PLACEHOLDER_VALUE;
}

/* A check of the CA's own; who told of what a person added, only that person knows. */
static enum placeholder_value
disclosure(struct incident_facts *f, struct text *out)
{
	const char *source = incident_facts_row(f, "source");

	if (!source || strcmp(source, "check") != 0)
		return PLACEHOLDER_NONE;
	text_add(out, "Self Reported");
	return PLACEHOLDER_VALUE;
}

static enum placeholder_value
total(struct incident_facts *f, struct text *out)
{
	return number(f->affected.count, out);
}

static enum placeholder_value
remaining(struct incident_facts *f, struct text *out)
{
	return number(f->affected.still_valid, out);
}

static enum placeholder_value
revoked(struct incident_facts *f, struct text *out)
{
	return number(f->affected.revoked, out);
}

static enum placeholder_value
expired(struct incident_facts *f, struct text *out)
{
	return number(f->affected.expired, out);
}

static enum placeholder_value
first_issued(struct incident_facts *f, struct text *out)
{
	return at(f->affected.first_issued, out);
}

static enum placeholder_value
last_issued(struct incident_facts *f, struct text *out)
{
	return at(f->affected.last_issued, out);
}

static enum placeholder_value
as_of(struct incident_facts *f, struct text *out)
{
	return at(f->affected.as_of, out);
}

static enum placeholder_value
program(struct incident_facts *f, struct text *out)
{
	text_add(out, f->program);
	return PLACEHOLDER_VALUE;
}

/* Due only where revocation is late: CCADB asks for it with revocation delays. */
static enum placeholder_value
analysis(struct incident_facts *f, struct text *out)
{
	struct standing_count n = standing_total(&f->standing);

	if (n.late || n.overdue)
		return PLACEHOLDER_NONE;
	text_add(out, "N/A");
	return PLACEHOLDER_VALUE;
}

/* What decides besides the certificate, and whether others can repeat it. */
static void
add_inputs(unsigned inputs, struct text *out)
{
	static const struct {
		unsigned bit;
		const char *words;
	} names[] = {
		{ RULE_INPUT_VALIDATION, "records of validations" },
		{ RULE_INPUT_CAA, "records of CAA checks" },
		{ RULE_INPUT_CA, "the CA's record of issuance" },
		{ RULE_INPUT_CPS, "the practice statements in force" },
	};
	const char *between = "";

	if (inputs == 0) {
		text_add(out, ". It concerns the certificate alone, so anyone can repeat it on certificates.");
		return;
	}
	if (inputs == RULE_INPUT_CPS) {
		text_add(out, ". It concerns the certificate and the published practice statement in force at "
			      "its issuance, so anyone can repeat it with both.");
		return;
	}
	text_add(out, ". It rests on ");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (inputs & names[i].bit) {
			text_addf(out, "%s%s", between, names[i].words);
			between = " and ";
		}
	text_add(out, ", which no certificate shows, so a third party cannot assemble the affected "
		      "certificates by it.");
}

static enum placeholder_value
heuristic(struct incident_facts *f, struct text *out)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	const struct affected *a = &f->affected;

	text_addf(out, "Every certificate in the CA's own record of issuance (%s to %s) was ",
	    instant_format(a->ledger_from, from), instant_format(a->ledger_until, until));
	if (f->query.where) {
		text_add(out, "compared with the condition ");
		markdown_code(out, f->cause.where);
	} else {
		text_add(out, "judged by the requirement \"");
		markdown_text(out, incident_facts_requirement(f));
		text_add(out, "\" (rule ");
		markdown_code(out, f->cause.rule);
		text_addc(out, ')');
	}
	add_inputs(f->inputs, out);
	text_add(out, " Those that have not expired are disclosed in the Appendix.");
	return PLACEHOLDER_VALUE;
}

static const struct {
	const char *name;
	enum placeholder_value (*value)(struct incident_facts *f, struct text *out);
} names[] = {
	{ "ccadb_id", ccadb_id },
	{ "ca", ca },
	{ "finding", finding },
	{ "title", title },
	{ "condition", condition },
	{ "policies", policies },
	{ "noncompliance_from", noncompliance_from },
	{ "noncompliance_until", noncompliance_until },
	{ "identified", identified },
	{ "disclosure", disclosure },
	{ "total", total },
	{ "remaining", remaining },
	{ "revoked", revoked },
	{ "expired", expired },
	{ "first_issued", first_issued },
	{ "last_issued", last_issued },
	{ "as_of", as_of },
	{ "program", program },
	{ "analysis", analysis },
	{ "heuristic", heuristic },
	{ "types", incident_table_types },
	{ "timeline", incident_table_timeline },
	{ "related", incident_table_related },
	{ "causes", incident_table_causes },
	{ "actions", incident_table_actions },
	{ "issuers", incident_table_issuers },
	{ "appendix", incident_table_appendix },
};

enum placeholder_value
incident_value(void *ctx, const char *name, struct text *out)
{
	struct incident_facts *f = ctx;
	const char *set = incident_facts_set(f, name);

	if (set && finding_key_known(name)) {
		text_add(out, set);
		return PLACEHOLDER_VALUE;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].value(f, out);
	return finding_key_known(name) ? PLACEHOLDER_NONE : PLACEHOLDER_UNKNOWN;
}
