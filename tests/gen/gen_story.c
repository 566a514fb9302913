#include <stdio.h>
#include <string.h>

#include "tests/gen/gen.h"

/* Words of registered names: with a number behind, they are nobody's. */
static const char *const first[] = { "amber", "birch", "cedar", "delta", "ember", "fjord", "grove",
	"harbor", "ivory", "juniper", "kestrel", "linden", "maple", "north", "olive", "pebble",
	"quarry", "river", "silver", "timber", "umber", "valley", "willow", "yarrow" };
static const char *const second[] = { "field", "works", "media", "foods", "data", "labs", "print",
	"travel", "clinic", "garage", "studio", "bakery", "optics", "school", "energy", "books",
	"sports", "legal" };
static const char *const tlds[] = { "com", "com", "com", "net", "org", "nl", "de", "eu", "io",
	"co.uk" };
static const char *const hosts[] = { "www", "mail", "shop", "api", "app", "portal", "cdn",
	"login" };

#define PICK(r, list) ((list)[gen_rng_below((r), sizeof(list) / sizeof *(list))])

/* Evenly over the period, with a little noise, never out of order. */
int64_t
gen_story_time(const struct gen_world *w, uint64_t i)
{
	struct gen_rng r = gen_rng_for(w->o.seed, "time", i);
	int64_t from = w->o.from, until = w->o.until;
	uint64_t n = w->o.count, k = i;
	uint64_t slot;

	if (i >= w->o.count) /* out of scope, serial only: anywhere */
		return from + 1 + (int64_t)gen_rng_below(&r, (uint64_t)(until - from) - 2);
	if (w->o.story == GEN_INCIDENT) {
		/* the last second before the new CPS, and its first */
		if (i == w->before - 1)
			return w->published_at - 1;
		if (i == w->before)
			return w->published_at;
		if (i < w->before) {
			n = w->before;
			until = w->published_at - 1;
		} else {
			n -= w->before;
			k -= w->before;
			from = w->published_at;
		}
	}
	slot = (uint64_t)(until - from) / n;
	return from + 1 + (int64_t)((double)(until - from - 2) / (double)n * (double)k) +
	       (int64_t)gen_rng_below(&r, slot > 4 ? slot / 2 : 1);
}

/* Exactly o.affected of those before the new CPS, evenly, the first and the last among them. */
static bool
is_affected(const struct gen_world *w, uint64_t i)
{
	uint64_t n = w->o.affected, m = w->before;

	if (w->o.story != GEN_INCIDENT || i >= m || n == 0)
		return false;
	if (i == 0)
		return n > 1;
	if (n == 1)
		return i == m - 1;
	return i * (n - 1) / (m - 1) != (i - 1) * (n - 1) / (m - 1);
}

static enum gen_style
any_style(struct gen_rng *r, const struct gen_world *w)
{
	static const uint8_t quarter[] = { 34, 66, 71, 84, 92, 100 },
			     then[] = { 0, 0, 0, 45, 70, 100 };
	const uint8_t *upto = w->o.story == GEN_QUARTER ? quarter : then;
	uint64_t roll = gen_rng_below(r, 100);
	int s = 0;

	while (roll >= upto[s])
		s++;
	return (enum gen_style)s;
}

static void
choose_style(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	g->style = any_style(r, w);
	g->affected = is_affected(w, g->index);
	if (g->affected) {
		g->style = GEN_ACME_HTTP;
	} else if (w->o.story == GEN_INCIDENT) {
		/* before: by http-01 and another method that the CPS lists, so not affected;
		 * after: by http-01, now listed, also on validations from before */
		if (g->index < w->before ? gen_rng_chance(r, 8)
					 : gen_rng_chance(r, 60) || g->index == w->before) {
			g->style = GEN_ACME_HTTP;
			g->both = g->index < w->before;
		}
	}
	if (g->type == UNIT_TYPE_EV || g->type == UNIT_TYPE_OV)
		g->style = g->affected ? g->style : gen_rng_chance(r, 60) ? GEN_DNS : GEN_EMAIL;
	g->wildcard = w->o.story == GEN_QUARTER && g->type != UNIT_TYPE_EV &&
		      (g->style == GEN_ACME_DNS || g->style == GEN_DNS || g->style == GEN_EMAIL) &&
		      gen_rng_chance(r, 30);
	g->ip = w->o.story == GEN_QUARTER && g->type == UNIT_TYPE_DV && g->ca->kind != GEN_TCSC &&
		(g->style == GEN_ACME_HTTP || g->style == GEN_FILE) && gen_rng_chance(r, 5);
}

static void
choose_ca(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	enum gen_ca_kind k = gen_rng_chance(r, w->o.ec_percent) ? GEN_DV_ECC : GEN_DV_RSA;
	unsigned roll = (unsigned)gen_rng_below(r, 100);

	g->type = UNIT_TYPE_DV;
	if (g->index >= w->o.count) {
		g->type = g->index < w->o.count + w->o.serial_only ? UNIT_TYPE_DV : UNIT_TYPE_NONE;
		k = g->type == UNIT_TYPE_DV ? GEN_DV_ECC : GEN_SMIME;
	} else if (roll < w->o.special_percent && !is_affected(w, g->index) &&
		   g->defect == GEN_NO_DEFECT) {
		static const enum gen_ca_kind special[] = { GEN_OV, GEN_OV, GEN_OV, GEN_EV, GEN_EV,
			GEN_TCSC };

		k = special[roll % 6];
		g->type = k == GEN_EV ? UNIT_TYPE_EV : k == GEN_OV ? UNIT_TYPE_OV : UNIT_TYPE_DV;
	}
	g->ca = &w->ca[k];
	g->key = k == GEN_DV_RSA ? w->rsa[gen_rng_below(r, GEN_RSA_POOL)]
				 : w->ec[gen_rng_below(r, GEN_EC_POOL)];
}

static void
choose_subscriber(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	uint64_t account = gen_rng_below(r, w->account_count);
	struct gen_rng of = gen_rng_for(w->o.seed, "account", account);
	const char *a, *b, *tld;

	snprintf(g->account, sizeof g->account, "acct-%llu", (unsigned long long)account + 1000);
	snprintf(
	    g->order_id, sizeof g->order_id, "ord-%llu", (unsigned long long)g->index + 700000);
	for (uint64_t skip = gen_rng_below(r, 3); skip > 0; skip--)
		gen_rng_next(&of);
	a = PICK(&of, first);
	b = PICK(&of, second);
	tld = PICK(&of, tlds);
	snprintf(g->domain, sizeof g->domain, "%s%s%llu.%s", a, b,
	    10000 + (unsigned long long)gen_rng_below(&of, 90000), tld);
	if (g->ca->kind == GEN_TCSC)
		snprintf(g->domain, sizeof g->domain, "waterwerken48213.nl");
	if (g->type == UNIT_TYPE_OV || g->type == UNIT_TYPE_EV) {
		snprintf(g->organization, sizeof g->organization, "%c%s %s B.V.", a[0] - 'a' + 'A',
		    a + 1, b);
		snprintf(g->locality, sizeof g->locality, "Utrecht");
		snprintf(g->registration, sizeof g->registration, "%08llu",
		    (unsigned long long)gen_rng_below(&of, 100000000));
	}
	g->country = "NL";
}

static struct gen_name *
add_name(struct gen_issue *g, enum name_kind kind)
{
	struct gen_name *n = &g->names[g->name_count++];

	n->kind = kind;
	return n;
}

static void
choose_address(struct gen_rng *r, struct gen_issue *g)
{
	struct gen_name *n = add_name(g, NAME_IP);

	/* 81.x.y.z and 2a02:...: neither private nor set aside for documents */
	gen_rng_bytes(r, n->raw, 4);
	n->raw[0] = 81;
	n->raw_len = 4;
	snprintf(
	    n->text, sizeof n->text, "%d.%d.%d.%d", n->raw[0], n->raw[1], n->raw[2], n->raw[3]);
}

static void
choose_names(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	unsigned want = w->o.names != 0 ? w->o.names : 1 + (unsigned)gen_rng_below(r, 5);
	uint64_t number = gen_rng_below(r, 1000);

	if (g->ca->kind == GEN_SMIME) {
		snprintf(add_name(g, NAME_EMAIL)->text, GEN_NAME_LEN, "person%llu@%s",
		    (unsigned long long)number, g->domain);
		return;
	}
	if (g->ip) {
		choose_address(r, g);
		want = want > 1 ? want - 1 : 0;
	}
	if (g->wildcard)
		snprintf(add_name(g, NAME_DNS)->text, GEN_NAME_LEN, "*.%s", g->domain);
	else if (want > 0 && gen_rng_chance(r, 30))
		snprintf(add_name(g, NAME_DNS)->text, GEN_NAME_LEN, "node%llu.%s",
		    (unsigned long long)number, g->domain);
	else if (want > 0)
		snprintf(add_name(g, NAME_DNS)->text, GEN_NAME_LEN, "%s", g->domain);
	for (unsigned i = 1; i < want && g->name_count < GEN_NAMES; i++)
		snprintf(add_name(g, NAME_DNS)->text, GEN_NAME_LEN, "%s.%s",
		    hosts[(number + i) % 8], g->domain);
	if (g->names[0].kind == NAME_DNS && (g->type != UNIT_TYPE_DV || gen_rng_chance(r, 70)))
		gen_copy(g->common_name, sizeof g->common_name, g->names[0].text);
}

/* ACME certificates for 90 days from an hour before; the others for as long as is allowed, from
 * midnight. */
static void
choose_dates(struct gen_rng *r, struct gen_issue *g)
{
	int64_t days = g->issued_at < 1773532800 /* 2026-03-15 */ ? 365 : 199;

	g->not_before = g->issued_at - g->issued_at % INSTANT_DAY;
	if (g->style <= GEN_ACME_ALPN) {
		days = 90;
		g->not_before = g->issued_at - 3600;
	}
	g->not_after = g->not_before + days * INSTANT_DAY - 1;
	(void)r;
}

static void
choose_fate(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g)
{
	static const int reasons[] = { 1, 4, 4, 5, 9 };

	g->revoked_at = INSTANT_NONE;
	g->reason = -1;
	if (g->index < w->o.count && g->defect == GEN_NO_DEFECT &&
	    gen_rng_chance(r, w->o.revoked_percent)) {
		g->revoked_at = g->issued_at + 3600 + (int64_t)gen_rng_below(r, 20 * INSTANT_DAY);
		g->reason = PICK(r, reasons);
	}
	g->final = g->index + w->o.precert_only < w->o.count || g->index >= w->o.count;
	g->precert =
	    !g->final || gen_rng_chance(r, w->o.precert_percent) || g->defect == GEN_FINAL_DIFFERS;
	if (g->defect == GEN_UNREADABLE)
		g->precert = false; /* it would be a unit of its own */
	g->scts = g->ca->kind != GEN_SMIME && !gen_rng_chance(r, w->o.no_sct_percent);
}

void
gen_story_tell(const struct gen_world *w, uint64_t i, struct gen_issue *g)
{
	struct gen_rng r = gen_rng_for(w->o.seed, "issue", i);

	memset(g, 0, offsetof(struct gen_issue, validations));
	g->validation_count = 0;
	g->index = i;
	g->defect = gen_defect_at(w, i);
	g->issued_at = gen_story_time(w, i);
	gen_rng_bytes(&r, g->serial, sizeof g->serial);
	g->serial[0] = (g->serial[0] & 0x3f) | 0x40;
	choose_ca(w, &r, g);
	choose_subscriber(w, &r, g);
	choose_style(w, &r, g);
	g->profile = g->type == UNIT_TYPE_EV	 ? "tls-ev"
		     : g->type == UNIT_TYPE_OV	 ? "tls-ov"
		     : g->ca->kind == GEN_SMIME	 ? "smime"
		     : g->style <= GEN_ACME_ALPN ? "tls-dv-acme"
						 : "tls-dv";
	g->ra = "";
	gen_defect_before(w, g);
	choose_names(w, &r, g);
	choose_dates(&r, g);
	choose_fate(w, &r, g);
	gen_dcv_tell(w, &r, g);
	gen_defect_after(w, g);
}
