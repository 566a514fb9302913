#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/outcome.h"
#include "base/say.h"
#include "cli/unbundle.h"

#define RULES_MAX 4000

struct rule {
	char *id;
	bool must;
	uint64_t stated[OUTCOME_COUNT], counted[OUTCOME_COUNT];	/* certificates by worst outcome */
	int worst;	/* of the certificate at hand, rank; -1 none */
};

/* A certificate of the sample, which may be in it twice: by a judgement sample, later by the draw. */
struct unit {
	uint8_t fingerprint[32];
	bool judgement, counted;	/* at the run, a judgement sample had it; the draw or the plan */
};

struct counting {
	struct rule *rules;
	size_t count;
	const struct unit *unit;	/* at hand; NULL none */
	uint64_t certificates[2], exceptions[2];	/* [1]: only a judgement sample brought them in */
	struct unit *sample;		/* sorted, each once */
	size_t sample_count;
};

/* The worst of several: the first that occurs. */
static const enum outcome ranks[] = { OUTCOME_ERROR, OUTCOME_FAIL, OUTCOME_MISSING, OUTCOME_NT,
	OUTCOME_PASS, OUTCOME_NE, OUTCOME_NA };
#define RANKS ((int)(sizeof ranks / sizeof *ranks))

static int
rank_of(const char *letter)
{
	for (int i = 0; i < RANKS; i++)
		if (letter[0] == outcome_code(ranks[i]) && letter[1] == '\0')
			return i;
	return -1;
}

/* ---- rules.csv ---- */

/* In the order of enum outcome, as outcome_name has them, behind the id and the severity. */
static int
take_rule(struct unbundle *u, const char *const *value, uint64_t line, void *ctx)
{
	struct counting *c = ctx;
	struct rule *grown, *r;

	if (c->count == RULES_MAX)
		return verifying_differs(&u->v, "rules.csv: expected at most %d rules, found more", RULES_MAX);
	grown = realloc(c->rules, (c->count + 1) * sizeof *grown);
	if (!grown)
		return say_nomem("verify");
	c->rules = grown;
	r = &grown[c->count];
	*r = (struct rule){ .id = strdup(value[0]), .must = strcmp(value[1], "MUST") == 0, .worst = -1 };
	if (!r->id)
		return say_nomem("verify");
	c->count++;
	for (int o = 0; o < OUTCOME_COUNT; o++)
		if (cli_count(value[2 + o], &r->stated[o]) != 0)
			return verifying_differs(&u->v, "rules.csv:%llu: expected counts, found %s",
			    (unsigned long long)line, value[2 + o]);
	return 0;
}

static int
read_rules(struct unbundle *u, struct counting *c)
{
	const char *columns[2 + OUTCOME_COUNT] = { "rule", "severity" };

	for (int o = 0; o < OUTCOME_COUNT; o++)
		columns[2 + o] = outcome_name((enum outcome)o);
	return unbundle_each(u, &(struct unbundle_table){ "rules.csv", columns, 2 + OUTCOME_COUNT }, take_rule, c);
}

/* ---- outcomes.csv ---- */

static void
end_certificate(struct counting *c)
{
	bool exception = false, apart;

	if (!c->unit)
		return;
	for (size_t i = 0; i < c->count; i++) {
		struct rule *r = &c->rules[i];

		if (r->worst >= 0) {
			r->counted[ranks[r->worst]]++;
			exception = exception || (r->must && outcome_is_exception(ranks[r->worst]));
		}
		r->worst = -1;
	}
	apart = c->unit->judgement && !c->unit->counted;
	c->certificates[apart]++;
	c->exceptions[apart] += exception;
	c->unit = NULL;
}

/* A fingerprint or a unit, which begins with one. */
static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* Sorts the sample, each certificate once, as it stood at the run. */
static int
load_sample(const struct unbundle *u, struct counting *c)
{
	const json_t *run = json_object_get(u->description, "run");
	json_int_t started = json_integer_value(json_object_get(run, "started_at"));
	size_t kept = 0;

	c->sample = calloc(u->item_count + 1, sizeof *c->sample);
	if (!c->sample)
		return say_nomem("verify");
	for (size_t i = 0; i < u->item_count; i++) {
		const struct unbundle_item *item = &u->items[i];

		bool then = item->at <= started;

		memcpy(c->sample[i].fingerprint, item->fingerprint, 32);
		c->sample[i].judgement = item->judgement && then;
		c->sample[i].counted = item->drawn || (!item->judgement && then);
	}
	if (u->item_count)
		qsort(c->sample, u->item_count, sizeof *c->sample, compare);
	for (size_t i = 0; i < u->item_count; i++)
		if (kept && compare(&c->sample[kept - 1], &c->sample[i]) == 0) {
			c->sample[kept - 1].judgement |= c->sample[i].judgement;
			c->sample[kept - 1].counted |= c->sample[i].counted;
		} else
			c->sample[kept++] = c->sample[i];
	c->sample_count = kept;
	return 0;
}

static int
take_row(struct unbundle *u, const char *const *value, uint64_t line, void *ctx)
{
	struct counting *c = ctx;
	const struct unit *unit = NULL;
	uint8_t fingerprint[32];

	if (digest_unhex(value[0], fingerprint, 32) == 0 && c->sample_count)
		unit = bsearch(fingerprint, c->sample, c->sample_count, sizeof *c->sample, compare);
	if (!unit)
		return verifying_differs(&u->v, "outcomes.csv:%llu: expected a certificate of the sample, found %s",
		    (unsigned long long)line, value[0]);
	if (unit != c->unit)
		end_certificate(c);
	c->unit = unit;
	for (size_t i = 0; i < c->count; i++) {
		int rank = *value[2 + i] ? rank_of(value[2 + i]) : -1;

		if (*value[2 + i] && rank < 0)
			return verifying_differs(&u->v, "outcomes.csv:%llu: %s: expected a letter of an outcome, found %s",
			    (unsigned long long)line, c->rules[i].id, value[2 + i]);
		if (rank >= 0 && (c->rules[i].worst < 0 || rank < c->rules[i].worst))
			c->rules[i].worst = rank;
	}
	return 0;
}

static int
read_outcomes(struct unbundle *u, struct counting *c)
{
	const char **columns = calloc(c->count + 2, sizeof *columns);
	int rc;

	if (!columns)
		return say_nomem("verify");
	if (load_sample(u, c) != 0) {
		free(columns);
		return -1;
	}
	columns[0] = "fingerprint";
	columns[1] = "name";
	for (size_t i = 0; i < c->count; i++)
		columns[2 + i] = c->rules[i].id;
	rc = unbundle_each(u, &(struct unbundle_table){ "outcomes.csv", columns, c->count + 2 }, take_row, c);
	end_certificate(c);
	free(columns);
	return rc;
}

/* What bundle.json states: of the run, and of the judgement sample apart from it. */
static int
check_stated(struct unbundle *u, const struct counting *c)
{
	const json_t *run = json_object_get(u->description, "run");
	const json_t *stated[2] = { run, json_object_get(run, "judgement") };
	static const char *const whose[2] = { "", " of the judgement sample" };

	for (int apart = 0; apart < 2; apart++) {
		json_int_t certificates = json_integer_value(json_object_get(stated[apart], "certificates"));
		json_int_t exceptions = json_integer_value(json_object_get(stated[apart], "exceptions"));

		if ((uint64_t)certificates != c->certificates[apart] || (uint64_t)exceptions != c->exceptions[apart])
			return verifying_differs(&u->v,
			    "bundle.json: expected %llu certificates and %llu exceptions%s, as outcomes.csv has them, found %lld and %lld",
			    (unsigned long long)c->certificates[apart], (unsigned long long)c->exceptions[apart],
			    whose[apart], (long long)certificates, (long long)exceptions);
	}
	return 0;
}

static void
note_counts(struct unbundle *u, const struct counting *c)
{
	char apart[96] = "";

	if (c->certificates[1])
		snprintf(apart, sizeof apart, "; apart, by judgement: %llu certificates, %llu exceptions",
		    (unsigned long long)c->certificates[1], (unsigned long long)c->exceptions[1]);
	verifying_note(&u->v, "outcomes", "%zu rules on %llu certificates, %llu exceptions%s: counted again from their letters",
	    c->count, (unsigned long long)c->certificates[0], (unsigned long long)c->exceptions[0], apart);
}

static int
check_counts(struct unbundle *u, const struct counting *c)
{
	for (size_t i = 0; i < c->count; i++)
		for (int o = 0; o < OUTCOME_COUNT; o++)
			if (c->rules[i].stated[o] != c->rules[i].counted[o])
				return verifying_differs(&u->v,
				    "rules.csv: %s: expected %llu certificates with %s, as outcomes.csv has them, found %llu",
				    c->rules[i].id, (unsigned long long)c->rules[i].counted[o],
				    outcome_name((enum outcome)o), (unsigned long long)c->rules[i].stated[o]);
	if (check_stated(u, c) != 0)
		return 1;
	note_counts(u, c);
	return 0;
}

int
unbundle_outcomes(struct unbundle *u)
{
	struct counting c = { 0 };
	int rc;

	if (!json_is_object(json_object_get(u->description, "run"))) {
		verifying_note(&u->v, "outcomes", "not checked yet");
		return 0;
	}
	rc = read_rules(u, &c);
	if (rc == 0)
		rc = read_outcomes(u, &c);
	if (rc == 0)
		rc = check_counts(u, &c);
	for (size_t i = 0; i < c.count; i++)
		free(c.rules[i].id);
	free(c.rules);
	free(c.sample);
	return rc;
}
