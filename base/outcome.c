#include "base/outcome.h"

static const struct {
	const char *name;
	char code;
} outcomes[OUTCOME_COUNT] = {
	[OUTCOME_PASS] = { "pass", 'P' },	[OUTCOME_FAIL] = { "fail", 'F' },
	[OUTCOME_NA] = { "na", 'A' },		[OUTCOME_NE] = { "ne", 'N' },
	[OUTCOME_MISSING] = { "missing", 'M' }, [OUTCOME_NT] = { "nt", 'T' },
	[OUTCOME_ERROR] = { "error", 'E' },
};

const char *
outcome_name(enum outcome o)
{
	return outcomes[o].name;
}

char
outcome_code(enum outcome o)
{
	return outcomes[o].code;
}

enum outcome
outcome_of_code(char c)
{
	for (int o = 0; o < OUTCOME_COUNT; o++)
		if (outcomes[o].code == c)
			return (enum outcome)o;
	return OUTCOME_ERROR;
}

bool
outcome_is_exception(enum outcome o)
{
	return o == OUTCOME_FAIL || o == OUTCOME_MISSING || o == OUTCOME_ERROR;
}
