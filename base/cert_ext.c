#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cert_part.h"

/* The end of every reader of a list: all of it was understood, and there was something. */
static bool
whole(const struct der *d, size_t n)
{
	return der_at_end(d) && n > 0;
}

static size_t
count_values(struct der d)
{
	struct der_value v;
	size_t n = 0;

	while (der_next(&d, &v))
		n++;
	return n;
}

static int
read_basic_constraints(struct cert *c, struct der d)
{
	struct der_value v, ca, path;
	struct der in;

	c->has_basic_constraints = true;
	c->bad_basic_constraints = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d))
		return 0;
	in = der_in(&v);
	if (!der_take_optional(&in, DER_BOOLEAN, &ca) || (ca.body != NULL && ca.len != 1))
		return 0;
	c->is_ca = ca.body != NULL && ca.body[0] != 0;
	if (!der_take_optional(&in, DER_INTEGER, &path) || !der_at_end(&in))
		return 0;
	if (path.body != NULL && der_small_integer(&path, &c->path_len) < 0)
		return 0;
	/* DER: FALSE is the default and not written, TRUE is 0xff */
	c->bad_basic_constraints = ca.body != NULL && ca.body[0] != 0xff;
	return 0;
}

static int
read_key_usage(struct cert *c, struct der d)
{
	struct der_value v;

	c->has_key_usage = true;
	if (!der_take(&d, DER_BIT_STRING, &v) || !der_at_end(&d) || v.len < 2 || v.body[0] > 7) {
		c->bad_key_usage = true;
		return 0;
	}
	for (unsigned bit = 0; bit < 9 && 1 + bit / 8 < v.len; bit++)
		if (v.body[1 + bit / 8] & 0x80U >> bit % 8)
			c->key_usage |= 1U << bit;
	/* DER of a named bit list: no bit set behind the last, which is a one (X.690 11.2) */
	c->bad_key_usage = c->key_usage == 0 ||
			   (v.body[v.len - 1] & ((2U << v.body[0]) - 1)) != 1U << v.body[0];
	return 0;
}

static int
read_eku(struct cert *c, struct der d)
{
	struct der_value v, oid;
	struct der in;

	c->has_eku = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d)) {
		c->bad_eku = true;
		return 0;
	}
	in = der_in(&v);
	if ((c->eku = arena_array(c->store->arena, count_values(in), sizeof *c->eku)) == NULL)
		return -1;
	while (der_take(&in, DER_OID, &oid)) {
		const char *text = cert_text_oid(c, &oid, &c->bad_eku);

		if (text == NULL && !c->bad_eku)
			return -1;
		if (text != NULL)
			c->eku[c->eku_count++] = text;
	}
	c->bad_eku |= !whole(&in, c->eku_count);
	return 0;
}

static void
note_reserved(struct cert *c, const char *oid)
{
	static const struct {
		const char *oid;
		enum unit_type type;
	} reserved[] = {
		{ CERT_OID_DV, UNIT_TYPE_DV },
		{ CERT_OID_OV, UNIT_TYPE_OV },
		{ CERT_OID_IV, UNIT_TYPE_IV },
		{ CERT_OID_EV, UNIT_TYPE_EV },
	};

	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcmp(reserved[i].oid, oid) == 0)
			c->type = ++c->reserved_policies == 1 ? reserved[i].type : UNIT_TYPE_NONE;
}

static int
read_policies(struct cert *c, struct der d)
{
	struct der_value v, policy, oid;
	struct der in, one;

	c->has_policies = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d)) {
		c->bad_policies = true;
		return 0;
	}
	in = der_in(&v);
	c->policies = arena_array(c->store->arena, count_values(in), sizeof *c->policies);
	if (c->policies == NULL)
		return -1;
	while (der_take(&in, DER_SEQUENCE, &policy)) {
		const char *text;
		bool broken = false;

		one = der_in(&policy);
		if (!der_take(&one, DER_OID, &oid)) {
			c->bad_policies = true;
			continue;
		}
		if ((text = cert_text_oid(c, &oid, &broken)) == NULL && !broken)
			return -1;
		c->bad_policies |= broken;
		if (text == NULL)
			continue;
		c->policies[c->policy_count++] = text;
		note_reserved(c, text);
	}
	c->bad_policies |= !whole(&in, c->policy_count);
	return 0;
}

static int
read_aki(struct cert *c, struct der d)
{
	struct der_value v, id;
	struct der in;

	c->has_aki = true;
	c->bad_aki = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d))
		return 0;
	in = der_in(&v);
	if (!der_take_optional(&in, DER_CONTEXT(0), &id))
		return 0;
	c->aki.p = id.body;
	c->aki.len = id.len;
	c->bad_aki = count_values(in) == 0 && !der_at_end(&in);
	return 0;
}

static int
read_ski(struct cert *c, struct der d)
{
	struct der_value v;

	c->has_ski = true;
	if (!der_take(&d, DER_OCTET_STRING, &v) || !der_at_end(&d)) {
		c->bad_ski = true;
		return 0;
	}
	c->ski.p = v.body;
	c->ski.len = v.len;
	return 0;
}

/* How many URIs the distribution points can hold at most: all GeneralNames of all. */
static size_t
count_point_names(struct der points)
{
	struct der_value point, name, full;
	size_t n = 0;

	while (der_take(&points, DER_SEQUENCE, &point)) {
		struct der in = der_in(&point);

		if (!der_take(&in, DER_CONTEXT_IN(0), &name))
			continue;
		in = der_in(&name);
		if (der_take(&in, DER_CONTEXT_IN(0), &full))
			n += count_values(der_in(&full));
	}
	return n;
}

static int
read_crldp(struct cert *c, struct der d)
{
	struct der_value v, point, name, full;
	struct der in;
	size_t n = 0;

	c->has_crldp = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d)) {
		c->bad_crldp = true;
		return 0;
	}
	in = der_in(&v);
	c->crl_urls = arena_array(c->store->arena, count_point_names(in), sizeof *c->crl_urls);
	if (c->crl_urls == NULL)
		return -1;
	for (; der_take(&in, DER_SEQUENCE, &point); n++) {
		struct der one = der_in(&point);

		if (!der_take_optional(&one, DER_CONTEXT_IN(0), &name))
			c->bad_crldp = true;
		if (name.body == NULL)
			continue;
		one = der_in(&name);
		if (der_take(&one, DER_CONTEXT_IN(0), &full) &&
		    cert_name_uris(
			c, der_in(&full), c->crl_urls, &c->crl_url_count, &c->bad_crldp) < 0)
			return -1;
	}
	c->bad_crldp |= !whole(&in, n);
	return 0;
}

static int
read_aia(struct cert *c, struct der d)
{
	static const uint8_t ocsp[] = { 0x2b, 6, 1, 5, 5, 7, 0x30, 1 };
	static const uint8_t issuers[] = { 0x2b, 6, 1, 5, 5, 7, 0x30, 2 };
	struct der_value v, access, oid;
	struct der in;
	size_t most, n = 0;

	c->has_aia = true;
	if (!der_take(&d, DER_SEQUENCE, &v) || !der_at_end(&d)) {
		c->bad_aia = true;
		return 0;
	}
	in = der_in(&v);
	most = count_values(in);
	c->ocsp_urls = arena_array(c->store->arena, most, sizeof *c->ocsp_urls);
	c->ca_issuer_urls = arena_array(c->store->arena, most, sizeof *c->ca_issuer_urls);
	if (c->ocsp_urls == NULL || c->ca_issuer_urls == NULL)
		return -1;
	for (; der_take(&in, DER_SEQUENCE, &access); n++) {
		struct der one = der_in(&access);
		int r = 0;

		/* exactly one GeneralName follows, so most entries suffice */
		if (!der_take(&one, DER_OID, &oid) || count_values(one) != 1)
			c->bad_aia = true;
		else if (oid.len == sizeof ocsp && memcmp(oid.body, ocsp, sizeof ocsp) == 0)
			r = cert_name_uris(c, one, c->ocsp_urls, &c->ocsp_url_count, &c->bad_aia);
		else if (oid.len == sizeof issuers &&
			 memcmp(oid.body, issuers, sizeof issuers) == 0)
			r = cert_name_uris(
			    c, one, c->ca_issuer_urls, &c->ca_issuer_url_count, &c->bad_aia);
		if (r < 0)
			return -1;
	}
	c->bad_aia |= !whole(&in, n);
	return 0;
}

static int
read_poison(struct cert *c, struct der d)
{
	c->is_precert = true;
	c->bad_poison = d.end - d.p != 2 || d.p[0] != DER_NULL || d.p[1] != 0;
	return 0;
}

static unsigned
u16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* SignedCertificateTimestampList in TLS encoding, RFC 6962 3.3, and in each its version, log id,
 * time stamp */
static int
read_scts(struct cert *c, struct der d)
{
	struct der_value v;
	const uint8_t *p, *end;

	c->has_scts = true;
	c->bad_scts = true;
	if (!der_take(&d, DER_OCTET_STRING, &v) || !der_at_end(&d) || v.len < 2 ||
	    u16(v.body) != v.len - 2)
		return 0;
	p = v.body + 2;
	end = v.body + v.len;
	if ((c->scts = arena_array(c->store->arena, v.len / 43 + 1, sizeof *c->scts)) == NULL)
		return -1;
	while (end - p >= 2) {
		size_t len = u16(p);
		uint64_t at = 0;

		p += 2;
		if (len < 1 || len > (size_t)(end - p))
			return 0;
		if (p[0] == 0) {
			struct cert_sct *sct = &c->scts[c->sct_count];

			if (len < 41)
				return 0;
			for (int i = 0; i < 8; i++)
				at = at << 8 | p[33 + i];
			if (at > INT64_MAX)
				return 0;
			memcpy(sct->log_id, p + 1, sizeof sct->log_id);
			sct->at_ms = (int64_t)at;
			if (c->sct_count++ == 0 || sct->at_ms < c->earliest_sct_ms)
				c->earliest_sct_ms = sct->at_ms;
		}
		p += len;
	}
	c->bad_scts = p != end || v.len == 2;
	return 0;
}

static const struct {
	uint8_t len, oid[10];
	int (*read)(struct cert *c, struct der value);
	size_t has, bad; /* offsets of the flags in struct cert */
} readers[] = {
#define FLAGS(has, bad) offsetof(struct cert, has), offsetof(struct cert, bad)
	{ 3, { 0x55, 29, 14 }, read_ski, FLAGS(has_ski, bad_ski) },
	{ 3, { 0x55, 29, 15 }, read_key_usage, FLAGS(has_key_usage, bad_key_usage) },
	{ 3, { 0x55, 29, 17 }, cert_name_read, FLAGS(has_san, bad_san) },
	{ 3, { 0x55, 29, 19 }, read_basic_constraints,
	    FLAGS(has_basic_constraints, bad_basic_constraints) },
	{ 3, { 0x55, 29, 31 }, read_crldp, FLAGS(has_crldp, bad_crldp) },
	{ 3, { 0x55, 29, 32 }, read_policies, FLAGS(has_policies, bad_policies) },
	{ 3, { 0x55, 29, 35 }, read_aki, FLAGS(has_aki, bad_aki) },
	{ 3, { 0x55, 29, 37 }, read_eku, FLAGS(has_eku, bad_eku) },
	{ 8, { 0x2b, 6, 1, 5, 5, 7, 1, 1 }, read_aia, FLAGS(has_aia, bad_aia) },
	{ 10, { 0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2 }, read_scts, FLAGS(has_scts, bad_scts) },
	{ 10, { 0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3 }, read_poison,
	    FLAGS(is_precert, bad_poison) },
#undef FLAGS
};

static int
read_value(struct cert *c, const struct der_value *oid, const struct cert_extension *e)
{
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		bool *has, *bad;

		if (readers[i].len != oid->len || memcmp(readers[i].oid, oid->body, oid->len) != 0)
			continue;
		has = (bool *)((char *)c + readers[i].has);
		bad = (bool *)((char *)c + readers[i].bad);
		if (*has && readers[i].read != cert_name_read) {
			*bad = true; /* a second one: the first stands */
			return 0;
		}
		if (readers[i].read(c, der_over(e->value.p, e->value.len)) < 0)
			return -1;
		if (readers[i].read == read_poison && !e->critical)
			c->bad_poison = true;
		return 0;
	}
	return 0;
}

static int
by_oid(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
find_duplicates(struct cert *c)
{
	const char **oids = arena_array(c->store->arena, c->extension_count, sizeof *oids);

	if (oids == NULL)
		return -1;
	for (size_t i = 0; i < c->extension_count; i++)
		oids[i] = c->extensions[i].oid;
	qsort(oids, c->extension_count, sizeof *oids, by_oid);
	for (size_t i = 1; i < c->extension_count; i++)
		if (strcmp(oids[i - 1], oids[i]) == 0)
			c->duplicate_extension = true;
	return 0;
}

/* Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue } */
static int
read_extension(struct cert *c, struct der *list)
{
	struct der_value v, oid, critical, value;
	struct cert_extension *e = &c->extensions[c->extension_count];
	struct der in;
	bool broken = false;

	if (!der_take(list, DER_SEQUENCE, &v) || (in = der_in(&v), !der_take(&in, DER_OID, &oid)) ||
	    !der_take_optional(&in, DER_BOOLEAN, &critical) ||
	    (critical.body != NULL && critical.len != 1) ||
	    !der_take(&in, DER_OCTET_STRING, &value) || !der_at_end(&in))
		return 1;
	if ((e->oid = cert_text_oid(c, &oid, &broken)) == NULL)
		return broken ? 1 : -1;
	e->critical = critical.body != NULL && critical.body[0] != 0;
	c->bad_critical |= critical.body != NULL && critical.body[0] != 0xff;
	e->value.p = value.body;
	e->value.len = value.len;
	c->extension_count++;
	return read_value(c, &oid, e);
}

int
cert_ext_read(struct cert *c, const uint8_t *der, size_t len)
{
	struct der d = der_over(der, len), in;
	struct der_value list;
	size_t n;
	int r;

	if (!der_take(&d, DER_SEQUENCE, &list) || !der_at_end(&d))
		return 1;
	in = der_in(&list);
	n = count_values(in);
	if ((c->extensions = arena_array(c->store->arena, n, sizeof *c->extensions)) == NULL)
		return -1;
	while (!der_at_end(&in))
		if (c->extension_count >= n || (r = read_extension(c, &in)) > 0)
			return 1;
		else if (r < 0)
			return -1;
	return n > 1 ? find_duplicates(c) : 0;
}
