/*
 * progress - how far a long step is, on standard error when that is a terminal
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

struct progress {
	bool on;
	const char *what;
	uint64_t total;			/* 0: not known */
	uint64_t done, next;
	int64_t began_ms, shown_ms;
};

void progress_begin(struct progress *p, const struct cli *cli, const char *what, uint64_t total);
void progress_step(struct progress *p, uint64_t done);	/* cheap; prints a few times a second */
void progress_end(struct progress *p);			/* clears the line */

#endif
