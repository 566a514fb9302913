/* Any record of any certificate: every rule answers, the verdict is whole, nothing is read wrong. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cps.h"
#include "base/text.h"
#include "checks/catalogue_read.h"
#include "checks/check.h"

#define NAMES 3
#define VALIDATIONS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct source {
	const uint8_t *p;
	size_t left;
	char text[64][80];
	size_t texts;
};

static uint8_t
byte(struct source *s)
{
	if (!s->left)
		return 0;
	s->left--;
	return *s->p++;
}

/* A text as an import lets it through: no NUL, valid UTF-8. */
static const char *
text(struct source *s)
{
	char *t = s->text[s->texts++ % 64];
	size_t n = 0;

	while (s->left && n < 79 && *s->p != '\n' && *s->p)
		t[n++] = (char)byte(s);
	byte(s);
	t[text_utf8(t, n)] = '\0';
	return t;
}

/* Not stated, or an instant of the years 2012 to 2030. */
static int64_t
instant(struct source *s)
{
	int64_t t = byte(s);

	if (t == 255)
		return INSTANT_NONE;
	return 1325376000 + t * 2500000 + byte(s);
}

static void
fill(struct source *s, struct validation *v)
{
	*v = (struct validation){ .kind = byte(s) % 3, .ev_item = (char)('A' + byte(s) % 7),
		.name = text(s), .adn = text(s), .adn_derivation = text(s), .method = text(s),
		.br_version = text(s), .initiated_at = instant(s), .oldest_data_at = instant(s),
		.validated_at = instant(s), .random_created_at = instant(s),
		.random_used_at = instant(s), .random_value = text(s), .token_id = text(s),
		.recipient = text(s), .dns_record = text(s), .redirects = text(s),
		.perspectives_ok = byte(s) - 1, .perspectives_total = byte(s) - 1,
		.rirs = text(s), .caa_checked_at = instant(s), .caa_result = text(s),
		.caa_perspectives_ok = byte(s) - 1, .caa_perspectives_total = byte(s) - 1,
		.caa_rirs = text(s), .issued_at = INSTANT_NONE, .reused_from = "",
		.evidence = text(s), .delegated_party = text(s), .relied_on = byte(s) > 200,
		.after_selection = byte(s) > 200 };
	v->hash[0] = byte(s);
}

static const char cps[] =
    "document: d\nversions:\n"
    "  - {version: '1', effective_from: 2015-01-01, methods: [http-01, 3.2.2.4.7],"
    " confirmed_by: X, reuse_days: 90, key_types: [RSA], policy_oids: [1.2.3]}\n"
    "  - {version: '2', effective_from: 2022-01-01, confirmed_by: X, wildcard_methods: [],"
    " methods: [{method: 3.2.2.4.4, until: 2023-01-01, reuse_until: 2023-06-01}],"
    " ip_methods: [3.2.2.5.1], max_validity_days: 90, random_value_days: 7}\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalogue *c;
	static struct cps_document *d;
	static struct source s;
	struct validation v[VALIDATIONS];
	const struct validation *list[VALIDATIONS];
	struct unit_name names[NAMES];
	struct unit u = { .final_sha256 = NULL };
	struct cps_register r = { .count = 1 };
	struct check_context context = { .cps = &r, .rules_on = INSTANT_NONE };
	struct verdict verdict = { .rules = 0 };
	struct check *k;

	if (!c) {
		c = catalogue_read(NULL);
		d = cps_parse("cps", cps, strlen(cps));
	}
	r.document = (const struct cps_document *const *)&d;
	context.catalogue = c;
	s = (struct source){ .p = data, .left = size };
	context.evidence = byte(&s) < 128 ? ~0u : byte(&s);
	if (byte(&s) > 200)
		context.rules_on = instant(&s);
	for (size_t i = 0; i < VALIDATIONS; i++) {
		fill(&s, &v[i]);
		list[i] = &v[i];
	}
	for (size_t i = 0; i < NAMES; i++) {
		const char *t = text(&s);

		names[i] = (struct unit_name){ .kind = byte(&s) % 4, .text = t,
			.wildcard = strncmp(t, "*.", 2) == 0, .onion = byte(&s) > 200,
			.validations = list + i, .validation_count = byte(&s) % (VALIDATIONS - i) };
	}
	u.state = byte(&s) % 4;
	u.type = byte(&s) % 5;
	u.issuer = u.issuer_org = u.serial = u.subject = u.profile = u.account = "";
	u.order_id = u.ra = u.sig_alg = "";
	u.policy_oids = text(&s);
	u.key_type = text(&s);
	u.not_before = instant(&s);
	u.not_after = instant(&s);
	u.issued_at = u.issued_min = u.issued_max = instant(&s);
	if (u.issued_at != INSTANT_NONE && byte(&s) > 128) {
		u.issued_min -= 2 * INSTANT_DAY;
		u.issued_max += 2 * INSTANT_DAY;
	}
	u.names = names;
	u.name_count = NAMES;
	u.others = list;
	u.other_count = VALIDATIONS;
	k = c && d ? check_new(&context, NULL, 0) : NULL;
	if (!k || check_unit(k, &u, &verdict) != 0)
		abort();
	for (size_t i = 0; i < verdict.why_count; i++) {
		const struct rule_why *w = &verdict.whys[i].why;

		if (text_utf8(w->reason, strlen(w->reason)) != strlen(w->reason) ||
		    text_utf8(w->value, strlen(w->value)) != strlen(w->value))
			abort();
	}
	if (strspn(verdict.worst, "PFANMTE") != check_rule_count(k))
		abort();
	check_free(k);
	verdict_free(&verdict);
	return 0;
}
