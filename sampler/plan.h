/*
 * plan - what is fixed about the sample before the randomness exists
 *
 *	rate: 3%                            at least 3% (BR 8.7)
 *	minimum: 1                          units of each stratum, at least
 *	discovery: {tolerable_rate: 0.5%, confidence: 95%}
 *	margin: {margin: 1%, expected: 0.5%, confidence: 95%}
 *	allocation: proportional            or neyman, for what exceeds the floors
 *	bound: {method: auto, confidence: 95%}   auto, zero, fisher, bonferroni
 *	strata:
 *	  - {name: ev, where: {type: ev}, rate: 3%}
 *	  - {name: risky, where: {method: [3.2.2.4.18, 3.2.2.4.19]}, sample: all}
 *	  - {name: rest, by: issuer}
 *	expansion: {tolerable_rate: 0.1%, risk_limit: 5%}
 *	judgement:                          an additional sample, apart from all bounds
 *	  size: 25
 *	  weights:
 *	    - {where: {type: ov}, weight: 3}
 *	matrix: all                         or exceptions, or a number of rows
 *	evidence: {mpic: {not_supplied: "tested by hand as attribute K"}}
 *
 * where: type, issuer, method, ra, delegated_party, profile; each a text or a
 * list of which one must be equal; all keys must hold.  by: issuer, type,
 * method, ra, delegated_party.  Strata are taken in order, first match wins;
 * what is left over is "other".  Rates and confidences are exact.
 */
#ifndef SAMPLER_PLAN_H
#define SAMPLER_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rational.h"

enum plan_key { PLAN_ISSUER, PLAN_TYPE, PLAN_METHOD, PLAN_RA, PLAN_DELEGATED_PARTY, PLAN_PROFILE,
	PLAN_KEYS };

/* One condition: the unit's value of key is one of the values. */
struct plan_condition {
	enum plan_key key;
	const char **values;
	size_t value_count;
};

struct plan_where {
	struct plan_condition conditions[PLAN_KEYS];
	size_t condition_count;		/* 0: everything */
};

struct plan_discovery {
	bool given;
	struct rational tolerable_rate, confidence;
};

struct plan_stratum {
	const char *name;
	struct plan_where where;
	bool split;			/* by was given */
	enum plan_key by;
	struct rational rate;		/* the plan's where not given */
	uint64_t minimum;
	bool census;			/* sample: all */
	uint64_t size;			/* sample: a number; 0 not given */
	double expected;		/* expected rate for Neyman allocation; 0 not given */
	struct plan_discovery discovery;
};

struct plan_weight {
	struct plan_where where;
	uint64_t weight;		/* 0: never */
};

struct plan_evidence {
	const char *kind;		/* "mpic", "caa", ... */
	const char *not_supplied;	/* the reason, as the plan gives it */
	int line, column;		/* of the kind, in the plan's file */
};

enum plan_matrix { PLAN_MATRIX_ALL, PLAN_MATRIX_EXCEPTIONS, PLAN_MATRIX_ROWS };
enum plan_bound { PLAN_BOUND_AUTO, PLAN_BOUND_ZERO, PLAN_BOUND_FISHER, PLAN_BOUND_BONFERRONI };

struct plan {
	struct rational rate;
	uint64_t minimum;
	struct plan_discovery discovery;
	struct {
		bool given;
		struct rational margin, expected, confidence;
	} margin;
	bool neyman;
	enum plan_bound bound;
	struct rational confidence;	/* of the bounds; 95% */
	struct plan_stratum *strata;
	size_t stratum_count;
	struct {
		bool given;
		struct rational tolerable_rate, risk_limit;
	} expansion;
	struct {
		uint64_t size;		/* 0: none */
		struct plan_weight *weights;
		size_t weight_count;
	} judgement;
	enum plan_matrix matrix;
	uint64_t matrix_rows;
	struct plan_evidence *evidence;
	size_t evidence_count;

	struct yml *tree;		/* owns the strings */
};

/*
 * plan_parse - a plan from the bytes of its file
 *
 *   file, data, len   the YAML; data NULL is the default plan: rate 3%, one
 *                     stratum "all", nothing else
 *
 * NULL after one line file:line:column, expected, found: an unknown key, a
 * rate under 3%, a stratum name outside [A-Za-z0-9._-]+ or one that freeze
 * gives itself ("other", "dtp...", "tcsc..."), a name twice.
 */
struct plan *plan_parse(const char *file, const void *data, size_t len);
void plan_free(struct plan *p);

/* "issuer", "type", ...: the word of a key. */
const char *plan_key_name(enum plan_key key);

/* The reason why a kind of evidence is not supplied, or NULL. */
const char *plan_not_supplied(const struct plan *p, const char *kind);

#endif
