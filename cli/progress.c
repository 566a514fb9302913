#include "cli/progress.h"

#include <time.h>
#include <unistd.h>

#define STEP 256		/* units between looks at the clock */
#define EVERY_MS 200

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_begin(struct progress *p, const struct cli *cli, const char *what, uint64_t total)
{
	*p = (struct progress){ .on = !cli->quiet && isatty(STDERR_FILENO), .what = what,
		.total = total };
	if (p->on)
		p->began_ms = p->shown_ms = now_ms();
}

void
progress_step(struct progress *p, uint64_t done)
{
	int64_t now, spent;

	if (!p->on || done < p->next)
		return;
	p->next = done + STEP;
	now = now_ms();
	if (now - p->shown_ms < EVERY_MS)
		return;
	p->shown_ms = now;
	spent = now - p->began_ms;
	fprintf(stderr, "\r%s: %llu", p->what, (unsigned long long)done);
	if (p->total)
		fprintf(stderr, " of %llu (%llu%%)", (unsigned long long)p->total,
		    (unsigned long long)(done * 100 / p->total));
	fprintf(stderr, ", %llu/s", (unsigned long long)(done * 1000 / (uint64_t)(spent ? spent : 1)));
	if (p->total > done && done)
		fprintf(stderr, ", %llu s left",
		    (unsigned long long)((p->total - done) * (uint64_t)spent / done / 1000));
	fputs("\033[K", stderr);
}

void
progress_end(struct progress *p)
{
	if (p->on)
		fputs("\r\033[K", stderr);
}
