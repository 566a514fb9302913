/*
 * facts - what a plan may ask of a unit, gathered from the rooms that know it
 */
#ifndef CLI_FACTS_H
#define CLI_FACTS_H

#include "base/text.h"
#include "base/unit.h"
#include "sampler/partition.h"

struct catalogue;
struct inventory;
struct ledger;

/* Zero-initialise once and reuse for every unit. */
struct facts {
	struct ledger *l;
	const struct catalogue *catalogue;
	struct inventory *inventory;
	int64_t issuer_id;		/* whose key is at hand */
	struct text issuer_key, issuer_key_id, methods;
};

/*
 * The facts of one unit; what out points to lives until the next call.
 * Methods are those of all validations of its names, as the catalogue
 * normalises them (an unknown one as recorded).  0 or -1 said.
 */
int facts_of(struct facts *f, const struct unit *u, struct partition_unit *out);
void facts_free(struct facts *f);

const char *facts_type(enum unit_type type);	/* dv, ov, iv, ev, none */

/* The method of a validation of a name, normalised, or as recorded where the catalogue has none. */
const char *facts_method(const struct catalogue *c, const struct unit_name *n,
    const struct validation *v);

/*
 * Why a unit is not in scope of BR 8.7's sample, or NULL where it is.
 * *unknown is set where its issuer is in no row of the inventory.  The text lives in buf.
 */
#define FACTS_UNKNOWN_ISSUER "issuer not in the inventory"
const char *facts_out_of_scope(const struct facts *f, const struct unit *u, char buf[300],
    bool *unknown);

#endif
