#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"

#define BLOCK (256u << 10)

struct input {
	int fd;			/* -1: memory */
	const char *memory;	/* what is left of it */
	size_t memory_len;

	char *buf;		/* the window is buf + at, len bytes */
	size_t cap, at, len;

	struct digest *digest;	/* NULL unless hashing */
	uint64_t bytes;
	int64_t size;
	char name[];
};

static struct input *
new_named(const char *name)
{
	struct input *in = calloc(1, sizeof *in + strlen(name) + 1);

	if (!in) {
		say_nomem(name);
		return NULL;
	}
	memcpy(in->name, name, strlen(name) + 1);
	in->fd = -1;
	in->size = -1;
	return in;
}

struct input *
input_open(const char *path)
{
	struct input *in;
	struct stat st;

	if (strcmp(path, "-") == 0) {
		in = new_named("standard input");
		if (in)
			in->fd = STDIN_FILENO;
		return in;
	}
	in = new_named(path);
	if (!in)
		return NULL;
	in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, &st)) {
		say_error("%s: expected a readable file, found: %s", path, strerror(errno));
		goto fail;
	}
	if (S_ISDIR(st.st_mode)) {
		say_error("%s: expected a file, found a folder", path);
		goto fail;
	}
	if (S_ISREG(st.st_mode))
		in->size = st.st_size;
	return in;
fail:
	input_close(in);
	return NULL;
}

struct input *
input_memory(const char *name, const void *data, size_t len)
{
	struct input *in = new_named(name);

	if (in) {
		in->memory = data;
		in->memory_len = len;
		in->size = (int64_t)len;
	}
	return in;
}

void
input_close(struct input *in)
{
	if (!in)
		return;
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	digest_free(in->digest);
	free(in->buf);
	free(in);
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

int
input_hash(struct input *in)
{
	assert(in->bytes == 0 && !in->digest);
	in->digest = digest_new();
	if (!in->digest)
		return -1;
	digest_begin(in->digest);
	return 0;
}

void
input_digest(struct input *in, uint8_t out[32])
{
	assert(in->digest);
	digest_end(in->digest, out);
	digest_free(in->digest);
	in->digest = NULL;
}

uint64_t
input_bytes(const struct input *in)
{
	return in->bytes;
}

int64_t
input_size(const struct input *in)
{
	return in->size;
}

char *
input_window(struct input *in, size_t *len)
{
	*len = in->len;
	return in->buf ? in->buf + in->at : NULL;
}

void
input_skip(struct input *in, size_t n)
{
	assert(n <= in->len);
	in->at += n;
	in->len -= n;
}

/* Up to n bytes to p: how many, 0 at the end, -1 said. */
static long
take(struct input *in, char *p, size_t n)
{
	ssize_t got;

	if (in->fd < 0) {
		got = (ssize_t)(n < in->memory_len ? n : in->memory_len);
		if (got == 0)
			return 0;
		memcpy(p, in->memory, (size_t)got);
		in->memory += got;
		in->memory_len -= (size_t)got;
	} else {
		do
			got = read(in->fd, p, n);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return say_error("%s: expected to read on, found: %s", in->name,
			    strerror(errno));
	}
	if (in->digest && got)
		digest_add(in->digest, p, (size_t)got);
	in->bytes += (uint64_t)got;
	return (long)got;
}

int
input_more(struct input *in, size_t cap)
{
	size_t room;
	long n;

	if (in->len >= cap)
		return 2;
	if (in->at && in->len)
		memmove(in->buf, in->buf + in->at, in->len);
	in->at = 0;
	if (in->len == in->cap) {
		size_t bigger = in->cap ? in->cap * 2 : BLOCK;
		char *p = realloc(in->buf, bigger + 1);

		if (!p)
			return say_nomem(in->name);
		in->buf = p;
		in->cap = bigger;
	}
	room = (in->cap < cap ? in->cap : cap) - in->len;
	n = take(in, in->buf + in->len, room);
	if (n <= 0)
		return (int)n;
	in->len += (size_t)n;
	return 1;
}

int
input_slurp(const char *path, size_t cap, char **out, size_t *len)
{
	struct input *in = input_open(path);
	char *copy = NULL;
	int rc = in ? 1 : -1;

	/* one byte over the cap tells a file that is too long */
	while (rc == 1)
		rc = input_more(in, cap + 1);
	if (rc == 2)
		rc = say_error("%s: expected at most %zu bytes, found more", input_name(in), cap);
	if (rc == 0) {
		copy = malloc(in->len + 1);
		if (!copy)
			rc = say_nomem(path);
	}
	if (rc == 0) {
		if (in->len)
			memcpy(copy, in->buf + in->at, in->len);
		copy[in->len] = '\0';
		if (len)
			*len = in->len;
		*out = copy;
	}
	input_close(in);
	return rc;
}
