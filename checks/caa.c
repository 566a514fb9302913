#include "checks/caa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cps.h"
#include "checks/context.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_';
}

/* Copies n bytes in lower case; false where they do not fit. */
static bool
lower(char *to, size_t size, const char *from, size_t n)
{
	if (n >= size)
		return false;
	for (size_t i = 0; i < n; i++)
		to[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] - 'A' + 'a' : from[i]);
	to[n] = '\0';
	return true;
}

/* The words of exports, as they stand alone. */
static enum caa_answer
word(const char *s)
{
	static const struct {
		const char *word;
		enum caa_answer answer;
	} words[] = {
		{ "permitted", CAA_PERMITTED },	  { "permit", CAA_PERMITTED },
		{ "permits", CAA_PERMITTED },	  { "allowed", CAA_PERMITTED },
		{ "allow", CAA_PERMITTED },	  { "authorized", CAA_PERMITTED },
		{ "pass", CAA_PERMITTED },	  { "passed", CAA_PERMITTED },
		{ "ok", CAA_PERMITTED },	  { "valid", CAA_PERMITTED },
		{ "true", CAA_PERMITTED },	  { "no-record", CAA_PERMITTED },
		{ "no-records", CAA_PERMITTED },  { "none", CAA_PERMITTED },
		{ "absent", CAA_PERMITTED },	  { "no-caa", CAA_PERMITTED },
		{ "not-present", CAA_PERMITTED }, { "nodata", CAA_PERMITTED },
		{ "no-data", CAA_PERMITTED },	  { "nxdomain", CAA_PERMITTED },
		{ "empty", CAA_PERMITTED },	  { "denied", CAA_DENIED },
		{ "deny", CAA_DENIED },		  { "prohibited", CAA_DENIED },
		{ "forbidden", CAA_DENIED },	  { "refused", CAA_DENIED },
		{ "not-permitted", CAA_DENIED },  { "not-allowed", CAA_DENIED },
		{ "unauthorized", CAA_DENIED },	  { "blocked", CAA_DENIED },
		{ "false", CAA_DENIED },	  { "fail", CAA_DENIED },
		{ "failed", CAA_DENIED },	  { "invalid", CAA_DENIED },
		{ "servfail", CAA_FAILED },	  { "timeout", CAA_FAILED },
		{ "error", CAA_FAILED },	  { "lookup-failed", CAA_FAILED },
		{ "lookup-failure", CAA_FAILED }, { "bogus", CAA_FAILED },
	};
	char folded[32];

	if (!lower(folded, sizeof folded, s, strlen(s)))
		return CAA_UNCLEAR;
	for (char *p = folded; *p; p++)
		if (*p == ' ' || *p == '_')
			*p = '-';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(folded, words[i].word))
			return words[i].answer;
	return CAA_UNCLEAR;
}

/* "ttl=N" anywhere in the text. */
static int64_t
ttl_of(const char *s)
{
	for (; *s; s++)
		if (!strncasecmp(s, "ttl=", 4) && s[4] >= '0' && s[4] <= '9') {
			long long n = strtoll(s + 4, NULL, 10);

			return n > 0 && n <= 7 * INSTANT_DAY ? n : 0;
		}
	return 0;
}

static bool
is_domain(const char *s)
{
	bool dot = false;

	for (const char *p = s; *p; p++) {
		if (!is_word(*p) && *p != '.')
			return false;
		dot |= *p == '.';
	}
	return dot;
}

/* One parameter of an issue value, "accounturi=...". */
static void
parameter(struct caa_issuer *is, const char *s, size_t n)
{
	static const char account[] = "accounturi=", methods[] = "validationmethods=";

	while (n && is_space(*s))
		s++, n--;
	while (n && is_space(s[n - 1]))
		n--;
	if (n > sizeof account - 1 && !strncasecmp(s, account, sizeof account - 1))
		snprintf(is->account, sizeof is->account, "%.*s", (int)(n - sizeof account + 1),
		    s + sizeof account - 1);
	else if (n > sizeof methods - 1 && !strncasecmp(s, methods, sizeof methods - 1))
		lower(is->methods, sizeof is->methods, s + sizeof methods - 1, n - sizeof methods + 1);
}

/* 'ca.example; accounturi=...': the value of an issue property.  false where it is none. */
static bool
issuer(struct caa_issuer *is, const char *s, size_t n)
{
	size_t end = 0;

	memset(is, 0, sizeof *is);
	while (n && is_space(*s))
		s++, n--;
	while (end < n && s[end] != ';' && !is_space(s[end]))
		end++;
	if (!lower(is->domain, sizeof is->domain, s, end))
		return false;
	if (end && is->domain[end - 1] == '.')
		is->domain[end - 1] = '\0';
	if (*is->domain && !is_domain(is->domain))
		return false;
	while (end < n) {
		size_t from = end + 1;

		for (end = from; end < n && s[end] != ';'; end++)
			;
		parameter(is, s + from, (end < n ? end : n) - from);
	}
	return true;
}

/* Steps over a property's value: quoted, or bare to the next space or comma. */
static const char *
value_at(const char *p, const char **value, size_t *n)
{
	while (is_space(*p) || *p == '=' || *p == ':')
		p++;
	if (*p == '"' || *p == '\'') {
		char quote = *p++;

		*value = p;
		while (*p && *p != quote)
			p++;
		*n = (size_t)(p - *value);
		return *p ? p + 1 : NULL;
	}
	*value = p;
	while (*p && !is_space(*p) && *p != ',')
		p++;
	*n = (size_t)(p - *value);
	return p;
}

struct records {
	struct caa_issuer issue[CAA_ISSUERS], wild[CAA_ISSUERS];
	size_t issues, wilds;
	bool any, critical, broken;
};

static void
property(struct records *rs, const char *tag, size_t len, bool critical, const char *value, size_t n)
{
	static const char *const known[] = { "iodef", "contactemail", "contactphone", "issuemail", "issuevmc" };
	bool wild = len == 9 && !strncasecmp(tag, "issuewild", 9);

	rs->any = true;
	if (wild || (len == 5 && !strncasecmp(tag, "issue", 5))) {
		size_t *count = wild ? &rs->wilds : &rs->issues;

		if (*count == CAA_ISSUERS || !issuer(wild ? &rs->wild[*count] : &rs->issue[*count], value, n))
			rs->broken = true;
		else
			++*count;
		return;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (len == strlen(known[i]) && !strncasecmp(tag, known[i], len))
			return;
	rs->critical |= critical;
}

/* Records: [flags] tag value, again and again.  Other words may stand between. */
static void
records(struct records *rs, const char *p)
{
	static const char *const tags[] = { "issue", "issuewild", "iodef", "contactemail", "contactphone",
		"issuemail", "issuevmc" };
	long flags = -1;

	while (p && *p) {
		const char *w = p, *value;
		size_t len, n;
		bool tag = false;

		if (!is_word(*p)) {
			p++;
			continue;
		}
		while (is_word(*p))
			p++;
		len = (size_t)(p - w);
		if (len <= 3 && strspn(w, "0123456789") >= len) {
			flags = strtol(w, NULL, 10);
			continue;
		}
		for (size_t i = 0; i < sizeof tags / sizeof *tags && !tag; i++)
			tag = len == strlen(tags[i]) && !strncasecmp(w, tags[i], len);
		if (tag || flags >= 0) {
			const char *after = value_at(p, &value, &n);
			bool quoted = value > w + len && (value[-1] == '"' || value[-1] == '\'');

			/* "3 records found" is no record of the property "records" */
			if (tag || quoted) {
				p = after;
				rs->broken |= !p || (!n && !quoted);
				property(rs, w, len, flags >= 128, value, n);
			}
		}
		flags = -1;
	}
}

void
caa_read(const char *text, bool wildcard, struct caa_result *r)
{
	struct records rs = { .issues = 0 };
	const struct caa_issuer *from;

	memset(r, 0, sizeof *r);
	r->ttl = ttl_of(text);
	while (is_space(*text))
		text++;
	r->answer = word(text);
	if (r->answer != CAA_UNCLEAR || !*text)
		return;
	if (is_domain(text)) {
		r->answer = CAA_RECORDS;
		r->count = 1;
		if (!issuer(&r->issuer[0], text, strlen(text)))
			r->answer = CAA_UNCLEAR;
		return;
	}
	records(&rs, text);
	from = wildcard && rs.wilds ? rs.wild : rs.issue;
	r->count = wildcard && rs.wilds ? rs.wilds : rs.issues;
	memcpy(r->issuer, from, sizeof r->issuer);
	if (rs.broken || !rs.any) {
		char first[32];

		/* a word, then more: "permitted ttl=300", "denied by ..." */
		snprintf(first, sizeof first, "%.*s", (int)strcspn(text, " ,;:("), text);
		r->answer = rs.broken ? CAA_UNCLEAR : word(first);
	} else if (rs.critical) {
		r->answer = CAA_DENIED;
	} else {
		r->answer = r->count ? CAA_RECORDS : CAA_PERMITTED;
	}
}

const struct caa_issuer *
caa_names(const struct caa_result *r, const char *domain)
{
	size_t n = strlen(domain);

	if (n && domain[n - 1] == '.')
		n--;
	for (size_t i = 0; i < r->count; i++)
		if (n && strlen(r->issuer[i].domain) == n && !strncasecmp(r->issuer[i].domain, domain, n))
			return &r->issuer[i];
	return NULL;
}

/* The last instant at which the unit may have been issued. */
static int64_t
issued_by(const struct unit *u)
{
	return u->issued_source == ISSUED_NOT_BEFORE ? u->not_before + CAA_SKEW : u->issued_at;
}

const struct validation *
caa_check_of(const struct unit *u, const struct unit_name *n)
{
	const struct validation *before = NULL, *after = NULL;

	for (size_t i = 0; i < n->validation_count; i++) {
		const struct validation *v = n->validations[i];
		int64_t at = v->caa_checked_at;

		if (at == INSTANT_NONE)
			continue;
		if (at <= issued_by(u) && (!before || at > before->caa_checked_at))
			before = v;
		if (at > issued_by(u) && (!after || at < after->caa_checked_at))
			after = v;
	}
	return before ? before : after;
}

/* Of one version's issuer domains. */
static const struct caa_issuer *
of_version(const struct cps_version *v, const struct caa_result *r, bool *known)
{
	const struct caa_issuer *found = NULL;

	if (!v || !v->caa_identities.stated)
		return NULL;
	*known = true;
	for (size_t i = 0; i < v->caa_identities.count && !found; i++)
		found = caa_names(r, v->caa_identities.item[i]);
	return found;
}

const struct caa_issuer *
caa_of_this_ca(const struct check_context *c, const struct caa_result *r, bool *known)
{
	const struct caa_issuer *found = NULL;

	*known = c->caa_domain_count > 0;
	for (size_t i = 0; i < c->caa_domain_count && !found; i++)
		found = caa_names(r, c->caa_domains[i]);
	for (size_t i = 0; i < c->facts->document_count && !found; i++) {
		const struct cps_force *f = &c->facts->documents[i].force;

		found = of_version(f->version, r, known);
		if (!found && f->unsure)
			found = of_version(f->before, r, known);
	}
	return found;
}
