/*
 * judged - every outcome of one unit, with its reason: as the official run
 * recorded it where the unit was in a sample, else judged now
 */
#ifndef CLI_JUDGED_H
#define CLI_JUDGED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/unit.h"
#include "cli/judging.h"

struct arena;
struct facts;

struct judged_row {
	const char *rule, *clause, *title, *severity;
	int version;
	long name;		/* index into unit->names; -1: the certificate as a whole */
	enum outcome outcome;
	const char *reason, *value, *document, *remark;	/* "" none */
};

struct judged {
	int64_t run;		/* 0: judged now */
	const char *period;	/* label of the run's population; "" judged now */
	const char *sample_no;	/* "rest/17"; "" judged now */
	const char *verdict;	/* exception, observation, no exception; out of scope: not judged */
	const char *left_out;	/* why it is in no population; NULL: it is in scope, or was in a sample */
	struct judged_row *rows;	/* by certificate, then name; within by the rules' order */
	size_t count;
	const uint8_t **relied_on;	/* a name: 32 bytes, hash of the validation that counts; NULL none */
	struct arena *memory;	/* of all the above */
};

/* To judge by: opened once, j as judging_open left it (for units in no sample); a unit in none that
 * is not in scope, by the facts, has no outcomes.  0 or -1 said; *out to be freed by judged_free
 * in either case. */
int judged_load(struct facts *facts, struct judging *j, const struct unit *u, struct judged *out);
void judged_free(struct judged *g);

#endif
