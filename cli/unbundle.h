/*
 * unbundle - check a bundle (cli/bundle.h) with nothing but the bundle
 *
 * Every byte of it is foreign: files are read by their fixed names, sizes are
 * bounded, what does not read as it should is a difference.
 */
#ifndef CLI_UNBUNDLE_H
#define CLI_UNBUNDLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "cli/verifying.h"
#include "sampler/commitment.h"

struct record_reader;
struct input;

struct unbundle_item {
	uint8_t fingerprint[32], ticket[32];
	size_t stratum;		/* index in the commitment; SIZE_MAX: outside the draw */
	uint64_t place;		/* 1.. within it */
	bool drawn;		/* of the draw itself */
	bool judgement;		/* by a judgement sample */
	int64_t at;		/* when it came in */
	bool has_der;
};

struct unbundle {
	const char *dir;
	const char *ca;			/* certificates to trust, PEM; NULL not asked */
	struct verifying v;		/* steps, difference; no ledger */
	json_t *description;		/* bundle.json */
	struct commitment *commitment;	/* strata sorted by name */
	uint8_t commitment_sha256[32];
	uint8_t drawn_seed[32];		/* as the history has it */
	bool frozen_event, drawn_event;	/* the history has this freeze, and its draw */
	struct unbundle_item *items;	/* the sample, in the order of sample.csv */
	size_t item_count;
	struct text path;		/* scratch of unbundle_path */
};

/* 0; -1 said: no folder; to be closed in any case. */
int unbundle_open(struct unbundle *u, const char *dir, const char *ca);
void unbundle_close(struct unbundle *u);

/* Steps, in this order; each 0, 1 differs, -1 said. */
int unbundle_manifest(struct unbundle *u);
int unbundle_description(struct unbundle *u);	/* reads bundle.json */
int unbundle_seals(struct unbundle *u);		/* signature and time stamp, where they are there */
int unbundle_commitment(struct unbundle *u);	/* bytes, plan, register, predecessors */
int unbundle_history(struct unbundle *u);	/* the chain, and this freeze and draw in it */
int unbundle_sample(struct unbundle *u);	/* population, seed, tickets, certificates */
int unbundle_outcomes(struct unbundle *u);	/* counts of the run from its letters */

/* For the steps. */
const char *unbundle_path(struct unbundle *u, const char *name);
bool unbundle_has(struct unbundle *u, const char *name);	/* is that file there? */

/* A text of bundle.json by its keys, NULL where it is none: unbundle_says(u, "period", "nonce"). */
const char *unbundle_says(const struct unbundle *u, const char *section, const char *key);

struct unbundle_table {
	const char *name;	/* of the file */
	const char *const *columns;
	size_t count;
};

/*
 * Every record of a CSV (or JSON Lines) file of the bundle: each returns 0 to go on, 1 where
 * the record differs, -1 said.  A bad record, a missing file or column is a difference.
 */
int unbundle_each(struct unbundle *u, const struct unbundle_table *t,
    int (*each)(struct unbundle *u, const char *const *value, uint64_t line, void *ctx), void *ctx);

#endif
