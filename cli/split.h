/*
 * split - the certificates a cause touches, by issuing CA, type, method and
 * registered domain
 *
 * Counted in a temporary table of the ledger's connection, so that memory does
 * not grow with the domains.  A certificate counts once under each key it has:
 *
 *   issuer   its issuer (DN and key id)
 *   type     DV, OV, IV, EV by reserved policy OID, or none
 *   method   of the validations of its names: where it was judged, those that
 *            count (checks/check.h), else every one; as the catalogue
 *            normalises it, as recorded where it does not know it
 *   domain   of its names: the public suffix of a registry and one label more
 *            (BR 1.6.1, Base Domain Name); an IP address is itself
 */
#ifndef CLI_SPLIT_H
#define CLI_SPLIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/unit.h"
#include "base/validation.h"

struct catalogue;
struct ledger;
struct query;

enum split_kind { SPLIT_ISSUER, SPLIT_TYPE, SPLIT_METHOD, SPLIT_DOMAIN, SPLIT_KINDS };

/* Private: what certificates one after another have in common is counted before it is written. */
struct split_run {
	struct text key;
	uint64_t certificates, still_valid;	/* certificates 0: nothing is waiting */
	int64_t first_issued, last_issued;
	int64_t first, last;			/* the first certificate of the run, and the last */
	bool first_valid;
};

struct split {
	struct ledger *l;
	struct query *count;
	bool own;	/* it began the transaction */
	struct split_run runs[SPLIT_KINDS];
};

/* What is counted of one certificate. */
struct split_unit {
	const struct unit *u;
	const struct catalogue *catalogue;
	const struct validation *const *chosen;	/* one a name, or NULL: not judged */
	bool valid;				/* neither expired nor revoked */
};

/*
 * Begins, empty; a split before it on the same ledger is gone.  Within a reader's transaction,
 * begun here where none is open (a commit for every row would cost more than the rows do).
 * 0 or -1 said; split_end in either case.
 */
int split_begin(struct split *s, struct ledger *l);
void split_end(struct split *s);

int split_add(struct split *s, const struct split_unit *su); /* 0 or -1 said */

/* One key and what was counted under it; texts live for the call. */
struct split_row {
	const char *key;
	const char *key_id;	/* of an issuer, hex; "" none */
	uint64_t certificates, still_valid;
	int64_t first_issued, last_issued;	/* INSTANT_NONE where none */
};

/*
 * The rows of a kind, most certificates first, at most limit of them (0: all);
 * *total is how many there are.  What each returns other than 0 ends the walk
 * and is returned; 0; -1 said.
 */
int split_each(struct split *s, enum split_kind kind, uint64_t limit, uint64_t *total,
    int (*each)(void *ctx, const struct split_row *r), void *ctx);

/* Sets the keys issuers, types, methods, domains: [{issuer|type|method|domain, certificates,
 * still_valid, first_issued, last_issued}], issuers with key_id.  0 or -1 said. */
int split_json(struct split *s, json_t *object);

int split_print(struct split *s); /* in words on stdout, of domains the largest; 0 or -1 said */

#endif
