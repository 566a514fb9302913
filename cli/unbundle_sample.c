#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/digest.h"
#include "base/input.h"
#include "base/instant.h"
#include "base/say.h"
#include "cli/unbundle.h"
#include "sampler/draw.h"
#include "sampler/ticket.h"

struct stratum {
	const struct commitment_stratum *c;
	struct digest *digest;
	struct draw *draw;
	uint64_t units, items;	/* of population.txt, of sample.csv */
};

struct redoing {
	struct unbundle *u;
	struct stratum *strata;		/* as the commitment's, sorted by name */
	size_t count, cap;		/* cap: of items */
	struct digest *all;
	uint64_t units;
	uint8_t seed[32];
	bool drawn;
	uint64_t outside;
};

static int
by_name(const void *key, const void *s)
{
	return strcmp(key, ((const struct stratum *)s)->c->name);
}

static struct stratum *
find_stratum(struct redoing *r, const char *name)
{
	return r->count ? bsearch(name, r->strata, r->count, sizeof *r->strata, by_name) : NULL;
}

static int
order(const void *a, const void *b)
{
	return strcmp(((const struct stratum *)a)->c->name, ((const struct stratum *)b)->c->name);
}

/* ---- sample.csv ---- */

enum { STRATUM, PLACE, FINGERPRINT, TICKET, SELECTED, SELECTED_AT, FORM, COLUMNS };

static int
take_item(struct unbundle *u, const char *const *value, uint64_t line, void *ctx)
{
	struct redoing *r = ctx;
	struct stratum *s = find_stratum(r, value[STRATUM]);
	struct unbundle_item *item;
	uint64_t place;

	if (!s && *value[STRATUM])
		return verifying_differs(&u->v, "sample.csv:%llu: expected a stratum of the commitment, found %s",
		    (unsigned long long)line, value[STRATUM]);
	if (u->item_count == r->cap) {
		struct unbundle_item *grown = realloc(u->items, (r->cap = r->cap ? 2 * r->cap : 256) * sizeof *grown);

		if (!grown)
			return say_nomem("verify");
		u->items = grown;
	}
	item = &u->items[u->item_count];
	*item = (struct unbundle_item){ .stratum = s ? (size_t)(s - r->strata) : SIZE_MAX,
		.drawn = strcmp(value[SELECTED], "draw") == 0,
		.judgement = strcmp(value[SELECTED], "judgement") == 0,
		.has_der = strcmp(value[FORM], "final") == 0 || strcmp(value[FORM], "precertificate") == 0 };
	if (digest_unhex(value[FINGERPRINT], item->fingerprint, 32) != 0 ||
	    digest_unhex(value[TICKET], item->ticket, 32) != 0 || cli_count(value[PLACE], &place) != 0 ||
	    instant_parse(value[SELECTED_AT], &item->at) != 0)
		return verifying_differs(&u->v,
		    "sample.csv:%llu: expected a place, a fingerprint, a ticket and a time",
		    (unsigned long long)line);
	item->place = place;
	u->item_count++;
	if (!s) {
		r->outside++;
		return 0;
	}
	if (place != ++s->items)
		return verifying_differs(&u->v, "sample.csv:%llu: expected place %llu of %s, found %s",
		    (unsigned long long)line, (unsigned long long)s->items, s->c->name, value[PLACE]);
	if (item->drawn != (place <= s->c->sample))
		return verifying_differs(&u->v, "sample.csv:%llu: expected %llu of %s by the draw, found another",
		    (unsigned long long)line, (unsigned long long)s->c->sample, s->c->name);
	return 0;
}

/* ---- population.txt ---- */

static int
take_unit(struct redoing *r, const struct csv_row *row, uint8_t before[32])
{
	struct stratum *s = row->count == 2 ? find_stratum(r, row->cell[1].s) : NULL;
	uint8_t fingerprint[32];

	if (!s || digest_unhex(row->cell[0].s, fingerprint, 32) != 0)
		return verifying_differs(&r->u->v, "population.txt:%llu: expected a fingerprint and a stratum",
		    (unsigned long long)row->line);
	if (r->units > 0 && memcmp(before, fingerprint, 32) >= 0)
		return verifying_differs(&r->u->v, "population.txt:%llu: expected fingerprints ascending",
		    (unsigned long long)row->line);
	memcpy(before, fingerprint, 32);
	digest_add(r->all, fingerprint, 32);
	digest_add(s->digest, fingerprint, 32);
	s->units++;
	r->units++;
	return r->drawn ? draw_feed(s->draw, fingerprint, 0) : 0;
}

static int
read_population(struct redoing *r)
{
	struct unbundle *u = r->u;
	struct input *in;
	struct csv *c;
	struct csv_row row;
	uint8_t before[32] = { 0 };
	int got, rc = 0;

	if (!unbundle_has(u, "population.txt"))
		return verifying_differs(&u->v, "population.txt: expected that file, found none");
	in = input_open(unbundle_path(u, "population.txt"));
	c = in ? csv_new(in, ' ') : NULL;
	if (!c) {
		input_close(in);
		return -1;
	}
	while (rc == 0 && (got = csv_next(c, &row)) != CSV_END) {
		if (got < 0)
			rc = -1;
		else if (got == CSV_BAD)
			rc = verifying_differs(&u->v, "population.txt:%llu: %s", (unsigned long long)row.line,
			    row.reason);
		else
			rc = take_unit(r, &row, before);
	}
	csv_free(c);
	input_close(in);
	return rc;
}

/* ---- what must come out ---- */

static int
check_digests(struct redoing *r)
{
	const struct commitment *c = r->u->commitment;
	uint8_t hash[32];

	for (size_t i = 0; i < r->count; i++) {
		const struct stratum *s = &r->strata[i];

		digest_end(s->digest, hash);
		if (s->units != s->c->population || memcmp(hash, s->c->digest, 32) != 0)
			return verifying_differs(&r->u->v,
			    "population.txt: stratum %s does not give the count and digest of the commitment",
			    s->c->name);
	}
	digest_end(r->all, hash);
	if (r->units != c->population || memcmp(hash, c->digest, 32) != 0)
		return verifying_differs(&r->u->v,
		    "population.txt: it does not give the count and digest of the commitment");
	verifying_note(&r->u->v, "population", "%llu units, digests of all and of %zu strata re-computed",
	    (unsigned long long)r->units, r->count);
	return 0;
}

static int
check_items(struct redoing *r)
{
	struct unbundle *u = r->u;
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < r->count; i++)
		if (r->strata[i].items < r->strata[i].c->sample)
			return verifying_differs(&u->v, "sample.csv: expected at least %llu items of %s, found %llu",
			    (unsigned long long)r->strata[i].c->sample, r->strata[i].c->name,
			    (unsigned long long)r->strata[i].items);
	for (size_t i = 0; i < u->item_count; i++) {
		const struct unbundle_item *item = &u->items[i];
		const struct draw_item *items;
		size_t count;

		if (item->stratum == SIZE_MAX)
			continue;
		items = draw_result(r->strata[item->stratum].draw, &count);
		if (item->place > count ||
		    memcmp(items[item->place - 1].fingerprint, item->fingerprint, 32) != 0 ||
		    memcmp(items[item->place - 1].ticket, item->ticket, 32) != 0)
			return verifying_differs(&u->v,
			    "sample.csv: item %llu of %s is %s, which the draw does not give",
			    (unsigned long long)item->place, r->strata[item->stratum].c->name,
			    digest_hex(item->fingerprint, 32, hex));
	}
	verifying_note(&u->v, "sample", "%zu certificates drawn again by their tickets%s", u->item_count - (size_t)r->outside,
	    r->outside ? "; a judgement sample by weights stands outside the draw" : "");
	return 0;
}

/* The bytes of a sampled certificate hash to its fingerprint. */
static int
check_certificates(struct redoing *r)
{
	struct unbundle *u = r->u;
	uint64_t checked = 0;

	for (size_t i = 0; i < u->item_count; i++) {
		char hex[DIGEST_HEX], name[96];
		uint8_t hash[32];

		if (!u->items[i].has_der)
			continue;
		snprintf(name, sizeof name, "certificates/%s.der", digest_hex(u->items[i].fingerprint, 32, hex));
		if (!unbundle_has(u, name))
			return verifying_differs(&u->v, "%s: expected that file, found none", name);
		if (digest_file(unbundle_path(u, name), hash, NULL) != 0)
			return -1;
		if (memcmp(hash, u->items[i].fingerprint, 32) != 0)
			return verifying_differs(&u->v, "%s: expected the certificate of that fingerprint", name);
		checked++;
	}
	verifying_note(&u->v, "certificates", "%llu, each hashes to its fingerprint; %llu serials without a certificate, "
		"and records that cannot be read", (unsigned long long)checked,
	    (unsigned long long)(u->item_count - checked));
	return 0;
}

/* The seed from commitment and nonce, against bundle.json and the history. */
static int
check_seed(struct redoing *r)
{
	struct unbundle *u = r->u;
	const char *nonce = unbundle_says(u, "period", "nonce"), *seed = unbundle_says(u, "period", "seed");
	uint8_t stated[32];

	r->drawn = nonce != NULL || seed != NULL;
	if (!r->drawn)
		return 0;
	if (!nonce || !seed || ticket_text_fault(nonce) || digest_unhex(seed, stated, 32) != 0)
		return verifying_differs(&u->v, "bundle.json: expected a nonce and a seed");
	if (ticket_seed(u->commitment_sha256, nonce, r->seed) != 0)
		return -1;
	if (memcmp(stated, r->seed, 32) != 0)
		return verifying_differs(&u->v, "bundle.json: commitment and nonce do not give its seed");
	if (!u->drawn_event || memcmp(u->drawn_seed, r->seed, 32) != 0)
		return verifying_differs(&u->v, "events.jsonl: expected the draw with this seed, found none");
	return 0;
}

static int
open_strata(struct redoing *r)
{
	const struct commitment *c = r->u->commitment;

	r->strata = calloc(c->stratum_count + 1, sizeof *r->strata);
	r->all = digest_new();
	if (!r->strata || !r->all)
		return say_nomem("verify");
	for (; r->count < c->stratum_count; r->count++) {
		r->strata[r->count].c = &c->strata[r->count];
		r->strata[r->count].digest = digest_new();
		if (!r->strata[r->count].digest)
			return -1;
		digest_begin(r->strata[r->count].digest);
	}
	digest_begin(r->all);
	if (r->count)
		qsort(r->strata, r->count, sizeof *r->strata, order);
	return 0;
}

static int
open_draws(struct redoing *r)
{
	for (size_t i = 0; r->drawn && i < r->count; i++) {
		r->strata[i].draw = draw_new(r->seed, r->strata[i].items);
		if (!r->strata[i].draw)
			return -1;
	}
	return 0;
}

static int
redo(struct redoing *r)
{
	static const char *const columns[COLUMNS] = { "stratum", "place", "fingerprint", "ticket",
		"selected_by", "selected_at", "form" };
	const struct unbundle_table table = { "sample.csv", columns, COLUMNS };
	struct unbundle *u = r->u;
	int rc = open_strata(r);

	if (rc == 0)
		rc = check_seed(r);
	if (rc == 0)
		rc = unbundle_each(u, &table, take_item, r);
	if (rc == 0 && !r->drawn && u->item_count > 0)
		rc = verifying_differs(&u->v, "sample.csv: expected no sample before the draw, found one");
	if (rc == 0)
		rc = open_draws(r);
	if (rc == 0)
		rc = read_population(r);
	if (rc == 0)
		rc = check_digests(r);
	if (rc == 0 && !r->drawn) {
		verifying_note(&u->v, "sample", "not drawn yet");
		return 0;
	}
	if (rc == 0)
		rc = check_items(r);
	return rc == 0 ? check_certificates(r) : rc;
}

int
unbundle_sample(struct unbundle *u)
{
	struct redoing r = { .u = u };
	int rc = redo(&r);

	for (size_t i = 0; i < r.count; i++) {
		digest_free(r.strata[i].digest);
		draw_free(r.strata[i].draw);
	}
	free(r.strata);
	digest_free(r.all);
	return rc;
}
