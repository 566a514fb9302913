#include "cli/manifest.h"

#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"

#define MANIFEST_MAX (256u << 20)

static const char *const seals[] = { MANIFEST_FILE, MANIFEST_SIGNATURE, MANIFEST_QUERY, MANIFEST_STAMP };

bool
manifest_is_below(const char *name)
{
	for (size_t n;; name += n + 1) {
		n = strcspn(name, "/");
		if (n == 0 || (n == 1 && name[0] == '.') || (n == 2 && name[0] == '.' && name[1] == '.'))
			return false;
		if (name[n] == '\0')
			return true;
	}
}

const char *
manifest_path(struct text *out, const char *dir, const char *name)
{
	text_clear(out);
	text_addf(out, "%s/%s", dir, name);
	return text_str(out);
}

/* The path below the folder. */
static const char *
below(const char *dir, const char *path)
{
	path += strlen(dir);
	return path + strspn(path, "/");
}

static bool
is_seal(const char *name)
{
	for (size_t i = 0; i < sizeof seals / sizeof *seals; i++)
		if (strcmp(name, seals[i]) == 0)
			return true;
	return strcmp(name, MANIFEST_SUMS) == 0;
}

struct walk {
	const char *dir;
	struct text *out;
};

static int
add_line(struct text *out, const char *path, const char *name)
{
	uint8_t hash[32];
	char hex[DIGEST_HEX];

	if (digest_file(path, hash, NULL) != 0)
		return -1;
	text_addf(out, "%s  %s\n", digest_hex(hash, 32, hex), name);
	return text_failed(out) ? -1 : 0;
}

static int
add_file(const char *path, void *arg)
{
	struct walk *w = arg;
	const char *name = below(w->dir, path);

	return is_seal(name) ? 0 : add_line(w->out, path, name);
}

int
manifest_of(const char *dir, struct text *out)
{
	struct walk w = { dir, out };

	return input_walk(dir, add_file, &w);
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

int
manifest_sums(const char *dir, struct text *out)
{
	struct text path = { 0 };
	int rc = 0;

	for (size_t i = 0; i < sizeof seals / sizeof *seals && rc == 0; i++)
		if (exists(manifest_path(&path, dir, seals[i])))
			rc = add_line(out, text_str(&path), seals[i]);
	text_free(&path);
	return rc;
}

/* ---- checking ---- */

/* A manifest in memory: names in the order of the file. */
struct listed {
	char *bytes;
	struct line {
		const char *hex, *name;
	} *lines;
	size_t count;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->name, ((const struct line *)b)->name);
}

static int
by_path(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool
is_line(const char *s)
{
	size_t n = strspn(s, "0123456789abcdef");

	return n == 64 && s[64] == ' ' && s[65] == ' ' && manifest_is_below(s + 66);
}

/* Splits it into lines.  0; 1 difference; -1 said. */
static int
split(struct listed *m, const char *what, struct text *difference)
{
	char *s = m->bytes;
	size_t lines = 0;

	for (const char *p = s; *p; p++)
		lines += *p == '\n';
	m->lines = calloc(lines + 1, sizeof *m->lines);
	if (!m->lines)
		return say_nomem(what);
	while (*s) {
		char *end = strchr(s, '\n');

		if (end)
			*end = '\0';
		if (!end || !is_line(s)) {
			text_addf(difference, "%s:%zu: expected a SHA-256 and a name, found other bytes", what,
			    m->count + 1);
			return 1;
		}
		s[64] = '\0';
		m->lines[m->count++] = (struct line){ s, s + 66 };
		s = end + 1;
	}
	return 0;
}

static int
load(struct listed *m, const char *dir, const char *what, struct text *difference)
{
	struct text path = { 0 };
	size_t len;
	int rc = -1;

	*m = (struct listed){ 0 };
	if (!exists(manifest_path(&path, dir, what))) {
		text_addf(difference, "%s: expected that file, found none", what);
		rc = 1;
	} else if (input_slurp(text_str(&path), MANIFEST_MAX, &m->bytes, &len) == 0) {
		if (strlen(m->bytes) == len)
			rc = split(m, what, difference);
		else {
			text_addf(difference, "%s: expected text, found NUL", what);
			rc = 1;
		}
	}
	text_free(&path);
	return rc;
}

static void
release(struct listed *m)
{
	free(m->lines);
	free(m->bytes);
	*m = (struct listed){ 0 };
}

static int
check_lines(const struct listed *m, const char *dir, const char *what, struct text *difference)
{
	struct text path = { 0 };
	int rc = 0;

	for (size_t i = 0; i < m->count && rc == 0; i++) {
		uint8_t hash[32];
		char hex[DIGEST_HEX];

		if (!exists(manifest_path(&path, dir, m->lines[i].name))) {
			text_addf(difference, "%s: expected that file, which %s lists, found none",
			    m->lines[i].name, what);
			rc = 1;
		} else if (digest_file(text_str(&path), hash, NULL) != 0)
			rc = -1;
		else if (strcmp(digest_hex(hash, 32, hex), m->lines[i].hex) != 0) {
			text_addf(difference, "%s: expected the SHA-256 %s that %s states, found %s",
			    m->lines[i].name, m->lines[i].hex, what, hex);
			rc = 1;
		}
	}
	text_free(&path);
	return rc;
}

/*
 * What is in the folder, hidden or not: files and folders alone, for a link leads out of it and a
 * pipe never ends; and, where m is given, no file that it does not list.  0, 1, -1 said.
 */
static int
look_around(const char *dir, const struct listed *m, struct text *difference)
{
	char *const roots[] = { (char *)dir, NULL };	/* fts does not write to it */
	FTS *fts = fts_open(roots, FTS_COMFOLLOW | FTS_PHYSICAL | FTS_NOCHDIR, by_path);
	FTSENT *e;
	int rc = fts ? 0 : say_error("%s: expected a readable folder, found: %s", dir, strerror(errno));

	while (rc == 0 && (e = fts_read(fts))) {
		const struct line key = { NULL, below(dir, e->fts_path) };

		switch (e->fts_info) {
		case FTS_D:
		case FTS_DP: break;
		case FTS_F:
			if (!m || is_seal(key.name) ||
			    (m->count && bsearch(&key, m->lines, m->count, sizeof key, by_name)))
				break;
			text_addf(difference, "%s: expected no file that " MANIFEST_FILE " does not list, found it",
			    key.name);
			rc = 1;
			break;
		case FTS_DNR:
		case FTS_ERR:
		case FTS_NS:
			rc = say_error("%s: expected to read it, found: %s", e->fts_path, strerror(e->fts_errno));
			break;
		default:
			text_addf(difference, "%s: expected a file or a folder, found something else", key.name);
			rc = 1;
		}
	}
	if (fts)
		fts_close(fts);
	return rc;
}

static bool
lists(const struct listed *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->lines[i].name, name) == 0)
			return true;
	return false;
}

/* MANIFEST.sha256 first: then a change of MANIFEST itself is named as such. */
static int
check_sums(const char *dir, struct text *difference)
{
	struct text path = { 0 };
	struct listed m;
	int rc = load(&m, dir, MANIFEST_SUMS, difference);

	for (size_t i = 0; i < sizeof seals / sizeof *seals && rc == 0; i++)
		if (!lists(&m, seals[i]) && (i == 0 || exists(manifest_path(&path, dir, seals[i])))) {
			text_addf(difference, MANIFEST_SUMS ": expected a line for %s, found none", seals[i]);
			rc = 1;
		}
	if (rc == 0)
		rc = check_lines(&m, dir, MANIFEST_SUMS, difference);
	text_free(&path);
	release(&m);
	return rc;
}

/* By name, each once. */
static int
sort_lines(struct listed *m, struct text *difference)
{
	if (m->count)
		qsort(m->lines, m->count, sizeof *m->lines, by_name);
	for (size_t i = 1; i < m->count; i++)
		if (strcmp(m->lines[i - 1].name, m->lines[i].name) == 0) {
			text_addf(difference, "%s: expected one line of " MANIFEST_FILE ", found two",
			    m->lines[i].name);
			return 1;
		}
	return 0;
}

int
manifest_check(const char *dir, uint64_t *files, struct text *difference)
{
	struct listed m = { 0 };
	int rc = look_around(dir, NULL, difference);

	if (rc == 0)
		rc = check_sums(dir, difference);
	if (rc == 0)
		rc = load(&m, dir, MANIFEST_FILE, difference);
	if (rc == 0)
		rc = check_lines(&m, dir, MANIFEST_FILE, difference);
	if (rc == 0)
		rc = sort_lines(&m, difference);
	if (rc == 0)
		rc = look_around(dir, &m, difference);
	if (rc == 0)
		*files = m.count;
	release(&m);
	return rc;
}
