/*
 * process - run another program: an argument vector, a time limit, an output cap
 *
 * Never a shell.  The program is looked up in PATH, gets its own process group
 * and no open file of ours but the three standard ones; what it started dies
 * with it when a limit is reached.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct process_limits {
	int seconds;   /* of wall-clock time, > 0 */
	size_t output; /* bytes of standard output kept, > 0 */
	size_t error;  /* bytes of standard error kept; more is read and dropped */
};

struct process_result {
	struct text out, err; /* the caller's, process_result_free */
	int status;	      /* exit status 0..255; 128 + n when signal n ended it */
	bool timed_out;	      /* killed by the time limit */
	bool truncated;	      /* killed because it wrote more than limits->output */
};

/*
 * process_run - run argv[0] with argv (ended by NULL) and wait for its end
 *
 * input, input_len go to its standard input (NULL: it reads end of file).
 * Returns 0 and fills *r, whatever the program's exit status was, also when a
 * limit ended it; -1 said, *r untouched, when it could not be started or
 * memory ran out.
 */
int process_run(const char *const argv[], const void *input, size_t input_len,
		const struct process_limits *limits, struct process_result *r);
void process_result_free(struct process_result *r);

/* Whether PATH holds an executable of this name (a name with a slash: that file). */
bool process_found(const char *name);

#endif
