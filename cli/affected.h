/*
 * affected - every certificate of the ledger that a cause touches
 *
 * The same pump as check, over the whole ledger, every period and state: never
 * a second version of a rule in SQL.
 */
#ifndef CLI_AFFECTED_H
#define CLI_AFFECTED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/judging.h"
#include "cli/standing.h"
#include "cli/where.h"

struct ledger;
struct split;

/* Fewer must be listed with all their columns; from this many on a list of crt.sh addresses will do
 * (CCADB Incident Reporting Guidelines 3.2). */
#define AFFECTED_LIST 10000

struct affected_query {
	const struct where *where;	/* or, where NULL, the cause: */
	const char *rule, *value, *document;
	int64_t by_hand;		/* or number of a finding by hand: what persons marked, 0 none */
	const char *file;		/* CCADB CSV to write, NULL none */
	const char *crtsh;		/* list of crt.sh addresses to write, NULL none */
	bool all;			/* into the lists also what is not time-valid at as_of */
	int64_t as_of;			/* the instant of "valid" and "revoked" */
	struct standing *standing;	/* of the finding: counts what is found; NULL: of none */
	int64_t import;			/* newest import that counts, 0 all */
	struct split *split;		/* begun; counts what is found, by its kinds; NULL none */
	/* called for each one found, with where it stands (standing only); NULL none; other than 0 ends with -1 */
	int (*each)(void *ctx, const struct unit *u, const struct standing_occurrence *o,
	    enum standing_place place);
	void *ctx;
};

struct affected {
	uint64_t count, still_valid, expired, revoked;	/* revoked, else expired, else still valid */
	uint64_t written;				/* rows of the CSV */
	uint64_t unplanned;				/* of these valid, and no revocation planned */
	uint64_t listed;				/* lines of the crt.sh list */
	int64_t as_of;
	int64_t first_issued, last_issued;		/* INSTANT_NONE where none */
	int64_t first_revoked, last_revoked;		/* of those revoked; INSTANT_NONE where none */
	int64_t ledger_from, ledger_until;
	bool held[WHERE_TERMS];	/* of where: the term held for some certificate of the ledger */
	bool lower_bound;	/* the cause reaches the ledger's first certificate, or was seen in samples alone */
};

/* 0 and *a, or -1 said; each file is written whole or not at all. */
int affected_find(const struct cli *cli, struct ledger *l, const struct affected_query *q,
    struct affected *a);

/* Notes each method, issuer, name, type or key of the expression that nothing in the ledger has; how many. */
size_t affected_unknown(const struct cli *cli, const struct where *w, const struct affected *a);

/* The object of both commands (PROMISE), with the keys of a split where that is not NULL.  NULL said. */
json_t *affected_json(const struct affected *a, struct split *s);

/* The result of both commands on stdout; enum cli_status. */
int affected_show(const struct cli *cli, const struct affected_query *q, const struct affected *a);

/* Reads --as-of; now where it is NULL.  0, or -1 silently. */
int affected_as_of(const struct cli *cli, const char *text, int64_t *at);

#endif
