/*
 * statements - what the workbook says and shows that this room cannot compute
 *
 * The command computes bounds, power, trend, calendars and affected
 * certificates with the sampler and the checks, and hands sentences and numbers
 * in.  Everything is borrowed; strings are UTF-8, NULL is "not stated"; times are
 * instants.  Beside every sentence stand its limits.
 */
#ifndef REPORTS_STATEMENTS_H
#define REPORTS_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;

struct statement {
	const char *place;	/* "bounds", "power", "trend", ...; "br": a version of the BRs in force */
	const char *text;	/* one sentence */
	const char *limits;	/* what it does not say; NULL none */
};

struct statement_power {
	uint64_t affected;
	double detection;	/* chance that the sample shows it */
};

struct statement_bound {
	const char *scope;	/* "all strata", a stratum's name */
	uint64_t certificates, sample, exceptions;
	double confidence;
	bool has_estimate, has_error;
	double estimate, standard_error;	/* counts */
	uint64_t lower, upper, upper_one_sided;	/* counts */
	const char *method;
};

struct statement_sampling {	/* a rule about the sample, and one part it is asked of */
	const char *rule, *catalogue_id, *title, *clause, *severity;
	const char *outcome;	/* pass, fail, na, nt */
	const char *part;	/* stratum, party or CA; "" the whole */
	const char *reason, *interpretation;	/* the last NULL: none */
};

struct statement_period {
	int64_t population_id;
	double estimate_rate;			/* of the rate among the certificates frozen; NaN undefined */
	double lower_rate, upper_rate;		/* exact limits on it */
	double chart_centre, chart_lower, chart_upper;	/* of the p-chart */
	double laney_lower, laney_upper;	/* of the p' chart; NaN undefined, as below */
	double cusum, cusum_limit;
};

struct statement_pair {		/* a period against the one before */
	const char *earlier, *later;
	double p, adjusted;	/* Fisher, two-sided; by Holm for all pairs */
	double worse;		/* that the later is no worse */
};

struct statement_rule_period {	/* an attribute in a period, of the sample drawn by the plan */
	int64_t population_id;
	const char *rule;
	uint64_t sample, failing;
	double lower_rate, upper_rate;	/* exact limits on its rate among the certificates frozen; NaN none frozen */
};

struct statement_rule {		/* an attribute over all periods that tested it */
	const char *rule, *severity;
	size_t periods;
	uint64_t sample, failing;
	double chi2, p, exact, adjusted;	/* NaN: no test; adjusted by Holm for all attributes */
	int direction;		/* -1 falling, 0 level, 1 rising */
};

struct statement_method {	/* one row of the dated calendar; dates YYYY-MM-DD */
	const char *method, *title, *kind;
	const char *valid_from, *valid_until, *reuse_until;
	const char *wildcard, *wildcard_until, *subdomains, *subdomains_until;
	int reuse_days;		/* -1 not stated */
	const char *mpic, *source;
};

struct statement_label {
	const char *text;	/* as recorded */
	int kind;		/* enum name_kind */
	const char *method;	/* the BR section it means */
};

struct statement_reuse {
	int64_t from, until;	/* of issuance; until exclusive, INSTANT_NONE open */
	int days;
};

struct statement_evidence {
	const char *kind, *reason;
};

struct statement_listed {
	int64_t cert_id;
	int64_t planned;		/* when its revocation is; INSTANT_NONE: nothing is planned */
};

struct statement_affected {
	int64_t finding;
	uint64_t count, still_valid, expired, revoked;
	int64_t first_issued, last_issued, as_of;
	bool lower_bound;		/* the cause reaches the first certificate of the ledger */
	bool by_hand;			/* counted are those that persons looked at, no others */
	const char *heuristic;		/* the query behind the number, in words */
	const struct statement_listed *listed;	/* those to be listed, as many as cert_count */
	size_t cert_count;
	const uint64_t *not_revoked;	/* valid, to be revoked, and not: an occurrence each, by number */
	size_t occurrence_count;
};

enum statements_matrix { STATEMENTS_MATRIX_ALL, STATEMENTS_MATRIX_EXCEPTIONS, STATEMENTS_MATRIX_ROWS };

struct statements {
	const struct statement *said;
	size_t said_count;
	const struct statement_power *power;
	size_t power_count;
	const struct statement_bound *bounds;
	size_t bound_count;
	const struct statement_sampling *sampling;
	size_t sampling_count;
	const struct statement_period *periods;
	size_t period_count;
	const struct statement_pair *pairs;
	size_t pair_count;
	struct statement_rule_period *rule_periods;
	size_t rule_period_count;
	const struct statement_rule *rules;
	size_t rule_count;
	const struct statement_method *methods;
	size_t method_count;
	const struct statement_label *labels;
	size_t label_count;
	const struct statement_reuse *reuse;
	size_t reuse_count;
	const struct statement_evidence *evidence;
	size_t evidence_count;
	const struct statement_affected *affected;
	size_t affected_count;

	enum statements_matrix matrix;	/* what the Test matrix holds, by the plan */
	uint64_t matrix_rows;
};

/*
 * statements_load - puts them into the temporary tables of reports/sheets.sql
 *
 * Those exist already.  0, or -1 said.
 */
int statements_load(struct ledger *l, const struct statements *s);

#endif
