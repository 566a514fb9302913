/*
 * judge - ask one rule about one unit, name or validation
 *
 * Applies, in effect, evidence there, run; over every instant at which the
 * certificate may have been issued.  checks/check.h says what the answers mean.
 */
#ifndef CHECKS_JUDGE_H
#define CHECKS_JUDGE_H

#include <stdbool.h>

#include "checks/context.h"
#include "checks/rule.h"

struct judge;

struct judge_rule {		/* a rule, its dates read */
	const struct rule *rule;
	int64_t from, until;	/* INSTANT_NONE open */
	unsigned needs;		/* enum rule_evidence */
};

/* context is copied, what it points to borrowed.  NULL said. */
struct judge *judge_new(const struct check_context *context);
void judge_free(struct judge *j);	/* NULL is fine */

/* Does the ledger carry what the rule needs?  If not it is not tested, whatever the unit. */
bool judge_can_test(const struct judge *j, const struct rule *r);

void judge_prepare(const struct rule *r, struct judge_rule *out);

/* The unit that the next calls are about, borrowed until then.  0, or -1 said. */
int judge_unit(struct judge *j, const struct unit *u);

/* The name and validation that the next questions are about; v NULL: it has none. */
void judge_look_up(struct judge *j, const struct unit_name *n, const struct validation *v);

/* *why is written for fail, missing and error; its remark also for a pass. */
enum outcome judge_ask(struct judge *j, const struct judge_rule *r, const struct unit_name *n,
    const struct validation *v, struct rule_why *why);

#endif
