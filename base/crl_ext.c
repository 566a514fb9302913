#include <string.h>

#include "base/arena.h"
#include "base/crl_part.h"
#include "base/serial.h"

struct extension {
	struct der_value oid, value;
	bool critical;
};

static bool
next_extension(struct der *list, struct extension *e)
{
	struct der_value one, critical;
	struct der in;

	if (!der_take(list, DER_SEQUENCE, &one) ||
	    (in = der_in(&one), !der_take(&in, DER_OID, &e->oid)) ||
	    !der_take_optional(&in, DER_BOOLEAN, &critical) ||
	    !der_take(&in, DER_OCTET_STRING, &e->value) || !der_at_end(&in))
		return false;
	e->critical = critical.body != NULL && critical.len == 1 && critical.body[0] != 0;
	return true;
}

/* id-ce, RFC 5280 appendix A: 2.5.29.n */
static int
ce_number(const struct extension *e)
{
	return e->oid.len == 3 && e->oid.body[0] == 0x55 && e->oid.body[1] == 29 ? e->oid.body[2]
										 : -1;
}

static bool
flag(const struct der_value *v)
{
	return v->body != NULL && v->len == 1 && v->body[0] != 0;
}

/* DistributionPointName's fullName: the URIs among its GeneralNames.  0; 1 broken; -1 said. */
static int
read_urls(struct crl_head *h, struct arena *a, struct der point)
{
	struct der_value full, name;
	struct der in, count;
	const char **urls;
	size_t n = 0;

	if (!der_take(&point, DER_CONTEXT_IN(0), &full))
		return 0; /* nameRelativeToCRLIssuer */
	in = count = der_in(&full);
	while (der_next(&count, &name))
		n++;
	if (!der_at_end(&count))
		return 1;
	if ((urls = arena_array(a, n, sizeof *urls)) == NULL)
		return -1;
	h->idp_urls = urls;
	while (der_next(&in, &name)) {
		bool text = name.tag == DER_CONTEXT(6);

		for (size_t i = 0; text && i < name.len; i++)
			text = name.body[i] > 0x20 && name.body[i] < 0x7f;
		if (!text)
			h->bad_extensions |= name.tag == DER_CONTEXT(6);
		else if ((urls[h->idp_url_count++] = arena_string(a, name.body, name.len)) == NULL)
			return -1;
	}
	return 0;
}

static int
read_idp(struct crl_head *h, struct arena *a, struct der d)
{
	struct der_value seq, point, user, ca, reasons, indirect, attribute;
	struct der in;

	if (!der_take(&d, DER_SEQUENCE, &seq) || !der_at_end(&d))
		return 1;
	in = der_in(&seq);
	if (!der_take_optional(&in, DER_CONTEXT_IN(0), &point) ||
	    !der_take_optional(&in, DER_CONTEXT(1), &user) ||
	    !der_take_optional(&in, DER_CONTEXT(2), &ca) ||
	    !der_take_optional(&in, DER_CONTEXT(3), &reasons) ||
	    !der_take_optional(&in, DER_CONTEXT(4), &indirect) ||
	    !der_take_optional(&in, DER_CONTEXT(5), &attribute) || !der_at_end(&in))
		return 1;
	h->idp_point = point.body != NULL;
	h->only_user = flag(&user);
	h->only_ca = flag(&ca);
	h->only_some_reasons = reasons.body != NULL;
	h->indirect = flag(&indirect);
	h->only_attribute = flag(&attribute);
	return point.body != NULL ? read_urls(h, a, der_in(&point)) : 0;
}

static int
read_number(struct crl_head *h, struct arena *a, struct der d)
{
	struct der_value v;
	char *text;

	if (!der_take(&d, DER_INTEGER, &v) || !der_at_end(&d))
		return 1;
	if ((text = arena_get(a, SERIAL_TEXT(v.len))) == NULL)
		return -1;
	serial_of(v.body, v.len, text);
	h->number = text;
	return 0;
}

static int
read_aki(struct crl_head *h, struct arena *a, struct der d)
{
	struct der_value seq, id;
	struct der in;

	if (!der_take(&d, DER_SEQUENCE, &seq) ||
	    (in = der_in(&seq), !der_take_optional(&in, DER_CONTEXT(0), &id)))
		return 1;
	if (id.body == NULL)
		return 0;
	if ((h->aki = (const uint8_t *)arena_string(a, id.body, id.len)) == NULL)
		return -1;
	h->aki_len = id.len;
	return 0;
}

int
crl_ext_read_head(struct crl_head *h, struct arena *a, const struct der_value *explicit)
{
	struct der d = der_in(explicit), in;
	struct der_value list;
	struct extension e;

	if (!der_take(&d, DER_SEQUENCE, &list) || !der_at_end(&d)) {
		h->bad_extensions = true;
		return 0;
	}
	in = der_in(&list);
	while (next_extension(&in, &e)) {
		struct der value = der_in(&e.value);
		int r = 0;

		switch (ce_number(&e)) {
		case 20: r = read_number(h, a, value); break;
		case 27: h->is_delta = true; break;
		case 28: r = read_idp(h, a, value); break;
		case 35: r = read_aki(h, a, value); break;
		}
		if (r < 0)
			return -1;
		h->bad_extensions |= r == 1;
	}
	h->bad_extensions |= !der_at_end(&in);
	return 0;
}

bool
crl_ext_read_entry(struct crl_entry *out, const struct der_value *list)
{
	struct der in = der_in(list);
	struct extension e;

	while (next_extension(&in, &e)) {
		struct der value = der_in(&e.value);
		struct der_value v;

		switch (ce_number(&e)) {
		case 21:
			if (!der_take(&value, DER_ENUMERATED, &v) || !der_at_end(&value) ||
			    der_small_integer(&v, &out->reason) < 0 ||
			    crl_reason_name(out->reason) == NULL) {
				out->reason = -1;
				return false;
			}
			break;
		case 24:
			if (!der_next(&value, &v) || der_time(&v, &out->invalid_since) < 0)
				return false;
			break;
		case 29: out->other_issuer = true; break;
		}
	}
	return der_at_end(&in);
}
