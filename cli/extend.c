#include "cli/extend.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/growing.h"
#include "cli/period.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/run.h"
#include "sampler/allocation.h"
#include "sampler/draw.h"

struct part {
	uint64_t have;			/* in the sample already */
	struct draw *draw;
};

struct extension {
	struct part *parts;
	struct allocation *shares;
	struct population_stratum *strata;
	size_t count;
};

static void
free_extension(struct extension *x)
{
	for (size_t i = 0; i < x->count && x->parts; i++)
		draw_free(x->parts[i].draw);
	free(x->parts);
	free(x->shares);
	population_free_strata(x->strata, x->count);
}

static int
feed(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	struct extension *x = ctx;

	return x->parts[stratum].draw ? draw_feed(x->parts[stratum].draw, fingerprint, cert_id) : 0;
}

/* How many more of each stratum; the total left, and -1 said. */
static int64_t
share(struct ledger *l, const struct population *p, const struct growing *g, struct extension *x,
    uint64_t add)
{
	uint64_t left = 0;

	if (population_strata(l, p->id, &x->strata, &x->count) != 0)
		return -1;
	x->parts = calloc(x->count + 1, sizeof *x->parts);
	x->shares = calloc(x->count + 1, sizeof *x->shares);
	if (!x->parts || !x->shares)
		return say_nomem("draw");
	for (size_t i = 0; i < x->count; i++) {
		int64_t have = 0;

		if (db_one_int(l,
			"SELECT count(*) FROM sample WHERE population_id = ?1 AND stratum = ?2",
			DB(db_int(p->id), db_int((int64_t)i)), &have) < 0)
			return -1;
		x->parts[i].have = (uint64_t)have;
		x->shares[i].population = x->strata[i].count - (uint64_t)have;
		/* as each stratum needs by the plan; else in proportion */
		x->shares[i].weight = g ? g->parts[i].more : x->shares[i].population;
		left += x->shares[i].population;
	}
	allocation_share(x->shares, x->count, add);
	return (int64_t)left;
}

/* The plan's rule asks for more after the official run.  1 and *g, 0, -1 said. */
static int
by_plan(struct ledger *l, const struct population *p, struct growing *g)
{
	int64_t run;
	int rc = run_official(l, p->id, &run);

	if (rc <= 0)
		return rc;
	if (growing_measure(g, l, p, run) != 0)
		return -1;
	return g->given && g->exceptions > 0 && g->more > 0;
}

static int
write_items(struct ledger *l, const struct population *p, struct extension *x, int64_t id)
{
	for (size_t i = 0; i < x->count; i++) {
		const struct draw_item *items;
		size_t n;

		if (!x->parts[i].draw)
			continue;
		items = draw_result(x->parts[i].draw, &n);
		for (size_t k = x->parts[i].have; k < n; k++) {
			struct population_item item = { .stratum = (int64_t)i, .ord = (int64_t)k,
				.cert_id = items[k].id, .extension_id = id };

			memcpy(item.fingerprint, items[k].fingerprint, 32);
			memcpy(item.ticket, items[k].ticket, 32);
			if (population_write_item(l, p->id, &item) != 0)
				return -1;
		}
	}
	return 0;
}

/* g: what the plan asks for, NULL: a judgement sample */
static int
extend(const struct cli *cli, struct ledger *l, const struct population *p, uint64_t add,
    const struct growing *g)
{
	const char *kind = g ? "plan" : "judgement";
	struct extension x = { 0 };
	int64_t left = share(l, p, g, &x, add), id;
	char body[128];
	int rc = -1;

	if (left < 0)
		goto out;
	if ((uint64_t)left < add) {
		say_error("%s: expected at most %lld certificates to add, found %llu", p->label,
		    (long long)left, (unsigned long long)add);
		goto out;
	}
	for (size_t i = 0; i < x.count; i++)
		if (x.shares[i].sample > 0) {
			x.parts[i].draw = draw_new(p->seed, x.parts[i].have + x.shares[i].sample);
			if (!x.parts[i].draw)
				goto out;
		}
	if (population_each(l, p->id, -1, feed, &x) != 0 ||
	    population_write_extension(l,
		&(struct population_extension){ .population_id = p->id, .at = cli->now,
		    .by = cli->actor, .kind = kind, .count = add,
		    .reason = g ? "expansion of the plan" : "judgement" },
		&id) != 0 ||
	    write_items(l, p, &x, id) != 0)
		goto out;
	snprintf(body, sizeof body, "{\"added\":%llu,\"extension\":%lld,\"kind\":\"%s\"}",
	    (unsigned long long)add, (long long)id, kind);
	rc = event_add(l,
	    &(struct event){ .at = cli->now, .actor = cli->actor, .kind = "draw-extend",
		.subject = p->label, .body = body });
out:
	free_extension(&x);
	return rc;
}

int
extend_run(const struct cli *cli, struct ledger *l, const char *label, uint64_t add)
{
	struct growing g = { 0 };
	struct population p;
	int planned;

	if (db_begin(l) != 0 || period_find(l, label, &p) != 0)
		goto fail;
	if (!p.drawn) {
		say_error("%s: expected a population that is drawn, found it not drawn yet", label);
		goto fail;
	}
	planned = by_plan(l, &p, &g);
	if (planned < 0 || extend(cli, l, &p, add, planned ? &g : NULL) != 0 || db_commit(l) != 0)
		goto fail;
	growing_free(&g);
	if (cli->json)
		return cli_json(json_pack("{s:s, s:I, s:s}", "label", label, "added",
				    (json_int_t)add, "kind", planned ? "plan" : "judgement"),
		    CLI_DONE);
	printf("%s: %llu certificate%s added %s\n", label, (unsigned long long)add, text_s(add),
	    planned ? "by the plan's expansion" :
		      "as a judgement sample, kept apart from all bounds");
	return cli_flush(CLI_DONE);
fail:
	growing_free(&g);
	db_rollback(l);
	return CLI_ERROR;
}
