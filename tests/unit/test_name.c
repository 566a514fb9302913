#include "tests/unit/cmocka_all.h"

#include <arpa/inet.h>

#include "base/name.h"

static void
normal(const char *s, const char *truth, enum name_kind truth_kind)
{
	enum name_kind kind = NAME_OTHER, again = NAME_OTHER;
	char buf[NAME_TEXT], buf2[NAME_TEXT];
	const char *n = name_normal(s, buf, &kind);

	if (!n || strcmp(n, truth) || kind != truth_kind)
		fail_msg("%s: %s (%d)", s, n ? n : "none", kind);
	/* the normal form is its own, and is not copied */
	if (name_normal(n, buf2, &again) != n || again != kind)
		fail_msg("%s: normal form %s changes", s, n);
}

static void
domain_names(void **state)
{
	(void)state;
	normal("example.com", "example.com", NAME_DNS);
	normal("WWW.Example.COM.", "www.example.com", NAME_DNS);
	normal("*.Example.com", "*.example.com", NAME_DNS);
	normal("_acme-challenge.example.com", "_acme-challenge.example.com", NAME_DNS);
	normal("XN--BCHER-KVA.example", "xn--bcher-kva.example", NAME_DNS);
	normal("AZ.az09-.ZA", "az.az09-.za", NAME_DNS);
	normal("com", "com", NAME_DNS);
	normal("1.2.3", "1.2.3", NAME_DNS);
	normal("256.1.1.1", "256.1.1.1", NAME_DNS);
	normal("1.1.1.01", "1.1.1.01", NAME_DNS);
	/* UTS #46, section 4 table 2, non-transitional column; RFC 3492-style A-labels by python3's
	 * "bücher".encode("punycode") */
	normal("fa\xc3\x9f.de", "xn--fa-hia.de", NAME_DNS);
	normal("\xce\xb2\xcf\x8c\xce\xbb\xce\xbf\xcf\x82.com", "xn--nxasmm1c.com", NAME_DNS);
	normal("B\xc3\xbc" "cher.example", "xn--bcher-kva.example", NAME_DNS);
	normal("*.b\xc3\xbc" "cher.example.", "*.xn--bcher-kva.example", NAME_DNS);
	/* u + combining diaeresis is the same name as u-umlaut; a full-width or ideographic full
	 * stop is a dot */
	normal("bu\xcc\x88" "cher.example", "xn--bcher-kva.example", NAME_DNS);
	normal("b\xc3\xbc" "cher\xe3\x80\x82" "example", "xn--bcher-kva.example", NAME_DNS);
}

static void
no_names(void **state)
{
	static const char *const bad[] = { "", ".", "..", ".com", "a..b", "a.b..", "a b.com",
		"a/b.com", "a@b.com", "a,b", "a=b", "http://a.b", "a.b:443", "[::1", "::1]",
		"::1%eth0", "1::2::3", "\xff.com", "\xe2\x98\x83.example", "a\x7f", "a\n.com",
		"a\\.com", "a23456789012345678901234567890123456789012345678901234567890abcd.com" };
	char buf[NAME_TEXT], label[64], longest[260] = "", big[3000];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (name_normal(bad[i], buf, NULL))
			fail_msg("%s was taken for %s", bad[i], name_normal(bad[i], buf, NULL));
	/* 63 + 63 + 63 + 61 and three dots are 253, one more is too long */
	memset(label, 'a', 63);
	label[63] = '\0';
	snprintf(longest, sizeof longest, "%s.%s.%s.%.61s", label, label, label, label);
	assert_int_equal(strlen(longest), 253);
	assert_ptr_equal(name_normal(longest, buf, NULL), longest);
	strncat(longest, ".", 2);
	assert_non_null(name_normal(longest, buf, NULL));
	longest[253] = 'b';
	assert_null(name_normal(longest, buf, NULL));
	memset(big, 'x', sizeof big);
	memcpy(big, "\xc3\xbc", 2);
	big[sizeof big - 1] = '\0';
	assert_null(name_normal(big, buf, NULL));
}

static void
addresses(void **state)
{
	char text[NAME_IP_TEXT];

	(void)state;
	normal("192.0.2.1", "192.0.2.1", NAME_IP);
	normal("1.22.133.244", "1.22.133.244", NAME_IP);
	assert_string_equal(name_ip_text((const uint8_t[]){ 1, 22, 133, 244 }, 4, text),
	    "1.22.133.244");
	assert_string_equal(name_ip_text((const uint8_t[]){ 1, 22, 133 }, 3, text), "");
	normal("0.0.0.0", "0.0.0.0", NAME_IP);
	/* RFC 5952, sections 2 and 4 */
	normal("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", NAME_IP);
	normal("2001:0db8::0001", "2001:db8::1", NAME_IP);
	normal("2001:db8::1:0:0:1", "2001:db8::1:0:0:1", NAME_IP);
	normal("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", NAME_IP);
	normal("2001:0:0:1:0:0:0:1", "2001:0:0:1::1", NAME_IP);
	normal("2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:00AA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aa",
	    NAME_IP);
	normal("[2001:DB8::A]", "2001:db8::a", NAME_IP);
	normal("::", "::", NAME_IP);
	normal("0:0:0:0:0:0:0:1", "::1", NAME_IP);
	normal("1:0:0:0:0:0:0:0", "1::", NAME_IP);
	normal("::FFFF:192.0.2.1", "::ffff:192.0.2.1", NAME_IP);
	normal("::ffff:c000:201", "::ffff:192.0.2.1", NAME_IP);
	normal("::2:3", "::2:3", NAME_IP);
}

/* The C library writes the same, but for the mixed form it gives IPv4-compatible
 * addresses (::/96), which RFC 5952 does not. */
static void
addresses_agree_with_libc(void **state)
{
	uint64_t x = 88172645463325252u;
	unsigned tried = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char mine[NAME_IP_TEXT], libc[INET6_ADDRSTRLEN];
		uint8_t o[16] = { 0 };

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		for (int g = 0; g < 8; g++) {
			o[2 * g] = (x >> g & 1) ? (uint8_t)(x >> (8 + g)) : 0;
			o[2 * g + 1] = (x >> (g + 24) & 1) ? (uint8_t)(x >> (32 + g)) : 0;
		}
		if (memcmp(o, "\0\0\0\0\0\0\0\0\0\0\0\0", 12) == 0)
			continue;
		inet_ntop(AF_INET6, o, libc, sizeof libc);
		if (strcmp(name_ip_text(o, 16, mine), libc))
			fail_msg("%s, the C library writes %s", mine, libc);
		tried++;
	}
	assert_true(tried > 150000);
}

static void
up_and_down(void **state)
{
	const char *n = "*.a.b.example.com";

	(void)state;
	assert_true(name_is_wildcard(n));
	assert_string_equal(name_base(n), "a.b.example.com");
	assert_string_equal(name_base("a.b"), "a.b");
	assert_string_equal(name_base("*a.b"), "*a.b");
	assert_string_equal(name_parent("a.b.c"), "b.c");
	assert_null(name_parent("c"));
	assert_null(name_parent("192.0.2.1"));
	assert_null(name_parent("::ffff:192.0.2.1"));
	assert_true(name_covers("example.com", "example.com"));
	assert_true(name_covers("example.com", "a.b.example.com"));
	assert_false(name_covers("example.com", "notexample.com"));
	assert_false(name_covers("a.example.com", "example.com"));
	assert_false(name_covers("", "example.com"));
	assert_true(name_covers("192.0.2.1", "192.0.2.1"));
	assert_false(name_covers("2.1", "192.0.2.1"));
	assert_false(name_covers("0.2.1", "::ffff:192.0.2.1"));
	assert_true(name_is_onion("abc.onion"));
	assert_false(name_is_onion("abconion"));
	assert_true(name_is_ip("::1"));
	assert_false(name_is_ip("a.1"));
}

static void
suffixes(void **state)
{
	/* test_psl.txt of publicsuffix.org: the list's own cases; private rows by its second
	 * section */
	static const struct {
		const char *name, *icann, *all;	/* base domains, NULL: none */
	} cases[] = {
		{ "com", NULL, NULL },
		{ "example.com", "example.com", "example.com" },
		{ "*.b.example.com", "example.com", "example.com" },
		{ "uk.com", "uk.com", NULL },
		{ "a.b.example.uk.com", "uk.com", "example.uk.com" },
		{ "test.ac", "test.ac", "test.ac" },
		{ "ck", NULL, NULL },
		{ "test.ck", NULL, NULL },
		{ "b.test.ck", "b.test.ck", "b.test.ck" },
		{ "www.ck", "www.ck", "www.ck" },
		{ "www.www.ck", "www.ck", "www.ck" },
		{ "a.b.ide.kyoto.jp", "b.ide.kyoto.jp", "b.ide.kyoto.jp" },
		{ "c.kobe.jp", NULL, NULL },
		{ "b.c.kobe.jp", "b.c.kobe.jp", "b.c.kobe.jp" },
		{ "city.kobe.jp", "city.kobe.jp", "city.kobe.jp" },
		{ "www.city.kobe.jp", "city.kobe.jp", "city.kobe.jp" },
		{ "a.b.example.co.uk", "example.co.uk", "example.co.uk" },
		{ "user.github.io", "github.io", "user.github.io" },
		{ "github.io", "github.io", NULL },
		{ "b.example.example", "example.example", "example.example" },
		{ "www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn",
		    "xn--85x722f.xn--55qx5d.cn" },
		{ "x.abcdef.onion", "abcdef.onion", "abcdef.onion" },
		{ "192.0.2.1", NULL, NULL },
		{ "::1", NULL, NULL },
	};
	char buf[80];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *icann = name_suffix_base(cases[i].name, NAME_SUFFIX_ICANN);
		const char *all = name_suffix_base(cases[i].name, NAME_SUFFIX_ALL);

		if ((icann == NULL) != (cases[i].icann == NULL) ||
		    (icann && strcmp(icann, cases[i].icann)) ||
		    (all == NULL) != (cases[i].all == NULL) || (all && strcmp(all, cases[i].all)))
			fail_msg("%s: %s, %s", cases[i].name, icann ? icann : "none",
			    all ? all : "none");
	}
	assert_string_equal(name_suffix("a.b.co.uk", NAME_SUFFIX_ICANN), "co.uk");
	assert_string_equal(name_suffix("co.uk", NAME_SUFFIX_ICANN), "co.uk");
	assert_null(name_suffix("192.0.2.1", NAME_SUFFIX_ALL));
	assert_false(name_suffix_internal("example.com"));
	assert_false(name_suffix_internal("a.ck"));
	assert_false(name_suffix_internal("abc.onion"));
	assert_true(name_suffix_internal("mail.corp"));
	assert_true(name_suffix_internal("localhost"));
	assert_true(name_suffix_internal("printer.local"));
	assert_false(name_suffix_internal("192.0.2.1"));
	assert_non_null(strstr(name_suffix_source(buf), "libpsl "));
	assert_non_null(strstr(buf, ", list of 20"));
}

static void
reserved(void **state)
{
	/* first, last and neighbours of blocks of the IANA registries */
	static const struct {
		const char *ip, *entry;
	} cases[] = {
		{ "0.255.255.255", "\"This network\"" },
		{ "1.0.0.0", NULL },
		{ "9.255.255.255", NULL },
		{ "10.0.0.0", "Private-Use" },
		{ "10.255.255.255", "Private-Use" },
		{ "11.0.0.0", NULL },
		{ "100.63.255.255", NULL },
		{ "100.64.0.0", "Shared Address Space" },
		{ "100.127.255.255", "Shared Address Space" },
		{ "100.128.0.0", NULL },
		{ "172.15.255.255", NULL },
		{ "172.16.0.0", "Private-Use" },
		{ "172.31.255.255", "Private-Use" },
		{ "172.32.0.0", NULL },
		{ "192.0.1.0", NULL },
		{ "192.0.2.255", "Documentation (TEST-NET-1)" },
		{ "198.17.255.255", NULL },
		{ "198.19.255.255", "Benchmarking" },
		{ "198.20.0.0", NULL },
		{ "223.255.255.255", NULL },
		{ "239.255.255.255", NULL },
		{ "240.0.0.0", "Reserved" },
		{ "255.255.255.255", "Reserved" },
		{ "8.8.8.8", NULL },
		{ "::", "Unspecified Address" },
		{ "::1", "Loopback Address" },
		{ "::2", NULL },
		{ "::ffff:8.8.8.8", "IPv4-mapped Address" },
		{ "64:ff9b::1", "IPv4-IPv6 Translat." },
		{ "64:ff9b:1:ffff::", "IPv4-IPv6 Translat." },
		{ "64:ff9b:2::", NULL },
		{ "100::1", "Discard-Only Address Block" },
		{ "100:0:0:1::", "Dummy IPv6 Prefix" },
		{ "100:0:0:2::", NULL },
		{ "2001:1ff:ffff::", "IETF Protocol Assignments" },
		{ "2001:200::", NULL },
		{ "2001:db8::1", "Documentation" },
		{ "2001:db9::", NULL },
		{ "2002::", "6to4" },
		{ "2003::", NULL },
		{ "2620:4f:8000:ffff::", "Direct Delegation AS112 Service" },
		{ "2620:4f:8001::", NULL },
		{ "3fff:fff::", "Documentation" },
		{ "3fff:1000::", NULL },
		{ "5f00::1", "Segment Routing (SRv6) SIDs" },
		{ "fbff::", NULL },
		{ "fc00::", "Unique-Local" },
		{ "fdff::", "Unique-Local" },
		{ "fe00::", NULL },
		{ "fe80::1", "Link-Local Unicast" },
		{ "febf::", "Link-Local Unicast" },
		{ "fec0::", NULL },
		{ "2606:4700::1", NULL },
		{ "example.com", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *r = name_reserved(cases[i].ip);

		if ((r == NULL) != (cases[i].entry == NULL) || (r && strcmp(r, cases[i].entry)))
			fail_msg("%s: %s", cases[i].ip, r ? r : "none");
	}
}

/*
 * Each block of the IANA registries by its CIDR notation, in Python's ipaddress:
 * the address before it, its first, its last and the one after; NULL where that
 * lies in another block or there is none.
 */
static void
reserved_to_the_edge(void **state)
{
	static const char *const edges[][4] = {
		{ NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0" },
		{ "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0" },
		{ "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0" },
		{ "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0" },
		{ "169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0" },
		{ "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0" },
		{ "191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0" },
		{ "192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0" },
		{ "192.31.195.255", "192.31.196.0", "192.31.196.255", "192.31.197.0" },
		{ "192.52.192.255", "192.52.193.0", "192.52.193.255", "192.52.194.0" },
		{ "192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0" },
		{ "192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0" },
		{ "192.175.47.255", "192.175.48.0", "192.175.48.255", "192.175.49.0" },
		{ "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0" },
		{ "198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0" },
		{ "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0" },
		{ "239.255.255.255", "240.0.0.0", "255.255.255.255", NULL },
		{ NULL, "::", "::", NULL },
		{ NULL, "::1", "::1", "::2" },
		{ "::fffe:ffff:ffff", "::ffff:0:0", "::ffff:ffff:ffff", "::1:0:0:0" },
		{ "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::", "64:ff9b::ffff:ffff",
		    "64:ff9b::1:0:0" },
		{ "64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::",
		    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:2::" },
		{ "ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "100::", "100::ffff:ffff:ffff:ffff",
		    NULL },
		{ NULL, "100:0:0:1::", "100::1:ffff:ffff:ffff:ffff", "100:0:0:2::" },
		{ "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::",
		    "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::" },
		{ "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::",
		    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::" },
		{ "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::",
		    "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::" },
		{ "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8000::",
		    "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "2620:4f:8001::" },
		{ "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::",
		    "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::" },
		{ "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f00::",
		    "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f01::" },
		{ "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::",
		    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::" },
		{ "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::",
		    "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
		for (size_t k = 0; k < 4; k++)
			if (edges[i][k] && (name_reserved(edges[i][k]) != NULL) != (k == 1 || k == 2))
				fail_msg("%s", edges[i][k]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domain_names),
		cmocka_unit_test(no_names),
		cmocka_unit_test(addresses),
		cmocka_unit_test(addresses_agree_with_libc),
		cmocka_unit_test(up_and_down),
		cmocka_unit_test(suffixes),
		cmocka_unit_test(reserved),
		cmocka_unit_test(reserved_to_the_edge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
