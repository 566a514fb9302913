#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/say.h"
#include "base/text.h"

struct outfile {
	struct text path, temporary;
	FILE *f;
};

/* mkstemp makes 0600; the wanted mode less the umask needs the umask, which
 * only open() applies without a race: so the name is made here. */
static int
create(struct outfile *o, mode_t mode)
{
	size_t len;
	unsigned n;
	int fd = -1;

	text_add(&o->temporary, text_str(&o->path));
	len = o->temporary.len;
	for (n = 0; n < 1000 && fd < 0; n++) {
		if (!text_failed(&o->temporary))
			o->temporary.len = len;
		text_addf(&o->temporary, ".part-%ld-%u", (long)getpid(), n);
		if (text_failed(&o->temporary))
			return -1;
		fd = open(
		    o->temporary.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0) {
		say_error("%s: expected a file that can be written, found: %s", text_str(&o->path),
		    strerror(errno));
		return -1;
	}
	o->f = fdopen(fd, "w");
	if (!o->f) {
		close(fd);
		unlink(o->temporary.s);
		return say_nomem(text_str(&o->path));
	}
	return 0;
}

/* A pipe, /dev/null: written as it stands, a rename would put a file in its place. */
static int
open_device(struct outfile *o)
{
	o->f = fopen(text_str(&o->path), "w");
	if (!o->f)
		return say_error("%s: expected a file that can be written, found: %s",
		    text_str(&o->path), strerror(errno));
	return 0;
}

/* A ledger named by mistake, or its -wal, would be gone: SQLite's files are never replaced. */
static bool
is_database(const char *path)
{
	static const unsigned char main_file[16] = "SQLite format 3", wal[3] = { 0x37, 0x7f, 0x06 };
	unsigned char head[16] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof head);

	if (fd >= 0)
		close(fd);
	return (n == (ssize_t)sizeof head && memcmp(head, main_file, sizeof head) == 0) ||
	       (n >= (ssize_t)sizeof wal && memcmp(head, wal, sizeof wal) == 0);
}

struct outfile *
outfile_open(const char *path, mode_t mode)
{
	struct outfile *o = calloc(1, sizeof *o);
	struct stat st;
	int rc;

	if (!o) {
		say_nomem(path);
		return NULL;
	}
	text_add(&o->path, path);
	if (text_failed(&o->path))
		rc = -1;
	else if (!*path)
		rc = say_error("expected the name of a file to write, found an empty one");
	else if (is_database(path))
		rc = say_error("%s: expected a file that may be replaced, found a database", path);
	else if (stat(path, &st) || S_ISREG(st.st_mode))
		rc = create(o, mode);
	else if (S_ISDIR(st.st_mode))
		rc = say_error("%s: expected a file that can be written, found a folder", path);
	else
		rc = open_device(o);
	if (rc == 0)
		return o;
	text_free(&o->path);
	text_free(&o->temporary);
	free(o);
	return NULL;
}

FILE *
outfile_stream(struct outfile *o)
{
	return o->f;
}

const char *
outfile_temporary(const struct outfile *o)
{
	return text_str(o->temporary.len ? &o->temporary : &o->path);
}

/* The rename itself reaches the disk with its folder; a folder that cannot be
 * opened or synced (some network file systems) is no reason to fail. */
static void
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct text folder = { 0 };
	int fd;

	if (!slash)
		text_add(&folder, ".");
	else
		text_addn(&folder, path, slash == path ? 1 : (size_t)(slash - path));
	fd = text_failed(&folder) ? -1 : open(folder.s, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	text_free(&folder);
}

/* A library may have put another file under the temporary name: sync that one. */
static int
sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int
outfile_commit(struct outfile *o)
{
	const char *path = text_str(&o->path), *temporary = text_str(&o->temporary);
	bool failed;

	errno = 0;
	failed = ferror(o->f) != 0;
	failed |= fclose(o->f) != 0;
	o->f = NULL;
	if (!failed && *temporary)
		failed = sync_file(temporary) || rename(temporary, path);
	if (failed) {
		say_error("%s: expected to write the whole file, found: %s", path,
		    errno ? strerror(errno) : "a failed write");
		outfile_abandon(o);
		return -1;
	}
	if (*temporary)
		sync_folder(path);
	text_clear(&o->temporary);
	outfile_abandon(o);
	return 0;
}

void
outfile_abandon(struct outfile *o)
{
	if (!o)
		return;
	if (o->f)
		fclose(o->f);
	if (o->temporary.len)
		unlink(o->temporary.s);
	text_free(&o->path);
	text_free(&o->temporary);
	free(o);
}
