/* The commitment to the byte: expected bytes and sums by Python's hashlib. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/instant.h"
#include "sampler/commitment.h"

static void
sha(const char *s, uint8_t out[32])
{
	assert_int_equal(digest_sha256(s, strlen(s), out), 0);
}

static struct commitment_stratum strata[3] = {
	{ "rest.0123456789abcdef", 600, 18, { 0 } },
	{ "ev", 100, 3, { 0 } },
	{ "Z", 300, 9, { 0 } },
};
static uint8_t plan[32], previous[32];

static struct commitment
example(void)
{
	struct commitment c = {
		.ca = "Beispiel \xc3\x9c CA \"1\"",
		.period = "2026Q3",
		.from = 1782863999,
		.until = 1790812799,
		.population = 1000,
		.strata = strata,
		.stratum_count = 3,
		.has_expansion = true,
		.tolerable_rate = { 1, 1000 },
		.risk_limit = { 1, 20 },
		.nonce = "drand quicknet, first round after 2026-10-05T12:00:00Z",
		.plan = plan,
		.previous = previous,
	};

	sha("p", c.digest);
	sha("r", strata[0].digest);
	sha("e", strata[1].digest);
	sha("z", strata[2].digest);
	sha("plan", plan);
	sha("prev", previous);
	return c;
}

static void
expect_sum(const struct commitment *c, const char *want)
{
	struct text t = { 0 };
	uint8_t sum[32];
	char hex[DIGEST_HEX];

	assert_int_equal(commitment_write(c, &t), 0);
	assert_int_equal(digest_sha256(t.s, t.len, sum), 0);
	assert_string_equal(digest_hex(sum, 32, hex), want);
	text_free(&t);
}

static void
all_fields(void **state)
{
	struct commitment c = example();

	(void)state;
	expect_sum(&c, "17854bfaf68f1316ee5f62dadf35c92875a1b60eb9a27bb6572ed4b5a2ea4d4a");
}

static void
nil_period(void **state)
{
	const char *want = "selfaudit commitment v1\nca: A\nperiod: 1\nfrom: 2026-06-30T23:59:59Z\n"
			   "until: 2026-09-30T23:59:59Z\npopulation: 0 "
			   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
			   "stratum: all 0 0 "
			   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
			   "expansion: -\nnonce: -\nplan: -\nregister: -\nprevious: -\n";
	struct commitment_stratum all = { "all", 0, 0, { 0 } };
	struct commitment c = { .ca = "A",
		.period = "1",
		.from = 1782863999,
		.until = 1790812799,
		.strata = &all,
		.stratum_count = 1 };
	struct text t = { 0 };

	(void)state;
	sha("", c.digest);
	sha("", all.digest);
	assert_int_equal(commitment_write(&c, &t), 0);
	assert_string_equal(text_str(&t), want);
	text_free(&t);
}

static void
expect_refused(const struct commitment *c)
{
	struct text t = { 0 };

	text_add(&t, "before");
	assert_int_equal(commitment_write(c, &t), -1);
	assert_string_equal(text_str(&t), "before");
	text_free(&t);
}

static void
bad_fields(void **state)
{
	struct commitment c;
	const char *names[] = { "", "a b", "a\n", "\xc3\xa9", "a/b", "a:b" };

	(void)state;
	c = example(), c.ca = "", expect_refused(&c);
	c = example(), c.ca = "a\nstratum: x 1 1 y", expect_refused(&c);
	c = example(), c.period = "2026\tQ3", expect_refused(&c);
	c = example(), c.period = "\xff", expect_refused(&c);
	c = example(), c.nonce = "-", expect_refused(&c);
	c = example(), c.nonce = "", expect_refused(&c);
	c = example(), c.nonce = "a\r", expect_refused(&c);
	c = example(), c.from = c.until, expect_refused(&c);
	c = example(), c.from = INSTANT_NONE, expect_refused(&c);
	c = example(), c.population = 999, expect_refused(&c);
	c = example(), c.risk_limit = (struct rational){ 1, 1 }, expect_refused(&c);
	c = example(), c.tolerable_rate = (struct rational){ 0, 1 }, expect_refused(&c);
	c = example(), strata[1].sample = 101, expect_refused(&c), strata[1].sample = 3;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *was = strata[2].name;

		c = example(), strata[2].name = names[i], expect_refused(&c);
		strata[2].name = was;
	}
	c = example(), strata[2].name = "ev", expect_refused(&c), strata[2].name = "Z";
	c = example(), strata[0].population = UINT64_MAX, expect_refused(&c);
	strata[0].population = 600;
	all_fields(state);
}

static void
split_names(void **state)
{
	struct text t = { 0 };

	(void)state;
	assert_int_equal(commitment_split_name("dtp", "OCSP", 4, &t), 0);
	assert_string_equal(text_str(&t), "dtp.5caaf24750890496");
	text_clear(&t);
	assert_int_equal(commitment_split_name("rest", "", 0, &t), 0);
	assert_string_equal(text_str(&t), "rest.e3b0c44298fc1c14");
	text_free(&t);
}

static void
read_again(void **state)
{
	struct commitment c = example(), *again;
	struct text t = { 0 }, u = { 0 };

	(void)state;
	assert_int_equal(commitment_write(&c, &t), 0);
	again = commitment_parse("test", t.s, t.len);
	assert_non_null(again);
	assert_int_equal(again->stratum_count, 3);
	assert_string_equal(again->strata[2].name, "rest.0123456789abcdef");
	assert_int_equal(again->strata[2].sample, 18);
	assert_null(again->register_digest);
	assert_string_equal(again->ca, c.ca);
	assert_int_equal(commitment_write(again, &u), 0);
	assert_string_equal(u.s, t.s);
	commitment_free(again);
	/* every byte counts: none can be changed, dropped or doubled and still be read as the same
	 */
	for (size_t i = 0; i < t.len; i++) {
		char was = t.s[i];

		text_clear(&u);
		t.s[i] = (char)(was ^ 1);
		again = commitment_parse("test", t.s, t.len);
		if (again) {
			assert_int_equal(commitment_write(again, &u), 0);
			assert_memory_equal(u.s, t.s, t.len);
			commitment_free(again);
		}
		t.s[i] = was;
	}
	for (size_t len = 0; len < t.len; len++)
		assert_null(commitment_parse("test", t.s, len));
	text_add(&t, "\n");
	assert_null(commitment_parse("test", t.s, t.len));
	text_free(&t);
	text_free(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_fields),
		cmocka_unit_test(nil_period),
		cmocka_unit_test(bad_fields),
		cmocka_unit_test(split_names),
		cmocka_unit_test(read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
