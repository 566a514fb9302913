/*
 * finding - exceptions with one cause, under one number for as long as the
 * ledger lives
 *
 * Cause = rule + normalised method or value + CPS document (versions are
 * attributes, not causes).  The row states the cause; status, owner and all
 * the rest are folded from the events of the chain (views.sql).
 */
#ifndef LEDGER_FINDING_H
#define LEDGER_FINDING_H

#include <stdbool.h>
#include <stdint.h>

struct ledger;

/* How the title of a finding by check begins; the requirement follows. */
#define FINDING_NOT_MET "not met: "

struct finding_cause {
	const char *rule, *value, *document;	/* "" where the cause has none */
};

struct finding_new {
	struct finding_cause cause;
	const char *source;		/* check, added */
	const char *title;
	const char *where;		/* the expression of finding add, else NULL */
	int64_t run_id;			/* 0 none */
	int64_t at;
	const char *by;
};

/* The finding of a cause that checks found: 1 and *id, 0 none, -1 said. */
int finding_of_cause(struct ledger *l, const struct finding_cause *cause, int64_t *id);

/* A new one, with its event finding-open; within the caller's transaction.  0 and *id, or -1 said. */
int finding_open(struct ledger *l, const struct finding_new *f, const char *body, int64_t *id);

#endif
