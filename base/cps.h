/*
 * cps - the register of one certificate policy or practice statement: its
 * versions, the validation methods each permits, and what else it limits
 *
 * Read from YAML, one document a file:
 *
 *   title: Example CA TLS CPS          optional
 *   document: tls-cps                  default: cps
 *   kind: cps                          default cps; cp, cp-cps
 *   applies_to: {types: [dv, ov], issuers: [...], policy_oids: [...]}   default: all
 *   versions:
 *     - version: "5.1"
 *       effective_from: 2021-03-01
 *       methods: [3.2.2.4.7, {method: 3.2.2.4.8, until: 2026-03-15, reuse_until: 2026-03-15}]
 *       confirmed_by: the CPS owner's name
 *       confirmed_at: 2021-02-26
 *
 * Also of a version, all optional: published_at effective_until withdrawn
 * reuse_days random_value_days max_validity_days wildcard_methods ip_methods
 * key_types policy_oids caa_identities source sha256 evidence notes.  An absent
 * list is "not stated", [] is "none".  effective_from or published_at, or both,
 * and confirmed_by are needed: nothing counts before a person confirmed it.
 *
 * A version is in force from the later of effective_from and published_at;
 * until effective_until where it is stated, else until the next version of the
 * document begins.  Withdrawn versions never are.  All ends are exclusive.
 *
 * A date without a time is 00:00:00Z.  Where only the day of publication is
 * known, the version may have begun at any instant of it: from is the day's
 * beginning, sure_from its end, and what was issued between them may have been
 * issued under the version before.
 */
#ifndef BASE_CPS_H
#define BASE_CPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/unit.h"

enum cps_kind { CPS_KIND_CPS, CPS_KIND_CP, CPS_KIND_CP_CPS };

struct cps_list {
	bool stated;			/* false: the key is absent */
	size_t count;
	const char *const *item;
};

struct cps_method {
	const char *method;		/* as written: 3.2.2.4.19 */
	int line, column;		/* in the file */
	int64_t until;			/* no new validations from then on; INSTANT_NONE open */
	int64_t reuse_until; /* no reuse of earlier ones from then on; INSTANT_NONE not stated */
};

struct cps_methods {
	bool stated;
	size_t count;
	const struct cps_method *item;
};

struct cps_version {
	const char *version;
	int line;			/* in the file */

	/* as stated; INSTANT_NONE where not */
	int64_t effective_from, published_at, effective_until;
	bool effective_date_only, published_date_only;
	bool withdrawn;

	/* as computed; until is INSTANT_NONE where open; all three where withdrawn */
	int64_t from, sure_from, until;

	struct cps_methods methods;		/* of domain names */
	struct cps_methods wildcard_methods;	/* not stated: as methods */
	struct cps_methods ip_methods;		/* not stated: as methods */
	int64_t reuse_days, random_value_days, max_validity_days;	/* -1 not stated */
	struct cps_list key_types, policy_oids, caa_identities;
	const char *source, *sha256, *evidence, *notes;	/* "" not stated */
	const char *confirmed_by;
	int64_t confirmed_at;			/* INSTANT_NONE not stated */
};

struct cps_document {
	const char *document, *title;		/* title "" where not stated */
	enum cps_kind kind;
	struct cps_list types, issuers, policy_oids;	/* applies_to */
	size_t count;
	const struct cps_version *version;	/* in the file's order */
	size_t in_order;			/* those not withdrawn, by the instant they begin */
	const struct cps_version *const *order;
};

/* Parses the bytes of a register file; file names it in messages.  NULL said. */
struct cps_document *cps_parse(const char *file, const void *data, size_t len);
void cps_free(struct cps_document *d);		/* NULL is fine */

const char *cps_kind_name(enum cps_kind kind);	/* "cps", "cp", "cp-cps" */

/* The version of that name, or NULL. */
const struct cps_version *cps_version(const struct cps_document *d, const char *version);

/* Is the text in the list?  False where it is not stated. */
bool cps_list_has(const struct cps_list *l, const char *text);

/* The method in a list, as written there, or NULL. */
const struct cps_method *cps_find(const struct cps_methods *m, const char *method);

enum cps_answer { CPS_PERMITTED, CPS_REFUSED, CPS_NOT_STATED };

/*
 * cps_permits - does a version permit new validations by a method at t?
 *
 * Addresses are looked up in ip_methods, wildcards in wildcard_methods, where
 * those are stated; everything else, and they where not, in methods.  A method
 * whose until has come is refused; a wildcard's, also where methods ends it.
 */
enum cps_answer cps_permits(const struct cps_version *v, const char *method, enum name_kind kind,
    bool wildcard, int64_t t);

/*
 * Does the document speak of a certificate?  Each part of applies_to that is
 * stated must hold.  types are dv, ov, iv, ev; an issuer is a whole DN as
 * unit.h has it, its common name, or the hex of its key id; a policy OID is one
 * of the certificate's.
 */
bool cps_scope_covers(const struct cps_document *d, const struct unit *u);

/* What was in force at an instant. */
struct cps_force {
	size_t count;			/* versions: 1 is right, 0 a gap, more an overlap */
	const struct cps_version *version;	/* the one that began last, NULL where none */
	bool unsure;			/* the instant lies between its from and sure_from: */
	const struct cps_version *before;	/* then perhaps this one was, or none (NULL) */
};

void cps_force_at(const struct cps_document *d, int64_t t, struct cps_force *f);

enum cps_trouble {
	CPS_GAP,		/* no version in force */
	CPS_OVERLAP,		/* several */
	CPS_STALE,		/* more than 366 days without a new version (BR 2.3) */
	CPS_BEFORE_FIRST	/* certificates from before the first version */
};

struct cps_problem {
	enum cps_trouble trouble;
	const struct cps_version *earlier, *later;	/* NULL where there is none */
	int64_t from, until;		/* the stretch of time; until is exclusive */
};

/*
 * cps_force_problems - gaps, overlaps and stale versions of a document
 *
 *   earliest, latest   the ledger's first and last instant (issuance or cut-off);
 *                      INSTANT_NONE where it has none.  Never today: a register
 *                      is judged for the time that it has to cover
 *
 * Calls each in the order of from within a kind; a return other than 0 ends
 * and is returned, else 0.
 */
int cps_force_problems(const struct cps_document *d, int64_t earliest, int64_t latest,
    int (*each)(const struct cps_problem *p, void *arg), void *arg);

/* One line: "tls-cps: gap: no version in force from ... until ... (between 5.1 and 5.2)". */
struct text;
void cps_force_describe(const struct cps_document *d, const struct cps_problem *p,
    struct text *out);

/* Several documents, as the checks see them; borrowed from whoever parsed them. */
struct cps_register {
	size_t count;
	const struct cps_document *const *document;
};

#endif
