/* What a validation left behind: random values and tokens, recipients, DNS records, redirects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/name.h"
#include "base/say.h"
#include "checks/asked.h"
#include "checks/caa.h"
#include "checks/context.h"
#include "checks/families.h"
#include "checks/random.h"

static bool
is_method(const struct check_context *c, const char *name)
{
	return c->facts->method && !strcmp(c->facts->method->name, name);
}

/* The authorization domain name of a record: as stated, else the name, without "*.". */
static const char *
adn_of(const struct validation *v)
{
	return name_base(*v->adn ? v->adn : v->name);
}

/*
 * Is it the authorization domain name?  Where the record states none, the name or one above it
 * up to the base domain may have been: the methods asked here all admit pruning.
 */
static bool
is_adn(const struct validation *v, const char *name)
{
	const char *adn = adn_of(v), *base;

	if (*v->adn)
		return !strcmp(name, adn);
	base = name_suffix_base(adn, NAME_SUFFIX_ICANN);
	return !strcmp(name, adn) || (base && name_covers(name, adn) && name_covers(base, name));
}

/* Random values and tokens */

ASKED_APPLIES(has_random)
{
	return v && c->facts->method && c->facts->method->random != CATALOGUE_RANDOM_NONE;
}

/* ACME gives a token and no Random Value; exports keep the two apart. */
ASKED_APPLIES(has_value)
{
	return has_random(c, u, n, v) && c->facts->method->random != CATALOGUE_RANDOM_TOKEN;
}

ASKED_APPLIES(has_token)
{
	return has_random(c, u, n, v) && c->facts->method->random == CATALOGUE_RANDOM_TOKEN;
}

ASKED_RUN(random_age)
{
	const struct catalogue_method *m = c->facts->method;
	const struct catalogue_limit *reuse =
	    catalogue_limit_at(c->catalogue, CATALOGUE_REUSE_DOMAIN, context_issued(c, u));
	int64_t used = v->random_used_at != INSTANT_NONE ? v->random_used_at : v->validated_at;
	int64_t made = random_made_at(m, v, &why->remark), age;

	if (made == INSTANT_NONE && m->random == CATALOGUE_RANDOM_TOKEN && !(c->evidence & EVIDENCE_TOKEN_TIME))
		return OUTCOME_NT;
	if (made == INSTANT_NONE)
		return rule_missing(why, m->name, "expected when the random value or token was made, found none");
	age = used - made;
	if (age < 0)
		return rule_fail(why, m->name, "expected a random value made before its use, found it made %lld s after",
		    (long long)-age);
	if (age <= m->random_days * (int64_t)INSTANT_DAY)
		return OUTCOME_PASS;
	if (m->random > CATALOGUE_RANDOM_TOKEN && reuse && catalogue_within(reuse, made, used)) {
		why->remark = m->interpretation;
		if (m->random == CATALOGUE_RANDOM_REUSE)
			return OUTCOME_PASS;
		return rule_missing(why, m->name,
		    "expected a record that the Applicant itself submitted the request, found none");
	}
	return rule_fail(why, m->name, "expected a random value of at most %d days, found %lld days", m->random_days,
	    (long long)((age + INSTANT_DAY - 1) / INSTANT_DAY));
}

/* Bits that a text of this length and alphabet can hold at most. */
static double
capacity(const char *s)
{
	static const struct {
		const char *set;
		double bits;	/* of one character */
	} alphabets[] = {
		{ "0123456789", 3.3219280948873623 },
		{ "0123456789abcdef", 4 },
		{ "0123456789ABCDEF", 4 },
		{ "abcdefghijklmnopqrstuvwxyz234567", 5 },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5 },
		{ "0123456789abcdefghijklmnopqrstuvwxyz", 5.169925001442312 },
		{ "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5.169925001442312 },
	};
	static const char base64[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_+/";
	size_t len = strcspn(s, "="), n = 0;
	char bare[512];

	/* what only separates or pads holds nothing */
	for (const char *p = s; *p && n < sizeof bare - 1; p++)
		if (!strchr("-_=.:{} ", *p))
			bare[n++] = *p;
	bare[n] = '\0';
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		if (strspn(bare, alphabets[i].set) == n)
			return (double)n * alphabets[i].bits;
	if (strspn(s, base64) == len)
		return (double)len * 6;
	return (double)n * 6.554588851677638; /* 94 printable characters */
}

ASKED_RUN(random_entropy)
{
	const char *s = v->random_value, *method = c->facts->method->name;
	size_t len = strlen(s);

	if (!len)
		return OUTCOME_NT; /* exports rarely hold the value itself */
	if (strspn(s, (char[]){ *s, '\0' }) == len)
		return rule_fail(why, method, "expected 112 bits of entropy, found one character %zu times", len);
	if (capacity(s) >= 112)
		return OUTCOME_PASS;
	return rule_fail(why, method, "expected room for 112 bits of entropy, found room for %d",
	    (int)capacity(s));
}

ASKED_APPLIES(has_values)
{
	for (size_t i = 0; i < u->name_count; i++)
		for (size_t j = 0; j < u->names[i].validation_count; j++)
			if (*u->names[i].validations[j]->random_value)
				return true;
	return false;
}

static int
by_value(const void *a, const void *b)
{
	const struct validation *x = *(const struct validation *const *)a;
	const struct validation *y = *(const struct validation *const *)b;

	return strcmp(x->random_value, y->random_value);
}

/* The validations that say when their value was made; by sorting, for there may be any number. */
ASKED_RUN(random_unique)
{
	const struct validation **made;
	size_t all = 0, count = 0;
	bool twice = false;

	for (size_t i = 0; i < u->name_count; i++)
		all += u->names[i].validation_count;
	made = calloc(all + 1, sizeof *made);
	if (!made)
		return say_nomem("evidence.random_unique"), OUTCOME_ERROR;
	for (size_t i = 0; i < u->name_count; i++)
		for (size_t j = 0; j < u->names[i].validation_count; j++) {
			const struct validation *w = u->names[i].validations[j];

			if (*w->random_value && w->random_created_at != INSTANT_NONE)
				made[count++] = w;
		}
	qsort(made, count, sizeof *made, by_value);
	for (size_t i = 1; i < count; i++)
		twice |= by_value(&made[i - 1], &made[i]) == 0 &&
			 made[i - 1]->random_created_at != made[i]->random_created_at;
	free(made);
	return twice ? rule_fail(why, "", "expected a value for one request, found one made twice") :
		       OUTCOME_PASS;
}

/* Recipients */

ASKED_APPLIES(is_mail)
{
	return v && (is_method(c, "3.2.2.4.4") || is_method(c, "3.2.2.4.13") || is_method(c, "3.2.2.4.14"));
}

ASKED_RUN(recipient)
{
	static const char *const parts[] = { "admin", "administrator", "webmaster", "hostmaster", "postmaster" };
	const char *method = c->facts->method->name, *at = strrchr(v->recipient, '@'), *host;
	char buf[NAME_TEXT];
	size_t local;

	if (!*v->recipient)
		return rule_missing(why, method, "expected the recipient of the message, found none");
	if (!at || at == v->recipient || !strchr(at + 1, '.'))
		return rule_fail(why, method, "expected an e-mail address, found %.80s", v->recipient);
	if (strcmp(method, "3.2.2.4.4"))
		return OUTCOME_PASS;
	local = (size_t)(at - v->recipient);
	host = name_normal(at + 1, buf, NULL);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strlen(parts[i]) == local && !strncasecmp(v->recipient, parts[i], local))
			return host && is_adn(v, host)
			    ? OUTCOME_PASS
			    : rule_fail(why, "domain", "expected the recipient at %.80s, found %.80s", adn_of(v),
				  v->recipient);
	return rule_fail(why, "local part",
	    "expected admin, administrator, webmaster, hostmaster or postmaster, found %.80s", v->recipient);
}

/* DNS records */

/* The name in front of the record as recorded ("_x.example.com. TXT ..."), lower case, no dot behind. */
static void
record_name(const char *record, char out[300])
{
	size_t n = strcspn(record, " \t");

	if (n >= 300)
		n = 299;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(record[i] >= 'A' && record[i] <= 'Z' ? record[i] - 'A' + 'a' : record[i]);
	out[n] = '\0';
	if (n && out[n - 1] == '.')
		out[n - 1] = '\0';
}

static const char *
wanted_record(const struct check_context *c)
{
	static const struct {
		const char *method, *label;	/* in front of the ADN; "" any with _, or none */
	} labels[] = {
		{ "3.2.2.4.7", "" },
		{ "3.2.2.4.14", "_validation-contactemail" },
		{ "3.2.2.4.16", "_validation-contactphone" },
		{ "3.2.2.4.21", "_acme-challenge" },
		{ "3.2.2.4.22", "_validation-persist" },
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (is_method(c, labels[i].method))
			return labels[i].label;
	return NULL;
}

ASKED_APPLIES(has_record)
{
	return v && n->kind == NAME_DNS && wanted_record(c);
}

/* What stands behind the first label, if that begins with "_"; NULL where it does not. */
static const char *
behind_underscore(const char *name)
{
	const char *dot = strchr(name, '.');

	return *name == '_' && dot ? dot + 1 : NULL;
}

/* What stands behind the label; NULL where it is another. */
static const char *
behind(const char *name, const char *label)
{
	size_t len = strlen(label);

	return !strncmp(name, label, len) && name[len] == '.' ? name + len + 1 : NULL;
}

ASKED_RUN(dns_record)
{
	const char *label = wanted_record(c), *method = c->facts->method->name, *adn = adn_of(v), *rest;
	bool account = is_method(c, "3.2.2.4.21");
	char name[300];

	if (!*v->dns_record)
		return rule_missing(why, method, "expected the DNS record looked up, found none");
	record_name(v->dns_record, name);
	rest = behind_underscore(name);
	if (!*label) {
		if (is_adn(v, name) || (rest && is_adn(v, rest)))
			return OUTCOME_PASS;
		return rule_fail(why, method, "expected %.80s or one label with _ in front of it, found %.100s", adn,
		    name);
	}
	if (account && behind(name, label) && is_adn(v, behind(name, label)))
		return rule_fail(why, method, "expected an account label before _acme-challenge, found none");
	if (!account)
		rest = name;
	if (rest && behind(rest, label) && is_adn(v, behind(rest, label)))
		return OUTCOME_PASS;
	return rule_fail(why, method, "expected %s%s.%.120s, found %.100s", account ? "_label." : "", label, adn, name);
}

ASKED_APPLIES(is_persistent)
{
	return v && (is_method(c, "3.2.2.4.22") || is_method(c, "3.2.2.5.8"));
}

/* The value of "key=" in a record, up to the next separator, "" too; false where it is not there. */
static bool
value_of(const char *record, const char *key, char *out, size_t size)
{
	size_t k = strlen(key);

	for (const char *s = record; *s; s++)
		if (!strncasecmp(s, key, k) && (s == record || strchr(" ;\"\t", s[-1]))) {
			size_t n = strcspn(s + k, ";\" \t");

			snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), s + k);
			return true;
		}
	return false;
}

/* Does the record name one of the CA's issuer domains?  Where none is known, it may. */
static bool
names_issuer(const struct check_context *c, const char *record)
{
	const char *content = strchr(record, '"');
	struct caa_result r;
	char property[600];
	bool known;

	if (!content && (content = strstr(record, "TXT ")))
		content += 3;
	if (!content)
		content = strpbrk(record, " \t") ? strpbrk(record, " \t") : record;
	content += strspn(content, "\" \t");
	snprintf(property, sizeof property, "issue \"%.*s\"", (int)strcspn(content, "\""), content);
	caa_read(property, false, &r);
	return caa_of_this_ca(c, &r, &known) || !known;
}

ASKED_RUN(persistent)
{
	const char *method = c->facts->method->name;
	char value[256], at[INSTANT_TEXT], *end;
	long long until;

	if (!strpbrk(v->dns_record, " \t="))
		return rule_missing(why, method, "expected the content of the persistent record, found none");
	if (!value_of(v->dns_record, "accounturi=", value, sizeof value) || !*value)
		return rule_fail(why, "accounturi", "expected accounturi in the persistent record, found none");
	if (!names_issuer(c, v->dns_record))
		return rule_fail(why, "issuer", "expected one of the CA's issuer domains in the record, found %.120s",
		    v->dns_record);
	if (!value_of(v->dns_record, "persistUntil=", value, sizeof value))
		return OUTCOME_PASS;
	until = strtoll(value, &end, 10);
	if (*end || end == value)
		return rule_fail(why, "persistUntil", "expected seconds since 1970 in persistUntil, found %.40s", value);
	if (v->validated_at > until)
		return rule_fail(why, "persistUntil", "expected persistUntil not past at %s, found %lld",
		    instant_format(v->validated_at, at), until);
	return OUTCOME_PASS;
}

/* Redirects */

ASKED_APPLIES(has_redirects)
{
	return v && *v->redirects &&
	    (is_method(c, "3.2.2.4.18") || is_method(c, "3.2.2.4.19") || is_method(c, "3.2.2.4.6"));
}

static bool
is_alnum(char ch)
{
	return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/* Status codes stand alone; URLs are passed over, but for their scheme and port. */
ASKED_RUN(redirects)
{
	for (const char *s = v->redirects; *s;) {
		size_t len = strcspn(s, " \t,;|<>()[]\"");
		const char *scheme = memchr(s, ':', len), *port = NULL;

		if (len == 3 && strspn(s, "0123456789") >= 3 && !is_alnum(s[3])) {
			if (strncmp(s, "301", 3) && strncmp(s, "302", 3) && strncmp(s, "307", 3) && strncmp(s, "308", 3))
				return rule_fail(why, "status", "expected redirects by 301, 302, 307 or 308, found %.3s",
				    s);
		} else if (scheme && !strncmp(scheme, "://", 3)) {
			const char *host = scheme + 3, *end = s + len;
			const char *slash = memchr(host, '/', (size_t)(end - host));

			if (strncasecmp(s, "http://", 7) && strncasecmp(s, "https://", 8))
				return rule_fail(why, "scheme", "expected redirects to http and https, found %.60s", s);
			end = slash ? slash : end;
			for (const char *p = end; p > host && !port && p[-1] != ']'; p--)
				port = p[-1] == ':' ? p : NULL;
			if (port && strtol(port, NULL, 10) != 80 && strtol(port, NULL, 10) != 443)
				return rule_fail(why, "port", "expected redirects to ports 80 and 443, found %.60s", s);
		}
		s += len + (s[len] != '\0');
	}
	return OUTCOME_PASS;
}

#define EVIDENCE .version = 1, .family = "evidence", .severity = SEVERITY_MUST, .revocation = REVOCATION_24H
#define BY_VALIDATION EVIDENCE, .scope = RULE_VALIDATION, .date = RULE_BY_VALIDATION

const struct rule family_evidence_rules[] = {
	{ BY_VALIDATION, .id = "evidence.random_age",
	  .title = "the random value was used while it was fresh",
	  .clause = "BR 3.2.2.4.2, .4, .7, .13 to .18, BR 3.2.2.5.1, .2, .5", .effective = "2016-08-05",
	  .needs = EVIDENCE_RANDOM_TIME, .catalogue_id = "C11", .applies = has_value, .run = random_age,
	  .interpretation = "a day is 86,400 seconds; used when validated, where no time of use is recorded" },
	{ BY_VALIDATION, .id = "evidence.token_age", .title = "the ACME token was used while it was fresh",
	  .clause = "BR 3.2.2.4.19, .20, .21", .effective = "2020-03-03",
	  .catalogue_id = "C11", .applies = has_token, .run = random_age,
	  .interpretation = "a day is 86,400 seconds; used when validated, where no time of use is recorded" },
	{ BY_VALIDATION, .id = "evidence.random_entropy", .title = "the random value can hold 112 bits",
	  .clause = "BR 1.6.1, Random Value", .effective = "2016-08-05", .needs = EVIDENCE_RANDOM,
	  .catalogue_id = "C10", .applies = has_random, .run = random_entropy,
	  .interpretation = "by length and alphabet, the most it can hold; not tested where the value is not exported" },
	{ EVIDENCE, .id = "evidence.random_unique", .title = "a random value serves one request",
	  .clause = "BR 3.2.2.4.4, .7, .13, .14, .18", .effective = "2016-08-05", .scope = RULE_CERTIFICATE,
	  .date = RULE_BY_ISSUANCE, .needs = EVIDENCE_RANDOM, .catalogue_id = "C10", .applies = has_values,
	  .run = random_unique, .interpretation = "within one certificate's validations" },
	{ BY_VALIDATION, .id = "evidence.recipient", .title = "the message went to an address of the method",
	  .clause = "BR 3.2.2.4.4, .13, .14", .effective = "2016-08-05", .needs = EVIDENCE_RECIPIENT,
	  .catalogue_id = "C24", .applies = is_mail, .run = recipient,
	  .interpretation = "that a contact stood in CAA or TXT is for a person to see" },
	{ BY_VALIDATION, .id = "evidence.dns_record", .title = "the DNS record stood at the right name",
	  .clause = "BR 3.2.2.4.7, .14, .16, .21, .22, Appendix A.2", .effective = "2017-10-19",
	  .needs = EVIDENCE_DNS_RECORD, .catalogue_id = "C09", .applies = has_record, .run = dns_record },
	{ BY_VALIDATION, .id = "evidence.persistent",
	  .title = "the persistent record names the account and had not ended", .clause = "BR 3.2.2.4.22 (2.1.9, SC-088)",
	  .effective = "2025-11-10", .needs = EVIDENCE_DNS_RECORD, .catalogue_id = "C25",
	  .applies = is_persistent, .run = persistent },
	{ BY_VALIDATION, .id = "evidence.redirects", .title = "redirects were of the permitted kinds",
	  .clause = "BR 3.2.2.4.18, .19 (1.7.6, SC44)", .effective = "2021-07-01",
	  .needs = EVIDENCE_REDIRECTS, .applies = has_redirects, .run = redirects,
	  .interpretation = "an empty list means that there were none" },
	{ .id = NULL },
};
