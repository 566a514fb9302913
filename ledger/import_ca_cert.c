#include <string.h>

#include "base/cert.h"
#include "base/certsource.h"
#include "base/digest.h"
#include "ledger/import_ca.h"
#include "ledger/intake.h"

#define OID_ANY_POLICY "2.5.29.32.0"
#define OID_NAME_CONSTRAINTS "2.5.29.30"

/* What the certificate itself says of its scope; the CA's list may say otherwise later. */
static void
set_scope(struct import_ca *ca, const struct cert *c)
{
	bool tls = !c->has_eku || cert_has_oid(c->eku, c->eku_count, CERT_OID_SERVER_AUTH) ||
		   cert_has_oid(c->eku, c->eku_count, CERT_OID_ANY_EKU);
	bool ev = cert_has_oid(c->policies, c->policy_count, CERT_OID_EV) ||
		  cert_has_oid(c->policies, c->policy_count, OID_ANY_POLICY);

	ca->scope = !tls ? IMPORT_CA_OUT : ev ? IMPORT_CA_EV : IMPORT_CA_TLS;
	ca->reason = tls ? "" : "EKU without serverAuth";
	/* BR 7.1.2.3 (technically constrained TLS subordinate CA): EKU and name constraints */
	ca->technically_constrained = tls && c->has_eku &&
				      !cert_has_oid(c->eku, c->eku_count, CERT_OID_ANY_EKU) &&
				      cert_extension(c, OID_NAME_CONSTRAINTS) != NULL;
}

static int
add(struct import *im, const struct cert *c, const struct certsource_record *r)
{
	struct import_ca ca = { .has_sha256 = true,
		.subject = *c->subject.text ? c->subject.text : "(empty subject)",
		.dn = c->subject.der,
		.dn_len = c->subject.der_len,
		.spki = c->spki.p,
		.spki_len = c->spki.len,
		.owner = "",
		.other_owner = "",
		.documents = "",
		.crl_urls = "",
		.from = c->not_before,
		.until = c->not_after };

	if (!c->is_ca)
		return intake_reject(im, r->line,
		    "certificate: expected a CA's (basicConstraints), found another",
		    c->subject.text);
	if (digest_sha256(r->der, r->der_len, ca.sha256) != 0)
		return -1;
	if (c->ski.len > 0 && c->ski.len <= sizeof ca.key_id) {
		memcpy(ca.key_id, c->ski.p, c->ski.len);
		ca.key_id_len = c->ski.len;
	}
	if (ca.until != INSTANT_NONE)
		ca.until++; /* notAfter is inclusive (RFC 5280 4.1.2.5) */
	set_scope(&ca, c);
	return import_ca_add(im, &ca, r->line);
}

static int
take(struct import *im, struct cert *c, const struct certsource_record *r)
{
	int decoded = r->der ? cert_decode(c, r->der, r->der_len) : 1;

	if (decoded < 0)
		return -1;
	if (decoded > 0)
		return intake_reject(im, r->line, r->der ? c->why : "expected a certificate", NULL);
	return add(im, c, r);
}

int
import_ca_cert(struct import *im, struct input *in)
{
	struct certsource *source = certsource_new(in, NULL);
	struct cert *c = cert_new();
	struct certsource_record r;
	int got = -1, status = source && c ? 0 : -1;

	while (status == 0 && (got = certsource_next(source, &r)) > 0) {
		status = got == CERTSOURCE_BAD ? intake_reject(im, r.line, r.reason, NULL)
					       : take(im, c, &r);
		if (status == 0)
			status = intake_tick(im, in);
	}
	certsource_free(source);
	cert_free(c);
	return status == 0 && got == 0 ? 0 : -1;
}
