/*
 * certs - the certificates of a PEM file in memory, for benches that want them at hand
 */
#ifndef TESTS_BENCH_CERTS_H
#define TESTS_BENCH_CERTS_H

#include <string.h>

#include "base/certsource.h"
#include "tests/bench/bench.h"

struct certs_one {
	uint8_t *der;
	size_t len;
};

struct certs {
	const char *path;
	struct certs_one *one;
	size_t count, cap;
};

static inline void
certs_add(struct certs *all, const uint8_t *der, size_t len)
{
	struct certs_one *one;

	if (all->count == all->cap) {
		all->cap = all->cap ? 2 * all->cap : 1024;
		all->one = realloc(all->one, all->cap * sizeof *all->one);
		bench_need(all->one, "memory");
	}
	one = &all->one[all->count++];
	one->der = malloc(len);
	bench_need(one->der, "memory");
	memcpy(one->der, der, len);
	one->len = len;
}

/* Reads through a file of certificates; all may be NULL.  How many there were. */
static inline size_t
certs_scan(const char *path, struct certs *all)
{
	struct input *in = input_open(path);
	struct certsource *source = in ? certsource_new(in, NULL) : NULL;
	struct certsource_record r;
	size_t n = 0;

	bench_need(source, "a file of certificates");
	while (certsource_next(source, &r) == CERTSOURCE_RECORD) {
		if (all)
			certs_add(all, r.der, r.der_len);
		n++;
	}
	certsource_free(source);
	input_close(in);
	return n;
}

static inline struct certs
certs_load(const char *path)
{
	struct certs all = { .path = path };

	bench_need(certs_scan(path, &all) > 0, "certificates");
	return all;
}

static inline void
certs_free(struct certs *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->one[i].der);
	free(all->one);
}

#endif
