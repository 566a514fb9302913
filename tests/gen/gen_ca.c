#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/digest.h"
#include "base/say.h"
#include "tests/gen/der_build.h"
#include "tests/gen/gen.h"

#define OWNER "Exempla Trust Services B.V."
#define BORN 1533081600 /* 2018-08-01 */
#define DIES 2164233600 /* 2038-08-01 */

static const struct {
	const char *slug, *cn;
	bool rsa;
} cas[GEN_CA_COUNT] = {
	[GEN_ROOT] = { "root-r1", "Exempla Root R1", false },
	[GEN_DV_RSA] = { "dv-rsa", "Exempla DV TLS RSA CA 1", true },
	[GEN_DV_ECC] = { "dv-ecc", "Exempla DV TLS ECC CA 1", false },
	[GEN_OV] = { "ov", "Exempla OV TLS CA 2", false },
	[GEN_EV] = { "ev", "Exempla EV TLS CA 2", false },
	[GEN_TCSC] = { "tcsc", "Hollandse Waterwerken Server CA", false },
	[GEN_SMIME] = { "smime", "Exempla Secure Mail CA", false },
};

/* dNSName=waterwerken48213.nl permitted, all addresses excluded (RFC 5280 4.2.1.10) */
static void
put_name_constraints(struct text *t)
{
	static const uint8_t none[32] = { 0 };
	struct text v = { 0 };
	size_t list = build_open(&v, DER_SEQUENCE), tree, one;

	tree = build_open(&v, 0xa0);
	one = build_open(&v, DER_SEQUENCE);
	build_string(&v, 0x82, "waterwerken48213.nl");
	build_close(&v, one);
	build_close(&v, tree);
	tree = build_open(&v, 0xa1);
	one = build_open(&v, DER_SEQUENCE);
	build_put(&v, 0x87, none, 8);
	build_close(&v, one);
	one = build_open(&v, DER_SEQUENCE);
	build_put(&v, 0x87, none, 32);
	build_close(&v, one);
	build_close(&v, tree);
	build_close(&v, list);
	gen_cert_extension(t, "2.5.29.30", true, v.s, v.len);
	text_free(&v);
}

static void
put_eku(struct text *t, const char *oid)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE);

	build_oid(&v, oid);
	build_close(&v, at);
	gen_cert_extension(t, "2.5.29.37", false, v.s, v.len);
	text_free(&v);
}

static void
put_extensions(struct text *t, const struct gen_ca *ca, const struct gen_ca *issuer)
{
	struct text v = { 0 };
	size_t at, tag = build_open(t, 0xa3), list = build_open(t, DER_SEQUENCE);

	gen_cert_extension(t, "2.5.29.19", true,
	    ca->kind == GEN_ROOT ? "\x30\x03\x01\x01\xff" : "\x30\x06\x01\x01\xff\x02\x01\x00",
	    ca->kind == GEN_ROOT ? 5 : 8);
	gen_cert_extension(t, "2.5.29.15", true, "\x03\x02\x01\x06", 4);
	build_put(&v, DER_OCTET_STRING, ca->key->ski, sizeof ca->key->ski);
	gen_cert_extension(t, "2.5.29.14", false, v.s, v.len);
	if (ca->kind != GEN_ROOT) {
		text_clear(&v);
		at = build_open(&v, DER_SEQUENCE);
		build_put(&v, 0x80, issuer->key->ski, sizeof issuer->key->ski);
		build_close(&v, at);
		gen_cert_extension(t, "2.5.29.35", false, v.s, v.len);
		put_eku(
		    t, ca->kind == GEN_SMIME ? CERT_OID_EMAIL_PROTECTION : CERT_OID_SERVER_AUTH);
	}
	if (ca->kind == GEN_TCSC)
		put_name_constraints(t);
	text_free(&v);
	build_close(t, list);
	build_close(t, tag);
}

static int
make_certificate(struct gen_world *w, struct gen_ca *ca)
{
	const struct gen_ca *issuer = &w->ca[GEN_ROOT];
	struct gen_rng rng = gen_rng_for(w->o.ca_seed, "ca serial", ca->kind);
	struct gen_signer *s = gen_signer_new();
	struct text tbs = { 0 };
	uint8_t serial[16];
	size_t at, part;
	int r;

	if (s == NULL)
		return -1;
	gen_rng_bytes(&rng, serial, sizeof serial);
	serial[0] = (serial[0] & 0x7f) | 1;
	at = build_open(&tbs, DER_SEQUENCE);
	part = build_open(&tbs, DER_CONTEXT_IN(0));
	build_integer(&tbs, 2);
	build_close(&tbs, part);
	build_unsigned(&tbs, serial, sizeof serial);
	gen_key_put_algorithm(issuer->key, &tbs);
	text_addn(&tbs, issuer->name.s, issuer->name.len);
	part = build_open(&tbs, DER_SEQUENCE);
	build_time(&tbs, ca->not_before);
	build_time(&tbs, ca->not_after);
	build_close(&tbs, part);
	text_addn(&tbs, ca->name.s, ca->name.len);
	text_addn(&tbs, ca->key->spki.s, ca->key->spki.len);
	put_extensions(&tbs, ca, issuer);
	build_close(&tbs, at);

	at = build_open(&ca->der, DER_SEQUENCE);
	text_addn(&ca->der, tbs.s, tbs.len);
	gen_key_put_algorithm(issuer->key, &ca->der);
	r = gen_key_sign(s, issuer->key, tbs.s, tbs.len, &ca->der);
	build_close(&ca->der, at);
	gen_signer_free(s);
	text_free(&tbs);
	return r < 0 ? -1 : digest_sha256(ca->der.s, ca->der.len, ca->sha256);
}

static bool
is_used(const struct gen_world *w, enum gen_ca_kind k)
{
	return k != GEN_DV_RSA || w->o.ec_percent < 100;
}

int
gen_ca_make(struct gen_world *w)
{
	bool weak = w->o.defects[GEN_RSA_1024] > 0;

	for (int k = 0; k < GEN_CA_COUNT; k++) {
		struct gen_ca *ca = &w->ca[k];

		ca->kind = (enum gen_ca_kind)k;
		ca->slug = cas[k].slug;
		gen_copy(ca->cn, sizeof ca->cn, cas[k].cn);
		ca->not_before = BORN + k * 3600;
		ca->not_after = k == GEN_ROOT ? DIES : DIES - 2 * 365 * INSTANT_DAY;
		gen_cert_put_name(
		    &ca->name, "NL", k == GEN_TCSC ? "Hollandse Waterwerken N.V." : OWNER, ca->cn);
		ca->key = cas[k].rsa && is_used(w, ca->kind)
			      ? gen_key_rsa(w->o.ca_seed, "ca key", (uint64_t)k, 2048)
			      : gen_key_ec(w->o.ca_seed, "ca key", (uint64_t)k);
		if (ca->key == NULL || make_certificate(w, ca) < 0)
			return -1;
	}
	for (uint64_t i = 0; i < GEN_EC_POOL; i++)
		if ((w->ec[i] = gen_key_ec(w->o.ca_seed, "subscriber key", i)) == NULL)
			return -1;
	for (uint64_t i = 0; i < GEN_RSA_POOL && w->o.ec_percent < 100; i++)
		if ((w->rsa[i] = gen_key_rsa(w->o.ca_seed, "subscriber key", i, 2048)) == NULL)
			return -1;
	return weak && (w->weak = gen_key_rsa(w->o.ca_seed, "weak key", 0, 1024)) == NULL ? -1 : 0;
}

void
gen_ca_free(struct gen_world *w)
{
	for (int k = 0; k < GEN_CA_COUNT; k++) {
		gen_key_free(w->ca[k].key);
		text_free(&w->ca[k].name);
		text_free(&w->ca[k].der);
	}
	for (int i = 0; i < GEN_EC_POOL; i++)
		gen_key_free(w->ec[i]);
	for (int i = 0; i < GEN_RSA_POOL; i++)
		gen_key_free(w->rsa[i]);
	gen_key_free(w->weak);
}

static void
put_base64(FILE *f, const void *p, size_t len, size_t width)
{
	unsigned char *text = malloc(len / 3 * 4 + 5);
	size_t n;

	if (text == NULL)
		return;
	n = (size_t)EVP_EncodeBlock(text, p, (int)len);
	for (size_t i = 0; i < n; i += width)
		fprintf(f, "%.*s\n", (int)(n - i < width ? n - i : width), (char *)text + i);
	free(text);
}

static int
write_pem(const struct gen_world *w)
{
	FILE *f = gen_open(w, "cas.pem");

	if (f == NULL)
		return -1;
	for (int k = 0; k < GEN_CA_COUNT; k++) {
		if (!is_used(w, (enum gen_ca_kind)k))
			continue;
		fputs("-----BEGIN CERTIFICATE-----\n", f);
		put_base64(f, w->ca[k].der.s, w->ca[k].der.len, 64);
		fputs("-----END CERTIFICATE-----\n", f);
	}
	return gen_close(f, "cas.pem");
}

static void
put_hex(FILE *f, const uint8_t *p, size_t len, bool upper)
{
	for (size_t i = 0; i < len; i++)
		fprintf(f, upper ? "%02X" : "%02x", p[i]);
}

/* The columns of CCADB's AllCertificateRecords that an inventory needs, under their names there. */
static int
write_ccadb(const struct gen_world *w)
{
	FILE *f = gen_open(w, "cas.csv");

	if (f == NULL)
		return -1;
	fputs("CA Owner,Certificate Name,Parent Certificate Name,Certificate Record "
	      "Type,Revocation Status,"
	      "SHA-256 Fingerprint,Parent SHA-256 Fingerprint,Audits Same as Parent?,Technically "
	      "Constrained,"
	      "Subordinate CA Owner,Full CRL Issued By This CA,JSON Array of Partitioned "
	      "CRLs,Valid From (GMT),"
	      "Valid To (GMT),Authority Key Identifier,Subject Key Identifier,TLS Capable,TLS EV "
	      "Capable,"
	      "Code Signing Capable,S/MIME Capable\n",
	    f);
	for (int k = 0; k < GEN_CA_COUNT; k++) {
		const struct gen_ca *ca = &w->ca[k];
		char from[INSTANT_TEXT], to[INSTANT_TEXT];

		if (!is_used(w, ca->kind))
			continue;
		fprintf(f, "%s,%s,%s,%s,Not Revoked,", OWNER, ca->cn,
		    k == GEN_ROOT ? "" : w->ca[0].cn,
		    k == GEN_ROOT ? "Root Certificate" : "Intermediate Certificate");
		put_hex(f, ca->sha256, 32, true);
		fputc(',', f);
		if (k != GEN_ROOT)
			put_hex(f, w->ca[0].sha256, 32, true);
		fprintf(f, ",%s,%s,%s,", k == GEN_ROOT ? "" : "true",
		    k == GEN_TCSC ? "true" : "false",
		    k == GEN_TCSC ? "Hollandse Waterwerken N.V." : "");
		fprintf(f, "http://crl.exempla-trust.net/%s.crl,,%s,%s,,", ca->slug,
		    instant_format_date(ca->not_before, from),
		    instant_format_date(ca->not_after, to));
		put_hex(f, ca->key->ski, 20, true);
		fprintf(f, ",%s,%s,False,%s\n", k == GEN_SMIME ? "False" : "True",
		    k == GEN_EV || k == GEN_ROOT ? "True" : "False",
		    k == GEN_SMIME ? "True" : "False");
	}
	return gen_close(f, "cas.csv");
}

/* The same as the program's own inventory. */
static int
write_yaml(const struct gen_world *w)
{
	FILE *f = gen_open(w, "cas.yaml");

	if (f == NULL)
		return -1;
	fputs("cas:\n", f);
	for (int k = GEN_ROOT + 1; k < GEN_CA_COUNT; k++) {
		const struct gen_ca *ca = &w->ca[k];

		if (!is_used(w, ca->kind))
			continue;
		fputs("  - sha256: ", f);
		put_hex(f, ca->sha256, 32, false);
		fprintf(f, "\n    subject: \"CN=%s,O=%s,C=NL\"\n    key_id: ", ca->cn,
		    k == GEN_TCSC ? "Hollandse Waterwerken N.V." : OWNER);
		put_hex(f, ca->key->ski, 20, false);
		fprintf(
		    f, "\n    owner: %s\n", k == GEN_TCSC ? "Hollandse Waterwerken N.V." : OWNER);
		fprintf(f, "    scope: %s\n", k == GEN_SMIME ? "out" : k == GEN_EV ? "ev" : "tls");
		if (k == GEN_SMIME)
			fputs("    reason: S/MIME only\n", f);
		if (k == GEN_TCSC)
			fputs("    technically_constrained: true\n", f);
		fprintf(f,
		    "    documents: [%s]\n    crl_urls: "
		    "[\"http://crl.exempla-trust.net/%s.crl\"]\n",
		    k == GEN_EV && w->o.story == GEN_QUARTER ? "ev-cps" : "tls-cps", ca->slug);
	}
	return gen_close(f, "cas.yaml");
}

int
gen_ca_write_inventory(const struct gen_world *w)
{
	return write_pem(w) < 0 || write_ccadb(w) < 0 || write_yaml(w) < 0 ? -1 : 0;
}
