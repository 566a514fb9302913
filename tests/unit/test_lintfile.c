/*
 * Truth: the output formats as the tools' own sources and manuals state them
 * (zlint v3 cmd/zlint and lint/result.go, pkilint report.py and README,
 * pkimetal REST API, x509lint messages.c).
 */
#include "tests/unit/cmocka_all.h"

#include <unistd.h>

#include "base/digest.h"
#include "base/lintfile.h"

#define SHA_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct got {
	char text[4096];
	int stop_after;		/* rows; 0 never */
	int rows;
};

static int
row(void *arg, const struct lint_row *r)
{
	struct got *g = arg;
	size_t n = strlen(g->text);

	snprintf(g->text + n, sizeof g->text - n, "%02x %s %s|%s|%s|%s\n", r->sha256[0], r->tool,
	    r->version, r->code, lintfile_level(r->level), r->detail);
	return ++g->rows == g->stop_after;
}

static int
reject(void *arg, const char *place, const char *reason)
{
	struct got *g = arg;
	size_t n = strlen(g->text);

	snprintf(g->text + n, sizeof g->text - n, "%s: %s\n", place, reason);
	return 0;
}

/* data gives these rows and rejects; sha NULL: the file must name the certificate. */
static void
gives(const char *data, const char *sha, const char *expected)
{
	struct got g = { .stop_after = 0 };
	struct lintfile_sink sink = { .arg = &g, .row = row, .reject = reject };
	uint8_t sha256[32];
	struct lintfile_hint hint = { .sha256 = NULL };

	if (sha) {
		assert_int_equal(digest_unhex(sha, sha256, 32), 0);
		hint.sha256 = sha256;
	}
	assert_int_equal(lintfile_parse(data, strlen(data), &hint, &sink), 0);
	assert_string_equal(g.text, expected);
}

static void
reads_zlint(void **state)
{
	(void)state;
	gives("{\"e_a\":{\"result\":\"pass\"},\"w_b\":{\"result\":\"warn\",\"details\":\"why\"},"
	      "\"e_c\":{\"result\":\"error\"},\"n_d\":{\"result\":\"info\"},\"e_x\":{\"result\":\"NE\"},"
	      "\"e_y\":{\"result\":\"NA\"},\"e_f\":{\"result\":\"fatal\"}}\n",
	    SHA_A,
	    "aa zlint |w_b|warn|why\naa zlint |e_c|error|\naa zlint |n_d|notice|\n"
	    "aa zlint |e_f|fatal|\n");
	gives("{\n \"e_a\": {\n  \"result\": \"pass\"\n }\n}\n\n", SHA_A, "aa zlint ||pass|\n");
	/* the library's whole result set */
	gives("{\"version\":3,\"timestamp\":1,\"lints\":{\"e_c\":{\"result\":\"error\"}},"
	      "\"errors_present\":true}",
	    SHA_A, "aa zlint |e_c|error|\n");
	/* scan data, a record a line, with a certificate a record; MTIz is "123" */
	gives("{\"fingerprint_sha256\":\"" SHA_B "\",\"zlint\":{\"lints\":{\"e_c\":{\"result\":"
	      "\"error\"}}}}\n{\"raw\":\"MTIz\",\"zlint\":{\"lints\":{\"e_a\":{\"result\":\"pass\"}}}}\n"
	      "{\"parsed\":{\"fingerprint_sha256\":\"" SHA_A "\"},\"zlint\":{\"e_a\":{\"result\":\"warn\"}}}",
	    NULL, "bb zlint |e_c|error|\na6 zlint ||pass|\naa zlint |e_a|warn|\n");
	gives("{\"e_c\":{\"result\":\"error\"}}", NULL,
	    "line 1: expected the certificate's SHA-256, found none\n");
}

static void
reads_pkilint(void **state)
{
	(void)state;
	gives("{\"results\": [{\"node_path\": \"certificate.tbs\", \"validator\": \"V\", "
	      "\"finding_descriptions\": [{\"severity\": \"ERROR\", \"code\": \"cabf.x\", \"message\": "
	      "null}, {\"severity\": \"INFO\", \"code\": \"pkix.y\", \"message\": \"m\"}]}, "
	      "{\"node_path\": \"p2\", \"validator\": \"V\", \"finding_descriptions\": [{\"severity\": "
	      "\"WARNING\", \"code\": \"cabf.x\", \"message\": \"again\"}]}]}",
	    SHA_A,
	    "aa pkilint |cabf.x|error|certificate.tbs; p2: again\n"
	    "aa pkilint |pkix.y|notice|certificate.tbs: m\n");
	gives("{\"results\": []}", SHA_A, "aa pkilint ||pass|\n");
	gives("{\"sha256\":\"" SHA_B "\",\"tool_version\":\"0.12.5\",\"results\": []}", NULL,
	    "bb pkilint 0.12.5||pass|\n");
	gives("node_path,validator,severity,code,message\r\n"
	      "certificate.x,V,FATAL,pkix.bad,\"a, b\"\r\ncertificate.y,V,NOTICE,pkix.n,\r\n",
	    SHA_A, "aa pkilint |pkix.bad|fatal|certificate.x: a, b\naa pkilint |pkix.n|notice|certificate.y\n");
	gives("node_path,validator,severity,code,message\n", SHA_A, "aa pkilint ||pass|\n");
	gives("node_path,validator,severity,code,message\na,b,ODD,c,\n", SHA_A,
	    "line 2: expected a finding with a known severity, found ODD c\n");
}

static void
reads_pkimetal_and_mixtures(void **state)
{
	(void)state;
	gives("[{\"Linter\":\"zlint v3.6.4\",\"Finding\":\"e_one\",\"Severity\":\"error\"},"
	      "{\"Linter\":\"pkilint v0.12\",\"Finding\":\"long\",\"Code\":\"cabf.x\",\"Severity\":\"notice\"},"
	      "{\"Linter\":\"zlint v3.6.4\",\"Finding\":\"w_two\",\"Severity\":\"warning\"},"
	      "{\"Linter\":\"pkimetal\",\"Finding\":\"Profile\",\"Severity\":\"meta\"}]",
	    SHA_A,
	    "aa zlint v3.6.4|e_one|error|\naa zlint v3.6.4|w_two|warn|\n"
	    "aa pkilint v0.12|cabf.x|notice|long\naa pkimetal ||pass|\n");
	gives("[]", SHA_A, "aa pkimetal ||pass|\n");
	gives("[{\"sha256\":\"" SHA_B "\",\"zlint\":{\"e\":{\"result\":\"error\"}},\"results\":[]}, 7]", NULL,
	    "bb zlint |e|error|\nbb pkilint ||pass|\n"
	    "line 1: expected an object, found another JSON value\n");
	gives("sha256,tool,version,code,level,detail\n" SHA_A ",zlint,3.6,e_a,error,d\n" SHA_A
	      ",zlint,3.6,,pass,\n" SHA_B ",certlint,1,x,warning,\n",
	    NULL, "aa zlint 3.6|e_a|error|d\nbb certlint 1|x|warn|\n");
	gives("sha256,tool,version,code,level,detail\n" SHA_B ",zlint,3.6,,pass,\nxx,zlint,3.6,e_a,error,d\n",
	    NULL,
	    "line 3: expected the certificate's SHA-256 in 64 hex digits, found none\n");
}

static void
reads_x509lint(void **state)
{
	(void)state;
	gives("E: No policy extension\nW: Something\nI: Subject has a deprecated CommonName\n", SHA_A,
	    "aa x509lint |No policy extension|error|\naa x509lint |Something|warn|\n"
	    "aa x509lint |Subject has a deprecated CommonName|notice|\n");
	gives("", SHA_A, "aa x509lint ||pass|\n");
	gives(SHA_A "\nE: One\r\n" SHA_B "  b.pem\n", NULL,
	    "aa x509lint |One|error|\nbb x509lint ||pass|\n");
	gives("E: One\n", NULL, "line 1: expected the certificate's SHA-256 first, found none\n");
	gives("Usage: x509lint file\n", SHA_A,
	    "line 1: expected \"E: ...\", \"W: ...\" or \"I: ...\", found another line\n");
}

static void
goes_on_after_a_reject(void **state)
{
	(void)state;
	gives("", NULL, "line 1: expected output of a linter, found none\n");
	gives("{\"e\":{\"result\":\"error\"}}\n{\"broken\n{\"e\":{\"result\":\"warn\"}}\n", SHA_A,
	    "aa zlint |e|error|\n"
	    "line 2: expected JSON, found: unexpected newline near '\"broken'\naa zlint |e|warn|\n");
	gives("{\"a\":1}", SHA_A,
	    "line 1: expected output of zlint, pkilint or pkimetal, found another object\n");
	gives("{\"e\":{\"result\":\"odd\"}}", SHA_A,
	    "line 1: expected a finding with a known severity, found odd e\n");
	gives("severity,other\n1,2\n", SHA_A,
	    "line 1: expected columns code and level (or severity), found others\n");
}

static void
sink_ends_it_and_files_name_certificates(void **state)
{
	struct got g = { .stop_after = 1 };
	struct lintfile_sink sink = { .arg = &g, .row = row, .reject = reject };
	struct lintfile_hint hint = { .tool = "certlint", .version = "9" };
	static const char lines[] = SHA_A "\nE: One\nE: Two\n";
	char path[] = "/tmp/selfaudit-lint-XXXXXX", named[128];
	FILE *f;

	(void)state;
	assert_int_equal(lintfile_parse(lines, strlen(lines), &hint, &sink), -1);
	assert_string_equal(g.text, "aa certlint 9|One|error|\n");
	assert_non_null(mkdtemp(path));
	snprintf(named, sizeof named, "%s/" SHA_B ".txt", path);
	f = fopen(named, "w");
	assert_non_null(f);
	fputs("W: Three\n", f);
	fclose(f);
	memset(&g, 0, sizeof g);
	assert_int_equal(lintfile_read(named, NULL, &sink), 0);
	assert_string_equal(g.text, "bb x509lint |Three|warn|\n");
	unlink(named);
	rmdir(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_zlint),
		cmocka_unit_test(reads_pkilint),
		cmocka_unit_test(reads_pkimetal_and_mixtures),
		cmocka_unit_test(reads_x509lint),
		cmocka_unit_test(goes_on_after_a_reject),
		cmocka_unit_test(sink_ends_it_and_files_name_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
