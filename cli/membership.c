#include "cli/membership.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "cli/freezing.h"
#include "ledger/db.h"
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

/* Times of issuance as frozen, as derived again, and as the event of the freeze has them. */
static int
compare_issued(struct verifying *v, const struct freezing *f)
{
	char hex[DIGEST_HEX], issued[DIGEST_HEX], was[INSTANT_TEXT + 32], is[INSTANT_TEXT + 32];
	struct stage_unit again, frozen;
	struct query *q;
	int more, rc = stage_compare(v->l, v->p.id, &again, &frozen);

	if (rc < 0)
		return -1;
	if (rc > 0)
		return verifying_differs(v, "membership: %s was frozen as issued %s; derived again: %s",
		    digest_hex(frozen.fingerprint, 32, hex), issued_text(&frozen, was),
		    issued_text(&again, is));
	digest_hex(v->p.commitment_sha256, 32, hex);
	q = db_query(v->l,
	    "SELECT json_extract(body, '$.issued') FROM event WHERE kind = 'freeze' AND subject = ?1"
	    " AND json_extract(body, '$.commitment') = ?2",
	    DB(db_text(v->p.label), db_text(hex)));
	digest_hex(f->issued, 32, issued);
	while ((more = db_step(q)) > 0 && rc == 0)
		if (strcmp(db_col_text(q, 0), issued) != 0)
			rc = verifying_differs(v,
			    "membership: the times of issuance digest to %s, the event of the freeze states %s",
			    issued, db_col_text(q, 0));
	return more < 0 ? -1 : rc;
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
		rc = compare_issued(v, &f);
	if (rc == 0)
		verifying_note(v, "membership",
		    "%llu of %llu units of the ledger gathered again for the period, issued when and in the strata they were frozen with",
		    (unsigned long long)f.count, (unsigned long long)f.seen);
	freezing_free(&f);
	return rc;
}
