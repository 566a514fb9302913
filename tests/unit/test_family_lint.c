/*
 * Truth: BR 8.7 and 7.1.2.9, RFC 6962 3.2; certificates made with python-cryptography, one
 * field changed at a time.  The linters are imitated by shell scripts that print what
 * zlint, pkilint and x509lint print (their sources: cmd/zlint/main.go, report.py, messages.c).
 */
#include "tests/unit/fixture_cert.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lintrow.h"
#include "checks/lint.h"
#include "tests/unit/said.h"

static const char final[] =
    "308201263081cca00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308b3"
    "fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3233021301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e646576300a06082a8648ce3d04030203490030460221"
    "00bae84bbb5f6ae976f45c8f455632f7eee007cc6dc263547038b5f9387866dfbf0221009683b328bc040246060e"
    "0e051e2eeb31c4e63eac43ffed580aebf937dfac5004";
static const char precert[] =
    "3082013b3081e1a00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308b3"
    "fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff0402"
    "0500300a06082a8648ce3d0403020349003046022100bd2ca24b333d7629a836828bb2e1ad04d5a4e5326e0e2233"
    "792ab16df4720750022100aa40b4a4cbcd651898aae728356f414c1e3f318eced9ae01b43c4ed89cf3c58d";
static const char other_serial[] =
    "3082013a3081e1a00302010202081a2b3c4d5e6f7082300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308b3"
    "fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff0402"
    "0500300a06082a8648ce3d040302034800304502203222d6a56010396281c9aae3239f00144774c4ba5f7582a42c"
    "e272157b475470022100c98bcc768c2bdc9e87713843d6bcb084155f93a9572ca7f3583f397f0ef5e573";
static const char other_validity[] =
    "3082013a3081e1a00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833313030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308b3"
    "fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff0402"
    "0500300a06082a8648ce3d0403020348003045022052a2f994d5dee39a3d39aba6093cc302cd878d2bee6490cb45"
    "e4aab9e17893b4022100bea7c42e61019daef80926a63956b6514c9dd0f518360b59de0cfbf518dc406a";
static const char other_key[] =
    "3082013a3081e1a00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d0301070342000426efcebd0ee9e34a669187e18b3a9122b2f733945b649cc9f9f921e9"
    "f9dad81290238bde9cc7bb330d150c67704dd25ae7055205744b6f31bf4070745872d0e6a3383036301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff0402"
    "0500300a06082a8648ce3d0403020348003045022100b52a880906283b8bde5b302808a87bc8d07f551bec13e9c6"
    "cfb04dcb70fcad490220194955243940c0b354e180c10c87915a22c2635bd8d84d1d1ddf838eb73e018f";
static const char other_name[] =
    "3082013a3081e1a00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300d310b300906035504030c"
    "024341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a8648"
    "ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308b3"
    "fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f0603551d"
    "110101ff0415301382117777772e73656c6661756469742e6f72673013060a2b06010401d6790204030101ff0402"
    "0500300a06082a8648ce3d0403020348003045022016707e24eeca0481f33160470fd41035c0a00b705ee5f97040"
    "d7854eb2dcfa8d022100ea91f3c0921d79b4d5d851a48f89997bcd965a63a6e3c5f2672fb88447703bac";
static const char other_issuer[] =
    "3082013a3081e2a00302010202081a2b3c4d5e6f7081300a06082a8648ce3d040302300e310c300a06035504030c"
    "03504341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a86"
    "48ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308"
    "b3fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f060355"
    "1d110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff04"
    "020500300a06082a8648ce3d040302034700304402207de71d31364ddd854a2c971f210fc051b2000ee79b2cf4fe"
    "cdcc7870e45e18da022012554d3b2b07fdd96d563780d0f9372fd0e6d4d72e2cd86919b25234945f805a";
static const char other_issuer_serial[] =
    "3082013b3081e2a00302010202081a2b3c4d5e6f7082300a06082a8648ce3d040302300e310c300a06035504030c"
    "03504341301e170d3235303630313030303030305a170d3235303833303030303030305a30003059301306072a86"
    "48ce3d020106082a8648ce3d03010703420004319d73c07b6825c9b8d27aa865b4c51b440483a472a8a1e3dd9308"
    "b3fc58c355a53a25f7b1396405e9918f17136277aff475f1266a6acc92fff2185a8ac34507a3383036301f060355"
    "1d110101ff0415301382117777772e73656c6661756469742e6465763013060a2b06010401d6790204030101ff04"
    "020500300a06082a8648ce3d04030203480030450221009d5f30b84360cb7bd7be9f110d1a2ff38e86cf89d04854"
    "35c1a4b08720f0c9f602207914d0696866464b513b20ee94811a8308b555f7fae44766df87944d29621f9b";

static void
lint_clean(void **state, struct covered *covered)
{
	static const struct lint_row rows[] = {
		{ .level = LINT_PASS, .tool = "x509lint", .version = "", .code = "", .detail = "" },
		{ .level = LINT_WARN, .tool = "zlint", .version = "v3.6", .code = "w_b", .detail = "" },
		{ .level = LINT_ERROR, .tool = "zlint", .version = "v3.6", .code = "e_a", .detail = "why" },
		{ .level = LINT_FATAL, .tool = "pkilint", .version = "", .code = "cabf.x", .detail = "" },
	};
	struct rule_why why = { .reason = "" };
	struct world world;

	CASE("lint.clean", 'P', w.f.u.lints = rows; w.f.u.lint_count = 2);
	CASE("lint.clean", 'F', w.f.u.lints = rows; w.f.u.lint_count = 3);
	CASE("lint.clean", 'M', );
	CASE("lint.clean", 'T', w.c.evidence = 0);
	CASE("lint.clean", 'N', w.f.u.lints = rows; w.f.u.lint_count = 4; world_issue(&w, "2025-03-14T23:59:59Z"));

	world_sound(&world, *(const struct catalogue **)*state);
	world.f.u.lints = rows;
	world.f.u.lint_count = 4;
	assert_int_equal(world_ask(&world, "lint.clean", &why), 'F');
	assert_string_equal(why.value, "pkilint: cabf.x");
	assert_string_equal(why.reason, "expected no errors of linters, found 2, pkilint cabf.x");
}

/* The final certificate of the pair, with that precertificate. */
static void
pair(struct world *w, const struct cert *x, const char *precert_hex, const char *issued)
{
	struct cert_bytes pre = world_hex(w, precert_hex);

	world_issue(w, issued);
	w->f.u.cert = x;
	w->f.u.precert_der = pre.p;
	w->f.u.precert_der_len = pre.len;
}

static void
precert_match(void **state, struct covered *covered)
{
	uint8_t der[600];
	struct cert *x = cert_new();
	struct rule_why why = { .reason = "" };
	struct world world;

	assert_non_null(x);
	assert_int_equal(digest_unhex(final, der, strlen(final) / 2), 0);
	assert_int_equal(cert_decode(x, der, strlen(final) / 2), 0);
	CASE("precert.match", 'P', pair(&w, x, precert, "2025-06-01"));
	CASE("precert.match", 'F', pair(&w, x, other_serial, "2025-06-01"));
	CASE("precert.match", 'F', pair(&w, x, other_validity, "2025-06-01"));
	CASE("precert.match", 'F', pair(&w, x, other_key, "2025-06-01"));
	CASE("precert.match", 'F', pair(&w, x, other_name, "2025-06-01"));
	CASE("precert.match", 'P', pair(&w, x, other_issuer, "2026-03-14T23:59:59Z"));
	CASE("precert.match", 'F', pair(&w, x, other_issuer, "2026-03-15"));
	CASE("precert.match", 'F', pair(&w, x, other_issuer, "2026-03-14"); w.c.rules_on = fixture_at("2026-03-15"));
	CASE("precert.match", 'F', pair(&w, x, other_issuer_serial, "2025-06-01"));
	CASE("precert.match", 'F', pair(&w, x, "3003020101", "2025-06-01"));
	CASE("precert.match", 'A', );
	CASE("precert.match", 'A', pair(&w, x, precert, "2025-06-01"); w.f.u.state = UNIT_PRECERT_ONLY);
	CASE("precert.match", 'N', pair(&w, x, other_key, "2013-05-31T23:59:59Z"));

	world_sound(&world, *(const struct catalogue **)*state);
	pair(&world, x, other_key, "2025-06-01");
	assert_int_equal(world_ask(&world, "precert.match", &why), 'F');
	assert_string_equal(why.value, "subjectPublicKeyInfo");
	cert_free(x);
}

static void
lint_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	lint_clean(state, covered);
	precert_match(state, covered);
	fixture_covered(covered, family_lint_rules);
}

/* A folder of scripts */

struct run {
	char rows[1024];
	int stop;
};

static int
row(void *arg, const struct lint_row *r)
{
	struct run *run = arg;
	char hex[DIGEST_HEX];
	size_t n = strlen(run->rows);

	digest_hex(r->sha256, 4, hex);
	snprintf(run->rows + n, sizeof run->rows - n, "%s %s %s %d %s|%s\n", hex, r->tool, r->version,
	    (int)r->level, r->code, r->detail);
	return run->stop;
}

static int
reject(void *arg, const char *place, const char *reason)
{
	struct run *run = arg;
	size_t n = strlen(run->rows);

	snprintf(run->rows + n, sizeof run->rows - n, "%s: %s\n", place, reason);
	return run->stop;
}

static char folder[64];

static const char *
script(const char *name, const char *body, char path[128])
{
	FILE *f;

	snprintf(path, 128, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", body);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0755), 0);
	return path;
}

/* The tool, played by body, over the certificate "final", prints these rows. */
static void
prints(const char *tool, const char *body, int seconds, const char *expected)
{
	struct run run = { .stop = 0 };
	const struct lintfile_sink sink = { .arg = &run, .row = row, .reject = reject };
	uint8_t der[600];
	char path[128];
	struct lint_job job = { .tool = lint_tool(tool), .program = script("lint.sh", body, path), .version = "1",
		.seconds = seconds, .der = der, .len = strlen(final) / 2 };

	assert_non_null(job.tool);
	assert_int_equal(digest_unhex(final, der, job.len), 0);
	assert_int_equal(lint_run(&job, &sink), 0);
	assert_string_equal(run.rows, expected);
}

static void
runs_linters(void **state)
{
	(void)state;
	/* the first column begins the SHA-256 of the certificate, computed by sha256sum */
	prints("zlint", "[ \"$1 $2 $3\" = '-format pem -' ] || exit 9\n"
			"openssl x509 -noout -serial | grep -q 1A2B3C4D5E6F7081 || exit 8\n"
			"echo '{\"e_a\":{\"result\":\"error\",\"details\":\"d\"},\"w_b\":{\"result\":\"pass\"}}'",
	    10, "a88fdde7 zlint 1 3 e_a|d\n");
	/* pkilint's exit status is the number of findings */
	prints("pkilint", "[ \"$*\" = 'lint -d -f JSON -' ] || exit 99\n"
			  "cat >/dev/null; echo '{\"results\": [{\"node_path\": \"p\", \"validator\": \"V\", "
			  "\"finding_descriptions\": [{\"severity\": \"WARNING\", \"code\": \"c\", \"message\": null}]}]}'; exit 1",
	    10, "a88fdde7 pkilint 1 2 c|p\n");
	prints("x509lint", "openssl x509 -in \"$1\" -noout -serial | grep -q 1A2B || exit 8\necho 'E: Bad'",
	    10, "a88fdde7 x509lint 1 3 Bad|\n");
	prints("x509lint", "exit 0", 10, "a88fdde7 x509lint 1 0 |\n");
}

static void
no_result_is_no_pass(void **state)
{
	(void)state;
	prints("zlint", "sleep 30", 1, "zlint: expected an answer within 1 s, found none\n");
	prints("zlint", "yes", 20, "zlint: expected at most 16 MiB of output, found more\n");
	prints("zlint", "echo 'unable to parse certificate: x' >&2; exit 1", 10,
	    "zlint: expected output, found exit status 1: unable to parse certificate: x\n");
	prints("zlint", "exit 0", 10, "zlint: expected output, found exit status 0\n");
	prints("x509lint", "exit 1", 10, "x509lint: expected output, found exit status 1\n");
	prints("zlint", "echo '{broken'", 10,
	    "zlint, line 1: expected JSON, found: string or '}' expected near 'broken'\n");
	prints("x509lint", "echo 'Usage: x509lint file'; exit 1", 10,
	    "x509lint, line 1: expected \"E: ...\", \"W: ...\" or \"I: ...\", found another line\n");
}

static void
asks_versions_and_ends(void **state)
{
	struct run run = { .stop = 1 };
	const struct lintfile_sink sink = { .arg = &run, .row = row, .reject = reject };
	struct lint_job job = { .tool = lint_tool("x509lint"), .program = "/nonexistent/x509lint", .version = "",
		.seconds = 5, .der = (const uint8_t *)"0", .len = 1 };
	struct said said;
	char path[128], version[16];

	(void)state;
	assert_int_equal(lint_version(lint_tool("zlint"),
	    script("version.sh", "[ \"$1\" = -version ] && echo 'ZLint version v3.6.4'", path), version, sizeof version), 0);
	assert_string_equal(version, "v3.6.4");
	assert_int_equal(lint_version(lint_tool("x509lint"), path, version, sizeof version), 0);
	assert_string_equal(version, "");
	assert_null(lint_tool("certlint"));
	said_begin(&said);
	assert_int_equal(lint_run(&job, &sink), -1);
	assert_non_null(strstr(said_end(&said), "/nonexistent/x509lint"));
	job.program = script("lint.sh", "echo 'E: a'; echo 'E: b'", path);
	assert_int_equal(lint_run(&job, &sink), -1);
	assert_non_null(strstr(run.rows, " a|"));
	assert_null(strstr(run.rows, " b|"));
}

static int
begin(void **state)
{
	signal(SIGPIPE, SIG_IGN);
	snprintf(folder, sizeof folder, "/tmp/selfaudit-lint-XXXXXX");
	return mkdtemp(folder) ? fixture_catalogue(state) : -1;
}

static int
end(void **state)
{
	static const char *const files[] = { "lint.sh", "version.sh" };
	char path[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		unlink(path);
	}
	/* nothing else is left: x509lint's input was removed */
	return rmdir(folder) ? -1 : fixture_catalogue_free(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lint_rules),
		cmocka_unit_test(runs_linters),
		cmocka_unit_test(no_result_is_no_pass),
		cmocka_unit_test(asks_versions_and_ends),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
