/*
 * partition_part - what the two halves of a partition share
 *
 * Not for anyone outside sampler/partition*.c: partition.c says which stratum
 * takes a certificate, partition_size.c how many of each are drawn.
 */
#ifndef SAMPLER_PARTITION_PART_H
#define SAMPLER_PARTITION_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "sampler/partition.h"

/* Sources of a stratum besides the plan's, by the number of the plan's stratum. */
enum { AUTO_EV = -1, AUTO_DTP = -2, AUTO_TCSC = -3, OTHER = -4 };

struct part {
	int source;			/* index into plan->strata, or AUTO_... */
	void *key;			/* of a split stratum, else NULL */
	size_t key_len;
	bool ra;			/* an RA took part in one of its units */
};

struct partition {
	const struct plan *plan;
	struct partition_stratum *strata;
	struct part *parts;		/* beside strata */
	size_t count, cap;
	bool auto_ev;
};

#endif
