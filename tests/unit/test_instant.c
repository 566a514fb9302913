#include "tests/unit/cmocka_all.h"

#include <time.h>

#include "base/instant.h"

struct vector {
	const char *text;
	int64_t t;
};

static void
reads_rfc3339(void **state)
{
	/* the first five are RFC 3339 5.8's examples; seconds by GNU date -u -d ... +%s */
	static const struct vector ok[] = {
		{ "1985-04-12T23:20:50.52Z", 482196050 },
		{ "1996-12-19T16:39:57-08:00", 851042397 },
		{ "1990-12-31T23:59:60Z", 662688000 },
		{ "1990-12-31T15:59:60-08:00", 662688000 },
		{ "1937-01-01T12:00:27.87+00:20", -1041337173 },
		{ "1970-01-01t00:00:00z", 0 },
		{ "2021-05-21 15:14:00Z", 1621610040 },
		{ "2021-05-21T15:14:00-00:00", 1621610040 },
		{ "2000-02-29T00:00:00Z", 951782400 },
		{ "0000-01-01T00:00:00Z", -62167219200 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "2021-05-21T15:14:00.90Z", 1621610040 },
		{ "2021-05-21T15:14:00-23:59", 1621696380 },
		{ "2021-05-22T15:13:00+23:59", 1621610040 },
	};
	static const char *const bad[] = { "", "2021-05-21", "2021-05-21T15:14:00",
		"2021-05-21T15:14Z", "2021-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
		"2021-13-01T00:00:00Z", "2021-00-01T00:00:00Z", "2021-01-00T00:00:00Z",
		"2021-04-31T00:00:00Z", "2021-05-21T24:00:00Z", "2021-05-21T15:60:00Z",
		"2021-05-21T15:14:60Z", "1990-12-30T23:59:60Z", "2021-05-21T15:14:61Z",
		"2021-05-21T15:14:00Z ", " 2021-05-21T15:14:00Z", "2021-05-21T15:14:00.Z",
		"2021-05-21T15:14:00,5Z", "2021-05-21T15:14:00+0200", "2021-05-21T15:14:00+02",
		"2021-05-21T15:14:00+24:00", "2021-05-21T15:14:00+02:60", "21-05-21T15:14:00Z",
		"2021-5-21T15:14:00Z", "02021-05-21T15:14:00Z", "2021-05-21T15:14:00UTC",
		"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
		"-001-05-21T15:14:00Z", "2021-05-21T+5:14:00Z" };
	size_t i;
	int64_t t;

	(void)state;
	for (i = 0; i < sizeof ok / sizeof ok[0]; i++) {
		assert_int_equal(instant_parse(ok[i].text, &t), 0);
		assert_int_equal(t, ok[i].t);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		t = 42;
		assert_int_equal(instant_parse(bad[i], &t), -1);
		assert_int_equal(t, 42);
	}
}

static void
reads_dates_and_either(void **state)
{
	bool date;
	int64_t t = 7;

	(void)state;
	assert_int_equal(instant_parse_date("2021-03-01", &t), 0);
	assert_int_equal(t, 1614556800);	/* date -u -d 2021-03-01 +%s */
	assert_int_equal(instant_parse_date("2021-03-01 ", &t), -1);
	assert_int_equal(instant_parse_date("2021-02-30", &t), -1);
	assert_int_equal(instant_parse_any("2021-03-01", &t, &date), 0);
	assert_true(date);
	assert_int_equal(instant_parse_any("2021-03-01T00:00:01Z", &t, &date), 0);
	assert_false(date);
	assert_int_equal(t, 1614556801);
	assert_int_equal(instant_parse_any("2021-03-01T00:00:00", &t, NULL), -1);
	assert_int_equal(t, 1614556801);
}

/* Thirty days hath September; 1900 and 2100 are no leap years, 2000 and 2024 are. */
static void
months_end(void **state)
{
	static const int years[] = { 1900, 1999, 2000, 2023, 2024, 2100 };
	static const int last[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	(void)state;
	for (size_t i = 0; i < sizeof years / sizeof years[0]; i++)
		for (int m = 0; m <= 13; m++)
			for (int d = 0; d <= 33; d++) {
				bool leap = years[i] == 2000 || years[i] == 2024;
				bool exists = m >= 1 && m <= 12 && d >= 1 &&
				    d <= last[m - 1] + (m == 2 && leap);
				char text[40];
				int64_t t;

				snprintf(text, sizeof text, "%d-%02d-%02d", years[i], m, d);
				if ((instant_parse_date(text, &t) == 0) != exists)
					fail_msg("%s", text);
			}
}

static void
agrees_with_libc_on_every_day(void **state)
{
	/* independent truth: gmtime_r over 0000-01-01 .. 9999-12-31, a time in each day */
	int64_t first = -62167219200, last = 253402300799, days = 0;

	(void)state;
	for (int64_t t = first; t <= last; t += INSTANT_DAY + 1, days++) {
		time_t libc_t = (time_t)t;
		struct instant_civil c;
		struct tm tm;

		gmtime_r(&libc_t, &tm);
		instant_to_civil(t, &c);
		if (c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 ||
		    c.day != tm.tm_mday || c.hour != tm.tm_hour || c.minute != tm.tm_min ||
		    c.second != tm.tm_sec || instant_from_civil(&c) != t)
			fail_msg("%lld: %d-%d-%d", (long long)t, c.year, c.month, c.day);
	}
	assert_true(days > 3600000);
}

static void
reads_what_exports_write(void **state)
{
	static const struct {
		const char *text, *format, *zone;
		int64_t t;
	} ok[] = {
		/* all of them 2021-05-21T15:14:00Z unless the cut fraction matters */
		{ "2021-05-21 15:14:00", "%Y-%m-%d %H:%M:%S", "UTC", 1621610040 },
		{ "2021-05-21 17:14:00", "%Y-%m-%d %H:%M:%S", "+02:00", 1621610040 },
		{ "2021-05-21 08:14:00", "%Y-%m-%d %H:%M:%S", "-07:00", 1621610040 },
		{ "2021-05-21 15:14:00.123456", "%Y-%m-%d %H:%M:%S.%f", "Z", 1621610040 },
		{ "2021-05-21 15:14:00", "%Y-%m-%d %H:%M:%S.%f", "Z", 1621610040 },
		{ "2021-05-21 15:14:00.5+00", "%Y-%m-%d %H:%M:%S.%f%z", NULL, 1621610040 },
		{ "20210521T171400+0200", "%Y%m%dT%H%M%S%z", NULL, 1621610040 },
		{ "5/21/2021 3:14:00 PM", "%m/%d/%Y %I:%M:%S %p", "UTC", 1621610040 },
		{ "21-May-2021 15:14:00 GMT", "%d-%b-%Y %H:%M:%S %Z", NULL, 1621610040 },
		{ "May 21 2021 12:00:00 AM", "%b %d %Y %I:%M:%S %p", "UTC", 1621555200 },
		{ "May 21 2021 12:00:00 PM", "%b %d %Y %I:%M:%S %p", "UTC", 1621598400 },
		{ "21.05.2021", "%d.%m.%Y", "UTC", 1621555200 },
		{ "100% 2021-05-21", "100%% %Y-%m-%d", "UTC", 1621555200 },
		{ "1621610040", "epoch", NULL, 1621610040 },
		{ "1621610040.9", "epoch", NULL, 1621610040 },
		{ "1621610040999", "epoch_ms", NULL, 1621610040 },
		{ "0", "epoch", NULL, 0 },
		{ "-1", "epoch_ms", NULL, -1 },
		{ "-1.5", "epoch", NULL, -2 },
		/* the text's own zone wins over the declared one */
		{ "2021-05-21 15:14:00Z", "%Y-%m-%d %H:%M:%S%z", "+02:00", 1621610040 },
	};
	static const struct {
		const char *text, *format, *zone;
	} bad[] = {
		{ "2021-05-21 15:14:00", "%Y-%m-%d %H:%M:%S", NULL },
		{ "2021-05-21 15:14:00", "%Y-%m-%d %H:%M:%S", "CET" },
		{ "2021-05-21 15:14:00", "%Y-%m-%d %H:%M:%S", "" },
		{ "2021-05-21 15:14:00", "%Y-%m-%d", "UTC" },
		{ "2021-05-21", "%Y-%m-%d %H:%M:%S", "UTC" },
		{ "2021-02-30", "%Y-%m-%d", "UTC" },
		{ "05-21", "%m-%d", "UTC" },
		{ "2021-05", "%Y-%m", "UTC" },
		{ "2021-05-21 3:14:00", "%Y-%m-%d %I:%M:%S", "UTC" },
		{ "2021-05-21 13:14:00 PM", "%Y-%m-%d %I:%M:%S %p", "UTC" },
		{ "2021-05-21 3 XM", "%Y-%m-%d %I %p", "UTC" },
		{ "2021-05-21", "%Y-%m-%q", "UTC" },
		{ "2021-05-21%", "%Y-%m-%d%", "UTC" },
		{ "", "%Y-%m-%d", "UTC" },
		{ "", "epoch", NULL },
		{ "-", "epoch", NULL },
		{ "1.", "epoch", NULL },
		{ "12a", "epoch", NULL },
		{ "99999999999999999999999", "epoch", NULL },
		{ "253402300800", "epoch", NULL },
	};
	size_t i;
	int64_t t;

	(void)state;
	for (i = 0; i < sizeof ok / sizeof ok[0]; i++) {
		t = 42;
		if (instant_parse_format(ok[i].text, ok[i].format, ok[i].zone, &t) || t != ok[i].t)
			fail_msg("%s: %lld", ok[i].text, (long long)t);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		t = 42;
		if (instant_parse_format(bad[i].text, bad[i].format, bad[i].zone, &t) != -1 ||
		    t != 42)
			fail_msg("%s by %s was read", bad[i].text, bad[i].format);
	}
}

static void
prints(void **state)
{
	char out[INSTANT_TEXT];

	(void)state;
	assert_string_equal(instant_format(1621610040, out), "2021-05-21T15:14:00Z");
	assert_string_equal(instant_format_date(1621610040, out), "2021-05-21");
	assert_string_equal(instant_format(INSTANT_NONE, out), "");
	assert_string_equal(instant_format_date(INSTANT_NONE, out), "");
	assert_string_equal(instant_format(INT64_MAX, out), "9999-12-31T23:59:59Z");
	assert_string_equal(instant_format(INT64_MIN + 1, out), "0000-01-01T00:00:00Z");
}

static int64_t
at(const char *s)
{
	int64_t t;

	assert_int_equal(instant_parse_any(s, &t, NULL), 0);
	return t;
}

static void
adds_months(void **state)
{
	(void)state;
	assert_int_equal(instant_add_months(at("2021-01-31"), 1), at("2021-02-28"));
	assert_int_equal(instant_add_months(at("2020-01-31"), 1), at("2020-02-29"));
	assert_int_equal(instant_add_months(at("2020-02-29"), 12), at("2021-02-28"));
	assert_int_equal(instant_add_months(at("2020-03-31T12:34:56Z"), -13),
	    at("2019-02-28T12:34:56Z"));
	assert_int_equal(instant_add_months(at("2020-12-15"), 1), at("2021-01-15"));
	assert_int_equal(instant_add_months(at("2020-12-15"), 0), at("2020-12-15"));
	assert_true(instant_add_months(INSTANT_NONE, 3) == INSTANT_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_rfc3339),
		cmocka_unit_test(reads_dates_and_either),
		cmocka_unit_test(months_end),
		cmocka_unit_test(agrees_with_libc_on_every_day),
		cmocka_unit_test(reads_what_exports_write),
		cmocka_unit_test(prints),
		cmocka_unit_test(adds_months),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
