#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "tests/gen/gen.h"

static const struct {
	const char *name, *help;
} defects[GEN_DEFECT_COUNT] = {
	[GEN_NO_DEFECT] = { "none", "" },
	[GEN_METHOD_NOT_IN_CPS] = { "method-not-in-cps",
	    "validated by 3.2.2.4.13, which no CPS version lists" },
	[GEN_UNKNOWN_METHOD] = { "unknown-method", "the method reads \"manual review\"" },
	[GEN_RETIRED_METHOD] = { "retired-method", "validated by 3.2.2.4.10, retired 2020-09-22" },
	[GEN_WILDCARD_HTTP01] = { "wildcard-http01", "a wildcard name by http-01" },
	[GEN_PARENT_HTTP01] = { "parent-http01", "a subdomain by http-01 on its parent" },
	[GEN_TLSALPN_WILDCARD] = { "tlsalpn-wildcard", "a wildcard name by tls-alpn-01" },
	[GEN_ADN_UNRELATED] = { "adn-unrelated", "the domain validated is another one" },
	[GEN_IP_BY_DNS] = { "ip-by-dns", "an IP address by 3.2.2.4.7" },
	[GEN_REUSE_TOO_OLD] = { "reuse-too-old",
	    "validated a day and more before the reuse limit" },
	[GEN_VALIDATION_AFTER_ISSUANCE] = { "validation-after-issuance",
	    "validated an hour after issuance" },
	[GEN_NO_VALIDATION] = { "no-validation", "no record for the last name" },
	[GEN_ADN_ONLY] = { "adn-only",
	    "no derivation, no name: the domain alone, by a method that must not be pruned" },
	[GEN_RANDOM_TOO_OLD] = { "random-too-old",
	    "the Random Value was used 40 days after its creation" },
	[GEN_WRONG_RECIPIENT] = { "wrong-recipient", "3.2.2.4.4 with mail to sales@" },
	[GEN_MISSING_CAA] = { "missing-caa", "no CAA check recorded" },
	[GEN_CAA_TOO_OLD] = { "caa-too-old", "CAA checked 30 hours before issuance" },
	[GEN_CAA_FORBIDS] = { "caa-forbids", "CAA names another issuer" },
	[GEN_MPIC_QUORUM] = { "mpic-quorum", "two perspectives did not corroborate" },
	[GEN_MPIC_ONE_REGION] = { "mpic-one-region", "all perspectives in one RIR's region" },
	[GEN_DELEGATED] = { "delegated", "domain validated by a delegated third party" },
	[GEN_VALIDITY_TOO_LONG] = { "validity-too-long", "valid a second longer than allowed" },
	[GEN_NO_POLICY_OID] = { "no-policy-oid", "no reserved policy OID" },
	[GEN_TWO_POLICY_OIDS] = { "two-policy-oids", "two reserved policy OIDs" },
	[GEN_DV_WITH_ORGANIZATION] = { "dv-with-organization",
	    "a DV subject with an organizationName" },
	[GEN_CN_NOT_IN_SAN] = { "cn-not-in-san", "commonName is none of the names" },
	[GEN_NUL_IN_NAME] = { "nul-in-name", "a dNSName that holds a NUL" },
	[GEN_RSA_1024] = { "rsa-1024", "a key of 1024 bits" },
	[GEN_FINAL_DIFFERS] = { "final-differs",
	    "the final certificate has a name more than its precertificate" },
	[GEN_SAME_SERIAL] = { "same-serial", "two final certificates with one issuer and serial" },
	[GEN_UNREADABLE] = { "unreadable", "bytes that are no certificate" },
	[GEN_IDENTITY_TOO_OLD] = { "identity-too-old",
	    "OV data obtained 900 days before issuance" },
};

const char *
gen_defect_name(enum gen_defect d)
{
	return defects[d].name;
}

const char *
gen_defect_help(enum gen_defect d)
{
	return defects[d].help;
}

enum gen_defect
gen_defect_of(const char *name)
{
	for (int d = 1; d < GEN_DEFECT_COUNT; d++)
		if (strcmp(defects[d].name, name) == 0)
			return (enum gen_defect)d;
	return GEN_NO_DEFECT;
}

static int
by_index(const void *a, const void *b)
{
	const struct gen_planted *p = a, *q = b;

	return p->index < q->index ? -1 : p->index > q->index;
}

/* Where in the population: after the incident, before the precertificates without a final one,
 * evenly and in mixed order. */
int
gen_defect_plant(struct gen_world *w)
{
	uint64_t total = 0, low = w->o.story == GEN_INCIDENT ? w->before + 1 : 0, room, k = 0;

	for (int d = 1; d < GEN_DEFECT_COUNT; d++)
		total += w->o.defects[d];
	if (total == 0)
		return 0;
	room = w->o.count > low + w->o.precert_only ? w->o.count - low - w->o.precert_only : 0;
	if (total > room)
		return say_error("gen-ca: expected room for %llu defects, found %llu certificates",
		    (unsigned long long)total, (unsigned long long)room);
	if ((w->planted = calloc(total, sizeof *w->planted)) == NULL)
		return say_nomem("gen-ca");
	for (uint64_t round = 0; k < total; round++)
		for (int d = 1; d < GEN_DEFECT_COUNT; d++)
			if (round < w->o.defects[d]) {
				w->planted[k].index = low + room * k / total;
				w->planted[k++].defect = (enum gen_defect)d;
			}
	w->planted_count = total;
	qsort(w->planted, total, sizeof *w->planted, by_index);
	return 0;
}

enum gen_defect
gen_defect_at(const struct gen_world *w, uint64_t i)
{
	struct gen_planted key = { .index = i };
	const struct gen_planted *p =
	    w->planted_count == 0
		? NULL
		: bsearch(&key, w->planted, w->planted_count, sizeof key, by_index);

	return p != NULL ? p->defect : GEN_NO_DEFECT;
}

/* What the defect needs to show itself: the kind of certificate, names, method. */
void
gen_defect_before(const struct gen_world *w, struct gen_issue *g)
{
	if (g->defect == GEN_NO_DEFECT)
		return;
	g->both = g->ip = g->wildcard = false;
	g->style = GEN_DNS;
	switch (g->defect) {
	case GEN_WILDCARD_HTTP01:
	case GEN_TLSALPN_WILDCARD:
		g->style = g->defect == GEN_WILDCARD_HTTP01 ? GEN_ACME_HTTP : GEN_ACME_ALPN;
		g->wildcard = true;
		break;
	case GEN_PARENT_HTTP01:
	case GEN_ADN_ONLY:
	case GEN_MPIC_QUORUM:
	case GEN_MPIC_ONE_REGION: g->style = GEN_ACME_HTTP; break;
	case GEN_IP_BY_DNS:
		g->style = GEN_FILE;
		g->ip = true;
		break;
	case GEN_WRONG_RECIPIENT:
	case GEN_RANDOM_TOO_OLD: /* 3.2.2.4.7 lets some Random Values live longer */
		g->style = GEN_EMAIL;
		break;
	case GEN_RSA_1024: g->key = w->weak; break;
	case GEN_IDENTITY_TOO_OLD:
	case GEN_DV_WITH_ORGANIZATION:
		if (g->defect == GEN_IDENTITY_TOO_OLD) {
			g->ca = &w->ca[GEN_OV];
			g->type = UNIT_TYPE_OV;
		}
		memcpy(g->organization, "Umber Optics B.V.", sizeof "Umber Optics B.V.");
		memcpy(g->locality, "Utrecht", sizeof "Utrecht");
		break;
	default: break;
	}
}

/* The first name becomes one below the domain, in the validations too. */
static void
make_subdomain(struct gen_issue *g)
{
	char was[GEN_NAME_LEN];

	memcpy(was, g->names[0].text, sizeof was);
	snprintf(g->names[0].text, GEN_NAME_LEN, "node7.%s", g->domain);
	if (strcmp(g->common_name, was) == 0)
		memcpy(g->common_name, g->names[0].text, GEN_NAME_LEN);
	for (size_t i = 0; i < g->validation_count; i++)
		if (strcmp(g->validations[i].name, was) == 0)
			memcpy(g->validations[i].name, g->names[0].text, GEN_NAME_LEN);
}

/* The times of a validation, moved so that it completes at that instant. */
static void
move(struct gen_validation *v, int64_t at)
{
	int64_t by = at - v->validated_at;
	int64_t *times[] = { &v->initiated_at, &v->oldest_data_at, &v->validated_at,
		&v->random_created_at, &v->random_used_at };

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
		if (*times[i] != INSTANT_NONE)
			*times[i] += by;
	gen_copy(v->br_version, sizeof v->br_version, gen_dcv_br_version(v->validated_at));
}

static void
keep_validations(struct gen_issue *g, size_t n)
{
	g->validation_count = n < g->validation_count ? n : g->validation_count;
}

/* A name more, with a validation like the first one's. */
static void
add_name(struct gen_issue *g)
{
	struct gen_name *n = &g->names[g->name_count < GEN_NAMES ? g->name_count++ : GEN_NAMES - 1];
	struct gen_validation *v =
	    &g->validations[g->validation_count < GEN_VALIDATIONS ? g->validation_count++
								  : GEN_VALIDATIONS - 1];

	memset(n, 0, sizeof *n);
	n->kind = NAME_DNS;
	snprintf(n->text, sizeof n->text, "extra.%s", g->domain);
	*v = g->validations[0];
	memcpy(v->name, n->text, sizeof v->name);
	snprintf(v->adn_derivation, sizeof v->adn_derivation, "prune");
}

static void
spoil_certificate(struct gen_issue *g)
{
	int64_t limit = (g->issued_at < 1773532800 /* 2026-03-15 */ ? 398 : 200) * INSTANT_DAY;

	switch (g->defect) {
	case GEN_VALIDITY_TOO_LONG: g->not_after = g->not_before + limit; break;
	case GEN_CN_NOT_IN_SAN:
		snprintf(g->common_name, sizeof g->common_name, "elsewhere.%s", g->domain);
		break;
	case GEN_NUL_IN_NAME:
		g->names[0].raw_len = strlen(g->names[0].text) + 10;
		memset(g->names[0].raw, 0, sizeof g->names[0].raw);
		memcpy(g->names[0].raw, g->names[0].text, strlen(g->names[0].text));
		memcpy(g->names[0].raw + strlen(g->names[0].text) + 1, ".evil.com", 9);
		break;
	case GEN_FINAL_DIFFERS: add_name(g); break;
	case GEN_NO_VALIDATION:
		for (size_t i = 0; i < g->validation_count; i++)
			if (strcmp(g->validations[i].name, g->names[g->name_count - 1].text) == 0)
				keep_validations(g, i);
		gen_copy(g->defect_name, sizeof g->defect_name, g->names[g->name_count - 1].text);
		break;
	case GEN_PARENT_HTTP01:
	case GEN_ADN_ONLY:
		make_subdomain(g);
		if (g->defect == GEN_ADN_ONLY)
			keep_validations(g, 1);
		break;
	default: break;
	}
}

static void
spoil_method(struct gen_issue *g, struct gen_validation *v)
{
	switch (g->defect) {
	case GEN_METHOD_NOT_IN_CPS:
		snprintf(v->method, sizeof v->method, "3.2.2.4.13");
		snprintf(v->recipient, sizeof v->recipient, "security@%s", g->domain);
		v->dns_record[0] = '\0';
		break;
	case GEN_UNKNOWN_METHOD: snprintf(v->method, sizeof v->method, "manual review"); break;
	case GEN_RETIRED_METHOD: snprintf(v->method, sizeof v->method, "3.2.2.4.10"); break;
	case GEN_IP_BY_DNS: snprintf(v->method, sizeof v->method, "3.2.2.4.7"); break;
	case GEN_PARENT_HTTP01:
		memcpy(v->adn, g->domain, sizeof g->domain);
		snprintf(v->adn_derivation, sizeof v->adn_derivation, "prune");
		break;
	case GEN_ADN_ONLY:
		v->name[0] = v->adn_derivation[0] = '\0';
		memcpy(v->adn, g->domain, sizeof g->domain);
		break;
	case GEN_ADN_UNRELATED:
		snprintf(v->adn, sizeof v->adn, "pebblelabs55555.com");
		snprintf(v->adn_derivation, sizeof v->adn_derivation, "exact");
		break;
	case GEN_WRONG_RECIPIENT:
		snprintf(v->recipient, sizeof v->recipient, "sales@%s", v->adn);
		break;
	case GEN_DELEGATED: v->delegated_party = "Registratiekantoor Zuid"; break;
	default: break;
	}
}

static void
spoil_circumstances(struct gen_issue *g, struct gen_validation *v)
{
	switch (g->defect) {
	case GEN_REUSE_TOO_OLD:
		move(v, g->issued_at - gen_dcv_reuse_limit(g->issued_at) - INSTANT_DAY -
			    (int64_t)(g->index % 9) * 3600);
		break;
	case GEN_VALIDATION_AFTER_ISSUANCE: move(v, g->issued_at + 3600); break;
	case GEN_RANDOM_TOO_OLD: v->random_created_at = v->random_used_at - 40 * INSTANT_DAY; break;
	case GEN_MISSING_CAA:
		v->caa_checked_at = INSTANT_NONE;
		v->caa_result = "";
		break;
	case GEN_CAA_TOO_OLD: v->caa_checked_at = g->issued_at - 30 * 3600; break;
	case GEN_CAA_FORBIDS: v->caa_result = "forbidden"; break;
	case GEN_MPIC_QUORUM:
		v->dcv.total = v->dcv.total < 4 ? 4 : v->dcv.total;
		v->dcv.ok = v->dcv.total - (v->dcv.total < 6 ? 2 : 3);
		break;
	case GEN_MPIC_ONE_REGION: v->dcv.rirs = "RIPE"; break;
	default: break;
	}
}

void
gen_defect_after(const struct gen_world *w, struct gen_issue *g)
{
	(void)w;
	if (g->defect == GEN_NO_DEFECT)
		return;
	spoil_certificate(g);
	for (size_t i = 0; i < g->validation_count; i++) {
		struct gen_validation *v = &g->validations[i];

		if (strcmp(v->kind, "domain") != 0) {
			if (g->defect == GEN_IDENTITY_TOO_OLD)
				move(v, g->issued_at - 900 * INSTANT_DAY);
			continue;
		}
		if (g->defect == GEN_IP_BY_DNS && strcmp(v->name, g->names[0].text) != 0)
			continue; /* only the address */
		spoil_method(g, v);
		spoil_circumstances(g, v);
	}
	if (g->defect_name[0] == '\0')
		memcpy(g->defect_name, g->names[0].text, GEN_NAME_LEN);
}
