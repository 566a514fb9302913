/*
 * population - frozen populations, their strata, commitments and draws, as
 * the ledger keeps them
 *
 * What to freeze and how many to draw is decided above; here it is written in
 * one step and read back.  Periods touch: the next begins at the last cut-off.
 */
#ifndef LEDGER_POPULATION_H
#define LEDGER_POPULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;
struct text;

struct population {
	int64_t id;
	char label[256];
	int64_t supplements;		/* id of the population it supplements, 0 none */
	int64_t from, until;		/* (from, until] */
	int64_t frozen_at;
	uint64_t count;			/* N */
	uint8_t digest[32];
	uint8_t commitment_sha256[32];
	int64_t import_id;		/* newest import at the freeze */
	bool voided;
	bool drawn;
	/* of the draw, where there is one */
	int64_t drawn_at;
	uint8_t seed[32];
	bool nonce_given, verifiable;
	int64_t draw_import_id;		/* newest import at the draw */
};

/*
 * population_find - the population of a label: the one that is not void, else
 * the newest void one
 *
 * 1 and *p; 0 no such label; -1 said.
 */
int population_find(struct ledger *l, const char *label, struct population *p);

/* The newest period (no supplement) that is not void: 1 and *p, 0 none, -1 said. */
int population_last(struct ledger *l, struct population *p);

/*
 * population_gap - the first stretch (*from, *until] between standing periods that
 * none of them covers, because one was withdrawn after the next was frozen
 *
 * 1 and the times, 0 periods touch, -1 said.
 */
int population_gap(struct ledger *l, int64_t *from, int64_t *until);

/* SHA-256 of the newest commitment, void or not: 1 and out, 0 none, -1 said. */
int population_previous(struct ledger *l, uint8_t out[32]);

/* Texts of a population, appended to out: 0, or -1 said.  An absent one adds nothing. */
int population_commitment(struct ledger *l, int64_t id, struct text *out);
int population_plan(struct ledger *l, int64_t id, struct text *out);
int population_nonce_source(struct ledger *l, int64_t id, struct text *out);
int population_nonce(struct ledger *l, int64_t id, struct text *out);

struct population_stratum {
	char *name, *meaning, *basis;
	uint64_t count, sample;
	uint8_t digest[32];
};

/* The strata in the commitment's order; the caller frees them by population_free_strata. */
int population_strata(struct ledger *l, int64_t id, struct population_stratum **strata,
    size_t *count);
void population_free_strata(struct population_stratum *strata, size_t count);

/* Withdraws a population; it stays where it is.  0 or -1 said. */
int population_void(struct ledger *l, int64_t id, int64_t at, const char *by, const char *reason);

/*
 * Was this certificate, when population `before` was frozen, in one frozen
 * before it that was not void then?  INT64_MAX: is it now, in any that stands.
 * 1 and *id of the population, 0, -1 said.
 */
int population_of_cert(struct ledger *l, int64_t cert_id, int64_t before, int64_t *id);

/*
 * Walks the units of a population in ascending order of fingerprint; stratum -1
 * is all.  The callback returns 0 to go on, anything else ends the walk and is returned.
 */
int population_each(struct ledger *l, int64_t id, int64_t stratum,
    int (*each)(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum),
    void *ctx);

struct population_draw {
	int64_t population_id, at;
	const char *by, *program, *nonce;
	bool nonce_given, verifiable;
	uint8_t seed[32];
	int64_t import_id;
};

int population_write_draw(struct ledger *l, const struct population_draw *d);

struct population_item {
	int64_t stratum, ord;
	uint8_t fingerprint[32], ticket[32];
	int64_t cert_id;
	int64_t extension_id;		/* 0: of the draw itself */
};

int population_write_item(struct ledger *l, int64_t population_id,
    const struct population_item *item);

/* The sample stratum by stratum, by ticket; extension: 0 the draw alone, 1 with extensions. */
int population_sample(struct ledger *l, int64_t population_id, bool extensions,
    int (*each)(void *ctx, const struct population_item *item), void *ctx);

struct population_extension {
	int64_t population_id, at;
	const char *by, *kind, *reason;	/* kind: "plan" or "judgement" */
	uint64_t count;
};

/* A further part of the sample; its items carry the id.  0 and *id, or -1 said. */
int population_write_extension(struct ledger *l, const struct population_extension *e,
    int64_t *id);

#endif
