/*
 * partition - which stratum takes a certificate, and how many of each are drawn
 *
 * Strata are exclusive and exhaustive: first match wins, the rest is "other".
 * Before the plan's own come those the rules ask for (BR 8.7, EVG 8.1.1) where
 * the plan does not name them: "ev", one "dtp.<h>" for each delegated third
 * party, one "tcsc.<h>" for each technically constrained sub-CA.  The part of
 * a split stratum is named by the hash of its key (sampler/commitment.h).
 */
#ifndef SAMPLER_PARTITION_H
#define SAMPLER_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sampler/plan.h"

struct partition;

/* What a plan may ask of a certificate; texts are "" where there is nothing. */
struct partition_unit {
	const char *issuer;		/* DN as text */
	const void *issuer_key;		/* DER name || key id */
	size_t issuer_key_len;
	const char *issuer_key_id;	/* the key id in hex */
	const char *type;		/* dv, ov, iv, ev, none */
	const char *methods;		/* normalised, sorted, "," between */
	const char *ra, *delegated_party, *profile;
	bool constrained;		/* issued by a technically constrained sub-CA */
};

struct partition_stratum {
	char *name;			/* as in the commitment */
	char *meaning;			/* what it holds, in words */
	uint64_t count;			/* N so far */
	uint64_t sample;		/* n, after partition_size */
	char *basis;			/* why this n, after partition_size */
};

/* The plan is borrowed.  NULL said. */
struct partition *partition_new(const struct plan *plan);
void partition_free(struct partition *p);

/* Counts one certificate in; the index of its stratum, or -1 said. */
long partition_place(struct partition *p, const struct partition_unit *u);

/* Strata so far; those of the plan that are not split are there from the start. */
struct partition_stratum *partition_strata(struct partition *p, size_t *count);

/*
 * partition_size - n of every stratum, once all are counted
 *
 * The largest of: the rate of the stratum, exact, and its minimum; 6% of "ev"
 * where an RA did the due diligence of one of them (EVG 8.1.1); the stratum's
 * own discovery size, "sample: all" or a number; and the plan's discovery or
 * margin size of the whole, shared out over the strata.  0, or -1 said.
 */
int partition_size(struct partition *p);

/* Does the where of a plan hold for a certificate? */
bool partition_matches(const struct plan_where *w, const struct partition_unit *u);

#endif
