#include "base/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "base/text.h"

#define DEPTH_MAX 16

struct outdir {
	struct text path, temporary, name; /* name: scratch */
};

static int
cannot(const char *path, const char *what)
{
	return say_error("%s: expected %s, found: %s", path, what, strerror(errno));
}

static int
create(struct outdir *o)
{
	for (unsigned n = 0; n < 1000; n++) {
		text_clear(&o->temporary);
		text_addf(&o->temporary, "%s.part-%ld-%u", text_str(&o->path), (long)getpid(), n);
		if (text_failed(&o->temporary))
			return -1;
		if (mkdir(o->temporary.s, 0700) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return cannot(text_str(&o->path), "a folder that can be made");
}

static void
release(struct outdir *o)
{
	text_free(&o->path);
	text_free(&o->temporary);
	text_free(&o->name);
	free(o);
}

struct outdir *
outdir_open(const char *path)
{
	struct outdir *o = calloc(1, sizeof *o);
	size_t len = strlen(path);
	struct stat st;
	int rc = -1;

	if (!o) {
		say_nomem(path);
		return NULL;
	}
	while (len > 1 && path[len - 1] == '/')
		len--;
	text_addn(&o->path, path, len);
	if (text_failed(&o->path))
		;
	else if (len == 0 || lstat(o->path.s, &st) == 0)
		say_error("%s: expected a folder that is not there yet, found it there", path);
	else
		rc = create(o);
	if (rc == 0)
		return o;
	release(o);
	return NULL;
}

const char *
outdir_path(const struct outdir *o)
{
	return text_str(&o->temporary);
}

/* No "..", no empty part, no "/" in front. */
static bool
stays_inside(const char *name)
{
	for (;;) {
		size_t n = strcspn(name, "/");

		if (n == 0 || (n == 2 && name[0] == '.' && name[1] == '.') || (n == 1 && name[0] == '.'))
			return false;
		if (name[n] == '\0')
			return true;
		name += n + 1;
	}
}

static int
make_folders(struct text *path, size_t from)
{
	for (size_t i = from; i < path->len; i++) {
		int rc;

		if (path->s[i] != '/')
			continue;
		path->s[i] = '\0';
		rc = mkdir(path->s, 0700) == 0 || errno == EEXIST ? 0 :
								    cannot(path->s, "a folder that can be made");
		path->s[i] = '/';
		if (rc != 0)
			return -1;
	}
	return 0;
}

FILE *
outdir_file(struct outdir *o, const char *name)
{
	FILE *f;
	int fd;

	if (!stays_inside(name)) {
		say_error("%s: expected a name below the folder, found %s", text_str(&o->path), name);
		return NULL;
	}
	text_clear(&o->name);
	text_addf(&o->name, "%s/%s", text_str(&o->temporary), name);
	if (text_failed(&o->name) || make_folders(&o->name, o->temporary.len + 1) != 0)
		return NULL;
	fd = open(o->name.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		cannot(o->name.s, "a file that can be written");
		return NULL;
	}
	f = fdopen(fd, "w");
	if (!f) {
		close(fd);
		say_nomem(o->name.s);
	}
	return f;
}

int
outdir_close(struct outdir *o, FILE *f)
{
	bool failed = f && ferror(f) != 0;

	failed = (f && fclose(f) != 0) || failed;
	return failed ? cannot(text_str(&o->temporary), "to write its files") : 0;
}

int
outdir_write(struct outdir *o, const char *name, const void *data, size_t len)
{
	FILE *f = outdir_file(o, name);

	if (!f)
		return -1;
	if (len)
		fwrite(data, 1, len, f);
	return outdir_close(o, f);
}

int
outdir_commit(struct outdir *o)
{
	if (rename(text_str(&o->temporary), text_str(&o->path)) != 0) {
		cannot(text_str(&o->path), "to put the folder in its place");
		outdir_abandon(o);
		return -1;
	}
	release(o);
	return 0;
}

/* Removes what is in a folder; fd is closed. */
static void
empty(int fd, int depth)
{
	DIR *d = fdopendir(fd);
	const struct dirent *e;

	if (!d) {
		close(fd);
		return;
	}
	while ((e = readdir(d))) {
		int sub;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, e->d_name, 0) == 0 || depth == DEPTH_MAX)
			continue;
		sub = openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub < 0)
			continue;
		empty(sub, depth + 1);
		unlinkat(fd, e->d_name, AT_REMOVEDIR);
	}
	closedir(d);
}

void
outdir_abandon(struct outdir *o)
{
	int fd;

	if (!o)
		return;
	fd = open(text_str(&o->temporary), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0) {
		empty(fd, 0);
		rmdir(text_str(&o->temporary));
	}
	release(o);
}
