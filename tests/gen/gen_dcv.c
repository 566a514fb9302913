#include <stdio.h>
#include <string.h>

#include "tests/gen/gen.h"

struct style {
	const char *method, *acme; /* BR section; ACME label, or NULL */
	const char *ip_method;	   /* for addresses, or NULL */
	bool per_name;		   /* no pruning: each name by itself */
	bool mpic, token, random;
	int64_t slow; /* seconds from beginning to completion, at most */
};

static const struct style styles[GEN_STYLE_COUNT] = {
	[GEN_ACME_HTTP] = { "3.2.2.4.19", "http-01", "3.2.2.5.6", true, true, true, false, 90 },
	[GEN_ACME_DNS] = { "3.2.2.4.7", "dns-01", NULL, false, true, true, true, 300 },
	[GEN_ACME_ALPN] = { "3.2.2.4.20", "tls-alpn-01", "3.2.2.5.7", true, true, true, false, 60 },
	[GEN_DNS] = { "3.2.2.4.7", NULL, NULL, false, true, false, true, 2 * INSTANT_DAY },
	[GEN_EMAIL] = { "3.2.2.4.4", NULL, NULL, false, false, false, true, 3 * INSTANT_DAY },
	[GEN_FILE] = { "3.2.2.4.18", NULL, "3.2.2.5.1", true, true, false, true, 2 * INSTANT_DAY },
};

/* BR versions by the day they came into force; what a CA of the time wrote down. */
const char *
gen_dcv_br_version(int64_t at)
{
	static const struct {
		int64_t from;
		const char *version;
	} versions[] = {
		{ 1779148800, "" },	 /* 2026-05-19, 2.2.7: no longer recorded */
		{ 1774915200, "2.2.6" }, /* 2026-03-31 */
		{ 1771977600, "2.2.5" }, /* 2026-02-25 */
		{ 1771286400, "2.2.4" }, /* 2026-02-17 */
		{ 1771200000, "2.2.3" }, /* 2026-02-16 */
		{ 1768176000, "2.2.2" }, /* 2026-01-12 */
		{ 1765843200, "2.2.1" }, /* 2025-12-16 */
		{ 1765756800, "2.2.0" }, /* 2025-12-15 */
		{ 1762732800, "2.1.9" }, /* 2025-11-10 */
		{ 1762214400, "2.1.8" }, /* 2025-11-04 */
		{ 1756080000, "2.1.7" }, /* 2025-08-25 */
		{ 1753056000, "2.1.6" }, /* 2025-07-21 */
		{ 1747353600, "2.1.5" }, /* 2025-05-16 */
		{ 1740787200, "2.1.4" }, /* 2025-03-01 */
		{ 1740355200, "2.1.3" }, /* 2025-02-24 */
		{ 1734307200, "2.1.2" }, /* 2024-12-16 */
		{ 1640217600, "1.8.1" }, /* 2021-12-23 */
		{ 1629849600, "1.8.0" }, /* 2021-08-25 */
		{ 1629072000, "1.7.9" }, /* 2021-08-16 */
		{ 1626134400, "1.7.8" }, /* 2021-07-13 */
		{ 1626048000, "1.7.7" }, /* 2021-07-12 */
		{ 1622678400, "1.7.6" }, /* 2021-06-03 */
		{ 1622592000, "1.7.5" }, /* 2021-06-02 */
		{ 1617580800, "1.7.4" }, /* 2021-04-05 */
		{ 1603065600, "1.7.3" }, /* 2020-10-19 */
		{ 1600732800, "1.7.2" }, /* 2020-09-22 */
		{ 1597881600, "1.7.1" }, /* 2020-08-20 */
		{ 1588550400, "1.7.0" }, /* 2020-05-04 */
		{ 1585267200, "1.6.9" }, /* 2020-03-27 */
		{ 1583193600, "1.6.8" }, /* 2020-03-03 */
		{ 1576713600, "1.6.7" }, /* 2019-12-19 */
		{ 1567987200, "1.6.6" }, /* 2019-09-09 */
	};

	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
		if (at >= versions[i].from)
			return versions[i].version;
	return "1.6.5";
}

int64_t
gen_dcv_reuse_limit(int64_t issued_at)
{
	return INSTANT_DAY * (issued_at < 1633046400	  ? 825 /* 2021-10-01 */
				 : issued_at < 1773532800 ? 398 /* 2026-03-15 */
				 : issued_at < 1805068800 ? 200 /* 2027-03-15 */
							  : 100);
}

/* Remote perspectives that BR 3.2.2.9 asks for at that instant. */
static int
perspectives(int64_t at)
{
	return at < 1741996800	 ? 0 /* before 2025-03-15 */
	       : at < 1773532800 ? 2 /* 2026-03-15 */
	       : at < 1781481600 ? 3 /* 2026-06-15 */
	       : at < 1797292800 ? 4 /* 2026-12-15 */
				 : 5;
}

static void
random_text(struct gen_rng *r, char *out, size_t len, const char *alphabet)
{
	size_t n = strlen(alphabet);

	for (size_t i = 0; i < len; i++)
		out[i] = alphabet[gen_rng_below(r, n)];
	out[len] = '\0';
}

#define HEX "0123456789abcdef"
#define URL64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/*
 * Subscribers who validate by hand do so once in a while, and every
 * certificate until then rests on it; ACME clients do it seconds before.
 */
static int64_t
when(const struct gen_world *w, struct gen_rng *r, const struct gen_issue *g, enum gen_style style)
{
	int64_t every = gen_dcv_reuse_limit(g->issued_at) / 3 * 2, phase;
	struct gen_rng of_domain;

	if (every > 180 * INSTANT_DAY)
		every = 180 * INSTANT_DAY;
	if (styles[style].acme != NULL && gen_rng_chance(r, 80))
		return g->issued_at - 5 - (int64_t)gen_rng_below(r, 110);
	if (styles[style].acme != NULL)
		return g->issued_at - 3600 - (int64_t)gen_rng_below(r, 25 * INSTANT_DAY);
	of_domain = gen_rng_for(w->o.seed, g->domain, (uint64_t)style);
	phase = (int64_t)gen_rng_below(&of_domain, (uint64_t)every);
	return (g->issued_at - 7200 - phase) / every * every + phase;
}

/* a, between, b */
static void
join(char *out, size_t cap, const char *a, const char *between, const char *b)
{
	size_t n;

	gen_copy(out, cap, a);
	n = strlen(out);
	gen_copy(out + n, cap - n, between);
	n += strlen(out + n);
	gen_copy(out + n, cap - n, b);
}

/* Remotes that corroborated a check made at that instant; 0 where BR 3.2.2.9 asks for none yet. */
static void
tell_mpic(struct gen_rng *r, int64_t at, struct gen_mpic *m)
{
	static const char *const regions[] = { "ARIN RIPE", "APNIC ARIN RIPE",
		"APNIC ARIN LACNIC RIPE" };
	int least = perspectives(at);

	if (least == 0)
		return;
	m->total = least + (int)gen_rng_below(r, 3);
	/* one of two to five may dissent */
	m->ok = m->total - (gen_rng_chance(r, 4) ? 1 : 0);
	m->rirs = regions[gen_rng_below(r, 3)];
}

/* What the method leaves behind; r depends on name, method and time alone, so that a validation
 * that serves many certificates is the same in each. */
static void
tell_evidence(struct gen_rng *r, const struct style *s, struct gen_validation *v)
{
	int64_t took = 2 + (int64_t)gen_rng_below(r, (uint64_t)s->slow);

	v->initiated_at = v->oldest_data_at = v->validated_at - took;
	if (s->token)
		random_text(r, v->token_id, 43, URL64);
	if (s->random)
		random_text(r, v->random_value, 32, HEX);
	v->random_created_at = v->initiated_at;
	v->random_used_at = v->validated_at;
	if (strcmp(s->method, "3.2.2.4.4") == 0) {
		static const char *const locals[] = { "admin", "administrator", "webmaster",
			"hostmaster", "postmaster" };

		join(v->recipient, sizeof v->recipient, locals[gen_rng_below(r, 5)], "@", v->adn);
	}
	if (strcmp(s->method, "3.2.2.4.7") == 0)
		join(v->dns_record, sizeof v->dns_record,
		    s->token ? "_acme-challenge" : "_exempla-dcv", ".", v->adn);
	random_text(r, v->authz_id, 12, HEX);
	join(v->evidence, sizeof v->evidence, "dcv-log", "/", v->authz_id);
	if (s->mpic)
		tell_mpic(r, v->validated_at, &v->dcv);
}

static const char *
without_wildcard(const char *name)
{
	return strncmp(name, "*.", 2) == 0 ? name + 2 : name;
}

static void
tell_name(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g,
    const struct gen_name *n, enum gen_style style, int64_t at)
{
	const struct style *s = &styles[style];
	struct gen_validation *v = &g->validations[g->validation_count];
	struct gen_rng own;
	const char *plain = without_wildcard(n->text);

	if (g->validation_count >= GEN_VALIDATIONS)
		return;
	g->validation_count++;
	gen_copy(v->kind, sizeof v->kind, "domain");
	gen_copy(v->name, sizeof v->name, n->text);
	gen_copy(v->method, sizeof v->method,
	    n->kind == NAME_IP			   ? s->ip_method
	    : s->acme != NULL && g->index % 3 != 0 ? s->acme
						   : s->method);
	if (s->per_name || n->kind == NAME_IP) {
		gen_copy(v->adn, sizeof v->adn, plain);
	} else {
		gen_copy(v->adn, sizeof v->adn, s->acme != NULL ? plain : g->domain);
	}
	gen_copy(v->adn_derivation, sizeof v->adn_derivation,
	    strcmp(v->adn, n->text) == 0 ? "exact"
	    : strcmp(v->adn, plain) == 0 ? "wildcard-strip"
					 : "prune");
	v->validated_at = at;
	gen_copy(v->br_version, sizeof v->br_version, gen_dcv_br_version(at));
	own = gen_rng_for(w->o.seed ^ (uint64_t)at, v->adn, (uint64_t)style);
	tell_evidence(&own, s, v);
	if (at < g->issued_at - 3600)
		gen_copy(v->reused_from, sizeof v->reused_from, v->authz_id);
	v->caa_checked_at = g->issued_at - 20 - (int64_t)gen_rng_below(r, 3600);
	v->caa_result = gen_rng_chance(r, 30) ? "permitted" : "none";
	tell_mpic(r, v->caa_checked_at, &v->caa);
}

static void
tell_identity(struct gen_rng *r, struct gen_issue *g, const char *kind, const char *method)
{
	struct gen_validation *v = &g->validations[g->validation_count++];

	gen_copy(v->kind, sizeof v->kind, kind);
	gen_copy(v->name, sizeof v->name, g->organization);
	gen_copy(v->method, sizeof v->method, method);
	v->validated_at =
	    g->issued_at - 3 * INSTANT_DAY - (int64_t)gen_rng_below(r, 300 * INSTANT_DAY);
	v->initiated_at = v->validated_at - (int64_t)gen_rng_below(r, 5 * INSTANT_DAY);
	v->oldest_data_at = v->initiated_at;
	gen_copy(v->br_version, sizeof v->br_version, gen_dcv_br_version(v->validated_at));
	random_text(r, v->authz_id, 12, HEX);
	join(v->evidence, sizeof v->evidence, "identity-file", "/", v->authz_id);
}

static enum gen_style
second_style(enum gen_style first)
{
	return first == GEN_DNS ? GEN_FILE : GEN_DNS;
}

void
gen_dcv_tell(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	int64_t at;

	for (size_t i = 0; i < GEN_VALIDATIONS; i++)
		g->validations[i] = (struct gen_validation){ .initiated_at = INSTANT_NONE,
			.oldest_data_at = INSTANT_NONE,
			.validated_at = INSTANT_NONE,
			.random_created_at = INSTANT_NONE,
			.random_used_at = INSTANT_NONE,
			.dcv = { -1, -1, "" },
			.caa = { -1, -1, "" },
			.caa_checked_at = INSTANT_NONE,
			.caa_result = "",
			.delegated_party = "" };
	if (g->ca->kind == GEN_SMIME)
		return;
	at = when(w, r, g, g->style);
	for (size_t i = 0; i < g->name_count; i++)
		tell_name(w, r, g, &g->names[i], g->style, at);
	if (g->both) {
		at = when(w, r, g, second_style(g->style));
		for (size_t i = 0; i < g->name_count; i++)
			tell_name(w, r, g, &g->names[i], second_style(g->style), at);
	}
	if (g->type == UNIT_TYPE_OV)
		tell_identity(r, g, "identity", "3.2.2.1");
	if (g->type == UNIT_TYPE_EV) {
		tell_identity(r, g, "ev:A", "EVG 3.2.2.2");
		tell_identity(r, g, "ev:C", "EVG 3.2.2.4");
		tell_identity(r, g, "ev:D", "EVG 3.2.2.5");
		tell_identity(r, g, "ev:G", "EVG 3.2.2.7");
	}
}
