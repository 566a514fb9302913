/*
 * growing - how the plan lets a sample grow once it was judged, and what a cause
 * behind several exceptions asks for instead
 *
 * The sequential test of sampler/expansion.h over the rows of a run.  check says
 * it, draw --extend follows it, the workbook repeats it.
 */
#ifndef CLI_GROWING_H
#define CLI_GROWING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rational.h"
#include "ledger/population.h"

struct ledger;

struct growing_part {
	const char *name;		/* of the stratum */
	uint64_t population, judged, exceptions;
	uint64_t left;			/* in no sample yet */
	uint64_t more;			/* to be drawn of these, if all of them are sound */
	double p;			/* 1 where nothing was judged */
	bool exceeded;			/* as many failed as the hypothesis says: more cannot refute it */
};

/* One cause behind two or more certificates of the sample. */
struct growing_cause {
	int64_t finding;
	const char *rule, *value, *document;
	uint64_t certificates;
};

struct growing {
	struct arena *arena;
	bool given;			/* the plan states a rule by which the sample grows */
	struct rational tolerable_rate, risk_limit;
	struct growing_part *parts;	/* a stratum each, in the commitment's order */
	size_t part_count;
	uint64_t judged, exceptions, more;	/* of all */
	double p;			/* the largest */
	bool exceeded;			/* of any */
	bool refuted;			/* in every stratum */
	struct growing_cause *causes;
	size_t cause_count;
};

/*
 * growing_measure - by a run over the sample
 *
 * Judgement samples and what the run did not judge stand apart.  0, or -1 said; to be
 * freed in either case.
 */
int growing_measure(struct growing *g, struct ledger *l, const struct population *p, int64_t run_id);
void growing_free(struct growing *g);

/* What to do, in one sentence or two.  Only where it is given. */
void growing_words(const struct growing *g, const char *label, char out[700]);
void growing_cause_words(const struct growing *g, size_t i, char out[700]);

/* {tolerable_rate, risk_limit, p, refuted, exceeded, exceptions, more, strata}; null where none is
 * given.  more: what would refute it, asked for where there are exceptions. */
json_t *growing_json(const struct growing *g);
/* [{finding, rule, cause, document, certificates}] */
json_t *growing_causes_json(const struct growing *g);

/* The same on stdout. */
void growing_print(const struct growing *g, const char *label);

#endif
