#include "cli/where.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "cli/facts.h"

static const struct {
	const char *word;
	enum where_key key;
} words[] = {
	{ "method=", WHERE_METHOD },
	{ "issued>=", WHERE_ISSUED_FROM },
	{ "issued<", WHERE_ISSUED_UNTIL },
	{ "issuer=", WHERE_ISSUER },
	{ "type=", WHERE_TYPE },
	{ "name~", WHERE_NAME },
	{ "key_sha256=", WHERE_KEY },
};

static int
fill(struct where_term *t)
{
	static const char *const types[] = { "none", "dv", "ov", "iv", "ev" };

	switch (t->key) {
	case WHERE_ISSUED_FROM:
	case WHERE_ISSUED_UNTIL:
		if (instant_parse_any(t->value, &t->at, NULL) != 0)
			return say_error("where: expected a date or an RFC 3339 time, found %s", t->value);
		return 0;
	case WHERE_TYPE:
		for (int i = 0; i < 5; i++)
			if (strcasecmp(types[i], t->value) == 0) {
				t->type = (enum unit_type)i;
				return 0;
			}
		return say_error("where: expected type dv, ov, iv or ev, found %s", t->value);
	case WHERE_KEY:
		if (digest_unhex(t->value, t->hash, 32) != 0)
			return say_error("where: expected 64 hex digits, found %s", t->value);
		return 0;
	case WHERE_NAME:
		for (char *p = t->value; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
		return 0;
	case WHERE_METHOD:
	case WHERE_ISSUER:
	case WHERE_KEYS: break;
	}
	return 0;
}

/* Does another term, or "and", begin here? */
static bool
term_begins(const char *s)
{
	if (strncmp(s, "and", 3) == 0 && strchr(" \t", s[3]))
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(s, words[i].word, strlen(words[i].word)) == 0)
			return true;
	return false;
}

/* Where an unquoted value ends: an issuer's name goes on over spaces and commas up to the next term. */
static bool
value_ends(const char *s, bool issuer)
{
	const char *next = s + strspn(s, " \t,");

	return *s == '\0' || (next > s && (!issuer || *next == '\0' || term_begins(next)));
}

/* The value that begins at *s: up to a space or comma, or in double quotes; *s moves behind it. */
static int
value_of(const char **s, bool issuer, char out[256])
{
	size_t n = 0;
	bool quoted = **s == '"';

	*s += quoted;
	for (; **s && (quoted ? **s != '"' : !value_ends(*s, issuer)); ++*s) {
		if (n == 255)
			return say_error("where: expected values under 256 bytes, found more");
		out[n++] = **s;
	}
	if (quoted && *(*s)++ != '"')
		return say_error("where: expected a closing quote, found the end");
	out[n] = '\0';
	return n ? 0 : say_error("where: expected a value, found none");
}

static int
add_term(struct where *w, const char **s)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct where_term *t = &w->terms[w->count];
		size_t n = strlen(words[i].word);

		if (strncmp(*s, words[i].word, n) != 0)
			continue;
		if (w->count == WHERE_TERMS)
			return say_error("where: expected at most %d terms, found more", WHERE_TERMS);
		*t = (struct where_term){ .key = words[i].key };
		*s += n;
		if (value_of(s, t->key == WHERE_ISSUER, t->value) != 0 || fill(t) != 0)
			return -1;
		w->count++;
		return 0;
	}
	return say_error("where: expected method=, issued>=, issued<, issuer=, type=, name~ or "
			 "key_sha256=, found %.40s",
	    *s);
}

int
where_parse(const char *text, struct where *w)
{
	struct where parsed = { .count = 0 };

	while (*text) {
		if (strchr(" \t,", *text)) {
			text++;
			continue;
		}
		if (parsed.count && strncmp(text, "and", 3) == 0 && strchr(" \t", text[3])) {
			text += 3;
			continue;
		}
		if (add_term(&parsed, &text) != 0)
			return -1;
	}
	if (parsed.count == 0)
		return say_error("where: expected at least one term, found none");
	*w = parsed;
	return 0;
}

static bool
has_method(const struct where_term *t, const struct catalogue *c, const struct unit *u)
{
	for (size_t i = 0; i < u->name_count; i++) {
		const struct unit_name *n = &u->names[i];
		const struct catalogue_method *m;

		if (n->kind > NAME_IP)
			continue;
		m = catalogue_find(c, t->value, catalogue_kind_of(n));
		for (size_t k = 0; k < n->validation_count; k++)
			if (strcmp(facts_method(c, n, n->validations[k]), m ? m->name : t->value) == 0)
				return true;
	}
	return false;
}

/* The whole DN, its common name, or the key id in hex. */
static bool
is_issuer(const struct where_term *t, const struct unit *u)
{
	const char *at = u->issuer;
	size_t n = strlen(t->value);
	char hex[2 * 64 + 1];

	if (strcmp(u->issuer, t->value) == 0)
		return true;
	if (u->key_id_len && u->key_id_len <= 64 &&
	    strcmp(digest_hex(u->key_id, u->key_id_len, hex), t->value) == 0)
		return true;
	while ((at = strstr(at, "CN=")) != NULL) {
		if ((at == u->issuer || at[-1] == ',' || at[-1] == '+') &&
		    strncmp(at + 3, t->value, n) == 0 && strchr(",+", at[3 + n]))
			return true;
		at += 3;
	}
	return false;
}

/* "example.com" means that name and every name under it; ".example.com" only the latter. */
static bool
has_suffix(const struct where_term *t, const struct unit *u)
{
	size_t n = strlen(t->value);

	for (size_t i = 0; i < u->name_count; i++) {
		const char *name = u->names[i].text;
		size_t len = strlen(name);

		if (len < n || strcmp(name + len - n, t->value) != 0)
			continue;
		if (len == n || t->value[0] == '.' || name[len - n - 1] == '.')
			return true;
	}
	return false;
}

bool
where_holds(const struct where_term *t, const struct catalogue *c, const struct unit *u)
{
	switch (t->key) {
	case WHERE_METHOD: return has_method(t, c, u);
	case WHERE_ISSUED_FROM: return u->issued_at != INSTANT_NONE && u->issued_at >= t->at;
	case WHERE_ISSUED_UNTIL: return u->issued_at != INSTANT_NONE && u->issued_at < t->at;
	case WHERE_ISSUER: return is_issuer(t, u);
	case WHERE_TYPE: return u->type == t->type;
	case WHERE_NAME: return has_suffix(t, u);
	case WHERE_KEY: return memcmp(u->spki_sha256, t->hash, 32) == 0;
	case WHERE_KEYS: break;
	}
	return false;
}

bool
where_match(const struct where *w, const struct catalogue *c, const struct unit *u)
{
	bool asked[WHERE_KEYS] = { false }, met[WHERE_KEYS] = { false };

	for (size_t i = 0; i < w->count; i++) {
		const struct where_term *t = &w->terms[i];
		bool range = t->key == WHERE_ISSUED_FROM || t->key == WHERE_ISSUED_UNTIL;

		if (range && !where_holds(t, c, u))
			return false;
		asked[t->key] = true;
		met[t->key] = met[t->key] || range || where_holds(t, c, u);
	}
	for (int k = 0; k < WHERE_KEYS; k++)
		if (asked[k] && !met[k])
			return false;
	return true;
}
