#include "ledger/import_validation.h"

#include <string.h>
#include <strings.h>

#define COUNT_MAX 1000000 /* of perspectives */

const char *const import_validation_columns[IMPORT_VALIDATION_COUNT] = {
#define X(name) #name,
	IMPORT_VALIDATION_COLUMNS(X)
#undef X
};

#define VALUE(row, column) ((row)->value[IMPORT_VALIDATION_##column])

static int
read_kind(struct import_table_row *row, struct validation *v)
{
	const char *s = VALUE(row, kind);

	v->kind = VALIDATION_DOMAIN;
	v->ev_item = '\0';
	if (!*s || strcasecmp(s, "domain") == 0)
		return 0;
	if (strcasecmp(s, "identity") == 0) {
		v->kind = VALIDATION_IDENTITY;
		return 0;
	}
	if (strncasecmp(s, "ev:", 3) == 0 && s[3] && !s[4]) {
		char item = s[3] >= 'a' && s[3] <= 'z' ? (char)(s[3] - 'a' + 'A') : s[3];

		if (item >= 'A' && item <= 'G') {
			v->kind = VALIDATION_EV;
			v->ev_item = item;
			return 0;
		}
	}
	return import_table_bad(row, "kind", "domain, identity or ev:A to ev:G", s);
}

static int
read_times(struct import_table_row *row, struct validation *v)
{
#define TIME(column) import_table_time(row, #column, VALUE(row, column), &v->column)
	if (TIME(validated_at) || TIME(initiated_at) || TIME(oldest_data_at) ||
	    TIME(random_created_at) || TIME(random_used_at) || TIME(caa_checked_at) ||
	    TIME(issued_at))
		return 1;
#undef TIME
	if (v->validated_at == INSTANT_NONE)
		return import_table_bad(row, "validated_at", "an RFC 3339 time with a zone", "");
	return 0;
}

/* A whole number at *s; *s is moved behind it.  -1 where there is none, or one too large. */
static int
whole(const char **s)
{
	int n = 0;

	if (**s < '0' || **s > '9')
		return -1;
	for (; **s >= '0' && **s <= '9'; ++*s)
		if ((n = n * 10 + (**s - '0')) > COUNT_MAX)
			return -1;
	return n;
}

/* "3", or "3/4" with both; in the column of the total "4", or "3/4" again. */
static int
read_perspectives(struct import_table_row *row, const char *column, const char *ok_text,
    const char *total_text, int counts[2])
{
	const char *texts[2] = { ok_text, total_text };

	counts[0] = counts[1] = -1;
	for (int i = 0; i < 2; i++) {
		const char *s = texts[i];
		int first, second = -1;

		if (!*s)
			continue;
		first = whole(&s);
		if (first >= 0 && *s == '/') {
			s++;
			second = whole(&s);
			if (second < 0)
				first = -1;
		}
		if (first < 0 || *s)
			return import_table_bad(
			    row, column, "a number, or two as in 3/4", texts[i]);
		if (second < 0 && i == 1) {
			second = first;
			first = -1;
		}
		if ((first >= 0 && counts[0] >= 0 && counts[0] != first) ||
		    (second >= 0 && counts[1] >= 0 && counts[1] != second))
			return import_table_bad(row, column, "one statement", "two that differ");
		counts[0] = first >= 0 ? first : counts[0];
		counts[1] = second >= 0 ? second : counts[1];
	}
	return 0;
}

static int
read_names(struct import_table_row *row, struct import_validation *out)
{
	struct validation *v = &out->v;

	v->name = VALUE(row, name);
	v->adn = VALUE(row, adn);
	if (v->kind == VALIDATION_DOMAIN) {
		if (!*v->name && !*v->adn)
			return import_table_bad(row, "name", "a name, or an adn", "");
		if (*v->name && !(v->name = name_normal(v->name, out->name, NULL)))
			return import_table_bad(
			    row, "name", "a domain name or IP address", VALUE(row, name));
	}
	if (*v->adn && !(v->adn = name_normal(v->adn, out->adn, NULL)))
		return import_table_bad(row, "adn", "a domain name or IP address", VALUE(row, adn));
	return 0;
}

static int
read_ref(struct import_table_row *row, struct import_validation *out)
{
	bool domain = out->v.kind == VALIDATION_DOMAIN;

	out->ref = "";
	if (*VALUE(row, certificate)) {
		if (import_table_certificate(row, VALUE(row, certificate), &out->certificate) != 0)
			return 1;
		out->ref_kind = out->certificate.kind;
		out->ref = out->certificate.text;
		return 0;
	}
	out->ref_kind = 2;
	out->ref = VALUE(row, authz_id);
	if (!*out->ref) {
		out->ref_kind = domain ? 3 : 4;
		out->ref = VALUE(row, account);
	}
	if (*out->ref)
		return 0;
	return import_table_bad(row, "certificate", "a certificate, authz_id or account", "");
}

static int
read_relied_on(struct import_table_row *row, struct validation *v)
{
	static const char *const yes[] = { "true", "1", "yes" }, *const no[] = { "", "false", "0",
		"no" };
	const char *s = VALUE(row, relied_on);

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (strcasecmp(s, yes[i]) == 0) {
			v->relied_on = true;
			return 0;
		}
	v->relied_on = false;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (strcasecmp(s, no[i]) == 0)
			return 0;
	return import_table_bad(row, "relied_on", "true, 1, yes or false, 0, no", s);
}

int
import_validation_read(struct import_table_row *row, struct import_validation *out)
{
	struct validation *v = &out->v;
	int dcv[2], caa[2];

	*v = (struct validation){
		.method = VALUE(row, method),
		.adn_derivation = VALUE(row, adn_derivation),
		.br_version = VALUE(row, br_version),
		.random_value = VALUE(row, random_value),
		.token_id = VALUE(row, token_id),
		.recipient = VALUE(row, recipient),
		.dns_record = VALUE(row, dns_record),
		.redirects = VALUE(row, redirects),
		.rirs = VALUE(row, rirs),
		.caa_result = VALUE(row, caa_result),
		.caa_rirs = VALUE(row, caa_rirs),
		.reused_from = VALUE(row, reused_from),
		.evidence = VALUE(row, evidence),
		.delegated_party = VALUE(row, delegated_party),
	};
	if (!*v->method)
		return import_table_bad(row, "method", "a method", "");
	if (read_kind(row, v) != 0 || read_names(row, out) != 0 || read_ref(row, out) != 0 ||
	    read_times(row, v) != 0 || read_relied_on(row, v) != 0 ||
	    read_perspectives(row, "perspectives_ok", VALUE(row, perspectives_ok),
		VALUE(row, perspectives_total), dcv) != 0 ||
	    read_perspectives(row, "caa_perspectives_ok", VALUE(row, caa_perspectives_ok),
		VALUE(row, caa_perspectives_total), caa) != 0)
		return 1;
	v->perspectives_ok = dcv[0];
	v->perspectives_total = dcv[1];
	v->caa_perspectives_ok = caa[0];
	v->caa_perspectives_total = caa[1];
	return 0;
}

unsigned
import_validation_evidence(const struct validation *v)
{
	unsigned bits = v->kind == VALIDATION_IDENTITY ? EVIDENCE_IDENTITY
			: v->kind == VALIDATION_EV     ? EVIDENCE_EV
						       : EVIDENCE_VALIDATION;

	if (v->caa_checked_at != INSTANT_NONE || *v->caa_result)
		bits |= EVIDENCE_CAA;
	if (v->perspectives_ok >= 0 || v->perspectives_total >= 0 || *v->rirs)
		bits |= EVIDENCE_MPIC;
	if (v->caa_perspectives_ok >= 0 || v->caa_perspectives_total >= 0 || *v->caa_rirs)
		bits |= EVIDENCE_CAA_MPIC;
	if (*v->random_value)
		bits |= EVIDENCE_RANDOM;
	if (v->random_created_at != INSTANT_NONE)
		bits |= *v->token_id && !*v->random_value ? EVIDENCE_TOKEN_TIME : EVIDENCE_RANDOM_TIME;
	if (*v->recipient)
		bits |= EVIDENCE_RECIPIENT;
	if (*v->dns_record)
		bits |= EVIDENCE_DNS_RECORD;
	if (*v->redirects)
		bits |= EVIDENCE_REDIRECTS;
	if (*v->br_version)
		bits |= EVIDENCE_BR_VERSION;
	if (*v->delegated_party)
		bits |= EVIDENCE_DELEGATED;
	return bits;
}

/* Decimal digits up to end, backwards; printf took most of an import's time here. */
static char *
digits(char *end, uint64_t n)
{
	*end = '\0';
	do
		*--end = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return end;
}

static void
add_text(struct text *t, const char *s)
{
	char buf[24];
	size_t len = strlen(s);

	text_add(t, digits(buf + sizeof buf - 1, len));
	text_addc(t, ':');
	text_addn(t, s, len);
	text_addc(t, '\n');
}

static void
add_number(struct text *t, int64_t n, int64_t none)
{
	char buf[24], *s = buf + sizeof buf - 1;

	*s = '\0';
	if (n != none) {
		s = digits(s, n < 0 ? -(uint64_t)n : (uint64_t)n);
		if (n < 0)
			*--s = '-';
	}
	add_text(t, s);
}

int
import_validation_hash(struct import_validation *out, struct digest *d, struct text *t)
{
	static const char *const kinds[] = { "domain", "identity", "ev" };
	struct validation *v = &out->v;
	const char item[2] = { v->ev_item, '\0' };

	text_clear(t);
	text_add(t, "selfaudit validation v1\n");
	add_number(t, out->ref_kind, -1);
	add_text(t, out->ref);
	add_text(t, kinds[v->kind]);
	add_text(t, item);
	add_text(t, v->name);
	add_text(t, v->adn);
	add_text(t, v->method);
	add_number(t, v->validated_at, INSTANT_NONE);
	add_number(t, v->initiated_at, INSTANT_NONE);
	add_number(t, v->oldest_data_at, INSTANT_NONE);
	add_text(t, v->adn_derivation);
	add_text(t, v->br_version);
	add_number(t, v->random_created_at, INSTANT_NONE);
	add_number(t, v->random_used_at, INSTANT_NONE);
	add_text(t, v->random_value);
	add_text(t, v->token_id);
	add_text(t, v->recipient);
	add_text(t, v->dns_record);
	add_text(t, v->redirects);
	add_number(t, v->perspectives_ok, -1);
	add_number(t, v->perspectives_total, -1);
	add_text(t, v->rirs);
	add_number(t, v->caa_checked_at, INSTANT_NONE);
	add_text(t, v->caa_result);
	add_number(t, v->caa_perspectives_ok, -1);
	add_number(t, v->caa_perspectives_total, -1);
	add_text(t, v->caa_rirs);
	add_number(t, v->issued_at, INSTANT_NONE);
	add_text(t, v->reused_from);
	add_text(t, v->evidence);
	add_text(t, v->delegated_party);
	add_text(t, v->relied_on ? "1" : "");
	if (text_failed(t))
		return -1;
	digest_of(d, t->s, t->len, v->hash);
	return 0;
}

struct db_value
import_validation_ref(const struct import_validation *v)
{
	if (v->ref_kind <= 1)
		return import_table_ref_value(&v->certificate);
	return db_blob(v->ref, strlen(v->ref));
}
