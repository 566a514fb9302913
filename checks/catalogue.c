#include "checks/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

const char *const catalogue_names[CATALOGUE_NAMES] = {
	[CATALOGUE_REUSE_DOMAIN] = "reuse_domain",
	[CATALOGUE_REUSE_DOMAIN_EV] = "reuse_domain_ev",
	[CATALOGUE_REUSE_IDENTITY] = "reuse_identity",
	[CATALOGUE_REUSE_EV] = "reuse_ev",
	[CATALOGUE_REUSE_CAA_MPIC] = "reuse_caa_mpic",
	[CATALOGUE_VALIDITY] = "validity",
	[CATALOGUE_VALIDITY_SHOULD] = "validity_should",
	[CATALOGUE_VALIDITY_EV] = "validity_ev",
	[CATALOGUE_VALIDITY_ONION] = "validity_onion",
	[CATALOGUE_SHORT_LIVED] = "short_lived",
	[CATALOGUE_MPIC_REMOTE] = "mpic_remote",
	[CATALOGUE_MPIC_QUORUM] = "mpic_quorum",
	[CATALOGUE_MPIC_REGIONS] = "mpic_regions",
	[CATALOGUE_CAA_SECONDS] = "caa_seconds",
	[CATALOGUE_CAA_PARAMETERS] = "caa_parameters",
	[CATALOGUE_DELEGATION_BANNED] = "delegation_banned",
	[CATALOGUE_LOG_BR_VERSION_DNS] = "log_br_version_dns",
	[CATALOGUE_LOG_BR_VERSION_IP] = "log_br_version_ip",
	[CATALOGUE_LOG_FIELDS] = "log_fields",
	[CATALOGUE_POLICY_AT_LEAST] = "policy_at_least",
	[CATALOGUE_POLICY_EXACTLY] = "policy_exactly",
	[CATALOGUE_NOT_BEFORE_SKEW] = "not_before_skew",
	[CATALOGUE_DV_SUBJECT_FIELDS] = "dv_subject_fields",
	[CATALOGUE_WEAK_KEY] = "weak_key",
	[CATALOGUE_LINT] = "lint",
	[CATALOGUE_CPS_UPDATE] = "cps_update",
};

const char *const catalogue_titles[CATALOGUE_NAMES] = {
	[CATALOGUE_REUSE_DOMAIN] = "age of a domain or IP address validation at issuance",
	[CATALOGUE_REUSE_DOMAIN_EV] = "age of a domain validation at issuance, EV",
	[CATALOGUE_REUSE_IDENTITY] = "age of identity data at issuance",
	[CATALOGUE_REUSE_EV] = "age of EV data at issuance",
	[CATALOGUE_REUSE_CAA_MPIC] = "age of corroborated CAA checks",
	[CATALOGUE_VALIDITY] = "validity period",
	[CATALOGUE_VALIDITY_SHOULD] = "validity period, preferred",
	[CATALOGUE_VALIDITY_EV] = "validity period, EV",
	[CATALOGUE_VALIDITY_ONION] = "validity period, onion names",
	[CATALOGUE_SHORT_LIVED] = "short-lived certificate",
	[CATALOGUE_MPIC_REMOTE] = "remote network perspectives",
	[CATALOGUE_MPIC_QUORUM] = "quorum of network perspectives is enforced",
	[CATALOGUE_MPIC_REGIONS] = "regions of the corroborating perspectives",
	[CATALOGUE_CAA_SECONDS] = "age of a CAA check at issuance",
	[CATALOGUE_CAA_PARAMETERS] = "RFC 8657 parameters in CAA",
	[CATALOGUE_DELEGATION_BANNED] = "no delegation of domain validation",
	[CATALOGUE_LOG_BR_VERSION_DNS] = "BR version in the record, domain names",
	[CATALOGUE_LOG_BR_VERSION_IP] = "BR version in the record, IP addresses",
	[CATALOGUE_LOG_FIELDS] = "name, authorization domain name and method in the record",
	[CATALOGUE_POLICY_AT_LEAST] = "reserved policy identifiers, at least",
	[CATALOGUE_POLICY_EXACTLY] = "reserved policy identifiers, exactly",
	[CATALOGUE_NOT_BEFORE_SKEW] = "notBefore around signing",
	[CATALOGUE_DV_SUBJECT_FIELDS] = "DV subject of country and common name alone",
	[CATALOGUE_WEAK_KEY] = "weak-key tests",
	[CATALOGUE_LINT] = "linting before signing",
	[CATALOGUE_CPS_UPDATE] = "update of the CPS",
};

static const char *const kinds[CATALOGUE_KINDS] = { "dns", "ip", "onion" };

/* Words that records put in front of a section number or label. */
static const char *const prefixes[] = { "tls", "br", "brs", "cabf", "ca/b", "acme", "section",
	"sec.", "method", "appendix" };

void
catalogue_free(struct catalogue *c)
{
	if (!c)
		return;
	arena_free(c->arena);
	free(c);
}

enum catalogue_kind
catalogue_kind_of(const struct unit_name *n)
{
	if (n->kind == NAME_IP)
		return CATALOGUE_IP;
	return n->onion ? CATALOGUE_ONION : CATALOGUE_DNS;
}

const char *
catalogue_kind_name(enum catalogue_kind kind)
{
	return kinds[kind];
}

int
catalogue_kind_named(const char *word)
{
	for (int i = 0; i < CATALOGUE_KINDS; i++)
		if (strcmp(kinds[i], word) == 0)
			return i;
	return -1;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_prefix(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strlen(prefixes[i]) == len && memcmp(prefixes[i], s, len) == 0)
			return true;
	return false;
}

int
catalogue_fold(const char *text, char out[CATALOGUE_WORD])
{
	char *start = out;
	size_t n = 0, word;

	while (blank(*text))
		text++;
	for (; *text; text++) {
		if (n + 1 == CATALOGUE_WORD)
			return -1;
		out[n++] = lower(*text);
	}
	while (n > 0 && blank(out[n - 1]))
		n--;
	out[n] = '\0';
	for (;;) {
		word = strcspn(start, " \t");
		if (!start[word] || !is_prefix(start, word))
			break;
		start += word;
		start += strspn(start, " \t");
	}
	if (strncmp(start, "\xc2\xa7", 2) == 0) /* the section sign */
		start += 2 + strspn(start + 2, " \t");
	memmove(out, start, strlen(start) + 1);
	return *out ? 0 : -1;
}

int
catalogue_compare_keys(const void *a, const void *b)
{
	const struct catalogue_key *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->text, y->text);
}

static const struct catalogue_method *
find_folded(const struct catalogue *c, const char *word, enum catalogue_kind kind)
{
	struct catalogue_key want = { .text = word, .kind = kind };
	const struct catalogue_key *k =
	    bsearch(&want, c->keys, c->key_count, sizeof *c->keys, catalogue_compare_keys);

	return k ? k->method : NULL;
}

const struct catalogue_method *
catalogue_find(const struct catalogue *c, const char *text, enum catalogue_kind kind)
{
	char word[CATALOGUE_WORD];

	return catalogue_fold(text, word) < 0 ? NULL : find_folded(c, word, kind);
}

const struct catalogue_method *
catalogue_find_any(const struct catalogue *c, const char *text)
{
	const struct catalogue_method *m = NULL;
	char word[CATALOGUE_WORD];

	if (catalogue_fold(text, word) < 0)
		return NULL;
	for (int k = 0; k < CATALOGUE_KINDS && !m; k++)
		m = find_folded(c, word, (enum catalogue_kind)k);
	return m;
}

const char *
catalogue_nearest(const struct catalogue *c, const char *text)
{
	size_t least = SIZE_MAX;
	const char *best = "none";

	for (size_t i = 0; i < c->key_count; i++) {
		size_t d = text_distance(text, c->keys[i].text);

		if (d < least) {
			least = d;
			best = c->keys[i].text;
		}
	}
	return best;
}

/* INSTANT_NONE is smaller than every instant: an open beginning needs no question. */
static bool
within(int64_t from, int64_t until, int64_t t)
{
	return t >= from && (until == INSTANT_NONE || t < until);
}

const struct catalogue_row *
catalogue_row_at(const struct catalogue_method *m, int64_t t)
{
	for (size_t i = m->row_count; i-- > 0;)
		if (within(m->rows[i].from, m->rows[i].until, t))
			return &m->rows[i];
	return NULL;
}

static enum catalogue_allow
allow_at(enum catalogue_allow a, int64_t until, int64_t t)
{
	return a == CATALOGUE_YES && until != INSTANT_NONE && t >= until ? CATALOGUE_NO : a;
}

enum catalogue_allow
catalogue_wildcard_at(const struct catalogue_row *r, int64_t t)
{
	return allow_at(r->wildcard, r->wildcard_until, t);
}

enum catalogue_allow
catalogue_subdomains_at(const struct catalogue_row *r, int64_t t)
{
	return allow_at(r->subdomains, r->subdomains_until, t);
}

const struct catalogue_limit *
catalogue_limit_at(const struct catalogue *c, enum catalogue_name name, int64_t t)
{
	for (size_t i = c->limit_first[name + 1]; i-- > c->limit_first[name];)
		if (within(c->limits[i].from, c->limits[i].until, t))
			return &c->limits[i];
	return NULL;
}

bool
catalogue_within(const struct catalogue_limit *l, int64_t from, int64_t to)
{
	switch (l->unit) {
	case CATALOGUE_DAYS: return to - from <= l->value * INSTANT_DAY;
	case CATALOGUE_MONTHS: return to <= instant_add_months(from, (int)l->value);
	case CATALOGUE_SECONDS:
	case CATALOGUE_COUNT: break;
	}
	return to - from <= l->value;
}

bool
catalogue_reusable(const struct catalogue *c, const struct catalogue_method *m, int64_t t)
{
	const struct catalogue_limit *l = catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, t);

	for (size_t i = 0; i < m->row_count; i++) {
		const struct catalogue_row *r = &m->rows[i];
		int64_t last = t; /* of the validations that the row admits */

		if (t < r->from || (r->reuse_until != INSTANT_NONE && t >= r->reuse_until))
			continue;
		if (r->until != INSTANT_NONE && last >= r->until)
			last = r->until - 1;
		if (l && !catalogue_within(l, last, t))
			continue;
		if (m->reuse_days && t - last > (int64_t)m->reuse_days * INSTANT_DAY)
			continue;
		return true;
	}
	return false;
}

const struct catalogue_version *
catalogue_version_named(const struct catalogue *c, const char *text)
{
	size_t n;

	text += strcspn(text, "0123456789");
	n = strcspn(text, " \t");
	for (size_t i = 0; i < c->version_count; i++)
		if (strncmp(c->versions[i].number, text, n) == 0 && !c->versions[i].number[n])
			return &c->versions[i];
	return NULL;
}

static int64_t
earliest(const struct catalogue_version *v)
{
	if (v->published != INSTANT_NONE && v->published < v->effective)
		return v->published;
	return v->effective;
}

static int64_t
latest(const struct catalogue_version *v)
{
	if (v->published != INSTANT_NONE && v->published > v->effective)
		return v->published;
	return v->effective;
}

/* Superseded from the day on which a younger version is in effect by both its dates. */
bool
catalogue_version_fits(const struct catalogue *c, const struct catalogue_version *v, int64_t t)
{
	if (t < earliest(v))
		return false;
	for (const struct catalogue_version *n = v + 1; n < c->versions + c->version_count; n++)
		if (t >= latest(n))
			return false;
	return true;
}
