/* incident_timeline - what happened when, as far as the ledger and the register know */
#ifndef CLI_INCIDENT_TIMELINE_H
#define CLI_INCIDENT_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct incident_facts;

struct incident_moment {
	int64_t at;
	size_t ord;		/* as collected: keeps equal instants in order */
	struct text text;	/* Markdown, one line */
};

struct incident_timeline {
	struct incident_moment *list;
	size_t count;
};

/*
 * Ascending by time, nothing later than the report's as-of: versions of the practice statement
 * concerned, first and last affected issuance, of each occurrence detection, awareness, reports
 * and deadline, changes of the finding's status, revocations, and what a person added
 * (timeline.N).  0; -1 said; to be freed in either case.
 */
int incident_timeline_collect(const struct incident_facts *f, struct incident_timeline *t);
void incident_timeline_free(struct incident_timeline *t);

#endif
