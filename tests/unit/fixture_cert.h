/*
 * fixture_cert - a sound certificate as facts, for rules that look at one
 *
 * A world is a unit (tests/unit/fixture.h) with a decoded certificate, both DV of
 * 2026-11-20; a case changes what it is about.  CASE asks one rule and notes that it
 * was asked; fixture_covered() then tells which rules of a family lack a pass, a
 * fail (or missing, or error), an na (where they have applies) or an ne (where they
 * have a first day).
 */
#ifndef TESTS_UNIT_FIXTURE_CERT_H
#define TESTS_UNIT_FIXTURE_CERT_H

#include "tests/unit/fixture.h"

#include "base/cert.h"
#include "base/der.h"
#include "base/digest.h"
#include "checks/catalogue_read.h"
#include "checks/check.h"
#include "checks/families.h"

#define WORLD_LIST 8

struct world {
	struct fixture f;
	struct cert x;
	struct check_context c;

	struct dn_attribute subject[WORLD_LIST];
	struct cert_name names[WORLD_LIST];
	struct cert_extension extensions[2 * WORLD_LIST];
	const char *eku[WORLD_LIST], *policies[WORLD_LIST], *crl[WORLD_LIST], *ocsp[WORLD_LIST],
	    *issuers[WORLD_LIST];
	uint8_t bytes[4096];	/* for values in hex */
	size_t used;
};

static inline struct cert_bytes
world_hex(struct world *w, const char *hex)
{
	struct cert_bytes b = { w->bytes + w->used, strlen(hex) / 2 };

	assert_true(w->used + b.len <= sizeof w->bytes);
	assert_int_equal(digest_unhex(hex, w->bytes + w->used, b.len), 0);
	w->used += b.len;
	return b;
}

static inline struct dn_attribute *
world_attribute(struct world *w, const char *name, const char *oid, const char *value)
{
	struct dn_attribute *a = &w->subject[w->x.subject.count++];

	*a = (struct dn_attribute){ .oid = oid, .name = name, .value = value,
		.tag = !strcmp(name, "C") || !strcmp(name, "jurisdictionC") || !strcmp(name, "serialNumber")
		    ? DER_PRINTABLE_STRING
		    : DER_UTF8_STRING,
		.raw = (const uint8_t *)value, .raw_len = strlen(value) };
	w->x.subject.attributes = w->subject;
	return a;
}

static inline struct cert_name *
world_name(struct world *w, enum name_kind kind, const char *text)
{
	struct cert_name *n = &w->names[w->x.name_count++];

	*n = (struct cert_name){ .kind = kind, .text = text, .raw = { (const uint8_t *)text, strlen(text) } };
	w->x.names = w->names;
	return n;
}

static inline struct cert_extension *
world_extension(struct world *w, const char *oid, bool critical, const char *hex)
{
	struct cert_extension *e = &w->extensions[w->x.extension_count++];

	*e = (struct cert_extension){ .oid = oid, .critical = critical, .value = world_hex(w, hex) };
	w->x.extensions = w->extensions;
	return e;
}

static inline void
world_issue(struct world *w, const char *when)
{
	fixture_issue(&w->f, fixture_at(when));
	w->x.not_before = w->f.u.not_before;
	w->x.not_after = w->f.u.not_after;
}

static inline void
world_type(struct world *w, enum unit_type type)
{
	w->f.u.type = w->x.type = type;
	w->policies[0] = type == UNIT_TYPE_DV ? CERT_OID_DV
	    : type == UNIT_TYPE_OV	      ? CERT_OID_OV
	    : type == UNIT_TYPE_IV	      ? CERT_OID_IV
					      : CERT_OID_EV;
}

static inline void
world_sound(struct world *w, const struct catalogue *catalogue)
{
	memset(w, 0, sizeof *w);
	fixture_simple(&w->f, "www.selfaudit.dev", "3.2.2.4.7", fixture_at("2026-11-19T00:00:00Z"), 0);
	w->x = (struct cert){ .version = 3, .serial = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a",
		.serial_octets = 17, .issuer_org = "Example", .key = CERT_KEY_EC, .key_bits = 256,
		.key_type = "EC-P256", .sig_alg = "ecdsa-with-SHA256", .sig_alg_oid = "1.2.840.10045.4.3.2",
		.path_len = -1, .earliest_sct_ms = INSTANT_NONE, .has_san = true, .has_key_usage = true,
		.key_usage = CERT_DIGITAL_SIGNATURE, .has_eku = true, .eku = w->eku, .eku_count = 1,
		.has_policies = true, .policies = w->policies, .policy_count = 1, .reserved_policies = 1,
		.has_aki = true, .has_aia = true, .ocsp_urls = w->ocsp, .ca_issuer_urls = w->issuers,
		.ca_issuer_url_count = 1, .has_crldp = true, .crl_urls = w->crl, .crl_url_count = 1 };
	w->eku[0] = CERT_OID_SERVER_AUTH;
	w->issuers[0] = "http://ca.example/ca.crt";
	w->crl[0] = "http://ca.example/1.crl";
	w->x.sig_alg_der = world_hex(w, "300a06082a8648ce3d040302");
	w->x.aki = world_hex(w, "0102030405060708");
	world_extension(w, "2.5.29.15", true, "03020780");
	world_extension(w, "2.5.29.37", false, "300a06082b06010505070301");
	world_extension(w, "2.5.29.35", false, "300a80080102030405060708");
	world_extension(w, "2.5.29.17", true, "3000");
	/* caIssuers http://ca.example/ca.crt */
	world_extension(w, "1.3.6.1.5.5.7.1.1", false,
	    "3026302406082b060105050730028618687474703a2f2f63612e6578616d706c652f63612e637274");
	/* fullName http://ca.example/1.crl */
	world_extension(w, "2.5.29.31", false,
	    "301f301da01ba0198617687474703a2f2f63612e6578616d706c652f312e63726c");
	world_extension(w, "2.5.29.32", false, "300a3008060667810c010201");
	world_name(w, NAME_DNS, "www.selfaudit.dev");
	world_type(w, UNIT_TYPE_DV);
	w->c = (struct check_context){ .catalogue = catalogue, .evidence = ~0u, .rules_on = INSTANT_NONE };
	w->f.u.cert = &w->x;
	world_issue(w, "2026-11-20T00:00:00Z");
}

/* Subject of an organization, in order. */
static inline void
world_organization(struct world *w)
{
	world_attribute(w, "C", "2.5.4.6", "NL");
	world_attribute(w, "L", "2.5.4.7", "Utrecht");
	world_attribute(w, "O", "2.5.4.10", "Example BV");
	w->extensions[3].critical = false;
}

struct covered {
	char rule[48];
	char letters[8];
};

#define COVERED 160

static inline void
fixture_note(struct covered *list, const char *rule, char letter)
{
	size_t i = 0;

	while (i < COVERED && *list[i].rule && strcmp(list[i].rule, rule))
		i++;
	assert_true(i < COVERED);
	snprintf(list[i].rule, sizeof list[i].rule, "%s", rule);
	if (!strchr(list[i].letters, letter))
		list[i].letters[strlen(list[i].letters)] = letter;
}

/* The worst letter of one rule, with the reason in *why (may be NULL). */
static inline char
world_ask(struct world *w, const char *rule, struct rule_why *why)
{
	struct verdict v = { .rules = 0 };
	struct check *k = check_new(&w->c, &rule, 1);
	char letter;

	assert_non_null(k);
	assert_int_equal(check_unit(k, &w->f.u, &v), 0);
	letter = v.worst[0];
	if (why && v.why_count)
		*why = v.whys[0].why;
	verdict_free(&v);
	check_free(k);
	return letter;
}

static inline void
world_expect(struct world *w, struct covered *list, const char *rule, char letter)
{
	struct rule_why why = { .reason = "" };
	char found = world_ask(w, rule, &why);

	if (found != letter)
		fail_msg("%s: expected %c, found %c: %s", rule, letter, found, why.reason);
	if (letter == 'F' && strncmp(why.reason, "expected ", 9))
		fail_msg("%s: expected a reason, found \"%s\"", rule, why.reason);
	fixture_note(list, rule, letter);
}

/* CASE(rule, letter, statements that change w). */
#define CASE(rule, letter, ...)                                                                    \
	do {                                                                                       \
		struct world w;                                                                    \
		world_sound(&w, *(const struct catalogue **)*state);                               \
		{                                                                                  \
			__VA_ARGS__;                                                               \
		}                                                                                  \
		world_expect(&w, covered, rule, letter);                                           \
	} while (0)

/* Every rule of the table has its cases. */
static inline void
fixture_covered(const struct covered *list, const struct rule *table)
{
	for (const struct rule *r = table; r->id; r++) {
		const char *letters = "";
		char missing[8] = "";

		for (size_t i = 0; i < COVERED && *list[i].rule; i++)
			if (!strcmp(list[i].rule, r->id))
				letters = list[i].letters;
		for (const char *p = "PFAN"; *p; p++)
			if (!strchr(letters, *p) && !(*p == 'A' && !r->applies) &&
			    !(*p == 'F' && strpbrk(letters, "ME")) &&
			    !(*p == 'N' && (!r->effective || r->date == RULE_ALWAYS)))
				missing[strlen(missing)] = *p;
		if (*missing)
			fail_msg("%s: no case for %s", r->id, missing);
	}
}

static inline int
fixture_catalogue(void **state)
{
	struct catalogue **c = malloc(sizeof *c);

	if (!c)
		return -1;
	*c = catalogue_read(NULL);
	*state = c;
	return *c ? 0 : -1;
}

static inline int
fixture_catalogue_free(void **state)
{
	struct catalogue **c = *state;

	catalogue_free(*c);
	free(c);
	return 0;
}

#endif
