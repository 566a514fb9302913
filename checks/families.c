#include "checks/families.h"

#include <stddef.h>

const struct rule *const families_all[] = {
	family_record_rules,
	family_name_rules,
	NULL,
};
