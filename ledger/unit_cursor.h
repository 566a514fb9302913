/*
 * unit_cursor - one `const struct unit *` after another
 *
 * Two clustered scans side by side, certificates in the order of their rows and what
 * belongs to them by key; memory does not grow with the units.  A unit is led
 * by its final certificate, or by its precertificate while there is none; a
 * precertificate frozen before its final came goes on leading in its population.
 *
 * Validations are found by what they refer to: the final certificate, its
 * precertificate, the serial where only one issuer has it, the authorizations
 * linked to them, the account.  They belong to the names they speak of, with or
 * without "*."; those that give only an authorization domain name to every name
 * at or under it (whether the method allows that is a rule's business).
 *
 * Time of issuance: as exported with the certificate; else the earliest claim of a
 * validation that refers to it; else the earliest SCT; else notBefore, which stands
 * for 48 hours either side (BR 7.1.2.7).  A unit of a population that stands keeps the
 * time it was frozen with, whatever is imported later.
 */
#ifndef LEDGER_UNIT_CURSOR_H
#define LEDGER_UNIT_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/unit.h"

struct ledger;
struct unit_cursor;

enum unit_cursor_scope {
	UNIT_CURSOR_LEDGER,		/* every unit, by row of the leading certificate */
	UNIT_CURSOR_POPULATION,		/* the units of a population, by fingerprint */
	UNIT_CURSOR_SAMPLE,		/* its sample with extensions, by stratum and ticket */
	UNIT_CURSOR_ONE			/* the unit led by certificate row `cert_id` */
};

struct unit_cursor_query {
	enum unit_cursor_scope scope;
	int64_t population_id;
	int64_t cert_id;
	int64_t as_of;		/* imports after this one are invisible; 0: none is */
	int64_t selection;	/* validations of imports after this one are marked; 0: none is */
	bool der;		/* with DER and decoded certificate */
	bool derive;		/* time of issuance from the imports, even where one was frozen */
};

/* NULL said. */
struct unit_cursor *unit_cursor_open(struct ledger *l, const struct unit_cursor_query *q);
void unit_cursor_close(struct unit_cursor *c); /* NULL is fine */

/* 1 and *u, borrowed until the next step; 0 at the end; -1 said. */
int unit_cursor_next(struct unit_cursor *c, const struct unit **u);

/*
 * Sets revoked_at and revocation_reason of the unit stepped to, which are none before.
 * Apart, because revocations stand in another order and few ask for them.  0, or -1 said.
 */
int unit_cursor_revocation(struct unit_cursor *c);

#endif
