#include "cli/returning.h"

#include <stdlib.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/causes.h"
#include "cli/register.h"
#include "ledger/db.h"
#include "ledger/run.h"

/* Closed, and of no period as late as that of run ?1; marks of persons return by themselves (cli/byhand.h). */
#define EARLIER                                                                                    \
	"f.source <> 'review' AND s.closed_at IS NOT NULL AND (SELECT p.until_at FROM run AS r JOIN population AS p"         \
	" ON p.id = r.population_id WHERE r.id = ?1) > coalesce((SELECT max(p.until_at)"           \
	" FROM finding_fact AS x JOIN run AS r ON r.id = x.value JOIN population AS p"             \
	" ON p.id = r.population_id WHERE x.finding = f.id AND x.key = 'run'), f.created_at)"

struct returning {
	uint64_t *counts;	/* a cause each */
	int64_t *closed;
	int64_t now;
};

static int
take(void *ctx, size_t i, const struct unit *u, const struct catalogue *catalogue)
{
	struct returning *r = ctx;
	bool revoked = u->revoked_at != INSTANT_NONE && u->revoked_at <= r->now;
	bool after = u->issued_at != INSTANT_NONE && u->issued_at > r->closed[i];

	(void)catalogue;
	r->counts[i] += after || !revoked;
	return 0;
}

static int
prepare(struct returning *r, struct ledger *l, const struct causes *c)
{
	r->counts = calloc(c->count + 1, sizeof *r->counts);
	r->closed = calloc(c->count + 1, sizeof *r->closed);
	if (!r->counts || !r->closed)
		return say_nomem("findings");
	for (size_t i = 0; i < c->count; i++)
		if (db_one_int(l, "SELECT at FROM finding_closed WHERE finding = ?1",
			DB(db_int(c->list[i].finding)), &r->closed[i]) < 0)
			return -1;
	return 0;
}

json_t *
returning_find(const struct cli *cli, struct ledger *l, const struct run *run, const char *label)
{
	struct returning r = { .now = cli->now };
	const struct causes_walk walk = { .population_id = run->population_id, .take = take, .ctx = &r };
	json_t *list = json_array();
	struct causes c = { 0 };
	int rc = -1;

	if (causes_load(&c, l, EARLIER, run->id) == 0 && prepare(&r, l, &c) == 0)
		rc = causes_each(cli, l, &c, &walk);
	for (size_t i = 0; rc == 0 && i < c.count; i++) {
		const struct register_returned f = { c.list[i].finding, r.counts[i] };

		if (f.certificates == 0)
			continue;
		rc = register_return(cli, l, run, label, &f);
		if (rc == 0)
			json_array_append_new(list,
			    json_pack("{s:I, s:s, s:s, s:s, s:I}", "id", (json_int_t)f.finding, "rule",
				c.list[i].rule, "cause", c.list[i].value, "document", c.list[i].document,
				"certificates", (json_int_t)f.certificates));
	}
	free(r.counts);
	free(r.closed);
	causes_free(&c);
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

void
returning_print(const json_t *list, const char *label)
{
	size_t i;
	json_t *f;

	json_array_foreach(list, i, f)
	{
		const char *cause = json_string_value(json_object_get(f, "cause"));

		printf("finding %lld (closed, open again): %s%s%s, %lld certificate%s of %s, none in the sample\n",
		    (long long)json_integer_value(json_object_get(f, "id")),
		    json_string_value(json_object_get(f, "rule")), *cause ? ", " : "", cause,
		    (long long)json_integer_value(json_object_get(f, "certificates")),
		    text_s((uint64_t)json_integer_value(json_object_get(f, "certificates"))), label);
	}
}
