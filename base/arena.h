/*
 * arena - memory that is given back all at once
 *
 * For what is decoded, looked at and forgotten a hundred thousand times a
 * second: pieces are cut from chunks, arena_reset() forgets them all and
 * keeps one chunk for the next round.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);	  /* NULL when memory ran out, said */
void arena_free(struct arena *a); /* NULL is fine */
void arena_reset(struct arena *a);

/* size bytes, aligned for any type, uninitialised; NULL (said) when memory ran out. */
void *arena_get(struct arena *a, size_t size);
/* n zeroed elements of size bytes; NULL (said) also where n * size overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);
/* A copy of len bytes with a NUL behind it. */
char *arena_string(struct arena *a, const void *s, size_t len);

#endif
