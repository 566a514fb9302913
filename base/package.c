#include "base/package.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/say.h"

#define CHUNK 65536
#define END_LEN 22	/* end of central directory record */
#define ENTRY_LEN 46
#define LOCAL_LEN 30

struct member {
	char *name;
	uint32_t method, crc;
	uint64_t packed, size, offset;
};

struct package {
	char *path;
	FILE *f;
	uint64_t bytes;
	struct member *members;
	size_t count;
};

static uint32_t
le16(const uint8_t *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static uint32_t
le32(const uint8_t *b)
{
	return le16(b) | le16(b + 2) << 16;
}

static int
refuse(const struct package *p, const char *what)
{
	return say_error("%s: expected a whole zip package, found %s", p->path, what);
}

static int
read_at(struct package *p, uint64_t offset, void *buf, size_t len)
{
	if (offset > p->bytes || len > p->bytes - offset)
		return refuse(p, "it cut short");
	if (fseeko(p->f, (off_t)offset, SEEK_SET) != 0 || fread(buf, 1, len, p->f) != len)
		return refuse(p, "it unreadable");
	return 0;
}

/* The end record stands within the last 64 KiB, after it only a comment. */
static int
find_end(struct package *p, uint8_t end[END_LEN])
{
	size_t len = p->bytes < CHUNK + END_LEN ? (size_t)p->bytes : CHUNK + END_LEN;
	uint8_t *tail = malloc(len + 1);
	int status = -1;

	if (!tail)
		return say_nomem(p->path);
	if (read_at(p, p->bytes - len, tail, len) != 0)
		goto out;
	for (size_t i = len < END_LEN ? 0 : len - END_LEN + 1; i-- > 0;)
		if (le32(tail + i) == 0x06054b50 && le16(tail + i + 20) == len - END_LEN - i) {
			memcpy(end, tail + i, END_LEN);
			status = 0;
			goto out;
		}
	refuse(p, "no directory at its end");
out:
	free(tail);
	return status;
}

static int
read_entry(struct package *p, uint64_t *offset)
{
	struct member *m = &p->members[p->count];
	uint8_t e[ENTRY_LEN];
	size_t name;

	if (read_at(p, *offset, e, sizeof e) != 0)
		return -1;
	name = le16(e + 28);
	if (le32(e) != 0x02014b50 || name == 0 || name > PACKAGE_NAME_MAX)
		return refuse(p, "a directory that is none");
	if ((le16(e + 8) & 1) || le32(e + 20) == UINT32_MAX || le32(e + 24) == UINT32_MAX)
		return refuse(p, "an encrypted or ZIP64 member");
	*m = (struct member){ .method = le16(e + 10), .crc = le32(e + 16), .packed = le32(e + 20),
		.size = le32(e + 24), .offset = le32(e + 42) };
	m->name = calloc(1, name + 1);
	if (!m->name)
		return say_nomem(p->path);
	p->count++;
	*offset += ENTRY_LEN;
	if (read_at(p, *offset, m->name, name) != 0)
		return -1;
	*offset += name + le16(e + 30) + le16(e + 32);
	return 0;
}

static int
read_directory(struct package *p)
{
	uint8_t end[END_LEN] = { 0 };
	uint64_t offset;
	size_t count;

	if (find_end(p, end) != 0)
		return -1;
	count = le16(end + 10);
	offset = le32(end + 16);
	if (count > PACKAGE_MEMBERS_MAX)
		return refuse(p, "too many members");
	p->members = calloc(count + 1, sizeof *p->members);
	if (!p->members)
		return say_nomem(p->path);
	while (p->count < count)
		if (read_entry(p, &offset) != 0)
			return -1;
	return 0;
}

struct package *
package_open(const char *path)
{
	struct package *p = calloc(1, sizeof *p);
	off_t size = -1;

	if (!p || !(p->path = strdup(path))) {
		free(p);
		say_nomem(path);
		return NULL;
	}
	p->f = fopen(path, "rb");
	if (p->f && fseeko(p->f, 0, SEEK_END) == 0)
		size = ftello(p->f);
	if (size < 0) {
		say_error("%s: expected a file that can be read, found: %s", path, strerror(errno));
		package_close(p);
		return NULL;
	}
	p->bytes = (uint64_t)size;
	if (read_directory(p) == 0)
		return p;
	package_close(p);
	return NULL;
}

void
package_close(struct package *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		free(p->members[i].name);
	free(p->members);
	if (p->f)
		fclose(p->f);
	free(p->path);
	free(p);
}

size_t
package_count(const struct package *p)
{
	return p->count;
}

const char *
package_name(const struct package *p, size_t i)
{
	return p->members[i].name;
}

/* A member while it is read. */
struct reading {
	struct package *p;
	const struct member *m;
	uint64_t max, out;	/* bytes at most, bytes so far */
	uint32_t crc;
	int (*each)(void *ctx, const void *data, size_t len);
	void *ctx;
};

static int
give(struct reading *r, const uint8_t *data, size_t len)
{
	if (len == 0)
		return 0;
	r->out += len;
	if (r->out > r->max || r->out > r->m->size)
		return refuse(r->p, "a member larger than it may be");
	r->crc = (uint32_t)crc32(r->crc, data, (uInt)len);
	return r->each(r->ctx, data, len);
}

static int
copy_stored(struct reading *r, uint8_t *in)
{
	uint64_t left = r->m->packed;
	int status = 0;

	while (left > 0 && status == 0) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (fread(in, 1, n, r->p->f) != n)
			return refuse(r->p, "it cut short");
		left -= n;
		status = give(r, in, n);
	}
	return status;
}

static int
inflate_member(struct reading *r, uint8_t *in, uint8_t *out)
{
	z_stream z = { 0 };
	uint64_t left = r->m->packed;
	int status = 0, rc = Z_OK;

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return say_nomem(r->p->path);
	while (status == 0 && rc != Z_STREAM_END) {
		if (z.avail_in == 0 && left > 0) {
			size_t n = left < CHUNK ? (size_t)left : CHUNK;

			z.avail_in = (uInt)fread(in, 1, n, r->p->f);
			z.next_in = in;
			left = z.avail_in == n ? left - n : 0;
		}
		z.next_out = out;
		z.avail_out = CHUNK;
		rc = inflate(&z, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END) {
			status = refuse(r->p, "a member that does not inflate");
			break;
		}
		status = give(r, out, CHUNK - z.avail_out);
	}
	inflateEnd(&z);
	return status;
}

int
package_read(struct package *p, size_t i, uint64_t max,
    int (*each)(void *ctx, const void *data, size_t len), void *ctx)
{
	const struct member *m = &p->members[i];
	struct reading r = { .p = p, .m = m, .max = max, .each = each, .ctx = ctx };
	uint8_t local[LOCAL_LEN], *buffers;
	uint64_t data;
	int status;

	if (read_at(p, m->offset, local, sizeof local) != 0)
		return -1;
	data = m->offset + LOCAL_LEN + le16(local + 26) + le16(local + 28);
	if (le32(local) != 0x04034b50 || data > p->bytes || m->packed > p->bytes - data)
		return refuse(p, "a member that is not where the directory says");
	if (m->method != 0 && m->method != Z_DEFLATED)
		return refuse(p, "a member packed by an unknown method");
	if (fseeko(p->f, (off_t)data, SEEK_SET) != 0)
		return refuse(p, "it unreadable");
	buffers = malloc(2 * (size_t)CHUNK);
	if (!buffers)
		return say_nomem(p->path);
	status = m->method == 0 ? copy_stored(&r, buffers) :
				  inflate_member(&r, buffers, buffers + CHUNK);
	free(buffers);
	if (status == 0 && (r.out != m->size || r.crc != m->crc))
		return refuse(p, "a member with another checksum");
	return status;
}

/* The first bytes of an XML member, and its last. */
struct ends {
	char first[2048], last[256];
	size_t first_len, last_len;
};

static int
keep_ends(void *ctx, const void *data, size_t len)
{
	struct ends *e = ctx;
	const char *s = data;
	size_t n = sizeof e->first - 1 - e->first_len, keep;

	n = n < len ? n : len;
	memcpy(e->first + e->first_len, s, n);
	e->first_len += n;
	keep = len < sizeof e->last - 1 ? sizeof e->last - 1 - len : 0;
	keep = keep < e->last_len ? keep : e->last_len;
	memmove(e->last, e->last + e->last_len - keep, keep);
	n = len < sizeof e->last - 1 ? len : sizeof e->last - 1;
	memcpy(e->last + keep, s + len - n, n);
	e->last_len = keep + n;
	return 0;
}

/* Does the text end with the end tag of the element it begins with? */
static bool
is_whole(struct ends *e)
{
	const char *root = e->first, *end = e->first + e->first_len;
	char tag[128];
	size_t n = 0;

	while ((root = memchr(root, '<', (size_t)(end - root))) && end - root > 1 && root[1] == '?')
		root++;
	if (!root || end - root < 2)
		return false;
	for (root++; root + n < end && n < sizeof tag - 4 && !strchr(" />\t\r\n", root[n]); n++)
		;
	while (e->last_len > 0 && isspace((unsigned char)e->last[e->last_len - 1]))
		e->last_len--;
	snprintf(tag, sizeof tag, "</%.*s>", (int)n, root);
	n = strlen(tag);
	if (e->last_len >= n && memcmp(e->last + e->last_len - n, tag, n) == 0)
		return true;
	/* an element without content, and nothing after it */
	root = memchr(root, '>', (size_t)(end - root));
	return root && root[-1] == '/' && e->first_len < sizeof e->first - 1;
}

int
package_check(const char *path)
{
	struct package *p = package_open(path);
	int status = p ? 0 : -1;

	for (size_t i = 0; p && i < p->count && status == 0; i++) {
		struct ends e = { .first_len = 0 };

		status = package_read(p, i, UINT64_MAX, keep_ends, &e);
		if (status == 0 && !is_whole(&e))
			status = say_error("%s: expected room to write the whole of %s, found it cut short",
			    path, p->members[i].name);
	}
	package_close(p);
	return status;
}
