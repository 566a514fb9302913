#include "tests/unit/cmocka_all.h"

#include "base/cps.h"
#include "base/input.h"
#include "base/text.h"
#include "tests/unit/said.h"

static struct cps_document *
parse(const char *s)
{
	return cps_parse("c.yaml", s, strlen(s));
}

static int64_t
at(const char *s)
{
	int64_t t;

	assert_int_equal(instant_parse_any(s, &t, NULL), 0);
	return t;
}

static void
reads_every_key(void **state)
{
	struct cps_document *d;
	const struct cps_version *v;
	char *bytes;
	size_t len;

	(void)state;
	assert_int_equal(input_slurp("templates/cps.yaml", 100000, &bytes, &len), 0);
	d = cps_parse("templates/cps.yaml", bytes, len);
	free(bytes);
	assert_non_null(d);
	assert_string_equal(d->title, "Example CA TLS Certification Practice Statement");
	assert_string_equal(d->document, "tls-cps");
	assert_string_equal(cps_kind_name(d->kind), "cps");
	assert_true(cps_list_has(&d->types, "dv"));
	assert_false(d->issuers.stated);
	assert_int_equal(d->count, 2);
	v = cps_version(d, "5.1");
	assert_int_equal(v->methods.count, 5);
	assert_int_equal(cps_find(&v->methods, "3.2.2.4.8")->until, at("2026-03-15"));
	assert_int_equal(cps_find(&v->methods, "3.2.2.4.8")->reuse_until, at("2026-03-15"));
	assert_true(cps_find(&v->methods, "3.2.2.4.19")->until == INSTANT_NONE);
	assert_null(cps_find(&v->methods, "3.2.2.4.1"));
	assert_int_equal(v->wildcard_methods.count, 2);
	assert_true(v->ip_methods.stated && v->ip_methods.count == 0);
	assert_int_equal(v->reuse_days, 398);
	assert_int_equal(v->random_value_days, 30);
	assert_int_equal(v->max_validity_days, 398);
	assert_int_equal(v->key_types.count, 3);
	assert_int_equal(v->policy_oids.count, 2);
	assert_true(cps_list_has(&v->caa_identities, "ca.example"));
	assert_string_equal(v->evidence, "5.1, section 3.2.2.4, page 21");
	assert_string_equal(v->confirmed_by, "Jane Doe");
	assert_int_equal(v->confirmed_at, at("2021-05-21"));
	v = cps_version(d, "5.0");
	assert_false(v->wildcard_methods.stated);
	assert_int_equal(v->reuse_days, -1);
	assert_string_equal(v->sha256, "");
	assert_null(cps_version(d, "6"));
	cps_free(d);
	cps_free(NULL);

	d = parse("versions:\n- {version: 1.10, published_at: 2020-01-01, confirmed_by: x}\n");
	assert_string_equal(d->document, "cps");
	assert_int_equal(d->kind, CPS_KIND_CPS);
	assert_non_null(cps_version(d, "1.10"));
	assert_false(d->version->methods.stated);
	cps_free(d);
}

#define WHO ", confirmed_by: x"

static void
refused(const char *yaml, const char *line)
{
	struct cps_document *d;
	struct said said;
	char expected[512];

	said_begin(&said);
	d = parse(yaml);
	said_end(&said);
	assert_null(d);
	snprintf(expected, sizeof expected, "selfaudit: c.yaml:%s\n", line);
	assert_string_equal(said.text, expected);
}

static void
refuses_with_a_place(void **state)
{
	(void)state;
	refused("verions: []",
	    "1:1: expected one of title, document, kind, applies_to, versions in a "
	    "CPS register, found verions");
	refused("document: a", "1:1: expected at least one version, found none");
	refused("versions: []", "1:11: expected at least one version, found none");
	refused("kind: csp\nversions: []", "1:7: expected one of cps, cp, cp-cps, found csp");
	refused("applies_to: {types: [dv, xv]}", "1:26: expected one of dv, ov, iv, ev, found xv");
	refused("versions:\n- {version: '1', confirmed_by: x}",
	    "2:3: expected effective_from or published_at, found neither");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01}",
	    "2:3: expected the key confirmed_by, found none");
	refused("versions:\n- {version: '1', effective_from: 01.03.2021" WHO "}",
	    "2:34: expected YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ for effective_from, found "
	    "01.03.2021");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, effective_until: "
		"2021-03-01" WHO "}",
	    "2:63: expected effective_until after the version begins, found it before");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01" WHO "}\n"
		"- {version: '1', effective_from: 2021-04-01" WHO "}",
	    "3:13: expected each version once, found 1 again");
	refused(
	    "versions:\n- {version: '1', effective_from: 2021-03-01, methods: [a, {method: a}]" WHO
	    "}",
	    "2:59: expected each of methods once, found a again");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, methods: [{method: a, "
		"til: b}]" WHO "}",
	    "2:68: expected one of method, until, reuse_until in methods, found til");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, methods: " WHO "}",
	    "2:55: expected a list for methods, found nothing");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, sha256: abc" WHO "}",
	    "2:54: expected 64 hex digits for sha256, found abc");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, reuse_days: -3" WHO "}",
	    "2:58: expected reuse_days from 0 to 100000, found -3");
	refused("versions:\n- {version: '1', effective_from: 2021-03-01, max_validity_days: 0" WHO "}",
	    "2:65: expected max_validity_days from 1 to 100000, found 0");
	/* an end is exclusive: a version that ends as it is published is never in force */
	refused("versions:\n- {version: '1', published_at: 2021-03-01, effective_until: "
		"2021-03-01" WHO "}",
	    "2:61: expected effective_until after the version begins, found it before");
}

/* What was in force: "1", "-" none, "1+2" two, "1?0" one or the one before. */
static void
in_force(const struct cps_document *d, const char *when, const char *truth)
{
	struct text t = { 0 };
	struct cps_force f;

	cps_force_at(d, at(when), &f);
	text_add(&t, f.version ? f.version->version : "-");
	if (f.count > 1)
		text_addf(&t, " of %zu", f.count);
	if (f.unsure)
		text_addf(&t, " or %s", f.before ? f.before->version : "-");
	if (strcmp(text_str(&t), truth))
		fail_msg("%s: %s, not %s", when, text_str(&t), truth);
	text_free(&t);
}

static void
one_version_at_a_time(void **state)
{
	struct cps_document *d =
	    parse("versions:\n"
		  "- {version: '2', effective_from: 2021-05-01T10:00:00Z" WHO "}\n"
		  "- {version: '1', effective_from: 2021-01-01T00:00:00Z" WHO "}\n"
		  "- {version: w, effective_from: 2021-03-01, withdrawn: true" WHO "}\n"
		  "- {version: '3', effective_from: 2021-06-01T00:00:00Z, "
		  "published_at: 2021-06-03T12:00:00Z, effective_until: 2021-07-01" WHO "}\n");

	(void)state;
	assert_non_null(d);
	assert_int_equal(d->in_order, 3);
	in_force(d, "2020-12-31T23:59:59Z", "-");
	in_force(d, "2021-01-01T00:00:00Z", "1");
	in_force(d, "2021-03-01T00:00:00Z", "1");
	in_force(d, "2021-05-01T09:59:59Z", "1");
	in_force(d, "2021-05-01T10:00:00Z", "2");
	in_force(d, "2021-06-03T11:59:59Z", "2");
	in_force(d, "2021-06-03T12:00:00Z", "3");
	in_force(d, "2021-06-30T23:59:59Z", "3");
	in_force(d, "2021-07-01T00:00:00Z", "-");
	cps_free(d);
}

static void
a_day_without_an_hour(void **state)
{
	/* a: day only; b: published with its time on the day it takes effect, so the date alone
	 * leaves no doubt; c: published on a day, effective later; d: published on a day, effective
	 * within it; e: effective by a day that came after a timed publication */
	struct cps_document *d = parse(
	    "versions:\n"
	    "- {version: a, effective_from: 2021-03-01" WHO "}\n"
	    "- {version: b, effective_from: 2021-05-21, published_at: 2021-05-21T15:14:00Z" WHO
	    "}\n"
	    "- {version: c, effective_from: 2021-07-01, published_at: 2021-06-20" WHO "}\n"
	    "- {version: d, effective_from: 2021-08-01T09:00:00Z, published_at: 2021-08-01" WHO
	    "}\n"
	    "- {version: e, effective_from: 2021-09-01, published_at: 2021-08-20T10:00:00Z" WHO
	    "}\n");

	(void)state;
	in_force(d, "2021-02-28T23:59:59Z", "-");
	in_force(d, "2021-03-01T00:00:00Z", "a or -");
	in_force(d, "2021-03-01T23:59:59Z", "a or -");
	in_force(d, "2021-03-02T00:00:00Z", "a");
	in_force(d, "2021-05-21T15:13:59Z", "a");
	in_force(d, "2021-05-21T15:14:00Z", "b");
	in_force(d, "2021-06-30T23:59:59Z", "b");
	in_force(d, "2021-07-01T00:00:00Z", "c");
	in_force(d, "2021-08-01T08:59:59Z", "c");
	in_force(d, "2021-08-01T09:00:00Z", "d or c");
	in_force(d, "2021-08-02T00:00:00Z", "d");
	in_force(d, "2021-09-01T00:00:00Z", "e");
	cps_free(d);
	/* a ends within the day that b was published on: from then on it was not the one before */
	d = parse("versions:\n"
		  "- {version: a, effective_from: 2021-01-01, effective_until: "
		  "2021-03-01T12:00:00Z" WHO "}\n"
		  "- {version: b, published_at: 2021-03-01" WHO "}\n");
	in_force(d, "2021-03-01T11:59:59Z", "b of 2 or a");
	in_force(d, "2021-03-01T12:00:00Z", "b or -");
	in_force(d, "2021-03-02T00:00:00Z", "b");
	cps_free(d);
}

static int
note(const struct cps_problem *p, void *arg)
{
	struct cps_document d = { .document = "cps" };

	cps_force_describe(&d, p, arg);
	text_addc(arg, '\n');
	return 0;
}

static void
problems(const char *yaml, const char *earliest, const char *latest, const char *truth)
{
	struct cps_document *d = parse(yaml);
	struct text t = { 0 };

	assert_non_null(d);
	assert_int_equal(cps_force_problems(d, *earliest ? at(earliest) : INSTANT_NONE,
			     *latest ? at(latest) : INSTANT_NONE, note, &t),
	    0);
	assert_string_equal(text_str(&t), truth);
	text_free(&t);
	cps_free(d);
}

static void
gaps_overlaps_and_age(void **state)
{
	static const char gap[] =
	    "versions:\n"
	    "- {version: a, effective_from: 2021-01-01, effective_until: 2021-02-01" WHO "}\n"
	    "- {version: b, effective_from: 2021-03-01, effective_until: 2021-06-01" WHO "}\n";
	static const char overlap[] =
	    "versions:\n"
	    "- {version: a, effective_from: 2021-01-01, effective_until: 2021-04-01" WHO "}\n"
	    "- {version: b, effective_from: 2021-03-01" WHO "}\n"
	    "- {version: c, effective_from: 2021-05-01" WHO "}\n"
	    "- {version: d, effective_from: 2021-05-01" WHO "}\n";
	/* b has an end of its own within a; c goes on after a */
	static const char within[] =
	    "versions:\n"
	    "- {version: a, effective_from: 2021-01-01, effective_until: 2021-06-01" WHO "}\n"
	    "- {version: b, effective_from: 2021-02-01, effective_until: 2021-03-01" WHO "}\n"
	    "- {version: c, effective_from: 2021-05-01, effective_until: 2021-08-01" WHO "}\n"
	    "- {version: d, effective_from: 2021-08-01" WHO "}\n";
	static const char age[] = "versions:\n"
				  "- {version: a, effective_from: 2021-01-01" WHO "}\n"
				  "- {version: b, effective_from: 2022-01-02T23:00:00Z" WHO "}\n"
				  "- {version: c, effective_from: 2023-01-04" WHO "}\n";

	(void)state;
	problems(gap, "2021-01-01", "2021-05-01",
	    "cps: gap: no version in force from 2021-02-01T00:00:00Z until 2021-03-01T00:00:00Z "
	    "(versions a and b)\n");
	problems(gap, "2020-12-01", "2021-07-01",
	    "cps: certificates from before the first version, issued from 2020-12-01T00:00:00Z "
	    "until "
	    "2021-01-01T00:00:00Z (version a)\n"
	    "cps: gap: no version in force from 2021-02-01T00:00:00Z until 2021-03-01T00:00:00Z "
	    "(versions a and b)\n"
	    "cps: gap: no version in force from 2021-06-01T00:00:00Z until 2021-07-01T00:00:00Z "
	    "(version b)\n");
	/* judged up to the ledger's last instant, not beyond */
	problems(gap, "2021-01-10", "2021-01-20", "");
	problems(gap, "", "",
	    "cps: gap: no version in force from 2021-02-01T00:00:00Z until 2021-03-01T00:00:00Z "
	    "(versions a and b)\n");
	problems(overlap, "", "2021-06-01",
	    "cps: overlap: several versions in force from 2021-03-01T00:00:00Z until "
	    "2021-04-01T00:00:00Z (versions a and b)\n"
	    "cps: overlap: several versions in force from 2021-05-01T00:00:00Z (versions c and "
	    "d)\n");
	problems(within, "", "2021-12-01",
	    "cps: overlap: several versions in force from 2021-02-01T00:00:00Z until "
	    "2021-03-01T00:00:00Z (versions a and b)\n"
	    "cps: overlap: several versions in force from 2021-05-01T00:00:00Z until "
	    "2021-06-01T00:00:00Z (versions a and c)\n");
	/* the ledger ends where the gap, the overlap or the version does: no problem of it */
	problems(gap, "", "2021-02-01", "");
	problems(gap, "2021-03-01", "2021-06-01",
	    "cps: gap: no version in force from 2021-02-01T00:00:00Z until 2021-03-01T00:00:00Z "
	    "(versions a and b)\n");
	problems(within, "", "2021-02-01", "");
	/* from 2021-01-01 to 2022-01-03 are 367 days, of the first version */
	problems("versions:\n- {version: a, effective_from: 2021-01-01" WHO "}\n"
		 "- {version: b, effective_from: 2022-01-03" WHO "}\n",
	    "", "2022-02-01",
	    "cps: stale: more than 366 days without a new version from 2021-01-01T00:00:00Z until "
	    "2022-01-03T00:00:00Z (versions a and b)\n");
	/* the next version lies beyond the ledger: 366 days are not over */
	problems(age, "", "2023-01-03", "");
	/* 2021-01-01 and 366 days are 2022-01-02; from there 367 days are 2023-01-04 */
	problems(age, "", "2023-06-01",
	    "cps: stale: more than 366 days without a new version from 2022-01-02T23:00:00Z until "
	    "2023-01-04T00:00:00Z (versions b and c)\n");
	problems(age, "", "2024-01-06",
	    "cps: stale: more than 366 days without a new version from 2022-01-02T23:00:00Z until "
	    "2023-01-04T00:00:00Z (versions b and c)\n"
	    "cps: stale: more than 366 days without a new version from 2023-01-04T00:00:00Z until "
	    "2024-01-06T00:00:00Z (version c)\n");
	problems("versions:\n- {version: a, effective_from: 2021-01-01, withdrawn: yes" WHO "}\n",
	    "2021-01-01", "2021-02-01",
	    "cps: gap: no version in force from 2021-01-01T00:00:00Z until 2021-02-01T00:00:00Z\n");
}

static void
permits(void **state)
{
	struct cps_document *d = parse(
	    "versions:\n"
	    "- version: a\n"
	    "  effective_from: 2021-01-01\n"
	    "  methods: [m4, m7, {method: m18, until: 2021-12-01}]\n"
	    "  wildcard_methods: [m7, m18]\n"
	    "  confirmed_by: x\n"
	    "- {version: b, effective_from: 2022-01-01, methods: [m4], ip_methods: [i1]" WHO "}\n"
	    "- {version: c, effective_from: 2023-01-01, methods: []" WHO "}\n"
	    "- {version: d, effective_from: 2024-01-01" WHO "}\n");
	const struct cps_version *a = &d->version[0], *b = a + 1, *c = a + 2, *n = a + 3;
	int64_t t = at("2021-06-01"), later = at("2021-12-01");

	(void)state;
	assert_int_equal(cps_permits(a, "m4", NAME_DNS, false, t), CPS_PERMITTED);
	assert_int_equal(cps_permits(a, "m4", NAME_DNS, true, t), CPS_REFUSED);
	assert_int_equal(cps_permits(a, "m7", NAME_DNS, true, t), CPS_PERMITTED);
	assert_int_equal(cps_permits(a, "m18", NAME_DNS, false, later - 1), CPS_PERMITTED);
	assert_int_equal(cps_permits(a, "m18", NAME_DNS, false, later), CPS_REFUSED);
	assert_int_equal(cps_permits(a, "m18", NAME_DNS, true, later - 1), CPS_PERMITTED);
	assert_int_equal(cps_permits(a, "m18", NAME_DNS, true, later), CPS_REFUSED);
	assert_int_equal(cps_permits(a, "m19", NAME_DNS, false, t), CPS_REFUSED);
	assert_int_equal(cps_permits(a, "m4", NAME_IP, false, t), CPS_PERMITTED);
	assert_int_equal(cps_permits(b, "m4", NAME_IP, false, t), CPS_REFUSED);
	assert_int_equal(cps_permits(b, "i1", NAME_IP, false, t), CPS_PERMITTED);
	assert_int_equal(cps_permits(b, "i1", NAME_DNS, false, t), CPS_REFUSED);
	assert_int_equal(cps_permits(b, "m4", NAME_DNS, true, t), CPS_PERMITTED);
	assert_int_equal(cps_permits(c, "m4", NAME_DNS, false, t), CPS_REFUSED);
	assert_int_equal(cps_permits(n, "m4", NAME_DNS, false, t), CPS_NOT_STATED);
	cps_free(d);
}

static bool
covers(const char *scope, const struct unit *u)
{
	struct cps_document *d;
	char yaml[300];
	bool yes;

	snprintf(yaml, sizeof yaml,
	    "applies_to: {%s}\nversions:\n- {version: a, effective_from: 2021-01-01" WHO "}\n",
	    scope);
	d = parse(yaml);
	assert_non_null(d);
	yes = cps_scope_covers(d, u);
	cps_free(d);
	return yes;
}

static void
scope(void **state)
{
	static const uint8_t key_id[] = { 0x14, 0x2e, 0xb3 };
	struct unit u = { .type = UNIT_TYPE_OV, .issuer = "CN=R3,O=Let's Encrypt,C=US",
		.key_id = key_id, .key_id_len = sizeof key_id,
		.policy_oids = "2.23.140.1.2.2 1.3.6.1.4.1.44947.1.1.1" };
	/* where the common name R3 stands in a DN, and what only looks like it */
	static const struct {
		const char *issuer;
		bool r3;
	} t[] = { { "C=US,CN=R3", true }, { "O=X+CN=R3,C=US", true }, { "CN=R4,CN=R3", true },
		{ "CN=R3+O=X", true }, { "CN=R34", false }, { "OU=XCN=R3", false },
		{ "CN=XCN=R3", false }, { "O=R3", false }, { "", false } };

	(void)state;
	assert_true(covers("", &u));
	assert_true(covers("types: [dv, ov]", &u));
	assert_false(covers("types: [ev]", &u));
	assert_false(covers("types: []", &u));
	assert_true(covers("issuers: [R3]", &u));
	assert_true(covers("issuers: [\"CN=R3,O=Let's Encrypt,C=US\"]", &u));
	assert_true(covers("issuers: [142EB3]", &u));
	assert_false(covers("issuers: [R]", &u));
	assert_false(covers("issuers: [\"Let's Encrypt\"]", &u));
	assert_false(covers("issuers: [142EB3ff]", &u));
	assert_false(covers("issuers: [142EB4]", &u));
	assert_true(covers("policy_oids: [2.23.140.1.2.1, 2.23.140.1.2.2]", &u));
	assert_true(covers("policy_oids: [2.23.140.1.2.2, 2.23.140.1.2.1]", &u));
	assert_false(covers("policy_oids: [2.23.140.1.2]", &u));
	assert_false(covers("policy_oids: [2.23.140.1.2.9]", &u)); /* as long, another */
	assert_false(covers("types: [ov], issuers: [R4]", &u));
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		u.issuer = t[i].issuer;
		assert_true(covers("issuers: [R3]", &u) == t[i].r3);
	}
	u.type = UNIT_TYPE_NONE;
	assert_false(covers("types: [dv, ov, iv, ev]", &u));
	assert_true(covers("", &u));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(refuses_with_a_place),
		cmocka_unit_test(one_version_at_a_time),
		cmocka_unit_test(a_day_without_an_hour),
		cmocka_unit_test(gaps_overlaps_and_age),
		cmocka_unit_test(permits),
		cmocka_unit_test(scope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
