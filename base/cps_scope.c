#include <string.h>

#include "base/cps.h"
#include "base/digest.h"

static const char *
type_name(enum unit_type type)
{
	switch (type) {
	case UNIT_TYPE_DV:
		return "dv";
	case UNIT_TYPE_OV:
		return "ov";
	case UNIT_TYPE_IV:
		return "iv";
	case UNIT_TYPE_EV:
		return "ev";
	default:
		return "";
	}
}

/* Is "CN=name" a whole part of a DN written as RFC 4514 does? */
static bool
has_common_name(const char *dn, const char *name)
{
	size_t len = strlen(name);
	const char *p;

	for (p = strstr(dn, "CN="); p; p = strstr(p + 1, "CN=")) {
		if (p != dn && p[-1] != ',' && p[-1] != '+')
			continue;
		if (strncmp(p + 3, name, len) == 0 && (!p[3 + len] || strchr(",+", p[3 + len])))
			return true;
	}
	return false;
}

static bool
is_key_id(const struct unit *u, const char *hex)
{
	uint8_t id[64];

	return u->key_id_len > 0 && u->key_id_len <= sizeof id &&
	    digest_unhex(hex, id, u->key_id_len) == 0 && memcmp(id, u->key_id, u->key_id_len) == 0;
}

static bool
is_issued_by(const struct cps_list *issuers, const struct unit *u)
{
	size_t i;

	for (i = 0; i < issuers->count; i++) {
		const char *text = issuers->item[i];

		if (*text && (strcmp(u->issuer, text) == 0 || has_common_name(u->issuer, text) ||
				 is_key_id(u, text)))
			return true;
	}
	return false;
}

/* One of the list among words with single spaces between? */
static bool
has_word(const struct cps_list *list, const char *words)
{
	size_t i, len;

	while (*words) {
		len = strcspn(words, " ");
		for (i = 0; i < list->count; i++)
			if (strlen(list->item[i]) == len && memcmp(list->item[i], words, len) == 0)
				return true;
		words += len + (words[len] == ' ');
	}
	return false;
}

bool
cps_scope_covers(const struct cps_document *d, const struct unit *u)
{
	if (d->types.stated && !cps_list_has(&d->types, type_name(u->type)))
		return false;
	if (d->issuers.stated && !is_issued_by(&d->issuers, u))
		return false;
	return !d->policy_oids.stated || has_word(&d->policy_oids, u->policy_oids);
}
