#include "cli/judgement.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "cli/facts.h"
#include "ledger/inventory.h"
#include "ledger/unit_cursor.h"
#include "sampler/draw.h"

struct judgement {
	struct ledger *l;
	const struct population *p;
	struct plan *plan;
	uint8_t *drawn;			/* fingerprints of the sample, 32 bytes each, sorted */
	size_t drawn_count;
	struct draw *draw;
};

static int
remember(void *ctx, const struct population_item *item)
{
	struct judgement *j = ctx;
	uint8_t *grown;

	if ((j->drawn_count & (j->drawn_count + 1)) == 0 || !j->drawn) {
		grown = realloc(j->drawn, 32 * 2 * (j->drawn_count + 1));
		if (!grown)
			return say_nomem("draw");
		j->drawn = grown;
	}
	memcpy(j->drawn + 32 * j->drawn_count++, item->fingerprint, 32);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static uint64_t
weight_of(const struct plan *plan, const struct partition_unit *what)
{
	for (size_t i = 0; i < plan->judgement.weight_count; i++)
		if (partition_matches(&plan->judgement.weights[i].where, what))
			return plan->judgement.weights[i].weight;
	return 1;
}

static int
feed_all(struct judgement *j)
{
	struct facts facts = { .l = j->l };
	struct catalogue *catalogue = catalogue_read(NULL);
	struct unit_cursor *c = unit_cursor_open(j->l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_POPULATION,
		.population_id = j->p->id });
	struct partition_unit what;
	const struct unit *u;
	int more = -1;

	facts.catalogue = catalogue;
	facts.inventory = inventory_load(j->l, 0);
	if (catalogue && facts.inventory && c)
		while ((more = unit_cursor_next(c, &u)) > 0) {
			if (j->drawn_count &&
			    bsearch(u->fingerprint, j->drawn, j->drawn_count, 32, compare))
				continue;
			if (facts_of(&facts, u, &what) != 0 ||
			    draw_feed_weighted(j->draw, u->fingerprint, u->id,
				weight_of(j->plan, &what)) != 0) {
				more = -1;
				break;
			}
		}
	unit_cursor_close(c);
	facts_free(&facts);
	inventory_free(facts.inventory);
	catalogue_free(catalogue);
	return more;
}

static int
write_items(struct judgement *j, int64_t extension)
{
	size_t count;
	const struct draw_item *items = draw_result(j->draw, &count);

	for (size_t i = 0; i < count; i++) {
		struct population_item item = { .stratum = JUDGEMENT_STRATUM, .ord = (int64_t)i,
			.cert_id = items[i].id, .extension_id = extension };

		memcpy(item.fingerprint, items[i].fingerprint, 32);
		memcpy(item.ticket, items[i].ticket, 32);
		if (population_write_item(j->l, j->p->id, &item) != 0)
			return -1;
	}
	return 0;
}

static int
draw_weighted(const struct cli *cli, struct judgement *j, const uint8_t seed[32])
{
	size_t count;
	int64_t id;

	if (population_sample(j->l, j->p->id, true, remember, j) != 0)
		return -1;
	if (j->drawn_count)
		qsort(j->drawn, j->drawn_count, 32, compare);
	j->draw = draw_new(seed, j->plan->judgement.size);
	if (!j->draw || feed_all(j) != 0)
		return -1;
	draw_result(j->draw, &count);
	if (count == 0)
		return 0;
	if (population_write_extension(j->l,
		&(struct population_extension){ .population_id = j->p->id, .at = cli->now,
		    .by = cli->actor, .kind = "judgement", .count = count,
		    .reason = "the plan's judgement sample, by weight" },
		&id) != 0)
		return -1;
	return write_items(j, id);
}

int
judgement_draw(const struct cli *cli, struct ledger *l, const struct population *p)
{
	struct judgement j = { .l = l, .p = p };
	struct population drawn;
	struct text text = { 0 };
	int rc = -1;

	if (population_plan(l, p->id, &text) != 0)
		goto out;
	j.plan = plan_parse("plan", text.s, text.len);
	if (!j.plan)
		goto out;
	if (j.plan->judgement.size == 0)
		rc = 0;
	else if (population_find(l, p->label, &drawn) > 0)
		rc = draw_weighted(cli, &j, drawn.seed);
out:
	draw_free(j.draw);
	free(j.drawn);
	plan_free(j.plan);
	text_free(&text);
	return rc;
}
