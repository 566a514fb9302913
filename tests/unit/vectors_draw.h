/* The cases about draws: commitments, tickets, and the published samplers of others. */
#ifndef TESTS_UNIT_VECTORS_DRAW_H
#define TESTS_UNIT_VECTORS_DRAW_H

#include "tests/unit/cmocka_all.h"

#include "sampler/draw.h"
#include "sampler/sizes.h"
#include "tests/unit/rivest.h"
#include "tests/unit/vectors.h"

/* fp_i = SHA256('<prefix>' + i): the prefix, NULL where the case is not of this kind. */
static inline const char *
prefix_of(const struct vector *v, char *out, size_t cap)
{
	const char *p = strstr(v->inputs, "fp_i=SHA256('");

	if (!p)
		return NULL;
	p += strlen("fp_i=SHA256('");
	snprintf(out, cap, "%.*s", (int)strcspn(p, "'"), p);
	return out;
}

/* "i=0..999", "i<1000"; 1000 where the case does not say. */
static inline unsigned
units_of(const struct vector *v)
{
	unsigned n = 1000;
	const char *p = strstr(v->inputs, "i=0..");

	if (p && sscanf(p, "i=0..%u", &n) == 1)
		return n + 1;
	p = strstr(v->inputs, " i<");
	if (p)
		sscanf(p, " i<%u", &n);
	return n;
}

static inline void
hash_text(const char *text, uint8_t out[32])
{
	digest_sha256(text, strlen(text), out);
}

static inline void
unit_of(const char *prefix, unsigned i, uint8_t out[32])
{
	char text[100];

	snprintf(text, sizeof text, "%s%u", prefix, i);
	hash_text(text, out);
}

static inline bool
seed_of(const struct vector *v, uint8_t seed[32])
{
	char text[200], inner[100];

	if (!vector_text(v, "seed", text, sizeof text))
		return false;
	if (sscanf(text, "SHA256('%99[^']')", inner) == 1) {
		hash_text(inner, seed);
		return true;
	}
	text[strspn(text, "0123456789abcdef")] = '\0';
	return digest_unhex(text, seed, 32) == 0;
}

/* The draw of the units i = part mod of. */
static inline struct draw *
draw_of(const struct vector *v, uint64_t n, unsigned part, unsigned of)
{
	uint8_t seed[32], fp[32];
	char prefix[64];
	struct draw *d;

	if (!prefix_of(v, prefix, sizeof prefix) || !seed_of(v, seed))
		return NULL;
	d = draw_new(seed, n);
	for (unsigned i = part; i < units_of(v); i += of) {
		unit_of(prefix, i, fp);
		assert_int_equal(draw_feed(d, fp, i), 0);
	}
	return d;
}

static inline int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static inline int
commit(struct vector *v)
{
	static uint8_t fp[100000][32];
	unsigned count = units_of(v);
	uint8_t sum[32];
	char prefix[64], hex[DIGEST_HEX];

	if (!prefix_of(v, prefix, sizeof prefix) || count > 100000)
		return VECTOR_UNKNOWN;
	for (unsigned i = 0; i < count; i++)
		unit_of(prefix, i, fp[i]);
	qsort(fp, count, 32, by_bytes);
	digest_sha256(fp, 32 * (size_t)count, sum);
	return vector_is_text(v, digest_hex(sum, 32, hex));
}

static inline int
ticket(struct vector *v)
{
	const char *sum_of = "sha256(concat selected fp in draw order)=";
	uint64_t n = vector_count(v, "n");
	const struct draw_item *items;
	uint8_t seed[32], fp[32], sum[32];
	char hex[DIGEST_HEX], text[100], found[2000];
	struct digest *digest;
	struct draw *d = draw_of(v, n, 0, 1);
	size_t count, used = 0;

	digest = digest_new();
	if (!d) {
		if (!seed_of(v, seed) || !vector_text(v, "fp", text, sizeof text) ||
		    digest_unhex(text, fp, 32) != 0)
			return VECTOR_UNKNOWN;
		ticket_of(digest, seed, fp, sum);
		digest_free(digest);
		return vector_is_text(v, digest_hex(sum, 32, hex));
	}
	items = draw_result(d, &count);
	digest_begin(digest);
	for (size_t i = 0; i < count; i++) {
		digest_add(digest, items[i].fingerprint, 32);
		if (used < sizeof found - 30)
			used += (size_t)snprintf(found + used, sizeof found - used, "%s%lld",
			    i ? "," : "", (long long)items[i].id);
	}
	digest_end(digest, sum);
	digest_free(digest);
	draw_free(d);
	if (strncmp(v->expected, sum_of, strlen(sum_of)) == 0)
		snprintf(found, sizeof found, "%s%s", sum_of, digest_hex(sum, 32, hex));
	return vector_is_text(v, found);
}

/* "n=30 sample is subset of n=60 sample" */
static inline int
nested(struct vector *v)
{
	uint64_t small, large;
	struct draw *a, *b;
	const struct draw_item *few, *more;
	size_t count, more_count, i = 0;

	if (sscanf(v->name, "n=%lu sample is subset of n=%lu sample", &small, &large) != 2)
		return VECTOR_UNKNOWN;
	a = draw_of(v, small, 0, 1);
	b = draw_of(v, large, 0, 1);
	few = draw_result(a, &count);
	more = draw_result(b, &more_count);
	while (i < count && few[i].id == more[i].id)
		i++;
	v->found[0] = i == count && more_count > count ? '1' : '0';
	draw_free(a);
	draw_free(b);
	return strcmp(v->found, v->expected) == 0;
}

static inline int
by_id(const void *a, const void *b)
{
	const struct draw_item *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Sets of i, "3 strata i mod 3, ceil(3%) each": "1,5|2,6|..." */
static inline int
stratified(struct vector *v)
{
	struct rational rate = { 3, 100 };
	char found[2000] = "";
	unsigned of, units = units_of(v);
	size_t used = 0;

	if (sscanf(v->name, "%u strata i mod", &of) != 1)
		return VECTOR_UNKNOWN;
	for (unsigned part = 0; part < of; part++) {
		struct draw *d =
		    draw_of(v, sizes_floor((units - part + of - 1) / of, &rate, 1), part, of);
		static struct draw_item set[1000];
		size_t count;
		const struct draw_item *items = draw_result(d, &count);

		assert_true(count <= 1000);
		memcpy(set, items, count * sizeof *set);
		qsort(set, count, sizeof *set, by_id);
		for (size_t i = 0; i < count && used < sizeof found - 30; i++)
			used += (size_t)snprintf(found + used, sizeof found - used, "%s%lld",
			    i	   ? ","
			    : part ? "|"
				   : "",
			    (long long)set[i].id);
		draw_free(d);
	}
	return vector_is_text(v, found);
}

/* The first fraction of an id, or the next one after it or after a given x. */
static inline int
rivest_fraction(struct vector *v)
{
	bool next = strstr(v->name, "next") != NULL;
	struct rivest_ticket t;
	char id[64], seed[200], x[100];

	if (vector_text(v, "x", x, sizeof x) && next)
		snprintf(t.fraction, sizeof t.fraction, "%s", x);
	else if (vector_text(v, "id", id, sizeof id) && vector_text(v, "seed", seed, sizeof seed))
		rivest_first(id, seed, &t);
	else
		return VECTOR_UNKNOWN;
	if (next)
		rivest_next(&t);
	return vector_is_text(v, t.fraction);
}

/* "ids=0..99", or "manifest=pct 1..4 x ballots 1..25" as the pairs ('pct 1', 1)... */
static inline size_t
rivest_ids(const struct vector *v, const char *seed, struct rivest_ticket *t, size_t cap)
{
	unsigned first, last, batches, ballots;
	char text[200], id[64];
	size_t count = 0;

	if (vector_text(v, "ids", text, sizeof text) &&
	    sscanf(text, "%u..%u", &first, &last) == 2) {
		for (unsigned i = first; i <= last && count < cap; i++) {
			snprintf(id, sizeof id, "%u", i);
			rivest_first(id, seed, &t[count++]);
		}
	} else if (vector_text(v, "manifest", text, sizeof text) &&
		   sscanf(text, "pct 1..%u x ballots 1..%u", &batches, &ballots) == 2) {
		for (unsigned i = 1; i <= batches; i++)
			for (unsigned j = 1; j <= ballots && count < cap; j++) {
				snprintf(id, sizeof id, "('pct %u', %u)", i, j);
				rivest_first(id, seed, &t[count++]);
			}
	}
	return count;
}

static inline int
rivest_sample(struct vector *v)
{
	static struct rivest_ticket t[5000];
	char seed[200], found[2000] = "", keep[8] = "";
	size_t count, used = 0;
	uint64_t take = vector_count(v, "take");
	unsigned a, b;
	bool replace;

	if (!vector_text(v, "seed", seed, sizeof seed))
		return VECTOR_UNKNOWN;
	count = rivest_ids(v, seed, t, 5000);
	replace = vector_text(v, "replacement", keep, sizeof keep)
		      ? strcmp(keep, "0") != 0
		      : strstr(v->name, "with replacement") != NULL;
	for (uint64_t i = 0; i < take && count > 0 && used < sizeof found - 40; i++) {
		size_t at = rivest_least(t, count);

		used += (size_t)snprintf(found + used, sizeof found - used, "%s", i ? "," : "");
		if (sscanf(t[at].id, "('pct %u', %u)", &a, &b) == 2)
			used += (size_t)snprintf(
			    found + used, sizeof found - used, "(pct %u,%u)", a, b);
		else
			used += (size_t)snprintf(found + used, sizeof found - used, "%s", t[at].id);
		if (replace)
			rivest_next(&t[at]);
		else
			t[at] = t[--count];
	}
	return used == 0 ? VECTOR_UNKNOWN : vector_is_text(v, found);
}

static inline int
rivest_numbers(struct vector *v)
{
	unsigned min = (unsigned)vector_count(v, "min"), max = (unsigned)vector_count(v, "max");
	uint64_t count = vector_count(v, "count");
	static bool seen[100000];
	char seed[200], found[2000] = "";
	size_t used = 0;

	if (!vector_text(v, "seed", seed, sizeof seed) || max >= 100000 || count > max - min + 1)
		return VECTOR_UNKNOWN;
	memset(seen, 0, sizeof seen);
	for (unsigned i = 1; count > 0 && used < sizeof found - 12; i++) {
		unsigned r = rivest_number(seed, i, min, max);

		if (seen[r])
			continue;
		seen[r] = true;
		used +=
		    (size_t)snprintf(found + used, sizeof found - used, "%s%u", used ? "," : "", r);
		count--;
	}
	return vector_is_text(v, found);
}

#endif
