/* Counts by key; the numbers are counted by hand from the certificates below. */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>

#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "cli/split.h"
#include "ledger/db.h"
#include "tests/unit/ledger_fixture.h"

static struct ledger *l;
static struct catalogue *catalogue;
static char path[64];

static int
setup(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/test_split.%ld.db", (long)getpid());
	l = ledger_fixture(path);
	catalogue = catalogue_read(NULL);
	return l && catalogue ? 0 : -1;
}

static int
teardown(void **state)
{
	char side[80];

	(void)state;
	ledger_close(l);
	catalogue_free(catalogue);
	unlink(path);
	snprintf(side, sizeof side, "%s-wal", path);
	unlink(side);
	snprintf(side, sizeof side, "%s-shm", path);
	unlink(side);
	return 0;
}

static const struct validation http = { .method = "http-01" }, dns = { .method = "no such method" };
static const struct validation *const by_http[] = { &http }, *const by_both[] = { &dns, &http };

static void
add(struct split *s, int64_t id, int64_t issued_at, bool valid, const char *const *names)
{
	struct unit_name list[8];
	struct unit u = { .id = id, .issuer_id = 1 + id % 2, .type = UNIT_TYPE_DV, .issued_at = issued_at,
		.names = list };
	const struct split_unit su = { .u = &u, .catalogue = catalogue, .valid = valid };

	for (; names[u.name_count]; u.name_count++)
		list[u.name_count] = (struct unit_name){ .kind = NAME_DNS, .text = names[u.name_count],
			.validations = u.name_count % 2 ? by_both : by_http,
			.validation_count = u.name_count % 2 ? 2 : 1 };
	assert_int_equal(split_add(s, &su), 0);
}

static void
is_row(const json_t *list, size_t i, const char *name, const char *key, json_int_t certificates,
    json_int_t valid)
{
	const json_t *row = json_array_get(list, i);

	assert_string_equal(json_string_value(json_object_get(row, name)), key);
	assert_int_equal(json_integer_value(json_object_get(row, "certificates")), certificates);
	assert_int_equal(json_integer_value(json_object_get(row, "still_valid")), valid);
}

static void
test_counts(void **state)
{
	static const char *const one[] = { "a.example.com", "b.example.org", "*.example.com", NULL };
	static const char *const two[] = { "example.org", "x.co.uk", "co.uk", "y.x.co.uk", NULL };
	static const char *const three[] = { "x.co.uk", NULL };
	struct split s;
	json_t *j = json_object();

	(void)state;
	assert_int_equal(split_begin(&s, l), 0);
	add(&s, 1, 2000, true, one);	/* example.com, example.org, example.com again */
	add(&s, 2, INSTANT_NONE, false, two);
	add(&s, 3, 1000, true, three);
	assert_int_equal(split_json(&s, j), 0);

	assert_int_equal(json_array_size(json_object_get(j, "domains")), 4);
	is_row(json_object_get(j, "domains"), 0, "domain", "example.org", 2, 1);
	is_row(json_object_get(j, "domains"), 1, "domain", "x.co.uk", 2, 1);
	is_row(json_object_get(j, "domains"), 2, "domain", "co.uk", 1, 0);
	is_row(json_object_get(j, "domains"), 3, "domain", "example.com", 1, 1);
	is_row(json_object_get(j, "issuers"), 0, "issuer", "CN=Example CA 2", 2, 2);
	is_row(json_object_get(j, "issuers"), 1, "issuer", "CN=Example CA 1", 1, 0);
	is_row(json_object_get(j, "types"), 0, "type", "DV", 3, 2);
	is_row(json_object_get(j, "methods"), 0, "method", "3.2.2.4.19", 3, 2);
	is_row(json_object_get(j, "methods"), 1, "method", "no such method", 2, 1);
	assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(j, "types"), 0),
				"first_issued")), "1970-01-01T00:16:40Z");
	assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(j, "types"), 0),
				"last_issued")), "1970-01-01T00:33:20Z");
	assert_true(json_is_null(json_object_get(json_array_get(json_object_get(j, "issuers"), 1),
		"first_issued")));
	assert_false(db_in_transaction(l) && !s.own);
	split_end(&s);
	assert_false(db_in_transaction(l));
	json_decref(j);
}

/* Of two splits one after the other the second begins at nothing. */
static void
test_again(void **state)
{
	struct split s;
	json_t *j = json_object();

	(void)state;
	assert_int_equal(split_begin(&s, l), 0);
	assert_int_equal(split_json(&s, j), 0);
	assert_int_equal(json_array_size(json_object_get(j, "domains")), 0);
	split_end(&s);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
