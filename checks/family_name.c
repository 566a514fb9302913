/* Every name of a certificate was validated. */
#include "checks/families.h"

#include <stddef.h>

static bool
is_host(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v)
{
	(void)c, (void)u, (void)v;
	return n->kind == NAME_DNS || n->kind == NAME_IP;
}

static enum outcome
validated(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)u, (void)v;
	if (n->validation_count)
		return OUTCOME_PASS;
	return rule_missing(why, "", "expected a validation of %s, found none", n->text);
}

const struct rule family_name_rules[] = {
	{ .id = "dcv.name_validated", .version = 1, .family = "dcv",
	  .title = "every dNSName and iPAddress has a validation",
	  .clause = "BR 3.2.2.4, BR 3.2.2.5", .severity = SEVERITY_MUST,
	  .revocation = REVOCATION_24H, .scope = RULE_NAME, .date = RULE_BY_ISSUANCE,
	  .needs = EVIDENCE_VALIDATION, .catalogue_id = "C08", .applies = is_host,
	  .run = validated },
	{ .id = NULL },
};
