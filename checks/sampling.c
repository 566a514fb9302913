#include "checks/sampling.h"

#include <stdarg.h>
#include <stdio.h>

/* The longest three calendar months, July to September. */
#define QUARTER (92 * (int64_t)INSTANT_DAY)

enum rule { WINDOW, SIZE, QUARTERLY, DRAWS, ISSUERS, REPERFORM, VERIFIABLE, RECONCILE };

static const struct sampling_result rules[] = {
	[WINDOW] = { .id = "sampling.window", .catalogue_id = "S1", .clause = "BR 8.7, 8.1",
	    .title = "the period begins where the one before ended", .severity = SEVERITY_MUST },
	[SIZE] = { .id = "sampling.size", .catalogue_id = "S2", .clause = "BR 8.7, EVG 8.1.1",
	    .title = "the sample holds one certificate and three percent at least",
	    .severity = SEVERITY_MUST,
	    .interpretation = "three percent is rounded up; of no certificates none need be drawn" },
	[QUARTERLY] = { .id = "sampling.quarter", .catalogue_id = "S3", .clause = "BR 8.7",
	    .title = "at most a quarter lies between two cut-offs", .severity = SEVERITY_MUST,
	    .interpretation = "a quarter is 92 days at most" },
	[DRAWS] = { .id = "sampling.draws", .catalogue_id = "S3", .clause = "BR 8.7",
	    .title = "at most a quarter lies between two draws", .severity = SEVERITY_SHOULD,
	    .interpretation = "the text counts from the sample before; here cut-offs decide, draws are observed" },
	[ISSUERS] = { .id = "sampling.issuers", .catalogue_id = "S4", .clause = "BR 8.7",
	    .title = "every issuing CA in scope is counted", .severity = SEVERITY_MUST },
	[REPERFORM] = { .id = "sampling.reperform", .catalogue_id = "S5", .clause = "BR 8.7: randomly selected",
	    .title = "the draw done again gives the same sample", .severity = SEVERITY_MUST },
	[VERIFIABLE] = { .id = "sampling.verifiable", .catalogue_id = "S5", .clause = "BR 8.7: randomly selected",
	    .title = "the source of the randomness was named at the freeze", .severity = SEVERITY_SHOULD,
	    .interpretation = "that the commitment was out before the randomness existed, its publication shows" },
	[RECONCILE] = { .id = "sampling.reconcile", .catalogue_id = "S6", .clause = "BR 8.7",
	    .title = "the population agrees with CT, CRLs or a register of serials",
	    .severity = SEVERITY_MUST,
	    .interpretation = "the text asks for every certificate issued; how that is shown is the auditor's question" },
};

struct judge {
	const struct sampling_facts *f;
	int (*each)(void *arg, const struct sampling_result *r);
	void *arg;
};

static int tell(const struct judge *j, enum rule rule, const char *part, enum outcome o, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

static int
tell(const struct judge *j, enum rule rule, const char *part, enum outcome o, const char *fmt, ...)
{
	struct sampling_result r = rules[rule];
	va_list ap;

	r.outcome = o;
	r.part = part;
	va_start(ap, fmt);
	vsnprintf(r.reason, sizeof r.reason, fmt, ap);
	va_end(ap);
	return j->each(j->arg, &r);
}

uint64_t
sampling_minimum(uint64_t population, unsigned percent)
{
	/* at least one follows: the least share of anything is above nothing */
	return population / 100 * percent + (population % 100 * percent + 99) / 100;
}

static int
window(const struct judge *j)
{
	const struct sampling_facts *f = j->f;
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	if (f->supplement || f->previous_until == INSTANT_NONE)
		return tell(j, WINDOW, "", OUTCOME_NA, "%s", "");
	if (f->from == f->previous_until)
		return tell(j, WINDOW, "", OUTCOME_PASS, "%s", "");
	return tell(j, WINDOW, "", OUTCOME_FAIL, "expected the period to begin at %s, found %s: %s",
	    instant_format(f->previous_until, a), instant_format(f->from, b),
	    f->from > f->previous_until ? "a gap" : "an overlap");
}

static int
quarter(const struct judge *j, enum rule rule, int64_t before, int64_t now)
{
	if (j->f->supplement || before == INSTANT_NONE)
		return tell(j, rule, "", OUTCOME_NA, "%s", "");
	if (now == INSTANT_NONE)
		return tell(j, rule, "", OUTCOME_NT, "not drawn yet");
	if (now - before <= QUARTER)
		return tell(j, rule, "", OUTCOME_PASS, "%s", "");
	return tell(j, rule, "", OUTCOME_FAIL, "expected at most 92 days, found %lld",
	    (long long)((now - before + INSTANT_DAY - 1) / INSTANT_DAY));
}

static int
size_of(const struct judge *j, const char *part, uint64_t population, uint64_t sample, unsigned percent)
{
	uint64_t least = percent ? sampling_minimum(population, percent) : population > 0;

	if (sample > population)
		return tell(j, SIZE, part, OUTCOME_FAIL, "expected at most %llu in the sample, found %llu",
		    (unsigned long long)population, (unsigned long long)sample);
	if (sample >= least)
		return tell(j, SIZE, part, OUTCOME_PASS, "%s", "");
	return tell(j, SIZE, part, OUTCOME_FAIL, "expected at least %llu of %llu in the sample, found %llu",
	    (unsigned long long)least, (unsigned long long)population, (unsigned long long)sample);
}

static int
sizes(const struct judge *j)
{
	static const unsigned percents[] = { [SAMPLING_EV] = 3, [SAMPLING_EV_RA] = 6, [SAMPLING_DELEGATED] = 3,
		[SAMPLING_CONSTRAINED] = 3, [SAMPLING_OTHER] = 0 };
	int rc = size_of(j, "", j->f->population, j->f->sample, 3);

	for (size_t i = 0; i < j->f->part_count && !rc; i++) {
		const struct sampling_part *p = &j->f->parts[i];

		/* a stratum of the plan may be left out: only the whole has a minimum */
		if (p->kind != SAMPLING_OTHER)
			rc = size_of(j, p->name, p->population, p->sample, percents[p->kind]);
	}
	return rc;
}

static int
issuers(const struct judge *j)
{
	int rc = 0;

	if (!j->f->inventory)
		return tell(j, ISSUERS, "", OUTCOME_NT, "no inventory of issuing CAs was given");
	for (size_t i = 0; i < j->f->issuer_count && !rc; i++) {
		const struct sampling_issuer *s = &j->f->issuers[i];

		if (!s->in_inventory)
			rc = tell(j, ISSUERS, s->name, OUTCOME_FAIL,
			    "expected every issuer in the inventory, found one outside that issued %llu",
			    (unsigned long long)s->issued);
		else if (!s->in_scope)
			rc = tell(j, ISSUERS, s->name, OUTCOME_NA, "%s", "");
		else if (!s->counted)
			rc = tell(j, ISSUERS, s->name, OUTCOME_FAIL,
			    "expected its certificates, or none, in the count, found nothing about it");
		else
			rc = tell(j, ISSUERS, s->name, OUTCOME_PASS, "%s", "");
	}
	return rc;
}

static int
reperform(const struct judge *j)
{
	int rc;

	if (!j->f->reperformed)
		rc = tell(j, REPERFORM, "", OUTCOME_NT, "the draw was not done again");
	else if (j->f->same)
		rc = tell(j, REPERFORM, "", OUTCOME_PASS, "%s", "");
	else
		rc = tell(j, REPERFORM, "", OUTCOME_FAIL, "expected the same sample, found another");
	if (rc)
		return rc;
	if (j->f->drawn_at == INSTANT_NONE)
		return tell(j, VERIFIABLE, "", OUTCOME_NT, "not drawn yet");
	if (j->f->verifiable)
		return tell(j, VERIFIABLE, "", OUTCOME_PASS, "%s", "");
	return tell(j, VERIFIABLE, "", OUTCOME_FAIL,
	    "expected a nonce whose source the commitment names, found one chosen by the CA");
}

static int
reconcile(const struct judge *j)
{
	if (!j->f->reconciled)
		return tell(j, RECONCILE, "", OUTCOME_NT, "no other list was compared with the whole period before the freeze");
	if (!j->f->only_ledger && !j->f->only_list && !j->f->other && !j->f->unread)
		return tell(j, RECONCILE, "", OUTCOME_PASS, "%s", "");
	return tell(j, RECONCILE, "", OUTCOME_FAIL,
	    "expected no difference, found %llu only in the ledger, %llu only in the list, %llu with the serial of"
	    " another certificate, %llu records that could not be read",
	    (unsigned long long)j->f->only_ledger, (unsigned long long)j->f->only_list,
	    (unsigned long long)j->f->other, (unsigned long long)j->f->unread);
}

int
sampling_judge(const struct sampling_facts *f, int (*each)(void *arg, const struct sampling_result *r), void *arg)
{
	const struct judge j = { .f = f, .each = each, .arg = arg };
	int rc = window(&j);

	if (!rc)
		rc = sizes(&j);
	if (!rc)
		rc = quarter(&j, QUARTERLY, f->previous_until, f->until);
	if (!rc)
		rc = quarter(&j, DRAWS, f->previous_drawn_at, f->drawn_at);
	if (!rc)
		rc = issuers(&j);
	if (!rc)
		rc = reperform(&j);
	return rc ? rc : reconcile(&j);
}
