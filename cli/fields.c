#include "cli/fields.h"

#include <string.h>

#include "base/digest.h"
#include "base/say.h"

enum form { TEXT, TIME, COUNT, KIND, FLAG };

#define AT(member) offsetof(struct validation, member)

static const struct {
	const char *name;
	enum form form;
	size_t at;
} fields[] = {
	{ "kind", KIND, AT(kind) },
	{ "name", TEXT, AT(name) },
	{ "adn", TEXT, AT(adn) },
	{ "method", TEXT, AT(method) },
	{ "validated_at", TIME, AT(validated_at) },
	{ "initiated_at", TIME, AT(initiated_at) },
	{ "oldest_data_at", TIME, AT(oldest_data_at) },
	{ "adn_derivation", TEXT, AT(adn_derivation) },
	{ "br_version", TEXT, AT(br_version) },
	{ "random_created_at", TIME, AT(random_created_at) },
	{ "random_used_at", TIME, AT(random_used_at) },
	{ "random_value", TEXT, AT(random_value) },
	{ "token_id", TEXT, AT(token_id) },
	{ "recipient", TEXT, AT(recipient) },
	{ "dns_record", TEXT, AT(dns_record) },
	{ "redirects", TEXT, AT(redirects) },
	{ "perspectives_ok", COUNT, AT(perspectives_ok) },
	{ "perspectives_total", COUNT, AT(perspectives_total) },
	{ "rirs", TEXT, AT(rirs) },
	{ "caa_checked_at", TIME, AT(caa_checked_at) },
	{ "caa_result", TEXT, AT(caa_result) },
	{ "caa_perspectives_ok", COUNT, AT(caa_perspectives_ok) },
	{ "caa_perspectives_total", COUNT, AT(caa_perspectives_total) },
	{ "caa_rirs", TEXT, AT(caa_rirs) },
	{ "issued_at", TIME, AT(issued_at) },
	{ "reused_from", TEXT, AT(reused_from) },
	{ "evidence", TEXT, AT(evidence) },
	{ "delegated_party", TEXT, AT(delegated_party) },
	{ "relied_on", FLAG, AT(relied_on) },
};

size_t
fields_count(void)
{
	return sizeof fields / sizeof *fields;
}

const char *
fields_name(size_t i)
{
	return fields[i].name;
}

static void
add_kind(const struct validation *v, struct text *out)
{
	if (v->kind == VALIDATION_EV)
		text_addf(out, "ev:%c", v->ev_item ? v->ev_item : '?');
	else
		text_add(out, v->kind == VALIDATION_IDENTITY ? "identity" : "domain");
}

void
fields_add(size_t i, const struct validation *v, struct text *out)
{
	const char *p = (const char *)v + fields[i].at;
	char at[INSTANT_TEXT];
	const char *text;
	int64_t t;
	int n;

	switch (fields[i].form) {
	case TEXT:
		memcpy(&text, p, sizeof text);
		text_add(out, text ? text : "");
		break;
	case TIME:
		memcpy(&t, p, sizeof t);
		text_add(out, instant_format(t, at));
		break;
	case COUNT:
		memcpy(&n, p, sizeof n);
		if (n >= 0)
			text_addf(out, "%d", n);
		break;
	case KIND: add_kind(v, out); break;
	case FLAG: text_add(out, v->relied_on ? "true" : ""); break;
	}
}

json_t *
fields_json(const struct validation *v)
{
	json_t *o = json_object();
	struct text value = { 0 };
	char hex[DIGEST_HEX];
	int rc = 0;

	for (size_t i = 0; i < fields_count(); i++) {
		text_clear(&value);
		fields_add(i, v, &value);
		if (value.len)
			rc |= json_object_set_new(o, fields[i].name, json_stringn(value.s, value.len));
	}
	rc |= json_object_set_new(o, "import", json_integer((json_int_t)v->import_id));
	rc |= json_object_set_new(o, "hash", json_string(digest_hex(v->hash, 32, hex)));
	if (v->after_selection)
		rc |= json_object_set_new(o, "obtained_after_selection", json_true());
	if (text_failed(&value) || rc != 0) {
		json_decref(o);
		o = NULL;
		say_nomem("json");
	}
	text_free(&value);
	return o;
}
