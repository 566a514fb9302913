/* What must have been kept at all: the certificate, and a record for its date. */
#include "checks/families.h"

#include <stddef.h>

/* Bytes that do not decode and serials without a certificate never get here: the
 * framework reports them under this rule. */
static enum outcome
certificate(const struct check_context *c, const struct unit *u, const struct unit_name *n,
    const struct validation *v, struct rule_why *why)
{
	(void)c, (void)u, (void)n, (void)v, (void)why;
	return OUTCOME_PASS;
}

const struct rule family_record_rules[] = {
	{ .id = "record.certificate", .version = 1, .family = "record",
	  .title = "the certificate was supplied and can be read",
	  .clause = "BR 8.7, BR 5.4.1", .severity = SEVERITY_MUST, .revocation = REVOCATION_NONE,
	  .scope = RULE_CERTIFICATE, .date = RULE_ALWAYS, .catalogue_id = "S6", .run = certificate },
	{ .id = NULL },
};
