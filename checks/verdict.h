/*
 * verdict - what the rules said of one unit
 *
 * Zero-initialise once, reuse for every unit: it grows and never shrinks.  All
 * of it is valid until the next check_unit or verdict_free.
 */
#ifndef CHECKS_VERDICT_H
#define CHECKS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/validation.h"
#include "checks/rule.h"

#define VERDICT_CERTIFICATE (-1) /* as the number of a name: the certificate as a whole */

/* One reason: of a fail, missing or error, and of a pass that rests on a row of the
 * catalogue marked as interpretation (why.remark says which). */
struct verdict_why {
	size_t rule;		/* index of check_rule */
	long name;		/* index into unit->names, or VERDICT_CERTIFICATE */
	enum outcome outcome;
	struct rule_why why;
};

struct verdict {
	size_t rules, names;
	char *worst;		/* a letter a rule: over the certificate and all its names */
	const struct validation **chosen; /* a name: whose outcomes count; NULL: there is none */
	struct verdict_why *whys;
	size_t why_count;
	bool exception;		/* at least one fail, missing or error on a MUST rule */
	bool observation;	/* the same on a SHOULD rule */

	char *codes;		/* private: names + 1 rows of letters */
	unsigned char *rank;	/* private: of the worst outcome of each rule so far */
	size_t worst_cap, rank_cap, codes_cap, names_cap, whys_cap;
};

/* Letters of outcome_code, one a rule, NUL-terminated: the certificate's own outcomes, or
 * those of unit->names[name]; '-' where the rule is not of this scope. */
const char *verdict_codes(const struct verdict *v, long name);

/*
 * verdict_has_cause - is the unit touched by the cause of a finding?
 *
 *   rule             index of check_rule
 *   value, document  as in struct rule_why; NULL: any
 *
 * True if the unit just judged has an exception of that rule with that cause.
 */
bool verdict_has_cause(const struct verdict *v, size_t rule, const char *value,
    const char *document);

void verdict_free(struct verdict *v);

/* For the framework: empty for so many rules and names, every letter '-'.  0, or -1 said. */
int verdict_begin(struct verdict *v, size_t rules, size_t names);
void verdict_set(struct verdict *v, size_t rule, long name, enum outcome o);
int verdict_add(struct verdict *v, size_t rule, long name, enum outcome o,
    const struct rule_why *why);
/* Folds the rows into worst: error, fail, missing, nt, pass, ne, na, the first that occurs. */
void verdict_end(struct verdict *v);

#endif
