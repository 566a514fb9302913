#include "cli/redact.h"

#include <ctype.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "cli/fields.h"

#define SHORT_VALUE 6	/* shorter ones are replaced only as whole words */
#define CUT_VALUE 24	/* so much of a longer one is it, where a text was cut */
#define ACCOUNT "account"

/* Fields that a reader of the bundle needs as they are. */
static bool
is_needed(const char *name)
{
	/* strata and findings are by delegated party: it stands in their words */
	static const char *const needed[] = { "kind", "name", "adn", "method", "relied_on", "delegated_party" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (strcmp(needed[i], name) == 0)
			return true;
	return n > 3 && strcmp(name + n - 3, "_at") == 0;
}

static int
set_field(struct redact *r, const char *name)
{
	if (strcmp(name, ACCOUNT) == 0) {
		r->count += !r->account;
		r->account = true;
		return 0;
	}
	for (size_t i = 0; i < fields_count() && i < REDACT_FIELDS; i++)
		if (strcmp(fields_name(i), name) == 0 && !is_needed(name)) {
			r->count += !r->on[i];
			r->on[i] = true;
			return 0;
		}
	return say_error("--redact: expected recipient, random_value, account or another field that nobody "
			 "needs as it is, found %s", name);
}

int
redact_begin(struct redact *r, const char *fields)
{
	*r = (struct redact){ 0 };
	for (const char *p = fields ? fields : ""; *p;) {
		size_t n = strcspn(p, ",");
		char name[64];

		snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), p);
		if (n > 0 && set_field(r, name) != 0)
			return -1;
		p += n + (p[n] == ',');
	}
	if (r->count > 0 && RAND_bytes(r->salt, sizeof r->salt) != 1)
		return say_error("--redact: expected random bytes from the system, found none");
	return 0;
}

static void
forget(struct redact *r)
{
	for (size_t i = 0; i < r->value_count; i++)
		free(r->values[i].value);
	r->value_count = 0;
}

void
redact_end(struct redact *r)
{
	forget(r);
	free(r->values);
	*r = (struct redact){ 0 };
}

static void
make_token(const struct redact *r, const char *field, const char *value, char out[80])
{
	struct text t = { 0 };
	uint8_t hash[32];
	char hex[DIGEST_HEX];

	text_addn(&t, r->salt, sizeof r->salt);
	text_addf(&t, "%s\n%s", field, value);
	if (text_failed(&t) || digest_sha256(t.s, t.len, hash) != 0)
		snprintf(out, 80, "redacted");
	else
		snprintf(out, 80, "redacted:%s", digest_hex(hash, 32, hex));
	text_free(&t);
}

static int
add_value(struct redact *r, const char *field, const char *value)
{
	struct redact_value *v;

	for (size_t i = 0; i < r->value_count; i++)
		if (strcmp(r->values[i].value, value) == 0)
			return 0;
	if (r->value_count == r->value_cap) {
		size_t cap = r->value_cap ? 2 * r->value_cap : 16;

		v = realloc(r->values, cap * sizeof *v);
		if (!v)
			return say_nomem("bundle");
		r->values = v;
		r->value_cap = cap;
	}
	v = &r->values[r->value_count];
	v->value = strdup(value);
	if (!v->value)
		return say_nomem("bundle");
	make_token(r, field, value, v->token);
	r->value_count++;
	return 0;
}

static int
add_validation(struct redact *r, const struct validation *v)
{
	struct text value = { 0 };
	int rc = 0;

	for (size_t i = 0; i < fields_count() && i < REDACT_FIELDS && rc == 0; i++) {
		if (!r->on[i])
			continue;
		text_clear(&value);
		fields_add(i, v, &value);
		if (value.len)
			rc = add_value(r, fields_name(i), text_str(&value));
	}
	if (text_failed(&value))
		rc = -1;
	text_free(&value);
	return rc;
}

static int
longer_first(const void *a, const void *b)
{
	size_t x = strlen(((const struct redact_value *)a)->value);
	size_t y = strlen(((const struct redact_value *)b)->value);

	return x == y ? 0 : x > y ? -1 : 1;
}

int
redact_unit(struct redact *r, const struct unit *u)
{
	forget(r);
	if (r->count == 0)
		return 0;
	if (r->account && *u->account && add_value(r, ACCOUNT, u->account) != 0)
		return -1;
	for (size_t i = 0; i < u->name_count; i++)
		for (size_t k = 0; k < u->names[i].validation_count; k++)
			if (add_validation(r, u->names[i].validations[k]) != 0)
				return -1;
	for (size_t k = 0; k < u->other_count; k++)
		if (add_validation(r, u->others[k]) != 0)
			return -1;
	if (r->value_count > 1)
		qsort(r->values, r->value_count, sizeof *r->values, longer_first);
	return 0;
}

void
redact_field(const struct redact *r, size_t field, const char *value, struct text *out)
{
	char token[80];

	if (field < REDACT_FIELDS && r->on[field] && *value) {
		make_token(r, fields_name(field), value, token);
		text_add(out, token);
	} else
		redact_text(r, value, out);
}

void
redact_account(const struct redact *r, const char *value, struct text *out)
{
	char token[80];

	if (r->account && *value) {
		make_token(r, ACCOUNT, value, token);
		text_add(out, token);
	} else
		redact_text(r, value, out);
}

void
redact_hash(const struct redact *r, const uint8_t hash[32], struct text *out)
{
	char hex[DIGEST_HEX], token[80];

	digest_hex(hash, 32, hex);
	if (r->count > 0)
		make_token(r, "hash", hex, token);
	text_add(out, r->count > 0 ? token : hex);
}

/* How many bytes at s are the value, or its beginning where the text was cut; 0 none. */
static size_t
matches(const char *start, const char *s, const char *value)
{
	size_t n = 0, len = strlen(value);

	while (n < len && s[n] && tolower((unsigned char)s[n]) == tolower((unsigned char)value[n]))
		n++;
	if (n < len)
		return len > CUT_VALUE && n >= CUT_VALUE ? n : 0;
	if (len >= SHORT_VALUE)
		return n;
	return (s == start || !isalnum((unsigned char)s[-1])) && !isalnum((unsigned char)s[n]) ? n : 0;
}

void
redact_text(const struct redact *r, const char *s, struct text *out)
{
	const char *start = s;

	while (*s) {
		size_t n = 0;

		for (size_t i = 0; i < r->value_count && n == 0; i++) {
			n = matches(start, s, r->values[i].value);
			if (n > 0)
				text_add(out, r->values[i].token);
		}
		if (n == 0)
			text_addc(out, *s);
		s += n ? n : 1;
	}
}
