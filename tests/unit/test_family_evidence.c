/*
 * Truth: BR 3.2.2.8 (4.2.2.1 since 2.2.8), 3.2.2.9, 3.2.2.4 and their dates; RFC 8659, 8657,
 * 8555.  Incidents: CAA rechecked late (Let's Encrypt 2020), issuer compared loosely (GoDaddy
 * 1904749), 77 bits of entropy (DigiCert 1417777), CNAME without underscore (DigiCert 2024).
 */
#include "tests/unit/fixture_cert.h"

#include "base/cps.h"
#include "checks/caa.h"

static const char *const domains[] = { "ca.example", "ca-two.example" };

/* The name's CAA check, this long before issuance. */
static struct validation *
caa(struct world *w, int64_t before, const char *result)
{
	struct validation *v = &w->f.v[0];

	w->c.caa_domains = domains;
	w->c.caa_domain_count = 2;
	v->caa_checked_at = w->f.u.issued_at - before;
	v->caa_result = result;
	return v;
}

static void
unsure(struct world *w)
{
	w->f.u.issued_source = ISSUED_NOT_BEFORE;
	w->f.u.issued_min = w->f.u.not_before - 172800;
	w->f.u.issued_max = w->f.u.not_before + 172800;
}

static void
rename_to(struct world *w, const char *name)
{
	w->f.u.name_count = w->f.used = 0;
	w->f.names[0].validation_count = 0;
	fixture_validate(&w->f, fixture_name(&w->f, name), "3.2.2.4.19", w->f.u.issued_at - 3600);
}

#define ONION "2t6xzuxcepa6g2obpbpknevqqsto6w74dyh66rnxde4vllulyfu3nuqd.onion"

static void
caa_checked(void **state, struct covered *covered)
{
	CASE("caa.checked", 'P', caa(&w, 28800, "no-record"));
	CASE("caa.checked", 'F', caa(&w, 28801, "no-record"));
	CASE("caa.checked", 'P', caa(&w, 86400, "permitted ttl=86400"));
	CASE("caa.checked", 'F', caa(&w, 86401, "permitted ttl=86400"));
	CASE("caa.checked", 'P', caa(&w, 28800, "permitted ttl=300"));
	CASE("caa.checked", 'P', caa(&w, 29000, "0 issue \"ca.example\" TTL=29000"));
	CASE("caa.checked", 'F', caa(&w, 29001, "0 issue \"ca.example\" TTL=29000"));
	CASE("caa.checked", 'P', caa(&w, 0, "no-record"));
	CASE("caa.checked", 'F', caa(&w, -1, "no-record"));
	CASE("caa.checked", 'M', );
	/* the latest check before issuance counts, whichever validation holds it */
	CASE("caa.checked", 'P', caa(&w, 900000, "no-record");
	     fixture_validate(&w.f, &w.f.names[0], "3.2.2.4.7", w.f.u.issued_at - 60)->caa_checked_at =
		 w.f.u.issued_at - 60);
	/* issued within 48 hours of notBefore, no more is known */
	CASE("caa.checked", 'M', caa(&w, 60, "no-record"); unsure(&w));
	CASE("caa.checked", 'F', caa(&w, 172800 + 28801, "no-record"); unsure(&w));
	CASE("caa.checked", 'F', caa(&w, -172801, "no-record"); unsure(&w));
	CASE("caa.checked", 'P', caa(&w, 172800, "permitted ttl=345600"); unsure(&w));
	CASE("caa.checked", 'T', w.c.evidence = EVIDENCE_VALIDATION);
	CASE("caa.checked", 'A', rename_to(&w, ONION));
	CASE("caa.checked", 'M', world_issue(&w, "2022-04-22T23:59:59Z"); rename_to(&w, ONION));
	CASE("caa.checked", 'A', rename_to(&w, "8.8.8.8"));
	CASE("caa.checked", 'A', w.f.u.technically_constrained = true);
	CASE("caa.checked", 'N', world_issue(&w, "2017-09-07T23:59:59Z"));
}

static void
caa_permits(void **state, struct covered *covered)
{
	static const char *const permit[] = { "permitted", "no-record", "No Records", "ca.example", "CA.example.",
		"0 issue \"ca.example\"", "issue \"ca.example; accounturi=https://ca.example/acct/1\"",
		"issue \"other.example\", issue \"ca-two.example\"", "128 issue \"ca.example\"", "issuewild \";\"",
		"0 iodef \"mailto:a@b.example\"", "issue ca.example", "nxdomain", "permitted ttl=300" };
	static const char *const refuse[] = { "denied", "not permitted", "other.example", "ca.example.evil.example",
		"xca.example", "issue \"ca.example.org\"", "issue \";\"", "issue \"\"", "0 issue \"sub.ca.example\"",
		"128 tbs \"unknown\" 0 issue \"ca.example\"" };
	static const char *const unclear[] = { "", "see log", "3 records found", "servfail", "no issue found",
		"issue \"ca.example", "issue" };
	/* what exports write for each of the three, as plain English has it; SERVFAIL and its like are
	 * neither (BR 3.2.2.8: a failed lookup permits under conditions) */
	static const char *const yes[] = { "permit", "permits", "allowed", "allow", "authorized", "pass", "passed", "ok",
		"valid", "true", "none", "absent", "no-caa", "NOT_PRESENT", "NoData", "no data", "empty", " Permitted" };
	static const char *const no[] = { "deny", "prohibited", "forbidden", "refused", "not-allowed", "NOT ALLOWED",
		"unauthorized", "blocked", "false", "fail", "failed", "invalid", "denied by policy" };
	static const char *const failed[] = { "servfail", "TIMEOUT", "error", "lookup-failed", "lookup failure", "bogus" };
	/* properties of RFC 8659 and RFC 9495, and BR Appendix A, that say nothing of TLS certificates */
	static const char *const elsewhere[] = { "0 contactemail \"a@b.example\"", "0 contactphone \"+31 20 1\"",
		"128 issuemail \"other.example\"", "128 issuevmc \"other.example\"", "128 iodef \"mailto:a@b.example\"" };

	for (size_t i = 0; i < sizeof permit / sizeof *permit; i++)
		CASE("caa.permits", 'P', caa(&w, 60, permit[i]));
	for (size_t i = 0; i < sizeof refuse / sizeof *refuse; i++)
		CASE("caa.permits", 'F', caa(&w, 60, refuse[i]));
	for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
		CASE("caa.permits", 'M', caa(&w, 60, unclear[i]));
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		CASE("caa.permits", 'P', caa(&w, 60, yes[i]));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		CASE("caa.permits", 'F', caa(&w, 60, no[i]));
	for (size_t i = 0; i < sizeof failed / sizeof *failed; i++)
		CASE("caa.permits", 'M', caa(&w, 60, failed[i]));
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		CASE("caa.permits", 'P', caa(&w, 60, elsewhere[i]));
	/* the critical flag is the highest bit, 128 (RFC 8659 4.1) */
	CASE("caa.permits", 'P', caa(&w, 60, "127 tbs \"unknown\" 0 issue \"ca.example\""));
	CASE("caa.permits", 'F', caa(&w, 60, "255 tbs \"unknown\" 0 issue \"ca.example\""));
	CASE("caa.permits", 'M', );
	CASE("caa.permits", 'T', caa(&w, 60, "issue \"ca.example\""); w.c.caa_domain_count = 0);
	/* RFC 8659 4.2: ";" names no CA, whoever asks */
	CASE("caa.permits", 'F', caa(&w, 60, "issue \";\""); w.c.caa_domain_count = 0);
	CASE("caa.permits", 'T', caa(&w, 60, "issue \";\" issue \"ca.example\""); w.c.caa_domain_count = 0);
	/* a wildcard goes by issuewild where there is one, another name never does */
	CASE("caa.permits", 'F', rename_to(&w, "*.selfaudit.dev");
	     caa(&w, 60, "issue \"ca.example\" issuewild \"other.example\""));
	CASE("caa.permits", 'P', rename_to(&w, "*.selfaudit.dev"); caa(&w, 60, "issue \"ca.example\""));
	CASE("caa.permits", 'P', caa(&w, 60, "issue \"ca.example\" issuewild \"other.example\""));
	CASE("caa.permits", 'A', rename_to(&w, ONION));
	CASE("caa.permits", 'N', caa(&w, 60, "denied"); world_issue(&w, "2017-09-07T23:59:59Z"));

	CASE("caa.not_delegated", 'P', caa(&w, 60, "permitted"));
	CASE("caa.not_delegated", 'F', caa(&w, 60, "permitted")->delegated_party = "RA One");
	CASE("caa.not_delegated", 'M', );
	CASE("caa.not_delegated", 'A', rename_to(&w, ONION));
	CASE("caa.not_delegated", 'N', caa(&w, 60, "permitted")->delegated_party = "RA One";
	     world_issue(&w, "2026-03-14T23:59:59Z"));
}

#define ACCOUNT "issue \"ca.example; accounturi=https://ca.example/acct/17\""
#define METHODS "issue \"ca.example; validationmethods=http-01,ca-tbr-4\""
#define OTHER "issue \"ca.example; accounturi=https://ca.example/acct/1\" "

static void
caa_parameters(void **state, struct covered *covered)
{
	static const struct {
		const char *rule, *first, *before;
	} both[] = { { "caa.parameters", "2027-03-15T12:00:00Z", "2027-03-14T12:00:00Z" },
		     { "caa.parameters_wanted", "2026-06-16T12:00:00Z", "2026-06-15T12:00:00Z" } };

	/* RFC 8657 4, BR 4.2.2.1.2: the label of ACME, or ca-tbr- and the last number of 3.2.2.4 */
#define LIST(l) "issue \"ca.example; validationmethods=" l "\""
	static const struct {
		const char *record, *method;
		char outcome;
	} labels[] = { { LIST("dns-01"), "3.2.2.4.7", 'P' }, { LIST("ca-tbr-7"), "dns-01", 'P' },
		{ LIST("tls-alpn-01"), "3.2.2.4.20", 'P' }, { LIST("dns-account-01"), "3.2.2.4.21", 'P' },
		{ LIST("dns-persist-01"), "3.2.2.4.22", 'P' }, { LIST("http-01"), "3.2.2.4.18", 'F' },
		{ LIST("dns-01"), "3.2.2.4.21", 'F' }, { LIST("dns-account-01"), "3.2.2.4.7", 'F' },
		{ LIST("tls-alpn-01"), "3.2.2.4.19", 'F' }, { LIST("dns-persist-01"), "3.2.2.4.7", 'F' },
		{ LIST("ca-tbr-1"), "3.2.2.4.18", 'F' }, { LIST("HTTP-01,ca-tbr-18"), "3.2.2.4.18", 'P' },
		{ LIST("ca-tbr-7"), "email", 'F' } };

	for (size_t i = 0; i < 2; i++) {
		CASE(both[i].rule, 'P', world_issue(&w, both[i].first); caa(&w, 60, ACCOUNT); w.f.u.account = "17");
		CASE(both[i].rule, 'F', world_issue(&w, both[i].first); caa(&w, 60, ACCOUNT); w.f.u.account = "7");
		CASE(both[i].rule, 'M', world_issue(&w, both[i].first); caa(&w, 60, ACCOUNT));
		CASE(both[i].rule, 'P', world_issue(&w, both[i].first); rename_to(&w, "selfaudit.dev"); caa(&w, 60, METHODS));
		CASE(both[i].rule, 'F', world_issue(&w, both[i].first); caa(&w, 60, METHODS)); /* by dns-01 */
		CASE(both[i].rule, 'P', world_issue(&w, both[i].first); caa(&w, 60, METHODS)->method = "3.2.2.4.4");
		/* each record grants by itself (RFC 8659 4.2, RFC 8657 3) */
		CASE(both[i].rule, 'P', world_issue(&w, both[i].first); caa(&w, 60, OTHER ACCOUNT); w.f.u.account = "17");
		CASE(both[i].rule, 'P', world_issue(&w, both[i].first); caa(&w, 60, OTHER "issue \"ca.example\"");
		     w.f.u.account = "17");
		CASE(both[i].rule, 'F', world_issue(&w, both[i].first); caa(&w, 60, OTHER ACCOUNT); w.f.u.account = "7");
		CASE(both[i].rule, 'M', world_issue(&w, both[i].first); caa(&w, 60, METHODS " " ACCOUNT));
		CASE(both[i].rule, 'M', world_issue(&w, both[i].first); caa(&w, 60, ACCOUNT " " METHODS));
		for (size_t j = 0; j < sizeof labels / sizeof *labels; j++)
			CASE(both[i].rule, labels[j].outcome, world_issue(&w, both[i].first);
			     caa(&w, 60, labels[j].record)->method = labels[j].method);
		CASE(both[i].rule, 'A', world_issue(&w, both[i].first); caa(&w, 60, "issue \"x.example; accounturi=y\""));
		CASE(both[i].rule, 'T', world_issue(&w, both[i].first); caa(&w, 60, ACCOUNT); w.c.caa_domain_count = 0);
		CASE(both[i].rule, 'A', world_issue(&w, both[i].first); caa(&w, 60, "permitted"));
		CASE(both[i].rule, 'N', world_issue(&w, both[i].before); caa(&w, 60, ACCOUNT));
	}
	CASE("caa.parameters_wanted", 'N', world_issue(&w, "2027-03-15T12:00:00Z"); caa(&w, 60, ACCOUNT));
	/* issued on the day, checked the evening before */
	CASE("caa.parameters", 'N', world_issue(&w, "2027-03-15T01:00:00Z"); caa(&w, 7200, METHODS));
	CASE("caa.parameters_wanted", 'F', world_issue(&w, "2027-03-15T01:00:00Z"); caa(&w, 7200, METHODS));
}

static void
caa_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	caa_checked(state, covered);
	caa_permits(state, covered);
	caa_parameters(state, covered);
	fixture_covered(covered, family_caa_rules);
}

/* The issuer domains of the CPS in force at issuance count, those of another day do not. */
static void
caa_by_cps(void **state)
{
	static const char yaml[] = "versions:\n"
				   "  - {version: \"1\", effective_from: 2026-01-01, confirmed_by: a, caa_identities: [old.example]}\n"
				   "  - {version: \"2\", effective_from: 2026-06-01, confirmed_by: a, caa_identities: [new.example]}\n";
	struct cps_document *d = cps_parse("t.yaml", yaml, strlen(yaml));
	const struct cps_document *const list[] = { d };
	struct cps_register reg = { .count = 1, .document = list };
	struct covered covered[COVERED] = { 0 };

	assert_non_null(d);
	CASE("caa.permits", 'P', caa(&w, 60, "issue \"new.example\""); w.c.cps = &reg; w.c.caa_domain_count = 0);
	CASE("caa.permits", 'F', caa(&w, 60, "issue \"old.example\""); w.c.cps = &reg; w.c.caa_domain_count = 0);
	CASE("caa.permits", 'P', world_issue(&w, "2026-05-31"); caa(&w, 60, "issue \"old.example\"");
	     w.c.cps = &reg; w.c.caa_domain_count = 0);
	cps_free(d);
}

/* A validation seen by so many remotes at that time. */
static struct validation *
seen(struct world *w, const char *at, int ok, int total)
{
	struct validation *v = &w->f.v[0];

	v->validated_at = fixture_at(at);
	w->f.u.issued_at = w->f.u.issued_min = w->f.u.issued_max = v->validated_at + 3600;
	v->caa_checked_at = v->validated_at;
	v->perspectives_ok = v->caa_perspectives_ok = ok;
	v->perspectives_total = v->caa_perspectives_total = total;
	return v;
}

static void
mpic_counts(void **state, struct covered *covered)
{
	static const struct {
		const char *at;
		int total;
		char must, should;
	} table[] = { { "2024-09-14T12:00:00Z", 0, 'N', 'N' }, { "2024-09-15", 2, 'N', 'P' },
		      { "2025-03-14T12:00:00Z", 1, 'N', 'F' }, { "2025-03-15", 1, 'F', 'N' },
		      { "2025-03-15", 2, 'P', 'N' },	       { "2026-03-14T12:00:00Z", 2, 'P', 'N' },
		      { "2026-03-15", 2, 'F', 'N' },	       { "2026-03-15", 3, 'P', 'N' },
		      { "2026-06-15", 3, 'F', 'N' },	       { "2026-06-15", 4, 'P', 'N' },
		      { "2026-12-14T12:00:00Z", 4, 'P', 'N' }, { "2026-12-15", 4, 'F', 'N' },
		      { "2026-12-15", 5, 'P', 'N' },	       { "2026-12-15", -1, 'M', 'N' },
		      { "2024-10-01", -1, 'N', 'M' } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		CASE("mpic.perspectives", table[i].must, seen(&w, table[i].at, table[i].total, table[i].total));
		CASE("mpic.perspectives_wanted", table[i].should,
		     seen(&w, table[i].at, table[i].total, table[i].total));
		CASE("mpic.caa_perspectives", table[i].must,
		     seen(&w, table[i].at, table[i].total, table[i].total));
		CASE("mpic.caa_perspectives_wanted", table[i].should,
		     seen(&w, table[i].at, table[i].total, table[i].total));
	}
	CASE("mpic.perspectives", 'A', seen(&w, "2026-12-15", 1, 1)->method = "3.2.2.4.4");
	CASE("mpic.perspectives", 'A', rename_to(&w, ONION); seen(&w, "2026-12-15", 1, 1));
	CASE("mpic.perspectives_wanted", 'A', seen(&w, "2024-10-15", 1, 1)->method = "3.2.2.4.12");
	CASE("mpic.caa_perspectives", 'A', seen(&w, "2026-12-15", 1, 1)->method = "3.2.2.4.4");
	CASE("mpic.caa_perspectives", 'A', seen(&w, "2026-12-15", 1, 1)->caa_checked_at = INSTANT_NONE);
	CASE("mpic.caa_perspectives_wanted", 'A', seen(&w, "2024-10-15", 1, 1)->method = "3.2.2.4.4");
	/* none at all is too few, not unknown */
	CASE("mpic.perspectives", 'F', seen(&w, "2026-12-15", 0, 0));
	CASE("mpic.quorum", 'F', seen(&w, "2026-12-15", 0, 0));
	CASE("mpic.caa_perspectives", 'A', seen(&w, "2026-12-15", 1, 1); w.f.u.technically_constrained = true);
	/* 3.2.2.5.8 by reference to 3.2.2.4.22 */
	CASE("mpic.perspectives", 'F', rename_to(&w, "8.8.8.8"); seen(&w, "2026-12-15", 1, 1)->method = "3.2.2.5.8");
}

static void
mpic_quorums(void **state, struct covered *covered)
{
	static const struct {
		int ok, total;
		char outcome;
	} table[] = { { 1, 2, 'P' }, { 0, 2, 'F' }, { 2, 3, 'P' }, { 1, 3, 'F' }, { 3, 4, 'P' }, { 2, 4, 'F' },
		      { 4, 5, 'P' }, { 3, 5, 'F' }, { 4, 6, 'P' }, { 3, 6, 'F' }, { 8, 10, 'P' }, { 7, 10, 'F' },
		      { 1, 1, 'F' }, { -1, 4, 'M' }, { -1, -1, 'M' }, { 5, 4, 'M' }, { 4, 4, 'P' } };
	static const struct {
		const char *rirs;
		char outcome;
	} regions[] = { { "ARIN RIPE", 'P' }, { "arin, apnic", 'P' }, { "ARIN ARIN", 'F' }, { "RIPE NCC", 'F' },
			{ "RIPE-NCC RIPE", 'F' }, { "RIPE NCC AFRINIC", 'P' }, { "", 'M' }, { "us-east-1 eu-west-1", 'M' } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		CASE("mpic.quorum", table[i].outcome, seen(&w, "2025-09-15", table[i].ok, table[i].total));
		CASE("mpic.caa_quorum", table[i].outcome, seen(&w, "2025-09-15", table[i].ok, table[i].total));
	}
	CASE("mpic.quorum", 'N', seen(&w, "2025-09-14T12:00:00Z", 0, 2));
	CASE("mpic.quorum", 'A', seen(&w, "2025-09-15", 0, 2)->method = "3.2.2.4.4");
	CASE("mpic.caa_quorum", 'N', seen(&w, "2025-09-14T12:00:00Z", 0, 2));
	CASE("mpic.caa_quorum", 'A', seen(&w, "2025-09-15", 0, 2)->method = "3.2.2.4.4");
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
		CASE("mpic.regions", regions[i].outcome, seen(&w, "2026-03-15", 3, 3)->rirs = regions[i].rirs);
		CASE("mpic.caa_regions", regions[i].outcome, seen(&w, "2026-03-15", 3, 3)->caa_rirs = regions[i].rirs);
	}
	CASE("mpic.regions", 'N', seen(&w, "2026-03-14T12:00:00Z", 3, 3));
	CASE("mpic.regions", 'A', seen(&w, "2026-03-15", 3, 3)->method = "3.2.2.4.4");
	CASE("mpic.caa_regions", 'N', seen(&w, "2026-03-14T12:00:00Z", 3, 3));
	CASE("mpic.caa_regions", 'A', seen(&w, "2026-03-15", 3, 3)->method = "3.2.2.4.4");
}

/* BR 3.2.2.9 (2.0.7): a quorum's evidence on CAA serves for 398 days, the remotes may be left out. */
static void
earlier_quorum(struct world *w, const char *at, int ok, int total)
{
	struct validation *v = fixture_validate(&w->f, &w->f.names[0], "3.2.2.4.7", w->f.u.issued_at - 7200);

	seen(w, "2026-12-20T12:00:00Z", -1, -1);
	v->caa_checked_at = fixture_at(at);
	v->caa_perspectives_ok = ok;
	v->caa_perspectives_total = total;
	v->caa_rirs = "ARIN RIPE";
}

static void
mpic_again(void **state, struct covered *covered)
{
	static const char *const rules[] = { "mpic.caa_perspectives", "mpic.caa_quorum", "mpic.caa_regions" };

	/* issued at 2026-12-20T13:00:00Z, 398 days after 2025-11-17T13:00:00Z */
	for (size_t i = 0; i < 3; i++) {
		CASE(rules[i], 'P', earlier_quorum(&w, "2026-06-20", 3, 4));
		CASE(rules[i], i == 2 ? 'N' : 'P', earlier_quorum(&w, "2025-11-17T13:00:00Z", 1, 2));
		CASE(rules[i], 'M', earlier_quorum(&w, "2025-11-17T12:59:59Z", 1, 2));
		CASE(rules[i], 'M', earlier_quorum(&w, "2026-06-20", 2, 4));	/* no quorum */
		CASE(rules[i], 'M', earlier_quorum(&w, "2026-06-20", 3, 3));	/* too few by its own date */
		CASE(rules[i], 'M', earlier_quorum(&w, "2026-06-20", 5, 4));
		CASE(rules[i], 'M', earlier_quorum(&w, "2026-06-20", 3, 4); w.f.v[1].caa_rirs = "ARIN");
		CASE(rules[i], 'M', earlier_quorum(&w, "2026-12-20T12:30:00Z", 5, 5);
		     w.f.v[1].caa_checked_at = w.f.u.issued_at + 1);
	}
}

/* What rests on a reading says so. */
static void
mpic_remarks(void **state)
{
	struct rule_why why = { .remark = NULL };
	struct world w;

	world_sound(&w, *(const struct catalogue **)*state);
	rename_to(&w, "8.8.8.8");
	seen(&w, "2026-12-15", 1, 1)->method = "3.2.2.5.8";
	assert_int_equal(world_ask(&w, "mpic.perspectives", &why), 'F');
	assert_non_null(strstr(why.remark, "by reference"));
	w.f.v[0].method = "3.2.2.5.6";
	assert_int_equal(world_ask(&w, "mpic.perspectives", &why), 'F');
	assert_null(why.remark);
	world_sound(&w, *(const struct catalogue **)*state);
	earlier_quorum(&w, "2026-06-20", 3, 4);
	assert_int_equal(world_ask(&w, "mpic.caa_quorum", &why), 'P');
	assert_non_null(strstr(why.remark, "earlier CAA check"));
}

static void
mpic_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	mpic_counts(state, covered);
	mpic_quorums(state, covered);
	mpic_again(state, covered);
	mpic_remarks(state);
	fixture_covered(covered, family_mpic_rules);
}

/* A random value of this age when used. */
static struct validation *
random_value(struct world *w, const char *method, int64_t age)
{
	struct validation *v = &w->f.v[0];

	v->method = method;
	v->random_created_at = v->validated_at - age;
	return v;
}

#define DAYS(n) ((n) * (int64_t)INSTANT_DAY)

static void
randoms(void **state, struct covered *covered)
{
	static const struct {
		const char *value;
		char outcome;
	} values[] = { { "0123456789abcdef0123456789ab", 'P' },	 /* 28 hex: 112 bits */
		       { "0123456789abcdef0123456789a", 'F' },	 /* 27 */
		       { "f47ac10b-58cc-4372-a567-0e02b2c3d479", 'P' }, /* a UUID */
		       { "IlirfxKKXAsHtmzK29Pj8A", 'P' },	 /* 22 base64url: 128 */
		       { "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA", 'P' },
		       { "Ab3dE5gH7jK9m", 'F' },		 /* 13 of base62: 77 bits */
		       { "12345678901234567890123456789012345", 'P' }, /* 35 digits: 116 */
		       { "123456789012345678901234567890123", 'F' },   /* 33: 109 */
		       { "1234567890123456789012345678901234", 'P' },  /* 34: 112.9 */
		       { "0123456789ABCDEF0123456789AB", 'P' }, { "0123456789ABCDEF0123456789A", 'F' },
		       { "abcdefghijklmnopqrstuvw", 'P' }, { "abcdefghijklmnopqrstuv", 'F' }, /* base32, 23: 115; 22: 110 */
		       { "ABCDEFGHIJKLMNOPQRSTUVW", 'P' }, { "ABCDEFGHIJKLMNOPQRSTUV", 'F' },
		       { "0123456789abcdefghijkl", 'P' }, { "0123456789abcdefghijk", 'F' },	/* base36, 22: 113; 21: 108 */
		       { "0123456789ABCDEFGHIJKL", 'P' }, { "0123456789ABCDEFGHIJK", 'F' },
		       { "abcdefghijklmnopqrS", 'P' }, { "abcdefghijklmnopqS", 'F' }, /* 6 bits each, 19: 114; 18: 108 */
		       { "abcdefghijklmno!%S", 'P' }, { "abcdefghijklmn!%S", 'F' },	/* 94 kinds, 18: 117; 17: 111 */
		       { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 'F' }, { "", 'T' } };

	CASE("evidence.random_age", 'P', random_value(&w, "3.2.2.4.4", DAYS(30)));
	CASE("evidence.random_age", 'F', random_value(&w, "3.2.2.4.4", DAYS(30) + 1));
	CASE("evidence.random_age", 'A', random_value(&w, "http-01", DAYS(31)));
	CASE("evidence.token_age", 'P', random_value(&w, "http-01", DAYS(30)));
	CASE("evidence.token_age", 'F', random_value(&w, "http-01", DAYS(30) + 1));
	CASE("evidence.token_age", 'M', w.f.v[0].method = "tls-alpn-01");
	CASE("evidence.token_age", 'A', random_value(&w, "3.2.2.4.4", DAYS(31)));
	CASE("evidence.token_age", 'N', random_value(&w, "http-01", DAYS(1))->validated_at = fixture_at("2020-03-02T23:59:59Z"));
	CASE("evidence.random_age", 'F', random_value(&w, "3.2.2.4.18", -1));
	CASE("evidence.random_age", 'P', random_value(&w, "3.2.2.4.4", DAYS(40))->random_used_at =
					     w.f.v[0].validated_at - DAYS(20));
	CASE("evidence.random_age", 'M', w.f.v[0].method = "3.2.2.4.4");
	/* a token is as old as its authorization at most; a random value need not be */
	CASE("evidence.token_age", 'P', w.f.v[0].method = "http-01";
	     w.f.v[0].initiated_at = w.f.v[0].validated_at - DAYS(30));
	CASE("evidence.token_age", 'F', w.f.v[0].method = "http-01";
	     w.f.v[0].initiated_at = w.f.v[0].validated_at - DAYS(30) - 1);
	CASE("evidence.random_age", 'M', w.f.v[0].method = "3.2.2.4.18";
	     w.f.v[0].initiated_at = w.f.v[0].validated_at - 60);
	/* .7: the reuse period, 200 days in 2026, is open to the Applicant's own request */
	CASE("evidence.random_age", 'P', random_value(&w, "3.2.2.4.7", DAYS(30)));
	CASE("evidence.random_age", 'M', random_value(&w, "3.2.2.4.7", DAYS(200)));
	CASE("evidence.random_age", 'F', random_value(&w, "3.2.2.4.7", DAYS(200) + 1));
	/* 3.2.2.5.1: the longer of both */
	CASE("evidence.random_age", 'P', rename_to(&w, "8.8.8.8"); random_value(&w, "3.2.2.5.1", DAYS(200)));
	CASE("evidence.random_age", 'F', rename_to(&w, "8.8.8.8"); random_value(&w, "3.2.2.5.1", DAYS(201)));
	CASE("evidence.random_age", 'A', w.f.v[0].method = "3.2.2.4.12");
	CASE("evidence.random_age", 'N', w.f.v[0].validated_at = fixture_at("2016-08-04T23:59:59Z"));

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		CASE("evidence.random_entropy", values[i].outcome, w.f.v[0].random_value = values[i].value);
	CASE("evidence.random_entropy", 'A', w.f.v[0].method = "3.2.2.4.12");
	CASE("evidence.random_entropy", 'N', w.f.v[0].validated_at = fixture_at("2016-08-04T23:59:59Z"));

	CASE("evidence.random_unique", 'P', random_value(&w, "3.2.2.4.7", 60)->random_value = "x";
	     *fixture_validate(&w.f, fixture_name(&w.f, "selfaudit.dev"), "3.2.2.4.7", 0) = w.f.v[0]);
	CASE("evidence.random_unique", 'F', random_value(&w, "3.2.2.4.7", 60)->random_value = "x";
	     *fixture_validate(&w.f, fixture_name(&w.f, "selfaudit.dev"), "3.2.2.4.7", 0) = w.f.v[0];
	     w.f.v[1].random_created_at += 86400);
	CASE("evidence.random_unique", 'A', );
	CASE("evidence.random_unique", 'N', w.f.v[0].random_value = "x"; world_issue(&w, "2016-08-04T23:59:59Z"));
}

static struct validation *
with(struct world *w, const char *method, const char *adn)
{
	w->f.v[0].method = method;
	w->f.v[0].adn = adn;
	return &w->f.v[0];
}

static void
recipients(void **state, struct covered *covered)
{
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "Admin@selfaudit.dev");
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "administrator@selfaudit.dev");
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "webmaster@selfaudit.dev");
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "hostmaster@selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "adminx@selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "adm@selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.13", "selfaudit.dev")->recipient = "ann@example");
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "")->recipient = "postmaster@www.selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "admin@www.selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "root@selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "selfaudit.dev")->recipient = "admin");
	CASE("evidence.recipient", 'M', with(&w, "3.2.2.4.4", "selfaudit.dev"));
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.14", "selfaudit.dev")->recipient = "ann@mail.example");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.13", "selfaudit.dev")->recipient = "@mail.example");
	/* no ADN stated: BR 1.6.1 lets it be any name from the applied-for one up to its base domain */
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "")->recipient = "admin@selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "")->recipient = "admin@dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "")->recipient = "admin@a.www.selfaudit.dev");
	CASE("evidence.recipient", 'F', with(&w, "3.2.2.4.4", "")->recipient = "admin@evil.dev");
	CASE("evidence.recipient", 'P', with(&w, "3.2.2.4.4", "xn--bcher-kva.dev")->recipient = "admin@b\xc3\xbc" "cher.dev");
	CASE("evidence.recipient", 'A', );
	CASE("evidence.recipient", 'N', with(&w, "3.2.2.4.4", "")->validated_at = fixture_at("2016-08-04"));
}

static void
dns_records(void **state, struct covered *covered)
{
	static const struct {
		const char *method, *record;
		char outcome;
	} table[] = { { "3.2.2.4.7", "selfaudit.dev", 'P' },
		      { "dns-01", "_acme-challenge.selfaudit.dev. TXT \"abc\"", 'P' },
		      { "3.2.2.4.7", "_X1.SelfAudit.dev", 'P' },
		      { "3.2.2.4.7", "x1.selfaudit.dev", 'F' },	/* no underscore */
		      { "3.2.2.4.7", "_a.b.selfaudit.dev", 'F' },
		      { "3.2.2.4.7", "_x.other.dev", 'F' },
		      { "3.2.2.4.7", "dev", 'F' },
		      { "3.2.2.4.7", "", 'M' },
		      { "3.2.2.4.14", "_validation-contactemail.selfaudit.dev", 'P' },
		      { "3.2.2.4.14", "selfaudit.dev", 'F' },
		      { "3.2.2.4.16", "_validation-contactphone.selfaudit.dev", 'P' },
		      { "3.2.2.4.21", "_ujmmovf2vn55tgye._acme-challenge.selfaudit.dev", 'P' },
		      { "3.2.2.4.21", "_acme-challenge.selfaudit.dev", 'F' },
		      { "3.2.2.4.21", "ujmm._acme-challenge.selfaudit.dev", 'F' },
		      { "3.2.2.4.22", "_validation-persist.selfaudit.dev", 'P' },
		      { "3.2.2.4.22", "_acme-challenge.selfaudit.dev", 'F' } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CASE("evidence.dns_record", table[i].outcome,
		     with(&w, table[i].method, "selfaudit.dev")->dns_record = table[i].record);
	/* no ADN stated */
	CASE("evidence.dns_record", 'P', with(&w, "3.2.2.4.7", "")->dns_record = "_acme-challenge.selfaudit.dev");
	CASE("evidence.dns_record", 'P', with(&w, "3.2.2.4.7", "")->dns_record = "_x.www.selfaudit.dev");
	CASE("evidence.dns_record", 'P', with(&w, "3.2.2.4.22", "")->dns_record = "_validation-persist.selfaudit.dev");
	CASE("evidence.dns_record", 'F', with(&w, "3.2.2.4.7", "")->dns_record = "_acme-challenge.dev");
	CASE("evidence.dns_record", 'F', with(&w, "3.2.2.4.7", "")->dns_record = "_x.a.www.selfaudit.dev");
	CASE("evidence.dns_record", 'F', with(&w, "3.2.2.4.7", "")->dns_record = "_acme-challenge.evil.dev");
	CASE("evidence.dns_record", 'A', with(&w, "3.2.2.4.19", ""));
	CASE("evidence.dns_record", 'N', w.f.v[0].validated_at = fixture_at("2017-10-18T23:59:59Z"));
}

#define PERSIST "_validation-persist.selfaudit.dev TXT \"ca.example; accounturi=https://ca.example/a/1"

static void
others(void **state, struct covered *covered)
{
	/* the validation is of 2026-11-19T00:00:00Z, 1795046400 */
	CASE("evidence.persistent", 'P', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "\"");
	CASE("evidence.persistent", 'P', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "; persistUntil=1795046400\"");
	CASE("evidence.persistent", 'F', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "; persistUntil=1795046399\"");
	CASE("evidence.persistent", 'F', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "; persistUntil=2026-12-01\"");
	CASE("evidence.persistent", 'F', with(&w, "3.2.2.4.22", "")->dns_record = "_validation-persist.x.dev TXT \"ca.example\"");
	CASE("evidence.persistent", 'P', caa(&w, 60, ""); with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "\"");
	CASE("evidence.persistent", 'F', caa(&w, 60, "");
	     with(&w, "3.2.2.4.22", "")->dns_record = "_validation-persist.x.dev TXT \"evil.example; accounturi=https://ca.example/a/1\"");
	CASE("evidence.persistent", 'M', with(&w, "3.2.2.4.22", "")->dns_record = "_validation-persist.selfaudit.dev");
	CASE("evidence.persistent", 'M', with(&w, "3.2.2.4.22", ""));
	/* without a value; and another property of a like name */
	CASE("evidence.persistent", 'F', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "; persistUntil=\"");
	CASE("evidence.persistent", 'F', with(&w, "3.2.2.4.22", "")->dns_record =
	     "_validation-persist.selfaudit.dev TXT \"ca.example; accounturi=; persistUntil=1795046400\"");
	CASE("evidence.persistent", 'P', with(&w, "3.2.2.4.22", "")->dns_record = PERSIST "; xpersistUntil=1\"");
	CASE("evidence.persistent", 'F', rename_to(&w, "8.8.8.8"); with(&w, "3.2.2.5.8", "")->dns_record =
	     "_ip-validation-persist.8.8.8.8.in-addr.arpa TXT \"ca.example\"");
	CASE("evidence.persistent", 'A', );
	CASE("evidence.persistent", 'N', with(&w, "3.2.2.4.22", "")->validated_at = fixture_at("2025-11-09T23:59:59Z"));

	CASE("evidence.redirects", 'P', with(&w, "3.2.2.4.19", "")->redirects = "301 302,307;308");
	CASE("evidence.redirects", 'P', with(&w, "3.2.2.4.18", "")->redirects =
					    "301 http://a.dev/303 -> https://b.dev:443/x, 1");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.19", "")->redirects = "301 303");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.18", "")->redirects = "300");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.18", "")->redirects = "304");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.18", "")->redirects = "http://b.dev:8080");
	CASE("evidence.redirects", 'P', with(&w, "3.2.2.4.18", "")->redirects = "http://b.dev:80 https://b.dev:443");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.19", "")->redirects = "https://b.dev:8443/x");
	CASE("evidence.redirects", 'P', with(&w, "3.2.2.4.19", "")->redirects = "http://[2001:db8::1]/x");
	CASE("evidence.redirects", 'F', with(&w, "3.2.2.4.19", "")->redirects = "ftp://b.dev/x");
	CASE("evidence.redirects", 'A', with(&w, "3.2.2.4.19", ""));
	CASE("evidence.redirects", 'A', with(&w, "3.2.2.4.7", "")->redirects = "303");
	CASE("evidence.redirects", 'N', with(&w, "3.2.2.4.19", "")->redirects = "303";
	     w.f.v[0].validated_at = fixture_at("2021-06-30T23:59:59Z"));
}

static void
evidence_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	randoms(state, covered);
	recipients(state, covered);
	dns_records(state, covered);
	others(state, covered);
	fixture_covered(covered, family_evidence_rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caa_rules),
		cmocka_unit_test(caa_by_cps),
		cmocka_unit_test(mpic_rules),
		cmocka_unit_test(evidence_rules),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
