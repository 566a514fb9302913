#include "tests/unit/cmocka_all.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/text.h"
#include "tests/unit/said.h"

static char dir[] = "/tmp/selfaudit-input-XXXXXX";

static void
put(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(bytes, f);
	fclose(f);
}

static int
enter(void **state)
{
	(void)state;
	if (!mkdtemp(dir) || chdir(dir))
		return -1;
	mkdir("d", 0700);
	mkdir("d/b", 0700);
	mkdir("d/B", 0700);
	put("d/a", "1");
	put("d/b/z", "2");
	put("d/b/a", "3");
	put("d/B/x", "4");
	put("d/\xc3\xa4", "5");
	put("d/.hidden", "6");
	return symlink("../../d", "d/b/loop") || symlink("../a", "d/b/link");
}

static int
leave(void **state)
{
	static const char *const files[] = { "d/a", "d/b/z", "d/b/a", "d/B/x", "d/\xc3\xa4",
		"d/.hidden", "d/b/loop", "d/b/link" };

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(files[i]);
	return rmdir("d/b") || rmdir("d/B") || rmdir("d") || chdir("/") || rmdir(dir);
}

static int
note(const char *path, void *arg)
{
	text_add(arg, path);
	text_addc(arg, '\n');
	return strcmp(path, "stop") == 0 ? 7 : 0;
}

static int
stop(const char *path, void *arg)
{
	note(path, arg);
	return 7;
}

static void
walks_in_byte_order(void **state)
{
	struct text t = { 0 };
	struct said said;

	(void)state;
	assert_int_equal(input_walk("d", note, &t), 0);
	assert_string_equal(text_str(&t), "d/B/x\nd/a\nd/b/a\nd/b/link\nd/b/z\nd/\xc3\xa4\n");
	text_clear(&t);
	assert_int_equal(input_walk("d/b/", note, &t), 0);
	/* the loop leads into d, which is above b but not being walked: its other files are met */
	assert_string_equal(text_str(&t),
	    "d/b/a\nd/b/link\nd/b/loop/B/x\nd/b/loop/a\nd/b/loop/\xc3\xa4\nd/b/z\n");
	text_clear(&t);
	assert_int_equal(input_walk("d", stop, &t), 7);
	assert_string_equal(text_str(&t), "d/B/x\n");
	text_clear(&t);
	assert_int_equal(input_walk("-", note, &t), 0);
	assert_int_equal(input_walk("d/a", note, &t), 0);
	assert_string_equal(text_str(&t), "-\nd/a\n");
	said_begin(&said);
	assert_int_equal(input_walk("absent", note, &t), -1);
	said_end(&said);
	assert_string_equal(said.text, "selfaudit: absent: expected a file or a folder, found: No "
				       "such file or directory\n");
	text_free(&t);
}

static void
slurps_up_to_a_cap(void **state)
{
	struct said said;
	char *s = NULL;
	size_t n = 9;

	(void)state;
	put("s", "hello");
	assert_int_equal(input_slurp("s", 5, &s, &n), 0);
	assert_int_equal(n, 5);
	assert_string_equal(s, "hello");
	free(s);
	s = NULL;
	said_begin(&said);
	assert_int_equal(input_slurp("s", 4, &s, &n), -1);
	assert_int_equal(input_slurp("d", 4, &s, &n), -1);
	assert_int_equal(input_slurp("absent", 4, &s, &n), -1);
	said_end(&said);
	assert_null(s);
	assert_string_equal(said.text,
	    "selfaudit: s: expected at most 4 bytes, found more\n"
	    "selfaudit: d: expected a file, found a folder\n"
	    "selfaudit: absent: expected a readable file, found: No such file or directory\n");
	put("s", "");
	assert_int_equal(input_slurp("s", 0, &s, NULL), 0);
	assert_string_equal(s, "");
	free(s);
	unlink("s");
}

static void
window_grows_skips_and_hashes(void **state)
{
	/* SHA-256 of a million "a": FIPS 180-2, appendix B.3 */
	static const char million_a[] =
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
	char *a = malloc(1000000), hex[DIGEST_HEX];
	struct input *in;
	uint8_t sum[32];
	size_t n;

	(void)state;
	assert_non_null(a);
	memset(a, 'a', 1000000);
	in = input_memory("m", a, 1000000);
	assert_int_equal(input_hash(in), 0);
	assert_int_equal(input_size(in), 1000000);
	assert_null(input_window(in, &n));
	assert_int_equal(input_more(in, 10), 1);
	input_window(in, &n);
	assert_int_equal(n, 10);
	assert_int_equal(input_more(in, 10), 2);
	input_skip(in, 4);
	input_window(in, &n);
	assert_int_equal(n, 6);
	assert_int_equal(input_more(in, 10), 1);
	input_window(in, &n);
	assert_int_equal(n, 10);
	while (input_more(in, 2000000) == 1)
		;
	assert_int_equal(input_bytes(in), 1000000);
	input_window(in, &n);
	assert_int_equal(n, 1000000 - 4);
	input_skip(in, n);
	assert_int_equal(input_more(in, 10), 0);
	input_digest(in, sum);
	assert_string_equal(digest_hex(sum, 32, hex), million_a);
	input_close(in);
	input_close(NULL);
	free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_in_byte_order),
		cmocka_unit_test(slurps_up_to_a_cap),
		cmocka_unit_test(window_grows_skips_and_hashes),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
