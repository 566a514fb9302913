/*
 * judging - the rules, set up with what a ledger knew as of an import
 *
 * Where catalogue, CPS register and evidence meet the rules; check, verify,
 * finding affected and gate all ask here, so that they judge alike.
 */
#ifndef CLI_JUDGING_H
#define CLI_JUDGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/check.h"

struct cps_register;
struct keylist;
struct ledger;
struct run;
struct run_rule;

struct judging {
	struct ledger *l;
	struct catalogue *catalogue;
	struct cps_register *cps;	/* NULL: no document was added */
	bool *late;			/* a document each: its file came after the draw */
	struct keylist *weak, *blocked;	/* NULL: no such list was imported */
	struct check_context context;
	struct check *check;
	int64_t as_of;			/* newest import that counts */
};

struct judging_query {
	int64_t as_of;			/* 0: the newest import there is */
	int64_t selection;		/* newest import at the draw; 0: nothing is marked as late */
	const char *catalogue_file;	/* NULL: the one compiled in */
	const char *catalogue_text;	/* or its bytes, of a run recorded earlier; NULL */
	size_t catalogue_len;
	int64_t rules_on;		/* INSTANT_NONE: the dates then in force */
	const char *const *rules;	/* ids; count 0: all */
	size_t rule_count;
};

/* 0, or -1 said; j is to be closed in either case. */
int judging_open(struct judging *j, struct ledger *l, const struct judging_query *q);
void judging_close(struct judging *j);

/* The rule table as a run keeps it, counts at zero; texts are borrowed.  NULL said. */
struct run_rule *judging_rules(const struct judging *j);

/* The CPS register of the ledger as of an import; *out NULL where nothing was added.  0 or -1 said. */
int judging_register(struct ledger *l, int64_t as_of, struct cps_register **out);
void judging_free_register(struct cps_register *r); /* with its documents; NULL is fine */

/* Kinds of evidence that imports up to as_of carry (enum evidence_kind).  0 or -1 said. */
int judging_evidence(struct ledger *l, int64_t as_of, unsigned *bits);

#endif
