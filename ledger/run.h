/*
 * run - one check, as the ledger keeps it: rules, outcomes, reasons
 *
 * Written in one transaction (db_begin by the caller): run_begin, any number of
 * run_result and run_reason, run_finish.  The rule table is copied in, so that
 * old evidence explains itself.
 */
#ifndef LEDGER_RUN_H
#define LEDGER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;
struct query;

#define RUN_OUTCOMES 7		/* pass fail na ne missing nt error, as enum outcome */

struct run_rule {
	const char *rule, *family, *title, *clause, *effective, *until;	/* the last two may be NULL */
	int version;
	const char *severity, *revocation;	/* MUST, SHOULD; 24h, 5d, none */
	const char *interpretation, *catalogue_id;	/* may be NULL */
	uint64_t counts[RUN_OUTCOMES];		/* certificates by worst outcome */
};

struct run {
	int64_t id;			/* set by run_begin */
	int64_t population_id;		/* 0: the whole ledger */
	const char *kind;		/* sample, census, what-if */
	bool partial;
	int64_t rules_on;		/* INSTANT_NONE: the dates then in force */
	int64_t started_at, finished_at;
	const char *by, *program;
	const void *catalogue;		/* its bytes */
	size_t catalogue_len;
	uint8_t catalogue_sha256[32];
	int64_t import_id;		/* newest import: the evidence it sees */
	uint64_t certificates, exceptions;	/* at run_finish */
};

int run_begin(struct ledger *l, struct run *r);

/* Outcomes of a certificate (name_ord -1) or of one of its names; validation: 32 bytes or NULL. */
int run_result(struct ledger *l, const struct run *r, int64_t cert_id, int64_t name_ord,
    const char *codes, const uint8_t *validation);

struct run_reason {
	int64_t cert_id, name_ord;
	size_t rule_ord;
	const char *outcome, *reason, *value, *document;
	const char *remark;		/* NULL none */
};

/* Of a fail, missing or error. */
int run_reason(struct ledger *l, const struct run *r, const struct run_reason *why);
/* Of a pass: only the remark counts, and it is not NULL. */
int run_remark(struct ledger *l, const struct run *r, const struct run_reason *why);

int run_finish(struct ledger *l, const struct run *r, const struct run_rule *rules, size_t count);

/*
 * run_official - the run whose x goes into statements: the last full run over
 * the sample of a population, by the dates then in force.  1 and *id, 0 none, -1 said.
 */
int run_official(struct ledger *l, int64_t population_id, int64_t *id);

#endif
