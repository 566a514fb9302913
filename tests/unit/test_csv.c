#include "tests/unit/cmocka_all.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/text.h"

/* Everything that is read, one record a line: "LINE|cell|cell" or "LINE! reason". */
static void
dump(struct input *in, char separator, size_t expected, struct text *out)
{
	struct csv *c = csv_new(in, separator);
	struct csv_row row;
	int rc;

	assert_non_null(in);
	assert_non_null(c);
	csv_expect(c, expected);
	while ((rc = csv_next(c, &row)) > 0) {
		text_addf(out, "%llu", (unsigned long long)row.line);
		if (rc == CSV_BAD)
			text_addf(out, "! %s", row.reason);
		for (size_t i = 0; rc == CSV_ROW && i < row.count; i++) {
			assert_int_equal(row.cell[i].len, strlen(row.cell[i].s));
			text_addf(out, "|%s", row.cell[i].s);
		}
		text_addc(out, '\n');
	}
	assert_int_equal(rc, CSV_END);
	assert_int_equal(csv_next(c, &row), CSV_END);
	csv_free(c);
}

static void
reads(const char *bytes, size_t expected, const char *truth)
{
	struct input *in = input_memory("t.csv", bytes, strlen(bytes));
	struct text out = { 0 };

	dump(in, ',', expected, &out);
	assert_string_equal(text_str(&out), truth);
	text_free(&out);
	input_close(in);
}

static void
rfc_4180(void **state)
{
	(void)state;
	/* the seven rules of RFC 4180 section 2, in its own order */
	reads("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", 3, "1|aaa|bbb|ccc\n2|zzz|yyy|xxx\n");
	reads("aaa,bbb,ccc\r\nzzz,yyy,xxx", 3, "1|aaa|bbb|ccc\n2|zzz|yyy|xxx\n");
	reads("a b , c\n", 2, "1|a b | c\n");
	reads("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", 3, "1|aaa|bbb|ccc\n2|zzz|yyy|xxx\n");
	reads(
	    "\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", 3, "1|aaa|b\r\nbb|ccc\n3|zzz|yyy|xxx\n");
	reads("\"aaa\",\"b\"\"bb\",\"ccc\"", 3, "1|aaa|b\"bb|ccc\n");
}

static void
edges(void **state)
{
	(void)state;
	reads("", 0, "");
	reads("\n", 0, "");
	reads("\xef\xbb\xbf", 0, "");
	reads("\xef\xbb\xbf\"a\",b\n", 0, "1|a|b\n");
	reads("\n\r\n\na\n\n\nb", 0, "4|a\n7|b\n");
	reads("a,\n,b\n,\n", 0, "1|a|\n2||b\n3||\n");
	reads("a,", 0, "1|a|\n");
	reads(",", 0, "1||\n");
	reads("\"\"\n", 0, "1|\n");
	reads("\"\"", 0, "1|\n");
	reads("\"\"\"\"", 0, "1|\"\n");
	reads("\"\"\"\",\"a\"\"\"\"b\"\n", 0, "1|\"|a\"\"b\n");
	reads("\"a\nb\"\nc", 0, "1|a\nb\n3|c\n");
	reads("\"a\n\nb\"", 0, "1|a\n\nb\n");
	reads("\xc3\xa4,\xf0\x9f\x98\x80\n", 0, "1|\xc3\xa4|\xf0\x9f\x98\x80\n");
}

static void
bad_records_have_a_place(void **state)
{
	(void)state;
	reads("a,b\nc\nd,e,f\n\"g\nh\"\ni,j\n", 2,
	    "1|a|b\n2! expected 2 cells, found 1\n3! expected 2 cells, found 3\n"
	    "4! expected 2 cells, found 1 (lines 4 to 5)\n6|i|j\n");
	/* a stray quote loses its own line, no more */
	reads("a,b\nc,d\"e\nf,g\n", 2,
	    "1|a|b\n"
	    "2! expected a quoted cell or none, found a quote inside a bare one (cell 2)\n3|f|g\n");
	reads("a,b\nc,\"d\nf,g\nh,i\n", 2,
	    "1|a|b\n2! expected a closing quote for cell 2, found the end of the file\n3|f|g\n"
	    "4|h|i\n");
	reads("a,b\n\"c\"d,e\nf,g\n", 2,
	    "1|a|b\n2! expected the end of cell 1 after its closing quote, found byte "
	    "0x64\n3|f|g\n");
	reads("a\rb\nc\n", 0,
	    "1! expected a line end, found a carriage return without line feed\n2|c\n");
	reads("a\r", 0, "1! expected a line end, found a carriage return without line feed\n");
	reads("\"a\"\rb\nc\n", 0,
	    "1! expected a line end, found a carriage return without line feed\n2|c\n");
	reads("a,\xe9\nb,c\n", 2, "1! expected UTF-8 text, found byte 0xe9\n2|b|c\n");
	reads("\"", 0, "1! expected a closing quote for cell 1, found the end of the file\n");
	reads("\"a\"\"", 0, "1! expected a closing quote for cell 1, found the end of the file\n");
}

static void
nul_is_not_text(void **state)
{
	struct input *in = input_memory("t", "a\0b\nc\n", 6);
	struct text out = { 0 };

	(void)state;
	dump(in, ',', 0, &out);
	assert_string_equal(text_str(&out), "1! expected UTF-8 text, found NUL 0x00\n2|c\n");
	text_free(&out);
	input_close(in);
}

static void
other_separators(void **state)
{
	struct input *in = input_memory("t", "a;b,c\n\"d;\";e\n", 13);
	struct text out = { 0 };

	(void)state;
	dump(in, ';', 2, &out);
	assert_string_equal(text_str(&out), "1|a|b,c\n2|d;|e\n");
	text_free(&out);
	input_close(in);
}

/* A bomb is a bad record, before and after which the file is read. */
static void
long_records_are_refused(void **state)
{
	size_t big = CSV_RECORD_MAX + 100, len = 2 + big + 1 + 2;
	char *s = malloc(len);
	struct input *in;
	struct text out = { 0 };

	(void)state;
	assert_non_null(s);
	memset(s, 'x', len);
	memcpy(s, "a\n", 2);
	memcpy(s + len - 3, "\nz\n", 3);
	in = input_memory("t", s, len);
	dump(in, ',', 0, &out);
	assert_string_equal(text_str(&out),
	    "1|a\n2! expected a record of at most 16777216 bytes, found more\n3|z\n");
	input_close(in);
	text_clear(&out);

	/* the same behind an open quote: its line is lost, the lines after it are not */
	memcpy(s, "a\n\"b\nc\n", 7);
	in = input_memory("t", s, len);
	dump(in, ',', 0, &out);
	assert_string_equal(text_str(&out),
	    "1|a\n2! expected a record of at most 16777216 bytes, found more\n3|c\n"
	    "4! expected a record of at most 16777216 bytes, found more\n5|z\n");
	input_close(in);
	text_clear(&out);

	memset(s, ',', len);
	s[5000] = '\n';
	in = input_memory("t", s, 5003);
	dump(in, ',', 0, &out);
	assert_string_equal(text_str(&out), "1! expected at most 4096 cells, found 5001\n2|||\n");
	input_close(in);
	text_free(&out);
	free(s);
}

/* xorshift: a fixed stream, so that a failure can be seen again */
static uint32_t
next(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* Random cells, written by the RFC's rules, come back the same, also through a
 * pipe that delivers a few bytes at a time. */
static void
writes_come_back(void **state)
{
	static const char *const parts[] = { "a", "\"", ",", "\n", "\r\n", "\xc3\xa4", "bc", " " };
	struct text file = { 0 }, truth = { 0 }, out = { 0 };
	struct input *in;
	uint32_t x = 2463534242u;
	uint64_t line = 1;
	char path[32];
	int fd[2];
	pid_t pid;

	(void)state;
	for (int r = 0; r < 3000; r++) {
		uint64_t begins = line;

		text_addf(&truth, "%llu", (unsigned long long)begins);
		for (int cell = 0; cell < 4; cell++) {
			struct text t = { 0 };

			for (uint32_t n = next(&x) % 5; n > 0; n--)
				text_add(&t, parts[next(&x) % 8]);
			text_addf(&truth, "|%s", text_str(&t));
			if (cell)
				text_addc(&file, ',');
			text_addc(&file, '"');
			for (const char *p = text_str(&t); *p; p++) {
				text_addc(&file, *p);
				if (*p == '"')
					text_addc(&file, '"');
				line += *p == '\n';
			}
			text_addc(&file, '"');
			text_free(&t);
		}
		text_add(&file, next(&x) % 2 ? "\r\n" : "\n");
		text_addc(&truth, '\n');
		line++;
	}
	in = input_memory("t", file.s, file.len);
	dump(in, ',', 4, &out);
	assert_string_equal(text_str(&out), text_str(&truth));
	input_close(in);

	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (pid == 0) {
		for (size_t at = 0; at < file.len;) {
			size_t n = 1 + next(&x) % 7;

			if (n > file.len - at)
				n = file.len - at;
			if (write(fd[1], file.s + at, n) != (ssize_t)n)
				_exit(1);
			at += n;
		}
		_exit(0);
	}
	close(fd[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", fd[0]);
	in = input_open(path);
	close(fd[0]);
	text_clear(&out);
	dump(in, ',', 4, &out);
	assert_string_equal(text_str(&out), text_str(&truth));
	input_close(in);
	waitpid(pid, NULL, 0);
	text_free(&file);
	text_free(&truth);
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_4180),
		cmocka_unit_test(edges),
		cmocka_unit_test(bad_records_have_a_place),
		cmocka_unit_test(nul_is_not_text),
		cmocka_unit_test(other_separators),
		cmocka_unit_test(long_records_are_refused),
		cmocka_unit_test(writes_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
