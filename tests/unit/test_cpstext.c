/*
 * Practice statements of tests/cps, written for these tests in the forms that
 * published ones take, each with the methods a person reads out of it
 * (tests/cps/expected.csv); phrases of refusal; and, where they are at hand,
 * published texts with a person's reading.
 */
#include "tests/unit/cmocka_all.h"

#include "base/instant.h"
#include "base/text.h"
#include "checks/cpstext.h"

#define FIELDS 16

static char *
slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *s = NULL;
	long n;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && (s = malloc((size_t)n + 1))) {
		rewind(f);
		*len = fread(s, 1, (size_t)n, f);
		s[*len] = '\0';
	}
	fclose(f);
	return s;
}

/* One line of CSV into fields, in place; quotes as RFC 4180 has them. */
static int
split(char *line, char *field[FIELDS])
{
	int n = 0;

	for (char *p = line; n < FIELDS;) {
		char *to = p;

		field[n++] = p;
		if (*p == '"') {
			for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
				p += *p == '"';
				*to++ = *p;
			}
			p += *p == '"';
		} else {
			while (*p && *p != ',' && *p != '\n' && *p != '\r')
				*to++ = *p++;
		}
		if (*p != ',') {
			*to = '\0';
			return n;
		}
		p++;
		*to = '\0';
	}
	return n;
}

/* "4.7 4.8/2026-03-15": the methods of a status, with their ends, in order. */
static void
listed(const struct cpstext *t, enum cpstext_status status, bool ends, struct text *out)
{
	char day[INSTANT_TEXT];

	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];

		if (m->status != status)
			continue;
		text_addf(out, "%s%s", out->len ? " " : "", m->method + strlen("3.2.2."));
		if (ends && m->until != INSTANT_NONE)
			text_addf(out, "/%s", instant_format_date(m->until, day));
	}
}

static int
same(const char *file, const char *what, const char *found, const char *expected)
{
	if (strcmp(found, expected) == 0)
		return 0;
	print_error("%s: %s: expected '%s', found '%s'\n", file, what, expected, found);
	return 1;
}

static int
compare(const char *file, const struct cpstext *t, char *field[FIELDS])
{
	static const enum cpstext_status statuses[] = { CPSTEXT_PERMITTED, CPSTEXT_REFUSED,
		CPSTEXT_UNCLEAR };
	char day[INSTANT_TEXT];
	int bad = same(file, "version", t->version, field[1]) +
		  same(file, "date", instant_format_date(t->effective, day), field[2]) +
		  same(file, "document", cpstext_document_name(t->document), field[3]);

	for (int i = 0; i < 3; i++) {
		struct text found = { 0 };

		listed(t, statuses[i], i == 0, &found);
		bad += same(file, cpstext_status_name(statuses[i]), text_str(&found), field[4 + i]);
		text_free(&found);
	}
	return bad;
}

static void
written_for_the_test(void **state)
{
	char line[1024], *field[FIELDS];
	FILE *f = fopen("tests/cps/expected.csv", "r");
	int bad = 0, files = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		char path[256], *s;
		struct cpstext *t;
		size_t len;

		if (split(line, field) != 7 || strcmp(field[0], "file") == 0)
			continue;
		snprintf(path, sizeof(path), "tests/cps/%s", field[0]);
		s = slurp(path, &len);
		assert_non_null(s);
		t = cpstext_read(s, len);
		assert_non_null(t);
		bad += compare(field[0], t, field);
		for (size_t i = 0; i < t->count; i++)
			assert_in_range(t->methods[i].line, 1, 100000);
		cpstext_free(t);
		free(s);
		files++;
	}
	fclose(f);
	assert_int_equal(bad, 0);
	assert_in_range(files, 20, 1000);
}

/* What a CPS of that text says of 3.2.2.4.7. */
static enum cpstext_status
dns_change(const char *body)
{
	struct text doc = { 0 };
	struct cpstext *t;
	enum cpstext_status found = CPSTEXT_MENTIONED;

	text_add(&doc,
	    "# X Certification Practice Statement\n\nVersion 1.0\n\nEffective date: 2025-01-01\n\n"
	    "# 1 Introduction\n\nThis CPS is about TLS.\n\n"
	    "#### 3.2.2.4 Validation of Domain Authorization or Control\n\n"
	    "X validates control of each domain name by one of the following methods:\n\n");
	text_add(&doc, body);
	t = cpstext_read(doc.s, doc.len);
	assert_non_null(t);
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->methods[i].method, "3.2.2.4.7") == 0)
			found = t->methods[i].status;
	cpstext_free(t);
	text_free(&doc);
	return found;
}

#define TOLD                                                                                      \
	"Confirming control over the FQDN by the presence of a Random Value in a DNS CNAME, TXT " \
	"or CAA record."

/* The four places where a phrase may stand. */
static enum cpstext_status
phrase(int form, const char *p)
{
	struct text body = { 0 };
	enum cpstext_status found;

	if (form == 0)
		text_addf(&body,
		    "##### 3.2.2.4.7 DNS Change\n\n" TOLD
		    "\n\n%s\n\n##### 3.2.2.4.20 TLS Using ALPN\n\nX does.\n",
		    p);
	else if (form == 1)
		text_addf(&body, "##### 3.2.2.4.7 DNS Change\n\n%s " TOLD "\n", p);
	else if (form == 2)
		text_addf(&body,
		    "1. DNS Change (BR 3.2.2.4.7). " TOLD
		    " %s\n2. TLS Using ALPN (BR 3.2.2.4.20)\n",
		    p);
	else
		text_addf(&body,
		    "1. DNS Change as defined in section 3.2.2.4.7 of the BRs.\n\n" TOLD
		    "\n\n%s\n\n"
		    "2. TLS Using ALPN as defined in section 3.2.2.4.20 of the BRs.\n",
		    p);
	found = dns_change(text_str(&body));
	text_free(&body);
	return found;
}

static void
refusals_permit_nothing(void **state)
{
	static const char *const phrases[] = { "X does not use this method.",
		"This method is not used.", "This method is not used by X.",
		"This method of domain validation is not used.", "X no longer uses this method.",
		"X no longer performs this method.", "This method is no longer supported by X.",
		"X doesn't use this method.", "X has not implemented this method.",
		"This method has been retired.",
		"This method has been retired and MUST NOT be used.",
		"This method SHALL NOT be used.", "X SHALL NOT use this method.",
		"X will not use this method.", "This method is never used.", "Not used.",
		"Not supported.", "Not applicable.", "No stipulation.", "No longer used.",
		"Currently not used.", "This method is currently not in use.",
		"X does not currently use this method.", "X does not at present offer this method.",
		"X does not validate FQDNs by this method.",
		"Validations using this method are no longer performed.",
		"X has ceased using this method.", "X ceased using this method on June 3, 2020.",
		"This method was discontinued.", "This method is deprecated and not used.",
		"This method is prohibited.",
		"This validation method is not permitted under this CPS.",
		"This method may not be used.", "X does not do this.",
		"X refrains from using this method.",
		"X does not employ the method described in this section.",
		"X does not rely on this method.",
		"X does not offer domain validation by this method.",
		"X neither uses nor supports this method.",
		"Effective 2020-06-03, X does not use this method.",
		"As of June 3, 2020, this method is no longer used.",
		"This method has not been used since 2020-06-03.",
		"The use of this method was terminated on 2020-06-03.",
		"This method is out of use.", "Use of this method is prohibited.",
		"X has chosen not to use this method.", "X decided against this method.",
		"This method is reserved for future use.",
		"X intends to use this method in the future.", "X plans to implement this method.",
		"X does not yet use this method.", "This method will be introduced after approval.",
		"X used this method until June 3, 2020.", "Previously, X used this method.",
		"The method described above is not used.", "X does not carry out this validation.",
		"None of the above is used by X.", "This option is not offered.",
		"X excludes this method.", "This method is suspended.", "This method is withdrawn.",
		"This section does not apply to X.", "X does not conduct this type of validation.",
		"X does not perform domain validation in this manner.", "It is not used.",
		"This is not done by X.", "Diese Methode wird nicht verwendet.",
		"Cette méthode n'est pas utilisée.", "Este método no se utiliza.",
		"Questo metodo non viene utilizzato.",
		"Táto metóda bola zrušená a nesmie sa používať.", NULL };
	int bad = 0;

	(void)state;
	for (const char *const *p = phrases; *p; p++)
		for (int form = 0; form < 4; form++)
			if (phrase(form, *p) == CPSTEXT_PERMITTED) {
				print_error("form %d: '%s' permits\n", form, *p);
				bad++;
			}
	assert_int_equal(bad, 0);
}

static void
narrower_negations_take_nothing_back(void **state)
{
	static const char *const phrases[] = { "X uses this method.",
		"The Random Value must not be used after 30 days.",
		"The token MUST NOT be used for more than 30 days from its creation.",
		"This method is not suitable for validating Wildcard Domain Names.",
		"This method is not used for validating wildcard domain names.",
		"This method cannot be used for wildcard FQDNs and does not cover subdomains of "
		"the validated domain.",
		"X MUST NOT issue certificates for other FQDNs that end with all the labels of the "
		"validated FQDN.",
		"Prior validations older than 398 days are not reused.",
		"Effective March 15, 2026, this method SHOULD NOT be used to issue Subscriber "
		"Certificates.",
		"Effective March 15, 2030: X MUST NOT rely on this method.",
		"X will no longer rely on this method from March 15, 2030.",
		"The CA does not use the FQDN returned from a DNS CNAME lookup.",
		"X does not reuse information obtained from one Network Perspective.",
		"X does not disclose the Random Value.",
		"X does not rely on cached WHOIS data that is more than 48 hours old.",
		"X shall not use the Random Value after (i) 30 days or (ii) the time frame "
		"permitted for reuse.",
		"X does not use local policy to disable DNSSEC validation.",
		"If X follows redirects, they MUST NOT lead to another port.",
		"Results are not cached.", NULL };
	int bad = 0;

	(void)state;
	for (const char *const *p = phrases; *p; p++)
		for (int form = 0; form < 4; form++)
			if (phrase(form, *p) != CPSTEXT_PERMITTED) {
				print_error("form %d: '%s' does not permit\n", form, *p);
				bad++;
			}
	assert_int_equal(bad, 0);
}

static void
small_traps(void **state)
{
	(void)state;
	/* what is struck out or commented out is not said */
	assert_int_equal(dns_change("- ~~DNS Change (BR 3.2.2.4.7)~~\n"), CPSTEXT_MENTIONED);
	assert_int_equal(dns_change("- <del>DNS Change (BR 3.2.2.4.7)</del>\n"), CPSTEXT_MENTIONED);
	assert_int_equal(dns_change("<!--\n- DNS Change (BR 3.2.2.4.7)\n-->\n"), CPSTEXT_MENTIONED);
	/* characters that only look like those of the number and the title */
	assert_int_equal(dns_change("- DNS Сhange (BR 3․2․2․4․7)\n"), CPSTEXT_PERMITTED);
	assert_int_equal(dns_change("•\xc2\xa0"
				    "DNS Change (BR §\xc2\xa0"
				    "3.2.2.4.7)\n"),
	    CPSTEXT_PERMITTED);
	/* ordinals, addresses and longer numbers are no methods */
	assert_int_equal(dns_change("7. TLS Using ALPN (BR 3.2.2.4.20)\n"), CPSTEXT_MENTIONED);
	assert_int_equal(
	    dns_change("- [BR](https://example.org/#3.2.2.4.7) is published\n"), CPSTEXT_MENTIONED);
	assert_int_equal(dns_change("- see 1.3.2.2.4.7 and 3.2.2.4.7.1\n"), CPSTEXT_MENTIONED);
	/* ranges and series */
	assert_int_equal(dns_change("- Sections 3.2.2.4.6 and .7 of the BR\n"), CPSTEXT_PERMITTED);
	assert_int_equal(
	    dns_change("- Sections 3.2.2.4.1 through 3.2.2.4.22 of the BR\n"), CPSTEXT_UNCLEAR);
	/* a heading alone, and one whose text is elsewhere */
	assert_int_equal(dns_change("##### 3.2.2.4.7 DNS Change\n"), CPSTEXT_UNCLEAR);
	assert_int_equal(
	    dns_change("##### 3.2.2.4.7 DNS Change\n\nSee the repository.\n"), CPSTEXT_UNCLEAR);
	/* a permission and a refusal at two places */
	assert_int_equal(
	    dns_change("- DNS Change (BR 3.2.2.4.7)\n\nX does not use 3.2.2.4.7 of the BR.\n"),
	    CPSTEXT_UNCLEAR);
	/* another statement that prevails, and the Requirements that do */
	assert_int_equal(
	    dns_change("X verifies each FQDN under 3.2.2.4.7 of the BR.\n"), CPSTEXT_PERMITTED);
	assert_int_equal(dns_change("X verifies each FQDN under 3.2.2.4.7 of the BR. In case of "
				    "conflict with this document the Y CPS prevails.\n"),
	    CPSTEXT_UNCLEAR);
	assert_int_equal(
	    dns_change("X verifies each FQDN under 3.2.2.4.7 of the BR. In case of "
		       "conflict with this CPS, those Requirements take precedence.\n"),
	    CPSTEXT_PERMITTED);
}

static void
any_bytes(void **state)
{
	static const char *const odd[] = { "", "\xff\xfe", "\xff\xfe\x23\x00", "\xef\xbb\xbf",
		"---", "---\n", "|", "||\n|-|", "<table><tr><td>", "[", "[[[[", "<!--", "#",
		"# \n## \n", "3.2.2.4.", "3.2.2.4.7", "\xc3", "- - - -\n1. 1. 1.", "&#", "~~", "`",
		"\\", "3.2.2.4.7 - 3.2.2.4.99999999999", NULL };

	(void)state;
	for (const char *const *s = odd; *s; s++) {
		struct cpstext *t = cpstext_read(*s, strlen(*s));

		assert_non_null(t);
		for (size_t i = 0; i < t->count; i++)
			assert_int_not_equal(t->methods[i].status, CPSTEXT_PERMITTED);
		cpstext_free(t);
	}
}

/* "4 7? 8(to 2026-03-14) 18": exactly those permitted, those with '?' left open. */
static int
reading(
    const char *file, const struct cpstext *t, const char *family, const char *expected, int *extra)
{
	int wrong = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];
		bool wanted = false, open = false;

		if (strncmp(m->method, family, strlen(family)) != 0)
			continue;
		for (const char *p = expected; *p >= '0' && *p <= '9';
		     p += strcspn(p, " "), p += *p == ' ') {
			char *end;

			if (strtol(p, &end, 10) == strtol(m->method + strlen(family), NULL, 10))
				wanted = true, open = *end == '?';
			if (*end == '(')
				p = strchr(end, ')');
		}
		if (m->status == CPSTEXT_PERMITTED && (!wanted || open)) {
			print_error("%s: false permit: %s (line %d)\n", file, m->method, m->line);
			(*extra)++;
		}
		wrong += (m->status == CPSTEXT_PERMITTED) != (wanted && !open);
	}
	for (const char *p = expected; *p >= '0' && *p <= '9';
	     p += strcspn(p, " "), p += *p == ' ') {
		char name[32], *end;
		bool found = false;

		snprintf(name, sizeof(name), "%s%ld", family, strtol(p, &end, 10));
		for (size_t i = 0; i < t->count; i++)
			found |= strcmp(t->methods[i].method, name) == 0;
		if (!found) {
			print_error("%s: %s not found\n", file, name);
			wrong++;
		}
		if (*end == '(')
			p = strchr(end, ')');
	}
	return wrong;
}

static void
published(void **state)
{
	const char *root = getenv("SHARED_DATA");
	char path[4096], line[4096], *field[FIELDS];
	int files = 0, exact = 0, extra = 0;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/cps/expected.csv", root ? root : "../shared/data");
	f = fopen(path, "r");
	if (!f) {
		print_message("published texts: not at hand, skipped\n");
		skip();
	}
	while (fgets(line, sizeof(line), f)) {
		char day[INSTANT_TEXT], *s;
		const char *want = NULL;
		struct cpstext *t;
		size_t len;
		int wrong;

		if (split(line, field) < 6 || strcmp(field[0], "file") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/cps/%s", root ? root : "../shared/data", field[0]);
		s = slurp(path, &len);
		assert_non_null(s);
		t = cpstext_read(s, len);
		assert_non_null(t);
		/* "CP 3.1", "draft of 3.0 (...)": the version is the number in it */
		want = field[2] + strcspn(field[2], "0123456789");
		wrong = strncmp(want, t->version, strlen(t->version)) != 0 || !*t->version;
		wrong += strcmp(field[3], instant_format_date(t->effective, day)) != 0;
		wrong += reading(field[0], t, "3.2.2.4.", field[4], &extra);
		wrong += reading(field[0], t, "3.2.2.5.", field[5], &extra);
		if (wrong)
			print_error(
			    "%s: version %s, date %s: not exact\n", field[0], t->version, day);
		exact += !wrong;
		files++;
		cpstext_free(t);
		free(s);
	}
	fclose(f);
	print_message("published texts: %d of %d exact, %d false permits\n", exact, files, extra);
	assert_int_equal(extra, 0);
	assert_in_range(exact, files - 1, files);
}

/* What a person would call it, and the same in the next version. */
static void
named(void **state)
{
	static const struct {
		const char *title;
		enum cpstext_document document;
		const char *name;
	} t[] = {
		{ "", CPSTEXT_CPS, "cps" },
		{ "", CPSTEXT_CP, "cp" },
		{ "", CPSTEXT_CP_CPS, "cp-cps" },
		{ "", CPSTEXT_UNKNOWN, "cps" },
		{ "Certification Practice Statement", CPSTEXT_CPS, "cps" },
		{ "Example TLS Certificate Policy v2.1", CPSTEXT_CP, "example-tls-cp" },
		{ "Example TLS Certificate Policy, Version 3", CPSTEXT_CP, "example-tls-cp" },
		{ "EXAMPLE CA 2026 - CERTIFICATION PRACTICES STATEMENT FOR EV (DRAFT)", CPSTEXT_CPS,
		    "example-ca-cps-ev" },
		{ "A TLS Certificate Policy and Certification Practice Statement (CP/CPS)",
		    CPSTEXT_CP_CPS, "a-tls-cp-cps" },
		{ "Certifika\xc4\x8dn\xc3\xbd poriadok", CPSTEXT_CP, "certifikan-poriadok" },
		{ "\"/ ../ :", CPSTEXT_CPS, "cps" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", CPSTEXT_CPS,
		    "b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct cpstext text = { .document = t[i].document };
		char name[CPSTEXT_NAME];

		snprintf(text.title, sizeof text.title, "%s", t[i].title);
		cpstext_name(&text, name);
		assert_string_equal(name, t[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_for_the_test),
		cmocka_unit_test(refusals_permit_nothing),
		cmocka_unit_test(narrower_negations_take_nothing_back),
		cmocka_unit_test(small_traps),
		cmocka_unit_test(named),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
