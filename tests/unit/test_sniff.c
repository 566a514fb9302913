/* What a file looks like: magic octets as file(1) has them, DER built by RFC 5280, columns by the manual. */
#include "tests/unit/cmocka_all.h"

#include "base/sniff.h"

#define BYTES(s) (s), sizeof(s) - 1

static const struct {
	const char *bytes;
	size_t len;
	unsigned is;
	const char *what;
} cases[] = {
	{ BYTES(""), SNIFF_NOTHING, "an empty file" },
	{ BYTES("\xef\xbb\xbf \n\t\r\n"), SNIFF_NOTHING, "nothing but blanks" },
	{ BYTES("SQLite format 3\0\x10\0"), SNIFF_FOREIGN, "a SQLite database" },
	{ BYTES("PK\3\4......[Content_Types].xml"), SNIFF_FOREIGN,
	    "an Excel workbook: save the sheet as CSV" },
	{ BYTES("PK\3\4......a.txt"), SNIFF_FOREIGN, "a ZIP archive: unpack it first" },
	{ BYTES("%PDF-1.7\n"), SNIFF_FOREIGN, "a PDF" },
	{ BYTES("\x1f\x8b\x08\0"), SNIFF_FOREIGN, "compressed data: unpack it first" },
	{ BYTES("\xff\xfem\0e\0"), SNIFF_FOREIGN, "UTF-16 text: save it as UTF-8" },
	{ BYTES("\0\1\2\3\4\5"), SNIFF_FOREIGN, "binary data" },
	{ BYTES("\n<!DOCTYPE HTML><html>"), SNIFF_FOREIGN, "an HTML page" },
	{ BYTES("<?xml version='1.0'?>"), SNIFF_FOREIGN, "XML" },
	/* one bad octet in a table is a record's, not the file's */
	{ BYTES("method,validated_at,name\nhttp-01,2026-01-01T00:00:00Z,a\1.example\n"),
	    SNIFF_VALIDATIONS, "a table of validations" },
	/* SEQUENCE { SEQUENCE { [0] version */
	{ BYTES("\x30\x82\x01\x00\x30\x81\xf0\xa0\x03\x02\x01\x02"), SNIFF_CERTIFICATES,
	    "a certificate in DER" },
	/* version 1: serial 1, algorithm, issuer, then validity: a SEQUENCE */
	{ BYTES("\x30\x81\x80\x30\x70\x02\x01\x01\x30\x03\x06\x01\x2a\x30\x00\x30\x02\x17\x00"),
	    SNIFF_CERTIFICATES, "a certificate in DER" },
	/* version 2 of a CRL: 1, algorithm, issuer, then thisUpdate: a time; version 1 lacks the 1 */
	{ BYTES("\x30\x81\x80\x30\x70\x02\x01\x01\x30\x03\x06\x01\x2a\x30\x00\x17\x0d" "260101000000Z"),
	    SNIFF_CRL, "a CRL" },
	{ BYTES("\x30\x81\x80\x30\x70\x30\x03\x06\x01\x2a\x30\x00\x18\x0f" "20510101000000Z"),
	    SNIFF_CRL, "a CRL" },
	{ BYTES("\x30\x81\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), SNIFF_FOREIGN,
	    "a PKCS #7 container: take the certificates out first" },
	{ BYTES("\x30\x81\x80\x02\x01\x00\x30\x0d"), SNIFF_FOREIGN,
	    "a private key or a PKCS #12 container" },
	{ BYTES("\x30\x80"), SNIFF_CERTIFICATES, "a certificate in DER" },
	{ BYTES("-----BEGIN CERTIFICATE-----\nMA==\n"), SNIFF_CERTIFICATES, "certificates" },
	{ BYTES("subject=CN = a\n-----BEGIN CERTIFICATE-----\n"), SNIFF_CERTIFICATES, "certificates" },
	{ BYTES("-----BEGIN X509 CRL-----\n"), SNIFF_CRL, "a CRL" },
	{ BYTES("-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n-----BEGIN CERTIFICATE-----\n"),
	    SNIFF_CRL | SNIFF_CERTIFICATES, "certificates" },
	{ BYTES("-----BEGIN EC PRIVATE KEY-----\n"), SNIFF_PEM, "a private key" },
	{ BYTES("-----BEGIN CERTIFICATE REQUEST-----\n"), SNIFF_PEM, "PEM of another kind" },
	{ BYTES("\xef\xbb\xbf\"der\",issued_at\r\n"), SNIFF_CERTIFICATES, "a table of certificates" },
	{ BYTES("order_id,der\r\n"), SNIFF_CERTIFICATES, "a table of certificates" },
	{ BYTES("order_id;der;issued_at\n"), SNIFF_CERTIFICATES, "a table of certificates" },
	{ BYTES("method\tvalidated_at\n"), SNIFF_VALIDATIONS, "a table of validations" },
	{ BYTES("order,under\n"), SNIFF_TEXT, "text of another kind" },
	{ BYTES("{\"serial\":\"1\",\"issuer\":\"2\"}\n"), SNIFF_CERTIFICATES, "a table of certificates" },
	{ BYTES("{\"entries\": [{\"leaf_input\": \"\"}]}"), SNIFF_CERTIFICATES,
	    "certificates as CT get-entries" },
	{ BYTES("serial,revoked_at,reason\n"), SNIFF_REVOCATIONS, "a table of revocations" },
	{ BYTES("serial,revoked_at,reason,issuer\n"), SNIFF_REVOCATIONS | SNIFF_CERTIFICATES,
	    "a table of revocations" },
	{ BYTES("certificate,authz_id\n"), SNIFF_LINKS, "a table of links" },
	{ BYTES("[{\"method\":\"a\",\"validated_at\":\"b\"}]"), SNIFF_VALIDATIONS,
	    "a table of validations" },
	{ BYTES("# ours\ncas:\n  - x: 1\n"), SNIFF_INVENTORY, "an inventory of CAs in YAML" },
	{ BYTES("document: cps\nversions:\n"), SNIFF_REGISTER, "a CPS register in YAML" },
	{ BYTES("hello\n"), SNIFF_TEXT, "text of another kind" },
};

static void
looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct input *in = input_memory("memory", cases[i].bytes, cases[i].len);
		struct sniff s = { 0 };

		assert_non_null(in);
		assert_int_equal(sniff_input(in, false, &s), 0);
		if (s.is != cases[i].is)
			print_message("# case %zu: %s\n", i, s.what);
		assert_int_equal(s.is, cases[i].is);
		assert_string_equal(s.what, cases[i].what);
		input_close(in);
	}
}

/* With a map the columns may have any name, and a cell may hold PEM. */
static void
mapped(void **state)
{
	static const char *const texts[] = { "method,validated_at\n",
		"cert\n\"\n-----BEGIN CERTIFICATE-----\n" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct input *in = input_memory("memory", texts[i], strlen(texts[i]));
		struct sniff s = { 0 };

		assert_int_equal(sniff_input(in, true, &s), 0);
		assert_int_equal(s.is, SNIFF_MAPPED);
		input_close(in);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(looks), cmocka_unit_test(mapped) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
