/*
 * bench - how fast, against a floor measured in the same run
 *
 * A rate alone says more of the machine and of its neighbours than of the program.  So
 * each thing measured runs in turn with a floor, the least that must be done for the
 * same records by any program, ROUNDS times, and the best of each counts: processor
 * time of this process, system calls included, waiting for the disk not.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_ROUNDS 3

static inline double
bench_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whatever goes wrong here ends the run. */
static inline void
bench_need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench: expected %s, found a failure\n", what);
	exit(2);
}

/*
 * Runs floor and ours by turns and prints a row of the table that tests/bench/run.sh heads.
 *
 *   what, floor_what  in words
 *   count             records that each call works through
 *
 * The ratio is rate to floor: 1 is as fast, above 1 faster.
 */
static inline void
bench_compare(const char *what, void (*ours)(void *), const char *floor_what, void (*floor)(void *),
    uint64_t count, void *ctx)
{
	double best = 1e9, best_floor = 1e9;

	for (int i = 0; i < BENCH_ROUNDS; i++) {
		double start = bench_seconds(), middle, end;

		floor(ctx);
		middle = bench_seconds();
		ours(ctx);
		end = bench_seconds();
		if (middle - start < best_floor)
			best_floor = middle - start;
		if (end - middle < best)
			best = end - middle;
	}
	printf("%-40s %12.0f   %-44s %12.0f %8.2f\n", what, (double)count / best, floor_what,
	    (double)count / best_floor, best_floor / best);
	fflush(stdout);
}

#endif
