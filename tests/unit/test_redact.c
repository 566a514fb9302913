/*
 * Redaction: tokens are SHA-256 over salt, field, LF, value, computed here by digest_sha256 over
 * bytes laid out by hand; what a text keeps and loses is written out.
 */
#include "tests/unit/cmocka_all.h"

#include "base/digest.h"
#include "cli/fields.h"
#include "cli/redact.h"
#include "tests/unit/said.h"

static size_t
field(const char *name)
{
	for (size_t i = 0; i < fields_count(); i++)
		if (strcmp(fields_name(i), name) == 0)
			return i;
	fail_msg("no field %s", name);
	return 0;
}

static const char *
token(const struct redact *r, const char *name, const char *value, char out[80])
{
	uint8_t bytes[256], hash[32];
	char hex[DIGEST_HEX];
	size_t n = 32;

	memcpy(bytes, r->salt, 32);
	n += (size_t)snprintf((char *)bytes + n, sizeof bytes - n, "%s\n%s", name, value);
	assert_int_equal(digest_sha256(bytes, n, hash), 0);
	snprintf(out, 80, "redacted:%s", digest_hex(hash, 32, hex));
	return out;
}

#define EMPTY .name = "", .adn = "", .adn_derivation = "", .method = "", .br_version = "", \
	.random_value = "", .token_id = "", .dns_record = "", .redirects = "", .rirs = "", \
	.caa_result = "", .caa_rirs = "", .reused_from = "", .evidence = "", .delegated_party = "", \
	.perspectives_ok = -1, .perspectives_total = -1, .caa_perspectives_ok = -1, \
	.caa_perspectives_total = -1

static void
test_texts(void **state)
{
	const struct validation one = { EMPTY, .recipient = "Admin@example.com" };
	const struct validation two = { EMPTY, .recipient = "a-very-long-name-that-was-cut@a-long-domain.example" };
	const struct validation *const list[] = { &one, &two };
	struct unit_name name = { .text = "example.com", .validations = list, .validation_count = 2 };
	struct unit u = { .names = &name, .name_count = 1, .account = "77" };
	struct text out = { 0 }, want = { 0 };
	struct redact r;
	char a[80], b[80], c[80];

	(void)state;
	assert_int_equal(redact_begin(&r, "account,recipient"), 0);
	assert_int_equal(r.count, 2);
	assert_int_equal(redact_unit(&r, &u), 0);
	token(&r, "recipient", "Admin@example.com", a);
	token(&r, "recipient", "a-very-long-name-that-was-cut@a-long-domain.example", b);
	token(&r, "account", "77", c);

	redact_field(&r, field("recipient"), "Admin@example.com", &out);
	assert_string_equal(text_str(&out), a);
	text_clear(&out);
	redact_field(&r, field("recipient"), "", &out);
	assert_int_equal(out.len, 0);
	redact_account(&r, "77", &out);
	assert_string_equal(text_str(&out), c);

	/* in another text: any case, cut short, a short one as a word alone */
	text_clear(&out);
	redact_text(&r, "found ADMIN@EXAMPLE.COM, and a-very-long-name-that-was-cu; 77, 1775 or 77x", &out);
	text_addf(&want, "found %s, and %s; %s, 1775 or 77x", a, b, c);
	assert_string_equal(text_str(&out), want.s);

	/* a field that is not redacted is looked through all the same */
	text_clear(&out);
	text_clear(&want);
	redact_field(&r, field("evidence"), "mail to admin@example.com", &out);
	text_addf(&want, "mail to %s", a);
	assert_string_equal(text_str(&out), want.s);
	text_free(&out);
	text_free(&want);
	redact_end(&r);
}

static void
test_nothing(void **state)
{
	struct unit u = { .account = "77" };
	struct text out = { 0 };
	struct redact r;

	(void)state;
	assert_int_equal(redact_begin(&r, NULL), 0);
	assert_int_equal(r.count, 0);
	assert_int_equal(redact_unit(&r, &u), 0);
	redact_account(&r, "77", &out);
	assert_string_equal(text_str(&out), "77");
	text_free(&out);
	redact_end(&r);
}

static void
test_refused(void **state)
{
	static const char *const bad[] = { "nothing", "recipient,", "method", "validated_at", "name", "kind",
		"recipient,adn" };
	struct redact r;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct said s;
		int rc;

		said_begin(&s);
		rc = redact_begin(&r, bad[i]);
		said_end(&s);
		assert_int_equal(rc, i == 1 ? 0 : -1); /* a comma too many is no field */
		redact_end(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
