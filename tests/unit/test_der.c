/* DER in place.  Expected octets are worked out from X.690 and RFC 5280 by hand. */
#include "tests/unit/cmocka_all.h"

#include "base/der.h"
#include "base/instant.h"

static void
headers(void **state)
{
	static const struct {
		uint8_t in[10];
		size_t avail;
		int head;
		uint64_t body;
	} cases[] = {
		{ { 0x30 }, 1, 0, 0 }, { { 0x30, 0x03 }, 2, 2, 3 }, { { 0x30, 0x7f }, 2, 2, 127 },
		{ { 0x30, 0x80 }, 2, -1, 0 },	    /* indefinite */
		{ { 0x30, 0x81, 0x7f }, 3, -1, 0 }, /* not the shortest */
		{ { 0x30, 0x81, 0x80 }, 3, 3, 128 }, { { 0x30, 0x81 }, 2, 0, 0 },
		{ { 0x30, 0x82, 0x00, 0xff }, 4, -1, 0 }, /* not the shortest */
		{ { 0x30, 0x82, 0x01, 0x00 }, 4, 4, 256 },
		{ { 0x30, 0x87, 1, 0, 0, 0, 0, 0, 0 }, 9, 9, (uint64_t)1 << 48 },
		{ { 0x30, 0x88, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, -1, 0 },
		{ { 0x1f, 0x81, 0x01, 0x00 }, 4, -1, 0 }, /* tag of several octets */
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t tag = 0;
		uint64_t body = 0;

		assert_int_equal(
		    der_header(cases[i].in, cases[i].avail, &tag, &body), cases[i].head);
		if (cases[i].head > 0) {
			uint8_t again[10];

			assert_int_equal(body, cases[i].body);
			assert_int_equal(der_put_header(again, tag, body), cases[i].head);
			assert_memory_equal(again, cases[i].in, (size_t)cases[i].head);
		}
	}
}

static void
cursor_stays_where_it_breaks(void **state)
{
	static const uint8_t in[] = { 0x02, 0x01, 0x05, 0x04, 0x05, 0x00 };
	struct der d = der_over(in, sizeof in);
	struct der_value v;
	int n = 0;

	(void)state;
	assert_true(der_take(&d, DER_INTEGER, &v));
	assert_int_equal(der_small_integer(&v, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(der_peek(&d), DER_OCTET_STRING);
	assert_false(der_take(&d, DER_INTEGER, &v));
	assert_false(der_next(&d, &v)); /* announces 5, has 1 */
	assert_ptr_equal(v.body, in + 2);
	assert_ptr_equal(d.p, in + 3);
	assert_true(der_take_optional(&d, DER_INTEGER, &v));
	assert_null(v.body);
	assert_false(der_take_optional(&d, DER_OCTET_STRING, &v));
}

static void
oids(void **state)
{
	static const struct {
		uint8_t len, in[12];
		const char *text; /* NULL: broken */
	} cases[] = {
		{ 3, { 0x55, 0x1d, 0x11 }, "2.5.29.17" },
		{ 6, { 0x67, 0x81, 0x0c, 0x01, 0x02, 0x01 }, "2.23.140.1.2.1" },
		{ 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11 }, "1.2.840.113549.1.1.11" },
		{ 2, { 0x88, 0x37 }, "2.999" }, /* X.690 8.19.5's example arc */
		{ 1, { 0x27 }, "0.39" },
		{ 0, { 0 }, NULL },
		{ 2, { 0x55, 0x9d }, NULL },	   /* ends inside an arc */
		{ 3, { 0x55, 0x80, 0x01 }, NULL }, /* padded arc */
		{ 11, { 0x55, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, NULL },
	};
	char text[DER_OID_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = der_oid_text(cases[i].in, cases[i].len, text, sizeof text);

		if (cases[i].text == NULL) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_string_equal(text, cases[i].text);
		assert_int_equal(n, strlen(cases[i].text));
		assert_int_equal(der_oid_text(cases[i].in, cases[i].len, text, n), 0);
		assert_int_equal(der_oid_text(cases[i].in, cases[i].len, text, n + 1), n);
	}
}

/* Instants from date(1): date -u -d "2021-05-21 15:14:00" +%s and so on. */
static void
times(void **state)
{
	static const struct {
		uint8_t tag;
		const char *in;
		int result;
		int64_t t;
	} cases[] = {
		{ DER_UTC_TIME, "210521151400Z", 0, 1621610040 },
		{ DER_UTC_TIME, "491231235959Z", 0, 2524607999 },
		{ DER_UTC_TIME, "500101000000Z", 0, -631152000 },
		{ DER_UTC_TIME, "2105211514Z", 1, 1621610040 },
		{ DER_UTC_TIME, "210521171400+0200", 1, 1621610040 },
		{ DER_UTC_TIME, "210229000000Z", -1, 0 },
		{ DER_UTC_TIME, "200229000000Z", 0, 1582934400 },
		{ DER_UTC_TIME, "210521151460Z", -1, 0 },
		{ DER_UTC_TIME, "210521241400Z", -1, 0 },
		{ DER_UTC_TIME, "2105211514", -1, 0 },
		{ DER_UTC_TIME, "210521151400", -1, 0 },
		{ DER_UTC_TIME, "21052115140 Z", -1, 0 },
		{ DER_UTC_TIME, "", -1, 0 },
		{ DER_GENERALIZED_TIME, "20500101000000Z", 0, 2524608000 },
		{ DER_GENERALIZED_TIME, "99991231235959Z", 0, 253402300799 },
		{ DER_GENERALIZED_TIME, "20210521151400Z", 1, 1621610040 },
		{ DER_GENERALIZED_TIME, "20500101000000.5Z", 1, 2524608000 },
		{ DER_GENERALIZED_TIME, "20501301000000Z", -1, 0 },
		{ DER_OCTET_STRING, "210521151400Z", -1, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct der_value v = { .tag = cases[i].tag,
			.body = (const uint8_t *)cases[i].in,
			.len = strlen(cases[i].in) };
		int64_t t = 77;

		assert_int_equal(der_time(&v, &t), cases[i].result);
		assert_int_equal(t, cases[i].result < 0 ? 77 : cases[i].t);
	}
}

static void
small_integers(void **state)
{
	static const struct {
		uint8_t tag, len, in[6];
		int result, n;
	} cases[] = {
		{ DER_INTEGER, 1, { 0 }, 0, 0 },
		{ DER_ENUMERATED, 1, { 9 }, 0, 9 },
		{ DER_INTEGER, 2, { 0x00, 0x80 }, 0, 128 },
		{ DER_INTEGER, 2, { 0x00, 0x7f }, -1, 0 },
		{ DER_INTEGER, 1, { 0x80 }, -1, 0 },
		{ DER_INTEGER, 4, { 0x7f, 0xff, 0xff, 0xff }, 0, 0x7fffffff },
		{ DER_INTEGER, 5, { 0x00, 0x80, 0, 0, 0 }, -1, 0 },
		{ DER_INTEGER, 0, { 0 }, -1, 0 },
		{ DER_OCTET_STRING, 1, { 1 }, -1, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct der_value v = {
			.tag = cases[i].tag, .body = cases[i].in, .len = cases[i].len
		};
		int n = -5;

		assert_int_equal(der_small_integer(&v, &n), cases[i].result);
		assert_int_equal(n, cases[i].result == 0 ? cases[i].n : -5);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(cursor_stays_where_it_breaks),
		cmocka_unit_test(oids),
		cmocka_unit_test(times),
		cmocka_unit_test(small_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
