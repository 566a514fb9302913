/* The frame of a certificate, its serial, times and key, against the octets it was made from. */
#include "tests/unit/cert_made.h"

static void
plain_certificate(void **state)
{
	struct fixture *f = *state;
	struct cert *c = decode(f, &(struct made){ 0 });

	assert_int_equal(c->version, 3);
	assert_string_equal(c->serial, "1234");
	assert_string_equal(c->issuer.text, "O=Issuer\\, Inc.,C=NL");
	assert_string_equal(c->issuer_org, "Issuer, Inc.");
	assert_string_equal(c->subject.text, "O=Subject,C=NL");
	assert_string_equal(dn_value(&c->subject, "C"), "NL");
	assert_null(dn_value(&c->subject, "CN"));
	assert_int_equal(c->not_before, 1615593600); /* date -u -d 2021-03-13 +%s */
	assert_int_equal(c->not_after, 1623369600);  /* date -u -d 2021-06-11 +%s */
	assert_string_equal(c->key_type, "EC-P256");
	assert_string_equal(c->sig_alg, "ecdsa-with-SHA256");
	assert_false(c->sig_alg_differs);
	assert_int_equal(c->extension_count, 0);
	assert_int_equal(c->path_len, -1);
	assert_true(c->earliest_sct_ms == INSTANT_NONE);
	c = decode(f, &(struct made){ .other_algorithm = true });
	assert_true(c->sig_alg_differs);
	assert_int_equal(c->sig_alg_der.len, 12);
	assert_memory_equal(c->sig_alg_der.p, "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03", 12);
	assert_false(c->has_unique_id);
	assert_true(decode(f, &(struct made){ .unique_id = 0x81 })->has_unique_id);
	assert_true(decode(f, &(struct made){ .unique_id = 0x82 })->has_unique_id);
}

static void
serials(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
		const char *text;
		bool negative, zero, oversized, bad;
	} cases[] = {
		{ "\x00\x80", 2, "80", false, false, false, false },
		{ "\x0a\xbc", 2, "abc", false, false, false, false },
		{ "\x00", 1, "0", false, true, false, false },
		{ "\xff", 1, "-1", true, false, false, false },
		{ "\x80\x00", 2, "-8000", true, false, false, false },
		{ "\xff\x01", 2, "-ff", true, false, false, false },
		{ "\x00\x12", 2, "12", false, false, false, true },
		{ "\xff\xff", 2, "-1", true, false, false, true },
		{ "", 0, "0", false, true, false, true },
		/* 2^159 - 1 and 2^159 */
		{ "\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		  "\xff",
		    20, "7fffffffffffffffffffffffffffffffffffffff", false, false, false, false },
		{ "\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		  "\x00",
		    21, "8000000000000000000000000000000000000000", false, false, true, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct cert *c = decode(*state,
		    &(struct made){ .serial = cases[i].octets, .serial_len = cases[i].len });

		assert_string_equal(c->serial, cases[i].text);
		assert_int_equal(c->serial_octets, cases[i].len);
		assert_int_equal(c->serial_negative, cases[i].negative);
		assert_int_equal(c->serial_zero, cases[i].zero);
		assert_int_equal(c->serial_oversized, cases[i].oversized);
		assert_int_equal(c->bad_serial, cases[i].bad);
	}
}

static void
broken_times_are_flagged(void **state)
{
	struct cert *c = decode(*state, &(struct made){ .not_before = "210230000000Z" });

	assert_true(c->bad_not_before);
	assert_true(c->not_before == INSTANT_NONE);
	assert_false(c->bad_not_after);
	assert_int_equal(c->not_after, 1623369600);
	c = decode(*state, &(struct made){ .not_before = "2103130000Z" });
	assert_false(c->bad_not_before);
	assert_true(c->odd_not_before);
	assert_int_equal(c->not_before, 1615593600);
}

static void
put_one_san(struct text *t)
{
	extension(t, "2.5.29.17", false,
	    "\x30\x07\x82\x05"
	    "a.com",
	    9);
	extension(t, "2.5.29.19", true, "\x30\x00", 2);
}

static void
rsa_key(struct text *t, const uint8_t *n, size_t n_len, int64_t e)
{
	struct text key = { 0 };
	size_t at, alg;

	text_addc(&key, '\0');
	at = build_open(&key, DER_SEQUENCE);
	build_unsigned(&key, n, n_len);
	build_integer(&key, e);
	build_close(&key, at);
	text_clear(t);
	at = build_open(t, DER_SEQUENCE);
	alg = build_open(t, DER_SEQUENCE);
	build_oid(t, "1.2.840.113549.1.1.1");
	text_addn(t, "\x05\x00", 2);
	build_close(t, alg);
	build_put(t, DER_BIT_STRING, key.s, key.len);
	build_close(t, at);
	text_free(&key);
}

static void
keys(void **state)
{
	uint8_t n[257];
	struct text spki = { 0 };
	struct cert *c;

	memset(n, 0xa5, sizeof n);
	rsa_key(&spki, n, 256, 65537);
	c = decode(*state, &(struct made){ .spki = spki.s, .spki_len = spki.len });
	assert_string_equal(c->key_type, "RSA-2048");
	assert_false(c->bad_key);
	assert_int_equal(c->rsa_n.len, 256);
	assert_memory_equal(c->rsa_n.p, n, 256);
	assert_int_equal(c->rsa_e.len, 3);
	n[0] = 0x07;
	rsa_key(&spki, n, 257, 3);
	c = decode(*state, &(struct made){ .spki = spki.s, .spki_len = spki.len });
	assert_int_equal(c->key_bits, 2051);
	rsa_key(&spki, n, 256, -3);
	c = decode(*state, &(struct made){ .spki = spki.s, .spki_len = spki.len });
	assert_true(c->bad_key);
	c = decode(*state, &(struct made){ .spki = "\x30\x03\x30\x01\x06", .spki_len = 5 });
	assert_true(c->bad_key);
	assert_string_equal(c->key_type, "");
	text_free(&spki);
}

static void
what_is_not_one_certificate(void **state)
{
	struct fixture *f = *state;
	struct text whole = { 0 };

	make(&whole, &(struct made){ .extensions = put_one_san });
	for (size_t n = 0; n < whole.len; n++) {
		/* a copy of its own, so that the sanitizer sees a step too far */
		char *part = malloc(n > 0 ? n : 1);

		assert_non_null(part);
		memcpy(part, whole.s, n);
		assert_int_equal(cert_decode(f->c, part, n), 1);
		assert_true(strlen(f->c->why) > 10);
		free(part);
	}
	assert_int_equal(cert_decode(f->c, whole.s, whole.len), 0);
	assert_string_equal(f->c->why, "");
	text_addc(&whole, '\0');
	assert_int_equal(cert_decode(f->c, whole.s, whole.len), 1);
	assert_non_null(strstr(f->c->why, "behind its end"));
	text_free(&whole);
}

static void
extension_list_is_part_of_the_frame(void **state)
{
	struct fixture *f = *state;
	size_t san;

	make(&f->t, &(struct made){ .extensions = put_one_san });
	/* the extension's SEQUENCE becomes a SET */
	for (san = 0; memcmp(f->t.s + san, "\x06\x03\x55\x1d\x11", 5) != 0; san++)
		;
	while ((unsigned char)f->t.s[san] != DER_SEQUENCE)
		san--;
	f->t.s[san] = DER_SET;
	assert_int_equal(cert_decode(f->c, f->t.s, f->t.len), 1);
}

/* Every octet changed in three ways: whatever comes of it, no error of memory. */
static void
changed_octets(void **state)
{
	struct fixture *f = *state;
	struct text whole = { 0 };
	size_t readable = 0;

	make(&whole, &(struct made){ .extensions = put_one_san });
	for (size_t i = 0; i < whole.len; i++)
		for (int k = 0; k < 3; k++) {
			char was = whole.s[i];
			int r;

			whole.s[i] = (char)(k == 0 ? was ^ 1 : k == 1 ? was ^ 0x80 : 0xff);
			r = cert_decode(f->c, whole.s, whole.len);
			assert_true(r == 0 || r == 1);
			readable += r == 0;
			whole.s[i] = was;
		}
	assert_in_range(readable, whole.len, 3 * whole.len - 1);
	text_free(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_certificate),
		cmocka_unit_test(serials),
		cmocka_unit_test(broken_times_are_flagged),
		cmocka_unit_test(keys),
		cmocka_unit_test(what_is_not_one_certificate),
		cmocka_unit_test(extension_list_is_part_of_the_frame),
		cmocka_unit_test(changed_octets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
