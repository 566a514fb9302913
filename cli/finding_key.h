/*
 * finding_key - what may be set of a finding, and what values it takes
 *
 *	status		unconfirmed, open, remediating, resolved, verified, not an issue
 *	owner		who sees to it
 *	due		until when (date or RFC 3339 time)
 *	severity	MUST, SHOULD
 *	revocation	24h, 5d, none: instead of the rule's class (BR 4.9.1.1)
 *	aware_at	when the CA became aware; needs reason
 *	reason		why, beside status or aware_at
 *	revoked_at	when the last affected certificate was revoked; stops no clock (cli/standing.h)
 *	bugzilla	number or URL
 *	preliminary_at, reported_at	when the preliminary and the full report were filed
 *	question_at, reply_at	a question in the bug, and the reply to it
 *	root_cause, effect	in words
 *	lessons_well, lessons_not_well, lessons_lucky, lessons_other	in words
 *	cause.N.title description timeline detection interaction methodology
 *	action.N.item kind causes criteria due status	kind: Prevent, Mitigate, Detect;
 *			status: Complete, Ongoing, Delayed
 *
 * What only the incident report uses (CCADB Incident Reporting Guidelines 3.2):
 *
 *	description, policies, heuristic, issuance_stopped, analysis, considerations	in words
 *	disclosure	Self Reported, Third Party Reported, Audit
 *	noncompliance_from, noncompliance_until		instead of first and last issuance
 *	timeline.N.at event	what the ledger does not know of
 *	related.N.bug opened description
 */
#ifndef CLI_FINDING_KEY_H
#define CLI_FINDING_KEY_H

#include <stdbool.h>

/* The fault of KEY=VALUE in words, NULL where there is none. */
const char *finding_key_fault(const char *key, const char *value);

/* Is it a key of the list above, whatever its value? */
bool finding_key_known(const char *key);

#endif
