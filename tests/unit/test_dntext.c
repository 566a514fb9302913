/* Names that are one, as RFC 4514 section 4, crt.sh and OpenSSL write them; and names that are not. */
#include "tests/unit/cmocka_all.h"

#include "base/dntext.h"

static void
same(const char *a, const char *b, int want)
{
	struct text x = { 0 }, y = { 0 };

	assert_int_equal(dntext_key(a, &x), 0);
	assert_int_equal(dntext_key(b, &y), 0);
	if ((strcmp(text_str(&x), text_str(&y)) == 0) != want)
		fail_msg("%s | %s: %s | %s", a, b, text_str(&x), text_str(&y));
	text_free(&x);
	text_free(&y);
}

static void
test_same(void **state)
{
	(void)state;
	same("CN=R3,O=Let's Encrypt,C=US", "C=US, O=Let's Encrypt, CN=R3", 1);
	same("CN=R3,O=Let's Encrypt,C=US", "/C=US/O=Let's Encrypt/CN=R3", 1);
	same("cn = R3 , o=let's  encrypt,C=us", "C=US, O=Let's Encrypt, CN=R3", 1);
	same("CN=A\\, Inc.,C=US", "C=US, CN=\"A, Inc.\"", 1);
	same("CN=A\\2c Inc.,C=US", "C=US; CN=\"A, Inc.\"", 1);
	same("CN=a+OU=b,C=US", "OU=b,CN=a,C=US", 1);
	same("O=a\\=b", "O=a=b", 1);
	same("nothing of the kind", "NOTHING of the kind", 1);
	same("", "", 1);
}

static void
test_other(void **state)
{
	(void)state;
	same("CN=R3,C=US", "CN=R3", 0);
	same("CN=R3,C=US", "CN=R4,C=US", 0);
	same("CN=R 3", "CN=R3", 0);
	same("O=x", "OU=x", 0);
	same("", "CN=x", 0);
	same("CN=\\", "CN=", 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_same), cmocka_unit_test(test_other) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
