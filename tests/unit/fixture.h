/*
 * fixture - a unit with one or more names and their validations, in memory
 *
 * Begins as an ordinary certificate: issued and validated as given, DV, one
 * name, one validation; a test changes what it is about.
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include "tests/unit/cmocka_all.h"

#include "base/unit.h"

#define FIXTURE_NAMES 4
#define FIXTURE_VALIDATIONS 8

struct fixture {
	struct unit u;
	struct unit_name names[FIXTURE_NAMES];
	struct validation v[FIXTURE_VALIDATIONS];
	const struct validation *of[FIXTURE_NAMES][FIXTURE_VALIDATIONS];
	const struct validation *others[FIXTURE_VALIDATIONS];
	size_t used;
};

static inline int64_t
fixture_at(const char *text)
{
	int64_t t;

	if (instant_parse_any(text, &t, NULL) < 0)
		fail_msg("fixture: expected a time, found %s", text);
	return t;
}

static inline struct validation *
fixture_record(struct fixture *f, const char *name, const char *method, int64_t at)
{
	struct validation *v = &f->v[f->used++];

	assert_true(f->used <= FIXTURE_VALIDATIONS);
	*v = (struct validation){ .kind = VALIDATION_DOMAIN,
		.name = name,
		.adn = "",
		.adn_derivation = "",
		.method = method,
		.br_version = "",
		.initiated_at = INSTANT_NONE,
		.oldest_data_at = INSTANT_NONE,
		.validated_at = at,
		.random_created_at = INSTANT_NONE,
		.random_used_at = INSTANT_NONE,
		.random_value = "",
		.token_id = "",
		.recipient = "",
		.dns_record = "",
		.redirects = "",
		.perspectives_ok = -1,
		.perspectives_total = -1,
		.rirs = "",
		.caa_checked_at = INSTANT_NONE,
		.caa_result = "",
		.caa_perspectives_ok = -1,
		.caa_perspectives_total = -1,
		.caa_rirs = "",
		.issued_at = INSTANT_NONE,
		.reused_from = "",
		.evidence = "",
		.delegated_party = "" };
	v->hash[0] = (uint8_t)f->used;
	return v;
}

static inline struct unit_name *
fixture_name(struct fixture *f, const char *text)
{
	struct unit_name *n = &f->names[f->u.name_count++];
	size_t len = strlen(text);

	assert_true(f->u.name_count <= FIXTURE_NAMES);
	*n = (struct unit_name){ .kind = NAME_DNS, .text = text };
	n->wildcard = strncmp(text, "*.", 2) == 0;
	n->onion = len > 6 && strcmp(text + len - 6, ".onion") == 0;
	if (strchr(text, ':') || strspn(text, "0123456789.") == len)
		n->kind = NAME_IP;
	n->validations = f->of[n - f->names];
	return n;
}

/* A further validation of a name: the record's name is the name itself. */
static inline struct validation *
fixture_validate(struct fixture *f, struct unit_name *n, const char *method, int64_t at)
{
	struct validation *v = fixture_record(f, n->text, method, at);

	f->of[n - f->names][n->validation_count++] = v;
	return v;
}

/* A validation that speaks of no name of the certificate: identity, EV, left over. */
static inline struct validation *
fixture_other(struct fixture *f, enum validation_kind kind, char item, int64_t at)
{
	struct validation *v = fixture_record(f, "Example Ltd", "", at);

	v->kind = kind;
	v->ev_item = item;
	f->others[f->u.other_count++] = v;
	f->u.others = f->others;
	return v;
}

static inline void
fixture_issue(struct fixture *f, int64_t at)
{
	f->u.issued_at = f->u.issued_min = f->u.issued_max = at;
	f->u.not_before = at;
	f->u.not_after = at + 90 * INSTANT_DAY - 1;
}

static inline void
fixture_begin(struct fixture *f, int64_t issued)
{
	memset(f, 0, sizeof *f);
	f->u = (struct unit){ .state = UNIT_FINAL,
		.type = UNIT_TYPE_DV,
		.id = 1,
		.issuer = "CN=Example CA,O=Example,C=XX",
		.issuer_org = "Example",
		.serial = "01",
		.subject = "CN=example.com",
		.issued_source = ISSUED_EXPORT,
		.profile = "",
		.account = "",
		.order_id = "",
		.ra = "",
		.revoked_at = INSTANT_NONE,
		.revocation_reason = -1,
		.policy_oids = "2.23.140.1.2.1",
		.key_type = "EC-P256",
		.sig_alg = "ecdsa-with-SHA256",
		.names = f->names };
	fixture_issue(f, issued);
}

/* One name, validated once, an hour before issuance. */
static inline void
fixture_simple(
    struct fixture *f, const char *name, const char *method, int64_t validated, int64_t issued)
{
	fixture_begin(f, issued);
	fixture_validate(f, fixture_name(f, name), method, validated);
}

#endif
