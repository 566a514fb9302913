#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"

#define FIRST_CHUNK ((size_t)32 << 10)
#define KEEP_AT_MOST ((size_t)1 << 20) /* a monster's chunk is not kept for ever */
#define ALIGN alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks; /* the newest first */
};

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c = NULL;

	if (size <= SIZE_MAX - sizeof *c)
		c = malloc(sizeof *c + size);
	if (c == NULL) {
		say_nomem("arena");
		return NULL;
	}
	c->next = NULL;
	c->size = size;
	c->used = 0;
	return c;
}

struct arena *
arena_new(void)
{
	struct arena *a = malloc(sizeof *a);

	if (a == NULL) {
		say_nomem("arena");
		return NULL;
	}
	if ((a->chunks = chunk_new(FIRST_CHUNK)) == NULL) {
		free(a);
		return NULL;
	}
	return a;
}

static void
drop(struct chunk *c)
{
	while (c != NULL) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	drop(a->chunks);
	free(a);
}

void
arena_reset(struct arena *a)
{
	/* the newest chunk is the largest; keep it unless it is a monster's */
	struct chunk **keep = &a->chunks;

	while ((*keep)->size > KEEP_AT_MOST && (*keep)->next != NULL) {
		struct chunk *big = *keep;

		*keep = big->next;
		free(big);
	}
	drop(a->chunks->next);
	a->chunks->next = NULL;
	a->chunks->used = 0;
}

void *
arena_get(struct arena *a, size_t size)
{
	struct chunk *c = a->chunks;
	void *p;

	if (size > SIZE_MAX - ALIGN) {
		say_nomem("arena");
		return NULL;
	}
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (c->size - c->used < size) {
		size_t want = c->size <= KEEP_AT_MOST / 2 ? c->size * 2 : c->size;

		if ((c = chunk_new(want > size ? want : size)) == NULL)
			return NULL;
		c->next = a->chunks;
		a->chunks = c;
	}
	p = c->bytes + c->used;
	c->used += size;
	return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size) {
		say_nomem("arena");
		return NULL;
	}
	if ((p = arena_get(a, n * size)) != NULL)
		memset(p, 0, n * size);
	return p;
}

char *
arena_string(struct arena *a, const void *s, size_t len)
{
	char *p = len < SIZE_MAX ? arena_get(a, len + 1) : NULL;

	if (p == NULL)
		return NULL;
	if (len > 0)
		memcpy(p, s, len);
	p[len] = '\0';
	return p;
}
