#include <stdlib.h>

#include "base/cms.h"
#include "base/digest.h"
#include "base/input.h"
#include "base/instant.h"
#include "base/timestamp.h"
#include "cli/manifest.h"
#include "cli/unbundle.h"

#define SEAL_MAX (4u << 20)

static int
check_signature(struct unbundle *u)
{
	struct text why = { 0 }, manifest = { 0 };
	struct cms_signer signer;
	char *der, hex[DIGEST_HEX];
	size_t len;
	int rc;

	if (!unbundle_has(u, MANIFEST_SIGNATURE)) {
		verifying_note(&u->v, "signature", "none");
		return 0;
	}
	if (input_slurp(unbundle_path(u, MANIFEST_SIGNATURE), SEAL_MAX, &der, &len) != 0)
		return -1;
	rc = cms_verify(manifest_path(&manifest, u->dir, MANIFEST_FILE), der, len, u->ca, &signer, &why);
	if (rc == 1)
		verifying_differs(&u->v, MANIFEST_SIGNATURE ": %s", text_str(&why));
	else if (rc == 0)
		verifying_note(&u->v, "signature", "by %s, certificate %s%s", signer.subject,
		    digest_hex(signer.sha256, 32, hex),
		    u->ca ? ", which the given certificates vouch for" :
			    "; whether to trust it was not asked (--ca)");
	free(der);
	text_free(&why);
	text_free(&manifest);
	return rc;
}

static int
check_stamp(struct unbundle *u)
{
	struct text why = { 0 };
	struct timestamp t;
	uint8_t hash[32];
	char *der, at[INSTANT_TEXT];
	size_t len;
	int rc;

	if (!unbundle_has(u, MANIFEST_STAMP)) {
		verifying_note(&u->v, "time stamp", "none");
		return 0;
	}
	if (digest_file(unbundle_path(u, MANIFEST_FILE), hash, NULL) != 0 ||
	    input_slurp(unbundle_path(u, MANIFEST_STAMP), SEAL_MAX, &der, &len) != 0)
		return -1;
	rc = timestamp_read(der, len, hash, u->ca, &t, &why);
	if (rc == 1)
		verifying_differs(&u->v, MANIFEST_STAMP ": %s", text_str(&why));
	else if (rc == 0)
		verifying_note(&u->v, "time stamp", "%s by %s%s", instant_format(t.at, at), t.authority,
		    u->ca ? ", which the given certificates vouch for" :
			    "; whether to trust it was not asked (--ca)");
	free(der);
	text_free(&why);
	return rc;
}

int
unbundle_seals(struct unbundle *u)
{
	int rc = check_signature(u);

	return rc == 0 ? check_stamp(u) : rc;
}
