#include "tests/unit/cmocka_all.h"

#include "base/digest.h"

/* FIPS 180-2, appendix B: "abc", 448 bits, a million "a"; the empty string by sha256sum */
static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char two_blocks[] =
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
static const char million_a[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
static const char nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static void
known_answers_on_one_context(void **state)
{
	struct digest *d = digest_new();
	uint8_t out[DIGEST_LEN];
	char hex[DIGEST_HEX];

	(void)state;
	assert_non_null(d);
	digest_of(d, "abc", 3, out);
	assert_string_equal(digest_hex(out, sizeof out, hex), abc);
	digest_of(d, "", 0, out);
	assert_string_equal(digest_hex(out, sizeof out, hex), nothing);
	digest_of(d, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
	assert_string_equal(digest_hex(out, sizeof out, hex), two_blocks);
	digest_begin(d);
	for (int i = 0; i < 1000; i++) {
		char a[1000];

		memset(a, 'a', sizeof a);
		digest_add(d, a, sizeof a);
	}
	digest_end(d, out);
	assert_string_equal(digest_hex(out, sizeof out, hex), million_a);
	/* begin drops what an abandoned use left behind */
	digest_begin(d);
	digest_add(d, "x", 1);
	digest_begin(d);
	digest_end(d, out);
	assert_string_equal(digest_hex(out, sizeof out, hex), nothing);
	digest_free(d);
	digest_free(NULL);
	assert_int_equal(digest_sha256("abc", 3, out), 0);
	assert_string_equal(digest_hex(out, sizeof out, hex), abc);
}

static void
hashes_a_file(void **state)
{
	char path[] = "/tmp/selfaudit-digest-XXXXXX";
	uint8_t out[DIGEST_LEN] = { 0 };
	char hex[DIGEST_HEX];
	uint64_t bytes = 0;
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < 1000000; i++)
		fputc('a', f);
	fclose(f);
	assert_int_equal(digest_file(path, out, &bytes), 0);
	assert_int_equal(bytes, 1000000);
	assert_string_equal(digest_hex(out, sizeof out, hex), million_a);
	remove(path);
	assert_int_equal(digest_file(path, out, NULL), -1);
	assert_int_equal(digest_file("/tmp", out, NULL), -1);
}

static void
hex_both_ways(void **state)
{
	uint8_t out[3] = { 9, 9, 9 };

	(void)state;
	assert_int_equal(digest_unhex("00fFa1", out, 3), 0);
	assert_memory_equal(out, "\x00\xff\xa1", 3);
	assert_int_equal(digest_unhex("00ffa", out, 3), -1);
	assert_int_equal(digest_unhex("00ffa12", out, 3), -1);
	assert_int_equal(digest_unhex("00ffg1", out, 3), -1);
	assert_int_equal(digest_unhex("", out, 3), -1);
	assert_int_equal(digest_unhex("", out, 0), 0);
	assert_memory_equal(out, "\x00\xff\xa1", 3);
}

static void
base64_of_the_rfc(void **state)
{
	/* RFC 4648 section 10; the last two by python3 base64 */
	static const struct {
		const char *in, *out;
	} ok[] = {
		{ "", "" }, { "Zg==", "f" }, { "Zm8=", "fo" }, { "Zm9v", "foo" },
		{ "Zm9vYg==", "foob" }, { "Zm9vYmE=", "fooba" }, { "Zm9vYmFy", "foobar" },
		{ "Zg", "f" }, { "Zm8", "fo" }, { " Z\tm\r\n9v\n", "foo" },
		{ "+/+/", "\xfb\xff\xbf" }, { "-_-_", "\xfb\xff\xbf" },
	};
	static const char *const bad[] = { "Z", "Zg=", "Zm9v=", "=", "====", "Zg==Zg==", "Zm9v!",
		"Zh==", "Zm9", "Zg===", "Zm8==" };
	uint8_t out[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ok / sizeof ok[0]; i++) {
		long n = digest_unbase64(ok[i].in, strlen(ok[i].in), out, sizeof out);

		assert_int_equal(n, strlen(ok[i].out));
		assert_memory_equal(out, ok[i].out, strlen(ok[i].out));
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(digest_unbase64(bad[i], strlen(bad[i]), out, sizeof out), -1);
	assert_int_equal(digest_unbase64("Zm\0v", 4, out, sizeof out), -1);
	assert_int_equal(digest_unbase64("Zm9vYmFy", 8, out, 6), 6);
	assert_int_equal(digest_unbase64("Zm9vYmFy", 8, out, 5), -1);
	assert_int_equal(digest_unbase64("Zg==", 4, out, 0), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers_on_one_context),
		cmocka_unit_test(hashes_a_file),
		cmocka_unit_test(hex_both_ways),
		cmocka_unit_test(base64_of_the_rfc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
