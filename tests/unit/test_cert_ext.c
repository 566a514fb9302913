/* Extensions, against the octets they were made from. */
#include "tests/unit/cert_made.h"

#include <openssl/evp.h>

static void
general_name(struct text *t, unsigned tag, const void *s, size_t len)
{
	build_put(t, tag, s, len);
}

static void
put_names(struct text *t)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE), dir;

	general_name(&v, 0x82, "good.example\0.evil.test", 23);
	general_name(&v, 0x82, "*.Example.com", 13);
	general_name(&v, 0x82,
	    "b\xfc"
	    "cher.example",
	    14);
	general_name(&v, 0x87, "\xc0\x00\x02\x01", 4);
	general_name(&v, 0x87, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	general_name(&v, 0x87, "\x0a\x00\x00", 3);
	general_name(&v, 0x81, "a@example.com", 13);
	general_name(&v, 0x86, "https://example.com/", 20);
	dir = build_open(&v, 0xa4);
	name(&v, "Directory");
	build_close(&v, dir);
	general_name(&v, 0x88, "\x2a\x03", 2);
	build_close(&v, at);
	extension(t, "2.5.29.17", false, v.s, v.len);
	text_free(&v);
}

static void
names_keep_every_octet(void **state)
{
	static const struct {
		enum name_kind kind;
		bool bad;
		const char *text;
	} want[] = {
		{ NAME_DNS, true, "good.example\\x00.evil.test" },
		{ NAME_DNS, false, "*.Example.com" },
		{ NAME_DNS, true, "b\\xfccher.example" },
		{ NAME_IP, false, "192.0.2.1" },
		{ NAME_IP, false, "2001:db8::1" },
		{ NAME_IP, true, "0a0000" },
		{ NAME_EMAIL, false, "a@example.com" },
		{ NAME_URI, false, "https://example.com/" },
		{ NAME_DIRECTORY, false, "O=Directory,C=NL" },
		{ NAME_OTHER, false, "88022a03" },
	};
	struct cert *c = decode(*state, &(struct made){ .extensions = put_names });

	assert_false(c->bad_san);
	assert_int_equal(c->name_count, sizeof want / sizeof want[0]);
	for (size_t i = 0; i < c->name_count; i++) {
		assert_int_equal(c->names[i].kind, want[i].kind);
		assert_int_equal(c->names[i].bad, want[i].bad);
		assert_string_equal(c->names[i].text, want[i].text);
	}
	assert_int_equal(c->names[0].raw.len, 23);
}

static void
put_two_sans(struct text *t)
{
	put_names(t);
	extension(t, "2.5.29.17", false, "\x30\x08\x82\x06third.", 10);
}

static void
second_san_adds_its_names(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .extensions = put_two_sans });

	assert_true(c->duplicate_extension);
	assert_int_equal(c->name_count, 11);
	assert_string_equal(c->names[10].text, "third.");
}

static void
put_many_sans(struct text *t)
{
	for (int i = 0; i < 50000; i++)
		extension(t, "2.5.29.17", false,
		    "\x30\x04\x82\x02"
		    "ab",
		    6);
}

/* Were each list copied into the next one, this would take minutes. */
static void
many_sans_cost_no_more_than_one(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .extensions = put_many_sans });

	assert_int_equal(c->name_count, 50000);
	assert_string_equal(c->names[49999].text, "ab");
	assert_true(c->duplicate_extension);
}

static void
put_broken_parts(struct text *t)
{
	extension(t, "2.5.29.17", false,
	    "\x30\x08\x82\x05"
	    "a.com\x82",
	    10);
	extension(t, "2.5.29.19", true, "\x30\x03\x01\x02\xff", 5);
	extension(t, "2.5.29.15", true, "\x03\x01\x00", 3);
	extension(t, "2.5.29.37", false, "\x04\x00", 2);
	extension(t, "2.5.29.32", false, "\x30\x02\x06\x00", 4);
	extension(t, "2.5.29.35", false, "", 0);
	extension(t, "2.5.29.14", false, "\x04\x05\x01", 3);
	extension(t, "2.5.29.31", false, "\x30\x00", 2);
	extension(t, "1.3.6.1.5.5.7.1.1", false, "\x31\x00", 2);
	extension(t, "1.3.6.1.4.1.11129.2.4.2", false, "\x04\x03\x00\x02\x00", 5);
	extension(t, "1.3.6.1.4.1.11129.2.4.3", false, "\x05\x00", 2);
}

static void
broken_parts_are_flagged(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .extensions = put_broken_parts });

	assert_true(c->bad_san && c->has_san);
	assert_int_equal(c->name_count, 1);
	assert_string_equal(c->names[0].text, "a.com");
	assert_true(c->bad_basic_constraints && c->bad_key_usage && c->bad_eku && c->bad_policies);
	assert_true(c->bad_aki && c->bad_ski && c->bad_crldp && c->bad_aia && c->bad_scts);
	assert_true(c->is_precert && c->bad_poison); /* not critical */
	assert_false(c->bad_serial || c->bad_issuer || c->bad_subject || c->bad_key);
	assert_int_equal(c->extension_count, 11);
	assert_non_null(cert_extension(c, "2.5.29.31"));
	assert_null(cert_extension(c, "2.5.29.30"));
}

static void
put_policies(struct text *t, const char *const *oids)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE), one;

	for (; *oids != NULL; oids++) {
		one = build_open(&v, DER_SEQUENCE);
		build_oid(&v, *oids);
		build_close(&v, one);
	}
	build_close(&v, at);
	extension(t, "2.5.29.32", false, v.s, v.len);
	text_free(&v);
}

static void
policies_dv(struct text *t)
{
	put_policies(t, (const char *const[]){ "1.3.6.1.4.1.99999.1", CERT_OID_DV, NULL });
}

static void
policies_ev(struct text *t)
{
	put_policies(t, (const char *const[]){ CERT_OID_EV, NULL });
}

static void
policies_two(struct text *t)
{
	put_policies(t, (const char *const[]){ CERT_OID_OV, CERT_OID_EV, NULL });
}

static void
policies_own(struct text *t)
{
	put_policies(t, (const char *const[]){ "1.3.6.1.4.1.99999.1", NULL });
}

static void
type_by_exactly_one_reserved_policy(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .extensions = policies_dv });

	assert_int_equal(c->type, UNIT_TYPE_DV);
	assert_int_equal(c->policy_count, 2);
	assert_true(cert_has_oid(c->policies, c->policy_count, "1.3.6.1.4.1.99999.1"));
	assert_false(cert_has_oid(c->policies, c->policy_count, CERT_OID_EV));
	assert_int_equal(
	    decode(*state, &(struct made){ .extensions = policies_ev })->type, UNIT_TYPE_EV);
	c = decode(*state, &(struct made){ .extensions = policies_two });
	assert_int_equal(c->type, UNIT_TYPE_NONE);
	assert_int_equal(c->reserved_policies, 2);
	c = decode(*state, &(struct made){ .extensions = policies_own });
	assert_int_equal(c->type, UNIT_TYPE_NONE);
	assert_int_equal(c->reserved_policies, 0);
}

static void
put_usual(struct text *t)
{
	extension(t, "2.5.29.15", true, "\x03\x02\x05\xa0", 4);
	extension(t, "2.5.29.37", false, "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 12);
	extension(t, "2.5.29.19", true, "\x30\x00", 2);
	extension(t, "2.5.29.35", false, "\x30\x06\x80\x04\x0a\x0b\x0c\x0d", 8);
	extension(t, "2.5.29.14", false, "\x04\x02\x01\x02", 4);
	extension(t, "2.5.29.31", false, "\x30\x10\x30\x0e\xa0\x0c\xa0\x0a\x86\x08http://c", 18);
	extension(t, "1.3.6.1.5.5.7.1.1", false,
	    "\x30\x28"
	    "\x30\x12\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x06http:o"
	    "\x30\x12\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x06http:i",
	    42);
}

static void
usual_extensions(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .extensions = put_usual });

	assert_false(c->bad_key_usage || c->bad_eku || c->bad_basic_constraints || c->bad_aki ||
		     c->bad_ski || c->bad_crldp || c->bad_aia || c->duplicate_extension);
	assert_int_equal(c->key_usage, CERT_DIGITAL_SIGNATURE | CERT_KEY_ENCIPHERMENT);
	assert_int_equal(c->eku_count, 1);
	assert_string_equal(c->eku[0], CERT_OID_SERVER_AUTH);
	assert_true(c->has_basic_constraints && !c->is_ca);
	assert_int_equal(c->aki.len, 4);
	assert_memory_equal(c->aki.p, "\x0a\x0b\x0c\x0d", 4);
	assert_int_equal(c->ski.len, 2);
	assert_int_equal(c->crl_url_count, 1);
	assert_string_equal(c->crl_urls[0], "http://c");
	assert_int_equal(c->ocsp_url_count, 1);
	assert_string_equal(c->ocsp_urls[0], "http:o");
	assert_string_equal(c->ca_issuer_urls[0], "http:i");
	assert_true(c->extensions[0].critical);
	assert_false(c->extensions[1].critical);
}

static void
put_poison(struct text *t)
{
	put_usual(t);
	extension(t, "1.3.6.1.4.1.11129.2.4.3", true, "\x05\x00", 2);
	policies_dv(t);
}

/* Two SCTs; their time stamps are 2021-05-21T15:13:59.999Z and a second earlier. */
static void
put_scts(struct text *t)
{
	uint8_t sct[47] = { 0 }, list[100] = { 0x04, 98, 0, 96 };

	memcpy(sct + 33, "\0\0\x01\x79\x8f\x7d\x8a\xbf", 8);
	sct[0] = 0;
	memset(sct + 1, 0xab, 32);
	list[5] = 46;
	memcpy(list + 6, sct, 46);
	memcpy(sct + 33, "\0\0\x01\x79\x8f\x7d\x86\xd7", 8);
	list[53] = 46;
	memcpy(list + 54, sct, 46);
	put_usual(t);
	policies_dv(t);
	extension(t, "1.3.6.1.4.1.11129.2.4.2", false, list, sizeof list);
}

static void
put_neither(struct text *t)
{
	put_usual(t);
	policies_dv(t);
}

static void
precertificate_and_final_have_one_content(void **state)
{
	struct fixture *f = *state;
	struct text tbs = { 0 };
	uint8_t want[32];
	struct cert *c;

	/* the third one, made without both extensions, is hashed by other means */
	make_tbs(&tbs, &(struct made){ .extensions = put_neither });
	assert_int_equal(EVP_Digest(tbs.s, tbs.len, want, NULL, EVP_sha256(), NULL), 1);
	text_free(&tbs);
	c = decode(f, &(struct made){ .extensions = put_poison });
	assert_true(c->is_precert && !c->bad_poison);
	assert_memory_equal(c->content_sha256, want, 32);
	c = decode(f, &(struct made){ .extensions = put_scts });
	assert_false(c->is_precert);
	assert_false(c->bad_scts);
	assert_int_equal(c->sct_count, 2);
	assert_int_equal(c->scts[0].at_ms, 1621610039999);
	assert_int_equal(c->scts[0].log_id[31], 0xab);
	assert_int_equal(c->earliest_sct_ms, 1621610038999);
	assert_memory_equal(c->content_sha256, want, 32);
	c = decode(f, &(struct made){ .extensions = put_usual });
	assert_memory_not_equal(c->content_sha256, want, 32);
}

/* One extension, whole, as the octets below have it. */
static const char *form;
static size_t form_len;

static void
put_form(struct text *t)
{
	text_addn(t, form, form_len);
}

#define KEY_USAGE "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02"
#define CONSTRAINTS(len) "\x30\x0c\x06\x03\x55\x1d\x13\x04\x05\x30" len

/* X.690: 11.1 TRUE is 0xff, 11.2.2 no zeros behind the last one of a named bit list, 11.5 defaults
 * are left out. */
static void
only_der_is_sound(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
		bool critical, usage, constraints; /* what is bad */
	} cases[] = {
		{ KEY_USAGE "\x07\x80", 16, false, false, false }, /* digitalSignature */
		{ KEY_USAGE "\x05\xa0", 16, false, false, false }, /* and keyEncipherment */
		{ KEY_USAGE "\x00\xa0", 16, false, true, false },	/* zeros behind */
		{ KEY_USAGE "\x06\x80", 16, false, true, false },
		{ KEY_USAGE "\x07\xc0", 16, false, true, false }, /* an unused bit set */
		{ "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\x01\x04\x04\x03\x02\x07\x80", 16, true, false, false },
		{ "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\x00\x04\x04\x03\x02\x07\x80", 16, true, false, false },
		{ CONSTRAINTS("\x03\x01\x01\xff"), 14, false, false, false },
		{ CONSTRAINTS("\x03\x01\x01\x01"), 14, false, false, true },
		{ CONSTRAINTS("\x03\x01\x01\x00"), 14, false, false, true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cert *c;

		form = cases[i].octets;
		form_len = cases[i].len;
		c = decode(*state, &(struct made){ .extensions = put_form });
		assert_int_equal(c->bad_critical, cases[i].critical);
		assert_int_equal(c->bad_key_usage, cases[i].usage);
		assert_int_equal(c->bad_basic_constraints, cases[i].constraints);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_keep_every_octet),
		cmocka_unit_test(second_san_adds_its_names),
		cmocka_unit_test(many_sans_cost_no_more_than_one),
		cmocka_unit_test(broken_parts_are_flagged),
		cmocka_unit_test(type_by_exactly_one_reserved_policy),
		cmocka_unit_test(usual_extensions),
		cmocka_unit_test(only_der_is_sound),
		cmocka_unit_test(precertificate_and_final_have_one_content),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
