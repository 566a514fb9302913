#include <string.h>

#include "base/arena.h"
#include "base/cert_part.h"
#include "base/digest.h"
#include "base/name.h"

/* GeneralName's choices, RFC 5280 4.2.1.6 */
enum { TAG_EMAIL = 0x81, TAG_DNS = 0x82, TAG_DIRECTORY = 0xa4, TAG_URI = 0x86, TAG_IP = 0x87 };

static const char *
hex_text(struct cert *c, const uint8_t *p, size_t len)
{
	char *s = arena_get(c->store->arena, 2 * len + 1);

	return s != NULL ? digest_hex(p, len, s) : NULL;
}

static const char *
ip_text(struct cert *c, struct cert_name *n)
{
	char text[NAME_IP_TEXT];

	n->bad = n->raw.len != 4 && n->raw.len != 16;
	name_ip_text(n->raw.p, n->raw.len, text);
	if (n->bad)
		return hex_text(c, n->raw.p, n->raw.len);
	return arena_string(c->store->arena, text, strlen(text));
}

static const char *
directory_text(struct cert *c, struct cert_name *n)
{
	struct dn dn;
	int r = dn_read(&dn, c->store->arena, n->raw.p, n->raw.len);

	n->bad = r == 1;
	return r < 0 ? NULL : dn.text;
}

static int
read_one(struct cert *c, const struct der_value *v, struct cert_name *n)
{
	n->raw.p = v->body;
	n->raw.len = v->len;
	switch (v->tag) {
	case TAG_DNS:
	case TAG_EMAIL:
	case TAG_URI:
		n->kind = v->tag == TAG_DNS ? NAME_DNS : v->tag == TAG_URI ? NAME_URI : NAME_EMAIL;
		n->bad = v->len == 0;
		n->text = cert_text_octets(c, v->body, v->len, &n->bad);
		break;
	case TAG_IP:
		n->kind = NAME_IP;
		n->text = ip_text(c, n);
		break;
	case TAG_DIRECTORY:
		n->kind = NAME_DIRECTORY;
		n->text = directory_text(c, n);
		break;
	default: n->kind = NAME_OTHER; n->text = hex_text(c, v->whole, v->whole_len);
	}
	return n->text != NULL ? 0 : -1;
}

/* Room for n names more; twice as much where a list grows, so that many lists cost no more than
 * one of that length. */
static int
make_room(struct cert *c, size_t n)
{
	size_t want = c->name_count + n;
	struct cert_name *all;

	if (want <= c->store->name_cap)
		return 0;
	if (c->name_count > 0)
		want *= 2;
	if ((all = arena_array(c->store->arena, want, sizeof *all)) == NULL)
		return -1;
	if (c->name_count > 0)
		memcpy(all, c->names, c->name_count * sizeof *all);
	c->names = all;
	c->store->name_cap = want;
	return 0;
}

int
cert_name_read(struct cert *c, struct der d)
{
	struct der_value list, v;
	struct der in, ahead;
	size_t n = 0;

	c->has_san = true;
	if (!der_take(&d, DER_SEQUENCE, &list)) {
		c->bad_san = true;
		return 0;
	}
	in = ahead = der_in(&list);
	while (der_next(&ahead, &v))
		n++;
	if (n == 0 || !der_at_end(&ahead) || !der_at_end(&d))
		c->bad_san = true;
	/* a second subjectAltName adds its names: none may escape the rules */
	if (make_room(c, n) < 0)
		return -1;
	while (der_next(&in, &v)) {
		if (read_one(c, &v, &c->names[c->name_count]) < 0)
			return -1;
		c->name_count++;
	}
	return 0;
}

int
cert_name_uris(struct cert *c, struct der names, const char **list, size_t *count, bool *broken)
{
	struct der_value v;
	bool odd = false;

	while (der_next(&names, &v)) {
		if (v.tag != TAG_URI)
			continue;
		if ((list[*count] = cert_text_octets(c, v.body, v.len, &odd)) == NULL)
			return -1;
		++*count;
	}
	if (!der_at_end(&names) || odd)
		*broken = true;
	return 0;
}
