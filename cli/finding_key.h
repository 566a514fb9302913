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
 *	revoked_at	when the last affected certificate was revoked
 *	bugzilla	number or URL
 *	preliminary_at, reported_at	when the preliminary and the full report were filed
 *	question_at, reply_at	a question in the bug, and the reply to it
 *	root_cause, effect	in words
 *	lessons_well, lessons_not_well, lessons_lucky	in words
 *	cause.N.description timeline detection interaction methodology
 *	action.N.item kind causes criteria due status	kind: Prevent, Mitigate, Detect;
 *			status: Complete, Ongoing, Delayed
 */
#ifndef CLI_FINDING_KEY_H
#define CLI_FINDING_KEY_H

/* The fault of KEY=VALUE in words, NULL where there is none. */
const char *finding_key_fault(const char *key, const char *value);

#endif
