#include "checks/families.h"

#include <stddef.h>

const struct rule *const families_all[] = {
	family_record_rules,
	family_name_rules,
	family_dcv_rules,
	family_reuse_rules,
	family_validity_rules,
	NULL,
};
