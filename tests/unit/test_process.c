#include "tests/unit/cmocka_all.h"

#include "base/process.h"

static const struct process_limits limits = { .seconds = 20, .output = 1000, .error = 50 };

static void output_and_status(void **state)
{
	struct process_result r;

	(void)state;
	assert_int_equal(
	    process_run((const char *[]){ "sh", "-c", "echo a; echo b >&2; exit 3", NULL }, NULL, 0,
			&limits, &r),
	    0);
	assert_string_equal(text_str(&r.out), "a\n");
	assert_string_equal(text_str(&r.err), "b\n");
	assert_int_equal(r.status, 3);
	assert_false(r.timed_out || r.truncated);
	process_result_free(&r);
}

static void arguments_are_no_shell(void **state)
{
	struct process_result r;

	(void)state;
	assert_int_equal(
	    process_run((const char *[]){ "printf", "%s", "$(id); *", NULL }, NULL, 0, &limits, &r),
	    0);
	assert_string_equal(text_str(&r.out), "$(id); *");
	process_result_free(&r);
}

static void input_is_fed(void **state)
{
	struct process_limits wide = { .seconds = 20, .output = 400000, .error = 10 };
	struct process_result r;
	char *big = malloc(300000);

	(void)state;
	memset(big, 'x', 300000);
	assert_int_equal(process_run((const char *[]){ "cat", NULL }, big, 300000, &wide, &r), 0);
	assert_int_equal(r.out.len, 300000);
	assert_memory_equal(r.out.s, big, 300000);
	process_result_free(&r);
	/* without input the program reads end of file, not our terminal */
	assert_int_equal(process_run((const char *[]){ "cat", NULL }, NULL, 0, &limits, &r), 0);
	assert_int_equal(r.out.len, 0);
	process_result_free(&r);
	free(big);
}

static void limits_hold(void **state)
{
	struct process_limits second = { .seconds = 1, .output = 100, .error = 10 };
	struct process_result r;

	(void)state;
	assert_int_equal(
	    process_run((const char *[]){ "sh", "-c", "sleep 30", NULL }, NULL, 0, &second, &r), 0);
	assert_true(r.timed_out);
	assert_int_equal(r.status, 128 + 9);
	process_result_free(&r);

	/* a program that closes its outputs and goes on */
	assert_int_equal(
	    process_run((const char *[]){ "sh", "-c", "exec >&- 2>&-; sleep 30", NULL }, NULL, 0,
			&second, &r),
	    0);
	assert_true(r.timed_out);
	process_result_free(&r);

	assert_int_equal(process_run((const char *[]){ "yes", NULL }, NULL, 0, &limits, &r), 0);
	assert_true(r.truncated);
	assert_int_equal(r.out.len, 1000);
	process_result_free(&r);

	/* much on standard error is dropped and does not block */
	assert_int_equal(
	    process_run(
		(const char *[]){
		    "sh", "-c",
		    "i=0; while [ $i -lt 9000 ]; do echo 0123456789 >&2; i=$((i+1)); done", NULL },
		NULL, 0, &limits, &r),
	    0);
	assert_int_equal(r.err.len, 50);
	assert_int_equal(r.status, 0);
	process_result_free(&r);
}

static void missing_program(void **state)
{
	struct process_result r;

	(void)state;
	assert_int_equal(
	    process_run((const char *[]){ "no-such-program-here", NULL }, NULL, 0, &limits, &r),
	    -1);
	assert_true(process_found("sh"));
	assert_true(process_found("/bin/sh"));
	assert_false(process_found("no-such-program-here"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_status), cmocka_unit_test(arguments_are_no_shell),
		cmocka_unit_test(input_is_fed),	     cmocka_unit_test(limits_hold),
		cmocka_unit_test(missing_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
