/*
 * Truth: BR 8.7, 4.2.1, 4.9.1.1(12), 2.3; the incidents named beside the cases
 * (Mozilla bug numbers).
 */
#include "tests/unit/fixture_cert.h"

#include "base/cps.h"

#define V w.f.v[0]
#define DOCUMENTS 128

/* Documents live until the end of the run. */
static struct cps_document *parsed[DOCUMENTS];
static size_t parsed_count;
static const struct cps_document *documents[4];
static struct cps_register registered;

static void
add(struct world *w, const char *yaml)
{
	struct cps_document *d = cps_parse("test.yaml", yaml, strlen(yaml));

	assert_non_null(d);
	assert_true(parsed_count < DOCUMENTS);
	parsed[parsed_count++] = d;
	if (!w->c.cps)
		registered.count = 0;
	documents[registered.count++] = d;
	registered.document = documents;
	w->c.cps = &registered;
}

#define HEAD "document: tls\nversions:\n"
#define VERSION(v, from, rest) \
	"  - {version: '" v "', effective_from: " from ", confirmed_by: X, " rest "}\n"

/* Sectigo 1715024: .19 in production from 2019, in the CPS from 2021-05-21T15:14:00Z. */
static void
incident(struct world *w, const char *method, const char *validated, const char *issued)
{
	add(w, HEAD VERSION("5.1", "2021-03-01", "methods: [3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18]")
		   VERSION("5.2", "2021-05-21T15:14:00Z",
		       "methods: [3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18, 3.2.2.4.19]"));
	w->f.v[0].method = method;
	w->f.v[0].validated_at = fixture_at(validated);
	world_issue(w, issued);
}

static void
dated(struct world *w, const char *methods1, const char *methods2, const char *validated,
    const char *issued)
{
	char yaml[600];

	snprintf(yaml, sizeof yaml,
	    HEAD "  - {version: '1', effective_from: 2026-01-01T00:00:00Z, confirmed_by: X, %s}\n"
		 "  - {version: '2', effective_from: 2026-06-01T00:00:00Z, confirmed_by: X, %s}\n",
	    methods1, methods2);
	add(w, yaml);
	w->f.v[0].validated_at = fixture_at(validated);
	world_issue(w, issued);
}

static void
methods(void **state, struct covered *covered)
{
#define AT "cps.method_at_issuance"
	CASE(AT, 'T', w.c.evidence &= ~(unsigned)EVIDENCE_CPS);
	CASE(AT, 'F', incident(&w, "3.2.2.4.19", "2021-03-13", "2021-03-13T01:00:00Z"));
	CASE(AT, 'F', incident(&w, "http-01", "2021-05-21", "2021-05-21T15:13:59Z"));
	CASE(AT, 'P', incident(&w, "http-01", "2021-05-21", "2021-05-21T15:14:00Z"));
	CASE(AT, 'P', incident(&w, "3.2.2.4.7", "2021-03-13", "2021-05-20"));
	CASE(AT, 'A', incident(&w, "email", "2021-03-13", "2021-05-20"));

	/* reuse: permitted when validated, dropped before issuance (BR 4.2.1) */
	CASE(AT, 'P',
	    dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.4]", "2026-05-31", "2026-06-02"));
	CASE(AT, 'F',
	    dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.4]", "2026-06-01", "2026-06-02"));
	/* ... unless a document ends it */
	CASE(AT, 'F',
	    dated(&w, "methods: [{method: 3.2.2.4.7, until: 2026-05-20, reuse_until: 2026-06-02}]",
		"methods: [3.2.2.4.4]", "2026-05-19", "2026-06-02"));
	CASE(AT, 'P',
	    dated(&w, "methods: [{method: 3.2.2.4.7, until: 2026-05-20, reuse_until: 2026-06-02}]",
		"methods: [3.2.2.4.4]", "2026-05-19", "2026-06-01T23:59:59Z"));
	CASE(AT, 'F',
	    dated(&w, "methods: [3.2.2.4.7]",
		"methods: [{method: 3.2.2.4.7, until: 2026-06-10, reuse_until: 2026-06-20}]",
		"2026-05-19", "2026-06-20"));
	CASE(AT, 'P',
	    dated(&w, "methods: [3.2.2.4.7]",
		"methods: [{method: 3.2.2.4.7, until: 2026-06-10, reuse_until: 2026-06-20}]",
		"2026-05-19", "2026-06-19"));
	CASE(AT, 'F',
	    dated(&w, "methods: [3.2.2.4.4]", "methods: [{method: 3.2.2.4.7, until: 2026-06-10}]",
		"2026-06-11", "2026-06-12"));

	/* ... in the list for wildcards or addresses as well */
	CASE(AT, 'F', w.f.names[0].wildcard = true; dated(&w, "methods: [3.2.2.4.7]",
	    "methods: [3.2.2.4.7], wildcard_methods: [{method: 3.2.2.4.7, until: 2026-06-10, reuse_until: 2026-06-20}]",
	    "2026-05-19", "2026-06-20"));
	CASE(AT, 'F', w.f.names[0].kind = NAME_IP; V.method = "3.2.2.5.6"; dated(&w, "methods: [3.2.2.5.6]",
	    "methods: [], ip_methods: [{method: 3.2.2.5.6, until: 2026-06-10, reuse_until: 2026-06-20}]",
	    "2026-05-19", "2026-06-20"));

	/* labels, wildcards and addresses */
	CASE(AT, 'P',
	    dated(&w, "methods: [dns-01]", "methods: [dns-01]", "2026-06-01", "2026-06-02"));
	CASE(AT, 'F', w.f.names[0].wildcard = true; dated(&w, "methods: [3.2.2.4.7]",
	    "methods: [3.2.2.4.7], wildcard_methods: [3.2.2.4.4]", "2026-06-01", "2026-06-02"));
	CASE(AT, 'P',
	    dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7], wildcard_methods: []",
		"2026-06-01", "2026-06-02"));
	CASE(AT, 'F', w.f.names[0].kind = NAME_IP; V.method = "http-01"; dated(
	    &w, "methods: []", "methods: [3.2.2.5.6], ip_methods: []", "2026-06-01", "2026-06-02"));
	CASE(AT, 'P', w.f.names[0].kind = NAME_IP; V.method = "http-01"; dated(
	    &w, "methods: []", "methods: [], ip_methods: [3.2.2.5.6]", "2026-06-01", "2026-06-02"));

	/* several documents: all of them, and a CP alone never */
	CASE(AT, 'F',
	     dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7]", "2026-06-01", "2026-06-02");
	     add(&w, "document: cp\nkind: cp\nversions:\n" VERSION(
			 "1", "2026-01-01", "methods: [3.2.2.4.4]")));
	CASE(AT, 'P',
	     dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7]", "2026-06-01", "2026-06-02");
	     add(&w, "document: cp\nkind: cp\nversions:\n" VERSION(
			 "1", "2026-01-01", "notes: all of them")));
	CASE(AT, 'M',
	    add(&w, "document: cp\nkind: cp\nversions:\n" VERSION(
			"1", "2026-01-01", "methods: [3.2.2.4.7]")));
	CASE(AT, 'P',
	    add(&w, "document: c\nkind: cp-cps\nversions:\n" VERSION(
			"1", "2026-01-01", "methods: [3.2.2.4.7]")));
	CASE(AT, 'P',
	     dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7]", "2026-06-01", "2026-06-02");
	     add(&w, "document: ev\napplies_to: {types: [ev]}\nversions:\n" VERSION(
			 "1", "2026-01-01", "methods: []")));
	CASE(AT, 'M', dated(&w, "notes: x", "notes: y", "2026-06-01", "2026-06-02"));
	CASE(AT, 'F',
	    dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7]", "2025-06-01", "2025-06-02"));

	/* the day alone is known: either version, until its end */
	CASE(AT, 'M', V.validated_at = fixture_at("2026-06-01T08:00:00Z");
	     world_issue(&w, "2026-06-01T12:00:00Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")
			 VERSION("2", "2026-06-01", "methods: [3.2.2.4.7]")));
	CASE(AT, 'P', V.validated_at = fixture_at("2026-06-01T08:00:00Z");
	     world_issue(&w, "2026-06-01T12:00:00Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: [3.2.2.4.7]")
			 VERSION("2", "2026-06-01", "methods: [3.2.2.4.7]")));
	CASE(AT, 'P', V.validated_at = fixture_at("2026-06-01T08:00:00Z");
	     world_issue(&w, "2026-06-02");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")
			 VERSION("2", "2026-06-01", "methods: [3.2.2.4.7]")));
	CASE(AT, 'M', V.validated_at = fixture_at("2026-06-01T08:00:00Z");
	     world_issue(&w, "2026-06-02");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: [3.2.2.4.7]")
			 VERSION("2", "2026-06-01", "methods: []")));

#define THEN "cps.method_at_validation"
	CASE(THEN, 'P', incident(&w, "3.2.2.4.7", "2021-03-13", "2021-05-20"));
	CASE(THEN, 'F', incident(&w, "http-01", "2021-05-21", "2021-05-21T15:14:00Z"));
	CASE(THEN, 'M', incident(&w, "3.2.2.4.7", "2021-02-28", "2021-05-20"));
	/* validated on a day of which the hour of publication is not known */
	CASE(THEN, 'M', V.validated_at = fixture_at("2026-06-01T08:00:00Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")
			 VERSION("2", "2026-06-01", "methods: [3.2.2.4.7]")));
	CASE(THEN, 'P', V.validated_at = fixture_at("2026-06-02");
	     add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")
			 VERSION("2", "2026-06-01", "methods: [3.2.2.4.7]")));
	CASE(THEN, 'A', incident(&w, "email", "2021-03-13", "2021-05-20"));
}

static void
versions(void **state, struct covered *covered)
{
#define ONE "cps.one_version"
	CASE(ONE, 'T', w.c.evidence &= ~(unsigned)EVIDENCE_CPS);
	CASE(ONE, 'P', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));
	CASE(ONE, 'F', add(&w, HEAD VERSION("1", "2026-11-21", "methods: []")));
	CASE(ONE, 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "effective_until: 2026-11-20T00:00:00Z")));
	CASE(ONE, 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "effective_until: 2027-01-01")
			VERSION("2", "2026-06-01", "methods: []")));
	CASE(ONE, 'F',
	    add(&w, "document: ev\napplies_to: {types: [ev]}\nversions:\n" VERSION(
			"1", "2026-01-01", "methods: []")));
	CASE(ONE, 'F', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")); add(
	    &w, "document: cp\nkind: cp\nversions:\n" VERSION("1", "2026-12-01", "methods: []")));
	CASE(ONE, 'M', add(&w, HEAD VERSION("1", "2026-11-20", "methods: []")));

	CASE("cps.updated", 'P', add(&w, HEAD VERSION("1", "2025-11-19", "methods: []")));
	CASE("cps.updated", 'F', add(&w, HEAD VERSION("1", "2025-11-18", "methods: []")));

	/* DigiCert 1945536: what is on file was not what was in force */
	CASE("cps.confirmed", 'P',
	    add(&w, HEAD VERSION("1", "2026-01-01", "confirmed_at: 2025-12-20")));
	CASE("cps.confirmed", 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "confirmed_at: 2026-01-02")));
	CASE("cps.confirmed", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));
}

static void
promises(void **state, struct covered *covered)
{
	/* the names of the curves by SEC 2, X9.62 and FIPS 186 */
	static const struct {
		const char *stated, *key;
		char outcome;
	} keys[] = { { "secp256r1", "EC-P256", 'P' }, { "prime256v1", "EC-P256", 'P' }, { "P-256", "EC-P256", 'P' },
		{ "ECDSA P-384", "EC-P384", 'P' }, { "secp384r1", "EC-P384", 'P' }, { "EC-P521", "EC-P521", 'P' },
		{ "secp521r1", "EC-P521", 'P' }, { "ECDSA-secp384r1", "EC-P384", 'P' },
		{ "secp256r1", "EC-P384", 'F' }, { "secp384r1", "EC-P256", 'F' }, { "secp521r1", "EC-P384", 'F' },
		{ "EC", "EC-P521", 'P' }, { "ECDSA", "RSA-2048", 'F' }, { "RSA", "EC-P256", 'F' },
		{ "RSA", "Ed25519", 'F' }, { "ECDSA", "Ed25519", 'F' }, { "RSA-2048", "RSA-20480", 'F' } };

	/* DigiCert 1865235: the CPS promised more than the BRs */
	CASE("cps.reuse_days", 'P', V.validated_at = fixture_at("2026-11-10");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10")));
	CASE("cps.reuse_days", 'F', V.validated_at = fixture_at("2026-11-09T23:59:59Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10")));
	/* from the start of the validation and its oldest datum, as in BR 4.2.1 */
	CASE("cps.reuse_days", 'F', V.initiated_at = fixture_at("2026-11-09T23:59:59Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10")));
	CASE("cps.reuse_days", 'F', V.oldest_data_at = fixture_at("2026-11-09T23:59:59Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10")));
	CASE("cps.reuse_days", 'F', add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 0")));
	/* the hour of publication is not known, and the versions differ */
	CASE("cps.reuse_days", 'M', world_issue(&w, "2026-11-20T12:00:00Z");
	     V.validated_at = fixture_at("2026-11-01");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10") VERSION("2", "2026-11-20", "reuse_days: 30")));
	CASE("cps.reuse_days", 'F', world_issue(&w, "2026-11-20T12:00:00Z");
	     V.validated_at = fixture_at("2026-10-01");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10") VERSION("2", "2026-11-20", "reuse_days: 30")));
	CASE("cps.reuse_days", 'P', world_issue(&w, "2026-11-20T12:00:00Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "reuse_days: 10") VERSION("2", "2026-11-20", "reuse_days: 30")));
	CASE("cps.reuse_days", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));

	CASE("cps.random_value_days", 'P', V.random_created_at = fixture_at("2026-11-12");
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'F', V.random_created_at = fixture_at("2026-11-11T23:59:59Z");
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'P', V.random_created_at = fixture_at("2026-11-01");
	     V.random_used_at = fixture_at("2026-11-08");
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'M',
	    add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	/* no import tells when random values, or tokens, were made */
	CASE("cps.random_value_days", 'T', w.c.evidence = EVIDENCE_VALIDATION | EVIDENCE_TOKEN_TIME;
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'T', V.method = "http-01"; w.c.evidence = EVIDENCE_VALIDATION | EVIDENCE_RANDOM_TIME;
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'M', V.method = "http-01"; w.c.evidence = EVIDENCE_VALIDATION | EVIDENCE_TOKEN_TIME;
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));
	CASE("cps.random_value_days", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));
	CASE("cps.random_value_days", 'A', V.method = "3.2.2.4.8";
	     add(&w, HEAD VERSION("1", "2026-01-01", "random_value_days: 7")));

	CASE("cps.max_validity", 'P',
	    add(&w, HEAD VERSION("1", "2026-01-01", "max_validity_days: 90")));
	/* notBefore through notAfter, inclusive (BR 1.6.1): a second more is another day */
	CASE("cps.max_validity", 'F', w.f.u.not_after++;
	     add(&w, HEAD VERSION("1", "2026-01-01", "max_validity_days: 90")));
	CASE("cps.max_validity", 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "max_validity_days: 89")));
	CASE("cps.max_validity", 'E', w.f.u.not_before = INSTANT_NONE;
	     add(&w, HEAD VERSION("1", "2026-01-01", "max_validity_days: 89")));
	CASE("cps.max_validity", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));

	CASE("cps.key_types", 'P',
	    add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [RSA-2048, EC-P256]")));
	CASE("cps.key_types", 'P',
	    add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [ecdsa P-256]")));
	CASE("cps.key_types", 'P', add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [ECDSA]")));
	CASE("cps.key_types", 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [RSA, P-384]")));
	CASE("cps.key_types", 'P', w.f.u.key_type = "RSA-4096";
	     add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [rsa]")));
	CASE("cps.key_types", 'F', w.f.u.key_type = "RSA-4096";
	     add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [RSA 2048]")));
	CASE("cps.key_types", 'M', w.f.u.key_type = "";
	     add(&w, HEAD VERSION("1", "2026-01-01", "key_types: [RSA]")));

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char yaml[200];

		snprintf(yaml, sizeof yaml, HEAD VERSION("1", "2026-01-01", "key_types: [%s]"), keys[i].stated);
		CASE("cps.key_types", keys[i].outcome, w.f.u.key_type = keys[i].key; add(&w, yaml));
	}
	CASE("cps.key_types", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));

	CASE("cps.policy_oids", 'P', w.f.u.policy_oids = "1.2.3 2.23.140.1.2.1 1.2.4";
	     add(&w, HEAD VERSION("1", "2026-01-01", "policy_oids: [2.23.140.1.2.1]")));
	CASE("cps.policy_oids", 'F', w.f.u.policy_oids = "";
	     add(&w, HEAD VERSION("1", "2026-01-01", "policy_oids: [2.23.140.1.2.1]")));
	CASE("cps.policy_oids", 'P',
	    add(&w, HEAD VERSION("1", "2026-01-01", "policy_oids: [2.23.140.1.2.1]")));
	CASE("cps.policy_oids", 'F',
	    add(&w, HEAD VERSION("1", "2026-01-01", "policy_oids: [2.23.140.1.2.2]")));
	CASE("cps.policy_oids", 'A', add(&w, HEAD VERSION("1", "2026-01-01", "methods: []")));
}

static void
cps_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	methods(state, covered);
	versions(state, covered);
	promises(state, covered);
	fixture_covered(covered, family_cps_rules);
	fixture_covered(covered, family_promise_rules);
}

/* A finding groups by these: the method as the catalogue calls it, the document, no version. */
static void
causes(void **state)
{
	struct rule_why why = { .value = "" };
	struct world w;

	world_sound(&w, *(const struct catalogue **)*state);
	incident(&w, "http-01", "2021-03-13", "2021-03-13T01:00:00Z");
	assert_int_equal(world_ask(&w, "cps.method_at_issuance", &why), 'F');
	assert_string_equal(why.value, "3.2.2.4.19");
	assert_string_equal(why.document, "tls");
	w.f.names[0].wildcard = true;
	assert_int_equal(world_ask(&w, "cps.method_at_issuance", &why), 'F');
	assert_string_equal(why.value, "3.2.2.4.19");

	world_sound(&w, *(const struct catalogue **)*state);
	w.f.names[0].wildcard = true;
	dated(&w, "methods: [3.2.2.4.7]", "methods: [3.2.2.4.7], wildcard_methods: []",
	    "2026-06-01", "2026-06-02");
	assert_int_equal(world_ask(&w, "cps.method_at_issuance", &why), 'F');
	assert_string_equal(why.value, "3.2.2.4.7 wildcard");
}

/* Issued at some second of these, no more is known. */
static void
between(struct world *w, const char *first, const char *last)
{
	w->f.u.issued_source = ISSUED_NOT_BEFORE;
	w->f.u.issued_min = fixture_at(first);
	w->f.u.issued_max = fixture_at(last);
	w->f.u.issued_at = w->f.u.not_before = (w->f.u.issued_min + w->f.u.issued_max) / 2;
}

/* The rule on underscores begins on 2019-05-01: before it, from it on, or perhaps. */
static void
by_rule(struct world *w, const char *first, const char *last)
{
	world_name(w, NAME_DNS, "a_b.dev");
	between(w, first, last);
}

/* DESIGN: passes or fails only if it does over the whole interval. */
static void
intervals(void **state)
{
	struct covered covered[COVERED] = { 0 };

	CASE("san.underscore", 'N', by_rule(&w, "2019-04-28T23:59:59Z", "2019-04-30T23:59:59Z"));
	CASE("san.underscore", 'M', by_rule(&w, "2019-04-29", "2019-05-01"));
	CASE("san.underscore", 'M', by_rule(&w, "2019-04-30T23:59:59Z", "2019-05-02T23:59:59Z"));
	CASE("san.underscore", 'F', by_rule(&w, "2019-05-01", "2019-05-03"));
	/* extension.aia ends, a MUST, on 2026-10-04 */
	CASE("extension.aia", 'M', w.x.has_aia = false; between(&w, "2026-10-02", "2026-10-04"));
	CASE("extension.aia", 'F', w.x.has_aia = false; between(&w, "2026-10-01T23:59:59Z", "2026-10-03T23:59:59Z"));
	CASE("extension.aia", 'N', w.x.has_aia = false; between(&w, "2026-10-04", "2026-10-06"));
	CASE("extension.aia", 'P', between(&w, "2026-10-02", "2026-10-06")); /* or no longer asked: no breach */
	/* sound at both ends, a gap between: only the register's dates can tell */
	CASE("cps.one_version", 'M', between(&w, "2026-06-01", "2026-06-05");
	     add(&w, HEAD VERSION("1", "2026-01-01T00:00:00Z", "effective_until: 2026-06-02T00:00:00Z")
			 VERSION("2", "2026-06-02T00:00:01Z", "methods: []")));
	CASE("cps.one_version", 'P', between(&w, "2026-06-01", "2026-06-05");
	     add(&w, HEAD VERSION("1", "2026-01-01T00:00:00Z", "effective_until: 2026-06-02T00:00:00Z")
			 VERSION("2", "2026-06-02T00:00:00Z", "methods: []")));
	/* the same of each list of methods, ended inside */
#define ENDS "{method: 3.2.2.4.7, until: 2026-06-03, reuse_until: 2026-06-03}"
	CASE("cps.method_at_issuance", 'M', between(&w, "2026-06-01", "2026-06-05"); V.validated_at = fixture_at("2026-05-20");
	     add(&w, HEAD VERSION("1", "2026-01-01T00:00:00Z", "methods: [" ENDS "]")));
	CASE("cps.method_at_issuance", 'M', between(&w, "2026-06-01", "2026-06-05"); V.validated_at = fixture_at("2026-05-20");
	     w.f.names[0].wildcard = true;
	     add(&w, HEAD VERSION("1", "2026-01-01T00:00:00Z", "methods: [3.2.2.4.7], wildcard_methods: [" ENDS "]")));
	CASE("cps.method_at_issuance", 'P', between(&w, "2026-06-01", "2026-06-02T23:59:59Z");
	     V.validated_at = fixture_at("2026-05-20");
	     add(&w, HEAD VERSION("1", "2026-01-01T00:00:00Z", "methods: [" ENDS "]")));
	/* without the certificate's bytes nothing of it is tested */
	CASE("profile.version", 'T', w.f.u.cert = NULL);
}

/* A register that came after the draw is marked wherever it decided. */
static void
late_register(void **state)
{
	static const bool late[] = { false, true };
	struct rule_why why = { .remark = NULL };
	struct world w;

	for (int i = 0; i < 2; i++) {
		world_sound(&w, *(const struct catalogue **)*state);
		dated(&w, "methods: [3.2.2.4.4]", "methods: [3.2.2.4.4]", "2026-06-01", "2026-06-02");
		w.c.cps_late = &late[i];
		why.remark = NULL;
		assert_int_equal(world_ask(&w, "cps.method_at_issuance", &why), 'F');
		if (i)
			assert_string_equal(why.remark, "CPS register obtained after selection");
		else
			assert_null(why.remark);
		/* what the register says nothing of is not marked */
		why.remark = NULL;
		w.f.u.policy_oids = "";
		w.f.v[0].validated_at = fixture_at("2025-06-01");
		assert_int_equal(world_ask(&w, "dcv.reuse_age", &why), 'F');
		assert_null(why.remark);
	}
}

static int
teardown(void **state)
{
	while (parsed_count)
		cps_free(parsed[--parsed_count]);
	return fixture_catalogue_free(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cps_rules), cmocka_unit_test(causes),
		cmocka_unit_test(intervals), cmocka_unit_test(late_register) };

	return cmocka_run_group_tests(tests, fixture_catalogue, teardown);
}
