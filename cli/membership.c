#include "cli/membership.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "cli/freezing.h"
#include "ledger/stage.h"

/* Every stratum of the freeze against the one gathered again, by name. */
static int
compare_strata(struct verifying *v, const struct freezing *f)
{
	struct population_stratum *strata;
	const struct partition_stratum *again;
	size_t count, again_count;
	int rc = 0;

	if (population_strata(v->l, v->p.id, &strata, &count) != 0)
		return -1;
	again = partition_strata(f->partition, &again_count);
	if (count != again_count)
		rc = verifying_differs(v, "membership: %zu strata, gathered again %zu", count,
		    again_count);
	for (size_t i = 0; i < count && rc == 0; i++) {
		size_t k = 0;

		while (k < again_count && strcmp(again[k].name, strata[i].name) != 0)
			k++;
		if (k == again_count)
			rc = verifying_differs(v, "membership: stratum %s is none of those gathered again",
			    strata[i].name);
		else if (again[k].count != strata[i].count || again[k].sample != strata[i].sample)
			rc = verifying_differs(v,
			    "membership: stratum %s has %llu certificates and a sample of %llu, gathered "
			    "again %llu and %llu",
			    strata[i].name, (unsigned long long)strata[i].count,
			    (unsigned long long)strata[i].sample, (unsigned long long)again[k].count,
			    (unsigned long long)again[k].sample);
	}
	population_free_strata(strata, count);
	return rc;
}

/* "2026-07-01T00:00:00Z, SCT" */
static const char *
issued_text(const struct stage_unit *u, char out[INSTANT_TEXT + 32])
{
	static const char *const sources[] = { "export", "claim of a validation", "SCT", "notBefore" };
	char at[INSTANT_TEXT];

	snprintf(out, INSTANT_TEXT + 32, "%s, %s",
	    u->issued_at == INSTANT_NONE ? "no time" : instant_format(u->issued_at, at),
	    u->issued_source >= 0 && u->issued_source < 4 ? sources[u->issued_source] : "no source");
	return out;
}

/* Times of issuance as frozen, and as derived again. */
static int
compare_issued(struct verifying *v)
{
	char hex[DIGEST_HEX], was[INSTANT_TEXT + 32], is[INSTANT_TEXT + 32];
	struct stage_unit again, frozen;
	int rc = stage_compare(v->l, v->p.id, &again, &frozen);

	if (rc > 0)
		verifying_differs(v, "membership: %s was frozen as issued %s; derived again: %s",
		    digest_hex(frozen.fingerprint, 32, hex), issued_text(&frozen, was),
		    issued_text(&again, is));
	return rc;
}

int
membership_verify(struct verifying *v)
{
	struct freezing f = { .cli = v->cli, .l = v->l, .expected = -1 };
	char hex[DIGEST_HEX];
	uint8_t all[32];
	int rc = freezing_again(&f, &v->p, all);

	if (rc == 0 && memcmp(all, v->p.digest, 32) != 0)
		rc = verifying_differs(v,
		    "membership: %llu certificates are in scope and issued in the period, and digest to %s",
		    (unsigned long long)f.count, digest_hex(all, 32, hex));
	if (rc == 0)
		rc = compare_strata(v, &f);
	if (rc == 0)
		rc = compare_issued(v);
	if (rc == 0)
		verifying_note(v, "membership",
		    "%llu of %llu units of the ledger gathered again for the period, issued when and in the strata they were frozen with",
		    (unsigned long long)f.count, (unsigned long long)f.seen);
	freezing_free(&f);
	return rc;
}
