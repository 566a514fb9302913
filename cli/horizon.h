/* horizon - what changes in the rules after a date, in the order of time */
#ifndef CLI_HORIZON_H
#define CLI_HORIZON_H

#include <stddef.h>
#include <stdint.h>

struct catalogue;

struct horizon_change {
	int64_t at;
	char text[200];
	const char *source;	/* borrowed from the catalogue or the rule */
};

struct horizon {		/* zero-initialise */
	struct horizon_change *changes;
	size_t count, cap;
};

/* Every date after `after` of the catalogue and of the rules.  0, or -1 said. */
int horizon_of(struct horizon *h, const struct catalogue *c, int64_t after);
void horizon_free(struct horizon *h);

#endif
