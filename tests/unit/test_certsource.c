/* Certificates out of exports.  The bytes that come out are those that were put in. */
#include "tests/unit/cmocka_all.h"

#include <openssl/evp.h>

#include "base/certsource.h"
#include "base/importmap.h"
#include "base/text.h"

/* Stands for a certificate: certsource does not look inside. */
static const char one[] = "\x30\x82\x01\x10 first certificate";
static const char two[] = "\x30\x82\x01\x10 the second";

static void
add_base64(struct text *t, const void *p, size_t len, size_t width)
{
	char line[512];
	size_t n = (size_t)EVP_EncodeBlock((unsigned char *)line, p, (int)len);

	for (size_t i = 0; i < n; i += width) {
		text_addn(t, line + i, n - i < width ? n - i : width);
		if (width < 500)
			text_addc(t, '\n');
	}
}

static void
add_pem(struct text *t, const char *label, const char *body)
{
	text_addf(t, "-----BEGIN %s-----\n", label);
	add_base64(t, body, strlen(body), 8);
	text_addf(t, "-----END %s-----\n", label);
}

/* One expectation a record: the bytes, or the beginning of the reason behind "!". */
struct want {
	const char *what;
	uint64_t line;
};

static void
expect(const void *data, size_t len, enum certsource_form form, const struct want *want, size_t n)
{
	struct input *in = input_memory("test", data, len);
	struct certsource *s;
	struct certsource_record r;

	assert_non_null(in);
	s = certsource_new(in, NULL);
	assert_non_null(s);
	assert_int_equal(certsource_form(s), form);
	for (size_t i = 0; i < n; i++) {
		bool bad = want[i].what[0] == '!';

		assert_int_equal(certsource_next(s, &r), bad ? CERTSOURCE_BAD : CERTSOURCE_RECORD);
		if (want[i].line != 0)
			assert_int_equal(r.line, want[i].line);
		if (bad) {
			assert_non_null(r.reason);
			if (strncmp(r.reason, want[i].what + 1, strlen(want[i].what + 1)) != 0)
				fail_msg(
				    "expected \"%s\", found \"%s\"", want[i].what + 1, r.reason);
			assert_null(r.der);
			continue;
		}
		assert_int_equal(r.der_len, strlen(want[i].what));
		assert_memory_equal(r.der, want[i].what, r.der_len);
	}
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_END);
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_END);
	certsource_free(s);
	input_close(in);
}

#define EXPECT(t, form, ...)                                                 \
	expect((t)->s, (t)->len, form, (const struct want[]){ __VA_ARGS__ }, \
	    sizeof((const struct want[]){ __VA_ARGS__ }) / sizeof(struct want))

static void
pem_bundle(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add(&t, "\xef\xbb\xbf"
		     "subject=CN = example.com\nissuer - a name -\n");
	add_pem(&t, "CERTIFICATE", one);
	text_add(&t, "\n-----not a BEGIN\n");
	add_pem(&t, "X509 CRL", two);
	add_pem(&t, "X509 CERTIFICATE", two);
	t.len--; /* joined without a line end */
	add_pem(&t, "CERTIFICATE", one);
	EXPECT(&t, CERTSOURCE_PEM, { one, 3 },
	    { "!expected a block CERTIFICATE, found \"X509 CRL\"", 11 }, { two, 16 }, { one, 20 });
	text_free(&t);
}

static void
pem_with_carriage_returns_and_one_long_line(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add(&t, "-----BEGIN CERTIFICATE-----\r\n");
	add_base64(&t, one, strlen(one), 500);
	text_add(&t, "\r\n-----END CERTIFICATE-----\r\n");
	EXPECT(&t, CERTSOURCE_PEM, { one, 1 });
	text_free(&t);
}

static void
pem_broken(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add(&t, "-----BEGIN CERTIFICATE-----\nMII*\n-----END CERTIFICATE-----\n");
	add_pem(&t, "CERTIFICATE", one);
	text_add(&t, "-----BEGIN CERTIFICATE-----\nMIIB\n");
	add_pem(&t, "CERTIFICATE", two);
	text_add(&t, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
	text_add(&t, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END X509 CRL-----\n");
	text_add(&t, "-----BEGIN CERTIFICATE\nMIIB\n-----END CERTIFICATE-----\n");
	text_add(&t, "-----BEGIN CERTIFICATE-----\nMIIB");
	EXPECT(&t, CERTSOURCE_PEM, { "!expected base64 in the block, found other", 1 }, { one, 4 },
	    { "!expected END, found another BEGIN", 0 }, { two, 0 },
	    { "!expected base64 in the block, found nothing", 0 },
	    { "!expected base64 up to an END with the label of BEGIN", 0 },
	    { "!expected five dashes", 0 }, { "!expected END, found the end of the input", 0 });
	text_free(&t);
}

/* Any cut of a bundle ends in records or bad ones, never in silence about a block that began. */
static void
pem_cut_anywhere(void **state)
{
	struct text t = { 0 };
	struct certsource_record r;

	(void)state;
	text_add(&t, "x\n");
	add_pem(&t, "CERTIFICATE", one);
	for (size_t n = 2; n < t.len; n++) {
		struct input *in = input_memory("test", t.s, n);
		struct certsource *s = certsource_new(in, NULL);
		int result;

		assert_non_null(s);
		result = certsource_next(s, &r);
		if (n == t.len - 1) /* only the last line end is missing */
			assert_int_equal(result, CERTSOURCE_RECORD);
		else
			assert_int_equal(result, CERTSOURCE_BAD);
		certsource_free(s);
		input_close(in);
	}
	text_free(&t);
}

static void
der_and_unknown(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_addn(&t, one, strlen(one));
	EXPECT(&t, CERTSOURCE_DER, { one, 0 });
	text_clear(&t);
	text_addn(&t, "PK\3\4\0\0\n", 7);
	EXPECT(&t, CERTSOURCE_UNKNOWN,
	    { "!expected PEM, DER, CT get-entries JSON or CSV, found none", 1 });
	expect("", 0, CERTSOURCE_UNKNOWN,
	    &(struct want){ "!expected PEM, DER, CT get-entries JSON or CSV, found "
			    "nothing",
		1 },
	    1);
	text_clear(&t);
	text_add(&t, "file,repo\na,b\n");
	EXPECT(&t, CERTSOURCE_CSV,
	    { "!expected a column der, or serial and issuer, found neither", 1 });
	text_free(&t);
}

/* MerkleTreeLeaf and PrecertChainEntry by hand after RFC 6962 3.1 and 3.4; time stamp 258. */
static void
add_entry(struct text *t, int type, const char *cert, const char *pre)
{
	struct text leaf = { 0 }, extra = { 0 };
	char hash[32] = { 0 };

	text_addn(&leaf, "\0\0\0\0\0\0\0\0\1\2\0", 11);
	text_addc(&leaf, (char)type);
	if (type == 1)
		text_addn(&leaf, hash, sizeof hash);
	text_addn(&leaf, "\0\0", 2);
	text_addc(&leaf, (char)strlen(cert));
	text_add(&leaf, cert);
	text_addn(&leaf, "\0\0", 2);
	text_addn(&extra, "\0\0", 2);
	text_addc(&extra, (char)strlen(pre));
	text_add(&extra, pre);
	text_addn(&extra, "\0\0\0", 3);
	text_add(t, "{ \"leaf_input\": \"");
	add_base64(t, leaf.s, leaf.len, 500);
	text_add(t, "\", \"note\": \"}{\\\"\", \"extra_data\": \"");
	add_base64(t, extra.s, extra.len, 500);
	text_add(t, "\" }");
	text_free(&leaf);
	text_free(&extra);
}

static void
ct_entries(void **state)
{
	struct text t = { 0 };
	struct certsource_record r;
	struct certsource *s;
	struct input *in;

	(void)state;
	text_add(&t, "{\n\"entries\": [\n");
	add_entry(&t, 0, one, "");
	text_add(&t, ",\n");
	add_entry(&t, 1, "tbs", two);
	text_add(&t, "]}\n{\"entries\": []}\n");
	add_entry(&t, 2, one, "");
	add_entry(&t, 0, "", "");
	text_add(&t, "{\"error_message\": \"too many\"}\n{\"leaf_input\": 5}\n{\"leaf_input\": "
		     "\"AAAA\"}{bad}");
	add_entry(&t, 0, two, "");
	EXPECT(&t, CERTSOURCE_CT, { one, 3 }, { two, 4 },
	    { "!expected a leaf of version 1 with an x509 or", 6 },
	    { "!expected a certificate in leaf_input", 6 },
	    { "!expected leaf_input in base64, found none", 6 },
	    { "!expected leaf_input in base64, found none", 7 },
	    { "!expected a leaf of version 1", 8 }, { "!expected a JSON object, found", 8 },
	    { two, 8 });
	in = input_memory("test", t.s, t.len);
	s = certsource_new(in, NULL);
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_int_equal(r.logged_at_ms, 258);
	assert_true(r.issued_at == INSTANT_NONE);
	certsource_free(s);
	input_close(in);
	t.len -= 3;
	in = input_memory("test", t.s, t.len);
	s = certsource_new(in, NULL);
	for (int i = 0; i < 8; i++)
		certsource_next(s, &r);
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_BAD);
	assert_non_null(strstr(r.reason, "found the end of the input"));
	certsource_free(s);
	input_close(in);
	text_free(&t);
}

static void
csv_columns(void **state)
{
	static const char csv[] =
	    "profile,der,issued_at,color,ra,revoked_at,revocation_reason,order_id,account,serial,"
	    "issuer\n"
	    "tls,308201102066697273742063657274696669636174 65,2021-05-21T15:14:00Z,red,RA 1,"
	    "2021-06-01 00:00:00+02:00,keyCompromise,o1,a1,0A:BC,\n"
	    ",,,,,,,,,00ff,00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\n"
	    ",MIIBECB0aGUgc2Vjb25k,,,,,4,,,,\n"
	    ",,,,,,,,,12,\n"
	    ",MIIB*,,,,,,,,,\n"
	    ",3082010,,,,,,,,,\n"
	    ",MIIBECB0aGUgc2Vjb25k,2021-05-21 15:14:00,,,,,,,,\n"
	    ",MIIBECB0aGUgc2Vjb25k,,,,,7,,,,\n"
	    ",MIIBECB0aGUgc2Vjb25k,,,,,,,,xyz,\n"
	    ",MIIBECB0aGUgc2Vjb25k,,,,,,,,,12\n"
	    "short,row\n";
	struct input *in = input_memory("test", csv, sizeof csv - 1);
	struct certsource *s = certsource_new(in, NULL);
	struct certsource_record r;
	static const char *const reasons[] = { "expected der, or serial and issuer",
		"der: expected base64", "der: expected base64",
		"issued_at: expected an RFC 3339 time with a zone, found \"2021-05-21 15:14:00\"",
		"revocation_reason: expected", "serial: expected a serial in hex", "issuer: expected",
		"expected 11 cells" };

	(void)state;
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_int_equal(r.line, 2);
	assert_int_equal(r.der_len, strlen(one));
	assert_memory_equal(r.der, one, r.der_len);
	assert_string_equal(r.profile, "tls");
	assert_int_equal(r.issued_at, 1621610040);  /* date -u -d "2021-05-21 15:14" +%s */
	assert_int_equal(r.revoked_at, 1622498400); /* date -u -d "2021-05-31 22:00" +%s */
	assert_int_equal(r.revocation_reason, 1);
	assert_string_equal(r.ra, "RA 1");
	assert_string_equal(r.order_id, "o1");
	assert_string_equal(r.account, "a1");
	assert_string_equal(r.serial, "abc");
	assert_string_equal(r.issuer, "");
	assert_string_equal(certsource_unknown(s, 0), "color");
	assert_null(certsource_unknown(s, 1));

	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_null(r.der);
	assert_string_equal(r.serial, "ff");
	assert_string_equal(
	    r.issuer, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	assert_true(r.issued_at == INSTANT_NONE);

	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_int_equal(r.revocation_reason, 4);
	assert_int_equal(r.der_len, strlen(two));
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		assert_int_equal(certsource_next(s, &r), CERTSOURCE_BAD);
		if (strncmp(r.reason, reasons[i], strlen(reasons[i])) != 0)
			fail_msg("expected \"%s\", found \"%s\"", reasons[i], r.reason);
	}
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_END);
	certsource_free(s);
	input_close(in);
}

static void
csv_headers(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add(&t, "serial,profile\n12,x\n");
	EXPECT(&t, CERTSOURCE_CSV, { "!expected a column der, or serial and issuer", 1 });
	text_clear(&t);
	text_add(&t, "\xef\xbb\xbf"
		     "der\r\n");
	expect(t.s, t.len, CERTSOURCE_CSV, NULL, 0);
	text_free(&t);
}

static void
mapped_tables(void **state)
{
	static const char yaml[] = "separator: \";\"\ncolumns:\n"
				   "  der: certificate\n"
				   "  issued_at: {from: created, format: epoch_ms}\n"
				   "  serial: {from: number, number: decimal}\n";
	static const char csv[] =
	    "certificate;created;number\nMIIBECB0aGUgc2Vjb25k;1621610040999;4660\n";
	static const char jsonl[] =
	    "{\"der\": \"MIIBECB0aGUgc2Vjb25k\", \"account\": 7}\n{\"der\": 5";
	struct importmap *map = importmap_parse("map.yaml", yaml, sizeof yaml - 1);
	struct input *in = input_memory("test", csv, sizeof csv - 1);
	struct certsource *s = certsource_new(in, map);
	struct certsource_record r;

	(void)state;
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_int_equal(r.der_len, strlen(two));
	assert_int_equal(r.issued_at, 1621610040);
	assert_string_equal(r.serial, "1234"); /* 4660 in hex */
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_END);
	certsource_free(s);
	input_close(in);
	importmap_free(map);

	in = input_memory("test", jsonl, sizeof jsonl - 1);
	s = certsource_new(in, NULL);
	assert_int_equal(certsource_form(s), CERTSOURCE_JSONL);
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_RECORD);
	assert_memory_equal(r.der, two, strlen(two));
	assert_string_equal(r.account, "7");
	assert_int_equal(certsource_next(s, &r), CERTSOURCE_BAD);
	assert_int_equal(r.line, 2);
	certsource_free(s);
	input_close(in);
}

static void
real_ct_answer(void **state)
{
	const char *data = getenv("SHARED_DATA");
	char path[512];
	struct input *in;
	struct certsource *s;
	struct certsource_record r;
	FILE *f;
	int n = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/samples/ct_get_entries_4.json",
	    data != NULL ? data : "../shared/data");
	if ((f = fopen(path, "rb")) == NULL) {
		print_message("real_ct_answer: no %s # SKIP\n", path);
		skip();
		return;
	}
	fclose(f);
	in = input_open(path);
	s = certsource_new(in, NULL);
	while (certsource_next(s, &r) == CERTSOURCE_RECORD) {
		assert_int_equal(r.der[0], 0x30);
		assert_int_equal((size_t)(r.der[2] << 8 | r.der[3]) + 4, r.der_len);
		n++;
	}
	assert_int_equal(n, 4);
	certsource_free(s);
	input_close(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pem_bundle),
		cmocka_unit_test(pem_with_carriage_returns_and_one_long_line),
		cmocka_unit_test(pem_broken),
		cmocka_unit_test(pem_cut_anywhere),
		cmocka_unit_test(der_and_unknown),
		cmocka_unit_test(ct_entries),
		cmocka_unit_test(csv_columns),
		cmocka_unit_test(csv_headers),
		cmocka_unit_test(mapped_tables),
		cmocka_unit_test(real_ct_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
