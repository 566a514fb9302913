#include "cli/finding_key.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/instant.h"

enum form { TEXT, PERSON, TIME, STATUS, SEVERITY, REVOCATION, KIND, ACTION_STATUS, DISCLOSURE };

static const struct {
	const char *key;
	enum form form;
} keys[] = {
	{ "status", STATUS },		{ "owner", PERSON },
	{ "due", TIME },		{ "severity", SEVERITY },
	{ "revocation", REVOCATION },	{ "aware_at", TIME },
	{ "reason", TEXT },		{ "revoked_at", TIME },
	{ "bugzilla", TEXT },		{ "preliminary_at", TIME },
	{ "reported_at", TIME },	{ "question_at", TIME },
	{ "reply_at", TIME },		{ "root_cause", TEXT },
	{ "effect", TEXT },		{ "lessons_well", TEXT },
	{ "lessons_not_well", TEXT },	{ "lessons_lucky", TEXT },
	{ "lessons_other", TEXT },	{ "cause.#.title", TEXT },
	{ "cause.#.description", TEXT },	{ "cause.#.timeline", TEXT },
	{ "cause.#.detection", TEXT },	{ "cause.#.interaction", TEXT },
	{ "cause.#.methodology", TEXT },	{ "action.#.item", TEXT },
	{ "action.#.kind", KIND },	{ "action.#.causes", TEXT },
	{ "action.#.criteria", TEXT },	{ "action.#.due", TIME },
	{ "action.#.status", ACTION_STATUS },	{ "description", TEXT },
	{ "policies", TEXT },		{ "heuristic", TEXT },
	{ "issuance_stopped", TEXT },	{ "analysis", TEXT },
	{ "considerations", TEXT },	{ "disclosure", DISCLOSURE },
	{ "noncompliance_from", TIME },	{ "noncompliance_until", TIME },
	{ "timeline.#.at", TIME },	{ "timeline.#.event", TEXT },
	{ "related.#.bug", TEXT },	{ "related.#.opened", TIME },
	{ "related.#.description", TEXT },
};

/* '#' stands for a number from 1 to 99. */
static bool
key_is(const char *pattern, const char *key)
{
	for (; *pattern && *key; pattern++) {
		if (*pattern != '#') {
			if (*pattern != *key++)
				return false;
			continue;
		}
		if (*key < '1' || *key > '9')
			return false;
		key++;
		if (*key >= '0' && *key <= '9')
			key++;
	}
	return !*pattern && !*key;
}

static bool
one_of(const char *value, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(*words, value) == 0)
			return true;
	return false;
}

static const char *
value_fault(enum form form, const char *value)
{
	static const char *const statuses[] = { "unconfirmed", "open", "remediating", "resolved",
		"verified", "not an issue", NULL };
	static const char *const severities[] = { "MUST", "SHOULD", NULL };
	static const char *const revocations[] = { "24h", "5d", "none", NULL };
	static const char *const kinds[] = { "Prevent", "Mitigate", "Detect", NULL };
	static const char *const disclosures[] = { "Self Reported", "Third Party Reported", "Audit", NULL };
	static const char *const action_statuses[] = { "Complete", "Ongoing", "Delayed", NULL };
	int64_t t;

	switch (form) {
	case TEXT: return NULL;
	case PERSON: return value[strspn(value, " \t")] ? NULL : "expected a name";
	case TIME:
		return instant_parse_any(value, &t, NULL) == 0 ? NULL :
								 "expected a date or an RFC 3339 time";
	case STATUS:
		return one_of(value, statuses) ?
		    NULL :
		    "expected unconfirmed, open, remediating, resolved, verified or not an issue";
	case SEVERITY: return one_of(value, severities) ? NULL : "expected MUST or SHOULD";
	case REVOCATION: return one_of(value, revocations) ? NULL : "expected 24h, 5d or none";
	case KIND: return one_of(value, kinds) ? NULL : "expected Prevent, Mitigate or Detect";
	case ACTION_STATUS:
		return one_of(value, action_statuses) ? NULL : "expected Complete, Ongoing or Delayed";
	case DISCLOSURE:
		return one_of(value, disclosures) ? NULL :
						    "expected Self Reported, Third Party Reported or Audit";
	}
	return NULL;
}

const char *
finding_key_fault(const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (key_is(keys[i].key, key))
			return *value ? value_fault(keys[i].form, value) : "expected a value";
	return "expected a key that selfaudit(1) lists";
}

bool
finding_key_known(const char *key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (key_is(keys[i].key, key))
			return true;
	return false;
}
