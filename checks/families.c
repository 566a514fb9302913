#include "checks/families.h"

#include <stddef.h>

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
