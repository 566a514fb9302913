/*
 * 80 certificates of public repositories against the profile rules.  Most are samples
 * of zlint, certlint and pkilint, made or picked for one defect; the rest are of public
 * CAs.  The table says which MUST rule each breaks by the dates of its own issuance, and
 * why; every other certificate must break none: what was allowed in its day stays so.
 */
#include "tests/unit/cmocka_all.h"

#include <dirent.h>

#include "base/cert.h"
#include "base/input.h"
#include "checks/catalogue_read.h"
#include "checks/check.h"

static const struct {
	const char *prefix;	/* of the file's SHA-256 */
	const char *rules;	/* in the order of the rules */
} defects[] = {
	/* pkilint sample no_eku, an EV precertificate of 2023 */
	{ "05b465b17dc1", "extension.eku" },
	/* a qualified certificate of 2024-01: user notices, which the profiles of 2.0.0 forbid */
	{ "160cbc4ff5f9", "extension.qualifiers" },
	/* a private CA's samples (cfssl), never meant for the public: no AIA, no policies */
	/* its keyUsage is 03 02 00 A0, zeros behind the last bit */
	{ "2ab2cb76b341", "profile.encoding extension.aia extension.ocsp extension.policies" },
	{ "a1ac612110a0", "extension.aia extension.ocsp extension.policies" },
	/* the same, with a CN that is not among the names */
	{ "82e381499f82", "extension.aia extension.ocsp extension.policies san.cn" },
	{ "96298dce9257", "extension.aia extension.ocsp extension.policies san.cn" },
	/* certlint sample nokeyusage: no usages at all */
	{ "3f42220657d7", "extension.eku" },
	/* certlint sample kuandcnnotinsan */
	{ "441439838a4a", "san.cn" },
	/* zlint sample dnsNameContainsQuestionMark */
	{ "5611f0dcffd2", "san.dns_syntax" },
	/* pkilint sample wildcard_san, an EV precertificate */
	{ "c3162a21305c", "san.ev_wildcard" },
};

static const char *const families[] = { "key", "profile", "extension", "subject", "san", "ip", "onion" };

static void
unit_of(struct unit *u, const struct cert *x)
{
	bool sct = x->earliest_sct_ms != INSTANT_NONE;

	*u = (struct unit){ .state = UNIT_FINAL, .type = x->type, .issuer = x->issuer.text, .issuer_org = "",
		.serial = x->serial, .subject = x->subject.text, .not_before = x->not_before,
		.not_after = x->not_after, .profile = "", .account = "", .order_id = "", .ra = "",
		.revoked_at = INSTANT_NONE, .revocation_reason = -1, .policy_oids = "",
		.key_type = x->key_type, .sig_alg = x->sig_alg, .cert = x };
	u->issued_source = sct ? ISSUED_SCT : ISSUED_NOT_BEFORE;
	u->issued_at = u->issued_min = u->issued_max = sct ? x->earliest_sct_ms / 1000 : x->not_before;
	if (!sct) {
		u->issued_min -= 2 * INSTANT_DAY;
		u->issued_max += 2 * INSTANT_DAY;
	}
}

static void
failed_rules(struct check *k, const struct unit *u, struct verdict *v, char *out, size_t size)
{
	assert_int_equal(check_unit(k, u, v), 0);
	out[0] = '\0';
	for (size_t r = 0; r < check_rule_count(k); r++) {
		const struct rule *rule = check_rule(k, r);
		bool ours = false;

		for (size_t f = 0; f < sizeof families / sizeof *families; f++)
			ours |= !strcmp(rule->family, families[f]);
		if (!ours || rule->severity != SEVERITY_MUST || !strchr("FME", v->worst[r]))
			continue;
		snprintf(out + strlen(out), size - strlen(out), "%s%s", *out ? " " : "", rule->id);
	}
}

static void
real_certificates(void **state)
{
	const char *data = getenv("SHARED_DATA");
	char path[1024], found[512];
	struct check_context context = { .evidence = 0, .rules_on = INSTANT_NONE };
	struct catalogue *catalogue;
	struct check *k;
	struct verdict v = { .rules = 0 };
	struct cert *x;
	struct dirent *e;
	size_t n = 0, broken = 0;
	DIR *d;

	(void)state;
	snprintf(path, sizeof path, "%s/certs", data ? data : "../shared/data");
	d = opendir(path);
	if (!d) {
		print_message("skipped: no certificates at %s\n", path);
		skip();
	}
	catalogue = catalogue_read(NULL);
	context.catalogue = catalogue;
	k = check_new(&context, NULL, 0);
	x = cert_new();
	assert_non_null(catalogue);
	assert_non_null(k);
	assert_non_null(x);
	while ((e = readdir(d))) {
		const char *expected = "";
		struct unit u;
		char *der;
		size_t len;

		if (strlen(e->d_name) != 68 || strcmp(e->d_name + 64, ".der"))
			continue;
		snprintf(path, sizeof path, "%s/certs/%s", data ? data : "../shared/data", e->d_name);
		assert_int_equal(input_slurp(path, 1 << 20, &der, &len), 0);
		assert_int_equal(cert_decode(x, der, len), 0);
		unit_of(&u, x);
		failed_rules(k, &u, &v, found, sizeof found);
		for (size_t i = 0; i < sizeof defects / sizeof *defects; i++)
			if (!strncmp(e->d_name, defects[i].prefix, 12))
				expected = defects[i].rules;
		if (strcmp(found, expected))
			fail_msg("%.12s: expected \"%s\", found \"%s\"", e->d_name, expected, found);
		broken += *found != '\0';
		n++;
		free(der);
	}
	closedir(d);
	cert_free(x);
	verdict_free(&v);
	check_free(k);
	catalogue_free(catalogue);
	print_message("%zu real certificates, %zu with known defects, the others with none\n", n, broken);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
