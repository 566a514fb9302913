#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/crl.h"

static const char *const names[] = {
	[0] = "unspecified",
	[1] = "keyCompromise",
	[2] = "cACompromise",
	[3] = "affiliationChanged",
	[4] = "superseded",
	[5] = "cessationOfOperation",
	[6] = "certificateHold",
	[8] = "removeFromCRL",
	[9] = "privilegeWithdrawn",
	[10] = "aACompromise",
};

const char *
crl_reason_name(int reason)
{
	return reason >= 0 && reason <= 10 ? names[reason] : NULL;
}

/* Letters alone, case aside. */
static bool
same_word(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == ' ' || *a == '_' || *a == '-')
			a++;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

int
crl_reason_parse(const char *s)
{
	char *end;
	long n;

	for (int i = 0; i <= 10; i++)
		if (names[i] != NULL && same_word(s, names[i]))
			return i;
	if (!isdigit((unsigned char)*s))
		return -1;
	n = strtol(s, &end, 10);
	return *end == '\0' && n <= 10 && names[n] != NULL ? (int)n : -1;
}
