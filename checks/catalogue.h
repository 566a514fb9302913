/*
 * catalogue - the dated tables of the Baseline Requirements
 *
 * Read from checks/catalogue.csv, which is compiled in and says what each cell
 * means, or from a file that replaces it (checks/catalogue_read.h).  Read-only
 * once read; lookups allocate nothing.  Open ends are INSTANT_NONE.
 */
#ifndef CHECKS_CATALOGUE_H
#define CHECKS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unit.h"

struct arena;

enum catalogue_kind { CATALOGUE_DNS, CATALOGUE_IP, CATALOGUE_ONION, CATALOGUE_KINDS };

/* SILENT: the text of the time says nothing; NA: without meaning for the kind. */
enum catalogue_allow { CATALOGUE_NO, CATALOGUE_YES, CATALOGUE_SILENT, CATALOGUE_NA };

enum catalogue_mpic { CATALOGUE_MPIC_NO, CATALOGUE_MPIC_YES, CATALOGUE_MPIC_REFERENCE };

/* Age of the Random Value: see random_rule in the file. */
enum catalogue_random { CATALOGUE_RANDOM_NONE, CATALOGUE_RANDOM_PLAIN, CATALOGUE_RANDOM_TOKEN,
	CATALOGUE_RANDOM_REUSE, CATALOGUE_RANDOM_APPLICANT };

struct catalogue_row {
	int64_t from, until;		/* of the validation, until exclusive */
	int64_t reuse_until;		/* of issuance, exclusive, like the two further down */
	int64_t should_not_from;
	enum catalogue_allow wildcard, subdomains;
	int64_t wildcard_until, subdomains_until;
	enum catalogue_mpic mpic;
	const char *interpretation;	/* NULL: the text is plain */
	const char *source;
};

/* How an Authorization Domain Name may be derived, by the time of validation. */
struct catalogue_adn {
	bool wildcard, prune, cname, onion;	/* from mandatory_from on */
	int64_t base_only_from;		/* ADN is the Base Domain Name itself; or INSTANT_NONE */
	int64_t cname_until;		/* no CNAME from here, even before mandatory_from; or NONE */
	int64_t optional_from, mandatory_from;
	const char *source;
};

struct catalogue_method {
	const char *name;		/* "3.2.2.4.19" */
	const char *title;
	enum catalogue_kind kind;
	int reuse_days;			/* the method's own limit; 0: none besides BR 4.2.1 */
	int random_days;		/* 0: none */
	enum catalogue_random random;
	const char *interpretation;	/* of these two; or NULL */
	const char *source;
	const struct catalogue_row *rows;	/* ascending, without overlap */
	size_t row_count;
	const struct catalogue_adn *adn;	/* NULL: the table of BR 3.2.2.4 does not have it */
};

/* Names of the dated figures; the file calls them the same in lower case. */
enum catalogue_name {
	CATALOGUE_REUSE_DOMAIN, CATALOGUE_REUSE_DOMAIN_EV, CATALOGUE_REUSE_IDENTITY,
	CATALOGUE_REUSE_EV, CATALOGUE_REUSE_CAA_MPIC, CATALOGUE_VALIDITY,
	CATALOGUE_VALIDITY_SHOULD, CATALOGUE_VALIDITY_EV, CATALOGUE_VALIDITY_ONION,
	CATALOGUE_SHORT_LIVED, CATALOGUE_MPIC_REMOTE, CATALOGUE_MPIC_QUORUM,
	CATALOGUE_MPIC_REGIONS, CATALOGUE_CAA_SECONDS, CATALOGUE_CAA_PARAMETERS,
	CATALOGUE_DELEGATION_BANNED, CATALOGUE_LOG_BR_VERSION_DNS, CATALOGUE_LOG_BR_VERSION_IP,
	CATALOGUE_LOG_FIELDS, CATALOGUE_POLICY_AT_LEAST, CATALOGUE_POLICY_EXACTLY,
	CATALOGUE_NOT_BEFORE_SKEW, CATALOGUE_DV_SUBJECT_FIELDS, CATALOGUE_WEAK_KEY,
	CATALOGUE_LINT, CATALOGUE_CPS_UPDATE, CATALOGUE_NAMES
};

enum catalogue_unit { CATALOGUE_DAYS, CATALOGUE_MONTHS, CATALOGUE_SECONDS, CATALOGUE_COUNT };

struct catalogue_limit {
	enum catalogue_name name;
	int64_t from, until;
	int64_t value;
	enum catalogue_unit unit;
	bool must;			/* false: SHOULD */
	const char *text;		/* "398 days" */
	const char *interpretation;	/* or NULL */
	const char *source;
};

struct catalogue_version {		/* of the BRs */
	const char *number;		/* "2.0.7" */
	const char *ballots;
	int64_t adopted, effective;
	int64_t published;		/* INSTANT_NONE: not known */
};

struct catalogue_event {		/* what comes besides the rows' own dates */
	int64_t at;
	const char *text, *source;
};

struct catalogue_reason {		/* BR 4.9.1.1 */
	const char *number;
	int hours, crl_reason;
	const char *text, *source;
};

struct catalogue_key {
	const char *text;		/* folded */
	enum catalogue_kind kind;
	const struct catalogue_method *method;
};

struct catalogue {
	int64_t as_of;			/* the day of knowledge it states */
	const char *scope;		/* which texts it holds */
	const char *bytes;		/* of the file; a run keeps them */
	size_t len;

	const struct catalogue_method *methods;
	size_t method_count;
	const struct catalogue_limit *limits;		/* by name, then ascending */
	size_t limit_first[CATALOGUE_NAMES + 1];	/* of a name: [name] to [name + 1] */
	const struct catalogue_version *versions;
	size_t version_count;
	const struct catalogue_event *events;
	size_t event_count;
	const struct catalogue_reason *reasons;
	size_t reason_count;
	const int64_t *dates;		/* of rows, adn, limits: ascending, each once */
	size_t date_count;
	const struct catalogue_key *keys;		/* by kind, text */
	size_t key_count;
	struct arena *arena;		/* owns all of it */
};

void catalogue_free(struct catalogue *c);	/* NULL is fine */

enum catalogue_kind catalogue_kind_of(const struct unit_name *n);	/* a dns or ip name */
const char *catalogue_kind_name(enum catalogue_kind kind);		/* "dns", "ip", "onion" */
/* -1 for another word. */
int catalogue_kind_named(const char *word);

/*
 * catalogue_find - the method that a record means
 *
 *   text  as recorded: a section ("3.2.2.4.19", "B.2.b") or an ACME label, of either case,
 *         with spaces around it and with BR, TLS, CABF, ACME, section, method, appendix
 *         in front
 *   kind  of the name that was validated
 *
 * NULL where the text is no method of that kind.  Nothing is guessed: an
 * unknown text must never count as a validation.
 */
const struct catalogue_method *catalogue_find(const struct catalogue *c, const char *text,
    enum catalogue_kind kind);
/* The same for any kind, the first that knows it. */
const struct catalogue_method *catalogue_find_any(const struct catalogue *c, const char *text);

/* For a message: the method or label that is written most like text; never for a decision. */
const char *catalogue_nearest(const struct catalogue *c, const char *text);

/* The row for validations made at t, or NULL: no new validations then. */
const struct catalogue_row *catalogue_row_at(const struct catalogue_method *m, int64_t t);
/* What a row says of wildcards, or of names below the validated one, at issuance t. */
enum catalogue_allow catalogue_wildcard_at(const struct catalogue_row *r, int64_t t);
enum catalogue_allow catalogue_subdomains_at(const struct catalogue_row *r, int64_t t);

/* The figure in force at t, or NULL. */
const struct catalogue_limit *catalogue_limit_at(const struct catalogue *c,
    enum catalogue_name name, int64_t t);
/* Is to no later than from plus the limit?  Days are 86,400 s, months calendar months. */
bool catalogue_within(const struct catalogue_limit *l, int64_t from, int64_t to);

/*
 * catalogue_reusable - could a certificate issued at t rely on any validation by m?
 *
 * One made at t, or before, while the method was open, neither older than the
 * limits of that day nor banned from reuse.
 */
bool catalogue_reusable(const struct catalogue *c, const struct catalogue_method *m, int64_t t);

const struct catalogue_version *catalogue_version_named(const struct catalogue *c,
    const char *text);
/* Could that version have been the one in force at t?  Dates of adoption, document and effect
 * differ, so there may be several. */
bool catalogue_version_fits(const struct catalogue *c, const struct catalogue_version *v,
    int64_t t);

/* For the reader: lower case, prefixes and spaces off.  0, or -1: empty, or too long. */
#define CATALOGUE_WORD 40
int catalogue_fold(const char *text, char out[CATALOGUE_WORD]);
/* Of two struct catalogue_key, for qsort. */
int catalogue_compare_keys(const void *a, const void *b);
extern const char *const catalogue_names[CATALOGUE_NAMES];
/* The figures in words. */
extern const char *const catalogue_titles[CATALOGUE_NAMES];

#endif
