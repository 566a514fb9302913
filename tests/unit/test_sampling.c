/* Truth: BR 8.7 (one certificate or three percent, whichever is greater), EVG 8.1.1 (3%, 6%). */
#include "tests/unit/cmocka_all.h"

#include "checks/sampling.h"

static int64_t
at(const char *s)
{
	int64_t t;

	assert_int_equal(instant_parse_any(s, &t, NULL), 0);
	return t;
}

static struct sampling_facts
sound(void)
{
	return (struct sampling_facts){ .from = at("2026-06-30T23:59:59Z"), .until = at("2026-09-30T23:59:59Z"),
		.previous_until = at("2026-06-30T23:59:59Z"), .drawn_at = at("2026-10-02"),
		.previous_drawn_at = at("2026-07-02"), .population = 1000, .sample = 30, .inventory = true,
		.verifiable = true, .reperformed = true, .same = true, .reconciled = true };
}

struct told {
	const char *id, *part;	/* of which results */
	char letters[32];
	char reason[240];
	int stop_after, calls;
};

static int
each(void *arg, const struct sampling_result *r)
{
	struct told *t = arg;

	assert_non_null(r->title);
	assert_non_null(r->clause);
	assert_int_equal(r->catalogue_id[0], 'S');
	/* BR 8.7 binds, but for when the draw is done and where its randomness is from */
	assert_int_equal(r->severity, !strcmp(r->id, "sampling.draws") || !strcmp(r->id, "sampling.verifiable")
		? SEVERITY_SHOULD : SEVERITY_MUST);
	if (r->outcome == OUTCOME_FAIL)
		assert_int_equal(strncmp(r->reason, "expected ", 9), 0);
	if (r->outcome == OUTCOME_PASS || r->outcome == OUTCOME_NA)
		assert_string_equal(r->reason, "");
	if (!strcmp(r->id, t->id) && (!t->part || !strcmp(r->part, t->part))) {
		t->letters[strlen(t->letters)] = outcome_code(r->outcome);
		if (*r->reason)
			snprintf(t->reason, sizeof t->reason, "%s", r->reason);
	}
	return ++t->calls == t->stop_after;
}

static void
gives(const struct sampling_facts *f, const char *id, const char *letters)
{
	struct told t = { .id = id };

	assert_int_equal(sampling_judge(f, each, &t), 0);
	if (strcmp(t.letters, letters))
		fail_msg("%s: expected %s, found %s: %s", id, letters, t.letters, t.reason);
}

#define FACTS(id, letters, ...)                                                                    \
	do {                                                                                       \
		struct sampling_facts f = sound();                                                 \
		{                                                                                  \
			__VA_ARGS__;                                                               \
		}                                                                                  \
		gives(&f, id, letters);                                                            \
	} while (0)

static void
windows_touch(void **state)
{
	(void)state;
	FACTS("sampling.window", "P", );
	FACTS("sampling.window", "F", f.from++);
	FACTS("sampling.window", "F", f.from--);
	FACTS("sampling.window", "A", f.previous_until = INSTANT_NONE);
	FACTS("sampling.window", "A", f.supplement = true; f.from = 0);

	FACTS("sampling.quarter", "P", );	/* 30 June to 30 September: 92 days */
	FACTS("sampling.quarter", "F", f.until++);
	FACTS("sampling.quarter", "P", f.previous_until = at("2027-02-28"); f.until = at("2027-05-31"));
	FACTS("sampling.quarter", "A", f.previous_until = INSTANT_NONE);
	FACTS("sampling.draws", "P", );
	FACTS("sampling.draws", "F", f.drawn_at = at("2026-10-03"));
	FACTS("sampling.draws", "T", f.drawn_at = INSTANT_NONE);
	FACTS("sampling.draws", "A", f.previous_drawn_at = INSTANT_NONE);
}

static void
sizes_by_the_text(void **state)
{
	static const struct {
		uint64_t population;
		unsigned percent;
		uint64_t least;
	} table[] = { { 0, 3, 0 }, { 1, 3, 1 }, { 33, 3, 1 }, { 34, 3, 2 }, { 100, 3, 3 }, { 101, 3, 4 },
		      { 369922, 3, 11098 }, { 10000000000, 3, 300000000 }, { 67, 3, 3 }, { 66, 3, 2 }, { 100, 6, 6 }, { 17, 6, 2 },
		      { 100, 100, 100 } };
	const struct sampling_part parts[] = {
		{ SAMPLING_EV, "ev", 100, 3 },		  { SAMPLING_EV_RA, "ev-ra", 100, 5 },
		{ SAMPLING_DELEGATED, "dtp.1", 34, 1 },	  { SAMPLING_CONSTRAINED, "tcsc.1", 1, 1 },
		{ SAMPLING_CONSTRAINED, "tcsc.2", 0, 0 }, { SAMPLING_OTHER, "rest", 765, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(sampling_minimum(table[i].population, table[i].percent), table[i].least);
	FACTS("sampling.size", "P", );
	FACTS("sampling.size", "F", f.sample = 29);
	FACTS("sampling.size", "P", f.population = f.sample = 0);
	FACTS("sampling.size", "F", f.population = 1; f.sample = 0);
	FACTS("sampling.size", "F", f.population = 10; f.sample = 11);
	/* the whole; 3 of 100 EV; 5 of 100 EV by an RA; 1 of 34 of a third party; two sub-CAs */
	FACTS("sampling.size", "PPFFPP", f.parts = parts; f.part_count = 6);
	/* at the bound of each kind, and one below */
	for (int enough = 0; enough < 2; enough++) {
		const struct sampling_part bounds[] = { { SAMPLING_EV, "ev", 100, 2 + (uint64_t)enough },
			{ SAMPLING_EV_RA, "ev-ra", 100, 5 + (uint64_t)enough },
			{ SAMPLING_DELEGATED, "dtp.1", 100, 2 + (uint64_t)enough },
			{ SAMPLING_CONSTRAINED, "tcsc.1", 100, 2 + (uint64_t)enough } };

		FACTS("sampling.size", enough ? "PPPPP" : "PFFFF", f.parts = bounds; f.part_count = 4);
	}
}

static void
issuers_and_proof(void **state)
{
	const struct sampling_issuer issuers[] = {
		{ "A", true, true, true, 10 },	{ "B", true, true, true, 0 }, { "C", true, true, false, 0 },
		{ "D", true, false, false, 0 }, { "E", false, false, true, 7 },
	};

	(void)state;
	FACTS("sampling.issuers", "PPFAF", f.issuers = issuers; f.issuer_count = 5);
	FACTS("sampling.issuers", "T", f.inventory = false; f.issuers = issuers; f.issuer_count = 5);
	FACTS("sampling.reperform", "P", );
	FACTS("sampling.reperform", "F", f.same = false);
	FACTS("sampling.reperform", "T", f.reperformed = false);
	FACTS("sampling.verifiable", "P", );
	FACTS("sampling.verifiable", "F", f.verifiable = false);
	FACTS("sampling.verifiable", "T", f.drawn_at = INSTANT_NONE);
	FACTS("sampling.reconcile", "P", );
	FACTS("sampling.reconcile", "F", f.only_list = 1);
	FACTS("sampling.reconcile", "F", f.only_ledger = 1);
	FACTS("sampling.reconcile", "F", f.other = 1);
	FACTS("sampling.reconcile", "F", f.unread = 1);
	FACTS("sampling.reconcile", "T", f.reconciled = false);
}

static void
ends_when_told(void **state)
{
	struct sampling_facts f = sound();
	struct told t = { .id = "sampling.window", .stop_after = 2 };

	(void)state;
	assert_int_equal(sampling_judge(&f, each, &t), 1);
	assert_int_equal(t.calls, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_touch),
		cmocka_unit_test(sizes_by_the_text),
		cmocka_unit_test(issuers_and_proof),
		cmocka_unit_test(ends_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
