/*
 * Truth: BR 7.1.2.7.12, 7.1.4.3, Appendix B; RFC 1034 3.5; onion addresses made
 * with Python's hashlib.sha3_256 and base64.b32encode; labels by RFC 3492 section 7.1.
 */
#include "tests/unit/fixture_cert.h"

#include "checks/punycode.h"

#define ONION "2t6xzuxcepa6g2obpbpknevqqsto6w74dyh66rnxde4vllulyfu3nuqd.onion"
#define ONION_4 "2t6xzuxcepa6g2obpbpknevqqsto6w74dyh66rnxde4vllulyfuyp2ie.onion"	/* version 4 */
#define ONION_BAD "2t6xzuxcepa6g2obpbpknevqqsto6w74dyh66rnxde4vllulyfu3nuqa.onion"	/* other version */
#define ONION_2 "expyuzz4wqqyqhjn.onion"

static void
add_ip(struct world *w, const char *hex, const char *text)
{
	world_name(w, NAME_IP, text)->raw = world_hex(w, hex);
}

static void
cn(struct world *w, const char *value)
{
	world_attribute(w, "CN", "2.5.4.3", value);
}

/* The certificate's one name. */
static void
only(struct world *w, const char *text)
{
	w->x.name_count = 0;
	world_name(w, NAME_DNS, text);
}

static void
lists(void **state, struct covered *covered)
{
	CASE("san.present", 'P', );
	CASE("san.present", 'F', w.x.name_count = 0);
	CASE("san.present", 'F', w.names[0].kind = NAME_EMAIL);
	CASE("san.present", 'N', world_issue(&w, "2012-06-30"));
	CASE("san.types", 'P', add_ip(&w, "08080808", "8.8.8.8"));
	CASE("san.types", 'F', world_name(&w, NAME_EMAIL, "a@selfaudit.dev"));
	CASE("san.types", 'N', world_issue(&w, "2012-06-30"));
	CASE("san.cn", 'P', cn(&w, "WWW.selfaudit.dev"));
	CASE("san.cn", 'P', cn(&w, "8.8.8.8"); add_ip(&w, "08080808", "8.8.8.8"));
	CASE("san.cn", 'F', cn(&w, "selfaudit.dev"));
	CASE("san.cn", 'F', cn(&w, "www.selfaudit.dev"); cn(&w, "Example BV"));
	CASE("san.cn", 'A', world_organization(&w));
	CASE("san.cn", 'N', cn(&w, "x"); world_issue(&w, "2012-06-30"));
	CASE("san.cn_exact", 'P', cn(&w, "www.selfaudit.dev"));
	CASE("san.cn_exact", 'F', cn(&w, "WWW.selfaudit.dev"));
	CASE("san.cn_exact", 'A', );
	CASE("san.cn_exact", 'N', cn(&w, "WWW.selfaudit.dev"); world_issue(&w, "2021-09-30T23:59:59Z"));
	CASE("san.duplicate", 'P', );
	CASE("san.duplicate", 'F', world_name(&w, NAME_DNS, "WWW.selfaudit.dev"));
	CASE("san.duplicate", 'P', world_name(&w, NAME_EMAIL, "www.selfaudit.dev"); world_name(&w, NAME_DNS, "a.dev"));
	CASE("san.duplicate", 'F', only(&w, "b.dev"); world_name(&w, NAME_DNS, "c.dev"); world_name(&w, NAME_DNS, "a.dev");
	     world_name(&w, NAME_DNS, "b.dev"));
	CASE("san.duplicate", 'N', world_issue(&w, "2012-06-30"));
	CASE("san.ev_wildcard", 'P', world_type(&w, UNIT_TYPE_EV));
	CASE("san.ev_wildcard", 'F', world_type(&w, UNIT_TYPE_EV); world_name(&w, NAME_DNS, "*.selfaudit.dev"));
	CASE("san.ev_wildcard", 'P', world_type(&w, UNIT_TYPE_EV); world_name(&w, NAME_DNS, "*." ONION));
	CASE("san.ev_wildcard", 'A', world_name(&w, NAME_DNS, "*.selfaudit.dev"));
	CASE("san.ev_wildcard", 'N', world_type(&w, UNIT_TYPE_EV); world_issue(&w, "2012-06-30"));
	CASE("san.ev_ip", 'P', world_type(&w, UNIT_TYPE_EV));
	CASE("san.ev_ip", 'F', world_type(&w, UNIT_TYPE_EV); add_ip(&w, "08080808", "8.8.8.8"));
	CASE("san.ev_ip", 'A', );
	CASE("san.ev_ip", 'N', world_type(&w, UNIT_TYPE_EV); world_issue(&w, "2012-06-30"));
}

#define LABEL_63 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"

#define TEXT_57 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstu"

static void
spelling(void **state, struct covered *covered)
{
	/* each as the certificate's one name */
	static const struct {
		const char *rule, *name;
	} alone[] = {
		{ "san.dns_syntax", "a b.dev" }, { "san.dns_syntax", "8.8.8.8" }, { "san.dns_syntax", "selfaudit.dev." },
		{ "san.underscore", "_dmarc.selfaudit.dev" }, { "san.ldh", "ab--cd.dev" }, { "san.ldh", "www.zz--a.dev" },
		{ "san.ldh", "a.ab--.dev" }, { "san.internal", "localhost" }, { "san.reverse_zone", "in-addr.arpa" },
		{ "san.reverse_zone", "ip6.arpa" }, { "san.reserved_domain", "example.com" },
		{ "san.reserved_domain", "*.example.net" }, { "san.reserved_domain", "a.b.example.org" },
		{ "san.wildcard_place", "*a.selfaudit.dev" }, { "onion.v3", "onion" }, { "onion.v3", "a.onion" },
	};

	static const char *const sound[] = { "selfaudit.dev", "*.selfaudit.dev", "a_b.selfaudit.dev",
		"Nasmuppen2.selfaudit.dev", LABEL_63 ".dev", "1.2.dev" };
	static const char *const odd[] = { "?.selfaudit.dev", "a b.dev", "selfaudit.dev.", ".selfaudit.dev",
		"a..dev", "8.8.8.8", "2001:db8::1", "-a.dev", "a-.dev", LABEL_63 "1.dev", "", "a/b.dev", "m\\xfcnchen.dev",
		LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63 };

	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		CASE("san.dns_syntax", 'P', world_name(&w, NAME_DNS, sound[i]));
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		CASE("san.dns_syntax", 'F', world_name(&w, NAME_DNS, odd[i]));
	CASE("san.dns_syntax", 'F', world_name(&w, NAME_DNS, "a.dev\\x00.evil")->raw =
				       world_hex(&w, "612e646576002e6576696c"));
	/* RFC 1035 2.3.4: 255 octets on the wire are 253 in text */
	CASE("san.dns_syntax", 'P', only(&w, LABEL_63 "." LABEL_63 "." LABEL_63 "." TEXT_57 ".dev"));
	CASE("san.dns_syntax", 'F', only(&w, LABEL_63 "." LABEL_63 "." LABEL_63 "." TEXT_57 "8.dev"));
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		CASE(alone[i].rule, 'F', only(&w, alone[i].name));
	CASE("san.dns_syntax", 'A', w.x.name_count = 0);
	CASE("san.dns_syntax", 'N', world_issue(&w, "2012-06-30"));

	CASE("san.underscore", 'P', );
	CASE("san.underscore", 'F', world_name(&w, NAME_DNS, "a_b.dev"); world_issue(&w, "2019-05-01"));
	CASE("san.underscore", 'A', w.x.name_count = 0);
	CASE("san.underscore", 'N', world_name(&w, NAME_DNS, "a_b.dev"); world_issue(&w, "2019-04-30T23:59:59Z"));

	/* hyphens elsewhere than in places 3 and 4 reserve nothing (RFC 5890 2.3.1) */
	CASE("san.ldh", 'P', only(&w, "a--b.abc--d.a-b-c.xn.dev"));
	CASE("san.ldh", 'P', only(&w, "XN--BCHER-KVA.dev"));
	CASE("san.ldh", 'P', world_name(&w, NAME_DNS, "xn--bcher-kva.dev")); /* buecher with u umlaut */
	CASE("san.ldh", 'F', world_name(&w, NAME_DNS, "ab--cd.dev"));
	CASE("san.ldh", 'F', world_name(&w, NAME_DNS, "www.xn--999999999.dev"));
	CASE("san.ldh", 'F', world_name(&w, NAME_DNS, "xn--.dev"));
	CASE("san.ldh", 'A', w.x.name_count = 0);
	CASE("san.ldh", 'N', world_name(&w, NAME_DNS, "ab--cd.dev"); world_issue(&w, "2021-09-30T23:59:59Z"));
}

static void
places(void **state, struct covered *covered)
{
	CASE("san.internal", 'P', world_name(&w, NAME_DNS, ONION));
	CASE("san.internal", 'F', world_name(&w, NAME_DNS, "mail"); world_issue(&w, "2015-11-01"));
	CASE("san.internal", 'F', world_name(&w, NAME_DNS, "*.corp.local"));
	CASE("san.internal", 'F', world_name(&w, NAME_DNS, "a.test"));
	CASE("san.internal", 'A', w.x.name_count = 0);
	CASE("san.internal", 'N', world_name(&w, NAME_DNS, "mail"); world_issue(&w, "2015-10-31T23:59:59Z"));
	CASE("san.reverse_zone", 'P', world_name(&w, NAME_DNS, "in-addr.arpa.selfaudit.dev"));
	CASE("san.reverse_zone", 'F', world_name(&w, NAME_DNS, "8.8.8.8.in-addr.arpa"));
	CASE("san.reverse_zone", 'F', world_name(&w, NAME_DNS, "*.8.ip6.arpa"); world_issue(&w, "2026-03-15"));
	CASE("san.reverse_zone", 'A', w.x.name_count = 0);
	CASE("san.reverse_zone", 'N', world_name(&w, NAME_DNS, "8.8.8.8.in-addr.arpa");
	     world_issue(&w, "2026-03-14T23:59:59Z"));
	CASE("san.reserved_domain", 'P', world_name(&w, NAME_DNS, "notexample.com"));
	CASE("san.reserved_domain", 'F', world_name(&w, NAME_DNS, "www.example.org"));
	CASE("san.reserved_domain", 'A', w.x.name_count = 0);
	CASE("san.reserved_domain", 'N', world_issue(&w, "2012-06-30"));

	CASE("san.wildcard_place", 'P', world_name(&w, NAME_DNS, "*.selfaudit.dev"));
	CASE("san.wildcard_place", 'F', world_name(&w, NAME_DNS, "w*.selfaudit.dev"));
	CASE("san.wildcard_place", 'F', world_name(&w, NAME_DNS, "a.*.selfaudit.dev"));
	CASE("san.wildcard_place", 'F', world_name(&w, NAME_DNS, "*.*.selfaudit.dev"));
	CASE("san.wildcard_place", 'F', world_name(&w, NAME_DNS, "*"));
	CASE("san.wildcard_place", 'A', w.x.name_count = 0);
	CASE("san.wildcard_place", 'N', world_issue(&w, "2012-06-30"));
}

static void
addresses(void **state, struct covered *covered)
{
	CASE("ip.length", 'P', add_ip(&w, "08080808", "8.8.8.8"));
	CASE("ip.length", 'F', add_ip(&w, "0808080808080808", "0808080808080808"));
	CASE("ip.length", 'A', );
	CASE("ip.length", 'N', add_ip(&w, "08", "08"); world_issue(&w, "2012-06-30"));
	CASE("ip.reserved", 'P', add_ip(&w, "26064700470000000000000000001111", "2606:4700:4700::1111"));
	CASE("ip.reserved", 'F', add_ip(&w, "0a000001", "10.0.0.1"); world_issue(&w, "2015-11-01"));
	CASE("ip.reserved", 'F', add_ip(&w, "fe800000000000000000000000000001", "fe80::1"));
	CASE("ip.reserved", 'A', );
	CASE("ip.reserved", 'N', add_ip(&w, "0a000001", "10.0.0.1"); world_issue(&w, "2015-10-31T23:59:59Z"));

	CASE("onion.v3", 'P', world_name(&w, NAME_DNS, ONION));
	CASE("onion.v3", 'P', world_name(&w, NAME_DNS, "*.www." ONION));
	CASE("onion.v3", 'F', world_name(&w, NAME_DNS, ONION_4));
	CASE("onion.v3", 'F', world_name(&w, NAME_DNS, ONION_BAD));
	CASE("onion.v3", 'F', world_name(&w, NAME_DNS, ONION_2));
	CASE("onion.v3", 'F', world_name(&w, NAME_DNS, "onion"));
	CASE("onion.v3", 'P', world_name(&w, NAME_DNS, ONION_2); world_type(&w, UNIT_TYPE_EV);
	     world_issue(&w, "2022-04-22T23:59:59Z"));
	CASE("onion.v3", 'F', world_name(&w, NAME_DNS, ONION_2); world_type(&w, UNIT_TYPE_EV);
	     world_issue(&w, "2022-04-23"));
	CASE("onion.v3", 'A', );
	CASE("onion.v3", 'N', world_name(&w, NAME_DNS, ONION_2); world_issue(&w, "2020-03-26T23:59:59Z"));
}

static void
san_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	lists(state, covered);
	spelling(state, covered);
	places(state, covered);
	addresses(state, covered);
	fixture_covered(covered, family_san_rules);
}

/* RFC 3492 section 7.1, without spaces; section 6.2: what overflows or ends early is refused. */
static void
knows_punycode(void **state)
{
	static const char *const sound[] = { "egbpdaj6bu4bxfgehfvwxn", "ihqwcrb4cv8a8dqg056pqjye",
		"Proprostnemluvesky-uyb24dma41a", "PorqunopuedensimplementehablarenEspaol-fmd56a",
		"b1abfaaepdrnnbgefbadotcwatmq2g4l", "3B-ww4c5e180e575a65lsy2b", "d9juau41awczczp",
		"bcher-kva", "p1ai" };
	static const char *const odd[] = { "", "-", "abc-", "999999999", "a-b-c!", "bcher-kv\xfc" };

	(void)state;
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		assert_true(punycode_valid(sound[i], strlen(sound[i])));
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_false(punycode_valid(odd[i], strlen(odd[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(san_rules),
		cmocka_unit_test(knows_punycode),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
