/*
 * incident_facts - what an incident report is made of: the register's facts
 * about one finding, and the numbers of the ledger
 */
#ifndef CLI_INCIDENT_FACTS_H
#define CLI_INCIDENT_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/affected.h"
#include "cli/finding.h"
#include "cli/split.h"

struct ledger;

struct incident_facts {
	struct ledger *l;
	int64_t id;
	const char *program;	/* program and version */
	json_t *row;		/* the finding as the register shows it, and the CA; texts or null */
	json_t *set;		/* newest value of each key that was set */
	struct finding_cause_texts cause;
	struct where where;
	struct affected_query query;
	struct affected affected;
	struct split split;
	struct standing standing;	/* where the affected certificates stand, as of the report */
	unsigned inputs;		/* what decides besides the certificate: enum rule_input */
	size_t unwritten;		/* marks left for a person so far */
};

/* 0, or -1 said; f is to be freed in either case. */
int incident_facts_load(const struct cli *cli, struct ledger *l, int64_t id, int64_t as_of,
    struct incident_facts *f);
void incident_facts_free(struct incident_facts *f);

/* The requirement that is not met, as the title of a finding by check has it; of one added by
 * a person NULL. */
const char *incident_facts_requirement(const struct incident_facts *f);

/* A text of row, of set; NULL where not stated. */
const char *incident_facts_row(const struct incident_facts *f, const char *column);
const char *incident_facts_set(const struct incident_facts *f, const char *key);

/* The same for "cause.N.key": fmt with one %d. */
const char *incident_facts_numbered(const struct incident_facts *f, const char *fmt, int n)
    __attribute__((format(printf, 2, 0)));

#endif
