/*
 * context - what the rules may look at besides the unit
 *
 * Filled by the caller of check_new (cli); everything in it is borrowed and
 * outlives the check.  Rules get it const.
 */
#ifndef CHECKS_CONTEXT_H
#define CHECKS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cps.h"
#include "base/instant.h"
#include "base/unit.h"
#include "checks/catalogue.h"

struct keylist;

/* A CPS document that covers the unit, and what of it was in force at issuance. */
struct context_document {
	const struct cps_document *document;
	struct cps_force force;
	bool late;			/* its file came after the draw */
};

/* What the framework looked up for the name and validation that are being judged. */
struct context_facts {
	enum catalogue_kind kind;			/* of the name */
	const struct catalogue_method *method;	/* for that kind; NULL: unknown, or no validation */
	const struct catalogue_method *foreign;		/* if not: of another kind, or NULL */
	const struct catalogue_row *row;	/* of the method when it was validated, or NULL */
	const struct context_document *documents;	/* those that cover the unit */
	size_t document_count;
};

struct check_context {
	const struct catalogue *catalogue;	/* the dated BR tables */
	const struct cps_register *cps;		/* NULL: no document was added */
	const bool *cps_late;		/* a document each: its file came after the draw; NULL: none */
	unsigned evidence;		/* enum evidence_kind: what the ledger's imports carry */

	/*
	 * INSTANT_NONE, or the day of a what-if: every limit, permission and effective date of
	 * the Baseline Requirements is looked up on that day, whether it goes by issuance or by
	 * validation.  Ages, orders and periods stay what they were, and so does the CPS
	 * register: a what-if asks about the next limits, not about the CA's own history.
	 */
	int64_t rules_on;

	const char *const *caa_domains;	/* issuer domain names (BR 4.2), besides the CPS's */
	size_t caa_domain_count;
	bool registrar;			/* the CA is the registrar or an affiliate (BR 3.2.2.4.12) */

	const struct keylist *debian_keys;	/* checks/keylist.h; NULL: no list was given */
	const struct keylist *blocked_keys;	/* the same */

	const struct context_facts *facts;	/* the framework's; callers leave it NULL */
};

/* The instant by which a date of issuance, or of a validation act, is looked up. */
int64_t context_issued(const struct check_context *c, const struct unit *u);
int64_t context_at(const struct check_context *c, int64_t t);	/* t, or the what-if's day */

#endif
