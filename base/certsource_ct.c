/*
 * Answers to get-entries are taken apart object by object: the innermost
 * {...} are the entries, whatever arrays and objects they stand in, so that a
 * dump of a million of them needs the memory of one.
 */
#include <jansson.h>
#include <string.h>

#include "base/certsource_part.h"
#include "base/digest.h"

/* Looks at one more character.  true: it closes an innermost object. */
static bool
step(struct certsource *s, char c)
{
	if (s->json.in_string) {
		if (s->json.escaped)
			s->json.escaped = false;
		else if (c == '\\')
			s->json.escaped = true;
		else if (c == '"')
			s->json.in_string = false;
		return false;
	}
	switch (c) {
	case '"': s->json.in_string = true; break;
	case '{':
		s->json.inside = true;
		s->json.start = s->json.at;
		s->json.depth++;
		break;
	case '[': s->json.depth++; break;
	case ']': s->json.depth--; break;
	case '}': s->json.depth--; return s->json.inside;
	}
	return false;
}

static int
cut_short(struct certsource *s, struct certsource_record *r)
{
	s->ended = true;
	if (!s->json.inside && !s->json.in_string && s->json.depth == 0)
		return CERTSOURCE_END;
	return certsource_bad(s, r, "expected the end of the JSON, found the end of the input");
}

/*
 * Puts the next innermost object at the beginning of the window.  An enum
 * certsource_result; RECORD: *len is the object's length.
 */
static int
find_object(struct certsource *s, struct certsource_record *r, size_t *len)
{
	for (;;) {
		size_t have;
		const char *p = input_window(s->in, &have);
		int more;

		for (; s->json.at < have; s->json.at++) {
			size_t start;

			if (!step(s, p[s->json.at]))
				continue;
			start = s->json.start;
			*len = s->json.at + 1 - start;
			s->json.inside = false;
			s->json.at = 0;
			certsource_skip(s, start);
			return CERTSOURCE_RECORD;
		}
		/* nothing before an object that began is needed again */
		certsource_skip(s, s->json.inside ? s->json.start : have);
		s->json.at -= s->json.inside ? s->json.start : have;
		s->json.start = 0;
		more = input_more(s->in, CERTSOURCE_RECORD_MAX);
		if (more < 0)
			return -1;
		if (more == 0)
			return cut_short(s, r);
		if (more == 2) {
			s->json.inside = false;
			return certsource_bad(s, r,
			    "expected an entry of at most %u bytes, found more",
			    CERTSOURCE_RECORD_MAX);
		}
	}
}

struct view {
	const uint8_t *p, *end;
	bool broken;
};

static uint64_t
take_number(struct view *v, int octets)
{
	uint64_t n = 0;

	if (v->end - v->p < octets) {
		v->broken = true;
		return 0;
	}
	while (octets-- > 0)
		n = n << 8 | *v->p++;
	return n;
}

/* opaque<..2^(8 * octets) - 1> */
static struct view
take_opaque(struct view *v, int octets)
{
	uint64_t n = take_number(v, octets);
	struct view inner = { v->p, v->p, false };

	if (v->broken || n > (uint64_t)(v->end - v->p)) {
		v->broken = true;
		return inner;
	}
	v->p += n;
	inner.end = v->p;
	return inner;
}

/* Decodes member's base64 to s->der; its length, or -1 (not a string, no base64), -2 said. */
static long
decode_member(struct certsource *s, const json_t *object, const char *member)
{
	const json_t *j = json_object_get(object, member);
	size_t len = json_string_length(j);

	if (!json_is_string(j))
		return -1;
	if (certsource_room(s, len / 4 * 3 + 3) < 0)
		return -2;
	return digest_unbase64(json_string_value(j), len, s->der, s->der_cap);
}

/* MerkleTreeLeaf, RFC 6962 3.4, and for a precertificate PrecertChainEntry, 3.1 */
static int
take_entry(struct certsource *s, struct certsource_record *r, const json_t *entry)
{
	long n = decode_member(s, entry, "leaf_input");
	uint64_t version, leaf, at, type;
	struct view v, der;

	if (n == -2)
		return -1;
	if (n <= 0)
		return certsource_bad(s, r, "expected leaf_input in base64, found none");
	v = (struct view){ s->der, s->der + n, false };
	version = take_number(&v, 1);
	leaf = take_number(&v, 1);
	at = take_number(&v, 8);
	type = take_number(&v, 2);
	if (v.broken || version != 0 || leaf != 0 || type > 1 || at > INT64_MAX)
		return certsource_bad(s, r,
		    "expected a leaf of version 1 with an x509 or precertificate "
		    "entry, found other bytes");
	if (type == 1)
		take_number(&v, 32); /* issuer_key_hash; only its presence matters */
	der = take_opaque(&v, 3);
	take_opaque(&v, 2);
	if (v.broken || v.p != v.end || der.p == der.end)
		return certsource_bad(
		    s, r, "expected a certificate in leaf_input, found a broken leaf");
	r->logged_at_ms = (int64_t)at;
	if (type == 1) {
		if ((n = decode_member(s, entry, "extra_data")) == -2)
			return -1;
		v = (struct view){ s->der, s->der + (n > 0 ? n : 0), false };
		der = take_opaque(&v, 3);
		if (v.broken || der.p == der.end)
			return certsource_bad(
			    s, r, "expected the precertificate in extra_data, found none");
	}
	r->der = der.p;
	r->der_len = (size_t)(der.end - der.p);
	return CERTSOURCE_RECORD;
}

int
certsource_ct_next(struct certsource *s, struct certsource_record *r)
{
	for (;;) {
		json_error_t error;
		json_t *object;
		size_t len = 0, have;
		int result = find_object(s, r, &len);

		if (result != CERTSOURCE_RECORD)
			return result;
		r->line = s->line;
		r->offset = s->offset;
		object =
		    json_loadb(input_window(s->in, &have), len, JSON_REJECT_DUPLICATES, &error);
		certsource_skip(s, len);
		/* an answer without entries is an innermost object, too */
		if (json_is_array(json_object_get(object, "entries")) &&
		    json_object_get(object, "leaf_input") == NULL) {
			json_decref(object);
			continue;
		}
		r->entry = ++s->json.entry;
		result = object != NULL ? take_entry(s, r, object)
					: certsource_bad(s, r,
					      "expected a JSON object, found %.150s", error.text);
		json_decref(object);
		return result;
	}
}
