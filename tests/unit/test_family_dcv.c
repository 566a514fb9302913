/*
 * Truth: the sections of the Baseline Requirements that each rule cites, and the
 * incidents named beside the cases (Mozilla bug numbers).
 */
#include "tests/unit/fixture_cert.h"

/* The one validation of the one name. */
#define V w.f.v[0]

static void
name_is(struct world *w, const char *text)
{
	w->f.u.name_count = 0;
	w->f.used = 0;
	fixture_validate(
	    &w->f, fixture_name(&w->f, text), "3.2.2.4.7", fixture_at("2026-11-19T00:00:00Z"));
}

/* Validated and issued when, by what. */
static void
done(struct world *w, const char *method, const char *validated, const char *issued)
{
	w->f.v[0].method = method;
	w->f.v[0].validated_at = fixture_at(validated);
	world_issue(w, issued);
}

static void
methods(void **state, struct covered *covered)
{
	CASE("dcv.method_known", 'P', );
	CASE("dcv.method_known", 'P', V.method = "DNS-01");
	CASE("dcv.method_known", 'F', V.method = "3.2.2.4.23");
	CASE("dcv.method_known", 'F', V.method = "email");
	CASE("dcv.method_known", 'M', V.method = "");

	CASE("dcv.kind", 'P', );
	CASE("dcv.kind", 'F', V.method = "3.2.2.5.1");
	CASE("dcv.kind", 'F', name_is(&w, "192.0.2.1"));
	CASE("dcv.kind", 'P', name_is(&w, "192.0.2.1"); V.method = "http-01");
	CASE("dcv.kind", 'F', name_is(&w, "example.onion"));
	CASE("dcv.kind", 'P', name_is(&w, "example.onion"); V.method = "B.2.b");
	CASE("dcv.kind", 'A', V.method = "email");

	CASE("dcv.method_at_validation", 'P', );
	/* 22: WHOIS e-mail ended on 2025-07-15 (SC-080) */
	CASE("dcv.method_at_validation", 'F', done(&w, "3.2.2.4.2", "2025-07-15", "2025-07-16"));
	CASE("dcv.method_at_validation", 'P',
	    done(&w, "3.2.2.4.2", "2025-07-14T23:59:59Z", "2025-07-16"));
	CASE("dcv.method_at_validation", 'F', done(&w, "3.2.2.4.6", "2020-06-04", "2020-06-04"));
	CASE("dcv.method_at_validation", 'N', done(&w, "3.2.2.4.6", "2016-08-04", "2020-06-04"));
	CASE("dcv.method_at_validation", 'A', V.method = "email");

	CASE("dcv.method_discouraged", 'P', );
	CASE("dcv.method_discouraged", 'F', V.method = "3.2.2.4.4");
	CASE("dcv.method_discouraged", 'A', V.method = "email");
	CASE("dcv.method_discouraged", 'N',
	    done(&w, "3.2.2.4.4", "2026-03-14T23:59:59Z", "2026-03-15"));

	CASE("dcv.retired_reuse", 'A', );
	CASE("dcv.retired_reuse", 'P', done(&w, "3.2.2.4.2", "2025-07-14", "2025-07-14T23:59:59Z"));
	CASE("dcv.retired_reuse", 'F', done(&w, "3.2.2.4.2", "2025-07-14", "2025-07-15"));
	CASE("dcv.retired_reuse", 'F', done(&w, "3.2.2.4.8", "2026-03-14", "2026-03-15"));

	CASE("dcv.before_issuance", 'P', );
	CASE("dcv.before_issuance", 'P', done(&w, "dns-01", "2026-11-20", "2026-11-20"));
	CASE("dcv.before_issuance", 'F', done(&w, "dns-01", "2026-11-20T00:00:01Z", "2026-11-20"));

	CASE("dcv.delegated", 'P', );
	CASE("dcv.delegated", 'F', V.delegated_party = "Registrar Ltd");
	CASE("dcv.delegated", 'N', V.delegated_party = "RA";
	     done(&w, "3.2.2.4.5", "2017-08-10", "2017-08-10"));
	/* Ballot 190 undid the ban until 215 restored it */
	CASE("dcv.delegated", 'N', V.delegated_party = "RA";
	     done(&w, "3.2.2.4.7", "2017-11-04", "2017-11-05"));
	CASE("dcv.delegated", 'F', V.delegated_party = "RA";
	     done(&w, "3.2.2.4.7", "2017-11-05", "2017-11-05"));
	CASE("dcv.delegated", 'T', w.c.evidence &= ~(unsigned)EVIDENCE_DELEGATED);

	CASE("dcv.registrar", 'A', );
	CASE("dcv.registrar", 'P', V.method = "3.2.2.4.12"; w.c.registrar = true);
	CASE("dcv.registrar", 'M', V.method = "3.2.2.4.12");
	CASE("dcv.registrar", 'M', V.method = "3.2.2.4.12"; V.evidence = "dcv-log/17");
	CASE("dcv.registrar", 'P', V.method = "3.2.2.4.12";
	     V.evidence = "Registrar of record: Example Registrar BV");
}

static void
names(void **state, struct covered *covered)
{
	CASE("dcv.name_validated", 'P', );
	/* Certainly 2052085: certificates without a record */
	CASE("dcv.name_validated", 'M', w.f.names[0].validation_count = 0);
	CASE("dcv.name_validated", 'M', fixture_name(&w.f, "other.selfaudit.dev"));
	CASE("dcv.name_validated", 'A', w.f.names[0].kind = NAME_EMAIL);
	CASE("dcv.name_validated", 'T', w.c.evidence = 0);

	CASE("dcv.wildcard", 'A', );
	CASE("dcv.wildcard", 'P', name_is(&w, "*.selfaudit.dev"));
	/* SSL.com 1750631: wildcards by a file method after 2021-12-01 */
	CASE("dcv.wildcard", 'F', name_is(&w, "*.selfaudit.dev");
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-12-01"));
	CASE("dcv.wildcard", 'P', name_is(&w, "*.selfaudit.dev");
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-11-30T23:59:59Z"));
	CASE("dcv.wildcard", 'F', name_is(&w, "*.selfaudit.dev");
	     done(&w, "tls-alpn-01", "2021-11-01", "2021-11-02"));

	CASE("dcv.subdomain", 'A', );
	CASE("dcv.subdomain", 'P', V.adn = "selfaudit.dev");
	/* SSL.com 1750631: the parent domain by a file method after 2021-12-01 */
	CASE("dcv.subdomain", 'F', V.adn = "selfaudit.dev";
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-12-01"));
	CASE("dcv.subdomain", 'P', V.adn = "selfaudit.dev";
	     done(&w, "3.2.2.4.18", "2021-11-30", "2021-11-30T23:59:59Z"));
	CASE("dcv.subdomain", 'F', V.adn = "selfaudit.dev";
	     done(&w, "3.2.2.4.8", "2025-06-01", "2025-06-02"));
	CASE("dcv.subdomain", 'A', name_is(&w, "*.selfaudit.dev"); V.adn = "selfaudit.dev");
	CASE("dcv.subdomain", 'P', name_is(&w, "*.www.selfaudit.dev"); V.adn = "selfaudit.dev");

	CASE("dcv.wildcard_suffix", 'A', );
	CASE("dcv.wildcard_suffix", 'P', name_is(&w, "*.example.co.uk"));
	CASE("dcv.wildcard_suffix", 'F', name_is(&w, "*.co.uk"));
	CASE("dcv.wildcard_suffix", 'P',
	    name_is(&w, "*.github.io")); /* private section of the list */

	CASE("dcv.leftover", 'P', );
	CASE("dcv.leftover", 'F', fixture_other(&w.f, VALIDATION_DOMAIN, 0, V.validated_at));
	CASE("dcv.leftover", 'P', fixture_other(&w.f, VALIDATION_IDENTITY, 0, V.validated_at));
}

static void
derived(void **state, struct covered *covered)
{
	CASE("dcv.adn", 'P', );
	CASE("dcv.adn", 'P', V.adn = "www.selfaudit.dev");
	CASE("dcv.adn", 'P', V.adn = "selfaudit.dev");
	CASE("dcv.adn", 'F', V.adn = "dev");
	CASE("dcv.adn", 'A', V.method = "email");
	CASE("dcv.adn", 'P', name_is(&w, "*.selfaudit.dev"); V.adn = "selfaudit.dev");
	/* SSL.com 1961406: the host of the approver's e-mail address taken for the domain */
	CASE("dcv.adn", 'F', V.adn = "aliyun.com"; V.method = "3.2.2.4.14");
	/* Sectigo: base domain added though only www was validated */
	CASE("dcv.adn", 'F', name_is(&w, "selfaudit.dev"); V.adn = "www.selfaudit.dev");
	CASE("dcv.adn", 'F', name_is(&w, "notselfaudit.dev"); V.adn = "selfaudit.dev");
	CASE("dcv.adn", 'F', name_is(&w, "a.co.uk"); V.adn = "co.uk");
	CASE("dcv.adn", 'P', name_is(&w, "a.b.github.io"); V.adn = "github.io");

	/* CNAME: with any method before 2026-11-15, then by the table of SC-101 */
	CASE("dcv.adn", 'P', V.adn = "target.example.net";
	     V.adn_derivation = "cname:target.example.net");
	CASE("dcv.adn", 'P', V.adn = "example.net";
	     V.adn_derivation = "cname:alias.example.org,Target.example.net.");
	CASE("dcv.adn", 'F', V.adn = "example.org"; V.adn_derivation = "cname:target.example.net");
	CASE("dcv.adn", 'F', V.adn = "net"; V.adn_derivation = "cname:target.example.net");
	CASE("dcv.adn", 'P', V.adn = "example.net"; V.adn_derivation = "cname");
	CASE("dcv.adn", 'F', V.adn = "example.net"; V.adn_derivation = "exact");
	CASE("dcv.adn", 'F', V.adn = "t.example.net"; V.adn_derivation = "cname:t.example.net";
	     V.method = "dns-account-01");
	CASE("dcv.adn", 'P', V.adn = "t.example.net"; V.adn_derivation = "cname:t.example.net";
	     done(&w, "dns-account-01", "2026-11-14T23:59:59Z", "2026-11-20"));
	CASE("dcv.adn", 'F', V.adn = "t.example.net"; V.adn_derivation = "cname:t.example.net";
	     done(&w, "dns-persist-01", "2026-11-14T23:59:59Z", "2026-11-20"));
	CASE("dcv.adn", 'F', name_is(&w, "*.selfaudit.dev"); V.adn = "t.example.net";
	     V.adn_derivation = "cname:t.example.net");

	CASE("dcv.adn", 'F', V.adn = "t.example.net"; V.adn_derivation = "cname:t.example.net";
	     done(&w, "dns-account-01", "2026-11-15", "2026-11-20"));
	CASE("dcv.adn", 'F', V.adn = "t.example.net"; V.adn_derivation = "cname:t.example.net";
	     done(&w, "dns-persist-01", "2025-11-10", "2025-11-11"));
	CASE("dcv.adn", 'P', name_is(&w, "*.selfaudit.dev"); V.adn = "t.example.net";
	     V.adn_derivation = "cname:t.example.net"; done(&w, "dns-01", "2026-11-14T23:59:59Z", "2026-11-20"));
	CASE("dcv.adn", 'P', V.adn = "t.example.net"; V.adn_derivation = "CNAME:T.Example.NET");
	CASE("dcv.adn", 'F', V.adn = "example.net"; V.adn_derivation = "CNAME:t.example.org");
	CASE("dcv.adn", 'F', V.adn = "example.net"; V.adn_derivation = "no cname");

	/* .12: the base domain itself from 2026-11-15 */
	CASE("dcv.adn", 'F', done(&w, "3.2.2.4.12", "2026-11-15", "2026-11-20"));
	CASE("dcv.adn", 'F', V.method = "3.2.2.4.12");
	CASE("dcv.adn", 'P', V.method = "3.2.2.4.12"; V.adn = "selfaudit.dev");
	CASE("dcv.adn", 'P', done(&w, "3.2.2.4.12", "2026-11-14T23:59:59Z", "2026-11-20"));

	CASE("dcv.adn", 'P', name_is(&w, "www.example.onion"); V.method = "B.2.b";
	     V.adn = "example.onion");
	CASE("dcv.adn", 'F', name_is(&w, "www.example.onion"); V.method = "B.2.b"; V.adn = "onion");

	/* addresses */
	CASE("dcv.adn", 'P', name_is(&w, "192.0.2.1"); V.method = "http-01");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "http-01"; V.adn = "192.0.2.2");
	CASE("dcv.adn", 'P', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.3";
	     V.adn = "host.example.net");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.1";
	     V.adn = "host.example.net");
	CASE("dcv.adn", 'P', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.8";
	     V.adn = "1.2.0.192.in-addr.arpa");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.8"; V.adn = "host.example.net");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.8"; V.adn = "arpa");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.6"; V.adn = "1.2.0.192.in-addr.arpa");
	CASE("dcv.adn", 'F', name_is(&w, "192.0.2.1"); V.method = "3.2.2.5.3"; V.adn = "192.0.2.2");
}

/* BR 4.2.1: limits by issuance, age from the earliest of start, oldest datum, completion. */
static void
ages(void **state, struct covered *covered)
{
	CASE("dcv.reuse_age", 'P', );
	CASE("dcv.reuse_age", 'P', done(&w, "dns-01", "2026-05-04", "2026-11-20")); /* 200 days */
	CASE("dcv.reuse_age", 'F', done(&w, "dns-01", "2026-05-03T23:59:59Z", "2026-11-20"));
	CASE("dcv.reuse_age", 'F', V.initiated_at = fixture_at("2026-05-03"));
	CASE("dcv.reuse_age", 'F', V.oldest_data_at = fixture_at("2026-05-03"));
	CASE("dcv.reuse_age", 'P',
	    done(&w, "dns-01", "2025-05-18", "2026-03-14T00:00:00Z")); /* 300 days */
	CASE("dcv.reuse_age", 'F',
	    done(&w, "dns-01", "2025-05-19", "2026-03-15T00:00:00Z")); /* 300 days */
	CASE("dcv.reuse_age", 'P', done(&w, "dns-persist-01", "2026-11-10", "2026-11-20"));
	CASE(
	    "dcv.reuse_age", 'F', done(&w, "dns-persist-01", "2026-11-09T23:59:59Z", "2026-11-20"));
	CASE("dcv.reuse_age", 'N', done(&w, "dns-01", "2012-06-01", "2012-06-30"));
	CASE("dcv.reuse_age", 'P', done(&w, "dns-01", "2014-11-28", "2018-02-28")); /* 39 months */
	CASE("dcv.reuse_age", 'F', done(&w, "dns-01", "2014-11-27", "2018-02-28"));
	/* EV domain names: 13 months until EVG 1.7.6 */
	CASE("dcv.reuse_age", 'P', done(&w, "dns-01", "2020-04-01", "2021-05-01");
	     world_type(&w, UNIT_TYPE_EV));
	CASE("dcv.reuse_age", 'F', done(&w, "dns-01", "2020-03-31", "2021-05-01");
	     world_type(&w, UNIT_TYPE_EV));
	CASE("dcv.reuse_age", 'P', done(&w, "dns-01", "2020-03-31", "2021-05-01"));

	/* identity data: 825 days, 398 from 2026-03-15 */
#define AGED(date, kind, item) fixture_other(&w.f, kind, item, fixture_at(date))
	CASE("identity.age", 'A', );
	CASE("identity.age", 'M', world_type(&w, UNIT_TYPE_OV));
	CASE("identity.age", 'P', world_type(&w, UNIT_TYPE_OV);
	     AGED("2025-10-18", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'F', world_type(&w, UNIT_TYPE_OV);
	     AGED("2025-10-17T23:59:59Z", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'P', world_type(&w, UNIT_TYPE_IV);
	     AGED("2020-10-17", VALIDATION_IDENTITY, 0);
	     AGED("2026-01-01", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'P', world_type(&w, UNIT_TYPE_OV);
	     AGED("2024-01-01", VALIDATION_IDENTITY, 0); world_issue(&w, "2026-03-14T23:59:59Z"));
	CASE("identity.age", 'M', world_type(&w, UNIT_TYPE_OV);
	     AGED("2026-11-21", VALIDATION_IDENTITY, 0));
	/* of that very second; and the one that the CA says it relied on, though an older one */
	CASE("identity.age", 'P', world_type(&w, UNIT_TYPE_OV); AGED("2026-11-20", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'M', world_type(&w, UNIT_TYPE_OV); AGED("2026-11-20T00:00:01Z", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'F', world_type(&w, UNIT_TYPE_OV); AGED("2020-10-17", VALIDATION_IDENTITY, 0)->relied_on = true;
	     AGED("2026-01-01", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'F', world_type(&w, UNIT_TYPE_OV); AGED("2026-01-01", VALIDATION_IDENTITY, 0);
	     AGED("2020-10-17", VALIDATION_IDENTITY, 0)->relied_on = true; AGED("2026-02-01", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'P', world_type(&w, UNIT_TYPE_OV); AGED("2026-01-01", VALIDATION_IDENTITY, 0);
	     AGED("2020-10-17", VALIDATION_IDENTITY, 0));
	CASE("identity.age", 'F', world_type(&w, UNIT_TYPE_OV);
	     AGED("2026-01-01", VALIDATION_IDENTITY, 0)->oldest_data_at = fixture_at("2025-10-17"));
	CASE("identity.age", 'N', world_type(&w, UNIT_TYPE_OV); world_issue(&w, "2012-06-30"));
	CASE("identity.age", 'T', world_type(&w, UNIT_TYPE_OV);
	     w.c.evidence &= ~(unsigned)EVIDENCE_IDENTITY);

	CASE("identity.ev_age", 'A', );
	CASE("identity.ev_age", 'M', world_type(&w, UNIT_TYPE_EV);
	    fixture_other(&w.f, VALIDATION_EV, 'A', INSTANT_NONE));
	CASE("identity.ev_age", 'M', world_type(&w, UNIT_TYPE_EV));
	CASE("identity.ev_age", 'P', world_type(&w, UNIT_TYPE_EV);
	     AGED("2025-10-18", VALIDATION_EV, 'A'));
	CASE("identity.ev_age", 'F', world_type(&w, UNIT_TYPE_EV);
	     AGED("2026-10-18", VALIDATION_EV, 'A'); AGED("2025-10-17", VALIDATION_EV, 'C'));
	CASE("identity.ev_age", 'F', world_type(&w, UNIT_TYPE_EV); AGED("2025-10-17", VALIDATION_EV, 'G'));
	/* 13 months until EVG 1.7.6 (2021-06-02) */
	CASE("identity.ev_age", 'P', world_type(&w, UNIT_TYPE_EV); world_issue(&w, "2021-06-01");
	     AGED("2020-05-01", VALIDATION_EV, 'A'));
	CASE("identity.ev_age", 'F', world_type(&w, UNIT_TYPE_EV); world_issue(&w, "2021-06-01");
	     AGED("2020-04-30T23:59:59Z", VALIDATION_EV, 'A'));
	CASE("identity.ev_age", 'N', world_type(&w, UNIT_TYPE_EV); world_issue(&w, "2012-06-30"));
}

/* BR 3.2.2.4 before 2.2.7: method and BR version; 5.4.1(2)(2) from 2026-07-15: name, ADN, method.
 */
static void
records(void **state, struct covered *covered)
{
	CASE("record.certificate", 'P', );
	CASE("record.certificate", 'E', w.f.u.state = UNIT_UNREADABLE);
	CASE("record.certificate", 'M', w.f.u.state = UNIT_SERIAL_ONLY);

	/* RFC 5280 4.1.2.2: unique for each certificate issued by a given CA */
	CASE("record.serial_unique", 'P', );
	CASE("record.serial_unique", 'F', w.f.u.same_serial = 1);
	CASE("record.serial_unique", 'F', w.f.u.same_serial = 99);

	CASE("record.complete", 'P', );
	CASE("record.complete", 'M', V.method = "");
	CASE("record.complete", 'M', V.name = "");
	CASE("record.complete", 'P', V.name = ""; V.adn = "selfaudit.dev");
	CASE("record.complete", 'M', V.adn_derivation = "prune");
	CASE("record.complete", 'P', V.adn_derivation = "exact");
	CASE("record.complete", 'P', V.adn_derivation = "Exact");
	CASE("record.complete", 'P', V.adn_derivation = "prune";
	     done(&w, "dns-01", "2026-05-18", "2026-06-01"));
	CASE("record.complete", 'N', V.adn_derivation = "prune";
	     done(&w, "dns-01", "2026-07-14T23:59:59Z", "2026-08-01"));
	CASE("record.complete", 'N', done(&w, "", "2017-10-18", "2017-10-19"));

#define RECORDED(version, when) \
	V.br_version = version; \
	done(&w, "dns-01", when, when)
	CASE("record.br_version", 'N', );
	CASE("record.br_version", 'P', RECORDED("1.7.4", "2021-05-01"));
	CASE("record.br_version", 'M', RECORDED("", "2021-05-01"));
	CASE("record.br_version", 'M', RECORDED("", "2026-05-18T23:59:59Z"));
	CASE("record.br_version", 'N', RECORDED("", "2026-05-19"));
	CASE("record.br_version", 'N', name_is(&w, "192.0.2.1");
	     RECORDED("", "2019-07-31T23:59:59Z"));
	CASE("record.br_version", 'M', name_is(&w, "192.0.2.1"); RECORDED("", "2019-08-01"));
	CASE("record.br_version", 'T', w.c.evidence &= ~(unsigned)EVIDENCE_BR_VERSION;
	     RECORDED("", "2021-05-01"));

	CASE("record.br_version_right", 'A', );
	CASE("record.br_version_right", 'N', V.br_version = "2.3.1");
	CASE("record.br_version_right", 'P', RECORDED("BR 1.7.4", "2021-05-01"));
	CASE("record.br_version_right", 'F', RECORDED("1.7.3", "2021-05-01"));
	CASE("record.br_version_right", 'F', RECORDED("1.7.5", "2021-05-01"));
	CASE("record.br_version_right", 'F', RECORDED("latest", "2021-05-01"));
}

static void
spans(struct world *w, const char *from, const char *to)
{
	w->f.u.not_before = fixture_at(from);
	w->f.u.not_after = fixture_at(to);
	w->f.u.issued_at = w->f.u.issued_min = w->f.u.issued_max = w->f.u.not_before;
}

/* BR 6.3.2: the period is inclusive, a second more is another day. */
static void
periods(void **state, struct covered *covered)
{
	CASE("validity.period", 'P', );
	CASE(
	    "validity.period", 'P', spans(&w, "2026-03-15", "2026-09-30T23:59:59Z")); /* 200 days */
	CASE("validity.period", 'F', spans(&w, "2026-03-15", "2026-10-01T00:00:00Z"));
	CASE(
	    "validity.period", 'P', spans(&w, "2026-03-14", "2027-04-15T23:59:59Z")); /* 398 days */
	CASE("validity.period", 'F', spans(&w, "2026-03-14", "2027-04-16T00:00:00Z"));
	CASE("validity.period", 'F',
	    spans(&w, "2027-03-15", "2027-06-23T00:00:00Z")); /* 100 days, a second */
	CASE("validity.period", 'P', spans(&w, "2029-03-15", "2029-04-30T23:59:59Z")); /* 47 days */
	CASE("validity.period", 'F', spans(&w, "2029-03-15", "2029-05-01T00:00:00Z"));
	CASE("validity.period", 'P',
	    spans(&w, "2020-08-31", "2022-12-04T23:59:59Z")); /* 825 days and some */
	CASE("validity.period", 'F', spans(&w, "2020-08-31", "2022-12-05T00:00:00Z"));
	CASE("validity.period", 'P',
	    spans(&w, "2016-01-01", "2019-04-01T23:59:59Z")); /* 39 months */
	CASE("validity.period", 'F', spans(&w, "2016-01-01", "2019-04-02T00:00:00Z"));
	CASE("validity.period", 'F', spans(&w, "2016-01-01", "2019-04-01");
	     w.f.u.type = UNIT_TYPE_EV);
	CASE("validity.period", 'F', spans(&w, "2019-01-01", "2020-06-01");
	     w.f.names[0].onion = true);
	CASE("validity.period", 'P', spans(&w, "2020-03-27", "2021-08-01");
	     w.f.names[0].onion = true);
	CASE("validity.period", 'N', spans(&w, "2012-06-30", "2032-06-30"));

	/* the sides of 2018-03-01 and 2015-04-01, each with a day of grace before seconds counted */
	CASE("validity.period", 'P', spans(&w, "2018-02-28", "2021-05-28T23:59:59Z")); /* 39 months */
	CASE("validity.period", 'F', spans(&w, "2018-03-01", "2021-05-28T23:59:59Z"));
	CASE("validity.period", 'P', spans(&w, "2015-03-31", "2020-03-31T23:59:59Z")); /* 60 months */
	CASE("validity.period", 'F', spans(&w, "2015-04-01", "2020-04-01"));
	/* from 2020-09-01 to the second */
	CASE("validity.period", 'P', spans(&w, "2020-09-01", "2021-10-03T23:59:59Z")); /* 398 days */
	CASE("validity.period", 'F', spans(&w, "2020-09-01", "2021-10-04T00:00:00Z"));
	CASE("validity.period", 'E', w.f.u.not_after = INSTANT_NONE);
	CASE("validity.period", 'M',
	    w.f.u.issued_at = w.f.u.issued_min = w.f.u.issued_max = INSTANT_NONE);
	CASE("dcv.before_issuance", 'M', V.validated_at = INSTANT_NONE);
	CASE("dcv.reuse_age", 'M', V.validated_at = INSTANT_NONE);

	CASE("validity.preferred", 'P',
	    spans(&w, "2026-03-15", "2026-09-29T23:59:59Z")); /* 199 days */
	CASE("validity.preferred", 'F', spans(&w, "2026-03-15", "2026-09-30T00:00:00Z"));
	CASE("validity.preferred", 'P', spans(&w, "2020-09-01", "2021-10-02T23:59:59Z")); /* 397 days */
	CASE("validity.preferred", 'F', spans(&w, "2020-09-01", "2021-10-03T00:00:00Z"));
	CASE("validity.preferred", 'N', spans(&w, "2020-08-31", "2022-08-31"));

	CASE("policy.reserved_oid", 'P', );
	CASE("policy.reserved_oid", 'F', w.f.u.policy_oids = "");
	CASE(
	    "policy.reserved_oid", 'F', w.f.u.policy_oids = "1.3.6.1.4.1.44947.1.1.1 2.23.140.1.2");
	CASE("policy.reserved_oid", 'P',
	    w.f.u.policy_oids = "1.3.6.1.4.1.44947.1.1.1 2.23.140.1.2.2");
	CASE("policy.reserved_oid", 'F', w.f.u.policy_oids = "2.23.140.1.2.1 2.23.140.1.2.2");
	CASE("policy.reserved_oid", 'P', w.f.u.policy_oids = "2.23.140.1.2.1 2.23.140.1.2.2";
	     world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("policy.reserved_oid", 'N', w.f.u.policy_oids = "";
	     world_issue(&w, "2020-09-29T23:59:59Z"));
}

static void
dcv_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	methods(state, covered);
	names(state, covered);
	derived(state, covered);
	ages(state, covered);
	records(state, covered);
	periods(state, covered);
	fixture_covered(covered, family_dcv_rules);
	fixture_covered(covered, family_name_rules);
	fixture_covered(covered, family_reuse_rules);
	fixture_covered(covered, family_record_rules);
	fixture_covered(covered, family_validity_rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(dcv_rules) };

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
