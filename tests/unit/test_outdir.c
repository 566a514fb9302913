/* A folder whole or not at all. */
#include "tests/unit/cmocka_all.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outdir.h"
#include "tests/unit/said.h"

static char home[64], path[96];

static int
setup(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/test_outdir.%ld", (long)getpid());
	snprintf(path, sizeof path, "%s/out", home);
	return mkdir(home, 0700);
}

static int
teardown(void **state)
{
	(void)state;
	return rmdir(home);
}

/* How many entries the folder above has. */
static int
entries(void)
{
	DIR *d = opendir(home);
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void
test_whole(void **state)
{
	struct outdir *o = outdir_open(path);
	char name[128];
	struct stat st;
	FILE *f;

	(void)state;
	assert_non_null(o);
	f = outdir_file(o, "a/b/c.txt");
	assert_non_null(f);
	fputs("c", f);
	assert_int_equal(outdir_close(o, f), 0);
	assert_int_equal(outdir_write(o, "a/d", "dd", 2), 0);
	assert_int_equal(outdir_write(o, "empty", NULL, 0), 0);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(outdir_commit(o), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(name, sizeof name, "%s/a/b/c.txt", path);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_size, 1);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(unlink(name), 0);
	snprintf(name, sizeof name, "%s/a/d", path);
	assert_int_equal(unlink(name), 0);
	snprintf(name, sizeof name, "%s/empty", path);
	assert_int_equal(unlink(name), 0);
	snprintf(name, sizeof name, "%s/a/b", path);
	assert_int_equal(rmdir(name), 0);
	snprintf(name, sizeof name, "%s/a", path);
	assert_int_equal(rmdir(name), 0);
	assert_int_equal(entries(), 1);
}

/* path is there from the test before. */
static void
test_refused(void **state)
{
	struct said s;

	(void)state;
	said_begin(&s);
	assert_null(outdir_open(path));
	assert_non_null(strstr(said_end(&s), "expected a folder that is not there yet"));
	assert_int_equal(rmdir(path), 0);
	said_begin(&s);
	assert_null(outdir_open("/nowhere/at/all"));
	said_end(&s);
}

static void
test_abandoned(void **state)
{
	struct outdir *o = outdir_open(path);
	FILE *f;

	(void)state;
	assert_non_null(o);
	assert_int_equal(outdir_write(o, "a/b/c/d/e", "x", 1), 0);
	assert_int_equal(outdir_write(o, "a/f", "x", 1), 0);
	f = outdir_file(o, "half");
	assert_non_null(f);
	assert_int_equal(outdir_close(o, f), 0);
	assert_int_equal(outdir_close(o, NULL), 0);
	outdir_abandon(o);
	assert_int_equal(entries(), 0);
	outdir_abandon(NULL);
}

static void
test_names(void **state)
{
	static const char *const bad[] = { "", "/a", "a//b", "../a", "a/../../b", "a/.", "a/" };
	struct outdir *o = outdir_open(path);
	struct said s;

	(void)state;
	assert_non_null(o);
	said_begin(&s);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(outdir_file(o, bad[i]));
	assert_int_equal(outdir_write(o, "a", "x", 1), 0);
	assert_int_equal(outdir_write(o, "a", "x", 1), -1); /* twice */
	assert_int_equal(outdir_write(o, "a/b", "x", 1), -1); /* a file, no folder */
	said_end(&s);
	outdir_abandon(o);
	assert_int_equal(entries(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_abandoned),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
