/*
 * stating - what can be said from a sample, as sentences and numbers for the workbook
 *
 * Where the sampler, the plan and the catalogue meet the ledger's counts; the
 * reports room only writes down what is stated here.  Every sentence has its
 * limits beside it.  None of them uses a word that is an auditor's.
 */
#ifndef CLI_STATING_H
#define CLI_STATING_H

#include <stdint.h>

#include "base/arena.h"
#include "cli/selection.h"
#include "ledger/population.h"
#include "reports/statements.h"
#include "sampler/plan.h"
#include "sampler/strata.h"

struct catalogue;
struct ledger;

struct stating {
	struct ledger *l;
	const struct population *p;
	int64_t run_id;			/* 0 none */
	struct plan *plan;
	struct catalogue *catalogue;	/* of the run, NULL without one */
	struct arena *arena;		/* owns the strings and arrays below */
	struct selection selection;	/* what BR 8.7 asks of the sample */
	struct statement *said;
	size_t said_count, said_cap;
	struct statements out;
};

/* Everything but what findings touch.  0 and s->out; -1 said.  To be freed in either case. */
int stating_collect(struct stating *s, struct ledger *l, const struct population *p,
    int64_t run_id);
void stating_free(struct stating *s);

/* For the parts: one sentence; limits NULL none.  0, or -1 said. */
int stating_say(struct stating *s, const char *place, const char *limits, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A copy that lives as long as s; NULL is NULL.  *failed is set, said, where memory ran out. */
const char *stating_keep(struct stating *s, const char *text, bool *failed);

/* N, n and x of each stratum by a run, judgement samples and what it did not judge apart: an array
 * of the arena.  0 or -1 said. */
int stating_strata(struct stating *s, int64_t population_id, int64_t run_id,
    struct stratum **strata, size_t *count);

/* A period that was judged, by the run that stands for it. */
struct stating_judged {
	int64_t population_id, run_id;
	const char *label;		/* of the arena */
	uint64_t sample, exceptions;
};

/* Those up to the period reported, in their order: it knows of no later ones.  0 or -1 said. */
int stating_periods(struct stating *s, struct stating_judged **periods, size_t *count);

/* The parts.  0, or -1 said. */
int stating_bounds(struct stating *s);		/* bounds, power, expansion, self-test */
int stating_trend(struct stating *s);
int stating_rules(struct stating *s);		/* attributes over the periods */
int stating_calendar(struct stating *s);

#endif
