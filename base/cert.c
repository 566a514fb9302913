#include "base/cert.h"

#include <limits.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cert_part.h"
#include "base/digest.h"
#include "base/say.h"
#include "base/serial.h"

/*
 * The template.  ASN1_SEQUENCE as a type keeps a field's whole encoding as
 * bytes.  The serial is read as OCTET STRING under INTEGER's tag, because
 * OpenSSL's INTEGER refuses superfluous octets, which are a flag here.
 */
struct cert_frame_tbs {
	ASN1_INTEGER *version;
	ASN1_OCTET_STRING *serial;
	ASN1_STRING *signature, *issuer, *validity, *subject, *spki;
	ASN1_BIT_STRING *issuer_uid, *subject_uid;
	ASN1_STRING *extensions;
};

struct cert_frame {
	struct cert_frame_tbs *tbs;
	ASN1_STRING *algorithm;
	ASN1_BIT_STRING *signature;
};

/* clang-format off */
ASN1_SEQUENCE(cert_frame_tbs) = {
	ASN1_EXP_OPT(struct cert_frame_tbs, version, ASN1_INTEGER, 0),
	ASN1_EX_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_UNIVERSAL, V_ASN1_INTEGER, struct cert_frame_tbs,
	    serial, ASN1_OCTET_STRING),
	ASN1_SIMPLE(struct cert_frame_tbs, signature, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct cert_frame_tbs, issuer, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct cert_frame_tbs, validity, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct cert_frame_tbs, subject, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct cert_frame_tbs, spki, ASN1_SEQUENCE),
	ASN1_IMP_OPT(struct cert_frame_tbs, issuer_uid, ASN1_BIT_STRING, 1),
	ASN1_IMP_OPT(struct cert_frame_tbs, subject_uid, ASN1_BIT_STRING, 2),
	ASN1_EXP_OPT(struct cert_frame_tbs, extensions, ASN1_SEQUENCE, 3)
} static_ASN1_SEQUENCE_END_name(struct cert_frame_tbs, cert_frame_tbs)

ASN1_SEQUENCE(cert_frame) = {
	ASN1_SIMPLE(struct cert_frame, tbs, cert_frame_tbs),
	ASN1_SIMPLE(struct cert_frame, algorithm, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct cert_frame, signature, ASN1_BIT_STRING)
} static_ASN1_SEQUENCE_END_name(struct cert_frame, cert_frame)
    /* clang-format on */

    static void store_free(struct cert_store * s)
{
	if (s == NULL)
		return;
	ASN1_item_free((ASN1_VALUE *)s->frame, ASN1_ITEM_rptr(cert_frame));
	digest_free(s->digest);
	arena_free(s->arena);
	free(s);
}

struct cert *
cert_new(void)
{
	struct cert *c = calloc(1, sizeof *c);
	struct cert_store *s = calloc(1, sizeof *s);

	if (c == NULL || s == NULL) {
		say_nomem("cert");
		goto fail;
	}
	if ((s->arena = arena_new()) == NULL || (s->digest = digest_new()) == NULL)
		goto fail;
	c->store = s;
	return c;
fail:
	store_free(s);
	free(c);
	return NULL;
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	store_free(c->store);
	free(c);
}

static int
unreadable(struct cert *c, const char *why)
{
	snprintf(c->why, sizeof c->why, "%s", why);
	return 1;
}

static int
read_serial(struct cert *c, const ASN1_STRING *serial)
{
	const uint8_t *p = ASN1_STRING_get0_data(serial);
	size_t len = (size_t)ASN1_STRING_length(serial), digits;
	char *text = arena_get(c->store->arena, SERIAL_TEXT(len));

	if (text == NULL)
		return -1;
	digits = serial_of(p, len, text);
	c->serial = text;
	c->serial_octets = len;
	c->serial_negative = len > 0 && (p[0] & 0x80);
	c->serial_zero = strcmp(text, "0") == 0;
	c->serial_oversized =
	    digits > (c->serial_negative ? 41U : 40U) || (digits == 40 && text[0] >= '8');
	/* DER: at least one octet, and not nine equal bits in front (X.690 8.3.2) */
	c->bad_serial =
	    len == 0 ||
	    (len > 1 && ((p[0] == 0 && !(p[1] & 0x80)) || (p[0] == 0xff && (p[1] & 0x80))));
	return 0;
}

static void
read_time(struct der *d, int64_t *t, bool *odd, bool *bad)
{
	struct der_value v;
	int r = *bad || !der_next(d, &v) ? -1 : der_time(&v, t);

	*odd = r == 1;
	*bad = r < 0;
	if (*bad)
		*t = INSTANT_NONE;
}

static void
read_validity(struct cert *c, const ASN1_STRING *s)
{
	struct der d = der_over(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)), in = d;
	struct der_value v;

	if (der_take(&d, DER_SEQUENCE, &v))
		in = der_in(&v);
	else
		c->bad_not_before = c->bad_not_after = true;
	read_time(&in, &c->not_before, &c->odd_not_before, &c->bad_not_before);
	c->bad_not_after |= c->bad_not_before && der_at_end(&in);
	read_time(&in, &c->not_after, &c->odd_not_after, &c->bad_not_after);
	if (!der_at_end(&in))
		c->bad_not_after = true;
}

static int
read_dn(struct cert *c, struct dn *dn, const ASN1_STRING *s, bool *bad)
{
	int r =
	    dn_read(dn, c->store->arena, ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));

	*bad = r == 1;
	return r < 0 ? -1 : 0;
}

static void
read_version(struct cert *c, const ASN1_INTEGER *version)
{
	int64_t v = 0;

	if (version != NULL && ASN1_INTEGER_get_int64(&v, version) != 1)
		v = -1;
	c->bad_version = v < 0 || v > 2 || (version != NULL && v == 0);
	c->version = v < 0 || v > 2 ? 0 : (int)v + 1;
}

static int
read_parts(struct cert *c, const struct cert_frame *f)
{
	const struct cert_frame_tbs *tbs = f->tbs;
	const char *org;

	read_version(c, tbs->version);
	read_validity(c, tbs->validity);
	if (read_serial(c, tbs->serial) < 0 ||
	    read_dn(c, &c->issuer, tbs->issuer, &c->bad_issuer) < 0 ||
	    read_dn(c, &c->subject, tbs->subject, &c->bad_subject) < 0)
		return -1;
	org = dn_value(&c->issuer, "O");
	c->issuer_org = org != NULL ? org : "";
	c->has_unique_id = tbs->issuer_uid != NULL || tbs->subject_uid != NULL;
	c->sig_alg_der.p = ASN1_STRING_get0_data(f->algorithm);
	c->sig_alg_der.len = (size_t)ASN1_STRING_length(f->algorithm);
	c->sig_alg_differs = ASN1_STRING_cmp(tbs->signature, f->algorithm) != 0;
	if (cert_key_read_signature(c, c->sig_alg_der.p, c->sig_alg_der.len) < 0)
		return -1;
	c->spki.p = ASN1_STRING_get0_data(tbs->spki);
	c->spki.len = (size_t)ASN1_STRING_length(tbs->spki);
	digest_of(c->store->digest, c->spki.p, c->spki.len, c->spki_sha256);
	if (cert_key_read(c) < 0)
		return -1;
	if (tbs->extensions == NULL)
		return 0;
	return cert_ext_read(
	    c, ASN1_STRING_get0_data(tbs->extensions), (size_t)ASN1_STRING_length(tbs->extensions));
}

/* Is it one of the two extensions that RFC 6962 3.2 takes out? */
static bool
is_ct(const struct cert_extension *e)
{
	return strcmp(e->oid, "1.3.6.1.4.1.11129.2.4.2") == 0 ||
	       strcmp(e->oid, "1.3.6.1.4.1.11129.2.4.3") == 0;
}

/* The TBSCertificate again, without those two, with lengths made anew. */
static void
hash_content(struct cert *c, const struct der_value *tbs)
{
	struct digest *d = c->store->digest;
	uint8_t list_head[10], tag_head[10], tbs_head[10];
	size_t before = 0, kept = 0, n, list_len = 0, tag_len = 0;
	struct der_value v = { 0 }, list;
	struct der in = der_in(tbs), exts;

	while (der_next(&in, &v) && v.tag != DER_CONTEXT_IN(3))
		before += v.whole_len;
	if (v.tag == DER_CONTEXT_IN(3)) {
		exts = der_in(&v);
		der_take(&exts, DER_SEQUENCE, &list);
		exts = der_in(&list);
		for (size_t i = 0; i < c->extension_count && der_next(&exts, &v); i++)
			kept += is_ct(&c->extensions[i]) ? 0 : v.whole_len;
	}
	if (kept > 0) {
		list_len = der_put_header(list_head, DER_SEQUENCE, kept);
		tag_len = der_put_header(tag_head, DER_CONTEXT_IN(3), list_len + kept);
	}
	n = der_put_header(tbs_head, DER_SEQUENCE, before + tag_len + list_len + kept);
	digest_begin(d);
	digest_add(d, tbs_head, n);
	digest_add(d, tbs->body, before);
	if (kept > 0) {
		digest_add(d, tag_head, tag_len);
		digest_add(d, list_head, list_len);
		exts = der_in(&list);
		for (size_t i = 0; i < c->extension_count && der_next(&exts, &v); i++)
			if (!is_ct(&c->extensions[i]))
				digest_add(d, v.whole, v.whole_len);
	}
	digest_end(d, c->content_sha256);
}

static void
forget(struct cert *c)
{
	struct cert_store *s = c->store;

	memset(c, 0, sizeof *c);
	c->store = s;
	c->path_len = -1;
	c->earliest_sct_ms = INSTANT_NONE;
	s->name_cap = 0;
	arena_reset(s->arena);
}

/* OpenSSL's decoder takes BER too; the content hash rests on DER. */
static bool
is_der_list(const struct der_value *list)
{
	struct der in = der_in(list);
	struct der_value v;

	while (der_next(&in, &v))
		;
	return der_at_end(&in);
}

int
cert_decode(struct cert *c, const void *der, size_t len)
{
	struct der d = der_over(der, len), in;
	struct der_value outer, tbs;
	const unsigned char *p = der;
	int r;

	forget(c);
	if (!der_take(&d, DER_SEQUENCE, &outer))
		return unreadable(c, "expected a DER SEQUENCE, found other or too few bytes");
	if (!der_at_end(&d))
		return unreadable(c, "expected one certificate, found bytes behind its end");
	in = der_in(&outer);
	if (!der_take(&in, DER_SEQUENCE, &tbs) || !is_der_list(&tbs))
		return unreadable(c, "expected a TBSCertificate in DER, found none");
	if (outer.whole_len > LONG_MAX ||
	    ASN1_item_d2i((ASN1_VALUE **)&c->store->frame, &p, (long)outer.whole_len,
		ASN1_ITEM_rptr(cert_frame)) == NULL) {
		ERR_clear_error();
		return unreadable(c, "expected the fields of RFC 5280 4.1, found others");
	}
	if ((r = read_parts(c, c->store->frame)) != 0)
		return r < 0 ? -1
			     : unreadable(c, "expected a list of extensions, found a broken one");
	hash_content(c, &tbs);
	return 0;
}

bool
cert_has_oid(const char *const *list, size_t n, const char *oid)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], oid) == 0)
			return true;
	return false;
}

const struct cert_extension *
cert_extension(const struct cert *c, const char *oid)
{
	for (size_t i = 0; i < c->extension_count; i++)
		if (strcmp(c->extensions[i].oid, oid) == 0)
			return &c->extensions[i];
	return NULL;
}
