#include <stdio.h>
#include <string.h>

#include "base/cert.h"
#include "tests/gen/der_build.h"
#include "tests/gen/gen.h"

#define OCSP_OPTIONAL 1710460800 /* 2024-03-15, BR 2.0.1 */

static void
put_text_rdn(struct text *t, const char *oid, unsigned tag, const char *value)
{
	if (value != NULL && *value != '\0')
		build_rdn(t, oid, tag, value, strlen(value));
}

void
gen_cert_put_name(struct text *t, const char *country, const char *org, const char *cn)
{
	size_t at = build_open(t, DER_SEQUENCE);

	put_text_rdn(t, "2.5.4.6", DER_PRINTABLE_STRING, country);
	put_text_rdn(t, "2.5.4.10", DER_UTF8_STRING, org);
	put_text_rdn(t, "2.5.4.3", DER_UTF8_STRING, cn);
	build_close(t, at);
}

/* In the order of BR 7.1.2.7.4 and EVG 9.2. */
static void
put_subject(struct text *t, const struct gen_issue *g)
{
	size_t at = build_open(t, DER_SEQUENCE);

	if (g->type == UNIT_TYPE_EV) {
		put_text_rdn(t, "2.5.4.15", DER_UTF8_STRING, "Private Organization");
		put_text_rdn(t, "1.3.6.1.4.1.311.60.2.1.3", DER_PRINTABLE_STRING, g->country);
		put_text_rdn(t, "2.5.4.5", DER_PRINTABLE_STRING, g->registration);
	}
	if (g->organization[0] != '\0') {
		put_text_rdn(t, "2.5.4.6", DER_PRINTABLE_STRING, g->country);
		put_text_rdn(t, "2.5.4.7", DER_UTF8_STRING, g->locality);
		put_text_rdn(t, "2.5.4.10", DER_UTF8_STRING, g->organization);
	}
	put_text_rdn(t, "2.5.4.3", DER_UTF8_STRING, g->common_name);
	build_close(t, at);
}

void
gen_cert_extension(struct text *t, const char *oid, bool critical, const void *value, size_t len)
{
	size_t at = build_open(t, DER_SEQUENCE);

	build_oid(t, oid);
	if (critical)
		build_put(t, DER_BOOLEAN, "\xff", 1);
	build_put(t, DER_OCTET_STRING, value, len);
	build_close(t, at);
}

/* A list of OIDs as an extension's value: of themselves, or each in a SEQUENCE. */
static void
put_oids(struct text *t, const char *ext, const char *const *oids, size_t n, bool wrapped)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE), one = 0;

	for (size_t i = 0; i < n; i++) {
		if (wrapped)
			one = build_open(&v, DER_SEQUENCE);
		build_oid(&v, oids[i]);
		if (wrapped)
			build_close(&v, one);
	}
	build_close(&v, at);
	gen_cert_extension(t, ext, false, v.s, v.len);
	text_free(&v);
}

static void
put_san(struct text *t, const struct gen_issue *g)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE);

	for (size_t i = 0; i < g->name_count; i++) {
		const struct gen_name *n = &g->names[i];
		unsigned tag = n->kind == NAME_IP ? 0x87 : n->kind == NAME_EMAIL ? 0x81 : 0x82;

		if (n->raw_len > 0)
			build_put(&v, tag, n->raw, n->raw_len);
		else
			build_string(&v, tag, n->text);
	}
	build_close(&v, at);
	/* critical where the subject is empty, RFC 5280 4.2.1.6 */
	gen_cert_extension(t, "2.5.29.17",
	    g->type != UNIT_TYPE_EV && g->organization[0] == '\0' && g->common_name[0] == '\0', v.s,
	    v.len);
	text_free(&v);
}

static void
put_policies(struct text *t, const struct gen_issue *g)
{
	static const char *const reserved[] = { [UNIT_TYPE_DV] = CERT_OID_DV,
		[UNIT_TYPE_OV] = CERT_OID_OV,
		[UNIT_TYPE_IV] = CERT_OID_IV,
		[UNIT_TYPE_EV] = CERT_OID_EV };
	const char *oids[3];
	size_t n = 0;

	if (g->defect != GEN_NO_POLICY_OID && g->type != UNIT_TYPE_NONE)
		oids[n++] = reserved[g->type];
	if (g->defect == GEN_TWO_POLICY_OIDS)
		oids[n++] = g->type == UNIT_TYPE_OV ? CERT_OID_DV : CERT_OID_OV;
	oids[n++] = "1.3.6.1.4.1.57264.99.1";
	put_oids(t, "2.5.29.32", oids, n, true);
}

static void
put_urls(struct text *t, const struct gen_issue *g)
{
	struct text v = { 0 };
	char url[160];
	size_t a, b, c, d;

	a = build_open(&v, DER_SEQUENCE);
	if (g->issued_at < OCSP_OPTIONAL) {
		b = build_open(&v, DER_SEQUENCE);
		build_oid(&v, "1.3.6.1.5.5.7.48.1");
		build_string(&v, 0x86, "http://ocsp.exempla-trust.net");
		build_close(&v, b);
	}
	b = build_open(&v, DER_SEQUENCE);
	build_oid(&v, "1.3.6.1.5.5.7.48.2");
	snprintf(url, sizeof url, "http://aia.exempla-trust.net/%s.cer", g->ca->slug);
	build_string(&v, 0x86, url);
	build_close(&v, b);
	build_close(&v, a);
	gen_cert_extension(t, "1.3.6.1.5.5.7.1.1", false, v.s, v.len);

	text_clear(&v);
	a = build_open(&v, DER_SEQUENCE);
	b = build_open(&v, DER_SEQUENCE);
	c = build_open(&v, 0xa0);
	d = build_open(&v, 0xa0);
	snprintf(url, sizeof url, "http://crl.exempla-trust.net/%s.crl", g->ca->slug);
	build_string(&v, 0x86, url);
	build_close(&v, d);
	build_close(&v, c);
	build_close(&v, b);
	build_close(&v, a);
	gen_cert_extension(t, "2.5.29.31", false, v.s, v.len);
	text_free(&v);
}

static void
put_aki(struct text *t, const struct gen_key *key)
{
	struct text v = { 0 };
	size_t at = build_open(&v, DER_SEQUENCE);

	build_put(&v, 0x80, key->ski, sizeof key->ski);
	build_close(&v, at);
	gen_cert_extension(t, "2.5.29.35", false, v.s, v.len);
	text_free(&v);
}

/* Two SCTs of logs that do not exist; their signatures are noise. */
static void
put_scts(struct text *t, const struct gen_world *w, const struct gen_issue *g)
{
	struct gen_rng rng = gen_rng_for(w->o.seed, "sct", g->index);
	struct text v = { 0 };
	size_t at = build_open(&v, DER_OCTET_STRING);
	uint8_t sct[2 + 47 + 70];
	uint64_t ms = (uint64_t)g->issued_at * 1000 + gen_rng_below(&rng, 400);

	text_addn(&v, "\0\xee", 2); /* 2 * 119 */
	for (int i = 0; i < 2; i++, ms += gen_rng_below(&rng, 300)) {
		struct gen_rng log = gen_rng_for(w->o.seed, "log", (uint64_t)i);

		gen_rng_bytes(&rng, sct, sizeof sct);
		sct[0] = 0;
		sct[1] = sizeof sct - 2;
		sct[2] = 0;
		gen_rng_bytes(&log, sct + 3, 32);
		for (int k = 0; k < 8; k++)
			sct[35 + k] = (uint8_t)(ms >> 8 * (7 - k));
		memcpy(sct + 43, "\0\0\4\3\0\x46",
		    6); /* no extensions, SHA-256 with ECDSA, 70 bytes */
		text_addn(&v, sct, sizeof sct);
	}
	build_close(&v, at);
	gen_cert_extension(t, "1.3.6.1.4.1.11129.2.4.2", false, v.s, v.len);
	text_free(&v);
}

static void
put_extensions(
    struct text *t, const struct gen_world *w, const struct gen_issue *g, enum gen_form form)
{
	static const char *const server[] = { CERT_OID_SERVER_AUTH }, *const email[] = {
		CERT_OID_EMAIL_PROTECTION
	};
	size_t tag = build_open(t, 0xa3), list = build_open(t, DER_SEQUENCE);

	gen_cert_extension(
	    t, "2.5.29.15", true, g->key->rsa ? "\x03\x02\x05\xa0" : "\x03\x02\x07\x80", 4);
	put_oids(t, "2.5.29.37", g->ca->kind == GEN_SMIME ? email : server, 1, false);
	gen_cert_extension(t, "2.5.29.19", true, "\x30\x00", 2);
	put_aki(t, g->ca->key);
	put_urls(t, g);
	put_san(t, g);
	put_policies(t, g);
	if (form == GEN_PRECERT)
		gen_cert_extension(t, "1.3.6.1.4.1.11129.2.4.3", true, "\x05\x00", 2);
	else if (g->scts)
		put_scts(t, w, g);
	build_close(t, list);
	build_close(t, tag);
}

int
gen_cert_make(struct gen_signer *s, const struct gen_world *w, const struct gen_issue *g,
    enum gen_form form, struct text *out)
{
	size_t cert, tbs, at, begin;

	text_clear(out);
	cert = build_open(out, DER_SEQUENCE);
	begin = out->len;
	tbs = build_open(out, DER_SEQUENCE);
	at = build_open(out, DER_CONTEXT_IN(0));
	build_integer(out, 2);
	build_close(out, at);
	build_unsigned(out, g->serial, sizeof g->serial);
	gen_key_put_algorithm(g->ca->key, out);
	text_addn(out, g->ca->name.s, g->ca->name.len);
	at = build_open(out, DER_SEQUENCE);
	build_time(out, g->not_before);
	build_time(out, g->not_after);
	build_close(out, at);
	put_subject(out, g);
	text_addn(out, g->key->spki.s, g->key->spki.len);
	put_extensions(out, w, g, form);
	build_close(out, tbs);
	if (text_failed(out))
		return -1;
	/* signed where it stands: what gen_key_sign appends may move it */
	{
		struct text rest = { 0 };
		int r;

		gen_key_put_algorithm(g->ca->key, &rest);
		r = gen_key_sign(s, g->ca->key, out->s + begin, out->len - begin, &rest);
		text_addn(out, rest.s, rest.len);
		text_free(&rest);
		if (r < 0)
			return -1;
	}
	build_close(out, cert);
	return text_failed(out) ? -1 : 0;
}
