#include "checks/families.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

const struct rule *const families_all[] = {
	family_record_rules,
	family_name_rules,
	family_dcv_rules,
	family_reuse_rules,
	family_cps_rules,
	family_promise_rules,
	family_validity_rules,
	family_caa_rules,
	family_mpic_rules,
	family_evidence_rules,
	family_key_rules,
	family_profile_rules,
	family_extension_rules,
	family_subject_rules,
	family_san_rules,
	family_lint_rules,
	NULL,
};

const struct rule *
families_rule(const char *id)
{
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			if (strcmp(r->id, id) == 0)
				return r;
	return NULL;
}

const char *
families_nearest(const char *id)
{
	const char *best = families_all[0]->id;
	size_t least = SIZE_MAX;

	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++) {
			size_t d = text_distance(r->id, id);

			if (d < least) {
				least = d;
				best = r->id;
			}
		}
	return best;
}
