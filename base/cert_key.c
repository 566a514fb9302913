#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/cert_part.h"

struct algorithm {
	const char *oid, *name;
};

/* Names as OpenSSL's long names, which is what people search for. */
static const struct algorithm signatures[] = {
	{ "1.2.840.113549.1.1.2", "md2WithRSAEncryption" },
	{ "1.2.840.113549.1.1.4", "md5WithRSAEncryption" },
	{ "1.2.840.113549.1.1.5", "sha1WithRSAEncryption" },
	{ "1.2.840.113549.1.1.10", "rsassaPss" },
	{ "1.2.840.113549.1.1.11", "sha256WithRSAEncryption" },
	{ "1.2.840.113549.1.1.12", "sha384WithRSAEncryption" },
	{ "1.2.840.113549.1.1.13", "sha512WithRSAEncryption" },
	{ "1.2.840.113549.1.1.14", "sha224WithRSAEncryption" },
	{ "1.2.840.10040.4.3", "dsaWithSHA1" },
	{ "2.16.840.1.101.3.4.3.2", "dsa_with_SHA256" },
	{ "1.2.840.10045.4.1", "ecdsa-with-SHA1" },
	{ "1.2.840.10045.4.3.1", "ecdsa-with-SHA224" },
	{ "1.2.840.10045.4.3.2", "ecdsa-with-SHA256" },
	{ "1.2.840.10045.4.3.3", "ecdsa-with-SHA384" },
	{ "1.2.840.10045.4.3.4", "ecdsa-with-SHA512" },
	{ "1.3.101.112", "ED25519" },
	{ "1.3.101.113", "ED448" },
};

static const struct {
	const char *oid, *type;
	int bits;
} curves[] = {
	{ "1.2.840.10045.3.1.7", "EC-P256", 256 },
	{ "1.3.132.0.34", "EC-P384", 384 },
	{ "1.3.132.0.35", "EC-P521", 521 },
	{ "1.3.132.0.33", "EC-P224", 224 },
	{ "1.2.840.10045.3.1.1", "EC-P192", 192 },
	{ "1.3.132.0.10", "EC-secp256k1", 256 },
};

int
cert_key_read_signature(struct cert *c, const uint8_t *der, size_t len)
{
	struct der d = der_over(der, len), in;
	struct der_value v, oid;

	c->sig_alg = c->sig_alg_oid = "";
	if (!der_take(&d, DER_SEQUENCE, &v) || (in = der_in(&v), !der_take(&in, DER_OID, &oid))) {
		c->bad_sig_alg = true;
		return 0;
	}
	c->sig_alg_oid = cert_text_oid(c, &oid, &c->bad_sig_alg);
	if (c->sig_alg_oid == NULL) {
		c->sig_alg_oid = "";
		return c->bad_sig_alg ? 0 : -1;
	}
	c->sig_alg = c->sig_alg_oid;
	for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
		if (strcmp(signatures[i].oid, c->sig_alg_oid) == 0)
			c->sig_alg = signatures[i].name;
	return 0;
}

/* "RSA-2048" and the like */
static int
sized_type(struct cert *c, const char *family)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%s-%d", family, c->key_bits);

	return (c->key_type = arena_string(c->store->arena, text, (size_t)n)) != NULL ? 0 : -1;
}

/* A positive INTEGER without its sign octet; 0 bits and *bad where it is none. */
static int
unsigned_integer(const struct der_value *v, struct cert_bytes *out, bool *bad)
{
	const uint8_t *p = v->body;
	size_t len = v->len;
	int bits = 0;

	if (len == 0 || (p[0] & 0x80) || (len > 1 && p[0] == 0 && !(p[1] & 0x80)) ||
	    len > (1 << 20))
		*bad = true;
	while (len > 0 && *p == 0) {
		p++;
		len--;
	}
	out->p = p;
	out->len = len;
	if (len > 0 && len <= (1 << 20)) {
		bits = (int)(len - 1) * 8;
		for (unsigned top = *p; top != 0; top >>= 1)
			bits++;
	}
	return bits;
}

static int
read_rsa(struct cert *c, struct der key)
{
	struct der_value v, n, e;
	struct der in;

	c->key = CERT_KEY_RSA;
	if (!der_take(&key, DER_SEQUENCE, &v) || !der_at_end(&key) ||
	    (in = der_in(&v), !der_take(&in, DER_INTEGER, &n)) || !der_take(&in, DER_INTEGER, &e) ||
	    !der_at_end(&in)) {
		c->bad_key = true;
		c->key_type = "RSA";
		return 0;
	}
	c->key_bits = unsigned_integer(&n, &c->rsa_n, &c->bad_key);
	unsigned_integer(&e, &c->rsa_e, &c->bad_key);
	return sized_type(c, "RSA");
}

static int
read_ec(struct cert *c, struct der parameters, struct der point)
{
	struct der_value v;
	const char *oid;
	char text[DER_OID_TEXT + 4];

	c->key = CERT_KEY_EC;
	c->key_type = "EC";
	/* named curve only (RFC 5480 2.1.1) */
	if (!der_take(&parameters, DER_OID, &v)) {
		c->bad_key = true;
		return 0;
	}
	if ((oid = cert_text_oid(c, &v, &c->bad_key)) == NULL)
		return c->bad_key ? 0 : -1;
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
		size_t octets = ((size_t)curves[i].bits + 7) / 8;
		size_t len = (size_t)(point.end - point.p);
		int form = der_peek(&point);

		if (strcmp(curves[i].oid, oid) != 0)
			continue;
		c->key_type = curves[i].type;
		c->key_bits = curves[i].bits;
		if (!((form == 4 && len == 1 + 2 * octets) ||
			((form == 2 || form == 3) && len == 1 + octets)))
			c->bad_key = true;
		return 0;
	}
	snprintf(text, sizeof text, "EC-%s", oid);
	c->key_type = arena_string(c->store->arena, text, strlen(text));
	return c->key_type != NULL ? 0 : -1;
}

static int
read_dsa(struct cert *c, struct der parameters)
{
	struct der_value v, p;
	struct cert_bytes ignored;
	struct der in;

	c->key = CERT_KEY_DSA;
	c->key_type = "DSA";
	if (!der_take(&parameters, DER_SEQUENCE, &v) ||
	    (in = der_in(&v), !der_take(&in, DER_INTEGER, &p))) {
		c->bad_key = true;
		return 0;
	}
	c->key_bits = unsigned_integer(&p, &ignored, &c->bad_key);
	return sized_type(c, "DSA");
}

int
cert_key_read(struct cert *c)
{
	struct der d = der_over(c->spki.p, c->spki.len), in, algorithm, key;
	struct der_value v, alg, oid, bits;
	const char *text;

	c->key = CERT_KEY_OTHER;
	c->key_type = "";
	if (!der_take(&d, DER_SEQUENCE, &v) ||
	    (in = der_in(&v), !der_take(&in, DER_SEQUENCE, &alg)) ||
	    !der_take(&in, DER_BIT_STRING, &bits) || !der_at_end(&in) || bits.len < 1 ||
	    bits.body[0] != 0 || (algorithm = der_in(&alg), !der_take(&algorithm, DER_OID, &oid))) {
		c->bad_key = true;
		return 0;
	}
	if ((text = cert_text_oid(c, &oid, &c->bad_key)) == NULL)
		return c->bad_key ? 0 : -1;
	key = der_over(bits.body + 1, bits.len - 1);
	if (strcmp(text, "1.2.840.113549.1.1.1") == 0)
		return read_rsa(c, key);
	if (strcmp(text, "1.2.840.10045.2.1") == 0)
		return read_ec(c, algorithm, key);
	if (strcmp(text, "1.2.840.10040.4.1") == 0)
		return read_dsa(c, algorithm);
	c->key_type = text;
	if (strcmp(text, "1.3.101.112") == 0) {
		c->key = CERT_KEY_ED25519;
		c->key_type = "Ed25519";
		c->key_bits = 256;
		c->bad_key = bits.len != 1 + 32;
	} else if (strcmp(text, "1.3.101.113") == 0) {
		c->key = CERT_KEY_ED448;
		c->key_type = "Ed448";
		c->key_bits = 456;
		c->bad_key = bits.len != 1 + 57;
	}
	return 0;
}
