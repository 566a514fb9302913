/* What one line of a request asks for; forms by the header. */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>

#include "base/digest.h"
#include "cli/request.h"
#include "tests/unit/said.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define COLONS "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

static void
test_parse(void **state)
{
	static const struct {
		const char *text, *want;	/* "f" and the hash, "s" and the serial, "" nothing */
	} cases[] = {
		{ HASH, "f" HASH },
		{ "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", "f" HASH },
		{ "00:0a:FF", "saff" },
		{ "0x0aff", "saff" },
		{ "0", "s0" },
		{ "0x" HASH, "f" HASH },
		{ COLONS, "f" HASH },
		{ "sha256 Fingerprint=" COLONS, "f" HASH },
		{ "SHA256 Fingerprint: " COLONS, "f" HASH },
		{ "SHA1 Fingerprint=E3:43:AA:22:AF:67:6B:27:1F:B1:96:E3:A9:77:1A:BA:04:85:6A:4E", "" },
		{ "serial=0AFF", "saff" },
		{ "Serial Number: 0a:ff", "saff" },
		{ "unserial", "" },
		{ "crt.sh/?q=" HASH, "f" HASH },
		{ "https://crt.sh/?sha256=" HASH, "f" HASH },
		{ "https://crt.sh/?opt=ocsp&SHA256=" HASH "&x=1#frag", "f" HASH },
		{ "https://crt.sh/?serial=0aFF", "saff" },
		{ "https://crt.sh/?q=0aff", "saff" },
		{ "https://crt.sh/?q=example.com", "" },
		{ "https://crt.sh/?id=12345", "" },
		{ "https://crt.sh/?xq=0aff", "" },
		{ "https://crt.sh/", "" },
		{ "example.com", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct request_line l = { 0 };
		char found[256] = "", hex[DIGEST_HEX];

		request_parse(cases[i].text, &l);
		if (l.kind == REQUEST_FINGERPRINT)
			snprintf(found, sizeof found, "f%s", digest_hex(l.sha256, 32, hex));
		else if (l.kind == REQUEST_SERIAL)
			snprintf(found, sizeof found, "s%s", l.serial);
		assert_string_equal(found, cases[i].want);
		assert_int_equal(l.unknown != NULL, l.kind == REQUEST_NONE);
	}
}

static void
test_read(void **state)
{
	char path[64];
	struct request r;
	struct said s;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "/tmp/test_request.%ld", (long)getpid());
	f = fopen(path, "wb");
	assert_non_null(f);
	fputs("\xef\xbb\xbf# a remark\r\n\r\n  0aff \r\nnonsense", f);
	fclose(f);
	assert_int_equal(request_read(path, &r), 0);
	assert_int_equal(r.line_count, 2);
	assert_int_equal(r.lines[0].line, 3);
	assert_string_equal(r.lines[0].text, "0aff");
	assert_int_equal(r.lines[1].kind, REQUEST_NONE);
	request_free(&r);

	f = fopen(path, "wb");
	assert_non_null(f);
	fputs("\"1\", # why\n\xef\xbb\xbf'2';\n3;4 , \"5\"\n,;\ncrt.sh/?q=6&opt=a,b\n7#8\n\"", f);
	fclose(f);
	assert_int_equal(request_read(path, &r), 0);
	for (size_t i = 0; i < r.line_count; i++) {
		static const struct {
			uint64_t line;
			const char *text;
		} want[] = { { 1, "1" }, { 2, "2" }, { 3, "3" }, { 3, "4" }, { 3, "5" },
			{ 5, "crt.sh/?q=6&opt=a,b" }, { 6, "7#8" }, { 7, "\"" } };

		assert_int_equal(r.line_count, sizeof want / sizeof *want);
		assert_int_equal(r.lines[i].line, want[i].line);
		assert_string_equal(r.lines[i].text, want[i].text);
	}
	request_free(&r);

	f = fopen(path, "wb");
	assert_non_null(f);
	fputs("0aff\n\xff\n", f);
	fclose(f);
	said_begin(&s);
	assert_int_equal(request_read(path, &r), -1);
	assert_non_null(strstr(said_end(&s), ":2: expected UTF-8"));
	request_free(&r);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
