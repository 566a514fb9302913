/*
 * families - the tables of rules
 *
 * A family is one file, checks/family_NAME.c, with one table, ended by a row
 * whose id is NULL.  The order of families_all, then of the rows, is the order
 * of rules everywhere: `rules`, ledger, sheets.  The first rule of all is
 * record.certificate: what cannot be read is reported there.
 */
#ifndef CHECKS_FAMILIES_H
#define CHECKS_FAMILIES_H

#include "checks/rule.h"

extern const struct rule family_record_rules[];
extern const struct rule family_name_rules[];
extern const struct rule family_dcv_rules[];
extern const struct rule family_reuse_rules[];
extern const struct rule family_validity_rules[];
extern const struct rule family_caa_rules[];
extern const struct rule family_mpic_rules[];
extern const struct rule family_evidence_rules[];
extern const struct rule family_key_rules[];
extern const struct rule family_profile_rules[];
extern const struct rule family_extension_rules[];
extern const struct rule family_subject_rules[];
extern const struct rule family_san_rules[];
extern const struct rule family_lint_rules[];
extern const struct rule family_cps_rules[];
extern const struct rule family_promise_rules[];

extern const struct rule *const families_all[];	/* ended by NULL */

/* The rule of an id, or NULL. */
const struct rule *families_rule(const char *id);
/* For a message: the id that is written most like it. */
const char *families_nearest(const char *id);

#endif
