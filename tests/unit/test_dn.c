/* Distinguished names; expected texts are worked out from RFC 4514 and the string types by hand. */
#include "tests/unit/cert_made.h"

static void
subject(struct fixture *f, unsigned tag, const char *value, size_t len, const char *text, bool odd)
{
	struct text n = { 0 };
	size_t at = build_open(&n, DER_SEQUENCE);
	struct cert *c;

	build_rdn(&n, "2.5.4.3", tag, value, len);
	build_close(&n, at);
	c = decode(f, &(struct made){ .subject = n.s, .subject_len = n.len });
	assert_string_equal(c->subject.text, text);
	assert_int_equal(c->subject.odd, odd);
	assert_false(c->bad_subject);
	text_free(&n);
}

static void
names_become_utf8_and_rfc4514(void **state)
{
	struct fixture *f = *state;
	static const char empty[] = "\x30\x00", broken[] = "\x30\x03\x31\x01\x30";
	struct cert *c;

	subject(f, DER_UTF8_STRING,
	    "Gr\xc3\xb6\xc3\x9f"
	    "e",
	    7,
	    "CN=Gr\xc3\xb6\xc3\x9f"
	    "e",
	    false);
	subject(f, DER_UTF8_STRING,
	    "a\xff"
	    "b",
	    3,
	    "CN=a\xef\xbf\xbd"
	    "b",
	    true);
	subject(
	    f, DER_UTF8_STRING, "\xed\xa0\x80", 3, "CN=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", true);
	subject(f, DER_UTF8_STRING, "\xc0\xaf", 2, "CN=\xef\xbf\xbd\xef\xbf\xbd", true);
	subject(f, DER_BMP_STRING, "\0A\x4e\x2d", 4, "CN=A\xe4\xb8\xad", false);
	subject(f, DER_BMP_STRING, "\0A\x4e", 3, "CN=A\xef\xbf\xbd", true);
	subject(f, DER_UNIVERSAL_STRING, "\0\1\xf6\0", 4, "CN=\xf0\x9f\x98\x80", false);
	subject(f, DER_T61_STRING, "\xe9t\xe9", 3, "CN=\xc3\xa9t\xc3\xa9", false);
	subject(f, DER_PRINTABLE_STRING, "\xe9", 1, "CN=\xef\xbf\xbd", true);
	subject(f, DER_UTF8_STRING, "a\0b\r\n\x7f", 6, "CN=a\\00b\\0D\\0A\\7F", false);
	subject(f, DER_UTF8_STRING,
	    "\xe2\x80\xae"
	    "x",
	    4, "CN=\\E2\\80\\AEx", false);
	subject(f, DER_T61_STRING, "\x9b", 1, "CN=\\C2\\9B", false);
	subject(f, DER_UTF8_STRING, " #a,b+c\"d\\e<f>g;h ", 18,
	    "CN=\\ #a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h\\ ", false);
	subject(f, DER_UTF8_STRING, "#1=1", 4, "CN=\\#1=1", false);
	subject(f, DER_INTEGER, "\x05", 1, "CN=#020105", false);
	subject(f, DER_UTF8_STRING, "", 0, "CN=", false);
	c = decode(f, &(struct made){ .subject = empty, .subject_len = 2 });
	assert_string_equal(c->subject.text, "");
	assert_false(c->bad_subject);
	c = decode(f, &(struct made){ .subject = broken, .subject_len = 5 });
	assert_true(c->bad_subject);
	assert_string_equal(c->subject.text, "#3003310130");
}

static void
several_attributes_in_one_rdn(void **state)
{
	static const char rdn[] = "\x30\x1f\x31\x1d"
				  "\x30\x08\x06\x03\x55\x04\x03\x0c\x01"
				  "a"
				  "\x30\x08\x06\x03\x55\x04\x0b\x0c\x01"
				  "b"
				  "\x30\x07\x06\x02\x2a\x03\x0c\x01"
				  "c";
	struct cert *c = decode(*state, &(struct made){ .subject = rdn, .subject_len = 33 });

	assert_false(c->bad_subject);
	assert_string_equal(c->subject.text, "CN=a+OU=b+1.2.3=#0c0163");
	assert_int_equal(c->subject.count, 3);
	assert_string_equal(c->subject.attributes[2].oid, "1.2.3");
}

/* X.520, RFC 4519, RFC 2985 (emailAddress), RFC 2247 (DC), EVG 7.1.4.2: each type by its number. */
static void
attribute_types(void **state)
{
	static const struct {
		const char *oid, *name;
	} t[] = {
		{ "2.5.4.3", "CN" },
		{ "2.5.4.4", "SN" },
		{ "2.5.4.5", "serialNumber" },
		{ "2.5.4.6", "C" },
		{ "2.5.4.7", "L" },
		{ "2.5.4.8", "ST" },
		{ "2.5.4.9", "street" },
		{ "2.5.4.10", "O" },
		{ "2.5.4.11", "OU" },
		{ "2.5.4.12", "title" },
		{ "2.5.4.13", "description" },
		{ "2.5.4.15", "businessCategory" },
		{ "2.5.4.16", "postalAddress" },
		{ "2.5.4.17", "postalCode" },
		{ "2.5.4.18", "postOfficeBox" },
		{ "2.5.4.20", "telephoneNumber" },
		{ "2.5.4.41", "name" },
		{ "2.5.4.42", "GN" },
		{ "2.5.4.43", "initials" },
		{ "2.5.4.44", "generationQualifier" },
		{ "2.5.4.46", "dnQualifier" },
		{ "2.5.4.65", "pseudonym" },
		{ "2.5.4.97", "organizationIdentifier" },
		{ "1.2.840.113549.1.9.1", "emailAddress" },
		{ "0.9.2342.19200300.100.1.1", "UID" },
		{ "0.9.2342.19200300.100.1.25", "DC" },
		{ "1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL" },
		{ "1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST" },
		{ "1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC" },
		{ "2.5.4.14", "2.5.4.14" }, /* searchGuide has no name here */
		{ "1.3.6.1.4.1.311.60.2.1.4", "1.3.6.1.4.1.311.60.2.1.4" },
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct text n = { 0 };
		size_t at = build_open(&n, DER_SEQUENCE);
		struct cert *c;

		build_rdn(&n, t[i].oid, DER_UTF8_STRING, "x", 1);
		build_close(&n, at);
		c = decode(*state, &(struct made){ .subject = n.s, .subject_len = n.len });
		assert_int_equal(c->subject.count, 1);
		assert_string_equal(c->subject.attributes[0].name, t[i].name);
		assert_string_equal(c->subject.attributes[0].oid, t[i].oid);
		/* without a name the value is the hex of its DER */
		assert_string_equal(dn_value(&c->subject, t[i].name),
		    strchr(t[i].name, '.') ? "#0c0178" : "x");
		text_free(&n);
	}
}

/* RFC 3629: the first and last character of each length, and what lies beyond. */
static void
ends_of_utf8(void **state)
{
	static const char replaced[] = "CN=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd";
	struct fixture *f = *state;

	subject(f, DER_UTF8_STRING, "\xc2\xa0", 2, "CN=\xc2\xa0", false);
	subject(f, DER_UTF8_STRING, "\xdf\xbf", 2, "CN=\xdf\xbf", false);
	subject(f, DER_UTF8_STRING, "\xe0\xa0\x80", 3, "CN=\xe0\xa0\x80", false);
	subject(f, DER_UTF8_STRING, "\xe0\x9f\xbf", 3,
	    "CN=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", true);
	subject(f, DER_UTF8_STRING, "\xed\x9f\xbf", 3, "CN=\xed\x9f\xbf", false);
	subject(f, DER_UTF8_STRING, "\xee\x80\x80", 3, "CN=\xee\x80\x80", false);
	subject(f, DER_UTF8_STRING, "\xf0\x90\x80\x80", 4, "CN=\xf0\x90\x80\x80", false);
	subject(f, DER_UTF8_STRING, "\xf0\x8f\xbf\xbf", 4, replaced, true);
	subject(f, DER_UTF8_STRING, "\xf4\x8f\xbf\xbf", 4, "CN=\xf4\x8f\xbf\xbf", false);
	subject(f, DER_UTF8_STRING, "\xf4\x90\x80\x80", 4, replaced, true);
	subject(f, DER_UTF8_STRING, "\xf5\x80\x80\x80", 4, replaced, true);
	subject(f, DER_UNIVERSAL_STRING, "\0\x10\xff\xff", 4, "CN=\xf4\x8f\xbf\xbf", false);
	subject(f, DER_UNIVERSAL_STRING, "\0\x11\0\0", 4, "CN=\xef\xbf\xbd", true);
	subject(f, DER_UNIVERSAL_STRING, "\1\0\0A", 4, "CN=\xef\xbf\xbd", true);
	/* a BMPString has no surrogates */
	subject(f, DER_BMP_STRING, "\xd7\xff", 2, "CN=\xed\x9f\xbf", false);
	subject(f, DER_BMP_STRING, "\xd8\0", 2, "CN=\xef\xbf\xbd", true);
	subject(f, DER_BMP_STRING, "\xdf\xff", 2, "CN=\xef\xbf\xbd", true);
	subject(f, DER_BMP_STRING, "\xe0\0", 2, "CN=\xee\x80\x80", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_utf8_and_rfc4514),
		cmocka_unit_test(several_attributes_in_one_rdn),
		cmocka_unit_test(attribute_types),
		cmocka_unit_test(ends_of_utf8),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
