/*
 * A folder as a bundle, its files made of any bytes, past the manifest: each step agrees or
 * says what differs.  The input is the files one after the other, each behind a line "=== name".
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/unbundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD "=== "

#define WRITTEN_MAX 64
#define NAME_MAX_LEN 96

static const char *const files[] = { "bundle.json", "commitment.txt", "commitments/0001.txt",
	"plan.yaml", "cps.csv", "cps/4-tls-cps.yaml", "events.jsonl", "seals/0001.txt",
	"population.txt", "sample.csv", "rules.csv", "outcomes.csv" };
static const char *const folders[] = { "", "/certificates", "/commitments", "/cps", "/seals" };

static char dir[] = "/tmp/selfaudit-fuzz-XXXXXX";
static char written[WRITTEN_MAX][NAME_MAX_LEN];
static size_t written_count;

static const char *
path_of(const char *name, char out[160])
{
	snprintf(out, 160, "%s%s%s", dir, *name && *name != '/' ? "/" : "", name);
	return out;
}

static void
empty(void)
{
	char path[160];

	while (written_count)
		unlink(path_of(written[--written_count], path));
}

static void
end(void)
{
	char path[160];

	empty();
	for (size_t i = sizeof folders / sizeof folders[0]; i-- > 0;)
		rmdir(path_of(folders[i], path));
}

static void
begin(void)
{
	char path[160];

	if (!mkdtemp(dir))
		abort();
	for (size_t i = 1; i < sizeof folders / sizeof folders[0]; i++)
		if (mkdir(path_of(folders[i], path), 0700) != 0)
			abort();
	atexit(end);
}

/* One of the fixed names, or a certificate's. */
static bool
known(const char *name)
{
	static const char der[] = "certificates/";
	size_t n = strlen(der);

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		if (strcmp(files[i], name) == 0)
			return true;
	return strncmp(name, der, n) == 0 && strspn(name + n, "0123456789abcdef") == 64 &&
	    strcmp(name + n + 64, ".der") == 0;
}

static void
write_file(const uint8_t *name, size_t name_len, const uint8_t *data, size_t size)
{
	char path[160], *n = written[written_count];
	FILE *f;

	if (written_count == WRITTEN_MAX || name_len >= NAME_MAX_LEN)
		return;
	memcpy(n, name, name_len);
	n[name_len] = '\0';
	if (!known(n))
		return;
	written_count++;
	f = fopen(path_of(n, path), "wb");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
}

/* The line end before the next head, or the end of all. */
static const uint8_t *
next_head(const uint8_t *p, const uint8_t *last)
{
	for (; p < last; p++)
		if (*p == '\n' && (size_t)(last - p) > strlen(HEAD) && memcmp(p + 1, HEAD, strlen(HEAD)) == 0)
			return p;
	return last;
}

static void
spread(const uint8_t *p, const uint8_t *last)
{
	while ((size_t)(last - p) > strlen(HEAD) && memcmp(p, HEAD, strlen(HEAD)) == 0) {
		const uint8_t *name = p + strlen(HEAD), *line = memchr(name, '\n', (size_t)(last - name)), *stop;

		if (!line)
			return;
		stop = next_head(line, last);
		write_file(name, (size_t)(line - name), line + 1, stop > line ? (size_t)(stop - line - 1) : 0);
		p = stop < last ? stop + 1 : last;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int (*const steps[])(struct unbundle *) = { unbundle_description, unbundle_commitment,
		unbundle_history, unbundle_sample, unbundle_outcomes };
	struct unbundle u;
	int rc;

	if (strcmp(dir + sizeof dir - 7, "XXXXXX") == 0)
		begin();
	empty();
	spread(data, data + size);
	rc = unbundle_open(&u, dir, NULL);
	for (size_t i = 0; rc == 0 && i < sizeof steps / sizeof steps[0]; i++)
		rc = steps[i](&u);
	if (rc == 1 && u.v.difference.len == 0)
		abort();
	unbundle_close(&u);
	return 0;
}
