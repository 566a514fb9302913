/*
 * sampling - is the sample one that BR 8.7 asks for?
 *
 * Rules about a population and its sample, not about a certificate: pure functions
 * over the facts that whoever holds the ledger fills in.  Asked at the freeze (what
 * can be known then), after the draw and for the report; what is not known yet is
 * nt.  Check catalogue S1 to S6.
 */
#ifndef CHECKS_SAMPLING_H
#define CHECKS_SAMPLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/outcome.h"

/* Part of a population that has a minimum of its own. */
enum sampling_kind {
	SAMPLING_EV,		/* EVG 8.1.1: 3% */
	SAMPLING_EV_RA,		/* EVG 8.1.1: 6%, where an RA did the due diligence */
	SAMPLING_DELEGATED,	/* of one delegated third party: 3% */
	SAMPLING_CONSTRAINED,	/* of one technically constrained sub-CA: 3% */
	SAMPLING_OTHER		/* a stratum of the plan: no minimum but to be sampled at all */
};

struct sampling_part {
	enum sampling_kind kind;
	const char *name;	/* of the stratum, or of the party */
	uint64_t population, sample;
};

/* An issuing CA of the inventory, or one that issued and is not in it. */
struct sampling_issuer {
	const char *name;
	bool in_inventory, in_scope;
	bool counted;		/* its certificates, none included, stand in the population's count */
	uint64_t issued;	/* in the period */
};

struct sampling_facts {
	int64_t from, until;		/* of the period, from exclusive */
	int64_t previous_until;		/* cut-off of the population before; INSTANT_NONE: the first */
	int64_t drawn_at, previous_drawn_at;	/* INSTANT_NONE: not drawn, no draw before */
	bool supplement;		/* late certificates of a period that has its sample */

	uint64_t population, sample;	/* up to 2^57 */
	const struct sampling_part *parts;
	size_t part_count;

	bool inventory;			/* one was given */
	const struct sampling_issuer *issuers;
	size_t issuer_count;

	bool verifiable;		/* the source of the nonce was committed to, and it came */
	bool reperformed, same;		/* the draw was done again; with the same result */

	bool reconciled;		/* the whole period, before the freeze, against CT or a register of serials */
	uint64_t only_ledger, only_list;	/* differences that nobody explained */
	uint64_t other;			/* certificates of the list with a unit's serial, another fingerprint */
	uint64_t unread;		/* records of the list that could not be read */
};

struct sampling_result {
	const char *id, *catalogue_id;	/* "sampling.size", "S2" */
	const char *title, *clause, *interpretation;	/* the last may be NULL */
	enum severity severity;
	enum outcome outcome;
	const char *part;		/* a part or issuer that it is about, or "" */
	char reason[240];		/* "" for a pass or na */
};

/* For S2: max(1, 3%) of a population, rounded up; 0 of none.  percent 1..100. */
uint64_t sampling_minimum(uint64_t population, unsigned percent);

/*
 * sampling_judge - every rule in the order S1..S6, parts and issuers as they stand
 *
 * Calls each, the result borrowed for the call; a return other than 0 ends and is
 * returned, else 0.
 */
int sampling_judge(const struct sampling_facts *f, int (*each)(void *arg, const struct sampling_result *r),
    void *arg);

#endif
