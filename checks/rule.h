/*
 * rule - one requirement, as data and a function
 *
 * A rule is a row in its family's table (checks/family_*.c) and a function.
 * The framework (checks/check.h) asks applies -> in effect -> run, so a rule
 * states only its requirement.  The same rows feed `selfaudit rules`, the
 * fixture tests, the manual and the Test attributes sheet.
 */
#ifndef CHECKS_RULE_H
#define CHECKS_RULE_H

#include <stdint.h>

#include "base/evidence.h"
#include "base/outcome.h"
#include "base/unit.h"

struct check_context;		/* checks/context.h: catalogue, CPS register, evidence present */

enum rule_scope {
	RULE_CERTIFICATE,	/* asked once a unit; name and validation are NULL */
	RULE_NAME,		/* asked once a name; validation is NULL */
	RULE_VALIDATION		/* asked for every (unit, name, validation) of a name */
};

/* Which instant decides whether the rule is in effect. */
enum rule_date {
	RULE_BY_ISSUANCE,
	RULE_BY_VALIDATION,
	RULE_BY_DCV_CHECK,
	RULE_BY_CAA_CHECK,
	RULE_BY_REQUEST,
	RULE_ALWAYS
};
/* Why: what was expected and found, and the cause a finding groups by. */
struct rule_why {
	char reason[240];	/* one sentence, "expected ..., found ..." */
	char value[120];	/* normalised method or value; "" groups by the rule alone */
	char document[80];	/* CPS document concerned, or "" */
	const char *remark;	/* static text: the interpretation that decided, or NULL */
};

struct rule {
	const char *id;			/* "dcv.method_at_validation" */
	int version;			/* grows with each change of what it decides */
	const char *family;		/* "dcv", "cps", "caa", "record", "profile", "key", ... */
	const char *title;		/* what is tested, in words */
	const char *clause;		/* "BR 3.2.2.4", with what else it rests on */
	const char *effective;		/* YYYY-MM-DD, or NULL: from the beginning */
	const char *until;		/* exclusive, or NULL */
	enum severity severity;
	enum revocation revocation;
	enum rule_scope scope;
	enum rule_date date;
	unsigned needs;			/* enum evidence_kind bits: nt where the ledger has none */
	bool needs_der;			/* reads unit->der or unit->cert */
	bool needs_ca;			/* reads what only the CA knows of a certificate: when it was issued, others like it */
	const char *interpretation;	/* NULL, or the reading of the text it rests on */
	const char *catalogue_id;	/* check ids of the project's catalogue, "C01 C18" */

	/* NULL: applies to all.  Otherwise false gives na.  A name without any validation is
	 * asked about with v NULL: would the rule apply, as far as the name alone tells? */
	bool (*applies)(const struct check_context *c, const struct unit *u,
	    const struct unit_name *n, const struct validation *v);
	/* Never asked with v NULL in scope RULE_VALIDATION.  u->issued_at is the instant of
	 * issuance to judge by: where only an interval is known, the framework asks at each
	 * instant of it where the answer may change (checks/check.h). */
	enum outcome (*run)(const struct check_context *c, const struct unit *u,
	    const struct unit_name *n, const struct validation *v, struct rule_why *why);
};

/* What a rule reads besides the certificate; 0: the certificate alone. */
enum rule_input {
	RULE_INPUT_VALIDATION = 1 << 0,	/* records of validations: domain, identity, EV data, MPIC */
	RULE_INPUT_CPS = 1 << 1,	/* the register of CPS versions */
	RULE_INPUT_CAA = 1 << 2,	/* records of CAA checks */
	RULE_INPUT_CA = 1 << 3		/* the CA's record of issuance */
};

/* Bits of enum rule_input. */
unsigned rule_inputs(const struct rule *r);

/*
 * rule_fail, rule_missing - the outcome, and why
 *
 *   value   the cause a finding groups by (normalised method, limit, ...), "" for the
 *           rule alone
 *   fmt     one sentence, "expected ..., found ..."; what does not fit is cut
 */
enum outcome rule_fail(struct rule_why *why, const char *value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
enum outcome rule_missing(struct rule_why *why, const char *value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Cuts to the field's size, and never inside a UTF-8 character. */
void rule_set_value(struct rule_why *why, const char *value);
void rule_set_document(struct rule_why *why, const char *document);

#endif
