#include "sampler/draw.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"

struct draw {
	struct digest *digest;
	uint8_t seed[TICKET_LEN];
	uint64_t n, fed, spread[256];
	struct draw_item *items; /* a heap, the last in order on top */
	size_t count, cap;
	bool ascending; /* sorted for a result: not a heap just now */
};

struct draw *
draw_new(const uint8_t seed[TICKET_LEN], uint64_t n)
{
	struct draw *d = calloc(1, sizeof *d);

	if (d == NULL) {
		say_nomem("draw");
		return NULL;
	}
	d->digest = digest_new();
	if (d->digest == NULL) {
		free(d);
		return NULL;
	}
	memcpy(d->seed, seed, TICKET_LEN);
	d->n = n;
	return d;
}

void
draw_free(struct draw *d)
{
	if (d == NULL)
		return;
	digest_free(d->digest);
	free(d->items);
	free(d);
}

/* ticket * weight, big-endian 32-bit limbs: 256 + 64 bits. */
static void
multiply(const uint8_t ticket[TICKET_LEN], uint64_t weight, uint32_t out[10])
{
	uint64_t half[2] = { weight & 0xffffffffU, weight >> 32 };

	memset(out, 0, 10 * sizeof *out);
	for (int h = 0; h < 2; h++) {
		uint64_t carry = 0;

		for (int i = 7; i >= 0; i--) {
			const uint8_t *b = ticket + 4 * i;
			uint64_t limb = (uint64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
			uint64_t v = limb * half[h] + out[i + 2 - h] + carry;

			out[i + 2 - h] = (uint32_t)v;
			carry = v >> 32;
		}
		out[1 - h] = (uint32_t)carry;
	}
}

/* ticket a / weight a against ticket b / weight b, by cross multiplication. */
static int
compare_weighted(const struct draw_item *a, const struct draw_item *b)
{
	uint32_t left[10], right[10];

	multiply(a->ticket, b->weight, left);
	multiply(b->ticket, a->weight, right);
	for (int i = 0; i < 10; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

int
draw_order(const struct draw_item *a, const struct draw_item *b)
{
	int c;

	if (a->weight == b->weight)
		c = memcmp(a->ticket, b->ticket, TICKET_LEN);
	else
		c = compare_weighted(a, b);
	if (c == 0)
		c = memcmp(a->fingerprint, b->fingerprint, TICKET_LEN);
	if (c == 0)
		c = (a->id > b->id) - (a->id < b->id);
	return c;
}

static void
swap(struct draw_item *a, struct draw_item *b)
{
	struct draw_item t = *a;

	*a = *b;
	*b = t;
}

/* An ascending array turned round is a heap with the last in order on top. */
static void
make_heap(struct draw *d)
{
	for (size_t i = 0, j = d->count; i + 1 < j; i++)
		swap(&d->items[i], &d->items[--j]);
	d->ascending = false;
}

static void
sift_up(struct draw_item *h, size_t i)
{
	while (i > 0) {
		size_t up = (i - 1) / 2;

		if (draw_order(&h[up], &h[i]) >= 0)
			return;
		swap(&h[up], &h[i]);
		i = up;
	}
}

static void
sift_down(struct draw_item *h, size_t count, size_t i)
{
	for (;;) {
		size_t big = i, left = 2 * i + 1;

		if (left < count && draw_order(&h[left], &h[big]) > 0)
			big = left;
		if (left + 1 < count && draw_order(&h[left + 1], &h[big]) > 0)
			big = left + 1;
		if (big == i)
			return;
		swap(&h[big], &h[i]);
		i = big;
	}
}

static int
grow(struct draw *d)
{
	size_t cap = d->cap == 0 ? 64 : 2 * d->cap;
	struct draw_item *items;

	if (cap > d->n)
		cap = (size_t)d->n;
	if (cap > SIZE_MAX / sizeof *items)
		return say_nomem("draw");
	items = realloc(d->items, cap * sizeof *items);
	if (items == NULL)
		return say_nomem("draw");
	d->items = items;
	d->cap = cap;
	return 0;
}

int
draw_feed_weighted(
    struct draw *d, const uint8_t fingerprint[TICKET_LEN], int64_t id, uint64_t weight)
{
	struct draw_item item = { .id = id, .weight = weight };

	d->fed++;
	if (d->n == 0 || weight == 0)
		return 0;
	if (d->ascending)
		make_heap(d);
	ticket_of(d->digest, d->seed, fingerprint, item.ticket);
	d->spread[item.ticket[0]]++;
	memcpy(item.fingerprint, fingerprint, TICKET_LEN);
	if (d->count < d->n) {
		if (d->count == d->cap && grow(d) != 0)
			return -1;
		d->items[d->count] = item;
		sift_up(d->items, d->count++);
	} else if (draw_order(&item, &d->items[0]) < 0) {
		d->items[0] = item;
		sift_down(d->items, d->count, 0);
	}
	return 0;
}

int
draw_feed(struct draw *d, const uint8_t fingerprint[TICKET_LEN], int64_t id)
{
	return draw_feed_weighted(d, fingerprint, id, 1);
}

uint64_t
draw_fed(const struct draw *d)
{
	return d->fed;
}

const uint64_t *
draw_spread(const struct draw *d)
{
	return d->spread;
}

static int
by_order(const void *a, const void *b)
{
	return draw_order(a, b);
}

const struct draw_item *
draw_result(struct draw *d, size_t *count)
{
	if (d->count > 1 && !d->ascending)
		qsort(d->items, d->count, sizeof *d->items, by_order);
	d->ascending = d->count > 1;
	*count = d->count;
	return d->items;
}
