/*
 * Every row of the researched table of methods (br-dcv-methods.csv, beside the
 * shared data), at each of its dates, a second before and a second after: the
 * rules must answer what the row says.  The table is read here on its own terms;
 * nothing of the program's catalogue is asked.
 */
#include <unistd.h>

#include "tests/unit/fixture.h"

#include "base/csv.h"
#include "base/input.h"
#include "checks/catalogue_read.h"
#include "checks/check.h"
#include "checks/rule.h"

struct row {
	char method[24], kind[8], wildcard[12], subdomains[12];
	int64_t from, until, reuse_until, wildcard_until, subdomains_until;
};

static struct row rows[128];
static size_t row_count;
static struct catalogue *catalogue;
static struct check *check;
static struct verdict verdict;
static size_t tried;

static const char *
table_path(char out[512])
{
	const char *data = getenv("SHARED_DATA");

	snprintf(out, 512, "%s/../facts/br-dcv-methods.csv", data ? data : "../shared/data");
	return out;
}

static int64_t
date(const char *s)
{
	return *s ? fixture_at(s) : INSTANT_NONE;
}

static void
read_table(struct csv *csv)
{
	struct csv_row r;

	while (csv_next(csv, &r) == CSV_ROW) {
		struct row *w = &rows[row_count];

		if (strcmp(r.cell[0].s, "method") == 0)
			continue;
		assert_int_equal(r.count, 12);
		assert_true(row_count < 128);
		snprintf(w->method, sizeof w->method, "%s", r.cell[0].s);
		snprintf(w->kind, sizeof w->kind, "%s", r.cell[2].s);
		w->from = date(r.cell[3].s);
		w->until = date(r.cell[4].s);
		w->reuse_until = date(r.cell[5].s);
		snprintf(w->wildcard, sizeof w->wildcard, "%s", r.cell[6].s);
		w->wildcard_until = date(r.cell[7].s);
		snprintf(w->subdomains, sizeof w->subdomains, "%s", r.cell[8].s);
		w->subdomains_until = date(r.cell[9].s);
		row_count++;
	}
}

static int
setup(void **state)
{
	struct check_context c = { .rules_on = INSTANT_NONE, .evidence = EVIDENCE_VALIDATION };
	char path[512];
	struct input *in;
	struct csv *csv;

	(void)state;
	catalogue = catalogue_read(NULL);
	c.catalogue = catalogue;
	check = check_new(&c, NULL, 0);
	if (!check)
		return -1;
	if (access(table_path(path), R_OK) != 0)
		return 0;
	in = input_open(path);
	csv = csv_new(in, ',');
	read_table(csv);
	csv_free(csv);
	input_close(in);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	verdict_free(&verdict);
	check_free(check);
	catalogue_free(catalogue);
	return 0;
}

static char
says(const char *rule)
{
	return verdict_codes(&verdict, 0)[check_find(check, rule)];
}

enum shape { PLAIN, WILDCARD, BELOW, SHAPES };

static const char *
name_of(const struct row *w, enum shape s)
{
	static const char *const onion[SHAPES] = { "example.onion", "*.example.onion",
		"www.example.onion" };
	static const char *const dns[SHAPES] = { "example.com", "*.example.com",
		"www.example.com" };

	if (strcmp(w->kind, "ip") == 0)
		return "192.0.2.1";
	return strcmp(w->kind, "onion") == 0 ? onion[s] : dns[s];
}

static void
judge(const struct row *w, enum shape s, int64_t validated, int64_t issued)
{
	struct fixture f;

	fixture_simple(&f, name_of(w, s), w->method, validated, issued);
	if (s != PLAIN) {
		f.v[0].name = "";
		f.v[0].adn = name_of(w, PLAIN);
	}
	assert_int_equal(check_unit(check, &f.u, &verdict), 0);
	tried++;
}

static bool
inside(const struct row *w, int64_t t)
{
	return t >= w->from && (w->until == INSTANT_NONE || t < w->until);
}

/* P open, F not, N before the table of the kind begins. */
static char
open_at(const struct row *w, int64_t t)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < row_count; i++) {
		if (strcmp(rows[i].kind, w->kind) != 0)
			continue;
		if (rows[i].from < first)
			first = rows[i].from;
		if (strcmp(rows[i].method, w->method) == 0 && inside(&rows[i], t))
			return 'P';
	}
	return t < first ? 'N' : 'F';
}

/* A na, P or F by the row's column and date. */
static char
allowed(const char *column, int64_t until, int64_t issued)
{
	if (strcmp(column, "na") == 0)
		return 'A';
	if (strcmp(column, "no") == 0)
		return 'F';
	if (strcmp(column, "yes") == 0 && until != INSTANT_NONE && issued >= until)
		return 'F';
	return 'P';
}

#define AGREE(what, want)                                                                        \
	do {                                                                                     \
		if (says(what) != (want))                                                        \
			fail_msg("%s %s, shape %d, validated %lld, issued %lld: expected %c of " \
				 "%s, found %c",                                                 \
			    w->method, w->kind, (int)s, (long long)validated, (long long)issued, \
			    want, what, says(what));                                             \
	} while (0)

static void
compare(const struct row *w, enum shape s, int64_t validated, int64_t issued)
{
	char reuse = w->reuse_until == INSTANT_NONE ? 'A' : issued < w->reuse_until ? 'P' : 'F';

	judge(w, s, validated, issued);
	AGREE("dcv.method_known", 'P');
	AGREE("dcv.method_at_validation", open_at(w, validated));
	if (!inside(w, validated))
		return;
	AGREE("dcv.retired_reuse", reuse);
	AGREE(
	    "dcv.wildcard", s == WILDCARD ? allowed(w->wildcard, w->wildcard_until, issued) : 'A');
	AGREE("dcv.subdomain",
	    s == BELOW ? allowed(w->subdomains, w->subdomains_until, issued) : 'A');
}

static void
rows_at_their_dates(void **state)
{
	(void)state;
	if (!row_count) {
		print_message("no table of methods at $SHARED_DATA/../facts: skipped\n");
		skip();
	}
	for (size_t i = 0; i < row_count; i++) {
		const struct row *w = &rows[i];
		const int64_t dates[] = { w->from, w->until, w->reuse_until, w->wildcard_until,
			w->subdomains_until };
		int64_t last =
		    w->until == INSTANT_NONE ? w->from + 3650 * INSTANT_DAY : w->until - 1;
		enum shape shapes = strcmp(w->kind, "ip") == 0 ? WILDCARD : SHAPES;

		for (size_t d = 0; d < 5; d++)
			for (int64_t e = -1; e <= 1 && dates[d] != INSTANT_NONE; e++)
				for (enum shape s = PLAIN; s < shapes; s++) {
					int64_t t = dates[d] + e;

					compare(w, s, t, t + 3600);
					compare(w, s, w->from, t);
					compare(w, s, last < t ? last : t, t);
				}
	}
	print_message("# %zu rows, %zu instants tried\n", row_count, tried);
	assert_true(tried > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rows_at_their_dates) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
