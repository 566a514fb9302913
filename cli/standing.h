/*
 * standing - how the certificates of a finding stand against its deadlines
 *
 * A finding that a later period meets again has an occurrence more (view
 * finding_occurrences), with clocks of its own.  A certificate belongs to the
 * first occurrence whose period ends at or after its issuance, else to the
 * newest.  It needs revocation (BR 4.9.1.1) unless it is expired or short-lived;
 * only records of revocations say that it was revoked, never a person's word.
 */
#ifndef CLI_STANDING_H
#define CLI_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

struct catalogue;
struct ledger;

/* Certificates by where they stand at as_of. */
struct standing_count {
	uint64_t affected, in_time, late, not_yet, overdue, expired, short_lived;
	int64_t last_revoked;		/* INSTANT_NONE none */
};

struct standing_occurrence {
	int64_t number;			/* 1 and on */
	char period[128];		/* population that met it; "" added by a person */
	int64_t until;			/* its cut-off; INT64_MAX of the newest */
	int64_t met, aware;
	int64_t deadline;		/* INSTANT_NONE: its class has none */
	int64_t preliminary, reported;	/* INSTANT_NONE: not filed */
	int64_t revoked;		/* as stated by a person */
	struct standing_count n;
};

struct standing {
	int64_t finding, as_of;
	int64_t within;			/* seconds from awareness to revocation, 0: its class has none */
	char status[16];
	bool confirmed, closed, dismissed;	/* not unconfirmed; resolved, verified or dismissed; not an issue */
	struct standing_occurrence *list;
	size_t count;			/* at least one */
};

enum standing_place { STANDING_IN_TIME, STANDING_LATE, STANDING_NOT_YET, STANDING_OVERDUE, STANDING_EXPIRED,
	STANDING_SHORT_LIVED };

/* The occurrences of a finding, nothing counted yet.  0 or -1 said; to be freed in either case. */
int standing_load(struct standing *s, struct ledger *l, int64_t finding, int64_t as_of);
void standing_free(struct standing *s);

/* The same of every finding, by number: asked of the ledger at once, not one by one. */
int standing_load_all(struct standing **list, size_t *count, struct ledger *l, int64_t as_of);
void standing_free_all(struct standing *list, size_t count);

/* The one of a finding that is among them. */
struct standing *standing_of(struct standing *list, size_t count, int64_t finding);

/* Counts an affected certificate whose revocation is known (unit_cursor_revocation): its
 * occurrence, and in *place where it stands. */
const struct standing_occurrence *standing_add(struct standing *s, const struct catalogue *c,
    const struct unit *u, enum standing_place *place);

/*
 * When its revocation is planned: the deadline of its occurrence, once a person
 * confirmed the finding.  INSTANT_NONE where nothing is planned: unconfirmed, not an issue,
 * a class without deadline, a short-lived certificate.
 */
int64_t standing_planned(const struct standing *s, const struct catalogue *c, const struct unit *u);

/* The newest occurrence; the sum of all. */
const struct standing_occurrence *standing_newest(const struct standing *s);
struct standing_count standing_total(const struct standing *s);

/* How many still need revocation: not yet and overdue. */
uint64_t standing_open(const struct standing_count *n);

#endif
