#include "ledger/import_class.h"

#include "base/cert.h"

static bool
has_eku(const struct cert *c, const char *oid)
{
	return cert_has_oid(c->eku, c->eku_count, oid);
}

/* A host's name or address, or a policy reserved for TLS. */
static bool
looks_like_tls(const struct cert *c)
{
	if (c->reserved_policies > 0)
		return true;
	for (size_t i = 0; i < c->name_count; i++)
		if (c->names[i].kind == NAME_DNS || c->names[i].kind == NAME_IP)
			return true;
	return false;
}

const char *
import_class_of(const struct cert *c)
{
	if (c->is_ca)
		return "ca";
	if (has_eku(c, CERT_OID_SERVER_AUTH))
		return "tls";
	/* an EKU that cannot be read restricts nothing: never silently out of scope */
	if ((!c->has_eku || c->bad_eku || has_eku(c, CERT_OID_ANY_EKU)) && looks_like_tls(c))
		return "tls";
	if (has_eku(c, CERT_OID_OCSP_SIGNING))
		return "ocsp";
	if (has_eku(c, CERT_OID_EMAIL_PROTECTION))
		return "smime";
	if (has_eku(c, CERT_OID_CODE_SIGNING))
		return "codesigning";
	return has_eku(c, CERT_OID_ANY_EKU) ? "tls" : "other";
}
