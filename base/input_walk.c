#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "base/say.h"
#include "base/text.h"

#define DEPTH_MAX 64

/* A folder being walked, chained to the one it lies in. */
struct folder {
	const struct folder *above;
	dev_t dev;
	ino_t ino;
	char **names;
	size_t count, cap;
	int depth;
};

struct walk {
	struct text path;
	int (*each)(const char *path, void *arg);
	void *arg;
};

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
add_name(struct folder *f, const char *name)
{
	if (f->count == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 64;
		char **bigger = realloc(f->names, cap * sizeof *bigger);

		if (!bigger)
			return -1;
		f->names = bigger;
		f->cap = cap;
	}
	f->names[f->count] = strdup(name);
	return f->names[f->count] ? (f->count++, 0) : -1;
}

static int
list(const char *path, struct folder *f)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int rc = 0;

	if (!d)
		return say_error(
		    "%s: expected a readable folder, found: %s", path, strerror(errno));
	errno = 0;
	while (rc == 0 && (e = readdir(d))) {
		if (e->d_name[0] != '.' && add_name(f, e->d_name))
			rc = say_nomem(path);
		errno = 0;
	}
	if (rc == 0 && errno)
		rc = say_error("%s: expected to read the folder, found: %s", path, strerror(errno));
	closedir(d);
	if (f->count)
		qsort(f->names, f->count, sizeof *f->names, by_bytes);
	return rc;
}

static bool
is_above(const struct folder *f, const struct stat *st)
{
	for (; f; f = f->above)
		if (f->dev == st->st_dev && f->ino == st->st_ino)
			return true;
	return false;
}

static int
walk_folder(struct walk *w, const struct folder *above, const struct stat *st)
{
	struct folder f = { .above = above, .dev = st->st_dev, .ino = st->st_ino };
	size_t i, len = w->path.len;
	struct stat inner;
	int rc;

	f.depth = above ? above->depth + 1 : 0;
	if (f.depth > DEPTH_MAX)
		return say_error("%s: expected folders at most %d deep, found more",
		    text_str(&w->path), DEPTH_MAX);
	rc = list(text_str(&w->path), &f);
	for (i = 0; i < f.count && rc == 0; i++) {
		w->path.len = len;
		text_addf(
		    &w->path, "%s%s", len && w->path.s[len - 1] == '/' ? "" : "/", f.names[i]);
		if (text_failed(&w->path))
			rc = -1;
		else if (stat(w->path.s, &inner))
			rc = say_error("%s: expected a readable file, found: %s", w->path.s,
			    strerror(errno));
		else if (S_ISREG(inner.st_mode))
			rc = w->each(w->path.s, w->arg);
		else if (S_ISDIR(inner.st_mode) && !is_above(&f, &inner))
			rc = walk_folder(w, &f, &inner);
	}
	for (i = 0; i < f.count; i++)
		free(f.names[i]);
	free(f.names);
	return rc;
}

int
input_walk(const char *path, int (*each)(const char *path, void *arg), void *arg)
{
	struct walk w = { .each = each, .arg = arg };
	struct stat st;
	int rc;

	if (strcmp(path, "-") == 0)
		return each(path, arg);
	if (stat(path, &st))
		return say_error(
		    "%s: expected a file or a folder, found: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return each(path, arg);
	text_add(&w.path, path);
	rc = text_failed(&w.path) ? -1 : walk_folder(&w, NULL, &st);
	text_free(&w.path);
	return rc;
}
