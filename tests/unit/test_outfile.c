#include "tests/unit/cmocka_all.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/outfile.h"
#include "tests/unit/said.h"

static char dir[] = "/tmp/selfaudit-outfile-XXXXXX";

static int
enter(void **state)
{
	(void)state;
	return !mkdtemp(dir) || chdir(dir);
}

static int
leave(void **state)
{
	(void)state;
	unlink("f");
	return chdir("/") || rmdir(dir);
}

static size_t
files(void)
{
	DIR *d = opendir(".");
	struct dirent *e;
	size_t n = 0;

	while ((e = readdir(d)))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
holds(const char *truth)
{
	char *s;

	assert_int_equal(input_slurp("f", 100, &s, NULL), 0);
	assert_string_equal(s, truth);
	free(s);
}

static void
whole_or_not_at_all(void **state)
{
	struct outfile *o = outfile_open("f", 0640);
	struct stat st;

	(void)state;
	umask(022);
	assert_non_null(o);
	fputs("one", outfile_stream(o));
	assert_int_equal(access("f", F_OK), -1);
	assert_int_equal(outfile_commit(o), 0);
	holds("one");
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);

	o = outfile_open("f", 0600);
	fputs("two", outfile_stream(o));
	holds("one");
	outfile_abandon(o);
	holds("one");
	assert_int_equal(files(), 1);

	o = outfile_open("f", 0600);
	fputs("two", outfile_stream(o));
	assert_int_equal(outfile_commit(o), 0);
	holds("two");
	assert_int_equal(files(), 1);
	outfile_abandon(NULL);
}

static void
a_library_writes_the_temporary(void **state)
{
	struct outfile *o = outfile_open("f", 0600);
	FILE *f = fopen(outfile_temporary(o), "w");

	(void)state;
	fputs("three", f);
	fclose(f);
	assert_int_equal(outfile_commit(o), 0);
	holds("three");
	assert_int_equal(files(), 1);
}

static void
failures_are_said_and_leave_nothing(void **state)
{
	struct outfile *o;
	FILE *f;
	struct said said;

	(void)state;
	said_begin(&said);
	assert_null(outfile_open("absent/f", 0600));
	assert_null(outfile_open(".", 0600));
	said_end(&said);
	assert_string_equal(said.text,
	    "selfaudit: absent/f: expected a file that can be written, found: No such file or "
	    "directory\n"
	    "selfaudit: .: expected a file that can be written, found a folder\n");

	/* a ledger named by mistake */
	f = fopen("ledger", "w");
	assert_non_null(f);
	assert_int_equal(fwrite("SQLite format 3", 1, 16, f), 16);
	fclose(f);
	said_begin(&said);
	assert_null(outfile_open("ledger", 0600));
	assert_null(outfile_open("", 0600));
	said_end(&said);
	assert_string_equal(said.text,
	    "selfaudit: ledger: expected a file that may be replaced, found a database\n"
	    "selfaudit: expected the name of a file to write, found an empty one\n");
	unlink("ledger");

	/* a write that fails: the descriptor is closed under the stream */
	o = outfile_open("f", 0600);
	fputs("four", outfile_stream(o));
	said_begin(&said);
	close(fileno(outfile_stream(o)));
	assert_int_equal(outfile_commit(o), -1);
	said_end(&said);
	assert_string_equal(said.text, "selfaudit: f: expected to write the whole file, found: Bad "
				       "file descriptor\n");
	holds("three");
	assert_int_equal(files(), 1);

	o = outfile_open("/dev/full", 0600);
	assert_non_null(o);
	fputs("five", outfile_stream(o));
	said_begin(&said);
	assert_int_equal(outfile_commit(o), -1);
	said_end(&said);
	assert_string_equal(said.text, "selfaudit: /dev/full: expected to write the whole file, "
				       "found: No space left on device\n");
	assert_int_equal(access("/dev/full", W_OK), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_or_not_at_all),
		cmocka_unit_test(a_library_writes_the_temporary),
		cmocka_unit_test(failures_are_said_and_leave_nothing),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
