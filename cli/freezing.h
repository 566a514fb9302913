/*
 * freezing - the steps of a freeze: who is in, in which stratum, how many are
 * drawn, and the bytes that say so
 */
#ifndef CLI_FREEZING_H
#define CLI_FREEZING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "cli/cli.h"
#include "ledger/population.h"
#include "sampler/partition.h"

struct ledger;

struct freezing_out {
	char *reason;
	uint64_t count;
};

struct freezing {
	/* asked */
	const struct cli *cli;
	struct ledger *l;
	const char *label, *plan_file, *nonce_source, *supplements;
	int64_t from, until;		/* from INSTANT_NONE: where the last period ended */
	int64_t expected;		/* -1: not stated */

	int64_t as_of;			/* newest import that counts; 0: all */
	int64_t before;			/* only populations frozen before this one count; 0: all */

	/* found */
	struct population old;		/* the period supplemented */
	struct text plan_bytes;
	struct plan *plan;
	struct partition *partition;
	struct text commitment;
	uint64_t seen, count, unknown, late, undated;
	bool has_inventory;
	bool began;			/* from was taken from the first certificate */
	struct freezing_out *out;
	size_t out_count;
};

/* In one transaction of the caller, in this order; each 0, or -1 said. */
int freezing_prepare(struct freezing *f);	/* label, period, plan */
int freezing_gather(struct freezing *f);	/* every unit: in or out, its stratum */
int freezing_commit(struct freezing *f);	/* sizes, digests, commitment, rows, event */

/* For freezing_prepare: f->from and f->until, f->old of a supplement.  0, or -1 said. */
int freezing_period(struct freezing *f);

/*
 * freezing_again - gathers a frozen population anew, from what the ledger held then
 *
 * Digest and strata of the same imports, inventory and plan; the units stay staged in the
 * ledger's temporary space (ledger/stage.h).  0 and all[32], f->partition with sizes; or -1 said.
 */
int freezing_again(struct freezing *f, const struct population *p, uint8_t all[32]);

/* Attention: an unknown issuer, or a count that differs. */
int freezing_status(const struct freezing *f);
void freezing_free(struct freezing *f);

#endif
