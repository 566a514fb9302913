#include "cli/verifying.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "sampler/commitment.h"
#include "sampler/draw.h"
#include "sampler/plan.h"

static json_t *
vformat(const char *fmt, va_list ap)
{
	char line[1024];

	vsnprintf(line, sizeof line, fmt, ap);
	return json_string(text_tame(text_whole(line)));
}

void
verifying_note(struct verifying *v, const char *step, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	json_array_append_new(v->steps,
	    json_pack("{s:s, s:o}", "step", step, "result", vformat(fmt, ap)));
	va_end(ap);
}

int
verifying_differs(struct verifying *v, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (v->difference.len == 0)	/* of a bundle that others made: no byte of it moves a cursor */
		text_add(&v->difference, text_tame(text_whole(line)));
	return 1;
}

/* "" where there is no event. */
static int
last_hash(struct ledger *l, char hex[DIGEST_HEX])
{
	struct query *q = db_query(l, "SELECT hash FROM event ORDER BY id DESC LIMIT 1", DB_NONE);
	int more = q ? db_step(q) : -1;
	uint8_t hash[32];

	if (more > 0) {
		db_col_hash(q, 0, hash);
		digest_hex(hash, 32, hex);
		db_reset(q);
	}
	return more < 0 ? -1 : 0;
}

int
verifying_chain(struct verifying *v)
{
	int64_t bad, count = 0;
	char hash[DIGEST_HEX] = "";
	int rc = event_verify(v->l, &bad);

	if (rc == 1)
		return verifying_differs(v,
		    "history: event %lld is not the one that was written (its hash, or its link to "
		    "the event before, does not hold)",
		    (long long)bad);
	if (rc == 0 && (db_one_int(v->l, "SELECT count(*) FROM event", DB_NONE, &count) < 0 ||
		last_hash(v->l, hash) != 0))
		return -1;
	/* events cut off the end leave a shorter history that holds: who keeps this line sees it */
	if (rc == 0)
		verifying_note(v, "history", "%lld events, each holds the hash of the one before; the last is %s",
		    (long long)count, hash);
	return rc;
}

/* Does the fingerprint of a unit stand for the bytes the ledger holds?  1 differs. */
static int
check_fingerprint(struct verifying *v, struct digest *d, struct query *bytes,
    const uint8_t fingerprint[32], int64_t cert_id)
{
	char hex[DIGEST_HEX], other[DIGEST_HEX];
	uint8_t found[32];
	int more, rc = 0;

	if (db_bind(bytes, DB(db_int(cert_id))) != 0)
		return -1;
	while ((more = db_step(bytes)) > 0) {
		size_t len;
		const void *der = db_col_blob(bytes, 1, &len);

		db_col_hash(bytes, 0, found);
		if (memcmp(found, fingerprint, 32) != 0)
			rc = verifying_differs(v, "population: unit %s leads to certificate %s",
			    digest_hex(fingerprint, 32, hex), digest_hex(found, 32, other));
		if (!der)
			continue;
		digest_of(d, der, len, found);
		if (memcmp(found, fingerprint, 32) != 0)
			rc = verifying_differs(v, "population: the bytes of certificate %s hash to %s",
			    digest_hex(fingerprint, 32, hex), digest_hex(found, 32, other));
	}
	return more < 0 ? -1 : rc;
}

struct walk {
	struct verifying *v;
	struct digest *one, *all, **each;
	struct query *bytes;
	size_t count;
	uint64_t units;
};

static int
walk_unit(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	struct walk *w = ctx;

	if (stratum < 0 || (size_t)stratum >= w->count)
		return verifying_differs(w->v, "population: a unit of stratum %lld, which is none",
		    (long long)stratum);
	digest_add(w->all, fingerprint, 32);
	digest_add(w->each[stratum], fingerprint, 32);
	w->units++;
	return check_fingerprint(w->v, w->one, w->bytes, fingerprint, cert_id);
}

static int
compare_digests(struct walk *w, const struct population_stratum *strata)
{
	char hex[DIGEST_HEX], other[DIGEST_HEX];
	uint8_t found[32];

	for (size_t i = 0; i < w->count; i++) {
		digest_end(w->each[i], found);
		if (memcmp(found, strata[i].digest, 32) != 0)
			return verifying_differs(w->v,
			    "population: stratum %s digests to %s, the ledger states %s",
			    strata[i].name, digest_hex(found, 32, hex),
			    digest_hex(strata[i].digest, 32, other));
	}
	digest_end(w->all, found);
	if (memcmp(found, w->v->p.digest, 32) != 0)
		return verifying_differs(w->v, "population: it digests to %s, the ledger states %s",
		    digest_hex(found, 32, hex), digest_hex(w->v->p.digest, 32, other));
	if (w->units != w->v->p.count)
		return verifying_differs(w->v, "population: %llu units, the ledger states %llu",
		    (unsigned long long)w->units, (unsigned long long)w->v->p.count);
	verifying_note(w->v, "population", "%llu units, digests re-computed from fingerprints and DER",
	    (unsigned long long)w->units);
	return 0;
}

int
verifying_population(struct verifying *v)
{
	struct population_stratum *strata = NULL;
	struct walk w = { .v = v };
	size_t made = 0;
	int rc = -1;

	if (population_strata(v->l, v->p.id, &strata, &w.count) != 0)
		return -1;
	w.bytes = db_prepare(v->l,
	    "SELECT c.sha256, d.der FROM cert c LEFT JOIN cert_der d ON d.cert_id = c.id WHERE c.id = ?1");
	w.one = digest_new();
	w.all = digest_new();
	w.each = calloc(w.count + 1, sizeof *w.each);
	if (!w.bytes || !w.one || !w.all || !w.each)
		goto out;
	for (; made < w.count; made++) {
		w.each[made] = digest_new();
		if (!w.each[made])
			goto out;
		digest_begin(w.each[made]);
	}
	digest_begin(w.all);
	rc = population_each(v->l, v->p.id, -1, walk_unit, &w);
	if (rc == 0)
		rc = compare_digests(&w, strata);
out:
	for (size_t i = 0; i < made; i++)
		digest_free(w.each[i]);
	free(w.each);
	digest_free(w.one);
	digest_free(w.all);
	db_release(w.bytes);
	population_free_strata(strata, w.count);
	return rc;
}

/* Line n of two texts, for the message. */
static void
first_line_apart(const char *a, const char *b, char out[200])
{
	size_t begin = 0, i = 0;

	for (; a[i] && a[i] == b[i]; i++)
		if (a[i] == '\n')
			begin = i + 1;
	snprintf(out, 200, "%.*s", (int)strcspn(a + begin, "\n"), a + begin);
}

/* What the rows of the population say, as the commitment says it. */
static int
rebuild(struct verifying *v, struct text *out)
{
	struct commitment c = { .period = v->p.label, .from = v->p.from, .until = v->p.until,
		.population = v->p.count };
	struct population_stratum *strata = NULL;
	struct commitment_stratum *rows = NULL;
	struct text plan_text = { 0 }, source = { 0 }, ca = { 0 }, stored = { 0 };
	struct plan *plan = NULL;
	uint8_t plan_hash[32], previous[32];
	const char *line;
	struct query *q;
	char registered[65];
	uint8_t register_hash[32];
	int more, rc = -1;

	memcpy(c.digest, v->p.digest, 32);
	if (population_plan(v->l, v->p.id, &plan_text) != 0 ||
	    population_nonce_source(v->l, v->p.id, &source) != 0 ||
	    population_commitment(v->l, v->p.id, &stored) != 0 ||
	    population_strata(v->l, v->p.id, &strata, &c.stratum_count) != 0)
		goto out;
	plan = plan_parse("plan", plan_text.s, plan_text.len);
	rows = calloc(c.stratum_count + 1, sizeof *rows);
	if (!plan || !rows)
		goto out;
	for (size_t i = 0; i < c.stratum_count; i++) {
		rows[i] = (struct commitment_stratum){ .name = strata[i].name,
			.population = strata[i].count, .sample = strata[i].sample };
		memcpy(rows[i].digest, strata[i].digest, 32);
	}
	c.strata = rows;
	c.has_expansion = plan->expansion.given;
	c.tolerable_rate = plan->expansion.tolerable_rate;
	c.risk_limit = plan->expansion.risk_limit;
	c.nonce = source.len ? source.s : NULL;
	if (plan_text.s) {
		if (digest_sha256(plan_text.s, plan_text.len, plan_hash) != 0)
			goto out;
		c.plan = plan_hash;
	}
	q = db_query(v->l,
	    "SELECT ca, (SELECT commitment_sha256 FROM population WHERE id < ?1 ORDER BY id DESC LIMIT 1)"
	    " FROM ledger",
	    DB(db_int(v->p.id)));
	while ((more = db_step(q)) > 0) {
		text_add(&ca, db_col_text(q, 0));
		if (db_col_hash(q, 1, previous))
			c.previous = previous;
	}
	if (more < 0)
		goto out;
	c.ca = text_str(&ca);
	/* the register as of the freeze: taken from the commitment, checked against the imports */
	line = strstr(text_str(&stored), "\nregister: ");
	if (line && strlen(line) > 11 + 64 && line[11] != '-') {
		memcpy(registered, line + 11, 64);
		registered[64] = '\0';
		if (digest_unhex(registered, register_hash, 32) == 0)
			c.register_digest = register_hash;
	}
	rc = commitment_write(&c, out);
out:
	free(rows);
	plan_free(plan);
	population_free_strata(strata, c.stratum_count);
	text_free(&plan_text);
	text_free(&source);
	text_free(&ca);
	text_free(&stored);
	return rc;
}

/* What was added to the register since: no difference, but the outcomes may rest on it. */
static int
note_growth(struct verifying *v)
{
	int64_t n = 0;

	if (db_one_int(v->l, "SELECT count(*) FROM import WHERE kind = 'cps' AND id > ?1",
		DB(db_int(v->p.import_id)), &n) < 0)
		return -1;
	if (n > 0)
		verifying_note(v, "register", "%lld file%s of the CPS register came after the freeze",
		    (long long)n, n == 1 ? "" : "s");
	return 0;
}

/* The commitment's register line against the CPS files added up to the freeze; 1 differs. */
static int
check_register(struct verifying *v, const char *commitment)
{
	struct digest *d = digest_new();
	uint8_t hash[32];
	char hex[DIGEST_HEX] = "-";
	const char *line = strstr(commitment, "\nregister: ");
	struct query *q;
	bool any = false;
	int more;

	if (!d)
		return -1;
	digest_begin(d);
	q = db_query(v->l,
	    "SELECT DISTINCT sha256 FROM import WHERE kind = 'cps' AND id <= ?1 ORDER BY sha256",
	    DB(db_int(v->p.import_id)));
	while ((more = db_step(q)) > 0) {
		db_col_hash(q, 0, hash);
		digest_add(d, hash, 32);
		any = true;
	}
	if (any) {
		digest_end(d, hash);
		digest_hex(hash, 32, hex);
	}
	digest_free(d);
	if (more < 0)
		return -1;
	if (!line || strncmp(line + 11, hex, strlen(hex)) != 0)
		return verifying_differs(v, "commitment: the CPS register files digest to %s", hex);
	return 0;
}

int
verifying_commitment(struct verifying *v)
{
	struct text stored = { 0 }, rebuilt = { 0 };
	char hex[DIGEST_HEX], line[200];
	uint8_t hash[32];
	int rc = -1;

	if (population_commitment(v->l, v->p.id, &stored) != 0 || rebuild(v, &rebuilt) != 0 ||
	    digest_sha256(text_str(&stored), stored.len, hash) != 0)
		goto out;
	if (memcmp(hash, v->p.commitment_sha256, 32) != 0)
		rc = verifying_differs(v, "commitment: its bytes hash to %s", digest_hex(hash, 32, hex));
	else if (strcmp(text_str(&stored), text_str(&rebuilt)) != 0) {
		first_line_apart(text_str(&stored), text_str(&rebuilt), line);
		rc = verifying_differs(v, "commitment: the ledger's rows do not give its line '%s'", line);
	} else {
		rc = check_register(v, text_str(&stored));
		if (rc == 0)
			verifying_note(v, "commitment", "%s, re-written from the ledger's rows",
			    digest_hex(hash, 32, hex));
		if (rc == 0)
			rc = note_growth(v);
	}
out:
	text_free(&stored);
	text_free(&rebuilt);
	return rc;
}

struct redraw {
	struct verifying *v;
	struct draw **draws;
	size_t *next;			/* place of the item to come, a stratum */
	size_t count;
	uint64_t items;
};

static int
feed(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	struct redraw *r = ctx;

	return draw_feed(r->draws[stratum], fingerprint, cert_id);
}

static int
compare_item(void *ctx, const struct population_item *item)
{
	struct redraw *r = ctx;
	const struct draw_item *items;
	char hex[DIGEST_HEX];
	size_t count, at;

	if (item->stratum < 0)	/* a weighted judgement sample stands outside the draw */
		return 0;
	items = draw_result(r->draws[item->stratum], &count);
	at = r->next[item->stratum]++;
	r->items++;
	if (at >= count || (size_t)item->ord != at ||
	    memcmp(items[at].fingerprint, item->fingerprint, 32) != 0 ||
	    memcmp(items[at].ticket, item->ticket, 32) != 0 || items[at].id != item->cert_id)
		return verifying_differs(r->v, "sample: item %zu of stratum %lld is %s, which the draw "
					       "does not give",
		    at + 1, (long long)item->stratum, digest_hex(item->fingerprint, 32, hex));
	return 0;
}

/* Sizes of the draws: what the commitment fixed, and what extensions added. */
static int
open_draws(struct redraw *r, const struct population_stratum *strata)
{
	for (size_t i = 0; i < r->count; i++) {
		int64_t have = 0;

		if (db_one_int(r->v->l,
			"SELECT count(*) FROM sample WHERE population_id = ?1 AND stratum = ?2",
			DB(db_int(r->v->p.id), db_int((int64_t)i)), &have) < 0)
			return -1;
		if ((uint64_t)have < strata[i].sample)
			return verifying_differs(r->v,
			    "sample: stratum %s holds %lld items, the commitment says %llu",
			    strata[i].name, (long long)have, (unsigned long long)strata[i].sample);
		r->draws[i] = draw_new(r->v->p.seed, (uint64_t)have);
		if (!r->draws[i])
			return -1;
	}
	return 0;
}

static int
redraw(struct verifying *v)
{
	struct population_stratum *strata = NULL;
	struct redraw r = { .v = v };
	int rc = -1;

	if (population_strata(v->l, v->p.id, &strata, &r.count) != 0)
		return -1;
	r.draws = calloc(r.count + 1, sizeof *r.draws);
	r.next = calloc(r.count + 1, sizeof *r.next);
	if (!r.draws || !r.next)
		goto out;
	rc = open_draws(&r, strata);
	if (rc == 0)
		rc = population_each(v->l, v->p.id, -1, feed, &r);
	if (rc == 0)
		rc = population_sample(v->l, v->p.id, true, compare_item, &r);
	if (rc == 0)
		verifying_note(v, "sample", "%llu certificates, drawn again by their tickets",
		    (unsigned long long)r.items);
out:
	for (size_t i = 0; i < r.count && r.draws; i++)
		draw_free(r.draws[i]);
	free(r.draws);
	free(r.next);
	population_free_strata(strata, r.count);
	return rc;
}

int
verifying_draw(struct verifying *v)
{
	struct text nonce = { 0 };
	char hex[DIGEST_HEX];
	uint8_t seed[32];
	int rc;

	if (!v->p.drawn) {
		verifying_note(v, "draw", "not drawn yet");
		return 0;
	}
	if (population_nonce(v->l, v->p.id, &nonce) != 0 ||
	    ticket_seed(v->p.commitment_sha256, text_str(&nonce), seed) != 0) {
		text_free(&nonce);
		return -1;
	}
	text_free(&nonce);
	if (memcmp(seed, v->p.seed, 32) != 0)
		return verifying_differs(v, "draw: commitment and nonce give the seed %s",
		    digest_hex(seed, 32, hex));
	rc = redraw(v);
	if (rc == 0)
		verifying_note(v, "draw", v->p.verifiable ?
			"verifiable if the commitment was published before the nonce existed" :
			"nonce chosen by the CA, not independently verifiable");
	return rc;
}
