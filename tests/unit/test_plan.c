/* The plan of a sample, the strata it makes, and how many of each it asks for. */
#include "tests/unit/cmocka_all.h"

#include "base/digest.h"
#include "sampler/partition.h"
#include "sampler/plan.h"
#include "tests/unit/said.h"

static struct plan *
parse(const char *text)
{
	return plan_parse("plan.yaml", text, strlen(text));
}

static void
no_plan(void **state)
{
	struct plan *p = plan_parse("", NULL, 0);

	(void)state;
	assert_non_null(p);
	assert_true(p->rate.num == 3 && p->rate.den == 100 && p->minimum == 1);
	assert_int_equal(p->stratum_count, 1);
	assert_string_equal(p->strata[0].name, "all");
	assert_true(p->confidence.num == 19 && p->confidence.den == 20);
	assert_false(p->discovery.given || p->expansion.given || p->margin.given);
	plan_free(p);
}

static void
all_keys(void **state)
{
	struct plan *p =
	    parse("rate: 4%\n"
		  "minimum: 2\n"
		  "discovery: {tolerable_rate: 0.5%, confidence: 99%}\n"
		  "margin: {margin: 1%, expected: 1/200}\n"
		  "allocation: neyman\n"
		  "bound: {method: fisher, confidence: 90%}\n"
		  "strata:\n"
		  "  - {name: ev, where: {type: ev}, rate: 100%, minimum: 7}\n"
		  "  - {name: web, where: {method: [3.2.2.4.18, 3.2.2.4.19]}, sample: all}\n"
		  "  - {name: rest, by: issuer, expected: 2%}\n"
		  "expansion: {tolerable_rate: 0.1%, risk_limit: 5%}\n"
		  "judgement: {size: 25, weights: [{where: {type: ov}, weight: 3}]}\n"
		  "matrix: 500\n"
		  "evidence: {mpic: {not_supplied: \"by hand\"}}\n");

	(void)state;
	assert_non_null(p);
	assert_true(p->rate.num == 1 && p->rate.den == 25 && p->minimum == 2);
	assert_true(p->discovery.given && p->discovery.tolerable_rate.den == 200 &&
		    p->discovery.confidence.num == 99);
	assert_true(p->margin.given && p->margin.expected.den == 200);
	assert_true(p->neyman && p->bound == PLAN_BOUND_FISHER && p->confidence.den == 10);
	assert_int_equal(p->stratum_count, 3);
	assert_true(p->strata[0].rate.num == 1 && p->strata[0].minimum == 7);
	assert_true(p->strata[1].census && p->strata[1].where.conditions[0].value_count == 2);
	assert_true(p->strata[2].split && p->strata[2].by == PLAN_ISSUER);
	assert_true(p->expansion.given && p->expansion.tolerable_rate.den == 1000 &&
		    p->expansion.risk_limit.den == 20);
	assert_true(p->judgement.size == 25 && p->judgement.weights[0].weight == 3);
	assert_true(p->matrix == PLAN_MATRIX_ROWS && p->matrix_rows == 500);
	assert_string_equal(plan_not_supplied(p, "mpic"), "by hand");
	assert_null(plan_not_supplied(p, "caa"));
	plan_free(p);
}

static void
refusals(void **state)
{
	static const struct {
		const char *text, *place;
	} t[] = {
		{ "rate: 2%\n", "plan.yaml:1:7" },
		{ "rate: 3%\nrate: 3%\n", "plan.yaml:2:" },
		{ "rata: 3%\n", "plan.yaml:1:" },
		{ "rate: 3e-2\n", "plan.yaml:1:7" },
		{ "minimum: -1\n", "plan.yaml:1:10" },
		{ "matrix: some\n", "plan.yaml:1:9" },
		{ "discovery: {confidence: 95%}\n", "plan.yaml:1:" },
		{ "discovery: {tolerable_rate: 0%}\n", "plan.yaml:1:" },
		{ "bound: {method: normal}\n", "plan.yaml:1:" },
		{ "expansion: {tolerable_rate: 1%}\n", "plan.yaml:1:" },
		{ "expansion: {tolerable_rate: 1%, risk_limit: 100%}\n", "plan.yaml:1:" },
		{ "strata:\n  - {name: a b}\n", "plan.yaml:2:" },
		{ "strata:\n  - {name: other}\n", "plan.yaml:2:" },
		{ "strata:\n  - {name: a}\n  - {name: a}\n", "plan.yaml:3:" },
		{ "strata:\n  - {name: a, by: colour}\n", "plan.yaml:2:" },
		{ "strata:\n  - {name: a, where: {colour: red}}\n", "plan.yaml:2:" },
		{ "strata:\n  - {name: a, sample: few}\n", "plan.yaml:2:" },
		{ "strata:\n  - {where: {type: ev}}\n", "plan.yaml:2:" },
		{ "judgement: {weights: []}\n", "plan.yaml:1:" },
		{ "- a\n", "plan.yaml:1:1" },
		{ "rate: [3%\n", "plan.yaml:" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct said said;
		struct plan *p;
		const char *line;

		said_begin(&said);
		p = parse(t[i].text);
		line = said_end(&said);
		if (p || !strstr(line, t[i].place) || strchr(line, '\n') != strrchr(line, '\n'))
			print_message("# %s: %s\n", t[i].text, line);
		assert_null(p);
		assert_non_null(strstr(line, t[i].place));
		assert_ptr_equal(strchr(line, '\n'), strrchr(line, '\n'));
	}
}

static const struct partition_unit plain = { .issuer = "CN=A,O=X",
	.issuer_key = "A",
	.issuer_key_len = 1,
	.issuer_key_id = "0a",
	.type = "dv",
	.methods = "3.2.2.4.7",
	.ra = "",
	.delegated_party = "",
	.profile = "" };

static struct partition_stratum *
place(struct partition *p, const struct partition_unit *u, int times)
{
	long at = -1;
	size_t count;

	while (times-- > 0)
		at = partition_place(p, u);
	assert_true(at >= 0);
	return &partition_strata(p, &count)[at];
}

static struct partition_stratum *
named(struct partition *p, const char *name)
{
	size_t count;
	struct partition_stratum *s = partition_strata(p, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(s[i].name, name) == 0)
			return &s[i];
	return NULL;
}

/* "<base>.<first 16 hex of SHA-256 of the key>" */
static const char *
split(const char *base, const char *key, char out[128])
{
	uint8_t sum[32];
	char hex[DIGEST_HEX];

	assert_int_equal(digest_sha256(key, strlen(key), sum), 0);
	digest_hex(sum, 8, hex);
	snprintf(out, 128, "%s.%s", base, hex);
	return out;
}

static void
strata_the_rules_ask_for(void **state)
{
	struct plan *plan = plan_parse("", NULL, 0);
	struct partition *p = partition_new(plan);
	struct partition_unit ev = plain, party = plain, constrained = plain;
	char name[128];

	(void)state;
	ev.type = "ev";
	party.delegated_party = "Agency";
	constrained.constrained = true;
	assert_string_equal(place(p, &plain, 10000)->name, "all");
	assert_string_equal(place(p, &ev, 100)->name, "ev");
	assert_string_equal(place(p, &party, 34)->name, split("dtp", "Agency", name));
	assert_string_equal(place(p, &constrained, 1)->name, split("tcsc", "A", name));
	assert_int_equal(partition_size(p), 0);
	assert_int_equal(named(p, "all")->sample, 300);
	assert_int_equal(named(p, "ev")->sample, 3);
	assert_int_equal(named(p, split("dtp", "Agency", name))->sample, 2);
	assert_int_equal(named(p, split("tcsc", "A", name))->sample, 1);
	partition_free(p);
	plan_free(plan);
}

static void
strata_the_plan_names(void **state)
{
	/* ev and Agency have strata of their own; Bureau has not: its part comes before */
	struct plan *plan = parse("strata:\n"
				  "  - {name: extended, where: {type: ev}}\n"
				  "  - {name: agency, where: {delegated_party: Agency}}\n"
				  "  - {name: web, where: {method: 3.2.2.4.19, type: [dv, ov]}}\n"
				  "  - {name: rest, by: type}\n");
	struct partition *p = partition_new(plan);
	struct partition_unit u = plain;
	char name[128];

	(void)state;
	u.delegated_party = "Agency";
	assert_string_equal(place(p, &u, 1)->name, "agency");
	u.delegated_party = "Bureau";
	assert_string_equal(place(p, &u, 1)->name, split("dtp", "Bureau", name));
	u = plain, u.methods = "3.2.2.4.18,3.2.2.4.19";
	assert_string_equal(place(p, &u, 1)->name, "web");
	u.methods = "3.2.2.4.1";
	assert_string_equal(place(p, &u, 1)->name, split("rest", "dv", name));
	u.type = "ev", u.ra = "RA";
	assert_string_equal(place(p, &u, 100)->name, "extended");
	assert_int_equal(partition_size(p), 0);
	assert_int_equal(named(p, "extended")->sample, 6); /* an RA did the due diligence */
	partition_free(p);
	plan_free(plan);
}

static void
a_party_named_too_late(void **state)
{
	/* an earlier stratum may take some of Agency's: it keeps a stratum of its own */
	struct plan *plan = parse("strata:\n"
				  "  - {name: dv, where: {type: dv}}\n"
				  "  - {name: agency, where: {delegated_party: Agency}}\n");
	struct partition *p = partition_new(plan);
	struct partition_unit u = plain;
	char name[128];

	(void)state;
	u.delegated_party = "Agency";
	assert_string_equal(place(p, &u, 1)->name, split("dtp", "Agency", name));
	u.delegated_party = "", u.type = "ov";
	assert_string_equal(place(p, &u, 1)->name, "other");
	partition_free(p);
	plan_free(plan);
}

static void
sizes(void **state)
{
	struct plan *plan = parse("minimum: 5\n"
				  "discovery: {tolerable_rate: 6%, confidence: 90%}\n"
				  "strata:\n"
				  "  - {name: a, where: {profile: a}, sample: all}\n"
				  "  - {name: b, where: {profile: b}, sample: 12}\n"
				  "  - {name: c, where: {profile: c}, rate: 1/3}\n"
				  "  - {name: d}\n");
	struct partition *p = partition_new(plan);
	struct partition_unit u = plain;

	(void)state;
	u.profile = "a", place(p, &u, 4);
	u.profile = "b", place(p, &u, 20);
	u.profile = "c", place(p, &u, 10);
	u.profile = "d", place(p, &u, 66);
	assert_int_equal(partition_size(p), 0);
	/* floors 4, 12, 5, 5; discovery of 100 is 32: the six more in proportion to 20, 10 and 66
	 */
	assert_int_equal(named(p, "a")->sample, 4);
	assert_int_equal(named(p, "b")->sample, 12);
	assert_int_equal(named(p, "c")->sample, 5);
	assert_int_equal(named(p, "d")->sample, 11);
	partition_free(p);
	plan_free(plan);
}

static void
a_nil_period(void **state)
{
	struct plan *plan = plan_parse("", NULL, 0);
	struct partition *p = partition_new(plan);
	size_t count;

	(void)state;
	assert_int_equal(partition_size(p), 0);
	assert_int_equal(partition_strata(p, &count)->sample, 0);
	assert_int_equal(count, 1);
	partition_free(p);
	plan_free(plan);
}

static void
issuers_by_name(void **state)
{
	static const char *const good[] = { "CN=A,O=X", "A", "0a" };
	static const char *const bad[] = { "X", "CN=A", "a", "" };
	char text[200];

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		struct plan *plan;

		snprintf(text, sizeof text, "strata: [{name: a, where: {issuer: \"%s\"}}]\n",
		    i < 3 ? good[i] : bad[i - 3]);
		plan = parse(text);
		assert_non_null(plan);
		assert_true(partition_matches(&plan->strata[0].where, &plain) == (i < 3));
		plan_free(plan);
	}
}

/* Which certificates a condition takes: one that it does, and others as long that it does not. */
static void
conditions(void **state)
{
	static const struct {
		const char *where;
		struct partition_unit unit;
		bool takes;
	} t[] = {
		{ "issuer: A", { .issuer = "O=X,CN=A" }, true },
		{ "issuer: A", { .issuer = "O=X+CN=A,C=US" }, true },
		{ "issuer: A", { .issuer = "CN=B,CN=A" }, true },
		{ "issuer: A", { .issuer = "CN=AB,O=X" }, false },
		{ "issuer: A", { .issuer = "O=XCN=A" }, false },
		{ "issuer: A", { .issuer = "O=A" }, false },
		{ "method: m7", { .methods = "m4,m7" }, true },
		{ "method: m7", { .methods = "m4,m8" }, false },
		{ "method: m7", { .methods = "m70" }, false },
		{ "method: [m7, m8]", { .methods = "m8" }, true },
		{ "ra: North", { .ra = "North" }, true },
		{ "ra: North", { .ra = "South" }, false },
		{ "profile: a", { .profile = "a" }, true },
		{ "profile: a", { .profile = "b" }, false },
		{ "delegated_party: P", { .delegated_party = "P" }, true },
		{ "delegated_party: P", { .delegated_party = "Q" }, false },
		{ "type: ov, ra: North", { .type = "ov", .ra = "North" }, true },
		{ "type: ov, ra: North", { .type = "ov", .ra = "South" }, false },
		{ "type: ov, ra: North", { .type = "dv", .ra = "North" }, false },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct partition_unit u = t[i].unit;
		const char **field[] = { &u.issuer, &u.issuer_key_id, &u.type, &u.methods, &u.ra,
			&u.delegated_party, &u.profile };
		struct plan *plan;

		for (size_t k = 0; k < sizeof field / sizeof *field; k++)
			if (!*field[k])
				*field[k] = "";
		snprintf(text, sizeof text, "strata: [{name: a, where: {%s}}]\n", t[i].where);
		plan = parse(text);
		assert_non_null(plan);
		if (partition_matches(&plan->strata[0].where, &u) != t[i].takes)
			fail_msg("%s, case %zu", t[i].where, i);
		plan_free(plan);
	}
}

/* EVG 8.1.1: six of a hundred where an RA did the due diligence, of strata of EV alone. */
static void
an_ra_of_ev(void **state)
{
	static const struct {
		const char *strata, *name;
		uint64_t sample;
		const char *type;
	} t[] = {
		{ "[]", "ev", 6, "ev" },
		{ "[{name: a, where: {type: ev}}]", "a", 6, "ev" },
		{ "[{name: a, where: {type: ev}, by: issuer}]", "a.", 6, "ev" },
		{ "[{name: a, where: {profile: web, type: ev}}]", "ev", 6, "ev" },
		{ "[{name: a, by: type}]", "a.", 6, "ev" },
		{ "[{name: a, where: {type: ev}, rate: 7%}]", "a", 7, "ev" },
		/* no stratum of the plan takes all of EV and no others: an automatic one does */
		{ "[{name: a, where: {type: dv}}]", "ev", 6, "ev" },
		{ "[{name: a, where: {type: [dv, ev]}}, {name: b, where: {type: ev}}]", "ev", 6, "ev" },
		{ "[{name: a, where: {profile: web}, by: type}]", "ev", 6, "ev" },
		{ "[{name: a, by: issuer}]", "ev", 6, "ev" },
		/* one does, and what comes before takes none */
		{ "[{name: a, where: {type: dv}}, {name: b, where: {type: ev}}]", "b", 6, "ev" },
		/* an RA of other certificates changes nothing */
		{ "[{name: a, where: {type: dv}}]", "a", 3, "dv" },
		{ "[{name: a, where: {profile: web}}]", "a", 3, "dv" },
		{ "[{name: a, where: {type: [dv, ev]}}]", "a", 3, "dv" },
		{ "[{name: a, by: type}]", "a.", 3, "dv" },
	};
	struct partition_unit u = plain;
	char text[200];

	(void)state;
	u.profile = "web";
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		for (int with = 0; with < 2; with++) {
			struct plan *plan;
			struct partition *p;
			struct partition_stratum *s;

			u.type = t[i].type;
			snprintf(text, sizeof text, "strata: %s\n", t[i].strata);
			plan = parse(i == 0 ? "minimum: 1\n" : text);
			assert_non_null(plan);
			p = partition_new(plan);
			u.ra = "", place(p, &u, 50);
			u.ra = with ? "RA" : "", s = place(p, &u, 50);
			assert_int_equal(partition_size(p), 0);
			if (strncmp(s->name, t[i].name, strlen(t[i].name)) != 0 ||
			    s->sample != (with || t[i].sample > 6 ? t[i].sample : 3))
				fail_msg("%s: %d of %s", t[i].strata, (int)s->sample, s->name);
			partition_free(p);
			plan_free(plan);
		}
}

/*
 * Neyman by hand: N S with S = sqrt(p (1 - p)), p = 1/2 and 1/10: 100 * 0.5 = 50
 * beside 100 * 0.3 = 30; 80 in all are 50 and 30.  In proportion they are 40 each.
 */
static void
neyman_shares(void **state)
{
	for (int neyman = 0; neyman < 2; neyman++) {
		char text[300];
		struct plan *plan;
		struct partition *p;
		struct partition_unit u = plain;

		(void)state;
		/* 1.96^2 / 4 / 0.0855^2 = 131.4; of 200: 131.4 / (1 + 130.4 / 200) = 79.5 */
		snprintf(text, sizeof text,
		    "margin: {margin: 0.0855, expected: 1/2}\n%s"
		    "strata:\n"
		    "  - {name: a, where: {profile: a}, expected: 1/2}\n"
		    "  - {name: b, where: {profile: b}, expected: 1/10}\n",
		    neyman ? "allocation: neyman\n" : "");
		plan = parse(text);
		assert_non_null(plan);
		p = partition_new(plan);
		u.profile = "a", place(p, &u, 100);
		u.profile = "b", place(p, &u, 100);
		assert_int_equal(partition_size(p), 0);
		assert_int_equal(named(p, "a")->sample, neyman ? 50 : 40);
		assert_int_equal(named(p, "b")->sample, neyman ? 30 : 40);
		partition_free(p);
		plan_free(plan);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_plan),
		cmocka_unit_test(all_keys),
		cmocka_unit_test(refusals),
		cmocka_unit_test(strata_the_rules_ask_for),
		cmocka_unit_test(strata_the_plan_names),
		cmocka_unit_test(a_party_named_too_late),
		cmocka_unit_test(sizes),
		cmocka_unit_test(a_nil_period),
		cmocka_unit_test(issuers_by_name),
		cmocka_unit_test(conditions),
		cmocka_unit_test(an_ra_of_ev),
		cmocka_unit_test(neyman_shares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
