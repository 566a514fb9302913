/*
 * cert_made - certificates made to be decoded, for the tests of base/cert
 */
#ifndef TESTS_UNIT_CERT_MADE_H
#define TESTS_UNIT_CERT_MADE_H

#include "tests/unit/cmocka_all.h"

#include "base/cert.h"
#include "tests/gen/der_build.h"

/* What a made certificate is made of; NULL and 0 stand for a sound default. */
struct made {
	const char *serial; /* contents octets */
	size_t serial_len;
	const char *not_before; /* UTCTime */
	const char *subject;	/* whole Name */
	size_t subject_len;
	const char *spki; /* whole */
	size_t spki_len;
	void (*extensions)(struct text *t);
	bool other_algorithm;
	unsigned unique_id; /* tag: issuerUniqueID 0x81, subjectUniqueID 0x82; 0 none */
};

static inline void
extension(struct text *t, const char *oid, bool critical, const void *value, size_t len)
{
	size_t e = build_open(t, DER_SEQUENCE);

	build_oid(t, oid);
	if (critical)
		build_put(t, DER_BOOLEAN, "\xff", 1);
	build_put(t, DER_OCTET_STRING, value, len);
	build_close(t, e);
}

static inline void
algorithm(struct text *t, const char *oid)
{
	size_t at = build_open(t, DER_SEQUENCE);

	build_oid(t, oid);
	build_close(t, at);
}

static inline void
name(struct text *t, const char *org)
{
	size_t at = build_open(t, DER_SEQUENCE);

	build_rdn(t, "2.5.4.6", DER_PRINTABLE_STRING, "NL", 2);
	build_rdn(t, "2.5.4.10", DER_UTF8_STRING, org, strlen(org));
	build_close(t, at);
}

static inline void
p256(struct text *t)
{
	size_t spki = build_open(t, DER_SEQUENCE), alg = build_open(t, DER_SEQUENCE);
	uint8_t point[66] = { 0, 4 };

	build_oid(t, "1.2.840.10045.2.1");
	build_oid(t, "1.2.840.10045.3.1.7");
	build_close(t, alg);
	build_put(t, DER_BIT_STRING, point, sizeof point);
	build_close(t, spki);
}

static inline void
put_time(struct text *t, const char *utc)
{
	build_string(t, DER_UTC_TIME, utc);
}

static inline void
make_tbs(struct text *t, const struct made *m)
{
	size_t tbs = build_open(t, DER_SEQUENCE), at;

	at = build_open(t, DER_CONTEXT_IN(0));
	build_integer(t, 2);
	build_close(t, at);
	if (m->serial != NULL)
		build_put(t, DER_INTEGER, m->serial, m->serial_len);
	else
		build_integer(t, 0x1234);
	algorithm(t, "1.2.840.10045.4.3.2");
	name(t, "Issuer, Inc.");
	at = build_open(t, DER_SEQUENCE);
	put_time(t, m->not_before != NULL ? m->not_before : "210313000000Z");
	put_time(t, "210611000000Z");
	build_close(t, at);
	if (m->subject != NULL)
		text_addn(t, m->subject, m->subject_len);
	else
		name(t, "Subject");
	if (m->spki != NULL)
		text_addn(t, m->spki, m->spki_len);
	else
		p256(t);
	if (m->unique_id != 0)
		build_put(t, m->unique_id, "\0\1", 2);
	if (m->extensions != NULL) {
		size_t tag = build_open(t, DER_CONTEXT_IN(3));

		at = build_open(t, DER_SEQUENCE);
		m->extensions(t);
		build_close(t, at);
		build_close(t, tag);
	}
	build_close(t, tbs);
}

static inline void
make(struct text *t, const struct made *m)
{
	size_t cert;

	text_clear(t);
	cert = build_open(t, DER_SEQUENCE);
	make_tbs(t, m);
	algorithm(t, m->other_algorithm ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.2");
	build_put(t, DER_BIT_STRING, "\0\1\2\3", 4);
	build_close(t, cert);
}

struct fixture {
	struct cert *c;
	struct text t;
};

static inline int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	if (f == NULL || (f->c = cert_new()) == NULL)
		return -1;
	*state = f;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct fixture *f = *state;

	cert_free(f->c);
	text_free(&f->t);
	free(f);
	return 0;
}

static inline struct cert *
decode(struct fixture *f, const struct made *m)
{
	make(&f->t, m);
	assert_int_equal(cert_decode(f->c, f->t.s, f->t.len), 0);
	return f->c;
}

#endif
